// A backup is restored while pages are open that saw what it does not have. They show what there is now,
// and nothing that is said from then on is swallowed.

import assert from 'node:assert/strict';
import { join } from 'node:path';

import { Conversation, test, useWorld } from './harness.mjs';
import { rsync } from './harness/rsync.mjs';

const MIRROR = 'rsync -a --delete --modify-window=-1';

const world = useWorld();

test('pages_that_saw_more_than_the_backup_has_go_on', async () => {
  world.allowsLostNetwork();
  const objects = join(world.server.data, 'objects');
  const backup = join(world.server.data, 'backup');
  const agent = await world.agent();
  const visitor = await world.visitor();
  await visitor.tell('我的茶杯碎了');
  await visitor.person.click();
  await visitor.isQueued();
  await agent.take(/茶杯/);
  await agent.reply('您别急');
  await visitor.hears(/您别急/, { author: 'agent' });
  await world.server.killAndRestart(() => rsync(MIRROR, objects, backup));

  for (let n = 1; n <= 3; n++) {
    await visitor.tell(`备份之后 ${n}`);
    await agent.hears(new RegExp(`备份之后 ${n}`));
  }
  await agent.reply('这句也没有备份');
  await visitor.hears(/没有备份/, { author: 'agent' });
  await world.server.killAndRestart(() => rsync(MIRROR, backup, objects));

  await visitor.message('备份之后 1').waitFor({ state: 'detached' });
  await visitor.tell('恢复之后');
  await agent.hears(/恢复之后/);
  await agent.reply('我还在');
  await visitor.hears(/我还在/, { author: 'agent' });
  assert.deepEqual(
    (await visitor.said()).map((text) => text.trim()),
    ['我的茶杯碎了', '恢复之后'],
  );
  const texts = (await visitor.transcript()).map(({ text }) => text);
  assert.ok(!texts.some((text) => text.includes('没有备份')), 'what is gone is not shown');
});

test('who_reads_beyond_the_end_is_told', async () => {
  const conversation = await Conversation.start(world.server);
  const told = [{ type: 'refused', code: 'ahead' }];
  assert.deepEqual(await (await conversation.fetch('?after=99')).json(), told);
  assert.deepEqual(await conversation.send({ type: 'resume', after: 99 }), told);
});
