// A page whose question for the history was refused asks again: nobody stays before an empty thread.

import assert from 'node:assert/strict';

import { eventually, test, useWorld } from './harness.mjs';

const frames = { burst: 3, per_minute: 4 };
const world = useWorld({ env: { LIMITS: JSON.stringify({ frames }) } });

test('a_history_that_was_refused_comes_a_little_later', async () => {
  const visitor = await world.visitor();
  await visitor.tell('你好');
  const refused = [];
  visitor.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => /too_many/.test(payload) && refused.push(payload)),
  );
  // Each page asks once, until there is nothing left to ask with.
  for (let pages = 0; refused.length === 0 && pages < 5; pages += 1) {
    await visitor.page.reload();
    await visitor.input.waitFor();
    await eventually(async () => refused.length > 0 || (await visitor.message('你好').count()) > 0);
  }
  assert.notEqual(refused.length, 0, 'it was refused');
  await visitor.message('你好').waitFor({ timeout: 30_000 });
});
