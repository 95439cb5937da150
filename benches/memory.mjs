// What an idle conversation costs: a thousand visitors who asked one question, read the answer and
// leave the page open.

import { randomUUID } from 'node:crypto';

import { articles, questions } from './articles.mjs';
import { lacking, row } from './measure.mjs';
import { Server, seesCost } from './server.mjs';

export const title = 'memory';

const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 1_000);
const BUDGET = 100;
/** The runtime puts an object to sleep after ten seconds without work. */
const ASLEEP = 20_000;
const AT_ONCE = 20;

export async function run() {
  if (!seesCost) return [lacking('memory', 'needs /proc')];
  const server = await Server.start();
  try {
    await server.publish(articles(60));
    await open(server, 50);
    await sleep(ASLEEP);
    const before = server.memory();
    const sockets = await open(server, CONVERSATIONS);
    await sleep(2_000);
    const awake = server.memory();
    await sleep(ASLEEP);
    const asleep = server.memory();
    for (const socket of sockets) socket.close();
    await sleep(ASLEEP);
    const after = server.memory();
    const each = (memory) => [(memory - before) / CONVERSATIONS];
    const of = { samples: CONVERSATIONS };
    return [
      row('server with nobody in it', [before / 1024], 'MiB'),
      row('an idle conversation, just now awake', each(awake), 'KiB', of),
      row('an idle conversation, asleep with its line open', each(asleep), 'KiB', { ...of, budget: BUDGET }),
      row('a conversation that was left, still held', each(after), 'KiB', of),
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
          const frame = JSON.parse(data);
          if (frame.entries?.some(({ fact }) => fact.fact !== 'said' && fact.fact !== 'started')) heard();
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
