// What a shop knows beside its articles answers first: a diagnosis with one question that matters, the
// way that led to it, and where to have it mended. Whoever replaces it replaces all of it, or nothing.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Conversation, test, useWorld } from './harness.mjs';
import { xtask } from './harness/server.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld({ demo: true });

const ROWS = [
  { kind: 'product', id: 'lamp', name: '台灯' },
  { kind: 'symptom', id: 'dark', name: '不亮', aliases: ['不 亮', '没 亮'] },
  { kind: 'cause', id: 'bulb', name: '灯泡坏了', common: 60 },
  { kind: 'solution', id: 'swap', name: '换灯泡', text: '关电源，拧下旧灯泡，换上新的。' },
  { from: 'dark', verb: 'due_to', to: 'bulb', likelihood: 90 },
  { from: 'bulb', verb: 'fixed_by', to: 'swap', likelihood: 95 },
];
const jsonl = (rows) => rows.map((row) => JSON.stringify(row)).join('\n');

const ask = async (question, site = 'demo') => {
  const answer = await world.server.fetch(`/v1/sites/${site}/answer`, { body: { question } });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
};

test('a_visitor_is_asked_one_question_and_told_cause_remedy_and_outlet', async () => {
  const visitor = await atTheShop();
  await visitor.tell('冰箱 BCD-520 显示 E4 不制冷');
  await visitor.hears(/冷藏室出风口是不是没有风/, { author: 'assistant' });
  // It is a question, not an article: nobody is asked whether it helped.
  assert.equal(await visitor.chat.getByRole('button', { name: '没帮助' }).count(), 0);
  await visitor.chat.getByRole('button', { name: '听不到风扇转' }).click();
  await visitor.hears(/冷藏风机不转/, { author: 'assistant' });
  await visitor.hears(/依据：E4 → /, { author: 'assistant' });
  await visitor.hears(/预约上门检修|换/, { author: 'assistant' });
  await visitor.tell('我在杭州，去哪里修');
  await visitor.hears(/杭州服务中心[\s\S]*文一路示例 8 号/, { author: 'assistant' });
  // What the graph does not know is the articles' to answer, as ever.
  await visitor.tell('怎么申请退货？');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  const titles = await visitor.log.locator('[data-author="assistant"] .title').allTextContents();
  assert.match(titles.at(-1), /退货/);
});

test('the_other_answer_leads_to_the_other_cause', async () => {
  const visitor = await atTheShop();
  await visitor.tell('冰箱E4');
  await visitor.chat.getByRole('button', { name: '不是', exact: true }).click();
  await visitor.hears(/依据：E4 → [\s\S]*已排除“听不到风扇转”/, { author: 'assistant' });
  assert.equal(await visitor.log.getByText('冷藏风机不转').count(), 0);
});

test('who_does_not_know_is_asked_something_else', async () => {
  const visitor = await atTheShop();
  await visitor.tell('手机续航突然变差');
  const answers = visitor.log.locator('[data-author="assistant"][data-seq]');
  await visitor.hears(/电池健康/, { author: 'assistant' });
  const first = await answers.count();
  // At most three times; and saying the same thrice is no sign that answers do not help.
  for (let asked = 0; asked < 3; asked++) {
    await answers.nth(first - 1 + asked).waitFor();
    const unsure = visitor.chat.getByRole('button', { name: /^(不清楚|都不是)$/ });
    if ((await unsure.count()) === 0) break;
    await unsure.first().click();
  }
  // All sides of the matter: what runs in the background, the battery, the system.
  await visitor.hears(/依据：续航变差 → /, { author: 'assistant' });
  const answer = visitor.log.locator('[data-author="assistant"]').last();
  for (const cause of ['后台应用耗电', '电池老化', '系统版本的问题']) {
    assert.match(await answer.textContent(), new RegExp(cause));
  }
});

