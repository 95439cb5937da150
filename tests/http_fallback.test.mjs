// Where a proxy lets no WebSocket through, everything works by plain HTTP.

import assert from 'node:assert/strict';

import { eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

test('a_conversation_without_websockets', async () => {
  world.allows(/WebSocket/);
  const cable = await world.link({ webSockets: false });
  const agent = await world.agent();
  const visitor = await world.visitor({ origin: cable.origin });
  await visitor.tell('怎么开发票');
  await visitor.hears(/申请发票/, { author: 'assistant' });
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/发票/);
  await agent.reply('我帮您开');
  await visitor.hears(/我帮您开/, { author: 'agent' });
  await visitor.tell('谢谢');
  await agent.hears(/谢谢/);
  await visitor.page.reload();
  await visitor.hears(/我帮您开/, { author: 'agent' });
  const entries = await visitor.transcript();
  assert.equal(entries.filter(({ author }) => author === 'visitor').length, 2);
});

test('a_websocket_that_opens_and_carries_nothing_is_none', async () => {
  world.allowsLostNetwork();
  const cable = await world.link({ webSockets: 'mute' });
  const visitor = await world.visitor({ origin: cable.origin });
  await visitor.page.clock.install();
  await visitor.page.reload();
  await visitor.say('怎么开发票');
  // Time passes quickly, but no quicker than sockets open.
  await eventually(async () => {
    await visitor.page.clock.fastForward(1_000);
    return (await visitor.log.locator('[data-author="assistant"]').count()) > 0;
  });
  const entries = await visitor.transcript();
  assert.equal(entries.filter(({ author }) => author === 'visitor').length, 1);
});
