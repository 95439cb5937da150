// A sign-in that is over is over everywhere: at the desk, in every window, and in what the browser keeps.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Conversation, eventually, test, useWorld } from './harness.mjs';
import { Agent, PASSWORD } from './harness/agent.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld();

test('a_line_ends_with_the_sign_in_it_was_opened_by', async () => {
  const conversation = await Conversation.start(world.server);
  await conversation.say('第一句');
  const soon = Date.now() + 3_000;
  const [chen, zhao] = await Promise.all(['chen', 'zhao'].map((name) => signedInUntil(name, soon)));
  await Promise.all([chen.sitDown(), zhao.sitDown()]);
  const lead = await zhao.look(conversation.started.conversation);
  // Neither says another word: tabs that were left alone.
  await eventually(() => chen.desk.closed === 4401 && zhao.desk.closed === 4401, { within: 10_000 });
  assert.ok(Date.now() >= soon);
  assert.equal((await chen.line('/desk/socket')).status, 401);
  await conversation.say('第二句');
  await eventually(() => lead.closed === 4401);
  assert.doesNotMatch(JSON.stringify(lead.frames), /第二句/);
  // Who is there is offered the visitor, and not who would come first.
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  await conversation.press({ kind: 'human' });
  await eventually(() => lin.row(conversation.started.conversation)?.stage.agent === 'lin');
  lin.desk.close();
});

test('who_signs_out_in_one_window_has_signed_out_in_all', async () => {
  const { page } = await world.agent({ name: 'lin' });
  const other = await anotherWindow(page);
  await other.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('alert').filter({ hasText: '已在另一个窗口退出登录' }).waitFor();
  await page.getByRole('button', { name: '登录' }).waitFor();
});

test('who_signs_out_without_a_network_is_at_the_door_and_told_what_is_left_to_do', async () => {
  world.allowsLostNetwork();
  const agent = await world.agent({ name: 'chen' });
  const { page } = agent;
  const context = page.context();
  const conversation = await writesWithoutNetwork(agent, 'acme', '给别人看见不好');
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('button', { name: '确认退出' }).click();
  await page.getByRole('button', { name: '登录' }).waitFor();
  const left = page.getByRole('alert').filter({ hasText: '退出登录失败' });
  await left.waitFor();
  const kept = await page.evaluate(() =>
    [localStorage, sessionStorage].flatMap((store) => Object.values(store)).join('\n'),
  );
  assert.doesNotMatch(kept, /给别人看见不好/);
  assert.deepEqual(await cookies(context), ['dukou_acme']);
  // It is remembered, and done as soon as it can be.
  await context.setOffline(false);
  await left.getByRole('button', { name: '重试' }).click();
  await left.waitFor({ state: 'detached' });
  await eventually(async () => assert.deepEqual(await cookies(context), []));
  await conversation.press({ kind: 'end' });
});

test('who_signs_in_again_stays_whatever_another_window_has_still_to_tell', async () => {
  world.allowsLostNetwork();
  const { page } = await world.agent({ name: 'chen' });
  const context = page.context();
  const other = await anotherWindow(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: '退出登录' }).click();
  const left = page.getByRole('alert').filter({ hasText: '退出登录失败' });
  await left.waitFor();
  await other.getByRole('alert').filter({ hasText: '已在另一个窗口退出登录' }).waitFor();
  await context.setOffline(false);
  await signIn(other, 'chen');
  // The cookie is the new one: nothing is left to be told of the old, here or there, now or later.
  await left.waitFor({ state: 'detached' });
  const told = [];
  context.on('request', (request) => request.method() === 'DELETE' && told.push(request.url()));
  await other.reload();
  await other.getByRole('region', { name: '等待中' }).waitFor();
  assert.deepEqual(told, []);
  assert.deepEqual(await cookies(context), ['dukou_acme']);
});

test('who_signs_out_of_one_shop_stays_in_the_other', async () => {
  world.allowsLostNetwork();
  const { page } = await world.agent({ name: 'lin' });
  const context = page.context();
  const second = await anotherWindow(page);
  const strict = new Agent(await context.newPage(), `${world.server.origin}/console/`, 'strict', 'lin');
  await strict.signIn();
  const conversation = await writesWithoutNetwork(strict, 'strict', '马上帮您改');
  await page.getByRole('button', { name: '退出登录' }).click();
  const left = page.getByRole('alert').filter({ hasText: '退出登录失败' });
  await left.waitFor();
  await second.getByRole('alert').filter({ hasText: '已在另一个窗口退出登录' }).waitFor();
  await context.setOffline(false);
  await left.getByRole('button', { name: '重试' }).click();
  await left.waitFor({ state: 'detached' });
  await eventually(async () => assert.deepEqual(await cookies(context), ['dukou_strict']));
  // What was on its way to the other shop's visitor is kept, and goes out after a reload, too.
  await strict.page.reload();
  await eventually(async () => JSON.stringify(await conversation.facts()).includes('马上帮您改'));
  await strict.page.getByRole('button', { name: '退出登录' }).waitFor();
});

