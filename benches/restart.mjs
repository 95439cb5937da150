// `kill -9`, start, first answer: the program that ships, from its start to an answer of the API, to
// the first words of a conversation that was going on, and to the first search over many articles.

import { articles } from './articles.mjs';
import { Load } from './load.mjs';
import { row } from './measure.mjs';
import { Server } from './server.mjs';

export const title = 'restart after kill -9';

const ROUNDS = 9;
const ARTICLES = 20_000;
const BUDGET = 150;

export async function run() {
  const server = await Server.start();
  try {
    await server.publish(articles(ARTICLES));
    const { path, token } = await server.begin();
    const up = [];
    const read = [];
    const searched = [];
    for (let round = 0; round < ROUNDS; round++) {
      await server.kill();
      const began = performance.now();
      up.push(await server.run());
      const load = new Load(server);
      await load.ask({ path, token });
      read.push(performance.now() - began);
      const asked = performance.now();
      const body = { query: '茶杯怎么清洗', top: 3 };
      await load.ask({ method: 'POST', path: '/v1/sites/acme/search', body });
      searched.push(performance.now() - asked);
      load.close();
    }
    return [
      row('to the first answer', up, 'ms', { budget: BUDGET }),
      row('to a conversation read again', read, 'ms', { budget: BUDGET }),
      row(`then the first search over ${ARTICLES} articles, which builds their index`, searched, 'ms'),
    ];
  } finally {
    await server.stop();
  }
}
