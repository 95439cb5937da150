//! What is counted where questions are answered: what came of them, which articles served, and what was
//! missed.
//!
//! It is kept in memory, so that a search costs no write, and written down together a moment later
//! ([`Tally::counts`]). What a crash loses is the counts of that moment.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use shared::api::knowledge::{MissKind, Outcomes};
use shared::article::ArticleId;
use shared::misses::Missed;
use shared::time::Timestamp;

use super::request::Vote;

/// The counts since they were last written down.
#[derive(Default)]
pub(super) struct Tally(RefCell<Running>);

#[derive(Default)]
struct Running {
    outcomes: Outcomes,
    services: BTreeMap<String, Served>,
    missed: VecDeque<(String, MissKind, Timestamp)>,
    withdrawn: Vec<String>,
}

/// How an article has served since. Votes that were changed are taken back, also from what was written down
/// before.
#[derive(Clone, Copy, Default)]
pub(super) struct Served {
    pub(super) shown: u64,
    pub(super) hits: u64,
    pub(super) helpful: i64,
    pub(super) unhelpful: i64,
}

impl Served {
    const fn votes(&mut self, helpful: bool) -> &mut i64 {
        if helpful { &mut self.helpful } else { &mut self.unhelpful }
    }
}

/// What came of questions, how often articles served, and the latest questions that were not answered
/// well.
pub(super) struct Counts {
    pub(super) outcomes: Outcomes,
    pub(super) services: BTreeMap<String, Served>,
    pub(super) missed: Vec<Missed>,
    /// Questions of which each was missed once less.
    pub(super) withdrawn: Vec<Missed>,
}

impl Tally {
    /// A question was answered from these articles, the best first.
    pub(super) fn answered<'a>(&self, articles: impl IntoIterator<Item = &'a ArticleId>) {
        self.0.borrow_mut().outcomes.answered += 1;
        for (place, article) in articles.into_iter().enumerate() {
            self.of(article, |service| {
                service.shown += 1;
                service.hits += u64::from(place == 0);
            });
        }
    }

    /// A choice of these articles was offered.
    pub(super) fn offered<'a>(&self, articles: impl IntoIterator<Item = &'a ArticleId>) {
        self.0.borrow_mut().outcomes.choices += 1;
        articles.into_iter().for_each(|article| self.of(article, |service| service.shown += 1));
    }

    /// A question was not answered.
    pub(super) fn unknown(&self) {
        self.0.borrow_mut().outcomes.unknown += 1;
    }

    /// The graph took a question.
    pub(super) fn diagnosed(&self) {
        self.0.borrow_mut().outcomes.diagnosed += 1;
    }

    /// A visitor said whether it helped: each conversation counts once for an answer, by what it said last.
    pub(super) fn voted(&self, article: &ArticleId, question: &str, vote: Vote, now: Timestamp) {
        self.of(article, |service| {
            *service.votes(vote.helpful) += 1;
            if let Some(before) = vote.before {
                *service.votes(before) -= 1;
            }
        });
        if vote.before == Some(false) {
            self.withdraw(question);
        }
        if !vote.helpful {
            self.miss(question, MissKind::Unhelpful, now);
        }
    }

    /// Whoever said that an answer to this did not help says otherwise now.
    fn withdraw(&self, question: &str) {
        let Running { missed, withdrawn, .. } = &mut *self.0.borrow_mut();
        let is_it = |(missed, kind, _): &(String, MissKind, Timestamp)| {
            missed == question && *kind == MissKind::Unhelpful
        };
        match missed.iter().rposition(is_it) {
            Some(at) => {
                missed.remove(at);
            }
            None if withdrawn.len() < MOST_MISSED => withdrawn.push(question.to_owned()),
            None => {}
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

    /// Whether nothing was counted.
    pub(super) fn is_empty(&self) -> bool {
        // What is withdrawn is so by a vote, which counts for an article.
        let Running { outcomes, services, missed, withdrawn: _ } = &*self.0.borrow();
        outcomes.asked() == 0 && services.is_empty() && missed.is_empty()
    }

    /// What was counted, to be written down. Only now are questions masked: that takes longer than to answer
    /// some.
    pub(super) fn counts(&self) -> Counts {
        let Running { outcomes, services, missed, withdrawn } = &*self.0.borrow();
        let missed = missed.iter();
        let missed = missed.filter_map(|(question, kind, at)| Missed::note(question, *kind, *at));
        let withdrawn = withdrawn
            .iter()
            .filter_map(|question| Missed::note(question, MissKind::Unhelpful, Timestamp(0)));
        Counts {
            outcomes: *outcomes,
            services: services.clone(),
            missed: missed.collect(),
            withdrawn: withdrawn.collect(),
        }
    }

    /// It is written down.
    pub(super) fn clear(&self) {
        self.0.take();
    }

    fn of(&self, article: &ArticleId, count: impl FnOnce(&mut Served)) {
        let services = &mut self.0.borrow_mut().services;
        match services.get_mut(article.as_str()) {
            Some(service) => count(service),
            None => count(services.entry(article.to_string()).or_default()),
        }
    }
}

/// Questions between one writing and the next; older ones are forgotten.
const MOST_MISSED: usize = 500;
