// What a stranger sees after `cargo xtask dev`: a shop, a chat, a console. The README's pictures are
// taken here: IMAGES=docs/images renews them.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { test, useWorld } from './harness.mjs';
import { Visitor } from './harness/visitor.mjs';

const world = useWorld({ demo: true });
const IMAGES = process.env.IMAGES ?? 'test-results/images';

test('the_shop_has_products_an_order_and_a_chat_on_every_page', async () => {
  const visitor = await atTheShop();
  const product = visitor.page.getByRole('main').getByRole('link').first();
  await product.click();
  await visitor.page.waitForURL(/product\.html/);
  await visitor.launcher.waitFor();
  await visitor.page.getByRole('link', { name: '我的订单' }).click();
  await visitor.page.waitForURL(/order\.html/);
  await visitor.open();
  await visitor.say('怎么申请退货？');
  await visitor.hears(/退货/, { author: 'assistant' });
});

test('visitor_and_agent_meet', async () => {
  const agent = await world.agent({
    site: 'demo',
    password: 'dukou-demo',
    viewport: { width: 1280, height: 800 },
  });
  const visitor = await atTheShop({ viewport: { width: 1280, height: 800 } });
  await visitor.open();
  await visitor.tell('下单后多久发货？');
  await visitor.hears(/发出/, { author: 'assistant' });
  await picture(visitor, 'shop');
  for (let times = 0; times < 3; times++) await visitor.tell('人工');
  await visitor.isQueued();
  await agent.take(/人工|发货/);
  await agent.reply('您好，我是小林。订单号发我，我马上帮您看发货进度。');
  await visitor.hears(/我是小林/, { author: 'agent' });
  await visitor.tell('好的，订单尾号 0731');
  await agent.hears(/0731/);
  await picture(agent, 'console');
  await picture(visitor, 'person');
});

test('a_phone_in_the_dark', async () => {
  const visitor = new Visitor(
    await world.page({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      colorScheme: 'dark',
      hasTouch: true,
      isMobile: true,
    }),
    `${world.server.origin}/h5/demo`,
  );
  await visitor.arrive();
  await visitor.say('怎么申请退货？');
  await visitor.hears(/退货/, { author: 'assistant' });
  await picture(visitor, 'phone');
});

test('the_api_is_described_for_programs_and_for_people', async () => {
  const api = await (await world.server.fetch('/openapi.json')).json();
  assert.match(api.openapi, /^3\.[01]/);
  assert.ok(Object.keys(api.paths).length >= 5);
  const page = await world.page();
  await page.goto(`${world.server.origin}/docs/api/`);
  await page.getByRole('heading').first().waitFor();
});

test('a_deep_link_into_the_console_asks_to_sign_in', async () => {
  const page = await world.page();
  await page.goto(`${world.server.origin}/console/?site=demo`);
  await page.getByRole('button', { name: '登录' }).waitFor();
});

async function atTheShop(options) {
  const visitor = Visitor.onShop(await world.page(options), `${world.server.origin}/demo/`);
  await visitor.page.goto(visitor.address);
  await visitor.launcher.waitFor();
  return visitor;
}

async function picture({ page }, name) {
  await mkdir(IMAGES, { recursive: true });
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
}
