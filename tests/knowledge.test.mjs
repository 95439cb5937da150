// The console's knowledge page: what a shop's people can do with its articles, and that visitors see
// what was published and nothing else.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually, test, useWorld } from './harness.mjs';
import { isAccessible } from './harness/axe.mjs';
import { Keeper } from './harness/keeper.mjs';

const world = useWorld();
const signedIn = new Map();

/** Somebody at the articles. Each signs in once: how often one may in a minute is limited. */
async function someone({ name = 'lin', ...options } = {}) {
  if (!signedIn.has(name)) {
    const { page } = await world.agent({ name });
    signedIn.set(name, await page.context().storageState());
  }
  const page = await world.page({ ...options, storageState: signedIn.get(name) });
  await page.goto(`${world.server.origin}/console/?site=acme`);
  return Keeper.at(page);
}

test('an_article_is_written_seen_and_published', async () => {
  const keeper = await someone();
  await keeper.begin({
    id: 'gift-wrap',
    title: '可以做礼品包装吗？',
    body: '可以，**每件 5 元**。\n\n- 下单时勾选“礼品包装”\n- 附手写贺卡',
    phrasings: ['能包成礼物吗', '送人能包装一下吗'],
  });
  await keeper.preview.locator('strong', { hasText: '每件 5 元' }).waitFor();
  assert.equal(await keeper.preview.getByRole('listitem').count(), 2);
  await keeper.save.click();
  await keeper.isTold('第 1 版');
  await keeper.heading('可以做礼品包装吗？').waitFor();
  await keeper.state('草稿').waitFor();
  assert.equal(await keeper.id.count(), 0, 'the id stays');

  const visitor = await world.visitor();
  await visitor.tell('可以做礼品包装吗');
  await visitor.hears(/./, { author: 'assistant' });
  assert.doesNotMatch(await visitor.log.textContent(), /每件 5 元/, 'a draft is nobody\'s');
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.state('已发布').waitFor();
  const next = await world.visitor();
  await eventually(async () => {
    await next.tell('可以做礼品包装吗');
    await next.hears(/每件 5 元/, { author: 'assistant' });
    return true;
  });
  assert.doesNotMatch(await next.log.textContent(), /\*\*/, 'marks are not for visitors');
});

test('nothing_in_an_article_is_ever_run', async () => {
  const keeper = await someone();
  await keeper.page.evaluate(() => {
    window.hacked = 0;
    window.xss = () => (window.hacked += 1);
  });
  const body = [
    '<script>xss()</script>',
    '<img src=x onerror=xss()>',
    '[点我](javascript:xss())',
    '[点我](JaVaScRiPt:xss())',
    '[数据](data:text/html,<script>xss()</script>)',
    '![图](javascript:xss())',
    '<a href="javascript:xss()">链接</a>',
    '[好的](https://shop.example/help)',
    '[电话](tel:4000001234)',
  ].join('\n\n');
  await keeper.begin({ id: 'evil', title: '<img src=x onerror=xss()>', body });
  const links = keeper.preview.getByRole('link');
  await keeper.preview.getByText('好的').waitFor();
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.deepEqual(hrefs, ['https://shop.example/help', 'tel:4000001234']);
  for (const link of await links.all()) {
    assert.match(await link.getAttribute('rel'), /noopener/);
  }
  assert.equal(await keeper.preview.locator('script, img, iframe').count(), 0);
  await keeper.save.click();
  await keeper.isTold('第 1 版');
  await keeper.goTo('文章');
  await keeper.rows.filter({ hasText: 'onerror' }).waitFor();
  assert.equal(await keeper.page.evaluate(() => window.hacked), 0);
});

test('a_list_finds_articles_by_text_and_state', async () => {
  const keeper = await someone({ name: 'chen' });
  await keeper.rows.filter({ hasText: '怎么申请退货？' }).waitFor();
  const search = keeper.page.getByRole('searchbox', { name: '搜索文章' });
  await search.fill('洗碗机');
  await eventually(async () => assert.equal(await keeper.rows.count(), 1));
  await keeper.rows.filter({ hasText: '茶杯可以用洗碗机洗吗？' }).waitFor();
  // What is not there at all is `null` in the answer of the database, and lists come with commas.
  for (const nowhere of ['没有这样的文章', 'null', '","']) {
    await search.fill('');
    await keeper.rows.nth(1).waitFor();
    await search.fill(nowhere);
    await keeper.page.getByText('没有符合的文章。').waitFor();
  }
  await search.fill('');
  await keeper.page.getByRole('combobox', { name: '状态' }).selectOption('已归档');
  await keeper.page.getByText('没有符合的文章。').waitFor();
});

test('more_of_a_list_leaves_what_is_there_and_the_focus', async () => {
  const article = (at) => ({ id: `a-${at}`, title: `第 ${at} 篇怎么说？`, body: `第 ${at} 篇的内容。` });
  const articles = Array.from({ length: 120 }, (_, at) => JSON.stringify(article(at)));
  assert.equal((await world.server.publish('fast', articles.join('\n'))).status, 200);
  const { page } = await world.agent({ site: 'fast' });
  const keeper = await Keeper.at(page);
  const more = page.getByRole('button', { name: '加载更多' });
  await more.waitFor();
  assert.equal(await keeper.rows.count(), 50);
  await keeper.rows.first().evaluate((row) => (row.isTheSame = true));
  await more.press('Enter');
  await eventually(async () => (await keeper.rows.count()) === 100);
  assert.ok(await more.evaluate((button) => button === document.activeElement), 'the next page is one key away');
  await more.press('Enter');
  await eventually(async () => (await keeper.rows.count()) === 120);
  assert.equal(await more.count(), 0);
  const next = keeper.rows.nth(100).getByRole('link');
  await eventually(() => next.evaluate((link) => link === document.activeElement));
  assert.ok(await keeper.rows.first().evaluate((row) => row.isTheSame), 'no row was made anew');
});

test('who_comes_back_to_the_list_finds_it_as_it_was', async () => {
  const article = (at) => ({ id: `b-${at}`, title: `第 ${at} 件怎么修？`, body: `第 ${at} 件的修法。` });
  const articles = Array.from({ length: 160 }, (_, at) => JSON.stringify(article(at)));
  articles.push(JSON.stringify({ id: 'other', title: '别的？', body: '别的。' }));
  assert.equal((await world.server.publish('fast', articles.join('\n'))).status, 200);
  const { page } = await world.agent({ site: 'fast' });
  const keeper = await Keeper.at(page);
  const search = page.getByRole('searchbox', { name: '搜索文章' });
  const state = page.getByRole('combobox', { name: '状态' });
  await state.selectOption('已发布');
  await search.fill('修法');
  await page.getByText('共 160 篇').waitFor();
  await page.getByRole('button', { name: '加载更多' }).click();
  await eventually(async () => (await keeper.rows.count()) === 100);
  const row = keeper.rows.nth(80).getByRole('link');
  const title = await row.textContent();
  const scrolled = () => page.locator('.part').evaluate((part) => part.scrollTop);
  for (const back of [() => keeper.main.getByRole('link', { name: '返回文章列表' }).click(), () => page.goBack()]) {
    await row.click();
    await keeper.heading(title).waitFor();
    await back();
    await keeper.heading('文章').waitFor();
    assert.equal(await search.inputValue(), '修法');
    assert.equal(await state.inputValue(), 'published');
    await eventually(async () => (await keeper.rows.count()) === 100 && (await scrolled()) > 500);
  }
  // What comes first is another question to the edge, and stays as well.
  const sort = page.getByRole('combobox', { name: '排序' });
  await sort.selectOption('没帮助最多');
  await eventually(async () => assert.equal(await keeper.rows.count(), 50));
  await keeper.rows.nth(8).getByRole('link').click();
  await page.goBack();
  await keeper.heading('文章').waitFor();
  assert.equal(await sort.inputValue(), 'unhelpful');
  // Whoever chooses the list begins anew.
  await keeper.goTo('文章');
  await eventually(async () => (await keeper.rows.count()) === 50);
  assert.deepEqual([await search.inputValue(), await state.inputValue()], ['', '']);
  assert.equal(await sort.inputValue(), 'changed');
});

