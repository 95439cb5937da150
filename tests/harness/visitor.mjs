// A visitor, who knows the page only by what it says: roles and names, no classes.

import assert from 'node:assert/strict';

export class Visitor {
  /** The Playwright page. */
  page;
  /** Where it was opened. */
  address;
  /** The widget: the page itself, or the frame in the shop's page. */
  chat;

  constructor(page, address, chat = page) {
    this.page = page;
    this.address = address;
    this.chat = chat;
    // A shop may have buttons of that name of its own; ours opens something.
    this.launcher = page.locator('[aria-expanded]').and(page.getByRole('button', { name: /^联系客服/ }));
    this.log = chat.getByRole('log', { name: '对话' });
    this.input = chat.getByRole('textbox', { name: '输入消息' });
    this.send = chat.getByRole('button', { name: '发送', exact: true });
    this.person = chat.getByRole('button', { name: '转人工', exact: true });
    this.close = chat.getByRole('button', { name: '关闭', exact: true });
    /** Everything said, the pending included. */
    this.messages = this.log.locator('[data-author]');
    /** What this visitor said. */
    this.own = this.log.locator('[data-author="visitor"]');
  }

  /** A visitor on a shop's page, whose chat will be in the frame. */
  static onShop(page, address) {
    return new Visitor(page, address, page.frameLocator('iframe[title="联系客服"]'));
  }

  /** Opens the widget as a page of its own. */
  async arrive() {
    await this.page.goto(this.address);
    await this.input.waitFor();
  }

  /** Opens the chat on the shop's page. */
  async open() {
    await this.launcher.click();
    await this.input.waitFor();
  }

  /** Types and sends; returns once it stands in the thread. */
  async say(text) {
    await this.input.fill(text);
    await this.input.press('Enter');
    await this.message(text).last().waitFor();
  }

  /** Says it and waits until the edge has it. */
  async tell(text) {
    await this.say(text);
    await this.log
      .locator('[data-author="visitor"][data-seq]')
      .filter({ has: this.exactly(text) })
      .last()
      .waitFor();
  }

  /** The entries whose text is exactly this. */
  message(text) {
    return this.messages.filter({ has: this.exactly(text) });
  }

  exactly(text) {
    return this.page.locator('[data-text]').filter({ hasText: new RegExp(`^\\s*${escape(text)}\\s*$`) });
  }

  /** Waits until someone else's words fit. */
  async hears(pattern, { author } = {}) {
    const by = author ? `[data-author="${author}"]` : '[data-author]:not([data-author="visitor"])';
    await this.log.locator(by).filter({ hasText: pattern }).first().waitFor();
  }

  /** Waits until the thread says that a person was asked for. */
  async isQueued() {
    await this.hears(/排队/, { author: 'system' });
  }

  /** The texts of the thread in order, once every one of them has its number; checks the numbers. */
  async transcript() {
    const entries = await this.messages.evaluateAll((elements) =>
      elements.map(({ dataset, textContent }) => ({
        seq: dataset.seq === undefined ? undefined : Number(dataset.seq),
        author: dataset.author,
        text: textContent,
      })),
    );
    const numbers = entries.map(({ seq }) => seq).filter((seq) => seq !== undefined);
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), 'in order, each once');
    return entries;
  }

  /** What this visitor said, as it stands in the thread. */
  async said() {
    return this.own.locator('[data-text]').allTextContents();
  }
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
