// The console's page of the graph: found, drawn, edited, imported and exported, by mouse or keyboard,
// and what is saved is what visitors are told next.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { eventually, test, useWorld } from './harness.mjs';
import { isAccessible } from './harness/axe.mjs';

// Each test signs the same agent in.
const LIMITS = JSON.stringify({ sign_in_agent: { burst: 50, per_minute: 50 } });
const world = useWorld({ demo: true, env: { LIMITS } });

test('an_entity_is_found_drawn_and_walked_from_by_keyboard', async () => {
  const graph = await atTheGraph();
  await graph.main.getByText('390 项，751 条关系').waitFor();
  await graph.find('冷藏风机');
  assert.ok((await graph.rows.count()) < 5);
  // Whoever does not press Enter is waited for.
  await graph.main.getByRole('searchbox', { name: '查找' }).fill('没有这样的东西');
  await graph.main.getByText('没有符合的项。').waitFor();
  await graph.find('冷藏风机');
  await graph.rows.getByRole('link', { name: '冷藏风机不转' }).click();
  await graph.heading('冷藏风机不转').waitFor();
  const picture = graph.picture('冷藏风机不转');
  const boxes = picture.getByRole('link');
  assert.ok((await boxes.count()) >= 5, 'symptoms, codes and what helps are drawn');
  assert.ok((await picture.locator('path.joint').count()) >= 4);
  const symptom = picture.getByRole('link', { name: '现象：听不到风扇转' });
  await symptom.focus();
  await graph.page.keyboard.press('Enter');
  await graph.heading('听不到风扇转').waitFor();
  await graph.picture('听不到风扇转').waitFor();
  await graph.page.goBack();
  await graph.heading('冷藏风机不转').waitFor();
  // And the list is as it was left.
  await graph.main.getByRole('link', { name: '返回' }).click();
  await graph.heading('图谱').waitFor();
  assert.equal(await graph.main.getByRole('searchbox', { name: '查找' }).inputValue(), '冷藏风机');
  assert.ok((await graph.rows.count()) < 5);
  await graph.page.getByRole('link', { name: '图谱', exact: true }).click();
  await eventually(async () => (await graph.rows.count()) === 200);
});

test('what_is_edited_is_what_visitors_are_told', async () => {
  const graph = await atTheGraph();
  await graph.main.getByRole('link', { name: '新增' }).click();
  await graph.heading('新条目').waitFor();
  await graph.save.click();
  await graph.alert(/名称必填/).waitFor();
  await graph.field('类型').selectOption('symptom');
  await graph.field('名称').fill('冒紫烟');
  await graph.field('别名').fill('紫色 烟\n冒 紫烟');
  await graph.relate('原因是 →', '没有这一项');
  await graph.save.click();
  await graph.alert(/图谱里没有 没有这一项/).waitFor();
  await graph.ties.getByRole('button', { name: /^移除/ }).click();
  await graph.relate('原因是 →', '冷藏风机不转');
  await graph.ties.getByRole('spinbutton').fill('90');
  await graph.relate('属于 →', 'fridge');
  await graph.save.click();
  await graph.isTold('已保存');
  await graph.picture('冒紫烟').waitFor();
  assert.match(graph.page.url(), /#\/graph\/symptom-/);
  assert.match(await ask('冰箱冒紫烟'), /依据：冒紫烟 → 冷藏风机不转/);

  await graph.page.reload();
  await graph.heading('冒紫烟').waitFor();
  assert.equal(await graph.ties.getByRole('spinbutton').inputValue(), '90');
  await graph.main.getByRole('button', { name: '删除' }).click();
  await graph.confirm('删除');
  await graph.isTold('已删除');
  await graph.main.getByText('390 项，751 条关系').waitFor();
  assert.doesNotMatch(await ask('冰箱冒紫烟'), /紫烟 →/);
});

test('what_is_written_while_a_new_entity_is_saved_stays_with_it', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.main.getByRole('link', { name: '新增' }).click();
  await graph.heading('新条目').waitFor();
  await graph.field('名称').fill('水垢');
  let release;
  const held = new Promise((done) => (release = done));
  await graph.page.route(/\/graph\?/, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.continue();
  });
  await graph.save.click();
  await graph.field('名称').fill('水垢太厚');
  release();
  await graph.picture('水垢').waitFor();
  assert.equal(await graph.field('名称').inputValue(), '水垢太厚');
  await graph.save.click();
  await eventually(async () => assert.match(await exported(), /水垢太厚/));
  const rows = rowsOf(await exported()).filter(({ name }) => name?.startsWith('水垢'));
  assert.equal(rows.length, 1);
  await graph.main.getByRole('link', { name: '返回' }).click();
  await graph.main.getByRole('link', { name: '新增' }).click();
  await graph.heading('新条目').waitFor();
  assert.equal(await graph.field('名称').inputValue(), '');
  await replace(before);
});

