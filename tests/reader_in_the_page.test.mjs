// The page reads what is written before it leaves, and waits for no reader.

import assert from 'node:assert/strict';

import { eventually, test, useWorld } from './harness.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld();

const WORDS = '我的快递怎么还没到';
const SCRIPT = /\/assets\/reader[^/]*\.js$/;

test('a_message_carries_what_the_reader_saw_in_it', async () => {
  const { visitor, said } = await listened();
  // The first ones may leave before the reader has come.
  await eventually(
    async () => {
      await visitor.tell(WORDS);
      return said().some(({ reading }) => reading);
    },
    { within: 60_000, every: 1_000 },
  );
  const { text, reading } = said().find(({ reading }) => reading);
  assert.equal(text, WORDS);
  assert.equal(reading.intent.label, 'logistics');
  for (const share of [reading.intent.confidence, reading.emotion.confidence, reading.anger]) {
    assert.ok(Number.isInteger(share) && share >= 0 && share <= 100, JSON.stringify(reading));
  }
});

test('a_reader_that_does_not_come_holds_up_no_message', async () => {
  let asked = 0;
  // Nobody answers.
  const { visitor, said } = await listened(() => {
    asked += 1;
  });
  await eventually(() => asked > 0);
  await visitor.tell(WORDS);
  assert.deepEqual(said().map(({ text, reading }) => [text, reading]), [[WORDS, undefined]]);
});

test('a_reader_that_says_nothing_holds_up_no_message', async () => {
  let asked = 0;
  const { visitor, said } = await listened(async (route) => {
    const answer = await route.fetch();
    asked += 1;
    await route.fulfill({ response: answer, body: 'onmessage = () => {}; postMessage({ ready: true });' });
  });
  await eventually(() => asked > 0);
  // The worker has told that it is ready by then.
  await visitor.page.waitForTimeout(1_000);
  await visitor.tell(WORDS);
  assert.deepEqual(said().map(({ text, reading }) => [text, reading]), [[WORDS, undefined]]);
});

/** A visitor, with what their page has sent as words; `reader` answers for the reader's script. */
async function listened(reader) {
  const page = await world.page();
  const frames = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(JSON.parse(payload))));
  if (reader) await page.route(SCRIPT, reader);
  const visitor = new Visitor(page, `${world.server.origin}/h5/acme`);
  await visitor.arrive();
  return { visitor, said: () => frames.filter(({ type }) => type === 'say') };
}
