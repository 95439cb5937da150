// The list of products.

import { categories, products, yuan } from './catalog.js';
import { addToBag, element, picture, tell } from './shop.js';

const grid = document.querySelector('[data-grid]');
const filters = document.querySelector('[data-filters]');

function draw(chosen) {
  const shown = products.filter((item) => chosen === 'all' || item.category === chosen);
  grid.replaceChildren(...shown.map(card));
  for (const button of filters.children) {
    button.setAttribute('aria-pressed', String(button.dataset.category === chosen));
  }
}

function card(item) {
  return element(
    'li',
    { class: 'card' },
    element('div', { class: 'card-picture' }, picture(item, 480, { loading: 'lazy' }), item.badge && element('span', { class: 'badge' }, item.badge)),
    element('h3', {}, element('a', { href: `product.html?id=${item.id}` }, item.name)),
    element('p', { class: 'soft' }, item.line),
    element(
      'p',
      { class: 'card-foot' },
      element('span', {}, element('span', { class: 'price' }, yuan(item.price)), ' ', element('s', {}, element('span', { class: 'unseen' }, '原价'), yuan(item.was))),
      element('button', { class: 'add', type: 'button', 'aria-label': `把${item.name}加入购物车`, onclick: () => addToBag(item, item.colors[0]) }, '＋'),
    ),
  );
}

filters.append(
  ...Object.entries(categories).map(([key, name]) =>
    element('button', { type: 'button', 'data-category': key, onclick: () => draw(key) }, name)),
);
draw('all');
tell({ page: 'list' });
