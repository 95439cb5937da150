// The keyboard, and a screen reader with it, stays in the conversation when what had it goes, and when
// another comes.

import assert from 'node:assert/strict';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { GLANCE } from './harness/agent.mjs';

const world = useWorld();

test('an_answer_that_comes_late_changes_nothing_under_typing_hands', async () => {
  const lin = await world.agent({ name: 'lin' });
  const desk = await holdable(lin.page, /desk\/socket$/);
  await lin.page.reload();
  const visitors = [];
  for (const words of ['甲的水杯', '乙的水壶', '丙的茶盘']) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(words);
    await conversation.press({ kind: 'human' });
    visitors.push(conversation);
  }
  await lin.take(/甲的水杯/);
  const offer = lin.page.getByRole('group', { name: '新的邀请' });
  await offer.getByText('乙的水壶').waitFor();

  // Nobody but who is offered somebody may look before the answer.
  desk.hold();
  await lin.waiting.filter({ hasText: '丙的茶盘' }).getByRole('button', { name: '接待' }).press('Enter');
  await lin.input.pressSequentially('您的地址是');
  desk.release();
  const third = lin.mine.getByRole('button').filter({ hasText: '丙的茶盘' });
  await third.getByText('新', { exact: true }).waitFor();
  const notice = lin.page.getByRole('alert').filter({ hasText: '已接入，在“我的会话”里' });
  await notice.waitFor();
  const [told, box] = [await notice.locator('p').boundingBox(), await lin.input.boundingBox()];
  assert.ok(told.y + told.height <= box.y, 'what is told does not lie over what is written');
  await lin.hears(/甲的水杯/);
  assert.equal(await lin.input.inputValue(), '您的地址是');
  assert.ok(await lin.input.evaluate((input) => input === document.activeElement));

  // The view changes with the press.
  desk.hold();
  await lin.input.press('Alt+Enter');
  await lin.hears(/乙的水壶/);
  await lin.page.getByText('正在接入…').waitFor();
  assert.equal(await lin.input.count(), 0, 'what is typed now goes to nobody');
  desk.release();
  await lin.reply('您好，乙');
  await third.click();
  await third.getByText('新', { exact: true }).waitFor({ state: 'detached' });
  for (const visitor of visitors) await visitor.press({ kind: 'end' });
});

test('a_second_click_does_not_take_the_next_visitor', async () => {
  const chen = await world.agent({ name: 'chen' });
  const visitors = [];
  for (const words of ['己的茶滤', '庚的茶刀']) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(words);
    await conversation.press({ kind: 'human' });
    visitors.push(conversation);
  }
  const offer = chen.page.getByRole('group', { name: '新的邀请' });
  await offer.getByText('己的茶滤').waitFor();
  await chen.page.waitForTimeout(GLANCE);
  // The next one stands there before the second click, which comes as soon as it does.
  await offer.evaluate((group) => {
    new MutationObserver((_, observer) => {
      const accept = document.querySelector('.offer .primary');
      if (!document.querySelector('.offer')?.textContent.includes('庚的茶刀')) return;
      observer.disconnect();
      setTimeout(() => {
        accept.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
        window.clickedTwice = true;
      }, 50);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    group.querySelector('.primary').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  });
  await chen.hears(/己的茶滤/);
  await offer.getByText('庚的茶刀').waitFor();
  await chen.page.waitForFunction(() => window.clickedTwice);
  await chen.page.waitForTimeout(GLANCE);
  assert.equal(await chen.mine.getByRole('listitem').count(), 1);
  // Whoever means the next one takes them by a click, too.
  await offer.getByRole('button', { name: '接受' }).click();
  await chen.hears(/庚的茶刀/);
  for (const visitor of visitors) await visitor.press({ kind: 'end' });
});

test('who_takes_a_visitor_who_is_gone_is_back_where_they_were', async () => {
  const zhao = await talks('zhao', '丁的茶壶', {});
  await zhao.input.fill('稍等');
  const desk = await holdable(zhao.page, /desk\/socket$/);
  await zhao.page.reload();
  await zhao.mine.getByRole('button').filter({ hasText: '丁的茶壶' }).click();
  const conversation = await Conversation.start(world.server);
  await conversation.say('戊的茶则');
  await conversation.press({ kind: 'human' });
  const offer = zhao.page.getByRole('group', { name: '新的邀请' });
  await offer.getByText('戊的茶则').waitFor();
  desk.hold();
  await zhao.input.press('Alt+Enter');
  await zhao.hears(/戊的茶则/);
  await conversation.press({ kind: 'end' });
  await conversation.until('resolved');
  desk.release();
  await zhao.page.getByRole('alert').filter({ hasText: '已被处理，不再等待' }).waitFor();
  await zhao.hears(/丁的茶壶/);
  assert.equal(await zhao.input.inputValue(), '稍等');
  await zhao.resolve.click();
  await zhao.page.getByText('会话已结束').waitFor();
});

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

/** What the page sends by these sockets can be held back from now on; a page that is loaded anew has them. */
async function holdable(page, sockets) {
  let held;
  await page.routeWebSocket(sockets, (near) => {
    const far = near.connectToServer();
    near.onMessage((frame) => (held ? held.push(() => far.send(frame)) : far.send(frame)));
  });
  return {
    hold: () => (held = []),
    release: () => {
      const late = held;
      held = undefined;
      for (const send of late) send();
    },
  };
}

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
