//! The Desk of one site: who waits, who is there, and who is offered whom.
//!
//! The Desk alone decides which agent has which visitor, so two agents never have the same one. It
//! is the fold of its [`Change`]s, as a conversation is the fold of its transcript; its long log is
//! cut by keeping a snapshot, which is the Desk itself as JSON.

mod apply;
mod offers;
mod tickets;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::conversation::{DeskCall, DeskNews, Digest};
use crate::fault::planted;
use crate::handoff::{Handoff, Priority, Rule};
use crate::id::{Address, AgentId, ConversationId, Seq};
use crate::site::Site;
use crate::time::Timestamp;
use crate::transcript::Absence;
use crate::wire::{DeskCommand, Stage, TakeRefusal};

/// Who waits, who is there, and who is offered whom.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Desk {
    clock: Timestamp,
    waits: BTreeMap<ConversationId, Wait>,
    agents: BTreeMap<AgentId, Presence>,
    /// Waits that are over, kept for a while: a late copy of their call must not bring them back.
    closed: BTreeMap<ConversationId, Tombstone>,
    /// Who was offered or took somebody, the latest last: of those who are as free, who is in it first is next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    turns: Vec<AgentId>,
}

/// One conversation that wants, has, or was promised a person.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
struct Wait {
    wait: Seq,
    handoff: Handoff,
    /// Since when its visitor has waited, a promise that was not kept included.
    since: Timestamp,
    /// The wait escalates one policy `wait` after this.
    unoffered_since: Timestamp,
    /// Whether the overflow group may take it.
    overflow: bool,
    /// Who let it pass since the last escalation: an offer, or what they had.
    tried: BTreeSet<AgentId>,
    stage: Place,
    digest: Digest,
    /// From where its conversation was begun, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Address>,
    /// When it became a ticket, if it is one; of one from an older server that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ticketed_at: Option<Timestamp>,
}

/// How far a wait has come.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    Waiting,
    Offered {
        agent: AgentId,
        until: Timestamp,
    },
    Assigned {
        agent: AgentId,
    },
    /// Its agent is gone, and its Room was told: it will call again.
    Lost {
        agent: AgentId,
    },
    Ticketed,
}

/// Whether an agent is there.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
struct Presence {
    /// When the connection broke, if it is broken.
    left: Option<Timestamp>,
    available: bool,
}

#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
struct Tombstone {
    wait: Seq,
    at: Timestamp,
}

/// What reaches the Desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A Room calls, at least once.
    Called {
        /// Which Room.
        conversation: ConversationId,
        /// What it says.
        call: DeskCall,
        /// From where its conversation was begun, if that is known.
        from: Option<Address>,
    },
    /// An agent commands.
    Commanded {
        /// Taken from the connection.
        agent: AgentId,
        /// What.
        command: DeskCommand,
    },
    /// The agents whose connections are open now: all of them.
    Present {
        /// Who.
        agents: BTreeSet<AgentId>,
    },
    /// Time has passed.
    Tick,
}

/// What the shell must do: records first, in one transaction with the outbox; the rest after.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Append to the log, then show every agent the desk.
    Record(Record),
    /// Tell a Room, at least once and in order.
    Tell {
        /// Which Room.
        conversation: ConversationId,
        /// About which of its waits.
        wait: Seq,
        /// What.
        news: DeskNews,
    },
    /// Tell a visitor how many wait before them. Lost without harm.
    Place {
        /// Which Room.
        conversation: ConversationId,
        /// How many.
        ahead: usize,
    },
    /// Tell an agent that this cannot be taken.
    Refuse {
        /// Who.
        agent: AgentId,
        /// Which.
        conversation: ConversationId,
        /// Why.
        refusal: TakeRefusal,
    },
}

/// One line of the Desk's log.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Record {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub change: Change,
}

/// What happened at the Desk.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each names what its fields are")]
pub enum Change {
    /// A person is wanted. An older server's log does not tell from where.
    Enqueued {
        conversation: ConversationId,
        wait: Seq,
        handoff: Handoff,
        digest: Digest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Address>,
    },
    /// The overflow group may take it.
    Overflowed { conversation: ConversationId },
    /// It became more urgent, or is for others. An older server's log tells only how urgent.
    Raised {
        conversation: ConversationId,
        priority: Priority,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handoff: Option<Handoff>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        digest: Option<Digest>,
    },
    /// It waited too long for an offer.
    Escalated { conversation: ConversationId, priority: Priority },
    /// It is reserved for an agent for a while.
    Offered { conversation: ConversationId, agent: AgentId, until: Timestamp },
    /// The agent let it pass: an offer, or what they had.
    Lapsed { conversation: ConversationId, agent: AgentId },
    /// An agent has it.
    Assigned { conversation: ConversationId, agent: AgentId },
    /// Its agent is gone.
    Lost { conversation: ConversationId, agent: AgentId },
    /// It became a promise to answer later.
    Ticketed { conversation: ConversationId },
    /// It is over.
    Closed { conversation: ConversationId, wait: Seq },
    /// An agent's connection opened.
    Came { agent: AgentId },
    /// An agent's connection broke.
    Left { agent: AgentId },
    /// An agent said goodbye: there is no grace to wait for.
    SignedOut { agent: AgentId },
    /// An agent wants offers, or wants none.
    Availability { agent: AgentId, available: bool },
    /// The clock was set back, to the time of this record.
    ClockSetBack,
}

