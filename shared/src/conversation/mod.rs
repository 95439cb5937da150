//! A conversation: the fold of its transcript.
//!
//! ```
//! use shared::conversation::{Conversation, Effect, Event, Status};
//! use shared::id::ClientId;
//! use shared::policy::Policy;
//! use shared::time::Timestamp;
//! use shared::transcript::Visitor;
//!
//! let policy = Policy::default();
//! let mut conversation = Conversation::default();
//! let hello = Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() };
//! conversation.step(hello, &policy, Timestamp(0));
//!
//! for n in 1..=3 {
//!     let said = Event::Said { client_id: ClientId(n), text: "人工".into(), reading: None };
//!     conversation.step(said, &policy, Timestamp(1_000 * n as u64));
//! }
//! assert!(matches!(conversation.status(), Status::Queued { .. }));
//!
//! // The same message again, as a reconnecting widget would send it: acknowledged, not repeated.
//! let again = Event::Said { client_id: ClientId(3), text: "人工".into(), reading: None };
//! let effects = conversation.step(again, &policy, Timestamp(9_000));
//! assert!(matches!(&effects[..], [Effect::Acknowledge { .. }]));
//! ```

mod agent;
mod desk_news;
mod event;
mod kept;
mod memory;
mod visitor;

use std::time::Duration;

use self::memory::Ended;
use crate::fault::planted;
use crate::handoff::{Handoff, Rule};
use crate::hatch::Course;
use crate::id::{AgentId, ClientId, Seq};
use crate::policy::Policy;
use crate::time::Timestamp;
use crate::transcript::{Answer, Author, Entry, Fact, Ticket, Visitor};

pub use event::{Action, Button, DeskCall, DeskNews, Digest, Effect, Event, Refusal};
pub use memory::{Memory, Remember};

/// A conversation as everyone sees it: nothing but the fold of its [`Entry`]s.
///
/// `M` remembers what it takes to [step](Self::step); who only [watches](Self::watch) does without.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Conversation<M = Memory> {
    next: Seq,
    clock: Timestamp,
    visitor: Visitor,
    status: Status,
    /// Since when the visitor has been waiting for a word, if they are.
    waiting: Option<Timestamp>,
    /// Since when they have been wishing for a person before whom only a card was laid, if they have.
    wish: Option<Timestamp>,
    /// The message that the assistant was asked to answer, if it has not.
    asked: Option<Seq>,
    memory: M,
}

/// Who holds the conversation.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Status {
    /// The assistant answers.
    Assistant,
    /// A person was asked for and has not come yet.
    Queued {
        /// Which wait: the place of the request that began it.
        wait: Seq,
        /// Since when.
        since: Timestamp,
        /// What for.
        handoff: Handoff,
    },
    /// A person answers.
    Assigned {
        /// The wait that ended here.
        wait: Seq,
        /// That person.
        agent: AgentId,
    },
    /// Nobody came; the answer will follow. The assistant goes on helping meanwhile.
    Ticketed {
        /// The wait that ended here.
        wait: Seq,
        /// What was promised.
        ticket: Ticket,
    },
    /// Over, until the visitor writes again.
    Resolved,
}

