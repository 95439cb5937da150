// A WebSocket with every header in the test's hand: what a browser would add, and what a stranger
// would forge. Text frames only, as ours are.

import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

/**
 * Opens one at `path`. Resolves to `{ status, problem }` where the server refuses, else to a
 * {@link Socket}.
 */
export function open(server, path, { origin, cookie, protocols } = {}) {
  const headers = {
    'connection': 'Upgrade',
    'upgrade': 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...(origin && { origin }),
    ...(cookie && { cookie }),
    ...(protocols && { 'sec-websocket-protocol': protocols.join(', ') }),
  };
  return new Promise((done, failed) => {
    const asking = request(`${server.origin}${path}`, { headers });
    asking.on('error', failed);
    asking.on('upgrade', (answer, stream, head) => {
      done(new Socket(answer.headers, stream, head));
    });
    asking.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => done({ status: answer.statusCode, problem: text && JSON.parse(text) }));
    });
    asking.end();
  });
}

class Socket {
  status = 101;
  /** What the server sent so far, as JSON. */
  frames = [];
  /** The code with which the server closed it. */
  closed;

  #stream;
  #buffer;

  constructor(headers, stream, head) {
    this.protocol = headers['sec-websocket-protocol'];
    this.#stream = stream;
    this.#buffer = head;
    stream.on('error', () => {});
    stream.on('data', (part) => {
      this.#buffer = Buffer.concat([this.#buffer, part]);
      while (this.#take());
    });
    while (this.#take());
  }

  /** Every entry that was sent. */
  get entries() {
    return this.frames.flatMap((frame) => frame.entries ?? []);
  }

  send(frame) {
    this.#write(1, Buffer.from(JSON.stringify(frame)));
  }

  close() {
    this.#write(8, Buffer.from([0x03, 0xe8]));
    this.#stream.end();
  }

  /** One frame out of the buffer, if it is there as a whole. */
  #take() {
    const buffer = this.#buffer;
    if (buffer.length < 2) return false;
    const kind = buffer[0] & 15;
    let length = buffer[1] & 127;
    let start = 2;
    if (length === 126) {
      if (buffer.length < 4) return false;
      [length, start] = [buffer.readUInt16BE(2), 4];
    } else if (length === 127) {
      if (buffer.length < 10) return false;
      [length, start] = [Number(buffer.readBigUInt64BE(2)), 10];
    }
    if (buffer.length < start + length) return false;
    const body = buffer.subarray(start, start + length);
    this.#buffer = buffer.subarray(start + length);
    if (kind === 1) this.frames.push(JSON.parse(body.toString('utf8')));
    if (kind === 8) this.closed = length >= 2 ? body.readUInt16BE(0) : 1005;
    return true;
  }

  #write(kind, body) {
    const mask = randomBytes(4);
    const length =
      body.length < 126 ? [body.length | 128] : [126 | 128, body.length >> 8, body.length & 255];
    const masked = body.map((byte, at) => byte ^ mask[at % 4]);
    this.#stream.write(Buffer.concat([Buffer.from([128 | kind, ...length]), mask, masked]));
  }
}
