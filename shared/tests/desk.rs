//! What the Desk takes on, shows and keeps, with more visitors than anybody can serve.

use std::collections::BTreeSet;
use std::time::Duration;

use shared::conversation::{
    Conversation, DeskCall, DeskNews, Digest, Effect as RoomEffect, Event as RoomEvent,
};
use shared::desk::{Desk, Effect, Event, Record};
use shared::handoff::{Handoff, Priority, Rule};
use shared::id::{AgentId, ClientId, ConversationId, Seq};
use shared::reading::{Belief, Emotion, Intent, Percent, Reading};
use shared::site::Site;
use shared::time::Timestamp;
use shared::transcript::{Absence, Visitor};
use shared::wire::{DeskCommand, DeskFrame, DeskRow, Stage, TakeRefusal};

#[test]
fn of_many_tickets_the_oldest_and_the_latest_are_shown_and_all_are_counted() {
    let site = site(2);
    let mut desk = Desk::default();
    for n in 0..300 {
        call(&mut desk, n, Rule::Button, Priority::Urgent, &site, at(n));
    }
    let (rows, more) = shown(&desk, &site);
    assert_eq!((rows.len(), more), (100, 200));
    let places: BTreeSet<u128> = rows.iter().map(|row| row.conversation.0).collect();
    assert!((0..50).chain(250..300).all(|n| places.contains(&n)), "{places:?}");

    // As they are dealt with, the others come into sight; who is hidden can be taken all the same.
    sit_down(&mut desk, &site, at(300));
    for n in 0..120 {
        let command = DeskCommand::Take { conversation: ConversationId(n) };
        let effects = desk.step(Event::Commanded { agent: lin(), command }, &site, at(301));
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Refuse { .. })));
    }
    let (rows, more) = shown(&desk, &site);
    let tickets = rows.iter().filter(|row| row.stage == Stage::Ticketed).count();
    assert_eq!((tickets, more), (100, 80));
}

#[test]
fn tickets_come_by_what_was_promised_and_say_it() {
    let site = site(2);
    let mut desk = Desk::default();
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(0));
    call(&mut desk, 2, Rule::Button, Priority::Urgent, &site, at(60));
    sit_down(&mut desk, &site, at(120));
    call(&mut desk, 3, Rule::Button, Priority::Normal, &site, at(120));
    let due = |row: &DeskRow| row.promised_by;
    let (rows, _) = shown(&desk, &site);
    let order: Vec<_> = rows.iter().map(|row| row.conversation.0).collect();
    assert_eq!(order, [3, 1, 2], "whoever waits now comes first");
    let promised = |since| Some(at(since).after(site.policy.ticket_promise));
    assert_eq!(rows.iter().map(due).collect::<Vec<_>>(), [None, promised(0), promised(60)]);

    // It counts from when it was promised, not from when the wait began.
    let wait = Seq(1);
    let call = DeskCall::Ticket { wait };
    desk.step(Event::Called { conversation: ConversationId(3), call }, &site, at(180));
    let (rows, _) = shown(&desk, &site);
    assert_eq!(due(&rows[2]), promised(180));
}

#[test]
fn a_ticket_stays_until_long_after_it_was_due_and_its_visitor_may_ask_again() {
    let site = site(2);
    let mut desk = Desk::default();
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(0));
    let due = at(0).after(site.policy.ticket_promise);
    let over = desk.deadline(&site).expect("an end");
    assert_eq!(over.since(due), site.policy.ticket_kept);

    desk.step(Event::Tick, &site, Timestamp(over.0 - 1));
    assert_eq!(shown(&desk, &site).0.len(), 1);
    desk.step(Event::Tick, &site, over);
    assert!(shown(&desk, &site).0.is_empty());
    assert_eq!(desk.deadline(&site), None);
    let command = DeskCommand::Take { conversation: ConversationId(1) };
    let effects = desk.step(Event::Commanded { agent: lin(), command }, &site, over);
    let gone = |effect: &Effect| matches!(effect, Effect::Refuse { refusal, .. } if *refusal == TakeRefusal::Gone);
    assert!(effects.iter().any(gone), "{effects:?}");

    sit_down(&mut desk, &site, over);
    let again = enqueue(Seq(9), Rule::Button, Priority::Normal);
    let conversation = ConversationId(1);
    desk.step(Event::Called { conversation, call: again }, &site, over.after(HOUR));
    let offered = |row: &DeskRow| matches!(row.stage, Stage::Offered { .. });
    assert!(shown(&desk, &site).0.iter().any(offered));
}

