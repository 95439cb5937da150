// Ninety seconds are the longest that anybody waits without something happening. The shop "fast"
// has made one second of it.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';

const world = useWorld();

test('a_wait_without_an_offer_becomes_more_urgent', async () => {
  const agent = await world.agent({ site: 'fast' });
  const first = await Conversation.start(world.server, { site: 'fast' });
  await first.press({ kind: 'human' });
  await agent.take();
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

test('an_offer_that_nobody_takes_goes_on_to_others_and_is_not_lost', async () => {
  const agent = await world.agent({ site: 'fast' });
  const visitor = await world.visitor({ site: 'fast' });
  await visitor.person.click();
  await visitor.isQueued();
  await agent.waiting.first().waitFor();
  // The offer lasts two seconds; the wish longer.
  await visitor.hears(/排队/);
  await agent.take();
  await agent.reply('让您久等了');
  await visitor.hears(/久等/, { author: 'agent' });
});
