// Enter that confirms a candidate never sends; Enter that is meant sends once.

import assert from 'node:assert/strict';

import { shopPage, test, useWorld } from './harness.mjs';

const world = useWorld();

test('a_composition_as_chromium_makes_it', async () => {
  const visitor = await world.visitor();
  await visitor.input.focus();
  const session = await visitor.page.context().newCDPSession(visitor.page);
  const compose = (text) =>
    session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  for (const typed of ['t', 'tu', 'tui', 'tui h', 'tui huo']) await compose(typed);
  // The input method keeps this Enter for itself, and says so by the key code.
  await session.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await session.send('Input.insertText', { text: '退货' });
  await session.send('Input.dispatchKeyEvent', {
    type: 'keyUp',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  });
  await isStillTyping(visitor, '退货');
  await sendsOnce(visitor, '退货');
});

// Events in the order in which each browser makes them when Enter picks the candidate.
const TRACES = {
  'Chromium and Edge': [
    ['compositionstart'],
    ['compositionupdate', '你'],
    ['keydown', { key: 'Process', keyCode: 229, isComposing: true }],
    ['compositionend', '你'],
    ['keyup', { key: 'Enter', keyCode: 13 }],
  ],
  'Firefox': [
    ['compositionstart'],
    ['compositionupdate', '你'],
    ['keydown', { key: 'Enter', keyCode: 229, isComposing: true }],
    ['compositionend', '你'],
    ['keyup', { key: 'Enter', keyCode: 13 }],
  ],
  'Safari, composition first': [
    ['compositionstart'],
    ['compositionupdate', '你'],
    ['compositionend', '你'],
    ['keydown', { key: 'Enter', keyCode: 229, isComposing: false }],
    ['keyup', { key: 'Enter', keyCode: 13 }],
  ],
  'Safari, composition first and a plain key code': [
    ['compositionstart'],
    ['compositionupdate', '你'],
    ['compositionend', '你'],
    ['keydown', { key: 'Enter', keyCode: 13, isComposing: false }],
    ['keyup', { key: 'Enter', keyCode: 13 }],
  ],
  'Android, key code 229 for everything': [
    ['compositionstart'],
    ['keydown', { key: 'Unidentified', keyCode: 229, isComposing: true }],
    ['compositionupdate', '你'],
    ['keydown', { key: 'Enter', keyCode: 229, isComposing: true }],
    ['compositionend', '你'],
  ],
  'a composition that was cancelled': [
    ['compositionstart'],
    ['compositionupdate', 'ni'],
    ['keydown', { key: 'Escape', keyCode: 229, isComposing: true }],
    ['compositionend', ''],
  ],
};

for (const [browser, trace] of Object.entries(TRACES)) {
  test(`the_order_of_events_of_${browser.replaceAll(/[, ]+/g, '_')}`, async () => {
    const visitor = await world.visitor();
    const text = '你好';
    await visitor.input.fill(text);
    // One task, as browsers make it: nothing may come between the end and the key.
    const prevented = await visitor.input.evaluate((input, trace) => {
      let prevented = false;
      for (const [type, detail] of trace) {
        const common = { bubbles: true, cancelable: true, composed: true };
        const event = type.startsWith('key')
          ? new KeyboardEvent(type, { ...common, ...detail })
          : new CompositionEvent(type, { ...common, data: detail });
        input.dispatchEvent(event);
        prevented ||= event.defaultPrevented && event.key !== 'Enter';
      }
      window.composed = performance.now();
      return prevented;
    }, trace);
    assert.equal(prevented, false, 'the input method keeps its keys');
    await isStillTyping(visitor, text);
    await sendsOnce(visitor, text);
  });
}

// Keyboards of phones keep the last word composing, and their Enter with it.
test('an_enter_over_a_word_that_goes_on_composing_sends_it', async () => {
  const visitor = await world.visitor();
  await visitor.input.focus();
  const session = await visitor.page.context().newCDPSession(visitor.page);
  await session.send('Input.imeSetComposition', { text: 'hello', selectionStart: 5, selectionEnd: 5 });
  await visitor.page.keyboard.press('Enter');
  await visitor.message('hello').waitFor();
  assert.equal(await visitor.input.inputValue(), '');
  assert.equal((await visitor.said()).length, 1);
});

test('shift_and_enter_break_the_line', async () => {
  const visitor = await world.visitor();
  await visitor.input.fill('第一行');
  await visitor.input.press('Shift+Enter');
  await visitor.page.keyboard.type('第二行');
  await isStillTyping(visitor, '第一行\n第二行');
  await sendsOnce(visitor, '第一行\n第二行');
});

test('alt_and_enter_send_nothing', async () => {
  const visitor = await world.visitor();
  await visitor.input.fill('还没写完');
  await visitor.input.press('Alt+Enter');
  assert.deepEqual(await visitor.said(), []);
  await visitor.input.fill('写完了');
  await sendsOnce(visitor, '写完了');
});

test('the_escape_that_gives_up_a_candidate_does_not_close_the_chat', async () => {
  const visitor = await world.shopper(await world.shop({ '/': shopPage() }));
  await visitor.open();
  for (const key of [
    { keyCode: 27, isComposing: true },
    { keyCode: 229, isComposing: false },
    { keyCode: 27, isComposing: false },
  ]) {
    await visitor.input.evaluate((input, key) => {
      const common = { bubbles: true, cancelable: true, composed: true };
      input.dispatchEvent(new CompositionEvent('compositionstart', common));
      const ends = () => input.dispatchEvent(new CompositionEvent('compositionend', { ...common, data: '' }));
      // Safari ends the composition first.
      if (!key.isComposing) ends();
      input.dispatchEvent(new KeyboardEvent('keydown', { ...common, key: 'Escape', ...key }));
      if (key.isComposing) ends();
    }, key);
    await settled(visitor);
    assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'true', JSON.stringify(key));
  }
  await visitor.page.waitForTimeout(100);
  await visitor.input.press('Escape');
  await visitor.input.waitFor({ state: 'hidden' });
});

test('blank_messages_are_not_sent', async () => {
  const visitor = await world.visitor();
  await visitor.input.fill('   ');
  await visitor.input.press('Enter');
  await visitor.input.fill('');
  await visitor.input.press('Enter');
  await sendsOnce(visitor, '在吗', { type: true });
});

/** Once what the frame has told its page has arrived there. */
async function settled(visitor) {
  const heard = visitor.page.evaluate(
    () => new Promise((done) => addEventListener('message', ({ data }) => data === 'settled' && done())),
  );
  await visitor.input.evaluate(() => parent.postMessage('settled', '*'));
  await heard;
}

async function isStillTyping(visitor, text) {
  assert.equal(await visitor.input.inputValue(), text);
  assert.deepEqual(await visitor.said(), []);
}

/** A plain Enter sends what is there: so nothing before it did, and nothing is sent twice. */
async function sendsOnce(visitor, text, { type = false } = {}) {
  if (type) await visitor.input.fill(text);
  // An Enter in the very moment of the composition's end is the input method's (Safari); a person
  // needs longer than that for another one.
  await visitor.page.waitForFunction(() => performance.now() - (window.composed ?? -1e9) > 500);
  await visitor.input.press('Enter');
  await visitor.own.first().and(visitor.log.locator('[data-seq]')).waitFor();
  assert.deepEqual((await visitor.said()).map((said) => said.trim()), [text]);
  assert.equal(await visitor.input.inputValue(), '');
}
