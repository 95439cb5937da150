//! The encoder's table, which lies beside the WebAssembly as data and is read when it is first needed.

use std::cell::OnceCell;
use std::sync::Arc;

use shared::search::Encoder;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::console_warn;

/// The encoder, the same for all shops of this instance; nothing where it cannot be read, so that
/// search goes by words alone.
pub(crate) fn at_hand() -> Option<Arc<Encoder>> {
    ENCODER.with(|encoder| encoder.get_or_init(read).clone())
}

fn read() -> Option<Arc<Encoder>> {
    let Ok(bytes) = packed() else {
        console_warn!("there is no encoder beside the worker: search goes by words alone");
        return None;
    };
    match Encoder::read(&bytes) {
        Ok(encoder) => Some(Arc::new(encoder)),
        Err(error) => {
            console_warn!("search goes by words alone: {error}");
            None
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// `xtask/src/build/shim.js` puts it there.
    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = dukouEncoder)]
    fn packed() -> Result<Vec<u8>, JsValue>;
}

thread_local! {
    static ENCODER: OnceCell<Option<Arc<Encoder>>> = const { OnceCell::new() };
}
