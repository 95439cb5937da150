// One tag on a shop's page: the chat opens, talks, closes, and costs the page nothing.

import assert from 'node:assert/strict';

import { claims, eventually, shopPage, sign, test, useWorld } from './harness.mjs';

const world = useWorld();

test('a_visitor_opens_the_chat_and_is_answered', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.open();
  await visitor.say('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await visitor.close.click();
  await visitor.input.waitFor({ state: 'hidden' });
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'false');
  assert.ok(await focusIsOnLauncher(visitor.page), 'the focus is where it was');
  await visitor.open();
  assert.equal((await visitor.said()).length, 1, 'the thread is still there');
});

test('the_keyboard_does_all_of_it', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  const { keyboard } = visitor.page;
  await visitor.launcher.waitFor();
  for (let tabs = 0; tabs < 10 && !(await focusIsOnLauncher(visitor.page)); tabs++) {
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await visitor.input.waitFor();
  await eventually(() => visitor.input.evaluate((input) => input === document.activeElement));
  await keyboard.type('多少钱包邮');
  await keyboard.press('Enter');
  await visitor.hears(/59 元/, { author: 'assistant' });
  await keyboard.press('Escape');
  await visitor.input.waitFor({ state: 'hidden' });
  await eventually(() => focusIsOnLauncher(visitor.page));
});

test('the_caret_stays_in_the_shops_form_whatever_the_page_tells_of_itself', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.open();
  const field = visitor.page.getByRole('textbox', { name: '数量' });
  await field.click();
  for (const change of [
    () => Dukou.track({ n: 1 }),
    () => history.pushState(null, '', '/kettle'),
    () => Dukou.identify(null),
  ]) {
    const asked = visitor.page.waitForRequest(/questions/, { timeout: 3000 }).catch(() => {});
    await visitor.page.evaluate(change);
    await asked;
    await visitor.page.keyboard.type('12345', { delay: 50 });
  }
  assert.equal(await field.inputValue(), '12345'.repeat(3));
});

test('a_chat_that_opens_by_itself_leaves_the_caret_where_it_is', async () => {
  const tag = '<script async src="{edge}/embed.js" data-site="acme" data-lang="zh-CN" data-open></script>';
  const visitor = await world.shopper(await world.shop({ '/': shopPage(`${tag}<!--`) }));
  const field = visitor.page.getByRole('textbox', { name: '数量' });
  await field.click();
  await visitor.input.waitFor();
  await visitor.page.keyboard.type('1234567890', { delay: 50 });
  assert.equal(await field.inputValue(), '1234567890');
  assert.equal(await visitor.input.inputValue(), '');
});

test('what_is_unread_is_told_when_it_changes_and_at_no_other_time', async () => {
  const agent = await world.agent();
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.launcher.waitFor();
  await visitor.page.evaluate(() => {
    window.counts = [];
    // What listens may tell in its turn.
    Dukou.on('unread', (n) => (counts.push(n), Dukou.track({ unread: n })));
  });
  await visitor.open();
  await visitor.tell('我这个杯子有裂缝');
  await visitor.page.evaluate(() => {
    history.pushState(null, '', '/kettle');
    document.title = '铁壶';
    Dukou.track({ n: 1 });
  });
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/裂缝/);
  await visitor.hears(/已接入/);
  assert.deepEqual(await visitor.page.evaluate(() => counts), []);
  await visitor.close.click();
  await agent.reply('您好，我是小舟');
  await visitor.page.waitForFunction(() => counts.length > 0);
  await visitor.open();
  await visitor.hears(/小舟/);
  await visitor.page.waitForFunction(() => counts.at(-1) === 0);
  assert.deepEqual(await visitor.page.evaluate(() => counts), [1, 0]);
});

test('a_phone_shows_the_chat_on_the_whole_screen', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }), {
    viewport: { width: 375, height: 667 },
    hasTouch: true,
    isMobile: true,
  });
  await visitor.launcher.tap();
  await visitor.input.waitFor();
  await eventually(async () => {
    const { x, y, width, height } = await visitor.page.locator('iframe[title="联系客服"]').boundingBox();
    return x === 0 && y === 0 && width === 375 && height === 667;
  });
  assert.equal(await visitor.launcher.count(), 0, 'the launcher is out of the way');
  await visitor.close.tap();
  await visitor.launcher.waitFor();
});

test('the_tag_and_the_page_say_where_the_launcher_is_and_in_which_colour', async () => {
  const looks = async (attributes, style = '') => {
    const visitor = await world.shopper(await world.shop({ '/': shopPage(`${style}${tag(attributes)}<!--`) }));
    return visitor.launcher.evaluate((launcher) => {
      const { left, right } = launcher.getBoundingClientRect();
      const { bottom, backgroundColor } = getComputedStyle(launcher);
      return { left, right: document.documentElement.clientWidth - right, bottom, backgroundColor };
    });
  };
  const usual = await looks('');
  assert.deepEqual([usual.right, usual.bottom, usual.backgroundColor], [20, '20px', 'rgb(0, 102, 102)']);
  const own = '<style>:root { --dukou-brand: #123456; --dukou-bottom: 77px; }</style>';
  const other = await looks('data-position="left"', own);
  assert.deepEqual([other.left, other.bottom, other.backgroundColor], [20, '77px', 'rgb(18, 52, 86)']);
});

