//! A small world around the real heart: two visitors, two agents, a Room each, one Desk, an
//! assistant, and a network that loses, repeats and reorders. Rooms and Desk crash before and after
//! they commit.
//!
//! A schedule has two halves. In the first anything may happen. In the second nothing is lost any
//! more, everybody retries, and time passes: then every promise must have been kept.

#[path = "owed.rs"]
mod owed;

use std::collections::{BTreeMap, BTreeSet};

use shared::conversation::{
    Action, Button, Conversation, DeskCall, DeskNews, Effect, Event, Refusal, Status,
};
use shared::desk::{self, Change, Desk};
use shared::handoff::{Handoff, Rule};
use shared::id::{AgentId, ClientId, ConversationId, Seq};
use shared::site::Site;
use shared::summary::summarize;
use shared::time::Timestamp;
use shared::timeline::{Delivery, Timeline};
use shared::transcript::{Answer, Audience, Author, Entry, Fact, Quote, Stars, Visitor};
use shared::wire::{DeskCommand, DeskFrame, DeskRow, Stage};

use owed::{Owed, QUESTION, THANKS};

/// Runs one schedule.
///
/// # Errors
/// The promise that was broken, in words.
pub(crate) fn run(seed: u64, site: &Site, slip: Option<Slip>) -> Result<u64, String> {
    // In some a transcript is soon full.
    let small = (seed % 8 == 7).then(|| {
        let mut small = site.clone();
        small.policy.transcript_limit = 12;
        small
    });
    let mut world = World::new(seed, small.as_ref().unwrap_or(site), slip);
    for round in 1..=30 {
        world.chaos();
        world.check_always()?;
        if round % 10 == 0 {
            world.check_folds()?;
        }
    }
    world.settle()?;
    world.check_always()?;
    world.check_folds()?;
    world.check_settled()?;
    Ok(world.steps)
}

/// A mistake that a shell could make.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Slip {
    PublishesBeforeItCommits,
    AcknowledgesBeforeItCommits,
    LosesTheRoomsOutbox,
    LosesTheDesksOutbox,
    CommitsHalfATurn,
    NeverResends,
    NeverResumes,
    NeverAsksAgain,
    NeverTellsWhoIsAhead,
}

#[allow(dead_code, reason = "the simulation proper makes no mistakes")]
impl Slip {
    pub(crate) const ALL: [Self; 9] = [
        Self::PublishesBeforeItCommits,
        Self::AcknowledgesBeforeItCommits,
        Self::LosesTheRoomsOutbox,
        Self::LosesTheDesksOutbox,
        Self::CommitsHalfATurn,
        Self::NeverResends,
        Self::NeverResumes,
        Self::NeverAsksAgain,
        Self::NeverTellsWhoIsAhead,
    ];
}

/// A shop with two agents of different skills.
pub(crate) fn site() -> Site {
    serde_json::from_str(
        r#"{"id":"demo","profile":{"name":{"en":"Demo"}},"origins":["*"],
            "agents":{"lin":{"name":"Lin","password":"$argon2id$","skills":["complaints","senior"]},
                      "wu":{"name":"Wu","password":"$argon2id$","skills":["orders"],"capacity":1}}}"#,
    )
    .expect("a valid site")
}

