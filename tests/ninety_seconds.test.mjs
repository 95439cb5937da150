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
  await offer.getByRole('button', { name: '拒绝' }).click();
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
