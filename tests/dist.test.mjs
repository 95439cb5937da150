// What `cargo xtask dist` writes is a server by itself: from a directory of its own, with nothing of
// this repository and no Node in reach, over kill -9, backup, restore and upgrade. And what it writes for
// Cloudflare is a worker with its shops.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Conversation, eventually, test } from './harness.mjs';
import { Machine, block } from './harness/operator.mjs';
import { freePort, xtask } from './harness/server.mjs';

const run = promisify(execFile);
const SHOPS = join(dirname(fileURLToPath(import.meta.url)), 'sites');

let home;
const at = (...names) => join(home, ...names);
const makeDist = (sites) =>
  run(xtask(), ['dist', '--no-build', '--debug', '--out', at('made'), '--sites', sites]);

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'dukou-dist-'));
  await makeDist(SHOPS);
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
  // As a log of SQLite's is that is written from its beginning again: of the same size, within one second.
  const inPlace = async (text, part) => {
    await writeFile(at('data/in-place'), text);
    await utimes(at('data/in-place'), 1_800_000_000, 1_800_000_000 + part);
  };
  await inPlace('first', 0.1);
  await mkdir(at('backup/etc'), { recursive: true });
  await mkdir(at('backup/copies'));
  const places = { '/var/lib/dukou': at('data'), '/etc/dukou/': at('backup/etc/'), '/backup/dukou': at('backup/copies') };
  const machine = new Machine(at('backup'), places);
  const onStop = `touch ${at('stopping')}; while [ ! -e ${at('stopped')} ]; do sleep 0.05; done`;
  const backedUp = machine.run(await block('#!/bin/sh'), { onStop });
  // Its first pass, while somebody writes: files change while they are read.
  for (let n = 0; n < 20; n++) await visitor.say(`拷贝的时候 ${n}`);
  await eventually(() => stat(at('stopping')), { within: 30_000, every: 25 });
  await inPlace('later', 0.9);
  await visitor.say('两遍之间');
  await server.stop();
  await writeFile(at('stopped'), '');
  assert.equal((await backedUp).code, 0);

  // And then everything goes wrong: what is written later ends in a kill, with SQLite's logs on the disk.
  server = await Dist.start(at('data'), server.port);
  const stranger = await Conversation.start(server);
  for (let n = 0; n < 20; n++) {
    await visitor.say(`备份之后 ${n}`);
    await stranger.say(`备份之后才来 ${n}`);
  }
  await server.kill();
  const logs = async (place) =>
    (await readdir(join(place, 'objects'), { recursive: true })).filter((name) => name.endsWith('-wal'));
  const [left, kept] = [await logs(at('data')), await logs(at('backup/copies/last/data'))];
  assert.ok(left.some((name) => !kept.includes(name)), 'there are logs that the backup has not');

  await inPlace('never', 0.5);
  assert.equal((await machine.run(await block('/last/data/ /var/lib/dukou/'))).said, 'stop dukou, start dukou');
  assert.equal(await readFile(at('data/in-place'), 'utf8'), 'later');
  server = await Dist.start(at('data'), server.port);
  const restored = new Conversation(server, 'acme', visitor.started);
  const said = (await restored.facts()).flatMap((fact) => fact.text ?? []);
  assert.ok(said.includes('备份之前') && said.includes('两遍之间') && said.includes('拷贝的时候 19'));
  assert.ok(!said.some((text) => text.startsWith('备份之后')), 'nothing of what came later is mixed in');
  await restored.say('恢复之后');
  assert.ok((await restored.facts()).some((fact) => fact.text === '恢复之后'));
  await server.stop();
});

