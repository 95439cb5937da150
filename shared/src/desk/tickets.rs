//! The promises to answer later: how long the Desk keeps them, and which it shows.
//!
//! One that nobody answers stands until long after it was due, and then makes room. Its visitor may
//! ask again at any time, before as after: then it is a wait like any other.

use super::{Change, Desk, Place, Turn, Wait};
use crate::fault::planted;
use crate::id::ConversationId;
use crate::site::Site;
use crate::time::Timestamp;

impl Desk {
    /// Puts away the tickets that were due too long ago, and the oldest of far too many.
    pub(super) fn put_tickets_away(&mut self, turn: &mut Turn<'_>) {
        let tickets = self.tickets();
        let too_many = tickets.len().saturating_sub(KEPT);
        let is_due = self.put_away_at(turn.site).is_some_and(|first| first <= turn.now);
        let over = |(place, (_, wait)): &(usize, (ConversationId, &Wait))| {
            let is_over = || kept_until(made_at(wait), turn.site) <= turn.now;
            *place < too_many || (is_due && is_over())
        };
        let over: Vec<_> = tickets
            .into_iter()
            .enumerate()
            .filter(over)
            .map(|(_, (conversation, wait))| (conversation, wait.wait))
            .collect();
        for (conversation, wait) in over {
            self.record(Change::Closed { conversation, wait }, turn);
        }
    }

    /// When a ticket is put away next, if there are any: the one that was made first. Of thousands, that one alone
    /// is asked of the hours.
    pub(super) fn put_away_at(&self, site: &Site) -> Option<Timestamp> {
        let tickets = self.waits.values().filter(|wait| wait.stage == Place::Ticketed);
        tickets.map(made_at).min().map(|first| kept_until(first, site))
    }

    /// The tickets that are not shown: neither of the oldest nor of the latest.
    pub(super) fn hidden_tickets(&self) -> Vec<ConversationId> {
        let tickets = self.tickets();
        let last = tickets.len().saturating_sub(SHOWN_LATEST);
        let hidden = tickets.get(SHOWN_OLDEST..last).unwrap_or_default();
        hidden.iter().map(|(conversation, _)| *conversation).collect()
    }

    /// All tickets, the oldest first.
    fn tickets(&self) -> Vec<(ConversationId, &Wait)> {
        let is_ticket = |(_, wait): &(&ConversationId, &Wait)| wait.stage == Place::Ticketed;
        let all = self.waits.iter().filter(is_ticket);
        let mut tickets: Vec<_> = all.map(|(conversation, wait)| (*conversation, wait)).collect();
        tickets.sort_by_key(|(conversation, wait)| (wait.since, *conversation));
        tickets
    }
}

/// Until when a ticket's visitor was promised an answer, the first time that it was not kept.
pub(super) fn promised_by(wait: &Wait, site: &Site) -> Option<Timestamp> {
    if wait.stage != Place::Ticketed {
        return None;
    }
    let latest = wait.ticketed_at.map(|at| site.policy.ticket_due(at));
    latest.into_iter().chain(wait.digest.promised_by).min()
}

/// When it became a ticket; of one from an older server that is taken for when a person was last asked for.
fn made_at(wait: &Wait) -> Timestamp {
    wait.ticketed_at.unwrap_or(wait.unoffered_since)
}

/// When a ticket of that time that nobody has answered is put away: so long after what was promised then.
fn kept_until(made_at: Timestamp, site: &Site) -> Timestamp {
    if planted!(ForgetsPromises) {
        return made_at;
    }
    site.policy.ticket_due(made_at).after(site.policy.ticket_kept)
}

/// How many tickets a Desk keeps: what it holds in memory and writes to the disk has an end.
const KEPT: usize = 10_000;
/// What agents are shown is sent anew after every change. The oldest, so that no flood comes before a
/// promise that was made earlier; the latest, so that none comes after all that nobody ever answered.
const SHOWN_OLDEST: usize = 50;
const SHOWN_LATEST: usize = 50;
