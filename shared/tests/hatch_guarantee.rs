//! The guarantee, checked exhaustively on a bounded world: from every reachable state, a visitor who
//! wants a person is queued within three messages or 90 s, and every queued conversation ends
//! assigned, ticketed or resolved by the visitor. Whatever else they are owed, the assistant has been
//! asked for it, and after 90 s it is a person who owes it.
//!
//! Breadth first over the real `Conversation::step` and `Desk::step`, with everything that is on its
//! way between them: any of it may be delivered next, twice, late, or not before everything else. A
//! crash before a commit is an event that was lost; a crash after it delays what is on its way; both
//! are among the paths. `BOUND=12 cargo test -p shared --test hatch_guarantee -- --nocapture` looks
//! further.

#[path = "simulation/owed.rs"]
mod owed;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use shared::conversation::{
    Action, Button, Conversation, DeskCall, DeskNews, Effect, Event, Status,
};
use shared::desk::{self, Desk};
use shared::id::{AgentId, ClientId, ConversationId, Seq};
use shared::reading::{Belief, Emotion, Intent, Percent, Reading};
use shared::site::Site;
use shared::time::Timestamp;
use shared::transcript::{Answer, Fact, Quote, Visitor};
use shared::wire::{DeskCommand, DeskFrame};

use owed::{Owed, QUESTION, THANKS};

#[cfg(not(feature = "faults"))]
#[test]
fn a_visitor_who_wants_a_person_always_reaches_one() {
    let bound = std::env::var("BOUND").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let states = search(bound);
    assert!(states > 10_000, "the world has become too small to mean anything");
}

/// Looks at every state within `bound` steps; how many there are.
fn search(bound: u32) -> usize {
    let site = site();
    let mut seen = HashSet::new();
    let mut level = vec![State::new(&site)];
    let mut transitions = 0_u64;
    for depth in 0..=bound {
        let mut next = Vec::new();
        // What can happen to who has an agent would else come late.
        if depth == 2 {
            level.push(State::assigned(&site));
        }
        for state in &level {
            state.check(&site);
            if depth == bound {
                continue;
            }
            for follower in state.followers(&site) {
                transitions += 1;
                if seen.insert(follower.key(&site)) {
                    next.push(follower);
                }
            }
        }
        println!("depth {depth}: {} states", level.len());
        level = next;
    }
    println!("bound {bound}: {} states, {transitions} transitions", seen.len() + 1);
    seen.len()
}

/// A heart with a fault that the guarantee is about: a search that is blind would find nothing wrong.
#[cfg(feature = "faults")]
mod faulty {
    use shared::fault::{Fault, plant};

    use super::search;

    #[test]
    #[should_panic(expected = "three wishes and nobody was asked")]
    fn a_heart_that_ignores_wishes_is_found_out() {
        plant(Some(Fault::IgnoresWishes));
        search(1);
    }

    #[test]
    #[should_panic(expected = "a visitor waits for ever")]
    fn a_heart_that_never_gives_up_waiting_is_found_out() {
        plant(Some(Fault::NeverGivesUpWaiting));
        search(4);
    }

    #[test]
    fn a_heart_without_a_fault_is_not() {
        assert!(search(2) > 100);
    }
}

/// One conversation, its site's Desk, and what is on its way between them.
#[derive(Clone)]
struct State {
    now: Timestamp,
    room: Conversation,
    desk: Desk,
    calls: Vec<DeskCall>,
    news: Vec<(Seq, DeskNews)>,
    online: BTreeSet<AgentId>,
    owed: Owed,
    /// The message that the assistant was asked to answer last.
    asked: Option<Seq>,
    /// Where its last two answers are.
    answers: Vec<Seq>,
    next_id: u128,
}

