// A disk that refuses: what could not be stored has not happened. Nobody has seen it, nothing of the same
// turn is left, what comes next takes its place, and the same may come again.

import assert from 'node:assert/strict';

import { Conversation, clientId, eventually, open, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({ browser: false });

test('what_a_room_could_not_store_was_not_said', async () => {
  const conversation = await begun();
  await refusing(room(conversation), 'entries', "NEW.fact LIKE '%写不下%'");
  const { conversation: id, token } = conversation.started;
  const path = `/v1/sites/acme/conversations/${id}/socket`;
  const page = await open(world.server, path, { protocols: ['dukou.v1', `session.${token}`] });
  page.send({ type: 'resume' });
  await eventually(() => page.frames.some(({ type }) => type === 'current'));

  const again = clientId();
  await isInternal(conversation.fetch('/frames', { body: { type: 'say', client_id: again, text: '写不下一' } }));
  const named = clientId();
  page.send({ type: 'say', client_id: named, text: '写不下二' });
  await eventually(() => page.frames.some(({ type, client_id }) => type === 'refused' && client_id === named));
  assert.equal(page.frames.find(({ type }) => type === 'refused').code, 'unavailable', 'it may come again');

  await conversation.say('写得下');
  await eventually(() => page.entries.some(({ fact }) => fact.text === '写得下'));
  const places = page.entries.map(({ seq }) => seq);
  assert.deepEqual(places, places.map((_, index) => index), 'it has the place of what was refused');
  await conversation.facts();
  assert.doesNotMatch(JSON.stringify([page.frames, [...conversation.entries]]), /写不下/);
  page.close();

  await taking(room(conversation));
  await conversation.say('写不下一', again);
  const said = (await conversation.facts()).filter(({ client_id }) => client_id === again);
  assert.equal(said.length, 1);
});

test('what_a_room_could_not_promise_the_desk_was_not_asked', async () => {
  const conversation = await begun();
  await refusing(room(conversation), 'outbox', 'TRUE');
  const body = { type: 'press', client_id: clientId(), button: { kind: 'human' } };
  await isInternal(conversation.fetch('/frames', { body }));
  await conversation.say('还在吗');
  const asked = async () => (await conversation.facts()).filter(({ fact }) => fact === 'handoff_requested').length;
  assert.equal(await asked(), 0);
  await taking(room(conversation));
  conversation.entries.clear();
  assert.equal(await asked(), 0, 'nor is it on the disk');
  await conversation.send(body);
  assert.equal(await asked(), 1);
});

test('what_the_desk_could_not_store_nobody_has_taken', async () => {
  for (const [table, when] of [
    ['log', `NEW.record LIKE '%"assigned"%'`],
    ['outbox', `NEW.body LIKE '%"assigned"%'`],
  ]) {
    const conversation = await begun();
    const lin = await Clerk.signIn(world.server, 'lin');
    await lin.sitDown();
    await conversation.press({ kind: 'human' });
    const { conversation: id } = conversation.started;
    await eventually(() => lin.row(id) !== undefined);
    await refusing(desk, table, when);

    const refused = (await lin.sitDown()).desk;
    await eventually(() => lin.row(id) !== undefined);
    refused.send({ type: 'take', conversation: id });
    await eventually(() => refused.closed === 1011);
    assert.doesNotMatch(stages(refused, id), /assigned/);
    // The next turn shows what did happen.
    await lin.sitDown();
    lin.desk.send({ type: 'available', available: false });
    await eventually(() => lin.desk.frames.at(-1)?.available === false);
    assert.doesNotMatch(stages(lin.desk, id), /assigned/, table);

    await taking(desk);
    await lin.sitDown();
    await eventually(() => lin.row(id) !== undefined);
    assert.doesNotMatch(stages(lin.desk, id), /assigned/, 'nor is it on the disk');
    await lin.take(id);
    await conversation.until('assigned');
    assert.equal((await conversation.facts()).filter(({ fact }) => fact === 'assigned').length, 1);
    lin.desk.close();
  }
});

test('what_the_library_could_not_write_down_is_counted_still', async () => {
  const ask = () => world.server.fetch('/v1/sites/acme/answer', { body: { question: '怎么申请退货？' } });
  const figures = async () =>
    world.server.fetch('/v1/sites/acme/knowledge/figures', { headers: await world.server.operator() });
  const answered = async () => (await (await figures()).json()).questions.answered;
  const before = await answered();
  await refusing(['Library', 'acme'], 'days', 'NEW.answered < 2');
  await ask();
  assert.equal(await answered(), before, 'what was written down is told');
  await ask();
  assert.equal(await answered(), before + 2);
});

/** A conversation in which something was said, and answered. */
async function begun() {
  const conversation = await Conversation.start(world.server);
  await conversation.say('多少钱包邮');
  await conversation.until('answered');
  return conversation;
}

const desk = ['Desk', 'acme'];
const room = ({ started }) => ['Room', `acme/${started.conversation}`];

/** From now on the disk of this object refuses such a row of that table. */
function refusing(object, table, when) {
  world.server.allows(/internal: .*the disk is full/);
  const refuse = "SELECT RAISE(ABORT, 'the disk is full')";
  return onDisk(object, `CREATE TRIGGER full BEFORE INSERT ON ${table} WHEN ${when} BEGIN ${refuse}; END`);
}

/** It takes all of them again. */
function taking(object) {
  return onDisk(object, 'DROP TRIGGER full');
}

async function onDisk(object, statement) {
  await world.server.kill();
  await world.server.sql(...object, [statement]);
  await world.server.restart();
}

async function isInternal(answering) {
  const answer = await answering;
  assert.equal(answer.status, 500);
  assert.equal((await answer.json()).code, 'internal');
}

/** What a line to the desk was shown of a conversation, from the first to the last. */
function stages({ frames }, id) {
  const rows = frames.flatMap(({ rows }) => rows ?? []).filter(({ conversation }) => conversation === id);
  return rows.map(({ stage }) => stage.stage).join(' ');
}
