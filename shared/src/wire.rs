//! The frames between pages and edge, as JSON: one object a frame, tagged by `type`.
//!
//! A visitor's or an agent's socket to a Room carries [`VisitorFrame`] or [`AgentFrame`] one way and
//! [`RoomFrame`] the other; an agent's socket to the Desk carries [`DeskCommand`] and [`DeskFrame`].
//! Who speaks is known from the connection and is in no frame. Limits are checked here, at the door.

use serde::{Deserialize, Serialize};

use crate::conversation::{Action, Button, Digest, Event, Refusal};
use crate::field::{BadField, TEXT, nothing, within};
use crate::handoff::Handoff;
use crate::id::{AgentId, ClientId, ConversationId, Seq, Skill};
use crate::mask;
use crate::reading::Reading;
use crate::time::Timestamp;
use crate::transcript::{Entry, Page};

/// From a visitor to the Room.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum VisitorFrame {
    /// Writes: 1 to 2,000 characters.
    Say {
        /// Made once, repeated on every retry.
        client_id: ClientId,
        /// What; personal data is masked.
        text: String,
        /// What the browser read in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    /// Taps.
    Press {
        /// Made once, repeated on every retry.
        client_id: ClientId,
        /// What.
        button: Button,
    },
    /// Looks at a page of the shop.
    Visit {
        /// Which.
        page: Page,
    },
    /// Is typing.
    #[serde(deserialize_with = "nothing")]
    Typing,
    /// Has everything up to here, and wants the rest.
    Resume {
        /// The last place it has; absent if it has nothing.
        #[serde(default)]
        after: Option<Seq>,
    },
}

/// From an agent to the Room.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AgentFrame {
    /// Writes or acts.
    Act {
        /// Made once, repeated on every retry.
        client_id: ClientId,
        /// What.
        action: Action,
    },
    /// Is typing.
    #[serde(deserialize_with = "nothing")]
    Typing,
    /// Has everything up to here, and wants the rest.
    Resume {
        /// The last place it has; absent if it has nothing.
        #[serde(default)]
        after: Option<Seq>,
    },
}

/// From the Room to everyone in it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RoomFrame {
    /// What happened, in order, as this audience may see it.
    Entries {
        /// At least one.
        entries: Vec<Entry>,
    },
    /// Everything that was asked to be resumed has been sent.
    Current,
    /// It was stored before.
    Acknowledged {
        /// The sender's name for it.
        client_id: ClientId,
        /// Where it stands.
        seq: Seq,
    },
    /// It cannot be.
    Refused {
        /// The sender's name for it, where it had one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<ClientId>,
        /// Why.
        code: RefusalCode,
    },
    /// Someone else is typing, now.
    Typing,
    /// How many wait before this visitor; 0 is next.
    Place {
        /// How many.
        ahead: usize,
    },
}

/// Why a frame was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The transcript is full: start a new conversation.
    Full,
    /// This conversation is not assigned to the agent who wrote.
    NotYours,
    /// There is no such answer.
    NoSuchAnswer,
    /// The visitor has asked something that the agent who ends it has not seen.
    AskedSince,
    /// Not a frame, or a field is out of its limits. Sending it again will not help.
    BadFrame,
    /// Too many frames: wait a little and send it again.
    TooMany,
    /// The edge could not store it: send it again.
    Unavailable,
    /// There is no such place in the transcript, as after a backup: start over, and resume with nothing.
    Ahead,
}

/// From an agent to the Desk.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeskCommand {
    /// Takes a conversation that waits or is offered.
    Take {
        /// Which.
        conversation: ConversationId,
    },
    /// Leaves an offer to others.
    Decline {
        /// Which.
        conversation: ConversationId,
    },
    /// Wants offers, or wants none for now.
    Available {
        /// Which of the two.
        available: bool,
    },
    /// Is gone, not merely out of reach: what they have goes to others at once.
    #[serde(deserialize_with = "nothing")]
    Leave,
}

/// From the Desk to an agent.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeskFrame {
    /// The whole desk as this agent may see it, after every change.
    Desk {
        /// Who waits: most urgent first, then longest; the tickets after them, by what was promised.
        rows: Vec<DeskRow>,
        /// How many tickets there are beyond the rows: they are shown as these are dealt with.
        #[serde(default)]
        more_tickets: usize,
        /// The people of the shop.
        agents: Vec<Colleague>,
        /// Whether this agent wants offers.
        available: bool,
        /// The edge's clock, for waiting times.
        now: Timestamp,
    },
    /// It cannot be taken.
    Refused {
        /// Which.
        conversation: ConversationId,
        /// Why.
        code: TakeRefusal,
    },
}