impl State {
    fn new(site: &Site) -> Self {
        let mut state = Self {
            now: Timestamp(1_000_000),
            room: Conversation::default(),
            desk: Desk::default(),
            calls: Vec::new(),
            news: Vec::new(),
            online: BTreeSet::new(),
            owed: Owed::default(),
            asked: None,
            answers: Vec::new(),
            next_id: 1,
        };
        state.room_step(
            Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() },
            site,
        );
        state
    }

    /// Somebody whom an agent has just taken.
    fn assigned(site: &Site) -> Self {
        let mut state = Self::new(site);
        let agent: AgentId = "lin".parse().expect("a slug");
        state.online.insert(agent.clone());
        state.present(site);
        state.press(Button::Human, site);
        state.deliver_call(0, false, site);
        let command = DeskCommand::Take { conversation: CONVERSATION };
        state.desk_step(desk::Event::Commanded { agent, command }, site);
        state.deliver_news(0, false, site);
        assert!(matches!(state.room.status(), Status::Assigned { .. }), "{state:?}");
        state
    }

    /// Everything that may happen next.
    fn followers(&self, site: &Site) -> Vec<Self> {
        let mut followers = Vec::new();
        let mut after = |change: &dyn Fn(&mut Self)| {
            let mut follower = self.clone();
            change(&mut follower);
            followers.push(follower);
        };
        for text in ["人工", QUESTION, "我要投诉", "我的账号被盗了", "没用", THANKS]
        {
            after(&|state| state.say(text, None, site));
        }
        for button in [Button::Human, Button::Decline, Button::End] {
            after(&|state| state.press(button.clone(), site));
        }
        for answer in &self.answers {
            let button = Button::Help { answer: *answer, helpful: false };
            after(&|state| state.press(button.clone(), site));
        }
        if let Some(asked) = self.owing() {
            for answer in [found(), Answer::Unknown] {
                after(&|state| {
                    state.room_step(Event::Answered { after: asked, answer: answer.clone() }, site);
                });
            }
        }
        for place in 0..self.calls.len() {
            for again in [false, true] {
                after(&|state| state.deliver_call(place, again, site));
            }
        }
        for place in 0..self.news.len() {
            for again in [false, true] {
                after(&|state| state.deliver_news(place, again, site));
            }
        }
        for agent in site.agents.keys() {
            after(&|state| {
                if !state.online.remove(agent) {
                    state.online.insert(agent.clone());
                }
                state.present(site);
            });
            if self.online.contains(agent) {
                after(&|state| {
                    let command = DeskCommand::Take { conversation: CONVERSATION };
                    let event = desk::Event::Commanded { agent: agent.clone(), command };
                    state.desk_step(event, site);
                });
            }
        }
        if let Status::Assigned { agent, .. } = self.room.status() {
            let transfer = Action::Transfer { skill: "orders".parse().expect("a slug") };
            let say = Action::Say { text: "您好".into() };
            for action in [Action::HandBack, Action::Resolve { seen: None }, transfer, say] {
                after(&|state| state.act(agent.clone(), action.clone(), site));
            }
        }
        if self.deadline(site).is_some() {
            after(&|state| state.pass_time(site));
        }
        followers
    }

    fn check(&self, site: &Site) {
        let deadline = self.room.deadline(&site.policy);
        let owed = self.owed.check(&self.room, deadline.is_some());
        assert_eq!(owed, Ok(()), "{self:?}");
        assert_eq!(self.room.unanswered(), self.owing(), "the assistant was not asked: {self:?}");
        let free = |state: &Self| {
            matches!(
                state.room.status(),
                Status::Assistant | Status::Ticketed { .. } | Status::Resolved
            )
        };
        if free(self) && deadline.is_some() {
            let mut left = self.clone();
            left.now = left.now.after(site.policy.wait);
            left.room_step(Event::Tick, site);
            assert!(!free(&left), "90 s without what was owed: {left:?}");
        }
        if free(self) {
            let mut three = self.clone();
            for _ in 0..3 {
                three.say("人工", None, site);
            }
            assert!(!free(&three), "three wishes and nobody was asked: {three:?}");

            let mut patient = self.clone();
            patient.say("人工", None, site);
            patient.now = patient.now.after(site.policy.wait);
            patient.room_step(Event::Tick, site);
            assert!(!free(&patient), "90 s and nobody was asked: {patient:?}");

            let mut tapped = self.clone();
            tapped.press(Button::Human, site);
            assert!(!free(&tapped), "the button did nothing: {tapped:?}");

            let mut complained = self.clone();
            complained.say("我要投诉", None, site);
            assert!(!free(&complained), "a complaint was not heard: {complained:?}");

            let mut furious = self.clone();
            furious.say("多久发货", Some(fury()), site);
            assert!(!free(&furious), "anger was not heard: {furious:?}");
        }

        // Nothing is lost any more and time passes; nobody does anything else.
        let mut end = self.clone();
        for _ in 0..64 {
            while !end.calls.is_empty() || !end.news.is_empty() {
                if !end.calls.is_empty() {
                    end.deliver_call(0, false, site);
                }
                if !end.news.is_empty() {
                    end.deliver_news(0, false, site);
                }
            }
            end.check_promise(site);
            if end.deadline(site).is_none() {
                break;
            }
            end.pass_time(site);
            if let Some(after) = end.owing() {
                end.room_step(Event::Answered { after, answer: found() }, site);
            }
        }
        let queued = matches!(end.room.status(), Status::Queued { .. });
        assert!(!queued, "a visitor waits for ever: {self:?}\n→ {end:?}");
        let holder = match end.room.status() {
            Status::Assigned { agent, .. } => Some(agent),
            Status::Assistant
            | Status::Queued { .. }
            | Status::Ticketed { .. }
            | Status::Resolved => None,
        };
        assert_eq!(holder, end.desk.holder(CONVERSATION), "Room and Desk disagree: {self:?}");
    }

    /// Who was promised an answer is shown to the agents until it is due, once all has arrived that
    /// is on its way.
    fn check_promise(&self, site: &Site) {
        let Status::Ticketed { ticket, .. } = self.room.status() else { return };
        for agent in site.agents.keys() {
            let view = self.desk.view(agent, site, self.now);
            let shown = matches!(view, DeskFrame::Desk { rows, .. } if !rows.is_empty());
            assert!(shown || ticket.promised_by <= self.now, "a promise is forgotten: {self:?}");
        }
    }

    fn say(&mut self, text: &str, reading: Option<Reading>, site: &Site) {
        let client_id = self.name();
        self.room_step(Event::Said { client_id, text: text.into(), reading }, site);
    }

    fn press(&mut self, button: Button, site: &Site) {
        let client_id = self.name();
        self.room_step(Event::Pressed { client_id, button }, site);
    }

    fn act(&mut self, agent: AgentId, action: Action, site: &Site) {
        let client_id = self.name();
        self.room_step(Event::Acted { agent, client_id, action }, site);
    }

    fn deliver_call(&mut self, place: usize, again: bool, site: &Site) {
        let call = self.calls[place].clone();
        if !again {
            self.calls.remove(place);
        }
        self.desk_step(desk::Event::Called { conversation: CONVERSATION, call, from: None }, site);
    }

    fn deliver_news(&mut self, place: usize, again: bool, site: &Site) {
        let (wait, news) = self.news[place].clone();
        if !again {
            self.news.remove(place);
        }
        self.room_step(Event::Desk { wait, news }, site);
    }

    fn pass_time(&mut self, site: &Site) {
        if let Some(deadline) = self.deadline(site) {
            self.now = self.now.max(deadline);
        }
        self.room_step(Event::Tick, site);
        self.present(site);
        self.desk_step(desk::Event::Tick, site);
    }

    fn present(&mut self, site: &Site) {
        let agents = self.online.clone();
        self.desk_step(desk::Event::Present { agents }, site);
    }

    fn room_step(&mut self, event: Event, site: &Site) {
        for effect in self.room.step(event, &site.policy, self.now) {
            match effect {
                Effect::Record(entry) => {
                    self.owed.take(&entry);
                    if let Fact::Answered { .. } = entry.fact {
                        self.answers.push(entry.seq);
                        self.answers.drain(..self.answers.len().saturating_sub(2));
                    }
                }
                Effect::Ask { after, .. } => self.asked = Some(after),
                Effect::Tell(call) if !self.calls.contains(&call) => self.calls.push(call),
                Effect::Tell(_)
                | Effect::Acknowledge { .. }
                | Effect::Refuse { .. }
                | Effect::Count { .. } => {}
            }
        }
    }

    /// What the assistant was asked, while it owes the answer.
    fn owing(&self) -> Option<Seq> {
        self.asked.filter(|asked| self.room.unanswered() == Some(*asked))
    }

    fn desk_step(&mut self, event: desk::Event, site: &Site) {
        for effect in self.desk.step(event, site, self.now) {
            if let desk::Effect::Tell { wait, news, .. } = effect
                && !self.news.contains(&(wait, news.clone()))
            {
                self.news.push((wait, news));
            }
        }
    }

    fn deadline(&self, site: &Site) -> Option<Timestamp> {
        let room = self.room.deadline(&site.policy);
        room.into_iter().chain(self.desk.deadline(site)).min()
    }

    fn name(&mut self) -> ClientId {
        self.next_id += 1;
        ClientId(self.next_id)
    }

    /// Two states with one key have the same future: times count from now, places by their order.
    fn key(&self, site: &Site) -> String {
        // What was taken, and what was said before, change what is answered, not whether.
        let mut room = format!("{:?}", self.room);
        for (from, to) in [("next: ", ", "), ("delivered: {", "}, "), ("talk: [", "], ")] {
            let start = room.find(from).expect("a field of the conversation's");
            let end = room[start..].find(to).expect("its end");
            room.replace_range(start..start + end, "");
        }
        let text = format!(
            "{room} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            self.room.deadline(&site.policy),
            self.desk,
            self.calls,
            self.news,
            self.online,
            self.owed,
            self.asked,
            self.answers,
        );
        normal(&text, self.now)
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} course {:?}; desk {:?}; calls {:?}; news {:?}; now {:?}",
            self.room.status(),
            self.room.course(),
            self.desk,
            self.calls,
            self.news,
            self.now
        )
    }
}

