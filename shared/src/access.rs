//! Who of a shop's people may look into a conversation, and until when.

use serde::{Deserialize, Serialize};

use crate::id::AgentId;
use crate::time::Timestamp;

/// By what right an agent looks into a conversation. Whoever has it may look in any case.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Access {
    /// They lead, and look into every conversation until their sign-in ends.
    Lead(Timestamp),
    /// Until then it is offered to them, or has just become theirs and its Room does not know yet.
    Offered(Timestamp),
    /// None but to have it.
    #[default]
    Holder,
}

/// What an agent is shown of entries as they happen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Show {
    /// These, and what comes.
    On,
    /// These, and no more.
    Last(End),
    /// Not even these.
    Nothing(End),
}

/// Why an agent is shown no more of a conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// Their sign-in is over.
    SignedOut,
    /// It is not theirs, or not any more.
    NotYours,
}

impl Access {
    /// Whether `agent` may see a conversation that `holder` has.
    #[must_use]
    pub fn sees(self, agent: &AgentId, holder: Option<&AgentId>, now: Timestamp) -> bool {
        holder == Some(agent) || self.lasts(now)
    }

    /// What `agent` is shown of entries by which a conversation passes `from` one holder `to` another. Whoever
    /// loses it by these very entries still sees them, and then no more: an offer of before counts no longer.
    #[must_use]
    pub fn shows(
        self,
        agent: &AgentId,
        from: Option<&AgentId>,
        to: Option<&AgentId>,
        now: Timestamp,
    ) -> Show {
        let (had, has) = (from == Some(agent), to == Some(agent));
        let goes_on = match self {
            Self::Lead(_) => has || self.lasts(now),
            Self::Offered(_) | Self::Holder => has || (!had && self.lasts(now)),
        };
        let end = match self {
            Self::Lead(_) => End::SignedOut,
            Self::Offered(_) | Self::Holder => End::NotYours,
        };
        match (goes_on, had) {
            (true, _) => Show::On,
            (false, true) => Show::Last(end),
            (false, false) => Show::Nothing(end),
        }
    }

    /// Whether it holds without having the conversation.
    fn lasts(self, now: Timestamp) -> bool {
        match self {
            Self::Lead(until) | Self::Offered(until) => now < until,
            Self::Holder => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_look_sees_what_happens_until_it_is_not_theirs_any_more() {
        let agent = |id: &str| -> AgentId { id.parse().unwrap() };
        let [lin, zhou] = ["lin", "zhou"].map(agent);
        let (me, other) = (Some(&lin), Some(&zhou));
        let until = Timestamp(10);
        let (lead, offered) = (Access::Lead(until), Access::Offered(until));
        let [early, late] = [Timestamp(9), until];
        let last = |end| (Show::Last(end), false);
        let nothing = |end| (Show::Nothing(end), false);
        let on = (Show::On, true);
        let (out, not_yours) = (End::SignedOut, End::NotYours);
        // By what right, when, who had it, who has it: what lin is shown, and may see from then on.
        let table = [
            (lead, early, None, None, on),
            (lead, early, None, other, on),
            (lead, early, me, other, on),
            (lead, late, other, other, nothing(out)),
            (lead, late, me, me, on),
            (lead, late, me, None, last(out)),
            (offered, early, None, None, on),
            (offered, early, None, me, on),
            // Taken, and the Room does not know yet.
            (offered, early, other, None, on),
            (offered, late, None, None, nothing(not_yours)),
            (offered, late, None, me, on),
            (offered, late, me, me, on),
            (offered, late, me, other, last(not_yours)),
            (Access::Holder, early, me, me, on),
            (Access::Holder, early, None, me, on),
            (Access::Holder, early, me, None, last(not_yours)),
            (Access::Holder, early, me, other, last(not_yours)),
            (Access::Holder, early, other, None, nothing(not_yours)),
        ];
        for (access, now, from, to, (show, sees)) in table {
            let case = format!("{access:?} at {now:?}, {from:?} to {to:?}");
            assert_eq!(access.shows(&lin, from, to, now), show, "{case}");
            assert_eq!(access.sees(&lin, to, now), sees, "{case}");
        }
        // They had it and let it go: the offer by which they came counts no longer, though it lasts.
        assert_eq!(offered.shows(&lin, me, None, early), Show::Last(not_yours));
    }
}
