// Between the Workers runtime and the edge crate's WebAssembly.
//
// A panic traps, and a trapped instance is lost with every future in it. So: whoever was waiting on
// the lost instance is told at once, and the next call begins with a fresh one. Durable Objects lose
// nothing by that, they read their storage again.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import encoder from "./encoder.bin";
import * as wasm from "./index.js";

// Asked for by name, and again by each instance that follows a lost one.
globalThis.dukouEncoder = () => new Uint8Array(encoder);

const state = wasm.__worker_init_state();
const waiting = new Set();
let generation = 0;
let lost = false;

// The crate's panic hook reports by this property.
Object.defineProperty(state, "criticalError", { get: () => lost, set: (value) => value && lose() });
addEventListener("error", (event) => inspect(event.error));

// By this futures are woken. The runtime's own goes out of the engine and back for each of them, and costs
// as much as all that a short request does between two of them.
globalThis.queueMicrotask = (task) => {
  Promise.resolve().then(() => {
    try {
      task();
    } catch (error) {
      reportError(error);
    }
  });
};

function lose() {
  lost = true;
  for (const reject of waiting) reject(new Error("The server met an unexpected state and starts over"));
  waiting.clear();
}

function inspect(error) {
  if (error instanceof WebAssembly.RuntimeError) lose();
}

function revive() {
  if (!lost) return;
  wasm.__wbg_reset_state();
  lost = false;
  generation += 1;
}

function guard(call) {
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    const settle = (settled) => (value) => {
      waiting.delete(reject);
      settled(value);
    };
    const fail = settle((error) => {
      inspect(error);
      reject(error);
    });
    try {
      Promise.resolve(call()).then(settle(resolve), fail);
    } catch (error) {
      fail(error);
    }
  });
}

class Entrypoint extends WorkerEntrypoint {}

function serve(name, handler) {
  Entrypoint.prototype[name] = async function (event) {
    revive();
    return guard(() => handler.call(this, event, this.env, this.ctx));
  };
}

function durable(Class) {
  // Not a method: what a Durable Object has for methods, its callers may call.
  const live = Symbol("live");
  class Durable extends DurableObject {
    #inner;
    #born;

    constructor(ctx, env) {
      super(ctx, env);
      this[live]();
    }

    [live]() {
      revive();
      if (this.#born !== generation) {
        try {
          this.#inner = new Class(this.ctx, this.env);
        } catch (error) {
          inspect(error);
          throw error;
        }
        this.#born = generation;
      }
      return this.#inner;
    }
  }
  for (const name of ["fetch", "alarm", "webSocketMessage", "webSocketClose", "webSocketError"]) {
    if (!(name in Class.prototype)) continue;
    Durable.prototype[name] = async function (...args) {
      const inner = this[live]();
      return guard(() => inner[name](...args));
    };
  }
  return Durable;
}

export default Entrypoint;
