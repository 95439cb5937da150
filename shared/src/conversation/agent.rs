//! What follows when an agent writes or acts.

use super::{Action, Conversation, DeskCall, Refusal, Status, Turn};
use crate::handoff::{Handoff, Priority, Rule};
use crate::id::{AgentId, ClientId};
use crate::transcript::{Author, Fact};

impl Conversation {
    pub(super) fn agent_acted(
        &mut self,
        agent: AgentId,
        client_id: ClientId,
        action: Action,
        turn: &mut Turn<'_>,
    ) {
        let wait = match &self.status {
            Status::Assigned { wait, agent: holder } if *holder == agent => *wait,
            Status::Assistant
            | Status::Queued { .. }
            | Status::Assigned { .. }
            | Status::Ticketed { .. }
            | Status::Resolved => {
                turn.refuse(Author::Agent(agent), client_id, Refusal::NotYours);
                return;
            }
        };
        match action {
            Action::Say { text } => {
                let author = Author::Agent(agent);
                self.record(Fact::Said { author, client_id, text, reading: None }, turn);
            }
            Action::HandBack => {
                self.record(Fact::HandedBack { client_id, agent }, turn);
                turn.tell(DeskCall::Close { wait });
            }
            Action::Transfer { skill } => {
                self.record(Fact::Transferred { client_id, agent, skill: skill.clone() }, turn);
                let rule = Rule::Transferred;
                self.request(None, Handoff { rule, skill, priority: Priority::High }, turn);
            }
            Action::Resolve => self.resolve(client_id, Author::Agent(agent), turn),
        }
    }
}