#[test]
fn a_clock_that_was_set_back_holds_up_no_offer_and_no_wait() {
    let site = site(2);
    let policy = &site.policy;
    let (wrong, right) = (at(0).after(24 * HOUR), at(0));
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, wrong);
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, wrong);
    let offered = |row: &DeskRow| matches!(row.stage, Stage::Offered { .. });
    assert!(shown(&desk, &site).0.iter().any(offered));

    desk.step(Event::Tick, &site, right);
    let due = desk.deadline(&site).expect("an offer ends");
    assert_eq!(due, right.after(policy.offer));
    desk.step(Event::Tick, &site, due);
    assert!(!shown(&desk, &site).0.iter().any(offered), "the offer has lapsed");

    let mut conversation = Conversation::default();
    let mut transcript = Vec::new();
    let mut step = |conversation: &mut Conversation, event, now| {
        let effects = conversation.step(event, policy, now);
        transcript.extend(effects.into_iter().filter_map(|effect| match effect {
            RoomEffect::Record(entry) => Some(entry),
            _ => None,
        }));
    };
    let said =
        |n: u128| RoomEvent::Said {
            client_id: ClientId(n), text: "茶杯呢".into(), reading: None
        };
    step(&mut conversation, said(1), wrong);
    step(&mut conversation, said(2), right);
    assert_eq!(conversation.deadline(policy), Some(right.after(policy.wait)));
    assert_eq!(conversation, Conversation::replay(&transcript), "a restart changes nothing");
}

#[test]
fn clocks_of_two_machines_that_differ_a_little_make_no_time_run_backwards() {
    let (late, early) = (at(10), Timestamp(at(10).0 - 9_000));
    assert_eq!(early.following(late), late);
    assert_eq!(late.following(early), late);
}

#[test]
fn a_desk_keeps_so_many_tickets_and_no_more() {
    let site = site(2);
    let record = |n, change: &str| -> Record {
        let text = change.replace("$", &format!("{n:032x}"));
        serde_json::from_str(&format!(r#"{{"at":{n},"change":{text}}}"#)).expect("a record")
    };
    let enqueued = r#"{"change":"enqueued","conversation":"$","wait":1,"handoff":{"rule":{"rule":
        "button"},"skill":"orders","priority":"normal"},"digest":{"words":"","anger":0}}"#;
    let ticketed = r#"{"change":"ticketed","conversation":"$"}"#;
    let log: Vec<Record> =
        (0..10_500).flat_map(|n| [record(n, enqueued), record(n, ticketed)]).collect();
    let mut desk = Desk::replay(Desk::default(), &log);
    let effects = desk.step(Event::Tick, &site, Timestamp(20_000));
    assert_eq!(effects.len(), 500);
    let (rows, more) = shown(&desk, &site);
    assert_eq!(rows.len() + more, 10_000);
    assert_eq!(rows.first().map(|row| row.conversation), Some(ConversationId(500)));
    assert!(desk.step(Event::Tick, &site, Timestamp(20_001)).is_empty());
}

#[test]
fn what_a_room_tells_the_desk_of_a_message_is_short() {
    let sure = Percent::saturating(95);
    let reading = Reading {
        intent: Belief { label: Intent::Human, confidence: sure },
        emotion: Belief { label: Emotion::Calm, confidence: sure },
        anger: Percent::default(),
    };
    let site = site(2);
    let mut room = Conversation::default();
    let hello = RoomEvent::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() };
    room.step(hello, &site.policy, at(0));
    let mut calls = Vec::new();
    for n in 0..3 {
        let text = "\u{1}".repeat(2_000);
        let reading = Some(reading.clone());
        let said = RoomEvent::Said { client_id: ClientId(n), text, reading };
        for effect in room.step(said, &site.policy, at(n)) {
            if let RoomEffect::Tell(call) = effect {
                calls.push(call);
            }
        }
    }
    let told = serde_json::to_string(&calls).expect("JSON");
    assert!(!calls.is_empty() && told.len() < 1_500, "{told}");
}

