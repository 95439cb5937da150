// A network cable between browser and server, to be pulled.

import { connect, createServer } from 'node:net';

/**
 * Listens on a port of its own and passes everything on to `target`, an origin; with
 * `webSockets: false` everything but these, as some proxies do, and with `webSockets: 'mute'` they open and
 * nothing comes through, as with others.
 */
export async function link(target, { webSockets = true } = {}) {
  const { hostname, port } = new URL(target);
  const open = new Set();
  let swallows = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    if (webSockets !== true) {
      // A browser opens a connection of its own for each, so the first words tell.
      near.once('data', (head) => {
        if (!/^upgrade:/im.test(head)) return;
        if (!webSockets) return near.destroy();
        setImmediate(() => near.unpipe(far));
        far.once('data', () => setImmediate(() => far.unpipe(near)));
      });
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => (open.delete(from), to.destroy()));
      if (!swallows) from.pipe(to);
    }
  });
  const listen = (at) =>
    new Promise((done, failed) => server.once('error', failed).listen(at, '127.0.0.1', done));
  await listen(0);
  const { port: own } = server.address();
  const pull = () => {
    const closed = new Promise((done) => server.close(done));
    for (const socket of open) socket.destroy();
    return closed;
  };
  return {
    origin: `http://127.0.0.1:${own}`,
    /** Pulls it: what is connected is cut, what tries is refused. */
    cut: pull,
    /** Puts it back. */
    mend: () => listen(own),
    /**
     * A dead spot: of what is connected nothing comes through any more, and neither end is told. What
     * connects anew passes, or with `forNew` is taken and heard no more of either, until `thaw`.
     */
    freeze({ forNew = false } = {}) {
      for (const socket of open) socket.unpipe();
      swallows = forNew;
    },
    /** What connects from now on passes; what froze stays as it is. */
    thaw: () => (swallows = false),
    close: () => (server.listening ? pull() : undefined),
  };
}
