// The console's page of the graph: found, drawn, edited, imported and exported, by mouse or keyboard,
// and what is saved is what visitors are told next.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { test, useWorld } from './harness.mjs';
import { isAccessible } from './harness/axe.mjs';

// Each test signs the same agent in.
const LIMITS = JSON.stringify({ sign_in_agent: { burst: 50, per_minute: 50 } });
const world = useWorld({ demo: true, env: { LIMITS } });

test('an_entity_is_found_drawn_and_walked_from_by_keyboard', async () => {
  const graph = await atTheGraph();
  await graph.main.getByText('390 项，751 条关系').waitFor();
  await graph.find('冷藏风机');
  assert.ok((await graph.rows.count()) < 5);
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
});

test('what_is_edited_is_what_visitors_are_told', async () => {
  const graph = await atTheGraph();
  await graph.main.getByRole('link', { name: '新增' }).click();
  await graph.heading('新的一项').waitFor();
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
  assert.match(await ask('冰箱冒紫烟'), /因为：冒紫烟 → 冷藏风机不转/);

  await graph.page.reload();
  await graph.heading('冒紫烟').waitFor();
  assert.equal(await graph.ties.getByRole('spinbutton').inputValue(), '90');
  await graph.main.getByRole('button', { name: '删除' }).click();
  await graph.confirm('删除');
  await graph.isTold('已删除');
  await graph.main.getByText('390 项，751 条关系').waitFor();
  assert.doesNotMatch(await ask('冰箱冒紫烟'), /紫烟 →/);
});

test('of_two_who_edit_the_later_is_told', async () => {
  const graph = await atTheGraph();
  await graph.find('滤网');
  await graph.rows.getByRole('link').first().click();
  const name = graph.field('名称');
  const before = await name.inputValue();
  await replace(await exported());
  await name.fill('滤网（改）');
  await graph.save.click();
  await graph.alert(/刚刚被别人改过/).waitFor();
  world.expects(/409/);
  await graph.main.getByRole('button', { name: '重新载入' }).click();
  await graph.alert(/刚刚被别人改过/).waitFor({ state: 'detached' });
  await graph.save.click();
  await graph.isTold('已保存');
  assert.match(await exported(), /滤网（改）/);
  await name.fill(before);
  await graph.save.click();
  await graph.heading(before).waitFor();
});

test('who_would_leave_what_is_not_saved_is_asked', async () => {
  const graph = await atTheGraph();
  await graph.find('滤网');
  await graph.rows.getByRole('link').first().click();
  const name = graph.field('名称');
  const before = await name.inputValue();
  const here = graph.page.url();
  await name.fill('没有保存的名字');
  await graph.main.getByRole('link', { name: '返回' }).click();
  const dialog = graph.page.getByRole('dialog', { name: '有没有保存的修改' });
  await dialog.getByRole('button', { name: '取消' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(graph.page.url(), here);
  assert.equal(await name.inputValue(), '没有保存的名字', 'who stays goes on where they were');
  // The way back of the browser, too.
  await graph.page.goBack();
  await dialog.getByRole('button', { name: '不保存，离开' }).click();
  await graph.heading('图谱').waitFor();
  assert.doesNotMatch(await exported(), /没有保存的名字/);

  // What is as it was, or saved, keeps nobody.
  await graph.find(before);
  await graph.rows.getByRole('link').first().click();
  await name.fill('x');
  await name.fill(before);
  await graph.main.getByRole('link', { name: '返回' }).click();
  await graph.heading('图谱').waitFor();
  assert.equal(await dialog.count(), 0);
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
  await graph.alert(/有 2 行不对[\s\S]*第 6 行[\s\S]*第 7 行：图谱里没有 a/).waitFor();
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
    find: (text) => page.getByRole('searchbox', { name: '查找' }).fill(text),
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

const ask = async (question) =>
  (await world.server.fetch('/v1/sites/demo/answer', { body: { question } })).text();
