// However many were promised an answer, and whatever became of their conversations: whoever wants a
// person now is heard, offered and told.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({ browser: false, env: { ADDRESS_HEADER: 'X-Real-IP' } });

const DESK = ['Desk', 'acme'];
const id = () => randomBytes(16).toString('hex');
const letter = (conversation) => [
  'INSERT INTO outbox (recipient, body) VALUES (?, ?)',
  `acme/${conversation}`,
  JSON.stringify({ wait: 3, news: { news: 'unserved', cause: 'queue_full' } }),
];

/** Does work on the disk while the server is down. Returns the rows of each. */
async function down(...work) {
  await world.server.kill();
  const read = [];
  for (const each of work) read.push(await world.server.sql(...each));
  await world.server.restart();
  return read;
}

/** Somebody wants a person, and has one. */
async function isServed(clerk) {
  const conversation = await Conversation.start(world.server);
  await conversation.press({ kind: 'human' });
  await clerk.take(conversation.started.conversation);
  await conversation.until('assigned');
  return conversation;
}

test('a_desk_of_an_older_server_with_more_than_one_row_can_hold_is_whole_again', async () => {
  const now = Date.now();
  const wait = (words) => ({
    wait: 3,
    handoff: { rule: { rule: 'asked', times: 2, words }, skill: 'orders', priority: 'normal' },
    since: now,
    unoffered_since: now,
    overflow: false,
    tried: [],
    stage: 'ticketed',
    digest: { words: '', anger: 0 },
  });
  const waits = Array.from({ length: 900 }, () => [id(), wait('长'.repeat(620))]);
  const desk = JSON.stringify({ clock: now, waits: Object.fromEntries(waits), agents: {}, closed: {} });
  assert.ok(Buffer.byteLength(desk) > 1_900_000 && Buffer.byteLength(desk) < 2_100_000);
  const changes = Array.from({ length: 127 }, id).flatMap((conversation) => {
    const { handoff, digest } = wait('长'.repeat(2_000));
    const enqueued = { change: 'enqueued', conversation, wait: 3, handoff, digest };
    return [enqueued, { change: 'ticketed', conversation }];
  });
  changes.push({ change: 'came', agent: 'zhao' });
  await Conversation.start(world.server).then((first) => first.press({ kind: 'human' }));
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  lin.desk.close();
  await down([
    ...DESK,
    ['DROP TABLE IF EXISTS site'],
    ['DROP TABLE IF EXISTS chunks'],
    ['DROP TABLE IF EXISTS snapshot'],
    ['DROP INDEX IF EXISTS outbox_by_recipient'],
    ['CREATE TABLE snapshot (site TEXT NOT NULL, desk TEXT NOT NULL)'],
    ['INSERT INTO snapshot (site, desk) VALUES (?, ?)', 'acme', desk],
    ['DELETE FROM log'],
    ...changes.map((change) => ['INSERT INTO log (record) VALUES (?)', JSON.stringify({ at: now, change })]),
    ['UPDATE schema SET version = 1'],
  ]);

  await lin.sitDown();
  const served = await isServed(lin);
  const shown = lin.desk.frames.findLast(({ type }) => type === 'desk');
  const tickets = shown.rows.filter(({ stage }) => stage.stage === 'ticketed').length;
  assert.equal(tickets, 100);
  assert.equal(shown.more_tickets, 927);
  lin.desk.close();

  const [[[[version]], [[log]], [[longest, rows]]]] = await down([
    ...DESK,
    ['SELECT version FROM schema'],
    ['SELECT count(*) FROM log'],
    ['SELECT max(length(desk)), count(*) FROM chunks'],
  ]);
  assert.equal(version, 2);
  assert.ok(log < 256 && longest <= 262_144 && rows > 1, `${log} records, ${rows} of ${longest}`);
  await lin.sitDown();
  await eventually(() => lin.row(served.started.conversation)?.stage.stage === 'assigned');
  lin.desk.close();
});

test('rooms_that_are_gone_or_cannot_be_told_hold_up_nobody', async () => {
  const start = (address) =>
    world.server.fetch('/v1/sites/acme/conversations', {
      body: { locale: 'zh-CN' },
      headers: { 'x-real-ip': address },
    });
  const begun = await Promise.all(Array.from({ length: 66 }, (_, n) => start(`198.51.100.${n}`)));
  const deaf = [];
  for (const answer of begun) {
    assert.equal(answer.status, 201);
    deaf.push((await answer.json()).conversation);
  }
  const rooms = ['Room', deaf.map((room) => `acme/${room}`)];
  const gone = Array.from({ length: 66 }, id);
  await down(
    [...rooms, ['UPDATE schema SET version = 99']],
    [...DESK, ['DELETE FROM outbox'], ...[...deaf, ...gone].map(letter)],
  );

  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const served = await isServed(lin);
  await eventually(async () => (await served.facts()).some(({ fact }) => fact === 'assigned'));
  lin.desk.close();

  const [[left]] = await down(
    [...DESK, ['SELECT recipient FROM outbox ORDER BY id']],
    [...rooms, ['UPDATE schema SET version = 1']],
  );
  const waiting = left.map(([room]) => room.replace('acme/', ''));
  assert.deepEqual(waiting, deaf, 'who can be told later is told later; who is gone is forgotten');

  // Something wakes the desk, and it finds them again.
  await isServed(await lin.sitDown());
  lin.desk.close();
  const isEmpty = async () => {
    const [[[[letters]]]] = await down([...DESK, ['SELECT count(*) FROM outbox']]);
    return letters === 0;
  };
  await eventually(isEmpty, { within: 40_000, every: 2_000 });
});