impl Conversation {
    /// Decides what follows from `event`. Changes nothing except through [`Self::apply`].
    pub fn step(&mut self, event: Event, policy: &Policy, now: Timestamp) -> Vec<Effect> {
        let mut turn = Turn { policy, now: now.following(self.clock), effects: Vec::new() };
        let was_asked = self.unanswered();
        match event {
            Event::Started { visitor, locale } => {
                if self.next == Seq(0) {
                    self.record(Fact::Started { visitor, locale }, &mut turn);
                }
            }
            Event::Identified { visitor } => {
                if self.visitor != visitor && self.may_be(&visitor) && !self.full(policy) {
                    self.record(Fact::Identified { visitor }, &mut turn);
                }
            }
            Event::Visited { page } => {
                let is_news =
                    self.memory.page.as_ref() != Some(&page) && self.memory.visits < MOST_VISITS;
                if is_news && !self.full(policy) {
                    self.record(Fact::Visited { page }, &mut turn);
                }
            }
            Event::Said { client_id, text, reading } => {
                if self.admits(&Author::Visitor, client_id, false, &mut turn) {
                    self.visitor_said(client_id, text, reading, &mut turn);
                }
            }
            Event::Pressed { client_id, button } => {
                let is_over = self.status == Status::Resolved;
                let ends = match button {
                    Button::End => !is_over,
                    Button::Rate { .. } => is_over && self.memory.ended == Some(Ended::Unrated),
                    Button::Human
                    | Button::Confirm { .. }
                    | Button::Decline
                    | Button::Help { .. }
                    | Button::Contact { .. } => false,
                };
                if self.admits(&Author::Visitor, client_id, ends, &mut turn) {
                    self.visitor_pressed(client_id, button, &mut turn);
                }
            }
            Event::Acted { agent, client_id, action } => {
                let ends = matches!(action, Action::HandBack | Action::Resolve { .. });
                if self.admits(&Author::Agent(agent.clone()), client_id, ends, &mut turn) {
                    self.agent_acted(agent, client_id, action, &mut turn);
                }
            }
            Event::Answered { after, answer } => self.assistant_answered(after, answer, &mut turn),
            Event::Desk { wait, news } => self.desk_decided(wait, news, &mut turn),
            Event::Tick => self.time_passed(&mut turn),
        }
        self.ask(was_asked, &mut turn);
        turn.effects
    }

    /// When this conversation wants its next [`Event::Tick`], if ever.
    #[must_use]
    pub fn deadline(&self, policy: &Policy) -> Option<Timestamp> {
        match &self.status {
            Status::Assistant | Status::Ticketed { .. } => {
                self.waits_since().map(|since| since.after(policy.wait))
            }
            Status::Queued { .. } if planted!(NeverGivesUpWaiting) => None,
            Status::Queued { since, .. } => Some(since.after(policy.patience)),
            Status::Assigned { .. } => self.waiting.map(|since| since.after(policy.agent_silence)),
            Status::Resolved => None,
        }
    }

    /// Rebuilds a conversation from its transcript: waking up is no special case.
    pub fn replay<'a>(transcript: impl IntoIterator<Item = &'a Entry>) -> Self {
        Self::fold(transcript)
    }

    /// How it has gone so far.
    #[must_use]
    pub const fn course(&self) -> &Course {
        &self.memory.course
    }

    /// The message that the assistant owes an answer to, and its words: after a restart it is asked
    /// again.
    #[must_use]
    pub fn question(&self) -> Option<(Seq, &str)> {
        let after = self.unanswered()?;
        Some((after, self.memory.words(after)?))
    }

    /// What the visitor said to the assistant before a message, the oldest first: as far back as a
    /// diagnosis goes, and nothing that was said to a person or before it was last over.
    pub fn said_before(&self, message: Seq) -> impl Iterator<Item = &str> {
        let talk = self.memory.talk.iter().take_while(move |(at, _)| *at < message);
        talk.map(|(_, text)| text.as_str())
    }

    /// Whether the assistant's last answer asks back, so that what the visitor says next may go on from it.
    #[must_use]
    pub const fn asks_back(&self) -> bool {
        self.memory.asks_back
    }

    /// The language of the visitor's page, as a BCP 47 tag, if it was told.
    #[must_use]
    pub fn locale(&self) -> Option<&str> {
        self.memory.locale.as_deref()
    }

    /// What the visitor said to a person, or in the queue for one, that nobody has answered: the
    /// places of the last few messages.
    pub fn unheard(&self) -> impl Iterator<Item = Seq> {
        self.memory.unheard.iter().map(|unheard| unheard.seq)
    }

    /// Since when the visitor, who is with the assistant, has been waiting for an answer or a person.
    fn waits_since(&self) -> Option<Timestamp> {
        self.waiting.into_iter().chain(self.wish).min()
    }

    /// Whatever has become the assistant's to answer, however it came to that, it is asked once.
    fn ask(&self, was_asked: Option<Seq>, turn: &mut Turn<'_>) {
        if let Some((after, question)) = self.question()
            && was_asked != Some(after)
            && !planted!(AsksNobody)
        {
            turn.effects.push(Effect::Ask { after, question: question.to_owned() });
        }
    }

    fn record(&mut self, fact: Fact, turn: &mut Turn<'_>) -> Seq {
        let seq = if planted!(SkipsAPlace) { self.next.next() } else { self.next };
        let entry = Entry { seq, at: turn.now, fact };
        self.apply(&entry);
        turn.effects.push(Effect::Record(entry));
        seq
    }

    /// Whether something sent is new and may be taken; if not, says so to the sender. What `ends`
    /// a matter is taken by a full transcript too: it must not be held for ever. So is what is said
    /// of the end, once.
    fn admits(
        &self,
        author: &Author,
        client_id: ClientId,
        ends: bool,
        turn: &mut Turn<'_>,
    ) -> bool {
        if let Some(seq) = self.memory.delivered.get(&(author.clone(), client_id))
            && !planted!(ForgetsWhatWasDelivered)
        {
            let author = author.clone();
            turn.effects.push(Effect::Acknowledge { author, client_id, seq: *seq });
            return false;
        }
        if self.full(turn.policy) && (!ends || planted!(KeepsAFullOneOpen)) {
            turn.refuse(author.clone(), client_id, Refusal::Full);
            return false;
        }
        true
    }

    const fn full(&self, policy: &Policy) -> bool {
        self.next.0 >= policy.transcript_limit
    }
}

