// The real worker in the real workerd, started the way people start it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { sql } from './disk.mjs';
import { eventually } from './eventually.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SITES = join(ROOT, 'tests/sites');

export class Server {
  /** Where it listens, such as `http://127.0.0.1:40123`: the same after a restart. */
  origin;
  /** The directory of the sites' configuration. */
  sites;

  #options;
  #env;
  #port;
  #data;
  #process;
  #output = '';
  #allowed = [];

  /**
   * Starts one on a free port and an empty data directory, with the test sites and their articles;
   * with `demo` just as `cargo xtask dev` does it. With `ownSites` the sites are a copy in `sites`, for
   * a test that changes them, and `configure` does so before the start; `env` is what the operator configures by the environment.
   */
  static async start({ demo = false, ownSites = false, configure = async () => {}, env = {} } = {}) {
    const server = new Server();
    server.#env = env;
    server.#port = await freePort();
    server.origin = `http://127.0.0.1:${server.#port}`;
    server.#data = await mkdtemp(join(tmpdir(), 'dukou-test-'));
    server.sites = ownSites ? join(server.#data, 'own-sites') : SITES;
    if (ownSites) {
      await cp(SITES, server.sites, { recursive: true });
      await configure(server.sites);
    }
    server.#options = demo ? [] : ['--no-seed', '--sites', server.sites];
    await server.#run();
    try {
      if (!demo) await server.#publish('acme');
    } catch (error) {
      await server.#end();
      throw error;
    }
    return server;
  }

  /** `kill -9` in mid-sentence, and a start on what is on the disk. */
  async killAndRestart(meanwhile = async () => {}) {
    await this.kill();
    await meanwhile();
    await this.#run();
  }

  /** `kill -9`: no goodbye to anybody. */
  async kill() {
    const ended = once(this.#process, 'exit');
    process.kill(Number(await readFile(join(this.#data, 'workerd.pid'), 'utf8')), 'SIGKILL');
    await ended;
  }

  /** Starts again what was killed. */
  async restart() {
    await this.#run();
  }

  /**
   * While it is killed: runs statements on the disk of one object, such as `'Room', 'acme/1f…'`; see
   * `disk.mjs`.
   */
  sql(kind, name, ...statements) {
    return sql({ data: this.#data, port: this.#port }, kind, name, ...statements);
  }

  /** Says that the log may tell of this error. */
  allows(pattern) {
    this.#allowed.push(pattern);
  }

  /** The data directory. */
  get data() {
    return this.#data;
  }

  /** The operator's key. */
  async adminKey() {
    return JSON.parse(await readFile(join(this.#data, 'secrets.json'), 'utf8')).admin_key;
  }

  /** The headers by which the operator is known. */
  async operator() {
    return { authorization: `Bearer ${await this.adminKey()}` };
  }

  /** Publishes a site's articles, as JSON lines; `query` may say more. Returns the answer. */
  async publish(site, articles, query = '') {
    return this.fetch(`/v1/sites/${site}/articles${query}`, {
      method: 'PUT',
      body: articles,
      headers: {
        'content-type': 'application/jsonl',
        'authorization': `Bearer ${await this.adminKey()}`,
      },
    });
  }

  /** Asks it to stop, and removes what it kept. An error in its log fails the file. */
  async stop() {
    await this.#end();
    await rm(this.#data, { recursive: true, force: true });
    const errors = this.#output.split('\n').filter((line) => /\berror\b|panick|uncaught/i.test(line));
    // What a killed server leaves behind is xtask's remark about the kill itself.
    const known = [/workerd stopped by itself|signal: 9/, ...this.#allowed];
    const ours = errors.filter((line) => !known.some((pattern) => pattern.test(line)));
    assert.deepEqual(ours, [], `the server's log has no error:\n${this.#output}`);
  }

  /** A request to the API; `body` is sent as JSON. */
  fetch(path, { body, headers, ...rest } = {}) {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(`${this.origin}${path}`, {
      ...rest,
      method: rest.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...json, ...headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }

  async #end() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    const insist = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(insist);
  }

  async #run() {
    const options = ['--port', `${this.#port}`, '--data', this.#data, ...this.#options];
    this.#process = spawn(xtask(), ['dev', '--no-build', ...options], {
      cwd: ROOT,
      // Keys of whoever runs the tests are not this server's.
      env: { ...process.env, SIGNING_KEY: '', ADMIN_KEY: '', ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#output += text));
    }
    try {
      await eventually(
        async () => {
          if (this.#process.exitCode !== null) return true;
          return (await this.fetch('/v1/health')).ok;
        },
        { within: 30_000, every: 25 },
      );
    } catch (error) {
      // Left running, it would keep the whole file from ending.
      await this.#end();
      throw new Error(`no server:\n${this.#output}`, { cause: error });
    }
    if (this.#process.exitCode !== null) throw new Error(`no server:\n${this.#output}`);
  }

  async #publish(site) {
    const answer = await this.publish(site, await readFile(join(SITES, `${site}.jsonl`), 'utf8'));
    assert.ok(answer.ok, `the articles are published: ${answer.status} ${await answer.text()}`);
  }
}

/** Where the built xtask lies. */
export function xtask() {
  const built = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug/xtask');
  const path = process.env.DUKOU_XTASK ?? built;
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`cargo xtask build\` first`);
  return path;
}

/** A port that nobody listens on, for now. */
export function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}
