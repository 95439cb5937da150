//! Whether an article answers a question, or only speaks of the same: a small network that lays each
//! gram of the question beside the nearest of the article and judges them together.
//!
//! Trained by `model/train/encoder/verifier.py`; `judge.py` there is the twin of this.

mod grams;
mod weights;

pub(in crate::search) use grams::Asked;
use grams::{Held, Judged, Seen};
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
        let near = [title, passage].map(|text| asked.nearness(self, &folded(text), &mut held));
        phrasings.into_iter().for_each(|text| held.read(self, &folded(text)));
        if held.is_empty() {
            return 0.0;
        }
        self.judge(asked, &held, near).clamp(-MOST, MOST)
    }
}

/// The text as far as it is read.
fn folded(text: &str) -> Vec<char> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    Folded::full(&text[..end]).chars
}

impl Encoder {
    fn judge(&self, asked: &Asked, held: &Held, near: [f32; 2]) -> f32 {
        let mut known = [0.0; WHOLE];
        let (judgements, rest) = known.split_at_mut(2 * JUDGED);
        let (mean, greatest) = judgements.split_at_mut(JUDGED);
        let (mut covered, mut whole) = (0.0, 1e-6);
        for gram in &asked.grams {
            let (likeness, judged) = gram.nearest(held, self);
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
        let Verifier { weigh, decide, .. } = &*self.verifier;
        let weighed: [f32; WEIGHED] = weigh.times(&known).map(|sum| sum.max(0.0));
        let [score] = decide.times(&weighed);
        score
    }
}

impl Verifier {
    /// What is judged of a gram whatever it lies beside.
    fn begin(&self, left: &Seen) -> Judged {
        self.judge.with(self.judge.base, 0, left)
    }

    /// Judges a gram, so far as `begun`, beside another: how like that is, and whether it is the same.
    fn beside(
        &self,
        begun: &Judged,
        left: &Seen,
        right: &Seen,
        likeness: f32,
        same: bool,
    ) -> Judged {
        let mut known = [0.0; BESIDE - SEEN];
        for at in 0..SEEN {
            let (left, right) = (left[at], right[at]);
            known[at] = right;
            known[SEEN + at] = left * right;
            known[2 * SEEN + at] = (left - right).abs();
        }
        known[3 * SEEN] = likeness;
        known[3 * SEEN + 1] = f32::from(u8::from(same));
        self.judge.with(*begun, SEEN, &known).map(|sum| sum.max(0.0))
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
