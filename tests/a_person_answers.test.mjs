// From the queue to the goodbye: each change is announced exactly once, and assistant and person
// never talk at the same time.

import assert from 'node:assert/strict';

import { Conversation, STUB, claims, eventually, shopPage, sign, test, useWorld } from './harness.mjs';

const world = useWorld();

test('a_visitor_is_answered_by_a_person_and_rates_it', async () => {
  const agent = await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await visitor.person.click();
  await visitor.isQueued();
  await eventually(async () => /^\(1\)/.test(await agent.page.title()));
  await agent.take(/退货/);
  await agent.summary.getByText(/退货/).first().waitFor();
  await agent.hears(/怎么申请退货/);
  await visitor.hears(/林小舟/);
  await agent.reply('您好，我来处理');
  await visitor.hears(/我来处理/, { author: 'agent' });
  await visitor.tell('好的，多少钱包邮');
  await agent.hears(/多少钱包邮/);
  await agent.reply('满 59 包邮哦');
  await visitor.hears(/满 59 包邮哦/, { author: 'agent' });
  const answers = (await visitor.transcript()).filter(({ author }) => author === 'assistant');
  assert.equal(answers.length, 1, 'the assistant is silent while a person is there');
  await agent.resolve.click();
  await visitor.hears(/结束/, { author: 'system' });
  await visitor.chat.getByRole('radio', { name: '5 星' }).check();
  await visitor.chat.getByRole('button', { name: '提交评价' }).click();
  await visitor.chat.getByText(/感谢反馈/).first().waitFor();
  for (const once of [/已为您排队/, /已接入/, /结束了会话/]) {
    const count = await visitor.log.locator('[data-author="system"]').filter({ hasText: once }).count();
    assert.equal(count, 1, `${once} is announced once`);
  }
});

test('the_shop_is_told_what_happens_and_of_none_of_it_twice', async () => {
  const agent = await world.agent();
  const page = shopPage(`${STUB}<script>
    window.told = [];
    for (const event of ['message', 'handoff', 'accepted', 'rated']) Dukou.on(event, (detail) => told.push([event, detail]));
  </script>`);
  // Of our own site: what a frame of another keeps, this Chromium forgets.
  const shop = await world.shop({ '/': page }, { host: '127.0.0.1' });
  const visitor = await world.shopper(shop);
  const told = (expected) =>
    eventually(async () => assert.deepEqual(await visitor.page.evaluate(() => window.told), expected));
  const answered = [['message', { author: 'visitor' }], ['message', { author: 'assistant' }]];
  await visitor.open();
  await visitor.tell('怎么申请退货');
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/退货/);
  await agent.reply('您好，我来处理');
  await visitor.hears(/我来处理/, { author: 'agent' });
  await agent.resolve.click();
  await visitor.chat.getByRole('radio', { name: '4 星' }).check();
  await visitor.chat.getByRole('button', { name: '提交评价' }).click();
  await told([
    ...answered,
    ['handoff', { reason: 'button' }],
    ['accepted', {}],
    ['message', { author: 'agent' }],
    ['rated', { stars: 4 }],
  ]);
  // What the next page shows of it is history.
  await visitor.page.reload();
  await visitor.open();
  await visitor.hears(/我来处理/, { author: 'agent' });
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
  await told(answered);
});

test('a_conversation_that_is_handed_back_is_the_assistants_again', async () => {
  const agent = await world.agent({ name: 'chen' });
  const visitor = await world.visitor();
  await visitor.tell('转人工');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take();
  await agent.reply('后面的问题智能助手可以答');
  await agent.handBack.click();
  await visitor.hears(/智能助手/, { author: 'system' });
  await visitor.tell('多少钱包邮');
  await visitor.hears(/59 元/, { author: 'assistant' });
});

test('a_transfer_reaches_who_can_do_it', async () => {
  const lin = await world.agent({ name: 'lin' });
  const visitor = await world.visitor();
  await visitor.tell('我有个复杂的事情');
  await visitor.person.click();
  await visitor.isQueued();
  await lin.take(/复杂/);
  await lin.reply('我转给同事');
  const chen = await world.agent({ name: 'chen' });
  await lin.transfer.click();
  const dialog = lin.page.getByRole('dialog', { name: '转接会话' });
  await dialog.getByRole('radio', { name: /投诉|complaints/ }).check();
  await dialog.getByRole('button', { name: '确认转接' }).click();
  await chen.take(/复杂/);
  await chen.hears(/复杂的事情/);
  await chen.reply('我是远航，接着为您处理');
  await visitor.hears(/我是远航/, { author: 'agent' });
});

test('the_agent_knows_who_it_is_and_which_page', async () => {
  const agent = await world.agent({ name: 'zhao' });
  const visitor = await world.shopper(await world.shop({ '/cup': shopPage() }), { path: '/cup?id=7' });
  await visitor.page.waitForFunction(() => window.Dukou?.v);
  await visitor.page.evaluate((jwt) => Dukou.identify(jwt), sign(claims()));
  await visitor.open();
  await visitor.tell('这个杯子能装开水吗');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/开水/);
  await agent.about.getByText(/王小明/).first().waitFor();
  await agent.about.getByText(/cup\?id=7|青瓷茶杯/).first().waitFor();
});

