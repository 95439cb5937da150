// Behind a proxy, what visitors see of us is what `PUBLIC_ORIGIN` says, not what reaches us.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { test, useWorld } from './harness.mjs';
import { freePort, xtask } from './harness/server.mjs';

const OURS = 'https://chat.example.com';
const world = useWorld({ browser: false, env: { PUBLIC_ORIGIN: OURS } });

test('a_page_is_sent_where_its_visitors_are', async () => {
  const moved = await world.server.fetch('/demo', { redirect: 'manual' });
  assert.equal(moved.status, 308);
  assert.equal(moved.headers.get('location'), '/demo/');
});

test('a_page_may_open_sockets_to_the_name_it_has', async () => {
  for (const path of ['/widget/acme', '/h5/acme', '/console/']) {
    const policy = (await world.server.fetch(path)).headers.get('content-security-policy');
    assert.match(policy, / wss:\/\/chat\.example\.com;/, path);
    assert.doesNotMatch(policy, /127\.0\.0\.1/, path);
  }
});

test('the_console_of_that_name_is_ours', async () => {
  const signIn = (origin) =>
    world.server.fetch('/v1/sites/strict/session', {
      body: { agent: 'nobody', password: 'guess' },
      headers: { origin },
    });
  assert.equal((await signIn(OURS)).status, 401);
  assert.equal((await signIn(world.server.origin)).status, 403);
});

test('what_is_no_origin_is_refused_before_the_start', async () => {
  const port = await freePort();
  const data = await mkdtemp(join(tmpdir(), 'dukou-test-'));
  for (const wrong of [`${OURS}/`, 'chat.example.com']) {
    const started = promisify(execFile)(xtask(), ['dev', '--no-build', '--no-seed', '--port', `${port}`, '--data', data], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, PUBLIC_ORIGIN: wrong },
      timeout: 20_000,
    });
    const told = /PUBLIC_ORIGIN.*write it as browsers do/;
    await assert.rejects(started, ({ code, stderr }) => code === 1 && told.test(stderr));
  }
  await rm(data, { recursive: true, force: true });
});
