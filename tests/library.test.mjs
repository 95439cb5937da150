// The articles as a shop keeps them: drafts, publications that are there or not, imports, and what
// readers may see of it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Conversation, claims, eventually, sign, test, useWorld } from './harness.mjs';
import { certificate } from './harness/certificate.mjs';
import { Clerk } from './harness/clerk.mjs';
import { xtask } from './harness/server.mjs';

const world = useWorld({
  browser: false,
  // Some tests search as fast as they can.
  env: { LIMITS: JSON.stringify({ search_address: { burst: 100_000, per_minute: 60 } }) },
});

let clerk;
const knowledge = async (method, path, body) => {
  clerk ??= await Clerk.signIn(world.server, 'lin');
  return world.server.fetch(`/v1/sites/acme/knowledge/${path}`, {
    method,
    body,
    headers: { cookie: clerk.cookie },
  });
};
const good = async (method, path, body) => {
  const answer = await knowledge(method, path, body);
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
};
const refused = async (status, code, method, path, body) => {
  const answer = await knowledge(method, path, body);
  const problem = await answer.json();
  assert.deepEqual([answer.status, problem.code], [status, code], `${method} ${path}: ${problem.detail}`);
  return problem.detail;
};

const article = (id, more = {}) => ({ id, title: `怎么保养${id}`, body: `${id}的保养方法。`, ...more });
const save = (it, expect) => good('PUT', `articles/${encodeURIComponent(it.id)}`, { article: it, expect });
const publish = () => good('POST', 'publications', {});
const reset = async (articles = []) => {
  const lines = articles.map((it) => JSON.stringify(it)).join('\n');
  const how = articles.length === 0 ? '?empty=true' : '';
  assert.equal((await world.server.publish('acme', lines, how)).status, 200);
};
const search = async (query, headers = {}) => {
  const answer = await world.server.fetch('/v1/sites/acme/search', { body: { query, top: 50 }, headers });
  assert.equal(answer.status, 200);
  return (await answer.json()).hits;
};
const found = async (query, headers) => (await search(query, headers)).map(({ article }) => article).sort();

test('a_draft_is_seen_by_nobody_until_it_is_published', async () => {
  await reset([article('甲')]);
  const draft = await save(article('乙'));
  assert.deepEqual([draft.version, draft.state, draft.by], [1, 'draft', { agent: 'lin' }]);
  await save(article('甲', { title: '怎么保养甲二' }), 1);
  assert.deepEqual(await found('保养'), ['甲']);
  assert.equal((await search('保养'))[0].title, '怎么保养甲');
  const published = await publish();
  assert.deepEqual([published.added, published.changed, published.removed, published.articles], [1, 1, 0, 2]);
  assert.deepEqual(await found('保养'), ['甲', '乙'].sort());
  assert.equal((await search('保养甲二'))[0].title, '怎么保养甲二');
  const again = await good('POST', 'publications', {});
  assert.deepEqual(again, { ...published, added: 0, changed: 0, removed: 0 }, 'there is nothing more to publish');

  const kept = await good('GET', `articles/${encodeURIComponent('甲')}`);
  assert.equal(kept.published_version, 2);
  assert.deepEqual(kept.versions.map(({ version, state, by }) => [version, state, by]), [
    [2, 'published', { agent: 'lin' }],
    [1, 'past', 'operator'],
  ]);
  const first = await good('GET', `articles/${encodeURIComponent('甲')}/versions/1`);
  assert.equal(first.article.title, '怎么保养甲');
  await refused(404, 'not_found', 'GET', `articles/${encodeURIComponent('甲')}/versions/9`);
  await refused(404, 'not_found', 'GET', 'articles/none');
});

test('a_set_of_no_articles_takes_nothing_out_unless_that_is_said', async () => {
  await reset([article('z')]);
  for (const [sent, query] of [['', ''], ['\n\r\n', ''], ['', '?empty=false']]) {
    const answer = await world.server.publish('acme', sent, query);
    const problem = await answer.json();
    assert.deepEqual([answer.status, problem.code], [422, 'invalid']);
    assert.match(problem.detail, /nothing was published.*empty=true/);
  }
  assert.deepEqual(await found('保养'), ['z']);
  const answer = await world.server.publish('acme', '', '?empty=true');
  assert.deepEqual([answer.status, await answer.json()], [200, { articles: 0 }]);
  assert.deepEqual(await found('保养'), []);
});

test('only_the_named_drafts_are_published', async () => {
  await reset();
  await save(article('a'));
  await save(article('b'));
  await good('POST', 'publications', { articles: [{ id: 'b', expect: 1 }] });
  assert.deepEqual(await found('保养'), ['b']);
  const { articles } = await good('GET', 'articles?state=draft');
  assert.deepEqual(articles.map(({ id }) => id), ['a']);
});

test('nobody_publishes_a_draft_that_they_have_not_seen', async () => {
  await reset([article('p'), article('q')]);
  await save(article('p', { body: '写完了。' }), 1);
  await save(article('q', { body: '写完了。' }), 1);
  const seen = [{ id: 'p', expect: 2 }, { id: 'q', expect: 2 }];
  await save(article('q', { body: '写了一半' }), 2);
  const told = await refused(409, 'conflict', 'POST', 'publications', { articles: seen });
  assert.match(told, /another version stands by now: q$/);
  await refused(409, 'conflict', 'POST', 'publications', { articles: [{ id: 'none', expect: 1 }] });
  await refused(400, 'bad_request', 'POST', 'publications', { articles: ['p'] });
  const texts = async () => (await search('保养')).map(({ excerpt }) => excerpt).sort();
  assert.deepEqual(await texts(), ['p的保养方法。', 'q的保养方法。'], 'all of it or nothing');
  // Once more of the same is no other draft.
  const twice = [seen[0], seen[0], { id: 'q', expect: 3 }];
  assert.equal((await good('POST', 'publications', { articles: twice })).changed, 2);
  assert.deepEqual(await texts(), ['写了一半', '写完了。'].sort());
  const again = await good('POST', 'publications', { articles: [seen[0]] });
  assert.deepEqual([again.added, again.changed, again.removed], [0, 0, 0], 'it is what readers see');
});

