//! One conversation as an agent has it open: its line, the reply being written, what is unread.

use leptos::prelude::*;
use shared::conversation::Action;
use shared::hatch::{is_farewell, leaves_open};
use shared::id::{AgentId, ClientId, ConversationId, Seq, SiteId};
use shared::summary::{Summary, summarize};
use shared::time::Timestamp;
use shared::timeline::{Delivery, Timeline};
use shared::transcript::{Author, Entry, Fact};
use shared::wire::AgentFrame;
use ui::connection::Target;
use ui::json::Json;
use ui::talk::{self, Draft as _, Link, Talk, Told};

use crate::draft::Draft;
use crate::outbox::Outbox;
use crate::votes::Votes;

/// What an agent sends: something said, or done.
#[derive(Clone, Debug)]
pub(crate) struct Act(pub(crate) Action);

impl talk::Draft for Act {
    fn frame(&self, client_id: ClientId) -> String {
        let frame = AgentFrame::Act { client_id, action: self.0.clone() };
        // Frames are plain data, which always serialises.
        serde_json::to_string(&frame).unwrap_or_default()
    }

    fn of_frame(frame: &Json) -> Option<Self> {
        let action = frame.get("action");
        Some(Self(match action.text("kind")? {
            "say" => Action::Say { text: action.string("text")? },
            "hand_back" => Action::HandBack,
            "transfer" => Action::Transfer { skill: action.text("skill")?.parse().ok()? },
            "resolve" => Action::Resolve { seen: action.number("seen").map(Seq) },
            _ => return None,
        }))
    }

    fn words(&self) -> Option<&str> {
        match &self.0 {
            Action::Say { text } => Some(text),
            Action::HandBack | Action::Transfer { .. } | Action::Resolve { .. } => None,
        }
    }
}

/// One conversation. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    /// Which.
    pub(crate) id: ConversationId,
    /// The transcript, and what is on its way.
    pub(crate) talk: Talk<Act>,
    /// The reply being written; kept as a [`Draft`].
    pub(crate) text: RwSignal<String>,
    /// How many messages of the visitor were not seen.
    pub(crate) unread: RwSignal<usize>,
    /// Whether it was taken, and not looked at since.
    pub(crate) is_new: RwSignal<bool>,
    /// Whether the edge shows it to this agent no more.
    pub(crate) closed: RwSignal<bool>,
    /// Whether its transcript takes nothing more: it can only be ended or handed back.
    pub(crate) full: RwSignal<bool>,
    /// Its story. It grows with each entry: a long one is not told anew from the beginning.
    pub(crate) summary: RwSignal<Summary>,
    /// Who has it, by the transcript.
    pub(crate) holder: Memo<Holder>,
    /// The visitor's latest words.
    pub(crate) words: Memo<Option<String>>,
    /// Since when the visitor waits for a word of the agent's, if they do.
    pub(crate) owed: Memo<Option<Timestamp>>,
    /// What the visitor said of each answer.
    pub(crate) votes: Votes,
    path: StoredValue<String>,
    outbox: StoredValue<Outbox>,
    /// Which wait it was opened for: a new one is a new right to look.
    wait: StoredValue<Option<Timestamp>>,
    tell: StoredValue<std::rc::Rc<dyn Fn(Self, News)>, LocalStorage>,
}

/// What a room tells its desk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum News {
    /// A message of the visitor has just come.
    Said,
    /// So many messages and acts were not sent, and will not be by themselves.
    Unsent(usize),
    /// An act was refused: the conversation has moved on.
    Refused {
        /// Whether it was to end it.
        ends: bool,
    },
}

/// Who has a conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Holder {
    /// The assistant.
    Assistant,
    /// Nobody yet.
    Queue,
    /// A person.
    Agent(AgentId),
    /// Nobody yet, and an answer was promised.
    Ticket,
    /// Nobody: it is over.
    Nobody,
}

