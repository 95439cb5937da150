//! Which articles hold a term, and how much it weighs in each: compact, and quick to walk.
//!
//! For each term a run of bytes: how many articles hold it, then for each the distance to it as a varint
//! and the weight as one byte. A term of a short article costs about two bytes. Terms are known by 32 bits
//! of their hash: of a hundred thousand two or three are taken for one another, and each counts for both.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::terms::Term;

/// The terms of all articles and the articles of each term.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// The key of every term, ascending; a term's place in here is its number.
    keys: Vec<Key>,
    /// Where the term's bytes end.
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Postings {
    /// The number of a term.
    pub(super) fn number(&self, term: Term) -> Option<u32> {
        self.keys.binary_search(&Key::of(term)).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// How many articles hold a term.
    pub(super) fn count(&self, number: u32) -> u32 {
        self.run(number).0
    }

    /// The articles that hold a term, ascending, with its weight in each.
    pub(super) fn of(&self, number: u32) -> Run<'_> {
        self.run(number).1
    }

    fn run(&self, number: u32) -> (u32, Run<'_>) {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut bytes = &self.bytes[start as usize..self.ends[at] as usize];
        let count = varint(&mut bytes).unwrap_or(0);
        (count, Run { bytes, article: 0 })
    }

    /// How many bytes the postings take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + size_of_val(self.keys.as_slice()) + size_of_val(self.ends.as_slice())
    }
}

/// What a term is known by.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Key(u32);

impl Key {
    pub(super) const fn of(Term(term): Term) -> Self {
        Self((term.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32)
    }
}

/// Walks the articles of one term.
pub(super) struct Run<'a> {
    bytes: &'a [u8],
    article: u32,
}

impl Iterator for Run<'_> {
    /// The article's number and the term's weight in it.
    type Item = (u32, u8);

    #[inline]
    fn next(&mut self) -> Option<(u32, u8)> {
        let distance = varint(&mut self.bytes)?;
        let (&weight, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        self.article += distance;
        Some((self.article, weight))
    }
}

#[inline]
fn varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
    }
}

/// Gathers postings article by article.
#[derive(Default)]
pub(super) struct Gathering {
    numbers: HashMap<Key, usize, BuildHasherDefault<KeyHasher>>,
    runs: Vec<GrowingRun>,
}

#[derive(Default)]
struct GrowingRun {
    bytes: Vec<u8>,
    count: u32,
    last: u32,
}

impl Gathering {
    /// Notes that an article holds a term. Articles must come in ascending order, and a term once
    /// for each.
    pub(super) fn note(&mut self, term: Key, article: u32, weight: u8) {
        let number = *self.numbers.entry(term).or_insert_with(|| {
            self.runs.push(GrowingRun::default());
            self.runs.len() - 1
        });
        let run = &mut self.runs[number];
        push_varint(&mut run.bytes, article - run.last);
        run.bytes.push(weight);
        run.last = article;
        run.count += 1;
    }

    pub(super) fn finish(self) -> Postings {
        let mut order: Vec<(Key, usize)> = self.numbers.into_iter().collect();
        order.sort_unstable();
        let mut postings = Postings::default();
        for (term, number) in order {
            let run = &self.runs[number];
            postings.keys.push(term);
            push_varint(&mut postings.bytes, run.count);
            postings.bytes.extend_from_slice(&run.bytes);
            postings.ends.push(u32::try_from(postings.bytes.len()).unwrap_or(u32::MAX));
        }
        postings
    }
}

fn push_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Keys are hashes already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_what_is_walked() {
        let mut gathering = Gathering::default();
        let articles = [0, 1, 127, 128, 300, 70_000, 2_097_152, u32::MAX];
        let [often, once, never] = [7, 3, 8].map(Term);
        for article in articles {
            gathering.note(Key::of(often), article, (article % 255) as u8);
        }
        gathering.note(Key::of(once), 5, 9);
        let postings = gathering.finish();
        let number = |term| postings.number(term).unwrap();
        assert_eq!(postings.number(never), None);
        assert_eq!([number(often), number(once)].map(|it| postings.count(it)), [8, 1]);
        let walked: Vec<(u32, u8)> = postings.of(number(often)).collect();
        assert_eq!(walked, articles.map(|article| (article, (article % 255) as u8)));
        assert_eq!(postings.of(number(once)).collect::<Vec<_>>(), [(5, 9)]);
    }
}