/// What a visitor's page sends.
#[derive(Clone, Debug, PartialEq)]
enum Draft {
    Say(&'static str),
    Press(Button),
}

/// What is on its way. Each kind may be lost, repeated and overtaken by any other.
#[derive(Clone, Debug)]
enum Packet {
    /// From a visitor's page to the Room.
    Sent(usize, ClientId, Draft),
    /// From an agent's page to the Room.
    Acted(usize, AgentId, ClientId, Action),
    /// From the Room to a page.
    Entries(usize, Reader, Vec<Entry>),
    Acknowledged(usize, Reader, ClientId, Seq),
    Refused(usize, Reader, ClientId),
    /// From the Room to the Desk, and back; each is repeated until it is confirmed.
    Call(usize, DeskCall),
    CallConfirmed(usize, DeskCall),
    News(usize, Seq, DeskNews),
    NewsConfirmed(usize, Seq, DeskNews),
    /// From the assistant to the Room.
    Answered(usize, Seq, Answer),
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Reader {
    Visitor,
    Agent(AgentId),
}

impl Reader {
    const fn audience(&self) -> Audience {
        match self {
            Self::Visitor => Audience::Visitor,
            Self::Agent(_) => Audience::Staff,
        }
    }
}

/// What was on the disks at one moment.
type Backup = (Vec<(Vec<Entry>, Vec<DeskCall>)>, Vec<desk::Record>, Vec<(usize, Seq, DeskNews)>);

/// A Room's shell: what survives a crash is on the disk.
struct Room {
    live: Conversation,
    disk: Vec<Entry>,
    outbox: Vec<DeskCall>,
}

struct DeskShell {
    live: Desk,
    disk: Vec<desk::Record>,
    outbox: Vec<(usize, Seq, DeskNews)>,
}

struct World<'a> {
    site: &'a Site,
    rng: Rng,
    now: Timestamp,
    rooms: Vec<Room>,
    desk: DeskShell,
    network: Vec<Packet>,
    visitors: Vec<Timeline<Draft>>,
    readers: BTreeMap<(usize, AgentId), Timeline<Action>>,
    online: BTreeSet<AgentId>,
    /// What was composed in each Room, by whom.
    composed: Vec<BTreeSet<(Author, ClientId)>>,
    acknowledged: Vec<BTreeSet<ClientId>>,
    next_id: u128,
    calm: bool,
    steps: u64,
    slip: Option<Slip>,
    backup: Option<Backup>,
    /// Somebody was not let go: see [`World::check_always`].
    held: bool,
    /// Who signed out had a visitor still.
    kept: bool,
}

impl<'a> World<'a> {
    fn new(seed: u64, site: &'a Site, slip: Option<Slip>) -> Self {
        let mut world = Self {
            site,
            rng: Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            now: Timestamp(1_000_000),
            rooms: Vec::new(),
            desk: DeskShell { live: Desk::default(), disk: Vec::new(), outbox: Vec::new() },
            network: Vec::new(),
            visitors: Vec::new(),
            readers: BTreeMap::new(),
            online: BTreeSet::new(),
            composed: vec![BTreeSet::new(); ROOMS],
            acknowledged: vec![BTreeSet::new(); ROOMS],
            next_id: 1,
            calm: false,
            steps: 0,
            slip,
            backup: None,
            held: false,
            kept: false,
        };
        for room in 0..ROOMS {
            world.visitors.push(Timeline::new(Author::Visitor));
            world.rooms.push(Room {
                live: Conversation::default(),
                disk: Vec::new(),
                outbox: Vec::new(),
            });
            // In some the first visitor is a VIP.
            let vip = || Visitor::Verified { subject: "u-1".into(), name: None, vip: true };
            let visitor = if room == 0 && seed % 5 == 4 { vip() } else { Visitor::Anonymous };
            let started = Event::Started { visitor, locale: "zh-CN".into() };
            world.calm = true;
            world.step_room(room, started, None);
            world.calm = false;
        }
        world
    }

    /// One round in which anything may happen.
    fn chaos(&mut self) {
        self.now = Timestamp(self.now.0 + self.rng.below(25_000));
        let room = self.rng.pick(ROOMS);
        match self.rng.below(13) {
            0..=2 => self.compose(room),
            3 => self.agent_acts(),
            4 => self.agents_come_and_go(),
            5 => self.crash_room(room),
            6 => self.crash_desk(),
            7 => self.tick(),
            8 => {
                let lost = self.rng.pick(self.network.len().max(1));
                if lost < self.network.len() {
                    self.network.swap_remove(lost);
                }
            }
            9 => {
                if let Some(packet) = self.random_packet() {
                    self.network.push(packet);
                }
            }
            10 if self.rng.below(2) == 0 => self.back_up_or_restore(),
            _ => self.resend(),
        }
        for _ in 0..self.rng.below(6) {
            self.deliver_one();
        }
    }

    /// Nothing is lost any more, everybody retries, and time passes. Agents stay as they are, so
    /// that a queue with nobody there must end in tickets.
    fn settle(&mut self) -> Result<(), String> {
        self.calm = true;
        // An answer that was lost is asked for again by a Room that wakes, and by nobody else.
        for room in 0..ROOMS {
            self.crash_room(room);
        }
        for _ in 0..14 {
            self.quiet()?;
            self.now = Timestamp(self.now.0 + 95_000);
            self.tick();
        }
        self.quiet()
    }

    /// All that is on its way arrives, in no time: whatever the assistant owes is answered.
    fn quiet(&mut self) -> Result<(), String> {
        for _ in 0..8 {
            self.resend();
            self.resume();
            while !self.network.is_empty() {
                self.deliver_one();
            }
        }
        let owes = self.rooms.iter().any(|room| room.live.unanswered().is_some());
        ensure(!owes, "the assistant was not asked")
    }

    fn compose(&mut self, room: usize) {
        let answers: Vec<Seq> = self.visitors[room]
            .entries()
            .iter()
            .filter(|entry| matches!(entry.fact, Fact::Answered { .. }))
            .map(|entry| entry.seq)
            .collect();
        let draft = match self.rng.below(18) {
            0..=3 => Draft::Say("人工"),
            4 => Draft::Say("我要投诉你们"),
            5..=7 => Draft::Say(QUESTION),
            8 => Draft::Say("没用"),
            9 => Draft::Press(Button::Human),
            10 => Draft::Press(Button::Confirm { intent: None }),
            11 => Draft::Press(Button::Decline),
            12 if !answers.is_empty() => {
                let answer = answers[self.rng.pick(answers.len())];
                Draft::Press(Button::Help { answer, helpful: false })
            }
            13 => Draft::Say(THANKS),
            14 => {
                let stars = Stars::try_from(5).expect("one of five");
                Draft::Press(Button::Rate { stars, comment: String::new() })
            }
            15 => Draft::Say("我的账号被盗了"),
            16 => Draft::Press(Button::Contact { contact: "微信 wx_dukou".into() }),
            _ => Draft::Press(Button::End),
        };
        let client_id = self.name();
        self.composed[room].insert((Author::Visitor, client_id));
        self.visitors[room].compose(client_id, draft.clone(), self.now);
        self.network.push(Packet::Sent(room, client_id, draft));
    }

