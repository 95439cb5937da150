// onnxruntime-web on the same ONNX file, in the same Chromium: its WebAssembly backend, one thread,
// with vectors. It is given the rows of the table that our reader finds for a text, so its time is the
// network alone; ours, beside it, is the whole reading.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

const PACKAGE = new URL('onnxruntime/node_modules/onnxruntime-web/dist/', import.meta.url);
const FILES = {
  '/ort.mjs': [new URL('ort.wasm.bundle.min.mjs', PACKAGE), 'text/javascript'],
  '/ort-wasm-simd-threaded.wasm': [new URL('ort-wasm-simd-threaded.wasm', PACKAGE), 'application/wasm'],
  '/reader.onnx': [new URL('../model/weights/reader.onnx', import.meta.url), 'application/octet-stream'],
};

const WORKER = `
import * as ort from '/ort.mjs';
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: '/ort-wasm-simd-threaded.wasm' };
const session = ort.InferenceSession.create('/reader.onnx', { executionProviders: ['wasm'] });
async function read(rows) {
  const grams = new ort.Tensor('int64', BigInt64Array.from(rows, BigInt), [3, rows.length / 3]);
  const known = rows.filter((row) => row > 0).length;
  const scale = new ort.Tensor('float32', Float32Array.of(1 / Math.sqrt(Math.max(1, known))), [1]);
  const began = performance.now();
  await (await session).run({ grams, scale });
  return performance.now() - began;
}
onmessage = async ({ data: { id, rows } }) => {
  try {
    postMessage({ id, ms: await read(rows) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
// The first reading is slow; ours is ready only after one as well.
read([1, 1, 1, 1, 1, 1, 1, 1, 1]).then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: String(error) }),
);
`;

/** A server of what onnxruntime-web needs, cached by a browser as ours is. */
export class Onnxruntime {
  #server;
  /** Bytes to download, after brotli. */
  bytes = 0;

  static async start() {
    const self = new Onnxruntime();
    const answers = new Map([
      ['/', [Buffer.from('<!doctype html><title>bench</title>'), 'text/html']],
      ['/worker.mjs', [Buffer.from(WORKER), 'text/javascript']],
    ]);
    for (const [path, [file, type]] of Object.entries(FILES)) {
      const content = await readFile(file);
      const packed = brotliCompressSync(content);
      self.bytes += packed.length;
      answers.set(path, [packed, type]);
    }
    self.#server = createServer(({ url }, response) => {
      const answer = answers.get(url);
      if (!answer) return response.writeHead(404).end();
      const [content, type] = answer;
      const headers = { 'content-type': type, 'cache-control': 'max-age=31536000, immutable' };
      if (FILES[url]) headers['content-encoding'] = 'br';
      return response.writeHead(200, headers).end(content);
    });
    self.#server.listen(0, '127.0.0.1');
    await once(self.#server, 'listening');
    return self;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
