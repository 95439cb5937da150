// Who asks for it has a conversation thrown away: what was written, who waits in it, and the lines into it.

import assert from 'node:assert/strict';

import { Conversation, eventually, open, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld();

const idOf = ({ started }) => started.conversation;
const path = (conversation) => `/v1/sites/acme/conversations/${idOf(conversation)}`;
const operator = async (conversation, method, rest = '') =>
  world.server.fetch(path(conversation) + rest, { method, headers: await world.server.operator() });
const erase = (conversation) => conversation.fetch('', { method: 'DELETE' });
const read = (conversation) => conversation.fetch('?wait=0');

test('the_operator_has_a_conversation_thrown_away_with_the_wait_in_it', async () => {
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const waiting = await Conversation.start(world.server);
  await waiting.say('我要人工，说说天王星');
  await waiting.press({ kind: 'human' });
  await eventually(() => lin.row(idOf(waiting)) !== undefined);
  const line = await open(world.server, `${path(waiting)}/socket`, {
    protocols: ['dukou.v1', `session.${waiting.started.token}`],
  });
  assert.equal((await operator(waiting, 'DELETE')).status, 204);
  assert.equal((await read(waiting)).status, 404);
  assert.equal((await operator(waiting, 'GET')).status, 404);
  await eventually(() => lin.row(idOf(waiting)) === undefined);
  await eventually(() => line.closed !== undefined);
  assert.equal((await operator(waiting, 'DELETE')).status, 204, 'what is gone is gone');
  await world.server.kill();
  const tables = ["SELECT name FROM sqlite_master WHERE name IN ('entries', 'conversation', 'outbox')"];
  const kept = await world.server.sql('Room', `acme/${idOf(waiting)}`, tables, ['ALARM']);
  await world.server.restart();
  assert.deepEqual(kept, [[], [[null]]]);
});

test('an_agent_who_has_it_loses_it_with_it', async () => {
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const talk = await Conversation.start(world.server);
  await talk.press({ kind: 'human' });
  await talk.until('handoff_requested');
  await lin.take(idOf(talk));
  assert.equal((await erase(talk)).status, 204);
  await eventually(() => lin.row(idOf(talk)) === undefined);
  assert.equal((await read(talk)).status, 404);
});

test('a_visitor_throws_their_own_away_and_no_other', async () => {
  const [mine, other] = [await Conversation.start(world.server), await Conversation.start(world.server)];
  await mine.say('怎么退货');
  const { token } = mine.started;
  assert.equal((await other.fetch('', { method: 'DELETE', token })).status, 404);
  assert.equal((await other.fetch('', { method: 'DELETE', token: 'not-a-key' })).status, 401);
  assert.equal((await world.server.fetch(path(other), { method: 'DELETE' })).status, 401);
  assert.equal((await read(other)).status, 200);
  // Also while its answer is on its way.
  assert.equal((await erase(mine)).status, 204);
  assert.equal((await read(mine)).status, 404);
  assert.equal((await erase(mine)).status, 204);
});

test('the_operator_reads_what_the_people_of_the_shop_see', async () => {
  const talk = await Conversation.start(world.server);
  const reading = {
    intent: { label: 'returns', confidence: 90 },
    emotion: { label: 'calm', confidence: 90 },
    anger: 3,
  };
  await talk.send({ type: 'say', client_id: '0000000000000000000000000000000a', text: '怎么退货', reading });
  const answer = await operator(talk, 'GET');
  assert.equal(answer.status, 200);
  const frames = await answer.json();
  const said = frames.flatMap(({ entries = [] }) => entries).find(({ fact }) => fact.fact === 'said');
  assert.equal(said.fact.text, '怎么退货');
  assert.equal(said.fact.reading.anger, 3);
  assert.equal(frames.at(-1).type, 'current');
  assert.ok((await talk.facts()).every(({ reading }) => !reading), 'the visitor sees no readings');
});

test('who_looks_at_what_is_thrown_away_begins_another_when_they_write', async () => {
  world.allowsLostNetwork();
  const visitor = await world.visitor();
  await visitor.tell('怎么退货');
  await visitor.hears(/七天/);
  const kept = () => visitor.page.evaluate(() => JSON.parse(localStorage.getItem('dukou/acme'))?.conversation);
  const id = await kept();
  const headers = await world.server.operator();
  const gone = await world.server.fetch(`/v1/sites/acme/conversations/${id}`, { method: 'DELETE', headers });
  assert.equal(gone.status, 204);
  await eventually(async () => (await kept()) !== id);
  await visitor.tell('怎么申请退货？');
  await visitor.hears(/七天/);
  assert.notEqual(await kept(), id);
  assert.deepEqual((await visitor.said()).map((text) => text.trim()), ['怎么申请退货？']);
});
