// The articles beside a conversation help whoever answers, and get in nobody's way.

import assert from 'node:assert/strict';

import { Conversation, eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

test('what_an_agent_looks_for_is_not_replaced_by_what_the_visitor_says', async () => {
  const { agent, conversation, articles } = await talks('lin', '怎么申请退货');
  const box = articles.getByRole('searchbox');
  await articles.getByRole('listitem').first().waitFor();
  assert.equal(await box.inputValue(), '怎么申请退货');
  await box.fill('包邮');
  await conversation.say('怎么开发票');
  const offered = articles.getByRole('button', { name: '查访客的新问题：怎么开发票' });
  await offered.waitFor();
  assert.equal(await box.inputValue(), '包邮');
  await offered.click();
  await articles.getByRole('listitem').filter({ hasText: /发票/ }).first().waitFor();
  assert.equal(await box.inputValue(), '怎么开发票');
  assert.equal(await offered.count(), 0);
  // Nobody is looking for anything: it is looked up by itself.
  await agent.input.click();
  await conversation.say('多少钱包邮');
  await eventually(async () => (await box.inputValue()) === '多少钱包邮');
});

test('a_passage_goes_into_a_reply_that_is_there_and_no_longer_than_can_be_sent', async () => {
  const { agent, conversation, articles } = await talks('lin', '怎么申请退货');
  const insert = articles.getByRole('button', { name: '插入' }).first();
  await agent.input.fill('字'.repeat(1_995));
  await insert.click();
  await agent.page.getByText(/^超出 \d+ 字$/).waitFor();
  assert.equal(await agent.send.isDisabled(), true);
  await agent.input.press('Enter');
  await agent.input.fill('退货请点“申请售后”');
  await agent.send.click();
  await conversation.until('said', ({ text }) => /申请售后/.test(text));
  assert.equal(await agent.log.locator('[data-author="agent"]').count(), 1, 'what was too long stayed');

  const lead = await world.agent({ name: 'zhao' });
  const theirs = lead.page.getByRole('region', { name: '同事的会话' }).getByRole('button').filter({ hasText: /退货/ });
  await theirs.first().waitFor();
  assert.equal(await theirs.first().getByText('已等').count(), 0, 'who is served does not wait');
  await theirs.first().click();
  const seen = lead.page.getByRole('region', { name: '推荐文章' }).getByRole('button', { name: '插入' }).first();
  await seen.waitFor();
  assert.equal(await seen.isDisabled(), true, 'who looks on writes no reply');
});

test('what_is_for_agents_alone_is_read_and_not_put_into_a_reply', async () => {
  for (const [audience, tag] of [['agents', '仅客服'], ['vip', 'VIP 客户']]) {
    const found = async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      json.hits[0].audience = audience;
      await route.fulfill({ response, json });
    };
    const { agent, articles } = await talks('lin', '怎么申请退货', (page) => page.route(/\/search$/, found));
    const first = articles.getByRole('listitem').first();
    await first.getByText(tag, { exact: true }).waitFor();
    assert.equal(await first.getByRole('button', { name: '插入' }).count(), 0);
    assert.match(await first.getByRole('link').getAttribute('href'), /^#\/articles\/./);
    await agent.resolve.click();
    await agent.page.getByText('会话已结束').waitFor();
    await agent.page.close();
  }
});

async function talks(name, words, prepare = () => {}) {
  const agent = await world.agent({ name });
  await prepare(agent.page);
  const conversation = await Conversation.start(world.server);
  await conversation.say(words);
  await conversation.press({ kind: 'human' });
  await agent.take(new RegExp(words));
  const articles = agent.page.getByRole('region', { name: '推荐文章' });
  return { agent, conversation, articles };
}
