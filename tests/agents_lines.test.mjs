// Who may listen at which line, and what is said there: agents see what is theirs for as long as it
// is, from the console's page only; visitors never learn what the machine thinks of them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Conversation, clientId, eventually, open, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';
import { xtask } from './harness/server.mjs';

const world = useWorld({ browser: false, ownSites: true });

const reading = {
  intent: { label: 'logistics', confidence: 91 },
  emotion: { label: 'anxious', confidence: 64 },
  anger: 35,
};

test('a_visitor_never_learns_what_the_machine_thinks_of_them', async () => {
  const conversation = await Conversation.start(world.server);
  const { conversation: id, token } = conversation.started;
  const path = `/v1/sites/acme/conversations/${id}/socket`;
  const socket = await open(world.server, path, { protocols: ['dukou.v1', `session.${token}`] });
  assert.equal(socket.protocol, 'dukou.v1');
  const say = (text) => ({ type: 'say', client_id: clientId(), text, reading });
  const answer = await conversation.send(say('订单还没到'));
  socket.send(say('怎么还没到'));
  await eventually(() => socket.entries.filter(({ fact }) => fact.fact === 'said').length === 2);
  socket.send({ type: 'resume' });
  await eventually(() => socket.frames.some(({ type }) => type === 'current'));
  const seen = JSON.stringify([answer, await conversation.facts(), socket.frames]);
  assert.match(seen, /怎么还没到/);
  assert.doesNotMatch(seen, /reading|anxious|"anger"/);
  socket.close();

  const lead = await (await Clerk.signIn(world.server, 'zhao')).look(id);
  const said = lead.entries.filter(({ fact }) => fact.fact === 'said');
  assert.deepEqual(said.map(({ fact }) => fact.reading), [reading, reading], 'the agent learns it');
  lead.close();
});

test('an_agent_sees_what_is_theirs_and_only_while_it_is', async () => {
  const conversation = await Conversation.start(world.server);
  const id = conversation.started.conversation;
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const chen = await Clerk.signIn(world.server, 'chen');
  const zhao = await Clerk.signIn(world.server, 'zhao');
  await conversation.say('我的地址是幸福路一号');
  for (const nobody of [lin, chen]) {
    const { status, problem } = await nobody.look(id);
    assert.equal(status, 403, 'who does not wait for a person is nobody\'s');
    assert.equal(problem.code, 'forbidden');
    assert.doesNotMatch(JSON.stringify(problem), /幸福路/);
  }
  await conversation.press({ kind: 'human' });
  await lin.take(id);
  const line = await lin.look(id);
  assert.match(JSON.stringify(line.entries), /幸福路/);
  assert.equal((await chen.look(id)).status, 403, 'it is another\'s');
  const lead = await zhao.look(id);
  assert.equal(lead.status, 101, 'a lead may look');

  // Of the two who look, only the one who has it may act.
  lead.send({ type: 'act', client_id: clientId(), action: { kind: 'say', text: '我是组长' } });
  await eventually(() => lead.frames.some(({ code }) => code === 'not_yours'));
  line.send({ type: 'act', client_id: clientId(), action: { kind: 'resolve' } });
  await eventually(() => line.closed !== undefined);
  assert.equal(line.closed, 4403);
  assert.equal(line.entries.at(-1).fact.fact, 'resolved', 'and is told how it ended');
  await conversation.say('这句话不是对您说的');
  assert.doesNotMatch(JSON.stringify(line.frames), /这句话/);
  await eventually(() => /这句话/.test(JSON.stringify(lead.frames)));
  assert.equal(lead.closed, undefined);
  // What the desk's word lets pass for a moment, a refusal ends.
  await eventually(async () => (await chen.look(id)).status === 403);
  for (const open of [lead, lin.desk]) open.close();
});