test('what_publishing_all_would_do_is_told_beforehand', async () => {
  const { server } = world;
  const send = async (method, path, body) => {
    const sent = { method, body, headers: await server.operator() };
    assert.equal((await server.fetch(`/v1/sites/fast/knowledge/${path}`, sent)).status, 200, path);
  };
  const publish = { id: 'gone', title: '旧活动还有吗？', body: '还有。' };
  assert.equal((await server.publish('fast', JSON.stringify(publish))).status, 200);
  await send('POST', 'articles/gone/archive', { expect: 1 });
  // More than anybody reads.
  for (let at = 0; at < 204; at += 1) {
    const article = { id: `draft-${at}`, title: `草稿 ${at} 怎么说？`, body: `草稿 ${at} 的内容。` };
    await send('PUT', `articles/${article.id}`, { article });
  }
  const { page } = await world.agent({ site: 'fast' });
  const keeper = await Keeper.at(page);
  await page.getByRole('button', { name: '全部发布' }).click();
  const told = keeper.dialog.getByRole('listitem');
  await told.first().waitFor();
  assert.match(await told.first().textContent(), /归档.*旧活动还有吗？/, 'what goes away comes first');
  assert.equal(await told.filter({ hasText: '归档' }).count(), 1);
  assert.equal(await told.filter({ hasText: /^草稿/ }).count(), 199);
  assert.match(await told.last().textContent(), /还有 5 篇/);
  await keeper.confirm('全部发布');
  await keeper.isTold('新增 204 · 修改 0 · 移除 1');
});

test('whose_drafts_publishing_all_sends_out_is_told_those_of_others_first', async () => {
  const [lin, chen] = await Promise.all(['lin', 'chen'].map((name) => someone({ name })));
  // What other tests have left goes out first.
  const headers = await world.server.operator();
  await world.server.fetch('/v1/sites/acme/knowledge/publications', { body: {}, headers });
  for (const [keeper, id, title] of [
    [chen, 'by-chen', '陈的文章写完了吗？'],
    [lin, 'by-lin', '林的文章写完了吗？'],
  ]) {
    await keeper.begin({ id, title, body: '还没有。' });
    await keeper.save.click();
    await keeper.state('草稿').waitFor();
    await keeper.goTo('文章');
  }
  const name = async (agent) => {
    const row = lin.page.locator(`[data-article="by-${agent}"] .by`);
    return (await row.textContent()).split(' · ').at(-1);
  };
  const names = [await name('chen'), await name('lin')];
  await lin.page.getByRole('button', { name: '全部发布' }).click();
  const told = lin.dialog.getByRole('listitem');
  await told.first().waitFor();
  const texts = await told.allTextContents();
  assert.equal(texts.length, 2, texts.join());
  assert.match(texts[0], new RegExp(`^陈的文章写完了吗？ .* · ${names[0]}$`), 'a colleague may not be done');
  assert.match(texts[1], new RegExp(`^林的文章写完了吗？ .* · ${names[1]}$`));
  await told.first().getByRole('link', { name: '陈的文章写完了吗？' }).click();
  await lin.heading('陈的文章写完了吗？').waitFor();
  assert.equal(await lin.dialog.count(), 0);
});

test('versions_are_compared_and_brought_back', async () => {
  const keeper = await someone();
  await keeper.open('退款多久到账？');
  await keeper.body.fill('退款审核通过后，5–7 个工作日原路退回。');
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.history.locator('[data-version="2"]').waitFor();
  await keeper.history.locator('[data-version="1"]').getByRole('button', { name: /比较/ }).click();
  for (const what of ['与现在的内容比较', '用这一版的内容']) {
    await keeper.history.getByRole('button', { name: `${what}：第 1 版`, exact: true }).waitFor();
  }
  const difference = keeper.page.getByRole('region', { name: '第 1 版与现在的差异' });
  await difference.waitFor();
  assert.deepEqual(await difference.locator('del').allTextContents(), ['1', '3']);
  assert.deepEqual(await difference.locator('ins').allTextContents(), ['5', '7']);
  await keeper.history.locator('[data-version="1"]').getByRole('button', { name: '用这一版的内容' }).click();
  await keeper.isTold('第 1 版');
  assert.match(await keeper.body.inputValue(), /1–3/);
  await difference.getByText('没有差异。').waitFor();
  await keeper.page.getByText('有未保存的修改').waitFor();
});

test('whom_an_article_is_for_is_shown_as_it_is_kept', async () => {
  const keeper = await someone();
  const audience = keeper.page.getByLabel('谁能看到');
  await keeper.begin({ id: 'vip-lounge', title: '贵宾室在哪里？', body: '三楼电梯口右手边。' });
  await audience.selectOption('VIP 客户');
  await keeper.save.click();
  await keeper.isTold('第 1 版');
  await audience.selectOption('所有人');
  await keeper.save.click();
  await keeper.history.locator('[data-version="2"]').waitFor();
  await keeper.history.locator('[data-version="1"]').getByRole('button', { name: '用这一版的内容' }).click();
  await keeper.isTold('第 1 版');
  assert.equal(await audience.locator('option:checked').textContent(), 'VIP 客户');
});

test('a_year_that_is_typed_digit_by_digit_takes_no_time_away', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'spring-sale', title: '春季活动到几号？', body: '到这个月底。' });
  const until = keeper.page.getByLabel('失效时间');
  // Which part comes first is the browser's language's affair.
  for (const digits of ['12212036', '2036']) {
    await until.fill('2035-12-21T14:05');
    await until.focus();
    await keeper.page.keyboard.type(digits);
    if ((await until.inputValue()) === '2036-12-21T14:05') break;
  }
  assert.equal(await until.inputValue(), '2036-12-21T14:05');
  await keeper.save.click();
  await keeper.isTold('第 1 版');
  await keeper.page.reload();
  assert.equal(await until.inputValue(), '2036-12-21T14:05');
  // What is emptied is no time.
  await until.fill('');
  await keeper.save.click();
  await keeper.history.locator('[data-version="2"]').waitFor();
  await keeper.page.reload();
  await until.waitFor();
  assert.equal(await until.inputValue(), '');
});

test('what_is_over_or_not_valid_yet_is_called_so_and_not_what_visitors_see', async () => {
  const { server } = world;
  const headers = await server.operator();
  const send = async (method, path, body) => {
    const answer = await server.fetch(`/v1/sites/acme/knowledge/${path}`, { method, body, headers });
    assert.equal(answer.status, 200, path);
  };
  const chosen = [];
  for (const article of [
    { id: 'lapsed', title: '双旦礼盒的礼券能退换吗？', body: '活动期间可以。', valid_until: Date.UTC(2020, 0, 1) },
    { id: 'to-come', title: '十周年庆的徽章怎么领？', body: '到店领。', valid_from: Date.UTC(2099, 0, 1) },
  ]) {
    await send('PUT', `articles/${article.id}`, { article });
    chosen.push({ id: article.id, expect: 1 });
  }
  await send('POST', 'publications', { articles: chosen });
  const keeper = await someone();
  for (const [id, title, told] of [
    ['lapsed', '双旦礼盒的礼券能退换吗？', '已失效'],
    ['to-come', '十周年庆的徽章怎么领？', '未生效'],
  ]) {
    await keeper.goTo('文章');
    await keeper.page.locator(`[data-article="${id}"] .tag`).filter({ hasText: told }).waitFor();
    await keeper.open(title);
    await keeper.state(told).waitFor();
    const version = keeper.history.locator('[data-version="1"]');
    await version.getByText(told).waitFor();
    assert.equal(await version.getByText('访客现在看到的').count(), 0);
    await keeper.goTo('试一试');
    await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill(title);
    await keeper.page.keyboard.press('Enter');
    const held = keeper.page.getByRole('list', { name: /不在有效期内/ }).getByRole('listitem');
    await held.filter({ hasText: title }).getByText(told).waitFor();
  }
});

test('who_passes_by_a_time_takes_no_seconds_away', async () => {
  const { server } = world;
  const until = Date.UTC(2036, 11, 21, 6, 5, 42);
  const article = { id: 'to-the-second', title: '抢购几点结束？', body: '看倒计时。', valid_until: until };
  const put = { method: 'PUT', body: { article }, headers: await server.operator() };
  assert.equal((await server.fetch('/v1/sites/acme/knowledge/articles/to-the-second', put)).status, 200);
  const keeper = await someone();
  await keeper.open('抢购几点结束？');
  const field = keeper.page.getByLabel('失效时间');
  await field.focus();
  await keeper.title.focus();
  assert.equal(await keeper.main.getByText('有未保存的修改').count(), 0, 'nothing was changed');
  // What is typed anew is meant so.
  await field.fill('2036-12-22T10:00');
  await keeper.title.focus();
  await keeper.page.getByText('有未保存的修改').waitFor();
});

