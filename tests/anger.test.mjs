// Anger is answered by a person: a soothing word and an offer first, a person at once when it is
// high, whatever the browser claims to have read.

import assert from 'node:assert/strict';

import { Conversation, clientId, test, useWorld } from './harness.mjs';

const world = useWorld();

const calm = {
  intent: { label: 'other', confidence: 99 },
  emotion: { label: 'happy', confidence: 99 },
  anger: 0,
};

test('rage_is_queued_at_once_with_priority', async () => {
  const agent = await world.agent({ name: 'chen' });
  const visitor = await world.visitor();
  await visitor.tell('你们这群骗子，垃圾公司，气死我了！！！');
  await visitor.hears(/抱歉|理解|着急|对不起/);
  await visitor.isQueued();
  await agent.waiting.first().waitFor();
});

test('annoyance_earns_a_kind_word_and_an_offer', async () => {
  const conversation = await Conversation.start(world.server);
  await conversation.say('垃圾！');
  await conversation.until('soothed');
  const { rule } = await conversation.until('handoff_proposed');
  assert.equal(rule.rule, 'anger');
});

test('a_reading_can_raise_the_verdict_and_never_lower_it', async () => {
  const raised = await Conversation.start(world.server);
  const say = (text, reading) => ({ type: 'say', client_id: clientId(), text, reading });
  await raised.send(say('呵呵，可以的', { ...calm, emotion: { label: 'angry', confidence: 95 }, anger: 92 }));
  assert.equal((await raised.until('handoff_requested')).handoff.rule.rule, 'anger');

  const lowered = await Conversation.start(world.server);
  await lowered.send(say('你们这群骗子，垃圾公司，气死我了！！！', calm));
  const { handoff } = await lowered.until('handoff_requested');
  assert.equal(handoff.rule.rule, 'anger');
  assert.notEqual(handoff.priority, 'normal');

  const silenced = await Conversation.start(world.server);
  await silenced.send(say('人工', calm));
  await silenced.send(say('人工', calm));
  await silenced.until('handoff_requested');
});

test('a_reading_that_is_nonsense_is_refused_or_ignored', async () => {
  for (const reading of [
    { ...calm, anger: 300 },
    { ...calm, anger: -1 },
    { ...calm, intent: { label: 'root', confidence: 99 } },
    'angry',
  ]) {
    const conversation = await Conversation.start(world.server);
    const body = { type: 'say', client_id: clientId(), text: '人工', reading };
    assert.equal((await conversation.fetch('/frames', { body })).status, 400);
  }
});
