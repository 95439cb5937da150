// What the runtime itself costs: a Worker of a few lines in the workerd that ships. Its objects keep as
// many rows as a short conversation and a line that outlives their sleep, and do nothing else.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../tests/harness/server.mjs';
import { eventually } from '../tests/harness/eventually.mjs';
import { memoryOf } from './server.mjs';

const WORKER = `
import { DurableObject } from "cloudflare:workers";
export default {
  fetch: (request, { ROOM }) =>
    request.headers.get("upgrade") ? ROOM.getByName(request.url).fetch(request) : new Response("ok"),
};
export class Room extends DurableObject {
  fetch() {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE entries (seq INTEGER PRIMARY KEY, fact TEXT NOT NULL)");
    for (let seq = 0; seq < 5; seq++) sql.exec("INSERT INTO entries VALUES (?, ?)", seq, "x".repeat(200));
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketClose(socket) {
    socket.close();
  }
}`;

const config = (port, data) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "floor", worker = .floor),
    (name = "objects", disk = (path = ${JSON.stringify(join(data, 'objects'))}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "floor")],
);
const floor :Workerd.Worker = (
  modules = [(name = "floor.mjs", esModule = embed "floor.mjs")],
  compatibilityDate = "2026-10-20",
  compatibilityFlags = ["no_web_socket_compression"],
  bindings = [(name = "ROOM", durableObjectNamespace = "Room")],
  durableObjectNamespaces = [(className = "Room", uniqueKey = "room", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);
`;

export class Floor {
  #count = 0;
  #data;
  #port;
  #process;

  static async start() {
    const floor = new Floor();
    floor.#data = await mkdtemp(join(tmpdir(), 'dukou-floor-'));
    floor.#port = await freePort();
    await mkdir(join(floor.#data, 'objects'));
    await writeFile(join(floor.#data, 'floor.mjs'), WORKER);
    const path = join(floor.#data, 'floor.capnp');
    await writeFile(path, config(floor.#port, floor.#data));
    floor.#process = spawn(join(process.env.DIST, 'workerd'), ['serve', path], { stdio: 'inherit' });
    await eventually(async () => (await fetch(`http://127.0.0.1:${floor.#port}`)).ok, { within: 30_000, every: 25 });
    return floor;
  }

  /** A new object's line, open. */
  async connect() {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port}/${this.#count++}`);
    await new Promise((opened, failed) => {
      socket.onopen = opened;
      socket.onerror = () => failed(new Error('no WebSocket'));
    });
    return socket;
  }

  /** Memory that workerd holds, in KiB. */
  memory() {
    return memoryOf(this.#process.pid);
  }

  async stop() {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#data, { recursive: true, force: true });
  }
}