test('what_an_older_version_takes_the_place_of_can_be_had_back', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'monogram', title: '可以印名字吗？', body: '第一版的内容。' });
  await keeper.save.click();
  await keeper.isTold('第 1 版');
  await keeper.heading('可以印名字吗？').waitFor();
  await keeper.body.fill('第二版的内容。');
  await keeper.save.click();
  await keeper.history.locator('[data-version="2"]').waitFor();
  await keeper.body.fill('写了很久，还没有保存。');
  const bringBack = async (version) => {
    await keeper.history.locator(`[data-version="${version}"]`).getByRole('button', { name: '用这一版的内容' }).click();
    await keeper.isTold(`第 ${version} 版`);
  };
  await bringBack(1);
  assert.equal(await keeper.body.inputValue(), '第一版的内容。');
  // To look at another one takes nothing away.
  await bringBack(2);
  assert.equal(await keeper.body.inputValue(), '第二版的内容。');
  const undo = keeper.page.getByRole('button', { name: '拿回刚才写的' });
  await undo.click();
  assert.equal(await keeper.body.inputValue(), '写了很久，还没有保存。');
  await undo.waitFor({ state: 'detached' });
  // What is written on the older one can be had back as well.
  await bringBack(1);
  await keeper.body.fill('在第一版上接着写的。');
  for (const text of ['写了很久，还没有保存。', '在第一版上接着写的。', '写了很久，还没有保存。']) {
    await undo.click();
    assert.equal(await keeper.body.inputValue(), text);
  }
  await keeper.page.getByText('有未保存的修改').waitFor();
});

test('what_is_archived_beside_unsaved_text_goes_out_and_the_text_can_be_had_back', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'old-sale', title: '清仓活动还有吗？', body: '还有，到月底。' });
  await keeper.publish.click();
  await keeper.state('已发布').waitFor();
  await keeper.body.fill('还有，到');
  await keeper.page.getByText('有未保存的修改').waitFor();
  await keeper.archive.click();
  await keeper.confirm('归档');
  await keeper.isTold('已标记归档');
  const undo = keeper.page.getByRole('button', { name: '拿回刚才写的' });
  await undo.waitFor();
  assert.equal(await keeper.body.inputValue(), '还有，到月底。', 'what is saved');
  assert.equal(await keeper.publish.textContent(), '发布');
  await keeper.publish.click();
  await keeper.isTold('移除 1');
  await keeper.state('已归档').waitFor();
  await undo.click();
  assert.equal(await keeper.body.inputValue(), '还有，到');
});

test('a_publication_is_restored_in_one_click', async () => {
  const keeper = await someone();
  await keeper.open('多少钱包邮？');
  await keeper.body.fill('现在全场 99 元包邮。');
  await keeper.publish.click();
  await keeper.isTold('已发布');
  const visitor = await world.visitor();
  await visitor.tell('多少钱包邮');
  await visitor.hears(/99 元/, { author: 'assistant' });
  await keeper.goTo('发布记录');
  const rows = keeper.page.locator('[data-publication]');
  await rows.first().getByText('当前').waitFor();
  const before = rows.nth(1);
  const number = await before.getAttribute('data-publication');
  await before.getByRole('button', { name: `恢复到这一次：第 ${number} 次发布`, exact: true }).waitFor();
  // Which articles it changed is told on a click, and which ones would change is told before it is done.
  const unfold = rows.first().getByRole('button', { name: '新增 0 · 修改 1 · 移除 0' });
  await unfold.click();
  const changed = rows.first().getByRole('listitem');
  await changed.getByRole('link', { name: '多少钱包邮？' }).waitFor();
  assert.match(await changed.textContent(), /^修改/);
  await unfold.click();
  await changed.waitFor({ state: 'detached' });
  await before.getByRole('button', { name: '恢复到这一次' }).click();
  const would = keeper.dialog.getByRole('listitem');
  await would.filter({ hasText: '多少钱包邮？' }).waitFor();
  assert.equal(await would.count(), 1);
  await keeper.confirm('恢复到这一次');
  await keeper.isTold('已恢复');
  await rows.first().getByText(/恢复自第 \d+ 次发布/).waitFor();
  const next = await world.visitor();
  await next.tell('多少钱包邮');
  await next.hears(/59 元/, { author: 'assistant' });
});

test('what_is_done_already_is_no_failure', async () => {
  const [lin, chen] = await Promise.all(
    ['lin', 'chen'].map((name) => someone({ name })),
  );
  await lin.begin({ id: 'mooring', title: '码头能停车吗？', body: '能，免费。' });
  await lin.save.click();
  await lin.state('草稿').waitFor();
  await chen.open('码头能停车吗？');
  await lin.publish.click();
  await lin.state('已发布').waitFor();
  await chen.publish.click();
  await chen.isTold('没有需要发布的修改');
  await chen.state('已发布').waitFor();

  await lin.body.fill('能，每天 10 元。');
  await lin.publish.click();
  await lin.history.locator('[data-version="2"]').getByText('访客现在看到的').waitFor();
  const restore = async (keeper) => {
    await keeper.page.locator('[data-publication]').nth(1).getByRole('button', { name: '恢复到这一次' }).click();
  };
  for (const keeper of [lin, chen]) {
    await keeper.goTo('发布记录');
    await restore(keeper);
  }
  await lin.confirm('恢复到这一次');
  await lin.isTold('已恢复');
  await chen.confirm('恢复到这一次');
  await chen.isTold(/访客现在看到的就是第 \d+ 次发布的内容/);
});

test('what_was_published_since_is_gone_over_by_nobody_unseen', async () => {
  const [lin, chen] = await Promise.all(
    ['lin', 'chen'].map((name) => someone({ name })),
  );
  const publish = async (body, version) => {
    await chen.body.fill(body);
    await chen.publish.click();
    await chen.history.locator(`[data-version="${version}"]`).getByText('访客现在看到的').waitFor();
  };
  await chen.begin({ id: 'anchor', title: '船锚怎么挑？', body: '看船长。' });
  await chen.publish.click();
  await chen.state('已发布').waitFor();
  await publish('看吨位。', 2);
  await lin.goTo('发布记录');
  const rows = lin.page.locator('[data-publication]');
  const number = async () => Number(await rows.first().getAttribute('data-publication'));
  await rows.first().waitFor();
  const before = await number();
  await rows.nth(1).getByRole('button', { name: '恢复到这一次' }).click();
  await publish('看船长和吨位。', 3);
  world.expects(/409/);
  await lin.confirm('恢复到这一次');
  await lin.isTold('这次没有恢复');
  await eventually(async () => assert.equal(await number(), before + 1));

  await lin.goTo('导入导出');
  const article = { id: 'anchor', title: '船锚怎么挑？', body: '看说明书。' };
  const other = { id: 'oar', title: '船桨怎么挑？', body: '看身高。' };
  await lin.choose({ name: 'boat.jsonl', text: [article, other].map((it) => JSON.stringify(it)).join('\n') });
  const go = lin.page.getByRole('button', { name: '确认导入' });
  await lin.page.getByText('会新增 1 篇，修改 1 篇，0 篇不变。').waitFor();
  await publish('看说明书。', 4);
  world.expects(/409/);
  await go.click();
  await lin.page.getByText('这次没有导入').waitFor();
  await lin.page.getByText('会新增 1 篇，修改 0 篇，1 篇不变。').waitFor();
  await go.click();
  await lin.page.getByText('已新增 1 篇，修改 0 篇，1 篇不变。').waitFor();
});

test('of_two_who_edit_the_slower_one_sees_what_the_other_wrote', async () => {
  const [lin, chen] = await Promise.all(
    ['lin', 'chen'].map((name) => someone({ name })),
  );
  await lin.open('怎么开发票？');
  await chen.open('怎么开发票？');
  await lin.body.fill('在订单页点“申请开票”，十分钟内发到邮箱。');
  await lin.save.click();
  await lin.isTold('草稿');
  world.expects(/409/);
  await chen.body.fill('在订单页点“申请开票”，当天发到邮箱。');
  await chen.save.click();
  const conflict = chen.page.getByRole('alert').filter({ hasText: '别人在你之前保存了新版本' });
  await conflict.waitFor();
  assert.deepEqual(await conflict.locator('del').allTextContents(), ['十分钟内']);
  assert.deepEqual(await conflict.locator('ins').allTextContents(), ['当天']);
  await conflict.getByRole('button', { name: '用我的覆盖' }).click();
  await chen.isTold('草稿');
  await chen.history.locator('[data-version="3"]').waitFor();
  await conflict.waitFor({ state: 'hidden' });
});

test('who_goes_over_what_is_newer_goes_on_with_what_was_refused', async () => {
  const [lin, chen] = await Promise.all(
    ['lin', 'chen'].map((name) => someone({ name })),
  );
  await lin.begin({ id: 'crate', title: '木箱能退吗？', body: '能，七天内。' });
  await lin.publish.click();
  await lin.state('已发布').waitFor();
  const meets = lin.page.getByRole('alert').filter({ hasText: '别人在你之前保存了新版本' });
  const overwrite = meets.getByRole('button', { name: '用我的覆盖' });
  const changes = async (text) => {
    await chen.open('木箱能退吗？');
    await chen.body.fill(text);
    await chen.save.click();
    await chen.state('草稿').waitFor();
  };
  await changes('能，十天内。');
  world.expects(/409/);
  await lin.body.fill('能，八天内。');
  await lin.publish.click();
  await overwrite.click();
  await lin.isTold('已发布');
  await lin.state('已发布').waitFor();
  await lin.history.locator('[data-version="3"]').getByText('访客现在看到的').waitFor();

  await changes('能，半个月内。');
  world.expects(/409/);
  await lin.archive.click();
  await lin.confirm('归档');
  await overwrite.click();
  await lin.isTold('已标记归档');
  await lin.history.locator('[data-version="5"]').getByText('归档', { exact: true }).waitFor();
  assert.equal(await lin.body.inputValue(), '能，半个月内。', 'what is taken out is what stands');
  assert.equal(await lin.page.getByText('有未保存的修改').count(), 0);
});

