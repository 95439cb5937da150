// A stand-in for our edge, to see the shop's side alone: the real embed.js, and a frame that writes
// down what it is told and says what the test tells it to.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EMBED = join(dirname(fileURLToPath(import.meta.url)), '../../www/embed.js');

const headers = {
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

// `told` holds what arrived; `say` speaks to the parent, as any code of ours would.
const FRAME = `<!doctype html><html lang="zh-CN"><title>frame</title><input aria-label="输入消息"><script>
  const told = [];
  addEventListener('message', ({ data, origin, source }) => {
    if (source === parent) told.push({ ...data, from: origin });
  });
  const say = (message) => parent.postMessage({ dukou: 1, ...message }, '*');
  say({ type: 'ready' });
</script></html>`;

/** The stub's pages, for `world.shop(await stub(), { host: '127.0.0.1' })`. */
export async function stub() {
  const body = await readFile(EMBED, 'utf8');
  return {
    '/embed.js': { body, headers: { ...headers, 'content-type': 'text/javascript; charset=utf-8' } },
    '/widget/acme': { body: FRAME, headers },
  };
}
