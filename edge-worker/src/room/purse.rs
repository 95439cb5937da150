//! How much may be done in one conversation, and how fast: a purse for each kind of doing.

use std::cell::Cell;

use shared::limit::{Bucket, Rate, Wait};
use shared::time::Timestamp;
use shared::wire::VisitorFrame;

use crate::config::Limits;

/// What is counted together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Purse {
    /// What the visitor does, whatever way it comes.
    Visitor,
    /// What the visitor reads by HTTP: polling must not silence who polls.
    Reader,
    /// KiB that the visitor's sockets are sent of what was said before.
    History,
    /// Frames of the visitor's sockets that were not taken.
    Refusals,
    /// What the shop's page tells by itself: a chatty script must not silence its visitor.
    Page,
    /// What the shop's people do.
    Staff,
}

impl Purse {
    pub(super) const fn of(frame: &VisitorFrame) -> Self {
        match frame {
            VisitorFrame::Visit { .. } => Self::Page,
            VisitorFrame::Say { .. }
            | VisitorFrame::Press { .. }
            | VisitorFrame::Typing
            | VisitorFrame::Resume { .. } => Self::Visitor,
        }
    }
}

/// What was spent lately out of each [`Purse`]. In memory only: a Room that wakes forgives once.
#[derive(Default)]
pub(super) struct Purses {
    visitor: Cell<Bucket>,
    reader: Cell<Bucket>,
    history: Cell<Bucket>,
    refusals: Cell<Bucket>,
    page: Cell<Bucket>,
    staff: Cell<Bucket>,
}

impl Purses {
    /// Takes `count` out of `purse`, or all that is ever in it if that is less.
    ///
    /// # Errors
    /// How long to wait if so many are not left; then nothing was taken.
    pub(super) fn spend(
        &self,
        purse: Purse,
        count: u32,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<(), Wait> {
        let (spent, rate) = match purse {
            Purse::Visitor => (&self.visitor, limits.frames),
            Purse::Reader => (&self.reader, limits.reads),
            Purse::History => (&self.history, limits.history),
            Purse::Refusals => (&self.refusals, REFUSALS),
            Purse::Page => (&self.page, limits.visits),
            Purse::Staff => (&self.staff, limits.agent_frames),
        };
        let mut bucket = spent.get();
        let taken = bucket.take_many(count.min(rate.burst.max(1)), rate, now);
        spent.set(bucket);
        taken
    }
}

/// Refusals of one visitor's sockets: more at once than a page has that comes back after an outage.
const REFUSALS: Rate = Rate { burst: 100, per_minute: 60 };

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn what_is_spent_is_missing_from_one_purse_only() {
        let limits = Limits::default();
        let purses = Purses::default();
        let all = [
            Purse::Visitor,
            Purse::Reader,
            Purse::History,
            Purse::Refusals,
            Purse::Page,
            Purse::Staff,
        ];
        for purse in all {
            assert!(purses.spend(purse, 1, &limits, NOW).is_ok(), "{purse:?}");
            assert!(purses.spend(purse, u32::MAX, &limits, NOW).is_err(), "{purse:?}");
            while purses.spend(purse, 1, &limits, NOW).is_ok() {}
        }
    }

    #[test]
    fn who_wants_more_than_there_ever_is_is_given_all_of_it() {
        let limits = Limits::default();
        let purses = Purses::default();
        assert_eq!(purses.spend(Purse::History, u32::MAX, &limits, NOW), Ok(()));
        assert!(purses.spend(Purse::History, 1, &limits, NOW).is_err());
    }
}
