//! The transcript: what happened, the only thing stored.
//!
//! [`Entry`] is both what a Room keeps and what the pages receive (after [`Entry::seen_by`]), so its
//! JSON is a contract: snapshots in `tests/snapshots` hold it still.

use serde::{Deserialize, Serialize};

use crate::handoff::{Handoff, Priority, Rule};
use crate::id::{AgentId, ClientId, Seq, Skill};
use crate::reading::{Percent, Reading};
use crate::time::Timestamp;

pub use crate::page::Page;

/// One line of a transcript.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Entry {
    /// Its place.
    pub seq: Seq,
    /// When it was written.
    pub at: Timestamp,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// The conversation began.
    Started {
        /// With whom.
        visitor: Visitor,
        /// The language of the page, as a BCP 47 tag.
        locale: String,
    },
    /// The shop vouched for the visitor.
    Identified {
        /// Who it is.
        visitor: Visitor,
    },
    /// The visitor looked at a page of the shop.
    Visited {
        /// Which.
        page: Page,
    },
    /// A person wrote.
    Said {
        /// Who.
        author: Author,
        /// The sender's name for it.
        client_id: ClientId,
        /// What they wrote; the visitor's personal data is masked at the source.
        text: String,
        /// What the visitor's browser read in it: a hint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    /// The assistant answered.
    Answered {
        /// The message it answers.
        after: Seq,
        /// What it answered.
        answer: Answer,
    },
    /// The visitor said whether an answer helped.
    Helped {
        /// The sender's name for it.
        client_id: ClientId,
        /// The place of the answer.
        answer: Seq,
        /// Whether it did.
        helpful: bool,
    },
    /// The assistant said a soothing word.
    Soothed,
    /// The handoff card was shown: one tap to a person.
    HandoffProposed {
        /// Why.
        rule: Rule,
    },
    /// The visitor would rather not, for now.
    HandoffDeclined {
        /// The sender's name for it.
        client_id: ClientId,
    },
    /// A person was asked for: the conversation is queued.
    HandoffRequested {
        /// The sender's name for the tap that asked, if it was a tap.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<ClientId>,
        /// What for.
        handoff: Handoff,
    },
    /// The wait became more urgent, or is for others.
    Escalated {
        /// Why.
        rule: Rule,
        /// How urgent it is now.
        priority: Priority,
        /// Whom it is for from now on, by that rule; absent where that stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        skill: Option<Skill>,
    },
    /// A person came.
    Assigned {
        /// Who.
        agent: AgentId,
        /// As the visitor is to call them.
        name: String,
    },
    /// The agent gave the conversation back to the assistant.
    HandedBack {
        /// The agent's name for the tap.
        client_id: ClientId,
        /// Who.
        agent: AgentId,
        /// What the visitor said to the person, who left it unanswered: the assistant does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        takes_up: Option<Seq>,
    },
    /// The agent passed the conversation on; a request with its new handoff follows.
    Transferred {
        /// The agent's name for the tap.
        client_id: ClientId,
        /// Who.
        agent: AgentId,
        /// To which skill.
        skill: Skill,
    },
    /// Nobody can come now: the answer will follow.
    Ticketed {
        /// What was promised.
        ticket: Ticket,
        /// What the visitor asked while they waited: the assistant answers it meanwhile.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        takes_up: Option<Seq>,
    },
    /// The visitor told how to be reached.
    ContactLeft {
        /// The sender's name for it.
        client_id: ClientId,
        /// A telephone number, an address or a WeChat id, as typed: kept on purpose.
        contact: String,
    },
    /// The conversation is over. A further word opens it again.
    Resolved {
        /// The sender's name for the tap.
        client_id: ClientId,
        /// Who ended it.
        by: Author,
    },
    /// A tap that changed nothing, kept so that its retry changes nothing either.
    Received {
        /// Who tapped.
        author: Author,
        /// The sender's name for it.
        client_id: ClientId,
    },
    /// The visitor rated the conversation.
    Rated {
        /// The sender's name for it.
        client_id: ClientId,
        /// 1 to 5.
        stars: Stars,
        /// In their own words; may be empty.
        comment: String,
    },
}

/// Who speaks.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// Who came with a question.
    Visitor,
    /// The machine. Its words are always labelled as such.
    Assistant,
    /// A person of the shop.
    Agent(AgentId),
}

/// Who came.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Visitor {
    /// Known by this conversation alone.
    Anonymous,
    /// Vouched for by the shop with a signed token.
    Verified {
        /// The shop's name for them (`sub`).
        subject: String,
        /// As they are called, if the shop told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Whether the shop asks for an expert at once.
        #[serde(default)]
        vip: bool,
    },
}

impl Visitor {
    /// Whether the shop asks for an expert at once.
    #[must_use]
    pub const fn is_vip(&self) -> bool {
        matches!(self, Self::Verified { vip: true, .. })
    }
}

/// What the assistant answers. Words that do not depend on the shop are in the locale files.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Passages that answer, best first.
    Found {
        /// At least one.
        quotes: Vec<Quote>,
        /// How sure.
        confidence: Percent,
    },
    /// 您是想问…, or a question of the assistant's own.
    Choices {
        /// What is asked; without it, which of the titles was meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask: Option<String>,
        /// One to five, each to be said by a tap.
        titles: Vec<String>,
    },
    /// An honest "I do not know".
    Unknown,
    /// Good day, you are welcome, goodbye.
    Courtesy,
}

