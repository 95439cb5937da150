//! A full transcript takes no more words, and yet it ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use shared::conversation::{
    Action, Button, Conversation, DeskCall, DeskNews, Effect, Event, Refusal, Status,
};
use shared::id::{AgentId, ClientId, Seq};
use shared::policy::Policy;
use shared::time::Timestamp;
use shared::transcript::{Author, Fact, Visitor};

#[test]
fn who_has_a_full_conversation_can_let_it_go() {
    for (action, expect) in
        [(Action::Resolve { seen: None }, Status::Resolved), (Action::HandBack, Status::Assistant)]
    {
        let (mut conversation, wait) = full_with_an_agent();
        let effects = act(&mut conversation, action.clone(), 900);
        assert!(
            effects.contains(&Effect::Tell(DeskCall::Close { wait })),
            "{action:?}: {effects:?}"
        );
        assert_eq!(*conversation.status(), expect);
    }
    let (mut conversation, wait) = full_with_an_agent();
    let effects = press(&mut conversation, Button::End, 901);
    assert!(effects.contains(&Effect::Tell(DeskCall::Close { wait })), "{effects:?}");
    assert_eq!(*conversation.status(), Status::Resolved);
}

#[test]
fn nothing_else_goes_into_a_full_one() {
    let (mut conversation, _) = full_with_an_agent();
    let before = conversation.len();
    let skill = "orders".parse().unwrap();
    for (n, action) in
        [Action::Say { text: "您好".into() }, Action::Transfer { skill }].into_iter().enumerate()
    {
        is_refused(&act(&mut conversation, action, 910 + n as u128));
    }
    is_refused(&say(&mut conversation, 920));
    is_refused(&press(&mut conversation, Button::Human, 921));
    let early = Button::Rate { stars: 5.try_into().unwrap(), comment: String::new() };
    is_refused(&press(&mut conversation, early, 926));
    assert_eq!(conversation.len(), before);
    press(&mut conversation, Button::End, 922);
    // It is over once, and rated once: a script that ends it again and again does not make it grow.
    is_refused(&press(&mut conversation, Button::End, 923));
    let rate = || Button::Rate { stars: 5.try_into().unwrap(), comment: String::new() };
    let effects = press(&mut conversation, rate(), 924);
    assert!(matches!(&effects[..], [Effect::Record(_)]), "{effects:?}");
    is_refused(&press(&mut conversation, rate(), 925));
    assert_eq!(conversation.len(), before + 2);
}

#[test]
fn a_full_one_whose_agent_is_silent_or_gone_is_over() {
    for is_gone in [false, true] {
        let (mut conversation, wait) = full_with_an_agent();
        let effects = if is_gone {
            let news = DeskNews::AgentLost { agent: agent() };
            conversation.step(Event::Desk { wait, news }, &policy(), Timestamp(NOW))
        } else {
            let late = conversation.deadline(&policy()).unwrap();
            conversation.step(Event::Tick, &policy(), late)
        };
        let [Effect::Record(entry), Effect::Tell(DeskCall::Close { wait: closed })] = &effects[..]
        else {
            panic!("{effects:?}");
        };
        assert!(matches!(entry.fact, Fact::Resolved { by: Author::Assistant, .. }));
        assert_eq!(*closed, wait);
        assert_eq!(*conversation.status(), Status::Resolved);
        assert_eq!(conversation.deadline(&policy()), None);
    }
}

fn full_with_an_agent() -> (Conversation, Seq) {
    let mut conversation = Conversation::default();
    let started = Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() };
    conversation.step(started, &policy(), Timestamp(0));
    press(&mut conversation, Button::Human, 1);
    let Status::Queued { wait, .. } = *conversation.status() else { panic!("nobody is asked") };
    let news = DeskNews::Assigned { agent: agent(), name: "小林".into() };
    conversation.step(Event::Desk { wait, news }, &policy(), Timestamp(NOW));
    for n in 0.. {
        if conversation.len() >= LIMIT {
            break;
        }
        say(&mut conversation, 100 + n);
    }
    assert_eq!(conversation.len(), LIMIT);
    (conversation, wait)
}

fn say(conversation: &mut Conversation, id: u128) -> Vec<Effect> {
    let said = Event::Said { client_id: ClientId(id), text: "在吗".into(), reading: None };
    conversation.step(said, &policy(), Timestamp(NOW))
}

fn press(conversation: &mut Conversation, button: Button, id: u128) -> Vec<Effect> {
    let pressed = Event::Pressed { client_id: ClientId(id), button };
    conversation.step(pressed, &policy(), Timestamp(NOW))
}

fn act(conversation: &mut Conversation, action: Action, id: u128) -> Vec<Effect> {
    let acted = Event::Acted { agent: agent(), client_id: ClientId(id), action };
    conversation.step(acted, &policy(), Timestamp(NOW))
}

fn is_refused(effects: &[Effect]) {
    assert!(
        matches!(effects, [Effect::Refuse { refusal: Refusal::Full, .. }]),
        "not refused: {effects:?}"
    );
}

fn agent() -> AgentId {
    "lin".parse().unwrap()
}

fn policy() -> Policy {
    Policy { transcript_limit: LIMIT, ..Policy::default() }
}

const LIMIT: u64 = 12;
const NOW: u64 = 1_000_000;
