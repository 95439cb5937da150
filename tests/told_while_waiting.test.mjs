// Who waits is told the truth: how many come first, and where nobody can come, by when they are answered.

import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Conversation, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const WAITS = 3;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const world = useWorld({
  ownSites: true,
  configure: async (sites) => {
    await appendFile(join(sites, 'acme.toml'), `\n[policy]\nqueue_limit = ${WAITS}\n`);
    // Open on one day of the week, in three days.
    const day = DAYS[new Date(Date.now() + 3 * 86_400_000).getUTCDay()];
    const path = join(sites, 'strict.toml');
    const hours = `[policy.hours]\nutc_offset_minutes = 0\nopen = [["${day}", "10:00", "20:00"]]\n\n`;
    await writeFile(path, (await readFile(path, 'utf8')).replace('[agents.lin]', `${hours}[agents.lin]`));
  },
});

const PROMISE = '您的问题已记录，会在 [^ ]*\\d.* 前回复您';

test('nobody_there_is_said_with_the_time_of_an_answer', async () => {
  const visitor = await world.visitor();
  await visitor.person.click();
  await visitor.hears(new RegExp(`现在没有人工客服在线。${PROMISE}`), { author: 'system' });
});

test('a_shop_that_is_closed_says_so_with_the_time_of_an_answer', async () => {
  const visitor = await world.visitor({ site: 'strict' });
  await visitor.chat.getByText('智能助手在线 · 人工休息中').waitFor();
  await visitor.person.click();
  await visitor.hears(new RegExp(`人工客服休息中。${PROMISE}`), { author: 'system' });
});

test('who_waits_is_told_how_many_come_first_and_who_comes_too_late_until_when', async () => {
  const lin = await (await Clerk.signIn(world.server, 'lin')).sitDown();
  const before = await wants();
  const visitor = await world.visitor();
  await visitor.person.click();
  await visitor.isQueued();
  const place = visitor.chat.getByRole('status').filter({ hasText: '您排在第' });
  await place.filter({ hasText: /^您排在第 2 位$/ }).waitFor();
  await wants();
  await place.filter({ hasText: /^您排在第 2 位$/ }).waitFor();

  const late = await world.visitor();
  await late.person.click();
  await late.hears(new RegExp(`抱歉，当前排队人数已满。${PROMISE}`), { author: 'system' });
  assert.equal(await late.chat.getByText('您排在第').count(), 0);

  await before.press({ kind: 'end' });
  await place.filter({ hasText: /^您排在第 1 位，下一位就是您$/ }).waitFor();
  lin.desk.close();
});

/** Somebody else wants a person, and waits. */
async function wants() {
  const conversation = await Conversation.start(world.server);
  await conversation.press({ kind: 'human' });
  await conversation.until('handoff_requested');
  return conversation;
}
