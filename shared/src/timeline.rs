//! One client's view of a transcript: what is confirmed, and what is still on its way.
//!
//! Whatever the connection loses, repeats or reorders, each entry appears once and in its place, and
//! what was composed stays in the [outbox](Timeline::outbox) until the transcript shows it.

use serde::{Deserialize, Serialize};

use crate::fault::planted;
use crate::id::{ClientId, Seq};
use crate::time::Timestamp;
use crate::transcript::{Author, Entry, Fact};

/// One client's view of a transcript. `D` is what this client sends: a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline<D> {
    author: Author,
    entries: Vec<Entry>,
    /// What came before its turn, in order.
    ahead: Vec<Entry>,
    outbox: Vec<Pending<D>>,
}

/// Something composed that the transcript does not show yet.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Pending<D> {
    /// Its name, made once.
    pub client_id: ClientId,
    /// When it was composed.
    pub at: Timestamp,
    /// What is to be sent.
    pub draft: D,
    /// How far it has come.
    pub delivery: Delivery,
}

/// How far something composed has come.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waiting for a connection, or for an answer.
    Pending,
    /// The edge has it; its entry is on the way.
    Acknowledged,
    /// The edge refused it; sending it again is the author's choice.
    Failed,
}

impl<D> Timeline<D> {
    /// An empty view, for what `author` sends.
    #[must_use]
    pub const fn new(author: Author) -> Self {
        Self { author, entries: Vec::new(), ahead: Vec::new(), outbox: Vec::new() }
    }

    /// Composes something: it is in the outbox until the transcript shows it.
    pub fn compose(&mut self, client_id: ClientId, draft: D, now: Timestamp) {
        if self.outbox.iter().all(|pending| pending.client_id != client_id)
            && !self.shows(client_id)
        {
            self.outbox.push(Pending { client_id, at: now, draft, delivery: Delivery::Pending });
        }
    }

    /// Takes back up what was composed before a reload.
    pub fn restore(&mut self, saved: impl IntoIterator<Item = Pending<D>>) {
        for pending in saved {
            let new = self.outbox.iter().all(|kept| kept.client_id != pending.client_id);
            if new && !self.shows(pending.client_id) {
                self.outbox.push(pending);
            }
        }
    }

    /// Takes entries in, in whatever order they come. Returns whether some are missing before them:
    /// then ask to resume after [`Self::last`].
    #[must_use]
    pub fn receive(&mut self, entries: impl IntoIterator<Item = Entry>) -> Received {
        let mut received = Received { fresh: 0, gap: false };
        for entry in entries {
            if entry.seq >= self.next() || planted!(ShowsTwice) {
                match self.ahead.binary_search_by_key(&entry.seq, |ahead| ahead.seq) {
                    Ok(at) => self.ahead[at] = entry,
                    Err(at) => self.ahead.insert(at, entry),
                }
            }
        }
        while let Some(entry) = self.take_next() {
            if let Some((author, client_id)) = entry.fact.sent()
                && author == self.author
            {
                self.outbox.retain(|pending| pending.client_id != client_id);
            }
            self.entries.push(entry);
            received.fresh += 1;
        }
        received.gap = !self.ahead.is_empty();
        received
    }

    /// The edge has it. Returns whether its entry is still to come.
    pub fn acknowledge(&mut self, client_id: ClientId, seq: Seq) -> bool {
        if seq < self.next() {
            self.outbox.retain(|pending| pending.client_id != client_id);
            return false;
        }
        self.set_delivery(client_id, Delivery::Acknowledged);
        true
    }

    /// The edge refused it.
    pub fn refuse(&mut self, client_id: ClientId) {
        self.set_delivery(client_id, Delivery::Failed);
    }

    /// The author wants it sent again.
    pub fn retry(&mut self, client_id: ClientId) {
        self.set_delivery(client_id, Delivery::Pending);
    }

    /// The author gives it up.
    pub fn discard(&mut self, client_id: ClientId) {
        self.outbox.retain(|pending| pending.client_id != client_id);
    }

    /// Shows nothing any more: the transcript at the edge is another than what was shown. What is on its way
    /// stays, and is sent again.
    pub fn start_over(&mut self) {
        self.entries.clear();
        self.reconnect();
    }

    /// The line is a new one, and what the edge said on the former need not hold: a backup may have been
    /// restored. What came before its turn comes again, and what has not come at all is sent again.
    pub fn reconnect(&mut self) {
        self.ahead.clear();
        for pending in &mut self.outbox {
            if pending.delivery == Delivery::Acknowledged {
                pending.delivery = Delivery::Pending;
            }
        }
    }

    /// What is on its way, oldest first: to be shown after the entries, and kept across reloads.
    #[must_use]
    pub fn outbox(&self) -> &[Pending<D>] {
        &self.outbox
    }

    /// What to send on every new connection, oldest first.
    pub fn unsent(&self) -> impl Iterator<Item = &Pending<D>> {
        self.outbox.iter().filter(|pending| pending.delivery == Delivery::Pending)
    }

    /// What is confirmed, in its place.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place of the last confirmed entry.
    #[must_use]
    pub fn last(&self) -> Option<Seq> {
        self.entries.last().map(|entry| entry.seq)
    }

