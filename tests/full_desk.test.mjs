// However many were promised an answer: whoever wants a person now is heard and offered.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({ browser: false });

const DESK = ['Desk', 'acme'];
const id = () => randomBytes(16).toString('hex');

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
