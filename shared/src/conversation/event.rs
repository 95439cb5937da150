//! What reaches a conversation, and what it wants done.

use serde::{Deserialize, Serialize};

use crate::field::nothing;
use crate::handoff::{Handoff, Priority, Rule};
use crate::id::{AgentId, ClientId, Seq, Skill};
use crate::reading::{Anger, Emotion, Intent, Reading};
use crate::time::Timestamp;
use crate::transcript::{Absence, Answer, Author, Entry, Page, Stars, Visitor};

/// What reaches a conversation from outside. Authors come from the connection, never from a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The conversation begins.
    Started {
        /// With whom.
        visitor: Visitor,
        /// The language of the page.
        locale: String,
    },
    /// The shop vouches for the visitor.
    Identified {
        /// Who it is.
        visitor: Visitor,
    },
    /// The visitor looks at a page of the shop.
    Visited {
        /// Which.
        page: Page,
    },
    /// The visitor writes.
    Said {
        /// Chosen by the sender, repeated on every retry.
        client_id: ClientId,
        /// What they wrote.
        text: String,
        /// What their browser read in it.
        reading: Option<Reading>,
    },
    /// The visitor taps.
    Pressed {
        /// Chosen by the sender, repeated on every retry.
        client_id: ClientId,
        /// What.
        button: Button,
    },
    /// An agent writes or acts.
    Acted {
        /// Taken from the connection.
        agent: AgentId,
        /// Chosen by the sender, repeated on every retry.
        client_id: ClientId,
        /// What the agent does.
        action: Action,
    },
    /// The assistant's answer arrived.
    Answered {
        /// The message it answers.
        after: Seq,
        /// What it is.
        answer: Answer,
    },
    /// The Desk decided about a wait.
    Desk {
        /// Which wait: the place of the request that began it.
        wait: Seq,
        /// What.
        news: DeskNews,
    },
    /// Time has passed.
    Tick,
}

/// What a visitor can tap.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Button {
    /// 转人工, always visible.
    #[serde(deserialize_with = "nothing")]
    Human,
    /// Yes, a person please: on the handoff card.
    Confirm {
        /// What it is about, if a reason was picked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        intent: Option<Intent>,
    },
    /// Not now: on the handoff card.
    #[serde(deserialize_with = "nothing")]
    Decline,
    /// 有帮助 / 没帮助, under an answer.
    Help {
        /// The place of the answer.
        answer: Seq,
        /// Whether it helped.
        helpful: bool,
    },
    /// How to be reached, on a ticket.
    Contact {
        /// 1 to 200 characters.
        contact: String,
    },
    /// The conversation is over.
    #[serde(deserialize_with = "nothing")]
    End,
    /// Stars, after the end.
    Rate {
        /// 1 to 5.
        stars: Stars,
        /// Up to 500 characters.
        #[serde(default)]
        comment: String,
    },
}

/// What an agent can do in a conversation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Write.
    Say {
        /// What.
        text: String,
    },
    /// Give it back to the assistant.
    #[serde(deserialize_with = "nothing")]
    HandBack,
    /// Pass it on.
    Transfer {
        /// To whoever can do this.
        skill: Skill,
    },
    /// End it.
    Resolve {
        /// The last place that the agent's page showed: it does not end over a question that came after. An older
        /// page does not tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Seq>,
    },
}

/// What the Desk tells a conversation about its wait.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum DeskNews {
    /// An agent took it.
    Assigned {
        /// Who.
        agent: AgentId,
        /// As the visitor is to call them.
        name: String,
    },
    /// It waited too long for an offer.
    Escalated {
        /// How long, in whole seconds.
        seconds: u64,
        /// How urgent it is now.
        priority: Priority,
    },
    /// Nobody can come.
    Unserved {
        /// Why.
        cause: Absence,
    },
    /// Its agent is gone.
    AgentLost {
        /// Who.
        agent: AgentId,
    },
}

/// What the shell must do: records first, in one transaction with the outbox; the rest after.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Append to the transcript, then publish.
    Record(Entry),
    /// Tell the sender that this was stored before.
    Acknowledge {
        /// The sender.
        author: Author,
        /// Its name for what it sent.
        client_id: ClientId,
        /// Where it stands.
        seq: Seq,
    },
    /// Tell the sender that this cannot be.
    Refuse {
        /// The sender.
        author: Author,
        /// Its name for what it sent.
        client_id: ClientId,
        /// Why.
        refusal: Refusal,
    },
    /// Ask the Library to answer the transcript up to here.
    Ask {
        /// The message to answer.
        after: Seq,
        /// Its text.
        question: String,
    },
    /// Count whether an answer helped: it was said for the first time, or otherwise than before.
    Count {
        /// The answer.
        answer: Seq,
        /// Whether it helped.
        helpful: bool,
        /// What was counted before and is to be no more.
        before: Option<bool>,
    },
    /// Tell the Desk, at least once and in order.
    Tell(DeskCall),
}

/// Why something sent was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The transcript has reached the policy's limit: a new conversation is needed.
    #[error("this conversation is full; start a new one")]
    Full,
    /// The agent does not hold this conversation.
    #[error("this conversation is not assigned to you")]
    NotYours,
    /// There is no such answer.
    #[error("there is no answer at that place")]
    NoSuchAnswer,
    /// The visitor has asked something that the agent who ends it has not seen.
    #[error("the visitor has asked something since")]
    AskedSince,
}

/// What a conversation tells the Desk about one of its waits. Every call may arrive twice.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum DeskCall {
    /// A person is wanted. Takes the place of the conversation's earlier wait.
    Enqueue {
        /// The place of the request.
        wait: Seq,
        /// What for.
        handoff: Handoff,
        /// What the queue shows of it.
        digest: Digest,
    },
    /// The wait became more urgent, or is for others.
    Raise {
        /// The place of the request.
        wait: Seq,
        /// Why.
        rule: Rule,
        /// How urgent it is now.
        priority: Priority,
        /// Whom it is for from now on, by that rule; absent where that stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        skill: Option<Skill>,
        /// What the queue shows of it now; an older server did not tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        digest: Option<Digest>,
    },
    /// The wait became a ticket.
    Ticket {
        /// The place of the request.
        wait: Seq,
    },
    /// The wait is over, or was never valid.
    Close {
        /// The place of the request.
        wait: Seq,
    },
}

/// What the queue shows of a conversation that waits.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Digest {
    /// The visitor's name, if the shop told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the shop asks for an expert at once.
    #[serde(default)]
    pub vip: bool,
    /// The visitor's latest words, shortened.
    pub words: String,
    /// What they want, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
    /// What they feel, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emotion: Option<Emotion>,
    /// How angry they were at most.
    pub anger: Anger,
    /// Until when they were first promised an answer, if nobody has written to them since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_by: Option<Timestamp>,
}
