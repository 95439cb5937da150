// A transcript that takes nothing more: the agent is told so, and can end it; the visitor can, and can rate it.

import assert from 'node:assert/strict';

import { Conversation, eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

/** The last place that a transcript may have (`transcript_limit`), and the one before. */
const LAST = 4_999;
const ALMOST = LAST - 1;

test('an_agent_whose_words_find_no_room_is_told_so_and_ends_it', async () => {
  world.allowsLostNetwork();
  const agent = await world.agent();
  const conversation = await Conversation.start(world.server);
  await conversation.say('我的茶杯碎了');
  await conversation.press({ kind: 'human' });
  await agent.take();
  await agent.reply('在的');
  await fill(conversation.started.conversation, ALMOST);
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

test('a_visitor_ends_and_rates_a_full_conversation_and_no_tap_begins_another', async () => {
  world.allowsLostNetwork();
  const visitor = await world.visitor();
  await visitor.tell('怎么退货');
  await visitor.hears(/七天/);
  const kept = () => visitor.page.evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')));
  const started = await kept();
  await fill(started.conversation, LAST);
  await visitor.page.reload();
  await visitor.hears(/七天/);
  await visitor.chat.getByRole('button', { name: '没帮助' }).click();
  await eventually(async () => (await onItsWay(visitor)) === 0);
  assert.deepEqual(await visitor.said().then((texts) => texts.map((text) => text.trim())), ['怎么退货']);
  await visitor.chat.getByRole('button', { name: '结束会话' }).click();
  await visitor.chat.getByRole('button', { name: '确认结束？' }).click();
  await visitor.chat.getByRole('radio', { name: '4 星' }).check();
  await visitor.chat.getByRole('button', { name: '提交评价' }).click();
  await visitor.chat.getByText(/感谢反馈/).first().waitFor();
  await eventually(async () => (await onItsWay(visitor)) === 0);
  assert.equal((await kept()).conversation, started.conversation);
  const conversation = new Conversation(world.server, 'acme', started);
  const { stars } = await conversation.until('rated');
  assert.equal(stars, 4);
});

/** Makes a conversation so long that its last entry stands at `last`. */
async function fill(conversation, last) {
  await world.server.killAndRestart(() =>
    world.server.sql('Room', `acme/${conversation}`, [
      `WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < ?)
       INSERT INTO entries (conversation, seq, at, fact)
       SELECT conversation, seq + n, at,
         json_object('fact', 'received', 'author', 'visitor', 'client_id', printf('%032x', n))
       FROM entries, more
       WHERE seq = (SELECT max(seq) FROM entries) AND seq + n <= ?`,
      last,
      last,
    ]),
  );
}

const onItsWay = ({ page }) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dukou/acme/out/')).length);
