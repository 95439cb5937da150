// One product.

import { categories, product, products, yuan } from './catalog.js';
import { addToBag, element, picture, tell } from './shop.js';

const main = document.querySelector('[data-product]');
const item = product(new URLSearchParams(location.search).get('id'));

if (item) show();
else {
  main.replaceChildren(
    element('h1', { class: 'page-title' }, '没有找到这件商品'),
    element('p', {}, '它可能已经下架了。'),
    element('p', {}, element('a', { class: 'button', href: './' }, '看看全部商品')),
  );
}

function show() {
  document.title = `${item.name} · 渡口小铺`;
  const others = products.filter((other) => other.category === item.category && other !== item);
  main.replaceChildren(
    element('nav', { class: 'crumbs', 'aria-label': '所在位置' }, element('a', { href: './' }, '全部商品'), ' / ', categories[item.category]),
    element('div', { class: 'product' }, element('div', { class: 'product-picture' }, picture(item, 480, { alt: `${item.name}的外观` })), buying()),
    details(),
    element('section', { 'aria-labelledby': 'more' }, element('h2', { id: 'more' }, '一起看看'), element('ul', { class: 'grid few' }, ...others.slice(0, 4).map(small))),
  );
  tell({ page: 'product', product_id: item.id, product_name: item.name, model: item.model, price: item.price });
}

function buying() {
  const choices = item.colors.map((color, index) =>
    element(
      'label',
      { class: 'choice' },
      element('input', { type: 'radio', name: 'color', value: color, checked: index === 0 }),
      element('span', {}, color),
    ));
  const form = element(
    'form',
    { class: 'buy' },
    element('fieldset', {}, element('legend', {}, item.id === 'latex-pillow' ? '高度' : '颜色'), element('div', { class: 'choices' }, ...choices)),
    element(
      'div',
      { class: 'buy-bar' },
      element('button', { class: 'button', type: 'submit' }, '加入购物车'),
      element('button', { class: 'button quiet', type: 'button', 'data-chat': true }, '问问客服'),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    addToBag(item, new FormData(form).get('color'));
  });
  return element(
    'div',
    { class: 'product-words' },
    element('p', { class: 'eyebrow' }, `型号 ${item.model}`),
    element('h1', {}, item.name),
    element('p', { class: 'lead' }, item.line),
    element('p', { class: 'product-price' }, element('span', { class: 'price' }, yuan(item.price)), ' ', element('s', {}, element('span', { class: 'unseen' }, '原价'), yuan(item.was)), element('span', { class: 'soft' }, `已售 ${item.sold}`)),
    element('ul', { class: 'points' }, ...item.points.map((point) => element('li', {}, point))),
    form,
    element('p', { class: 'small' }, item.price >= 59 ? '包邮' : '满 59 元包邮', ' · 7 天无理由退货 · 15 天质量问题换新 · 15 天价保'),
  );
}

function details() {
  const rows = Object.entries({ 型号: item.model, ...item.specs });
  return element(
    'section',
    { class: 'details', 'aria-labelledby': 'specs' },
    element('h2', { id: 'specs' }, '参数'),
    element('dl', {}, ...rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)))),
  );
}

function small(other) {
  return element(
    'li',
    { class: 'card' },
    element('div', { class: 'card-picture' }, picture(other, 480, { loading: 'lazy' })),
    element('h3', {}, element('a', { href: `product.html?id=${other.id}` }, other.name)),
    element('p', { class: 'card-foot' }, element('span', { class: 'price' }, yuan(other.price))),
  );
}
