// The lists say what an agent must know to choose: until when a ticket was promised an answer, and how
// angry somebody is by the rows of this shop.

import assert from 'node:assert/strict';

import { Conversation, clientId, test, useWorld } from './harness.mjs';

const world = useWorld();

test('a_ticket_says_until_when_an_answer_was_promised', async () => {
  const conversation = await Conversation.start(world.server);
  await conversation.say('我的茶杯碎了');
  await conversation.press({ kind: 'human' });
  const { ticket } = await conversation.until('ticketed');
  const agent = await world.agent();
  const row = agent.page.getByRole('region', { name: '工单' }).getByRole('listitem').filter({ hasText: '茶杯' });
  const due = await row.getByText(/^承诺 .*前$/).textContent();
  const clock = await agent.page.evaluate((at) => {
    const shown = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
    return new Intl.DateTimeFormat('zh-CN', shown).format(at);
  }, ticket.promised_by);
  assert.ok(due.includes(clock), `${due} is not ${clock}`);
  assert.equal(await row.getByText('已等').count(), 0);
});

test('anger_is_shown_by_the_rows_of_the_shop', async () => {
  const conversation = await Conversation.start(world.server, { site: 'strict' });
  const agent = await world.agent({ site: 'strict' });
  const asked = [];
  agent.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await agent.page.reload();
  await agent.page.getByRole('region', { name: '等待中' }).waitFor();
  const reading = {
    intent: { label: 'other', confidence: 99 },
    emotion: { label: 'angry', confidence: 95 },
    anger: 72,
  };
  await conversation.send({ type: 'say', client_id: clientId(), text: '呵呵，可以的', reading });
  await conversation.until('handoff_requested');
  // It crosses over from 70 on here, from 80 on elsewhere.
  await agent.waiting.locator('[data-level="high"]').filter({ hasText: '怒气 72' }).waitFor();
  await agent.take();
  await agent.log.locator('[data-level="high"]').filter({ hasText: '怒气 72' }).waitFor();
  const picture = agent.page.getByRole('region', { name: '情绪走势' }).getByRole('img');
  await picture.locator('circle.high').waitFor();
  const [limit, dot] = await picture.evaluate((svg) => [
    Number(svg.querySelector('.limit').getAttribute('y1')),
    Number(svg.querySelector('circle').getAttribute('cy')),
  ]);
  assert.ok(dot < limit, 'it stands above the line that it has crossed');
  assert.deepEqual(asked.filter((path) => path.endsWith('/profile')), [], 'who signs in is told the rows');
});
