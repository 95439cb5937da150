// Whoever guesses at many names from one address spends that address's share, and nobody else's.

import assert from 'node:assert/strict';

import { test, useWorld } from './harness.mjs';

const world = useWorld({ browser: false, env: { ADDRESS_HEADER: 'X-Real-IP' } });

test('twenty_guesses_at_twenty_names_are_all_that_one_address_has', async () => {
  const signIn = async (address, agent, password = 'a guess') =>
    (await world.server.fetch('/v1/sites/acme/session', {
      body: { agent, password },
      headers: { 'x-real-ip': address },
    })).status;
  const guesses = [];
  for (let n = 0; n < 23; n++) guesses.push(await signIn('203.0.113.1', `ghost-${n}`));
  assert.deepEqual(guesses.slice(0, 20), Array(20).fill(401));
  // Every twelve seconds one comes back.
  assert.ok(guesses.slice(20).includes(429), `${guesses}`);
  assert.equal(await signIn('203.0.113.2', 'ghost-23'), 401, 'another address has its own');
  assert.equal(await signIn('203.0.113.2', 'lin', 'dukou-tests-only'), 200);
});
