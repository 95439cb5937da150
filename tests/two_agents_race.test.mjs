// Two agents, one visitor: exactly one of them gets the visitor, and the other is told.

import assert from 'node:assert/strict';

import { eventually, test, useWorld } from './harness.mjs';

const world = useWorld();

test('of_two_who_take_at_the_same_moment_one_has_the_visitor', async () => {
  const [lin, zhao] = await Promise.all([
    world.agent({ name: 'lin' }),
    world.agent({ name: 'zhao' }),
  ]);
  let races = 0;
  for (let round = 1; round <= 5; round++) {
    const visitor = await world.visitor();
    const words = `第 ${round} 位访客`;
    await visitor.tell(words);
    await visitor.person.click();
    await visitor.isQueued();
    const rows = [lin, zhao].map((agent) => agent.waiting.filter({ hasText: words }).first());
    await Promise.all(rows.map((row) => row.waitFor()));
    // Both tap at one moment of the clock that they share; who came too late has no button to tap.
    const tapped = await Promise.all(
      rows.map((row) => row.getByRole('button', { name: '接待' }).evaluate(tapAt, Date.now() + 300)),
    );
    await visitor.hears(/已接入/);
    const joined = await visitor.log.locator('[data-author="system"]').filter({ hasText: /已接入/ }).count();
    assert.equal(joined, 1, 'one person came, announced once');
    const holds = async (agent) =>
      (await agent.log.locator('[data-author="visitor"]').filter({ hasText: words }).count()) > 0;
    await eventually(async () => (await Promise.all([lin, zhao].map(holds))).filter(Boolean).length === 1);
    const [winner, loser, name] = (await holds(lin)) ? [lin, zhao, '林小舟'] : [zhao, lin, '赵明月'];
    if (tapped.every(Boolean)) {
      races += 1;
      // A lead, who sees what others have, is told by whom; who is none may have lost sight of it already.
      const told = new RegExp(`已被( ${name} ${loser === zhao ? '' : '|同事'})先接待了`);
      const notice = loser.page.getByRole('alert').filter({ hasText: told });
      await notice.getByRole('button').click();
    }
    await winner.reply(`您好，第 ${round} 位`);
    await visitor.hears(new RegExp(`您好，第 ${round} 位`), { author: 'agent' });
    await winner.resolve.click();
    await visitor.hears(/结束/);
    await visitor.page.close();
  }
  assert.ok(races > 0, 'both did tap');
});

/** Taps a button at a moment; whether it was there still. */
function tapAt(button, at) {
  return new Promise((done) => {
    setTimeout(() => {
      const isThere = button.isConnected;
      button.click();
      done(isThere);
    }, at - Date.now());
  });
}