impl Conversation<()> {
    /// What a transcript comes to, for who only shows it.
    pub fn watch<'a>(transcript: impl IntoIterator<Item = &'a Entry>) -> Self {
        Self::fold(transcript)
    }
}

impl<M: Remember> Conversation<M> {
    fn fold<'a>(transcript: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut conversation = Self::empty();
        for entry in transcript {
            conversation.apply(entry);
        }
        conversation
    }

    /// Who holds it.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.status
    }

    /// With whom it is.
    #[must_use]
    pub const fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// Whether its visitor may be this one: once the shop has vouched for somebody, it is nobody else's.
    /// Two customers share a browser, and the second is not to see what the first wrote.
    #[must_use]
    pub fn may_be(&self, visitor: &Visitor) -> bool {
        match (&self.visitor, visitor) {
            (Visitor::Verified { subject: known, .. }, Visitor::Verified { subject, .. }) => {
                known == subject
            }
            (Visitor::Verified { .. } | Visitor::Anonymous, _) => true,
        }
    }

    /// How many entries its transcript has; the place of the next one.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.next.0
    }

    /// Whether nothing has happened yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.next.0 == 0
    }

    /// The message that the assistant has been asked to answer and has not, if any: after a restart
    /// it is asked again.
    #[must_use]
    pub fn unanswered(&self) -> Option<Seq> {
        match self.status {
            Status::Assistant | Status::Ticketed { .. } => self.asked,
            Status::Assigned { .. } if planted!(AnswersOverAPerson) => self.asked,
            Status::Queued { .. } | Status::Assigned { .. } | Status::Resolved => None,
        }
    }

    /// The only place where a conversation changes.
    fn apply(&mut self, entry: &Entry) {
        let Entry { seq, at, fact } = entry;
        self.next = seq.next();
        if M::GOES_ON {
            self.set_back(self.clock.since(*at));
            self.clock = *at;
        }
        self.memory.remember(entry, &self.status, self.asked);
        match fact {
            Fact::Started { visitor, .. } | Fact::Identified { visitor } => {
                self.visitor = visitor.clone();
            }
            Fact::Said { author: Author::Visitor, .. } => {
                if self.memory.declines_person() {
                    self.wish = None;
                }
                // Who thanks the agent and leaves waits for nothing.
                let leaves =
                    matches!(self.status, Status::Assigned { .. }) && self.memory.takes_leave();
                if !leaves {
                    self.waiting.get_or_insert(*at);
                }
                if self.status == Status::Resolved && !planted!(StaysClosed) {
                    self.status = Status::Assistant;
                }
                self.asked = Some(*seq);
            }
            Fact::Said { author: Author::Assistant | Author::Agent(_), .. } => self.waiting = None,
            Fact::Answered { answer, .. } => {
                self.waiting = None;
                self.asked = None;
                // Who was told nothing still wishes for somebody who knows.
                if M::GOES_ON && tells_something(answer) {
                    self.wish = None;
                }
            }
            Fact::HandoffProposed { rule } => self.propose(*seq, *at, rule),
            Fact::HandoffDeclined { .. } => self.wish = None,
            Fact::HandoffRequested { handoff, .. } => {
                self.waiting = None;
                self.wish = None;
                self.asked = None;
                self.status = Status::Queued { wait: *seq, since: *at, handoff: handoff.clone() };
            }
            Fact::Escalated { rule, priority, skill } => {
                if let Status::Queued { handoff, .. } = &mut self.status {
                    handoff.escalate(rule, *priority, skill.as_ref());
                }
            }
            Fact::Assigned { agent, .. } => {
                if let Status::Queued { wait, .. } | Status::Ticketed { wait, .. } = self.status {
                    self.status = Status::Assigned { wait, agent: agent.clone() };
                    self.waiting = Some(*at);
                    self.wish = None;
                    self.asked = None;
                }
            }
            Fact::Ticketed { ticket, takes_up } => {
                if let Status::Queued { wait, .. } = self.status {
                    self.status = Status::Ticketed { wait, ticket: ticket.clone() };
                    self.take_up(*takes_up, *at);
                }
            }
            Fact::HandedBack { takes_up, .. } => {
                self.status = Status::Assistant;
                self.take_up(*takes_up, *at);
            }
            Fact::Resolved { .. } => {
                self.status = Status::Resolved;
                self.waiting = None;
                self.wish = None;
                self.asked = None;
            }
            Fact::Visited { .. }
            | Fact::Helped { .. }
            | Fact::Soothed
            | Fact::Transferred { .. }
            | Fact::ContactLeft { .. }
            | Fact::Received { .. }
            | Fact::Rated { .. } => {}
        }
    }

    /// A card is laid before the visitor. It answers the word that it follows, and no other: what
    /// was asked before a tap is still to be answered. Two words it does not answer: an angry one,
    /// which is answered beside it, and a wish for a person, whose clock runs on.
    fn propose(&mut self, seq: Seq, at: Timestamp, rule: &Rule) {
        if let Rule::Asked { .. } = rule {
            self.wish = self.wish.or(self.waiting).or(Some(at));
        }
        let follows = self.asked.is_some_and(|asked| asked.next() == seq);
        let answers = follows && !matches!(rule, Rule::Anger { .. });
        if answers || planted!(AnswersAllWithACard) {
            self.waiting = None;
            self.asked = None;
        }
        if planted!(AnswersAllWithACard) {
            self.wish = None;
        }
    }

    /// The assistant has the visitor again, and answers what nobody has, if there is such a thing.
    fn take_up(&mut self, takes_up: Option<Seq>, at: Timestamp) {
        self.asked = takes_up;
        self.waiting = takes_up.map(|_| at);
    }

    /// The clock was set back by so much: whoever has waited for a minute still has.
    fn set_back(&mut self, by: Duration) {
        self.waiting = self.waiting.map(|since| since.before(by));
        self.wish = self.wish.map(|since| since.before(by));
        if let Status::Queued { since, .. } = &mut self.status {
            *since = since.before(by);
        }
    }

    fn empty() -> Self {
        Self {
            next: Seq(0),
            clock: Timestamp(0),
            visitor: Visitor::Anonymous,
            status: Status::Assistant,
            waiting: None,
            wish: None,
            asked: None,
            memory: M::default(),
        }
    }
}

impl Default for Conversation {
    fn default() -> Self {
        Self::empty()
    }
}

/// One call of `step`: what it may use, and what it has decided so far.
struct Turn<'a> {
    policy: &'a Policy,
    now: Timestamp,
    effects: Vec<Effect>,
}

impl Turn<'_> {
    fn tell(&mut self, call: DeskCall) {
        self.effects.push(Effect::Tell(call));
    }

    fn refuse(&mut self, author: Author, client_id: ClientId, refusal: Refusal) {
        self.effects.push(Effect::Refuse { author, client_id, refusal });
    }
}

const fn tells_something(answer: &Answer) -> bool {
    match answer {
        Answer::Found { .. } | Answer::Choices { .. } => true,
        Answer::Unknown | Answer::Courtesy => false,
    }
}

/// How many pages a transcript takes in: a shop's script that tells of each step must leave room
/// for words.
const MOST_VISITS: u64 = 500;
