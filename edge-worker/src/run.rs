//! What only the runtime can give: the time, and chance.

use shared::time::Timestamp;
use wasm_bindgen::JsCast as _;
use worker::Date;

use crate::reply::{Failure, Reply};

/// The time of day, as the runtime tells it: it stands still within a turn.
pub(crate) fn now() -> Timestamp {
    Timestamp(Date::now().as_millis())
}

/// A number that nobody can guess.
pub(crate) fn random() -> Reply<u128> {
    let global: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let mut bytes = [0; 16];
    let drawn =
        global.crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    drawn.map_err(|error| Failure::internal(format_args!("no randomness: {error:?}")))?;
    Ok(u128::from_le_bytes(bytes))
}