test('what_was_saved_though_its_answer_was_lost_is_nobody_else_s', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'tarp', title: '防水布多大？', body: '三米乘四米。  ' });
  let lost = 0;
  await keeper.page.route(/\/articles\/tarp(\/archive)?$/, async (route) => {
    const goesMissing = route.request().method() !== 'GET' && (lost += 1) % 2 === 1;
    if (!goesMissing) return route.continue();
    await route.fetch();
    await route.abort();
  });
  const twice = async (press) => {
    world.expects(/ERR_FAILED/);
    world.expects(/409/);
    await press();
    await keeper.isTold('连不上服务器');
    await press();
  };
  const meets = keeper.page.getByRole('alert').filter({ hasText: '别人在你之前保存了新版本' });
  await twice(() => keeper.save.click());
  await keeper.isTold('第 1 版');
  await keeper.heading('防水布多大？').waitFor();
  await keeper.body.fill('四米乘五米。');
  await twice(() => keeper.publish.click());
  await keeper.isTold('已发布');
  await keeper.history.locator('[data-version="2"]').getByText('访客现在看到的').waitFor();
  await twice(async () => {
    await keeper.archive.click();
    await keeper.confirm('归档');
  });
  await keeper.isTold('已标记归档');
  await keeper.state('归档').waitFor();
  assert.equal(await meets.count(), 0);
});

/** As the shop's own system does it, at night. */
async function imported(article) {
  const headers = await world.server.operator();
  const post = async (path, body) => {
    const answer = await world.server.fetch(`/v1/sites/acme/knowledge/imports${path}`, { headers, body });
    assert.ok(answer.ok);
    return answer.json();
  };
  const { import: id } = await post('', {});
  await post(`/${id}/rows`, { rows: [{ line: 1, article }] });
  await post(`/${id}/finish`, {});
}

test('a_draft_from_before_an_import_meets_what_visitors_see', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'ferry', title: '能寄到岛上吗？', body: '能，运费 20 元。' });
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.heading('能寄到岛上吗？').waitFor();
  await keeper.body.fill('能，运费 20 元，周日不寄。');
  await keeper.save.click();
  await keeper.isTold('第 2 版');
  await imported({ id: 'ferry', title: '能寄到岛上吗？', body: '能，运费 30 元。' });

  // In the middle of the work on it.
  world.expects(/409/);
  await keeper.publish.click();
  const meets = keeper.page.getByRole('alert').filter({ hasText: '访客看到的版本比这份草稿新' });
  await meets.waitFor();
  assert.deepEqual(await meets.locator('del').allTextContents(), ['3']);
  // As whoever opens it later finds it; of all drafts it is left out.
  await keeper.goTo('文章');
  await keeper.rows.filter({ hasText: '能寄到岛上吗？' }).getByText('比访客看到的旧').waitFor();
  await keeper.begin({ id: 'lift', title: '能送货上楼吗？', body: '能。' });
  await keeper.save.click();
  await keeper.isTold('第 1 版');
  await keeper.goTo('文章');
  await keeper.page.getByRole('button', { name: '全部发布' }).click();
  const listed = keeper.dialog.getByRole('listitem');
  await listed.filter({ hasText: '能送货上楼吗？' }).waitFor();
  assert.equal(await listed.filter({ hasText: '能寄到岛上吗？' }).count(), 0);
  await keeper.confirm('全部发布');
  await keeper.isTold(/已发布.*没有发布.*能寄到岛上吗/);
  await keeper.open('能寄到岛上吗？');
  await meets.getByRole('button', { name: '放弃我的，用新版本' }).click();
  assert.equal(await keeper.body.inputValue(), '能，运费 30 元。');
  await keeper.body.fill('能，运费 30 元，周日不寄。');
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.history.locator('[data-version="4"]').getByText('访客现在看到的').waitFor();
});

test('who_writes_on_learns_that_another_has_archived_it', async () => {
  const [lin, chen] = await Promise.all(
    ['lin', 'chen'].map((name) => someone({ name })),
  );
  await lin.begin({ id: 'ribbon', title: '有丝带吗？', body: '有。' });
  await lin.publish.click();
  await lin.state('已发布').waitFor();
  await chen.open('有丝带吗？');
  await lin.archive.click();
  await lin.confirm('归档');
  await lin.isTold('已标记归档');
  world.expects(/409/);
  await chen.body.fill('有，红色的。');
  await chen.publish.click();
  const conflict = chen.page.getByRole('alert').filter({ hasText: '别人在你之前归档了这篇文章' });
  await conflict.getByText('用你的覆盖会取消归档').waitFor();
  await conflict.getByRole('button', { name: '放弃我的，用新版本' }).click();
  await chen.state('归档').waitFor();
});

test('what_another_has_saved_since_is_published_by_nobody_unseen', async () => {
  const [lin, chen] = await Promise.all(
    ['lin', 'chen'].map((name) => someone({ name })),
  );
  await lin.begin({ id: 'engrave', title: '可以刻字吗？', body: '可以，免费。' });
  await lin.save.click();
  await lin.isTold('第 1 版');
  await lin.heading('可以刻字吗？').waitFor();
  await chen.open('可以刻字吗？');
  const all = chen.page.getByRole('button', { name: '全部发布' });
  await lin.body.fill('可以，每个字 2 元，还没有谈好');
  await lin.save.click();
  await lin.isTold('第 2 版');
  // Chen looks at what Lin wrote first.
  world.expects(/409/);
  await chen.publish.click();
  const conflict = chen.page.getByRole('alert').filter({ hasText: '别人在你之前保存了新版本' });
  await conflict.getByRole('button', { name: '放弃我的，用新版本' }).click();
  await chen.state('草稿').waitFor();
  assert.match(await chen.body.inputValue(), /还没有谈好/);

  await chen.goTo('文章');
  await all.click();
  await chen.dialog.getByRole('listitem').filter({ hasText: '可以刻字吗？' }).waitFor();
  await lin.body.fill('可以，每个字 3 元，还没有谈好');
  await lin.save.click();
  await lin.isTold('第 3 版');
  world.expects(/409/);
  await chen.confirm('全部发布');
  await all.waitFor();
  const visitor = await world.visitor();
  await visitor.tell('可以刻字吗');
  await visitor.hears(/./, { author: 'assistant' });
  assert.doesNotMatch(await visitor.log.textContent(), /没有谈好/);
  await eventually(async () => {
    await all.click();
    await chen.dialog.waitFor({ timeout: 2_000 });
    return true;
  });
  await chen.confirm('全部发布');
  await chen.isTold('已发布');
  await all.waitFor({ state: 'detached' });
});

test('what_was_not_saved_survives_a_reload', async () => {
  const keeper = await someone();
  await keeper.open('茶杯可以用洗碗机洗吗？');
  const before = await keeper.body.inputValue();
  await keeper.body.fill(`${before}\n\n还没写完`);
  await keeper.page.getByText('有未保存的修改').waitFor();
  await keeper.page.reload();
  await keeper.page.getByText('恢复了上次没有保存的修改。').waitFor();
  assert.match(await keeper.body.inputValue(), /还没写完$/);
  await keeper.page.getByRole('button', { name: '放弃修改' }).click();
  assert.equal(await keeper.body.inputValue(), before);
  await keeper.page.reload();
  await keeper.heading('茶杯可以用洗碗机洗吗？').waitFor();
  assert.equal(await keeper.body.inputValue(), before);
});

test('what_is_written_while_a_new_article_is_saved_stays_with_it', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'sled', title: '雪橇怎么打蜡？', body: '先擦干。' });
  let release;
  const held = new Promise((done) => (release = done));
  await keeper.page.route(/\/articles\/sled$/, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.continue();
  });
  await keeper.save.click();
  await keeper.page.getByText('正在保存…').waitFor();
  await keeper.body.fill('先擦干。\n\n再打蜡。');
  release();
  await keeper.heading('雪橇怎么打蜡？').waitFor();
  assert.equal(await keeper.body.inputValue(), '先擦干。\n\n再打蜡。');
  await keeper.page.getByText('有未保存的修改').waitFor();
  // Nor is it what the next new article begins with.
  await keeper.goTo('文章');
  await keeper.page.getByRole('link', { name: '写文章' }).click();
  await keeper.heading('新文章').waitFor();
  assert.equal(await keeper.title.inputValue(), '');
  await keeper.open('雪橇怎么打蜡？');
  await keeper.save.click();
  await keeper.isTold('第 2 版');
});

