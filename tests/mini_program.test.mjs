// The mini-program's example: its files are what WeChat wants, and its server vouches as we believe.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { identify, server, vouch } from '../examples/mini-program/server/token.mjs';

const EXAMPLE = new URL('../examples/mini-program/', import.meta.url);
const json = async (path) => JSON.parse(await readFile(new URL(path, EXAMPLE), 'utf8'));

test('every_page_that_is_named_is_there', async () => {
  const { pages, sitemapLocation } = await json('app.json');
  for (const page of pages) {
    for (const kind of ['js', 'json', 'wxml', 'wxss']) {
      assert.ok(existsSync(new URL(`${page}.${kind}`, EXAMPLE)), `${page}.${kind}`);
    }
    await json(`${page}.json`);
  }
  await json(sitemapLocation);
  await json('project.config.json');
});

test('the_token_is_in_the_fragment_and_nothing_chinese_in_the_address', async () => {
  const opened = await openChat({ jwt: 'a.b.c' });
  assert.equal(opened, 'https://chat.example.com/h5/acme?lang=zh-CN#jwt=a.b.c');
  assert.match(opened, /^[\x21-\x7e]+$/);
});

test('a_visitor_without_a_token_gets_help_all_the_same', async () => {
  for (const failure of [{ statusCode: 500, data: {} }, new Error('request:fail timeout')]) {
    assert.equal(await openChat(failure), 'https://chat.example.com/h5/acme?lang=zh-CN');
  }
});

test('who_waits_for_a_name_is_told_so_and_not_for_long', async (t) => {
  const source = await readFile(new URL('pages/chat/chat.wxml', EXAMPLE), 'utf8');
  assert.match(source, /<view wx:else[^>]*role="status">正在打开客服/, 'no page is empty meanwhile');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let opened;
  await new Promise((isAsked) => (opened = openChat(null, isAsked)));
  t.mock.timers.tick(3_000);
  assert.equal(await opened, 'https://chat.example.com/h5/acme?lang=zh-CN');
});

test('the_shops_server_starts_wherever_it_lies', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'dukou-'));
  t.after(() => rm(folder, { recursive: true }));
  const lies = join(folder, '小程序 a', 'server');
  await cp(new URL('server/', EXAMPLE), lies, { recursive: true });
  await symlink(lies, join(folder, 'link'));
  const env = { ...process.env, WX_APPID: 'wx1', WX_SECRET: 's', DUKOU_SITE: 'acme', PORT: '0' };
  for (const start of [join(lies, 'start.mjs'), join(folder, 'link', 'start.mjs')]) {
    const child = spawn(process.execPath, [start], { env: { ...env, DUKOU_IDENTITY_KEY: 'k'.repeat(32) } });
    const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    assert.match(String(said), /tokens for acme at port [1-9]/, start);
    child.kill();
    // Without what it needs it says so, and does not look as if it ran.
    const lacking = spawn(process.execPath, [start], { env: { ...env, DUKOU_IDENTITY_KEY: '' } });
    const [code] = await once(lacking, 'exit');
    assert.notEqual(code, 0);
  }
});

test('the_shops_server_turns_a_code_into_one_minute_of_trust', async (t) => {
  const asked = [];
  const fetch = async (address) => {
    asked.push(new URL(address));
    return { json: async () => ({ openid: 'o-1', session_key: 'never leaves' }) };
  };
  const options = { appid: 'wx1', secret: 's3cret', site: 'acme', key: 'k'.repeat(32), fetch };
  const running = server(options).listen(0, '127.0.0.1');
  t.after(() => running.close());
  await once(running, 'listening');
  const address = `http://127.0.0.1:${running.address().port}/`;
  const post = (body) => globalThis.fetch(address, { method: 'POST', body });

  const answer = await post('{"code":"0a1B"}');
  const body = await answer.text();
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.doesNotMatch(body, /session_key|s3cret/);
  const [header, claims] = JSON.parse(body).jwt.split('.').slice(0, 2).map(decode);
  assert.deepEqual(header, { alg: 'HS256', typ: 'JWT' });
  assert.match(claims.jti, /^[0-9a-f-]{36}$/);
  assert.deepEqual({ ...claims, iat: 0, exp: claims.exp - claims.iat }, {
    jti: claims.jti,
    sub: 'o-1',
    aud: 'acme',
    iat: 0,
    exp: 60,
  });
  assert.equal(asked[0].searchParams.get('js_code'), '0a1B');

  t.mock.method(console, 'error', () => {});
  for (const bad of ['', '{}', '{"code":1}', '{"code":"../"}', '{"code":"' + 'x'.repeat(200) + '"}']) {
    assert.equal((await post(bad)).status, 400, bad);
  }
  assert.equal((await globalThis.fetch(address)).status, 405);
});

test('a_refused_code_is_an_error_that_keeps_the_secret', async () => {
  const fetch = async () => ({ json: async () => ({ errcode: 40029, errmsg: 'invalid code' }) });
  await assert.rejects(identify('x', { appid: 'a', secret: 's3cret', fetch }), (error) => {
    assert.match(error.message, /40029/);
    assert.doesNotMatch(error.message, /s3cret/);
    return true;
  });
});

test('no_two_tokens_have_the_same_name', () => {
  const name = () => {
    const jwt = vouch('o-1', { site: 'acme', key: 'k'.repeat(32) });
    return decode(jwt.split('.')[1]).jti;
  };
  assert.equal(new Set(Array.from({ length: 100 }, name)).size, 100);
});

test('a_subject_of_any_script_survives', () => {
  const jwt = vouch('王小明', { site: 'acme', key: 'k'.repeat(32) });
  assert.equal(decode(jwt.split('.')[1]).sub, '王小明');
});

/** Runs pages/chat as WeChat would, with this answer of the shop's server, or none; returns the address. */
async function openChat(answer, onAsked) {
  let page;
  const wx = {
    login: ({ success }) => success({ code: 'c0de' }),
    request: ({ success, fail }) => {
      // As of a server that keeps silent.
      if (answer === null) return setImmediate(onAsked);
      if (answer instanceof Error) return fail(answer);
      success(answer.jwt ? { statusCode: 200, data: answer } : answer);
    },
  };
  const config = { exports: {} };
  const source = (path) => readFile(new URL(path, EXAMPLE), 'utf8');
  new Function('module', await source('config.js'))(config);
  const run = new Function('require', 'Page', 'wx', 'console', await source('pages/chat/chat.js'));
  run(
    () => config.exports,
    (given) => (page = given),
    wx,
    { warn() {}, error() {} },
  );
  const state = { ...page, setData: (data) => Object.assign(state.data, data) };
  await state.open();
  return state.data.address;
}

function decode(part) {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}