test('the_ninth_window_of_an_agent_takes_the_place_of_the_oldest', async () => {
  const chen = await Clerk.signIn(world.server, 'chen');
  const lines = [];
  const another = async () => {
    // They are told apart by the millisecond.
    await sleep(5);
    lines.push(await chen.line('/desk/socket'));
    assert.equal(lines.at(-1).status, 101);
  };
  const closed = () => lines.map((line) => line.closed);
  for (let n = 0; n < 8; n++) await another();
  assert.deepEqual(closed(), Array(8).fill(undefined));
  // The window of the first never answers that it is closed, as after a lost network.
  for (let gone = 1; gone <= 2; gone++) {
    await another();
    await eventually(() => lines[gone - 1].closed !== undefined);
    assert.deepEqual(closed(), [...Array(gone).fill(4429), ...Array(8).fill(undefined)]);
  }
  // Whoever is left is still told what happens.
  for (const available of [false, true]) {
    lines.at(-1).send({ type: 'available', available });
    await eventually(() => lines.slice(2).every((line) => line.frames.at(-1)?.available === available));
  }
  for (const line of lines) line.close();
});

test('no_other_page_opens_a_line_with_an_agents_cookie', async () => {
  const { started } = await Conversation.start(world.server);
  const zhao = await Clerk.signIn(world.server, 'zhao');
  for (const rest of ['/desk/socket', `/conversations/${started.conversation}/agent-socket`]) {
    for (const origin of ['https://evil.example', 'null', `${world.server.origin}.evil.example`]) {
      const { status, problem } = await zhao.line(rest, { origin });
      assert.deepEqual([status, problem?.code], [403, 'foreign_origin'], `${origin} at ${rest}`);
    }
    // A browser always names the page of a WebSocket: who names none is no console.
    const { status, problem } = await zhao.line(rest, { origin: null });
    assert.deepEqual([status, problem?.code], [403, 'foreign_origin'], `no origin at ${rest}`);
    const own = await zhao.line(rest);
    assert.equal(own.status, 101);
    own.close();
  }
});

test('who_is_removed_from_the_configuration_is_signed_out', async () => {
  const chen = await (await Clerk.signIn(world.server, 'chen')).sitDown();
  const lin = await Clerk.signIn(world.server, 'lin');
  const whoAmI = ({ cookie }) => world.server.fetch('/v1/sites/acme/session', { headers: { cookie } });
  assert.equal((await whoAmI(chen)).status, 200);
  const path = join(world.server.sites, 'acme.toml');
  const acme = await readFile(path, 'utf8');
  await world.server.killAndRestart(async () => {
    await writeFile(path, acme.replace(/\[agents\.chen\].*?(?=\[agents\.)/s, ''));
  });
  const refused = await whoAmI(chen);
  assert.equal(refused.status, 401);
  assert.equal((await refused.json()).code, 'bad_token');
  assert.equal((await chen.line('/desk/socket')).status, 401);
  assert.equal((await whoAmI(lin)).status, 200, 'the others stay');
});

test('another_password_ends_the_sign_ins_of_that_agent_alone', async () => {
  const [zhao, lin] = [await Clerk.signIn(world.server, 'zhao'), await Clerk.signIn(world.server, 'lin')];
  const whoAmI = ({ cookie }) => world.server.fetch('/v1/sites/acme/session', { headers: { cookie } });
  assert.equal((await whoAmI(zhao)).status, 200);
  const password = 'another password';
  const hash = spawnSync(xtask(), ['password'], { input: password, encoding: 'utf8' }).stdout.trim();
  const path = join(world.server.sites, 'acme.toml');
  const acme = await readFile(path, 'utf8');
  await world.server.killAndRestart(async () => {
    await writeFile(path, acme.replace(/(?<=\[agents\.zhao\]\n.*\npassword = ").*(?=")/, () => hash));
  });
  const refused = await whoAmI(zhao);
  assert.equal(refused.status, 401);
  assert.equal((await refused.json()).code, 'bad_token');
  assert.equal((await zhao.line('/desk/socket')).status, 401);
  assert.equal((await whoAmI(lin)).status, 200, 'the others stay');
  assert.equal((await whoAmI(await Clerk.signIn(world.server, 'zhao', { password }))).status, 200);
});
