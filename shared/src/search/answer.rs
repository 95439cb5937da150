//! Decides whether what was found is an answer.

use serde::{Deserialize, Serialize};

use super::{Index, rank::Ranked};
use crate::{
    article::{ArticleId, Passage},
    reading::Percent,
};

/// What the articles say to a question.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Found.
    Found {
        /// What answers, best first; one to three.
        passages: Vec<Passage>,
        /// How likely the first one is the answer.
        confidence: Percent,
    },
    /// Not sure: “您是想问…”.
    Choices {
        /// What may have been meant, best first; one to three.
        choices: Vec<Choice>,
        /// How likely the first one is the answer.
        confidence: Percent,
    },
    /// The articles do not answer this.
    Unknown,
}

/// An article that may have been meant.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The article.
    pub article: ArticleId,
    /// Its title.
    pub title: String,
}

/// What speaks for the best article being the answer; each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// How much of the question's matter occurs in the article.
    pub coverage: f32,
    /// How much that is, whatever share it may be: nears 1 as more rare terms are found.
    pub substance: f32,
    /// How like the question the closest wording of the article is.
    pub likeness: f32,
    /// BM25, as a share of what a perfect article would reach.
    pub strength: f32,
    /// How far the next article is behind, as a share of the best.
    pub margin: f32,
}

impl Evidence {
    pub(super) fn of(ranked: &[Ranked]) -> Option<Self> {
        let best = ranked.first().filter(|best| best.coverage > 0.0)?;
        let next = ranked.get(1).map_or(0.0, |next| next.score);
        Some(Self {
            coverage: best.coverage,
            substance: best.substance,
            likeness: best.likeness,
            strength: best.strength,
            margin: 1.0 - next / best.score,
        })
    }

    /// How likely the best article is the answer: a logistic regression over the evidence, fitted to
    /// the tuning half of `tests/corpora/search/questions.tsv`.
    #[must_use]
    pub fn confidence(&self) -> Percent {
        let sum = BASE
            + COVERAGE * self.coverage
            + SUBSTANCE * self.substance
            + LIKENESS * self.likeness
            + STRENGTH * self.strength
            + MARGIN * self.margin;
        Percent::of_share(1.0 / (1.0 + (-sum).exp()))
    }
}

pub(super) fn answer(index: &Index, text: &str) -> Answer {
    let question = index.read(text);
    let ranked = index.rank(&question, MOST_SHOWN);
    let Some(evidence) = Evidence::of(&ranked) else { return Answer::Unknown };
    let confidence = evidence.confidence();
    let near = |share: f32| {
        let least = share * ranked[0].score;
        let near = ranked.iter().take(MOST_SHOWN).filter(move |found| found.score >= least);
        near.map(|found| &index.articles[found.article as usize])
    };
    if confidence >= SURE {
        let passages = near(NEAR_SURE).map(|article| index.excerpt(article, &question)).collect();
        Answer::Found { passages, confidence }
    } else if confidence >= POSSIBLE {
        let choices = near(NEAR_POSSIBLE).map(|article| Choice {
            article: article.id().clone(),
            title: article.title().to_owned(),
        });
        Answer::Choices { choices: choices.collect(), confidence }
    } else {
        Answer::Unknown
    }
}

/// From here on a question is answered. At 0 everything is; at 100 nothing.
const SURE: Percent = Percent::saturating(70);
/// From here on a choice is offered. Below, offering would only annoy.
const POSSIBLE: Percent = Percent::saturating(40);
/// How close to the best further passages must be.
const NEAR_SURE: f32 = 0.7;
/// How close to the best further choices must be.
const NEAR_POSSIBLE: f32 = 0.5;
const MOST_SHOWN: usize = 3;

// The regression's weights; `tests/search_quality.rs` prints the rows to fit them to.
const BASE: f32 = -3.05;
const COVERAGE: f32 = 0.46;
const SUBSTANCE: f32 = 2.22;
const LIKENESS: f32 = 0.88;
const STRENGTH: f32 = 3.15;
const MARGIN: f32 = 2.85;