test('what_was_kept_without_an_owner_goes_to_who_comes_first', async () => {
  const keeper = await someone();
  await keeper.open('茶杯可以用洗碗机洗吗？');
  const before = await keeper.body.inputValue();
  await keeper.body.fill(`${before}\n\n升级前写的`);
  await keeper.page.getByText('有未保存的修改').waitFor();
  const kept = () => keeper.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dukou.console.unsaved.')));
  const [mine] = await kept();
  const old = `dukou.console.unsaved.acme.${mine.slice(mine.indexOf('#'))}`;
  // As it lay there before texts had owners.
  await keeper.page.evaluate(([mine, old]) => {
    localStorage.setItem(old, localStorage.getItem(mine));
    localStorage.removeItem(mine);
  }, [mine, old]);
  await keeper.page.reload();
  await keeper.page.getByText('恢复了上次没有保存的修改。').waitFor();
  assert.match(await keeper.body.inputValue(), /升级前写的$/);
  assert.deepEqual(await kept(), [mine]);
  await keeper.page.getByRole('button', { name: '放弃修改' }).click();
  await eventually(async () => assert.deepEqual(await kept(), []));
});

test('two_windows_do_not_write_into_each_other', async () => {
  const one = await someone();
  const window = async () => {
    const page = await one.page.context().newPage();
    await page.goto(`${world.server.origin}/console/?site=acme`);
    return Keeper.at(page);
  };
  await one.begin({ title: '第一个窗口的文章', body: '甲' });
  const two = await window();
  await two.goTo('文章');
  await two.page.getByRole('link', { name: '写文章' }).click();
  await two.heading('新文章').waitFor();
  assert.equal(await two.title.inputValue(), '');
  assert.notEqual(await two.id.inputValue(), await one.id.inputValue());
  await two.title.fill('第二个窗口的文章');
  for (const [keeper, title] of [[one, '第一个窗口的文章'], [two, '第二个窗口的文章']]) {
    await keeper.page.reload();
    await keeper.page.getByText('恢复了上次没有保存的修改。').waitFor();
    assert.equal(await keeper.title.inputValue(), title);
  }
  // What a window that is closed has left is there for the next.
  await one.page.close();
  const three = await window();
  await three.page.getByRole('link', { name: '写文章' }).click();
  await three.page.getByText('恢复了上次没有保存的修改。').waitFor();
  assert.equal(await three.title.inputValue(), '第一个窗口的文章');
  assert.equal(await two.title.inputValue(), '第二个窗口的文章');
  for (const keeper of [two, three]) {
    await keeper.page.getByRole('button', { name: '放弃修改' }).click();
  }
});

test('a_window_that_was_put_by_finds_its_own_text_when_it_comes_back', async () => {
  const one = await someone();
  const context = one.page.context();
  const article = '茶杯可以用洗碗机洗吗？';
  const window = async () => {
    const page = await context.newPage();
    await page.goto(`${world.server.origin}/console/?site=acme`);
    return Keeper.at(page);
  };
  const isRecovered = (keeper) => keeper.page.getByText('恢复了上次没有保存的修改。').waitFor();
  const texts = () => one.page.evaluate(() => Object.entries(localStorage)
    .filter(([key]) => key.startsWith('dukou.console.unsaved.')).map(([, text]) => text));
  await one.open(article);
  const before = await one.body.inputValue();
  const at = one.page.url();
  // Its page is gone and its tab is not, as when a browser puts idle tabs by or restores them.
  const sleeps = () => one.page.goto(`${world.server.origin}/v1/health`);
  const wakes = () => one.page.goto(at);

  await one.body.fill(`${before}\n\n写了一小时`);
  await one.page.getByText('有未保存的修改').waitFor();
  await sleeps();
  // Another window shows it, says so, and leaves it where it is.
  const two = await window();
  await two.open(article);
  await isRecovered(two);
  assert.match(await two.body.inputValue(), /写了一小时$/);
  await wakes();
  await isRecovered(one);
  assert.match(await one.body.inputValue(), /写了一小时$/);
  assert.equal((await texts()).length, 1);
  // From here on each has its own.
  await two.body.fill(`${before}\n\n第二个窗口写的`);
  await eventually(async () => assert.equal((await texts()).length, 2));
  for (const [keeper, words] of [[one, /写了一小时$/], [two, /第二个窗口写的$/]]) {
    await keeper.page.reload();
    await isRecovered(keeper);
    assert.match(await keeper.body.inputValue(), words);
  }
  // What is changed elsewhere is there, and no longer here.
  await two.page.getByRole('button', { name: '放弃修改' }).click();
  await sleeps();
  await two.open(article);
  await isRecovered(two);
  await two.body.fill(`${before}\n\n接着写完了`);
  await eventually(async () => assert.match((await texts()).join(), /接着写完了/));
  await eventually(async () => assert.doesNotMatch((await texts()).join(), /写了一小时/));
  await wakes();
  await one.heading(article).waitFor();
  assert.equal(await one.body.inputValue(), before);
  await two.page.getByRole('button', { name: '放弃修改' }).click();
});

test('a_wrong_article_is_not_sent_and_the_field_is_named', async () => {
  const keeper = await someone();
  await keeper.begin({ title: '没有正文', body: '' });
  await keeper.save.click();
  await keeper.form.getByRole('alert').filter({ hasText: '必填' }).waitFor();
  assert.equal(await keeper.body.getAttribute('aria-invalid'), 'true');
  await eventually(async () => {
    const focused = await keeper.page.evaluate(() => document.activeElement.id);
    assert.equal(focused, 'article-body');
  });
  await keeper.body.fill('长'.repeat(20_001));
  await keeper.save.click();
  await keeper.form.getByRole('alert').filter({ hasText: '最多 20000 字' }).waitFor();
});

test('an_archived_article_is_gone_once_that_is_published', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'sale', title: '双十一有什么活动？', body: '全场八折，满 300 减 30。' });
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.state('已发布').waitFor();
  await keeper.archive.click();
  await keeper.confirm('归档');
  await keeper.isTold('已标记归档');
  const visitor = await world.visitor();
  await visitor.tell('双十一有什么活动');
  await visitor.hears(/全场八折/, { author: 'assistant' });
  await eventually(async () => {
    assert.equal(await keeper.publish.getAttribute('aria-disabled'), 'false');
  });
  await keeper.publish.click();
  await keeper.state('已归档').waitFor();
  const next = await world.visitor();
  await next.tell('双十一有什么活动');
  await next.hears(/./, { author: 'assistant' });
  assert.doesNotMatch(await next.log.textContent(), /全场八折/);
});

test('what_is_archived_can_be_shown_again_and_an_archiving_called_off', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'lantern', title: '元宵节有灯会吗？', body: '有，晚上七点开始。' });
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.state('已发布').waitFor();
  const back = keeper.page.getByRole('button', { name: '取消归档' });
  const archive = async () => {
    await keeper.archive.click();
    await keeper.confirm('归档');
    await back.waitFor();
  };
  // Pressed by mistake.
  await archive();
  await keeper.state('归档').waitFor();
  await back.click();
  await keeper.isTold('第 3 版');
  await keeper.state('归档').waitFor({ state: 'detached' });
  await keeper.publish.click();
  await keeper.state('已发布').waitFor();
  // Once it is gone.
  await archive();
  await keeper.publish.click();
  await keeper.state('已归档').waitFor();
  await back.click();
  await keeper.state('草稿').waitFor();
  await keeper.publish.click();
  await keeper.state('已发布').waitFor();
  const visitor = await world.visitor();
  await visitor.tell('元宵节有灯会吗');
  await visitor.hears(/晚上七点/, { author: 'assistant' });
});

test('a_draft_is_given_up_and_what_visitors_see_stands_again', async () => {
  const keeper = await someone();
  await keeper.begin({ id: 'stroller', title: '有婴儿车借吗？', body: '有，押金 100 元。' });
  await keeper.publish.click();
  await keeper.state('已发布').waitFor();
  const giveUp = keeper.page.getByRole('button', { name: '放弃草稿' });
  assert.equal(await giveUp.count(), 0);
  await keeper.body.fill('有，押金还没谈好。');
  await keeper.save.click();
  await keeper.state('草稿').waitFor();
  await keeper.body.fill('有，押金还在谈。');
  await giveUp.click();
  await keeper.confirm('放弃草稿');
  await keeper.isTold('草稿已放弃');
  await keeper.state('已发布').waitFor();
  assert.equal(await keeper.body.inputValue(), '有，押金 100 元。');
  // Nothing that was written is lost by it.
  await keeper.history.locator('[data-version="2"]').waitFor();
  await keeper.page.getByRole('button', { name: '拿回刚才写的' }).click();
  assert.equal(await keeper.body.inputValue(), '有，押金还在谈。');
  await keeper.save.click();
  await keeper.isTold('第 3 版');
});

