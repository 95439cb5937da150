// Words that cross over at once, and words that only look like them.

import assert from 'node:assert/strict';

import { Conversation, test, useWorld } from './harness.mjs';

const world = useWorld();

const AT_ONCE = {
  '我要投诉你们': ['keyword', 'complaints'],
  '必须给我赔偿': ['keyword', 'complaints'],
  '我要去消协举报你们': ['keyword', 'complaints'],
  '我打12315了': ['keyword', 'complaints'],
  '信不信我曝光你们': ['keyword', 'complaints'],
  '我要起诉': ['keyword', 'complaints'],
  '我要投訴': ['keyword', 'complaints'],
  '我的账号被盗了': ['risk', 'security'],
  '我的卡被盗刷了': ['risk', undefined],
};

const PEACEFUL = [
  '你们用的是人工智能吗',
  '安装要收人工费吗',
  '这是手工做的吗',
  '愤怒的小鸟公仔还有货吗',
  '投诉率高吗',
  '有没有人工湖的摆件',
  '这个杯子是人工吹制的吗',
  '厨余垃圾桶有大号的吗',
];

test('a_complaint_is_queued_at_once', async () => {
  for (const [text, [rule, skill]] of Object.entries(AT_ONCE)) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(text);
    const { handoff } = await conversation.until('handoff_requested');
    assert.equal(handoff.rule.rule, rule, text);
    if (skill) assert.equal(handoff.skill, skill, text);
  }
});

test('peaceful_words_are_answered_like_any_others', async () => {
  for (const text of PEACEFUL) {
    const conversation = await Conversation.start(world.server);
    await conversation.say(text);
    await conversation.until('answered');
    const facts = await conversation.facts();
    const crossed = facts.filter(({ fact }) => fact.startsWith('handoff'));
    assert.deepEqual(crossed, [], text);
  }
});

test('the_visitor_sees_it_happen_and_the_agent_sees_why', async () => {
  const agent = await world.agent({ name: 'chen' });
  const visitor = await world.visitor();
  await visitor.tell('杯子是碎的，我要投诉');
  await visitor.isQueued();
  const row = agent.waiting.filter({ hasText: '杯子是碎的' });
  await row.getByText('提到投诉：“投诉”', { exact: true }).waitFor();
  await visitor.chat.getByRole('button', { name: '为什么转人工' }).click();
  const why = visitor.chat.getByRole('region', { name: '转人工原因' });
  await why.getByText(/^您提到了“投诉”，这类投诉由专员处理。/).waitFor();
});