    fn agent_acts(&mut self) {
        let Some(agent) = self.random_agent() else { return };
        let DeskFrame::Desk { rows, .. } = self.desk.live.view(&agent, self.site, self.now) else {
            return;
        };
        if rows.is_empty() {
            return;
        }
        // A page that is behind: the agent taps what is no longer so.
        if self.rng.below(4) == 0 {
            let conversation = conversation_of(self.rng.pick(ROOMS));
            self.command(agent, DeskCommand::Take { conversation });
            return;
        }
        let row = &rows[self.rng.pick(rows.len())];
        let room = room_of(row.conversation);
        let conversation = row.conversation;
        match &row.stage {
            Stage::Assigned { agent: holder } if *holder == agent => {
                let action = match self.rng.below(6) {
                    0 => Action::HandBack,
                    1 => Action::Resolve { seen: None },
                    2 => Action::Transfer { skill: "orders".parse().expect("a slug") },
                    _ => Action::Say { text: "您好".into() },
                };
                let client_id = self.name();
                let timeline = self
                    .readers
                    .entry((room, agent.clone()))
                    .or_insert_with(|| Timeline::new(Author::Agent(agent.clone())));
                timeline.compose(client_id, action.clone(), self.now);
                self.composed[room].insert((Author::Agent(agent.clone()), client_id));
                self.network.push(Packet::Acted(room, agent, client_id, action));
            }
            Stage::Offered { agent: to, .. } if *to == agent && self.rng.below(3) == 0 => {
                self.command(agent, DeskCommand::Decline { conversation });
            }
            Stage::Waiting | Stage::Offered { .. } | Stage::Assigned { .. } | Stage::Ticketed => {
                self.command(agent, DeskCommand::Take { conversation });
            }
        }
    }

    fn agents_come_and_go(&mut self) {
        let all: Vec<AgentId> = self.site.agents.keys().cloned().collect();
        let agent = all[self.rng.pick(all.len())].clone();
        if self.rng.below(4) == 0 {
            let available = self.rng.below(2) == 0;
            self.command(agent, DeskCommand::Available { available });
            return;
        }
        if !self.online.remove(&agent) {
            self.online.insert(agent);
        } else if self.rng.below(2) == 0 {
            self.command(agent, DeskCommand::Leave);
        }
        let agents = self.online.clone();
        self.step_desk(desk::Event::Present { agents }, None);
    }

    /// The first time all disks are copied; the second time what they have since is lost, and every line with
    /// it. Pages stay open, and open their lines anew.
    fn back_up_or_restore(&mut self) {
        let Some((rooms, records, news)) = self.backup.take() else {
            let rooms = self.rooms.iter().map(|room| (room.disk.clone(), room.outbox.clone()));
            let backup = (rooms.collect(), self.desk.disk.clone(), self.desk.outbox.clone());
            self.backup = Some(backup);
            return;
        };
        self.network.clear();
        (self.desk.disk, self.desk.outbox) = (records, news);
        self.crash_desk();
        for (room, (disk, outbox)) in rooms.into_iter().enumerate() {
            (self.rooms[room].disk, self.rooms[room].outbox) = (disk, outbox);
            self.crash_room(room);
            let length = self.rooms[room].disk.len() as u64;
            let tells = self.slip != Some(Slip::NeverTellsWhoIsAhead);
            let is_ahead = |last: Option<Seq>| tells && last.is_some_and(|last| last.0 >= length);
            let page = &mut self.visitors[room];
            page.reconnect();
            if is_ahead(page.last()) {
                page.start_over();
            }
            for (_, page) in self.readers.iter_mut().filter(|((of, _), _)| *of == room) {
                page.reconnect();
                if is_ahead(page.last()) {
                    page.start_over();
                }
            }
            // What only the lost disks had is lost.
            let kept = sent(&self.rooms[room].disk);
            self.acknowledged[room].retain(|id| kept.contains(&(Author::Visitor, *id)));
            self.composed[room] = kept;
            let outboxes: Vec<_> = self.outboxes(room).map(|(sent, _)| sent).collect();
            self.composed[room].extend(outboxes);
        }
        self.resume();
    }

    fn tick(&mut self) {
        for room in 0..ROOMS {
            self.step_room(room, Event::Tick, None);
        }
        let agents = self.online.clone();
        self.step_desk(desk::Event::Present { agents }, None);
        self.step_desk(desk::Event::Tick, None);
    }

