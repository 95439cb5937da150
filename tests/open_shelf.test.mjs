// The gate asks what the Library has in memory, without calling it: nobody can tell the difference.

import assert from 'node:assert/strict';

import { test, useWorld } from './harness.mjs';

const world = useWorld({
  browser: false,
  env: {
    ADDRESS_HEADER: 'X-Real-IP',
    LIMITS: JSON.stringify({ search_address: { burst: 6, per_minute: 1 } }),
  },
});

const search = (query, address) =>
  world.server.fetch('/v1/sites/acme/search', { body: { query, top: 3 }, headers: { 'x-real-ip': address } });

const publish = async (...titles) => {
  const lines = titles.map((title) => JSON.stringify({ id: title, title, body: `${title}，请看这里。` }));
  assert.equal((await world.server.publish('acme', lines.join('\n'))).status, 200);
};

test('what_is_published_is_found_at_once_and_what_was_is_gone', async () => {
  const found = async (query) => {
    const { hits } = await (await search(query, '192.0.2.1')).json();
    return hits.map(({ article }) => article);
  };
  await publish('退货');
  assert.deepEqual(await found('退货'), ['退货']);
  await publish('发票');
  // By meaning the nearest article is found, whatever it is: only not the one that is gone.
  assert.deepEqual(await found('退货'), ['发票']);
  assert.deepEqual(await found('发票'), ['发票']);
});

test('a_search_is_counted_once_whoever_answers_it', async () => {
  const statuses = async (address, count) => {
    const answers = await Promise.all(Array.from({ length: count }, () => search('发票', address)));
    return answers.map(({ status }) => status).filter((status) => status === 200).length;
  };
  assert.equal(await statuses('192.0.2.2', 4), 4);
  // Longer than a shelf is used without asking its Library.
  await new Promise((wait) => setTimeout(wait, 11_000));
  assert.equal(await statuses('192.0.2.2', 6), 2);
  assert.equal(await statuses('192.0.2.3', 7), 6);
});
