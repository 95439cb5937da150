// The reader in Chromium, from the shipped files as our server sends them: how long until it is
// there, and how long a reading takes. Readings are timed in the worker, by its own clock.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { launch } from '../tests/harness/browser.mjs';
import { row, rowOf } from './measure.mjs';
import { Server } from './server.mjs';

export const title = 'reader, in Chromium';

const LOADS = 7;
const READINGS = 400;
const READ_BUDGET = 3;
const SAID = '我上周在你们店里买的空气炸锅，今天收到打开一看外壳裂了，联系快递说不归他们管，你们到底给不给换新的，再不处理我就申请退款了，真的太让人失望了，等了整整七天就等来这么个东西，客服也一直不回消息，麻烦尽快给我一个说法，谢谢，订单号是二零二六一一零九，急用，今天必须解决，不要再让我等了';

export async function run() {
  const server = await Server.start();
  const browser = await launch();
  try {
    const names = JSON.parse(await readFile(join(process.env.DIST, 'site/manifest.json'), 'utf8'));
    const rows = [];
    for (const [kind, label] of [['reader-simd', 'with vectors'], ['reader', 'without vectors']]) {
      rows.push(...(await measure(browser, server.origin, names[`/assets/${kind}.js`], label)));
    }
    return rows;
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function measure(browser, origin, script, label) {
  const cold = [];
  const cached = [];
  const times = { 32: [], 128: [] };
  for (let round = 0; round < LOADS; round++) {
    // A context has a cache of its own.
    const context = await browser.newContext();
    cold.push(await load(context, origin, script));
    cached.push(await load(context, origin, script));
    await context.close();
  }
  const context = await browser.newContext();
  const page = await blank(context, origin);
  for (const length of [32, 128]) {
    // A different text each time: nothing can remember its answer.
    const texts = Array.from({ length: READINGS }, (_, at) =>
      [...SAID, ...SAID].slice(at % [...SAID].length).slice(0, length).join(''));
    times[length] = await page.evaluate(readAll, [script, texts]);
  }
  await context.close();
  return [
    row(`${label}: load, cold`, cold, 'ms'),
    row(`${label}: load, cached`, cached, 'ms'),
    rowOf(`${label}: 32 characters, p50`, 0.5, times[32], 'ms'),
    rowOf(`${label}: 32 characters, p95`, 0.95, times[32], 'ms', { budget: READ_BUDGET }),
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
    const worker = new Worker(script);
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
async function readAll([script, texts]) {
  const worker = new Worker(script);
  const read = (id, text) =>
    new Promise((done, failed) => {
      worker.onmessage = ({ data }) => {
        if (data.failed) failed(new Error(data.failed));
        if (data.id === id) done(data.reading === null ? failed(new Error('no reading')) : data.ms);
      };
      worker.postMessage({ id, text });
    });
  for (let id = 0; id < 50; id++) await read(-1 - id, texts[id]);
  const times = [];
  for (const [id, text] of texts.entries()) times.push(await read(id, text));
  worker.terminate();
  return times;
}