    fn crash_room(&mut self, room: usize) {
        self.rooms[room].live = Conversation::replay(&self.rooms[room].disk);
        self.ask_again(room);
    }

    fn crash_desk(&mut self) {
        self.desk.live = Desk::replay(Desk::default(), &self.desk.disk);
    }

    /// What every shell does on waking: an answer that never came is asked for again.
    fn ask_again(&mut self, room: usize) {
        if let Some(after) = self.rooms[room].live.unanswered()
            && self.slip != Some(Slip::NeverAsksAgain)
        {
            self.answer(room, after);
        }
    }

    fn resend(&mut self) {
        if self.slip == Some(Slip::NeverResends) {
            return;
        }
        for room in 0..ROOMS {
            let unsent: Vec<_> = self.visitors[room]
                .unsent()
                .map(|pending| Packet::Sent(room, pending.client_id, pending.draft.clone()))
                .collect();
            self.network.extend(unsent);
            let calls = self.rooms[room].outbox.first().cloned();
            self.network.extend(calls.map(|call| Packet::Call(room, call)));
        }
        for ((room, agent), timeline) in &self.readers {
            let unsent = timeline.unsent().map(|pending| {
                Packet::Acted(*room, agent.clone(), pending.client_id, pending.draft.clone())
            });
            self.network.extend(unsent);
        }
        for room in 0..ROOMS {
            let first = self.desk.outbox.iter().find(|(to, ..)| *to == room).cloned();
            self.network.extend(first.map(|(room, wait, news)| Packet::News(room, wait, news)));
        }
    }

    fn resume(&mut self) {
        if self.slip == Some(Slip::NeverResumes) {
            return;
        }
        for room in 0..ROOMS {
            self.catch_up(room, Reader::Visitor);
        }
        let readers: Vec<_> = self.readers.keys().cloned().collect();
        for (room, agent) in readers {
            self.catch_up(room, Reader::Agent(agent));
        }
    }

    fn catch_up(&mut self, room: usize, reader: Reader) {
        if self.slip == Some(Slip::NeverResumes) {
            return;
        }
        let last = match &reader {
            Reader::Visitor => self.visitors[room].last(),
            Reader::Agent(agent) => {
                self.readers.get(&(room, agent.clone())).and_then(Timeline::last)
            }
        };
        let entries: Vec<Entry> = self.rooms[room]
            .disk
            .iter()
            .filter(|entry| last.is_none_or(|last| entry.seq > last))
            .map(|entry| entry.seen_by(reader.audience()))
            .collect();
        if !entries.is_empty() {
            self.network.push(Packet::Entries(room, reader, entries));
        }
    }

    fn deliver_one(&mut self) {
        if self.network.is_empty() {
            return;
        }
        let place = if self.calm { 0 } else { self.rng.pick(self.network.len()) };
        let packet = self.network.remove(place);
        if !self.calm {
            match self.rng.below(8) {
                0 => return,
                1 => self.network.push(packet.clone()),
                _ => {}
            }
        }
        self.steps += 1;
        match packet {
            Packet::Sent(room, client_id, Draft::Say(text)) => {
                let said = Event::Said { client_id, text: text.into(), reading: None };
                self.step_room(room, said, None);
            }
            Packet::Sent(room, client_id, Draft::Press(button)) => {
                self.step_room(room, Event::Pressed { client_id, button }, None);
            }
            Packet::Acted(room, agent, client_id, action) => {
                self.step_room(room, Event::Acted { agent, client_id, action }, None);
            }
            Packet::Entries(room, reader, entries) => self.show(room, reader, entries),
            Packet::Acknowledged(room, Reader::Visitor, client_id, seq) => {
                self.acknowledged[room].insert(client_id);
                if self.visitors[room].acknowledge(client_id, seq) {
                    self.catch_up(room, Reader::Visitor);
                }
            }
            Packet::Acknowledged(room, Reader::Agent(agent), client_id, seq) => {
                if let Some(timeline) = self.readers.get_mut(&(room, agent)) {
                    timeline.acknowledge(client_id, seq);
                }
            }
            Packet::Refused(room, Reader::Visitor, client_id) => {
                self.visitors[room].refuse(client_id);
            }
            Packet::Refused(room, Reader::Agent(agent), client_id) => {
                if let Some(timeline) = self.readers.get_mut(&(room, agent)) {
                    timeline.refuse(client_id);
                }
            }
            Packet::Call(room, call) => {
                let conversation = conversation_of(room);
                let confirm = Packet::CallConfirmed(room, call.clone());
                self.step_desk(
                    desk::Event::Called { conversation, call, from: None },
                    Some(confirm),
                );
            }
            Packet::CallConfirmed(room, call) => {
                let outbox = &mut self.rooms[room].outbox;
                if outbox.first() == Some(&call) {
                    outbox.remove(0);
                }
            }
            Packet::News(room, wait, news) => {
                let confirm = Packet::NewsConfirmed(room, wait, news.clone());
                self.step_room(room, Event::Desk { wait, news }, Some(confirm));
            }
            Packet::NewsConfirmed(room, wait, news) => {
                let told = (room, wait, news);
                if let Some(place) = self.desk.outbox.iter().position(|row| *row == told) {
                    self.desk.outbox.remove(place);
                }
            }
            Packet::Answered(room, after, answer) => {
                self.step_room(room, Event::Answered { after, answer }, None);
            }
        }
    }

