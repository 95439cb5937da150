// The last part of `cargo xtask bench search`: MiniSearch on the articles and questions on which
// benches/search weighs the product and tantivy. A follow-up is looked up with what was said before it.

import { readFileSync } from 'node:fs';

import MiniSearch from 'minisearch';

const corpus = new URL('../shared/tests/corpora/two_shops/', import.meta.url);
const lines = (name) => readFileSync(new URL(name, corpus), 'utf8').trimEnd().split('\n');

const articles = lines('articles.jsonl').map((line) => JSON.parse(line));
const questions = lines('questions.tsv')
  .slice(1)
  .map((line) => line.split('\t'))
  .filter(([, , , half]) => half === 'test')
  .map(([query, ids, kind]) => ({ text: query.replaceAll('⇒', ' '), ids: ids.split('|'), kind }));

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const words = (text) =>
  [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);

report('MiniSearch as it comes', {});
report('MiniSearch, Intl.Segmenter', { tokenize: words });

function report(name, options) {
  const shops = ['a-', 'b-'].map((prefix) => [prefix, index(prefix, options)]);
  const tallies = new Map();
  for (const { text, ids, kind } of questions) {
    const [, shop] = shops.find(([prefix]) => ids[0].startsWith(prefix));
    const found = shop.search(text).slice(0, 10);
    const place = found.findIndex(({ id }) => ids.includes(id));
    for (const key of ['ALL', kind]) {
      tallies.set(key, [...(tallies.get(key) ?? []), place]);
    }
  }
  const head = ['asked', '@1', '@3', '@10', 'MRR@10'];
  console.log(name.padEnd(28) + head.map((column) => column.padStart(8)).join(''));
  for (const [kind, places] of [...tallies].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const within = (most) => places.filter((place) => place >= 0 && place < most).length;
    const shares = [1, 3, 10].map((most) => ((100 * within(most)) / places.length).toFixed(1));
    const reciprocal = places.reduce((sum, place) => sum + (place < 0 ? 0 : 1 / (place + 1)), 0);
    const row = [places.length, ...shares, (reciprocal / places.length).toFixed(3)];
    console.log(`  ${kind.padEnd(26)}${row.map((cell) => String(cell).padStart(8)).join('')}`);
  }
  console.log();
}

function index(prefix, options) {
  const search = new MiniSearch({
    fields: ['title', 'phrasings', 'tags', 'body'],
    searchOptions: { boost: { title: 3, phrasings: 2, tags: 2 } },
    ...options,
  });
  search.addAll(articles.filter(({ id }) => id.startsWith(prefix)));
  return search;
}