test('of_two_who_edit_neither_undoes_the_other', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.open('冷藏风机不转');
  await graph.field('名称').fill('冷藏风机不转（改）');
  const likelihood = (name) => graph.ties.getByRole('spinbutton', { name: new RegExp(name) });
  await likelihood('听不到风扇转').fill('91');
  // Meanwhile: its text, a relation that ends, one that begins at a neighbour, and one that both change.
  await replace(
    rewritten(before, (row) => {
      if (row.id === 'fr-c-fan') row.text = '同事写的说明';
      if (row.from === 'fr-noise-scrape' && row.to === 'fr-c-fan') return [];
      if (row.from === 'fr-fan-quiet' && row.to === 'fr-c-fan') row.likelihood = 60;
      if (row.from !== 'fr-back-ice' || row.to !== 'fr-c-fan') return [row];
      return [row, { from: 'fr-warm-all', verb: 'due_to', to: 'fr-c-fan', likelihood: 33 }];
    }),
  );
  world.expects(/409/);
  await graph.save.click();
  await graph.alert(/刚刚被别人改过/).waitFor();
  await eventually(async () => (await graph.field('说明').inputValue()) === '同事写的说明');
  assert.equal(await graph.field('名称').inputValue(), '冷藏风机不转（改）');
  const clashes = graph.alert(/你和别人都改了/).getByRole('listitem');
  assert.equal(await clashes.count(), 1);
  assert.match(await clashes.textContent(), /听不到风扇转，别人改成：60/);
  assert.equal(await likelihood('听不到风扇转').inputValue(), '91', 'what was written stays');
  await clashes.getByRole('button', { name: '用别人的' }).click();
  await clashes.waitFor({ state: 'detached' });
  assert.equal(await likelihood('听不到风扇转').inputValue(), '60');
  // It is said where it is so, and nowhere else.
  await graph.main.getByRole('link', { name: '返回' }).click();
  await graph.heading('图谱').waitFor();
  assert.equal(await graph.alert(/刚刚被别人改过/).count(), 0);
  await graph.find('冷藏风机不转');
  await graph.rows.getByRole('link').first().click();
  await graph.heading('冷藏风机不转（改）').waitFor();
  await graph.save.click();
  await graph.isTold('已保存');
  const after = rowsOf(await exported());
  const fan = after.find(({ id }) => id === 'fr-c-fan');
  assert.deepEqual([fan.name, fan.text], ['冷藏风机不转（改）', '同事写的说明']);
  const ends = after.filter(({ to }) => to === 'fr-c-fan').map(({ from, likelihood }) => [from, likelihood]);
  assert.deepEqual(Object.fromEntries(ends), {
    'fr-back-ice': 10,
    'fr-e4': 45,
    'fr-fan-quiet': 60,
    'fr-warm-all': 33,
    'fr-warm-top': 80,
  });
  await replace(before);
});

