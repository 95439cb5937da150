// Messages count only from the right window of the right origin, in both directions.

import assert from 'node:assert/strict';

import { eventually, shopPage, test, useWorld } from './harness.mjs';
import { stub } from './harness/stub.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld();

// Everything that the host or the frame would obey, if it came from the other.
const ORDERS = [
  { dukou: 1, type: 'ready' },
  { dukou: 1, type: 'unread', count: 99 },
  { dukou: 1, type: 'close' },
  { dukou: 1, type: 'event', name: 'handoff', detail: 'forged' },
  { dukou: 1, type: 'host', open: true, full: true, page: { url: 'https://evil.example/', title: 'x' }, jwt: 'a.b.c' },
  { dukou: 1, type: 'track', data: { forged: true } },
];

// What would tell the edge of it.
const FORGED = /a\.b\.c|evil\.example|forged/;

// Says all of it to the page around it.
const SHOUTS = `<!doctype html><title>stranger</title><script>
  for (const order of ${JSON.stringify(ORDERS)}) parent.postMessage(order, '*');
  parent.postMessage('done', '*');
</script>`;

test('the_shops_page_obeys_only_our_frame', async () => {
  const { page } = await openStub();
  const stranger = await world.shop({ '/': SHOUTS });
  await page.evaluate(
    ({ orders, stranger }) => {
      // The page itself, an empty frame, a frame of a stranger.
      for (const order of orders) postMessage(order, '*');
      const empty = document.body.appendChild(document.createElement('iframe'));
      const script = empty.contentDocument.createElement('script');
      script.textContent = `for (const o of ${JSON.stringify(orders)}) parent.postMessage(o, '*')`;
      empty.contentDocument.body.append(script);
      document.body.appendChild(document.createElement('iframe')).src = stranger;
    },
    { orders: ORDERS, stranger: stranger.origin },
  );
  await heardNothing(page);
});

test('a_window_of_our_own_origin_that_is_not_the_frame_is_a_stranger_too', async () => {
  const { page, edge } = await openStub({ '/other': SHOUTS });
  await page.evaluate((src) => {
    document.body.appendChild(document.createElement('iframe')).src = src;
  }, `${edge.origin}/other`);
  await heardNothing(page);
});

test('the_frame_itself_is_a_stranger_once_it_shows_another_origin', async () => {
  const { page, frame } = await openStub();
  const stranger = await world.shop({ '/': SHOUTS });
  await frame.evaluate((address) => void (location.href = address), stranger.origin);
  await heardNothing(page);
});

/** A shop's page with the chat open in a stub's frame, and with ears for what gets through. */
async function openStub(more = {}) {
  const edge = await world.shop({ ...(await stub()), ...more }, { host: '127.0.0.1' });
  const shop = await world.shop(
    {
      '/': shopPage(`<script>
        window.heard = [];
        window.done = 0;
        addEventListener('message', ({ data }) => data === 'done' && done++);
      </script>`),
    },
    { edge: edge.origin },
  );
  const page = await world.page();
  await page.goto(shop.origin);
  await page.waitForFunction(() => window.Dukou?.v);
  await page.evaluate(() => Dukou.open());
  const frame = await eventually(() => page.frames().find((frame) => frame.url().includes('/widget/')) ?? false);
  await frame.waitForFunction(() => told.length > 0);
  await page.evaluate(() => {
    for (const event of ['ready', 'unread', 'handoff', 'close']) Dukou.on(event, () => heard.push(event));
  });
  return { page, edge, frame };
}

async function heardNothing(page) {
  await page.waitForFunction(() => done === 1);
  assert.deepEqual(await page.evaluate(() => heard), []);
  const launcher = page.getByRole('button', { name: '联系客服', exact: true });
  assert.equal(await launcher.getAttribute('aria-expanded'), 'true');
}

test('the_frame_obeys_only_the_page_around_it', async () => {
  const shop = await world.shop({ '/': shopPage() });
  const visitor = await world.shopper(shop);
  const left = leaving(visitor.page);
  await visitor.open();
  await visitor.tell('你好');
  const frame = visitor.page.frames().find((frame) => frame.url().includes('/widget/'));
  // The wrong window and origin, then each alone.
  await frame.evaluate(
    ({ orders, right }) => {
      for (const data of orders) {
        window.postMessage(data, '*');
        for (const [source, origin] of [[window, right], [parent, 'https://evil.example']]) {
          dispatchEvent(new MessageEvent('message', { data, source, origin }));
        }
      }
    },
    { orders: ORDERS, right: shop.origin },
  );
  await visitor.tell('还在吗');
  assert.equal((await visitor.said()).length, 2);
  assert.match(left(), /还在吗/, 'we did look');
  assert.doesNotMatch(left(), FORGED);
});

test('a_frame_beside_ours_is_not_the_page_around_it', async () => {
  const beside = `<!doctype html><title>beside</title><script>
    addEventListener('message', ({ data }) => {
      if (data !== 'go') return;
      for (const order of ${JSON.stringify(ORDERS)}) parent.frames[0].postMessage(order, '*');
      parent.postMessage('done', '*');
    });
  </script>`;
  // Without embed.js: the first `host` message that the frame ever sees is the one from beside.
  const bare = (beside) => `<!doctype html><title>bare</title>
    <script>
      window.told = [];
      addEventListener('message', ({ data }) => told.push(data.type ?? data));
    </script>
    <iframe title="联系客服" src="{edge}/widget/acme?lang=zh-CN"></iframe>
    <iframe id="beside" src="${beside}"></iframe>`;
  const stranger = await world.shop({ '/': beside });
  // Of another origin, and of the shop's own.
  const shop = await world.shop({ '/': bare(stranger.origin), '/own': bare('/beside'), '/beside': beside });
  for (const path of ['/', '/own']) {
    const page = await world.page();
    const left = leaving(page);
    await page.goto(`${shop.origin}${path}`);
    await page.waitForFunction(() => told.includes('ready'));
    await page.evaluate(() => document.getElementById('beside').contentWindow.postMessage('go', '*'));
    await page.waitForFunction(() => told.includes('done'));
    const visitor = Visitor.onShop(page, shop.origin);
    await visitor.tell('你好');
    assert.match(left(), /你好/, 'we did look');
    assert.doesNotMatch(left(), FORGED, path);
    const obeyed = await page.evaluate(() => told.filter((type) => !/^(come|ready|done)$/.test(type)));
    assert.deepEqual(obeyed, [], 'it has nobody to talk to');
  }
});

/** What a page sends from now on, by requests and by sockets. */
function leaving(page) {
  const left = [];
  page.on('request', (request) => left.push(`${request.headers().authorization} ${request.postData()}`));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => left.push(String(payload))));
  return () => left.join('\n');
}

test('the_frame_says_nothing_to_a_stranger', async () => {
  // What the frame posts to a page other than its parent's origin would be seen here.
  const shop = await world.shop({
    '/': shopPage(`<script>
      window.told = [];
      addEventListener('message', ({ data, origin }) => told.push({ type: data.type, origin }));
    </script>`),
  });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('你好');
  await visitor.hears(/./, { author: 'assistant' });
  const told = await visitor.page.evaluate(() => told);
  assert.ok(told.some(({ type }) => type === 'ready'));
  for (const { type, origin } of told) {
    assert.equal(origin, world.server.origin);
    assert.match(type, /^(come|ready|unread|close|event)$/);
  }
});
