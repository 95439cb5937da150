//! How much a Library shows.

use serde::Deserialize;
use shared::api::knowledge::Overflow;

/// How much readers may see of one site: its text and its index are in the memory of one object, twice
/// while one takes the place of another.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Capacity {
    /// How many articles.
    pub(crate) articles: u64,
    /// Their bytes, as JSON.
    pub(crate) bytes: u64,
}

impl Default for Capacity {
    /// What a server of one's own publishes within seconds. An object on Cloudflare has less memory, and
    /// what `dist` writes for it says so.
    fn default() -> Self {
        Self { articles: 50_000, bytes: 16 << 20 }
    }
}

impl Capacity {
    /// Whatever there is.
    pub(crate) const ENDLESS: Self = Self { articles: u64::MAX, bytes: u64::MAX };

    /// Asks whether so much fits.
    ///
    /// # Errors
    /// Where it does not.
    pub(crate) const fn admit(self, articles: u64, bytes: u64) -> Result<(), Overflow> {
        if articles <= self.articles && bytes <= self.bytes {
            return Ok(());
        }
        let (most_articles, most_bytes) = (self.articles, self.bytes);
        Err(Overflow { articles, bytes, most_articles, most_bytes })
    }
}
