// Everyone can use it: axe finds no serious violation in any state of either page, new messages and
// only these are announced, and nothing needs a mouse.

import assert from 'node:assert/strict';

import { shopPage, test, useWorld } from './harness.mjs';
import { isAccessible as check } from './harness/axe.mjs';

const world = useWorld();

for (const colorScheme of ['light', 'dark']) {
  test(`widget_and_console_have_no_serious_violation_when_${colorScheme}`, async () => {
    // A colour is measured when it has arrived, not on its way.
    const look = { colorScheme, reducedMotion: 'reduce' };
    const visitor = await world.visitor(look);
    await check(visitor.page, 'the widget, fresh');
    await visitor.tell('怎么申请退货');
    await visitor.hears(/申请售后/, { author: 'assistant' });
    await check(visitor.page, 'the widget, with an answer');
    const agent = await world.agent({ ...look, name: colorScheme === 'dark' ? 'lin' : 'chen' });
    await check(agent.page, 'the console, idle');
    await visitor.tell('转人工');
    await check(visitor.page, 'the widget, with the card');
    await visitor.person.click();
    await visitor.isQueued();
    await check(visitor.page, 'the widget, queued');
    await agent.waiting.first().waitFor();
    await check(agent.page, 'the console, with a queue');
    await agent.take();
    await agent.reply('您好');
    await visitor.hears(/您好/, { author: 'agent' });
    await check(agent.page, 'the console, talking');
    await check(visitor.page, 'the widget, talking');
    await agent.transfer.click();
    await check(agent.page, 'the console, transferring');
    await agent.page.keyboard.press('Escape');
    await agent.resolve.click();
    await visitor.hears(/结束/);
    await check(visitor.page, 'the widget, rating');
  });
}

test('what_is_on_its_way_can_be_read', async () => {
  world.allowsLostNetwork();
  for (const colorScheme of ['light', 'dark']) {
    const visitor = await world.visitor({ colorScheme, reducedMotion: 'reduce' });
    await visitor.tell('你好');
    await visitor.page.context().setOffline(true);
    await visitor.say('在路上的一句');
    await visitor.own.filter({ hasText: '发送中' }).waitFor();
    await check(visitor.page, `pending, ${colorScheme}`);
  }
});

test('the_sign_in_has_no_serious_violation', async () => {
  const page = await world.page();
  await page.goto(`${world.server.origin}/console/?site=acme`);
  await page.getByRole('button', { name: '登录' }).waitFor();
  await check(page, 'sign in');
});

test('the_launcher_has_no_serious_violation', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.launcher.waitFor();
  await check(visitor.page, 'closed');
  await visitor.open();
  await check(visitor.page, 'open');
});

test('every_control_has_a_name', async () => {
  const visitor = await world.visitor();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  for (const button of await visitor.page.getByRole('button').all()) {
    const name = await button.evaluate((element) => element.ariaLabel || element.textContent.trim());
    assert.ok(name, await button.evaluate((element) => element.outerHTML));
  }
});

test('only_new_messages_are_announced', async () => {
  const visitor = await world.visitor();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await visitor.log.evaluate((log) => {
    window.added = [];
    window.removed = 0;
    new MutationObserver((changes) => {
      for (const { addedNodes, removedNodes } of changes) {
        for (const node of addedNodes) if (node.dataset?.author) added.push(node.dataset.author);
        removed += [...removedNodes].filter((node) => node.dataset?.author).length;
      }
    }).observe(log, { childList: true, subtree: true });
  });
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
  const { added, removed } = await visitor.page.evaluate(() => ({ added, removed }));
  assert.deepEqual(added, ['visitor', 'assistant'], 'each once: the pending bubble becomes the entry');
  assert.equal(removed, 0);
  assert.match((await visitor.log.getAttribute('aria-live')) ?? 'polite', /polite/);
});

test('who_uses_the_keyboard_keeps_their_place_when_a_pressed_button_goes', async () => {
  const visitor = await world.visitor();
  const focused = () => visitor.page.evaluate(() => document.activeElement.textContent.trim());
  const press = async (name) => {
    await visitor.chat.getByRole('button', { name }).focus();
    await visitor.page.keyboard.press('Enter');
  };
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await press('结束会话');
  assert.equal(await focused(), '确认结束？', 'the choice that came instead');
  await press('取消');
  assert.equal(await focused(), '结束会话');
  await visitor.tell('转人工');
  await press('继续对话');
  await visitor.chat.getByRole('button', { name: '继续对话' }).waitFor({ state: 'detached' });
  const place = await visitor.page.evaluate(() => document.activeElement.localName);
  assert.equal(place, 'main', 'the card is gone, and the conversation has the focus');
});
