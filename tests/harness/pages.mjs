// Small servers that play the shop: pages with our tag, in surroundings of all kinds.

import { createServer } from 'node:http';

/**
 * Serves `pages`: a path to HTML, or to `{ body, headers }`. `{edge}` in a body or a header stands
 * for our own origin, `{tag}` for the shop's tag of site acme. The shop is at `localhost`, we are at
 * 127.0.0.1: to the browser these are two sites, as in life.
 */
export async function serve(pages, { edge, host = 'localhost' }) {
  const tag = `<script async src="${edge}/embed.js" data-site="acme" data-lang="zh-CN"></script>`;
  const fill = (text) => text.replaceAll('{tag}', tag).replaceAll('{edge}', edge);
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://shop').pathname;
    const page = pages[path];
    if (page === undefined) {
      // Browsers ask for it unasked; a 404 would be a line in the console.
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    const { body = '', headers = {} } = typeof page === 'string' ? { body: page } : page;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, fill(value));
    if (!response.hasHeader('content-type')) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
    }
    response.end(fill(body));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://${host}:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** A believable shop page around `{tag}`. */
export const shopPage = (extra = '') => `<!doctype html>
<html lang="zh-CN">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>青瓷茶杯</title></head>
  <body>
    <main><h1>青瓷茶杯</h1><p>￥128.00</p><button>加入购物车</button><input aria-label="数量"></main>
    ${extra}{tag}
  </body>
</html>`;

/** The line of docs/PROTOCOL.md by which a page may call `Dukou` before our script is there. */
export const STUB = `<script>window.Dukou=window.Dukou||{q:[]};["open","close","identify","track","on"].forEach(function(m){Dukou[m]=Dukou[m]||function(){var c=[m,[].slice.call(arguments)];Dukou.q.push(c);return function(){c[2]?c[2]():c[0]=""}}})</script>`;
