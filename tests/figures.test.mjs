// How the articles serve as a whole: each question is counted once, by what came of it.

import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
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

const post = async (path, body) => {
  const headers = await world.server.operator();
  const answer = await world.server.fetch(`/v1/sites/acme/${path}`, { headers, body });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
};
const misses = async () => {
  const headers = await world.server.operator();
  return (await (await world.server.fetch('/v1/sites/acme/knowledge/misses', { headers })).json()).groups;
};
const since = async (before) => {
  const { questions, helpful, unhelpful } = await told();
  const more = Object.entries(questions).map(([name, count]) => [name, count - before.questions[name]]);
  return { ...Object.fromEntries(more), helpful: helpful - before.helpful, unhelpful: unhelpful - before.unhelpful };
};
const none = { answered: 0, choices: 0, unknown: 0, diagnosed: 0, helpful: 0, unhelpful: 0 };

test('what_says_nothing_is_no_question_and_missed_by_nobody', async () => {
  const before = await told();
  for (const nothing of ['你好', '在吗？', '？', '嗯嗯', '好的谢谢']) await ask(nothing);
  const kind = await ask('天王星上有没有雪');
  assert.notEqual(kind, 'found');
  await eventually(async () => assert.deepEqual(await since(before), { ...none, [kind]: 1 }));
  const missed = (await misses()).flatMap(({ question, like }) => [question, ...like]);
  assert.ok(missed.includes('天王星上有没有雪'));
  assert.ok(!missed.some((question) => ['你好', '在吗？', '？', '嗯嗯', '好的谢谢'].includes(question)), `${missed}`);
});

test('a_tap_on_what_was_offered_belongs_to_the_question_before', async () => {
  const titles = ['退款多久到账？', '退款怎么申请？', '退款退到哪里？'];
  const articles = titles.map((title, at) => ({ id: `refund-${at}`, title, body: `请看第 ${at + 1} 条。` }));
  const published = await world.server.publish('acme', articles.map((it) => JSON.stringify(it)).join('\n'));
  assert.equal(published.status, 200);
  // Trying is not asking: which question is too short to answer?
  let question;
  for (const tried of ['退款', '退款的事', '关于退款', '款']) {
    const { answered } = await post('knowledge/try', { question: tried });
    if (answered.answer.kind === 'choices') question ??= tried;
  }
  assert.ok(question, 'one of them gets a choice');
  const before = await told();
  const conversation = await Conversation.start(world.server);
  await conversation.say(question);
  const { answer } = await conversation.until('answered', ({ answer }) => answer.kind === 'choices');
  await eventually(async () => assert.deepEqual(await since(before), { ...none, choices: 1 }));
  const isMissed = async () => (await misses()).some((miss) => [miss.question, ...miss.like].includes(question));
  assert.ok(await isMissed());
  await conversation.say(answer.titles[0]);
  await conversation.until('answered', ({ answer }) => answer.kind === 'found');
  await eventually(async () => assert.equal(await isMissed(), false));
  assert.deepEqual(await since(before), { ...none, choices: 1 }, 'one question was asked');
});

test('a_diagnosis_counts_once_and_so_does_what_is_said_of_it', async () => {
  const graph = await readFile(new URL('../www/demo/graph.jsonl', import.meta.url), 'utf8');
  const headers = { ...(await world.server.operator()), 'content-type': 'application/jsonl' };
  const replaced = await world.server.fetch('/v1/sites/acme/graph', { method: 'PUT', headers, body: graph });
  assert.equal(replaced.status, 200);
  const before = await told();
  const question = '冰箱显示 E4 不制冷怎么办';
  const conversation = await Conversation.start(world.server);
  await conversation.say(question);
  await conversation.until('answered', ({ answer }) => answer.kind === 'choices');
  await conversation.say('听不到风扇转');
  await conversation.until('answered', ({ answer }) => answer.quotes?.[0].article.startsWith('graph:'));
  await eventually(async () => assert.deepEqual(await since(before), { ...none, diagnosed: 1 }));
  const found = [...conversation.entries.values()].find(({ fact }) => fact.answer?.kind === 'found');
  await conversation.press({ kind: 'help', answer: found.seq, helpful: false });
  await eventually(async () => assert.deepEqual(await since(before), { ...none, diagnosed: 1, unhelpful: 1 }));
  const missed = (await misses()).find((miss) => miss.question === question);
  assert.equal(missed?.kind, 'unhelpful', 'the question is told with which it began');
  await conversation.press({ kind: 'help', answer: found.seq, helpful: true });
  await eventually(async () => assert.deepEqual(await since(before), { ...none, diagnosed: 1, helpful: 1 }));
  assert.ok(!(await misses()).some((miss) => miss.question === question));
});
