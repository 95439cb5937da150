// The widget as a page of its own: for links and for mini-program web-views, which can hand over an
// identity only in the address.

import assert from 'node:assert/strict';

import { Conversation, claims, eventually, sign, test, useWorld } from './harness.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld();

const PHONE = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };

test('an_identity_in_the_fragment_is_taken_and_leaves_no_trace', async () => {
  const agent = await world.agent();
  const jwt = sign(claims());
  const visitor = await arrive(`#jwt=${jwt}`);
  assert.equal(new URL(visitor.page.url()).hash, '');
  await visitor.tell('我的订单到哪了');
  await visitor.person.tap();
  await visitor.isQueued();
  await agent.take(/订单/);
  await agent.about.getByText(/王小明/).first().waitFor();
  await visitor.page.goto('about:blank');
  await visitor.page.goBack();
  await visitor.input.waitFor();
  assert.equal(new URL(visitor.page.url()).hash, '', 'not in the history either');
});

test('a_bad_identity_is_a_stranger_who_gets_help', async () => {
  world.allows(/status of 401/);
  world.expects(/Dukou: identify\(\): the JWT has run out/);
  const visitor = await arrive(`#jwt=${sign(claims({ exp: 1 }))}`);
  assert.equal(new URL(visitor.page.url()).hash, '');
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
});

test('a_link_that_names_nobody_takes_nobodys_conversation', async () => {
  world.expects(/Dukou: #jwt=: pass a JWT/);
  const visitor = await arrive(`#jwt=${sign(claims({ jti: 'made-up' }))}`);
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
  for (const jwt of ['undefined', 'x', 'a.b.c']) {
    await visitor.page.goto('about:blank');
    await visitor.page.goto(`${world.server.origin}/h5/acme#jwt=${jwt}`);
    await visitor.hears(/59 元/, { author: 'assistant' });
  }
});

test('an_answer_that_was_lost_leaves_the_visitor_their_name', async () => {
  world.allowsLostNetwork();
  const address = `${world.server.origin}/h5/acme#jwt=${sign(claims({ jti: 'lift' }))}`;
  const visitor = new Visitor(await world.page(PHONE), address);
  let tries = 0;
  await visitor.page.route(/\/v1\/sites\/acme\/conversations$/, async (route) => {
    if (tries++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await visitor.arrive();
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
  assert.equal(tries, 2);
  const session = await visitor.page.evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')));
  const [started] = await new Conversation(world.server, 'acme', session).facts();
  assert.equal(started.visitor.name, '王小明');
});

test('a_page_without_a_parent_has_nothing_to_close', async () => {
  const visitor = await arrive();
  assert.equal(await visitor.close.count(), 0);
  await visitor.person.waitFor();
});

test('the_language_is_asked_for_in_the_address', async () => {
  for (const [asked, name, lang = asked] of [
    ['zh-CN', '输入消息'],
    ['zh-TW', '輸入訊息'],
    ['en', /message/i],
    ['zh-Hans-HK', '输入消息', 'zh-CN'],
  ]) {
    const page = await world.page(PHONE);
    await page.goto(`${world.server.origin}/h5/acme?lang=${asked}`);
    await page.getByRole('textbox', { name }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
  }
});

test('the_page_is_called_as_the_shop_is', async () => {
  for (const [lang, name] of [
    ['zh-CN', '渡口小铺'],
    ['en', 'Dukou Store'],
  ]) {
    const page = await world.page(PHONE);
    await page.goto(`${world.server.origin}/h5/acme?lang=${lang}`);
    await eventually(async () => assert.equal(await page.title(), name));
  }
});

test('a_page_that_cannot_start_shows_the_telephone', async () => {
  world.expects(/Dukou: the chat did not start/);
  world.allows(/WebAssembly|preload/);
  const page = await world.page(PHONE);
  await page.route(/\/widget[^/]*\.wasm/, (route) =>
    route.fulfill({ contentType: 'application/wasm', body: 'none' }),
  );
  await page.goto(`${world.server.origin}/h5/acme`);
  await page.getByText('换一个浏览器').waitFor();
  const phone = page.getByRole('link', { name: '400-000-1234' });
  assert.equal(await phone.getAttribute('href'), 'tel:400-000-1234');
  await page.getByRole('button', { name: '重试' }).waitFor();

  // A wish goes with the next try.
  await page.unroute(/\/widget[^/]*\.wasm/);
  await page.getByRole('button', { name: '转人工' }).tap();
  await new Visitor(page, page.url()).isQueued();
  await page.reload();
  await page.getByRole('button', { name: '发送' }).waitFor();
  assert.equal(await page.evaluate(() => window.name), '', 'and with no other');
});

test('who_only_asked_for_a_person_may_leave_the_queue', async () => {
  const visitor = await arrive();
  await visitor.person.tap();
  await visitor.isQueued();
  await visitor.chat.getByRole('button', { name: '结束会话' }).tap();
  await visitor.chat.getByRole('button', { name: '确认结束？' }).tap();
  await visitor.hears(/您结束了会话/);
});

test('a_link_that_is_opened_while_the_page_is_shown_signs_in', async () => {
  const visitor = await arrive(`#jwt=${sign(claims())}`);
  await visitor.tell('我的订单到哪了');
  const jwt = sign(claims({ sub: 'u-2002', name: '陈小红' }));
  await visitor.page.evaluate((jwt) => (location.hash = `jwt=${jwt}`), jwt);
  await visitor.page.waitForURL((url) => url.hash === '');
  await visitor.input.waitFor();
  await visitor.tell('我是第一次来');
  assert.deepEqual(await visitor.said(), ['我是第一次来']);
});

test('nothing_is_wider_than_a_small_phone', async () => {
  const visitor = await arrive('', { ...PHONE, viewport: { width: 320, height: 568 } });
  await visitor.tell('https://shop.example/a-very-long-address-without-any-place-to-break-it-'.repeat(3));
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await eventually(() =>
    visitor.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
  );
  const { x, width } = await visitor.person.boundingBox();
  assert.ok(x >= 0 && x + width <= 320, 'the way to a person is in sight');
});

async function arrive(fragment = '', options = PHONE) {
  const address = `${world.server.origin}/h5/acme${fragment}`;
  const visitor = new Visitor(await world.page(options), address);
  await visitor.arrive();
  return visitor;
}
