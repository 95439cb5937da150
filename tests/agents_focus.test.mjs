// The keyboard, and a screen reader with it, stays in the conversation when what had it goes.

import assert from 'node:assert/strict';

import { Conversation, eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

test('who_ends_a_conversation_or_hands_it_back_stays_in_it', async () => {
  for (const choose of [({ handBack }) => handBack, ({ resolve }) => resolve]) {
    const agent = await talks('lin', '我的茶杯碎了', {});
    const act = choose(agent);
    await act.focus();
    await act.press('Enter');
    await act.waitFor({ state: 'detached' });
    await isOn(agent, /匿名访客/);
  }
});

test('a_phone_shows_one_pane_and_the_keyboard_is_there', async () => {
  const agent = await talks('chen', '我的茶壶碎了', { viewport: { width: 390, height: 800 } });
  await isOn(agent, /匿名访客/);
  const { page } = agent;
  await page.getByRole('button', { name: '详情' }).click();
  await isOn(agent, /^会话$/);
  await page.keyboard.press('Enter');
  await isOn(agent, /^详情$/);
  await page.getByRole('button', { name: '返回列表' }).click();
  await isOn(agent, /茶壶/);
  await page.keyboard.press('Enter');
  await isOn(agent, /匿名访客/);
});

async function talks(name, words, options) {
  const agent = await world.agent({ name, ...options });
  const conversation = await Conversation.start(world.server);
  await conversation.say(words);
  await conversation.press({ kind: 'human' });
  await agent.take(new RegExp(words));
  return agent;
}

/** Waits until what has the focus says this. */
function isOn(agent, pattern) {
  return eventually(async () => {
    const text = await agent.page.evaluate(() => {
      const { activeElement: active, body } = document;
      return active === body ? '' : active.innerText.trim();
    });
    assert.match(text, pattern);
  });
}