test('an_upgrade_as_the_readme_says_keeps_what_was_said_and_what_lies_beside', async () => {
  await cp(at('dukou'), at('opt'), { recursive: true, preserveTimestamps: true });
  // Somebody tried it where it stands.
  await mkdir(at('opt/data'));
  await writeFile(at('opt/data/secrets.json'), 'theirs');
  await writeFile(at('opt/site/gone-by-now.js'), 'old');
  await writeFile(at('opt/site/assets/rules.of-before.js'), 'what a page that is open has yet to load');
  let server = await Dist.start(at('upgraded'), undefined, { program: at('opt/dukou') });
  const visitor = await Conversation.start(server);
  await visitor.say('升级之前');

  // The files of a server that runs are replaced under it; then it starts again.
  const places = { '/opt/dukou': at('opt'), '/etc/systemd/system': at('units'), '/etc/dukou/sites': at('shops') };
  const machine = new Machine(at('machine'), places);
  await mkdir(at('units'));
  await cp(at('dukou/sites'), at('shops'), { recursive: true });
  const upgrade = async (how) => machine.run(await block('./ /opt/dukou/'), { cwd: at('dukou'), ...how });
  const broken = await upgrade({ onCopy: 'exit 11' });
  assert.deepEqual([broken.code, broken.said], [11, ''], 'what fails restarts nothing');
  await writeFile(at('shops/b.toml'), 'id = "b"\nof_before = true\n');
  const refused = await upgrade();
  assert.deepEqual([refused.code, refused.said], [1, ''], 'nor does what the new version refuses');
  assert.match(refused.printed, /b\.toml: line 2: /);
  assert.equal(await readFile(at('opt/site/gone-by-now.js'), 'utf8'), 'old');
  await rm(at('shops/b.toml'));
  const { code, said: told } = await upgrade();
  assert.deepEqual([code, told], [0, 'daemon-reload, restart dukou']);
  await visitor.say('换文件的时候');
  assert.equal((await server.fetch('/assets/rules.of-before.js')).status, 200);
  await server.stop();
  server = await Dist.start(at('upgraded'), server.port, { program: at('opt/dukou') });
  const again = new Conversation(server, 'acme', visitor.started);
  const said = (await again.facts()).map((fact) => fact.text);
  assert.ok(said.includes('升级之前') && said.includes('换文件的时候'));
  await server.stop();
  assert.equal(await readFile(at('opt/data/secrets.json'), 'utf8'), 'theirs');
  await assert.rejects(readFile(at('opt/site/gone-by-now.js')));
  // Once more, as who is not sure does: there is a way back still.
  assert.equal((await upgrade()).code, 0);
  const [before] = (await readdir(home)).filter((name) => name.startsWith('opt.')).sort();
  assert.equal(await readFile(at(before, 'site/gone-by-now.js'), 'utf8'), 'old');
});

test('a_dist_that_is_made_again_takes_nothing_away_that_it_did_not_make', async () => {
  await makeDist(SHOPS);
  await mkdir(at('made/data'));
  await writeFile(at('made/data/secrets.json'), 'keys of a trial');
  await writeFile(at('made/sites/own.toml'), 'a shop of a trial');
  await makeDist(SHOPS);
  assert.equal(await readFile(at('made/data/secrets.json'), 'utf8'), 'keys of a trial');
  assert.equal(await readFile(at('made/sites/own.toml'), 'utf8'), 'a shop of a trial');
  const shops = async () => Object.keys(JSON.parse(await readFile(at('made/cloudflare/worker/sites.json'), 'utf8')));
  assert.deepEqual(await shops(), ['acme', 'fast', 'strict']);

  await mkdir(at('none'));
  await mkdir(at('one'));
  await cp(join(SHOPS, 'acme.toml'), at('one/acme.toml'));
  const refused = async (sites, pattern) => {
    const { stderr } = await makeDist(sites).then(() => assert.fail('it was made'), (error) => error);
    assert.match(stderr, pattern);
  };
  await refused(at('one'), /sites\.json has fast, strict, and --sites has not/);
  await refused(at('none'), /sites\.json has acme, fast, strict, and --sites has not/);
  const wrangler = JSON.parse(await readFile(at('made/cloudflare/wrangler.json'), 'utf8'));
  await writeFile(at('made/cloudflare/wrangler.json'), JSON.stringify({ ...wrangler, routes: ['chat.example.com/*'] }));
  await refused(SHOPS, /no longer as they were made: cloudflare\/wrangler\.json;/);
  await rm(at('made'), { recursive: true });

  // What is the operator's lies beside the shops, and comes along.
  await writeFile(at('one/wrangler.json'), JSON.stringify({ vars: { PUBLIC_ORIGIN: 'https://chat.example.com' } }));
  await makeDist(at('one'));
  const { vars } = JSON.parse(await readFile(at('made/cloudflare/wrangler.json'), 'utf8'));
  assert.deepEqual([vars.PUBLIC_ORIGIN, vars.ADDRESS_HEADER], ['https://chat.example.com', 'CF-Connecting-IP']);
  assert.deepEqual(await shops(), ['acme']);
  await rm(at('made'), { recursive: true });
});

