// A script at one address fills the queue with what is most urgent: whoever else wants a person reaches one.

import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const LIMIT = 8;
const world = useWorld({
  browser: false,
  ownSites: true,
  configure: (sites) => appendFile(join(sites, 'acme.toml'), `\n[policy]\nqueue_limit = ${LIMIT}\n`),
  env: { ADDRESS_HEADER: 'X-Real-IP' },
});

async function begin(address) {
  const answer = await world.server.fetch('/v1/sites/acme/conversations', {
    body: { locale: 'zh-CN' },
    headers: { 'x-real-ip': address },
  });
  assert.equal(answer.status, 201);
  return new Conversation(world.server, 'acme', await answer.json());
}

test('a_script_at_one_address_makes_nobody_elses_wish_a_ticket', async () => {
  const script = await Promise.all(Array.from({ length: 2 * LIMIT }, () => begin('203.0.113.1')));
  const people = await Promise.all([1, 2, 3].map((n) => begin(`198.51.100.${n}`)));
  // Where each was begun is on the disk; where one that an older server began was, is not.
  const older = people[1].started.conversation;
  await world.server.kill();
  await world.server.sql('Room', `acme/${older}`, ['ALTER TABLE conversation DROP COLUMN address']);
  await world.server.restart();

  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const stage = ({ started }) => lin.row(started.conversation)?.stage.stage;
  const waiting = () => script.filter((each) => ['waiting', 'offered'].includes(stage(each)));
  const offered = () => [...script, ...people].find((each) => stage(each) === 'offered');
  const asks = async (person) => {
    await person.press({ kind: 'human' });
    await eventually(() => stage(person) !== undefined);
  };
  await Promise.all(script.map((each) => each.say('我的账号被盗了')));
  await eventually(() => script.every(stage));
  assert.equal(waiting().length, LIMIT);
  const { ticket } = await script.find((each) => stage(each) === 'ticketed').until('ticketed');
  assert.equal(ticket.cause, 'queue_full');

  await asks(people[0]);
  await asks(people[1]);
  assert.deepEqual(people.slice(0, 2).map(stage), ['waiting', 'waiting']);
  assert.equal(waiting().length, LIMIT - 2);
  // The agent need not take all that is more urgent before one of them.
  lin.desk.send({ type: 'decline', conversation: offered().started.conversation });
  await eventually(() => offered() === people[0]);
  await asks(people[2]);
  assert.deepEqual(people.map(stage), ['offered', 'waiting', 'waiting']);
  await lin.take(people[0].started.conversation);
  await people[0].until('assigned');
  lin.desk.close();
});
