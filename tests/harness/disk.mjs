// The objects' SQLite on the disk, while the server is down: the runtime itself opens it, so what a
// test writes there by hand is what an older or a newer server would have left.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import workerd from 'workerd';

import { eventually } from './eventually.mjs';

const CLASSES = ['Room', 'Desk', 'Library', 'Meter'];

const WORKER = `import { DurableObject } from 'cloudflare:workers';
class Disk extends DurableObject {
  async fetch(request) {
    const run = ([statement, ...values]) => this.ctx.storage.sql.exec(statement, ...values).raw().toArray();
    const rows = [];
    for (const [statement, ...values] of await request.json()) {
      if (statement !== 'ALARM') rows.push(run([statement, ...values]));
      else if (values.length) rows.push((await this.ctx.storage.setAlarm(...values), []));
      else rows.push([[await this.ctx.storage.getAlarm()]]);
    }
    await this.ctx.storage.sync();
    return Response.json(rows);
  }
  // What is due stays due.
  async alarm() { throw new Error('not here'); }
}
${CLASSES.map((name) => `export class ${name} extends Disk {}`).join('\n')}
export default {
  fetch(request, env) {
    const [, kind, name] = new URL(request.url).pathname.split('/').map(decodeURIComponent);
    if (!kind) return new Response();
    return env[kind].get(env[kind].idFromName(name)).fetch(request);
  },
};
`;

/**
 * Runs statements, each a list of SQL and its values, in the object of that class and name; returns
 * the rows of each. `['ALARM']` tells when the object's alarm rings, `['ALARM', at]` sets it. Of several
 * names, in each of them, and a list of that.
 */
export async function sql({ data, port }, kind, name, ...statements) {
  const [script, config] = [join(data, 'disk.mjs'), join(data, 'disk.capnp')];
  await writeFile(script, WORKER);
  await writeFile(config, text(data, port));
  const process = spawn(workerd.default, ['serve', '--import-path=/', config], { stdio: 'ignore' });
  try {
    const address = `http://127.0.0.1:${port}`;
    await eventually(async () => (await fetch(address)).ok, { every: 25 });
    const run = async (name) => {
      const answer = await fetch(`${address}/${kind}/${encodeURIComponent(name)}`, {
        method: 'POST',
        body: JSON.stringify(statements),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    };
    return await (Array.isArray(name) ? Promise.all(name.map(run)) : run(name));
  } finally {
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
    await Promise.all([script, config].map((file) => rm(file)));
  }
}

function text(data, port) {
  const each = (line) => CLASSES.map(line).join(', ');
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "disk", worker = .disk),
    (name = "objects", disk = (path = ${JSON.stringify(join(data, 'objects'))}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "disk")],
);
const disk :Workerd.Worker = (
  modules = [(name = "disk.mjs", esModule = embed "disk.mjs")],
  compatibilityDate = "2026-10-20",
  bindings = [${each((name) => `(name = "${name}", durableObjectNamespace = "${name}")`)}],
  durableObjectNamespaces = [${each(
    (name) => `(className = "${name}", uniqueKey = "dukou-${name.toLowerCase()}", enableSql = true)`,
  )}],
  durableObjectStorage = (localDisk = "objects"),
);
`;
}
