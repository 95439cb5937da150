// A conversation by the HTTP API alone, as a program without WebSockets would hold it.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { eventually } from './eventually.mjs';

/** A name for something sent: 32 hexadecimal digits, made once. */
export const clientId = () => randomUUID().replaceAll('-', '');

export class Conversation {
  #server;
  #path;

  /** What the edge answered to the start: `conversation`, `token`, `visitor`, `expires`. */
  started;
  /** Every entry read so far, by place. */
  entries = new Map();

  /** Begins one; `bearer` is a shop's JWT or an earlier `started.visitor`. */
  static async start(server, { site = 'acme', bearer, locale = 'zh-CN' } = {}) {
    const answer = await server.fetch(`/v1/sites/${site}/conversations`, {
      body: { locale },
      headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    return new Conversation(server, site, await answer.json());
  }

  constructor(server, site, started) {
    this.#server = server;
    this.#path = `/v1/sites/${site}/conversations/${started.conversation}`;
    this.started = started;
  }

  /** A request about it, with its token unless another is given. */
  fetch(rest, { token = this.started.token, ...options } = {}) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...options.headers };
    return this.#server.fetch(`${this.#path}${rest}`, { ...options, headers });
  }

  /** Sends one frame; throws what the edge refuses. */
  async send(frame) {
    const answer = await this.fetch('/frames', { body: frame });
    assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  }

  /** Says something; returns the name under which it was sent. */
  async say(text, id = clientId()) {
    await this.send({ type: 'say', client_id: id, text });
    return id;
  }

  async press(button, id = clientId()) {
    await this.send({ type: 'press', client_id: id, button });
    return id;
  }

  /** Reads on; the places must be without a gap. Returns all facts so far, in order. */
  async facts(wait = 0) {
    for (let isCurrent = false; !isCurrent; ) {
      const query = new URLSearchParams({ wait });
      if (this.entries.size > 0) query.set('after', Math.max(...this.entries.keys()));
      const answer = await this.fetch(`?${query}`);
      assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
      for (const frame of await answer.json()) {
        for (const entry of frame.entries ?? []) this.entries.set(entry.seq, entry);
        isCurrent ||= frame.type === 'current';
      }
    }
    const places = [...this.entries.keys()].sort((a, b) => a - b);
    const first = places[0] ?? 0;
    assert.deepEqual(places, places.map((_, index) => first + index), 'no gap in the places');
    return places.map((place) => this.entries.get(place).fact);
  }

  /** Waits until a fact of that kind, that fits, is there. */
  until(kind, fits = () => true) {
    return eventually(async () => {
      const facts = await this.facts(2);
      return facts.find((fact) => fact.fact === kind && fits(fact)) ?? false;
    });
  }
}
