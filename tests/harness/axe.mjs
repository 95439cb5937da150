// What axe finds on a page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails if a page, or a frame in it, has a serious violation; `state` says what it shows. */
export async function isAccessible(page, state) {
  const violations = [];
  for (const frame of page.frames()) {
    if (frame.url() === 'about:blank') continue;
    // By the debugger, which the page's policy does not bind.
    await frame.evaluate(axe);
    const result = await frame.evaluate(() => axe.run({ resultTypes: ['violations'], iframes: false }));
    violations.push(...result.violations);
  }
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
  assert.deepEqual(serious, [], state);
}
