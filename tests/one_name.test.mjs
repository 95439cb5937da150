// In every language a thing has one name: what the console says of a visitor's button is what stands on
// it, and what is listed is punctuated as that language is.

import assert from 'node:assert/strict';

import { test, useWorld } from './harness.mjs';

const world = useWorld();

test('the_console_calls_the_visitors_button_as_it_is_called', async () => {
  const { page } = await world.agent({ name: 'zhao' });
  for (const [lang, take] of [
    ['zh-CN', '接待'],
    ['zh-TW', '接待'],
    ['en', 'Take'],
  ]) {
    const visitor = await world.page();
    await visitor.goto(`${world.server.origin}/h5/acme?lang=${lang}`);
    const button = visitor.locator('button.human');
    const name = (await button.textContent()).trim();
    await button.click();
    await page.goto(`${world.server.origin}/console/?site=acme&lang=${lang}`);
    await page.locator('.waiting [data-conversation]').filter({ hasText: name }).getByRole('button', { name: take }).press('Enter');
    await page.locator('.summary').getByText(name).first().waitFor();
    await page.locator('.actions .end').click();
  }
});

test('english_is_punctuated_as_english', async () => {
  const { page } = await world.agent({ name: 'lin' });
  await page.goto(`${world.server.origin}/console/?site=acme&lang=en`);
  const sound = page.getByRole('switch', { name: 'Sound' });
  assert.match(await sound.getAttribute('title'), /^Sound: (on|off)$/);
});
