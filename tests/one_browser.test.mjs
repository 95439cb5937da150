// One browser, many lives: two customers at it, several tabs of it, a tab that nobody looks at.

import assert from 'node:assert/strict';

import { claims, Conversation, eventually, shopPage, sign, test, useWorld } from './harness.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld();

/** The shop's page, which says who the visitor is before anything is loaded, as a shop's template does. */
const page = (jwt) => shopPage(`<script>
  window.Dukou ??= { q: [] };
  Dukou.q.push(['identify', [${JSON.stringify(jwt)}]]);
</script>`);
/** A shop of our own site: to a frame in a foreign one this browser lends no storage. */
const shopOf = (pages) => world.shop(pages, { host: '127.0.0.1' });
const ming = () => sign(claims());
const hong = () => sign(claims({ sub: 'u-2002', name: '陈小红' }));

test('the_next_customer_at_a_browser_does_not_see_what_the_last_one_wrote', async () => {
  const shop = await shopOf({ '/ming': page(ming()), '/hong': page(hong()) });
  const visitor = await world.shopper(shop, { path: '/ming' });
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  await visitor.page.goto(`${shop.origin}/hong`);
  await visitor.open();
  await visitor.tell('我是第一次来');
  assert.deepEqual(await visitor.said(), ['我是第一次来']);
  await visitor.page.goto(`${shop.origin}/hong`);
  await visitor.open();
  await visitor.message('我是第一次来').waitFor();
});

test('a_page_that_signs_another_in_begins_anew', async () => {
  const visitor = await world.shopper(await shopOf({ '/': page(ming()) }));
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), ming());
  await visitor.tell('还是我');
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), hong());
  await eventually(async () => (await visitor.said()).length === 0);
  await visitor.tell('我是第一次来');
  assert.deepEqual(await visitor.said(), ['我是第一次来']);
});

test('a_link_with_another_name_in_it_begins_anew', async () => {
  const visitor = await world.visitor();
  const arrive = async (jwt) => {
    await visitor.page.goto('about:blank');
    await visitor.page.goto(`${visitor.address}#jwt=${jwt}`);
    await visitor.input.waitFor();
  };
  await arrive(ming());
  await visitor.tell('我的退款到哪了');
  const foreign = [];
  visitor.page.on('websocket', (socket) => foreign.push(socket.url()));
  const id = () => visitor.page.evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')).conversation);
  const before = await id();
  await arrive(hong());
  await visitor.tell('我是第一次来');
  assert.deepEqual(await visitor.said(), ['我是第一次来']);
  assert.notEqual(await id(), before);
  assert.ok(foreign.length > 0 && foreign.every((url) => !url.includes(before)), 'not even looked at');
});

test('a_conversation_is_nobody_elses', async () => {
  const conversation = await Conversation.start(world.server, { bearer: ming() });
  const same = await conversation.fetch('/identity', { body: { jwt: ming() } });
  assert.equal(same.status, 204);
  const other = await conversation.fetch('/identity', { body: { jwt: hong() } });
  assert.equal(other.status, 403);
  assert.equal((await other.json()).code, 'forbidden');
  const facts = await conversation.facts();
  assert.ok(!JSON.stringify(facts).includes('陈小红'));
});

test('whom_the_shop_vouches_for_has_a_name_from_the_moment_the_chat_opens', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const shop = await shopOf({ '/': page(sign(claims({ exp: Math.floor(Date.now() / 1000) - 50 }))) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  // The token is good for ten seconds more, with the leeway that clocks get.
  await new Promise((wake) => setTimeout(wake, 12_000));
  await visitor.tell('我想了很久才问');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/很久/);
  await agent.about.getByText(/王小明/).first().waitFor();
});

test('a_sign_out_in_one_tab_is_one_in_every_tab', async () => {
  const shop = await shopOf({ '/': page(ming()), '/bare': shopPage() });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  const tab = await visitor.page.context().newPage();
  await tab.goto(`${shop.origin}/`);
  await tab.getByRole('button', { name: /^联系客服/ }).hover();
  await tab.waitForFunction(() => window.Dukou?.v);
  await tab.evaluate(() => (Dukou.identify(null), Dukou.open()));
  await eventually(async () => (await visitor.said()).length === 0);
  await visitor.page.evaluate(() => history.pushState(null, '', '/elsewhere'));
  const next = Visitor.onShop(tab, `${shop.origin}/bare`);
  await tab.goto(next.address);
  await next.open();
  // By the time that this stands there, what was said before would too.
  await next.tell('我是第一次来');
  assert.deepEqual(await next.said(), ['我是第一次来']);
});

