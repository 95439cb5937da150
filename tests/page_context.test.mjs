// Where the visitor is, and what the shop's script tells of it: it reaches the agent, checked and
// masked, and costs the visitor nothing.

import assert from 'node:assert/strict';

import { Conversation, clientId, eventually, open, shopPage, test, useWorld } from './harness.mjs';
import { Clerk } from './harness/clerk.mjs';

const world = useWorld();

const visit = (page) => ({ type: 'visit', page });

test('what_the_shop_tells_of_its_page_reaches_the_agent_masked', async () => {
  const conversation = await Conversation.start(world.server);
  const url = 'https://shop.example/cart?id=1';
  const context = {
    '购物车': 3,
    'total': 199.5,
    'member': true,
    'phone': '13812345678',
    '订单号': '13812345678901',
  };
  await conversation.send(visit({ url, title: '购物车', context }));
  await conversation.send(visit({ url, title: '购物车', context }));
  const line = await (await Clerk.signIn(world.server, 'zhao')).look(conversation.started.conversation);
  const visits = line.entries.map(({ fact }) => fact).filter(({ fact }) => fact === 'visited');
  assert.equal(visits.length, 1, 'the same again is no news');
  assert.deepEqual(visits[0].page, {
    url,
    title: '购物车',
    context: {
      '购物车': '3',
      'total': '199.5',
      'member': 'true',
      'phone': '138****5678',
      '订单号': '13812345678901',
    },
  });
  // The latest counts, and an agent who is there sees it at once.
  await conversation.send(visit({ url: 'https://shop.example/pay', context: { step: 2 } }));
  await eventually(() => line.entries.at(-1).fact.page?.context?.step === '2');
  line.close();
});

test('what_is_no_page_is_refused_at_every_door', async () => {
  const [conversation, other] = await Promise.all([1, 2].map(() => Conversation.start(world.server)));
  const { conversation: id, token } = other.started;
  const path = `/v1/sites/acme/conversations/${id}/socket`;
  const socket = await open(world.server, path, { protocols: ['dukou.v1', `session.${token}`] });
  const bad = [
    ...[
      'javascript:alert(document.cookie)',
      'JavaScript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:msgbox(1)',
      'file:///etc/passwd',
      'shop.example/cart',
      'https://',
      'https:///evil.example',
      'https://shop.example@evil.example/',
      'https://shop.example/\u202egpj.exe',
      `https://shop.example/${'x'.repeat(2000)}`,
      '',
    ].map((url) => ({ url })),
    { url: 'https://shop.example/', title: '题'.repeat(201) },
    { url: 'https://shop.example/', by: 'agent' },
    { url: 'https://shop.example/', context: { nested: { a: 1 } } },
    { url: 'https://shop.example/', context: { nothing: null } },
    { url: 'https://shop.example/', context: { ['名'.repeat(41)]: 1 } },
    { url: 'https://shop.example/', context: { long: '值'.repeat(201) } },
    {
      url: 'https://shop.example/',
      context: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [n, n])),
    },
  ];
  for (const page of bad) {
    const shown = JSON.stringify(page).slice(0, 80);
    const start = await world.server.fetch('/v1/sites/acme/conversations', {
      body: { locale: 'zh-CN', page },
    });
    const posted = await conversation.fetch('/frames', { body: visit(page) });
    for (const answer of [start, posted]) {
      const problem = await answer.json();
      assert.ok([400, 422].includes(answer.status), `${shown}: ${JSON.stringify(problem)}`);
      assert.ok(['bad_request', 'invalid'].includes(problem.code) && problem.detail, shown);
    }
    socket.send(visit(page));
  }
  await eventually(() => socket.frames.length >= bad.length);
  const codes = socket.frames.map(({ type, code }) => [type, code]);
  assert.deepEqual(codes, bad.map(() => ['refused', 'bad_frame']));
  for (const facts of [await conversation.facts(), await other.facts()]) {
    assert.deepEqual(facts.filter(({ fact }) => fact === 'visited'), []);
  }
  const good = { url: 'https://shop.example/%E8%B4%AD?q=@#a', title: '', context: {} };
  socket.send(visit(good));
  await other.until('visited', ({ page }) => page.url === good.url);
  socket.close();
});

test('a_chatty_page_does_not_silence_its_visitor', async () => {
  const conversation = await Conversation.start(world.server);
  const told = await Promise.all(
    Array.from({ length: 80 }, (_, n) =>
      conversation.fetch('/frames', {
        body: visit({ url: 'https://shop.example/', context: { n } }),
      }),
    ),
  );
  assert.ok(told.some(({ status }) => status === 429), 'there is an end to it');
  for (let n = 0; n < 20; n++) await conversation.say(`第 ${n} 句`);
  await conversation.press({ kind: 'human' });
  await conversation.until('handoff_requested');
});

test('who_closed_the_chat_looks_around_unobserved', async () => {
  const pages = { '/': shopPage(), '/later': shopPage(), '/last': shopPage() };
  // To a frame in a foreign page this browser lends no storage.
  const shop = await world.shop(pages, { host: '127.0.0.1' });
  const visitor = await world.shopper(shop);
  await visitor.open();
  await visitor.tell('怎么退货');
  await visitor.hears(/七天/);
  const frame = () => visitor.page.frames().find((it) => it.url().includes('/widget/'));
  const { conversation: id, token } = await frame().evaluate(() => JSON.parse(localStorage.getItem('dukou/acme')));
  const headers = { authorization: `Bearer ${token}` };
  const path = `/v1/sites/acme/conversations/${id}`;
  const visits = async () => {
    const frames = await (await world.server.fetch(path, { headers })).json();
    const facts = frames.flatMap(({ entries = [] }) => entries.map(({ fact }) => fact));
    return facts.filter(({ fact }) => fact === 'visited').map(({ page }) => new URL(page.url).pathname);
  };
  assert.deepEqual(await visits(), ['/'], 'it began there');
  const ends = { type: 'press', client_id: clientId(), button: { kind: 'end' } };
  assert.equal((await world.server.fetch(`${path}/frames`, { headers, body: ends })).status, 200);
  const asked = [];
  visitor.page.on('request', (request) => request.url().endsWith('/questions') && asked.push(request.url()));
  for (const place of ['/later', '/last']) {
    const widgets = visitor.page.waitForResponse((answer) => /\/assets\/widget\..*\.wasm$/.test(answer.url()));
    await visitor.page.goto(`${shop.origin}${place}`);
    await widgets;
    // What it has to say, it has said by then.
    await new Promise((told) => setTimeout(told, 2_000));
  }
  assert.deepEqual(await visits(), ['/']);
  assert.deepEqual(asked, []);
  await visitor.open();
  await eventually(async () => assert.deepEqual(await visits(), ['/', '/last'], 'who comes back says from where'));
});

test('a_frame_without_fields_takes_none', async () => {
  const conversation = await Conversation.start(world.server);
  for (const frame of [
    { type: 'typing', as: 'agent' },
    { type: 'press', client_id: clientId(), button: { kind: 'human', priority: 'urgent' } },
    { type: 'press', client_id: clientId(), button: { kind: 'end', resolved: true } },
  ]) {
    const answer = await conversation.fetch('/frames', { body: frame });
    assert.equal(answer.status, 400);
    const problem = await answer.json();
    assert.equal(problem.code, 'bad_request');
    assert.match(problem.detail, /unknown field/);
  }
  await conversation.send({ type: 'typing' });
});
