//! Turns articles into an [`Index`].

use std::sync::Arc;

use super::{
    Encoder, Index, Synonyms, Vectorised, dense,
    postings::{Gathering, Key, Weight},
    terms,
};
use crate::{article::Article, fold::Folded};

pub(super) fn index(
    articles: &[Article],
    synonyms: &Synonyms,
    encoder: Option<&Arc<Encoder>>,
) -> Index {
    let averages = Lengths::average(articles);
    let mut gathering = Gathering::default();
    let mut occurrences = Vec::new();
    for (number, article) in (0..).zip(articles) {
        let lengths = Lengths::of(article);
        add(&mut occurrences, article.body(), synonyms, lengths.share(&averages, |l| l.body));
        let tags = TAGS * lengths.share(&averages, |l| l.tags);
        for tag in article.tags() {
            add(&mut occurrences, tag, synonyms, tags);
        }
        let phrasings = PHRASINGS * lengths.share(&averages, |l| l.phrasings);
        for phrasing in article.phrasings() {
            add(&mut occurrences, phrasing, synonyms, phrasings);
        }
        let title = TITLE * lengths.share(&averages, |l| l.title);
        add(&mut occurrences, article.title(), synonyms, title);
        note(&mut gathering, number, &mut occurrences);
    }
    let postings = gathering.finish();
    Index {
        articles: articles.to_vec(),
        synonyms: synonyms.clone(),
        postings,
        meaning: encoder.filter(|_| super::HAS_MEANING).map(|encoder| meaning(articles, encoder)),
        borrowed: None,
    }
}

fn meaning(articles: &[Article], encoder: &Arc<Encoder>) -> Vectorised {
    let mut gathering = dense::Gathering::new(encoder);
    for article in articles {
        gathering.add(article);
    }
    Vectorised { vectors: gathering.finish(), encoder: encoder.clone() }
}

/// Notes every term of one field with its weight.
fn add(occurrences: &mut Vec<(Key, f32)>, text: &str, synonyms: &Synonyms, weight: f32) {
    let text = synonyms.rewrite(Folded::full(text).chars);
    terms::each(&text, |term, _, _| occurrences.push((Key::of(term), weight)));
}

/// Sums the weights of each term of one article and files them: the saturating part of BM25.
fn note(gathering: &mut Gathering, article: u32, occurrences: &mut Vec<(Key, f32)>) {
    occurrences.sort_unstable_by_key(|&(term, _)| term);
    for same in occurrences.chunk_by(|left, right| left.0 == right.0) {
        let weight: f32 = same.iter().map(|(_, weight)| weight).sum();
        gathering.note(same[0].0, article, Weight::of(weight / (weight + SATURATION)));
    }
    occurrences.clear();
}

/// How long the fields of an article are, in bytes, which follows the number of terms closely enough.
struct Lengths {
    title: f32,
    phrasings: f32,
    tags: f32,
    body: f32,
}

impl Lengths {
    fn of(article: &Article) -> Self {
        let sum = |texts: &[String]| texts.iter().map(String::len).sum::<usize>() as f32;
        Self {
            title: article.title().len() as f32,
            phrasings: sum(article.phrasings()),
            tags: sum(article.tags()),
            body: article.body().len() as f32,
        }
    }

    fn average(articles: &[Article]) -> Self {
        let mut sum = Self { title: 0.0, phrasings: 0.0, tags: 0.0, body: 0.0 };
        for lengths in articles.iter().map(Self::of) {
            sum.title += lengths.title;
            sum.phrasings += lengths.phrasings;
            sum.tags += lengths.tags;
            sum.body += lengths.body;
        }
        let count = articles.len().max(1) as f32;
        Self {
            title: sum.title / count,
            phrasings: sum.phrasings / count,
            tags: sum.tags / count,
            body: sum.body / count,
        }
    }

    /// BM25's length normalisation: an occurrence in a long field says less.
    fn share(&self, average: &Self, field: impl Fn(&Self) -> f32) -> f32 {
        let ratio = field(self) / field(average).max(1.0);
        1.0 / (1.0 - LENGTH_MATTERS + LENGTH_MATTERS * ratio)
    }
}

/// What one occurrence in a field counts, beside one in the body.
const TITLE: f32 = 3.0;
const PHRASINGS: f32 = 2.0;
const TAGS: f32 = 2.0;
/// BM25's k1. At 0 a term counts once however often it occurs; above 3 repetition wins over variety.
const SATURATION: f32 = 0.4;
/// BM25's b. At 0 long articles win by saying everything; at 1 they are punished for saying more.
const LENGTH_MATTERS: f32 = 0.5;