impl Desk {
    /// Decides what follows from `event`. Changes nothing except through [`Self::apply`].
    pub fn step(&mut self, event: Event, site: &Site, now: Timestamp) -> Vec<Effect> {
        let before = self.places();
        let now = now.following(self.clock);
        let mut turn = Turn { site, now, effects: Vec::new() };
        if now < self.clock {
            self.record(Change::ClockSetBack, &mut turn);
        }
        match event {
            Event::Called { conversation, call, from } => {
                self.called(conversation, call, from, &mut turn);
            }
            Event::Commanded { agent, command } => self.commanded(agent, command, &mut turn),
            Event::Present { agents } => self.present(&agents, &mut turn),
            Event::Tick => {}
        }
        self.settle(&mut turn);
        for (conversation, ahead) in self.places() {
            if before.get(&conversation) != Some(&ahead) {
                turn.effects.push(Effect::Place { conversation, ahead });
            }
        }
        turn.effects
    }

    /// When the Desk wants its next [`Event::Tick`], if ever.
    #[must_use]
    pub fn deadline(&self, site: &Site) -> Option<Timestamp> {
        let waits = self.waits.values().filter_map(|wait| match &wait.stage {
            Place::Waiting => Some(wait.unoffered_since.after(site.policy.wait)),
            Place::Offered { until, .. } => Some(*until),
            Place::Assigned { agent } => self.gone_at(agent, site),
            Place::Ticketed | Place::Lost { .. } => None,
        });
        waits.chain(self.put_away_at(site)).min()
    }

