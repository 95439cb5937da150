// What an idle conversation costs: visitors who asked one question, read the answer and leave the page
// open. They come in waves, as in life: memory that was needed while a wave was awake is kept by the
// process and used by the next, so what a later wave adds is the price of those who sleep.

import { randomUUID } from 'node:crypto';

import { articles, questions } from './articles.mjs';
import { lacking, row } from './measure.mjs';
import { Server, seesCost } from './server.mjs';

export const title = 'memory';

const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 1_000);
const WAVES = 5;
const BUDGET = 100;
/** The runtime puts an object to sleep after ten seconds without work. */
const ASLEEP = 13_000;
const AT_ONCE = 10;

export async function run() {
  if (!seesCost) return [lacking('memory', 'needs /proc')];
  const server = await Server.start();
  try {
    await server.publish(articles(60));
    const sockets = await open(server, AT_ONCE);
    await sleep(ASLEEP);
    const empty = server.memory();
    const size = Math.round(CONVERSATIONS / WAVES);
    const held = [empty];
    let most = empty;
    for (let wave = 0; wave < WAVES; wave++) {
      sockets.push(...(await open(server, size)));
      most = Math.max(most, server.memory());
      await sleep(ASLEEP);
      held.push(server.memory());
    }
    for (const socket of sockets) socket.close();
    await sleep(ASLEEP);
    const left = server.memory();
    const added = held.slice(1).map((memory, wave) => (memory - held[wave]) / size);
    const total = held.at(-1) - empty;
    const of = { samples: size };
    return [
      row('server with nobody in it', [empty / 1024], 'MiB'),
      row(`server with ${size * WAVES} idle conversations`, [held.at(-1) / 1024], 'MiB'),
      row('the same, at its most', [most / 1024], 'MiB'),
      row('an idle conversation of the first wave, with what it needed awake', added.slice(0, 1), 'KiB', of),
      row('an idle conversation of a later wave, its line open', added.slice(1), 'KiB', { ...of, budget: BUDGET }),
      row('an idle conversation, all in all', [total / (size * WAVES)], 'KiB', { samples: size * WAVES }),
      row('the same, after everybody has left', [(left - empty) / (size * WAVES)], 'KiB', { samples: size * WAVES }),
    ];
  } finally {
    await server.stop();
  }
}

async function open(server, count) {
  const asked = questions(count);
  const sockets = [];
  const line = async () => {
    for (let question; (question = asked.pop()); ) {
      const socket = await server.connect(await server.begin());
      sockets.push(socket);
      const answered = new Promise((heard) => {
        socket.onmessage = ({ data }) => {
          const facts = (JSON.parse(data).entries ?? []).map(({ fact }) => fact);
          if (facts.some(({ fact, author }) => fact !== 'started' && author !== 'visitor')) heard();
        };
      });
      const client_id = randomUUID().replaceAll('-', '');
      socket.send(JSON.stringify({ type: 'say', client_id, text: question }));
      await Promise.race([answered, sleep(5_000)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return sockets;
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
