// Cloudflare's door to the same worker. The shops come as a file of their own: a variable there
// holds 5 kB, and passwords' hashes and keys are nothing for a dashboard.
import Edge, * as objects from "./worker.mjs";
import SITES from "./sites.json";

const settled = (env) => ({ ...env, SITES });

export default class extends Edge {
  constructor(ctx, env) {
    super(ctx, settled(env));
  }
}

