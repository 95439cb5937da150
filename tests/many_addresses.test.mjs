// A flood from many addresses: each has its share, nobody else loses theirs, and what the shop's
// people cannot take on is promised for later instead of piling up.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({
  browser: false,
  env: {
    ADDRESS_HEADER: 'X-Real-IP',
    LIMITS: JSON.stringify({ sign_in_name: { burst: 12, per_minute: 1 } }),
  },
});

const start = (address, headers = {}) =>
  world.server.fetch('/v1/sites/acme/conversations', {
    body: { locale: 'zh-CN' },
    headers: { 'x-real-ip': address, ...headers },
  });

test('one_address_spends_its_own_share_only', async () => {
  const flood = await Promise.all(Array.from({ length: 40 }, () => start('203.0.113.1')));
  const refused = flood.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 5, `${refused.length} of 40 are refused`);
  assert.equal((await start('203.0.113.2')).status, 201);
  // A household is one, however many addresses it has.
  const house = Array.from({ length: 40 }, (_, n) => start(`2001:db8:1:2::${n.toString(16)}`));
  assert.ok((await Promise.all(house)).some(({ status }) => status === 429));
  assert.equal((await start('2001:db8:1:3::1')).status, 201);
});

test('one_visitor_spends_their_own_share_wherever_they_come_from', async () => {
  const { visitor } = await (await start('203.0.113.3')).json();
  const headers = { authorization: `Bearer ${visitor}` };
  const again = [];
  for (let n = 0; n < 11; n++) again.push((await start(`203.0.113.${10 + n}`, headers)).status);
  // The first one counts, too; in a minute one comes back.
  assert.deepEqual(again.slice(0, 9), Array(9).fill(201));
  assert.equal(again.at(-1), 429, `${again}`);
  assert.equal((await start('203.0.113.20')).status, 201, 'and nobody else their own');
});

test('a_flood_from_many_addresses_ends_in_promises_and_the_rest_is_served', async () => {
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const flood = [];
  for (let wave = 0; wave < 9; wave++) {
    const started = await Promise.all(
      Array.from({ length: 10 }, (_, n) => start(`198.51.100.${wave * 10 + n}`)),
    );
    for (const answer of started) {
      assert.equal(answer.status, 201);
      flood.push(new Conversation(world.server, 'acme', await answer.json()));
    }
  }
  const presses = flood.map((conversation) => conversation.press({ kind: 'human' }));
  // Others are answered meanwhile.
  const question = await world.server.fetch('/v1/sites/acme/answer', {
    body: { question: '多少钱包邮？' },
    headers: { 'x-real-ip': '192.0.2.7' },
  });
  assert.equal((await question.json()).answered, true);
  await Promise.all(presses);
  const waits = await Promise.all(
    flood.map(async (conversation) => {
      await conversation.until('handoff_requested');
      return conversation;
    }),
  );
  // Ninety want a person, twenty have the one who is there or an offer, fifty may wait.
  let promised = 0;
  for (const conversation of waits) {
    const facts = await conversation.facts();
    const ticket = facts.find(({ fact }) => fact === 'ticketed');
    if (ticket) assert.equal(ticket.ticket.cause, 'queue_full');
    promised += ticket ? 1 : 0;
  }
  assert.ok(promised >= 15 && promised < 90, `${promised} of 90 are promised an answer`);
  lin.desk.close();
});

test('a_stranger_who_fails_on_purpose_keeps_no_agent_out', async () => {
  const signIn = async (address, password) => {
    const answer = await world.server.fetch('/v1/sites/acme/session', {
      body: { agent: 'chen', password },
      headers: { 'x-real-ip': address },
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const guesses = [];
  for (let n = 0; n < 9; n++) guesses.push(await signIn('203.0.113.66', `guess ${n}`));
  assert.deepEqual(guesses, [...Array(5).fill(401), ...Array(4).fill(429)]);
  assert.equal(await signIn('203.0.113.7', 'dukou-tests-only'), 200);
  // From many addresses there is an end too.
  const spread = [];
  for (let n = 0; n < 12; n++) spread.push(await signIn(`198.51.100.${n}`, 'guess'));
  assert.ok(spread.at(0) === 401 && spread.at(-1) === 429, `${spread}`);
});

test('names_that_nobody_has_are_hashed_no_more_often_than_one', async () => {
  const signIn = async (agent, address, password = 'a guess') =>
    (await world.server.fetch('/v1/sites/acme/session', {
      body: { agent, password },
      headers: { 'x-real-ip': address },
    })).status;
  const told = [];
  for (let n = 0; n < 16; n++) told.push(await signIn(`ghost-${n}`, `203.0.113.${100 + n}`));
  assert.ok(told.includes(401) && told.at(-1) === 429, `${told}`);
  assert.equal(await signIn('lin', '203.0.113.120', 'dukou-tests-only'), 200, 'nobody is kept out by it');
});