test('who_edits_something_else_is_in_nobody_s_way', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.open('冷藏风机不转');
  await graph.field('名称').fill('冷藏风机停转');
  const other = (row) => (row.id === 'fr-c-seal' ? [{ ...row, text: '同事写的说明' }] : [row]);
  await replace(rewritten(before, other));
  world.expects(/409/);
  await graph.save.click();
  await graph.isTold('已保存');
  assert.equal(await graph.alert(/别人/).count(), 0);
  const rows = rowsOf(await exported());
  const told = ['fr-c-fan', 'fr-c-seal'].map((id) => rows.find((row) => row.id === id));
  assert.deepEqual([told[0].name, told[1].text], ['冷藏风机停转', '同事写的说明']);

  // To delete takes away nothing that was not seen.
  await graph.heading('冷藏风机停转').waitFor();
  const changed = rewritten(await exported(), (row) => (row.id === 'fr-c-fan' ? [{ ...row, text: '还有用' }] : [row]));
  await replace(changed);
  const erase = async () => {
    await graph.main.getByRole('button', { name: '删除' }).click();
    await graph.confirm('删除');
  };
  world.expects(/409/);
  await erase();
  await graph.alert(/刚刚被别人改过/).waitFor();
  assert.match(await exported(), /冷藏风机停转/);
  await replace(rewritten(await exported(), other));
  world.expects(/409/);
  await erase();
  await graph.isTold('已删除');
  assert.doesNotMatch(await exported(), /冷藏风机停转/);
  await replace(before);
});

test('a_new_entity_whose_answer_was_lost_is_not_added_twice', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  let isLost = false;
  await graph.page.route(/\/graph\?/, async (route) => {
    if (route.request().method() !== 'PUT' || !isLost) return route.continue();
    isLost = false;
    await route.fetch();
    await route.abort();
  });
  const added = async (name) => rowsOf(await exported()).filter((row) => row.name?.startsWith(name));
  const begin = async (name) => {
    await graph.main.getByRole('link', { name: '新增' }).click();
    await graph.heading('新条目').waitFor();
    await graph.field('名称').fill(name);
    isLost = true;
    world.expects(/ERR_FAILED/);
    await graph.save.click();
    await graph.alert(/连不上服务器/).waitFor();
  };
  await begin('漏电');
  world.expects(/409/);
  await graph.save.click();
  await graph.picture('漏电').waitFor();
  assert.equal((await added('漏电')).length, 1);
  await graph.main.getByRole('link', { name: '返回' }).click();

  // What was written since is a change of it.
  await begin('短路');
  await graph.field('名称').fill('短路跳闸');
  world.expects(/409/);
  await graph.save.click();
  await eventually(async () => assert.deepEqual((await added('短路')).map(({ name }) => name), ['短路跳闸']));
  await graph.heading('短路跳闸').waitFor();
  await graph.main.getByRole('link', { name: '返回' }).click();

  // Nor is it after a reload.
  await begin('接触不良');
  await graph.page.reload();
  await graph.picture('接触不良').waitFor();
  assert.equal((await added('接触不良')).length, 1);
  await replace(before);
});

test('what_a_colleague_deletes_while_it_is_edited_is_told', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.open('冷藏风机不转');
  await graph.field('名称').fill('冷藏风机停转');
  const touches = ({ id, from, to }) => [id, from, to].includes('fr-c-fan');
  await replace(rewritten(before, (row) => (touches(row) ? [] : [row])));
  world.expects(/409/);
  await graph.save.click();
  await graph.alert(/别人删除了这一项/).waitFor();
  await graph.alert(/刚刚被别人改过/).waitFor();
  await graph.save.click();
  await graph.isTold('已保存');
  await graph.alert(/别人删除了这一项/).waitFor({ state: 'detached' });
  assert.match(await exported(), /冷藏风机停转/);
  await replace(before);
});

