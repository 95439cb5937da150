//! What follows when an agent writes or acts.

use super::memory::Unheard;
use super::{Action, Conversation, DeskCall, Refusal, Status, Turn};
use crate::fault::planted;
use crate::handoff::{Handoff, Priority, Rule};
use crate::hatch::{Verdict, judge};
use crate::id::{AgentId, ClientId, Seq};
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
            Action::HandBack => self.hand_back(agent, client_id, wait, turn),
            Action::Transfer { skill } => {
                self.record(Fact::Transferred { client_id, agent, skill: skill.clone() }, turn);
                let rule = Rule::Transferred;
                let priority = self.urgent(Priority::High);
                self.request(None, Handoff { rule, skill, priority }, turn);
            }
            Action::Resolve { seen } => {
                let author = Author::Agent(agent);
                // A question that came on the way is the agent's to answer, not to be gone with it.
                if seen.is_some_and(|seen| self.memory.open_question() > Some(seen)) {
                    turn.refuse(author, client_id, Refusal::AskedSince);
                } else {
                    self.resolve(client_id, author, turn);
                }
            }
        }
    }

    /// Gives the visitor back to the assistant. What they said last, if the agent has not answered
    /// it, is judged as if it were said now: a question is answered, and a wish for a person is
    /// none the smaller for having been made to one.
    fn hand_back(&mut self, agent: AgentId, client_id: ClientId, wait: Seq, turn: &mut Turn<'_>) {
        let last = self.memory.unheard.last().filter(|_| !planted!(TakesNothingUp));
        let verdict = last.map_or(Verdict::Answer, |Unheard { text, reading, .. }| {
            judge(text, reading.as_ref(), &self.memory.before, &self.visitor, turn.policy)
        });
        let takes_up = match verdict {
            // A VIP's goes to another person, and comes back if there is none.
            Verdict::Answer
            | Verdict::Clarify { rule: Rule::Anger { .. } }
            | Verdict::Handoff(Handoff { rule: Rule::Vip, .. }) => {
                last.map(|last| self.memory.open_question().unwrap_or(last.seq))
            }
            Verdict::Clarify { .. } | Verdict::Handoff(_) => None,
        };
        self.record(Fact::HandedBack { client_id, agent, takes_up }, turn);
        turn.tell(DeskCall::Close { wait });
        self.follow(verdict, turn);
    }
}
