// What `cargo xtask dist` writes is a server by itself: from a directory of its own, with nothing of
// this repository and no Node in reach, over kill -9, backup and upgrade.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { promisify } from 'node:util';

import { Conversation, eventually, test } from './harness.mjs';
import { freePort, xtask } from './harness/server.mjs';

const run = promisify(execFile);

let home;
const at = (...names) => join(home, ...names);

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'dukou-dist-'));
  await run(xtask(), ['dist', '--no-build', '--debug', '--out', at('made')]);
  await rename(at('made'), at('dukou'));
  await rename(at('dukou/sites/acme.toml.example'), at('dukou/sites/acme.toml'));
}, { timeout: 300_000 });

const running = new Set();

after(async () => {
  for (const process of running) process.kill('SIGTERM');
  await Promise.all([...running].map((process) => once(process, 'exit')));
  await rm(home, { recursive: true, force: true });
});

test('it_serves_by_itself_and_loses_nothing_to_a_kill', async () => {
  let server = await Dist.start(at('data'));
  const visitor = await Conversation.start(server);
  await visitor.say('怎么退货');
  await server.kill();

  server = await Dist.start(at('data'), server.port);
  const again = new Conversation(server, 'acme', visitor.started);
  assert.ok((await again.facts()).some((fact) => fact.text === '怎么退货'));
  assert.equal((await server.fetch('/console/')).status, 200);
  assert.equal((await server.fetch('/demo/')).status, 404, 'the demo shop stays at home');
  await server.stop();
});

test('a_backup_as_the_readme_says_is_the_server_as_it_was', async () => {
  let server = await Dist.start(at('data'));
  const visitor = await Conversation.start(server);
  await visitor.say('备份之前');
  await cp(at('data'), at('backup'), { recursive: true });
  await visitor.say('两遍之间');
  await server.stop();
  await rm(at('backup'), { recursive: true });
  await cp(at('data'), at('backup'), { recursive: true });

  server = await Dist.start(at('backup'));
  const kept = new Conversation(server, 'acme', visitor.started);
  const said = (await kept.facts()).map((fact) => fact.text);
  assert.ok(said.includes('备份之前') && said.includes('两遍之间'));
  await server.stop();
});

test('what_is_wrong_is_said_in_one_line', async () => {
  const says = async (pattern, ...options) => {
    const { code, stderr } = await run(at('dukou/dukou'), options, { env: {}, cwd: home, timeout: 20_000 })
      .then(() => ({ code: 0, stderr: '' }), (error) => error);
    assert.equal(code, 1, stderr);
    assert.match(stderr, pattern);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  };
  const sites = ['--sites', at('dukou/sites')];
  const data = ['--data', at('other')];
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  await says(/port \d+ is taken: .*--port/, ...sites, ...data, '--port', `${taken.address().port}`);
  taken.close();

  const port = ['--port', `${await freePort()}`];
  await says(/--sites .*: name the directory/, ...port, ...data, '--sites', at('nowhere'));
  await writeFile(at('file'), '');
  await says(/cannot write .*--data/, ...port, ...sites, '--data', at('file'));
  await cp(at('dukou/sites'), at('broken'), { recursive: true });
  await writeFile(at('broken/b.toml'), 'id = "b"\norigins = [\n');
  await says(/b\.toml: line 2: /, ...port, ...data, '--sites', at('broken'));

  const server = await Dist.start(at('data'));
  await says(/another server uses .*process \d+/, ...port, ...sites, '--data', at('data'));
  await server.stop();
});

test('asked_to_stop_while_it_starts_it_stops_and_that_is_no_failure', async () => {
  const server = Dist.spawn(at('starting'), await freePort());
  // From here on it hears signals.
  await eventually(() => readFile(join(server.data, 'workerd.pid')), { within: 10_000, every: 1 });
  await server.stop();
});

test('cloudflare_gets_the_worker_with_its_shops', async () => {
  const config = JSON.parse(await readFile(at('dukou/cloudflare/wrangler.json'), 'utf8'));
  const main = await readFile(at('dukou/cloudflare', config.main), 'utf8');
  for (const { class_name } of config.durable_objects.bindings) {
    assert.match(main, new RegExp(`export class ${class_name} `));
    assert.ok(config.migrations[0].new_sqlite_classes.includes(class_name));
  }
  await readFile(at('dukou/cloudflare', config.assets.directory, 'embed.js'));
  const { stdout } = await run(at('dukou/dukou'), ['sites', '--sites', at('dukou/sites')], { env: {} });
  assert.equal(JSON.parse(stdout).acme.id, 'acme');
});

class Dist {
  static spawn(data, port) {
    const server = new Dist();
    server.port = port;
    server.data = data;
    const options = ['--port', `${server.port}`, '--data', data, '--sites', at('dukou/sites')];
    server.process = spawn(at('dukou/dukou'), options, { cwd: home, env: {}, stdio: 'ignore' });
    running.add(server.process);
    server.process.once('exit', () => running.delete(server.process));
    return server;
  }

  static async start(data, port) {
    const server = Dist.spawn(data, port ?? (await freePort()));
    const answers = async () => (await server.fetch('/v1/health')).ok;
    await eventually(answers, { within: 30_000, every: 25 });
    return server;
  }

  fetch(path, { body, headers, method } = {}) {
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }

  async kill() {
    const ended = once(this.process, 'exit');
    process.kill(Number(await readFile(join(this.data, 'workerd.pid'), 'utf8')), 'SIGKILL');
    const [code] = await ended;
    assert.equal(code, 1, 'a supervisor sees that it failed');
  }

  async stop() {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const [code] = await ended;
    assert.equal(code, 0, 'a supervisor sees that it was asked');
  }
}
