//! The grams of a question and of an article, and which of them lie side by side: the twin of
//! `model/train/encoder/alignment.py`.

use super::{
    super::{
        encoder::{Encoder, WIDTH},
        grams,
        product::{Factors, Row},
    },
    weights::{SEEN, Verifier},
};

/// A question's distinct known grams, in their order, and where it points.
#[derive(Clone, Debug)]
pub(in crate::search) struct Asked {
    pub(super) grams: Vec<Gram>,
    direction: [f32; WIDTH],
}

/// A gram of a question.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    row: usize,
    factors: Factors,
    sum: i32,
    length: f32,
    /// How much it matters beside the question's others; above 0.
    pub(super) matter: f32,
    pub(super) seen: Seen,
}

/// A gram in the few numbers in which it is judged.
pub(super) type Seen = [f32; SEEN];

/// An article's distinct known grams, as many as are looked at.
#[derive(Default)]
pub(super) struct Held {
    rows: Vec<usize>,
    /// Of each its numbers, 8 more than they are, and its length.
    vectors: Vec<(Row, f32)>,
}

impl Asked {
    /// A folded question; nothing where the encoder knows none of it.
    pub(in crate::search) fn read(encoder: &Encoder, text: &[char]) -> Option<Self> {
        let mut found: Vec<Gram> = Vec::new();
        grams::each(text, |hash| {
            let Some(row) = encoder.row(hash).filter(|_| found.len() < MOST_ASKED) else { return };
            if found.iter().all(|gram| gram.row != row) {
                found.push(Gram::of(encoder, row));
            }
        });
        let direction = encoder.direction(text);
        (!found.is_empty()).then_some(Self { grams: found, direction })
    }

    /// How nearly a text means what the question does, from -1 to 1.
    pub(super) fn nearness(&self, encoder: &Encoder, text: &[char]) -> f32 {
        let direction = encoder.direction(text);
        self.direction.iter().zip(&direction).map(|(left, right)| left * right).sum()
    }
}

impl Gram {
    fn of(encoder: &Encoder, row: usize) -> Self {
        let verifier = &encoder.verifier;
        let vector = vector(encoder, row);
        let numbers = encoder.numbers(row).map(|number| i16::from(number) - 8);
        let [matter] = verifier.matter.times(&vector.0);
        let matter = matter * f32::from(encoder.scale(row)) + verifier.matter_base;
        Self {
            row,
            factors: Factors::of(&numbers),
            sum: numbers.iter().copied().map(i32::from).sum(),
            length: vector.1,
            // The logarithm of 1 + e^x, which does not overflow.
            matter: matter.max(0.0) + (-matter.abs()).exp().ln_1p(),
            seen: seen(&vector, verifier),
        }
    }

    /// How like the nearest gram is, from -1 to 1, and how it is seen; none where it is the same.
    pub(super) fn nearest(&self, held: &Held, verifier: &Verifier) -> (f32, Option<Seen>) {
        if held.rows.contains(&self.row) {
            return (1.0, None);
        }
        let likenesses = held.vectors.iter().map(|vector| {
            let product = vector.0.times(&self.factors) - 8 * self.sum;
            (product as f32 / vector.1, vector)
        });
        let best = likenesses.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let likeness = best.map_or(0.0, |(likeness, _)| likeness / self.length);
        (likeness, best.map(|(_, vector)| seen(vector, verifier)))
    }
}

impl Held {
    /// Adds the grams of a folded text.
    pub(super) fn read(&mut self, encoder: &Encoder, text: &[char]) {
        grams::each(text, |hash| {
            let Some(row) = encoder.row(hash).filter(|_| self.rows.len() < MOST_HELD) else {
                return;
            };
            if !self.rows.contains(&row) {
                self.rows.push(row);
                self.vectors.push(vector(encoder, row));
            }
        });
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The numbers of a row, each 8 more than it is, and its length before its scale; above zero.
fn vector(encoder: &Encoder, row: usize) -> (Row, f32) {
    let numbers = encoder.numbers(row);
    let square = |number: &u8| (i32::from(*number) - 8).pow(2);
    let squares: i32 = numbers.iter().map(square).sum();
    (Row::of(&numbers), (squares as f32).sqrt().max(1e-9))
}

fn seen((numbers, length): &(Row, f32), verifier: &Verifier) -> Seen {
    verifier.see.times(numbers).map(|sum| sum / length)
}

/// Grams of a question that are judged: of a longer one the first.
const MOST_ASKED: usize = 48;
/// Grams of an article that a question's are laid beside.
const MOST_HELD: usize = 160;
