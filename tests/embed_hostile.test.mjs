// Pages that break other widgets: resets with !important, policies that allow nothing else, Trusted
// Types, cross-origin isolation, a body that is thrown away.

import assert from 'node:assert/strict';

import { eventually, shopPage, test, useWorld } from './harness.mjs';

const world = useWorld();

const STRICT = "default-src 'none'; script-src {edge}/embed.js; frame-src {edge}; style-src 'none'";

test('a_reset_with_important_changes_nothing', async () => {
  await looksAsUsual(
    shopPage(`<style>
      * { all: unset !important }
      body, div { transform: scale(.5); filter: blur(9px); display: none !important }
      button, span, iframe { display: none !important; width: 1px !important; opacity: 0 !important }
    </style>`),
  );
});

test('a_policy_with_only_script_src_and_frame_src_is_enough', async () => {
  await looksAsUsual({ body: shopPage(), headers: { 'content-security-policy': STRICT } });
});

test('trusted_types_hold', async () => {
  const policy = `${STRICT}; require-trusted-types-for 'script'; trusted-types 'none'`;
  await looksAsUsual({ body: shopPage(), headers: { 'content-security-policy': policy } });
});

test('a_cross_origin_isolated_page_can_frame_us', async () => {
  const { page } = await looksAsUsual({
    body: shopPage(),
    headers: {
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
    },
  });
  assert.ok(await page.evaluate(() => crossOriginIsolated), 'the page is isolated indeed');
});

test('a_body_that_is_thrown_away_leaves_the_launcher', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.launcher.waitFor();
  await visitor.page.evaluate(() => {
    document.body.replaceWith(document.createElement('body'));
  });
  await visitor.open();
});

test('a_document_that_is_built_anew_gets_the_launcher_back', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.open();
  await visitor.close.click();
  await visitor.page.evaluate(() => {
    for (const child of [...document.documentElement.children]) if (child.shadowRoot) child.remove();
    // As React hydrates a document: nothing is thrown into the page meanwhile.
    Dukou.identify(null);
    Dukou.track({ cart: 1 });
  });
  await visitor.open();
  await visitor.tell('多少钱包邮');
});

test('a_launcher_at_the_very_edge_has_a_whole_chat', async () => {
  const style = '<style>:root { --dukou-bottom: 0 }</style>';
  const visitor = await world.shopper(await world.shop({ '/': shopPage(style) }));
  await visitor.open();
  const { height } = await visitor.page.locator('iframe').boundingBox();
  assert.ok(height > 400, `${height}`);
});

test('storage_that_is_switched_off_is_no_hindrance', async () => {
  const visitor = await world.shopper(
    await world.shop({
      '/': {
        body: shopPage(`<script>
          Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off') } });
        </script>`),
      },
    }),
  );
  await visitor.open();
  await visitor.say('你好');
});

test('an_image_that_is_named_as_our_script_is_not_taken_for_it', async () => {
  world.expects(/Dukou: embed\.js: use one script tag/);
  const image = '<img name="currentScript" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-site="acme">';
  const visitor = await world.shopper(await world.shop({ '/': shopPage(image) }));
  await eventually(() => visitor.page.evaluate(() => typeof window.Dukou === 'object' && !window.Dukou.v));
  assert.equal(await visitor.page.evaluate(() => document.currentScript.tagName), 'IMG');
  assert.equal(await visitor.launcher.count(), 0);
});

test('globals_that_the_page_has_bent_do_not_bend_us', async () => {
  const visitor = await world.shopper(
    await world.shop({
      '/': shopPage(`<script>
        window.Dukou = null;
        Array.prototype.surprise = () => {};
        Object.prototype.inherited = 'surprise';
      </script>`),
    }),
  );
  await visitor.open();
  await visitor.say('你好');
});

/** Opens the page, and finds launcher and chat as on a page that is kind. */
async function looksAsUsual(hostile) {
  const shop = await world.shop({ '/': hostile, '/kind': shopPage() });
  const kind = await measured(await world.shopper(shop, { path: '/kind' }));
  const visitor = await world.shopper(shop);
  assert.deepEqual(await measured(visitor), kind);
  await visitor.say('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
  return visitor;
}

/** What can be seen of launcher and frame. */
async function measured(visitor) {
  await visitor.open();
  const seen = async (locator) => ({
    box: await locator.boundingBox(),
    style: await locator.evaluate((element) => {
      const { color, cursor, opacity, visibility, position, borderRadius } = getComputedStyle(element);
      return { color, cursor, opacity, visibility, position, borderRadius };
    }),
  });
  const frame = visitor.page.locator('iframe[title="联系客服"]');
  // Both are drawn without a transition, but layout may follow a frame later.
  await eventually(async () => (await frame.boundingBox())?.width === 400);
  return { launcher: await seen(visitor.launcher), frame: await seen(frame) };
}