test('who_saves_over_somebody_else_is_told', async () => {
  await reset([article('w')]);
  await save(article('w', { title: '先来' }), 1);
  await refused(409, 'conflict', 'PUT', 'articles/w', { article: article('w', { title: '后到' }), expect: 1 });
  await refused(409, 'conflict', 'PUT', 'articles/w', { article: article('w') });
  await refused(409, 'conflict', 'PUT', 'articles/new', { article: article('new'), expect: 1 });
  await refused(409, 'conflict', 'POST', 'articles/w/archive', { expect: 1 });
  const both = await Promise.all(
    ['甲', '乙'].map((title) => knowledge('PUT', 'articles/w', { article: article('w', { title }), expect: 2 })),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  assert.equal((await good('GET', 'articles/w')).versions.length, 3);
});

test('an_archived_article_is_found_no_more_and_comes_back_by_one_call', async () => {
  await reset([article('r'), article('s')]);
  const before = (await good('GET', 'publications')).publications[0].publication;
  const archive = await good('POST', 'articles/r/archive', { expect: 1 });
  assert.deepEqual([archive.archives, archive.state], [true, 'draft']);
  assert.deepEqual(await found('保养'), ['r', 's']);
  assert.equal((await good('POST', 'publications', { articles: [{ id: 'r', expect: 2 }] })).removed, 1);
  assert.deepEqual(await found('保养'), ['s']);
  const [{ state, published_version }] = (await good('GET', 'articles?state=archived&q=r的保养')).articles;
  assert.deepEqual([state, published_version], ['archived', undefined]);
  await refused(422, 'invalid', 'POST', 'articles/r/archive', { expect: 2 });

  await save(article('t'));
  const restored = await good('POST', `publications/${before}/restore`);
  assert.deepEqual([restored.restores, restored.added, restored.removed], [before, 1, 0]);
  assert.deepEqual(await found('保养'), ['r', 's'], 'and the draft of t is still a draft');
  assert.equal((await good('GET', 'articles/t')).version.state, 'draft');
  const again = await good('POST', `publications/${before}/restore`);
  assert.deepEqual(again, { ...restored, added: 0, changed: 0, removed: 0 });
  await refused(404, 'not_found', 'POST', 'publications/999999/restore');
});

test('what_a_publication_changed_and_a_restoring_would_change_is_told_by_title', async () => {
  await reset([article('x1'), article('x2')]);
  const before = (await good('GET', 'publications')).publications[0].publication;
  await save(article('x1', { title: '换了标题的x1' }), 1);
  await good('POST', 'articles/x2/archive', { expect: 1 });
  await save(article('x3'));
  const chosen = [['x1', 2], ['x2', 2], ['x3', 1]].map(([id, expect]) => ({ id, expect }));
  const { publication } = await good('POST', 'publications', { articles: chosen });
  const told = ({ added, changed, removed, articles }) => [
    [added, changed, removed],
    articles.map(({ id, title, becomes }) => `${becomes} ${id} ${title}`),
  ];
  assert.deepEqual(told(await good('GET', `publications/${publication}`)), [
    [1, 1, 1],
    ['removed x2 怎么保养x2', 'added x3 怎么保养x3', 'changed x1 换了标题的x1'],
  ]);
  const back = [
    [1, 1, 1],
    ['removed x3 怎么保养x3', 'added x2 怎么保养x2', 'changed x1 怎么保养x1'],
  ];
  assert.deepEqual(told(await good('GET', `publications/${before}/restore`)), back);
  assert.deepEqual(told(await good('GET', `publications/${publication}/restore`)), [[0, 0, 0], []]);
  const restored = await good('POST', `publications/${before}/restore`);
  assert.deepEqual(told(await good('GET', `publications/${restored.publication}`)), back);
  await refused(404, 'not_found', 'GET', 'publications/999999');
  await refused(404, 'not_found', 'GET', 'publications/999999/restore');
});

test('a_draft_that_is_given_up_goes_out_no_more', async () => {
  await reset([article('g')]);
  const drop = (id, expect) => `articles/${id}/draft?expect=${expect}`;
  await save(article('g', { body: '还没想好' }), 1);
  await refused(409, 'conflict', 'DELETE', drop('g', 1));
  // To give it up twice is to give it up.
  for (let times = 0; times < 2; times += 1) {
    const { version, state } = await good('DELETE', drop('g', 2));
    assert.deepEqual([version, state], [1, 'published']);
  }
  const { published_version, versions } = await good('GET', 'articles/g');
  assert.deepEqual([published_version, versions.map(({ state }) => state)], [1, ['past', 'published']]);
  assert.equal((await search('保养'))[0].excerpt, 'g的保养方法。');
  assert.equal((await save(article('g', { body: '想好了' }), 1)).version, 3);
  await good('POST', 'publications', { articles: [{ id: 'g', expect: 3 }] });
  await refused(409, 'conflict', 'DELETE', drop('g', 3));
  // What nobody ever saw is as if it were archived.
  await save(article('never'));
  assert.equal((await good('DELETE', drop('never', 1))).state, 'archived');
  await refused(404, 'not_found', 'DELETE', drop('none', 1));
  await refused(400, 'bad_request', 'DELETE', 'articles/g/draft');
  await refused(400, 'bad_request', 'DELETE', 'articles/g/draft?expect=x');
});

test('nobody_goes_over_a_publication_that_they_have_not_seen', async () => {
  await reset([article('u'), article('v')]);
  const latest = async () => (await good('GET', 'publications')).publications[0].publication;
  const texts = async () => (await search('保养')).map(({ excerpt }) => excerpt).sort();
  const first = await latest();
  const show = async (id, body, expect) => {
    const { version } = await save(article(id, { body }), expect);
    await good('POST', 'publications', { articles: [{ id, expect: version }] });
  };
  await show('u', '写错了', 1);
  const looked = await latest();
  const rows = [{ line: 1, article: article('v', { body: '从文件来' }) }];
  const dry = await begun({ dry_run: true }, rows);
  const would = await good('POST', `imports/${dry}/finish`);
  assert.deepEqual([would.changed, would.latest], [1, looked]);

  // Meanwhile.
  await show('v', '刚改好', 1);
  const now = ['写错了', '刚改好'].sort();
  const told = await refused(409, 'conflict', 'POST', `publications/${first}/restore`, { expect: looked });
  assert.match(told, new RegExp(`readers see publication ${looked + 1} by now`));
  const real = await begun({}, rows);
  await refused(409, 'conflict', 'POST', `imports/${real}/finish`, { expect: looked });
  assert.deepEqual([await texts(), await latest()], [now, looked + 1]);
  await refused(400, 'bad_request', 'POST', `publications/${first}/restore`, { expected: looked });

  // What was looked at again goes out; and what changes nothing hurts nobody.
  const report = await good('POST', `imports/${real}/finish`, { expect: looked + 1 });
  assert.deepEqual([report.changed, report.publication], [1, looked + 2]);
  assert.deepEqual(await good('POST', `imports/${real}/finish`, { expect: looked + 1 }), report);
  const same = await begun({}, rows);
  assert.equal((await good('POST', `imports/${same}/finish`, { expect: looked })).unchanged, 1);
  assert.equal((await good('POST', `publications/${first}/restore`, { expect: looked + 2 })).changed, 2);
  const again = await good('POST', `publications/${first}/restore`, { expect: looked + 2 });
  assert.equal(again.changed, 0, 'its answer was lost');
});

/** An import with these rows, not finished yet. */
async function begun(how, rows) {
  const { import: id } = await good('POST', 'imports', how);
  await good('POST', `imports/${id}/rows`, { rows });
  return id;
}

test('readers_see_one_publication_or_the_other_and_never_a_bit_of_both', async () => {
  const set = (body) => Array.from({ length: 60 }, (_, n) => article(`件${n}`, { body }));
  const seen = new Set();
  let met = 0;
  for (let round = 0; round < 10 && !(seen.size === 2 && met > 0); round++) {
    await reset(set('第一版'));
    const { version } = (await good('GET', `articles/${encodeURIComponent('件0')}`)).version;
    for (const it of set('第二版')) await save(it, version);
    let done = false;
    const searches = [];
    const reading = Array.from({ length: 4 }, async () => {
      while (!done) {
        const begun = performance.now();
        const bodies = new Set((await search('保养')).map(({ excerpt }) => excerpt));
        assert.equal(bodies.size, 1, [...bodies].join());
        searches.push([begun, performance.now()]);
        seen.add([...bodies][0]);
      }
    });
    await eventually(() => searches.length >= 4);
    const asked = performance.now();
    // Other tests have left drafts.
    await good('POST', 'publications', { articles: set('').map(({ id }) => ({ id, expect: version + 1 })) });
    const answered = performance.now();
    await search('保养');
    done = true;
    await Promise.all(reading);
    met += searches.filter(([begun, ended]) => begun < answered && ended > asked).length;
    assert.deepEqual(new Set((await search('保养')).map(({ excerpt }) => excerpt)), new Set(['第二版']));
  }
  assert.deepEqual(seen, new Set(['第一版', '第二版']), 'readers came before and after');
  assert.ok(met > 0, 'and while it was published');
});

test('what_is_published_is_whole_after_a_kill_in_the_middle', async () => {
  const set = (body) => Array.from({ length: 200 }, (_, n) => article(`件${n}`, { body }));
  // By turns soon, however fast the machine, and ever later, however slow: from before it begins until after
  // it is over.
  const later = (round) => (round % 2 ? round % 5 : round * 4 * 1.1 ** Math.max(0, round - 20));
  const seen = new Set();
  let met = 0;
  for (let round = 0; round < 40 && !(seen.size === 2 && met >= 3); round++) {
    await reset(set('第一版'));
    const second = await begin();
    await rows(second, set('第二版'));
    let answered = false;
    const finishing = knowledge('POST', `imports/${second}/finish`).then(
      () => (answered = true),
      () => {},
    );
    await new Promise((wait) => setTimeout(wait, later(round)));
    await world.server.kill();
    if (!answered) met += 1;
    await finishing;
    await world.server.restart();
    const lines = await exported();
    const bodies = new Set(lines.map(({ body }) => body));
    assert.equal(lines.length, 200);
    assert.equal(bodies.size, 1, 'the kill came before the publication or after it');
    const [body] = bodies;
    assert.ok(!answered || body === '第二版', 'what was acknowledged is there');
    seen.add(body);
  }
  assert.deepEqual(seen, new Set(['第一版', '第二版']), 'kills came both before and after');
  assert.ok(met >= 3, 'and met what was not answered yet');
});

const begin = async (dry_run = false) => (await good('POST', 'imports', { dry_run })).import;
const rows = (id, articles, first = 1) =>
  good('POST', `imports/${id}/rows`, { rows: articles.map((it, n) => ({ line: first + n, article: it })) });
const exported = async (query = '') => {
  const all = [];
  for (;;) {
    const after = all.length ? `&after=${encodeURIComponent(all.at(-1).id)}` : '';
    const answer = await knowledge('GET', `export?${query}${after}`);
    assert.match(answer.headers.get('content-type'), /jsonl/);
    const text = await answer.text();
    if (text === '') return all;
    all.push(...text.trim().split('\n').map((line) => JSON.parse(line)));
  }
};

test('an_import_tells_bad_rows_and_takes_the_good_ones_together', async () => {
  await reset([article('a'), article('b'), article('z')]);
  const batch = [
    article('a'),
    article('b', { title: '换了' }),
    { id: 'c', title: '', body: '没有标题' },
    article('d', { body: '长'.repeat(20_001) }),
    'nonsense',
    article('e'),
    article('e', { title: '又一个' }),
    article('f', { audience: 'martians' }),
  ];
  const dry = await begin(true);
  const told = await rows(dry, batch);
  assert.equal(told.rows, 3);
  assert.deepEqual(told.problems.map(({ line }) => line), [3, 4, 5, 7, 8]);
  assert.match(told.problems[1].reason, /20001 characters/);
  assert.match(told.problems[3].reason, /row 6/);
  const would = await good('POST', `imports/${dry}/finish`);
  assert.deepEqual([would.added, would.changed, would.unchanged], [1, 1, 1]);
  assert.deepEqual(would.changes, [
    { id: 'b', title: '换了', is_new: false },
    { id: 'e', title: '怎么保养e', is_new: true },
  ]);
  assert.equal(would.publication, undefined);
  assert.deepEqual(await found('保养'), ['a', 'b', 'z']);

  const real = await begin();
  await rows(real, batch);
  await rows(real, batch);
  assert.deepEqual(await found('保养'), ['a', 'b', 'z'], 'nothing is seen before the end');
  const report = await good('POST', `imports/${real}/finish`);
  assert.deepEqual([report.added, report.changed, report.unchanged], [1, 1, 1]);
  assert.deepEqual(report.problems, told.problems);
  assert.deepEqual(await found('保养'), ['a', 'b', 'e', 'z']);
  assert.deepEqual(await good('POST', `imports/${real}/finish`), report, 'a retry changes nothing');
  assert.equal((await good('GET', 'publications')).publications[0].publication, report.publication);
  await refused(422, 'invalid', 'POST', `imports/${real}/rows`, { rows: [] });

  const again = await begin();
  await rows(again, [article('a'), article('e')]);
  const nothing = await good('POST', `imports/${again}/finish`);
  assert.deepEqual([nothing.added, nothing.changed, nothing.unchanged, nothing.publication], [0, 0, 2, undefined]);
});

test('what_somebody_drafts_stays_a_draft_whatever_is_imported', async () => {
  await reset([article('k'), article('l'), article('m')]);
  await save(article('k', { body: '写了一半' }), 1);
  await save(article('n', { body: '还是草稿' }));
  await good('POST', 'articles/l/archive', { expect: 1 });
  const news = ['k', 'l', 'm', 'n'].map((id) => article(id, { body: '店里系统的新版。' }));
  const dry = await begin(true);
  await rows(dry, news);
  const would = await good('POST', `imports/${dry}/finish`);
  assert.deepEqual(
    would.changes.map(({ id, is_new, has_draft }) => [id, is_new, has_draft]),
    [['k', false, true], ['l', false, true], ['m', false, undefined], ['n', true, true]],
  );
  const drafts = async () => {
    const { articles } = await good('GET', 'articles?state=draft');
    const ours = articles.filter(({ id }) => 'klmn'.includes(id));
    return ours.map(({ id, version, published_version }) => [id, version, published_version]).sort();
  };
  const real = await begin();
  await rows(real, news);
  assert.deepEqual((await good('POST', `imports/${real}/finish`)).changes, would.changes);
  assert.deepEqual(await drafts(), [['k', 2, 3], ['l', 2, 3], ['n', 1, 2]]);
  const bodies = async () => new Set((await search('保养')).map(({ excerpt }) => excerpt));
  assert.deepEqual(await bodies(), new Set(['店里系统的新版。']));
  assert.equal((await good('GET', 'articles/k')).article.body, '写了一半');

  await reset(news.map((it) => ({ ...it, body: '又一版。' })));
  assert.deepEqual(await drafts(), [['k', 2, 4], ['l', 2, 4], ['n', 1, 3]], 'a whole set leaves them, too');
  await save(article('k', { body: '写了一半' }), 4);
  await good('POST', 'articles/l/archive', { expect: 4 });
  await save(article('n', { body: '还是草稿' }), 3);
  const chosen = [['k', 5], ['l', 5], ['n', 4]].map(([id, expect]) => ({ id, expect }));
  const published = await good('POST', 'publications', { articles: chosen });
  assert.deepEqual([published.changed, published.removed], [2, 1]);
  assert.deepEqual(await bodies(), new Set(['写了一半', '还是草稿', '又一版。']));
});

test('a_draft_from_before_an_import_is_not_published_before_it_was_saved_over_it', async () => {
  await reset([article('kk'), article('ll'), article('mm')]);
  await save(article('kk', { body: '旧价格，改了一半。' }), 1);
  await good('POST', 'articles/ll/archive', { expect: 1 });
  await save(article('mm', { body: '旧价格，只改了字。' }), 1);
  const nightly = await begin();
  await rows(nightly, ['kk', 'll'].map((id) => article(id, { body: '新价格。' })));
  await good('POST', `imports/${nightly}/finish`);

  const named = { articles: [['kk', 2], ['ll', 2], ['mm', 2]].map(([id, expect]) => ({ id, expect })) };
  for (const chosen of [named, {}]) {
    const answer = await knowledge('POST', 'publications', chosen);
    const { code, articles } = await answer.json();
    assert.deepEqual([answer.status, code, articles?.sort()], [409, 'conflict', ['kk', 'll']]);
  }
  const bodies = async () => (await search('保养')).map(({ excerpt }) => excerpt).sort();
  assert.deepEqual(await bodies(), ['mm的保养方法。', '新价格。', '新价格。'].sort());

  // Whoever saves or archives has to have seen what readers see.
  await refused(409, 'conflict', 'PUT', 'articles/kk', { article: article('kk'), expect: 2 });
  await refused(409, 'conflict', 'POST', 'articles/ll/archive', { expect: 2 });
  const again = await save(article('kk', { body: '新价格，改好了。' }), 3);
  const archived = await good('POST', 'articles/ll/archive', { expect: 3 });
  assert.deepEqual([again.version, archived.version], [4, 4]);
  const looked = { articles: [['kk', 4], ['ll', 4], ['mm', 2]].map(([id, expect]) => ({ id, expect })) };
  const published = await good('POST', 'publications', looked);
  assert.deepEqual([published.changed, published.removed], [2, 1]);
  assert.deepEqual(await bodies(), ['旧价格，只改了字。', '新价格，改好了。'].sort());
});

test('an_import_that_is_cut_leaves_nothing_behind', async () => {
  await reset([article('a')]);
  const cut = await begin();
  await rows(cut, [article('b'), article('c')]);
  await world.server.killAndRestart();
  assert.deepEqual(await found('保养'), ['a']);
  await rows(cut, [article('d')], 3);
  const other = await begin();
  await refused(404, 'not_found', 'POST', `imports/${cut}/finish`);
  await rows(other, [article('e')]);
  assert.equal((await good('POST', `imports/${other}/finish`)).added, 1);
  assert.deepEqual(await found('保养'), ['a', 'e']);
  await refused(404, 'not_found', 'POST', `imports/${'0'.repeat(32)}/rows`, { rows: [] });
  const hour = await begin();
  await world.server.kill();
  const back = 3_600_001;
  await world.server.sql('Library', 'acme', ['UPDATE imports SET at = at - ?', back]);
  await world.server.restart();
  await refused(404, 'not_found', 'POST', `imports/${hour}/finish`);
});

test('twenty_thousand_articles_come_in_one_go', async () => {
  await reset();
  const all = Array.from({ length: 20_000 }, (_, n) => article(`a${n}`, { title: `型号 ${n} 怎么保养？` }));
  const id = await begin();
  for (let at = 0; at < all.length; at += 500) {
    const { rows: there } = await rows(id, all.slice(at, at + 500), at + 1);
    assert.equal(there, Math.min(at + 500, all.length));
  }
  const report = await good('POST', `imports/${id}/finish`);
  assert.deepEqual([report.added, report.changes.length], [20_000, 1_000]);
  assert.equal((await search('型号 19999 怎么保养'))[0].article, 'a19999');
  assert.equal((await exported()).length, 20_000);
  const { articles, total, next } = await good('GET', 'articles?limit=200&q=1999');
  assert.deepEqual([articles.length, total, next], [12, 12, undefined]);
  const pages = new Set();
  let after;
  for (let page = 0; page < 3; page += 1) {
    const list = await good('GET', `articles?state=published&limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    assert.equal(list.total, 20_000);
    list.articles.forEach(({ id: each }) => pages.add(each));
    after = list.next;
  }
  assert.equal(pages.size, 300, 'no article comes twice');
  await reset();
});

test('who_may_read_an_article_and_when_is_asked_when_it_is_read', async () => {
  const now = Date.now();
  await reset([
    article('all'),
    article('vip', { audience: 'vip' }),
    article('agents', { audience: 'agents' }),
    article('over', { valid_until: now - 1 }),
    article('soon', { valid_from: now + 3_000 }),
    article('ending', { valid_until: now + 3_000 }),
  ]);
  const clerkHere = await Clerk.signIn(world.server, 'lin');
  assert.deepEqual(await found('保养'), ['all', 'ending']);
  assert.deepEqual(await found('保养', { cookie: clerkHere.cookie }), ['agents', 'all', 'ending', 'vip']);
  await eventually(async () => (await found('保养')).join() === 'all,soon', { within: 10_000 });

  const answer = async (bearer) => {
    const conversation = await Conversation.start(world.server, { bearer });
    await conversation.say('怎么保养vip');
    const { answer: told } = await conversation.until('answered');
    return JSON.stringify(told);
  };
  assert.doesNotMatch(await answer(), /vip的保养/);
  assert.doesNotMatch(await answer(sign(claims())), /vip的保养/);
  const tried = await good('POST', 'try', { question: '怎么保养vip', audience: 'vip' });
  assert.equal(tried.hits[0].article, 'vip');
  assert.equal(tried.hits[0].phrasing, '怎么保养vip');
  const everyone = await good('POST', 'try', { question: '怎么保养vip' });
  assert.ok(everyone.hits.every(({ article: id }) => ['all', 'soon'].includes(id)), JSON.stringify(everyone));
});

test('what_is_not_for_everyone_now_is_told_nobody_in_an_answer_or_a_profile', async () => {
  // Both are asked most, and so in the profile.
  const [hidden, shown] = ['怎么申请退货？', '多少钱包邮？'];
  const now = Date.now();
  const told = async () => {
    const answered = [];
    for (const question of [hidden, shown]) {
      const answer = await world.server.fetch('/v1/sites/acme/answer', { body: { question } });
      answered.push(await answer.text());
    }
    return [...answered, await (await world.server.fetch('/v1/sites/acme/profile')).text()];
  };
  for (const [more, isSeen] of [
    [{}, true],
    [{ audience: 'agents' }, false],
    [{ audience: 'vip' }, false],
    [{ valid_until: now - 1 }, false],
    [{ valid_from: now + 3_600_000 }, false],
  ]) {
    await reset([
      { id: 'h', title: hidden, body: '里面的话。', ...more },
      { id: 's', title: shown, body: '外面的话。' },
    ]);
    const [ofHidden, ofShown, profile] = await told();
    assert.match(ofShown, /外面的话/);
    assert.match(profile, /外面的话/);
    for (const text of [ofHidden, profile]) assert.equal(text.includes('里面的话'), isSeen, `${JSON.stringify(more)}: ${text}`);
    assert.doesNotMatch(ofShown, /里面的话/);
  }
  await reset();
});

test('a_list_tells_when_what_stands_is_valid_and_an_article_when_what_is_published_is', async () => {
  const [from, until] = [Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 2)];
  await reset([article('dated', { valid_from: from, valid_until: until, tags: ['有效期'] })]);
  const listed = async () => (await good('GET', `articles?q=${encodeURIComponent('有效期')}`)).articles[0];
  const kept = async () => {
    const { published_from, published_until } = await good('GET', 'articles/dated');
    return [published_from, published_until];
  };
  assert.deepEqual([(await listed()).valid_from, (await listed()).valid_until], [from, until]);
  assert.deepEqual(await kept(), [from, until]);
  const tried = await good('POST', 'try', { question: '怎么保养dated' });
  const held = { article: 'dated', title: '怎么保养dated', valid_from: from, valid_until: until };
  assert.deepEqual([tried.held_back, tried.hits.length], [[held], 0]);
  // A draft that always holds leaves what is published where it was.
  await save(article('dated', { tags: ['有效期'] }), (await good('GET', 'articles/dated')).version.version);
  assert.equal((await listed()).valid_until, undefined);
  assert.deepEqual(await kept(), [from, until]);
  await good('DELETE', `articles/dated/draft?expect=${(await listed()).version}`);
});

test('markdown_is_told_without_its_marks_and_html_is_text', async () => {
  const body = '请**先**断电。\n\n- 擦干\n- <script>alert(1)</script>\n\n[看图](javascript:alert(1))';
  await reset([{ id: 'a', title: '怎么清洗水箱', body }]);
  const { answer } = await (
    await world.server.fetch('/v1/sites/acme/answer', { body: { question: '怎么清洗水箱' } })
  ).json();
  assert.equal(
    answer.quotes[0].text,
    '请先断电。\n\n• 擦干\n• <script>alert(1)</script>\n\n[看图](javascript:alert(1))',
  );
});

test('what_is_no_article_is_refused_and_strangers_are', async () => {
  await reset();
  const long = article('a', { body: '长'.repeat(20_001) });
  assert.match(await refused(422, 'invalid', 'PUT', 'articles/a', { article: long }), /limit is 20000/);
  const megabyte = article('a', { body: 'x'.repeat(1 << 20) });
  await refused(413, 'too_large', 'PUT', 'articles/a', { article: megabyte });
  await refused(422, 'invalid', 'PUT', 'articles/b', { article: article('a') });
  await refused(400, 'bad_request', 'PUT', 'articles/a', { article: article('a'), force: true });
  await refused(400, 'bad_request', 'PUT', 'articles/a', '{');
  await refused(422, 'invalid', 'GET', 'articles?limit=0');
  await refused(422, 'invalid', 'GET', 'articles?state=lost');
  await refused(422, 'invalid', 'GET', 'articles?after=x');
  await refused(400, 'bad_request', 'GET', 'articles?order=name');
  await refused(422, 'invalid', 'POST', 'try', { question: ' ' });
  const many = Array.from({ length: 501 }, (_, n) => ({ line: n + 1, article: article(`a${n}`) }));
  await refused(413, 'too_large', 'POST', `imports/${await begin()}/rows`, { rows: many });
  assert.equal((await good('GET', 'articles')).total >= 0, true);

  const path = '/v1/sites/acme/knowledge/articles';
  assert.equal((await world.server.fetch(path)).status, 401);
  const bearer = { authorization: 'Bearer nonsense' };
  assert.equal((await world.server.fetch(path, { headers: bearer })).status, 401);
  const shop = { cookie: clerk.cookie, origin: 'https://shop.example' };
  assert.equal((await world.server.fetch(path, { headers: shop })).status, 403);
});

test('what_serves_and_what_is_missed_is_counted', async () => {
  await reset([
    { id: 'refund', title: '退款多久到账？', body: '三天。' },
    { id: 'invoice', title: '怎么开发票？', body: '在订单页。' },
  ]);
  const before = (await good('GET', 'articles/refund')).service;
  const conversation = await Conversation.start(world.server);
  await conversation.say('退款多久到账');
  await conversation.until('answered');
  const place = [...conversation.entries.values()].find(({ fact }) => fact.fact === 'answered').seq;
  await conversation.press({ kind: 'help', answer: place, helpful: false });
  const ask = (question) => world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  for (const question of ['海外能寄吗', '海外能寄吗', '请问海外能寄吗？', '我的号码13812345678，木星上有水吗']) await ask(question);
  await eventually(async () => {
    const { service } = await good('GET', 'articles/refund');
    return service.hits === before.hits + 1 && service.unhelpful === before.unhelpful + 1;
  });
  const { groups } = await good('GET', 'misses');
  const overseas = groups.find(({ question }) => question === '海外能寄吗');
  assert.equal(overseas.count, 3);
  assert.deepEqual(overseas.like, ['请问海外能寄吗？']);
  assert.ok(groups.some(({ question, kind }) => question === '退款多久到账' && kind === 'unhelpful'));
  assert.doesNotMatch(JSON.stringify(groups), /13812345678/);
  const { articles } = await good('GET', 'articles?q=退款');
  assert.equal(articles[0].service.hits, before.hits + 1);
  // Counts outlive the process once they are written down.
  await world.server.killAndRestart();
  assert.equal((await good('GET', 'articles/refund')).service.hits, before.hits + 1);
});

test('what_serves_most_and_what_helps_least_comes_first_where_that_is_wanted', async () => {
  await reset(['m1', 'm2', 'm3', 'm4'].map((id) => article(id, { tags: ['排序'] })));
  await good('GET', 'figures');
  await world.server.kill();
  const counted = (id, hits, unhelpful) =>
    [`INSERT OR REPLACE INTO services (article, hits, helpful, unhelpful) VALUES ('${id}', ${hits}, 1, ${unhelpful})`];
  await world.server.sql('Library', 'acme', counted('m2', 9, -1), counted('m3', 4, 7), counted('m1', 4, 2));
  await world.server.restart();
  const listed = async (sort) => {
    const ids = [];
    for (let after = ''; after !== undefined; ) {
      const query = `articles?q=${encodeURIComponent('排序')}&limit=1&sort=${sort}&after=${encodeURIComponent(after)}`;
      const page = await good('GET', after === '' ? query.replace(/&after=$/, '') : query);
      assert.equal(page.total, 4);
      ids.push(...page.articles.map(({ id }) => id));
      after = page.next;
    }
    return ids.join(' ');
  };
  assert.equal(await listed('hits'), 'm2 m1 m3 m4');
  assert.equal(await listed('unhelpful'), 'm3 m1 m2 m4');
  assert.equal(await listed('changed'), 'm1 m2 m3 m4');
  await refused(422, 'invalid', 'GET', 'articles?sort=best');
});

test('a_conversation_counts_once_for_an_answer_by_what_it_said_last', async () => {
  await reset([{ id: 'parcel', title: '包裹能改地址吗？', body: '发货前能。' }]);
  const conversation = await Conversation.start(world.server);
  await conversation.say('包裹能改地址吗');
  await conversation.until('answered');
  const answer = [...conversation.entries.values()].find(({ fact }) => fact.fact === 'answered').seq;
  const press = (helpful) => conversation.press({ kind: 'help', answer, helpful });
  const totals = async () => {
    const { helpful, unhelpful } = await good('GET', 'figures');
    return [helpful, unhelpful];
  };
  const [up, down] = await totals();
  const are = (helpful, unhelpful) =>
    eventually(async () => {
      const { service } = await good('GET', 'articles/parcel');
      assert.deepEqual([service.helpful, service.unhelpful], [helpful, unhelpful]);
      assert.deepEqual(await totals(), [up + helpful, down + unhelpful]);
      const { groups } = await good('GET', 'misses');
      const missed = groups.filter(({ question }) => question === '包裹能改地址吗');
      assert.deepEqual(missed.map(({ count }) => count), unhelpful ? [unhelpful] : []);
    });
  await press(false);
  await are(0, 1);
  // Again, and then otherwise: what was written down before is taken back.
  await press(false);
  await press(true);
  await are(1, 0);
  await world.server.killAndRestart();
  await press(true);
  await press(false);
  await are(0, 1);
  // Taken back before it was written down.
  await press(true);
  await press(false);
  await press(true);
  await are(1, 0);
});

test('an_answer_that_did_not_help_is_missed_until_it_is_written_anew', async () => {
  const question = '保修卡丢了怎么办';
  await reset([{ id: 'warranty', title: `${question}？`, body: '请联系我们。' }, { id: 'other', title: '怎么开发票？', body: '在订单页。' }]);
  const conversation = await Conversation.start(world.server);
  await conversation.say(question);
  await conversation.until('answered');
  const answer = [...conversation.entries.values()].find(({ fact }) => fact.fact === 'answered').seq;
  await conversation.press({ kind: 'help', answer, helpful: false });
  const missed = async () => (await good('GET', 'misses')).groups.filter((miss) => miss.question === question).length;
  await eventually(async () => assert.equal(await missed(), 1));
  const rewrite = async (id, more) => {
    const { article, version } = await good('GET', `articles/${id}`);
    await save({ ...article, ...more }, version.version);
    return missed();
  };
  await rewrite('other', { body: '在订单页点申请。' });
  await publish();
  assert.equal(await missed(), 1, 'another article is none of it');
  assert.equal(await rewrite('warranty', { body: '凭订单号就能保修。' }), 1, 'nobody sees a draft');
  await publish();
  assert.equal(await missed(), 0);
});

test('what_nobody_need_answer_is_left_out_until_it_is_asked_again', async () => {
  await reset([{ id: 'refund', title: '退款多久到账？', body: '三天。' }]);
  const ask = (question) => world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  const question = '彗星尾巴能当扫把吗';
  const counts = ({ groups }) => groups.filter((miss) => miss.question === question).map(({ count }) => count);
  const missed = async () => counts(await good('GET', 'misses'));
  for (let times = 0; times < 2; times++) await ask(question);
  assert.deepEqual(await missed(), [2]);
  assert.deepEqual(counts(await good('POST', 'misses/dismiss', { question })), []);
  await world.server.killAndRestart();
  assert.deepEqual(await missed(), []);
  await ask(question);
  assert.deepEqual(await missed(), [1], 'what was asked before is not told again');
  await refused(422, 'invalid', 'POST', 'misses/dismiss', { question: ' ' });
  await refused(400, 'bad_request', 'POST', 'misses/dismiss', { question, for: 'ever' });
  const path = '/v1/sites/acme/knowledge/misses/dismiss';
  assert.equal((await world.server.fetch(path, { body: { question } })).status, 401);
});

test('what_is_missed_is_told_of_the_last_ninety_days', async () => {
  const ago = (days) => Date.now() - days * 86_400_000;
  const miss = (at, question) => ["INSERT INTO misses (at, kind, question) VALUES (?, '\"unknown\"', ?)", at, question];
  await world.server.killAndRestart(() =>
    world.server.sql('Library', 'acme', miss(ago(91), '土星环能租吗'), miss(ago(89), '水星夜里冷吗')));
  const questions = (await good('GET', 'misses')).groups.flatMap(({ question, like }) => [question, ...like]);
  assert.ok(questions.includes('水星夜里冷吗') && !questions.includes('土星环能租吗'), `${questions}`);
});

test('who_repeats_one_question_drives_out_no_other', async () => {
  await world.server.killAndRestart(() =>
    world.server.sql(
      'Library',
      'acme',
      ["INSERT INTO misses (at, kind, question) VALUES (?, '\"unknown\"', '你们招不招兼职')", Date.now()],
      [
        'WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 2500) ' +
          "INSERT INTO misses (at, kind, question) SELECT ?, '\"unknown\"', '探针一二三号' FROM many",
        Date.now(),
      ],
    ));
  await world.server.fetch('/v1/sites/acme/answer', { body: { question: '老板养猫吗' } });
  const groups = new Map((await good('GET', 'misses')).groups.map(({ question, count }) => [question, count]));
  assert.equal(groups.get('探针一二三号'), 100);
  assert.equal(groups.get('你们招不招兼职'), 1);
  assert.equal(groups.get('老板养猫吗'), 1);
});

test('a_vote_that_a_crash_lost_is_taken_from_no_other', async () => {
  await reset([{ id: 'parcel-lost', title: '包裹能改地址吗？', body: '发货前能。' }]);
  const vote = async (conversation, helpful) => {
    const answer = [...conversation.entries.values()].find(({ fact }) => fact.fact === 'answered').seq;
    await conversation.press({ kind: 'help', answer, helpful });
  };
  const asked = async () => {
    const conversation = await Conversation.start(world.server);
    await conversation.say('包裹能改地址吗');
    await conversation.until('answered');
    return conversation;
  };
  const are = (helpful, unhelpful) =>
    eventually(async () => {
      const { service } = await good('GET', 'articles/parcel-lost');
      assert.deepEqual([service.helpful, service.unhelpful], [helpful, unhelpful]);
    });
  const first = await asked();
  await vote(first, false);
  await are(0, 1);
  await world.server.kill();
  await world.server.sql('Library', 'acme', ["DELETE FROM services WHERE article = 'parcel-lost'"]);
  await world.server.restart();
  // It takes back what nobody knows of any more.
  await vote(first, true);
  await are(1, 0);
  await world.server.killAndRestart();
  await vote(await asked(), false);
  await are(1, 1);
});

test('counts_are_written_down_a_moment_later_without_being_asked_for', async () => {
  await reset([{ id: 'refund', title: '退款多久到账？', body: '三天。' }]);
  const hits = async () => (await good('GET', 'articles/refund')).service.hits;
  const before = await hits();
  await outliveAKill({
    ask: () => world.server.fetch('/v1/sites/acme/answer', { body: { question: '退款多久到账' } }),
    count: async () => (await hits()) - before,
  });
});

test('what_a_shop_without_articles_is_asked_is_told_it', async () => {
  const headers = await world.server.operator();
  const told = async (path) => (await world.server.fetch(`/v1/sites/fast/knowledge/${path}`, { headers })).json();
  const ask = () => world.server.fetch('/v1/sites/fast/answer', { body: { question: '海外能寄吗' } });
  assert.deepEqual((await told('misses')).groups, []);
  // The alarm writes it down, and nobody has to look.
  const kept = await outliveAKill({
    ask: async () => assert.equal((await ask()).status, 200),
    count: async () => (await told('misses')).groups[0]?.count ?? 0,
  });
  await ask();
  const { groups } = await told('misses');
  assert.deepEqual(groups.map(({ question, count }) => [question, count]), [['海外能寄吗', kept + 1]], 'who looks sees the latest');
  assert.equal((await told('figures')).questions.unknown, kept + 1);
});

/**
 * Asks, waits until the count is due on the disk, kills the server and looks. On a busy machine the writing may
 * be late and the kill before it, which may cost the count: so up to three times. Returns what was kept.
 */
async function outliveAKill({ ask, count }) {
  for (let asked = 1; ; asked++) {
    await ask();
    await new Promise((wait) => setTimeout(wait, 17_000));
    await world.server.killAndRestart();
    const kept = await count();
    assert.ok(kept <= asked, `${kept} of ${asked} are kept`);
    if (kept > 0) return kept;
    assert.ok(asked < 3, 'nothing is written down');
  }
}

test('an_export_is_of_one_publication_whatever_comes_after_it', async () => {
  await reset([article('a'), article('b')]);
  const { publication } = (await good('GET', 'publications')).publications[0];
  await reset([article('c')]);
  assert.deepEqual((await exported()).map(({ id }) => id), ['c']);
  assert.deepEqual((await exported(`publication=${publication}`)).map(({ id }) => id), ['a', 'b']);
  await refused(404, 'not_found', 'GET', 'export?publication=999999');
});

/** Runs xtask against this server; what has not ended in half a minute never will. */
const run = (...rest) => runIn({}, ...rest);

/** The same with this in its environment. */
const runIn = async (more, ...rest) => {
  const options = ['--site', 'acme', '--server', world.server.origin];
  const env = { ...process.env, ADMIN_KEY: await world.server.adminKey(), ...more };
  const process_ = spawn(xtask(), [rest[0], ...options, ...rest.slice(1)], { env, timeout: 30_000 });
  let output = '';
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const [code] = await once(process_, 'close');
  return { code, output };
};

test('an_export_ends_whatever_its_last_id_is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dukou-export-'));
  const out = join(folder, 'out.jsonl');
  try {
    for (const id of ['a b', 'c++', 'A&B', 'faq#9', '100%', '%41', '售后 + 退货?/1.md']) {
      await reset([article('!'), article(id)]);
      const { code, output } = await run('export', out);
      assert.equal(code, 0, `${id}: ${output}`);
      const ids = (await readFile(out, 'utf8')).trim().split('\n').map((line) => JSON.parse(line).id);
      assert.deepEqual(ids, ['!', id]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the_command_line_speaks_https_by_curl_and_shows_the_key_to_nobody', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dukou-https-'));
  const at = (name) => join(folder, name);
  const identity = certificate();
  const heard = [];
  const proxy = createServer(identity, (asked, answer) => {
    heard.push(asked.headers.authorization);
    const { method, url, headers } = asked;
    const onward = request(`${world.server.origin}${url}`, { method, headers }, (told) => {
      answer.writeHead(told.statusCode, told.headers);
      told.pipe(answer);
    });
    asked.pipe(onward);
  });
  try {
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    await mkdir(at('bin'));
    // Tells what anybody can see of it, and is curl.
    const curl = `#!/bin/sh\necho "$*" >> '${at('seen')}'\nPATH="\${PATH#*:}"\nexec curl "$@"\n`;
    await writeFile(at('bin/curl'), curl, { mode: 0o755 });
    await writeFile(at('identity.pem'), identity.cert);
    const here = ['--site', 'fast', '--server', `https://127.0.0.1:${proxy.address().port}/`];
    const env = { PATH: `${at('bin')}:${process.env.PATH}`, CURL_CA_BUNDLE: at('identity.pem') };
    const articles = ['"', '售后 + 退货?/1.md'].map((id) => JSON.stringify({ ...article(id), body: '反\\斜"杠'.repeat(9_000 / 6) }));
    await writeFile(at('in.jsonl'), articles.join('\n'));
    await writeFile(at('graph.jsonl'), '{"kind":"product","id":"fridge","name":"冰箱"}\n');
    for (const command of [['import', at('in.jsonl')], ['export', at('out.jsonl')], ['graph', at('graph.jsonl')]]) {
      const { code, output } = await runIn(env, ...command, ...here);
      assert.equal(code, 0, output);
    }
    const out = (await readFile(at('out.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(out.map(({ id, body }) => [id, body]), articles.map((line) => JSON.parse(line)).map(({ id, body }) => [id, body]));
    assert.ok(heard.every((key) => key?.startsWith('Bearer ')) && heard.length >= 6, heard.length);
    const seen = await readFile(at('seen'), 'utf8');
    assert.ok(seen.includes('--config') && !seen.includes(await world.server.adminKey()), seen);
    assert.deepEqual((await readdir(tmpdir())).filter((name) => /^dukou-\d+-\d+$/.test(name)), [], 'what was sent is left nowhere');
    // Nothing is told to who cannot prove that they are the server.
    heard.length = 0;
    const stranger = await runIn({ ...env, CURL_CA_BUNDLE: undefined }, 'export', ...here);
    assert.notEqual(stranger.code, 0);
    assert.match(stranger.output, /does not answer.*certificate/);
    assert.deepEqual(heard, []);
    const without = await runIn({ PATH: at('') }, 'export', ...here);
    assert.match(without.output, /`curl`, which is not here/);
  } finally {
    proxy.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('files_come_in_and_go_out_by_the_command_line', async () => {
  await reset([article('old')]);
  const folder = await mkdtemp(join(tmpdir(), 'dukou-import-'));
  try {
    // “标题,正文” and a question, in GB18030.
    const gb = Buffer.from('b1eacce22cd5fdcec40acdcbbfeeb6e0bec32cc8fdccec0a2c0a', 'hex');
    await writeFile(join(folder, 'gb.csv'), gb);
    await writeFile(join(folder, 'one.md'), '---\ntitle: 怎么开发票\n---\n在**订单页**。\n');
    await writeFile(join(folder, 'faq.html'), '<dl><dt>包邮吗</dt><dd>满 59 元</dd></dl>');
    await writeFile(join(folder, 'more.jsonl'), '{"id":"x","title":"几天到","body":"三天"}\nnonsense\n');
    const dry = await run('import', '--dry-run', folder);
    assert.equal(dry.code, 0, dry.output);
    assert.match(dry.output, /4 new, 0 changed/);
    assert.match(dry.output, /more\.jsonl:2: this is no JSON object/);
    assert.deepEqual((await exported()).map(({ id }) => id), ['old']);
    const real = await run('import', folder);
    assert.match(real.output, /Sent 4 of 4 articles[^]*Published/, real.output);
    const titles = (await exported()).map(({ title }) => title).sort();
    assert.deepEqual(titles, ['退款多久', '怎么开发票', '包邮吗', '几天到', '怎么保养old'].sort());
    const out = join(folder, 'out.csv');
    assert.equal((await run('export', out)).code, 0);
    assert.match(await readFile(out, 'utf8'), /^\ufeffid,title,body,/);
    const back = await run('import', out);
    assert.match(back.output, /0 new, 0 changed, 5 as they were/);
    assert.notEqual((await run('import', join(folder, 'none.csv'))).code, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
