//! What the Desk takes on, shows and keeps, with more visitors than anybody can serve.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use shared::access::Access;
use shared::conversation::{
    Action, Button, Conversation, DeskCall, DeskNews, Digest, Effect as RoomEffect,
    Event as RoomEvent, Status,
};
use shared::desk::{Change, Desk, Effect, Event, Record};
use shared::handoff::{Handoff, Priority, Rule};
use shared::id::{Address, AgentId, ClientId, ConversationId, Seq};
use shared::reading::{Belief, Emotion, Intent, Percent, Reading};
use shared::site::Site;
use shared::time::Timestamp;
use shared::transcript::{Absence, Visitor};
use shared::wire::{Colleague, DeskCommand, DeskFrame, DeskRow, Stage, TakeRefusal};

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
    desk.step(called(3, call), &site, at(180));
    let (rows, _) = shown(&desk, &site);
    assert_eq!(due(&rows[2]), promised(180));
}

#[test]
fn a_ticket_of_a_closed_shop_is_kept_from_when_it_was_due_after_the_next_opening() {
    let policy = r#"{"hours":{"utc_offset_minutes":0,"open":[["mon","09:00","18:00"]]}}"#;
    let site = shop(policy, r#""lin":{"skills":["orders"],"capacity":1}"#);
    // 1970 began on a Thursday.
    let friday_night = Timestamp((24 + 20) * 3_600_000);
    let monday = Timestamp((4 * 24 + 9) * 3_600_000);
    let mut desk = Desk::default();
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, friday_night);
    let (rows, _) = shown(&desk, &site);
    let due = monday.after(site.policy.ticket_promise);
    assert_eq!(rows.first().and_then(|row| row.promised_by), Some(due));
    assert_eq!(desk.deadline(&site), Some(due.after(site.policy.ticket_kept)));
}