/// The part of an article that answers.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Quote {
    /// Which article.
    pub article: String,
    /// Its title.
    pub title: String,
    /// The words; `…` stands where the article goes on.
    pub text: String,
    /// Whether the article says more, which its reader may ask for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// The promise to answer later.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Ticket {
    /// Until when.
    pub promised_by: Timestamp,
    /// Why nobody can come now.
    pub cause: Absence,
}

/// Why nobody can come.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// Outside opening hours.
    Closed,
    /// No agent with the skill is online.
    NobodyOnline,
    /// The queue is over its limit.
    QueueFull,
    /// The wait was over its limit.
    WaitedTooLong,
}

/// 1 to 5 stars.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Stars(u8);

impl TryFrom<u8> for Stars {
    type Error = BadStars;

    fn try_from(stars: u8) -> Result<Self, BadStars> {
        if (1..=5).contains(&stars) { Ok(Self(stars)) } else { Err(BadStars(stars)) }
    }
}

impl From<Stars> for u8 {
    fn from(stars: Stars) -> Self {
        stars.0
    }
}

/// A rating outside 1 to 5.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a rating is 1 to 5 stars, not {0}")]
pub struct BadStars(u8);

/// Who looks at a transcript.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Audience {
    /// The visitor of this conversation.
    Visitor,
    /// The people of the shop.
    Staff,
}

impl Entry {
    /// This entry as `audience` may see it. Its place stays, so that nobody sees a gap. A visitor is told
    /// the names by which agents are called, not those by which they sign in.
    #[must_use]
    pub fn seen_by(&self, audience: Audience) -> Self {
        let mut seen = self.clone();
        if audience == Audience::Visitor {
            if let Fact::Said { reading, .. } = &mut seen.fact {
                *reading = None;
            }
            if let Some(agent) = seen.fact.agent_mut() {
                *agent = AgentId::somebody();
            }
        }
        seen
    }
}

impl Fact {
    /// The sender's name for what this fact records, and the sender, if it records something sent.
    #[must_use]
    pub fn sent(&self) -> Option<(Author, ClientId)> {
        match self {
            Self::Said { author, client_id, .. }
            | Self::Received { author, client_id }
            | Self::Resolved { client_id, by: author } => Some((author.clone(), *client_id)),
            Self::Helped { client_id, .. }
            | Self::HandoffDeclined { client_id }
            | Self::HandoffRequested { client_id: Some(client_id), .. }
            | Self::ContactLeft { client_id, .. }
            | Self::Rated { client_id, .. } => Some((Author::Visitor, *client_id)),
            Self::HandedBack { client_id, agent, .. }
            | Self::Transferred { client_id, agent, .. } => {
                Some((Author::Agent(agent.clone()), *client_id))
            }
            Self::Started { .. }
            | Self::Identified { .. }
            | Self::Visited { .. }
            | Self::Answered { .. }
            | Self::Soothed
            | Self::HandoffProposed { .. }
            | Self::HandoffRequested { client_id: None, .. }
            | Self::Escalated { .. }
            | Self::Assigned { .. }
            | Self::Ticketed { .. } => None,
        }
    }

    /// The agent whom this fact names, if it names one.
    const fn agent_mut(&mut self) -> Option<&mut AgentId> {
        match self {
            Self::Said { author: Author::Agent(agent), .. }
            | Self::Received { author: Author::Agent(agent), .. }
            | Self::Resolved { by: Author::Agent(agent), .. }
            | Self::Assigned { agent, .. }
            | Self::HandedBack { agent, .. }
            | Self::Transferred { agent, .. } => Some(agent),
            Self::Said { author: Author::Visitor | Author::Assistant, .. }
            | Self::Received { author: Author::Visitor | Author::Assistant, .. }
            | Self::Resolved { by: Author::Visitor | Author::Assistant, .. }
            | Self::Started { .. }
            | Self::Identified { .. }
            | Self::Visited { .. }
            | Self::Answered { .. }
            | Self::Helped { .. }
            | Self::Soothed
            | Self::HandoffProposed { .. }
            | Self::HandoffDeclined { .. }
            | Self::HandoffRequested { .. }
            | Self::Escalated { .. }
            | Self::Ticketed { .. }
            | Self::ContactLeft { .. }
            | Self::Rated { .. } => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_not_told_by_what_name_an_agent_signs_in() {
        let agent: AgentId = "xiaolin".parse().unwrap();
        let author = || Author::Agent(agent.clone());
        let client_id = ClientId(7);
        for fact in [
            Fact::Said { author: author(), client_id, text: "您好".into(), reading: None },
            Fact::Received { author: author(), client_id },
            Fact::Resolved { client_id, by: author() },
            Fact::Assigned { agent: agent.clone(), name: "小林".into() },
            Fact::HandedBack { client_id, agent: agent.clone(), takes_up: None },
            Fact::Transferred { client_id, agent: agent.clone(), skill: "orders".parse().unwrap() },
        ] {
            let entry = Entry { seq: Seq(3), at: Timestamp(1), fact };
            let seen = |audience| serde_json::to_string(&entry.seen_by(audience)).unwrap();
            let kept = serde_json::to_string(&entry).unwrap();
            assert_eq!(seen(Audience::Staff), kept);
            assert_eq!(seen(Audience::Visitor), kept.replace("xiaolin", "agent"));
        }
    }
}