test('keys_and_conversations_are_nobody_elses_to_read', async () => {
  const umask = process.umask(0o022);
  const server = await Dist.start(at('closed'));
  process.umask(umask);
  await server.stop();
  const mode = async (...names) => ((await stat(at('closed', ...names))).mode & 0o777).toString(8);
  assert.deepEqual([await mode(), await mode('objects')], ['700', '700']);
  const names = await readdir(at('closed'));
  assert.ok(names.some((name) => name.startsWith('workerd-config-')));
  for (const name of names.filter((name) => /secrets|sites|config/.test(name))) {
    assert.equal(await mode(name), '600', name);
  }
});

test('a_key_of_the_environment_opens_and_the_one_on_the_disk_does_not', async () => {
  const ADMIN_KEY = 'of-the-environment-'.padEnd(40, 'x');
  const server = await Dist.start(at('keyed'), undefined, { env: { ADMIN_KEY } });
  const kept = JSON.parse(await readFile(at('keyed/secrets.json'), 'utf8')).admin_key;
  const publish = async (key) => {
    const headers = { 'authorization': `Bearer ${key}`, 'content-type': 'application/jsonl' };
    return (await server.fetch('/v1/sites/acme/articles', { method: 'PUT', headers })).status;
  };
  assert.equal(await publish(kept), 401);
  assert.notEqual(await publish(ADMIN_KEY), 401);
  await server.stop();
});