#[test]
fn a_ticket_near_closing_time_is_due_when_somebody_works() {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let open = days.map(|day| format!(r#"["{day}","09:00","21:00"]"#)).join(",");
    let policy = format!(r#"{{"hours":{{"utc_offset_minutes":0,"open":[{open}]}}}}"#);
    let site = shop(&policy, r#""lin":{"skills":["orders"],"capacity":1}"#);
    let clock =
        |day: u64, hour: u64, minute: u64| Timestamp(((day * 24 + hour) * 60 + minute) * 60_000);
    let (evening, due) = (clock(1, 20, 50), clock(2, 12, 50));
    let mut world = World::new(&site, 1);
    let ask = RoomEvent::Pressed { client_id: ClientId(1), button: Button::Human };
    world.room_step(1, ask, evening);
    let Status::Ticketed { ticket, .. } = world.room(1).status() else {
        panic!("{:?}", world.room(1).status())
    };
    assert_eq!(ticket.promised_by, due, "as its visitor is told");
    assert_eq!(shown_row(&world.desk, 1, &site).promised_by, Some(due), "and the agents");
    let over = due.after(site.policy.ticket_kept);
    assert_eq!(world.desk.deadline(&site), Some(over));
    let kept = world.room(1).kept_until(HOUR, &site.policy).expect("an end");
    assert!(kept >= over, "{kept:?}");
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
    desk.step(called(1, again), &site, over.after(HOUR));
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
    let mut desk = with_tickets((0..10_500).map(|_| None));
    let effects = desk.step(Event::Tick, &site, Timestamp(20_000));
    assert_eq!(effects.len(), 500);
    let (rows, more) = shown(&desk, &site);
    assert_eq!(rows.len() + more, 10_000);
    assert_eq!(rows.first().map(|row| row.conversation), Some(ConversationId(500)));
    assert!(desk.step(Event::Tick, &site, Timestamp(20_001)).is_empty());
}

#[test]
fn a_script_at_one_address_takes_no_ticket_from_anybody_else() {
    let site = site(2);
    // Through the night somebody comes now and then, and a household of five at once.
    let person = |n: u64| if n < 5 { Some(2) } else { n.is_multiple_of(500).then_some(n) };
    let from = |n: u64| Some(Address(person(n).unwrap_or(1)));
    let mut desk = with_tickets((0..10_500).map(from));
    let is_person = |n: u64| person(n).is_some();
    let shows_people = |desk: &Desk| {
        let (rows, more) = shown(desk, &site);
        let there: BTreeSet<u128> = rows.iter().map(|row| row.conversation.0).collect();
        assert!((0..10_500).filter(|n| is_person(*n)).all(|n| there.contains(&n.into())));
        assert_eq!(there.len(), 100);
        there.len() + more
    };
    assert_eq!(shows_people(&desk), 10_500);
    desk.step(Event::Tick, &site, Timestamp(20_000));
    assert_eq!(shows_people(&desk), 10_000);
    let is_kept = |n: u128| {
        let command = DeskCommand::Take { conversation: ConversationId(n) };
        let taken = Event::Commanded { agent: lin(), command };
        let effects = desk.clone().step(taken, &site, Timestamp(20_000));
        !effects.iter().any(|effect| matches!(effect, Effect::Refuse { .. }))
    };
    // A household's worth of the script, and of the others the latest.
    assert_eq!([5, 9, 10, 400, 10_499].map(is_kept), [true, true, false, false, true]);

    // Where there are only households, the oldest go as they did.
    let mut desk = with_tickets((0..10_004).map(|n| Some(Address(n / 5))));
    desk.step(Event::Tick, &site, Timestamp(20_000));
    assert_eq!(shown(&desk, &site).0.first().map(|row| row.conversation), Some(ConversationId(4)));
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
    assert!(!calls.is_empty() && told.len() < 2_000, "{told}");
}

#[test]
fn who_was_served_and_who_is_urgent_are_not_turned_away_by_a_full_queue() {
    let site = site(2);
    let queue = |desk: &Desk| -> Vec<u128> {
        let rows = shown(desk, &site).0;
        let waits = rows.into_iter().filter(|row| row.stage == Stage::Waiting);
        waits.map(|row| row.conversation.0).collect()
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
fn who_fills_the_queue_from_one_address_goes_first_and_a_household_goes_as_others_do() {
    let site = site(8);
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, at(0));
    let come = |desk: &mut Desk, n: u128, from: Option<u64>, rule, priority| {
        let (call, from) = (enqueue(Seq(1), rule, priority), from.map(Address));
        let conversation = ConversationId(n);
        turned_away(&desk.step(Event::Called { conversation, call, from }, &site, at(n)))
    };
    for n in 0..8 {
        assert!(come(&mut desk, n, Some(1), Rule::Button, Priority::Urgent).is_empty());
    }
    let mut unknown = Desk::default();
    sit_down(&mut unknown, &site, at(0));
    for n in 0..8 {
        assert!(come(&mut unknown, n, None, Rule::Button, Priority::Urgent).is_empty());
    }
    let visitor =
        |desk: &mut Desk, n: u64| come(desk, n.into(), Some(n), Rule::Button, Priority::Normal);
    assert_eq!(visitor(&mut unknown, 10), [10], "who knows whether they are one?");

    // However urgent they say that they are.
    assert_eq!(visitor(&mut desk, 10), [7]);
    assert_eq!(come(&mut desk, 11, Some(1), Rule::Button, Priority::Urgent), [11]);
    // Whoever was being served stays.
    assert_eq!(come(&mut desk, 12, Some(1), Rule::Transferred, Priority::Normal), [6]);
    // What a restart reads is the same.
    let kept = serde_json::to_string(&desk).expect("JSON");
    let mut desk: Desk = serde_json::from_str(&kept).expect("a desk");
    assert_eq!(visitor(&mut desk, 13), [5]);
    assert_eq!(visitor(&mut desk, 14), [4]);
    assert_eq!(visitor(&mut desk, 15), [15], "five are left, and are served as others are");
}

/// For ten minutes a script alone, then people too; two agents take what they are offered.
#[test]
fn a_script_at_one_address_makes_nobody_elses_wish_a_ticket() {
    let site = shop("{}", r#""lin":{"capacity":1,"lead":true},"zhou":{"capacity":1}"#);
    let mut world = World::new(&site, 0);
    world.desk_step(Event::Present { agents: [lin(), named("zhou")].into() }, at(0));
    let is_script = |n: u128| n < PEOPLE;
    let (mut scripted, mut people) = (0, BTreeMap::new());
    let mut taken: BTreeMap<u128, u128> = BTreeMap::new();
    for second in 0..2_400 {
        let now = at(second);
        // As fast as the edge lets one address begin conversations.
        if scripted < 30 + second / 6 {
            scripted += 1;
            world.begin(scripted, Some(Address(1)), now);
            let text = "我的账号被盗了".into();
            let said = RoomEvent::Said { client_id: ClientId(1), text, reading: None };
            world.room_step(scripted, said, now);
        }
        if (600..1_800).contains(&second) && second % 90 == 0 {
            let person = PEOPLE + second;
            people.insert(person, second);
            world.begin(person, Some(Address(person as u64)), now);
            let button = Button::Human;
            world.room_step(person, RoomEvent::Pressed { client_id: ClientId(1), button }, now);
        }
        world.time_passes(now);
        for row in shown(&world.desk, &site).0 {
            let n = row.conversation.0;
            match row.stage {
                Stage::Offered { agent, .. } => {
                    taken.insert(n, second);
                    let command = DeskCommand::Take { conversation: row.conversation };
                    world.desk_step(Event::Commanded { agent, command }, now);
                }
                // They have done with it in half a minute.
                Stage::Assigned { agent } if second - taken[&n] >= 30 => {
                    let (client_id, action) = (ClientId(2), Action::Resolve { seen: None });
                    world.room_step(n, RoomEvent::Acted { agent, client_id, action }, now);
                }
                Stage::Assigned { .. } | Stage::Waiting | Stage::Ticketed => {}
            }
        }
    }
    let of_script = world.turned_away.iter().filter(|n| is_script(**n)).count();
    assert!(of_script > 100, "the queue was full: {of_script}");
    assert_eq!(of_script, world.turned_away.len(), "there is room for everybody else");
    let waited = |(person, came): (&u128, &u128)| Some(taken.get(person)? - came);
    let waited: Option<Vec<u128>> = people.iter().map(waited).collect();
    assert!(waited.is_some_and(|waited| waited.iter().all(|seconds| *seconds < 150)), "{taken:?}");
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

    let look =
        |desk: &Desk, agent: &str, n: u128| desk.access(&named(agent), ConversationId(n), at(9));
    let none = [Access::Holder; 3];
    // And as much longer as a Room may take to hear of it.
    let moment = Duration::from_secs(30);
    let offered = |until: Timestamp| Access::Offered(until.after(moment));
    assert_eq!(look(&desk, "lin", 1), offered(at(1).after(site.policy.offer)));
    assert_eq!([("chen", 1), ("lin", 2), ("lin", 4)].map(|(who, n)| look(&desk, who, n)), none);

    let command = DeskCommand::Take { conversation: ConversationId(1) };
    desk.step(Event::Commanded { agent: lin(), command }, &site, at(4));
    assert_eq!(ahead(&desk), [None, Some(0), Some(1), None]);
    assert_eq!(look(&desk, "lin", 1), offered(at(9)));
    desk.step(called(1, over(Seq(1))), &site, at(5));
    assert_eq!([("chen", 1), ("lin", 1), ("lin", 4)].map(|(who, n)| look(&desk, who, n)), none);
}

#[test]
fn who_takes_what_a_colleague_has_is_told_so_and_who_has_it_is_not() {
    let site = site(9);
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, at(0));
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(1));
    let mut take = |agent: &str| {
        let command = DeskCommand::Take { conversation: ConversationId(1) };
        let agent = agent.parse().expect("a slug");
        desk.step(Event::Commanded { agent, command }, &site, at(2))
    };
    let refused = [Effect::Refuse {
        agent: "chen".parse().expect("a slug"),
        conversation: ConversationId(1),
        refusal: TakeRefusal::Taken,
    }];
    assert_eq!(take("chen"), refused, "it is offered to another");
    let assigned = |effect: &Effect| matches!(effect, Effect::Tell { news: DeskNews::Assigned { agent, .. }, .. } if *agent == lin());
    assert!(take("lin").iter().any(assigned));
    assert_eq!(take("chen"), refused, "another has it");
    assert_eq!(take("lin"), [], "said twice");
}

#[test]
fn an_overflow_group_that_is_everybodys_takes_over() {
    let turned_away = |policy: &str| {
        let agents = r#""lin":{"skills":["orders"]},"zhou":{"skills":["after-sales"]}"#;
        let site = shop(policy, agents);
        let mut desk = Desk::default();
        desk.step(Event::Present { agents: BTreeSet::from([named("zhou")]) }, &site, at(0));
        call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(0));
        shown(&desk, &site).0[0].stage == Stage::Ticketed
    };
    assert!(!turned_away("{}"));
    assert!(!turned_away(r#"{"overflow":"general"}"#));
    assert!(!turned_away(r#"{"overflow":"nightshift"}"#), "nobody has it, so it is everybody's");
    assert!(!turned_away(r#"{"overflow":"after-sales"}"#));
    assert!(turned_away(r#"{"overflow":"orders"}"#));
}

#[test]
fn who_only_takes_by_hand_is_nobody_to_wait_for() {
    let site = shop("{}", r#""lin":{"capacity":0}"#);
    let mut desk = Desk::default();
    sit_down(&mut desk, &site, at(0));
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(0));
    assert_eq!(shown(&desk, &site).0[0].stage, Stage::Ticketed);
    let command = DeskCommand::Take { conversation: ConversationId(1) };
    desk.step(Event::Commanded { agent: lin(), command }, &site, at(1));
    assert_eq!(desk.holder(ConversationId(1)), Some(&lin()));
}

#[test]
fn who_let_a_conversation_go_is_asked_after_the_others() {
    let with = |agents: &str, there: &[&str], rule: Rule| {
        let site = shop("{}", agents);
        let mut desk = Desk::default();
        let agents = there.iter().map(|agent| named(agent)).collect();
        desk.step(Event::Present { agents }, &site, at(0));
        take(&mut desk, 1, "lin", &site, at(0));
        let again = enqueue(Seq(5), rule, Priority::High);
        desk.step(called(1, again), &site, at(9));
        let offered = offered_to(&desk, 1, &site);
        desk.step(Event::Tick, &site, at(9).after(site.policy.wait));
        (offered, offered_to(&desk, 1, &site))
    };
    let equals = r#""lin":{"skills":["orders"]},"zhou":{"skills":["orders"]}"#;
    for rule in [Rule::Transferred, Rule::AgentLost] {
        let (offered, later) = with(equals, &["lin", "zhou"], rule.clone());
        assert_eq!(offered, Some(named("zhou")), "{rule:?}");
        assert_eq!(later, Some(named("lin")), "an escalation asks everybody again: {rule:?}");
        assert_eq!(with(equals, &["lin"], rule).0, Some(lin()), "there is nobody else");
    }

    // Nobody else has the skill: it goes to the overflow group before it comes back.
    let unlike = r#""lin":{"skills":["orders"]},"zhou":{"skills":["after-sales"]}"#;
    assert_eq!(with(unlike, &["lin", "zhou"], Rule::Transferred).0, Some(named("zhou")));

    // Whoever can serve it has their hands full: it waits for them, and not for ever.
    let busy = r#""lin":{"skills":["orders"]},"zhou":{"skills":["orders"],"capacity":1}"#;
    let site = shop("{}", busy);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: [lin(), named("zhou")].into() }, &site, at(0));
    take(&mut desk, 1, "lin", &site, at(0));
    take(&mut desk, 2, "zhou", &site, at(0));
    let again = enqueue(Seq(5), Rule::Transferred, Priority::High);
    desk.step(called(1, again), &site, at(9));
    assert_eq!(offered_to(&desk, 1, &site), None);
    desk.step(Event::Tick, &site, at(9).after(site.policy.wait));
    assert_eq!(offered_to(&desk, 1, &site), Some(lin()));
}

#[test]
fn who_was_cut_off_may_go_on() {
    let site = shop("{}", r#""lin":{"skills":["orders"]},"zhou":{"skills":["orders"]}"#);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: [lin(), named("zhou")].into() }, &site, at(0));
    take(&mut desk, 1, "lin", &site, at(0));
    take(&mut desk, 2, "zhou", &site, at(0));
    desk.step(Event::Present { agents: [named("zhou")].into() }, &site, at(1));
    let effects = desk.step(Event::Tick, &site, at(1).after(site.policy.agent_grace));
    let lost =
        |effect: &Effect| matches!(effect, Effect::Tell { news: DeskNews::AgentLost { .. }, .. });
    assert!(effects.iter().any(lost), "{effects:?}");
    desk.step(Event::Present { agents: [lin(), named("zhou")].into() }, &site, at(40));
    let again = enqueue(Seq(5), Rule::AgentLost, Priority::High);
    desk.step(called(1, again), &site, at(40));
    assert_eq!(offered_to(&desk, 1, &site), Some(lin()), "who has the least to do, and knows it");
}

#[test]
fn who_wants_no_more_keeps_nobody_from_the_others() {
    let site = shop("{}", r#""lin":{"skills":["orders"]},"zhou":{"skills":["orders"]}"#);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: [lin(), named("zhou")].into() }, &site, at(0));
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(0));
    assert_eq!(offered_to(&desk, 1, &site), Some(lin()));
    let wants = |desk: &mut Desk, agent: &str, available| {
        let command = DeskCommand::Available { available };
        desk.step(Event::Commanded { agent: named(agent), command }, &site, at(1));
    };
    wants(&mut desk, "lin", false);
    assert_eq!(offered_to(&desk, 1, &site), Some(named("zhou")));
    wants(&mut desk, "zhou", false);
    assert_eq!(offered_to(&desk, 1, &site), None);
    assert_eq!(shown(&desk, &site).0[0].stage, Stage::Waiting, "anybody may take it");

    // What they have stays theirs.
    let command = DeskCommand::Take { conversation: ConversationId(1) };
    desk.step(Event::Commanded { agent: lin(), command }, &site, at(2));
    assert_eq!(desk.holder(ConversationId(1)), Some(&lin()));
    call(&mut desk, 2, Rule::Button, Priority::Normal, &site, at(3));
    assert_eq!(shown(&desk, &site).0[1].stage, Stage::Ticketed, "nobody wants anybody");
    wants(&mut desk, "zhou", true);
    call(&mut desk, 3, Rule::Button, Priority::Normal, &site, at(3));
    assert_eq!(offered_to(&desk, 3, &site), Some(named("zhou")));
}

#[test]
fn visitors_go_round_among_those_who_are_as_free() {
    let all = [named("chen"), lin(), named("zhou")];
    let site = shop("{}", r#""chen":{"lead":false},"lin":{"lead":false},"zhou":{"lead":false}"#);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: all.clone().into() }, &site, at(0));
    let mut come = |n: u128, declines: bool| {
        call(&mut desk, n, Rule::Button, Priority::Normal, &site, at(n));
        let agent = offered_to(&desk, n, &site).expect("everybody is free");
        let conversation = ConversationId(n);
        if declines {
            let command = DeskCommand::Decline { conversation };
            desk.step(Event::Commanded { agent: agent.clone(), command }, &site, at(n));
        } else {
            let command = DeskCommand::Take { conversation };
            desk.step(Event::Commanded { agent: agent.clone(), command }, &site, at(n));
        }
        desk.step(called(n, over(Seq(1))), &site, at(n));
        agent
    };
    // A quiet shop: each visitor is gone before the next one comes.
    let day: Vec<_> = (1..=7).map(|n| come(n, false)).collect();
    assert_eq!(day, [0, 1, 2, 0, 1, 2, 0].map(|n| all[n].clone()));
    // To let one pass is a turn too, and so is what the next in turn was offered then.
    assert_eq!([come(8, true), come(9, false)], [lin(), named("chen")]);
    let read: Desk =
        serde_json::from_str(&serde_json::to_string(&desk).expect("JSON")).expect("a desk");
    assert_eq!(read, desk, "whose turn it is outlives a restart");
}

#[test]
fn who_has_less_of_what_they_can_have_is_asked_first() {
    let site = shop("{}", r#""chen":{"capacity":3},"lin":{"capacity":10}"#);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: [named("chen"), lin()].into() }, &site, at(0));
    let mut loads = BTreeMap::new();
    for n in 0..12 {
        call(&mut desk, n, Rule::Button, Priority::Normal, &site, at(n));
        let agent = offered_to(&desk, n, &site).expect("somebody is free");
        let command = DeskCommand::Take { conversation: ConversationId(n) };
        desk.step(Event::Commanded { agent: agent.clone(), command }, &site, at(n));
        *loads.entry(agent).or_insert(0) += 1;
        let (chen, lin) = (loads.get(&named("chen")), loads.get(&lin()));
        let (chen, lin) = (chen.copied().unwrap_or(0), lin.copied().unwrap_or(0));
        assert!((chen * 10_i32 - lin * 3).abs() <= 10, "{chen} of 3 and {lin} of 10");
    }
}

#[test]
fn who_was_promised_an_answer_and_asks_again_loses_neither_it_nor_their_place() {
    let site = shop("{}", r#""lin":{"capacity":1}"#);
    let mut world = World::new(&site, 3);
    let ask = |n: u128| RoomEvent::Pressed { client_id: ClientId(n), button: Button::Human };
    let due = |world: &World<'_>, n: u128| shown_row(&world.desk, n, &site).promised_by;
    let told = |world: &World<'_>, n: u128| match world.room(n).status() {
        Status::Ticketed { ticket, .. } => Some(ticket.promised_by),
        _ => None,
    };
    let promise = |since| Some(at(since).after(site.policy.ticket_promise));
    world.room_step(1, ask(1), at(0));
    world.room_step(2, ask(1), at(600));
    assert_eq!((told(&world, 1), told(&world, 2)), (promise(0), promise(600)));

    // Nobody is there yet when they ask whether anybody is.
    world.room_step(1, ask(2), at(13_800));
    assert_eq!((told(&world, 1), due(&world, 1)), (promise(0), promise(0)));

    // Overdue: they are told another time, and the agents which one was not kept.
    world.room_step(1, ask(3), at(15_000));
    assert_eq!((told(&world, 1), due(&world, 1)), (promise(15_000), promise(0)));
    let order = |world: &World<'_>| -> Vec<u128> {
        shown(&world.desk, &site).0.iter().map(|row| row.conversation.0).collect()
    };
    assert_eq!(order(&world), [1, 2]);

    // Now somebody is there: who came first is first in the queue, too.
    world.desk_step(Event::Present { agents: [lin()].into() }, at(15_100));
    world.room_step(3, ask(1), at(15_100));
    let command = DeskCommand::Take { conversation: ConversationId(3) };
    world.desk_step(Event::Commanded { agent: lin(), command }, at(15_100));
    world.room_step(2, ask(2), at(15_200));
    world.room_step(1, ask(4), at(15_250));
    assert_eq!([1, 2].map(|n| world.desk.ahead(ConversationId(n))), [Some(0), Some(1)]);

    // What an agent has answered is kept: the next promise is a new one.
    let end = |n| RoomEvent::Acted {
        agent: lin(),
        client_id: ClientId(n),
        action: Action::Resolve { seen: None },
    };
    world.room_step(3, end(90), at(15_310));
    let command = DeskCommand::Take { conversation: ConversationId(1) };
    world.desk_step(Event::Commanded { agent: lin(), command }, at(15_320));
    let action = Action::Say { text: "在的".into() };
    let say = RoomEvent::Acted { agent: lin(), client_id: ClientId(91), action };
    world.room_step(1, say, at(15_330));
    world.desk_step(Event::Present { agents: BTreeSet::new() }, at(15_340));
    world.desk_step(Event::Tick, at(15_340).after(site.policy.agent_grace));
    assert_eq!(told(&world, 1), due(&world, 1));
    assert!(told(&world, 1) > promise(15_250), "{:?}", world.room(1).status());
}

#[test]
fn who_waits_and_says_that_it_is_worse_is_offered_to_those_whom_that_needs() {
    let site = shop(
        "{}",
        r#""lin":{"skills":["presales"]},"zhou":{"skills":["security"],"capacity":1},
            "chen":{"skills":["senior","complaints"]}"#,
    );
    let mut world = World::new(&site, 2);
    let all = [lin(), named("zhou"), named("chen")];
    world.desk_step(Event::Present { agents: all.into() }, at(0));
    let intent = Some(Intent::Product);
    let confirm = RoomEvent::Pressed { client_id: ClientId(1), button: Button::Confirm { intent } };
    world.room_step(1, confirm, at(0));
    assert_eq!(offered_to(&world.desk, 1, &site), Some(lin()));

    let say = |world: &mut World<'_>, n: u128, text: &str, now| {
        let said = RoomEvent::Said { client_id: ClientId(n), text: text.into(), reading: None };
        world.room_step(1, said, at(now));
        let row = shown_row(&world.desk, 1, &site);
        (row.handoff.skill.to_string(), row.handoff.priority, offered_to(&world.desk, 1, &site))
    };
    let offered = |skill: &str, priority, agent| (skill.to_owned(), priority, Some(named(agent)));
    let got = say(&mut world, 2, "人工", 1);
    assert_eq!(got, offered("presales", Priority::Normal, "lin"));
    let got = say(&mut world, 3, "我要投诉", 2);
    assert_eq!(got, offered("complaints", Priority::High, "chen"));
    let got = say(&mut world, 4, "我的账号被盗了", 3);
    assert_eq!(got, offered("security", Priority::Urgent, "zhou"));
    let got = say(&mut world, 5, "我要投诉", 4);
    assert_eq!(got, offered("security", Priority::Urgent, "zhou"), "nothing is worse");
    let row = shown_row(&world.desk, 1, &site);
    assert!(matches!(row.handoff.rule, Rule::Risk { .. }), "{row:?}");
    assert_eq!(row.digest.words, "我的账号被盗了", "as it was when it was taken over");
    match world.room(1).status() {
        Status::Queued { handoff, .. } => assert_eq!(*handoff, row.handoff),
        other => panic!("{other:?}"),
    }

    // Whoever it needs is not there: it is everybody's.
    world.desk_step(Event::Present { agents: [lin()].into() }, at(5));
    world.desk_step(Event::Tick, at(5).after(site.policy.agent_grace));
    let human = RoomEvent::Pressed { client_id: ClientId(1), button: Button::Human };
    world.room_step(2, human, at(40));
    let theft =
        RoomEvent::Said {
            client_id: ClientId(2), text: "我的账号被盗了".into(), reading: None
        };
    world.room_step(2, theft, at(41));
    assert_eq!(offered_to(&world.desk, 2, &site), Some(lin()));
}

#[test]
fn the_desk_says_who_only_takes_by_hand() {
    let site = shop("{}", r#""lin":{"capacity":0,"lead":true},"zhou":{"capacity":1}"#);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: [lin(), named("zhou")].into() }, &site, at(0));
    let DeskFrame::Desk { agents, .. } = desk.view(&lin(), &site, at(0)) else {
        panic!("no desk");
    };
    let offered: Vec<_> = agents.iter().map(|it| (it.agent.as_str(), it.offered)).collect();
    assert_eq!(offered, [("lin", false), ("zhou", true)]);
    // An older server does not say.
    let older = r#"{"agent":"lin","name":"小林","skills":[],"online":true,"load":0}"#;
    assert!(serde_json::from_str::<Colleague>(older).expect("a colleague").offered);
}

#[test]
fn what_an_older_room_tells_of_a_wait_says_only_how_urgent_it_is() {
    let site = shop("{}", r#""lin":{"skills":["orders"]},"zhou":{"skills":["security"]}"#);
    let mut desk = Desk::default();
    desk.step(Event::Present { agents: [lin(), named("zhou")].into() }, &site, at(0));
    call(&mut desk, 1, Rule::Button, Priority::Normal, &site, at(0));
    let raise = r#"{"call":"raise","wait":1,"priority":"urgent",
        "rule":{"rule":"risk","risk":"account_theft","word":"被盗"}}"#;
    let raise: DeskCall = serde_json::from_str(raise).expect("a call");
    desk.step(called(1, raise), &site, at(1));
    let Handoff { rule, skill, priority } = shown_row(&desk, 1, &site).handoff;
    assert_eq!((rule, skill.as_str(), priority), (Rule::Button, "orders", Priority::Urgent));
    assert_eq!(offered_to(&desk, 1, &site), Some(lin()));
}

#[test]
fn a_vip_who_was_promised_an_answer_is_helped_meanwhile() {
    let site = shop("{}", r#""lin":{"capacity":1}"#);
    let mut world = World::new(&site, 1);
    let visitor = Visitor::Verified { subject: "u-1".into(), name: None, vip: true };
    world.room_step(1, RoomEvent::Identified { visitor }, at(0));
    let say = |world: &mut World<'_>, n: u128, text: &str| {
        let said = RoomEvent::Said { client_id: ClientId(n), text: text.into(), reading: None };
        world.room_step(1, said, at(n));
        world.room(1).unanswered().is_some()
    };
    // Past the assistant, to nobody, and so to the assistant.
    assert!(say(&mut world, 1, "茶杯呢"));
    assert!(matches!(world.room(1).status(), Status::Ticketed { .. }));
    assert!(say(&mut world, 2, "茶杯呢"));
    assert!(!say(&mut world, 3, "人工"), "once is enough");
    world.desk_step(Event::Present { agents: [lin()].into() }, at(4));
    assert!(!say(&mut world, 5, "转人工"));
    assert!(matches!(world.room(1).status(), Status::Queued { .. }));
}

/// Who is numbered higher is no script.
const PEOPLE: u128 = 1_000_000;

/// Rooms that tell the Desk everything at once, and are told everything.
struct World<'a> {
    site: &'a Site,
    desk: Desk,
    rooms: BTreeMap<u128, Conversation>,
    /// From where each was begun, if that is known.
    from: BTreeMap<u128, Address>,
    /// For whom there was no room in the queue.
    turned_away: Vec<u128>,
}

impl<'a> World<'a> {
    /// With rooms 1, 2, 3 …
    fn new(site: &'a Site, rooms: u128) -> Self {
        let desk = Desk::default();
        let (from, turned_away) = (BTreeMap::new(), Vec::new());
        let mut world = Self { site, desk, rooms: BTreeMap::new(), from, turned_away };
        for n in 1..=rooms {
            world.begin(n, None, at(0));
        }
        world
    }

    fn begin(&mut self, n: u128, from: Option<Address>, now: Timestamp) {
        self.rooms.insert(n, Conversation::default());
        self.from.extend(from.map(|from| (n, from)));
        let (visitor, locale) = (Visitor::Anonymous, "zh-CN".into());
        self.room_step(n, RoomEvent::Started { visitor, locale }, now);
    }

    /// Whatever is due is done.
    fn time_passes(&mut self, now: Timestamp) {
        let policy = &self.site.policy;
        let is_due = |room: &Conversation| room.deadline(policy).is_some_and(|due| due <= now);
        let due = self.rooms.iter().filter(|(_, room)| is_due(room)).map(|(n, _)| *n);
        for n in due.collect::<Vec<_>>() {
            self.room_step(n, RoomEvent::Tick, now);
        }
        self.desk_step(Event::Tick, now);
    }

    fn room(&self, n: u128) -> &Conversation {
        &self.rooms[&n]
    }

    fn room_step(&mut self, n: u128, event: RoomEvent, now: Timestamp) {
        let room = self.rooms.get_mut(&n).expect("a room of this world");
        for effect in room.step(event, &self.site.policy, now) {
            if let RoomEffect::Tell(call) = effect {
                let (conversation, from) = (ConversationId(n), self.from.get(&n).copied());
                self.desk_step(Event::Called { conversation, call, from }, now);
            }
        }
    }

    fn desk_step(&mut self, event: Event, now: Timestamp) {
        let effects = self.desk.step(event, self.site, now);
        self.turned_away.extend(turned_away(&effects));
        for effect in effects {
            if let Effect::Tell { conversation, wait, news } = effect {
                self.room_step(conversation.0, RoomEvent::Desk { wait, news }, now);
            }
        }
    }
}

fn shown_row(desk: &Desk, n: u128, site: &Site) -> DeskRow {
    let mut rows = shown(desk, site).0.into_iter();
    rows.find(|row| row.conversation == ConversationId(n)).expect("a row")
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
    let called = called(1, enqueue);
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

/// For whom there was no room in the queue.
fn turned_away(effects: &[Effect]) -> Vec<u128> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell { conversation, news: DeskNews::Unserved { cause }, .. }
            if *cause == Absence::QueueFull =>
        {
            Some(conversation.0)
        }
        _ => None,
    });
    told.collect()
}

/// A Room calls that was begun who knows where.
fn called(n: u128, call: DeskCall) -> Event {
    Event::Called { conversation: ConversationId(n), call, from: None }
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
    desk.step(called(n, enqueue(Seq(1), rule, priority)), site, now)
}

fn enqueue(wait: Seq, rule: Rule, priority: Priority) -> DeskCall {
    let handoff = Handoff { rule, skill: "orders".parse().expect("a slug"), priority };
    DeskCall::Enqueue { wait, handoff, digest: Digest::default() }
}

/// A Desk at which a ticket was made each millisecond, of conversations that were begun there.
fn with_tickets(from: impl Iterator<Item = Option<Address>>) -> Desk {
    let log = from.zip(0_u64..).flat_map(|(from, n)| {
        let conversation = ConversationId(n.into());
        let DeskCall::Enqueue { wait, handoff, digest } =
            enqueue(Seq(1), Rule::Button, Priority::Normal)
        else {
            unreachable!()
        };
        let enqueued = Change::Enqueued { conversation, wait, handoff, digest, from };
        let changes = [enqueued, Change::Ticketed { conversation }];
        changes.map(|change| Record { at: Timestamp(n), change })
    });
    Desk::replay(Desk::default(), &log.collect::<Vec<_>>())
}

/// A visitor asks, and an agent takes them.
fn take(desk: &mut Desk, n: u128, agent: &str, site: &Site, now: Timestamp) {
    call(desk, n, Rule::Button, Priority::Normal, site, now);
    let command = DeskCommand::Take { conversation: ConversationId(n) };
    if let Some(other) = offered_to(desk, n, site).filter(|other| *other != named(agent)) {
        let command = DeskCommand::Decline { conversation: ConversationId(n) };
        desk.step(Event::Commanded { agent: other, command }, site, now);
    }
    desk.step(Event::Commanded { agent: named(agent), command }, site, now);
    assert_eq!(desk.holder(ConversationId(n)), Some(&named(agent)));
}

fn offered_to(desk: &Desk, n: u128, site: &Site) -> Option<AgentId> {
    match shown_row(desk, n, site).stage {
        Stage::Offered { agent, .. } => Some(agent),
        Stage::Waiting | Stage::Assigned { .. } | Stage::Ticketed => None,
    }
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
    named("lin")
}

fn named(agent: &str) -> AgentId {
    agent.parse().expect("a slug")
}

fn at(seconds: u128) -> Timestamp {
    Timestamp(1_000_000 + 1_000 * u64::try_from(seconds).expect("a moment"))
}

/// A shop with one agent, and room for so many who wait.
fn site(queue_limit: usize) -> Site {
    let policy = format!(r#"{{"queue_limit":{queue_limit}}}"#);
    shop(&policy, r#""lin":{"skills":["orders"],"capacity":1}"#)
}

/// A shop with this policy and these agents, whose names and passwords are the same.
fn shop(policy: &str, agents: &str) -> Site {
    let agents = agents.replace(":{", r#":{"name":"A","password":"$argon2id$","#);
    let text = format!(
        r#"{{"id":"demo","profile":{{"name":{{"en":"Demo"}}}},"origins":["*"],
            "policy":{policy},"agents":{{{agents}}}}}"#
    );
    serde_json::from_str(&text).expect("a valid site")
}

const HOUR: Duration = Duration::from_secs(3600);
