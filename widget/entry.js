// Starts the page. Until the WebAssembly has come, the shell stands in for it: it speaks the
// visitor's language, takes a tap on 转人工, and says so when nothing comes.
import init from "./index.js";

const root = document.documentElement;
const query = new URLSearchParams(location.search);

const WORDS = {
  "zh-CN": ["转人工", "正在打开客服…", "没能打开客服，请重试，或换一个浏览器。", "重试", "马上为您转人工…"],
  "zh-TW": ["轉接真人", "正在開啟客服…", "無法開啟客服，請重試，或改用其他瀏覽器。", "重試", "馬上為您轉接真人客服…"],
  en: ["Talk to a person", "Opening the chat…", "The chat could not be opened. Try again, or try another browser.", "Retry", "We will connect you to a person…"],
};

const tag = query.get("lang") || navigator.language;
const lang = !/^zh/i.test(tag) ? "en" : /^zh-(tw|hk|mo|hant)/i.test(tag) ? "zh-TW" : "zh-CN";
const [human, opening, failed, again, noted] = WORDS[lang];
root.lang = lang;
// The shop, for the page: its addresses end with it.
const site = (root.dataset.site = location.pathname.split("/").filter(Boolean).pop());

// Tells the shop's page that this one has come, and is nobody's error page.
if (parent != window) parent.postMessage({ dukou: 1, type: "come" }, "*");

// Light or dark as the address says, else as the system, from now on.
const dark = matchMedia("(prefers-color-scheme:dark)");
const dress = () => {
  root.dataset.theme = { light: "light", dark: "dark" }[query.get("theme")] || (dark.matches ? "dark" : "light");
};
dress();
dark.onchange = dress;

// The page is as high as what the keyboard leaves of the screen.
const viewport = window.visualViewport;
const fit = () => {
  // A zoomed page scrolls as its reader likes.
  const zoomed = viewport.scale > 1.01;
  root.style.setProperty("--height", zoomed ? "" : `${viewport.height | 0}px`);
  if (!zoomed) root.style.setProperty("--top", `${viewport.offsetTop | 0}px`);
};
if (viewport) {
  fit();
  viewport.onresize = viewport.onscroll = fit;
}

const [button, text, retry] = document.querySelectorAll("#early button, #early p");
button.textContent = human;
text.textContent = opening;
retry.textContent = again;
const wish = () => {
  root.dataset.human = "";
  text.textContent = noted;
};
button.onclick = wish;
// Where nothing works but a new try, the wish goes with it: in the name of the window, which needs no storage.
retry.onclick = () => {
  window.name = root.dataset.human == null ? "" : "human";
  location.reload();
};
if (window.name == "human") {
  window.name = "";
  wish();
}

// `rules` and `answers` come when the page asks for them. A module that failed to load is remembered
// under its address: the fragment makes each try a new one.
let tries = 0;
globalThis.dukouModule = (name) => import(`${root.dataset[name]}#${tries++}`).then((module) => module.ready);

// What the page asks of its shell: see `src/shell.rs`.
// An address ends as in `shared::markdown`; one that names somebody before its host (`a@b`) shows another
// host than it leads to, so it stays a text.
const ADDRESS = /(https?:\/\/(?![^\s/?#]*@)[\w.-]*\w(?::\d+)?(?:[/?#][^\s<>"()[\]`*\u007f-\uffff]*[^\s<>"()[\]`*\u007f-\uffff.,;:!?']|\/)?)/;
globalThis.dukouLinks = (place, text) =>
  place.append(
    ...text.split(ADDRESS).map((part, at) =>
      at % 2
        ? Object.assign(document.createElement("a"), { href: part, target: "_blank", rel: "noopener noreferrer", textContent: part })
        : part,
    ),
  );

// The tab, or a mini-program's bar, is called as the shop is. Black or white on its colour, whichever stands
// out more (WCAG 2.2, relative luminance, with squares for powers of 2.4).
globalThis.dukouShop = (name, color) => {
  document.title = name;
  if (!color) return;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) ** 2);
  root.style.setProperty("--brand", color);
  root.style.setProperty("--on-brand", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 255 ** 2 / 4 ? "#111" : "#fff");
};

globalThis.dukouSubject = (jwt) => {
  try {
    const bytes = atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    const claims = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt()));
    // A number of more digits than JavaScript's have is a name all the same.
    const { sub } = JSON.parse(claims.replace(/("sub"\s*:\s*)(\d{16,})/, '$1"$2"'));
    if (typeof sub == "string" || Number.isInteger(sub)) return `${sub}`.trim();
  } catch {}
};

globalThis.dukouArrival = () => {
  const jwt = /^#jwt=(.*)/.exec(location.hash)?.[1];
  if (jwt == null) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (dukouSubject(jwt)) return jwt;
  console.error("Dukou: #jwt=: pass a JWT");
};
// Another fragment loads nothing by itself.
addEventListener("hashchange", () => /^#jwt=/.test(location.hash) && location.reload());

// The smallest module with a vector instruction tells whether the browser has them.
const VECTORS = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);
globalThis.dukouReader = () => {
  if (navigator.connection?.saveData) return;
  try {
    const { reader, readerSimd } = root.dataset;
    return new Worker((WebAssembly.validate(VECTORS) && readerSimd) || reader);
  } catch {}
};

// The text box takes the focus when the page gets it and nothing in it has it: the shop's page gives it to a
// chat that the visitor opens, not to one that opens by itself. On a touch screen that would open the keyboard.
const take = () => {
  if (document.activeElement == document.body && matchMedia("(hover:hover) and (pointer:fine)").matches)
    document.querySelector("[enterkeyhint]")?.focus();
};
addEventListener("focus", take);

init({ module_or_path: WASM }).then(() => parent != window || take()).catch((error) => {
  // An old browser, or no network: say so, and tell the shop's developer why.
  console.error("Dukou: the chat did not start:", error);
  text.textContent = failed;
  retry.hidden = false;
  button.onclick = () => {
    wish();
    retry.onclick();
  };
  // The shop's telephone is for when nothing else works.
  fetch(`/v1/sites/${site}/profile`)
    .then((answer) => answer.json())
    .then(({ profile: { phone } }) => {
      if (phone) text.append(Object.assign(document.createElement("a"), { href: `tel:${phone}`, textContent: phone }));
    })
    .catch(() => {});
});
