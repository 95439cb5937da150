//! Modules that come after the page is usable.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Begins to import a module by its name: `entry.js`.
    #[wasm_bindgen(js_name = dukouModule)]
    pub(crate) fn import(name: &str) -> Promise;
}

/// What an import comes to; nothing where the module cannot be had now.
pub(crate) async fn of(import: Promise) -> Option<JsValue> {
    JsFuture::from(import).await.ok()
}
