//! Names made in the browser.

use shared::id::ClientId;

/// A new name for something sent.
///
/// Drawn from the browser's generator; where that is missing, from the clock and the script
/// engine's own numbers, which is enough to tell one visitor's messages apart.
#[must_use]
pub fn client_id() -> ClientId {
    let mut bytes = [0_u8; 16];
    let drawn = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if drawn {
        return ClientId(u128::from_le_bytes(bytes));
    }
    let noise = (js_sys::Math::random() * TWO_TO_THE_53) as u64;
    ClientId((u128::from(noise) << 64) | u128::from(crate::time::now().0))
}

const TWO_TO_THE_53: f64 = 9_007_199_254_740_992.0;
