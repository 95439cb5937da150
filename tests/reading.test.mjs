// Reading a conversation by HTTP: page by page, and not without end.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';

const world = useWorld({
  browser: false,
  env: {
    LIMITS: JSON.stringify({
      frames: { burst: 1_000, per_minute: 60 },
      reads: { burst: 20, per_minute: 1 },
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