test('the_agent_sees_of_each_answer_whether_it_helped', async () => {
  const agent = await world.agent();
  const conversation = await Conversation.start(world.server);
  const places = [];
  for (const question of ['怎么申请退货', '退款多久到账']) {
    await conversation.say(question);
    await conversation.until('answered', () => answersOf(conversation).length > places.length);
    places.push(answersOf(conversation).at(-1));
  }
  const [first, second] = places;
  await conversation.press({ kind: 'help', answer: first, helpful: true });
  await conversation.press({ kind: 'human' });
  await agent.take(/退款|退货/);
  const told = (place) => agent.log.locator(`[data-seq="${place}"] [data-helpful]`);
  assert.equal(await told(first).textContent(), '访客觉得有帮助');
  assert.equal(await told(second).count(), 0);
  // Said while the agent looks on.
  await conversation.press({ kind: 'help', answer: second, helpful: false });
  await told(second).filter({ hasText: '访客觉得没帮助' }).waitFor();
  assert.equal(await told(first).textContent(), '访客觉得有帮助');
});

test('history_is_there_on_return', async () => {
  const visitor = await world.visitor();
  await visitor.tell('怎么开发票');
  await visitor.hears(/申请发票/, { author: 'assistant' });
  const before = await visitor.transcript();
  await visitor.page.goto('about:blank');
  await visitor.arrive();
  await visitor.hears(/申请发票/, { author: 'assistant' });
  assert.deepEqual(await visitor.transcript(), before);
});

test('personal_data_is_masked_before_it_leaves_the_browser', async () => {
  const { visitor, left } = await watched();
  await visitor.input.fill('我的电话是13812345678，身份证11010519491231002X');
  await visitor.input.press('Enter');
  await visitor.own.first().and(visitor.log.locator('[data-seq]')).waitFor();
  assert.match(left(), /我的电话是/);
  assert.doesNotMatch(left(), /13812345678|11010519491231002X/);
});

test('personal_data_leaves_as_it_was_typed_only_by_choice_and_by_one_for_each_message', async () => {
  const { visitor, left } = await watched();
  const choice = (name) => visitor.chat.getByRole('button', { name, exact: true });
  const masks = (found) => visitor.chat.getByRole('status').filter({ hasText: `将隐藏个人信息：${found}` }).waitFor();
  const stands = (count) =>
    eventually(async () => (await visitor.own.and(visitor.log.locator('[data-seq]')).count()) === count);
  await visitor.input.fill('我的电话是13812345678');
  await masks('13812345678');
  await choice('不隐藏').click();
  await visitor.chat.getByRole('status').filter({ hasText: '将按原样发送。' }).waitFor();
  // Who thinks better of it is hidden.
  await choice('隐藏').click();
  await masks('13812345678');
  await choice('不隐藏').click();
  await visitor.input.press('Enter');
  await stands(1);
  assert.match(left(), /我的电话是13812345678/);
  await choice('不隐藏').waitFor({ state: 'detached' });

  await visitor.input.fill('另一个是13987654321');
  await masks('13987654321');
  await visitor.input.press('Enter');
  await stands(2);
  assert.match(left(), /另一个是/);
  assert.doesNotMatch(left(), /13987654321/);

  // What was chosen for one number that was taken out again is not chosen for another.
  await visitor.input.fill('13712345678');
  await choice('不隐藏').click();
  await visitor.input.fill('算了');
  await choice('隐藏').waitFor({ state: 'detached' });
  await visitor.input.fill('打13612345678');
  await masks('13612345678');
  await visitor.input.press('Enter');
  await stands(3);
  assert.doesNotMatch(left(), /1361234|1371234/);
});

test('each_sees_that_the_other_is_typing_until_it_is_said', async () => {
  const agent = await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('我这个壶漏水');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/漏水/);
  await visitor.hears(/已接入/);
  const told = (page) => page.getByRole('status').filter({ hasText: '对方正在输入…' });
  // It is told every few seconds only, so that it may take some words.
  const seesWhile = (page, other) =>
    eventually(
      async () => {
        await other.input.pressSequentially('嗯');
        return (await told(page).count()) > 0;
      },
      { every: 250 },
    );
  assert.equal(await told(visitor.page).count(), 0);
  await seesWhile(visitor.page, agent);
  await agent.reply('我来看看');
  await visitor.hears(/我来看看/, { author: 'agent' });
  await told(visitor.page).waitFor({ state: 'detached', timeout: 3_000 });
  await seesWhile(agent.page, visitor);
  await visitor.tell('是壶嘴漏');
  await agent.hears(/壶嘴/);
  await told(agent.page).waitFor({ state: 'detached', timeout: 3_000 });
  await agent.resolve.click();
});

/** A visitor, with all that has left their browser since they came. */
async function watched() {
  const visitor = await world.visitor();
  const left = [];
  visitor.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => left.push(payload)));
  visitor.page.on('request', (request) => left.push(request.postData() ?? ''));
  await visitor.page.reload();
  await visitor.input.waitFor();
  return { visitor, left: () => left.map(String).join('\n') };
}

/** The places of the answers that were read so far. */
function answersOf(conversation) {
  const entries = [...conversation.entries.values()];
  return entries.filter(({ fact }) => fact.fact === 'answered').map(({ seq }) => seq);
}
