// Reading a conversation by HTTP: page by page, and not without end.

import assert from 'node:assert/strict';

import { Conversation, eventually, open, test, useWorld } from './harness.mjs';

const world = useWorld({
  browser: false,
  env: {
    LIMITS: JSON.stringify({
      frames: { burst: 1_000, per_minute: 60 },
      reads: { burst: 20, per_minute: 1 },
      history: { burst: 256, per_minute: 6_000 },
    }),
  },
});

test('a_long_transcript_is_read_page_by_page', async () => {
  const conversation = await Conversation.start(world.server);
  for (let n = 0; n < 250; n++) await conversation.press({ kind: 'decline' });
  const read = async (answer) => (await answer).json();
  const first = await read(conversation.fetch(''));
  assert.deepEqual(first.map(({ type }) => type), ['entries']);
  const { entries } = first[0];
  assert.ok(entries.length < 250, `${entries.length} at once`);
  const resumed = await conversation.send({ type: 'resume', after: null });
  assert.deepEqual(resumed, first, 'whatever way it is asked for');
  // Whoever reads on has all of it; a poll does not wait while there is more.
  const started = performance.now();
  const rest = await read(conversation.fetch(`?after=${entries.at(-1).seq}&wait=20`));
  assert.ok(performance.now() - started < 10_000);
  assert.deepEqual(rest.map(({ type }) => type), ['entries', 'current']);
  assert.equal(rest[0].entries[0].seq, entries.at(-1).seq + 1);
  // There is no card, so that each changes nothing.
  const received = (await conversation.facts()).filter(({ fact }) => fact === 'received');
  assert.equal(received.length, 250);
});

test('reading_is_counted_and_silences_nobody', async () => {
  const conversation = await Conversation.start(world.server);
  let last;
  for (let n = 0; n < 30; n++) {
    last = await conversation.fetch('');
    if (last.status === 429) break;
    await last.arrayBuffer();
  }
  assert.equal(last.status, 429);
  assert.equal((await last.json()).code, 'too_many_requests');
  assert.ok(Number(last.headers.get('retry-after')) >= 1);
  await conversation.press({ kind: 'human' });
});

test('of_nine_who_wait_for_a_conversation_one_is_sent_away', async () => {
  const conversation = await Conversation.start(world.server);
  await conversation.say('多少钱包邮');
  await conversation.until('answered');
  const last = Math.max(...conversation.entries.keys());
  const polls = Array.from({ length: 9 }, () => conversation.fetch(`?after=${last}&wait=20`));
  const first = await Promise.race(polls);
  assert.equal(first.status, 429, 'before anything happens');
  assert.equal((await first.json()).code, 'too_many_requests');
  await conversation.say('谢谢');
  const answers = await Promise.all(polls);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(8).fill(200), 429]);
  for (const answer of answers) if (answer !== first) assert.match(await answer.text(), /谢谢/);
});

test('the_seventeenth_line_of_a_visitor_takes_the_place_of_the_first', async () => {
  const conversation = await Conversation.start(world.server);
  const lines = [];
  for (let n = 0; n < 16; n++) lines.push(await line(conversation));
  const closed = () => lines.map((each) => each.closed);
  assert.deepEqual(closed(), Array(16).fill(undefined));
  for (let gone = 1; gone <= 2; gone++) {
    lines.push(await line(conversation));
    await eventually(() => lines[gone - 1].closed !== undefined);
    assert.deepEqual(closed(), [...Array(gone).fill(4429), ...Array(16).fill(undefined)]);
  }
  await conversation.say('都在吗');
  await eventually(() => lines.slice(2).every((each) => JSON.stringify(each.entries).includes('都在吗')));
  for (const each of lines) each.close();
});

test('what_nobody_reads_is_not_sent_without_end', async () => {
  const conversation = await Conversation.start(world.server);
  for (let n = 0; n < 100; n++) await conversation.say('长'.repeat(2_000));
  const socket = await line(conversation);
  const started = performance.now();
  for (let n = 0; n < 30; n++) socket.send({ type: 'resume' });
  const refused = () => socket.frames.filter(({ type, code }) => type === 'refused' && code === 'too_many');
  await eventually(() => refused().length === 30);
  const kib = Buffer.byteLength(JSON.stringify(socket.entries)) / 1_024;
  const allowed = 256 + (performance.now() - started) / 10;
  assert.ok(kib > 100 && kib <= allowed, `${kib} KiB, of ${allowed}`);
  assert.ok(refused().every(({ client_id }) => client_id === undefined || client_id === null));
  // Whoever asks on has all of it.
  const again = await line(conversation);
  await eventually(async () => {
    again.send({ type: 'resume', after: again.entries.at(-1)?.seq ?? null });
    await new Promise((refilled) => setTimeout(refilled, 1_000));
    return again.frames.some(({ type }) => type === 'current');
  }, { within: 60_000 });
  const places = new Set(again.entries.map(({ seq }) => seq));
  assert.equal(places.size, Math.max(...places) + 1, 'without a gap');
  assert.equal(again.entries.filter(({ fact }) => fact.client_id && fact.text).length, 100);
  again.close();
  socket.close();
});

test('who_sends_only_what_is_refused_is_hung_up_on', async () => {
  const conversation = await Conversation.start(world.server);
  const socket = await line(conversation);
  for (let n = 0; n < 300; n++) socket.send({ type: 'nonsense' });
  await eventually(() => socket.closed === 1008);
  const refused = socket.frames.filter(({ type }) => type === 'refused');
  assert.ok(refused.length >= 100 && refused.length < 150, `${refused.length}`);
  await conversation.say('还在');
});

function line({ started: { conversation, token } }) {
  const path = `/v1/sites/acme/conversations/${conversation}/socket`;
  return open(world.server, path, { protocols: ['dukou.v1', `session.${token}`] });
}
