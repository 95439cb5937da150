//! Ranks articles: a quick pass over the postings, then a close look at the best.

use super::{
    Index, Veil,
    best::Best,
    dense::Care,
    fillers,
    postings::Weight,
    question::Question,
    rarity::rarity,
    terms::{self, Term},
};
use crate::fold::Folded;

/// An article and how it fits a question; all shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ranked {
    pub(super) article: u32,
    /// By this it is ranked.
    pub(super) score: f32,
    /// BM25, as a share of what a perfect article would reach.
    pub(super) strength: f32,
    /// How much of the question's matter was found: nears 1 as more rare terms are.
    pub(super) substance: f32,
    /// How nearly the article means what the question does; 0 where nothing is known of that.
    pub(super) nearness: f32,
}

impl Index {
    /// The articles that fit and are not behind `veil`, best first; more than `top` are looked at, so
    /// that the best of them are the best of all.
    pub(super) fn rank(&self, question: &Question, veil: &Veil, top: usize) -> Vec<Ranked> {
        let worth = question.worth();
        if worth <= 0.0 && question.meant.is_none() {
            return Vec::new();
        }
        let telling = Telling::of(question);
        let enough = ENOUGH * rarity(1, self.articles.len());
        let scale = Scale::of(worth);
        let mut tallies = self.tally(question, scale);
        for &article in veil.hidden() {
            if let Some(tally) = tallies.get_mut(article as usize) {
                *tally = Tally::default();
            }
        }
        let count = top.max(LOOKED_AT);
        let mut candidates = best(&tallies, count);
        let meant = self.meaning().zip(question.meant.as_ref());
        let lent = self.lent(question);
        if let Some((meaning, meant)) = meant {
            let nearest = meaning.vectors.nearest(meant, veil, count, Care::Search);
            candidates.extend(nearest.iter().map(|&(at, _)| at));
            if let Some(lent) = &lent {
                candidates.extend(lent.nearest(veil, count));
            }
            candidates.sort_unstable();
            candidates.dedup();
        }
        let mut ranked: Vec<Ranked> = candidates
            .into_iter()
            .map(|article| {
                let tally = tallies[article as usize];
                let strength = if worth > 0.0 { scale.score(tally) / worth } else { 0.0 };
                let covered = scale.covered(tally);
                let nearness = meant.map_or(0.0, |(meaning, meant)| {
                    let own = meaning.vectors.nearness(article, meant);
                    lent.as_ref().map_or(own, |lent| lent.beside(own, article))
                });
                let score = match meant {
                    Some(_) => (strength + MEANING * nearness.max(0.0)) / (1.0 + MEANING),
                    None => (1.0 - WORDING) * strength + WORDING * self.likeness(article, &telling),
                };
                Ranked {
                    article,
                    score,
                    strength,
                    substance: covered / (covered + enough),
                    nearness,
                }
            })
            .filter(|found| found.score > 0.0)
            .collect();
        ranked.sort_by(|left, right| {
            right.score.total_cmp(&left.score).then(left.article.cmp(&right.article))
        });
        ranked
    }

    /// Walks the postings of the question's terms, the most telling first, within the budget.
    fn tally(&self, question: &Question, scale: Scale) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.articles.len()];
        let mut budget = POSTINGS_BUDGET;
        for asked in &question.asked {
            let Some(number) = asked.number else { continue };
            let count = self.postings.count(number);
            if count > budget {
                continue;
            }
            budget -= count;
            let telling = if asked.telling { asked.worth } else { 0.0 };
            let worths = Weight::each(|share| scale.tally(share * asked.worth, telling));
            for (article, weight) in self.postings.of(number) {
                tallies[article as usize].0 += weight.of_each(&worths).0;
            }
        }
        tallies
    }

    /// How like the question the closest wording is: the worth they share, of the worth of both.
    pub(super) fn likeness(&self, article: u32, telling: &Telling) -> f32 {
        self.closest(article, telling).map_or(0.0, |(likeness, _)| likeness)
    }

    /// The wording that shares most with the question, and how much; nothing where none shares any.
    pub(super) fn closest(&self, article: u32, telling: &Telling) -> Option<(f32, &str)> {
        let wordings = self.articles[article as usize].wordings();
        let alike = wordings.map(|wording| (self.alike(wording, telling), wording));
        alike
            .filter(|(likeness, _)| *likeness > 0.0)
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    fn alike(&self, wording: &str, telling: &Telling) -> f32 {
        let text = self.synonyms.rewrite(Folded::full(wording).chars);
        let mask = fillers::mask(&text);
        let mut terms = Vec::new();
        terms::each(&text, |term, first, last| {
            if !mask[first..=last].contains(&true) {
                terms.push(term);
            }
        });
        terms.sort_unstable();
        terms.dedup();
        let known = terms.iter().filter_map(|&it| Some(self.worth(it, self.postings.number(it)?)));
        let whole: f32 = known.sum();
        let asked = telling.terms.iter().filter(|(term, _)| terms.binary_search(term).is_ok());
        let shared: f32 = asked.map(|(_, worth)| worth).sum();
        let both = ASKED_SHARE * telling.worth + (1.0 - ASKED_SHARE) * whole;
        if both > 0.0 { shared / both } else { 0.0 }
    }
}

