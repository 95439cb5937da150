// What readers may see of one site is bounded: what does not fit is refused whole, and said why.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';
import { Keeper } from './harness/keeper.mjs';
import { xtask } from './harness/server.mjs';

const world = useWorld({
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

/** What an import of `articles` would come to, by a dry run. */
const would = async (clerk, ...articles) => {
  const [, { import: id }] = await keep(clerk, 'POST', 'imports', { dry_run: true });
  const rows = articles.map((article, at) => ({ line: at + 1, article }));
  assert.equal((await keep(clerk, 'POST', `imports/${id}/rows`, { rows }))[0], 200);
  const [status, report] = await keep(clerk, 'POST', `imports/${id}/finish`);
  assert.equal(status, 200, JSON.stringify(report));
  return report;
};

test('a_dry_run_says_in_numbers_that_it_would_not_fit', async () => {
  assert.equal((await put(...EIGHT.map((id) => article(id)))).status, 200);
  const clerk = await Clerk.signIn(world.server, 'lin');
  const room = { most_articles: 8, most_bytes: 4_000 };

  const more = await would(clerk, article('甲'), article(EIGHT[0], { body: '换了。' }));
  assert.deepEqual([more.added, more.changed], [1, 1]);
  const bytes = Buffer.byteLength(
    [...EIGHT.slice(1), '甲'].map((id) => JSON.stringify(article(id))).join('') +
      JSON.stringify(article(EIGHT[0], { body: '换了。' })),
  );
  assert.deepEqual(more.overflow, { articles: 9, bytes, ...room });

  const long = await would(clerk, article(EIGHT[0], { body: '很长的正文。'.repeat(240) }));
  assert.equal(long.overflow.articles, 8);
  assert.ok(long.overflow.bytes > 4_320, JSON.stringify(long.overflow));

  assert.equal((await would(clerk, article(EIGHT[0], { body: '换了。' }))).overflow, undefined);
  assert.equal((await would(clerk, article(EIGHT[0]))).overflow, undefined);
  assert.deepEqual(await shown(), EIGHT.toSorted());
});

test('the_console_and_the_command_line_tell_it_before_anything_is_imported', async () => {
  assert.equal((await put(...EIGHT.map((id) => article(id)))).status, 200);
  const files = [{ name: 'a.jsonl', text: JSON.stringify(article('甲')) }];
  const { page } = await world.agent({ name: 'lin' });
  await page.goto(`${world.server.origin}/console/?site=acme`);
  const keeper = await Keeper.at(page);
  await keeper.goTo('导入导出');
  await keeper.choose(...files);
  await page.getByText('会新增 1 篇').waitFor();
  await page.getByText(/访客会看到 9 篇、\d+ kB，超过一家店的上限 8 篇、4 kB/).waitFor();
  assert.equal(await page.getByRole('button', { name: '确认导入' }).count(), 0);
  await keeper.choose({ name: 'b.jsonl', text: JSON.stringify(article(EIGHT[0], { body: '换了。' })) });
  await page.getByRole('button', { name: '确认导入' }).waitFor();

  const folder = await mkdtemp(join(tmpdir(), 'dukou-full-'));
  try {
    for (const { name, text } of files) await writeFile(join(folder, name), text);
    const options = ['import', '--dry-run', '--site', 'acme', '--server', world.server.origin, folder];
    const env = { ...process.env, ADMIN_KEY: await world.server.adminKey() };
    const { code, told } = await new Promise((done) => {
      execFile(xtask(), options, { env }, (error, out, told) => done({ code: error?.code ?? 0, told: out + told }));
    });
    assert.equal(code, 1, told);
    assert.match(told, /1 new, 0 changed[^]*would be refused.* 9 articles of \d+ bytes.* room for 8 of 4000/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  assert.deepEqual(await shown(), EIGHT.toSorted());
});