test('enter_adds_the_relation_that_is_typed_and_none_is_lost', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.open('听不到风扇转');
  const other = graph.ties.getByLabel('另一项（编号或名称）');
  await graph.ties.getByRole('combobox', { name: '关系' }).selectOption({ label: '原因是 →' });
  // An input method's Enter is its own.
  await other.focus();
  const cdp = await graph.page.context().newCDPSession(graph.page);
  await cdp.send('Input.imeSetComposition', { text: '压缩机', selectionStart: 3, selectionEnd: 3 });
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 });
  await cdp.send('Input.insertText', { text: '压缩机' });
  assert.equal(await graph.ties.getByText('压缩机', { exact: true }).count(), 0);
  await other.fill('fr-c-seal');
  await other.press('Enter');
  await graph.ties.getByRole('button', { name: /^移除：原因是 → / }).last().waitFor();
  assert.equal(await other.inputValue(), '');
  assert.equal(await exported(), before, 'nothing is saved by that');
  // What still stands in the box is not lost, either: neither by leaving nor by saving.
  await graph.ties.getByRole('button', { name: /^移除：原因是 → / }).last().click();
  await other.fill('fr-c-seal');
  await graph.main.getByRole('link', { name: '返回' }).click();
  await graph.open('听不到风扇转');
  assert.equal(await other.inputValue(), 'fr-c-seal');
  await graph.ties.getByRole('combobox', { name: '关系' }).selectOption({ label: '原因是 →' });
  await graph.save.click();
  await graph.isTold('已保存');
  const added = rowsOf(await exported()).filter((row) => row.from === 'fr-fan-quiet' && row.to === 'fr-c-seal');
  assert.equal(added.length, 1);
  await replace(before);
});

test('what_is_not_saved_survives_a_lost_sign_in', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.open('冷藏风机不转');
  const name = graph.field('名称');
  await name.fill('登录丢了也还在');
  await graph.page.context().clearCookies();
  world.expects(/401/);
  await graph.save.click();
  await graph.signIn();
  await graph.main.getByText('恢复了上次没有保存的修改。').waitFor();
  assert.equal(await name.inputValue(), '登录丢了也还在');
  // Nor does signing out take it along.
  await graph.page.getByRole('button', { name: '退出登录' }).click();
  await graph.signIn();
  await graph.main.getByText('恢复了上次没有保存的修改。').waitFor();
  await graph.main.getByRole('button', { name: '放弃修改' }).click();
  assert.equal(await name.inputValue(), '冷藏风机不转');
  await graph.page.reload();
  await graph.heading('冷藏风机不转').waitFor();
  assert.equal(await graph.main.getByText('恢复了上次没有保存的修改。').count(), 0);
  assert.equal(await exported(), before);
});

test('what_the_graph_takes_over_is_told_where_questions_are_tried', async () => {
  const { page } = await atTheGraph();
  await page.getByRole('link', { name: '试一试' }).click();
  const question = page.getByRole('searchbox', { name: '访客的问题' });
  const gets = page.getByRole('region', { name: '访客会得到' });
  await question.fill('冰箱不制冷了');
  await question.press('Enter');
  await gets.getByText('由图谱接手').waitFor();
  await gets.getByText('让访客选').waitFor();
  assert.doesNotMatch(await gets.textContent(), /把握/, 'who asks back is not sure of anything');
  await page.getByRole('region', { name: '候选文章' }).getByText('没有用上').waitFor();
  await question.fill('扫地机报E7');
  await question.press('Enter');
  await gets.getByText(/把握 \d+%/).waitFor();
  const entity = gets.getByRole('link').first();
  const cause = await entity.textContent();
  await entity.click();
  await page.getByRole('heading', { level: 2, name: cause, exact: true }).waitFor();
  await page.goBack();
  await question.fill('怎么申请退货？');
  await question.press('Enter');
  await gets.getByText('直接回答').waitFor();
  assert.equal(await gets.getByText('由图谱接手').count(), 0);
});

