// The edge: how many requests a second, and what one costs. The client runs on the same machine and
// takes its share of it, so the rate is a lower bound; CPU is workerd's alone.

import { randomUUID } from 'node:crypto';

import { articles, questions } from './articles.mjs';
import { Load } from './load.mjs';
import { lacking, row } from './measure.mjs';
import { Server, seesCost } from './server.mjs';

export const title = 'edge';

const ARTICLES = 20_000;
const ROUNDS = 5;
const SEARCH_BUDGET = 400;

export async function run() {
  if (!seesCost) return [lacking('edge', 'needs /proc')];
  const server = await Server.start();
  const load = new Load(server);
  try {
    const began = performance.now();
    await server.publish(articles(ARTICLES));
    const published = (performance.now() - began) / 1000;
    const asked = questions(2_000);
    const post = (path, body) => (at) =>
      load.ask({ method: 'POST', path: `/v1/sites/acme/${path}`, body: body(asked[at % asked.length]) });
    const shelf = `${ARTICLES / 1000},000 articles`;
    return [
      row(`publish ${shelf}`, [published], 's'),
      ...(await rounds(load, 'health', 4_000, (at) => load.ask({ path: '/v1/health' }, at))),
      ...(await rounds(load, `search, ${shelf}`, 2_000, post('search', (query) => ({ query, top: 3 })), {
        budget: SEARCH_BUDGET,
      })),
      ...(await rounds(load, `answer, ${shelf}`, 2_000, post('answer', (question) => ({ question })), {
        budget: SEARCH_BUDGET,
      })),
      ...(await overHttp(server, load, asked)),
      ...(await overSockets(server, load, asked)),
    ];
  } finally {
    load.close();
    await server.stop();
  }
}

/** One measurement to warm up, then five that count. */
async function rounds(load, what, count, act, { budget, ...options } = {}) {
  await load.measure(count / 4, act, options);
  const rates = [];
  const costs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { rate, cpu } = await load.measure(count, act, options);
    rates.push(rate);
    costs.push(cpu);
  }
  return [
    row(`${what}: a second`, rates, '/s', { samples: count }),
    row(`${what}: CPU for one`, costs, 'µs', { samples: count, budget }),
  ];
}

const CONVERSATIONS = 48;
const MESSAGES = 480;
/** Time for the assistant to answer what is still open, so that its work is counted. */
const SETTLE = 500;
/** A message that is not stored by then never will be. */
const PATIENCE = 20_000;
const name = () => randomUUID().replaceAll('-', '');

/** A question each, stored and answered by the assistant; CPU counts the answer too. */
async function overHttp(server, load, asked) {
  const talks = await begin(server);
  const act = (at) => {
    const { path, token } = talks[at % talks.length];
    const body = { client_id: name(), text: asked[at % asked.length] };
    return load.ask({ method: 'POST', path: `${path}/messages`, token, body });
  };
  return rounds(load, 'message by HTTP, with its answer', MESSAGES, act, { settle: SETTLE });
}

async function overSockets(server, load, asked) {
  const sockets = await Promise.all((await begin(server)).map((talk) => server.connect(talk)));
  const waiting = new Map();
  for (const socket of sockets) {
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      const named = frame.entries?.map(({ fact }) => fact.client_id) ?? [frame.client_id];
      for (const id of named) {
        waiting.get(id)?.();
        waiting.delete(id);
      }
    };
  }
  const act = (at) =>
    new Promise((stored, failed) => {
      const id = name();
      const socket = sockets[at % sockets.length];
      const patience = setTimeout(failed, PATIENCE, new Error(`a message was not stored, line ${socket.readyState}`));
      waiting.set(id, () => {
        clearTimeout(patience);
        stored();
      });
      socket.send(JSON.stringify({ type: 'say', client_id: id, text: asked[at % asked.length] }));
    });
  const rows = await rounds(load, 'message by WebSocket, with its answer', MESSAGES, act, {
    lines: CONVERSATIONS / 2,
    settle: SETTLE,
  });
  for (const socket of sockets) socket.close();
  return rows;
}

const begin = (server) => Promise.all(Array.from({ length: CONVERSATIONS }, () => server.begin()));