test('each_shop_is_told_of_its_own_sign_out', async () => {
  world.allowsLostNetwork();
  const { page } = await world.agent({ name: 'zhao' });
  const context = page.context();
  const strict = new Agent(await context.newPage(), `${world.server.origin}/console/`, 'strict', 'zhao');
  await strict.signIn();
  await context.setOffline(true);
  for (const window of [page, strict.page]) {
    await window.getByRole('button', { name: '退出登录' }).click();
    await window.getByRole('alert').filter({ hasText: '退出登录失败' }).waitFor();
  }
  await context.setOffline(false);
  for (const window of [page, strict.page]) {
    const left = window.getByRole('alert').filter({ hasText: '退出登录失败' });
    await left.getByRole('button', { name: '重试' }).click();
    await left.waitFor({ state: 'detached' });
  }
  await eventually(async () => assert.deepEqual(await cookies(context), []));
});

test('who_signs_in_while_another_window_still_signs_out_stays', async () => {
  const { page } = await world.agent({ name: 'lin' });
  const context = page.context();
  const other = await anotherWindow(page);
  let letCome;
  const comes = new Promise((done) => (letCome = done));
  await page.route('**/v1/sites/acme/session', async (route) => {
    await comes;
    await route.continue();
  });
  await page.getByRole('button', { name: '退出登录' }).click();
  await other.getByRole('alert').filter({ hasText: '已在另一个窗口退出登录' }).waitFor();
  const signedIn = other.waitForResponse((answer) => answer.request().method() === 'POST');
  const entered = signIn(other, 'lin');
  // A sign-in that does not wait would be through by then, and lose its cookie to what comes after it.
  await Promise.race([signedIn, sleep(1_000)]);
  const told = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  letCome();
  await Promise.all([told, entered]);
  assert.deepEqual(await cookies(context), ['dukou_acme']);
});

test('who_signs_out_is_asked_first_and_hands_their_visitors_on_at_once', async () => {
  const zhao = await world.agent({ name: 'zhao' });
  const conversation = await Conversation.start(world.server);
  await conversation.say('我想换个颜色');
  await conversation.press({ kind: 'human' });
  await zhao.take(/换个颜色/);
  await zhao.input.fill('您好，您想');
  const signOut = zhao.page.getByRole('button', { name: '退出登录' });
  const dialog = zhao.page.getByRole('dialog', { name: '还有 1 个会话在你这里' });
  await signOut.click();
  await dialog.getByRole('button', { name: '取消' }).click();
  assert.equal(await zhao.input.inputValue(), '您好，您想');
  await signOut.click();
  await dialog.getByRole('button', { name: '确认退出' }).click();
  await zhao.page.getByRole('button', { name: '登录' }).waitFor();
  // A broken line would be waited for, half a minute; they wait for others at once.
  await eventually(async () => {
    const asked = (await conversation.facts()).filter(({ fact }) => fact === 'handoff_requested');
    return asked.length === 2;
  });
});

/** One more window of the same browser, with who is signed in there. */
async function anotherWindow(page) {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole('region', { name: '等待中' }).waitFor();
  return other;
}

/** Takes a visitor of that shop, loses the network and writes to them. */
async function writesWithoutNetwork(agent, site, words) {
  const conversation = await Conversation.start(world.server, { site });
  await conversation.say('我想改地址');
  await conversation.press({ kind: 'human' });
  await agent.take(/改地址/);
  await agent.page.context().setOffline(true);
  await agent.input.fill(words);
  await agent.input.press('Enter');
  await agent.log.getByText('发送中').waitFor();
  return conversation;
}

/** Signs in at a door that is there already. */
async function signIn(page, name) {
  await page.getByRole('textbox', { name: '账号' }).fill(name);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('region', { name: '等待中' }).waitFor();
}

async function cookies(context) {
  return (await context.cookies()).map(({ name }) => name);
}

/** An agent whose sign-in ends at that time: the edge's own token, made with its own key. */
async function signedInUntil(name, at) {
  const clerk = await Clerk.signIn(world.server, name);
  const { signing_key: key } = JSON.parse(await readFile(join(world.server.data, 'secrets.json'), 'utf8'));
  const mac = (secret, text) => createHmac('sha256', secret).update(text).digest();
  const claims = JSON.parse(Buffer.from(clerk.cookie.split('.')[1], 'base64url'));
  const signed = `v1.${Buffer.from(JSON.stringify({ ...claims, e: at })).toString('base64url')}`;
  clerk.cookie = `dukou_acme=${signed}.${mac(mac(key, 'dukou agent'), signed).toString('base64url')}`;
  return clerk;
}
