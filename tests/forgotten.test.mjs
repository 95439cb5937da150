// A shop that says for how long conversations are kept has none that is older, and nobody who still waits is
// forgotten with them.

import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const DAYS = 2;
const DAY = 86_400_000;

const world = useWorld({
  ownSites: true,
  configure: (sites) => appendFile(join(sites, 'acme.toml'), `\n[history]\nconversations = ${DAYS}\n`),
});

const name = ({ started }) => `acme/${started.conversation}`;
const older = (by) => ['UPDATE entries SET at = at - ?', by];
const TABLES = ["SELECT name FROM sqlite_master WHERE name IN ('entries', 'conversation', 'outbox')"];
const read = (conversation) => conversation.fetch('?wait=0');

async function answered(text) {
  const conversation = await Conversation.start(world.server);
  await conversation.say(text);
  await conversation.until('answered');
  return conversation;
}

test('a_conversation_is_thrown_away_by_itself_once_it_is_old_and_not_before', async () => {
  const [old, young] = [await answered('怎么退货'), await answered('怎么退货')];
  await world.server.kill();
  const [[[due]]] = await world.server.sql('Room', name(old), ['ALARM']);
  const left = due - Date.now();
  assert.ok(left > (DAYS - 0.1) * DAY && left <= DAYS * DAY, `it rings in ${left / DAY} days`);
  // Nobody asks for it: the alarm alone rings.
  await world.server.sql('Room', name(old), older(DAYS * DAY), ['ALARM', Date.now() + 2_000]);
  await world.server.sql('Room', name(young), older((DAYS - 1) * DAY), ['ALARM', Date.now() + 2_000]);
  await world.server.restart();
  await new Promise((rung) => setTimeout(rung, 5_000));
  assert.equal((await read(young)).status, 200);
  await world.server.kill();
  assert.deepEqual(await world.server.sql('Room', name(old), TABLES, ['ALARM']), [[], [[null]]]);
  const [tables, [[again]]] = await world.server.sql('Room', name(young), TABLES, ['ALARM']);
  assert.equal(tables.length, 3);
  assert.ok(again - Date.now() <= DAY, 'it is looked at again when it is due');
  await world.server.restart();
  assert.equal((await read(old)).status, 404);
});

test('who_waits_for_an_answer_is_not_thrown_away', async () => {
  const waiting = await Conversation.start(world.server);
  await waiting.press({ kind: 'human' });
  await waiting.until('handoff_requested');
  await world.server.kill();
  await world.server.sql('Room', name(waiting), older(DAYS * DAY), ['ALARM', Date.now() + 2_000]);
  await world.server.restart();
  await eventually(async () => (await waiting.facts()).some(({ fact }) => fact === 'ticketed'));
  assert.equal((await read(waiting)).status, 200);
});

test('who_comes_back_to_a_conversation_that_is_gone_begins_another', async () => {
  world.allowsLostNetwork();
  const visitor = await world.visitor();
  await visitor.tell('怎么退货');
  await visitor.hears(/七天/);
  const id = await visitor.page.evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')).conversation);
  await world.server.killAndRestart(() => world.server.sql('Room', `acme/${id}`, older(DAYS * DAY)));
  await visitor.page.reload();
  await visitor.tell('怎么申请退货？');
  await visitor.hears(/七天/);
  assert.deepEqual((await visitor.said()).map((text) => text.trim()), ['怎么申请退货？']);
});

test('what_visitors_asked_is_not_kept_longer_than_their_conversations', async () => {
  const headers = await world.server.operator();
  const missed = async () => {
    const answer = await world.server.fetch('/v1/sites/acme/knowledge/misses', { headers });
    return (await answer.json()).groups.map(({ question }) => question);
  };
  const ask = (question) => world.server.fetch('/v1/sites/acme/answer', { body: { question } });
  await ask('木星上有水吗');
  assert.deepEqual(await missed(), ['木星上有水吗']);
  await world.server.killAndRestart(() =>
    world.server.sql('Library', 'acme', ['UPDATE misses SET at = at - ?', DAYS * DAY]));
  assert.deepEqual(await missed(), [], 'nobody is shown it');
  await ask('火星上有水吗');
  // The alarm that writes this down throws that away.
  await new Promise((rung) => setTimeout(rung, 17_000));
  await world.server.kill();
  const [kept] = await world.server.sql('Library', 'acme', ['SELECT question FROM misses']);
  await world.server.restart();
  assert.deepEqual(kept, [['火星上有水吗']]);
});