#[test]
fn who_was_served_and_who_is_urgent_are_not_turned_away_by_a_full_queue() {
    let site = site(2);
    let queue = |desk: &Desk| -> Vec<u128> {
        let rows = shown(desk, &site).0;
        let waits = rows.into_iter().filter(|row| row.stage == Stage::Waiting);
        waits.map(|row| row.conversation.0).collect()
    };
    let turned_away = |effects: &[Effect]| -> Vec<u128> {
        let told = effects.iter().filter_map(|effect| match effect {
            Effect::Tell { conversation, news: DeskNews::Unserved { cause }, .. } => {
                assert_eq!(*cause, Absence::QueueFull);
                Some(conversation.0)
            }
            _ => None,
        });
        told.collect()
    };
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, at(0));
    let come = |desk: &mut Desk, n, rule, priority| {
        let effects = call(desk, n, rule, priority, &site, at(n));
        turned_away(&effects)
    };
    let asked = || Rule::Asked { times: 2, words: "人工".into() };
    // The one agent has as much as they can take, then two wait.
    assert!(come(&mut desk, 0, asked(), Priority::Normal).is_empty());
    let command = DeskCommand::Take { conversation: ConversationId(0) };
    desk.step(Event::Commanded { agent: lin(), command }, &site, at(0));
    assert!(come(&mut desk, 1, asked(), Priority::Normal).is_empty());
    assert!(come(&mut desk, 2, asked(), Priority::Normal).is_empty());

    assert_eq!(come(&mut desk, 3, asked(), Priority::Normal), [3], "in turn");
    assert_eq!(come(&mut desk, 4, asked(), Priority::Urgent), [2]);
    assert_eq!(queue(&desk), [4, 1]);
    assert_eq!(come(&mut desk, 5, Rule::AgentLost, Priority::High), [1]);
    assert_eq!(queue(&desk), [4, 5]);
    assert_eq!(come(&mut desk, 6, asked(), Priority::High), [6]);
    // However urgent others are, whoever was being served is not sent away for them.
    assert_eq!(come(&mut desk, 7, asked(), Priority::Urgent), [7]);
    assert_eq!(come(&mut desk, 8, Rule::Transferred, Priority::High), [4]);
    assert_eq!(queue(&desk), [5, 8]);
    // Where all were being served, the last must wait for a promise all the same.
    assert_eq!(come(&mut desk, 9, Rule::Transferred, Priority::High), [9]);
}

#[test]
fn the_desk_knows_who_is_how_far_and_who_may_look_without_an_agent_who_asks() {
    let site = site(9);
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, at(0));
    for n in 1..=3 {
        call(&mut desk, n, Rule::Button, Priority::Normal, &site, at(n));
    }
    let ahead = |desk: &Desk| [1, 2, 3, 4].map(|n| desk.ahead(ConversationId(n)));
    assert_eq!(ahead(&desk), [Some(0), Some(1), Some(2), None], "an offer is a wait still");

    let look = |desk: &Desk, agent: &str, n: u128| {
        desk.may_look(&agent.parse().expect("a slug"), ConversationId(n), at(9))
    };
    let offered_until = Some(at(1).after(site.policy.offer));
    assert_eq!(look(&desk, "lin", 1), offered_until);
    assert_eq!(look(&desk, "chen", 1), None);
    assert_eq!((look(&desk, "lin", 2), look(&desk, "lin", 4)), (None, None));

    let command = DeskCommand::Take { conversation: ConversationId(1) };
    desk.step(Event::Commanded { agent: lin(), command }, &site, at(4));
    assert_eq!(ahead(&desk), [None, Some(0), Some(1), None]);
    assert_eq!((look(&desk, "lin", 1), look(&desk, "chen", 1)), (Some(at(9)), None));
    desk.step(Event::Called { conversation: ConversationId(1), call: over(Seq(1)) }, &site, at(5));
    assert_eq!(look(&desk, "lin", 1), None);
}

