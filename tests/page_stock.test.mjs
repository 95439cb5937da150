// What the profile brings along, so that the page can answer and suggest by itself: it reads as the edge does,
// and it stays small whatever the shop's articles are.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { test, useWorld } from './harness.mjs';

const world = useWorld({
  ownSites: true,
  configure: async (sites) => {
    const path = join(sites, 'acme.toml');
    await writeFile(path, `synonyms = [["小贝壳", "加湿器"]]\n${await readFile(path, 'utf8')}`);
  },
});

const publish = async (...articles) => {
  const lines = articles.map((it) => JSON.stringify(it)).join('\n');
  assert.equal((await world.server.publish('acme', lines)).status, 200);
};
const profile = async () => (await world.server.fetch('/v1/sites/acme/profile')).json();

test('the_words_of_the_shop_hold_in_the_page_too', async () => {
  world.allowsLostNetwork();
  await publish(
    { id: 'water', title: '加湿器怎么加水？', body: '拧开水箱，加到刻度线。' },
    { id: 'return', title: '怎么申请退货？', body: '点申请售后。' },
  );
  const visitor = await world.visitor();
  const suggestions = visitor.chat.getByRole('group', { name: '您是不是想问' });
  await visitor.input.fill('小贝壳加水');
  await suggestions.getByRole('button', { name: '加湿器怎么加水？' }).waitFor();
  await visitor.input.fill('');
  await visitor.page.context().setOffline(true);
  await visitor.say('小贝壳怎么加水');
  await visitor.own.filter({ hasText: /加到刻度线/ }).waitFor();
});

test('a_profile_stays_small_whatever_its_articles_are', async () => {
  const phrasings = Array.from({ length: 30 }, (_, n) => `第 ${n} 种问法${'怎么说都行'.repeat(3)}`);
  const chatty = Array.from({ length: 40 }, (_, n) => ({ id: `a${n}`, title: `${n} 号怎么保养？`, body: '擦。', phrasings }));
  const guide = { id: 'guide', title: '怎么申请退货？', body: '一步一步来。'.repeat(3_000) };
  await publish(...chatty, guide, { id: 'ship', title: '多少钱包邮？', body: '满 59 元。' });
  const { articles, synonyms } = await profile();
  assert.deepEqual(synonyms, [['小贝壳', '加湿器']]);
  const ids = articles.map(({ id }) => id);
  assert.equal(ids[0], 'ship', 'what is asked most comes first, if it is no book');
  assert.ok(!ids.includes('guide'));
  assert.ok(ids.length > 5, ids.join());
  const bytes = Buffer.byteLength(JSON.stringify(articles));
  assert.ok(bytes > 12_000 && bytes < 27_000, `${bytes} bytes`);
});
