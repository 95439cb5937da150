// What a visitor reads of an article: its steps with their numbers, marks where it goes on, all of it on
// a press, and addresses that can be followed.

import assert from 'node:assert/strict';

import { Conversation, claims, sign, test, useWorld } from './harness.mjs';

const world = useWorld();

const step = (n) => `${n}. 第${n}步：按住机身上的第${n}个按钮，等到指示灯由红转蓝；再松开手。`;
const steps = Array.from({ length: 12 }, (_, index) => step(index + 1));
const LONG = `连接前请先看这里。\n\n${steps.join('\n')}\n\n做完以后请重新启动一次。`;
const PAGE = 'https://shop.example/returns?from=help&step=2';

const publish = async (...articles) => {
  const lines = articles.map((it) => JSON.stringify(it)).join('\n');
  const answer = await world.server.publish('acme', lines);
  assert.equal(answer.status, 200, await answer.text());
};

test('steps_keep_their_numbers_cuts_are_marked_and_the_rest_is_a_press_away', async () => {
  await publish(
    { id: '连网 / 1.md', title: '扫地机器人怎么连接无线网？', body: LONG },
    { id: 'return', title: '怎么申请退货？', body: `在[退货页](${PAGE})提交。` },
  );
  const visitor = await world.visitor();
  await visitor.say('扫地机器人怎么连接无线网');
  await visitor.hears(/第\d+步/, { author: 'assistant' });
  const answer = visitor.log.locator('[data-author="assistant"]').last();
  const passage = answer.locator('p[data-text]');
  const part = await passage.textContent();
  assert.match(part, /…$/);
  const told = part.replace(/^…|…$/g, '').split('\n').filter((line) => /步/.test(line));
  assert.ok(told.length > 1 && told.every((line) => steps.includes(line)), part);
  await answer.getByRole('button', { name: '查看全文' }).click();
  await answer.getByText('做完以后请重新启动一次。').waitFor();
  assert.equal(await visitor.page.evaluate(() => document.activeElement.localName), 'div', 'reads on there');
  const whole = await passage.textContent();
  for (const each of steps) assert.ok(whole.includes(each), whole);
  assert.doesNotMatch(whole, /…/);
  assert.equal(await answer.getByRole('button', { name: '查看全文' }).count(), 0);
  // What is short is there already.
  await visitor.say('怎么申请退货');
  await visitor.hears(/退货页/, { author: 'assistant' });
  assert.equal(await visitor.log.getByRole('button', { name: '查看全文' }).count(), 0);
});

test('an_article_that_is_gone_or_cannot_be_had_now_is_told', async () => {
  await publish({ id: 'wifi', title: '扫地机器人怎么连接无线网？', body: LONG });
  const visitor = await world.visitor();
  await visitor.say('扫地机器人怎么连接无线网');
  const button = visitor.log.getByRole('button', { name: '查看全文' });
  await button.waitFor();
  world.allowsLostNetwork();
  await visitor.page.context().setOffline(true);
  await button.click();
  await visitor.chat.getByText('没能连上客服，请检查网络后重试。').waitFor();
  await button.waitFor();
  await visitor.page.context().setOffline(false);

  await publish({ id: 'other', title: '怎么开发票？', body: '在订单页。' });
  world.expects(/404/);
  await button.click();
  await visitor.chat.getByText('这篇文章已下架。').waitFor();
  assert.equal(await button.count(), 0, 'it is not offered again');
});

test('who_may_not_read_an_article_does_not_read_it_whole', async () => {
  await publish(
    { id: 'all', title: '怎么保养', body: LONG },
    { id: 'vip', title: '会员怎么保养', body: LONG, audience: 'vip' },
    { id: 'agents', title: '内部怎么保养', body: LONG, audience: 'agents' },
    { id: 'over', title: '旧款怎么保养', body: LONG, valid_until: Date.now() - 1 },
  );
  const read = async (conversation, id, options) => {
    const answer = await conversation.fetch(`/articles/${id}`, options);
    const { text, code } = await answer.json();
    return answer.ok ? text : code;
  };
  const anybody = await Conversation.start(world.server);
  assert.equal(await read(anybody, 'all'), LONG);
  const vip = await Conversation.start(world.server, { bearer: sign(claims({ vip: true })) });
  assert.equal(await read(vip, 'vip'), LONG);
  for (const id of ['vip', 'agents', 'over', 'nothing']) {
    assert.equal(await read(anybody, id), 'not_found', id);
  }
  assert.equal(await read(vip, 'agents'), 'not_found');
  assert.equal(await read(vip, 'vip', { token: anybody.started.token }), 'not_found');
  assert.equal(await read(vip, 'vip', { token: null }), 'unauthorized');
});

test('addresses_open_outside_the_chat_and_only_those_that_are_what_they_seem', async () => {
  await publish({ id: 'return', title: '怎么申请退货？', body: `在[退货页](${PAGE})提交，七天内。` });
  const agent = await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('怎么申请退货');
  const link = visitor.log.locator('[data-author="assistant"]').getByRole('link');
  await link.waitFor();
  const told = await link.evaluate((a) => [a.href, a.target, a.rel, a.textContent]);
  assert.deepEqual(told, [PAGE, '_blank', 'noopener noreferrer', PAGE]);

  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/怎么申请退货/);
  const said =
    '看 https://shop.example/a(1)，或http://shop.example:8080。还有 https://shop.example/?q=1！' +
    ' javascript:alert(1) https://bank.example@evil.example/ https:// data:text/html,x ftp://a.example';
  await agent.reply(said);
  await visitor.hears(/ftp/, { author: 'agent' });
  const bubble = visitor.log.locator('[data-author="agent"] [data-text]');
  assert.equal(await bubble.textContent(), said);
  const hrefs = await bubble.getByRole('link').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  assert.deepEqual(hrefs, ['https://shop.example/a', 'http://shop.example:8080', 'https://shop.example/?q=1']);
  // What a visitor types stays as typed.
  await visitor.tell('我在 https://shop.example/x 看到的');
  assert.equal(await visitor.own.getByRole('link').count(), 0);
});
