//! What follows when the Desk has decided about a wait.

use super::{Conversation, DeskCall, DeskNews, Status, Turn};
use crate::fault::planted;
use crate::handoff::Rule;
use crate::id::Seq;
use crate::transcript::Fact;

impl Conversation {
    pub(super) fn desk_decided(&mut self, wait: Seq, news: DeskNews, turn: &mut Turn<'_>) {
        // News of an earlier wait: the Desk closed it, or is about to hear that it is over.
        if self.wait() != Some(wait) && !planted!(MixesUpWaits) {
            turn.tell(DeskCall::Close { wait });
            return;
        }
        match (&self.status, news) {
            (
                Status::Queued { .. } | Status::Ticketed { .. },
                DeskNews::Assigned { agent, name },
            ) => {
                self.record(Fact::Assigned { agent, name }, turn);
            }
            (Status::Queued { handoff, .. }, DeskNews::Escalated { seconds, priority }) => {
                if priority > handoff.priority {
                    let rule = Rule::Waited { seconds };
                    self.record(Fact::Escalated { rule, priority, skill: None }, turn);
                }
            }
            (Status::Queued { .. }, DeskNews::Unserved { cause }) => self.open_ticket(cause, turn),
            (Status::Assigned { agent: holder, .. }, DeskNews::AgentLost { agent })
                if *holder == agent =>
            {
                self.return_to_queue(turn);
            }
            // The agent came and went before the news of their coming arrived.
            (Status::Queued { .. } | Status::Ticketed { .. }, DeskNews::AgentLost { .. }) => {
                self.return_to_queue(turn);
            }
            // News that came twice, or was overtaken.
            (Status::Assigned { .. }, DeskNews::Assigned { .. } | DeskNews::AgentLost { .. })
            | (
                Status::Assigned { .. } | Status::Ticketed { .. },
                DeskNews::Escalated { .. } | DeskNews::Unserved { .. },
            )
            | (Status::Assistant | Status::Resolved, _) => {}
        }
    }
}
