// The lists say what an agent must know to choose: until when a ticket was promised an answer, how angry
// somebody is by the rows of this shop, and to whoever may look, all of it before they take anybody.

import assert from 'node:assert/strict';

import { Conversation, clientId, eventually, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

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

test('who_leads_looks_into_who_waits_without_taking_them', async () => {
  const chen = await (await Clerk.signIn(world.server, 'chen')).sitDown();
  const conversation = await Conversation.start(world.server);
  const id = conversation.started.conversation;
  await conversation.say('水壶漏水两次了');
  await conversation.press({ kind: 'human' });
  await eventually(() => chen.row(id)?.stage.agent === 'chen');
  const zhao = await world.agent({ name: 'zhao' });
  const row = zhao.waiting.filter({ hasText: '水壶漏水' });
  await row.getByRole('button', { name: /水壶漏水/ }).click();
  await zhao.hears(/水壶漏水/);
  await zhao.page.getByText('会话在排队，等待客服。').waitFor();
  assert.equal(await row.locator('[aria-current="true"]').count(), 1);
  assert.equal(await zhao.input.count(), 0);
  assert.ok(!(await conversation.facts()).some(({ fact }) => fact === 'assigned'));
  await chen.take(id);
  await zhao.page.getByText('现在由 陈远航 接待，你只能查看。').waitFor();
  const line = await chen.look(id);
  line.send({ type: 'act', client_id: clientId(), action: { kind: 'resolve' } });
  await conversation.until('resolved');
  chen.desk.close();
});

test('who_is_offered_a_visitor_reads_all_of_it_first', async () => {
  const lin = await world.agent({ name: 'lin' });
  const conversation = await Conversation.start(world.server);
  await conversation.say('花洒装不上');
  await conversation.press({ kind: 'human' });
  const row = lin.waiting.filter({ hasText: '花洒' });
  const look = row.getByRole('button', { name: /花洒/ });
  await look.click();
  await lin.hears(/花洒/);
  assert.equal(await lin.input.count(), 0);
  const offer = lin.page.getByRole('group', { name: '新的邀请' });
  await offer.getByRole('button', { name: '拒绝' }).press('Enter');
  // It is not theirs to look into any more, but still to take.
  await look.waitFor({ state: 'detached' });
  await lin.take(/花洒/);
  await lin.reply('您好');
});

test('a_row_of_a_newer_server_does_not_take_the_others_from_the_screen', async () => {
  const agent = await world.agent({ name: 'lin' });
  let isNewer = true;
  await agent.page.routeWebSocket(/desk\/socket$/, (near) => {
    const far = near.connectToServer();
    far.onMessage((frame) => {
      const desk = JSON.parse(frame);
      for (const row of desk.rows ?? []) if (isNewer && /怀表/.test(row.digest.words)) row.handoff.rule = { rule: 'new' };
      near.send(JSON.stringify(desk));
    });
  });
  await agent.page.reload();
  const banner = agent.page.getByText('服务器已更新，这个页面有内容无法显示，请刷新。');
  for (const words of ['怀表停了', '座钟停了']) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(words);
    await conversation.press({ kind: 'human' });
  }
  await agent.take(/座钟/);
  await banner.waitFor();
  isNewer = false;
  await agent.page.getByRole('button', { name: '刷新' }).click();
  await agent.take(/怀表/);
  await banner.waitFor({ state: 'detached' });
});
