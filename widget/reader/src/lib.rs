//! What the reader's Web Worker calls: load a weight file once, then read texts.
//!
//! `entry.js` is its only caller. A reading leaves as JSON of `shared::reading::Reading`, because the
//! worker only passes it on.

use std::cell::RefCell;

use model::Reader;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

/// Takes a weight file; a second one replaces the first.
///
/// # Errors
///
/// A line that says why the file cannot be used.
#[wasm_bindgen]
pub fn load(bytes: &[u8]) -> Result<(), String> {
    let reader = Reader::load(bytes).map_err(|error| error.to_string())?;
    READER.set(Some(reader));
    Ok(())
}

/// The reading of a text as JSON; nothing before a file is loaded, or when there is nothing to read.
#[must_use]
#[wasm_bindgen]
pub fn read(text: &str) -> Option<String> {
    READER.with_borrow(|reader| {
        let reading = reader.as_ref()?.read(text)?;
        serde_json::to_string(&reading).ok()
    })
}

/// The network's raw outputs for a text: 14 intents, 6 emotions, anger; nothing where [`read`] gives
/// nothing. For tests, which hold that every build computes the same.
#[must_use]
#[wasm_bindgen]
pub fn logits(text: &str) -> Option<Vec<f32>> {
    READER.with_borrow(|reader| {
        let reader = reader.as_ref()?;
        reader.logits(&reader.rows(text))
    })
}
