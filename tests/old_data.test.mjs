// What is on the disk may be older than the server, or newer: what is older is read, what is newer is
// left as it is until a server comes that knows it.

import assert from 'node:assert/strict';

import { Conversation, claims, clientId, eventually, sign, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({ browser: false });

const post = (path, body) => world.server.fetch(`/v1/sites/acme${path}`, { body });
const down = async (...work) => {
  await world.server.kill();
  const rows = [];
  for (const [kind, name, ...statements] of work) {
    rows.push(await world.server.sql(kind, name, ...statements));
  }
  await world.server.restart();
  return rows;
};
const newer = [['UPDATE schema SET version = 99']];
const SHOWN = 'SELECT content FROM spans JOIN versions USING (article, version) WHERE until_publication IS NULL';
// What a library of today has and one of schemas 1 and 2 had not.
const SINCE_THEN = [
  'versions', 'publications', 'spans', 'heads', 'services', 'misses', 'imports', 'staged', 'marked', 'left_out',
];
const known = (version) => [['UPDATE schema SET version = ?', version]];

async function unavailable(answer, what) {
  const problem = await answer.json();
  assert.equal(answer.status, 503, `${what}: ${JSON.stringify(problem)}`);
  assert.equal(problem.code, 'unavailable');
  assert.match(problem.detail, /newer version/);
}

test('the_articles_of_an_older_server_are_found', async () => {
  const articles = [
    { id: 'old', title: '保温杯怎么清洗', body: '用温水和小苏打浸泡十分钟。' },
    { id: 'none', title: '长'.repeat(301), body: '今天的上限容不下它。' },
  ];
  await down([
    'Library',
    'acme',
    ...SINCE_THEN.map((table) => [`DROP TABLE ${table}`]),
    ['CREATE TABLE shelf (site TEXT NOT NULL)'],
    ['CREATE TABLE chunks (id INTEGER PRIMARY KEY, articles TEXT NOT NULL)'],
    ['INSERT INTO chunks (articles) VALUES (?)', JSON.stringify(articles)],
    ['UPDATE schema SET version = 1'],
  ]);
  const found = await post('/search', { query: '保温杯清洗', top: 3 });
  assert.equal(found.status, 200);
  assert.deepEqual((await found.json()).hits.map(({ article }) => article), ['old']);
  const answered = await (await post('/answer', { question: '保温杯怎么清洗' })).json();
  assert.equal(answered.answered, true);
  const conversation = await Conversation.start(world.server);
  await conversation.say('保温杯怎么清洗');
  const { answer } = await conversation.until('answered');
  assert.match(JSON.stringify(answer), /小苏打/);
  assert.equal((await world.server.fetch('/v1/sites/acme/profile')).status, 200);

  const line = JSON.stringify({ id: 'new', title: '保温杯漏水', body: '换一个密封圈。' });
  assert.ok((await world.server.publish('acme', line)).ok, 'and can be published over');
  const [[[[version]], tables, versions, [[leftOut]]]] = await down([
    'Library',
    'acme',
    ['SELECT version FROM schema'],
    ["SELECT name FROM sqlite_master WHERE name IN ('shelf', 'chunks')"],
    ['SELECT article, version, by FROM versions ORDER BY article'],
    ['SELECT content FROM left_out'],
  ]);
  assert.deepEqual([version, tables], [3, []]);
  assert.deepEqual(versions, [['new', 1, '"operator"'], ['old', 1, '"server"']]);
  assert.equal(JSON.parse(leftOut).id, 'none', 'nothing is thrown away');
  const hits = (await (await post('/search', { query: '保温杯', top: 3 })).json()).hits;
  assert.deepEqual(hits.map(({ article }) => article), ['new']);
});

test('a_library_of_a_newer_server_is_not_read_and_not_written_over', async () => {
  await down(['Library', 'acme', ...newer]);
  await unavailable(await post('/search', { query: '保温杯' }), 'search');
  await unavailable(await post('/answer', { question: '保温杯' }), 'answer');
  const line = JSON.stringify({ id: 'late', title: '标题', body: '正文' });
  await unavailable(await world.server.publish('acme', line), 'publish');
  assert.equal((await world.server.fetch('/v1/sites/acme/profile')).status, 200);
  const [[[[content]]]] = await down(['Library', 'acme', [SHOWN], ...known(3)]);
  assert.match(content, /密封圈/);
  assert.equal((await post('/search', { query: '保温杯' })).status, 200);
});

test('a_conversation_of_a_newer_server_waits_for_it_unharmed', async () => {
  const conversation = await Conversation.start(world.server);
  const id = await conversation.say('这句话很重要');
  const room = ['Room', `acme/${conversation.started.conversation}`];
  const [[[[entries]]]] = await down([...room, ['SELECT count(*) FROM entries'], ...newer]);
  await unavailable(await conversation.fetch(''), 'read');
  const body = { client_id: clientId(), text: '还在吗' };
  await unavailable(await conversation.fetch('/messages', { body }), 'write');
  assert.ok(await Conversation.start(world.server), 'others go on');
  const [[[[after]]]] = await down([...room, ['SELECT count(*) FROM entries'], ...known(1)]);
  assert.equal(after, entries);
  conversation.entries.clear();
  assert.ok((await conversation.facts()).some((fact) => fact.client_id === id));
  await conversation.say('又见面了');
});

test('a_desk_of_a_newer_server_hears_of_everyone_once_it_is_known', async () => {
  const earlier = await Conversation.start(world.server);
  await earlier.press({ kind: 'human' });
  await earlier.until('handoff_requested');
  await down(['Desk', 'acme', ...newer]);
  const later = await Conversation.start(world.server);
  await later.press({ kind: 'human' });
  await later.until('handoff_requested');
  const lin = await Clerk.signIn(world.server, 'lin');
  const { status, problem } = await lin.line('/desk/socket');
  assert.deepEqual([status, problem.code], [503, 'unavailable']);
  await down(['Desk', 'acme', ...known(2)]);
  await lin.sitDown();
  for (const { started } of [earlier, later]) {
    await eventually(() => lin.row(started.conversation) !== undefined, { within: 30_000 });
  }
  lin.desk.close();
});

test('tokens_that_a_newer_server_has_counted_let_nobody_in_and_keep_nobody_out', async () => {
  const begin = (token) =>
    world.server.fetch('/v1/sites/acme/conversations', {
      body: { locale: 'zh-CN' },
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  assert.equal((await begin(sign(claims({ jti: 'a' })))).status, 201);
  await down(['Meter', 'acme', ...newer]);
  const refused = await begin(sign(claims({ jti: 'b' })));
  assert.deepEqual([refused.status, (await refused.json()).code], [401, 'bad_token']);
  assert.equal((await begin()).status, 201, 'a visitor without a name is a visitor');
  await down(['Meter', 'acme', ...known(1)]);
  assert.equal((await begin(sign(claims({ jti: 'a' })))).status, 401);
  assert.equal((await begin(sign(claims({ jti: 'b' })))).status, 201);
});
