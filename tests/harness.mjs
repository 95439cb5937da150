// What every browser test stands on: the real server, a real browser, and eyes on both.
//
//   import { test, useWorld } from './harness.mjs';
//   const world = useWorld();
//   test('a_message_is_answered', async () => {
//     const visitor = await world.visitor();
//     await visitor.say('怎么退货');
//     await visitor.hears(/七天/);
//   });
//
// One file is one promise, with one server, one data directory and one browser. After each test the
// consoles of all its pages must be empty: what a test expects there it says by `world.expects`.

import { after, afterEach, before, test as declare } from 'node:test';

import { Agent } from './harness/agent.mjs';
import { launch } from './harness/browser.mjs';
import { link } from './harness/link.mjs';
import { serve } from './harness/pages.mjs';
import { Server } from './harness/server.mjs';
import { Visitor } from './harness/visitor.mjs';
import { Watch } from './harness/watch.mjs';

export { Conversation, clientId } from './harness/conversation.mjs';
export { eventually } from './harness/eventually.mjs';
export { claims, sign } from './harness/jwt.mjs';
export { STUB, shopPage } from './harness/pages.mjs';
export { open } from './harness/socket.mjs';

/** As `node:test` has it, but a test that hangs has failed. */
export function test(name, run) {
  declare(name, { timeout: HANGS }, run);
}

/**
 * Announces the file's world; it exists once the tests run. `server: false` leaves ours out, for
 * what is to be seen on the shop's side alone; `browser: false` is for the API; `demo: true` serves
 * the demo shop as `cargo xtask dev` does it; `ownSites: true` gives it sites that a test may change,
 * and `configure(directory)` changes them before the start; `env` holds what the operator configures by the environment.
 */
export function useWorld(parts) {
  const world = new World(parts);
  before(() => world.begin(), { timeout: HANGS });
  afterEach(() => world.check(), { timeout: HANGS });
  after(() => world.end(), { timeout: HANGS });
  return world;
}

class World {
  #watch = new Watch();
  #contexts = [];
  #servers = [];

  /** The running {@link Server}. */
  server;
  /** The Playwright browser. */
  browser;

  constructor(parts) {
    this.parts = { server: true, browser: true, demo: false, ownSites: false, configure: undefined, env: {}, ...parts };
  }

  async begin() {
    const { server, browser, demo, ownSites, configure, env } = this.parts;
    const started = await Promise.allSettled([
      server && Server.start({ demo, ownSites, configure, env }),
      browser && launch(),
    ]);
    // What did start is stopped at the end, whatever became of the other.
    [this.server, this.browser] = started.map(({ value }) => value);
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** A page of its own person: nothing is shared with other contexts. */
  async page(options = {}) {
    const context = await this.browser.newContext({ locale: 'zh-CN', ...options });
    context.setDefaultTimeout(15_000);
    this.#contexts.push(context);
    this.#watch.context(context);
    return context.newPage();
  }

  /** A visitor with the widget open as a page, the way a link or a mini-program opens it. */
  async visitor({ site = 'acme', origin = this.server.origin, ...options } = {}) {
    const visitor = new Visitor(await this.page(options), `${origin}/h5/${site}`);
    await visitor.arrive();
    return visitor;
  }

  /** A visitor on a shop's page that has our tag, the chat not opened yet. */
  async shopper(shop, { path = '/', ...options } = {}) {
    const visitor = Visitor.onShop(await this.page(options), `${shop.origin}${path}`);
    await visitor.page.goto(visitor.address);
    return visitor;
  }

  /** An agent who has signed in and waits for visitors. */
  async agent({ site = 'acme', name = 'lin', password, ...options } = {}) {
    const agent = new Agent(await this.page(options), `${this.server.origin}/console/`, site, name);
    await agent.signIn(password);
    return agent;
  }

  /** A shop's own server, from another site than ours; see {@link serve}. */
  async shop(pages, options = {}) {
    const shop = await serve(pages, { edge: this.server?.origin, ...options });
    this.#servers.push(shop);
    return shop;
  }

  /** A network cable to our server; see {@link link}. */
  async link(options) {
    const cable = await link(this.server.origin, options);
    this.#servers.push(cable);
    return cable;
  }

  /** Says that the consoles will show this: missing it is a failure as well as anything else. */
  expects(pattern) {
    this.#watch.expects(pattern);
  }

  /** Says that the consoles may show this, how often is open: the noise of a lost network. */
  allows(pattern) {
    this.#watch.allows(pattern);
  }

  /** What browsers themselves write when the network or the server is gone. */
  allowsLostNetwork() {
    this.allows(/net::ERR_|WebSocket (connection|is already)|Failed to load resource/);
  }

  async check() {
    const contexts = this.#contexts.splice(0);
    const servers = this.#servers.splice(0);
    // What a page still has to say, it says now.
    const settled = await Promise.allSettled(
      contexts.flatMap((context) => context.pages()).map(settle),
    );
    await Promise.allSettled(contexts.map((context) => context.close()));
    await Promise.allSettled(servers.map((server) => server.close()));
    const hung = settled.find(({ status }) => status === 'rejected');
    if (hung) throw hung.reason;
    this.#watch.verify();
  }

  async end() {
    if (this.browser) await this.browser.close();
    if (this.server) await this.server.stop();
  }
}

async function settle(page) {
  if (page.isClosed()) return;
  const turn = page.evaluate(() => new Promise((done) => setTimeout(done)));
  const patience = new Promise((_, fail) => setTimeout(fail, 5000, new Error('hangs')).unref());
  await Promise.race([turn, patience]).catch((error) => {
    if (error.message === 'hangs') throw new Error(`the page ${page.url()} hangs`);
  });
}

/** Far above what the longest test takes on a busy machine, in milliseconds. */
const HANGS = 120_000;