test('whose_a_conversation_is_no_other_tab_forgets', async () => {
  const shop = await shopOf({ '/': shopPage(), '/out': page(null) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('匿名时说的话');
  const kept = () => keptOf(visitor);
  const tab = await signsInElsewhere(visitor, shop, ming(), 'u-1001');
  const { read } = await kept();
  await visitor.tell('我的退款到哪了');
  await eventually(async () => assert.ok((await kept()).read > read));
  assert.equal((await kept()).subject, 'u-1001');
  await visitor.page.close();
  await isEmptyAt(tab, `${shop.origin}/out`);
});

test('a_customer_of_any_script_is_the_same_in_every_tab', async () => {
  const li = sign(claims({ sub: '李雷' }));
  const shop = await shopOf({ '/': shopPage(), '/in': page(li) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('匿名时说的话');
  const kept = () => keptOf(visitor);
  const tab = await signsInElsewhere(visitor, shop, li, '李雷');
  await tab.close();
  // What the conversation says of them is what their token says.
  const { read } = await kept();
  await visitor.tell('我的退款到哪了');
  await eventually(async () => assert.ok((await kept()).read > read));
  await visitor.page.goto(`${shop.origin}/in`);
  await visitor.open();
  await visitor.message('我的退款到哪了').waitFor();
});

test('who_signs_out_before_the_edge_has_answered_is_forgotten_all_the_same', async () => {
  world.allows(/identity/);
  const shop = await shopOf({ '/': shopPage(), '/out': page(null) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  let known = false;
  await visitor.page.route('**/identity', async (route) => {
    await route.fetch();
    known = true;
    await route.abort();
  });
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), ming());
  await eventually(() => known);
  await isEmptyAt(visitor.page, `${shop.origin}/out`);
});

test('a_page_from_before_the_sign_in_ends_nothing', async () => {
  const shop = await shopOf({ '/': page(null) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  const tab = await visitor.page.context().newPage();
  await tab.goto(`${shop.origin}/`);
  await tab.waitForFunction(() => window.Dukou?.v);
  await tab.evaluate((jwt) => (Dukou.identify(jwt), Dukou.open()), ming());
  const kept = () => keptOf(visitor);
  await eventually(async () => assert.equal((await kept()).subject, 'u-1001'));
  await visitor.page.evaluate(() => Dukou.track({ cart: 1 }));
  await visitor.tell('还是我');
  assert.deepEqual(await visitor.said(), ['我的退款到哪了', '还是我']);
});

test('a_tap_on_a_chat_that_is_loading_is_the_next_customers_own', async () => {
  const shop = await shopOf({ '/ming': page(ming()), '/hong': page(hong()) });
  const visitor = await world.shopper(shop, { path: '/ming' });
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  const before = await visitor.page
    .frames()
    .at(-1)
    .evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')).conversation);
  const sockets = [];
  visitor.page.on('websocket', (socket) => sockets.push(socket.url()));
  let release;
  const held = new Promise((let_go) => (release = let_go));
  await visitor.page.route(/\/widget[^/]*\.wasm/, async (route) => {
    await held;
    await route.continue();
  });
  await visitor.page.goto(`${shop.origin}/hong`);
  await visitor.launcher.click();
  await visitor.person.click();
  await visitor.chat.getByText('马上为您转人工').waitFor();
  release();
  await visitor.isQueued();
  assert.deepEqual(await visitor.said(), []);
  assert.ok(sockets.every((url) => !url.includes(before)), 'the other one is not even looked at');
});

test('what_is_written_before_there_is_a_conversation_is_nobody_elses', async () => {
  world.allows(/\/conversations/);
  const visitor = await world.shopper(await shopOf({ '/': page(ming()) }));
  await visitor.page.route('**/conversations', (route) => route.abort());
  await visitor.open();
  await visitor.say('我的退款到哪了');
  await visitor.input.fill('还没写完');
  await visitor.page.evaluate(() => Dukou.identify(null));
  await eventually(async () => (await visitor.said()).length === 0);
  assert.equal(await visitor.input.inputValue(), '');
  await visitor.page.unroute('**/conversations');
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), hong());
  await visitor.tell('我是第一次来');
  assert.deepEqual(await visitor.said(), ['我是第一次来']);
});

test('a_conversation_that_is_being_begun_is_not_the_next_customers', async () => {
  const visitor = await world.shopper(await shopOf({ '/': page(ming()) }));
  let release;
  const held = new Promise((let_go) => (release = let_go));
  let begun;
  await visitor.page.route('**/conversations', async (route) => {
    const answer = await route.fetch();
    begun ??= (await answer.json()).conversation;
    await held;
    await route.fulfill({ response: answer });
  });
  await visitor.open();
  await visitor.say('我的退款到哪了');
  await eventually(() => begun);
  await visitor.page.evaluate(() => Dukou.identify(null));
  await eventually(async () => (await visitor.said()).length === 0);
  release();
  await visitor.tell('我是第一次来');
  assert.deepEqual(await visitor.said(), ['我是第一次来']);
  assert.notEqual((await keptOf(visitor)).conversation, begun);
});

test('a_stranger_beside_a_customer_begins_one_conversation', async () => {
  const shop = await shopOf({ '/': page(null), '/ming': page(ming()) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  const tab = await visitor.page.context().newPage();
  await tab.goto(`${shop.origin}/ming`);
  await tab.getByRole('button', { name: /^联系客服/ }).hover();
  const owner = () => visitor.page.frames().at(-1).evaluate(() => localStorage.getItem('dukou/acme/owner'));
  await eventually(async () => assert.equal(await owner(), 'u-1001'));
  const begun = [];
  visitor.page.on('request', (request) => request.url().endsWith('/conversations') && begun.push(request.url()));
  await visitor.tell('我先随便看看');
  // What the page tells again changes nothing.
  await visitor.page.evaluate(() => history.pushState(null, '', '/elsewhere'));
  await visitor.tell('还在看');
  assert.deepEqual(await visitor.said(), ['我先随便看看', '还在看']);
  assert.equal(begun.length, 1);
});

test('a_token_that_has_run_out_says_whose_it_is_all_the_same', async () => {
  world.allows(/status of 401/);
  world.expects(/Dukou: identify\(\): the JWT has run out/);
  const visitor = await world.shopper(await shopOf({ '/': page(sign(claims({ exp: 1 }))) }));
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), ming());
  await visitor.tell('还是我');
  await visitor.page.evaluate(() => Dukou.identify(null));
  await eventually(async () => (await visitor.said()).length === 0);
});

test('a_name_of_more_digits_than_a_script_counts_is_one_name', async () => {
  const digits = '1234567890123456789';
  const told = JSON.stringify(claims({ sub: digits })).replace(`"${digits}"`, digits);
  const shop = await shopOf({ '/': shopPage(), '/in': page(sign(told)) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('匿名时说的话');
  await signsInElsewhere(visitor, shop, sign(told), digits);
  await visitor.page.goto(`${shop.origin}/in`);
  await visitor.open();
  await visitor.message('匿名时说的话').waitFor();
});

test('a_number_is_a_name_too_and_signs_out', async () => {
  const shop = await shopOf({ '/': page(sign(claims({ sub: 1001, vip: null }))), '/out': page(null) });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  await visitor.page.reload();
  await visitor.open();
  await visitor.message('我的退款到哪了').waitFor();
  await isEmptyAt(visitor.page, `${shop.origin}/out`);
});

test('an_identity_that_does_not_hold_is_told_to_the_shops_developer', async () => {
  world.expects(/Dukou: identify\(\): the JWT has run out/);
  world.expects(/Dukou: identify\(\): vip of the JWT/);
  world.expects(/status of 401/);
  const visitor = await world.shopper(await shopOf({ '/': page(sign(claims({ exp: 1 }))) }));
  await visitor.open();
  await visitor.tell('我的退款到哪了');
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), sign(claims({ vip: 1 })));
  await visitor.tell('我的订单到哪了');
});

test('the_agent_sees_the_page_with_its_own_title', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const visitor = await world.shopper(await shopOf({ '/': shopPage() }));
  await visitor.open();
  await visitor.tell('这个能装开水吗');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/开水/);
  await visitor.page.evaluate(() => {
    Dukou.track({ cart: 3 });
    history.pushState(null, '', '/kettle');
    Dukou.track({ product: 'K8' });
    setTimeout(() => (document.title = '铸铁壶'), 1500);
  });
  await agent.about.getByText(/铸铁壶/).first().waitFor();
  await agent.about.getByText(/K8/).first().waitFor();
});

test('the_page_on_which_a_visitor_returns_is_told', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const shop = await shopOf({ '/cup': shopPage(), '/kettle': shopPage() });
  const visitor = await world.shopper(shop, { path: '/cup' });
  await visitor.open();
  await visitor.tell('这个杯子能装开水吗');
  await visitor.page.goto(`${shop.origin}/kettle?id=8`);
  await visitor.open();
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/开水/);
  await agent.about.getByText(/kettle\?id=8/).first().waitFor();
});