test('an_import_shows_what_it_would_change_before_it_does', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  const rows = [
    { id: 'pickup', title: '可以到店自提吗？', body: '可以，下单时选“门店自提”。' },
    { id: 'empty', title: '', body: '没有标题' },
    { id: 'hours', title: '门店几点开门？', body: '每天十点到二十二点。' },
  ];
  const text = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n不是 JSON\n`;
  await keeper.choose({ name: 'articles.jsonl', text });
  await keeper.page.getByText('会新增 2 篇，修改 0 篇，0 篇不变。').waitFor();
  const problems = keeper.page.getByRole('list', { name: '2 处有问题' });
  const told = await problems.getByRole('listitem').allTextContents();
  assert.deepEqual(told.map((line) => line.split(' ').slice(0, 3).join(' ')), ['第 2 行', '第 4 行']);
  await keeper.goTo('文章');
  assert.equal(await keeper.rows.filter({ hasText: '门店' }).count(), 0, 'nothing has changed yet');

  await keeper.goTo('导入导出');
  await keeper.choose({ name: 'articles.jsonl', text });
  await keeper.page.getByRole('button', { name: '确认导入' }).click();
  await keeper.page.getByText('已新增 2 篇，修改 0 篇，0 篇不变。').waitFor();
  await keeper.page.getByText(/已作为第 \d+ 次发布生效。/).waitFor();
  const visitor = await world.visitor();
  await visitor.tell('门店几点开门');
  await visitor.hears(/十点到二十二点/, { author: 'assistant' });
});

test('files_as_excel_writes_them_here_are_read', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  // “id,title,body” and one row, in GB18030.
  const gb18030 = Buffer.concat([
    Buffer.from('id,title,body\r\nwarranty,'),
    Buffer.from([0xb1, 0xa3, 0xd0, 0xde, 0xb6, 0xe0, 0xbe, 0xc3]),
    Buffer.from(','),
    Buffer.from([0xd2, 0xbb, 0xc4, 0xea]),
    Buffer.from('\r\n'),
  ]);
  await keeper.choose({ name: 'articles.csv', bytes: gb18030 });
  await keeper.page.getByText('会新增 1 篇').waitFor();
  await keeper.page.getByRole('list', { name: '会改动的文章' }).getByText('保修多久').waitFor();
  // What it did not know is told before anybody imports it.
  await keeper.choose({ name: 'remarks.csv', text: '问题,答案（必填）,备注\n能改地址吗？,发货前可以。,林写的\n' });
  await keeper.page.getByText('没有导入：备注').waitFor();
  await keeper.page.getByText('会新增 1 篇').waitFor();
  // A page that was saved from a browser.
  const html = '<!doctype html><title>FAQ</title><script>alert(1)</script>'
    + '<dl><dt>能改地址吗？</dt><dd>发货前可以。</dd></dl>';
  await keeper.choose({ name: 'faq.html', text: html });
  await keeper.page.getByRole('list', { name: '会改动的文章' }).getByText('能改地址吗？').waitFor();
});

test('a_folder_of_markdown_is_imported_as_it_lies_on_the_disk', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  const folder = await mkdtemp(join(tmpdir(), 'dukou-folder-'));
  await mkdir(join(folder, '售后'));
  const front = '---\nid: descale\ntitle: 水壶怎么除垢？\ncategory: 保养\ntags: [水壶, 除垢]\n---\n';
  await writeFile(join(folder, 'descale.md'), `${front}\n放**柠檬酸**，煮沸十分钟。\n`);
  await writeFile(join(folder, '售后', '换货.md'), '# 怎么换货？\n\n七天内可以换。\n');
  await writeFile(join(folder, 'broken.md'), '---\nid: broken\n没有结束\n');
  await writeFile(join(folder, '说明.txt'), '这不是文章');
  await keeper.page.getByLabel('选择 Markdown 文件夹').setInputFiles(folder);
  await keeper.page.getByText('会新增 2 篇').waitFor();
  const problems = keeper.page.getByRole('list', { name: /处有问题/ });
  await problems.getByText(/broken\.md/).waitFor();
  await keeper.page.getByRole('button', { name: '确认导入' }).click();
  await keeper.page.getByText('已新增 2 篇').waitFor();
  await rm(folder, { recursive: true });
  await keeper.open('水壶怎么除垢？');
  assert.match(await keeper.body.inputValue(), /放\*\*柠檬酸\*\*/);
  await keeper.open('怎么换货？');
});

test('a_table_that_is_exported_goes_in_again_unchanged', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  const row = { id: 'csv-1', title: '“引号”, 逗号和\t制表？', body: '第一行\n\n- "第二" 行, 完', tags: ['甲', '乙'] };
  await keeper.choose({ name: 'one.jsonl', text: JSON.stringify(row) });
  await keeper.page.getByRole('button', { name: '确认导入' }).click();
  await keeper.page.getByText(/已(新增|修改)/).waitFor();
  const button = keeper.page.getByRole('button', { name: '导出 CSV' });
  const [download] = await Promise.all([keeper.page.waitForEvent('download'), button.click()]);
  assert.equal(download.suggestedFilename(), 'acme.csv');
  const bytes = await readFile(await download.path());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'Excel takes it for UTF-8 by its mark');
  assert.match(bytes.toString(), /csv-1/);
  await keeper.choose({ name: 'acme.csv', bytes });
  await keeper.page.getByText(/会新增 0 篇，修改 0 篇，[1-9]\d* 篇不变。/).waitFor();
});

test('an_export_is_of_one_publication_or_none', async () => {
  // More than a page of it.
  const articles = (body) => Array.from({ length: 700 }, (_, at) => ({ id: `e-${at}`, title: `第 ${at} 问？`, body }));
  const publish = async (body) => {
    const lines = articles(body).map((it) => JSON.stringify(it)).join('\n');
    assert.equal((await world.server.publish('fast', lines)).status, 200);
  };
  await publish('从前的。');
  const { page } = await world.agent({ site: 'fast' });
  const keeper = await Keeper.at(page);
  await keeper.goTo('导入导出');
  let pages = 0;
  await page.route(/\/export\?/, async (route) => {
    pages += 1;
    if (pages === 2) await publish('现在的。');
    await route.continue();
  });
  const button = page.getByRole('button', { name: '导出 JSON Lines' });
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  await page.getByText('已导出 700 篇。').waitFor();
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  assert.deepEqual([...new Set(lines.map((line) => JSON.parse(line).body))], ['从前的。']);
  assert.ok(pages > 2);

  // A browser that takes no file.
  await page.evaluate(() => (URL.createObjectURL = () => { throw new Error('no'); }));
  await button.click();
  await page.getByText('浏览器没有保存文件').waitFor();
});

test('an_import_that_is_stopped_midway_changes_nothing', async () => {
  const keeper = await someone();
  const { batches, go } = await importsUpToTheSecondBatch(keeper, 'half', { title: '半途', body: '不该出现。' });
  assert.equal(await keeper.page.getByText('选择文件').isVisible(), false, 'one import at a time');
  await keeper.page.getByRole('button', { name: '停止' }).click();
  await keeper.page.getByText('已停止，什么都没有改。').waitFor();
  go();
  await keeper.page.getByText('选择文件').waitFor();
  await keeper.goTo('文章');
  await keeper.page.getByRole('searchbox', { name: '搜索文章' }).fill('半途第');
  await keeper.page.getByText('没有符合的文章。').waitFor();
  assert.equal(batches(), 2, 'what is stopped sends no more');
  // And the next one goes through.
  await keeper.goTo('导入导出');
  await keeper.choose({ name: 'whole.jsonl', text: JSON.stringify({ id: 'half-0', title: '这次完整？', body: '不该出现。' }) });
  await keeper.page.getByRole('button', { name: '确认导入' }).click();
  await keeper.page.getByText('已新增 1 篇').waitFor();
});

test('an_import_goes_on_while_its_agent_is_with_a_visitor', async () => {
  const keeper = await someone({ name: 'zhao' });
  const { go } = await importsUpToTheSecondBatch(keeper, 'on', { title: '接着', body: '接着导入。' });
  const visitor = await world.visitor();
  await visitor.tell('我要找人工');
  await visitor.person.click();
  await visitor.isQueued();
  await keeper.page.getByRole('button', { name: '接受' }).press('Enter');
  await keeper.page.getByRole('textbox', { name: '回复' }).waitFor();
  await keeper.page.getByRole('link', { name: '导入：已送出 500 / 1200 篇' }).waitFor();
  const asks = () => keeper.page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.ok(await asks(), 'whoever would close the page is asked');
  go();
  await keeper.isTold('已新增 1200 篇');
  assert.equal(await asks(), false);
  await keeper.page.getByRole('button', { name: '结束会话' }).click();
  await keeper.page.getByRole('textbox', { name: '回复' }).waitFor({ state: 'hidden' });
  await keeper.page.getByRole('link', { name: '知识库' }).click();
  await keeper.goTo('导入导出');
  await keeper.page.getByText(/已作为第 \d+ 次发布生效。/).waitFor();
});

test('an_import_that_is_being_published_can_not_be_called_off', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  const text = JSON.stringify({ id: 'late-stop', title: '停得住吗？', body: '停不住了。' });
  await keeper.choose({ name: 'late.jsonl', text });
  const go = keeper.page.getByRole('button', { name: '确认导入' });
  await go.waitFor();
  let release;
  const held = new Promise((done) => (release = done));
  await keeper.page.route(/\/finish$/, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  const stop = keeper.page.getByRole('button', { name: '停止' });
  await go.click();
  await keeper.page.getByText('正在发布…').waitFor();
  assert.equal(await stop.count(), 0, 'it would be a promise that nobody keeps');
  release();
  await keeper.page.getByText('已新增 1 篇').waitFor();
});

test('a_file_that_is_no_list_of_articles_changes_nothing', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  await keeper.choose({ name: 'broken.jsonl', bytes: Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a, 0x81]) });
  await keeper.page.getByRole('list', { name: /处有问题/ }).waitFor();
  assert.equal(await keeper.page.getByRole('button', { name: '确认导入' }).count(), 0);
});

test('twenty_thousand_articles_are_imported_and_exported_with_visible_progress', async () => {
  const keeper = await someone();
  await keeper.goTo('导入导出');
  const row = (at) => ({ id: `bulk-${at}`, title: `第 ${at} 号商品怎么保养？`, body: `用第 ${at} 号油。` });
  const text = Array.from({ length: 20_000 }, (_, at) => JSON.stringify(row(at))).join('\n');
  await keeper.choose({ name: 'bulk.jsonl', text });
  await keeper.page.getByText(/已送出 \d+ \/ 20000 篇/).waitFor();
  await keeper.page.getByText('会新增 20000 篇').waitFor({ timeout: 60_000 });
  const changes = keeper.page.getByRole('list', { name: '会改动的文章' }).getByRole('listitem');
  assert.equal(await changes.last().textContent(), '还有 19800 篇');
  await keeper.page.getByRole('button', { name: '确认导入' }).click();
  await keeper.page.getByText('已新增 20000 篇').waitFor({ timeout: 60_000 });

  const button = keeper.page.getByRole('button', { name: '导出 JSON Lines' });
  const [download] = await Promise.all([keeper.page.waitForEvent('download'), button.click()]);
  assert.equal(download.suggestedFilename(), 'acme.jsonl');
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  const articles = new Map(lines.map((line) => JSON.parse(line)).map((it) => [it.id, it]));
  assert.equal(articles.size, lines.length, 'each once');
  assert.deepEqual(articles.get('bulk-14321'), row(14321));
  // What came out goes in as it is.
  await keeper.choose({ name: 'acme.jsonl', text: lines.join('\n') });
  await keeper.page
    .getByText(`会新增 0 篇，修改 0 篇，${lines.length} 篇不变。`)
    .waitFor({ timeout: 60_000 });
});

test('a_question_is_tried_and_its_score_explained', async () => {
  const keeper = await someone();
  await keeper.goTo('试一试');
  await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill('退货要怎么申请');
  await keeper.page.getByRole('button', { name: '提问', exact: true }).click();
  const gets = keeper.page.getByRole('region', { name: '访客会得到' });
  await gets.getByText('直接回答').waitFor();
  assert.match(await gets.textContent(), /把握 \d+%/);
  assert.match(await gets.textContent(), /申请售后/);
  const first = keeper.page.getByRole('region', { name: '候选文章' }).getByRole('listitem').first();
  await first.getByRole('link', { name: '怎么申请退货？' }).waitFor();
  for (const part of ['字词', '覆盖', '问法', '意思']) {
    const value = await first.getByRole('meter', { name: part }).getAttribute('value');
    assert.ok(Number(value) >= 0 && Number(value) <= 1, `${part}: ${value}`);
  }
  await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill('火星上有没有水');
  await keeper.page.keyboard.press('Enter');
  await gets.getByText('承认不知道').waitFor();
});

test('a_question_that_is_tried_meets_the_hatch_and_a_greeting_a_greeting', async () => {
  const keeper = await someone();
  await keeper.goTo('试一试');
  const gets = keeper.page.getByRole('region', { name: '访客会得到' });
  for (const [text, told] of [
    ['转人工', /会先问要不要转人工：第 1 次要求人工/],
    ['我要投诉', /会转人工：提到投诉/],
  ]) {
    await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill(text);
    await keeper.page.keyboard.press('Enter');
    await gets.getByText(told).waitFor();
    await gets.getByText('不转人工的话，会这样回答：').waitFor();
  }
  await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill('你好，在吗？');
  await keeper.page.keyboard.press('Enter');
  await gets.getByText('礼貌回应').waitFor();
  assert.doesNotMatch(await gets.textContent(), /转人工|把握/);
  // Colleagues look into the articles, and call nobody.
  await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill('我要投诉');
  await keeper.page.getByRole('combobox', { name: '提问身份' }).selectOption('VIP 客户');
  await gets.getByText(/会转人工：/).waitFor();
  await keeper.page.getByRole('combobox', { name: '提问身份' }).selectOption('仅客服');
  await gets.getByText(/会转人工：/).waitFor({ state: 'detached' });
});

test('a_question_without_an_answer_becomes_an_article_in_one_click', async () => {
  const keeper = await someone();
  for (let times = 0; times < 2; times++) {
    const visitor = await world.visitor();
    await visitor.input.fill('你们收购旧家具吗，我电话 13812345678');
    await visitor.input.press('Enter');
    await visitor.hears(/./, { author: 'assistant' });
  }
  const miss = keeper.page.getByRole('listitem').filter({ hasText: '旧家具' });
  await eventually(async () => {
    await keeper.goTo('文章');
    await keeper.goTo('待补充');
    await miss.getByText('问过 2 次').waitFor({ timeout: 2_000 });
    return true;
  });
  assert.doesNotMatch(await keeper.main.textContent(), /13812345678/);
  await miss.getByRole('link', { name: '写这篇文章' }).click();
  await keeper.heading('新文章').waitFor();
  assert.match(await keeper.title.inputValue(), /旧家具/);
  // Once it is answered, nobody need write it again.
  await keeper.title.fill('你们收购旧家具吗？');
  await keeper.body.fill('收购，请在“以旧换新”里预约上门估价。');
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.goTo('待补充');
  await keeper.main.getByText(/没有待补充的问题|问过/).first().waitFor();
  assert.equal(await miss.count(), 0);
});

test('what_needs_no_answer_is_dismissed_until_it_is_asked_again', async () => {
  const keeper = await someone();
  const ask = async () => {
    const visitor = await world.visitor();
    await visitor.tell('你们老板属什么生肖');
    await visitor.hears(/./, { author: 'assistant' });
  };
  const miss = keeper.page.getByRole('listitem').filter({ hasText: '什么生肖' });
  const isListed = () =>
    eventually(async () => {
      await keeper.goTo('文章');
      await keeper.goTo('待补充');
      await miss.getByText('问过 1 次').waitFor({ timeout: 2_000 });
      return true;
    });
  await ask();
  await isListed();
  await keeper.main.getByText('最近 90 天里').waitFor();
  // Whoever hears a button of many hears whose it is.
  for (const [role, name] of [['button', '不用回答'], ['link', '试一试'], ['link', '写这篇文章']]) {
    assert.match(await miss.getByRole(role, { name }).getAttribute('aria-label'), /什么生肖/);
  }
  await miss.getByRole('button', { name: '不用回答' }).click();
  await keeper.isTold('不再列出');
  await miss.waitFor({ state: 'detached' });
  await ask();
  await isListed();
});

test('an_article_that_could_have_answered_learns_the_question_in_one_click', async () => {
  const keeper = await someone();
  const question = '黄了想弄回去咋整';
  const visitor = await world.visitor();
  await visitor.tell(question);
  await visitor.hears(/./, { author: 'assistant' });
  const miss = keeper.page.getByRole('listitem').filter({ hasText: question });
  await eventually(async () => {
    await keeper.goTo('文章');
    await keeper.goTo('待补充');
    await miss.waitFor({ timeout: 2_000 });
    return true;
  });
  await miss.getByRole('link', { name: '试一试' }).click();
  await keeper.heading('试一试').waitFor();
  const candidate = keeper.rows.first();
  const title = await candidate.getByRole('link').textContent();
  await candidate.getByRole('button', { name: '就由这篇回答' }).click();
  await keeper.heading(title).waitFor();
  await keeper.isTold('问法已加进');
  assert.equal((await keeper.phrasings.inputValue()).split('\n').at(-1), question);
  await keeper.publish.click();
  await keeper.isTold('已发布');
  await keeper.page.reload();
  await keeper.heading(title).waitFor();
  assert.equal(await keeper.main.getByText('有未保存的修改').count(), 0, 'it is added once');

  await keeper.goTo('试一试');
  await keeper.page.getByRole('searchbox', { name: '访客的问题' }).fill(question);
  await keeper.page.keyboard.press('Enter');
  const gets = keeper.page.getByRole('region', { name: '访客会得到' });
  await gets.getByText('直接回答').waitFor();
  await gets.getByText(title).waitFor();
});

test('hits_and_votes_are_told_of_each_article', async () => {
  const keeper = await someone();
  const visitor = await world.visitor();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await visitor.log.getByRole('button', { name: '有帮助' }).first().click();
  const row = keeper.page.locator('[data-article="return-how"]');
  await eventually(async () => {
    await keeper.goTo('待补充');
    await keeper.goTo('文章');
    await keeper.page.getByRole('searchbox', { name: '搜索文章' }).fill('return-how');
    await row.waitFor({ timeout: 2_000 });
    assert.match(await row.textContent(), /累计作为首选答案 [1-9]\d* 次（展示 [1-9]\d* 次） · 有帮助 100%（1 次评价）/);
  });
});

test('what_comes_of_all_questions_is_told_in_shares', async () => {
  const keeper = await someone();
  const strip = keeper.page.getByRole('region', { name: '整体情况' });
  await strip.getByText(/^提问 \d+ 次$/).waitFor();
  const answer = await world.server.fetch('/v1/sites/acme/answer', { body: { question: '怎么申请退货？' } });
  assert.ok((await answer.json()).answered);
  await strip.getByRole('combobox', { name: '时间范围' }).selectOption({ label: '最近 7 天' });
  await eventually(async () => {
    await keeper.goTo('待补充');
    await keeper.goTo('文章');
    await strip.getByText(/^提问 [1-9]\d* 次$/).waitFor({ timeout: 2_000 });
    await strip.getByText(/^回答 [1-9]\d*%$/).waitFor({ timeout: 2_000 });
    return true;
  });
});

test('it_speaks_three_languages', async () => {
  const keeper = await someone();
  for (const [lang, knowledge, write] of [
    ['en', 'Knowledge', 'Write an article'],
    ['zh-TW', '知識庫', '寫文章'],
  ]) {
    await keeper.page.goto(`${world.server.origin}/console/?site=acme&lang=${lang}#/articles`);
    await keeper.page.getByRole('link', { name: knowledge, exact: true }).waitFor();
    await keeper.page.getByRole('link', { name: write }).waitFor();
    assert.equal(await keeper.page.getAttribute('html', 'lang'), lang);
  }
});