    /// The Room's shell, in miniature: step, commit, publish.
    fn step_room(&mut self, room: usize, event: Event, confirm: Option<Packet>) {
        let over = *self.rooms[room].live.status() == Status::Resolved;
        let ends = !over && matches!(event, Event::Pressed { button: Button::End, .. });
        let lets_go =
            matches!(event, Event::Acted { action: Action::Resolve { .. } | Action::HandBack, .. });
        let effects = self.rooms[room].live.step(event, &self.site.policy, self.now);
        let is_full =
            |effect: &Effect| matches!(effect, Effect::Refuse { refusal: Refusal::Full, .. });
        self.held |= (ends || lets_go) && effects.iter().any(is_full);
        if self.slip == Some(Slip::PublishesBeforeItCommits) {
            for effect in &effects {
                if let Effect::Record(entry) = effect {
                    self.publish(room, entry);
                }
            }
        }
        if self.slip == Some(Slip::AcknowledgesBeforeItCommits) {
            for effect in &effects {
                if let Effect::Record(entry) = effect
                    && let Some((author, client_id)) = entry.fact.sent()
                {
                    let reader = reader_of(author);
                    self.network.push(Packet::Acknowledged(room, reader, client_id, entry.seq));
                }
            }
        }
        // The crash that matters: after the decision, before the write.
        if !self.calm && self.rng.below(16) == 0 {
            self.crash_room(room);
            return;
        }
        for (place, effect) in effects.iter().enumerate() {
            if self.slip == Some(Slip::CommitsHalfATurn) && place > 0 && self.rng.below(8) == 0 {
                self.crash_room(room);
                return;
            }
            match effect {
                Effect::Record(entry) => self.rooms[room].disk.push(entry.clone()),
                Effect::Tell(_) if self.slip == Some(Slip::LosesTheRoomsOutbox) => {}
                Effect::Tell(call) => self.rooms[room].outbox.push(call.clone()),
                Effect::Acknowledge { .. }
                | Effect::Refuse { .. }
                | Effect::Ask { .. }
                | Effect::Count { .. } => {}
            }
        }
        // And the other: after the write, before anyone hears of it.
        if !self.calm && self.rng.below(16) == 0 {
            self.crash_room(room);
            return;
        }
        self.network.extend(confirm);
        for effect in effects {
            match effect {
                Effect::Record(entry) => self.publish(room, &entry),
                Effect::Acknowledge { author, client_id, seq } => {
                    let reader = reader_of(author);
                    self.network.push(Packet::Acknowledged(room, reader, client_id, seq));
                }
                Effect::Refuse { author, client_id, refusal: _ } => {
                    let reader = reader_of(author);
                    self.network.push(Packet::Refused(room, reader, client_id));
                }
                Effect::Ask { after, .. } => self.answer(room, after),
                Effect::Count { .. } => {}
                // In order: a letter goes out once those before it have been taken.
                Effect::Tell(call) if self.rooms[room].outbox.first() == Some(&call) => {
                    self.network.push(Packet::Call(room, call));
                }
                Effect::Tell(_) => {}
            }
        }
    }

    fn step_desk(&mut self, event: desk::Event, confirm: Option<Packet>) {
        let leaves = match &event {
            desk::Event::Commanded { agent, command: DeskCommand::Leave } => Some(agent.clone()),
            _ => None,
        };
        let effects = self.desk.live.step(event, self.site, self.now);
        self.kept |= leaves.is_some_and(|agent| {
            (0..ROOMS).any(|room| self.desk.live.holder(conversation_of(room)) == Some(&agent))
        });
        if !self.calm && self.rng.below(16) == 0 {
            self.crash_desk();
            return;
        }
        for effect in &effects {
            match effect {
                desk::Effect::Record(record) => self.desk.disk.push(record.clone()),
                desk::Effect::Tell { .. } if self.slip == Some(Slip::LosesTheDesksOutbox) => {}
                desk::Effect::Tell { conversation, wait, news } => {
                    self.desk.outbox.push((room_of(*conversation), *wait, news.clone()));
                }
                desk::Effect::Place { .. } | desk::Effect::Refuse { .. } => {}
            }
        }
        if !self.calm && self.rng.below(16) == 0 {
            self.crash_desk();
            return;
        }
        self.network.extend(confirm);
        for effect in effects {
            match effect {
                desk::Effect::Tell { conversation, wait, news } => {
                    self.network.push(Packet::News(room_of(conversation), wait, news));
                }
                desk::Effect::Record(_)
                | desk::Effect::Place { .. }
                | desk::Effect::Refuse { .. } => {}
            }
        }
    }

