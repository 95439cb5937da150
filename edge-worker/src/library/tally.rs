//! What is counted where questions are answered: which articles served, and what was missed.
//!
//! It is kept in memory, so that a search costs no write, and written down together a moment later
//! ([`Tally::take`]). What a crash loses is the counts of that moment.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use shared::api::knowledge::{MissKind, Service};
use shared::article::ArticleId;
use shared::misses::Missed;
use shared::time::Timestamp;

/// The counts since they were last written down.
#[derive(Default)]
pub(super) struct Tally(RefCell<Running>);

#[derive(Default)]
struct Running {
    services: BTreeMap<String, Service>,
    missed: VecDeque<(String, MissKind, Timestamp)>,
}

/// How often articles served, and the latest questions that were not answered well.
pub(super) struct Counts {
    pub(super) services: BTreeMap<String, Service>,
    pub(super) missed: Vec<Missed>,
}

impl Tally {
    /// An article was the first of an answer.
    pub(super) fn hit(&self, article: &ArticleId) {
        self.of(article, |service| service.hits += 1);
    }

    /// A visitor said whether it helped.
    pub(super) fn helped(
        &self,
        article: &ArticleId,
        question: &str,
        helpful: bool,
        now: Timestamp,
    ) {
        if helpful {
            self.of(article, |service| service.helpful += 1);
        } else {
            self.of(article, |service| service.unhelpful += 1);
            self.miss(question, MissKind::Unhelpful, now);
        }
    }

    /// A question was not answered well.
    pub(super) fn miss(&self, question: &str, kind: MissKind, now: Timestamp) {
        let missed = &mut self.0.borrow_mut().missed;
        if missed.len() == MOST_MISSED {
            missed.pop_front();
        }
        missed.push_back((question.to_owned(), kind, now));
    }

    /// What was counted, to be written down; nothing where nothing was. Only now are questions masked:
    /// that takes longer than to answer some.
    pub(super) fn take(&self) -> Option<Counts> {
        let Running { services, missed } = self.0.take();
        if services.is_empty() && missed.is_empty() {
            return None;
        }
        let missed = missed.into_iter();
        let missed = missed.filter_map(|(question, kind, at)| Missed::note(&question, kind, at));
        Some(Counts { services, missed: missed.collect() })
    }

    fn of(&self, article: &ArticleId, count: impl FnOnce(&mut Service)) {
        let services = &mut self.0.borrow_mut().services;
        match services.get_mut(article.as_str()) {
            Some(service) => count(service),
            None => count(services.entry(article.to_string()).or_default()),
        }
    }
}

/// Questions between one writing and the next; older ones are forgotten.
const MOST_MISSED: usize = 500;
