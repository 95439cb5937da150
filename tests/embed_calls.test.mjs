// `window.Dukou` keeps its word, early or late, and a wrong attribute is named, never thrown.

import assert from 'node:assert/strict';

import { STUB, eventually, shopPage, test, useWorld } from './harness.mjs';
import { stub } from './harness/stub.mjs';

const world = useWorld({ server: false });

test('calls_made_before_the_script_arrives_are_kept', async () => {
  const { page, frame } = await open(`${STUB}<script>
    const keep = Dukou;
    window.seen = [];
    Dukou.on('ready', () => seen.push('ready'));
    const off = Dukou.on('ready', () => seen.push('never'));
    off();
    window.offLater = Dukou.on('open', () => seen.push('open'));
    Dukou.identify('a.b.c');
    Dukou.track({ cart: 3 });
    Dukou.open();
    window.same = () => keep === Dukou;
  </script>`);
  const told = await toldBy(frame, 2);
  assert.equal(told[0].type, 'host');
  assert.equal(told[0].open, true);
  assert.equal(told[0].jwt, 'a.b.c');
  assert.equal(told[0].page.title, '青瓷茶杯');
  assert.deepEqual(told[1].data, { cart: 3 });
  assert.ok(await page.evaluate(() => same()), 'a kept reference stays good');
  await page.waitForFunction(() => seen.length === 2);
  assert.deepEqual(await page.evaluate(() => seen), ['open', 'ready']);
  await page.evaluate(() => (offLater(), Dukou.close(), Dukou.open()));
  assert.deepEqual(await page.evaluate(() => seen), ['open', 'ready'], 'off still works');
});

test('the_frame_is_told_the_whole_state_after_every_change', async () => {
  const { page, frame } = await open();
  await page.getByRole('button', { name: '联系客服' }).click();
  await toldBy(frame, 1);
  await page.evaluate(() => Dukou.identify('x.y.z'));
  assert.equal((await last(frame, ({ jwt }) => jwt === 'x.y.z')).open, true);
  await page.evaluate(() => Dukou.identify(null));
  await last(frame, ({ jwt }) => jwt === null);
  await page.evaluate(() => history.pushState(null, '', '/cup?id=7#secret'));
  const { page: seen } = await last(frame, ({ page }) => page.url.includes('cup'));
  assert.ok(seen.url.endsWith('/cup?id=7'), 'the fragment stays at home');
  await page.evaluate(() => Dukou.close());
  await last(frame, ({ open }) => open === false);
  await page.setViewportSize({ width: 390, height: 800 });
  await last(frame, ({ full }) => full === true);
});

test('a_title_that_comes_late_and_a_route_in_the_fragment_are_told', async () => {
  // As in every Safari before 26.2: nobody tells that a router has moved.
  const { page, frame } = await open('', { script: () => Object.defineProperty(window, 'navigation', {}) });
  await page.getByRole('button', { name: '联系客服' }).click();
  await toldBy(frame, 1);
  const go = (path, title) =>
    page.evaluate(([path, title]) => {
      history.pushState(null, '', path);
      setTimeout(() => (document.title = title), 20);
    }, [path, title]);
  await go('/kettle', '铁壶');
  await last(frame, ({ page }) => page.url.endsWith('/kettle') && page.title === '铁壶');
  await go('/#/cart?token=secret', '购物车');
  await last(frame, ({ page }) => page.url.endsWith('/#/cart') && page.title === '购物车');
  await go('/#!/pay#secret', '付款');
  await last(frame, ({ page }) => page.url.endsWith('/#!/pay') && page.title === '付款');
});

test('what_was_told_of_a_page_before_is_not_told_of_this_one', async () => {
  const { page, frame } = await open();
  await page.evaluate(() => {
    for (let id = 0; id < 30; id++) {
      history.pushState(null, '', `/p/${id}`);
      Dukou.track({ product: `P${id}` });
    }
    history.pushState(null, '', '/home');
    Dukou.track({ cart: 1 });
    Dukou.track({ cart: 2, member: true });
    Dukou.open();
  });
  const facts = async () => (await toldBy(frame, 2)).filter(({ type }) => type === 'track').map(({ data }) => data);
  assert.deepEqual(await facts(), [{ cart: 2, member: true }]);
  await page.evaluate(() => Dukou.track({ cart: 3 }));
  await eventually(async () => assert.deepEqual(await facts(), [{ cart: 2, member: true }, { cart: 3 }]));
});