fn site() -> Site {
    serde_json::from_str(
        r#"{"id":"demo","profile":{"name":{"en":"Demo"}},"origins":["*"],
            "agents":{"lin":{"name":"Lin","password":"$argon2id$","skills":["complaints"]},
                      "wu":{"name":"Wu","password":"$argon2id$","skills":["orders"],"capacity":1}}}"#,
    )
    .expect("a valid site")
}

fn found() -> Answer {
    let quote = Quote { article: "a".into(), title: "t".into(), text: "x".into(), more: false };
    Answer::Found { quotes: vec![quote], confidence: Percent::default() }
}

fn fury() -> Reading {
    let sure = Percent::saturating(90);
    Reading {
        intent: Belief { label: Intent::Logistics, confidence: sure },
        emotion: Belief { label: Emotion::Angry, confidence: sure },
        anger: Percent::saturating(80),
    }
}

/// Times become distances from `now`, or nothing where only their record matters; places become
/// their rank.
fn normal(text: &str, now: Timestamp) -> String {
    let mut places: Vec<u64> = text
        .match_indices("Seq(")
        .filter_map(|(at, open)| number(&text[at + open.len()..]))
        .collect();
    places.sort_unstable();
    places.dedup();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let seq = rest.find("Seq(").map(|at| (at, "Seq("));
        let time = rest.find("Timestamp(").map(|at| (at, "Timestamp("));
        let Some((at, open)) = seq.into_iter().chain(time).min() else { break };
        let value = number(&rest[at + open.len()..]).unwrap_or_default();
        out.push_str(&rest[..at]);
        if open == "Seq(" {
            let rank = places.binary_search(&value).unwrap_or_default();
            write!(out, "#{rank}").expect("a string takes what is written");
        } else if !RECORDS.iter().any(|field| out.ends_with(field)) {
            let distance = value as i64 - now.0 as i64;
            write!(out, "{distance}").expect("a string takes what is written");
        }
        let end = rest[at..].find(')').map_or(rest.len(), |close| at + close + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn number(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..digits].parse().ok()
}

/// Times by which nothing is decided here: there is one visitor.
const RECORDS: [&str; 5] = ["at: ", " since: ", "clock: ", "promised_by: ", "promised_by: Some("];
const CONVERSATION: ConversationId = ConversationId(1);
