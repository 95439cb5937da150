// The most asked articles, which the page imports when there is time. The build puts the address of the
// WebAssembly in `WASM`.
import init, * as answers from "./index.js";

export const ready = init({ module_or_path: WASM }).then(() => answers);