test('more_tabs_than_a_conversation_has_lines_do_not_end_it', async () => {
  const visitor = await world.visitor();
  await visitor.tell('第一句');
  const context = visitor.page.context();
  const kept = () => visitor.page.evaluate(() => localStorage.getItem('dukou/acme'));
  const before = JSON.parse(await kept()).conversation;
  for (let tab = 0; tab < 17; tab++) {
    const page = await context.newPage();
    await page.goto(visitor.address);
    await page.getByText('第一句').first().waitFor();
  }
  assert.equal(JSON.parse(await kept()).conversation, before);
  await visitor.tell('第二句');
  assert.deepEqual(await visitor.said(), ['第一句', '第二句']);
});

test('what_is_sent_before_the_rules_are_there_stays_in_the_box_until_they_are', async () => {
  const visitor = await world.visitor();
  let release;
  const held = new Promise((let_go) => (release = let_go));
  await visitor.page.route(/\/rules[^/]*\.(js|wasm)/, async (route) => {
    await held;
    await route.continue();
  });
  await visitor.page.reload();
  await visitor.input.fill('我的电话是13812345678');
  await visitor.input.press('Enter');
  assert.equal(await visitor.input.inputValue(), '我的电话是13812345678');
  await visitor.page.reload();
  assert.equal(await visitor.input.inputValue(), '我的电话是13812345678');
  await visitor.input.press('Enter');
  release();
  await visitor.own.first().waitFor();
  await eventually(async () => (await visitor.input.inputValue()) === '');
  assert.equal((await visitor.said()).length, 1);
});