test('who_leaves_what_is_not_saved_finds_it_again', async () => {
  const graph = await atTheGraph();
  await graph.find('滤网');
  await graph.rows.getByRole('link').first().click();
  const name = graph.field('名称');
  const before = await name.inputValue();
  await name.fill('没有保存的名字');
  const recovered = graph.main.getByText('恢复了上次没有保存的修改。');
  // Whoever accepts an offer is with the visitor at once.
  const visitor = await world.visitor({ site: 'demo' });
  await visitor.tell('我要找人工');
  await visitor.person.click();
  await visitor.isQueued();
  await graph.page.getByRole('button', { name: '接受' }).press('Enter');
  await graph.page.getByRole('textbox', { name: '回复' }).waitFor();
  assert.equal(await graph.page.getByRole('dialog').count(), 0);
  await graph.page.goBack();
  await recovered.waitFor();
  assert.equal(await name.inputValue(), '没有保存的名字');
  // By a link as well; and what is not wanted is gone for good.
  const comesBack = async () => {
    await graph.main.getByRole('link', { name: '返回' }).click();
    await graph.find(before);
    await graph.rows.getByRole('link').first().click();
    await name.waitFor();
  };
  await comesBack();
  await recovered.waitFor();
  await graph.main.getByRole('button', { name: '放弃修改' }).click();
  await comesBack();
  assert.equal(await name.inputValue(), before);
  assert.equal(await recovered.count(), 0);
  assert.doesNotMatch(await exported(), /没有保存的名字/);
  await graph.page.getByRole('link', { name: '接待台' }).click();
  await graph.page.getByRole('button', { name: '结束会话' }).click();
  await graph.page.getByRole('textbox', { name: '回复' }).waitFor({ state: 'hidden' });
});

test('a_file_is_exported_and_imported_and_its_bad_lines_are_told', async () => {
  const graph = await atTheGraph();
  const before = await exported();
  const [download] = await Promise.all([
    graph.page.waitForEvent('download'),
    graph.files.getByRole('button', { name: '导出 JSON Lines' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'demo-graph.jsonl');
  assert.equal(await readFile(await download.path(), 'utf8'), before);

  const lines = before.trim().split('\n').slice(0, 5);
  const file = [...lines, '{"kind":"gizmo","id":"x","name":"x"}', '{"from":"a","verb":"of","to":"b"}'];
  await graph.choose('图谱.jsonl', file.join('\n'));
  await graph.alert(/有 2 行有误[\s\S]*第 6 行[\s\S]*第 7 行：图谱里没有 a/).waitFor();
  await graph.files.getByText('图谱.jsonl：5 项，0 条关系。').waitFor();
  await graph.files.getByRole('button', { name: '替换图谱' }).click();
  await graph.confirm('替换图谱');
  await graph.isTold('图谱已替换');
  await graph.main.getByText('5 项，0 条关系', { exact: true }).waitFor();

  // What a spreadsheet in China writes: GB18030, semicolons or commas.
  const table = Buffer.concat([
    Buffer.from('kind,id,name\npart,seal,'),
    Buffer.from([0xc3, 0xc5, 0xb7, 0xe2, 0xcc, 0xf5]),
    Buffer.from('\n'),
  ]);
  await graph.choose('parts.csv', table);
  await graph.files.getByText('parts.csv：1 项，0 条关系。').waitFor();
  await graph.files.getByRole('button', { name: '替换图谱' }).click();
  await graph.confirm('替换图谱');
  await graph.isTold('图谱已替换');
  assert.match(await exported(), /门封条/);
  await replace(before);
});

for (const colorScheme of ['light', 'dark']) {
  test(`it_has_no_serious_violation_when_${colorScheme}`, async () => {
    const graph = await atTheGraph({ colorScheme, reducedMotion: 'reduce' });
    await isAccessible(graph.page, 'the list');
    await graph.page.goto(`${world.server.origin}/console/?site=demo#/graph/fr-c-fan`);
    await graph.picture('冷藏风机不转').waitFor();
    await isAccessible(graph.page, 'an entity');
    await graph.page.setViewportSize({ width: 375, height: 760 });
    await isAccessible(graph.page, 'on a phone');
    const wide = await graph.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, 'nothing but the picture scrolls sideways');
  });
}

test('what_others_have_added_is_there_for_whoever_comes_to_the_graph', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.main.getByText('390 项，751 条关系').waitFor();
  await graph.open('冷藏风机不转');
  const added = (n) => `{"kind":"part","id":"part-new-${n}","name":"新配件${n}"}`;
  await replace(`${before.trim()}\n${added(1)}`);
  await graph.main.getByRole('link', { name: '返回' }).click();
  await graph.main.getByText('391 项，751 条关系').waitFor();
  // Nor is what an address names gone, only because it came after the graph was read.
  await replace(`${before.trim()}\n${added(1)}\n${added(2)}`);
  await graph.page.evaluate(() => (location.hash = '#/graph/part-new-2'));
  await graph.heading('新配件2').waitFor();
  await replace(before);
});

test('a_page_that_cannot_read_all_of_the_graph_changes_nothing_of_it', async () => {
  const before = await exported();
  const graph = await atTheGraph();
  await graph.page.route(/\/graph\?format=json$/, async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    const json = await response.json();
    json.file = `${json.file.trimEnd()}\n{"kind":"gadget","id":"new-kind","name":"新的一类"}\n`;
    return route.fulfill({ response, json });
  });
  await graph.page.reload();
  await graph.heading('图谱').waitFor();
  await graph.open('冷藏风机不转');
  await graph.field('名称').fill('冷藏风机坏了');
  await graph.save.click();
  await graph.alert(/这个页面有内容无法显示/).waitFor();
  assert.equal(await exported(), before);
});

