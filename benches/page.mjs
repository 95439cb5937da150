// What a shop's page pays for our tag: the same page with and without it, in turn, as a phone four
// times slower than this machine would see it.

import { launch } from '../tests/harness/browser.mjs';
import { serve } from '../tests/harness/pages.mjs';
import { row } from './measure.mjs';
import { Server } from './server.mjs';

export const title = "a shop's page with our tag, CPU slowed four times";

const ROUNDS = 15;
const SETTLE = 2_500;

const shop = (tag) => `<!doctype html>
<html lang="zh-CN">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>青瓷茶杯</title>
  <style>body{margin:0;font:16px system-ui}main{display:grid;grid-template-columns:repeat(4,1fr);gap:8px;padding:8px}svg{width:100%}</style></head>
  <body><h1>青瓷茶杯</h1><main>${Array.from({ length: 48 }, (_, at) => `<a href="#${at}"><svg viewBox="0 0 9 9"><circle cx="4.5" cy="4.5" r="4" fill="hsl(${at * 7} 40% 60%)"/></svg><p>第 ${at} 号茶杯，手工拉坯，一窑只出三十只</p>￥128.00</a>`).join('')}</main>
  ${tag}</body></html>`;

export async function run() {
  const server = await Server.start();
  const site = await serve({ '/with': shop('{tag}'), '/without': shop('') }, { edge: server.origin });
  const browser = await launch();
  try {
    const seen = { with: [], without: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of round % 2 ? ['with', 'without'] : ['without', 'with']) {
        seen[kind].push(await visit(browser, `${site.origin}/${kind}`));
      }
    }
    const of = (kind, figure) => seen[kind].map((visit) => visit[figure]);
    // Each visit against its neighbour, so that a busy minute weighs on both.
    const more = (figure) => seen.with.map((visit, at) => visit[figure] - seen.without[at][figure]);
    return [
      row('layout shift (CLS)', of('with', 'shift'), '', { budget: 0 }),
      row('long tasks over 50 ms, more than without', more('long'), '', { budget: 0 }),
      row('largest paint (LCP) without it', of('without', 'lcp'), 'ms'),
      row('largest paint (LCP), later than without', more('lcp'), 'ms', { budget: 20 }),
    ];
  } finally {
    await browser.close();
    await site.close();
    await server.stop();
  }
}

async function visit(browser, address) {
  const context = await browser.newContext({ viewport: { width: 412, height: 915 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript(() => {
    window.seen = { shift: 0, long: 0, lcp: 0 };
    const watch = (type, take) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch('layout-shift', ({ value, hadRecentInput }) => (seen.shift += hadRecentInput ? 0 : value));
    watch('longtask', () => (seen.long += 1));
    watch('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime));
  });
  await page.goto(address);
  // The frame is fetched when the page is idle: that is part of the price.
  await page.waitForTimeout(SETTLE);
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  return seen;
}
