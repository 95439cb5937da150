// An agent without a browser: signs in and opens the lines that the console opens.

import assert from 'node:assert/strict';

import { eventually } from './eventually.mjs';
import { open } from './socket.mjs';

export class Clerk {
  /** As a browser would send it. */
  cookie;
  /** The line to the desk, once opened. */
  desk;

  #server;
  #path;

  static async signIn(server, name, { site = 'acme', password = 'dukou-tests-only' } = {}) {
    const body = { agent: name, password };
    const answer = await server.fetch(`/v1/sites/${site}/session`, { body });
    assert.equal(answer.status, 200, await answer.clone().text());
    const clerk = new Clerk();
    clerk.cookie = answer.headers.get('set-cookie').split(';')[0];
    clerk.#server = server;
    clerk.#path = `/v1/sites/${site}`;
    return clerk;
  }

  /** Sits down at the desk: is there for visitors. */
  async sitDown() {
    this.desk = await this.line('/desk/socket');
    assert.equal(this.desk.status, 101);
    return this;
  }

  /** Takes a conversation that waits, or is offered. */
  async take(conversation) {
    await eventually(() => this.row(conversation) !== undefined);
    this.desk.send({ type: 'take', conversation });
    await eventually(() => this.row(conversation)?.stage.stage === 'assigned');
  }

  /** What the desk shows of a conversation now. */
  row(conversation) {
    const shown = this.desk.frames.findLast(({ type }) => type === 'desk');
    return shown?.rows.find((row) => row.conversation === conversation);
  }

  /** A line into a conversation, caught up; or the refusal. */
  async look(conversation) {
    const line = await this.line(`/conversations/${conversation}/agent-socket`);
    if (line.status !== 101) return line;
    line.send({ type: 'resume' });
    await eventually(() => line.frames.some(({ type }) => type === 'current'));
    return line;
  }

  /** A line of the console, or of another page with this agent's cookie. */
  line(rest, { origin = this.#server.origin } = {}) {
    return open(this.#server, `${this.#path}${rest}`, { origin, cookie: this.cookie });
  }
}
