const { chat, site, token } = require('../../config');

// A web-view takes nothing but an address. What it must learn in secret goes into the fragment: that
// part never leaves the phone, so no server, log or Referer sees it, and the page takes it out of
// its address before it does anything else. Keep everything else out of the address, Chinese
// characters above all: on iOS one of them can leave the page blank.
const address = (jwt) =>
  `${chat}/h5/${site}?lang=zh-CN${jwt ? `#jwt=${encodeURIComponent(jwt)}` : ''}`;

const promised = (call) => (options) =>
  new Promise((success, fail) => call({ ...options, success, fail }));

// Who is here, vouched for by the shop's server, once and for one minute. The code of wx.login is single-use
// and worthless without the app secret, which only that server has.
async function identity() {
  const { code } = await promised(wx.login)({ timeout: PATIENCE });
  const { statusCode, data } = await promised(wx.request)({
    url: token,
    method: 'POST',
    data: { code },
    timeout: PATIENCE,
  });
  if (statusCode !== 200 || !data.jwt) throw new Error(`token: ${statusCode}`);
  return data.jwt;
}

// How long a visitor looks at an empty page for the sake of a name, in milliseconds.
const PATIENCE = 2500;

const within = (millis, promise) => {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(fail, millis, new Error(`nothing came within ${millis} ms`));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

Page({
  data: { address: '', error: '' },

  onLoad() {
    this.open();
  },

  async open() {
    this.setData({ error: '' });
    let jwt;
    try {
      jwt = await within(PATIENCE, identity());
    } catch (error) {
      // A visitor whom we cannot name still gets help, as a stranger.
      console.warn('Dukou: opened without identity', error);
    }
    this.setData({ address: address(jwt) });
  },

  failed({ detail }) {
    console.error('Dukou: the web-view failed', detail);
    this.setData({ address: '', error: '请检查网络' });
  },

  // wx.miniProgram.postMessage of the page arrives here only when the web-view is left, destroyed
  // or shared: good for a closing word, never for a conversation.
  told() {},

  onShareAppMessage() {
    // Without this the shared card would carry the web-view's address of this very visitor.
    return { title: '在线客服', path: '/pages/index/index' };
  },
});