    /// Rebuilds the Desk from its last snapshot and the log since.
    #[must_use]
    pub fn replay<'a>(snapshot: Self, log: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut desk = snapshot;
        for record in log {
            desk.apply(record);
        }
        desk
    }

    /// Who has a conversation, if someone does.
    #[must_use]
    pub fn holder(&self, conversation: ConversationId) -> Option<&AgentId> {
        match &self.waits.get(&conversation)?.stage {
            Place::Assigned { agent } => Some(agent),
            Place::Waiting | Place::Offered { .. } | Place::Lost { .. } | Place::Ticketed => None,
        }
    }

    fn called(
        &mut self,
        conversation: ConversationId,
        call: DeskCall,
        from: Option<Address>,
        turn: &mut Turn<'_>,
    ) {
        let known = self.waits.get(&conversation);
        let is_known = |wait: Seq| known.is_some_and(|known| known.wait == wait);
        match call {
            DeskCall::Enqueue { wait, handoff, digest } => {
                let over = self.closed.get(&conversation).is_some_and(|over| over.wait >= wait)
                    && !planted!(ForgetsClosedWaits);
                if over || known.is_some_and(|known| known.wait >= wait) {
                    return;
                }
                let let_go = self.let_go(conversation, &handoff);
                self.record(Change::Enqueued { conversation, wait, handoff, digest, from }, turn);
                self.serve(conversation, let_go, turn);
            }
            DeskCall::Raise { wait, rule, priority, skill, digest } => {
                let Some(known) = known.filter(|_| is_known(wait)) else { return };
                let more = match skill.filter(|_| !planted!(KeepsTheFirstReason)) {
                    Some(skill) => Handoff { rule, skill, priority },
                    None => Handoff { priority, ..known.handoff.clone() },
                };
                if let Some(handoff) = known.handoff.and(&more) {
                    let is_for_others = handoff.skill != known.handoff.skill;
                    let (priority, handoff) = (handoff.priority, Some(handoff));
                    self.record(Change::Raised { conversation, priority, handoff, digest }, turn);
                    if is_for_others {
                        self.serve_anew(conversation, turn);
                    }
                }
            }
            DeskCall::Ticket { wait } => {
                let open = known.is_some_and(|known| {
                    matches!(known.stage, Place::Waiting | Place::Offered { .. })
                });
                if is_known(wait) && open {
                    self.record(Change::Ticketed { conversation }, turn);
                }
            }
            DeskCall::Close { wait } => {
                let newer = known.is_some_and(|known| known.wait > wait)
                    && !planted!(LetsAnOldCloseCloseANewWait);
                let over = self.closed.get(&conversation).is_some_and(|over| over.wait >= wait);
                if !newer && !over {
                    self.record(Change::Closed { conversation, wait }, turn);
                }
            }
        }
    }

    /// Whose conversation it was, where they passed it on or were silent in it. Who was only cut off may go on.
    fn let_go(&self, conversation: ConversationId, handoff: &Handoff) -> Option<AgentId> {
        let is_let_go = matches!(handoff.rule, Rule::Transferred | Rule::AgentLost);
        let holder = self.holder(conversation).filter(|_| is_let_go);
        holder.filter(|_| !planted!(AsksWhoLetGo)).cloned()
    }

    fn commanded(&mut self, agent: AgentId, command: DeskCommand, turn: &mut Turn<'_>) {
        match command {
            DeskCommand::Take { conversation } => self.take(agent, conversation, turn),
            DeskCommand::Decline { conversation } => {
                let offered = self.waits.get(&conversation).is_some_and(
                    |wait| matches!(&wait.stage, Place::Offered { agent: to, .. } if *to == agent),
                );
                if offered {
                    self.record(Change::Lapsed { conversation, agent }, turn);
                }
            }
            DeskCommand::Available { available } => {
                if self.agents.get(&agent).is_some_and(|here| here.available != available) {
                    self.record(Change::Availability { agent, available }, turn);
                }
            }
            DeskCommand::Leave => {
                if self.agents.contains_key(&agent) && !planted!(KeepsWhoSignedOut) {
                    self.record(Change::SignedOut { agent }, turn);
                }
            }
        }
    }

    fn take(&mut self, agent: AgentId, conversation: ConversationId, turn: &mut Turn<'_>) {
        let refusal = match self.waits.get(&conversation).map(|wait| &wait.stage) {
            Some(Place::Waiting | Place::Ticketed) => None,
            Some(Place::Offered { agent: to, .. }) if *to == agent => None,
            // Taken by the same agent before: a retry.
            Some(Place::Assigned { agent: holder }) if *holder == agent => return,
            Some(Place::Offered { .. } | Place::Assigned { .. }) if planted!(LetsTwoAgentsTake) => {
                None
            }
            Some(Place::Offered { .. } | Place::Assigned { .. }) => Some(TakeRefusal::Taken),
            Some(Place::Lost { .. }) | None => Some(TakeRefusal::Gone),
        };
        if let Some(refusal) = refusal {
            turn.effects.push(Effect::Refuse { agent, conversation, refusal });
            return;
        }
        let name = turn.site.agents.get(&agent).map(|agent| agent.name.clone());
        self.record(Change::Assigned { conversation, agent: agent.clone() }, turn);
        let name = name.unwrap_or_else(|| agent.to_string());
        self.tell(conversation, DeskNews::Assigned { agent, name }, turn);
    }

    fn present(&mut self, connected: &BTreeSet<AgentId>, turn: &mut Turn<'_>) {
        let left: Vec<AgentId> = self
            .agents
            .iter()
            .filter(|(agent, here)| here.left.is_none() && !connected.contains(*agent))
            .map(|(agent, _)| agent.clone())
            .collect();
        for agent in left {
            self.record(Change::Left { agent }, turn);
        }
        for agent in connected {
            if self.agents.get(agent).is_none_or(|here| here.left.is_some()) {
                self.record(Change::Came { agent: agent.clone() }, turn);
            }
        }
    }

    fn record(&mut self, change: Change, turn: &mut Turn<'_>) {
        let record = Record { at: turn.now, change };
        self.apply(&record);
        turn.effects.push(Effect::Record(record));
    }

    fn tell(&self, conversation: ConversationId, news: DeskNews, turn: &mut Turn<'_>) {
        if planted!(TellsNoRoom) {
            return;
        }
        if let Some(wait) = self.waits.get(&conversation).map(|wait| wait.wait) {
            turn.effects.push(Effect::Tell { conversation, wait, news });
        }
    }

    fn unserved(&mut self, conversation: ConversationId, cause: Absence, turn: &mut Turn<'_>) {
        self.record(Change::Ticketed { conversation }, turn);
        self.tell(conversation, DeskNews::Unserved { cause }, turn);
    }
}

impl From<&Place> for Option<Stage> {
    fn from(place: &Place) -> Self {
        Some(match place {
            Place::Waiting => Stage::Waiting,
            Place::Offered { agent, until } => {
                Stage::Offered { agent: agent.clone(), until: *until }
            }
            Place::Assigned { agent } => Stage::Assigned { agent: agent.clone() },
            Place::Ticketed => Stage::Ticketed,
            Place::Lost { .. } => return None,
        })
    }
}

/// One call of `step`: what it may use, and what it has decided so far.
struct Turn<'a> {
    site: &'a Site,
    now: Timestamp,
    effects: Vec<Effect>,
}
