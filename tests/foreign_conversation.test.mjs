// A conversation belongs to its visitor: no id, token, cookie or address opens another one.

import assert from 'node:assert/strict';

import { Conversation, clientId, open, test, useWorld } from './harness.mjs';

const world = useWorld({ browser: false });

test('a_token_opens_its_own_conversation_and_no_other', async () => {
  const mine = await Conversation.start(world.server);
  const theirs = await Conversation.start(world.server);
  await theirs.say('我的地址是幸福路一号');
  const strangers = {
    'another conversation': mine.started.token,
    'the right visitor token for the wrong use': theirs.started.visitor,
    'a changed token': flipped(theirs.started.token),
    'a shortened token': theirs.started.token.slice(0, -4),
    'no token': null,
  };
  for (const [name, token] of Object.entries(strangers)) {
    for (const [rest, body] of [
      ['', undefined],
      ['/frames', { type: 'say', client_id: clientId(), text: '我是谁' }],
      ['/messages', { client_id: clientId(), text: '我是谁' }],
      ['/identity', { jwt: 'a.b.c' }],
    ]) {
      const answer = await theirs.fetch(rest, { token, body });
      const text = await answer.text();
      assert.ok([401, 403, 404].includes(answer.status), `${name}, ${rest}: ${answer.status} ${text}`);
      assert.doesNotMatch(text, /幸福路/, name);
    }
    const protocols = ['dukou.v1', ...(token ? [`session.${token}`] : [])];
    const { status, problem } = await open(world.server, socketOf(theirs), { protocols });
    const expected = name === 'another conversation' ? [404, 'not_found'] : [401, token ? 'bad_token' : 'unauthorized'];
    assert.deepEqual([status, problem?.code], expected, `${name}, a socket`);
  }
  const said = (await theirs.facts()).filter(({ fact }) => fact === 'said');
  assert.deepEqual(said.map(({ text }) => text.includes('我是谁')), [false]);
});

test('a_token_of_one_shop_is_nothing_to_another', async () => {
  const conversation = await Conversation.start(world.server);
  const { token } = conversation.started;
  const path = `/v1/sites/fast/conversations/${conversation.started.conversation}`;
  const headers = { authorization: `Bearer ${token}` };
  assert.ok([401, 403, 404].includes((await world.server.fetch(path, { headers })).status));
  const protocols = ['dukou.v1', `session.${token}`];
  assert.equal((await open(world.server, `${path}/socket`, { protocols })).status, 401);
  const own = await open(world.server, socketOf(conversation), { protocols });
  assert.equal(own.status, 101, 'it opens its own');
  own.close();
});

test('an_id_that_was_never_given_says_no_more_than_a_foreign_one', async () => {
  const mine = await Conversation.start(world.server);
  const theirs = await Conversation.start(world.server);
  const ask = async (id) => {
    const answer = await world.server.fetch(`/v1/sites/acme/conversations/${id}`, {
      headers: { authorization: `Bearer ${mine.started.token}` },
    });
    const { detail, ...problem } = await answer.json();
    return problem;
  };
  assert.deepEqual(await ask(theirs.started.conversation), await ask(clientId()));
});

test('a_conversation_is_not_read_by_who_guesses_at_the_console', async () => {
  const { started } = await Conversation.start(world.server);
  const { origin } = world.server;
  const path = `/v1/sites/acme/conversations/${started.conversation}/agent-socket`;
  for (const cookie of ['', 'session=x', 'dukou_acme=x', `dukou_acme=${started.token}`, `dukou_acme=${started.visitor}`]) {
    assert.equal((await open(world.server, path, { origin, cookie })).status, 401, cookie);
  }
  const whoami = await world.server.fetch('/v1/sites/acme/session');
  assert.equal(whoami.status, 401);
});

const socketOf = ({ started }) => `/v1/sites/acme/conversations/${started.conversation}/socket`;

function flipped(token) {
  const at = token.length - 6;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
