// A harness that is blind would pass everything: each kind of trouble must fail the test it is in.

import assert from 'node:assert/strict';

import { eventually, test, useWorld } from './harness.mjs';
import { Watch } from './harness/watch.mjs';

const world = useWorld({ server: false });

const TROUBLE = {
  'a word in the console': 'console.log("hello")',
  'a warning': 'console.warn("careful")',
  'an uncaught error': 'setTimeout(() => { throw new Error("thrown") })',
  'a rejected promise': 'Promise.reject(new Error("rejected"))',
  'a missing file': 'fetch("/missing")',
  'a refused connection': 'fetch("http://127.0.0.1:9/").catch(() => {})',
  'a word in a worker': 'new Worker(URL.createObjectURL(new Blob(["console.error(1)"])))',
  'a word in a frame': 'document.body.append(Object.assign(document.createElement("iframe"), { srcdoc: "<script>console.info(1)</script>" }))',
  'a style that the policy forbids': 'document.body.setAttribute("style", "color: red")',
};

for (const [name, script] of Object.entries(TROUBLE)) {
  test(`${name.replaceAll(' ', '_')}_is_seen`, async () => {
    const shop = await world.shop({
      '/': {
        body: '<!doctype html><title>shop</title><body></body>',
        headers: { 'content-security-policy': "style-src 'none'" },
      },
    });
    const context = await world.browser.newContext();
    const watch = new Watch();
    watch.context(context);
    const page = await context.newPage();
    await page.goto(shop.origin);
    watch.verify();
    const seen = context.waitForEvent(/uncaught|rejected/.test(name) ? 'weberror' : 'console');
    await page.evaluate((script) => void (0, eval)(script), script);
    await seen;
    await context.close();
    assert.throws(() => watch.verify(), /the consoles are empty/);
  });
}

test('what_was_expected_and_did_not_come_is_a_failure_too', () => {
  const watch = new Watch();
  watch.expects(/never said/);
  assert.throws(() => watch.verify(), /the consoles are empty/);
});

test('what_is_not_there_yet_is_waited_for', async () => {
  let there;
  setTimeout(() => (there = 'now'), 100);
  assert.equal(await eventually(() => there, { every: 10 }), 'now');
  await assert.rejects(eventually(() => undefined, { within: 50, every: 10 }), /still undefined/);
  await assert.rejects(eventually(async () => false, { within: 50, every: 10 }), /still false/);
  await assert.rejects(eventually(() => assert.ok(false, 'not yet'), { within: 50, every: 10 }), /not yet/);
  await eventually(() => assert.ok(there), { within: 50 });
});
