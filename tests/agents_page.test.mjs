// The console as a page: what an agent has begun is not lost by what happens to the page, and is nobody
// else's.

import assert from 'node:assert/strict';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Agent } from './harness/agent.mjs';

const world = useWorld();

test('a_reply_that_is_half_written_outlives_a_reload', async () => {
  const agent = await world.agent({ name: 'lin' });
  await takes(agent, '我想换个颜色');
  await agent.input.fill('您好，您想换成');
  await agent.page.reload();
  await look(agent);
  assert.equal(await agent.input.inputValue(), '您好，您想换成');
  // The language is another page.
  await agent.page.getByRole('combobox', { name: '语言' }).selectOption('English');
  await agent.page.getByRole('region', { name: 'My conversations' }).getByRole('button').first().click();
  const reply = agent.page.getByRole('textbox', { name: 'Reply' });
  assert.equal(await reply.inputValue(), '您好，您想换成');
  await reply.fill('您好，您想换成哪一个？');
  await reply.press('Enter');
  await agent.page.locator('[data-author="agent"]').filter({ hasText: '哪一个' }).waitFor();
  await agent.page.reload();
  await agent.page.getByRole('region', { name: 'My conversations' }).getByRole('button').first().click();
  assert.equal(await reply.inputValue(), '', 'what was sent is no draft any more');
});

test('a_reply_that_is_half_written_is_its_writers', async () => {
  const agent = await world.agent({ name: 'chen' });
  const conversation = await Conversation.start(world.server);
  await conversation.say('我想改地址');
  await conversation.press({ kind: 'human' });
  await agent.take(/改地址/);
  const drafts = () =>
    agent.page.evaluate(() =>
      [localStorage, sessionStorage]
        .flatMap((store) => Object.values(store))
        .filter((text) => text.includes('给别人看见不好')),
    );
  await agent.input.fill('给别人看见不好');
  await eventually(async () => (await drafts()).length === 1);
  const other = await agent.page.context().newPage();
  await other.goto(agent.page.url());
  const window = new Agent(other, agent.address, agent.site, agent.name);
  await look(window);
  assert.equal(await window.input.inputValue(), '', 'each window has its own');
  await other.close();
  await agent.page.getByRole('button', { name: '退出登录' }).click();
  await agent.page.getByRole('button', { name: '确认退出' }).click();
  await agent.page.getByRole('button', { name: '登录' }).waitFor();
  assert.deepEqual(await drafts(), [], 'who signs out leaves nothing');
  await conversation.press({ kind: 'end' });
});

test('alt_and_enter_never_send_what_is_half_written', async () => {
  const agent = await world.agent({ name: 'zhao' });
  await takes(agent, '有人在吗');
  await agent.input.fill('还没写完');
  // As when the offer has gone in this very moment.
  await agent.input.press('Alt+Enter');
  assert.equal(await agent.input.inputValue(), '还没写完');
  await agent.reply('写完了');
  assert.equal(await agent.log.locator('[data-author="agent"]').count(), 1);
});

test('a_window_that_gave_way_to_others_stays_so_when_the_network_blinks', async () => {
  const { page: window1 } = await world.agent({ name: 'lin' });
  const context = window1.context();
  await context.addInitScript(() => {
    window.lines = 0;
    window.WebSocket = class extends WebSocket {
      constructor(address, ...more) {
        super(address, ...more);
        if (address.endsWith('/desk/socket')) window.lines += 1;
      }
    };
  });
  await window1.reload();
  // Eight windows of one agent have a line; the ninth takes that of another.
  for (let window = 2; window <= 9; window++) {
    const page = await context.newPage();
    await page.goto(window1.url());
    await page.getByRole('region', { name: '等待中' }).waitFor();
  }
  const again = (page) => page.getByRole('button', { name: '重新连接' });
  const quiet = await eventually(async () => {
    for (const page of context.pages()) if (await again(page).isVisible()) return page;
    return false;
  });
  await quiet.evaluate(() => {
    dispatchEvent(new Event('offline'));
    dispatchEvent(new Event('online'));
  });
  assert.equal(await quiet.evaluate(() => window.lines), 1, 'it takes nobody\'s place');
  await again(quiet).click();
  await again(quiet).waitFor({ state: 'detached' });
  assert.equal(await quiet.evaluate(() => window.lines), 2);
});

