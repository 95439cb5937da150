//! Whether an article answers a question, or only speaks of the same: a small network that lays each
//! gram of the question beside the nearest of the article and judges them together.
//!
//! Trained by `model/train/encoder/verifier.py`; `judge.py` there is the twin of this.

mod grams;
mod weights;

pub(in crate::search) use grams::Asked;
use grams::{Held, Seen};
use weights::{BESIDE, JUDGED, SEEN, WEIGHED, WHOLE};
pub(super) use weights::{SIZE, Verifier};

use super::encoder::Encoder;
use crate::fold::Folded;

impl Encoder {
    /// Above zero where the article is held to answer: its title, the passage that fits best and its other
    /// wordings. At most 20 either way; zero where nothing of it is known.
    pub(in crate::search) fn verify<'a>(
        &self,
        asked: &Asked,
        title: &str,
        passage: &str,
        phrasings: impl IntoIterator<Item = &'a str>,
    ) -> f32 {
        let mut held = Held::default();
        let near = [title, passage].map(|text| {
            let text = folded(text);
            held.read(self, &text);
            asked.nearness(self, &text)
        });
        phrasings.into_iter().for_each(|text| held.read(self, &folded(text)));
        if held.is_empty() {
            return 0.0;
        }
        self.verifier.judge(asked, &held, near).clamp(-MOST, MOST)
    }
}

/// The text as far as it is read.
fn folded(text: &str) -> Vec<char> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    Folded::full(&text[..end]).chars
}

impl Verifier {
    fn judge(&self, asked: &Asked, held: &Held, near: [f32; 2]) -> f32 {
        let mut known = [0.0; WHOLE];
        let (judgements, rest) = known.split_at_mut(2 * JUDGED);
        let (mean, greatest) = judgements.split_at_mut(JUDGED);
        let (mut covered, mut whole) = (0.0, 1e-6);
        for gram in &asked.grams {
            let (likeness, nearest) = gram.nearest(held, self);
            let judged = self.beside(&gram.seen, nearest.as_ref(), likeness);
            for ((mean, greatest), judged) in mean.iter_mut().zip(&mut *greatest).zip(judged) {
                *mean += gram.matter * judged;
                *greatest = greatest.max(judged);
            }
            covered += gram.matter * likeness;
            whole += gram.matter;
        }
        mean.iter_mut().for_each(|judged| *judged /= whole);
        let [title, passage] = near;
        let length = (asked.grams.len() as f32).ln_1p();
        rest.copy_from_slice(&[covered / whole, title, passage, length]);
        let weighed: [f32; WEIGHED] = self.weigh.times(&known).map(|sum| sum.max(0.0));
        let [score] = self.decide.times(&weighed);
        score
    }

    /// Judges a gram beside another, or beside itself.
    fn beside(&self, left: &Seen, other: Option<&Seen>, likeness: f32) -> [f32; JUDGED] {
        let right = other.unwrap_or(left);
        let mut known = [0.0; BESIDE];
        for at in 0..SEEN {
            let (left, right) = (left[at], right[at]);
            known[at] = left;
            known[SEEN + at] = right;
            known[2 * SEEN + at] = left * right;
            known[3 * SEEN + at] = (left - right).abs();
        }
        known[4 * SEEN] = likeness;
        known[4 * SEEN + 1] = f32::from(u8::from(other.is_none()));
        self.judge.times(&known).map(|sum| sum.max(0.0))
    }
}

/// Characters of a text that are read.
const LONGEST: usize = 400;
/// No score is further from zero: weights that nobody trained cannot make one that outweighs all else.
const MOST: f32 = 20.0;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../../../../model/weights/encoder.bin");
    const GOLDEN: &str = include_str!("../../../../../model/weights/verifier-golden.json");

    /// What `model/train/encoder` says of the same pairs.
    #[test]
    fn training_and_search_judge_the_same() {
        #[derive(serde::Deserialize)]
        struct Case {
            question: String,
            title: String,
            body: String,
            score: f32,
        }
        let encoder = Encoder::read(SHIPPED).unwrap();
        let cases: Vec<Case> = serde_json::from_str(GOLDEN).unwrap();
        assert!(cases.len() >= 12);
        for case in cases {
            let asked = Asked::read(&encoder, &Folded::full(&case.question).chars).unwrap();
            let found = encoder.verify(&asked, &case.title, &case.body, []);
            assert!((found - case.score).abs() < 0.02, "{}: {found}", case.question);
        }
    }

    #[test]
    fn what_the_encoder_does_not_know_is_not_judged() {
        let encoder = Encoder::read(SHIPPED).unwrap();
        assert!(Asked::read(&encoder, &['😀']).is_none());
        let asked = Asked::read(&encoder, &['退', '款']).unwrap();
        assert_eq!(encoder.verify(&asked, "😀", "", []), 0.0);
    }
}
