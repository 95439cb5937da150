// What an idle conversation costs: visitors who asked one question, read the answer and leave the page
// open. They come in waves, as in life: memory that was needed while a wave was awake is kept by the
// process and used by the next, so what a later wave adds is the price of those who sleep. Beside them,
// the same of a Worker of a few lines: what of it is the runtime's.

import { randomUUID } from 'node:crypto';

import { articles, questions } from './articles.mjs';
import { Floor } from './floor.mjs';
import { lacking, row } from './measure.mjs';
import { Server, seesCost } from './server.mjs';

export const title = 'memory';

const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 1_000);
const WAVES = 5;
const SIZE = Math.round(CONVERSATIONS / WAVES);
const BUDGET = 100;
/** The runtime puts an object to sleep after ten seconds without work. */
const ASLEEP = 13_000;
const AT_ONCE = 10;

export async function run() {
  if (!seesCost) return [lacking('memory', 'needs /proc')];
  const server = await Server.start();
  await server.publish(articles(60));
  const ours = await waves(server, (count) => open(server, count));
  const floor = await Floor.start();
  const theirs = await waves(floor, (count) => openFloor(floor, count));
  const of = { samples: SIZE };
  const all = { samples: SIZE * WAVES };
  return [
    row('server with nobody in it', [ours.empty / 1024], 'MiB'),
    row(`server with ${SIZE * WAVES} idle conversations`, [ours.held.at(-1) / 1024], 'MiB'),
    row('the same, at its most', [ours.most / 1024], 'MiB'),
    row('an idle conversation of the first wave, with what it needed awake', ours.added.slice(0, 1), 'KiB', of),
    row('an idle conversation of a later wave, its line open', ours.added.slice(1), 'KiB', { ...of, budget: BUDGET }),
    row('the same of a Worker of a few lines', theirs.added.slice(1), 'KiB', of),
    row('an idle conversation, all in all', [ours.total], 'KiB', all),
    row('the same of a Worker of a few lines', [theirs.total], 'KiB', all),
    row('an idle conversation, after everybody has left', [ours.left], 'KiB', all),
  ];
}

/** Wave after wave of `open`, each asleep before the next; what that takes of `server`, which is stopped. */
async function waves(server, open) {
  try {
    const sockets = await open(AT_ONCE);
    await sleep(ASLEEP);
    const empty = server.memory();
    const held = [empty];
    let most = empty;
    for (let wave = 0; wave < WAVES; wave++) {
      sockets.push(...(await open(SIZE)));
      most = Math.max(most, server.memory());
      await sleep(ASLEEP);
      held.push(server.memory());
    }
    for (const socket of sockets) socket.close();
    await sleep(ASLEEP);
    const each = (memory) => (memory - empty) / (SIZE * WAVES);
    const added = held.slice(1).map((memory, wave) => (memory - held[wave]) / SIZE);
    return { empty, held, most, added, total: each(held.at(-1)), left: each(server.memory()) };
  } finally {
    await server.stop();
  }
}

async function openFloor(floor, count) {
  const sockets = [];
  const line = async () => {
    while (count-- > 0) sockets.push(await floor.connect());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return sockets;
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