impl Room {
    /// Opens the line.
    pub(crate) fn open(
        id: ConversationId,
        site: &SiteId,
        me: &AgentId,
        wait: Option<Timestamp>,
        tell: impl Fn(Self, News) + 'static,
    ) -> Self {
        let unread = RwSignal::new(0);
        let closed = RwSignal::new(false);
        let full = RwSignal::new(false);
        let myself = StoredValue::new(None::<Self>);
        let votes = Votes::new();
        let summary = RwSignal::new(summarize(&[]));
        let outbox = Outbox::of(site, me, id);
        outbox.take_up(wait);
        let kept = outbox.of_wait(wait);
        let talk = Talk::new(Author::Agent(me.clone()), kept, move |told| match told {
            Told::Entries { entries, live } => {
                if entries.first().is_some_and(|first| first.seq == Seq(0)) {
                    votes.forget();
                    summary.set(summarize(&[]));
                }
                votes.count(entries);
                summary.update(|summary| entries.iter().for_each(|entry| summary.take(entry)));
                for _ in entries.iter().filter(|entry| live && is_from_visitor(entry)) {
                    if let Some(room) = myself.get_value() {
                        room.tell(News::Said);
                    }
                }
            }
            Told::Full(client_id) => {
                full.set(true);
                if let (Some(room), Some(client_id)) = (myself.get_value(), client_id) {
                    room.talk.refuse(client_id);
                }
            }
            Told::Refused(_) => {
                if let Some(room) = myself.get_value() {
                    room.close();
                }
            }
        });
        let holder = Memo::new(move |_| talk.timeline.with(holder));
        let words = Memo::new(move |_| talk.timeline.with(|t| words(t.entries())));
        let owed = Memo::new(move |_| talk.timeline.with(|t| owed(t.entries())));
        let path = format!("/v1/sites/{site}/conversations/{id}/agent-socket");
        let draft = Draft::of(site, me, id);
        let text = RwSignal::new(draft.read());
        Effect::new(move || text.with(|text| draft.keep(text)));
        let room = Self {
            id,
            talk,
            text,
            unread,
            is_new: RwSignal::new(false),
            closed,
            full,
            summary,
            holder,
            words,
            owed,
            votes,
            path: StoredValue::new(path),
            outbox: StoredValue::new(outbox),
            wait: StoredValue::new(wait),
            tell: StoredValue::new_local(std::rc::Rc::new(tell)),
        };
        myself.set_value(Some(room));
        Effect::new(move || room.give_up_refused());
        room.connect();
        room
    }

    /// Opens the line again where a new wait gives the right to look.
    pub(crate) fn reopen(self, wait: Timestamp) {
        if self.wait.get_value() == Some(wait) {
            return;
        }
        // What was meant for the visitor then is not sent to them now.
        self.give_up();
        self.wait.set_value(Some(wait));
        self.talk.keep_under(self.outbox.with_value(|outbox| outbox.of_wait(Some(wait))));
        self.look_again();
    }

    /// Opens the line again, where the edge had closed it and lets this agent look again.
    pub(crate) fn look_again(self) {
        if self.talk.link.get_untracked() == Link::Closed {
            self.closed.set(false);
            self.connect();
        }
    }

    /// It is not this agent's any more: nothing more is sent, and nothing is shown.
    pub(crate) fn close(self) {
        self.closed.set(true);
        self.talk.hang_up();
        self.give_up();
    }

    /// How many messages and acts the edge has not taken.
    pub(crate) fn unsent(self) -> usize {
        self.talk.timeline.with_untracked(|timeline| {
            let outbox = timeline.outbox().iter();
            outbox.filter(|pending| pending.delivery != Delivery::Acknowledged).count()
        })
    }

    /// Does something.
    pub(crate) fn act(self, action: Action) {
        self.talk.compose(Act(action));
    }

    /// Whether it is this agent's, by the transcript.
    pub(crate) fn is_held_by(self, me: &AgentId) -> bool {
        self.holder.with(|holder| matches!(holder, Holder::Agent(agent) if agent == me))
    }

    /// Whether this agent's words reach the visitor: it is theirs, the line is not closed, and there is
    /// room in the transcript.
    pub(crate) fn takes_words_of(self, me: &AgentId) -> bool {
        self.is_held_by(me) && !self.closed.get() && !self.full.get()
    }

    /// Puts something said that was not sent into the box again, before what is being written.
    pub(crate) fn put_back(self, client_id: ClientId) {
        let said = self.talk.timeline.with_untracked(|timeline| {
            let pending = timeline.outbox().iter().find(|pending| pending.client_id == client_id);
            pending.and_then(|pending| pending.draft.words().map(str::to_owned))
        });
        let Some(said) = said else { return };
        self.text.update(|text| {
            let written = std::mem::replace(text, said);
            if !written.trim().is_empty() {
                text.push('\n');
                text.push_str(&written);
            }
        });
        self.talk.discard(client_id);
    }

    /// Sends nothing of what is on its way any more: what was said stays until its author sends it
    /// again, what was done is over.
    fn give_up(self) {
        let unsent: Vec<(ClientId, bool)> = self.talk.timeline.with_untracked(|timeline| {
            let unsent = timeline.unsent();
            unsent.map(|pending| (pending.client_id, pending.draft.words().is_some())).collect()
        });
        for (client_id, is_said) in &unsent {
            if *is_said {
                self.talk.refuse(*client_id);
            } else {
                self.talk.discard(*client_id);
            }
        }
        if !unsent.is_empty() {
            self.tell(News::Unsent(unsent.len()));
        }
    }

    /// An act that was refused is over: the conversation has moved on.
    fn give_up_refused(self) {
        let refused: Vec<(ClientId, bool)> = self.talk.timeline.with(|timeline| {
            let refused = timeline.outbox().iter().filter(|pending| {
                pending.delivery == Delivery::Failed && pending.draft.words().is_none()
            });
            let ends = |act: &Act| matches!(act.0, Action::Resolve { .. });
            refused.map(|pending| (pending.client_id, ends(&pending.draft))).collect()
        });
        if refused.is_empty() {
            return;
        }
        for (client_id, _) in &refused {
            self.talk.discard(*client_id);
        }
        self.tell(News::Refused { ends: refused.iter().any(|(_, ends)| *ends) });
    }

