//! Who is offered whom, what escalates, and what becomes a promise.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Change, Desk, Place, Turn, Wait};
use crate::conversation::DeskNews;
use crate::fault::planted;
use crate::handoff::Rule;
use crate::id::{AgentId, ConversationId, Skill};
use crate::policy::GENERAL;
use crate::site::{Agent, Site};
use crate::time::Timestamp;
use crate::transcript::Absence;

impl Desk {
    /// Brings everything up to date after an event: old tickets, lapsed offers, lost agents, waits
    /// that were too long, and then new offers, most urgent first.
    pub(super) fn settle(&mut self, turn: &mut Turn<'_>) {
        self.put_tickets_away(turn);
        for conversation in self.waits.keys().copied().collect::<Vec<_>>() {
            self.follow_up(conversation, turn);
        }
        let mut duties = self.duties(turn.site);
        for conversation in self.in_turn(turn.site) {
            self.offer(conversation, &mut duties, turn);
        }
    }

    /// A person is wanted: makes sure that somebody could come, or says plainly that nobody can. Whoever
    /// `let_go` of it is not asked before the others, nor at all until they have had their time; but a shop
    /// where nobody else is there asks them at once.
    pub(super) fn serve(
        &mut self,
        conversation: ConversationId,
        let_go: Option<AgentId>,
        turn: &mut Turn<'_>,
    ) {
        if self.one_too_many(turn.site) == Some(conversation) {
            self.unserved(conversation, Absence::QueueFull, turn);
            return;
        }
        self.find_someone(conversation, let_go, turn);
        if let Some(last) = self.one_too_many(turn.site) {
            self.unserved(last, Absence::QueueFull, turn);
        }
    }

    fn find_someone(
        &mut self,
        conversation: ConversationId,
        let_go: Option<AgentId>,
        turn: &mut Turn<'_>,
    ) {
        let Some(wait) = self.waits.get(&conversation) else { return };
        let skill = &wait.handoff.skill;
        let let_go = let_go.filter(|agent| self.someone_for(skill, true, Some(agent), turn));
        let someone = |overflow| self.someone_for(skill, overflow, let_go.as_ref(), turn);
        let (in_turn, at_all) = (someone(false), someone(true));
        if !at_all {
            let cause = self.absence(turn);
            self.unserved(conversation, cause, turn);
            return;
        }
        if let Some(agent) = let_go {
            self.record(Change::Lapsed { conversation, agent }, turn);
        }
        if !in_turn {
            self.record(Change::Overflowed { conversation }, turn);
        }
    }

    /// It waits for others now. Its time runs on.
    pub(super) fn serve_anew(&mut self, conversation: ConversationId, turn: &mut Turn<'_>) {
        let Some(wait) = self.waits.get(&conversation) else { return };
        if let Place::Waiting | Place::Offered { .. } = wait.stage {
            self.find_someone(conversation, None, turn);
        }
    }

    /// Who must go where more wait than may: the last in turn, but nobody who was being served before, as long
    /// as there is another. An offer that was made stands.
    fn one_too_many(&self, site: &Site) -> Option<ConversationId> {
        let queue = self.in_turn(site);
        if queue.len() <= site.policy.queue_limit {
            return None;
        }
        let is_new =
            |wait: &Wait| !matches!(wait.handoff.rule, Rule::AgentLost | Rule::Transferred);
        let waits = queue.iter().filter_map(|id| Some((*id, self.waits.get(id)?)));
        let waiting = waits.filter(|(_, wait)| wait.stage == Place::Waiting);
        waiting.max_by_key(|(_, wait)| is_new(wait)).map(|(conversation, _)| conversation)
    }

