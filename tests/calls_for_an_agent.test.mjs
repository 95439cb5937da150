// What wants an agent is heard and seen from another tab: an offer, however long its visitor has waited,
// and a visitor's word.

import assert from 'node:assert/strict';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld();

test('an_offer_rings_although_its_visitor_has_waited_for_others', async () => {
  const lin = await listens('lin');
  const chen = await (await Clerk.signIn(world.server, 'chen')).sitDown();
  const conversation = await Conversation.start(world.server);
  await conversation.say('第零位');
  await conversation.press({ kind: 'human' });
  const id = conversation.started.conversation;
  await eventually(() => chen.row(id)?.stage.agent === 'chen');
  await eventually(async () => (await notes(lin)) === 2);
  chen.desk.send({ type: 'decline', conversation: id });
  await lin.page.getByRole('group', { name: '新的邀请' }).waitFor();
  await eventually(async () => (await notes(lin)) === 4);
  assert.match(await lin.page.title(), /^\(1\)/);
  chen.desk.close();
  await lin.take(/第零位/);
  await eventually(async () => !/^\(/.test(await lin.page.title()));
});

test('a_word_that_nobody_has_seen_is_counted_in_the_title', async () => {
  const lin = await world.agent({ name: 'lin' });
  const visitors = [];
  for (const words of ['第一位', '第二位']) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(words);
    await conversation.press({ kind: 'human' });
    await lin.take(new RegExp(words));
    await lin.hears(new RegExp(words));
    await lin.reply(`${words}您好`);
    visitors.push(conversation);
  }
  await visitors[0].say('还在吗');
  await eventually(async () => /^\(1\)/.test(await lin.page.title()));
  await lin.mine.getByRole('button').filter({ hasText: '还在吗' }).click();
  await eventually(async () => !/^\(/.test(await lin.page.title()));
});

test('what_a_visitor_writes_while_their_agent_reads_an_article_calls_them_back', async () => {
  const chen = await listens('chen');
  const visitor = await talksTo(chen, '门封条多少钱');
  const before = await notes(chen);
  await chen.page.getByRole('link', { name: '知识库' }).click();
  await chen.log.waitFor({ state: 'detached' });
  await visitor.say('还在吗');
  await eventually(async () => /^\(1\)/.test(await chen.page.title()));
  assert.equal((await notes(chen)) - before, 1);
  // Another tab, and back: the articles are what is seen.
  await chen.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  assert.match(await chen.page.title(), /^\(1\)/);
  await chen.page.getByRole('link', { name: '接待台' }).click();
  await chen.hears(/还在吗/);
  await eventually(async () => !/^\(/.test(await chen.page.title()));
});

test('on_a_phone_what_is_written_behind_the_details_calls', async () => {
  const chen = await world.agent({ name: 'chen', viewport: { width: 390, height: 844 } });
  const visitor = await talksTo(chen, '滤网多少钱');
  await chen.page.getByRole('button', { name: '详情' }).click();
  await chen.log.waitFor({ state: 'hidden' });
  await visitor.say('有人吗');
  await eventually(async () => /^\(1\)/.test(await chen.page.title()));
  await chen.page.locator('.pane.context .back').click();
  await chen.hears(/有人吗/);
  await eventually(async () => !/^\(/.test(await chen.page.title()));
});

/** A visitor whom the agent has taken, and has answered. */
async function talksTo(agent, words) {
  const visitor = await Conversation.start(world.server);
  await visitor.say(words);
  await visitor.press({ kind: 'human' });
  await agent.take(new RegExp(words));
  await agent.hears(new RegExp(words));
  await agent.reply('您好');
  return visitor;
}

/** An agent at a page that counts the notes it plays, and has been touched. */
async function listens(name) {
  const agent = await world.agent({ name });
  await agent.page.addInitScript(() => {
    window.notes = 0;
    const { createOscillator } = BaseAudioContext.prototype;
    BaseAudioContext.prototype.createOscillator = function create() {
      window.notes += 1;
      return createOscillator.call(this);
    };
  });
  await agent.page.reload();
  await agent.page.getByRole('heading', { name: /等待中/ }).click();
  return agent;
}

const notes = (agent) => agent.page.evaluate(() => window.notes);
