//! What must not end in a log.
//!
//! ```
//! use shared::secret::Secret;
//!
//! let key = Secret::from("0123456789abcdef".to_owned());
//! assert_eq!(key.expose().len(), 16);
//! assert_eq!(format!("{key:?}"), "‹…›");
//! ```

use std::fmt;

use serde::Deserialize;

/// A key, or the hash of a password, as an operator gave it. It is printed for nobody, and written down by
/// nobody who does not say so.
///
/// Two are compared as configurations are. What a caller sends is to be compared in constant time.
#[derive(Clone, Deserialize, Eq, PartialEq)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for who signs, checks or sends with it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹…›")
    }
}