test('the_words_between_are_in_the_visitors_language', async () => {
  const conversation = await Conversation.start(world.server, { site: 'demo', locale: 'en-GB' });
  await conversation.say('E4');
  const { answer } = await conversation.until('answered');
  assert.equal(answer.ask, 'Which product is it?');
  await conversation.say('洗衣机');
  const concluded = await conversation.until('answered', (fact) => fact.answer.kind === 'found');
  assert.match(concluded.answer.quotes[0].text, /^Because: E4 → /);
});

test('what_was_resolved_is_not_gone_on_with', async () => {
  const conversation = await Conversation.start(world.server, { site: 'demo' });
  await conversation.say('冰箱E4');
  await conversation.until('answered', ({ answer }) => answer.kind === 'choices');
  await conversation.press({ kind: 'end' });
  await conversation.say('听得到风扇转的声音吗');
  const { answer } = await conversation.until('answered', ({ after }) => after > 3);
  assert.doesNotMatch(JSON.stringify(answer), /E4/);
});

test('one_question_is_answered_by_the_api_too', async () => {
  const sure = await ask('扫地机报E7');
  assert.equal(sure.answered, true);
  assert.ok(sure.confidence >= 80);
  assert.match(sure.answer.quotes[0].text, /^依据：E7 → /);
  assert.equal(sure.answer.quotes[0].article, 'graph:rv-c-dust');
  const open = await ask('E4');
  assert.deepEqual([open.answered, open.answer.kind], [false, 'choices']);
});

test('a_graph_is_replaced_as_a_whole_or_not_at_all', async () => {
  const before = await (await graph()).text();
  assert.equal((await put(jsonl(ROWS))).status, 200);
  assert.match(JSON.stringify(await ask('台灯不亮了')), /换灯泡/);
  assert.doesNotMatch(JSON.stringify(await ask('扫地机报E7')), /graph:/);

  const broken = [
    ...ROWS,
    { kind: 'gizmo', id: 'x', name: 'x' },
    { from: 'bulb', verb: 'fixed_by', to: 'nowhere' },
    { from: 'bulb', verb: 'due_to', to: 'dark' },
  ];
  const refused = await put(`${jsonl(broken)}\n{"kind"`);
  assert.equal(refused.status, 422);
  const problem = await refused.json();
  assert.equal(problem.code, 'invalid');
  assert.deepEqual(
    problem.lines.map(({ line, detail }) => [line, detail.replace(/:.*/, '')]),
    [
      [7, 'there is no kind "gizmo"'],
      [8, 'there is no entity nowhere'],
      [9, 'due_to cannot join a cause and a symptom'],
      [10, 'this is no JSON object'],
    ],
  );
  assert.match(JSON.stringify(await ask('台灯不亮了')), /换灯泡/);

  const many = await (await put('{\n'.repeat(5_000))).json();
  assert.match(many.detail, /5000 lines/);
  assert.equal(many.lines.length, 100);
  assert.equal((await put(before)).status, 200);
});

test('a_table_is_read_and_written_too', async () => {
  const before = await (await graph()).text();
  const table = await graph('?format=csv');
  assert.match(table.headers.get('content-type'), /^text\/csv/);
  const text = await table.text();
  assert.match(text, /^kind,id,name/);
  assert.equal((await put(text, 'text/csv')).status, 200);
  assert.equal(await (await graph()).text(), before);
});

test('bad_requests_change_nothing', async () => {
  const before = await (await graph()).text();
  const status = async (answer) => (await answer).status;
  const path = '/v1/sites/demo/graph';
  assert.equal(await status(world.server.fetch(path)), 401, 'who is nobody reads nothing');
  const put401 = world.server.fetch(path, { method: 'PUT', body: '', headers: { 'content-type': 'text/csv' } });
  assert.equal(await status(put401), 401);
  assert.equal(await status(put('', 'application/pdf')), 415);
  assert.equal(await status(put(new Uint8Array([0xff, 0xfe]), 'text/csv')), 400);
  assert.equal(await declared((16 << 20) + 1), 413);
  assert.equal(await status(put('{"file": 1}', 'application/json')), 400);
  assert.equal(await status(graph('?format=xml')), 400);
  assert.equal(await status(graph('?colour=red')), 400);
  const { revision } = await (await graph('?format=json')).json();
  const stale = await put(JSON.stringify({ file: '', expect: revision - 1 }), 'application/json');
  assert.equal((await stale.json()).code, 'conflict');
  assert.equal(await (await graph()).text(), before);
});

