// Every refusal of the API is an RFC 9457 problem that says what to do.

import assert from 'node:assert/strict';
import { connect } from 'node:net';

import { Conversation, clientId, test, useWorld } from './harness.mjs';

const world = useWorld({ browser: false });

async function check(answer, status, code) {
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const problem = JSON.parse(text);
  assert.equal(problem.status, status);
  assert.equal(problem.code, code);
  assert.ok(problem.type && problem.title && problem.detail, text);
  return problem;
}

test('what_is_not_there_is_not_found', async () => {
  for (const path of [
    '/v1/nothing',
    '/v1/sites/nobody/profile',
    '/v1/sites/acme/nothing',
    '/v1/sites/%E6%B8%A1/profile',
    '/v1/sites/acme/conversations/zzz',
    '/widget/nobody',
    '/h5/nobody',
    '/nothing.html',
    '/..%2f..%2fsecrets.json',
  ]) {
    await check(await world.server.fetch(path), 404, 'not_found');
  }
});

test('a_conversation_whose_shop_is_missing_is_told_to_come_back', async () => {
  // A page that is told `not_found` throws it away, and the shop's file may be back at the next start.
  const path = `/v1/sites/nobody/conversations/${clientId()}`;
  for (const rest of ['', '/socket', '/agent-socket', '/articles/refund']) {
    await check(await world.server.fetch(path + rest), 503, 'unavailable');
  }
  for (const rest of ['/messages', '/frames', '/identity']) {
    await check(await world.server.fetch(path + rest, { body: {} }), 503, 'unavailable');
  }
  await check(await world.server.fetch('/v1/sites/nobody/conversations', { body: {} }), 404, 'not_found');
});

test('a_wrong_method_is_told_which_are_right', async () => {
  const answer = await world.server.fetch('/v1/sites/acme/profile', { method: 'DELETE' });
  const problem = await check(answer, 405, 'method_not_allowed');
  assert.match(problem.detail, /GET/);
  assert.equal(answer.headers.get('allow'), 'GET, OPTIONS');
});

test('a_body_that_makes_no_sense_is_refused_by_its_fault', async () => {
  const start = (body, headers) =>
    world.server.fetch('/v1/sites/acme/conversations', { method: 'POST', body, headers });
  await check(await start('{"locale":'), 400, 'bad_request');
  await check(await start('{"locale":"zh-CN","admin":true}'), 400, 'bad_request');
  await check(await start('{"locale":"<b>"}'), 422, 'invalid');
  await check(await start('{}', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type');
  await check(await start(`{"locale":"zh-CN","page":{"url":"${'x'.repeat(1e6)}"}}`), 413, 'too_large');
});

test('what_a_body_announces_does_not_hide_how_long_it_is', async () => {
  const long = JSON.stringify({ locale: 'zh-CN', page: { url: 'x'.repeat(200_000) } });
  const head = [
    'POST /v1/sites/acme/conversations HTTP/1.1',
    `Host: ${new URL(world.server.origin).host}`,
    'Content-Type: application/json',
    'Connection: close',
  ];
  const chunk = `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`;
  const chunks = 'Transfer-Encoding: chunked';
  for (const lengths of [[chunks], ['Content-Length: 10', chunks], [chunks, 'Content-Length: 10']]) {
    const answer = await raw(`${[...head, ...lengths].join('\r\n')}\r\n\r\n${chunk}`);
    assert.match(answer, /^HTTP\/1\.1 413 [^]*"too_large"/, `${lengths}`);
  }
});

/** What the server answers to these very bytes, until it hangs up. */
function raw(bytes) {
  const { hostname, port } = new URL(world.server.origin);
  return new Promise((answered, failed) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (more) => (text += more));
    socket.on('close', () => answered(text)).on('error', (error) => text || failed(error));
  });
}

test('a_message_has_limits', async () => {
  const conversation = await Conversation.start(world.server);
  const send = (frame) => conversation.fetch('/frames', { body: frame });
  const say = (text) => ({ type: 'say', client_id: clientId(), text });
  assert.ok((await send(say('字'.repeat(2000)))).ok);
  for (const text of ['', '   ', '字'.repeat(2001)]) {
    const answer = await send(say(text));
    const refused = answer.ok ? (await answer.json())[0] : await answer.json();
    assert.match(JSON.stringify(refused), /bad_frame|invalid|bad_request/, `${text.length}`);
  }
  await check(await send(say('字'.repeat(20_000))), 413, 'too_large');
  await check(await send({ type: 'become_agent' }), 400, 'bad_request');
});

test('a_flood_is_told_when_to_come_back', async () => {
  const conversation = await Conversation.start(world.server);
  let last;
  for (let sent = 0; sent < 200; sent++) {
    last = await conversation.fetch('/messages', { body: { client_id: clientId(), text: '在吗' } });
    if (last.status === 429) break;
    await last.arrayBuffer();
  }
  const after = Number(last.headers.get('retry-after'));
  const problem = await check(last, 429, 'too_many_requests');
  assert.ok(after >= 1 && problem.retry_after === after, `Retry-After: ${after}`);
});

test('a_page_of_another_shop_is_refused', async () => {
  const ask = (origin) =>
    world.server.fetch('/v1/sites/strict/profile', { headers: { origin } });
  assert.ok((await ask('https://shop.example')).ok);
  for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'null']) {
    await check(await ask(origin), 403, 'foreign_origin');
  }
});

test('a_preflight_names_the_shop_and_nobody_else', async () => {
  const ask = (origin) =>
    world.server.fetch('/v1/sites/strict/conversations', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const allowed = (answer) => answer.headers.get('access-control-allow-origin');
  assert.equal(allowed(await ask('https://shop.example')), 'https://shop.example');
  assert.equal(allowed(await ask('https://evil.example')), null);
});

test('an_answer_may_be_read_by_the_shops_page_and_by_no_other', async () => {
  const ask = (path, origin) => world.server.fetch(path, { headers: origin ? { origin } : {} });
  const allowed = (answer) => answer.headers.get('access-control-allow-origin');
  const [profile, shop] = ['/v1/sites/strict/profile', 'https://shop.example'];
  const answer = await ask(profile, shop);
  assert.equal(answer.status, 200);
  assert.equal(allowed(answer), shop);
  assert.match(answer.headers.get('vary'), /origin/i, 'no cache gives one page what was for another');
  const refused = await ask(`/v1/sites/strict/conversations/${clientId()}`, shop);
  assert.deepEqual([refused.status, allowed(refused)], [401, shop], 'a refusal too');
  for (const origin of ['https://evil.example', world.server.origin, undefined]) {
    assert.equal(allowed(await ask(profile, origin)), null, origin);
  }
});

test('a_socket_without_upgrade_is_told_so', async () => {
  const { started } = await Conversation.start(world.server);
  const answer = await world.server.fetch(
    `/v1/sites/acme/conversations/${started.conversation}/socket`,
  );
  await check(answer, 426, 'upgrade_required');
});
