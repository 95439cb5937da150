// What is asked most is answered where it is asked: suggested while the visitor types, and answered
// without a network, until the edge says it itself.

import assert from 'node:assert/strict';

import { eventually, shopPage, test, useWorld } from './harness.mjs';

const world = useWorld();

test('without_a_network_a_top_question_is_answered_by_the_page_and_later_once_by_the_edge', async () => {
  world.allowsLostNetwork();
  const cable = await world.link();
  const visitor = await world.visitor({ origin: cable.origin });
  await visitor.tell('你好');
  await suggests(visitor, '退货', '怎么申请退货？');
  await visitor.input.fill('');
  await cable.cut();
  await visitor.page.context().setOffline(true);
  await visitor.say('怎么申请退货');
  await visitor.own.filter({ hasText: /我的订单.*申请售后/ }).waitFor();
  await visitor.say('火星上有水吗');
  assert.equal(await visitor.log.getByText(/申请售后/).count(), 1, 'one of two questions has an answer');
  await cable.mend();
  await visitor.page.context().setOffline(false);
  await visitor.hears(/申请售后/, { author: 'assistant' });
  await eventually(async () => {
    assert.equal(await visitor.log.getByText(/申请售后/).count(), 1, 'the answer of the edge takes the place');
  });
  assert.equal(await visitor.own.filter({ hasText: /申请售后/ }).count(), 0);
});

test('a_suggestion_is_asked_in_place_of_what_was_typed', async () => {
  const visitor = await world.visitor();
  const suggestion = await suggests(visitor, '多少钱包', '多少钱包邮？');
  await suggestion.click();
  await visitor.hears(/满 59 元包邮/, { author: 'assistant' });
  assert.deepEqual((await visitor.said()).map((text) => text.trim()), ['多少钱包邮？']);
  assert.equal(await visitor.input.inputValue(), '');
});

test('a_browser_that_keeps_nothing_suggests_too', async () => {
  // To a frame in the page of another site this browser lends no storage.
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.open();
  const kept = visitor.page.frames().at(-1).evaluate(() => localStorage.length);
  await assert.rejects(kept, /Access is denied/);
  await suggests(visitor, '多少钱包', '多少钱包邮？');
});

test('nothing_is_suggested_for_what_no_article_is_about_nor_while_a_person_is_on_the_way', async () => {
  await world.agent();
  const visitor = await world.visitor();
  const suggestion = await suggests(visitor, '发票', '怎么开发票？');
  await visitor.input.fill('火星');
  await suggestion.waitFor({ state: 'detached' });
  await visitor.input.fill('发票');
  await suggestion.waitFor();
  await visitor.person.click();
  await visitor.isQueued();
  await suggestion.waitFor({ state: 'detached' });
});

test('who_comes_again_loads_the_articles_module_once', async () => {
  const visitor = await world.visitor();
  await suggests(visitor, '发票', '怎么开发票？');
  let loads = 0;
  const asked = resolvers();
  const profiled = resolvers();
  await visitor.page.route(/\/assets\/answers[^/]*\.wasm$/, async (route) => {
    loads += 1;
    asked.resolve();
    await profiled.promise;
    // Time for what follows from the profile.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  // The shop's profile arrives while the module is on its way.
  await visitor.page.route(/\/profile$/, async (route) => {
    await asked.promise;
    await route.continue();
    profiled.resolve();
  });
  await visitor.page.reload();
  await visitor.input.waitFor();
  await suggests(visitor, '退货', '怎么申请退货？');
  assert.equal(loads, 1);
});

test('what_has_ceased_to_hold_is_answered_by_a_page_no_more_though_it_is_open_since_before', async () => {
  world.allowsLostNetwork();
  const hour = 3_600_000;
  const articles = [
    { id: 'sale', title: '满减活动怎么参加？', body: '领券即可。', valid_until: Date.now() + hour },
    { id: 'return', title: '怎么申请退货？', body: '点“申请售后”。' },
  ];
  const lines = articles.map((it) => JSON.stringify(it)).join('\n');
  assert.equal((await world.server.publish('acme', lines)).status, 200);
  const visitor = await world.visitor();
  const suggestion = await suggests(visitor, '满减活动', '满减活动怎么参加？');
  await visitor.page.clock.setSystemTime(Date.now() + 2 * hour);
  await visitor.input.fill('满减');
  await suggestion.waitFor({ state: 'detached' });
  await suggests(visitor, '退货', '怎么申请退货？');
  await visitor.input.fill('');
  await visitor.page.context().setOffline(true);
  await visitor.say('怎么申请退货？');
  await visitor.own.filter({ hasText: /点“申请售后”/ }).waitFor();
  await visitor.say('满减活动怎么参加？');
  assert.equal(await visitor.log.getByText(/领券即可/).count(), 0);
});

/** Types until the page has its articles; returns the suggestion. */
async function suggests(visitor, typed, title) {
  const group = visitor.chat.getByRole('group', { name: '您是不是想问' });
  const suggestion = group.getByRole('button', { name: title, exact: true });
  await visitor.input.fill(typed);
  await suggestion.waitFor();
  return suggestion;
}

function resolvers() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
