// Nothing that anybody types is ever more than text, in either page. That no payload runs shows
// twice: `xss` is never called, and the page's policy has nothing to complain about, because nothing
// was parsed as a script in the first place (a violation would be a line in the console).

import assert from 'node:assert/strict';

import { claims, eventually, shopPage, sign, test, useWorld } from './harness.mjs';
import { PAYLOADS } from './harness/payloads.mjs';

const world = useWorld();

test('there_are_more_than_a_hundred_payloads', () => {
  assert.ok(new Set(PAYLOADS).size >= 100);
});

// In parts: a visitor may send sixty messages a minute.
const PARTS = 4;
for (let part = 0; part < PARTS; part++) {
  const payloads = PAYLOADS.filter((_, index) => index % PARTS === part);
  test(`messages_are_text_in_both_pages_${part + 1}_of_${PARTS}`, async () => {
    const agent = await armed(await world.agent({ name: ['lin', 'chen', 'zhao'][part % 3] }));
    const visitor = await armed(await world.visitor());
    await visitor.tell(`第 ${part} 组`);
    await visitor.person.click();
    await visitor.isQueued();
    await agent.take(new RegExp(`第 ${part} 组`));
    for (const payload of payloads) {
      await visitor.input.fill(payload);
      await visitor.input.press('Enter');
    }
    const read = (page, author) =>
      page.log.locator(`[data-author="${author}"] [data-text]`).allTextContents();
    const arrives = (page, author, first = []) =>
      eventually(async () => {
        const texts = (await read(page, author)).map(trimmed);
        assert.deepEqual(texts, [...first, ...payloads.map(trimmed)]);
      });
    await arrives(visitor, 'visitor', [`第 ${part} 组`]);
    await arrives(agent, 'visitor', [`第 ${part} 组`]);
    for (const payload of payloads) {
      await agent.input.fill(payload);
      await agent.input.press('Enter');
    }
    await arrives(agent, 'agent');
    await arrives(visitor, 'agent');
    await isUnharmed(visitor, agent);
  });
}

test('what_the_shop_and_its_pages_say_is_text_too', async () => {
  const agent = await armed(await world.agent({ name: 'chen' }));
  for (const payload of ['<img src=x onerror=xss()>', '"><script>xss()</script>', 'javascript:xss()']) {
    const shop = await world.shop({ '/cup': shopPage() });
    const visitor = await armed(await world.shopper(shop, { path: '/cup' }));
    await visitor.page.waitForFunction(() => window.Dukou?.v);
    await visitor.page.evaluate(
      ({ payload, jwt }) => {
        document.title = payload;
        history.replaceState(null, '', `/cup?${payload}`);
        Dukou.identify(jwt);
        Dukou.track({ [payload]: payload });
      },
      { payload, jwt: sign(claims({ name: payload, sub: `u-${payload.length}` })) },
    );
    await visitor.open();
    await visitor.tell('页面上的东西');
    await visitor.person.click();
    await visitor.isQueued();
    await agent.take(/页面上的东西/);
    await agent.hears(/页面上的东西/);
    await agent.about.getByText(payload, { exact: false }).first().waitFor();
    for (const link of await agent.about.getByRole('link').all()) {
      assert.match(await link.getAttribute('href'), /^https?:\/\//);
    }
    await agent.reply('好的');
    await agent.resolve.click();
    const stars = visitor.chat.getByRole('radio', { name: '1 星' });
    await stars.check();
    await isUnharmed(visitor, agent);
  }
});

test('the_sign_in_shows_no_more_than_text', async () => {
  const page = await world.page();
  await page.addInitScript(arm);
  await page.goto(`${world.server.origin}/console/?site=acme&next=javascript:xss()#<img src=x onerror=xss()>`);
  world.allows(/status of 4(01|29)/);
  for (const payload of PAYLOADS.slice(0, 3)) {
    await page.getByRole('textbox', { name: '账号' }).fill(payload);
    await page.getByLabel('密码').fill(payload);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('alert').first().waitFor();
  }
  assert.equal(await page.evaluate(() => window.hits), 0);
});

function arm() {
  window.hits = 0;
  window.xss = () => {
    window.hits += 1;
    if (window.parent !== window) window.parent.postMessage('xss', '*');
  };
  window.alert = window.xss;
}

/** The same person, on a page where a payload that runs leaves a trace. */
async function armed(person) {
  await person.page.addInitScript(arm);
  await person.page.reload();
  for (const frame of person.page.frames()) await frame.evaluate(arm).catch(() => {});
  return person;
}

async function isUnharmed(...people) {
  for (const { page } of people) {
    for (const frame of page.frames()) assert.equal(await frame.evaluate(() => window.hits ?? 0), 0);
    // Nothing that was typed has become an element.
    const born = await page.locator('[role=log] :is(script, img[src=x], iframe, object, embed, xss)').count();
    assert.equal(born, 0);
    assert.equal(await page.getByRole('log').locator('a:not([href^="http"])').count(), 0);
  }
}

const trimmed = (text) => text.trim();
