//! The promises to answer later: how long the Desk keeps them, and which it shows.
//!
//! One that nobody answers stands until long after it was due, and then makes room. Its visitor may
//! ask again at any time, before as after: then it is a wait like any other.

use std::collections::BTreeMap;

use super::offers::HOUSEHOLD;
use super::{Change, Desk, Place, Turn, Wait};
use crate::fault::planted;
use crate::id::{Address, ConversationId};
use crate::site::Site;
use crate::time::Timestamp;

impl Desk {
    /// Puts away the tickets that were due too long ago, and of far too many those of crowds and then the oldest.
    pub(super) fn put_tickets_away(&mut self, turn: &mut Turn<'_>) {
        let is_due = self.put_away_at(turn.site).is_some_and(|first| first <= turn.now);
        if !is_due && self.waits.len() <= KEPT {
            return;
        }
        let is_over = |(_, wait): &(ConversationId, &Wait)| {
            is_due && kept_until(made_at(wait), turn.site) <= turn.now
        };
        let (mut over, kept): (Tickets<'_>, Tickets<'_>) =
            self.tickets().into_iter().partition(is_over);
        let too_many = kept.len().saturating_sub(KEPT);
        if too_many > 0 {
            let (crowds, others) = apart(kept);
            over.extend(crowds.into_iter().chain(others).take(too_many));
        }
        let over = over.into_iter().map(|(conversation, wait)| (conversation, wait.wait));
        for (conversation, wait) in over.collect::<Vec<_>>() {
            self.record(Change::Closed { conversation, wait }, turn);
        }
    }

    /// When a ticket is put away next, if there are any: the one that was made first. Of thousands, that one alone
    /// is asked of the hours.
    pub(super) fn put_away_at(&self, site: &Site) -> Option<Timestamp> {
        let tickets = self.waits.values().filter(|wait| wait.stage == Place::Ticketed);
        tickets.map(made_at).min().map(|first| kept_until(first, site))
    }

    /// The tickets that are not shown: of crowds first, and neither of the oldest nor of the latest.
    pub(super) fn hidden_tickets(&self) -> Vec<ConversationId> {
        let tickets = self.tickets();
        let hidden = tickets.len().saturating_sub(SHOWN);
        if hidden == 0 {
            return Vec::new();
        }
        let (crowds, others) = apart(tickets);
        let of_crowds = hidden.min(crowds.len());
        let hidden = between(&crowds, of_crowds).chain(between(&others, hidden - of_crowds));
        hidden.map(|(conversation, _)| *conversation).collect()
    }

    /// All tickets, the oldest first.
    fn tickets(&self) -> Tickets<'_> {
        let is_ticket = |(_, wait): &(&ConversationId, &Wait)| wait.stage == Place::Ticketed;
        let all = self.waits.iter().filter(is_ticket);
        let mut tickets: Tickets<'_> =
            all.map(|(conversation, wait)| (*conversation, wait)).collect();
        tickets.sort_by_key(|(conversation, wait)| (wait.since, *conversation));
        tickets
    }
}

type Tickets<'a> = Vec<(ConversationId, &'a Wait)>;

/// What addresses have beyond a household, and all others, each in its order: a script leaves as many tickets as it
/// likes, but not from as many addresses.
fn apart(tickets: Tickets<'_>) -> (Tickets<'_>, Tickets<'_>) {
    let mut known: BTreeMap<Address, usize> = BTreeMap::new();
    tickets.into_iter().partition(|(_, wait)| {
        wait.from.is_some_and(|from| {
            let known = known.entry(from).or_default();
            *known += 1;
            *known > HOUSEHOLD
        })
    })
}

/// The `many` tickets in the middle of the list.
fn between<T>(tickets: &[T], many: usize) -> impl Iterator<Item = &T> {
    tickets.iter().skip((tickets.len() - many) / 2).take(many)
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
/// What agents are shown is sent anew after every change. Half of it are the oldest, so that no flood comes before a
/// promise that was made earlier; half the latest, so that none comes after all that nobody ever answered.
const SHOWN: usize = 100;
