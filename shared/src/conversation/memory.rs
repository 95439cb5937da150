//! What a conversation remembers in order to go on, beyond what everyone sees of it.

use std::collections::BTreeMap;

use super::Status;
use crate::graph::limits;
use crate::handoff::{Handoff, Rule};
use crate::hatch::{Course, Heard, Signals, is_farewell, is_matter, leaves_open, signals};
use crate::id::{ClientId, Seq};
use crate::page::Page;
use crate::reading::Reading;
use crate::time::Timestamp;
use crate::transcript::{Answer, Author, Entry, Fact};

/// What [`Conversation::step`](super::Conversation::step) must know of the past.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Memory {
    /// How it has gone, for the escape hatch.
    pub(super) course: Course,
    /// What was sent, and its place.
    pub(super) delivered: BTreeMap<(Author, ClientId), Seq>,
    /// The places of the assistant's answers, and whether each helped, as the visitor said last.
    pub(super) answers: BTreeMap<Seq, Option<bool>>,
    /// When something happened last that is more than a look at another page of the shop.
    pub(super) last: Timestamp,
    /// Where the visitor is, and how often they went there from elsewhere.
    pub(super) page: Option<Page>,
    pub(super) visits: u64,
    /// The language of the visitor's page, as a BCP 47 tag.
    pub(super) locale: Option<String>,
    /// What the visitor has said to the assistant since they came to it: the last few messages.
    pub(super) talk: Vec<(Seq, String)>,
    /// What the visitor has said to a person, or in the queue for one, since anyone last wrote to
    /// them: the last few messages.
    pub(super) unheard: Vec<Unheard>,
    /// How it had gone before the last of these, but for what is settled by coming back.
    pub(super) before: Course,
    /// Whether the handoff card is open.
    pub(super) card: bool,
    /// What a person was asked for by, since the visitor was last with the assistant; as urgent as it has become.
    pub(super) crossed: Option<Handoff>,
    /// Until when the visitor was first promised an answer, while nobody of the shop has written.
    pub(super) promised_by: Option<Timestamp>,
    /// What became of its last end, if it has been over at all.
    pub(super) ended: Option<Ended>,
    /// Whether the agent owes the next word by what they said last.
    is_open: bool,
    /// Whether the visitor's last words were a goodbye to a person.
    takes_leave: bool,
    /// Whether they take a wish for a person back.
    declines_person: bool,
    /// Whether the assistant's last answer asks back: what the visitor says next may go on from it.
    pub(super) asks_back: bool,
}

/// What the visitor has said of an end.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Ended {
    /// Nothing yet.
    Unrated,
    /// How satisfied they are.
    Rated,
}

/// A message that nobody has answered yet.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Unheard {
    pub(super) seq: Seq,
    pub(super) text: String,
    pub(super) reading: Option<Reading>,
    /// Whether it asks something that the assistant might answer.
    is_question: bool,
}

impl Memory {
    /// The latest of what was asked while nobody was there to answer.
    pub(super) fn open_question(&self) -> Option<Seq> {
        let question = self.unheard.iter().rev().find(|unheard| unheard.is_question);
        question.map(|unheard| unheard.seq)
    }

    /// The words of a message to the assistant.
    pub(super) fn words(&self, seq: Seq) -> Option<&str> {
        let said = self.talk.iter().rev().find(|(at, _)| *at == seq);
        said.map(|(_, text)| text.as_str())
    }

    fn visitor_said(&mut self, seq: Seq, text: &str, reading: Option<&Reading>, status: &Status) {
        let signals = signals(text);
        self.takes_leave = false;
        self.declines_person = signals.declines_person;
        match status {
            Status::Assistant | Status::Ticketed { .. } | Status::Resolved => {
                self.talk.push((seq, text.to_owned()));
                keep_last(&mut self.talk);
            }
            Status::Queued { .. } | Status::Assigned { .. } => {
                self.takes_leave = is_farewell(text) && !self.is_open;
                self.keep_unheard(seq, text, reading, &signals);
            }
        }
        self.course.said(text, reading, &signals);
    }

    fn keep_unheard(&mut self, seq: Seq, text: &str, reading: Option<&Reading>, signals: &Signals) {
        if is_farewell(text) {
            return;
        }
        let intent = signals.intent_with(reading);
        let crosses = signals.keyword.is_some() || signals.risk.is_some();
        let is_question = is_matter(text, signals, intent) && !crosses;
        let (text, reading) = (text.to_owned(), reading.cloned());
        self.unheard.push(Unheard { seq, text, reading, is_question });
        if self.unheard.len() > limits::REPLAYED {
            // What is to be answered stays, however often they ask after it.
            let open = self.open_question();
            let is_open = self.unheard.first().is_some_and(|first| Some(first.seq) == open);
            self.unheard.remove(usize::from(is_open));
        }
        self.before = self.course.clone();
        self.before.hear(Heard::Settled);
    }

    /// A person is to answer what the assistant was asked and has not answered yet.
    fn pass_on(&mut self, asked: Option<Seq>) {
        if let Some(place) = self.talk.iter().position(|(at, _)| Some(*at) == asked) {
            let (seq, text) = self.talk.remove(place);
            self.keep_unheard(seq, &text, None, &signals(&text));
            // It has been heard once already, and nobody asks it again.
            self.before.words.clear();
        }
    }

