//! The Desk as its people see it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::tickets::promised_by;
use super::{Desk, Place, Wait};
use crate::access::Access;
use crate::id::{AgentId, ConversationId};
use crate::site::Site;
use crate::time::Timestamp;
use crate::wire::{Colleague, DeskFrame, DeskRow, Stage};

impl Desk {
    /// The whole desk as `agent` may see it: who waits, most urgent first, then longest; what is
    /// assigned, to the agent, or to anyone if the agent leads; then the tickets, of many the oldest
    /// and the latest.
    #[must_use]
    pub fn view(&self, agent: &AgentId, site: &Site, now: Timestamp) -> DeskFrame {
        let leads = site.agents.get(agent).is_some_and(|agent| agent.lead);
        let hidden: BTreeSet<ConversationId> = self.hidden_tickets().into_iter().collect();
        let mut rows: Vec<(&ConversationId, &Wait, Stage)> = self
            .waits
            .iter()
            .filter(|(conversation, _)| !hidden.contains(conversation))
            .filter_map(|(conversation, wait)| {
                let stage = Option::<Stage>::from(&wait.stage)?;
                let others = matches!(&stage, Stage::Assigned { agent: holder } if holder != agent);
                (leads || !others).then_some((conversation, wait, stage))
            })
            .collect();
        let duties = self.duties(site);
        // A ticket is due at some time, and everybody else now.
        rows.sort_by_cached_key(|(_, wait, _)| (promised_by(wait, site), order(wait)));
        DeskFrame::Desk {
            rows: rows
                .into_iter()
                .map(|(conversation, wait, stage)| DeskRow {
                    conversation: *conversation,
                    handoff: wait.handoff.clone(),
                    since: wait.since,
                    stage,
                    promised_by: promised_by(wait, site),
                    digest: wait.digest.clone(),
                })
                .collect(),
            more_tickets: hidden.len(),
            agents: site
                .agents
                .iter()
                .map(|(id, agent)| Colleague {
                    agent: id.clone(),
                    name: agent.name.clone(),
                    skills: agent.skills.clone(),
                    online: self.is_online(id),
                    load: duties.get(id).map_or(0, |duty| duty.load),
                    offered: agent.capacity > 0,
                })
                .collect(),
            available: self.agents.get(agent).is_none_or(|here| here.available),
            now,
        }
    }

    /// How many wait before a conversation; nothing where it does not wait.
    #[must_use]
    pub fn ahead(&self, conversation: ConversationId) -> Option<usize> {
        self.queue().into_iter().position(|other| other == conversation)
    }

    /// By what right an agent looks into a conversation, as far as the Desk knows.
    #[must_use]
    pub fn access(&self, agent: &AgentId, conversation: ConversationId, now: Timestamp) -> Access {
        let until = match self.waits.get(&conversation).map(|wait| &wait.stage) {
            Some(Place::Offered { agent: to, until }) if to == agent => *until,
            Some(Place::Assigned { agent: holder }) if holder == agent => now,
            Some(_) | None => return Access::Holder,
        };
        Access::Offered(until.after(MOMENT))
    }

    /// Who waits for an agent, most urgent first, then longest: served in this order as long as it is not full.
    pub(super) fn queue(&self) -> Vec<ConversationId> {
        let mut queue: Vec<_> = self
            .waits
            .iter()
            .filter(|(_, wait)| matches!(wait.stage, Place::Waiting | Place::Offered { .. }))
            .collect();
        queue.sort_by_key(|(_, wait)| order(wait));
        queue.into_iter().map(|(conversation, _)| *conversation).collect()
    }

    /// How many wait before each.
    pub(super) fn places(&self) -> BTreeMap<ConversationId, usize> {
        self.queue().into_iter().enumerate().map(|(ahead, id)| (id, ahead)).collect()
    }

    /// Whether an agent is connected and wants offers.
    pub(super) fn is_online(&self, agent: &AgentId) -> bool {
        self.agents.get(agent).is_some_and(|here| here.left.is_none() && here.available)
    }
}

fn order(wait: &Wait) -> (Reverse<crate::handoff::Priority>, Timestamp, u64) {
    (Reverse(wait.handoff.priority), wait.since, wait.wait.0)
}

/// Until a Room knows that somebody has taken it: longer than news to it take, retries included.
const MOMENT: Duration = Duration::from_secs(30);