test('a_frame_that_did_not_load_is_loaded_again', async () => {
  world.expects(/status of 502/);
  const { page, frame } = await open();
  let refused = 0;
  await page.route('**/widget/acme*', (route) =>
    refused++ ? route.continue() : route.fulfill({ status: 502, body: 'Bad Gateway' }),
  );
  await page.getByRole('button', { name: '联系客服' }).click();
  await page.frameLocator('iframe').getByText('Bad Gateway').waitFor();
  assert.equal((await toldBy(frame, 1))[0].open, true);
});

test('unread_answers_are_counted_on_the_launcher', async () => {
  const { page, frame } = await open('<script>window.counts=[]</script>');
  await page.evaluate(() => Dukou.on('unread', (count) => counts.push(count)));
  await page.getByRole('button', { name: '联系客服' }).hover();
  await toldBy(frame, 1);
  await frame.evaluate(() => say({ type: 'unread', count: 3 }));
  await page.getByRole('button', { name: '联系客服，3 条未读' }).waitFor();
  await frame.evaluate(() => say({ type: 'unread', count: 0 }));
  await page.getByRole('button', { name: '联系客服', exact: true }).waitFor();
  assert.deepEqual(await page.evaluate(() => counts), [3, 0]);
});

test('the_count_is_told_in_the_language_of_the_tag', async () => {
  for (const [lang, name] of [
    ['zh-TW', '聯絡客服，3 則未讀'],
    ['en', 'Chat with us, 3 unread'],
  ]) {
    const { page, frame } = await open('', { tag: `data-lang="${lang}" data-open` });
    await toldBy(frame, 1);
    await frame.evaluate(() => say({ type: 'unread', count: 3 }));
    await page.getByRole('button', { name, exact: true }).waitFor();
  }
});

test('a_launcher_that_was_moved_up_leaves_the_frame_on_the_screen', async () => {
  const { page, frame } = await open('<style>html{--dukou-bottom:80px}</style>', { tag: 'data-open' });
  await toldBy(frame, 1);
  const box = page.locator('iframe');
  for (const [height, top, tall] of [
    [620, 20, 452],
    [900, 112, 640],
  ]) {
    await page.setViewportSize({ width: 1366, height });
    await eventually(async () => {
      const seen = await box.boundingBox();
      return seen.y === top && seen.height === tall;
    });
  }
});