/// What the postings say about one article: its score in the upper sixteen bits, below it the worth of the
/// question's matter that was found. In so little room twenty thousand articles are walked in half the time.
#[derive(Clone, Copy, Default)]
struct Tally(u32);

/// What the numbers of a tally are worth.
#[derive(Clone, Copy)]
struct Scale {
    worth: f32,
}

impl Scale {
    /// For a question of this worth, which no sum exceeds.
    fn of(worth: f32) -> Self {
        Self { worth }
    }

    fn tally(self, score: f32, covered: f32) -> Tally {
        let units = |worth: f32| (worth * (MOST_TALLIED / self.worth)).round_ties_even() as u32;
        Tally(units(score) << 16 | units(covered))
    }

    fn score(self, tally: Tally) -> f32 {
        self.of_units(tally.0 >> 16)
    }

    fn covered(self, tally: Tally) -> f32 {
        self.of_units(tally.0 & 0xffff)
    }

    fn of_units(self, units: u32) -> f32 {
        units as f32 * (self.worth / MOST_TALLIED)
    }
}

/// The terms of a question that are about the matter, and that the shop knows.
pub(super) struct Telling {
    terms: Vec<(Term, f32)>,
    worth: f32,
}

impl Telling {
    pub(super) fn of(question: &Question) -> Self {
        let known = question.asked.iter().filter(|asked| asked.telling && asked.number.is_some());
        let terms = known.map(|asked| (asked.term, asked.worth)).collect();
        Self { terms, worth: question.telling_worth() }
    }
}

/// The `count` articles with the highest score, in no particular order; of equals that with more of the
/// question's matter, then the earlier.
fn best(tallies: &[Tally], count: usize) -> Vec<u32> {
    let mut best = Best::of(count);
    for (from, tallies) in (0_u32..).step_by(AT_ONCE).zip(tallies.chunks(AT_ONCE)) {
        // The greatest of many is found at once; it is seldom great enough.
        if tallies.iter().fold(0, |greatest, tally| greatest.max(tally.0)) > best.least() {
            (from..).zip(tallies).for_each(|(article, tally)| best.offer(article, tally.0));
        }
    }
    best.into_iter().map(|(article, _)| article).collect()
}

/// How many articles get the close look: so many of the best by words, and as many of the nearest.
const LOOKED_AT: usize = 32;
/// How much of the score is the likeness to a wording, where nothing is known of meaning. At 0 long bodies win
/// by mentioning everything; at 1 bodies count for nothing.
const WORDING: f32 = 0.3;
/// How much the meaning weighs beside the words; as `fit.py` prints it (docs/SEARCH.md). At 0 only words count; above 3 codes and names drown.
const MEANING: f32 = 2.17;
/// Whose worth counts in the likeness. At 0 short titles win, at 1 long ones do.
const ASKED_SHARE: f32 = 0.75;
/// At how many of the rarest terms the substance is one half.
const ENOUGH: f32 = 2.0;
/// Postings walked for one question: what keeps 20,000 articles within the time for a search. Terms
/// that would exceed it are in so many articles that they tell little: with twice as many, one question in 1,381
/// more is answered among the first three of 20,000; with 6,000, six fewer.
const POSTINGS_BUDGET: u32 = 10_000;
/// What the worth of a question is in a tally: what is rounded up for each of its 64 terms at most still fits.
const MOST_TALLIED: f32 = 65_000.0;
/// So many tallies are looked at together.
const AT_ONCE: usize = 32;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::embedding::Vector;
    use crate::reading::Percent;
    use crate::search::{Encoder, Query, Synonyms};
    use std::sync::Arc;

    #[test]
    fn what_is_hidden_makes_no_more_candidates() {
        let article = |at: usize| -> Article {
            let line = format!(r#"{{"id": "a{at}", "title": "第{at}种退款", "body": "三天。"}}"#);
            serde_json::from_str(&line).unwrap()
        };
        let articles: Vec<Article> = (0..400).map(article).collect();
        let encoder = include_bytes!("../../../model/weights/encoder.bin");
        let encoder = Arc::new(Encoder::read(encoder).unwrap());
        let vector = |at: u32| Vector::of(&[1.0, at as f32 / 400.0]).unwrap();
        let vectors: Vec<(u32, Vector)> = (0..400).map(|at| (at, vector(at))).collect();
        let own = Index::with_meaning(&articles, &Synonyms::default(), &encoder);
        let both = own.clone().borrowing(&vectors, Percent::saturating(50));
        let vectors = [vector(0)];
        let query =
            Query { text: "钱什么时候退回来", vectors: &vectors, ..Query::default() };
        let kept = |article: &Article| article.id().as_str().ends_with(['0', '2', '4', '6', '8']);
        for (index, ways) in [(own, 2), (both, 3)] {
            let question = index.read(query);
            let veil = index.veil(kept);
            let ranked = index.rank(&question, &veil, 1);
            assert!(ranked.iter().all(|found| kept(&articles[found.article as usize])));
            let count = ranked.len();
            assert!((LOOKED_AT..=ways * LOOKED_AT).contains(&count), "{count} by {ways} ways");
        }
    }
}
