//! How much a term says, by how rare it is.

use super::{Index, terms::Term};

/// How rare a term is: BM25's idf, kept above zero.
pub(super) fn rarity(count: u32, articles: usize) -> f32 {
    let (count, articles) = (count as f32, articles as f32);
    (1.0 + (articles - count + 0.5).max(0.0) / (count + 0.5)).ln()
}

impl Index {
    /// How much one occurrence of a term says: its rarity times its kind's strength.
    pub(super) fn worth(&self, term: Term, number: u32) -> f32 {
        rarity(self.postings.count(number), self.articles.len()) * term.strength()
    }
}