test('an_offer_that_is_accepted_at_the_articles_leads_to_the_visitor', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const keeper = await Keeper.at(agent.page);
  const visitor = await world.visitor();
  await visitor.tell('我要找人工');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.page.getByRole('button', { name: '接受' }).press('Enter');
  await agent.input.waitFor();
  await agent.hears(/找人工/);
  await agent.page.goBack();
  await keeper.heading('文章').waitFor();
  // Nobody is left to be offered to those who come after.
  await agent.page.getByRole('link', { name: '接待台' }).click();
  await agent.resolve.click();
  await agent.input.waitFor({ state: 'hidden' });
});

for (const colorScheme of ['light', 'dark']) {
  test(`every_part_has_no_serious_violation_when_${colorScheme}`, async () => {
    const keeper = await someone({ colorScheme, reducedMotion: 'reduce' });
    await keeper.rows.first().waitFor();
    await isAccessible(keeper.page, 'the list');
    await keeper.open('怎么申请退货？');
    await keeper.body.fill('# 标题\n\n**重点**、`代码`和[链接](https://shop.example)。\n\n> 引用\n\n1. 一\n2. 二');
    await keeper.history.getByRole('button', { name: /比较/ }).first().click();
    await keeper.history.locator('.diff').first().waitFor();
    await isAccessible(keeper.page, 'an article');
    await keeper.archive.click();
    await keeper.dialog.waitFor();
    await isAccessible(keeper.page, 'a dialog');
    await keeper.page.keyboard.press('Escape');
    await keeper.main.getByRole('link', { name: '试一试' }).last().click();
    await keeper.page.getByRole('region', { name: '候选文章' }).waitFor();
    await isAccessible(keeper.page, 'trying');
    for (const part of ['待补充', '发布记录', '导入导出']) {
      await keeper.goTo(part);
      await isAccessible(keeper.page, part);
    }
    await keeper.choose({ name: 'a.jsonl', text: '{"id":"x","title":"新的","body":"b"}\n{}' });
    await keeper.page.getByRole('button', { name: '确认导入' }).waitFor();
    await isAccessible(keeper.page, 'a dry run');
  });
}

