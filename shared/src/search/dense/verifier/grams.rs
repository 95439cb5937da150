//! The grams of a question and of an article, and which of them lie side by side: the twin of
//! `model/train/encoder/alignment.py`.

use super::{
    super::{
        encoder::{Encoder, WIDTH},
        product::Factors,
    },
    weights::{JUDGED, SEEN},
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
    seen: Seen,
    /// What is judged of it whatever it lies beside.
    begun: Judged,
    /// How it is judged where an article has it too.
    shared: Judged,
}

/// A gram in the few numbers in which it is judged.
pub(super) type Seen = [f32; SEEN];
/// How a gram is judged beside another.
pub(super) type Judged = [f32; JUDGED];

/// An article's distinct known grams, as many as are looked at.
#[derive(Default)]
pub(super) struct Held {
    rows: Vec<usize>,
}

impl Asked {
    /// A folded question; nothing where the encoder knows none of it.
    pub(in crate::search) fn read(encoder: &Encoder, text: &[char]) -> Option<Self> {
        let mut found: Vec<Gram> = Vec::new();
        let direction = encoder.direction_and_rows(text, |row| {
            if found.len() < MOST_ASKED && found.iter().all(|gram| gram.row != row) {
                found.push(Gram::of(encoder, row));
            }
        });
        (!found.is_empty()).then_some(Self { grams: found, direction })
    }

    /// Reads a folded text into what an article holds; gives how nearly it means what the question does, from
    /// -1 to 1.
    pub(super) fn nearness(&self, encoder: &Encoder, text: &[char], held: &mut Held) -> f32 {
        let direction = encoder.direction_and_rows(text, |row| held.add(row));
        self.direction.iter().zip(&direction).map(|(left, right)| left * right).sum()
    }
}

impl Gram {
    fn of(encoder: &Encoder, row: usize) -> Self {
        let verifier = &encoder.verifier;
        let (vector, length) = encoder.vector(row);
        let numbers = vector.numbers().map(|number| i16::from(number) - 8);
        let [matter] = verifier.matter.times(vector);
        let matter = matter * f32::from(encoder.scale(row)) + verifier.matter_base;
        let seen = seen(encoder, row);
        let begun = verifier.begin(&seen);
        Self {
            row,
            factors: Factors::of(&numbers),
            sum: numbers.iter().copied().map(i32::from).sum(),
            length,
            // The logarithm of 1 + e^x, which does not overflow.
            matter: matter.max(0.0) + (-matter.abs()).exp().ln_1p(),
            shared: verifier.beside(&begun, &seen, &seen, 1.0, true),
            seen,
            begun,
        }
    }

    /// How like the nearest gram is, from -1 to 1, and how the two are judged.
    pub(super) fn nearest(&self, held: &Held, encoder: &Encoder) -> (f32, Judged) {
        if held.rows.contains(&self.row) {
            return (1.0, self.shared);
        }
        let likenesses = held.rows.iter().map(|&row| {
            let (vector, length) = encoder.vector(row);
            let product = vector.times(&self.factors) - 8 * self.sum;
            (product as f32 / length, row)
        });
        let best = likenesses.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((likeness, row)) = best else { return (0.0, self.shared) };
        let likeness = likeness / self.length;
        let right = seen(encoder, row);
        (likeness, encoder.verifier.beside(&self.begun, &self.seen, &right, likeness, false))
    }
}

impl Held {
    /// Adds the grams of a folded text.
    pub(super) fn read(&mut self, encoder: &Encoder, text: &[char]) {
        encoder.each_row(text, |row| self.add(row));
    }

    fn add(&mut self, row: usize) {
        if self.rows.len() < MOST_HELD && !self.rows.contains(&row) {
            self.rows.push(row);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How a row is seen.
fn seen(encoder: &Encoder, row: usize) -> Seen {
    let (vector, length) = encoder.vector(row);
    encoder.verifier.see.times(vector).map(|sum| sum / length)
}

/// Grams of a question that are judged: of a longer one the first.
const MOST_ASKED: usize = 48;
/// Grams of an article that a question's are laid beside.
const MOST_HELD: usize = 160;
