// The reader's Web Worker. The build puts the address of the WebAssembly in `WASM`.
//
// In:  { id, text }            any number, at any time; those that come early wait.
// Out: { ready: true, ms }     once, when the model is loaded and warm; or
//      { failed: reason }      once, when it never will be (or broke): chat goes on without readings.
//      { id, reading, ms }     one for each text; `reading` is null when there is nothing to read,
//                              or when the reader failed. `ms` is the reading alone.
import init, { load, read } from "./index.js";

const MODEL = "/assets/reader.bin";

/** The first inference is slow, because code is compiled on its way: pay before anybody waits. */
const WARM_UP = "你好，请问我的快递到哪里了？12345";

let broken = false;

const loaded = (async () => {
  const started = performance.now();
  const model = fetch(MODEL).then((answer) => {
    if (!answer.ok) throw new Error(`the model answers ${answer.status}`);
    return answer.arrayBuffer();
  });
  const [bytes] = await Promise.all([model, init({ module_or_path: WASM })]);
  load(new Uint8Array(bytes));
  read(WARM_UP);
  postMessage({ ready: true, ms: performance.now() - started });
})().catch(fail);

onmessage = async ({ data }) => {
  if (typeof data?.text !== "string") return;
  await loaded;
  const started = performance.now();
  let reading = null;
  if (!broken) {
    try {
      reading = JSON.parse(read(data.text) ?? "null");
    } catch (error) {
      fail(error);
    }
  }
  postMessage({ id: data.id, reading, ms: performance.now() - started });
};

function fail(error) {
  // After a trap the module's memory cannot be trusted: no call enters it again.
  broken = true;
  postMessage({ failed: String(error?.message ?? error) });
}