test('a_listener_that_throws_stops_nobody', async () => {
  const { page, frame } = await open();
  world.expects(/uncaught: .*the shop's own fault/);
  await page.evaluate(() => {
    Dukou.on('handoff', () => {
      throw new Error("the shop's own fault");
    });
    Dukou.on('handoff', (detail) => (window.heard = detail));
    Dukou.open();
  });
  await toldBy(frame, 1);
  await frame.evaluate(() => say({ type: 'event', name: 'handoff', detail: { reason: 'asked' } }));
  await page.waitForFunction(() => window.heard);
  assert.deepEqual(await page.evaluate(() => heard), { reason: 'asked' });
});

test('escape_closes_and_the_focus_comes_back', async () => {
  const { page, frame } = await open();
  const launcher = page.getByRole('button', { name: '联系客服' });
  await launcher.focus();
  await page.keyboard.press('Enter');
  await toldBy(frame, 1);
  assert.equal(await launcher.getAttribute('aria-expanded'), 'true');
  await eventually(async () => (await focused(page)) === 'IFRAME');
  await frame.evaluate(() => say({ type: 'close' }));
  await eventually(async () => (await focused(page)) === 'BUTTON');
  assert.equal(await launcher.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Enter');
  await eventually(async () => (await focused(page)) === 'IFRAME');
  await launcher.focus();
  await page.keyboard.press('Escape');
  assert.equal(await launcher.getAttribute('aria-expanded'), 'false');
});

test('nothing_is_loaded_where_nobody_chats', async () => {
  const { page, edge } = await open();
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.reload();
  await page.getByRole('button', { name: '联系客服' }).waitFor();
  await page.evaluate(() => new Promise(requestIdleCallback));
  const ours = requests.filter((url) => url.startsWith(edge.origin));
  assert.deepEqual(ours, [`${edge.origin}/embed.js`]);
});

test('who_has_chatted_here_hears_of_answers_on_the_next_page', async () => {
  const { page, frame } = await open();
  await page.getByRole('button', { name: '联系客服' }).click();
  await toldBy(frame, 1);
  await page.reload();
  const [told] = await toldBy(frame, 1);
  assert.equal(told.open, false);
});

test('data_open_opens_without_taking_the_focus', async () => {
  const { page, frame } = await open('', { tag: 'data-open' });
  const [told] = await toldBy(frame, 1);
  assert.equal(told.open, true);
  assert.equal(await focused(page), undefined);
});

test('the_language_is_the_tags_or_the_browsers', async () => {
  for (const [tag, locale, name] of [
    ['data-lang="zh-TW"', 'en-US', '聯絡客服'],
    ['data-lang="en"', 'zh-CN', 'Chat with us'],
    ['', 'zh-HK', '聯絡客服'],
    ['', 'zh-Hant', '聯絡客服'],
    ['', 'zh-Hans-HK', '联系客服'],
    ['', 'zh', '联系客服'],
    ['', 'fr', 'Chat with us'],
  ]) {
    const { page } = await open('', { tag, locale });
    await page.getByRole('button', { name, exact: true }).waitFor();
  }
});

test('a_wrong_attribute_is_named_with_its_remedy', async () => {
  for (const [tag, complaint, isDrawn] of [
    ['data-lang="cn"', /data-lang="cn": use zh-CN,zh-CN,zh-TW,en/, true],
    ['data-theme="blue"', /data-theme="blue": use auto,light,dark/, true],
    ['data-position="top"', /data-position="top": use right,left/, true],
    ['data-open="maybe"', /data-open="maybe": use false,true/, true],
    ['data-site="a b"', /data-site="a b": use your site id/, false],
    ['data-site=""', /data-site="": use your site id/, false],
    ['data-no-site', /data-site="": use your site id/, false],
  ]) {
    world.expects(complaint);
    const { page } = await open('', { tag });
    await page.waitForFunction(() => window.Dukou?.v);
    const drawn = await page.getByRole('button', { name: '联系客服' }).count();
    assert.equal(drawn, isDrawn ? 1 : 0, tag);
    // Calls stay harmless.
    await page.evaluate(() => (Dukou.open(), Dukou.close(), Dukou.track({ a: 1 })));
  }
});

test('a_wrong_argument_is_named_and_not_thrown', async () => {
  world.expects(/identify\(\): pass a JWT or null/);
  world.expects(/track\(\): pass an object/);
  const { page } = await open();
  await page.evaluate(() => {
    Dukou.identify('hello');
    Dukou.identify({});
    Dukou.track();
    const loop = {};
    loop.loop = loop;
    Dukou.track(loop);
  });
});

test('two_tags_are_one_launcher', async () => {
  world.expects(/embed\.js: use one script tag/);
  const { page } = await open('{again}');
  await page.getByRole('button', { name: '联系客服' }).waitFor();
  await page.waitForLoadState('load');
  assert.equal(await page.getByRole('button', { name: '联系客服' }).count(), 1);
});

/** Opens a page with a tag of these attributes on it. */
async function open(extra = '', { tag = '', locale = 'zh-CN', script } = {}) {
  const edge = await world.shop(await stub(), { host: '127.0.0.1' });
  const site = /data-(no-)?site/.test(tag) ? '' : 'data-site="acme"';
  const element = `<script async src="${edge.origin}/embed.js" ${site} ${tag}></script>`;
  const html = shopPage(extra.replace('{again}', element)).replace('{tag}', element);
  const shop = await world.shop({ '/': html });
  const page = await world.page({ locale });
  if (script) await page.addInitScript(script);
  await page.goto(shop.origin);
  await page.waitForFunction(() => window.Dukou?.v);
  const frame = {
    evaluate: async (run) => (await frameOf(page)).evaluate(run),
  };
  return { page, frame, edge };
}

function frameOf(page) {
  return eventually(() => page.frames().find((frame) => frame.url().includes('/widget/')) ?? false);
}

/** What the frame has been told, once it is at least `count` messages. */
function toldBy(frame, count) {
  return eventually(async () => {
    const told = await frame.evaluate(() => told);
    return told.length >= count && told;
  });
}

/** The latest state the frame was told, once it fits. */
function last(frame, fits) {
  return eventually(async () => {
    const told = await frame.evaluate(() => told);
    const state = told.filter(({ type }) => type === 'host').at(-1);
    return fits(state) && state;
  });
}

/** What has the focus inside the launcher's shadow. */
function focused(page) {
  return page.evaluate(() => {
    const host = document.documentElement.lastElementChild;
    return document.activeElement === host ? host.shadowRoot.activeElement.tagName : undefined;
  });
}
