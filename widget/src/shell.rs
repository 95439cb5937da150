//! What `entry.js` does for the page: where nothing but the browser is asked, plain JavaScript weighs
//! less than the same in WebAssembly.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Node, Worker};

#[wasm_bindgen]
extern "C" {
    /// Appends `text`; the web addresses in it become links that open outside the frame.
    #[wasm_bindgen(js_name = dukouLinks)]
    pub(crate) fn append_linked(place: &Node, text: &str);

    /// Calls the page as the shop is called, and dresses it in the shop's colour (`#rrggbb`), if it has one,
    /// with letters on it that can be read.
    #[wasm_bindgen(js_name = dukouShop)]
    pub(crate) fn shop(name: &str, color: Option<&str>);

    /// Whom a JWT names, unverified; nothing where it is none.
    #[wasm_bindgen(js_name = dukouSubject)]
    pub(crate) fn subject(jwt: &str) -> Option<String>;

    /// The token that the fragment of a page of its own brings (`#jwt=…`), if it names somebody: else who was here
    /// before stays. It is taken out of the address and its history: it must not be seen over a shoulder, shared with
    /// a link, or kept.
    #[wasm_bindgen(js_name = dukouArrival)]
    pub(crate) fn arrival() -> Option<String>;

    /// Tells the shop's developer, in the browser's console.
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub(crate) fn complain(what: &str, why: &str);

    /// Begins to import a module that comes after the page is usable, by its name.
    #[wasm_bindgen(js_name = dukouModule)]
    pub(crate) fn import(module: &str) -> Promise;

    /// Starts the worker that reads messages; nothing where it cannot be had.
    #[wasm_bindgen(js_name = dukouReader)]
    pub(crate) fn reader() -> Option<Worker>;
}