test('an_answer_in_a_tab_that_nobody_looks_at_is_counted', async () => {
  const agent = await world.agent();
  const visitor = await world.shopper(await shopOf({ '/': shopPage() }));
  await visitor.open();
  await visitor.tell('我这个杯子有裂缝');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/裂缝/);
  await visitor.hears(/已接入/);
  await visitor.page.evaluate(() => {
    window.counts = [];
    Dukou.on('unread', (count) => counts.push(count));
  });
  await hide(visitor.page, true);
  await agent.reply('您好，我是小舟');
  await visitor.page.waitForFunction(() => counts.at(-1) === 1);
  await hide(visitor.page, false);
  await visitor.page.waitForFunction(() => counts.at(-1) === 0);
});

/** Goes there and opens the chat, in which nothing of before is to be seen. */
async function isEmptyAt(page, address) {
  await page.goto(address);
  await page.getByRole('button', { name: /^联系客服/ }).click();
  const chat = page.frameLocator('iframe[title="联系客服"]');
  await chat.getByRole('textbox', { name: '输入消息' }).waitFor();
  const frame = page.frames().at(-1);
  await eventually(() => frame.evaluate(() => localStorage.getItem('dukou/acme') === null));
  assert.equal(await chat.locator('[data-author="visitor"]').count(), 0);
}

/** Headless Chromium shows every tab. */
const hide = (page, hidden) =>
  page.frames().at(-1).evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** What this browser keeps of the visitor. */
function keptOf(visitor) {
  return visitor.page.frames().at(-1).evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')));
}

/** Signs them in on another tab of the shop, which is given once the first one knows of it. */
async function signsInElsewhere(visitor, shop, jwt, subject) {
  const tab = await visitor.page.context().newPage();
  await tab.goto(`${shop.origin}/`);
  await tab.getByRole('button', { name: /^联系客服/ }).hover();
  await tab.waitForFunction(() => window.Dukou?.v);
  await tab.evaluate((jwt) => Dukou.identify(jwt), jwt);
  await eventually(async () => assert.equal((await keptOf(visitor)).subject, subject));
  return tab;
}