test('it_is_kept_over_a_kill_and_a_restart_and_older_servers_did_without', async () => {
  world.allowsLostNetwork();
  const before = await (await graph()).text();
  const visitor = await atTheShop();
  await visitor.tell('冰箱E4');
  await visitor.chat.getByRole('button', { name: '听不到风扇转' }).waitFor();
  await world.server.killAndRestart();
  assert.equal(await (await graph()).text(), before);
  // The talk goes on where it was: it is in the transcript, and nowhere else.
  await visitor.chat.getByRole('button', { name: '听不到风扇转' }).click();
  await visitor.hears(/依据：E4 → /, { author: 'assistant' });

  await world.server.kill();
  const drop = ['graph_chunks', 'graph_state'].map((table) => [`DROP TABLE ${table}`]);
  await world.server.sql('Library', 'demo', ...drop);
  await world.server.restart();
  assert.equal(await (await graph()).text(), '');
  assert.doesNotMatch(JSON.stringify(await ask('扫地机报E7')), /graph:/);
  assert.equal((await put(before)).status, 200);
});

test('a_graph_of_a_newer_server_is_left_alone_and_the_articles_answer', async () => {
  const version = (number) => [['UPDATE graph_state SET version = ?', number]];
  await world.server.kill();
  await world.server.sql('Library', 'demo', ...version(99));
  await world.server.restart();
  assert.equal((await put(jsonl(ROWS))).status, 503);
  assert.equal((await graph()).status, 503);
  assert.equal((await ask('怎么申请退货？')).answered, true);
  await world.server.kill();
  await world.server.sql('Library', 'demo', ...version(1));
  await world.server.restart();
  assert.match(JSON.stringify(await ask('扫地机报E7')), /graph:/);
});

test('the_command_line_puts_a_file_in_and_tells_the_lines_that_do_not_fit', async () => {
  const before = await (await graph()).text();
  const dir = await mkdtemp(join(tmpdir(), 'dukou-graph-'));
  try {
    const run = async (rows) => {
      const file = join(dir, 'graph.jsonl');
      await writeFile(file, jsonl(rows));
      const options = ['--server', world.server.origin, '--data', world.server.data];
      return promisify(execFile)(xtask(), ['graph', '--site', 'demo', file, ...options]);
    };
    assert.match((await run(ROWS)).stdout, /4 entities, 2 relations/);
    const failed = await run([...ROWS, { kind: 'part' }]).catch((error) => error);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /graph\.jsonl:7: id is missing/);
  } finally {
    await rm(dir, { recursive: true });
    assert.equal((await put(before)).status, 200);
  }
});

async function atTheShop() {
  const visitor = new Visitor(await world.page(), `${world.server.origin}/h5/demo`);
  await visitor.arrive();
  return visitor;
}

const graph = async (query = '') =>
  world.server.fetch(`/v1/sites/demo/graph${query}`, { headers: await world.server.operator() });

const put = async (body, type = 'application/jsonl') =>
  fetch(`${world.server.origin}/v1/sites/demo/graph`, {
    method: 'PUT',
    body,
    headers: { ...(await world.server.operator()), 'content-type': type },
  });

/** The answer to a body of so many bytes, of which none is sent: the edge need not wait for them. */
async function declared(length) {
  const { authorization } = await world.server.operator();
  const headers = { authorization, 'content-type': 'application/jsonl', 'content-length': length };
  const asked = request(`${world.server.origin}/v1/sites/demo/graph`, { method: 'PUT', headers });
  asked.flushHeaders();
  const [answer] = await once(asked, 'response');
  asked.destroy();
  return answer.statusCode;
}