/// One conversation at the Desk.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct DeskRow {
    /// Which.
    pub conversation: ConversationId,
    /// What for, and how urgent.
    pub handoff: Handoff,
    /// Since when.
    pub since: Timestamp,
    /// How far it has come.
    pub stage: Stage,
    /// Until when a ticket's visitor was promised an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_by: Option<Timestamp>,
    /// What is known of it.
    pub digest: Digest,
}

/// How far a wait has come, as an agent sees it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has it: anyone may take it.
    Waiting,
    /// Reserved for an agent for a while.
    Offered {
        /// For whom.
        agent: AgentId,
        /// Until when.
        until: Timestamp,
    },
    /// An agent has it.
    Assigned {
        /// Who.
        agent: AgentId,
    },
    /// A promise to answer later: anyone may take it.
    Ticketed,
}

/// A person of the shop, as the others see them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Colleague {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Whether they are connected and want offers.
    pub online: bool,
    /// How many conversations they have.
    pub load: usize,
    /// Whether conversations are offered to them at all: some only take by hand. An older server did not tell.
    #[serde(default = "yes")]
    pub offered: bool,
}

const fn yes() -> bool {
    true
}

/// Why a conversation cannot be taken.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TakeRefusal {
    /// It is reserved for, or held by, another agent.
    Taken,
    /// It waits no more.
    Gone,
}

impl VisitorFrame {
    /// What this frame means to the conversation, once its fields are within their limits; `None`
    /// for frames that the shell answers by itself.
    ///
    /// # Errors
    /// A text, a contact or a comment is too long or empty, or the page is none.
    pub fn into_event(self) -> Result<Option<Event>, BadField> {
        Ok(match self {
            Self::Say { client_id, text, reading } => {
                within("text", &text, 1, TEXT)?;
                Some(Event::Said { client_id, text, reading })
            }
            Self::Press { client_id, mut button } => {
                match &mut button {
                    // It is there to be called at.
                    Button::Contact { contact } => within("contact", contact, 1, 200)?,
                    Button::Rate { comment, .. } => {
                        within("comment", comment, 0, 500)?;
                        *comment = mask::masked(comment);
                    }
                    Button::Human
                    | Button::Confirm { .. }
                    | Button::Decline
                    | Button::Help { .. }
                    | Button::End => {}
                }
                Some(Event::Pressed { client_id, button })
            }
            Self::Visit { page } => Some(Event::Visited { page: page.checked()? }),
            Self::Typing | Self::Resume { .. } => None,
        })
    }

    /// The sender's name for it, if it has one.
    #[must_use]
    pub const fn client_id(&self) -> Option<ClientId> {
        match self {
            Self::Say { client_id, .. } | Self::Press { client_id, .. } => Some(*client_id),
            Self::Visit { .. } | Self::Typing | Self::Resume { .. } => None,
        }
    }
}

impl AgentFrame {
    /// What this frame of `agent` means to the conversation, once its fields are within their
    /// limits; `None` for frames that the shell answers by itself.
    ///
    /// # Errors
    /// A text is too long or empty.
    pub fn into_event(self, agent: AgentId) -> Result<Option<Event>, BadField> {
        Ok(match self {
            Self::Act { client_id, action } => {
                match &action {
                    Action::Say { text } => within("text", text, 1, TEXT)?,
                    Action::HandBack | Action::Transfer { .. } | Action::Resolve { .. } => {}
                }
                Some(Event::Acted { agent, client_id, action })
            }
            Self::Typing | Self::Resume { .. } => None,
        })
    }
}

impl From<Refusal> for RefusalCode {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Full => Self::Full,
            Refusal::NotYours => Self::NotYours,
            Refusal::NoSuchAnswer => Self::NoSuchAnswer,
            Refusal::AskedSince => Self::AskedSince,
        }
    }
}

/// How many bytes a frame may have.
pub const FRAME: usize = 16 * 1024;

/// The protocol that both ends of a visitor's socket speak.
pub const PROTOCOL: &str = "dukou.v1";

/// What a page says to learn whether a line still holds.
pub const PING: &str = "ping";

/// What it is answered.
pub const PONG: &str = "pong";

/// Why the edge closes a socket, beyond what RFC 6455 has codes for.
pub mod close {
    /// The sign-in is over: sign in again.
    pub const SIGNED_OUT: u16 = 4401;
    /// The conversation is not this agent's any more: do not come back.
    pub const NOT_YOURS: u16 = 4403;
    /// A line to the desk was silent for too long.
    pub const SILENT: u16 = 4408;
    /// Newer lines have taken this one's place.
    pub const REPLACED: u16 = 4429;
}
