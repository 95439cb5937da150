//! Decides whether what was found is an answer.

use serde::{Deserialize, Serialize};

use super::{Index, Query, Veil, dense::Asked, question::Question, rank::Ranked};
use crate::{
    article::{ArticleId, Passage},
    fold::Folded,
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
    /// What the meanings say, where the index has an encoder that knows any of the question.
    pub meaning: Option<Meaning>,
}

/// What speaks for an article by its meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meaning {
    /// How nearly the article means what the question does, from -1 to 1.
    pub nearness: f32,
    /// How readily evidence is to be believed for such a question. What visitors ask of
    /// every shop (refunds) is likelier answered than what they muse about (which colour suits them).
    pub belief: f32,
    /// How nearly the question points where shops leave questions open, from -1 to 1: what an article that
    /// answers it is nearer than.
    pub gap: f32,
}

impl Index {
    /// Of each of some articles the part that fits the question best.
    pub(super) fn passages(&self, question: &Question, found: &[Ranked]) -> Vec<Passage> {
        let article = |found: &Ranked| &self.articles[found.article as usize];
        found.iter().map(|found| self.excerpt(article(found), question)).collect()
    }

    /// What the verifier says of some articles and of the parts of them that fit best, one after the other,
    /// above 0 where one is held to answer; nothing where nothing is known of the question's meaning.
    pub(super) fn verify(
        &self,
        question: &Question,
        found: &[Ranked],
        passages: &[Passage],
    ) -> Vec<f32> {
        let Some(meaning) = self.meaning() else { return Vec::new() };
        let encoder = &meaning.encoder;
        let Some(asked) = Asked::read(encoder, &question.read) else { return Vec::new() };
        let judged = found.iter().zip(passages).map(|(found, passage)| {
            let article = &self.articles[found.article as usize];
            let phrasings = article.phrasings().iter().map(String::as_str);
            encoder.verify(&asked, article.title(), &passage.excerpt, phrasings)
        });
        judged.collect()
    }

    /// What the verifier says of the first articles, in the mean; 0 where it says nothing. It does not doubt
    /// what is asked in the very words of the first: a title says what its article answers.
    fn verdict(&self, question: &Question, first: &[Ranked], passages: &[Passage]) -> f32 {
        let verdicts = self.verify(question, first, passages);
        let mean = verdicts.iter().sum::<f32>() / verdicts.len().max(1) as f32;
        let is_its_own = |first: &Ranked| self.is_asked_for(first, question);
        if mean < 0.0 && first.first().is_some_and(is_its_own) { 0.0 } else { mean }
    }

    /// Whether a question is one of an article's wordings, marks aside.
    fn is_asked_for(&self, found: &Ranked, question: &Question) -> bool {
        let letters = |text: &[char]| -> Vec<char> {
            text.iter().copied().filter(|c| c.is_alphanumeric()).collect()
        };
        let asked = letters(&question.read);
        let mut wordings = self.articles[found.article as usize].wordings();
        wordings.any(|wording| letters(&Folded::full(wording).chars) == asked)
    }
}

impl Evidence {
    /// What speaks for the answer being among the first `shown` of the articles.
    pub(super) fn of(
        index: &Index,
        question: &Question,
        ranked: &[Ranked],
        shown: usize,
    ) -> Option<Self> {
        let best = ranked.first()?;
        let meant = question.meant.as_ref();
        if question.telling_worth() <= 0.0 || meant.is_none() && best.substance <= 0.0 {
            return None;
        }
        let next = ranked.get(shown).map_or(0.0, |next| next.score);
        Some(Self {
            substance: best.substance,
            strength: best.strength,
            margin: 1.0 - next / best.score,
            meaning: meant.zip(index.meaning()).map(|(meant, meaning)| Meaning {
                nearness: best.nearness,
                belief: meant.belief,
                gap: meant.gap(&meaning.encoder),
            }),
        })
    }

    /// How likely the best article is the answer: a logistic regression over the logarithms of the
    /// evidence, since the step from nothing to little says more than the one from much to all.
    ///
    /// By words alone it is fitted to the tuning half of `tests/corpora/search/questions.tsv`, with
    /// meanings by `model/train/encoder/fit.py` to that of `tests/corpora/two_shops`.
    #[must_use]
    pub fn confidence(&self) -> Percent {
        self.share(if self.meaning.is_some() { &RIGHT } else { &RIGHT_BY_WORDS }, 0.0)
    }

    /// How likely any article answers the question at all, if as many are answered as are not; by words
    /// alone the same as [`Self::confidence`].
    ///
    /// Fitted beside that, to questions that nobody answers and to those whose articles were taken away:
    /// what is nearest to such a question is what an article must be nearer than. `verdict` is what the
    /// verifier says of the first articles.
    fn answerable(&self, verdict: f32) -> Percent {
        match self.meaning {
            Some(meaning) => {
                let besides = meaning.belief + VERDICT * verdict + GAP * meaning.gap;
                self.share(&ANSWERABLE, besides)
            }
            None => self.confidence(),
        }
    }

