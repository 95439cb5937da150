// A transcript that takes nothing more: the agent is told so, and can end it.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';

const world = useWorld();

/** The place before the last that a transcript may have (`transcript_limit`). */
const ALMOST = 4_998;

test('an_agent_whose_words_find_no_room_is_told_so_and_ends_it', async () => {
  world.allowsLostNetwork();
  const agent = await world.agent();
  const conversation = await Conversation.start(world.server);
  await conversation.say('我的茶杯碎了');
  await conversation.press({ kind: 'human' });
  await agent.take();
  await agent.reply('在的');
  await world.server.kill();
  await world.server.sql('Room', `acme/${conversation.started.conversation}`, [
    `WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < ?)
     INSERT INTO entries (conversation, seq, at, fact)
     SELECT conversation, seq + n, at,
       json_object('fact', 'received', 'author', 'visitor', 'client_id', printf('%032x', n))
     FROM entries, more
     WHERE seq = (SELECT max(seq) FROM entries) AND seq + n <= ?`,
    ALMOST,
    ALMOST,
  ]);
  await world.server.restart();
  await agent.reply('最后一句');
  await agent.log.locator('[data-author="agent"][data-seq]').filter({ hasText: '最后一句' }).waitFor();
  await agent.input.fill('再来一句');
  await agent.input.press('Enter');
  await agent.page.getByText('会话消息数已达上限').waitFor();
  assert.equal(await agent.input.isVisible(), false, 'nobody is asked for words that find no room');
  const unsent = agent.log.locator('[data-author="agent"]').filter({ hasText: '再来一句' });
  await unsent.getByRole('button', { name: '重试' }).waitFor();
  await agent.resolve.click();
  await agent.page.getByText('会话已结束').first().waitFor();
  await conversation.until('resolved');
});