async function atTheGraph(options = {}) {
  const name = options.colorScheme === 'dark' ? 'zhou' : 'lin';
  const agent = await world.agent({ site: 'demo', name, password: 'dukou-demo', ...options });
  const { page } = agent;
  await page.getByRole('link', { name: '知识库' }).click();
  await page.getByRole('link', { name: '图谱', exact: true }).click();
  const main = page.getByRole('main');
  const graph = {
    page,
    main,
    rows: page.locator('[data-entity]'),
    files: page.getByRole('region', { name: '导入和导出' }),
    ties: page.getByRole('region', { name: '关系' }),
    save: page.getByRole('button', { name: '保存', exact: true }),
    heading: (name) => main.getByRole('heading', { level: 2, name, exact: true }),
    picture: (name) => page.getByRole('group', { name: `“${name}”周围的关系图` }),
    field: (name) => page.getByLabel(new RegExp(`^${name}`)).first(),
    alert: (pattern) => page.getByRole('alert').filter({ hasText: pattern }),
    async open(name) {
      await graph.find(name);
      await graph.rows.getByRole('link', { name, exact: true }).click();
      await graph.heading(name).waitFor();
    },
    async signIn() {
      await page.getByLabel('密码').fill('dukou-demo');
      await page.getByRole('button', { name: '登录' }).click();
    },
    async find(text) {
      const box = page.getByRole('searchbox', { name: '查找' });
      await box.fill(text);
      await box.press('Enter');
    },
    isTold: (text) => page.locator('.notice').filter({ hasText: text }).waitFor(),
    async relate(way, other) {
      await graph.ties.getByRole('combobox', { name: '关系' }).selectOption({ label: way });
      await graph.ties.getByLabel('另一项（编号或名称）').fill(other);
      await graph.ties.getByRole('button', { name: '添加关系' }).click();
    },
    async confirm(action) {
      await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
    },
    async choose(name, content) {
      const buffer = Buffer.from(content);
      await graph.files.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
    },
  };
  await graph.heading('图谱').waitFor();
  return graph;
}

const path = '/v1/sites/demo/graph';

const exported = async () =>
  (await world.server.fetch(path, { headers: await world.server.operator() })).text();

const replace = async (body) => {
  const headers = { ...(await world.server.operator()), 'content-type': 'application/jsonl' };
  assert.equal((await world.server.fetch(path, { method: 'PUT', body, headers })).status, 200);
};

const rowsOf = (file) => file.trim().split('\n').map((line) => JSON.parse(line));

/** A file with the rows that `change` makes of each of its own. */
const rewritten = (file, change) => rowsOf(file).flatMap(change).map((row) => JSON.stringify(row)).join('\n');

const ask = async (question) =>
  (await world.server.fetch('/v1/sites/demo/answer', { body: { question } })).text();
