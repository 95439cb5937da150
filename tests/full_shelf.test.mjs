// What readers may see of one site is bounded: what does not fit is refused whole, and said why.

import assert from 'node:assert/strict';

import { test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({
  browser: false,
  env: { LIMITS: JSON.stringify({ shown: { articles: 8, bytes: 4_000 } }) },
});

// What the harness publishes first must fit, too.
const EIGHT = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未'];
const article = (id, more = {}) => ({ id, title: `怎么保养${id}`, body: `${id}的保养方法。`, ...more });
const put = (...articles) =>
  world.server.publish('acme', articles.map((it) => JSON.stringify(it)).join('\n'));
const keep = async (clerk, method, path, body) => {
  const headers = { cookie: clerk.cookie };
  const answer = await world.server.fetch(`/v1/sites/acme/knowledge/${path}`, { method, body, headers });
  return [answer.status, await answer.json()];
};
const shown = async () => {
  const answer = await world.server.fetch('/v1/sites/acme/search', { body: { query: '保养', top: 50 } });
  return (await answer.json()).hits.map(({ article }) => article).sort();
};
const isTooLarge = ([status, { code, detail }]) => {
  assert.deepEqual([status, code], [413, 'too_large']);
  assert.match(detail, /nothing was published.* room for 8 of 4000/);
};

test('more_than_fits_is_refused_whole_and_what_is_there_stays', async () => {
  assert.equal((await put(...EIGHT.map((id) => article(id)))).status, 200);
  const answer = await put(...EIGHT.map((id) => article(`${id}二`)), article('甲'));
  isTooLarge([answer.status, await answer.json()]);
  const long = await put(article('甲', { body: '很长的正文。'.repeat(240) }));
  isTooLarge([long.status, await long.json()]);
  assert.deepEqual(await shown(), EIGHT.toSorted());
});

test('a_draft_and_an_import_that_do_not_fit_wait_until_there_is_room', async () => {
  assert.equal((await put(...EIGHT.map((id) => article(id)))).status, 200);
  const clerk = await Clerk.signIn(world.server, 'lin');
  const path = `articles/${encodeURIComponent('甲')}`;
  assert.equal((await keep(clerk, 'PUT', path, { article: article('甲') }))[0], 200);
  isTooLarge(await keep(clerk, 'POST', 'publications', {}));

  const [, { import: id }] = await keep(clerk, 'POST', 'imports', { dry_run: false });
  const rows = [{ line: 1, article: article('乙') }];
  assert.equal((await keep(clerk, 'POST', `imports/${id}/rows`, { rows }))[0], 200);
  isTooLarge(await keep(clerk, 'POST', `imports/${id}/finish`));
  assert.deepEqual(await shown(), EIGHT.toSorted());

  const first = await keep(clerk, 'GET', `articles/${encodeURIComponent(EIGHT[0])}`);
  const archived = { expect: first[1].version.version };
  const taken = await keep(clerk, 'POST', `articles/${encodeURIComponent(EIGHT[0])}/archive`, archived);
  assert.equal(taken[0], 200, JSON.stringify(taken[1]));
  // It takes one out and puts one in.
  assert.equal((await keep(clerk, 'POST', 'publications', {}))[0], 200);
  assert.deepEqual(await shown(), ['甲', ...EIGHT.slice(1)].toSorted());
});
