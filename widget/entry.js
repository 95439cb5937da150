// Starts the page. Until the WebAssembly has come, the shell stands in for it: it speaks the
// visitor's language, takes a tap on 转人工, and says so when nothing comes.
import init from "./index.js";

const root = document.documentElement;
const query = new URLSearchParams(location.search);

const WORDS = {
  "zh-CN": ["转人工", "正在打开客服…", "没能打开客服，请检查网络后重试。", "重试", "马上为您转人工…"],
  "zh-TW": ["轉人工", "正在開啟客服…", "無法開啟客服，請檢查網路後重試。", "重試", "馬上為您轉接真人客服…"],
  en: ["Talk to a person", "Opening the chat…", "The chat could not be opened. Check your network and try again.", "Retry", "We will connect you to a person…"],
};

const tag = query.get("lang") || navigator.language;
const lang = !/^zh/i.test(tag) ? "en" : /tw|hk|mo|hant/i.test(tag) ? "zh-TW" : "zh-CN";
const [human, opening, failed, again, noted] = WORDS[lang];
const dark = matchMedia("(prefers-color-scheme:dark)").matches;
root.lang = lang;
root.dataset.theme = { light: "light", dark: "dark" }[query.get("theme")] || (dark ? "dark" : "light");

const [button, text, retry] = document.querySelectorAll("#early button, #early p");
button.textContent = human;
text.textContent = opening;
retry.textContent = again;
button.onclick = () => {
  root.dataset.human = "";
  text.textContent = noted;
};
retry.onclick = () => location.reload();

// `rules` and `answers` come when the page asks for them. A module that failed to load is remembered
// under its address: the fragment makes each try a new one.
let tries = 0;
globalThis.dukouModule = (name) => import(`${root.dataset[name]}#${tries++}`).then((module) => module.ready);

init({ module_or_path: WASM }).catch((error) => {
  // An old browser, or no network: say so, and tell the shop's developer why.
  console.error("Dukou: the chat did not start:", error);
  text.textContent = failed;
  retry.hidden = false;
});