    fn tell(self, news: News) {
        if let Some(tell) = self.tell.try_get_value() {
            tell(self, news);
        }
    }

    fn connect(self) {
        let socket = self.path.get_value();
        self.talk.connect(Target { socket, token: None, fallback: None });
    }
}

/// Two handles of the same conversation are equal; one that was opened anew is another.
impl PartialEq for Room {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.text == other.text
    }
}

fn is_from_visitor(entry: &Entry) -> bool {
    matches!(&entry.fact, Fact::Said { author: Author::Visitor, .. } | Fact::ContactLeft { .. })
}

fn words(entries: &[Entry]) -> Option<String> {
    entries.iter().rev().find_map(|entry| {
        let Fact::Said { author: Author::Visitor, text, .. } = &entry.fact else { return None };
        Some(text.chars().take(WORDS).collect())
    })
}

/// Since the visitor's first word that no agent has answered; since the agent came, if they have
/// said nothing yet. Who thanks them and leaves waits for nothing, as for the escape hatch.
fn owed(entries: &[Entry]) -> Option<Timestamp> {
    let answers = |entry: &Entry| {
        matches!(
            entry.fact,
            Fact::Assigned { .. }
                | Fact::Said { author: Author::Agent(_) | Author::Assistant, .. }
                | Fact::Answered { .. }
                | Fact::Resolved { .. }
        )
    };
    let last = entries.iter().rposition(answers);
    let (before, since) = entries.split_at(last.map_or(0, |last| last + 1));
    if let Some(Entry { at, fact: Fact::Assigned { .. }, .. }) = before.last() {
        return Some(*at);
    }
    let said = before.iter().rev().find_map(|entry| {
        let Fact::Said { author: Author::Agent(_), text, .. } = &entry.fact else { return None };
        Some(text)
    });
    let is_open = said.is_some_and(|said| leaves_open(said));
    since.iter().find_map(|entry| {
        let Fact::Said { author: Author::Visitor, text, .. } = &entry.fact else { return None };
        (is_open || !is_farewell(text)).then_some(entry.at)
    })
}

/// Who has it: the latest fact that says so. As [`shared::conversation::Conversation`] would tell,
/// without weighing each word of the visitor's again.
fn holder(timeline: &Timeline<Act>) -> Holder {
    let mut resumed = false;
    for entry in timeline.entries().iter().rev() {
        match &entry.fact {
            Fact::Assigned { agent, .. } => return Holder::Agent(agent.clone()),
            Fact::HandoffRequested { .. } => return Holder::Queue,
            Fact::Ticketed { .. } => return Holder::Ticket,
            Fact::HandedBack { .. } => return Holder::Assistant,
            Fact::Resolved { .. } if resumed => return Holder::Assistant,
            Fact::Resolved { .. } => return Holder::Nobody,
            Fact::Said { author: Author::Visitor, .. } => resumed = true,
            Fact::Started { .. }
            | Fact::Identified { .. }
            | Fact::Visited { .. }
            | Fact::Said { .. }
            | Fact::Answered { .. }
            | Fact::Helped { .. }
            | Fact::Soothed
            | Fact::HandoffProposed { .. }
            | Fact::HandoffDeclined { .. }
            | Fact::Escalated { .. }
            | Fact::Transferred { .. }
            | Fact::ContactLeft { .. }
            | Fact::Received { .. }
            | Fact::Rated { .. } => {}
        }
    }
    Holder::Assistant
}

/// How many characters of the visitor's latest words are kept for the list.
const WORDS: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_for_a_word_is_who_did_not_take_leave() {
        let says = |author: &Author, text: &str| Fact::Said {
            author: author.clone(),
            client_id: ClientId(0),
            text: text.to_owned(),
            reading: None,
        };
        let check = |told: &[&str], expect: Option<u64>| {
            let lin: AgentId = "lin".parse().expect("a name");
            let mut facts = vec![
                says(&Author::Visitor, "我要退货"),
                Fact::Assigned { agent: lin.clone(), name: "林".into() },
            ];
            // By turns, the agent first.
            let authors = [Author::Agent(lin), Author::Visitor];
            facts.extend(told.iter().zip(authors.iter().cycle()).map(|(it, by)| says(by, it)));
            let entry = |(at, fact)| Entry { seq: Seq(at), at: Timestamp(at), fact };
            let entries: Vec<_> = (0..).zip(facts).map(entry).collect();
            assert_eq!(owed(&entries).map(|at| at.0), expect, "{told:?}");
        };
        check(&[], Some(1));
        check(&["已经登记了。"], None);
        check(&["已经登记了。", "那运费呢"], Some(3));
        check(&["已经登记了。", "好的，谢谢您！"], None);
        check(&["稍等，我帮您查一下", "好的，谢谢您！"], Some(3));
        check(&["稍等，我帮您查一下", "好的，谢谢您！", "已经登记了。", "再见"], None);
    }
}
