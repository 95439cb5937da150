//! What a conversation remembers in order to go on, beyond what everyone sees of it.

use std::collections::BTreeMap;

use crate::hatch::{Course, Heard};
use crate::id::{ClientId, Seq};
use crate::page::Page;
use crate::time::Timestamp;
use crate::transcript::{Author, Entry, Fact};

/// What [`Conversation::step`](super::Conversation::step) must know of the past.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Memory {
    /// How it has gone, for the escape hatch.
    pub(super) course: Course,
    /// What was sent, and its place.
    pub(super) delivered: BTreeMap<(Author, ClientId), Seq>,
    /// The places of the assistant's answers, and whether each helped, as the visitor said last.
    pub(super) answers: BTreeMap<Seq, Option<bool>>,
    /// Where the visitor is, and how often they went there from elsewhere.
    pub(super) page: Option<Page>,
    pub(super) visits: u64,
    /// Until when the visitor was first promised an answer, while nobody of the shop has written.
    pub(super) promised_by: Option<Timestamp>,
}

/// Who remembers a conversation while its transcript is folded.
pub trait Remember: Default {
    /// Whether it is to go on: who only shows it needs no clock.
    const GOES_ON: bool;

    /// Takes the next entry.
    fn remember(&mut self, entry: &Entry);
}

impl Remember for Memory {
    const GOES_ON: bool = true;

    fn remember(&mut self, entry: &Entry) {
        if let Some(sent) = entry.fact.sent() {
            self.delivered.insert(sent, entry.seq);
        }
        if let Some(heard) = Heard::of(entry) {
            self.course.hear(heard);
        }
        if let Fact::Answered { .. } = entry.fact {
            self.answers.insert(entry.seq, None);
        }
        if let Fact::Helped { answer, helpful, .. } = entry.fact {
            self.answers.insert(answer, Some(helpful));
        }
        if let Fact::Visited { page } = &entry.fact {
            self.page = Some(page.clone());
            self.visits += 1;
        }
        if let Fact::Ticketed { ticket, .. } = &entry.fact {
            self.promised_by.get_or_insert(ticket.promised_by);
        }
        if let Fact::Said { author: Author::Agent(_), .. } | Fact::Resolved { .. } = entry.fact {
            self.promised_by = None;
        }
    }
}

/// Nobody: for a page that only shows a conversation, and does not ship the rules with it.
impl Remember for () {
    const GOES_ON: bool = false;

    fn remember(&mut self, _: &Entry) {}
}
