// A site may put an encoder elsewhere beside ours: it helps once it has read all that is published, is
// told nothing personal, and whatever becomes of it, visitors are answered.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after } from 'node:test';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { DIMENSIONS, Encoder, MOODS } from './harness/encoder.mjs';

const KEY = 'sk-for-the-tests-only';
let encoder;

const world = useWorld({
  browser: false,
  ownSites: true,
  configure: async (sites) => {
    encoder = await Encoder.start();
    const lines = [
      '[encoder]',
      `url = "${encoder.url}"`,
      'model = "words"',
      `dimensions = ${DIMENSIONS}`,
      `key = "${KEY}"`,
      'deadline_ms = 2000',
      'batch = 2',
      'share = 80',
      'question_prefix = "问："',
      'passage_prefix = "文："',
    ];
    await appendFile(join(sites, 'acme.toml'), `\n${lines.join('\n')}\n`);
  },
});
after(() => encoder.close());

const ARTICLES = [
  { id: 'return', title: '怎么申请退货？', body: '在订单页点申请售后。' },
  { id: 'fee', title: '多少钱包邮？', body: '满 59 元。', phrasings: ['邮费怎么算'] },
  { id: 'time', title: '多久发货？', body: '当天。' },
];
const publish = async (articles = ARTICLES) => {
  const answer = await world.server.publish('acme', articles.map((it) => JSON.stringify(it)).join('\n'));
  assert.equal(answer.status, 200);
};
const figures = async () => {
  const answer = await world.server.fetch('/v1/sites/acme/knowledge/figures', {
    headers: await world.server.operator(),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).encoder;
};
const isHelped = () => eventually(async () => (await figures()).in_use, { within: 30_000 });
const publishWhereAllIsWell = async () => {
  encoder.mood = MOODS.good;
  await publish();
  await isHelped();
};
const search = async (query) => {
  const answer = await world.server.fetch('/v1/sites/acme/search', { body: { query, top: 3 } });
  assert.equal(answer.status, 200);
  return (await answer.json()).hits.map(({ article }) => article);
};
// What shares nothing with an article but what the service knows, each time in words of its own.
let asked = 0;
const riddle = (word) => `${word}的尽头在哪${'呀'.repeat(++asked)}`;

test('what_is_published_is_there_at_once_and_is_helped_once_all_of_it_is_embedded', async () => {
  await publishWhereAllIsWell();
  // Others take their place, and only the first batch is answered.
  encoder.requests = [];
  const held = [];
  encoder.mood = (body, response) =>
    encoder.requests.length === 1 ? MOODS.good(body, response) : held.push(() => MOODS.good(body, response));
  const news = ARTICLES.map((it) => ({ ...it, body: `${it.body}请看这里。` }));
  await publish(news);
  assert.equal((await search('怎么申请退货'))[0], 'return');
  await eventually(() => held.length === 1);
  const { in_use, waiting } = await figures();
  assert.deepEqual([in_use, waiting], [false, 1], 'half of the vectors are none');
  await search(riddle('森林'));
  const questions = encoder.texts.filter((text) => text.startsWith('问：'));
  assert.deepEqual(questions, [], 'nobody asks what cannot be compared');
  encoder.mood = MOODS.good;
  held.forEach((answer) => answer());
  await isHelped();
  assert.equal((await search(riddle('宇宙')))[0], 'return');
  assert.equal((await search(riddle('大海')))[0], 'fee');
  assert.equal((await search(riddle('森林')))[0], 'time');

  const passages = encoder.requests.filter(({ body }) => body.input[0].startsWith('文：'));
  // The phrasing was known already.
  assert.deepEqual(passages.flatMap(({ body }) => body.input).sort(), news.map((it) => `文：${it.title}\n${it.body}`).sort());
  for (const { body, authorization } of encoder.requests) {
    assert.equal(authorization, `Bearer ${KEY}`);
    assert.equal(body.model, 'words');
    assert.ok(body.input.length <= 2);
  }
});

test('what_was_embedded_is_kept_over_a_crash', async () => {
  await publishWhereAllIsWell();
  await world.server.killAndRestart();
  encoder.requests = [];
  assert.equal((await search(riddle('宇宙')))[0], 'return');
  assert.ok((await figures()).in_use);
  assert.equal(encoder.texts.filter((text) => text.startsWith('文：')).length, 0);
});

test('what_nothing_needs_any_more_is_forgotten_and_nothing_else', async () => {
  await publishWhereAllIsWell();
  await world.server.kill();
  const count = ['SELECT count(*) FROM vectors'];
  const [[[needed]]] = await world.server.sql('Library', 'acme', count, [
    'WITH RECURSIVE old (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM old WHERE n < 1200) ' +
      "INSERT INTO vectors (key, vector) SELECT printf('%032x', n), zeroblob(?) FROM old",
    DIMENSIONS,
  ]);
  await world.server.restart();
  encoder.requests = [];
  assert.equal((await search(riddle('宇宙')))[0], 'return');
  assert.ok((await figures()).in_use);
  assert.equal(encoder.texts.filter((text) => text.startsWith('文：')).length, 0);
  await world.server.kill();
  const [[[left]]] = await world.server.sql('Library', 'acme', count);
  await world.server.restart();
  assert.equal(left, needed);
});

test('a_service_that_fails_while_articles_are_published_is_asked_again', async () => {
  encoder.mood = MOODS.broken;
  await publish(ARTICLES.map((it) => ({ ...it, body: `${it.body}再看一遍。` })));
  const trouble = await eventually(async () => (await figures()).trouble ?? false);
  assert.match(trouble.detail, /status 500/);
  assert.equal((await figures()).in_use, false);
  assert.equal((await search('怎么申请退货'))[0], 'return');
  encoder.mood = MOODS.good;
  await isHelped();
  assert.equal((await search(riddle('宇宙')))[0], 'return');
});

test('a_passage_that_the_service_will_not_have_keeps_the_others_from_nothing', async () => {
  encoder.mood = MOODS.narrow;
  encoder.requests = [];
  await publish([{ id: 'long', title: '安装说明太长怎么办？', body: '慢慢看。' }, ...ARTICLES.map((it) => ({ ...it, body: `${it.body}又一版。` }))]);
  await isHelped();
  assert.match((await figures()).trouble.detail, /a passage of long is left out: it answered with status 413/);
  assert.equal((await search(riddle('宇宙')))[0], 'return');
  assert.equal((await search('安装说明太长怎么办'))[0], 'long', 'our own encoder and its words still find it');
  await world.server.killAndRestart();
  encoder.requests = [];
  assert.equal((await search(riddle('大海')))[0], 'fee');
  assert.equal(encoder.texts.filter((text) => text.startsWith('文：')).length, 0, 'it is not asked for again');

  // A day later it is, and until then nobody goes without the others.
  await world.server.kill();
  const refused = ['SELECT count(*) FROM vectors WHERE length(vector) < 8'];
  const a_day_ago = (Date.now() - 86_400_000).toString(16).padStart(12, '0');
  const [[[were]]] = await world.server.sql('Library', 'acme', refused, [
    `UPDATE vectors SET vector = x'${a_day_ago}' WHERE length(vector) < 8`,
  ]);
  assert.equal(were, 1);
  await world.server.restart();
  encoder.requests = [];
  encoder.mood = MOODS.silent;
  await search('怎么申请退货');
  await eventually(() => encoder.texts.some((text) => text.includes('太长')));
  assert.equal((await figures()).in_use, true);
  encoder.mood = MOODS.good;
  await world.server.killAndRestart();
  await eventually(async () => {
    await search('怎么申请退货');
    return (await figures()).waiting === 0;
  });
  await world.server.kill();
  const [[[are]]] = await world.server.sql('Library', 'acme', refused);
  await world.server.restart();
  assert.equal(are, 0);
});

test('a_service_that_takes_nothing_is_asked_again_and_no_passage_is_given_up', async () => {
  await publishWhereAllIsWell();
  encoder.requests = [];
  encoder.mood = (_, response) => {
    response.writeHead(400);
    response.end();
  };
  // The others are known from a better day.
  const [first, ...others] = ARTICLES;
  await publish([{ ...first, body: `${first.body}第三版。` }, ...others]);
  // Refused twice, and no other one is taken either.
  await eventually(() => encoder.texts.includes('文：您好'), { within: 30_000 });
  assert.equal(encoder.texts.filter((text) => text.includes('第三版')).length, 2);
  const { in_use, waiting, trouble } = await figures();
  assert.deepEqual([in_use, waiting], [false, 1]);
  assert.match(trouble.detail, /passages were not embedded: it answered with status 400/);
  encoder.mood = MOODS.good;
  await eventually(async () => (await figures()).in_use, { within: 60_000 });
  assert.equal((await search(riddle('宇宙')))[0], 'return');
});

test('a_nudge_without_words_silences_nobody', async () => {
  await publishWhereAllIsWell();
  const { helped } = await figures();
  const conversation = await Conversation.start(world.server);
  const answers = (id) => conversation.until('answered', ({ answer }) => answer.quotes?.[0].article === id);
  await conversation.say('怎么申请退货');
  await answers('return');
  await conversation.say('？？');
  await conversation.say('多久发货');
  await answers('time');
  assert.equal((await figures()).helped, helped + 2);
});

test('vectors_of_another_size_are_forgotten', async () => {
  await publishWhereAllIsWell();
  await world.server.kill();
  const count = ['SELECT count(*) FROM vectors'];
  const [[[needed]]] = await world.server.sql('Library', 'acme', count, [
    "INSERT INTO vectors (key, vector) VALUES (printf('%032x', 1), zeroblob(?))",
    DIMENSIONS * 2,
  ]);
  await world.server.restart();
  assert.equal((await search(riddle('宇宙')))[0], 'return');
  await world.server.kill();
  const [[[left]]] = await world.server.sql('Library', 'acme', count);
  await world.server.restart();
  assert.equal(left, needed);
});

test('whatever_becomes_of_the_service_the_question_is_answered', async () => {
  await publishWhereAllIsWell();
  const ways = [
    ['silent', 'late'],
    ['halting', 'late'],
    ['broken', 'failed'],
    ['gone', 'failed'],
    ['garbage', 'unusable'],
    ['wide', 'unusable'],
    ['few', 'unusable'],
    ['nowhere', 'unusable'],
  ];
  const before = (await figures()).fell_back;
  for (const [mood, counted] of ways) {
    const { fell_back } = await figures();
    encoder.mood = MOODS[mood];
    const answered = await world.server.fetch('/v1/sites/acme/answer', { body: { question: `怎么申请退货${'？'.repeat(++asked)}` } });
    assert.equal(answered.status, 200, mood);
    assert.equal((await answered.json()).answer.quotes[0].article, 'return', mood);
    const then = (await figures()).fell_back;
    assert.equal(then[counted], fell_back[counted] + 1, mood);
    // In between it works: of failures in a row there are none.
    encoder.mood = MOODS.good;
    assert.equal((await search(riddle('大海')))[0], 'fee', mood);
  }
  const after = (await figures()).fell_back;
  assert.deepEqual(
    [after.late - before.late, after.failed - before.failed, after.unusable - before.unusable, after.resting - before.resting],
    [2, 2, 4, 0],
  );
});

test('what_the_graph_answers_is_sent_to_nobody_and_one_that_comes_meanwhile_is_heard', async () => {
  await publishWhereAllIsWell();
  const headers = { ...(await world.server.operator()), 'content-type': 'application/jsonl' };
  const rows = [
    { kind: 'symptom', id: 'dark', name: '台灯不亮' },
    { kind: 'cause', id: 'bulb', name: '灯泡坏了' },
    { from: 'dark', verb: 'due_to', to: 'bulb', likelihood: 90 },
  ];
  const body = rows.map((row) => JSON.stringify(row)).join('\n');
  const replace = (body) => world.server.fetch('/v1/sites/acme/graph', { method: 'PUT', headers, body });
  const ask = async (question) => {
    const { answer } = await (await world.server.fetch('/v1/sites/acme/answer', { body: { question } })).json();
    return answer.quotes?.[0].article;
  };
  assert.equal(await ask('台灯不亮'), undefined);
  encoder.mood = async (asked, response) => {
    assert.equal((await replace(body)).status, 200);
    MOODS.good(asked, response);
  };
  assert.equal(await ask('台灯不亮了'), 'graph:bulb');
  encoder.mood = MOODS.good;
  encoder.requests = [];
  assert.equal(await ask('我的台灯不亮'), 'graph:bulb');
  assert.equal(encoder.requests.length, 0);
  assert.equal((await replace('')).status, 200);
});

test('what_was_missed_is_asked_about_as_a_visitor_would_be_answered', async () => {
  await publishWhereAllIsWell();
  const headers = await world.server.operator();
  const ask = (question) => world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  const listed = async () => {
    const answer = await world.server.fetch('/v1/sites/acme/knowledge/misses', { headers });
    assert.equal(answer.status, 200);
    return (await answer.json()).groups.flatMap(({ question, like }) => [question, ...like]);
  };
  const question = riddle('沙漠里的大海');
  encoder.mood = MOODS.broken;
  await ask(question);
  encoder.mood = MOODS.good;
  encoder.requests = [];
  const missed = await listed();
  assert.ok(encoder.texts.includes(`问：${question}`), 'it is heard');
  assert.ok(encoder.requests.every(({ body }) => body.input.length <= 2), 'in batches');
  encoder.requests = [];
  await listed();
  assert.deepEqual(encoder.requests, [], 'once');
  // Both say the same of it, whichever that is.
  const tried = await world.server.fetch('/v1/sites/acme/knowledge/try', { headers, body: { question } });
  assert.equal(missed.includes(question), (await tried.json()).answered.answer.kind !== 'found');
  // Where it is silent, the list is there all the same, and no visitor is the worse for it.
  await world.server.killAndRestart();
  encoder.mood = MOODS.silent;
  assert.ok((await listed()).length > 0);
  encoder.mood = MOODS.good;
  assert.deepEqual((await figures()).fell_back, { late: 0, failed: 0, unusable: 0, resting: 0 });
});

test('no_redirect_is_followed', async () => {
  const elsewhere = await Encoder.start();
  encoder.mood = (_, response) => {
    response.writeHead(307, { location: elsewhere.url });
    response.end();
  };
  const { fell_back } = await figures();
  assert.ok((await search(riddle('宇宙'))).length > 0);
  assert.equal((await figures()).fell_back.failed, fell_back.failed + 1);
  assert.equal(elsewhere.requests.length, 0, 'key and question went where nobody configured');
  await elsewhere.close();
  encoder.mood = MOODS.good;
  assert.equal((await search(riddle('宇宙')))[0], 'return');
});

test('what_is_sent_is_masked_and_a_question_is_sent_once', async () => {
  encoder.mood = MOODS.good;
  await isHelped();
  encoder.requests = [];
  const secrets = ['13812345678', '11010519491231002X', '6222020200112233446'];
  const [phone, id, card] = secrets;
  const question = `手机${phone}身份证${id}卡号${card}，宇宙的尽头能退吗`;
  await world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  const conversation = await Conversation.start(world.server);
  await conversation.say(`我的手机是${phone}，怎么申请退货`);
  await conversation.until('answered');
  const told = encoder.texts.join('\n');
  assert.match(told, /宇宙的尽头能退吗/);
  assert.match(told, /怎么申请退货/);
  for (const secret of secrets) assert.ok(!told.includes(secret), told);
  const { length } = encoder.requests;
  await world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  assert.equal(encoder.requests.length, length);
});

test('no_page_learns_of_the_service', async () => {
  const profile = await (await world.server.fetch('/v1/sites/acme/profile')).text();
  assert.match(profile, /渡口小铺/);
  for (const word of [KEY, encoder.url, 'encoder', 'dimensions']) assert.ok(!profile.includes(word), word);
  assert.equal((await world.server.fetch('/v1/sites/acme/knowledge/figures')).status, 401);
});

test('a_service_that_fails_three_times_in_a_row_is_left_alone', async () => {
  encoder.mood = MOODS.broken;
  encoder.requests = [];
  const { fell_back } = await figures();
  for (let turn = 0; turn < 5; turn += 1) assert.ok((await search(riddle('宇宙'))).length > 0);
  assert.equal(encoder.requests.length, 3);
  const then = (await figures()).fell_back;
  assert.deepEqual([then.failed - fell_back.failed, then.resting - fell_back.resting], [3, 2]);
});
