// The server as it ships, on a free port and a directory of its own, with its cost in sight.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from '../tests/harness/server.mjs';

const SITES = join(dirname(fileURLToPath(import.meta.url)), '../tests/sites');
const FREE = { burst: 4_000_000, per_minute: 4_000_000 };
// One address and few visitors stand for thousands here.
const LIMITS = JSON.stringify({
  start_address: FREE, start_visitor: FREE, frames: FREE, reads: FREE, search_address: FREE, agent_frames: FREE,
});

/** Whether the cost of a process can be read here. */
export const seesCost = existsSync('/proc/self/stat');

const TICKS_A_SECOND = 100;
const PAGE_KIB = 4;

/** Memory that a process holds, in KiB. */
export const memoryOf = (pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_KIB;

export class Server {
  #data;
  #port;
  #process;
  #said;

  static async start() {
    const server = new Server();
    server.#data = await mkdtemp(join(tmpdir(), 'dukou-bench-'));
    server.#port = await freePort();
    await server.run();
    return server;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port() {
    return this.#port;
  }

  /** Starts; returns how many milliseconds passed until it answered. */
  async run() {
    const options = ['--port', `${this.#port}`, '--data', this.#data, '--sites', SITES];
    const began = performance.now();
    this.#process = spawn(join(process.env.DIST, 'dukou'), options, {
      env: { LIMITS },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#said = '';
    this.#process.stderr.setEncoding('utf8').on('data', (text) => (this.#said += text));
    while (this.#process.exitCode === null) {
      const answer = await fetch(`${this.origin}/v1/health`).catch(() => null);
      if (answer?.ok) {
        await answer.text();
        return performance.now() - began;
      }
      await new Promise((wait) => setTimeout(wait, 1));
    }
    throw new Error(`the server did not start: ${this.#said}`);
  }

  /** `kill -9`. */
  async kill() {
    const ended = once(this.#process, 'exit');
    process.kill(this.pid, 'SIGKILL');
    await ended;
  }

  async stop() {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.#data, { recursive: true, force: true });
  }

  /** workerd's process. */
  get pid() {
    return Number(readFileSync(join(this.#data, 'workerd.pid'), 'utf8'));
  }

  /** CPU time that workerd has used so far, in microseconds, in steps of 10,000. */
  cpu() {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
    return ((user + system) * 1e6) / TICKS_A_SECOND;
  }

  /** Memory that workerd holds, in KiB. */
  memory() {
    return memoryOf(this.pid);
  }

  async publish(articles, site = 'acme') {
    const { admin_key } = JSON.parse(await readFile(join(this.#data, 'secrets.json'), 'utf8'));
    const answer = await fetch(`${this.origin}/v1/sites/${site}/articles`, {
      method: 'PUT',
      body: articles.map((article) => JSON.stringify(article)).join('\n'),
      headers: { 'content-type': 'application/jsonl', 'authorization': `Bearer ${admin_key}` },
    });
    if (!answer.ok) throw new Error(`publishing: ${answer.status} ${await answer.text()}`);
  }

  /** Begins a conversation; returns its id and token. */
  async begin(site = 'acme') {
    const answer = await fetch(`${this.origin}/v1/sites/${site}/conversations`, {
      method: 'POST',
      body: JSON.stringify({ locale: 'zh-CN' }),
      headers: { 'content-type': 'application/json' },
    });
    if (answer.status !== 201) throw new Error(`beginning: ${answer.status} ${await answer.text()}`);
    const { conversation, token } = await answer.json();
    return { path: `/v1/sites/${site}/conversations/${conversation}`, token };
  }

  /** The visitor's line to a conversation, open. */
  async connect({ path, token }) {
    const url = `${this.origin.replace('http', 'ws')}${path}/socket`;
    const socket = new WebSocket(url, ['dukou.v1', `session.${token}`]);
    await new Promise((opened, failed) => {
      socket.onopen = opened;
      socket.onerror = () => failed(new Error('no WebSocket'));
    });
    return socket;
  }
}