#[test]
fn whose_agent_signs_out_waits_for_no_grace() {
    let site = site(9);
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, at(0));
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(1));
    let taken = DeskCommand::Take { conversation: ConversationId(1) };
    desk.step(Event::Commanded { agent: lin(), command: taken }, &site, at(2));
    let lost = |effects: Vec<Effect>| {
        effects.into_iter().any(|effect| {
            matches!(effect, Effect::Tell { news: DeskNews::AgentLost { agent }, .. } if agent == lin())
        })
    };
    // A line that breaks may come back.
    let mut broken = desk.clone();
    assert!(!lost(broken.step(Event::Present { agents: BTreeSet::new() }, &site, at(3))));
    assert_eq!(broken.holder(ConversationId(1)), Some(&lin()));

    let command = DeskCommand::Leave;
    assert!(lost(desk.step(Event::Commanded { agent: lin(), command }, &site, at(3))));
    assert_eq!(desk.holder(ConversationId(1)), None);
    // Their Room calls again, and is told at once that nobody is there.
    let enqueue = enqueue(Seq(2), Rule::AgentLost, Priority::High);
    let called = Event::Called { conversation: ConversationId(1), call: enqueue };
    desk.step(called, &site, at(3));
    assert_eq!(shown(&desk, &site).0[0].stage, Stage::Ticketed);
    // Whoever comes back is there for others.
    sit_down(&mut desk, &site, at(4));
    call(&mut desk, 2, Rule::Button, Priority::Normal, &site, at(5));
    let offered = shown(&desk, &site).0.into_iter().any(|row| {
        row.conversation == ConversationId(2) && matches!(row.stage, Stage::Offered { .. })
    });
    assert!(offered);
}

fn over(wait: Seq) -> DeskCall {
    DeskCall::Close { wait }
}

fn call(
    desk: &mut Desk,
    n: u128,
    rule: Rule,
    priority: Priority,
    site: &Site,
    now: Timestamp,
) -> Vec<Effect> {
    let conversation = ConversationId(n);
    desk.step(Event::Called { conversation, call: enqueue(Seq(1), rule, priority) }, site, now)
}

fn enqueue(wait: Seq, rule: Rule, priority: Priority) -> DeskCall {
    let handoff = Handoff { rule, skill: "orders".parse().expect("a slug"), priority };
    DeskCall::Enqueue { wait, handoff, digest: Digest::default() }
}

fn sit_down(desk: &mut Desk, site: &Site, now: Timestamp) {
    desk.step(Event::Present { agents: BTreeSet::from([lin()]) }, site, now);
}

fn shown(desk: &Desk, site: &Site) -> (Vec<DeskRow>, usize) {
    match desk.view(&lin(), site, at(0)) {
        DeskFrame::Desk { rows, more_tickets, .. } => (rows, more_tickets),
        DeskFrame::Refused { .. } => (Vec::new(), 0),
    }
}

fn lin() -> AgentId {
    "lin".parse().expect("a slug")
}

fn at(seconds: u128) -> Timestamp {
    Timestamp(1_000_000 + 1_000 * u64::try_from(seconds).expect("a moment"))
}

/// A shop with one agent, and room for so many who wait.
fn site(queue_limit: usize) -> Site {
    let text = r#"{"id":"demo","profile":{"name":{"en":"Demo"}},"origins":["*"],
        "policy":{"queue_limit":$},
        "agents":{"lin":{"name":"Lin","password":"$argon2id$","skills":["orders"],"capacity":1}}}"#;
    let text = text.replacen('$', &queue_limit.to_string(), 1);
    serde_json::from_str(&text).expect("a valid site")
}

const HOUR: Duration = Duration::from_secs(3600);