test('the_chat_is_light_or_dark_as_the_tag_says_or_as_the_system_is', async () => {
  const brightness = async (attributes, colorScheme) => {
    const shop = await world.shop({ '/': shopPage(`${tag(attributes)}<!--`) });
    const visitor = await world.shopper(shop, { colorScheme });
    await visitor.open();
    const colours = (element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color];
    const [page, text] = (await visitor.chat.locator('body').evaluate(colours)).map((colour) =>
      colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
    assert.ok(Math.abs(page - text) > 400, `text that can be read: ${page}, ${text}`);
    return page > text ? 'light' : 'dark';
  };
  assert.equal(await brightness('', 'light'), 'light');
  assert.equal(await brightness('', 'dark'), 'dark');
  assert.equal(await brightness('data-theme="light"', 'dark'), 'light');
  assert.equal(await brightness('data-theme="dark"', 'light'), 'dark');
});

test('the_chat_has_the_shops_name_greeting_and_colour', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.page.route('**/profile*', async (route) => {
    const answer = await route.fetch();
    const json = await answer.json();
    json.profile.color = '#aa3300';
    await route.fulfill({ response: answer, json });
  });
  await visitor.open();
  await visitor.chat.getByRole('heading', { name: '渡口小铺' }).waitFor();
  await visitor.chat.getByText('您好，我是智能助手，有什么可以帮您？', { exact: true }).waitFor();
  await visitor.input.fill('你好');
  await eventually(async () => {
    const colour = await visitor.send.evaluate((button) => getComputedStyle(button).backgroundColor);
    assert.equal(colour, 'rgb(170, 51, 0)');
  });
});

test('the_page_pays_neither_shift_nor_long_task', async () => {
  const shop = await world.shop({ '/': shopPage() });
  // On a busy machine any task may be long; one of ours would be long every time.
  const each = [];
  while (each.length < 3 && each.at(-1) !== 0) {
    const noted = await notedWhileOpened(shop);
    assert.deepEqual(noted.filter(({ entryType }) => entryType === 'layout-shift'), []);
    each.push(noted.filter(({ entryType }) => entryType === 'longtask').length);
  }
  assert.equal(each.at(-1), 0, `long tasks each time: ${each}`);
});

/** What the browser notes of a shop's page: shifts at any time, long tasks since a hand came to open the chat. */
async function notedWhileOpened(shop) {
  const page = await world.page();
  await page.addInitScript(() => {
    window.noted = [];
    for (const type of ['layout-shift', 'longtask']) {
      new PerformanceObserver((list) => noted.push(...list.getEntries().map(note))).observe({
        type,
        buffered: true,
      });
    }
    const note = ({ entryType, startTime, value, duration }) => ({ entryType, startTime, value, duration });
  });
  await page.goto(shop.origin);
  const launcher = page.getByRole('button', { name: '联系客服' });
  await launcher.waitFor();
  const since = await page.evaluate(() => performance.now());
  await launcher.hover();
  await launcher.click();
  await page.frameLocator('iframe[title="联系客服"]').getByRole('textbox').waitFor();
  const all = await page.evaluate(() => noted);
  return all.filter(({ entryType, startTime }) => entryType === 'layout-shift' || startTime >= since);
}

test('no_secret_and_no_page_is_in_an_address', async () => {
  const shop = await world.shop({ '/order': shopPage() });
  const page = await world.page();
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('websocket', (socket) => addresses.push(socket.url()));
  await page.goto(`${shop.origin}/order?token=shop-secret#fragment-secret`);
  await page.waitForFunction(() => window.Dukou?.v);
  const jwt = sign(claims());
  await page.evaluate((jwt) => (Dukou.identify(jwt), Dukou.open()), jwt);
  const chat = page.frameLocator('iframe[title="联系客服"]');
  await chat.getByRole('textbox', { name: '输入消息' }).fill('你好');
  await page.keyboard.press('Enter');
  await chat.locator('[data-author="visitor"][data-seq]').waitFor();
  const ours = addresses.filter((address) => address.includes(new URL(world.server.origin).host));
  assert.ok(ours.length > 3, 'we did look');
  for (const address of ours) {
    assert.doesNotMatch(address, /shop-secret|fragment-secret|eyJ|v1\.|token=|jwt=/, address);
  }
});

test('an_answer_that_comes_while_closed_is_counted', async () => {
  const agent = await world.agent();
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.open();
  await visitor.tell('转人工');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take();
  await visitor.hears(/已接入/);
  await visitor.close.click();
  await agent.reply('您好，我是小舟');
  await visitor.page.getByRole('button', { name: '联系客服，1 条未读' }).waitFor();
  await visitor.open();
  await visitor.hears(/我是小舟/, { author: 'agent' });
  await visitor.page.getByRole('button', { name: '联系客服', exact: true }).waitFor();
});

test('a_page_that_may_not_frame_us_shows_no_chat', async () => {
  world.expects(/frame-ancestors/);
  world.allows(/failed: GET .*\/widget\/strict|ERR_BLOCKED_BY/);
  const shop = await world.shop({
    '/': '<!doctype html><title>thief</title><iframe src="{edge}/widget/strict"></iframe>',
  });
  const page = await world.page();
  await page.goto(shop.origin);
  await eventually(() => page.frames().some((frame) => frame.url().startsWith('chrome-error:')));
});

/** The shop's tag with more attributes; what follows it in {@link shopPage} is to be a comment. */
const tag = (attributes) =>
  `<script async src="{edge}/embed.js" data-site="acme" data-lang="zh-CN" ${attributes}></script>`;

function focusIsOnLauncher(page) {
  return page.evaluate(() => {
    const root = document.activeElement?.shadowRoot;
    return root?.activeElement?.tagName === 'BUTTON';
  });
}
