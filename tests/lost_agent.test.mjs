// An agent whose lines were lost for so long that the visitor went to somebody else: the page says so when
// it is back, and nothing that was meant for then is sent or done by itself, however much later.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Conversation, clientId, test, useWorld } from './harness.mjs';
import { Agent } from './harness/agent.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld({
  ownSites: true,
  configure: async (sites) => {
    const path = join(sites, 'acme.toml');
    const acme = await readFile(path, 'utf8');
    await writeFile(path, acme.replace('[agents.lin]', '[policy]\nagent_grace_seconds = 1\n\n[agents.lin]'));
  },
});

test('a_conversation_that_a_colleague_has_is_closed_to_whoever_lost_it', async () => {
  const { lin, cable, conversation } = await talks('我的茶杯碎了');
  const id = conversation.started.conversation;
  const chen = await (await Clerk.signIn(world.server, 'chen')).sitDown();
  await cable.cut();
  await composes(lin, '这句没有发出');
  await chen.take(id);
  await conversation.until('assigned', ({ name }) => name === '陈远航');
  await cable.mend();

  await lin.page.getByText('这个会话已不在你这里。', { exact: true }).waitFor();
  await lin.page.getByRole('alert').filter({ hasText: /有 2 条内容没有发出/ }).waitFor();
  assert.equal(await lin.input.isVisible(), false, 'nobody is asked for words that reach nobody');
  assert.equal(await lin.resolve.isVisible(), false);
  const line = unsent(lin, '这句没有发出');
  await line.getByText('发送失败', { exact: true }).waitFor();
  assert.equal(await line.getByRole('button', { name: '重试' }).count(), 0);

  // The visitor is theirs once more, and hears what is said then.
  const theirs = await chen.look(id);
  theirs.send({ type: 'act', client_id: clientId(), action: { kind: 'hand_back' } });
  await conversation.until('handed_back');
  chen.desk.close();
  await conversation.press({ kind: 'human' });
  await lin.take(/茶杯/);
  await lin.reply('接着为您看');
  await line.getByRole('button', { name: '放回输入框' }).click();
  assert.equal(await lin.input.inputValue(), '这句没有发出');
  assert.equal(await line.count(), 0);
  await onlySays(conversation, ['在的', '接着为您看']);
});

test('what_was_not_sent_to_a_visitor_last_time_is_not_sent_by_itself_the_next_time', async () => {
  const { lin, cable, conversation } = await talks('我的茶壶碎了');
  await cable.cut();
  await composes(lin, '您的快递明天到');
  await lin.page.goto('about:blank');
  await conversation.until('ticketed');
  await cable.mend();
  await lin.page.goto(lin.address);
  const ticket = lin.page.getByRole('region', { name: '工单' }).getByRole('listitem');
  await ticket.filter({ hasText: '茶壶' }).getByRole('button', { name: '接待' }).press('Enter');
  await lin.input.waitFor();
  const line = unsent(lin, '您的快递明天到');
  await line.getByRole('button', { name: '重试' }).waitFor();
  await lin.reply('茶壶已经补发');
  await onlySays(conversation, ['在的', '茶壶已经补发']);
  // A reload in the same wait changes nothing.
  await lin.page.reload();
  await lin.mine.getByRole('button').filter({ hasText: /茶壶/ }).click();
  await line.getByRole('button', { name: '重试' }).click();
  await conversation.until('said', ({ text }) => text === '您的快递明天到');
});

/** An agent on a cable talks to a visitor. */
async function talks(words) {
  world.allowsLostNetwork();
  const cable = await world.link();
  const lin = new Agent(await world.page(), `${cable.origin}/console/`, 'acme', 'lin');
  await lin.signIn();
  const conversation = await Conversation.start(world.server);
  await conversation.say(words);
  await conversation.press({ kind: 'human' });
  await lin.take(new RegExp(words));
  await lin.reply('在的');
  await conversation.until('said', ({ text }) => text === '在的');
  return { lin, cable, conversation };
}

/** Writes and ends, without a network. */
async function composes(lin, text) {
  await lin.input.fill(text);
  await lin.input.press('Enter');
  await unsent(lin, text).getByText('发送中').waitFor();
  await lin.resolve.click();
}

const unsent = (lin, text) => lin.log.locator('[data-author="agent"]').filter({ hasText: text });

/** The agents have said this and no more, and nobody has ended anything. */
async function onlySays(conversation, texts) {
  await conversation.until('said', ({ text }) => text === texts.at(-1));
  const facts = await conversation.facts();
  const said = facts.filter(({ fact, author }) => fact === 'said' && author.agent);
  assert.deepEqual(said.map(({ text }) => text), texts);
  assert.deepEqual(facts.filter(({ fact }) => fact === 'resolved'), []);
}
