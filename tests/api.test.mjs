// The HTTP API as a program of the shop uses it: profile, search, answer, long polling, headers.

import assert from 'node:assert/strict';

import { Conversation, clientId, test, useWorld } from './harness.mjs';

const world = useWorld({ browser: false });

const post = async (path, body) => {
  const answer = await world.server.fetch(path, { body });
  assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
  return answer.json();
};

test('the_profile_says_what_a_page_must_know', async () => {
  const answer = await world.server.fetch('/v1/sites/acme/profile');
  const profile = await answer.json();
  assert.equal(profile.site, 'acme');
  assert.equal(profile.profile.name['zh-CN'], '渡口小铺');
  assert.equal(profile.open, true);
  assert.equal(profile.wait_seconds, 90);
  assert.doesNotMatch(JSON.stringify(profile), /argon2|identity_key|signing-key/);
});

test('the_profile_says_by_which_rows_the_site_judges', async () => {
  const hatch = async (site) => {
    const profile = await (await world.server.fetch(`/v1/sites/${site}/profile`)).json();
    return { wait_seconds: profile.wait_seconds, ...profile.hatch };
  };
  const usual = {
    wait_seconds: 90,
    soothe_from: 60,
    anger_from: 80,
    unhelpful: 2,
    asks_to_queue: 2,
    asks_to_priority: 3,
  };
  assert.deepEqual(await hatch('acme'), usual);
  assert.deepEqual(await hatch('strict'), {
    ...usual,
    wait_seconds: 60,
    anger_from: 70,
    asks_to_queue: 1,
  });
});

test('a_search_ranks_the_articles', async () => {
  for (const [query, first] of [
    ['怎么退货', 'return-how'],
    ['邮费', 'ship-fee'],
    ['退款几天到', 'refund-time'],
    ['退貨', 'return-how'],
    ['发票', 'invoice'],
  ]) {
    const { hits } = await post('/v1/sites/acme/search', { query, top: 3 });
    assert.equal(hits[0]?.article, first, query);
    assert.ok(hits.length <= 3);
  }
});

test('a_question_is_answered_or_honestly_not', async () => {
  const known = await post('/v1/sites/acme/answer', { question: '多少钱包邮？' });
  assert.equal(known.answered, true);
  assert.match(JSON.stringify(known.answer), /59 元/);
  const unknown = await post('/v1/sites/acme/answer', { question: '火星上有你们的门店吗' });
  assert.equal(unknown.answered, false);
});

test('a_long_poll_wakes_when_something_happens', async () => {
  const conversation = await Conversation.start(world.server);
  await conversation.say('多少钱包邮');
  await conversation.until('answered');
  const last = Math.max(...conversation.entries.keys());
  const started = performance.now();
  const poll = conversation.fetch(`?after=${last}&wait=20`);
  await conversation.say('谢谢');
  const frames = await (await poll).json();
  assert.match(JSON.stringify(frames), /谢谢/);
  assert.ok(performance.now() - started < 10_000, 'well before the wait is over');
});

test('a_message_sent_twice_is_stored_once', async () => {
  const conversation = await Conversation.start(world.server);
  const id = clientId();
  const sent = { client_id: id, text: '一次' };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => conversation.fetch('/messages', { body: sent })),
  );
  for (const answer of answers) assert.ok((await answer.text()).includes(id));
  const facts = await conversation.facts();
  assert.equal(facts.filter((fact) => fact.client_id === id).length, 1);
});

test('the_same_visitor_begins_again_as_the_same_visitor', async () => {
  const first = await Conversation.start(world.server);
  const second = await Conversation.start(world.server, { bearer: first.started.visitor });
  assert.notEqual(second.started.conversation, first.started.conversation);
  assert.ok(second.started.visitor);
});

test('what_is_served_says_how_it_may_be_used', async () => {
  const embed = await world.server.fetch('/embed.js', { headers: { 'accept-encoding': 'br' } });
  assert.equal(embed.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.equal(embed.headers.get('cross-origin-resource-policy'), 'cross-origin');
  assert.equal(embed.headers.get('access-control-allow-origin'), '*');
  const frame = await world.server.fetch('/widget/strict');
  const policy = frame.headers.get('content-security-policy');
  assert.match(policy, /frame-ancestors 'self' https:\/\/shop\.example/);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
  assert.equal(frame.headers.get('cross-origin-embedder-policy'), 'require-corp');
  const console = await world.server.fetch('/console/');
  assert.match(console.headers.get('content-security-policy'), /frame-ancestors 'none'/);
  for (const page of [embed, frame, console]) {
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(page.headers.get('set-cookie'), null);
  }
});

test('a_password_is_guessed_slowly', async () => {
  const signIn = (password, agent = 'lin') =>
    world.server.fetch('/v1/sites/acme/session', { body: { agent, password } });
  const right = await signIn('dukou-tests-only');
  assert.equal(right.status, 200);
  const cookie = right.headers.get('set-cookie');
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=Strict/i);
  const refused = [];
  for (let tries = 0; tries < 8; tries++) refused.push((await signIn(`guess ${tries}`)).status);
  assert.ok(refused.includes(401) && refused.at(-1) === 429, `${refused}`);
  assert.equal((await signIn('guess', 'nobody')).status, 401, 'others are not locked out');
});

test('a_quiet_while_gives_no_guesses_back', async () => {
  const guess = async () =>
    (await world.server.fetch('/v1/sites/acme/session', { body: { agent: 'ghost', password: 'guess' } })).status;
  for (let tries = 0; tries < 5; tries++) assert.equal(await guess(), 401);
  assert.equal(await guess(), 429);
  // The runtime forgets an object that has had nothing to do for ten seconds, if it may.
  await new Promise((wait) => setTimeout(wait, 12_000));
  assert.equal(await guess(), 429);
});