test('it_says_which_one_it_is', async () => {
  const { stdout } = await run(at('dukou/dukou'), ['--version'], { env: {}, cwd: home });
  const commit = await readFile(at('dukou/COMMIT'), 'utf8').catch(() => '');
  assert.equal(stdout, commit ? `dukou 0.1.0 (${commit.trim()})\n` : 'dukou 0.1.0\n');
  assert.match(await readFile(at('dukou/CHANGELOG.md'), 'utf8'), /## 0\.1\.0/);
  assert.match(await readFile(at('dukou/MANUAL.md'), 'utf8'), /\[policy\.hours\]/);
  assert.match(await readFile(at('dukou/MANUAL.zh-CN.md'), 'utf8'), /\[policy\.hours\]/);
});

test('what_is_wrong_is_said_in_one_line', async () => {
  const says = async (pattern, ...options) => {
    const env = typeof options.at(-1) === 'object' ? options.pop() : {};
    const { code, stderr } = await run(at('dukou/dukou'), options, { env, cwd: home, timeout: 20_000 })
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

  // Nor does one start with a name or a key that every visitor would stumble over.
  await says(/ADDRESS_HEADER is "X Real IP"/, ...port, ...sites, ...data, { ADDRESS_HEADER: 'X Real IP' });
  await says(/ADMIN_KEY has 5 characters/, ...port, ...sites, ...data, { ADMIN_KEY: 'short' });

  const server = await Dist.start(at('data'));
  await says(/another server uses .*process \d+/, ...port, ...sites, '--data', at('data'));
  await server.stop();
});

test('a_first_start_on_a_full_disk_is_made_good_by_the_next', async () => {
  // No file may have a byte: what is made can be named and not written.
  const full = `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`;
  const options = ['--port', `${await freePort()}`, '--data', at('full'), '--sites', at('dukou/sites')];
  const { code, stderr } = await run('sh', ['-c', full, at('dukou/dukou'), ...options], { env: {}, cwd: home })
    .catch((error) => error);
  assert.equal(code, 1);
  assert.match(stderr, /secrets\.json/);
  const server = await Dist.start(at('full'));
  await server.stop();
});

test('who_starts_it_again_after_its_own_end_is_told_which_process_to_stop', async () => {
  const server = await Dist.start(at('orphan'));
  const workerd = (await readFile(at('orphan/workerd.pid'), 'utf8')).trim();
  const ended = once(server.process, 'exit');
  server.process.kill('SIGKILL');
  await ended;
  try {
    assert.equal((await server.fetch('/v1/health')).status, 200, 'what it minded goes on serving');
    const options = ['--port', `${server.port}`, '--data', at('orphan'), '--sites', at('dukou/sites')];
    const { stderr } = await run(at('dukou/dukou'), options, { env: {}, cwd: home }).catch((error) => error);
    assert.match(stderr, new RegExp(`another server uses .*\`kill ${workerd}\``));
  } finally {
    process.kill(Number(workerd), 'SIGKILL');
  }
});

test('asked_to_stop_while_it_starts_it_stops_and_that_is_no_failure', async () => {
  const server = Dist.spawn(at('starting'), await freePort());
  // From here on it hears signals.
  await eventually(() => readFile(join(server.data, 'workerd.pid')), { within: 10_000, every: 1 });
  await server.stop();
});

test('cloudflare_gets_the_worker_with_its_shops', async () => {
  const cloudflare = at('dukou/cloudflare');
  const config = JSON.parse(await readFile(join(cloudflare, 'wrangler.json'), 'utf8'));
  await readFile(join(cloudflare, config.assets.directory, 'embed.js'));
  const names = config.durable_objects.bindings.map(({ class_name }) => class_name);
  assert.deepEqual(config.migrations[0].new_sqlite_classes, names);
  assert.equal(((await stat(join(cloudflare, 'worker/sites.json'))).mode & 0o777).toString(8), '600');

  await deployed({ SIGNING_KEY: 's'.repeat(32), ADMIN_KEY: 'a'.repeat(32) }, async (edge) => {
    assert.equal((await edge.fetch('/v1/health')).status, 200);
    assert.equal((await edge.fetch('/v1/sites/acme/profile')).status, 200);
    assert.equal((await edge.fetch('/v1/sites/nobody/profile')).status, 404);
    const visitor = await Conversation.start(edge);
    await visitor.say('怎么退货');
    assert.ok((await visitor.facts()).some((fact) => fact.text === '怎么退货'));
  });
});

test('a_short_key_is_refused_on_cloudflare_too', async () => {
  const [long, short] = ['k'.repeat(32), 'k'.repeat(31)];
  for (const keys of [{ SIGNING_KEY: long, ADMIN_KEY: short }, { SIGNING_KEY: short, ADMIN_KEY: long }]) {
    await deployed(keys, async (edge) => assert.equal((await edge.fetch('/v1/health')).status, 500));
  }
});

test('shops_are_checked_by_name_and_written_whole_or_not_at_all', async () => {
  const sites = (...options) =>
    run(at('dukou/dukou'), ['sites', ...options], { env: {}, cwd: home }).catch((error) => error);
  const { stdout } = await sites('--sites', SHOPS);
  assert.equal(stdout, 'good: acme, fast, strict\n', 'their keys are not shown');
  const written = await sites('--sites', SHOPS, '--out', at('shops.json'));
  assert.doesNotMatch(written.stdout, /Workers AI/);
  const whole = await readFile(at('shops.json'), 'utf8');
  assert.equal(JSON.parse(whole).acme.id, 'acme');
  await mkdir(at('typo'));
  await writeFile(at('typo/a.toml'), 'id = "a"\norigins = [\n');
  assert.equal((await sites('--sites', at('typo'), '--out', at('shops.json'))).code, 1);
  assert.equal(await readFile(at('shops.json'), 'utf8'), whole);
  // Nor is a shop lost whose file is not there: its visitors would be told to come back for ever.
  await mkdir(at('fewer'));
  await cp(join(SHOPS, 'acme.toml'), at('fewer/acme.toml'));
  const fewer = await sites('--sites', at('fewer'), '--out', at('shops.json'));
  assert.equal(fewer.code, 1);
  assert.match(fewer.stderr, /shops\.json has fast, strict, and --sites has not: .* or delete that file/);
  assert.equal(await readFile(at('shops.json'), 'utf8'), whole);

  // What wrangler's configuration must have for it is said here, where no `dist` writes it.
  await mkdir(at('helped'));
  const encoder = '\n[encoder]\nmodel = "@cf/baai/bge-m3"\ndimensions = 1024\n';
  await writeFile(at('helped/acme.toml'), (await readFile(join(SHOPS, 'acme.toml'), 'utf8')) + encoder);
  const helped = await sites('--sites', at('helped'), '--out', at('helped.json'));
  assert.match(helped.stdout, /"ai": \{ "binding": "AI" \} in wrangler\.json/);
});

/** What wrangler would deploy, its modules by its rules and its bindings by name, for as long as `use` takes. */
async function deployed(secrets, use) {
  const cloudflare = at('dukou/cloudflare');
  const config = JSON.parse(await readFile(join(cloudflare, 'wrangler.json'), 'utf8'));
  const objects = config.durable_objects.bindings;
  const kinds = { ESModule: 'esModule', CompiledWasm: 'wasm', Data: 'data', Text: 'text' };
  const ending = (glob) => glob.replaceAll('*', '').replace('/', '');
  const files = await readdir(join(cloudflare, 'worker'));
  const door = config.main.split('/').at(-1);
  const modules = [door, ...files.filter((name) => name !== door)].map((name) => {
    const rule = config.rules.find(({ globs }) => globs.some((glob) => name.endsWith(ending(glob))));
    return `(name = "${name}", ${kinds[rule.type]} = embed "${join(cloudflare, 'worker', name)}")`;
  });
  const port = await freePort();
  const words = { ...config.vars, ...secrets };
  const texts = Object.entries(words).map(([name, value]) =>
    typeof value === 'string' ? `(name = "${name}", text = ${JSON.stringify(value)})`
      : `(name = "${name}", json = ${JSON.stringify(JSON.stringify(value))})`);
  const bound = objects.map(({ name, class_name }) => `(name = "${name}", durableObjectNamespace = "${class_name}")`);
  const spaces = objects.map(({ class_name }) => `(className = "${class_name}", uniqueKey = "${class_name}", enableSql = true)`);
  const place = at(`door-${port}`);
  await mkdir(place);
  await writeFile(`${place}.capnp`, `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "site", disk = (path = "${at('dukou/site')}")),
    (name = "objects", disk = (path = "${place}", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "edge")],
);
const edge :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "${config.compatibility_date}",
  compatibilityFlags = ${JSON.stringify(config.compatibility_flags)},
  bindings = [(name = "${config.assets.binding}", service = "site"), ${[...texts, ...bound].join(', ')}],
  durableObjectNamespaces = [${spaces.join(', ')}],
  durableObjectStorage = (localDisk = "objects"),
);
`);
  const workerd = spawn(at('dukou/workerd'), ['serve', '--import-path=/', `${place}.capnp`], { stdio: 'inherit' });
  try {
    const edge = Object.assign(new Dist(), { port });
    await eventually(() => edge.fetch('/v1/health'), { within: 30_000, every: 25 });
    await use(edge);
  } finally {
    const ended = once(workerd, 'exit');
    workerd.kill('SIGKILL');
    await ended;
  }
}

class Dist {
  static spawn(data, port, { program = at('dukou/dukou'), env = {} } = {}) {
    const server = new Dist();
    server.port = port;
    server.data = data;
    const options = ['--port', `${server.port}`, '--data', data, '--sites', at('dukou/sites')];
    server.process = spawn(program, options, { cwd: home, env, stdio: 'ignore' });
    running.add(server.process);
    server.process.once('exit', () => running.delete(server.process));
    return server;
  }

  static async start(data, port, how) {
    const server = Dist.spawn(data, port ?? (await freePort()), how);
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
