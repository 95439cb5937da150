//! For how long a conversation is kept.

use std::time::Duration;

use super::{Conversation, Status};
use crate::id::Seq;
use crate::policy::Policy;
use crate::time::Timestamp;

impl Conversation {
    /// The earliest time at which a shop may delete it that keeps conversations for `long`: so long after its last
    /// entry, where a page of the shop that was looked at counts for none. Nothing while somebody waits or answers, and before it has begun; where there is a ticket, not
    /// before that has left the queue.
    #[must_use]
    pub fn kept_until(&self, long: Duration, policy: &Policy) -> Option<Timestamp> {
        if self.next == Seq(0) {
            return None;
        }
        let last = self.memory.last;
        let until = last.after(long);
        match &self.status {
            Status::Assistant | Status::Resolved => Some(until),
            // The Desk counts from when it heard of it, which may be later.
            Status::Ticketed { ticket, .. } => {
                let due = ticket.promised_by.max(policy.ticket_due(last.after(LATE)));
                Some(until.max(due.after(policy.ticket_kept)))
            }
            Status::Queued { .. } | Status::Assigned { .. } => None,
        }
    }
}

/// By how much the Desk may hear of a ticket later than it was made, at most.
const LATE: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Absence, Ticket};

    #[test]
    fn nobody_who_waits_is_thrown_away() {
        let long = Duration::from_secs(86_400);
        let policy = Policy::default();
        let mut conversation = Conversation::replay([]);
        let until = |conversation: &Conversation| conversation.kept_until(long, &policy);
        assert_eq!(until(&conversation), None, "it is about to begin");
        (conversation.next, conversation.memory.last) = (Seq(1), Timestamp(1_000));
        assert_eq!(until(&conversation), Some(Timestamp(86_401_000)));

        let ticket = Ticket { promised_by: Timestamp(2_000), cause: Absence::Closed };
        conversation.status = Status::Ticketed { wait: Seq(0), ticket };
        let asked = Timestamp(1_000).after(LATE).after(policy.ticket_promise);
        assert_eq!(until(&conversation), Some(asked.after(policy.ticket_kept)));

        let agent = "lin".parse().unwrap();
        conversation.status = Status::Assigned { wait: Seq(0), agent };
        assert_eq!(until(&conversation), None);
        conversation.status = Status::Resolved;
        assert_eq!(until(&conversation), Some(Timestamp(86_401_000)));
    }
}
