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
    votes: Votes,
    missed: VecDeque<(String, MissKind, Timestamp)>,
    withdrawn: Vec<(String, MissKind)>,
}

/// How an article has served since. Votes that were changed are taken back, also from what was written down
/// before.
#[derive(Clone, Copy, Default)]
pub(super) struct Served {
    pub(super) shown: u64,
    pub(super) hits: u64,
    pub(super) votes: Votes,
}

/// How many found it helpful, and how many did not, less those who say otherwise now.
#[derive(Clone, Copy, Default)]
pub(super) struct Votes {
    pub(super) helpful: i64,
    pub(super) unhelpful: i64,
}

impl Votes {
    const fn count(&mut self, vote: Vote) {
        *self.of(vote.helpful) += 1;
        if let Some(before) = vote.before {
            *self.of(before) -= 1;
        }
    }

    const fn of(&mut self, helpful: bool) -> &mut i64 {
        if helpful { &mut self.helpful } else { &mut self.unhelpful }
    }
}

/// What came of questions, how often articles served, and the latest questions that were not answered
/// well.
pub(super) struct Counts {
    pub(super) outcomes: Outcomes,
    pub(super) services: BTreeMap<String, Served>,
    /// Of all answers, also those of the graph.
    pub(super) votes: Votes,
    pub(super) missed: Vec<Missed>,
    /// Questions of which each was missed once less.
    pub(super) withdrawn: Vec<Missed>,
}

impl Tally {
    /// A question came to this.
    pub(super) fn came_to(&self, outcome: impl FnOnce(&mut Outcomes) -> &mut u64) {
        *outcome(&mut self.0.borrow_mut().outcomes) += 1;
    }

    /// These articles answered, the best first.
    pub(super) fn served<'a>(&self, articles: impl IntoIterator<Item = &'a ArticleId>) {
        for (place, article) in articles.into_iter().enumerate() {
            self.of(article, |service| {
                service.shown += 1;
                service.hits += u64::from(place == 0);
            });
        }
    }

    /// A choice of these articles was offered.
    pub(super) fn offered<'a>(&self, articles: impl IntoIterator<Item = &'a ArticleId>) {
        articles.into_iter().for_each(|article| self.of(article, |service| service.shown += 1));
    }

    /// A visitor said whether it helped: each conversation counts once for an answer, by what it said last. An
    /// answer of the graph is no article's.
    pub(super) fn voted(
        &self,
        article: Option<&ArticleId>,
        question: &str,
        vote: Vote,
        now: Timestamp,
    ) {
        self.0.borrow_mut().votes.count(vote);
        if let Some(article) = article {
            self.of(article, |service| service.votes.count(vote));
        }
        if vote.before == Some(false) {
            self.withdraw(question, MissKind::Unhelpful);
        }
        if !vote.helpful {
            self.miss(question, MissKind::Unhelpful, now);
        }
    }

    /// A question that was missed so turns out not to be: whoever said that an answer did not help says otherwise
    /// now, or picked what was offered.
    pub(super) fn withdraw(&self, question: &str, kind: MissKind) {
        let Running { missed, withdrawn, .. } = &mut *self.0.borrow_mut();
        let is_it =
            |(missed, of, _): &(String, MissKind, Timestamp)| missed == question && *of == kind;
        match missed.iter().rposition(is_it) {
            Some(at) => {
                missed.remove(at);
            }
            None if withdrawn.len() < MOST_MISSED => withdrawn.push((question.to_owned(), kind)),
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
        let Running { outcomes, services, votes, missed, withdrawn } = &*self.0.borrow();
        let Votes { helpful, unhelpful } = *votes;
        let is_counted = outcomes.asked() > 0 || !services.is_empty() || helpful != 0;
        !is_counted && unhelpful == 0 && missed.is_empty() && withdrawn.is_empty()
    }

    /// What was counted, to be written down. Only now are questions masked: that takes longer than to answer
    /// some.
    pub(super) fn counts(&self) -> Counts {
        let Running { outcomes, services, votes, missed, withdrawn } = &*self.0.borrow();
        let missed = missed.iter();
        let missed = missed.filter_map(|(question, kind, at)| Missed::note(question, *kind, *at));
        let withdrawn = withdrawn.iter();
        let withdrawn =
            withdrawn.filter_map(|(question, kind)| Missed::note(question, *kind, Timestamp(0)));
        Counts {
            outcomes: *outcomes,
            services: services.clone(),
            votes: *votes,
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