    fn take_next(&mut self) -> Option<Entry> {
        let is_next = self.ahead.first()?.seq == self.next();
        let shows = is_next || planted!(ShowsWhatComesAfterAGap) || planted!(ShowsTwice);
        shows.then(|| self.ahead.remove(0))
    }

    fn next(&self) -> Seq {
        Seq(self.entries.len() as u64)
    }

    fn shows(&self, client_id: ClientId) -> bool {
        let mine = Some((self.author.clone(), client_id));
        self.entries.iter().any(|entry| entry.fact.sent() == mine)
    }

    fn set_delivery(&mut self, client_id: ClientId, delivery: Delivery) {
        if let Some(pending) = self.outbox.iter_mut().find(|p| p.client_id == client_id) {
            pending.delivery = delivery;
        }
    }
}

/// What came of taking entries in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Received {
    /// How many took their place: the last ones of [`Timeline::entries`].
    pub fresh: usize,
    /// Whether some are missing before others that are here.
    pub gap: bool,
}

/// Whether a fact is something that the thread shows as a line of its own.
#[must_use]
pub const fn is_shown(fact: &Fact) -> bool {
    match fact {
        Fact::Said { .. }
        | Fact::Answered { .. }
        | Fact::Soothed
        | Fact::HandoffProposed { .. }
        | Fact::HandoffRequested { .. }
        | Fact::Escalated { .. }
        | Fact::Assigned { .. }
        | Fact::HandedBack { .. }
        | Fact::Transferred { .. }
        | Fact::Ticketed { .. }
        | Fact::ContactLeft { .. }
        | Fact::Resolved { .. }
        | Fact::Rated { .. } => true,
        Fact::Started { .. }
        | Fact::Identified { .. }
        | Fact::Visited { .. }
        | Fact::Helped { .. }
        | Fact::HandoffDeclined { .. }
        | Fact::Received { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(seq: u64, id: u128) -> Entry {
        Entry {
            seq: Seq(seq),
            at: Timestamp(seq),
            fact: Fact::Said {
                author: Author::Visitor,
                client_id: ClientId(id),
                text: "hello".into(),
                reading: None,
            },
        }
    }

    fn places(timeline: &Timeline<&str>) -> Vec<u64> {
        timeline.entries().iter().map(|entry| entry.seq.0).collect()
    }

    #[test]
    fn entries_take_their_place_once_whatever_their_order() {
        let mut timeline = Timeline::new(Author::Visitor);
        assert_eq!(timeline.receive([said(2, 2)]), Received { fresh: 0, gap: true });
        assert_eq!(timeline.receive([said(0, 0), said(0, 0)]), Received { fresh: 1, gap: true });
        assert_eq!(timeline.receive([said(1, 1), said(2, 2)]), Received { fresh: 2, gap: false });
        assert_eq!(timeline.receive([said(1, 1)]), Received { fresh: 0, gap: false });
        assert_eq!(places(&timeline), [0, 1, 2]);
    }

    #[test]
    fn what_was_composed_stays_until_the_transcript_shows_it() {
        let mut timeline = Timeline::new(Author::Visitor);
        timeline.compose(ClientId(7), "hi", Timestamp(1));
        timeline.compose(ClientId(7), "hi", Timestamp(1));
        assert_eq!(timeline.unsent().count(), 1);
        assert!(timeline.acknowledge(ClientId(7), Seq(0)), "its entry is still to come");
        assert_eq!(timeline.unsent().count(), 0);
        assert_eq!(timeline.outbox().len(), 1);
        let _ = timeline.receive([said(0, 7)]);
        assert!(timeline.outbox().is_empty());
        timeline.compose(ClientId(7), "hi", Timestamp(2));
        assert!(timeline.outbox().is_empty(), "it is there already");
    }

    #[test]
    fn who_starts_over_sends_again_what_was_not_shown() {
        let mut timeline = Timeline::new(Author::Visitor);
        assert_eq!(timeline.receive([said(0, 1), said(1, 2), said(3, 4)]).fresh, 2);
        for id in [3, 4, 5] {
            timeline.compose(ClientId(id), "hi", Timestamp(1));
        }
        assert!(timeline.acknowledge(ClientId(3), Seq(2)));
        timeline.refuse(ClientId(5));
        timeline.start_over();
        assert_eq!((timeline.last(), places(&timeline)), (None, vec![]));
        let unsent: Vec<_> = timeline.unsent().map(|pending| pending.client_id.0).collect();
        assert_eq!(unsent, [3, 4], "and what was refused waits for its author");
        assert_eq!(timeline.receive([said(0, 1), said(1, 3)]), Received { fresh: 2, gap: false });
        assert_eq!(timeline.unsent().count(), 1);
    }

    #[test]
    fn what_was_refused_waits_for_its_author() {
        let mut timeline = Timeline::new(Author::Visitor);
        timeline.compose(ClientId(7), "hi", Timestamp(1));
        timeline.refuse(ClientId(7));
        assert_eq!(timeline.unsent().count(), 0);
        timeline.retry(ClientId(7));
        assert_eq!(timeline.unsent().count(), 1);
        timeline.discard(ClientId(7));
        assert!(timeline.outbox().is_empty());
    }
}