    /// The assistant takes up what nobody has answered, up to a place, if anything.
    fn take_up(&mut self, takes_up: Option<Seq>) {
        let unheard = std::mem::take(&mut self.unheard);
        let taken = unheard.into_iter().take_while(|unheard| Some(unheard.seq) <= takes_up);
        self.talk.extend(taken.map(|unheard| (unheard.seq, unheard.text)));
        keep_last(&mut self.talk);
    }
}

/// What is remembered of a conversation while its transcript is folded.
pub trait Remember: Default {
    /// Whether this conversation will be stepped further. A page that only shows it needs no deadlines.
    const GOES_ON: bool;

    /// Takes the next entry; before it, `status` was how things stood, and `asked` what the
    /// assistant was to answer.
    fn remember(&mut self, entry: &Entry, status: &Status, asked: Option<Seq>);

    /// Whether the visitor's last words to a person were a goodbye, and want no answer.
    fn takes_leave(&self) -> bool;

    /// Whether the visitor's last words take a wish for a person back.
    fn declines_person(&self) -> bool;
}

impl Remember for Memory {
    const GOES_ON: bool = true;

    fn remember(&mut self, entry: &Entry, status: &Status, asked: Option<Seq>) {
        if let Some(sent) = entry.fact.sent() {
            self.delivered.insert(sent, entry.seq);
        }
        if !matches!(entry.fact, Fact::Visited { .. }) {
            self.last = entry.at;
        }
        match &entry.fact {
            Fact::Started { locale, .. } => self.locale = Some(locale.clone()),
            Fact::Visited { page } => {
                self.page = Some(page.clone());
                self.visits += 1;
            }
            Fact::Said { author: Author::Visitor, text, reading, .. } => {
                return self.visitor_said(entry.seq, text, reading.as_ref(), status);
            }
            Fact::Said { author: Author::Agent(_), text, .. } => {
                self.unheard.clear();
                self.is_open = leaves_open(text);
                self.promised_by = None;
            }
            Fact::Answered { answer, .. } => {
                self.asks_back = matches!(answer, Answer::Choices { .. });
                self.answers.insert(entry.seq, None);
                self.unheard.clear();
            }
            Fact::Helped { answer, helpful, .. } => {
                self.answers.insert(*answer, Some(*helpful));
            }
            Fact::HandoffProposed { .. } => self.card = true,
            Fact::HandoffDeclined { .. } => self.card = false,
            Fact::HandoffRequested { client_id, handoff } => {
                self.card = false;
                // Who has lost their agent is still who they were.
                if handoff.rule != Rule::AgentLost {
                    self.crossed = Some(handoff.clone());
                }
                // What a VIP asks goes past the assistant, who answers it once nobody comes.
                if client_id.is_some() || handoff.rule == Rule::Vip {
                    self.pass_on(asked);
                }
            }
            Fact::Assigned { .. } => self.pass_on(asked),
            Fact::Ticketed { ticket, takes_up } => {
                self.promised_by.get_or_insert(ticket.promised_by);
                self.take_up(*takes_up);
            }
            Fact::Escalated { rule, priority, skill } => {
                if let Some(crossed) = &mut self.crossed {
                    crossed.escalate(rule, *priority, skill.as_ref());
                }
            }
            Fact::HandedBack { takes_up, .. } => {
                self.crossed = None;
                self.talk.clear();
                let last = self.unheard.last().cloned();
                // What a card or another person follows is still open: somebody may have to take it up.
                if takes_up.is_some() {
                    self.take_up(*takes_up);
                }
                if let Some(Unheard { text, reading, .. }) = last {
                    // As if it had been said now.
                    self.course = self.before.clone();
                    self.course.hear(Heard::Said { text: &text, reading: reading.as_ref() });
                    return;
                }
            }
            Fact::Resolved { .. } => {
                self.crossed = None;
                self.talk.clear();
                self.unheard.clear();
                self.asks_back = false;
                self.card = false;
                self.ended = Some(Ended::Unrated);
                self.promised_by = None;
            }
            Fact::Rated { .. } => self.ended = Some(Ended::Rated),
            Fact::Identified { .. }
            | Fact::Said { author: Author::Assistant, .. }
            | Fact::Soothed
            | Fact::Transferred { .. }
            | Fact::ContactLeft { .. }
            | Fact::Received { .. } => {}
        }
        if let Some(heard) = Heard::of(entry) {
            self.course.hear(heard);
        }
    }

    fn takes_leave(&self) -> bool {
        self.takes_leave
    }

    fn declines_person(&self) -> bool {
        self.declines_person
    }
}

/// Nobody: for a page that only shows a conversation, and does not ship the rules with it.
impl Remember for () {
    const GOES_ON: bool = false;

    fn remember(&mut self, _: &Entry, _: &Status, _: Option<Seq>) {}

    fn takes_leave(&self) -> bool {
        false
    }

    fn declines_person(&self) -> bool {
        false
    }
}

/// As far back as a diagnosis goes.
fn keep_last<T>(said: &mut Vec<T>) {
    said.drain(..said.len().saturating_sub(limits::REPLAYED));
}