test('times_are_written_by_few_formatters', async () => {
  const agent = await world.agent({ name: 'chen' });
  await agent.page.addInitScript(() => {
    window.made = 0;
    const { DateTimeFormat } = Intl;
    Intl.DateTimeFormat = class extends DateTimeFormat {
      constructor(...of) {
        super(...of);
        window.made += 1;
      }
    };
  });
  const visitor = await takes(agent, '第 0 句');
  for (let said = 1; said <= 6; said++) await visitor.tell(`第 ${said} 句`);
  await agent.page.reload();
  await look(agent, /第 \d 句/);
  await agent.hears(/第 6 句/);
  assert.ok((await agent.log.locator('time').count()) > 6);
  const made = await agent.page.evaluate(() => window.made);
  assert.ok(made >= 1 && made <= 4, `${made} formatters`);
});

test('what_is_pasted_is_not_cut_unseen', async () => {
  const agent = await world.agent({ name: 'zhao' });
  await takes(agent, '我想看条款全文');
  await agent.input.focus();
  await agent.page.keyboard.insertText('款'.repeat(2_100));
  await agent.page.getByText('超出 100 字').waitFor();
  assert.equal((await agent.input.inputValue()).length, 2_100);
  assert.equal(await agent.send.isDisabled(), true);
  await agent.input.fill('');
});

test('a_page_that_is_loaded_without_the_edge_keeps_the_sign_in', async () => {
  world.allowsLostNetwork();
  const { page } = await world.agent({ name: 'lin' });
  const told = page.getByRole('alert').filter({ hasText: '连不上服务器' });
  // One handler for the whole test: a request that is on its way while its handler is taken out may hang.
  let answer = (route) => route.abort();
  await page.route('**/v1/sites/acme/session', (route) => answer(route));
  await page.reload();
  await told.waitFor();
  assert.equal(await page.getByLabel('密码').count(), 0);
  await Promise.all([page.waitForEvent('requestfailed'), page.getByRole('button', { name: '重试' }).click()]);
  await told.waitFor();
  answer = (route) => route.continue();
  // It asks again by itself.
  await page.getByRole('region', { name: '等待中' }).waitFor();
  // A server that restarts says so.
  answer = (route) => {
    const problem = { type: 'about:blank', title: 'Unavailable', status: 503, code: 'unavailable', detail: '' };
    return route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem });
  };
  await page.reload();
  await page.getByRole('alert').filter({ hasText: '正在重启' }).waitFor();
  answer = (route) => route.continue();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('region', { name: '等待中' }).waitFor();
  // Who is signed in no more is at the door.
  await page.context().clearCookies();
  await page.reload();
  await page.getByLabel('密码').waitFor();
});

test('a_conversation_has_an_address_to_go_back_from_and_to_load_anew', async () => {
  const agent = await world.agent({ name: 'lin', viewport: { width: 390, height: 844 } });
  const { page } = agent;
  await takes(agent, '我想开发票');
  const details = page.locator('.pane.context .back');
  await page.getByRole('button', { name: '详情' }).click();
  await details.waitFor();
  await page.goBack();
  await agent.hears(/开发票/);
  await page.goForward();
  await details.waitFor();
  await page.reload();
  await details.waitFor();
  await details.click();
  await agent.hears(/开发票/);
  await page.reload();
  await agent.hears(/开发票/);
  // The way back from the articles is to the visitor, too.
  const talk = new URL(page.url()).hash;
  await page.goto(`${world.server.origin}/console/?site=acme#/articles`);
  await page.getByRole('heading', { name: '文章' }).waitFor();
  await page.goBack();
  await agent.hears(/开发票/);
  await page.getByRole('button', { name: '返回列表' }).click();
  await agent.mine.waitFor();
  await page.goBack();
  await agent.hears(/开发票/);
  // What is not theirs to look into leads to the desk.
  await page.goto(`${world.server.origin}/console/?site=acme${talk.slice(0, -1)}${talk.endsWith('0') ? 1 : 0}`);
  await agent.mine.waitFor();
  await eventually(() => new URL(page.url()).hash === '#/');
});

/** A visitor says something and wants a person, who is this agent. */
async function takes(agent, words) {
  const visitor = await world.visitor();
  await visitor.tell(words);
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(new RegExp(words));
  return visitor;
}

/** Looks at a conversation of one's own. */
async function look(agent, pattern = /./) {
  await agent.mine.getByRole('button').filter({ hasText: pattern }).first().click();
  await agent.input.waitFor();
}