    /// The queue as it is served. In a full one, more of one address than a household come after all others,
    /// however urgent they say that they are: urgency is theirs to choose, and an address is not.
    fn in_turn(&self, site: &Site) -> Vec<ConversationId> {
        let mut queue = self.queue();
        if queue.len() >= site.policy.queue_limit {
            let from = |id: &ConversationId| self.waits.get(id)?.from;
            let all: Vec<_> = queue.iter().map(from).collect();
            let of = |from| all.iter().filter(|other| **other == from).count();
            let mut crowds = Vec::new();
            queue.retain(|id| {
                let from = from(id);
                let is_crowd = from.is_some() && of(from) > HOUSEHOLD;
                if is_crowd {
                    crowds.push(*id);
                }
                !is_crowd
            });
            queue.extend(crowds);
        }
        queue
    }

    /// When an agent whose connection broke counts as gone, if it is broken.
    pub(super) fn gone_at(&self, agent: &AgentId, site: &Site) -> Option<Timestamp> {
        let left = self.agents.get(agent)?.left?;
        Some(left.after(site.policy.agent_grace))
    }

    fn follow_up(&mut self, conversation: ConversationId, turn: &mut Turn<'_>) {
        let Some(wait) = self.waits.get(&conversation) else { return };
        match wait.stage.clone() {
            Place::Offered { agent, until } => {
                let is_wanted = self.is_available(&agent) || planted!(KeepsUnwantedOffers);
                let fits = is_wanted && Self::is_for(wait, &agent, turn.site);
                if until <= turn.now || self.is_gone(&agent, turn) || !fits {
                    self.record(Change::Lapsed { conversation, agent }, turn);
                    self.follow_up(conversation, turn);
                }
            }
            Place::Assigned { agent } => {
                if self.is_gone(&agent, turn) && !planted!(ForgetsLostAgents) {
                    self.record(Change::Lost { conversation, agent: agent.clone() }, turn);
                    self.tell(conversation, DeskNews::AgentLost { agent }, turn);
                }
            }
            Place::Waiting => {
                if wait.unoffered_since.after(turn.site.policy.wait) <= turn.now {
                    self.escalate(conversation, turn);
                }
            }
            Place::Lost { .. } | Place::Ticketed => {}
        }
    }

    fn escalate(&mut self, conversation: ConversationId, turn: &mut Turn<'_>) {
        let Some(wait) = self.waits.get(&conversation) else { return };
        if !self.someone_for(&wait.handoff.skill, true, None, turn) {
            let cause = self.absence(turn);
            self.unserved(conversation, cause, turn);
            return;
        }
        let priority = wait.handoff.priority.raised();
        let seconds = turn.now.since(wait.since).as_secs();
        self.record(Change::Escalated { conversation, priority }, turn);
        self.tell(conversation, DeskNews::Escalated { seconds, priority }, turn);
    }

