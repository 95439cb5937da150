// `kill -9` in mid-sentence: what was acknowledged is there afterwards, once; what was not is sent
// again by itself.

import assert from 'node:assert/strict';

import { Conversation, clientId, eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

test('no_acknowledged_message_is_lost', async () => {
  const conversations = await Promise.all(
    Array.from({ length: 8 }, () => Conversation.start(world.server)),
  );
  for (let round = 0; round < 3; round++) {
    const acknowledged = conversations.map(() => []);
    let alive = true;
    const talk = async (conversation, index) => {
      for (let said = 0; alive && said < 40; said++) {
        const id = clientId();
        try {
          await conversation.send({ type: 'say', client_id: id, text: `第 ${round}-${said} 句` });
          acknowledged[index].push(id);
        } catch {
          return;
        }
      }
    };
    const talks = conversations.map(talk);
    await eventually(() => acknowledged.flat().length >= 20);
    await world.server.kill();
    alive = false;
    await Promise.all(talks);
    await world.server.restart();
    for (const [index, conversation] of conversations.entries()) {
      conversation.entries.clear();
      const kept = (await conversation.facts()).flatMap((fact) => fact.client_id ?? []);
      assert.equal(new Set(kept).size, kept.length, 'each is stored once');
      const lost = acknowledged[index].filter((id) => !kept.includes(id));
      assert.deepEqual(lost, [], 'each that was acknowledged is stored');
    }
  }
});

test('the_same_message_sent_again_after_a_restart_is_stored_once', async () => {
  const conversation = await Conversation.start(world.server);
  const id = await conversation.say('只说一次');
  await world.server.killAndRestart();
  await conversation.say('只说一次', id);
  const said = (await conversation.facts()).filter((fact) => fact.client_id === id);
  assert.equal(said.length, 1);
});

test('visitor_and_agent_go_on_where_they_were', async () => {
  world.allowsLostNetwork();
  const agent = await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('我的茶杯碎了');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/茶杯/);
  await agent.reply('您别急，我来看看');
  await visitor.hears(/我来看看/, { author: 'agent' });
  await world.server.killAndRestart(async () => {
    await visitor.say('照片发给您了');
  });
  await agent.hears(/照片发给您了/);
  await agent.reply('收到，马上补发');
  await visitor.hears(/马上补发/, { author: 'agent' });
  const texts = (await visitor.transcript()).filter(({ author }) => author === 'agent');
  assert.equal(texts.length, 2);
  assert.deepEqual(
    (await visitor.said()).map((text) => text.trim()),
    ['我的茶杯碎了', '照片发给您了'],
  );
});

test('who_waits_in_the_queue_still_waits_after_a_restart', async () => {
  world.allowsLostNetwork();
  const agent = await world.agent({ name: 'chen' });
  const visitor = await world.visitor();
  await visitor.tell('人工客服');
  await visitor.person.click();
  await visitor.isQueued();
  await world.server.killAndRestart();
  await agent.take(/人工客服/);
  await agent.reply('我来了');
  await visitor.hears(/我来了/, { author: 'agent' });
});
