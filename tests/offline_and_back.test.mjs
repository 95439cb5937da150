// A network that goes takes nothing with it: what was written is sent once, in order, when it is
// back, and the way to a person is kept.

import assert from 'node:assert/strict';

import { eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

// The patience of ui/src/connection.rs and talk.rs, in milliseconds.
const [ANSWER, BEAT, PONG, CONNECT] = [10_000, 20_000, 4_000, 8_000];

test('what_is_written_without_a_network_is_sent_once_when_it_is_back', async () => {
  const { visitor, cable } = await onCable();
  await visitor.tell('第一句');
  await cable.cut();
  await visitor.page.context().setOffline(true);
  await visitor.say('第二句');
  await visitor.say('第三句');
  const told = visitor.chat.getByRole('status').filter({ hasText: /连不上/ });
  await told.waitFor();
  assert.ok((await told.boundingBox()).height > 20, 'the eye sees it too');
  assert.equal(await told.evaluate((banner) => getComputedStyle(banner).clipPath), 'none');
  await pending(visitor, 2);
  await cable.mend();
  await visitor.page.context().setOffline(false);
  await pending(visitor, 0);
  await isTold(visitor, ['第一句', '第二句', '第三句']);
});

test('a_cut_that_is_mended_at_once_loses_nothing', async () => {
  const { visitor, cable } = await onCable();
  await visitor.tell('第一句');
  for (let cut = 2; cut <= 4; cut++) {
    await cable.cut();
    await visitor.say(`第${cut}句`);
    await cable.mend();
    await pending(visitor, 0);
  }
  await isTold(visitor, ['第一句', '第2句', '第3句', '第4句']);
});

test('a_line_that_goes_silent_is_left_for_another_when_it_does_not_answer', async () => {
  const { visitor, cable } = await onClock();
  await visitor.tell('第一句');
  cable.freeze();
  await visitor.say('第二句');
  await pending(visitor, 1);
  await visitor.page.clock.fastForward(ANSWER);
  await pending(visitor, 0);
  // What froze is gone at last; a reload would still try it.
  await cable.cut();
  await cable.mend();
  await isTold(visitor, ['第一句', '第二句']);
});

test('a_line_that_goes_silent_is_noticed_by_who_says_nothing', async () => {
  const { visitor, cable, agent } = await onClock({ served: true });
  cable.freeze();
  await agent.reply('您还在吗');
  // The first is a question whether the line still holds, the second that nobody has answered.
  for (let beat = 0; beat < 2; beat++) await visitor.page.clock.fastForward(BEAT);
  await visitor.hears(/您还在吗/, { author: 'agent' });
});

test('a_network_that_is_back_asks_at_once_whether_the_line_still_holds', async () => {
  const { visitor, cable, agent } = await onClock({ served: true });
  cable.freeze();
  await agent.reply('您还在吗');
  await visitor.page.evaluate(() => dispatchEvent(new Event('online')));
  await visitor.page.clock.fastForward(PONG);
  await visitor.hears(/您还在吗/, { author: 'agent' });
});

test('a_line_that_never_opens_is_given_up_for_another', async () => {
  const { visitor, cable, agent } = await onClock({ served: true });
  cable.freeze({ forNew: true });
  await agent.reply('您还在吗');
  const [socket] = await Promise.all([
    visitor.page.waitForEvent('websocket'),
    visitor.page.evaluate(() => dispatchEvent(new Event('online'))),
    visitor.page.clock.fastForward(PONG),
  ]);
  assert.ok(!socket.isClosed());
  cable.thaw();
  await visitor.page.clock.fastForward(CONNECT);
  await visitor.hears(/您还在吗/, { author: 'agent' });
});

test('a_reload_without_a_network_keeps_what_was_not_sent', async () => {
  const { visitor, cable } = await onCable();
  await visitor.tell('第一句');
  await cable.cut();
  await visitor.say('还没发出的话');
  await pending(visitor, 1);
  await cable.mend();
  await visitor.page.reload();
  await visitor.input.waitFor();
  await pending(visitor, 0);
  await isTold(visitor, ['第一句', '还没发出的话']);
});

test('the_wish_for_a_person_is_kept_and_told_truthfully', async () => {
  const agent = await world.agent();
  const { visitor, cable } = await onCable();
  await visitor.tell('你好');
  await cable.cut();
  await visitor.page.context().setOffline(true);
  await visitor.person.click();
  await visitor.chat.getByText(/400-000-1234/).first().waitFor();
  assert.equal(await agent.waiting.count(), 0);
  await cable.mend();
  await visitor.page.context().setOffline(false);
  await visitor.isQueued();
  await agent.waiting.first().waitFor();
  await visitor.page.reload();
  await visitor.isQueued();
  assert.equal(await agent.waiting.count(), 1, 'once');
  await agent.take();
  await agent.reply('我在');
  await visitor.hears(/我在/, { author: 'agent' });
});

test('who_writes_for_a_person_without_a_network_is_told_so_and_queued_when_it_is_back', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const { visitor, cable } = await onCable();
  await visitor.tell('你好');
  await cable.cut();
  await visitor.page.context().setOffline(true);
  const wish = visitor.chat.getByRole('status').filter({ hasText: '已记下，连上后立刻为您排队。' });
  await visitor.say('多少钱包邮');
  await pending(visitor, 1);
  assert.equal(await wish.count(), 0, 'a question is no wish');
  await visitor.say('转人工');
  await wish.waitFor();
  await wish.getByText(/400-000-1234/).waitFor();
  await cable.mend();
  await visitor.page.context().setOffline(false);
  await visitor.isQueued();
  await wish.waitFor({ state: 'detached' });
  await agent.take(/转人工/);
  await agent.reply('我在');
  await visitor.hears(/我在/, { author: 'agent' });
});

test('what_others_said_meanwhile_arrives', async () => {
  const agent = await world.agent({ name: 'chen' });
  const { visitor, cable } = await onCable();
  await visitor.tell('转人工');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take();
  await visitor.hears(/已接入/);
  await cable.cut();
  for (const text of ['第一条', '第二条', '第三条']) await agent.reply(text);
  await cable.mend();
  await visitor.hears(/第三条/, { author: 'agent' });
  const heard = (await visitor.transcript()).filter(({ author }) => author === 'agent');
  assert.equal(heard.length, 3);
});

async function onCable() {
  world.allowsLostNetwork();
  const cable = await world.link();
  return { visitor: await world.visitor({ origin: cable.origin }), cable };
}

/** The same with the page's clock in the test's hand, and if need be with an agent who has come. */
async function onClock({ served = false } = {}) {
  const agent = served ? await world.agent() : undefined;
  const { visitor, cable } = await onCable();
  await visitor.page.clock.install();
  await visitor.page.reload();
  await visitor.input.waitFor();
  if (served) {
    await visitor.person.click();
    await agent.take();
    await visitor.hears(/已接入/);
  }
  return { visitor, cable, agent };
}

function pending(visitor, count) {
  return eventually(async () => (await visitor.log.locator('[data-state="pending"]').count()) === count);
}

/** Both ends have exactly these words: the page, and the edge as a reloaded page sees it. */
async function isTold(visitor, texts) {
  const said = async () => (await visitor.said()).map((text) => text.trim());
  assert.deepEqual(await said(), texts);
  await visitor.transcript();
  await visitor.page.reload();
  await eventually(async () => {
    assert.deepEqual(await said(), texts);
  });
}
