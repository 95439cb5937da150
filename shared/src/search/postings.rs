//! Which articles hold a term, and how much it weighs in each: compact, and quick to walk.
//!
//! The articles of a term are a *run* of bytes: for each the distance to it in five bits, beside its weight
//! in three; a distance that five bits do not hold goes on as a varint. A term of a short article costs one
//! byte and a half. Terms are known by 32 bits of their hash: of a hundred thousand two or three are taken
//! for one another, and each counts for both.
//!
//! The upper bits of a hash name a *bucket*, where its terms stand one after the other: what is left of the
//! hash, how many articles, how many bytes, the run. Most terms are held by one article, and a table of
//! all would be longer than their runs. The shortest runs come first, so that who looks for a term that is
//! not there, as whoever reads pinyin mostly does, reads on in one place.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::terms::Term;

/// The terms of all articles and the articles of each term.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// Where each bucket begins, and where the last one ends.
    starts: Vec<u32>,
    buckets: Buckets,
    bytes: Vec<u8>,
    /// A bit for every term, some of them shared: most terms that are not there are told without a look
    /// into their bucket.
    likely: Vec<u64>,
}

impl Postings {
    /// The number of a term: where in the bytes it tells of its articles.
    pub(super) fn number(&self, term: Term) -> Option<u32> {
        let key = Key::of(term);
        let (word, bit) = bit(key, self.likely.len());
        if self.likely.get(word)? & bit == 0 {
            return None;
        }
        let at = self.buckets.of(key);
        let (start, end) = (*self.starts.get(at)? as usize, *self.starts.get(at + 1)? as usize);
        let wanted = self.buckets.rest(key);
        let mut bytes = &self.bytes[start..end];
        loop {
            let rest = self.buckets.read_rest(&mut bytes)?;
            if rest == wanted {
                return u32::try_from(end - bytes.len()).ok();
            }
            let (_, run) = head(&mut bytes)?;
            bytes = &bytes[run..];
        }
    }

    /// How many articles hold a term.
    pub(super) fn count(&self, number: u32) -> u32 {
        varint(&mut &self.bytes[number as usize..]).unwrap_or(0)
    }

    /// The articles that hold a term, ascending, with its weight in each.
    pub(super) fn of(&self, number: u32) -> Run<'_> {
        let mut bytes = &self.bytes[number as usize..];
        let run = head(&mut bytes).map_or(0, |(_, run)| run);
        Run { bytes: &bytes[..run], next: 0 }
    }

    /// How many bytes the postings take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + size_of_val(self.starts.as_slice()) + size_of_val(self.likely.as_slice())
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

/// Where a term's bit is among `words`, which are a power of two.
const fn bit(key: Key, words: usize) -> (usize, u64) {
    ((key.0 as usize >> 6) & words.wrapping_sub(1), 1 << (key.0 & 63))
}

/// How many buckets there are: two to the power of `bits`.
#[derive(Clone, Copy, Debug, Default)]
struct Buckets {
    bits: u32,
}

impl Buckets {
    fn for_terms(count: usize) -> Self {
        Self { bits: (count / IN_A_BUCKET).checked_ilog2().unwrap_or(0).min(MOST_BITS) }
    }

    fn count(self) -> usize {
        1 << self.bits
    }

    fn of(self, key: Key) -> usize {
        (u64::from(key.0) >> (32 - self.bits)) as usize
    }

    fn rest(self, key: Key) -> u32 {
        key.0 & (u32::MAX >> self.bits)
    }

    fn rest_bytes(self) -> usize {
        (32 - self.bits).div_ceil(8) as usize
    }

    fn read_rest(self, bytes: &mut &[u8]) -> Option<u32> {
        let (rest, after) = bytes.split_at_checked(self.rest_bytes())?;
        *bytes = after;
        Some(rest.iter().rev().fold(0, |rest, &byte| rest << 8 | u32::from(byte)))
    }

    fn write_rest(self, key: Key, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.rest(key).to_le_bytes()[..self.rest_bytes()]);
    }
}

/// How many articles hold a term and how many bytes its run takes, which is left in `bytes`.
fn head(bytes: &mut &[u8]) -> Option<(u32, usize)> {
    let count = varint(bytes)?;
    if count > 1 {
        return Some((count, varint(bytes)? as usize));
    }
    // A length for one article would be a byte for every other term.
    let mut run = Run { bytes, next: 0 };
    run.next();
    Some((count, bytes.len() - run.bytes.len()))
}

/// How much a term weighs in an article: the saturating part of BM25 in eight steps, each of which is about
/// two thirds more of what saturates.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Weight(u8);

impl Weight {
    /// The step that is nearest to a share from 0 to 1.
    pub(super) fn of(share: f32) -> Self {
        let far = |step: &usize| (SHARES[*step] - share).abs();
        let nearest = (0..SHARES.len()).min_by(|left, right| far(left).total_cmp(&far(right)));
        Self(nearest.unwrap_or(0) as u8)
    }

    /// What is of this weight, of what was made for all shares by [`Weight::each`].
    #[inline]
    pub(super) const fn of_each<T: Copy>(self, each: &[T; 8]) -> T {
        each[(self.0 & 7) as usize]
    }

    /// Something for the share of each weight.
    pub(super) fn each<T>(make: impl Fn(f32) -> T) -> [T; 8] {
        SHARES.map(make)
    }
}

/// Walks the articles of one term.
pub(super) struct Run<'a> {
    bytes: &'a [u8],
    /// The first article that may come.
    next: u32,
}

