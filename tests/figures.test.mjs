// How the articles serve as a whole: each question is counted once, by what came of it.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Conversation, eventually, test, useWorld } from './harness.mjs';

// Where it is another day now than in UTC.
const DAY = 86_400_000;
const OFFSET = Date.now() % DAY < DAY / 2 ? -14 * 60 : 14 * 60;

const world = useWorld({
  browser: false,
  ownSites: true,
  configure: (sites) =>
    appendFile(join(sites, 'acme.toml'), `\n[policy.hours]\nutc_offset_minutes = ${OFFSET}\nopen = []\n`),
});

const figures = async (query = '') => {
  const headers = await world.server.operator();
  return world.server.fetch(`/v1/sites/acme/knowledge/figures${query}`, { headers });
};
const told = async (query) => (await figures(query)).json();
const ask = async (question) => {
  const answer = await world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  return (await answer.json()).answer.kind;
};

test('what_comes_of_questions_is_counted_once_each_and_kept', async () => {
  assert.deepEqual(await told(), {
    days: 30,
    questions: { answered: 0, choices: 0, unknown: 0, diagnosed: 0 },
    helpful: 0,
    unhelpful: 0,
  });
  const asked = { found: 0, choices: 0, unknown: 0 };
  for (const question of ['怎么申请退货？', '多少钱包邮？', '下单后多久发货？', '月亮离我们有多远', '量子力学是谁发明的', '退']) {
    asked[await ask(question)] += 1;
  }
  assert.ok(asked.found >= 3 && asked.unknown >= 1, JSON.stringify(asked));
  // Looking, and trying, is not asking.
  await world.server.fetch('/v1/sites/acme/search', { body: { query: '退货', top: 3 } });
  const conversation = await Conversation.start(world.server);
  await conversation.say('怎么申请退货？');
  const { after } = await conversation.until('answered');
  const answer = [...conversation.entries.values()].find(({ fact }) => fact.fact === 'answered').seq;
  await conversation.press({ kind: 'help', answer, helpful: true });
  asked.found += 1;
  const expect = {
    days: 7,
    questions: { answered: asked.found, choices: asked.choices, unknown: asked.unknown, diagnosed: 0 },
    helpful: 1,
    unhelpful: 0,
  };
  await eventually(async () => assert.deepEqual(await told('?days=7'), expect));
  assert.ok(after !== undefined);

  const { articles } = await (
    await world.server.fetch('/v1/sites/acme/knowledge/articles', { headers: await world.server.operator() })
  ).json();
  const { service } = articles.find(({ id }) => id === 'return-how');
  assert.ok(service.shown >= service.hits && service.hits >= 2 && service.helpful === 1, JSON.stringify(service));

  await world.server.killAndRestart();
  assert.deepEqual(await told('?days=7'), expect, 'they were written down');
  assert.deepEqual(await told('?days=1'), { ...expect, days: 1 });
  await world.server.kill();
  const [days] = await world.server.sql('Library', 'acme', ['SELECT day FROM days']);
  await world.server.restart();
  assert.deepEqual(days, [[Math.floor((Date.now() + OFFSET * 60_000) / DAY)]]);
});

test('only_days_that_there_are_can_be_asked_for_and_only_by_the_shop', async () => {
  for (const [query, status] of [['?days=0', 422], ['?days=367', 422], ['?days=x', 400], ['?weeks=1', 400], ['?days=366', 200]]) {
    assert.equal((await figures(query)).status, status, query);
  }
  assert.equal((await world.server.fetch('/v1/sites/acme/knowledge/figures')).status, 401);
});