    fn publish(&mut self, room: usize, entry: &Entry) {
        let mut readers = vec![Reader::Visitor];
        readers.extend(
            self.readers
                .keys()
                .filter(|(of, _)| *of == room)
                .map(|(_, agent)| Reader::Agent(agent.clone())),
        );
        for reader in readers {
            let entry = entry.seen_by(reader.audience());
            self.network.push(Packet::Entries(room, reader, vec![entry]));
        }
    }

    fn show(&mut self, room: usize, reader: Reader, entries: Vec<Entry>) {
        let gap = match &reader {
            Reader::Visitor => {
                for entry in &entries {
                    if let Some((Author::Visitor, client_id)) = entry.fact.sent() {
                        self.acknowledged[room].insert(client_id);
                    }
                }
                self.visitors[room].receive(entries).gap
            }
            Reader::Agent(agent) => self
                .readers
                .get_mut(&(room, agent.clone()))
                .is_some_and(|timeline| timeline.receive(entries).gap),
        };
        if gap {
            self.catch_up(room, reader);
        }
    }

    fn answer(&mut self, room: usize, after: Seq) {
        let answer = if self.rng.below(2) == 0 {
            Answer::Unknown
        } else {
            let quote =
                Quote { article: "a".into(), title: "t".into(), text: "x".into(), more: false };
            Answer::Found { quotes: vec![quote], confidence: shared::reading::Percent::default() }
        };
        self.network.push(Packet::Answered(room, after, answer));
    }

    fn command(&mut self, agent: AgentId, command: DeskCommand) {
        self.step_desk(desk::Event::Commanded { agent, command }, None);
    }

    fn random_agent(&mut self) -> Option<AgentId> {
        let online: Vec<_> = self.online.iter().cloned().collect();
        (!online.is_empty()).then(|| online[self.rng.pick(online.len())].clone())
    }

    fn random_packet(&mut self) -> Option<Packet> {
        (!self.network.is_empty()).then(|| self.network[self.rng.pick(self.network.len())].clone())
    }

    fn name(&mut self) -> ClientId {
        self.next_id += 1;
        ClientId(self.next_id)
    }

    /// What is composed for a Room and not shown in its author's page, with how far it has come.
    fn outboxes(&self, room: usize) -> impl Iterator<Item = ((Author, ClientId), Delivery)> {
        let visitor = &self.visitors[room];
        let visitor = visitor
            .outbox()
            .iter()
            .map(|pending| ((Author::Visitor, pending.client_id), pending.delivery));
        let agents = self.readers.iter().filter(move |((of, _), _)| *of == room);
        visitor.chain(agents.flat_map(|((_, agent), page)| {
            page.outbox().iter().map(|pending| {
                ((Author::Agent(agent.clone()), pending.client_id), pending.delivery)
            })
        }))
    }

    /// What each page shows of a Room, and what it is allowed to see.
    fn pages(&self, room: usize) -> impl Iterator<Item = (&[Entry], Audience)> {
        let agents = self.readers.iter().filter(move |((of, _), _)| *of == room);
        let agents = agents.map(|(_, page)| (page.entries(), Audience::Staff));
        agents.chain([(self.visitors[room].entries(), Audience::Visitor)])
    }

    /// What must hold after every round.
    fn check_always(&self) -> Result<(), String> {
        ensure(!self.held, "a full transcript cannot be ended")?;
        ensure(!self.kept, "who has signed out has a visitor still")?;
        for (number, room) in self.rooms.iter().enumerate() {
            let places = room.disk.iter().enumerate().all(|(n, entry)| entry.seq.0 == n as u64);
            ensure(places, "a transcript has a gap")?;
            let mut seen = BTreeSet::new();
            for entry in &room.disk {
                if let Some(sent) = entry.fact.sent() {
                    ensure(seen.insert(sent), "something sent stands twice in a transcript")?;
                }
            }
            for client_id in &self.acknowledged[number] {
                let there = seen.contains(&(Author::Visitor, *client_id));
                ensure(there, "something acknowledged is not on the disk")?;
            }
            check_story(&room.disk)?;
            let has_deadline = room.live.deadline(&self.site.policy).is_some();
            let mut owed = Owed::default();
            room.disk.iter().for_each(|entry| owed.take(entry));
            owed.check(&room.live, has_deadline)?;
            check_size(&room.disk, self.site.policy.transcript_limit)?;
            for (shown, audience) in self.pages(number) {
                let same = shown
                    .iter()
                    .zip(&room.disk)
                    .all(|(shown, kept)| *shown == kept.seen_by(audience));
                let is_there = same && shown.len() <= room.disk.len();
                ensure(is_there, "a page shows what is not on the disk")?;
            }
        }
        for agent in self.site.agents.keys() {
            let view = self.desk.live.view(agent, self.site, self.now);
            let DeskFrame::Desk { rows, available, .. } = view else { continue };
            let offered = |row: &DeskRow| matches!(&row.stage, Stage::Offered { agent: to, .. } if to == agent);
            let wanted = available || !rows.iter().any(offered);
            ensure(wanted, "a visitor is kept for an agent who wants no more")?;
        }
        Ok(())
    }

