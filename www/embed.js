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
  if (api.v || !script) return complain('embed.js', 'use one script tag');
  api.v = 1;

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
    ...Object.keys(names),
  );
  const [name, unread] = names[lang];
  const theme = choose('theme', 'auto', 'light', 'dark');
  const side = choose('position', 'right', 'left');

  const { origin } = new URL(script.src);
  const small = matchMedia('(max-width:479px),(max-height:479px)');
  const viewport = window.visualViewport || {};
  const bus = new EventTarget();
  const tracked = [];
  let isOpen = false;
  let frame, jwt, takesFocus;
  let ready = '';

  const create = (tag, parent) => parent.appendChild(document.createElement(tag));

  const host = document.createElement('div');
  host.style.cssText = 'all:initial!important;display:contents!important';
  const shadow = host.attachShadow({ mode: 'open' });
  const root = create('div', shadow);
  root.style.colorScheme = theme === 'auto' ? 'light dark' : theme;
  const panel = create('div', root);
  // Above the panel: until the frame speaks, it is the only way out of a chat that fills the screen.
  const launcher = create('button', root);
  launcher.style[side] = '20px';
  const css = `button,div div{position:fixed;z-index:2147483647;bottom:var(--dukou-bottom,20px);border-radius:28px;box-shadow:0 2px 12px #0005}
button{width:56px;height:56px;border:0;background:var(--dukou-brand,#066);color:#fff;cursor:pointer;forced-color-adjust:none}
button:before{content:"";position:absolute;inset:16px;background:#fff;clip-path:path("M2 2h20v16h-9l-6 6v-6h-5z")}
.open button:before{clip-path:path("M2 9l3-3 7 7 7-7 3 3-10 9z")}
button:after{content:attr(data-unread);position:absolute;top:0;left:36px;min-width:20px;border-radius:28px;background:#c00;font:12px/20px system-ui}
div div{margin-bottom:68px;width:400px;height:min(640px,100vh - 88px - var(--dukou-bottom,20px));border-radius:20px;overflow:hidden;background:Canvas;visibility:hidden}
.open div{visibility:visible}
iframe{width:100%;height:100%;border:0}
.full div{inset:0;margin:0;width:auto;height:100%;border-radius:0;box-sizing:border-box;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom)}
.full.open.ready button{visibility:hidden}
@media print{*{display:none}}`;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    // Before Safari 16.4 a style element has to do.
    create('style', shadow).textContent = css;
  }

  // A listener that throws is the page's own error, reported as such, and stops nobody else.
  const emit = (event, detail) => bus.dispatchEvent(new CustomEvent(event, { detail }));

  const post = (type, rest) =>
    frame.contentWindow.postMessage({ dukou: 1, type, ...rest }, origin);

  // The whole state, every time: a message that the frame missed or got twice changes nothing.
  // The fragment stays here: shops keep one-time secrets in it, and no agent needs it.
  const tell = () => {
    if (!ready) return;
    const page = { url: location.href.split('#')[0], title: document.title };
    post('host', { open: isOpen, full: small.matches, page, jwt });
    tracked.splice(0).forEach((data) => post('track', { data }));
  };

  const show = () => {
    root.className = `${isOpen && 'open'} ${ready} ${small.matches && 'full'}`;
    launcher.setAttribute('aria-expanded', isOpen);
    // On a phone the keyboard shrinks the visual viewport only, which a frame cannot see.
    panel.style.cssText = !small.matches
      ? side + ':20px'
      : viewport.scale < 1.01
        ? `top:${viewport.offsetTop}px;height:${viewport.height}px`
        : '';
    if (isOpen && ready && takesFocus) takesFocus = frame.focus();
    tell();
  };

  // Loads the frame, still hidden: on a hint that the visitor is about to open it, or at once.
  const warm = () => {
    if (frame) return;
    frame = create('iframe', panel);
    frame.title = name;
    frame.src = `${origin}/widget/${site}?lang=${lang}&theme=${theme}`;
  };

  const setOpen = (value, byVisitor) => {
    if (isOpen === value) return;
    isOpen = value;
    takesFocus = byVisitor;
    const focusIsInside = shadow.activeElement === frame;
    warm();
    show();
    if (!value && focusIsInside) launcher.focus();
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
    launcher.setAttribute('aria-label', count ? name + unread.replace('#', count) : name);
    emit('unread', count);
  };

  const receive = {
    ready() {
      ready = 'ready';
      show();
      emit(ready);
    },
    unread: ({ count }) => setUnread(count | 0),
    close: () => setOpen(false),
    event: ({ name, detail }) => emit(name, detail),
  };

  launcher.onclick = () => setOpen(!isOpen, 1);
  launcher.onpointerenter = launcher.onfocus = warm;
  small.onchange = viewport.onresize = viewport.onscroll = show;
  shadow.addEventListener('keydown', ({ key }) => key === 'Escape' && setOpen(false));
  addEventListener('message', ({ data, origin: from, source }) => {
    if (frame && from === origin && source === frame.contentWindow && data && data.dukou === 1) {
      if (data.type in receive) receive[data.type](data);
    }
  });
  if (window.navigation) navigation.addEventListener('navigatesuccess', tell);

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
        tracked.push(JSON.parse(JSON.stringify(data)));
        tracked.splice(20);
        tell();
      } catch {
        complain('track()', 'pass an object');
      }
    },
    on(event, listener) {
      const hear = ({ detail }) => listener(detail);
      bus.addEventListener(event, hear);
      return () => bus.removeEventListener(event, hear);
    },
  });
  // What the page asked for before this file came; `call[2]` lets the stub's off function work.
  for (const call of api.q || []) if (call[0]) call[2] = api[call[0]](...call[1]);

  const draw = () => {
    // Outside the body: a page that replaces, transforms or hydrates its body keeps its launcher.
    document.documentElement.append(host);
    // Who has chatted here before may have an answer waiting: load when nothing else does.
    if (remember()) (window.requestIdleCallback || setTimeout)(warm);
  };
  if (choose('open', 'false', 'true', '') !== 'false') setOpen(true);
  if (!/^[\w-]+$/.test(site)) {
    complain(`data-site="${site}"`, 'use your site id');
  } else if (document.body) draw();
  else addEventListener('DOMContentLoaded', draw);
})();
