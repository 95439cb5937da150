// 人工, 人工, 人工: whoever asks for a person three times has one coming, with priority and without
// another question. Most need to ask once, and tap.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';

const world = useWorld();

test('three_times_人工_reaches_a_person', async () => {
  const agent = await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('人工');
  const card = visitor.chat.getByRole('group', { name: '转接人工客服' });
  await card.waitFor();
  await visitor.tell('人工');
  await visitor.isQueued();
  await visitor.tell('人工');
  assert.equal(await visitor.log.getByText('智能助手没有').count(), 0);
  await agent.take(/人工/);
  await agent.reply('您好，我是真人');
  await visitor.hears(/我是真人/, { author: 'agent' });
});

test('one_tap_on_the_card_is_enough', async () => {
  const agent = await world.agent({ name: 'chen' });
  const visitor = await world.visitor();
  await visitor.tell('找个真人');
  await visitor.chat.getByRole('button', { name: '确认转人工' }).click();
  await visitor.isQueued();
  await agent.take(/真人/);
});

test('one_tap_on_the_button_is_enough', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const visitor = await world.visitor();
  await visitor.person.click();
  await visitor.isQueued();
  await agent.waiting.first().waitFor();
});

test('who_would_rather_not_goes_on_with_the_assistant', async () => {
  const visitor = await world.visitor();
  await visitor.tell('转人工');
  await visitor.chat.getByRole('button', { name: '继续对话' }).click();
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
  await visitor.person.waitFor();
});

test('the_visitor_can_ask_why', async () => {
  await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('转人工');
  await visitor.tell('转人工');
  await visitor.isQueued();
  await visitor.chat.getByRole('button', { name: '为什么转人工' }).first().click();
  const why = visitor.chat.getByRole('region', { name: '转人工原因' });
  await why.getByText('您说了“转人工”，连续 2 次要求转人工。', { exact: true }).waitFor();
});

test('nobody_there_is_said_plainly_and_is_no_dead_end', async () => {
  const visitor = await world.visitor({ site: 'fast' });
  await visitor.person.click();
  const promise = /现在没有人工客服在线。您的问题已记录，会在 .*\d.* 前回复您/;
  await visitor.hears(promise, { author: 'system' });
  const contact = visitor.chat.getByRole('textbox', { name: /联系方式/ });
  await contact.fill('13800138000');
  await contact.press('Enter');
  const left = visitor.log.locator('[data-author="system"][data-seq]');
  await left.filter({ hasText: '已留下联系方式：13800138000' }).waitFor();
  await visitor.tell('那我等你们消息');
  // Who comes later sees where to call.
  const agent = await world.agent({ site: 'fast' });
  const ticket = agent.page.getByRole('region', { name: '工单' }).getByRole('listitem');
  await ticket.getByRole('button', { name: '接待' }).press('Enter');
  await agent.hears(/等你们消息/);
  await agent.about.getByRole('definition').filter({ hasText: '13800138000' }).waitFor();
  await agent.log.getByText('访客留下联系方式：13800138000').waitFor();
});

const PHRASES = [
  '人工',
  '转人工',
  '我要人工客服',
  '找真人',
  '不要机器人',
  'zhuanrengong',
  '轉人工',
  '转 人 工！！',
  '叫你们客服来',
  'talk to a human',
];

test('every_way_to_ask_counts', async () => {
  for (const phrase of PHRASES) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(phrase);
    await conversation.until('handoff_proposed', ({ rule }) => rule.rule === 'asked');
    await conversation.say(phrase);
    const { handoff } = await conversation.until('handoff_requested');
    assert.equal(handoff.rule.rule, 'asked', phrase);
    assert.equal(handoff.rule.times, 2, phrase);
  }
});
