//! The product's own search.

use std::sync::Arc;

use anyhow::Result;
use shared::search::{Answer, Encoder, Index, Query, Synonyms};

use crate::corpus::{Corpus, Said};
use crate::{Search, report::Report};

pub(crate) fn weigh(corpus: &Corpus) -> Result<Report> {
    crate::weigh("Dukou", corpus, &Dukou::of(corpus)?)
}

/// What comes of questions: answers, choices, and that it does not know.
pub(crate) fn answers(corpus: &Corpus) -> Result<String> {
    let dukou = Dukou::of(corpus)?;
    let (mut known, mut foreign) = (Outcomes::default(), Outcomes::default());
    for asked in corpus.asked() {
        known.count(&dukou.answer(asked.shop, &asked.said), &asked.expected);
    }
    for said in corpus.unanswerable() {
        for shop in 0..corpus.shops.len() {
            foreign.count(&dukou.answer(shop, &said), &[]);
        }
    }
    Ok(format!(
        "What Dukou makes of questions, in percent\n  \
         answerable:   {} answered, {} offered as a choice ({} the right one), {} told unknown\n  \
         unanswerable: {} answered, {} offered a choice, {} told unknown\n  \
         precision of what is answered: {} of the answerable, {} of all",
        known.share(known.found),
        known.share(known.choices),
        known.share(known.right_choices),
        known.share(known.unknown),
        foreign.share(foreign.found),
        foreign.share(foreign.choices),
        foreign.share(foreign.unknown),
        percent(known.right, known.found),
        percent(known.right, known.found + foreign.found),
    ))
}

struct Dukou([Index; 2]);

impl Dukou {
    fn of(corpus: &Corpus) -> Result<Self> {
        let encoder = include_bytes!("../../../model/weights/encoder.bin");
        let encoder = Arc::new(Encoder::read(encoder)?);
        let index =
            |articles: &Vec<_>| Index::with_meaning(articles, &Synonyms::default(), &encoder);
        Ok(Self(corpus.shops.each_ref().map(index)))
    }

    fn answer(&self, shop: usize, said: &Said<'_>) -> Answer {
        self.0[shop].answer(Query { text: said.text, earlier: &said.earlier, vectors: &[] })
    }
}

impl Search for Dukou {
    fn find(&self, shop: usize, said: &Said<'_>) -> Result<Vec<String>> {
        let hits = self.0[shop].search(Query { text: said.text, earlier: &said.earlier, vectors: &[] }, 10);
        Ok(hits.into_iter().map(|hit| hit.article.to_string()).collect())
    }
}

#[derive(Default)]
struct Outcomes {
    found: u32,
    /// Of these, with the right article first.
    right: u32,
    choices: u32,
    /// Of these, with the right article among them.
    right_choices: u32,
    unknown: u32,
}

impl Outcomes {
    fn count(&mut self, answer: &Answer, expected: &[&str]) {
        match answer {
            Answer::Found { passages, .. } => {
                self.found += 1;
                self.right += u32::from(expected.contains(&passages[0].article.as_str()));
            }
            Answer::Choices { choices, .. } => {
                self.choices += 1;
                let mut offered = choices.iter().map(|choice| choice.article.as_str());
                self.right_choices += u32::from(offered.any(|id| expected.contains(&id)));
            }
            Answer::Unknown => self.unknown += 1,
        }
    }

    fn share(&self, count: u32) -> String {
        percent(count, self.found + self.choices + self.unknown)
    }
}

fn percent(count: u32, of: u32) -> String {
    format!("{:.1}", 100.0 * f64::from(count) / f64::from(of.max(1)))
}
