// Dukou's part of the shop's page: draws the launcher, opens the chat in a frame of its own
// origin on demand, and carries messages between the two. The messages are described in
// docs/PROTOCOL.md, "Page messages".
//
//   <script async src="https://chat.example.com/embed.js" data-site="acme"></script>
//
// Whatever the page does to its styles, its policy or its globals, this file neither breaks nor
// throws: styles live in a shadow root and come from CSSOM (which `style-src` does not govern),
// nothing is parsed as HTML (so Trusted Types hold), and the shop needs only `script-src` and
// `frame-src` for our origin. Every byte is paid by pages where nobody chats: 2 kB is the limit.
(() => {
  const complain = (what, remedy) => console.error(`Dukou: ${what}: ${remedy}`);

  const api = (window.Dukou = window.Dukou || {});
  const script = document.currentScript;
  // An image named `currentScript` would be taken for it; only a script has a `text`.
  if (api.v || (script || api).text == null) return complain('embed.js', 'use one script tag');
  api.v = 1;
  const { origin } = new URL(script.src);

  // The value of an attribute; where it is missing or wrong, the first of those allowed.
  const choose = (name, ...allowed) => {
    const value = script.dataset[name];
    if (allowed.includes(value)) return value;
    if (value) complain(`data-${name}="${value}"`, `use ${allowed}`);
    return allowed[0];
  };
  const site = script.dataset.site || '';
  const names = {
    'zh-CN': ['联系客服', '，# 条未读'],
    'zh-TW': ['聯絡客服', '，# 則未讀'],
    en: ['Chat with us', ', # unread'],
  };
  const spoken = navigator.language;
  const lang = choose(
    'lang',
    /^zh-(tw|hk|mo|hant)/i.test(spoken) ? 'zh-TW' : /^zh/.test(spoken) ? 'zh-CN' : 'en',
    'zh-CN',
    'zh-TW',
    'en',
  );
  const [name, unread] = names[lang];
  const theme = choose('theme', 'auto', 'light', 'dark');
  const side = choose('position', 'right', 'left');

  const small = matchMedia('(max-width:479px),(max-height:479px)');
  const viewport = window.visualViewport || {};
  let isOpen = false;
  let frame, jwt, takesFocus, told;
  let page = {};
  let ready = '';
  let seen;
  let silent = 0;

  const create = (tag, parent) => parent.appendChild(document.createElement(tag));

  const host = document.createElement('div');
  host.style.cssText = 'all:initial!important;display:contents!important';
  const shadow = host.attachShadow({ mode: 'open' });
  const root = create('div', shadow);
  root.style.colorScheme = theme === 'auto' ? 'light dark' : theme;
  const panel = create('div', root);
  // Above the panel: until the frame speaks, it is the only way out of a chat that fills the screen.
  const launcher = create('button', root);
  const css = `button,div div{position:fixed;z-index:2147483647;${side}:20px;border-radius:28px;bottom:var(--dukou-bottom,20px);box-shadow:0 2px 12px #0005}
.open button:before{clip-path:path("M2 9l3-3 7 7 7-7 3 3-10 9z")}
button:before{clip-path:path("M2 2h20v16h-9l-6 6v-6h-5z");background:#fff;position:absolute;inset:16px;content:""}
button:after{top:0;content:attr(data-unread);background:#c00;position:absolute;min-width:20px;border-radius:28px;left:36px;font:12px/20px system-ui}
@media print{*{display:none}}
div div{margin-bottom:68px;height:640px;max-height:calc(100vh - 88px - var(--dukou-bottom,20px));background:Canvas;width:400px;border-radius:20px;overflow:hidden;visibility:hidden}
.open div{visibility:visible}
button{cursor:pointer;width:56px;border:0;height:56px;forced-color-adjust:none;background:var(--dukou-brand,#066);color:#fff}
.full.open.ready button{visibility:hidden}
iframe{border:0;height:100%;width:100%}
.full div{width:auto;inset:0;border-radius:0;height:100%;max-height:none;margin:0;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom);box-sizing:border-box}`;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    // Before Safari 16.4 a style element has to do.
    create('style', shadow).textContent = css;
  }

  // A listener that throws is the page's own error, reported as such, and stops nobody else.
  const emit = (event, detail) => panel.dispatchEvent(new CustomEvent(event, { detail }));

  const post = (type, rest) =>
    frame.contentWindow.postMessage({ dukou: 1, type, ...rest }, origin);

  // The whole state, every time: a message that the frame missed or got twice changes nothing.
  // A fragment stays here, as shops keep one-time secrets in it, unless it is a route (`#/kettle`).
  const tell = (data) => {
    const url = /[^#]*(#!?\/[^#?]*)?/.exec(location)[0];
    // What was told of a page before is not true of this one.
    if (url != page.url) told = 0;
    if (data) told = { ...told, ...data };
    page = { url, title: document.title };
    if (!ready || !host.isConnected) return;
    post('host', { open: isOpen, full: small.matches, page, jwt });
    if (told) told = post('track', { data: told });
  };

  const show = () => {
    root.className = `${isOpen && 'open'} ${small.matches && 'full'} ${ready}`;
    launcher.setAttribute('aria-expanded', isOpen);
    // On a phone the keyboard shrinks the visual viewport only, which a frame cannot see.
    panel.style.cssText =
      small.matches && viewport.scale < 1.01
        ? `top:${viewport.offsetTop}px;height:${viewport.height}px`
        : '';
    if (ready && takesFocus) takesFocus = (isOpen ? frame : launcher).focus();
    tell();
  };

  // Makes the frame, still hidden: on a hint that the visitor is about to open it, or at once.
  const warm = () => {
    if (frame) return;
    frame = create('iframe', panel);
    frame.title = name;
    frame.src = `${origin}/widget/${site}?lang=${lang}&theme=${theme}`;
  };

  // Once a second. A page that builds its document anew throws this away: it comes back. A frame that
  // has not spoken for ten shows an error page, and is loaded anew once it is looked at. Routers tell
  // nobody that they have moved, or have set the title after that.
  const watch = () => {
    // Outside the body: a page that replaces, transforms or hydrates its body keeps its launcher.
    host.isConnected || document.documentElement.append(host);
    if (frame && ++silent > 9 && isOpen) frame.src += silent = '';
    if (seen !== (seen = location + document.title)) tell();
  };

  const setOpen = (value, byVisitor) => {
    if (isOpen === value) return;
    isOpen = value;
    takesFocus = byVisitor || shadow.activeElement === frame;
    warm();
    show();
    emit(value ? 'open' : 'close');
    remember();
  };

  // Whether somebody has opened the chat here before; where storage is off, nobody has.
  const remember = () => {
    try {
      if (frame) localStorage.dukou = 1;
      return localStorage.dukou;
    } catch (_) {}
  };

  const setUnread = (count) => {
    launcher.dataset.unread = count || '';
    launcher.setAttribute('aria-label', name + (count ? unread.replace('#', count) : ''));
    emit('unread', count);
  };

  const receive = {
    ready() {
      ready = 'ready';
      show();
      emit('ready');
    },
    unread: ({ count }) => setUnread(count | 0),
    close: () => setOpen(false),
    event: ({ name, detail }) => emit(name, detail),
  };

  launcher.onclick = () => setOpen(!isOpen, 1);
  launcher.onpointerenter = launcher.onfocus = warm;
  small.onchange = viewport.onresize = viewport.onscroll = show;
  // What is not true would keep the key from everybody else.
  root.onkeydown = ({ key }) => key !== 'Escape' || setOpen(false);
  addEventListener('message', ({ data, origin: from, source }) => {
    if (frame && from == origin && source == frame.contentWindow && data && data.dukou == 1) {
      // Counted no more: one above this is not a number.
      silent = {};
      receive[data.type] && receive[data.type](data);
    }
  });
  setUnread(0);
  show();
  Object.assign(api, {
    open: () => setOpen(true, 1),
    close: () => setOpen(false),
    identify(token) {
      if (/^(null|\S+\.\S+\.\S+)$/.test(token)) {
        jwt = token;
        tell();
      } else complain('identify()', 'pass a JWT or null');
    },
    track(data) {
      try {
        tell(JSON.parse(JSON.stringify(data)));
      } catch {
        complain('track()', 'pass an object');
      }
    },
    on(event, listener) {
      const hear = ({ detail }) => listener(detail);
      panel.addEventListener(event, hear);
      return () => panel.removeEventListener(event, hear);
    },
  });
  // What the page asked for before this file came; `call[2]` lets the stub's off function work.
  for (const call of api.q || []) if (call[0]) call[2] = api[call[0]](...call[1]);

  if (choose('open', 'false', 'true', '') !== 'false') setOpen(true);
  if (!/^[\w-]+$/.test(site)) {
    complain(`data-site="${site}"`, 'use your site id');
  } else {
    setInterval(watch, 1000, watch());
    // Who has chatted here before may have an answer waiting: load when the page has begun to.
    if (remember()) setTimeout(warm, 1000);
  }
})();
