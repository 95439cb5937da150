//! What the transcript, and what is on its way to it, mean to the page.

use shared::conversation::{Button, Conversation, Status};
use shared::handoff::Handoff;
use shared::id::Seq;
use shared::timeline::{Delivery, Timeline};
use shared::transcript::{Author, Entry, Fact, Visitor};

use crate::draft::Draft;

/// How the conversation stands, for the page.
#[derive(Clone, PartialEq)]
pub(crate) struct Standing {
    /// Who holds it.
    pub(crate) status: Status,
    /// The name of the agent who came last.
    pub(crate) agent: Option<String>,
    /// Why a person was asked for last.
    pub(crate) handoff: Option<Handoff>,
    /// Whether the handoff card is open.
    pub(crate) card: bool,
    /// Whether a wish for a person is on its way.
    pub(crate) wish: bool,
    /// Whether a way to be reached was left for this ticket.
    pub(crate) contact: bool,
    /// Whether this end was rated.
    pub(crate) rated: bool,
    /// Which answers helped, and which did not.
    pub(crate) helped: Vec<(Seq, bool)>,
    /// Whether the shop has vouched for a VIP.
    pub(crate) vip: bool,
    /// Whether the visitor has written, or a person has come to them.
    pub(crate) spoke: bool,
    /// Whether the assistant owes an answer.
    pub(crate) thinks: bool,
    /// The last answer, while nothing follows it.
    pub(crate) last_answer: Option<Seq>,
}

impl Standing {
    pub(crate) fn of(timeline: &Timeline<Draft>) -> Self {
        let conversation = Conversation::watch(timeline.entries());
        let mut standing = Self {
            status: conversation.status().clone(),
            agent: None,
            handoff: None,
            card: false,
            wish: false,
            contact: false,
            rated: false,
            helped: Vec::new(),
            vip: matches!(conversation.visitor(), Visitor::Verified { vip: true, .. }),
            spoke: false,
            thinks: conversation.unanswered().is_some(),
            last_answer: None,
        };
        timeline.entries().iter().for_each(|entry| standing.take(entry));
        for pending in timeline.outbox() {
            if pending.delivery != Delivery::Failed {
                standing.expect(&pending.draft);
            }
        }
        standing.card &= matches!(standing.status, Status::Assistant | Status::Ticketed { .. });
        standing
    }

    /// Whether nothing is to come before the visitor says or taps something.
    pub(crate) fn is_idle(&self) -> bool {
        !self.thinks && matches!(self.status, Status::Assistant | Status::Resolved)
    }

    fn take(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::Said { author, .. } => {
                self.spoke |= *author == Author::Visitor;
                self.last_answer = None;
            }
            Fact::Answered { .. } => self.last_answer = Some(entry.seq),
            Fact::Helped { answer, helpful, .. } => self.helped.push((*answer, *helpful)),
            Fact::HandoffProposed { .. } => {
                self.card = true;
                self.last_answer = None;
            }
            Fact::HandoffDeclined { .. } => self.card = false,
            Fact::HandoffRequested { handoff, .. } => {
                self.handoff = Some(handoff.clone());
                self.card = false;
                self.last_answer = None;
            }
            Fact::Escalated { rule, priority, skill } => {
                if let Some(handoff) = &mut self.handoff {
                    handoff.escalate(rule, *priority, skill.as_ref());
                }
            }
            Fact::Assigned { name, .. } => {
                self.agent = Some(name.clone());
                self.spoke = true;
            }
            Fact::Ticketed { .. } => self.contact = false,
            Fact::ContactLeft { .. } => self.contact = true,
            Fact::Resolved { .. } => {
                self.rated = false;
                self.card = false;
                self.last_answer = None;
            }
            Fact::Rated { .. } => self.rated = true,
            Fact::Started { .. }
            | Fact::Identified { .. }
            | Fact::Visited { .. }
            | Fact::Soothed
            | Fact::HandedBack { .. }
            | Fact::Transferred { .. }
            | Fact::Received { .. } => {}
        }
    }

    /// What is on its way shows at once.
    fn expect(&mut self, draft: &Draft) {
        match draft {
            Draft::Say { .. } => {
                self.spoke = true;
                self.last_answer = None;
                if self.status == Status::Resolved {
                    self.status = Status::Assistant;
                }
            }
            Draft::Press(Button::Human | Button::Confirm { .. }) => {
                self.wish = true;
                self.card = false;
            }
            Draft::Press(Button::Decline) => self.card = false,
            Draft::Press(Button::Help { answer, helpful }) => {
                self.helped.push((*answer, *helpful));
            }
            Draft::Press(Button::Contact { .. }) => self.contact = true,
            Draft::Press(Button::End) => self.card = false,
            Draft::Press(Button::Rate { .. }) => self.rated = true,
        }
    }
}
