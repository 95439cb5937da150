// The visitor's orders and where they are.

import { product, yuan } from './catalog.js';
import { element, picture, stored, tell } from './shop.js';

const states = { unpaid: '待付款', packed: '待发货', shipped: '运输中', signed: '已签收' };
const steps = ['unpaid', 'packed', 'shipped', 'signed'];
const stepNames = ['提交订单', '仓库配货', '运输中', '签收'];

const samples = [
  {
    id: 'DK202611180032', at: '11-18 10:26', status: 'shipped', total: 1599, shipping: 0,
    carrier: '中通快递', parcel: '7850 **** 3316', arrives: '预计 11 月 22 日送达',
    lines: [{ id: 'robot-vacuum', color: '米白', count: 1 }],
    trace: [
      ['11-20 22:41', '已到达 广州中心，准备发往 天河营业部'],
      ['11-19 18:05', '已离开 杭州转运中心，发往 广州中心'],
      ['11-18 20:37', '绍兴柯桥 已揽收'],
      ['11-18 15:12', '绍兴仓 已打包'],
    ],
  },
  {
    id: 'DK202611120417', at: '11-12 21:03', status: 'signed', total: 488, shipping: 0,
    carrier: '京东快递', parcel: 'JDX0 **** 8127', arrives: '11 月 14 日已签收',
    lines: [{ id: 'rice-cooker', color: '雾绿', count: 1 }, { id: 'thermos', color: '松石绿', count: 1 }],
    trace: [
      ['11-14 16:20', '已签收，签收人：家门口'],
      ['11-14 08:52', '正在派送，快递员：陈师傅'],
      ['11-13 19:40', '已到达 广州天河站'],
      ['11-13 02:15', '绍兴仓 已出库'],
    ],
  },
  {
    id: 'DK202611200128', at: '11-20 09:48', status: 'packed', total: 169, shipping: 0,
    arrives: '预计今天发出', lines: [{ id: 'desk-lamp', color: '胡桃木', count: 1 }],
    trace: [['11-20 09:49', '付款成功，等待仓库配货']],
  },
];

const own = stored.read('orders').filter((order) => order?.id && order.lines?.every((line) => product(line.id)));
const orders = [...own, ...samples];
const asked = new URLSearchParams(location.search).get('id');
const order = orders.find((one) => one.id === asked) ?? orders[0];

document.querySelector('[data-orders]').append(...orders.map(entry));
// On a phone the list scrolls sideways.
document.querySelector('[data-orders] [aria-current]').scrollIntoView({ block: 'nearest', inline: 'center' });
document.querySelector('[data-order]').append(...sheet());
tell({
  page: 'order', order_id: order.id, status: states[order.status], total: order.total,
  items: order.lines.map((line) => product(line.id).name).join('、'),
});

function entry(one) {
  const first = product(one.lines[0].id);
  const more = one.lines.length > 1 ? ` 等 ${one.lines.length} 件` : '';
  return element(
    'a',
    { href: `order.html?id=${encodeURIComponent(one.id)}`, 'aria-current': one === order && 'page' },
    picture(first, 56),
    element('span', {}, element('strong', {}, first.name + more), element('span', { class: 'soft' }, `${one.at} · ${states[one.status]}`)),
  );
}

function sheet() {
  const reached = steps.indexOf(order.status);
  return [
    element(
      'header',
      { class: 'order-head' },
      element('div', {}, element('h2', {}, states[order.status]), element('p', {}, order.arrives ?? '请在 30 分钟内付款，超时未付将自动取消')),
      element('p', { class: 'soft' }, `订单号 ${order.id}`),
    ),
    element(
      'ol',
      { class: 'steps', 'aria-label': '订单进度' },
      ...stepNames.map((name, index) =>
        element('li', { class: index <= reached && 'done', 'aria-current': index === reached && 'step' }, name)),
    ),
    section('商品', element('ul', { class: 'bag-lines' }, ...order.lines.map(line))),
    section('收货信息', element('p', {}, '林** 138****2046'), element('p', { class: 'soft' }, '广东省广州市天河区 ****')),
    order.trace && section(
      order.carrier ? `物流 · ${order.carrier} ${order.parcel}` : '进度',
      element('ol', { class: 'trace' }, ...order.trace.map(([at, what]) => element('li', {}, element('time', {}, at), element('span', {}, what)))),
    ),
    element(
      'footer',
      { class: 'order-foot' },
      element('p', {}, '实付 ', element('strong', { class: 'price' }, yuan(order.total)), element('span', { class: 'soft' }, order.shipping ? `（含运费 ${yuan(order.shipping)}）` : '（已包邮）')),
      element('button', { class: 'button', type: 'button', 'data-chat': true }, order.status === 'signed' ? '申请售后' : '咨询这笔订单'),
    ),
  ].filter(Boolean);
}

function section(title, ...children) {
  return element('section', {}, element('h3', {}, title), ...children);
}

function line({ id, color, count }) {
  const item = product(id);
  return element(
    'li',
    {},
    picture(item, 64),
    element('div', {}, element('a', { href: `product.html?id=${id}` }, item.name), element('span', { class: 'soft' }, `${color} × ${count}`)),
    element('span', { class: 'price' }, yuan(item.price * count)),
  );
}