    fn is_sure(&self, verdict: f32) -> bool {
        match self.meaning {
            Some(_) => self.confidence() >= SURE && self.answerable(verdict) >= PLAUSIBLE,
            None => self.confidence() >= SURE_BY_WORDS,
        }
    }

    fn is_possible(&self, verdict: f32) -> bool {
        let least = if self.meaning.is_some() { POSSIBLE } else { POSSIBLE_BY_WORDS };
        self.answerable(verdict) >= least
    }

    fn share(&self, weights: &Weights, besides: f32) -> Percent {
        let sum = weights.base
            + weights.substance * (self.substance + 0.1).ln()
            + weights.strength * (self.strength + 0.05).ln()
            + weights.margin * (self.margin + 0.1).ln()
            + weights.nearness * self.meaning.map_or(0.0, |meaning| meaning.nearness)
            + besides;
        Percent::of_share(1.0 / (1.0 + (-sum).exp()))
    }
}

pub(super) fn answer(index: &Index, veil: &Veil, query: Query<'_>) -> Answer {
    let question = index.read(query);
    let ranked = index.rank(&question, veil, MOST_SHOWN);
    let Some(evidence) = Evidence::of(index, &question, &ranked, 1) else { return Answer::Unknown };
    let first = &ranked[..ranked.len().min(MOST_SHOWN)];
    // How many of them are that near to the best.
    let near = |share: f32| first.partition_point(|found| found.score >= share * first[0].score);
    let mut passages = index.passages(&question, first);
    let verdict = index.verdict(&question, first, &passages);
    if evidence.is_sure(verdict) {
        passages.truncate(near(NEAR_SURE));
        return Answer::Found { passages, confidence: evidence.confidence() };
    }
    // By words alone what counts is how far the next article is behind all that are shown.
    let evidence = if evidence.meaning.is_some() {
        Some(evidence)
    } else {
        Evidence::of(index, &question, &ranked, MOST_SHOWN)
    };
    match evidence.filter(|evidence| evidence.is_possible(verdict)) {
        Some(evidence) => {
            let choices = first[..near(NEAR_POSSIBLE)].iter().map(|found| {
                let article = &index.articles[found.article as usize];
                Choice { article: article.id().clone(), title: article.title().to_owned() }
            });
            Answer::Choices { choices: choices.collect(), confidence: evidence.answerable(verdict) }
        }
        None => Answer::Unknown,
    }
}

/// How sure the first article must be to be the answer. At 0 every question is answered; at 100 none.
const SURE: Percent = Percent::saturating(55);
/// What must be reached for an answer by words alone.
const SURE_BY_WORDS: Percent = Percent::saturating(60);
/// How likely it must be that articles answer at all. At 0 the weather is answered; at 100 nothing is.
/// Below, offering a choice would only annoy.
const POSSIBLE: Percent = Percent::saturating(24);
/// How likely that must be for an answer rather than a choice: at 55 more of what no article answers was answered
/// than the test allowed (docs/SEARCH.md).
const PLAUSIBLE: Percent = Percent::saturating(60);
/// What must be reached for a choice by words alone.
const POSSIBLE_BY_WORDS: Percent = Percent::saturating(45);
/// How close to the best further passages must be, as a share of its score.
const NEAR_SURE: f32 = 0.7;
/// How close to the best further choices must be, as a share of its score.
const NEAR_POSSIBLE: f32 = 0.5;
/// Articles that are shown, and that the verifier is asked of.
const MOST_SHOWN: usize = 3;

/// A logistic regression.
struct Weights {
    base: f32,
    substance: f32,
    strength: f32,
    margin: f32,
    nearness: f32,
}

/// Whether the first article is the answer, where nothing is known of meaning.
const RIGHT_BY_WORDS: Weights =
    Weights { base: 3.64, substance: 0.84, strength: 2.52, margin: 0.99, nearness: 0.0 };
/// The same with meaning; as `fit.py` prints it (docs/SEARCH.md).
const RIGHT: Weights =
    Weights { base: 0.44, substance: 0.6, strength: -0.35, margin: 2.04, nearness: 5.47 };
/// Whether any article answers; as `fit.py` prints it.
const ANSWERABLE: Weights =
    Weights { base: 2.43, substance: 0.34, strength: 0.44, margin: 0.73, nearness: 6.01 };
/// What the verifier's word adds to that.
const VERDICT: f32 = 0.4;
/// What it takes away that shops leave such questions open.
const GAP: f32 = -5.04;
