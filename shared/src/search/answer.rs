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
        /// How likely the answer is among them.
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
    /// How much of the question's matter was found: nears 1 as more rare terms are.
    pub substance: f32,
    /// How much of the whole question that is and how much the article dwells on it: BM25, as a
    /// share of what a perfect article would reach.
    pub strength: f32,
    /// How far the next article is behind, as a share of the best.
    pub margin: f32,
}

impl Evidence {
    /// What speaks for the answer being among the first `shown` of the articles.
    pub(super) fn of(ranked: &[Ranked], shown: usize) -> Option<Self> {
        let best = ranked.first().filter(|best| best.substance > 0.0)?;
        let next = ranked.get(shown).map_or(0.0, |next| next.score);
        Some(Self {
            substance: best.substance,
            strength: best.strength,
            margin: 1.0 - next / best.score,
        })
    }

    /// How likely the best article is the answer: a logistic regression over the logarithms of the
    /// evidence, since the step from nothing to little says more than the one from much to all.
    ///
    /// Fitted to the tuning half of `tests/corpora/search/questions.tsv`; `tests/search_quality.rs`
    /// prints the rows to fit it to.
    #[must_use]
    pub fn confidence(&self) -> Percent {
        let sum = BASE
            + SUBSTANCE * (self.substance + 0.1).ln()
            + STRENGTH * (self.strength + 0.05).ln()
            + MARGIN * (self.margin + 0.1).ln();
        Percent::of_share(1.0 / (1.0 + (-sum).exp()))
    }
}

pub(super) fn answer(index: &Index, text: &str) -> Answer {
    let question = index.read(text);
    let ranked = index.rank(&question, MOST_SHOWN);
    let sure = |shown| Evidence::of(&ranked, shown).map(|evidence| evidence.confidence());
    let near = |share: f32| {
        let least = share * ranked[0].score;
        let near = ranked.iter().take(MOST_SHOWN).filter(move |found| found.score >= least);
        near.map(|found| &index.articles[found.article as usize])
    };
    if let Some(confidence) = sure(1).filter(|&confidence| confidence >= SURE) {
        let passages = near(NEAR_SURE).map(|article| index.excerpt(article, &question)).collect();
        Answer::Found { passages, confidence }
    } else if let Some(confidence) = sure(MOST_SHOWN).filter(|&confidence| confidence >= POSSIBLE) {
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
const SURE: Percent = Percent::saturating(60);
/// From here on a choice is offered. Below, offering would only annoy.
const POSSIBLE: Percent = Percent::saturating(45);
/// How close to the best further passages must be.
const NEAR_SURE: f32 = 0.7;
/// How close to the best further choices must be.
const NEAR_POSSIBLE: f32 = 0.5;
const MOST_SHOWN: usize = 3;

const BASE: f32 = 3.71;
const SUBSTANCE: f32 = 0.78;
const STRENGTH: f32 = 2.18;
const MARGIN: f32 = 1.07;
