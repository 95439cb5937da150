//! The rows that a timeline shows, each with a key that stays: a message keeps its row, and its
//! element, from the moment it is composed, so that it neither flickers nor is announced twice.

use shared::id::{ClientId, Seq};
use shared::timeline::{Delivery, Pending, Timeline, is_shown};
use shared::transcript::{Author, Entry, Fact};

use crate::talk::Draft;

/// Names a row.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Key {
    /// A message of this client's author.
    Mine(ClientId),
    /// Anything else.
    At(Seq),
}

/// What a row shows.
pub enum Row<D> {
    /// Something that happened.
    Entry(Entry),
    /// A message on its way.
    Pending(Pending<D>),
}

/// How far a message of this client's author has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// On its way.
    Pending,
    /// In its place.
    Sent(Seq),
    /// Refused.
    Failed,
}

impl State {
    /// `pending`, `sent` or `failed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent(_) => "sent",
            Self::Failed => "failed",
        }
    }

    /// Its place, once it has one.
    #[must_use]
    pub const fn seq(self) -> Option<Seq> {
        match self {
            Self::Sent(seq) => Some(seq),
            Self::Pending | Self::Failed => None,
        }
    }
}

/// The rows of `timeline` as `author` sees it: what is confirmed and shown, then the messages that
/// are on their way.
#[must_use]
pub fn keys<D: Draft>(timeline: &Timeline<D>, author: &Author) -> Vec<Key> {
    let confirmed =
        timeline.entries().iter().filter(|entry| is_shown(&entry.fact)).map(|e| key(e, author));
    let pending = timeline.outbox().iter().filter(|pending| pending.draft.words().is_some());
    confirmed.chain(pending.map(|pending| Key::Mine(pending.client_id))).collect()
}

/// The row under `key`, if it is there.
#[must_use]
pub fn find<D: Draft>(timeline: &Timeline<D>, author: &Author, wanted: Key) -> Option<Row<D>> {
    match wanted {
        Key::At(Seq(seq)) => {
            let at = usize::try_from(seq).ok()?;
            timeline.entries().get(at).cloned().map(Row::Entry)
        }
        Key::Mine(client_id) => {
            let mut pending = timeline.outbox().iter();
            if let Some(pending) = pending.find(|pending| pending.client_id == client_id) {
                return Some(Row::Pending(pending.clone()));
            }
            let mut entries = timeline.entries().iter().rev();
            entries.find(|entry| key(entry, author) == wanted).cloned().map(Row::Entry)
        }
    }
}

/// How far the message `client_id` of `author` has come.
#[must_use]
pub fn state<D: Draft>(timeline: &Timeline<D>, author: &Author, client_id: ClientId) -> State {
    match find(timeline, author, Key::Mine(client_id)) {
        Some(Row::Entry(entry)) => State::Sent(entry.seq),
        Some(Row::Pending(pending)) => match pending.delivery {
            Delivery::Pending | Delivery::Acknowledged => State::Pending,
            Delivery::Failed => State::Failed,
        },
        None => State::Pending,
    }
}

fn key(entry: &Entry, mine: &Author) -> Key {
    match &entry.fact {
        Fact::Said { author, client_id, .. } if author == mine => Key::Mine(*client_id),
        _ => Key::At(entry.seq),
    }
}
