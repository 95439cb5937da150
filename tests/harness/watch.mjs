// Eyes on every console: a test that leaves a word there has failed.

import assert from 'node:assert/strict';

const GIVEN_UP = 'WebSocket is closed before the connection is established.';

export class Watch {
  #said = [];
  #expected = [];
  #allowed = [];

  /** Watches all present and future pages of a context, their frames and workers included. */
  context(context) {
    context.on('console', (message) => {
      // Chromium's own word to a hand that is in the first field before the page has put it there.
      if (message.type() === 'info' && message.text().startsWith('Autofocus processing was blocked')) return;
      // And its own word to a socket that a page gives up before it is open, as who signs out does.
      if (message.type() === 'warning' && message.text().endsWith(GIVEN_UP)) return;
      const { url, lineNumber } = message.location();
      this.#said.push(`console.${message.type()}: ${message.text()} (${url}:${lineNumber})`);
    });
    context.on('weberror', (error) => {
      this.#said.push(`uncaught: ${error.error()?.stack ?? error.error()}`);
    });
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // A page that is left gives up what it was still waiting for.
      if (reason === 'net::ERR_ABORTED') return;
      this.#said.push(`failed: ${request.method()} ${request.url()} ${reason}`);
    });
    context.on('page', (page) => {
      page.on('crash', () => this.#said.push(`crashed: ${page.url()}`));
    });
  }

  expects(pattern) {
    this.#expected.push(pattern);
  }

  allows(pattern) {
    this.#allowed.push(pattern);
  }

  /** Throws unless exactly what was expected has been said; begins anew. */
  verify() {
    const said = this.#said.splice(0);
    const expected = this.#expected.splice(0);
    const allowed = this.#allowed.splice(0);
    const missing = expected.filter((pattern) => !said.some((line) => pattern.test(line)));
    const surplus = said.filter(
      (line) => ![...expected, ...allowed].some((pattern) => pattern.test(line)),
    );
    assert.deepEqual({ missing, surplus }, { missing: [], surplus: [] }, 'the consoles are empty');
  }
}
