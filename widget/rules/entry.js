// The rules, which the page imports once it is usable. The build puts the address of the WebAssembly
// in `WASM`.
import init, * as rules from "./index.js";

export const ready = init({ module_or_path: WASM }).then(() => rules);
