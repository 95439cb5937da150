//! A loaded model, and what it makes of a text.

use shared::reading::{Belief, Emotion, Intent, Percent, Reading};

use crate::features::{rows, symbols};
use crate::graph::Graph;
use crate::weights::{LoadError, Weights};

/// A loaded model.
pub struct Reader {
    vocabulary: Vec<u32>,
    sources: [u8; 32],
    graph: Graph,
}

/// All that the model believes about one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Probabilities {
    /// Every intent with its share, the likeliest first; the shares sum to 1.
    pub intents: Vec<(Intent, f32)>,
    /// Every emotion with its share, the likeliest first; the shares sum to 1.
    pub emotions: Vec<(Emotion, f32)>,
    /// How angry, from 0.0 to 1.0.
    pub anger: f32,
}

impl Reader {
    /// Reads a weight file and builds the network.
    ///
    /// # Errors
    ///
    /// When the file is foreign, of another version, truncated or damaged.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let weights = Weights::parse(bytes)?;
        let graph = Graph::build(&weights).map_err(|error| LoadError::Graph(error.to_string()))?;
        Ok(Self { vocabulary: weights.vocabulary, sources: weights.sources, graph })
    }

    /// What the model makes of a text, if there is anything in it that the model knows.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Reading> {
        let Probabilities { intents, emotions, anger } = self.probabilities(text)?;
        Some(Reading {
            intent: belief(*intents.first()?),
            emotion: belief(*emotions.first()?),
            anger: Percent::of_share(anger),
        })
    }

    /// All that the model believes about a text, if there is anything in it that it knows.
    ///
    /// Exclamation marks never lower anger: a text that has some reads as with three at its end, and
    /// at least as angry as without any.
    #[must_use]
    pub fn probabilities(&self, text: &str) -> Option<Probabilities> {
        let quiet: String = text.chars().filter(|&c| !is_exclamation(c)).collect();
        let calm = self.logits(&self.rows(&quiet));
        if quiet.len() == text.len() {
            return believed(&calm?);
        }
        let Some(calm) = calm else { return believed(&self.logits(&self.rows(text))?) };
        let shouted = believed(&self.logits(&self.rows(&(quiet + SHOUT)))?)?;
        Some(Probabilities { anger: shouted.anger.max(believed(&calm)?.anger), ..shouted })
    }

    /// The rows of the model's table for a text; for comparisons with the training code.
    #[must_use]
    pub fn rows(&self, text: &str) -> Vec<i64> {
        rows(&symbols(text), &self.vocabulary)
    }

    /// The network's raw outputs for some rows; none when no row is known. For comparisons with the
    /// training code.
    #[must_use]
    pub fn logits(&self, rows: &[i64]) -> Option<Vec<f32>> {
        // A text without a known gram would read as the model's prior: that is no reading.
        rows.iter().any(|&row| row > 0).then(|| self.graph.run(rows).ok()).flatten()
    }

    /// SHA-256 of the corpus and the training code that made the weights.
    #[must_use]
    pub const fn sources(&self) -> [u8; 32] {
        self.sources
    }
}

/// Logits as shares.
fn believed(logits: &[f32]) -> Option<Probabilities> {
    let (intents, rest) = logits.split_at_checked(Intent::ALL.len())?;
    let (emotions, anger) = rest.split_at_checked(Emotion::ALL.len())?;
    Some(Probabilities {
        intents: ranked(&Intent::ALL, intents),
        emotions: ranked(&Emotion::ALL, emotions),
        anger: 1.0 / (1.0 + (-anger.first()?).exp()),
    })
}

/// `!`, its full-width, small and doubled forms, and the emoji.
const fn is_exclamation(character: char) -> bool {
    matches!(character, '!' | '！' | '\u{fe57}' | '‼' | '❗' | '❕')
}

/// What stands for any number of exclamation marks: as many as the model tells apart.
const SHOUT: &str = "!!!";

fn belief<L>((label, share): (L, f32)) -> Belief<L> {
    Belief { label, confidence: Percent::of_share(share) }
}

/// Labels with their share by softmax, the likeliest first.
fn ranked<L: Copy>(labels: &[L], logits: &[f32]) -> Vec<(L, f32)> {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - greatest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    let mut ranked: Vec<_> = labels.iter().copied().zip(powers.iter().map(|p| p / sum)).collect();
    ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranked
}
