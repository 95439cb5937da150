// An agent at the shop's articles, who knows the page only by what it says.

export class Keeper {
  /** The Playwright page. */
  page;

  constructor(page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.form = page.getByRole('form', { name: '编辑文章' });
    this.title = page.getByRole('textbox', { name: '标题', exact: true });
    this.body = page.getByRole('textbox', { name: '正文', exact: true });
    this.phrasings = page.getByRole('textbox', { name: '相似问' });
    this.id = page.getByRole('textbox', { name: '编号' });
    this.preview = page.getByRole('region', { name: '预览' });
    this.history = page.getByRole('region', { name: '历史版本' });
    this.save = page.getByRole('button', { name: '保存草稿' });
    this.publish = page.getByRole('button', { name: /^(保存并)?发布$/ });
    this.archive = page.getByRole('button', { name: '归档' });
    this.dialog = page.getByRole('dialog');
    this.rows = page.locator('[data-article]');
    this.notice = page.locator('.notice');
  }

  /** From the desk to the articles, the way a person goes. */
  static async at(page) {
    await page.getByRole('link', { name: '知识库' }).click();
    const keeper = new Keeper(page);
    await keeper.heading('文章').waitFor();
    return keeper;
  }

  /** A part of it. */
  async goTo(name) {
    await this.page.getByRole('navigation', { name: '知识库栏目' }).getByRole('link', { name }).click();
    await this.heading(name).waitFor();
  }

  heading(name) {
    return this.main.getByRole('heading', { level: 2, name, exact: true });
  }

  /** Opens an article of the list. */
  async open(title) {
    await this.goTo('文章');
    await this.page.getByRole('searchbox', { name: '搜索文章' }).fill(title);
    await this.rows.getByRole('link', { name: title }).click();
    await this.heading(title).waitFor();
  }

  /** Begins a new article. */
  async begin({ id, title, body, phrasings }) {
    await this.goTo('文章');
    await this.page.getByRole('link', { name: '写文章' }).click();
    await this.heading('新文章').waitFor();
    await this.title.fill(title);
    await this.body.fill(body);
    if (phrasings) await this.phrasings.fill(phrasings.join('\n'));
    if (id) await this.id.fill(id);
  }

  /** Waits until the page says so. */
  async isTold(pattern) {
    await this.notice.filter({ hasText: pattern }).waitFor();
  }

  /** Goes ahead in the dialog. */
  async confirm(name) {
    await this.dialog.getByRole('button', { name }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** The state that the page shows of the article. */
  state(name) {
    return this.main.locator('.part-head .tag').filter({ hasText: name });
  }

  /** Chooses files to import. `files` are `{ name, text }` or `{ name, bytes }`. */
  async choose(...files) {
    const payloads = files.map(({ name, text, bytes }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes ?? text),
    }));
    await this.page.getByLabel('选择文件').setInputFiles(payloads);
  }
}
