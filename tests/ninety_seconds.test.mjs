// Ninety seconds are the longest that anybody waits without something happening. The shop "fast"
// has made one second of it.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';

const world = useWorld();

test('an_offer_that_is_declined_is_not_lost', async () => {
  const agent = await world.agent({ site: 'fast' });
  const visitor = await world.visitor({ site: 'fast' });
  await visitor.tell('我的快递丢了');
  await visitor.person.click();
  await visitor.isQueued();
  const offer = agent.page.getByRole('group', { name: '新的邀请' });
  await offer.getByRole('button', { name: '拒绝' }).press('Enter');
  await agent.take(/快递/);
  await agent.reply('让您久等了');
  await visitor.hears(/久等/, { author: 'agent' });
});

test('a_wait_without_an_offer_becomes_more_urgent', async () => {
  const agent = await world.agent({ site: 'fast' });
  const first = await Conversation.start(world.server, { site: 'fast' });
  await first.say('我是第一位');
  await first.press({ kind: 'human' });
  await agent.take(/第一位/);
  await first.until('assigned');
  const second = await Conversation.start(world.server, { site: 'fast' });
  await second.press({ kind: 'human' });
  const { handoff } = await second.until('handoff_requested');
  assert.equal(handoff.priority, 'normal');
  const { rule, priority } = await second.until('escalated');
  assert.equal(rule.rule, 'waited');
  assert.ok(rule.seconds >= 1);
  assert.equal(priority, 'high');
});

test('a_wish_for_a_person_that_nothing_answers_is_queued_by_itself', async () => {
  const conversation = await Conversation.start(world.server, { site: 'fast' });
  await conversation.say('人工');
  const { rule: offered } = await conversation.until('handoff_proposed');
  assert.equal(offered.rule, 'asked');
  // The card is a question, and no answer: the clock runs on.
  const { handoff } = await conversation.until('handoff_requested');
  assert.equal(handoff.rule.rule, 'waited');
  assert.ok(handoff.rule.seconds >= 1);
  const times = [...conversation.entries.values()];
  const at = (kind) => times.find(({ fact }) => fact.fact === kind).at;
  const waited = at('handoff_requested') - at('said');
  assert.ok(waited >= 1_000 && waited < 10_000, `queued after ${waited} ms`);
});

test('a_question_that_is_answered_waits_for_nobody', async () => {
  const conversation = await Conversation.start(world.server, { site: 'fast' });
  await conversation.say('谢谢');
  await conversation.say('你们几点下班');
  await conversation.until('answered');
  await new Promise((done) => setTimeout(done, 2_500));
  const facts = await conversation.facts();
  assert.deepEqual(facts.filter(({ fact }) => fact === 'handoff_requested'), []);
});

test('a_question_that_the_articles_never_answer_is_queued_by_itself', async () => {
  const line = JSON.stringify({ id: 'a', title: '标题', body: '正文' });
  assert.ok((await world.server.publish('fast', line)).ok);
  await world.server.kill();
  // A library that nobody can read stands for one that hangs, breaks or is gone.
  await world.server.sql('Library', 'fast', ['UPDATE schema SET version = 99']);
  await world.server.restart();
  const conversation = await Conversation.start(world.server, { site: 'fast' });
  const id = await conversation.say('我的快递到哪里了');
  const { handoff } = await conversation.until('handoff_requested');
  assert.equal(handoff.rule.rule, 'waited');
  const facts = await conversation.facts();
  const kinds = facts.map(({ fact }) => fact);
  assert.ok(!kinds.slice(0, kinds.indexOf('handoff_requested')).includes('answered'));
  assert.ok(facts.some(({ client_id }) => client_id === id));
});
