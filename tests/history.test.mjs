// What is older than a shop wants to keep is thrown away, and nothing that anybody may still go back to.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually, test, useWorld } from './harness.mjs';

const world = useWorld({
  browser: false,
  ownSites: true,
  configure: (sites) =>
    appendFile(join(sites, 'acme.toml'), '\n[history]\ndays = 2\nversions = 2\npublications = 2\n'),
});

const knowledge = async (method, path, body) => {
  const headers = await world.server.operator();
  return world.server.fetch(`/v1/sites/acme/knowledge/${path}`, { method, body, headers });
};
const good = async (method, path, body) => {
  const answer = await knowledge(method, path, body);
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
};
const article = (id, n) => ({ id, title: `怎么保养${id}`, body: `第${n}种方法。` });
const versions = async (id) => (await good('GET', `articles/${id}`)).versions.map(({ version }) => version);

test('what_is_too_old_goes_and_what_is_published_drafted_or_shown_by_a_kept_publication_stays', async () => {
  const publish = async (...articles) => {
    const lines = articles.map((it) => JSON.stringify(it)).join('\n');
    assert.equal((await world.server.publish('acme', lines)).status, 200);
  };
  // Publications 2 to 6, beside the one of the tests' articles: `a` changes each time, `b` only once.
  for (let n = 1; n <= 5; n += 1) await publish(article('a', n), article('b', 1));
  // A draft of an article that nobody published, saved four times, and one that stands in front of `b`.
  for (let n = 1; n <= 4; n += 1) {
    await good('PUT', 'articles/c', { article: article('c', n), expect: n === 1 ? undefined : n - 1 });
  }
  await good('PUT', 'articles/b', { article: article('b', 2), expect: 1 });
  assert.deepEqual(await versions('a'), [5, 4, 3, 2, 1]);

  await world.server.kill();
  await world.server.sql('Library', 'acme', ['UPDATE versions SET at = 1'], ['UPDATE publications SET at = 1']);
  await world.server.restart();
  // Somebody comes by: the alarm is set.
  await world.server.fetch('/v1/sites/acme/search', { body: { query: '保养', top: 3 } });
  await eventually(async () => (await versions('a')).length === 2, { within: 40_000, every: 500 });

  const { publications } = await good('GET', 'publications');
  assert.deepEqual(publications.map(({ publication }) => publication), [6, 5]);
  assert.deepEqual(await versions('a'), [5, 4], 'what the two kept publications showed');
  const changed = async (publication) => (await good('GET', `publications/${publication}`)).articles;
  assert.deepEqual((await changed(6)).map(({ id, becomes }) => [id, becomes]), [['a', 'changed']]);
  assert.deepEqual(await changed(5), [], 'nobody knows what was there before it');
  assert.deepEqual(await versions('b'), [2, 1], 'what is published, and the draft');
  assert.deepEqual(await versions('c'), [4, 3], 'the last two');
  assert.equal((await knowledge('GET', 'articles/a/versions/1')).status, 404);
  assert.equal((await knowledge('POST', 'publications/2/restore')).status, 404);

  await good('POST', 'publications/5/restore');
  const restored = await good('GET', 'articles/a');
  assert.equal(restored.article.body, '第4种方法。');
  const { publication } = await good('POST', 'publications', {});
  assert.equal(publication, 8, 'numbers go on');
});
