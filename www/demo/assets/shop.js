// What every page of the demo shop does: the bag, the chat links, and telling the chat about the page.

import { product, yuan } from './catalog.js';

// Makes an element. Text is always text: nothing in this shop is parsed as HTML.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') made.addEventListener('click', value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

export function picture(item, size, attributes = {}) {
  const src = `assets/pictures/${item.id}.svg`;
  return element('img', { src, alt: '', width: size, height: size, ...attributes });
}

// The chat loads on its own and may be blocked: the shop works without it.
export function tell(facts) {
  const send = () => window.Dukou?.track?.(facts);
  if (document.readyState === 'complete') send();
  else addEventListener('load', send, { once: true });
}

export function say(text) {
  const toast = document.querySelector('[data-toast]');
  toast.textContent = text;
  toast.classList.add('shown');
  clearTimeout(say.timer);
  say.timer = setTimeout(() => toast.classList.remove('shown'), 2600);
}

export const stored = {
  read(key) {
    try {
      const value = JSON.parse(localStorage.getItem(`dukou-demo-${key}`));
      return Array.isArray(value) ? value : [];
    } catch {
      return [];
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(`dukou-demo-${key}`, JSON.stringify(value));
    } catch {
      // A visitor who forbids storage has a bag until he leaves the page.
    }
  },
};

let bag = stored.read('bag').filter((line) => product(line?.id) && line.count > 0);
const panel = document.querySelector('[data-bag-panel]');

export function addToBag(item, color) {
  const line = bag.find((line) => line.id === item.id && line.color === color);
  if (line) line.count += 1;
  else bag.push({ id: item.id, color, count: 1 });
  keep();
  say(`已加入购物车：${item.name}`);
}

function keep() {
  stored.write('bag', bag);
  const count = bag.reduce((sum, line) => sum + line.count, 0);
  const badge = document.querySelector('[data-bag-count]');
  badge.hidden = count === 0;
  badge.textContent = `${count} 件`;
}

const total = () => bag.reduce((sum, line) => sum + product(line.id).price * line.count, 0);

function drawBag() {
  const body = document.querySelector('[data-bag-body]');
  if (bag.length === 0) {
    body.replaceChildren(element('p', { class: 'empty' }, '还没有东西，去逛逛吧。'));
    return;
  }
  const lines = bag.map((line) => {
    const item = product(line.id);
    const remove = () => {
      bag = bag.filter((other) => other !== line);
      keep();
      drawBag();
    };
    return element(
      'li',
      {},
      picture(item, 64),
      element('div', {}, element('strong', {}, item.name), element('span', { class: 'soft' }, `${line.color} × ${line.count}`)),
      element('span', { class: 'price' }, yuan(item.price * line.count)),
      element('button', { class: 'link', type: 'button', 'aria-label': `移除${item.name}`, onclick: remove }, '移除'),
    );
  });
  const shipping = total() >= 59 ? 0 : 8;
  body.replaceChildren(
    element('ul', { class: 'bag-lines' }, ...lines),
    element('p', { class: 'sum' }, element('span', {}, shipping ? `含运费 ${yuan(shipping)}` : '已包邮'), element('strong', { class: 'price' }, yuan(total() + shipping))),
    element('button', { class: 'button wide', type: 'button', onclick: () => placeOrder(shipping) }, '提交订单'),
    element('p', { class: 'small' }, '演示店铺，不会真的扣款。'),
  );
}

function placeOrder(shipping) {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const id = `DK${day}${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const at = `${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
  const order = { id, at, status: 'unpaid', lines: bag, total: total() + shipping, shipping };
  stored.write('orders', [order, ...stored.read('orders')].slice(0, 5));
  bag = [];
  keep();
  location.href = `order.html?id=${id}`;
}

document.querySelector('[data-bag]').addEventListener('click', () => {
  drawBag();
  panel.showModal();
});
document.querySelector('[data-bag-close]').addEventListener('click', () => panel.close());
panel.addEventListener('click', (event) => event.target === panel && panel.close());
document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-chat]')) return;
  if (window.Dukou?.open) window.Dukou.open();
  else say('客服窗口还没有加载好，请稍后再试');
});
keep();
