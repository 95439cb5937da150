// An encoder elsewhere: a real HTTP server that speaks OpenAI's `POST /v1/embeddings` and knows nothing but
// a few words. Texts with words of the same matter point the same way.

import { createServer } from 'node:http';

/** How many numbers a vector has. */
export const DIMENSIONS = 8;

const MATTERS = [/退货|宇宙/, /包邮|大海/, /发货|森林/, /保修|沙漠/];

function vector(text) {
  const numbers = Array.from({ length: DIMENSIONS }, (_, at) => 0.5 + 0.01 * ((at * 7 + text.length) % 5));
  const matter = MATTERS.findIndex((words) => words.test(text));
  if (matter !== -1) numbers[matter] += 2;
  return numbers;
}

const good = ({ input }, response) => {
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vector(text) }));
  // Out of order, as the API allows.
  reply(response, 200, { object: 'list', data: data.reverse(), model: 'words', usage: {} });
};

const reply = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** The ways to answer. */
export const MOODS = {
  good,
  /** Never. */
  silent: () => {},
  /** The head of an answer, and then nothing. */
  halting: (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"object": "list", "data": [');
  },
  broken: (_, response) => reply(response, 500, { error: { message: 'out of memory' } }),
  garbage: (_, response) => reply(response, 200, '<html>maintenance</html>'),
  wide: ({ input }, response) =>
    reply(response, 200, { data: input.map((text, index) => ({ index, embedding: [...vector(text), 1] })) }),
  few: ({ input }, response) =>
    reply(response, 200, { data: input.slice(1).map((text, index) => ({ index, embedding: vector(text) })) }),
  nowhere: ({ input }, response) =>
    reply(response, 200, { data: input.map((_, index) => ({ index, embedding: Array(DIMENSIONS).fill(0) })) }),
  gone: (_, response) => response.destroy(),
  /** Refuses whatever it is sent with a text that is too long for it. */
  narrow: (body, response) =>
    body.input.some((text) => text.includes('太长'))
      ? reply(response, 413, { error: { message: 'inputs must have less than 512 tokens' } })
      : good(body, response),
};

export class Encoder {
  /** Where it is asked. */
  url;
  /** How it answers: one of {@link MOODS}, or a function of the same kind. */
  mood = MOODS.good;
  /** What it was asked: `{ body, authorization }`, the earliest first. */
  requests = [];

  #server;

  static async start() {
    const encoder = new Encoder();
    encoder.#server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = JSON.parse(Buffer.concat(chunks).toString());
      encoder.requests.push({ body, authorization: request.headers.authorization });
      encoder.mood(body, response);
    });
    await new Promise((listening) => encoder.#server.listen(0, '127.0.0.1', listening));
    // Whoever forgets to close it is not kept from ending.
    encoder.#server.unref();
    encoder.url = `http://127.0.0.1:${encoder.#server.address().port}/v1/embeddings`;
    return encoder;
  }

  /** All texts it was told. */
  get texts() {
    return this.requests.flatMap(({ body }) => body.input);
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((closed) => this.#server.close(closed));
  }
}
