//! The vectors of all articles, and which of them point where a question does.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::encoder::{Encoder, WIDTH};
use crate::{article::Article, fold::Folded};

/// One vector for each wording of each article, in bytes.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Vectors {
    packed: Vec<Packed>,
    /// The article of each vector, ascending.
    owners: Vec<u32>,
    /// Where the vectors of each article end.
    ends: Vec<u32>,
}

/// A vector as 128 whole numbers, and what one of them is worth.
#[derive(Clone, Copy, Debug)]
struct Packed {
    numbers: [i8; WIDTH],
    unit: f32,
}

/// A question, ready to be compared.
#[derive(Clone, Debug)]
pub(in crate::search) struct Meant {
    vector: Packed,
    /// How readily evidence is believed for such a question.
    pub(in crate::search) belief: f32,
}

impl Meant {
    /// What a folded text means; nothing where the encoder knows none of it.
    pub(in crate::search) fn of(encoder: &Encoder, text: &[char]) -> Option<Self> {
        let direction = encoder.direction(text);
        let vector = Packed::of(&direction);
        (vector.unit > 0.0).then(|| Self { vector, belief: encoder.belief(&direction) })
    }
}

/// Gathers vectors article by article.
pub(in crate::search) struct Gathering<'a> {
    encoder: &'a Encoder,
    vectors: Vectors,
}

impl<'a> Gathering<'a> {
    pub(in crate::search) fn new(encoder: &'a Encoder) -> Self {
        Self { encoder, vectors: Vectors::default() }
    }

    /// Adds an article: its title beside each part of its body, and each phrasing beside all of it.
    pub(in crate::search) fn add(&mut self, article: &Article) {
        let owner = u32::try_from(self.vectors.ends.len()).unwrap_or(u32::MAX);
        let direction = |text: &str| self.encoder.direction(&Folded::full(text).chars);
        let title = direction(article.title());
        let parts: Vec<_> = parts(article.body()).map(direction).collect();
        for part in &parts {
            self.vectors.push(owner, &beside(&title, part));
        }
        for phrasing in article.phrasings() {
            self.vectors.push(owner, &beside(&direction(phrasing), &parts[0]));
        }
        self.vectors.ends.push(u32::try_from(self.vectors.owners.len()).unwrap_or(u32::MAX));
    }

    pub(in crate::search) fn finish(self) -> Vectors {
        self.vectors
    }
}

impl Vectors {
    fn push(&mut self, owner: u32, vector: &[f32; WIDTH]) {
        self.packed.push(Packed::of(vector));
        self.owners.push(owner);
    }

    /// The articles that mean what the question does, and how nearly, from -1 to 1: the `count` best,
    /// in no particular order; of equals the earlier.
    pub(in crate::search) fn nearest(&self, meant: &Meant, count: usize) -> Vec<(u32, f32)> {
        let mut heap = BinaryHeap::with_capacity(count + 1);
        let mut least = 0.0;
        let mut start = 0;
        for (article, &end) in (0_u32..).zip(&self.ends) {
            let near = closest(&self.packed[start..end as usize], meant);
            start = end as usize;
            if near <= least {
                continue;
            }
            heap.push(Reverse((near.to_bits(), Reverse(article))));
            if heap.len() > count {
                heap.pop();
                least = heap.peek().map_or(0.0, |Reverse((bits, _))| f32::from_bits(*bits));
            }
        }
        let found = heap.into_iter();
        found.map(|Reverse((bits, Reverse(article)))| (article, f32::from_bits(bits))).collect()
    }

    /// How nearly an article means what the question does.
    pub(in crate::search) fn nearness(&self, article: u32, meant: &Meant) -> f32 {
        let at = article as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        closest(&self.packed[start as usize..self.ends[at] as usize], meant)
    }

    /// How many bytes the vectors take.
    pub(in crate::search) fn size(&self) -> usize {
        size_of_val(self.packed.as_slice())
            + size_of_val(self.owners.as_slice())
            + size_of_val(self.ends.as_slice())
    }
}

fn closest(vectors: &[Packed], meant: &Meant) -> f32 {
    vectors.iter().map(|vector| vector.times(&meant.vector)).fold(-1.0, f32::max)
}

impl Packed {
    fn of(vector: &[f32; WIDTH]) -> Self {
        let greatest = vector.iter().fold(0.0_f32, |greatest, x| greatest.max(x.abs()));
        if greatest == 0.0 {
            return Self { numbers: [0; WIDTH], unit: 0.0 };
        }
        let unit = greatest / 127.0;
        Self { numbers: vector.map(|x| (x / unit).round() as i8), unit }
    }

    fn times(&self, other: &Self) -> f32 {
        let products = self.numbers.iter().zip(&other.numbers);
        let sum: i32 = products.map(|(&left, &right)| i32::from(left) * i32::from(right)).sum();
        sum as f32 * self.unit * other.unit
    }
}

/// A wording with the body that belongs to it: what is near to both is nearest.
fn beside(wording: &[f32; WIDTH], body: &[f32; WIDTH]) -> [f32; WIDTH] {
    std::array::from_fn(|at| (wording[at] + BODY * body[at]) / (1.0 + BODY))
}

/// The parts of a body, at least one, each short enough to mean one thing.
fn parts(body: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(body);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((most, _)) = text.char_indices().nth(PART) else {
            rest = None;
            return Some(text);
        };
        let ends = ['。', '！', '？', '\n'];
        let end = text[..most]
            .rfind(ends)
            .map_or(most, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        rest = Some(&text[end..]);
        Some(&text[..end])
    })
    .take(MOST_PARTS)
}

/// How much the body counts beside the wording. At 0 only titles mean something; at 1 a question
/// about what the body mentions in passing is as near as the title's own.
const BODY: f32 = 0.7;
/// Characters of a part.
const PART: usize = 200;
/// Parts of one article: what keeps a pasted book from being most of the index.
const MOST_PARTS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_body_are_the_body() {
        let long = "一句话说完。".repeat(80);
        for body in ["短", &long, &"无".repeat(450)] {
            let joined: String = parts(body).collect();
            assert_eq!(joined, body);
            assert!(parts(body).all(|part| part.chars().count() <= PART));
        }
        assert!(parts(&long).all(|part| part.ends_with('。')));
        assert_eq!(parts(&"无".repeat(PART * 40)).count(), MOST_PARTS);
    }

    #[test]
    fn a_packed_vector_is_nearly_the_vector() {
        let vector = std::array::from_fn(|at| ((at * 37 % 101) as f32 - 50.0) / 400.0);
        let exact: f32 = vector.iter().map(|x| x * x).sum();
        let packed = Packed::of(&vector);
        assert!((packed.times(&packed) - exact).abs() < 0.01 * exact);
        assert_eq!(Packed::of(&[0.0; WIDTH]).times(&packed), 0.0);
    }
}
