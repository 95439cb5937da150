// Nobody is who the shop did not vouch for.

import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { vouch } from '../examples/mini-program/server/token.mjs';
import { Conversation, claims, clientId, sign, test, useWorld } from './harness.mjs';
import { KEY } from './harness/jwt.mjs';

const world = useWorld({ browser: false });

const now = () => Math.floor(Date.now() / 1000);
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a_good_token_makes_a_verified_visitor', async () => {
  const conversation = await Conversation.start(world.server, { bearer: sign(claims()) });
  const { visitor } = await conversation.until('started');
  assert.deepEqual(visitor, { kind: 'verified', subject: 'u-1001', name: '王小明', vip: false });
});

test('a_number_names_a_visitor_as_a_text_does', async () => {
  const conversation = await Conversation.start(world.server, { bearer: sign(claims({ sub: 1001, vip: null })) });
  const { visitor } = await conversation.until('started');
  assert.deepEqual(visitor, { kind: 'verified', subject: '1001', name: '王小明', vip: false });
});

test('a_shops_server_vouches_as_we_show_it', async () => {
  const began = async (bearer) => {
    const conversation = await Conversation.start(world.server, { bearer });
    return (await conversation.until('started')).visitor;
  };
  const named = { kind: 'verified', subject: 'u-1001', name: '王小明', vip: false };
  assert.deepEqual(await began(vouch('u-1001', { site: 'acme', key: KEY, name: '王小明' })), named);
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const shown = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, block]) => block);
  const [block, ...others] = shown.filter((block) => block.includes('function vouch'));
  assert.ok(block && others.length === 0, 'README.md shows how to vouch, once');
  const { vouch: asInReadme } = await import(`data:text/javascript,${encodeURIComponent(block)}`);
  const customer = { id: 1001, name: '王小明', vip: true };
  assert.deepEqual(await began(asInReadme(customer, KEY)), { ...named, subject: '1001', vip: true });
});

test('a_bad_token_is_refused_at_the_start_and_in_the_middle', async () => {
  const conversation = await Conversation.start(world.server);
  for (const [fault, token] of bad()) {
    const start = await world.server.fetch('/v1/sites/acme/conversations', {
      body: { locale: 'zh-CN' },
      headers: { authorization: `Bearer ${token}` },
    });
    await refused(start, `${fault}, at the start`);
    await refused(await conversation.fetch('/identity', { body: { jwt: token } }), fault);
  }
  const facts = await conversation.facts();
  assert.deepEqual(facts.filter(({ fact }) => fact === 'identified'), []);
  assert.deepEqual(facts[0].visitor, { kind: 'anonymous' });
});

test('a_token_in_the_middle_tells_the_agent_who_it_is', async () => {
  const conversation = await Conversation.start(world.server);
  const answer = await conversation.fetch('/identity', { body: { jwt: sign(claims()) } });
  assert.ok(answer.ok, await answer.text());
  const { visitor } = await conversation.until('identified');
  assert.equal(visitor.subject, 'u-1001');
});

test('a_token_with_a_name_is_good_for_one_conversation_and_once', async () => {
  const begin = (bearer, body = { locale: 'zh-CN' }) =>
    world.server.fetch('/v1/sites/acme/conversations', {
      body,
      headers: { authorization: `Bearer ${bearer}` },
    });
  const token = sign(claims({ jti: 'login-1' }));
  // What is refused for another reason uses nothing up.
  assert.equal((await begin(token, { locale: '<b>' })).status, 422);
  const first = await begin(token);
  assert.equal(first.status, 201);
  await refused(await begin(token), 'a second conversation');
  const conversation = await Conversation.start(world.server);
  await refused(await conversation.fetch('/identity', { body: { jwt: token } }), 'another one');
  assert.deepEqual((await conversation.facts()).filter(({ fact }) => fact === 'identified'), []);
  await world.server.killAndRestart();
  await refused(await begin(token), 'after a restart');

  // In the middle of a conversation the same again is a retry.
  const later = sign(claims({ jti: 'login-2' }));
  for (let tries = 0; tries < 2; tries++) {
    const answer = await conversation.fetch('/identity', { body: { jwt: later } });
    assert.equal(answer.status, 204, await answer.text());
  }
  await refused(await begin(later), 'a token of another conversation');
  // Of two who come at the same moment, one is let in.
  const race = sign(claims({ jti: 'login-3' }));
  const answers = await Promise.all(Array.from({ length: 6 }, () => begin(race)));
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  // Another site's tokens have names of their own.
  const other = sign(claims({ jti: 'login-1', aud: 'fast' }));
  const elsewhere = await world.server.fetch('/v1/sites/fast/conversations', {
    body: { locale: 'zh-CN' },
    headers: { authorization: `Bearer ${other}` },
  });
  assert.equal(elsewhere.status, 201);
  for (const jti of ['', 'x'.repeat(129), 7]) {
    await refused(await begin(sign(claims({ jti }))), `jti ${jti}`);
  }
});

