// An agent at the console, who knows it only by what it says.

export class Agent {
  /** The Playwright page. */
  page;

  constructor(page, address, site, name) {
    this.page = page;
    this.address = address;
    this.site = site;
    this.name = name;
    this.waiting = page.getByRole('region', { name: '等待中' }).getByRole('listitem');
    this.mine = page.getByRole('region', { name: '我的会话' });
    this.log = page.getByRole('log', { name: '会话记录' });
    this.input = page.getByRole('textbox', { name: '回复' });
    this.send = page.getByRole('button', { name: '发送', exact: true });
    this.summary = page.getByRole('region', { name: '会话摘要' });
    this.about = page.getByRole('region', { name: '访客信息' });
    this.handBack = page.getByRole('button', { name: '交还机器人' });
    this.transfer = page.getByRole('button', { name: '转接', exact: true });
    this.resolve = page.getByRole('button', { name: '结束会话' });
    this.messages = this.log.locator('[data-author]');
  }

  /** Signs in and is there for visitors. */
  async signIn(password = PASSWORD) {
    await this.page.goto(`${this.address}?site=${this.site}`);
    await this.page.getByRole('textbox', { name: '账号' }).fill(this.name);
    await this.page.getByLabel('密码').fill(password);
    await this.page.getByRole('button', { name: '登录' }).click();
    await this.page.getByRole('region', { name: '等待中' }).waitFor();
  }

  /** Takes the visitor at the head of the queue, or the one whose row fits. */
  async take(pattern = /./) {
    const row = this.waiting.filter({ hasText: pattern }).first();
    const take = row.getByRole('button', { name: '接待' });
    await row.waitFor();
    // The reply box may be that of another conversation: this one is taken when its row has gone.
    const waits = await row.elementHandle();
    const until = Date.now() + 15_000;
    // A console that has just lost its line says so and takes nobody: a person tries again.
    do {
      // Who has just come to where the pointer is is not taken by it yet.
      await this.page.waitForTimeout(GLANCE);
      if (await take.isVisible()) await take.click({ timeout: 2_000 }).catch(() => {});
      await this.input.waitFor({ timeout: 1_500 }).catch(() => {});
    } while (((await waits.isVisible()) || !(await this.input.isVisible())) && Date.now() < until);
    await this.input.waitFor();
  }

  /** Writes and sends. */
  async reply(text) {
    await this.input.fill(text);
    await this.input.press('Enter');
    await this.log.locator('[data-author="agent"]').filter({ hasText: text }).last().waitFor();
  }

  /** Waits until the visitor's words fit. */
  async hears(pattern) {
    await this.log.locator('[data-author="visitor"]').filter({ hasText: pattern }).last().waitFor();
  }
}

/** How long a person needs to see who has come, in milliseconds: more than the console asks for. */
export const GLANCE = 450;

/** The password of every agent of the test sites. */
export const PASSWORD = 'dukou-tests-only';
