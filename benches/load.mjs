// Requests in numbers, over connections that stay open.

import { Agent, request } from 'node:http';

const LINES = 8;
/** What has no answer by then never will, in milliseconds. */
const PATIENCE = 30_000;

export class Load {
  #agent = new Agent({ keepAlive: true, maxSockets: LINES });

  constructor(server) {
    this.server = server;
  }

  /** One request; fails unless the answer is a good one. Returns its text. */
  ask({ method = 'GET', path, body, token }) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    return new Promise((done, failed) => {
      const { port } = this.server;
      const sent = request({ agent: this.#agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
          const said = Buffer.concat(chunks).toString();
          if (answer.statusCode < 300) done(said);
          else failed(new Error(`${method} ${path}: ${answer.statusCode} ${said}`));
        });
      });
      sent.setTimeout(PATIENCE, () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.on('error', failed).end(text);
    });
  }

  /**
   * Does `act(index)` for `count` indices, `lines` at a time. Returns what it took: `rate` a second,
   * `cpu` of the server in µs for one, after `settle` ms for what follows an answer.
   */
  async measure(count, act, { lines = LINES, settle = 0 } = {}) {
    const before = this.server.cpu();
    const began = performance.now();
    let next = 0;
    const line = async () => {
      while (next < count) await act(next++);
    };
    await Promise.all(Array.from({ length: lines }, line));
    const seconds = (performance.now() - began) / 1000;
    if (settle) await new Promise((wait) => setTimeout(wait, settle));
    return { rate: count / seconds, cpu: (this.server.cpu() - before) / count };
  }

  close() {
    this.#agent.destroy();
  }
}