test('a_token_that_is_good_once_outlives_an_answer_that_was_lost', async () => {
  const begin = (bearer, body) =>
    world.server.fetch('/v1/sites/acme/conversations', {
      body: { locale: 'zh-CN', ...body },
      headers: { authorization: `Bearer ${bearer}` },
    });
  const token = sign(claims({ jti: 'lift-1' }));
  const client_id = clientId();
  const page = { url: 'https://shop.example/order', title: '我的订单' };
  const first = await (await begin(token, { client_id, page })).json();
  await world.server.killAndRestart();
  const again = await begin(token, { client_id, page });
  assert.equal(again.status, 201);
  const started = await again.json();
  assert.equal(started.conversation, first.conversation);
  const facts = await new Conversation(world.server, 'acme', started).facts();
  assert.deepEqual(facts.map(({ fact }) => fact), ['started', 'visited'], 'it began once');
  assert.equal(facts[0].visitor.subject, 'u-1001');
  // Who found the token has no part in it.
  for (const stranger of [{}, { client_id: clientId() }]) {
    await refused(await begin(token, stranger), JSON.stringify(stranger));
  }
  // Another token is another conversation, whoever asks.
  const other = await (await begin(sign(claims({ jti: 'lift-2' })), { client_id })).json();
  assert.notEqual(other.conversation, first.conversation);
});

async function refused(answer, fault) {
  const text = await answer.text();
  assert.equal(answer.status, 401, `${fault}: ${text}`);
  assert.match(JSON.parse(text).code, /bad_token|unauthorized/, fault);
  assert.ok(!text.includes(KEY), fault);
}

/** Everything that has ever been tried on a JWT library. */
function* bad() {
  const good = sign(claims());
  const [header, body, mac] = good.split('.');
  yield ['another key', sign(claims(), { key: 'another-shops-signing-key-32-bytes-long' })];
  yield ['an empty key', sign(claims(), { key: '' })];
  yield ['alg none', `${part({ alg: 'none' })}.${body}.`];
  yield ['alg None with our mac', `${part({ alg: 'None' })}.${body}.${mac}`];
  yield ['alg HS512 by name', sign(claims(), { header: { alg: 'HS512' } })];
  yield ['HS384 in earnest', wide('HS384', 'sha384')];
  yield ['HS512 in earnest', wide('HS512', 'sha512')];
  yield ['RS256', asymmetric()];
  yield ['no alg', sign(claims(), { header: { typ: 'JWT' } })];
  yield ['a key of its own', sign(claims(), { header: { alg: 'HS256', jwk: { kty: 'oct', k: 'AA' } }, key: '\0' })];
  yield ['crit', sign(claims(), { header: { alg: 'HS256', crit: ['b64'], b64: false } })];
  yield ['another site', sign(claims({ aud: 'fast' }))];
  yield ['no site', sign(claims({ aud: undefined }))];
  yield ['an empty list of sites', sign(claims({ aud: [] }))];
  yield ['a site by half', sign(claims({ aud: 'acm' }))];
  yield ['expired', sign(claims({ exp: now() - 600 }))];
  yield ['no exp', sign(claims({ exp: undefined }))];
  yield ['exp as text', sign(claims({ exp: '9999999999' }))];
  yield ['exp for ever', sign(claims({ exp: now() + 10 * 365 * 86_400 }))];
  yield ['not yet good', sign(claims({ nbf: now() + 3600 }))];
  yield ['issued tomorrow', sign(claims({ iat: now() + 86_400 }))];
  yield ['no sub', sign(claims({ sub: undefined }))];
  yield ['an empty sub', sign(claims({ sub: ' ' }))];
  yield ['sub is a list', sign(claims({ sub: ['u-1001'] }))];
  yield ['an endless sub', sign(claims({ sub: 'x'.repeat(10_000) }))];
  yield ['a changed body', `${header}.${part(claims({ sub: 'admin' }))}.${mac}`];
  yield ['a shortened mac', good.slice(0, -8)];
  yield ['no mac', `${header}.${body}.`];
  yield ['two parts', `${header}.${body}`];
  yield ['four parts', `${good}.${mac}`];
  yield ['an empty body', `${header}..${mac}`];
  yield ['no base64', `${header}.${body}.***`];
  yield ['no token', 'hello'];
  yield ['a session of ours, made up', 'v1.AAAA.BBBB'];
}

function wide(alg, hash) {
  const signed = `${part({ alg, typ: 'JWT' })}.${part(claims())}`;
  return `${signed}.${createHmac(hash, KEY).update(signed).digest('base64url')}`;
}

function asymmetric() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims())}`;
  return `${signed}.${signWith('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
