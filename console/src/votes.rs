//! What a visitor said of each answer: whether it helped. Each answer has its own signal, so that a line
//! of the log hears of its own answer and not of each entry of a long conversation.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::id::Seq;
use shared::transcript::{Entry, Fact};

/// The votes of one conversation. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Votes(StoredValue<BTreeMap<Seq, Vote>>);

/// Whether an answer helped; nothing until the visitor says so.
type Vote = ArcRwSignal<Option<bool>>;

impl Votes {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }

    /// That of the answer at that place.
    pub(crate) fn of(self, answer: Seq) -> Vote {
        let of = |votes: &mut BTreeMap<Seq, Vote>| votes.entry(answer).or_default().clone();
        self.0.try_update_value(of).unwrap_or_default()
    }

    /// All of it will be told again.
    pub(crate) fn forget(self) {
        self.0.with_value(|votes| votes.values().for_each(|vote| vote.set(None)));
    }

    /// Takes in what has come, in its order: the last word counts.
    pub(crate) fn count(self, entries: &[Entry]) {
        for entry in entries {
            if let Fact::Helped { answer, helpful, .. } = &entry.fact {
                self.of(*answer).set(Some(*helpful));
            }
        }
    }
}
