//! The only place where the Desk changes.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Change, Desk, Place, Presence, Record, Tombstone, Wait};
use crate::id::{AgentId, ConversationId};
use crate::time::Timestamp;

impl Desk {
    /// The only place where the Desk changes.
    pub(super) fn apply(&mut self, record: &Record) {
        let Record { at, change } = record;
        self.set_back(self.clock.since(*at));
        self.clock = *at;
        self.closed.retain(|_, over| at.since(over.at) < REMEMBERED);
        match change {
            Change::Enqueued { conversation, wait, handoff, digest, from } => {
                // Who was promised an answer and asks again does not start from the end.
                let before = self.waits.get(conversation);
                let before = before.filter(|before| before.stage == Place::Ticketed);
                let wait = Wait {
                    wait: *wait,
                    handoff: handoff.clone(),
                    since: before.map_or(*at, |before| before.since),
                    unoffered_since: *at,
                    overflow: false,
                    tried: BTreeSet::new(),
                    stage: Place::Waiting,
                    digest: digest.clone(),
                    from: *from,
                    ticketed_at: None,
                };
                self.waits.insert(*conversation, wait);
            }
            Change::Overflowed { conversation } => {
                self.change(*conversation, |wait| wait.overflow = true);
            }
            Change::Raised { conversation, priority, handoff, digest } => {
                self.change(*conversation, |wait| {
                    wait.handoff.priority = *priority;
                    if let Some(handoff) = handoff {
                        if handoff.skill != wait.handoff.skill {
                            wait.overflow = false;
                            wait.tried.clear();
                        }
                        wait.handoff = handoff.clone();
                    }
                    if let Some(digest) = digest {
                        wait.digest = digest.clone();
                    }
                });
            }
            Change::Escalated { conversation, priority } => {
                self.change(*conversation, |wait| {
                    wait.handoff.priority = *priority;
                    wait.unoffered_since = *at;
                    wait.overflow = true;
                    wait.tried.clear();
                });
            }
            Change::Offered { conversation, agent, until } => {
                let stage = Place::Offered { agent: agent.clone(), until: *until };
                self.change(*conversation, |wait| wait.stage = stage);
                self.had_turn(agent);
            }
            Change::Lapsed { conversation, agent } => {
                self.change(*conversation, |wait| {
                    wait.tried.insert(agent.clone());
                    wait.stage = Place::Waiting;
                });
            }
            Change::Assigned { conversation, agent } => {
                let stage = Place::Assigned { agent: agent.clone() };
                self.change(*conversation, |wait| wait.stage = stage);
                self.had_turn(agent);
            }
            Change::Lost { conversation, agent } => {
                let stage = Place::Lost { agent: agent.clone() };
                self.change(*conversation, |wait| wait.stage = stage);
            }
            Change::Ticketed { conversation } => {
                self.change(*conversation, |wait| {
                    wait.ticketed_at = Some(*at);
                    wait.stage = Place::Ticketed;
                });
            }
            Change::Closed { conversation, wait } => {
                self.waits.remove(conversation);
                self.closed.insert(*conversation, Tombstone { wait: *wait, at: *at });
            }
            Change::Came { agent } => {
                let here = self
                    .agents
                    .entry(agent.clone())
                    .or_insert(Presence { left: None, available: true });
                here.left = None;
            }
            Change::Left { agent } => self.leave(agent, *at),
            // Whoever is not known is gone.
            Change::SignedOut { agent } => drop(self.agents.remove(agent)),
            Change::Availability { agent, available } => {
                if let Some(here) = self.agents.get_mut(agent) {
                    here.available = *available;
                }
            }
            // Only the time of the record matters, which is taken above.
            Change::ClockSetBack => {}
        }
    }

    /// The clock was set back by so much: whoever has waited for a minute still has.
    fn set_back(&mut self, by: Duration) {
        if by.is_zero() {
            return;
        }
        let earlier = |time: &mut Timestamp| *time = time.before(by);
        for wait in self.waits.values_mut() {
            earlier(&mut wait.since);
            earlier(&mut wait.unoffered_since);
            wait.ticketed_at.iter_mut().for_each(earlier);
            if let Place::Offered { until, .. } = &mut wait.stage {
                earlier(until);
            }
        }
        self.agents.values_mut().filter_map(|here| here.left.as_mut()).for_each(earlier);
        self.closed.values_mut().for_each(|over| earlier(&mut over.at));
    }

    fn change(&mut self, conversation: ConversationId, change: impl FnOnce(&mut Wait)) {
        if let Some(wait) = self.waits.get_mut(&conversation) {
            change(wait);
        }
    }

    fn had_turn(&mut self, agent: &AgentId) {
        self.turns.retain(|other| other != agent);
        self.turns.push(agent.clone());
    }

    fn leave(&mut self, agent: &AgentId, at: Timestamp) {
        if let Some(here) = self.agents.get_mut(agent) {
            here.left = Some(at);
        }
    }
}

/// How long the end of a wait is remembered: longer than any call is retried.
const REMEMBERED: Duration = Duration::from_secs(3600);
