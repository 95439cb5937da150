// Of what was published long ago the console says which year it was, and offers no more than there is.

import assert from 'node:assert/strict';

import { test, useWorld } from './harness.mjs';
import { Keeper } from './harness/keeper.mjs';

const world = useWorld();

test('old_publications_are_dated_and_the_oldest_that_is_kept_ends_the_list', async () => {
  for (const body of ['第一种说法。', '第二种说法。', '第三种说法。']) {
    const article = JSON.stringify({ id: 'a', title: '怎么保养？', body });
    assert.equal((await world.server.publish('acme', article)).status, 200);
  }
  const [first, second, third] = [1, 2, 3].map((n) => n + 1);
  await world.server.kill();
  // As they are after the first ones were too old to be kept.
  await world.server.sql(
    'Library',
    'acme',
    [`DELETE FROM publications WHERE publication < ${second}`],
    [`UPDATE publications SET at = ${Date.UTC(2024, 2, 5, 12)} WHERE publication = ${second}`],
  );
  await world.server.restart();

  const { page } = await world.agent();
  const keeper = await Keeper.at(page);
  await keeper.goTo('发布记录');
  const rows = page.locator('[data-publication]');
  await rows.first().waitFor();
  const numbers = await rows.evaluateAll((all) => all.map((row) => Number(row.dataset.publication)));
  assert.deepEqual(numbers, [third, second]);
  assert.ok(!numbers.includes(first));
  assert.match(await rows.nth(1).textContent(), /2024年3月5日/);
  assert.doesNotMatch(await rows.nth(0).textContent(), /年/, 'what is of today needs no date');
  assert.equal(await page.getByRole('button', { name: '加载更多' }).count(), 0);
});