    /// Live state is the fold of the log.
    fn check_folds(&self) -> Result<(), String> {
        for room in &self.rooms {
            let folded = Conversation::replay(&room.disk);
            ensure(room.live == folded, "a conversation is not the fold")?;
        }
        let folded = Desk::replay(Desk::default(), &self.desk.disk);
        ensure(self.desk.live == folded, "the desk is not the fold")?;
        check_offers(&self.desk.disk)
    }

    /// The Desk shows a conversation for the reason that its transcript tells.
    fn check_reason(&self, room: usize) -> Result<(), String> {
        let Some(told) = summarize(&self.rooms[room].disk).crossing else { return Ok(()) };
        let same = self.site.agents.keys().all(|agent| {
            let view = self.desk.live.view(agent, self.site, self.now);
            let DeskFrame::Desk { rows, .. } = view else { return true };
            let row = rows.into_iter().find(|row| row.conversation == conversation_of(room));
            let reason = |handoff: &Handoff| (handoff.rule.clone(), handoff.skill.clone());
            row.is_none_or(|row| reason(&row.handoff) == reason(&told.handoff))
        });
        ensure(same, "the Desk shows another reason than the transcript")
    }

    /// What must hold once everything has been retried and time has passed.
    fn check_settled(&self) -> Result<(), String> {
        for (number, room) in self.rooms.iter().enumerate() {
            let all = self.pages(number).all(|(shown, _)| shown.len() == room.disk.len());
            ensure(all, "a page does not show the whole transcript")?;
            let stored = sent(&room.disk);
            let waits = |(_, delivery)| delivery != Delivery::Failed;
            ensure(!self.outboxes(number).any(waits), "something is neither stored nor refused")?;
            let refused = self.outboxes(number).map(|(sent, _)| sent).collect();
            ensure(stored.is_disjoint(&refused), "something stored is still in the outbox")?;
            let accounted: BTreeSet<_> = stored.union(&refused).cloned().collect();
            ensure(accounted == self.composed[number], "something composed was lost")?;
            ensure(room.outbox.is_empty(), "a Room's outbox never empties")?;
            let holder = self.desk.live.holder(conversation_of(number));
            match room.live.status() {
                Status::Assigned { agent, .. } => {
                    ensure(holder == Some(agent), "Room and Desk disagree about the agent")?;
                    ensure(self.online.contains(agent), "a visitor is left with an absent agent")?;
                }
                Status::Queued { .. } => return Err("a queued visitor waits for ever".into()),
                Status::Ticketed { ticket, .. } => {
                    ensure(holder.is_none(), "the Desk holds what the Room does not")?;
                    // What was promised is there for the agents to keep until it is due.
                    let due = ticket.promised_by <= self.now;
                    ensure(
                        due || shows(&self.desk.live, conversation_of(number), self.site),
                        "the Desk forgot a promise",
                    )?;
                }
                Status::Assistant | Status::Resolved => {
                    ensure(holder.is_none(), "the Desk holds what the Room does not")?;
                }
            }
            self.check_reason(number)?;
        }
        ensure(self.desk.outbox.is_empty(), "the Desk's outbox never empties")
    }
}

/// Whether every agent is shown a conversation.
fn shows(desk: &Desk, conversation: ConversationId, site: &Site) -> bool {
    site.agents.keys().all(|agent| match desk.view(agent, site, Timestamp(0)) {
        DeskFrame::Desk { rows, .. } => rows.iter().any(|row| row.conversation == conversation),
        DeskFrame::Refused { .. } => false,
    })
}

/// What pages sent; the end of a full transcript comes from none, under the name of what met it.
fn sent(disk: &[Entry]) -> BTreeSet<(Author, ClientId)> {
    let sent = disk.iter().filter_map(|entry| entry.fact.sent());
    sent.filter(|(author, _)| *author != Author::Assistant).collect()
}

/// What a transcript may tell.
fn check_story(disk: &[Entry]) -> Result<(), String> {
    let mut person: Option<&AgentId> = None;
    let mut queued = false;
    let mut asks = 0;
    let mut over = false;
    let mut card = false;
    let mut promised: Option<Timestamp> = None;
    for entry in disk {
        match &entry.fact {
            Fact::Said { author: Author::Visitor, text, .. } => {
                over = false;
                let free = !queued && person.is_none();
                asks = if free && text == "人工" { asks + 1 } else { 0 };
            }
            Fact::Said { author: Author::Agent(agent), .. } => {
                ensure(person == Some(agent), "an agent speaks who is not there")?;
                promised = None;
            }
            Fact::Answered { .. } => {
                ensure(person.is_none() && !queued, "the assistant speaks over a person")?;
            }
            Fact::HandoffRequested { handoff, .. } => {
                // An agent may come and go before the Room hears of it.
                let again = handoff.rule == Rule::AgentLost;
                ensure(!queued || again, "a handoff is announced twice")?;
                (queued, person) = (true, None);
                (asks, over, card) = (0, false, false);
            }
            Fact::Assigned { agent, .. } => {
                ensure(person.is_none(), "two agents have the same visitor")?;
                (queued, person) = (false, Some(agent));
                asks = 0;
            }
            Fact::HandedBack { .. } => {
                (queued, person) = (false, None);
                asks = 0;
            }
            Fact::Resolved { .. } => {
                ensure(!over, "it is over twice")?;
                (queued, person) = (false, None);
                (asks, over, card) = (0, true, false);
                promised = None;
            }
            Fact::Ticketed { ticket, .. } => {
                ensure(queued, "a ticket without a wait")?;
                queued = false;
                let before = *promised.get_or_insert(ticket.promised_by);
                let is_put_off = before > entry.at && before < ticket.promised_by;
                ensure(!is_put_off, "what was promised is put off")?;
            }
            Fact::HandoffProposed { .. } => card = true,
            Fact::HandoffDeclined { .. } => {
                ensure(card, "a card is declined that is not there")?;
                (asks, card) = (0, false);
            }
            _ => {}
        }
        let trapped = asks >= 3 && !queued && person.is_none();
        let deciding = entry.seq.0 as usize + 1 == disk.len();
        ensure(!trapped || deciding && asks == 3, "three wishes in a row and nobody was asked")?;
    }
    let trapped = asks >= 3 && !queued && person.is_none();
    ensure(!trapped, "three wishes in a row and nobody was asked")
}

/// To whom a conversation may be offered: while another is there, not at once to who let it go.
fn check_offers(log: &[desk::Record]) -> Result<(), String> {
    let mut there: BTreeSet<&AgentId> = BTreeSet::new();
    let mut unavailable: BTreeSet<&AgentId> = BTreeSet::new();
    let mut holders: BTreeMap<ConversationId, &AgentId> = BTreeMap::new();
    let mut let_go: BTreeMap<ConversationId, &AgentId> = BTreeMap::new();
    for record in log {
        match &record.change {
            Change::Came { agent } => _ = there.insert(agent),
            Change::Left { agent } | Change::SignedOut { agent } => _ = there.remove(agent),
            Change::Availability { agent, available: true } => _ = unavailable.remove(agent),
            Change::Availability { agent, available: false } => _ = unavailable.insert(agent),
            Change::Assigned { conversation, agent } => {
                let before = holders.insert(*conversation, agent);
                ensure(before.is_none_or(|before| before == agent), "two agents have one visitor")?;
            }
            Change::Lost { conversation, .. } => _ = holders.remove(conversation),
            Change::Enqueued { conversation, handoff, .. } => {
                let_go.remove(conversation);
                let lets_go = matches!(handoff.rule, Rule::Transferred | Rule::AgentLost);
                let holder = holders.remove(conversation).filter(|_| lets_go);
                if let Some(agent) = holder
                    && there.difference(&unavailable).any(|other| *other != agent)
                {
                    let_go.insert(*conversation, agent);
                }
            }
            Change::Offered { conversation, agent, .. } => {
                let again = let_go.get(conversation) == Some(&agent);
                ensure(!again, "who let a conversation go is asked for it again")?;
            }
            // Everybody is asked anew.
            Change::Escalated { conversation, .. } | Change::Raised { conversation, .. } => {
                let_go.remove(conversation);
            }
            Change::Closed { conversation, .. } => {
                holders.remove(conversation);
                let_go.remove(conversation);
            }
            Change::Overflowed { .. }
            | Change::Lapsed { .. }
            | Change::Ticketed { .. }
            | Change::ClockSetBack => {}
        }
    }
    Ok(())
}

/// A full transcript asks for no other agent, and ends soon.
fn check_size(disk: &[Entry], limit: u64) -> Result<(), String> {
    let beyond = disk.iter().filter(|entry| entry.seq.0 >= limit);
    let lost = |entry: &&Entry| matches!(&entry.fact, Fact::HandoffRequested { handoff, .. } if handoff.rule == Rule::AgentLost);
    ensure(beyond.clone().find(lost).is_none(), "a full transcript is queued again")?;
    ensure(beyond.count() <= BEYOND, "a full transcript grows for ever")
}

fn ensure(holds: bool, promise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(promise.to_owned()) }
}

fn reader_of(author: Author) -> Reader {
    match author {
        Author::Agent(agent) => Reader::Agent(agent),
        Author::Visitor | Author::Assistant => Reader::Visitor,
    }
}

fn conversation_of(room: usize) -> ConversationId {
    ConversationId(room as u128)
}

fn room_of(conversation: ConversationId) -> usize {
    conversation.0 as usize
}

struct Rng(u64);

impl Rng {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn pick(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }
}

const ROOMS: usize = 2;
/// What one message, its wait, an agent and the end come to at most.
const BEYOND: usize = 10;
