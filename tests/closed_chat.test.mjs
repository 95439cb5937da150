// Who has chatted, and reads on in the shop: a closed chat costs the shop's pages next to nothing.

import assert from 'node:assert/strict';

import { Conversation, eventually, shopPage, test, useWorld } from './harness.mjs';
import { launch } from './harness/browser.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld();

/** A shop of our own site: to a frame in a foreign one this browser lends no storage. */
const shopOf = (pages) => world.shop(pages, { host: '127.0.0.1' });
const PAGES = { '/': shopPage(), '/two': shopPage(), '/plain': '<!doctype html><title>plain</title>' };

/** Goes to another page, where the chat stays closed, and tells what is loaded there within three seconds. */
async function readsOn(visitor, shop) {
  const asked = [];
  const note = (request) => asked.push(new URL(request.url()).pathname);
  const noteLine = (line) => asked.push(new URL(line.url()).pathname);
  visitor.page.on('request', note).on('websocket', noteLine);
  await visitor.page.goto(`${shop.origin}/two`);
  await eventually(() => assert.ok(asked.some((path) => /\.wasm$/.test(path)), 'the frame is there'));
  await visitor.page.waitForTimeout(3_000);
  visitor.page.off('request', note).off('websocket', noteLine);
  return asked;
}

test('a_chat_that_stays_closed_asks_the_edge_nothing', async () => {
  const shop = await shopOf(PAGES);
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  const asked = await readsOn(visitor, shop);
  assert.deepEqual(asked.filter((path) => /^\/v1\/|reader|rules|answers/.test(path)), []);
  // Opened, it is all there.
  await visitor.open();
  await visitor.message('怎么申请退货').waitFor();
  await visitor.tell('发票怎么开');
  await visitor.hears(/发票/, { author: 'assistant' });
});

test('a_closed_chat_hears_the_person_who_is_to_come', async () => {
  const shop = await shopOf(PAGES);
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('怎么申请退货');
  await visitor.person.click();
  await visitor.hears(/./, { author: 'system' });
  const kept = await visitor.log.evaluate(() => JSON.parse(localStorage['dukou/acme']));
  const asked = await readsOn(visitor, shop);
  assert.ok(asked.some((path) => path.endsWith('/socket')), `${asked}`);
  assert.deepEqual(asked.filter((path) => /reader|rules|answers|questions/.test(path)), []);
  // Who is to help them sees where they are.
  const conversation = new Conversation(world.server, 'acme', kept);
  await conversation.until('visited', ({ page }) => page.url === `${shop.origin}/two`);
});

test('who_saves_data_is_answered_without_a_reader', async () => {
  const visitor = await world.shopper(await shopOf(PAGES));
  await visitor.page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  });
  const asked = [];
  visitor.page.on('request', (request) => asked.push(request.url()));
  await visitor.page.reload();
  await visitor.open();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await visitor.page.waitForTimeout(1_500);
  assert.deepEqual(asked.filter((url) => /reader/.test(url)), []);
});

test('the_reader_is_loaded_behind_what_a_message_needs', async () => {
  const visitor = await world.shopper(await shopOf(PAGES));
  const asked = [];
  visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  let go;
  const held = new Promise((free) => (go = free));
  await visitor.page.route(/rules.*\.wasm/, async (route) => {
    await held;
    await route.continue();
  });
  await visitor.open();
  await visitor.page.waitForTimeout(2_000);
  const isReader = (path) => /reader/.test(path);
  assert.deepEqual(asked.filter(isReader), []);
  go();
  await eventually(() => assert.ok(asked.some(isReader)));
});

test('a_page_of_the_shop_comes_back_as_it_was', async () => {
  const shop = await shopOf(PAGES);
  const browser = await launch({ keepsPages: true });
  try {
    const context = await browser.newContext({ locale: 'zh-CN' });
    const page = await context.newPage();
    const visitor = Visitor.onShop(page, `${shop.origin}/`);
    await page.goto(visitor.address);
    await visitor.open();
    await visitor.tell('怎么申请退货');
    await visitor.hears(/申请售后/, { author: 'assistant' });
    await page.evaluate(() => {
      window.typed = '500 ml';
      window.heard = 0;
      Dukou.on('message', () => (window.heard += 1));
    });
    const kept = await visitor.log.evaluate(() => JSON.parse(localStorage['dukou/acme']));
    await page.goto(`${shop.origin}/plain`);
    await page.evaluate(() => history.back());
    await eventually(async () => assert.equal(await page.evaluate(() => window.typed), '500 ml'));
    // And the line is back with it. (The frame itself Playwright no longer finds.)
    const conversation = new Conversation(world.server, 'acme', kept);
    const heard = await page.evaluate(() => window.heard);
    await eventually(async () => {
      await conversation.say('发票怎么开');
      assert.ok((await page.evaluate(() => window.heard)) > heard);
    });
  } finally {
    await browser.close();
  }
});
