// The reader in Chromium, from the shipped files as our server sends them: how long until it is
// there, and how long a reading takes. Readings are timed in the worker, by its own clock. Beside it
// the same natively, and onnxruntime-web with the same weights.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { launch } from '../tests/harness/browser.mjs';
import { lacking, row, rowOf } from './measure.mjs';
import { Onnxruntime } from './onnxruntime.mjs';
import { Server } from './server.mjs';

export const title = 'reader, in Chromium';

const LOADS = 7;
const READINGS = 400;
const READ_BUDGET = 3;
const SAID = '我上周在你们店里买的空气炸锅，今天收到打开一看外壳裂了，联系快递说不归他们管，你们到底给不给换新的，再不处理我就申请退款了，真的太让人失望了，等了整整七天就等来这么个东西，客服也一直不回消息，麻烦尽快给我一个说法，谢谢，订单号是二零二六一一零九，急用，今天必须解决，不要再让我等了';

const LENGTHS = [32, 128];
// A different text each time: nothing can remember its answer.
const TEXTS = Object.fromEntries(
  LENGTHS.map((length) => [
    length,
    Array.from({ length: READINGS }, (_, at) =>
      [...SAID, ...SAID].slice(at % [...SAID].length).slice(0, length).join('')),
  ]),
);

export async function run() {
  const server = await Server.start();
  const browser = await launch();
  try {
    const site = join(process.env.DIST, 'site');
    const names = JSON.parse(await readFile(join(site, 'manifest.json'), 'utf8'));
    const rows = [];
    for (const [kind, label] of [['reader-simd', 'with vectors'], ['reader', 'without vectors']]) {
      const script = names[`/assets/${kind}.js`];
      rows.push(...(await measure(browser, server.origin, script, label, (text) => ({ text }))));
      rows.push(row(`${label}: download`, [(await downloaded(site, names, script)) / 1000], 'kB br'));
    }
    const native = natively();
    for (const length of LENGTHS) {
      rows.push(rowOf(`natively: ${length} characters, p50`, 0.5, native[length].times, 'ms'));
      rows.push(rowOf(`natively: ${length} characters, p95`, 0.95, native[length].times, 'ms'));
    }
    rows.push(...(await theirs(browser, native)));
    return rows;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Bytes that our reader downloads, after brotli: its script, its WebAssembly, its weights. */
async function downloaded(site, names, script) {
  const [wasm] = (await readFile(join(site, script), 'utf8')).match(/\/assets\/[\w.-]+\.wasm/);
  const files = [script, wasm, names['/assets/reader.bin']];
  const sizes = await Promise.all(files.map((file) => stat(join(site, `${file}.br`))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** For each length what `model/examples/time.rs` says of its texts. */
function natively() {
  const cargo = ['run', '--quiet', '--release', '--locked', '--package', 'model', '--example', 'time'];
  const told = (texts) =>
    JSON.parse(execFileSync('cargo', cargo, { input: texts.join('\n'), maxBuffer: 1 << 28, encoding: 'utf8' }));
  return Object.fromEntries(LENGTHS.map((length) => [length, told(TEXTS[length])]));
}

/** onnxruntime-web, in the same browser. */
async function theirs(browser, native) {
  if (!existsSync(new URL('onnxruntime/node_modules', import.meta.url))) {
    return [lacking('onnxruntime-web', 'is not installed: no network?')];
  }
  const server = await Onnxruntime.start();
  try {
    let at = 0;
    const rows = LENGTHS.flatMap((length) => native[length].rows);
    const next = () => ({ rows: rows[at++] });
    const measured = await measure(browser, server.origin, '/worker.mjs', 'onnxruntime-web', next);
    return [...measured, row('onnxruntime-web: download', [server.bytes / 1000], 'kB br')];
  } finally {
    server.stop();
  }
}

/** Loads and readings of one worker; `message` is what it is sent for a text. */
async function measure(browser, origin, script, label, message) {
  const cold = [];
  const cached = [];
  const times = {};
  for (let round = 0; round < LOADS; round++) {
    // A context has a cache of its own.
    const context = await browser.newContext();
    cold.push(await load(context, origin, script));
    cached.push(await load(context, origin, script));
    await context.close();
  }
  const context = await browser.newContext();
  const page = await blank(context, origin);
  for (const length of LENGTHS) {
    times[length] = await page.evaluate(readAll, [script, TEXTS[length].map(message)]);
  }
  await context.close();
  const budget = label.startsWith('with') ? READ_BUDGET : undefined;
  return [
    row(`${label}: load, cold`, cold, 'ms'),
    row(`${label}: load, cached`, cached, 'ms'),
    rowOf(`${label}: 32 characters, p50`, 0.5, times[32], 'ms'),
    rowOf(`${label}: 32 characters, p95`, 0.95, times[32], 'ms', { budget }),
    rowOf(`${label}: 128 characters, p50`, 0.5, times[128], 'ms'),
    rowOf(`${label}: 128 characters, p95`, 0.95, times[128], 'ms'),
  ];
}

/** An empty page of our own origin, with nothing on it that takes time. */
async function blank(context, origin) {
  const page = await context.newPage();
  await page.route(`${origin}/bench`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>bench</title>' }));
  await page.goto(`${origin}/bench`);
  return page;
}

async function load(context, origin, script) {
  const page = await blank(context, origin);
  const took = await page.evaluate(async (script) => {
    const began = performance.now();
    const worker = new Worker(script, { type: script.endsWith('.mjs') ? 'module' : 'classic' });
    await new Promise((ready, failed) => {
      worker.onmessage = ({ data }) => (data.ready ? ready() : failed(new Error(data.failed)));
      worker.onerror = () => failed(new Error('the worker does not load'));
    });
    return performance.now() - began;
  }, script);
  await page.close();
  return took;
}

/** Runs in the page: every text read in turn, after some that only warm up. */
async function readAll([script, messages]) {
  const worker = new Worker(script, { type: script.endsWith('.mjs') ? 'module' : 'classic' });
  const read = (id, message) =>
    new Promise((done, failed) => {
      worker.onmessage = ({ data }) => {
        if (data.failed) failed(new Error(data.failed));
        if (data.id === id) done(data.reading === null ? failed(new Error('no reading')) : data.ms);
      };
      worker.postMessage({ id, ...message });
    });
  for (let id = 0; id < 50; id++) await read(-1 - id, messages[id]);
  const times = [];
  for (const [id, message] of messages.entries()) times.push(await read(id, message));
  worker.terminate();
  return times;
}
