// On a page of the shop other questions are likely than everywhere, and those are offered first.

import assert from 'node:assert/strict';

import { eventually, shopPage, test, useWorld } from './harness.mjs';

const world = useWorld();

const ARTICLES = [
  { id: 'return', title: '怎么申请退货？', body: '点申请售后。', category: '售后' },
  { id: 'cup-wash', title: '青瓷茶杯能进洗碗机吗？', body: '可以。', products: ['青瓷茶杯'] },
  { id: 'cup-secret', title: '青瓷茶杯的进价', body: '内部。', products: ['青瓷茶杯'], audience: 'agents' },
  { id: 'kettle', title: '铁壶生锈怎么办？', body: '煮茶渣。', products: ['铁壶'] },
];
const USUAL = ['怎么申请退货？', '多少钱包邮？'];
const publish = async () => {
  const answer = await world.server.publish('acme', ARTICLES.map((it) => JSON.stringify(it)).join('\n'));
  assert.equal(answer.status, 200);
};
const offered = async (page, locale = 'zh-CN') => {
  const answer = await world.server.fetch('/v1/sites/acme/questions', { body: { locale, page } });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()).questions;
};

test('the_page_of_a_product_brings_its_questions_and_other_pages_the_usual_ones', async () => {
  await publish();
  const url = 'https://shop.example/p/7';
  const cup = ['青瓷茶杯能进洗碗机吗？', ...USUAL];
  assert.deepEqual(await offered({ url, title: '青瓷茶杯 - 渡口小铺' }), cup);
  assert.deepEqual(await offered({ url, context: { product: '青瓷茶杯' } }), cup, 'and none that is not for visitors');
  assert.deepEqual(await offered({ url, title: '渡口小铺' }), USUAL);
  assert.deepEqual(await offered(undefined), USUAL);
  const problem = async (body) => (await world.server.fetch('/v1/sites/acme/questions', { body })).status;
  assert.equal(await problem({ locale: 'zh-CN', page: { url: 'javascript:alert(1)' } }), 422);
  assert.equal(await problem({ locale: '!', page: { url } }), 422);
  assert.equal(await problem({ page: { url } }), 400);
});

test('the_chat_on_the_shops_page_offers_them_and_follows_what_the_shop_tells', async () => {
  await publish();
  const shop = await world.shop({ '/': shopPage() });
  const visitor = await world.shopper(shop);
  await visitor.open();
  const questions = visitor.chat.getByRole('group', { name: '常见问题' }).getByRole('button');
  const shown = (expect) => eventually(async () => assert.deepEqual(await questions.allInnerTexts(), expect));
  await shown(['青瓷茶杯能进洗碗机吗？', ...USUAL]);
  await visitor.page.evaluate(() => window.Dukou.track({ product: '铁壶' }));
  await shown(['青瓷茶杯能进洗碗机吗？', '铁壶生锈怎么办？', ...USUAL]);
  await questions.nth(1).dblclick();
  await visitor.hears(/煮茶渣/);
  assert.deepEqual(await visitor.said(), ['铁壶生锈怎么办？'], 'two taps are one');
});

test('an_answer_that_comes_late_offers_nothing_any_more', async () => {
  await publish();
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  let release;
  const held = new Promise((let_go) => (release = let_go));
  const asked = [];
  await visitor.page.route('**/questions', async (route) => {
    const { product } = route.request().postDataJSON().page.context ?? {};
    asked.push(product);
    const response = await route.fetch();
    if (!product) await held;
    await route.fulfill({ response });
  });
  await visitor.open();
  await eventually(() => asked.length > 0);
  await visitor.page.evaluate(() => window.Dukou.track({ product: '铁壶' }));
  const questions = visitor.chat.getByRole('group', { name: '常见问题' }).getByRole('button');
  const kettle = questions.filter({ hasText: '铁壶生锈怎么办？' });
  await kettle.waitFor();
  const late = visitor.page.waitForEvent('requestfinished', (request) => request.url().endsWith('/questions'));
  release();
  await late;
  // What changes nothing asks nothing.
  await visitor.page.evaluate(() => {
    window.Dukou.track({ product: '铁壶' });
    window.Dukou.close();
    window.Dukou.open();
  });
  await visitor.tell('这个铁壶多重');
  await visitor.hears(/./, { author: 'assistant' });
  assert.equal(await kettle.count(), 1);
  assert.equal(asked.filter((product) => product === '铁壶').length, 1);
});