test('an_article_is_written_by_keyboard_alone', async () => {
  const keeper = await someone();
  const { keyboard } = keeper.page;
  const tabTo = async (locator) => {
    for (let steps = 0; steps < 80; steps++) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    assert.fail('no way there by Tab');
  };
  await tabTo(keeper.page.getByRole('link', { name: '写文章' }));
  await keyboard.press('Enter');
  await keeper.heading('新文章').waitFor();
  await tabTo(keeper.title);
  await keyboard.type('能开收据吗？');
  await tabTo(keeper.body);
  await keyboard.type('能，请联系客服。');
  await keyboard.press('Control+s');
  await keeper.isTold('第 1 版');
  await keeper.heading('能开收据吗？').waitFor();
});

test('a_phone_shows_all_of_it', async () => {
  const keeper = await someone({ viewport: { width: 375, height: 667 }, hasTouch: true });
  const fits = async (state) => {
    const [page, screen] = await keeper.page.evaluate(() => [
      Math.max(document.documentElement.scrollWidth, document.querySelector('.part').scrollWidth),
      innerWidth,
    ]);
    assert.ok(page <= screen, `${state} is ${page} wide`);
  };
  await keeper.rows.first().waitFor();
  await fits('the list');
  await keeper.open('怎么申请退货？');
  await fits('an article');
  await keeper.body.fill(`一个很长的词${'a'.repeat(300)}`);
  await fits('an article with a long word');
  await keeper.save.tap();
  await keeper.isTold('草稿');
  const isWhole = (tool) =>
    tool.getBoundingClientRect().right <= innerWidth && tool.scrollWidth <= tool.clientWidth;
  const tools = keeper.page.locator('.bench .tools > *');
  const areWhole = async () => {
    assert.ok((await tools.count()) >= 4);
    for (const tool of await tools.all()) assert.ok(await tool.evaluate(isWhole), await tool.textContent());
  };
  await areWhole();
  const address = new URL(keeper.page.url());
  address.searchParams.set('lang', 'en');
  const english = await keeper.page.context().newPage();
  await english.goto(address.href);
  await english.getByRole('button', { name: 'Save and publish' }).or(english.getByRole('button', { name: 'Publish' })).first().waitFor();
  for (const tool of await english.locator('.bench .tools > *').all()) {
    assert.ok(await tool.evaluate(isWhole), await tool.textContent());
  }
  await english.close();
  for (const part of ['待补充', '试一试', '发布记录', '导入导出']) {
    await keeper.goTo(part);
    await fits(part);
  }
  await keeper.page.getByRole('link', { name: '接待台' }).tap();
  await keeper.page.getByRole('region', { name: '等待中' }).waitFor();
});

/** Begins to import 1,200 articles, whose second batch is held until `go`; and how many `batches` were sent. */
async function importsUpToTheSecondBatch(keeper, name, { title, body }) {
  await keeper.goTo('导入导出');
  const row = (at) => ({ id: `${name}-${at}`, title: `${title}第 ${at} 篇？`, body });
  const text = Array.from({ length: 1_200 }, (_, at) => JSON.stringify(row(at))).join('\n');
  await keeper.choose({ name: `${name}.jsonl`, text });
  await keeper.page.getByText('会新增 1200 篇').waitFor();
  let batches = 0;
  let go;
  const held = new Promise((release) => (go = release));
  await keeper.page.route(/\/rows$/, async (route) => {
    batches += 1;
    if (batches === 2) await held;
    await route.continue();
  });
  await keeper.page.getByRole('button', { name: '确认导入' }).click();
  await eventually(() => batches === 2);
  return { batches: () => batches, go };
}