test('the_desk_forgets_within_a_day_what_those_wrote_who_are_gone', async () => {
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const visitor = await Conversation.start(world.server);
  const row = () => lin.row(visitor.started.conversation);
  await visitor.say('我要人工，说说海王星');
  await visitor.press({ kind: 'human' });
  await eventually(() => row() !== undefined);
  await visitor.press({ kind: 'end' });
  await visitor.until('resolved');
  await eventually(() => row() === undefined);
  lin.desk.close();
  const told = [
    ["SELECT count(*) FROM log WHERE record LIKE '%海王星%'"],
    ["SELECT count(*) FROM chunks WHERE desk LIKE '%海王星%'"],
  ];
  const closed = ["SELECT count(*) FROM log WHERE record LIKE '%closed%'"];
  const desk = (...statements) => world.server.sql('Desk', 'acme', ...statements);
  await world.server.kill();
  const [[[before]], [[gone]], [[due]]] = await desk(told[0], closed, ['ALARM']);
  assert.ok(before > 0 && gone > 0, 'it is in the log, and over');
  assert.ok(due - Date.now() <= DAY, 'and is looked at within a day');
  const older = `UPDATE log SET record = json_set(record, '$.at', json_extract(record, '$.at') - ${DAY})`;
  await desk([older], ['ALARM', Date.now() + 2_000]);
  await world.server.restart();
  await new Promise((rung) => setTimeout(rung, 5_000));
  await world.server.kill();
  const left = await desk(...told);
  await world.server.restart();
  assert.deepEqual(left, [[[0]], [[0]]]);
});

test('a_vote_on_what_is_gone_goes_with_it_and_begins_no_other_conversation', async () => {
  world.allowsLostNetwork();
  const cable = await world.link();
  const visitor = await world.visitor({ origin: cable.origin });
  await visitor.tell('怎么退货');
  await visitor.hears(/七天/);
  const kept = (key) => visitor.page.evaluate((key) => localStorage.getItem(key), key);
  const onItsWay = () =>
    visitor.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('dukou/acme/out/')).length);
  const { conversation } = JSON.parse(await kept('dukou/acme'));
  await cable.cut();
  await visitor.chat.getByRole('button', { name: '没帮助' }).click();
  await eventually(async () => (await onItsWay()) === 1);
  await world.server.killAndRestart(() => world.server.sql('Room', `acme/${conversation}`, older(DAYS * DAY)));
  await cable.mend();
  await visitor.page.reload();
  await eventually(async () => (await onItsWay()) === 0);
  assert.equal(await kept('dukou/acme'), null, 'no other was begun');
  await visitor.tell('怎么申请退货？');
  await visitor.hears(/七天/);
});

test('what_nobody_could_answer_is_thrown_away_with_the_conversations_though_nobody_asks_any_more', async () => {
  const misses = () => world.server.sql('Library', 'acme', ['SELECT question FROM misses'], ['ALARM']);
  await answered('你们的潜水艇几点开');
  // The alarm writes down what was counted.
  await new Promise((rung) => setTimeout(rung, 18_000));
  await world.server.kill();
  const [written, [[due]]] = await misses();
  assert.ok(written.some(([question]) => question === '你们的潜水艇几点开'));
  const left = due - Date.now();
  assert.ok(left > 0.9 * DAY && left <= DAY, `it rings in ${left / DAY} days`);
  await world.server.sql('Library', 'acme', ['UPDATE misses SET at = at - ?', DAYS * DAY], ['ALARM', Date.now() + 2_000]);
  await world.server.restart();
  await new Promise((rung) => setTimeout(rung, 5_000));
  await world.server.kill();
  const [kept, [[again]]] = await misses();
  assert.deepEqual(kept, []);
  assert.ok(again - Date.now() > 0.9 * DAY, 'it rings again tomorrow');
  await world.server.restart();
});

test('a_shop_that_was_removed_rings_for_nothing', async () => {
  const article = JSON.stringify({ id: 'a', title: '怎么退货？', body: '七天内。' });
  assert.equal((await world.server.publish('fast', article)).status, 200);
  // The first alarm learns whose it is.
  await new Promise((rung) => setTimeout(rung, 17_000));
  await world.server.kill();
  await world.server.sql('Library', 'fast', ['ALARM', Date.now() + 2_000]);
  await rm(join(world.server.sites, 'fast.toml'));
  await world.server.restart();
  await new Promise((rung) => setTimeout(rung, 5_000));
  await world.server.kill();
  const [[[again]]] = await world.server.sql('Library', 'fast', ['ALARM']);
  assert.ok(again - Date.now() > 0.9 * DAY, 'it rings again tomorrow');
  // An error in the log would fail this file.
  await world.server.restart();
});
