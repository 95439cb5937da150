// The reader as it ships, with vectors and without: both compute what the training code computed, and
// neither breaks on what a page may hand it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';

const root = new URL('../', import.meta.url);
const INTENTS = 14;
const EMOTIONS = 6;

const manifest = JSON.parse(await readFile(new URL('build/site/manifest.json', root), 'utf8'));
const weights = await readFile(new URL('model/weights/reader.bin', root));
const golden = JSON.parse(await readFile(new URL('model/weights/golden.json', root), 'utf8'));

for (const name of ['reader', 'reader-simd']) {
  describe(name, () => {
    let reader;
    before(async () => {
      const glue = await import(new URL(`target/xtask/${name}/index.js`, root));
      const script = await readFile(new URL(`build/site${manifest[`/assets/${name}.js`]}`, root), 'utf8');
      const [shipped] = script.match(/\/assets\/[\w.-]+\.wasm/);
      await glue.default({ module_or_path: await readFile(new URL(`build/site${shipped}`, root)) });
      reader = glue;
    });

    test('before_a_weight_file_there_is_no_reading', () => {
      assert.equal(reader.read('我要退款'), undefined);
    });

    test('a_broken_weight_file_is_refused_in_words', () => {
      const damaged = Uint8Array.from(weights);
      damaged[weights.length >> 1] ^= 1;
      assert.throws(() => reader.load(damaged), (said) => /checksum/.test(said));
      for (const end of [0, 7, 40, 1000, weights.length - 1]) {
        const cut = weights.subarray(0, end);
        assert.throws(() => reader.load(cut), (said) => /weight file/.test(said), `cut at ${end}`);
      }
    });

    test('every_golden_text_is_read_as_in_training', () => {
      reader.load(weights);
      let read = 0;
      for (const { text, logits } of golden) {
        const ours = reader.logits(text);
        if (logits === null) {
          assert.equal(ours, undefined, text);
          continue;
        }
        read += 1;
        const [one, other] = [beliefs(ours), beliefs(logits)];
        one.forEach((share, at) => assert.ok(Math.abs(share - other[at]) < 1e-3, `${text}: ${one} ${other}`));
        assert.equal(likeliest(one, 0, INTENTS), likeliest(other, 0, INTENTS), text);
        const all = INTENTS + EMOTIONS;
        assert.equal(likeliest(one, INTENTS, all), likeliest(other, INTENTS, all), text);
      }
      assert.ok(read > 900, `only ${read} texts were read`);
    });

    test('whatever_a_page_hands_over_is_read_or_left', () => {
      reader.load(weights);
      assert.equal(reader.read(''), undefined);
      assert.equal(reader.read('\u200b\u200d\ufeff'.repeat(1000)), undefined);
      assert.equal(JSON.parse(reader.read('我要退款'.repeat(25_000))).intent.label, 'refund');
      for (const text of ['\ud83d', '\udc00我\ud83d要退款', '😡'.repeat(10_000), 'zhuang'.repeat(20_000), '\u0000\u0001']) {
        const reading = JSON.parse(reader.read(text) ?? 'null');
        assert.ok(reading === null || reading.anger <= 100, text.slice(0, 10));
      }
    });
  });
}

/** Shares of intents and of emotions, and anger from 0 to 1. */
function beliefs(logits) {
  const all = INTENTS + EMOTIONS;
  const parts = [logits.slice(0, INTENTS), logits.slice(INTENTS, all)];
  return [...parts.flatMap((part) => softmax([...part])), 1 / (1 + Math.exp(-logits[all]))];
}

function softmax(values) {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((one, other) => one + other);
  return powers.map((power) => power / sum);
}

function likeliest(shares, from, to) {
  const part = shares.slice(from, to);
  return part.indexOf(Math.max(...part));
}
