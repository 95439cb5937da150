// `cargo xtask bench` runs this: figures of what ships, in the real workerd and the real Chromium,
// beside the budgets. Nothing here fails because something was slow: figures are for reading.
//
// From the environment: DIST is a directory as `cargo xtask dist` writes it.

import { availableParallelism, cpus, freemem, loadavg, totalmem } from 'node:os';

import { print } from './measure.mjs';

const RUNS = ['reader', 'page', 'edge', 'restart', 'memory'];

const [{ model }] = cpus();
const giga = (bytes) => (bytes / 2 ** 30).toFixed(0);
console.log(
  `machine: ${availableParallelism()} cores (${model}), ${giga(freemem())} of ${giga(totalmem())} GiB free, ` +
    `load ${loadavg()[0].toFixed(1)}, ${process.platform}, Node ${process.versions.node}; ` +
    'load and server share the machine',
);
for (const name of RUNS.filter((name) => process.argv.slice(2).includes(name))) {
  const { title, run } = await import(`./${name}.mjs`);
  print(title, await run());
}
process.exit();
