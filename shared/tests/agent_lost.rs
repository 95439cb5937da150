//! Whoever loses their agent is queued again as who they were.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use shared::conversation::{
    Action, Button, Conversation, DeskCall, DeskNews, Effect, Event, Status,
};
use shared::handoff::{Handoff, Priority, Rule};
use shared::id::{AgentId, ClientId, Seq};
use shared::policy::Policy;
use shared::time::Timestamp;
use shared::transcript::Visitor;

#[test]
fn an_urgent_visitor_stays_urgent_and_theirs_who_can_help() {
    let mut conversation = begun();
    let crossed = handoff(&say(&mut conversation, "我的账号被盗了，有人在用我的钱下单", 1));
    assert_eq!(crossed.priority, Priority::Urgent);
    assign(&mut conversation);
    say(&mut conversation, "那我的发票怎么办", 2);
    for _ in 0..2 {
        let again = lose(&mut conversation);
        assert_eq!(again.rule, Rule::AgentLost);
        assert_eq!((&again.skill, again.priority), (&crossed.skill, Priority::Urgent));
        assign(&mut conversation);
    }
}

#[test]
fn who_only_asked_for_somebody_is_queued_by_what_they_ask_about_and_before_others() {
    let mut conversation = begun();
    let pressed = Event::Pressed { client_id: ClientId(1), button: Button::Human };
    let crossed = handoff(&conversation.step(pressed, &Policy::default(), NOW));
    assert_eq!(crossed.priority, Priority::Normal);
    assign(&mut conversation);
    say(&mut conversation, "发票抬头怎么改", 2);
    let again = lose(&mut conversation);
    assert_eq!(again.priority, Priority::High);
    assert_ne!(again.skill, crossed.skill, "they ask about something by now");
}

#[test]
fn who_was_passed_on_goes_to_whom_they_were_passed_on_and_is_no_less_urgent() {
    let mut conversation = begun();
    say(&mut conversation, "我的账号被盗了，有人在用我的钱下单", 1);
    assign(&mut conversation);
    let action = Action::Transfer { skill: "returns".parse().unwrap() };
    let acted = Event::Acted { agent: agent(), client_id: ClientId(2), action };
    let passed = handoff(&conversation.step(acted, &Policy::default(), NOW));
    assert_eq!((passed.skill.as_str(), passed.priority), ("returns", Priority::Urgent));
    assign(&mut conversation);
    let again = lose(&mut conversation);
    assert_eq!((again.skill.as_str(), again.priority), ("returns", Priority::Urgent));
}

#[test]
fn a_vip_goes_back_to_the_seniors_whatever_they_ask_about() {
    let mut conversation = begun();
    let visitor = Visitor::Verified { subject: "u-1".into(), name: None, vip: true };
    conversation.step(Event::Identified { visitor }, &Policy::default(), NOW);
    let pressed = Event::Pressed { client_id: ClientId(1), button: Button::Human };
    conversation.step(pressed, &Policy::default(), NOW);
    assign(&mut conversation);
    say(&mut conversation, "发票抬头怎么改", 2);
    assert_eq!(lose(&mut conversation).skill.as_str(), "senior");
    assign(&mut conversation);
    // But for whom an agent has chosen.
    let action = Action::Transfer { skill: "returns".parse().unwrap() };
    let acted = Event::Acted { agent: agent(), client_id: ClientId(3), action };
    let passed = handoff(&conversation.step(acted, &Policy::default(), NOW));
    assert_eq!(passed.skill.as_str(), "returns");
    assign(&mut conversation);
    assert_eq!(lose(&mut conversation).skill.as_str(), "returns");
}

#[test]
fn who_comes_back_to_the_assistant_begins_anew() {
    let mut conversation = begun();
    say(&mut conversation, "我的账号被盗了，有人在用我的钱下单", 1);
    assign(&mut conversation);
    let acted = Event::Acted {
        agent: agent(),
        client_id: ClientId(2),
        action: Action::Resolve { seen: None },
    };
    conversation.step(acted, &Policy::default(), NOW);
    let pressed = Event::Pressed { client_id: ClientId(3), button: Button::Human };
    conversation.step(pressed, &Policy::default(), NOW);
    assign(&mut conversation);
    assert_eq!(lose(&mut conversation).priority, Priority::High);
}

fn begun() -> Conversation {
    let mut conversation = Conversation::default();
    let started = Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() };
    conversation.step(started, &Policy::default(), NOW);
    conversation
}

fn say(conversation: &mut Conversation, text: &str, id: u128) -> Vec<Effect> {
    let said = Event::Said { client_id: ClientId(id), text: text.into(), reading: None };
    conversation.step(said, &Policy::default(), NOW)
}

fn assign(conversation: &mut Conversation) {
    let news = DeskNews::Assigned { agent: agent(), name: "小林".into() };
    conversation.step(Event::Desk { wait: wait(conversation), news }, &Policy::default(), NOW);
    assert!(matches!(conversation.status(), Status::Assigned { .. }));
}

fn lose(conversation: &mut Conversation) -> Handoff {
    let news = DeskNews::AgentLost { agent: agent() };
    let lost = Event::Desk { wait: wait(conversation), news };
    handoff(&conversation.step(lost, &Policy::default(), NOW))
}

fn wait(conversation: &Conversation) -> Seq {
    match *conversation.status() {
        Status::Queued { wait, .. } | Status::Assigned { wait, .. } => wait,
        ref other => panic!("nobody is asked: {other:?}"),
    }
}

/// What the Desk is told.
fn handoff(effects: &[Effect]) -> Handoff {
    let told = effects.iter().find_map(|effect| match effect {
        Effect::Tell(DeskCall::Enqueue { handoff, .. }) => Some(handoff.clone()),
        _ => None,
    });
    told.unwrap_or_else(|| panic!("the desk was not told: {effects:?}"))
}

fn agent() -> AgentId {
    "lin".parse().unwrap()
}

const NOW: Timestamp = Timestamp(1_000_000);