    fn offer<'a>(
        &mut self,
        conversation: ConversationId,
        duties: &mut BTreeMap<&'a AgentId, Duty>,
        turn: &mut Turn<'a>,
    ) {
        let Some(wait) = self.waits.get(&conversation) else { return };
        if wait.stage != Place::Waiting {
            return;
        }
        let free = turn
            .site
            .agents
            .iter()
            .map(|(id, agent)| (id, agent, duties.get(id).copied().unwrap_or_default()))
            .filter(|(id, agent, duty)| self.is_free_for(wait, id, agent, *duty, turn.site))
            .min_by(|one, other| self.is_freer(*one, *other));
        if let Some((agent, ..)) = free {
            duties.entry(agent).or_default().has_offer = true;
            let until = turn.now.after(turn.site.policy.offer);
            self.record(Change::Offered { conversation, agent: agent.clone(), until }, turn);
        }
    }

    /// Who is asked first: who has less of what they can have, then whose last turn is longer ago.
    fn is_freer(
        &self,
        (one, agent, duty): (&AgentId, &Agent, Duty),
        (other, another, theirs): (&AgentId, &Agent, Duty),
    ) -> Ordering {
        let part = |load: usize, of: usize| load.saturating_mul(of);
        let turn = |id| self.turns.iter().position(|agent| agent == id);
        part(duty.load, another.capacity)
            .cmp(&part(theirs.load, agent.capacity))
            .then_with(|| (turn(one), one).cmp(&(turn(other), other)))
    }

    fn is_free_for(
        &self,
        wait: &Wait,
        id: &AgentId,
        agent: &Agent,
        duty: Duty,
        site: &Site,
    ) -> bool {
        self.is_online(id)
            && !duty.has_offer
            && duty.load < agent.capacity
            && !wait.tried.contains(id)
            // Last: it may have to look at all agents of the site.
            && can_serve(agent, &wait.handoff.skill, wait.overflow, site)
    }

    /// Whether an agent may be offered it: it may be for others by now.
    fn is_for(wait: &Wait, agent: &AgentId, site: &Site) -> bool {
        let agent = site.agents.get(agent);
        agent.is_some_and(|agent| can_serve(agent, &wait.handoff.skill, wait.overflow, site))
    }

    /// Whether somebody is there who can serve, not counting one.
    fn someone_for(
        &self,
        skill: &Skill,
        overflow: bool,
        but: Option<&AgentId>,
        turn: &Turn<'_>,
    ) -> bool {
        turn.site.agents.iter().any(|(id, agent)| {
            self.is_available(id)
                && but != Some(id)
                && !self.is_gone(id, turn)
                && can_serve(agent, skill, overflow, turn.site)
        })
    }

    /// Whether an agent wants offers, as far as was told.
    fn is_available(&self, agent: &AgentId) -> bool {
        self.agents.get(agent).is_some_and(|here| here.available)
    }

    fn is_gone(&self, agent: &AgentId, turn: &Turn<'_>) -> bool {
        !self.agents.contains_key(agent)
            || self.gone_at(agent, turn.site).is_some_and(|gone| gone <= turn.now)
    }

    /// What each agent of the site has to do, of whom anything is known: all waits are gone through once, for
    /// thousands of them may be tickets.
    pub(super) fn duties<'a>(&self, site: &'a Site) -> BTreeMap<&'a AgentId, Duty> {
        let mut duties: BTreeMap<&AgentId, Duty> = BTreeMap::new();
        let mut of = |agent: &AgentId, change: fn(&mut Duty)| {
            if let Some((agent, _)) = site.agents.get_key_value(agent) {
                change(duties.entry(agent).or_default());
            }
        };
        for wait in self.waits.values() {
            match &wait.stage {
                Place::Offered { agent, .. } => of(agent, |duty| duty.has_offer = true),
                Place::Assigned { agent } => of(agent, |duty| duty.load += 1),
                Place::Waiting | Place::Lost { .. } | Place::Ticketed => {}
            }
        }
        duties
    }

    fn absence(&self, turn: &Turn<'_>) -> Absence {
        if turn.site.policy.hours.open_at(turn.now) {
            Absence::NobodyOnline
        } else {
            Absence::Closed
        }
    }
}

/// What an agent has to do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Duty {
    /// How many conversations they have.
    pub(super) load: usize,
    /// Whether one more is offered to them.
    has_offer: bool,
}

/// Whether an agent may be offered a conversation that needs `skill`, or that the overflow group may take;
/// without such a group everybody is it. Who is offered none at once only takes by hand.
fn can_serve(agent: &Agent, skill: &Skill, overflow: bool, site: &Site) -> bool {
    let overflows = || match &site.policy.overflow {
        Some(group) => is_of(agent, group, site),
        None => true,
    };
    agent.capacity > 0 && (is_of(agent, skill, site) || (overflow && overflows()))
}

/// Whether an agent belongs to those of a skill: one that nobody in the shop has is everybody's.
fn is_of(agent: &Agent, skill: &Skill, site: &Site) -> bool {
    let is_nobodys = || !site.agents.values().any(|agent| agent.skills.contains(skill));
    agent.skills.contains(skill) || skill.as_str() == GENERAL || is_nobodys()
}

/// How many of one address wait in a full queue, or for what was promised, like everybody else. More: a script crowds
/// out more of the others; fewer: so does an office, or whoever else shares an address.
pub(super) const HOUSEHOLD: usize = 5;
