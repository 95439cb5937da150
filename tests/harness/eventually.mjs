// Waiting for what must come true, without guessing how long it takes.

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `attempt` until it neither throws nor returns false or nothing, and returns what it returned; one that
 * asserts has nothing to return. The last failure is the one reported.
 */
export async function eventually(attempt, { within = 15_000, every = 50 } = {}) {
  const until = performance.now() + within;
  const asserts = /\bassert\b/.test(attempt);
  for (;;) {
    let failure;
    try {
      const result = await attempt();
      if (result !== false && (asserts || result !== undefined)) return result;
      failure = new Error(`still ${result} after ${within} ms: ${attempt}`);
    } catch (error) {
      failure = error;
    }
    if (performance.now() > until) throw failure;
    await sleep(every);
  }
}
