//! Which articles hold a term, and how much it weighs in each: compact, and quick to walk.
//!
//! For each term a run of bytes: the distance to the next article as a varint, then its weight as one
//! byte. A term of a short article costs about two bytes.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::terms::Term;

/// The terms of all articles and the articles of each term.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// Every term, ascending; a term's place in here is its number.
    keys: Vec<Term>,
    /// How many articles hold the term.
    counts: Vec<u32>,
    /// Where the term's bytes end.
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Postings {
    /// How many terms there are.
    pub(super) const fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of a term.
    pub(super) fn number(&self, term: Term) -> Option<u32> {
        self.keys.binary_search(&term).ok().and_then(|at| u32::try_from(at).ok())
    }

    pub(super) fn term(&self, number: u32) -> Term {
        self.keys[number as usize]
    }

    /// How many articles hold a term.
    pub(super) fn count(&self, number: u32) -> u32 {
        self.counts[number as usize]
    }

    /// The articles that hold a term, ascending, with its weight in each.
    pub(super) fn of(&self, number: u32) -> Run<'_> {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Run { bytes: &self.bytes[start as usize..self.ends[at] as usize], article: 0 }
    }

    /// How many bytes the postings take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + self.keys.len() * (size_of::<Term>() + 2 * size_of::<u32>())
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
        let mut distance = 0;
        let mut shift = 0;
        loop {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            distance |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        let (&weight, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        self.article += distance;
        Some((self.article, weight))
    }
}

/// Gathers postings article by article.
#[derive(Default)]
pub(super) struct Gathering {
    numbers: HashMap<Term, usize, BuildHasherDefault<TermHasher>>,
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
    pub(super) fn note(&mut self, term: Term, article: u32, weight: u8) {
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
        let mut order: Vec<(Term, usize)> = self.numbers.into_iter().collect();
        order.sort_unstable();
        let mut postings = Postings::default();
        for (term, number) in order {
            let run = &self.runs[number];
            postings.keys.push(term);
            postings.counts.push(run.count);
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

/// Terms come from the shop's own articles, not from visitors, so one multiplication will do.
#[derive(Default)]
struct TermHasher(u64);

impl Hasher for TermHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let mixed = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_what_is_walked() {
        let mut gathering = Gathering::default();
        let articles = [0, 1, 127, 128, 300, 70_000, 2_097_152, u32::MAX];
        for article in articles {
            gathering.note(Term(7), article, (article % 255) as u8);
        }
        gathering.note(Term(3), 5, 9);
        let postings = gathering.finish();
        assert_eq!(postings.len(), 2);
        assert_eq!(postings.number(Term(7)), Some(1));
        assert_eq!(postings.number(Term(8)), None);
        assert_eq!(postings.count(1), 8);
        let walked: Vec<(u32, u8)> = postings.of(1).collect();
        assert_eq!(walked, articles.map(|article| (article, (article % 255) as u8)));
        assert_eq!(postings.of(0).collect::<Vec<_>>(), [(5, 9)]);
    }
}