impl Iterator for Run<'_> {
    /// The article's number and the term's weight in it.
    type Item = (u32, Weight);

    #[inline]
    fn next(&mut self) -> Option<(u32, Weight)> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        let mut article = self.next + u32::from(byte & FAR);
        if byte & FAR == FAR {
            article += varint(&mut self.bytes)?;
        }
        self.next = article.wrapping_add(1);
        Some((article, Weight(byte >> 5)))
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
    /// The first article that may come.
    next: u32,
}

impl Gathering {
    /// Notes that an article holds a term. Articles must come in ascending order, and a term once
    /// for each.
    pub(super) fn note(&mut self, term: Key, article: u32, weight: Weight) {
        let number = *self.numbers.entry(term).or_insert_with(|| {
            self.runs.push(GrowingRun::default());
            self.runs.len() - 1
        });
        let run = &mut self.runs[number];
        let distance = article - run.next;
        run.bytes.push(weight.0 << 5 | distance.min(u32::from(FAR)) as u8);
        if let Some(more) = distance.checked_sub(u32::from(FAR)) {
            push_varint(&mut run.bytes, more);
        }
        run.next = article.wrapping_add(1);
        run.count += 1;
    }

    pub(super) fn finish(self) -> Postings {
        let mut order: Vec<(Key, usize)> = self.numbers.into_iter().collect();
        let buckets = Buckets::for_terms(order.len());
        order.sort_unstable_by_key(|&(term, number)| {
            (buckets.of(term), self.runs[number].bytes.len(), term)
        });
        let size = self.runs.iter().map(|run| run.bytes.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(size + order.len() * (buckets.rest_bytes() + 3));
        let mut likely = vec![0; (order.len() * BITS_A_TERM).div_ceil(64).next_power_of_two()];
        let mut starts = Vec::with_capacity(buckets.count() + 1);
        for (term, number) in order {
            let (word, bit) = bit(term, likely.len());
            likely[word] |= bit;
            starts.resize(buckets.of(term) + 1, bytes.len() as u32);
            let run = &self.runs[number];
            buckets.write_rest(term, &mut bytes);
            push_varint(&mut bytes, run.count);
            if run.count > 1 {
                push_varint(&mut bytes, run.bytes.len() as u32);
            }
            bytes.extend_from_slice(&run.bytes);
        }
        starts.resize(buckets.count() + 1, bytes.len() as u32);
        bytes.shrink_to_fit();
        Postings { starts, buckets, bytes, likely }
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

/// In the lower five bits: the distance is this and what follows.
const FAR: u8 = 31;
/// Terms of a bucket, at least: more make it long to look through, fewer cost more for the buckets than for
/// them.
const IN_A_BUCKET: usize = 2;
/// Of sixteen terms that are not there one is looked for in vain; of half as many bits, one of eight.
const BITS_A_TERM: usize = 8;
/// Far more buckets than an object has room for terms.
const MOST_BITS: u32 = 20;
/// The weight, of at most 1, that each of the eight stored steps stands for.
const SHARES: [f32; 8] = [0.38, 0.51, 0.63, 0.70, 0.76, 0.83, 0.89, 0.94];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_what_is_walked() {
        let mut gathering = Gathering::default();
        let articles = [0, 1, 30, 62, 63, 127, 128, 300, 70_000, 2_097_152, u32::MAX];
        let weight = |article: u32| Weight((article % 8) as u8);
        let [often, once, last, never] = [7, 3, 5, 8].map(Term);
        for article in articles {
            gathering.note(Key::of(often), article, weight(article));
        }
        gathering.note(Key::of(once), 5, Weight(1));
        gathering.note(Key::of(last), u32::MAX, Weight(2));
        let postings = gathering.finish();
        let number = |term| postings.number(term).unwrap();
        assert_eq!(postings.number(never), None);
        assert_eq!([often, once, last].map(|term| postings.count(number(term))), [11, 1, 1]);
        let walked: Vec<(u32, Weight)> = postings.of(number(often)).collect();
        assert_eq!(walked, articles.map(|article| (article, weight(article))));
        assert_eq!(postings.of(number(once)).collect::<Vec<_>>(), [(5, Weight(1))]);
        assert_eq!(postings.of(number(last)).collect::<Vec<_>>(), [(u32::MAX, Weight(2))]);
    }

    #[test]
    fn of_any_number_of_terms_each_is_found_and_no_other() {
        for count in [0, 1, 3, 4, 70, 5_000, 300_000] {
            let mut gathering = Gathering::default();
            let term = |at: u32| Term(u64::from(at) << 21 | 0x4e00);
            for at in 0..count {
                gathering.note(Key::of(term(at)), at, Weight((at % 8) as u8));
            }
            let postings = gathering.finish();
            for at in 0..count {
                let run = postings.of(postings.number(term(at)).unwrap());
                assert!(run.eq([(at, Weight((at % 8) as u8))]), "{at} of {count}");
            }
            let taken = (count..count + 1_000).filter(|&at| postings.number(term(at)).is_some());
            assert!(taken.count() <= 5);
        }
    }

    #[test]
    fn a_weight_is_nearly_the_share() {
        for share in (35..=96).map(|share| share as f32 / 100.0) {
            assert!((Weight::of(share).of_each(&SHARES) - share).abs() <= 0.07, "{share}");
        }
        assert_eq!(Weight::of(0.0), Weight(0));
        assert_eq!(Weight::of(1.0), Weight(7));
    }
}
