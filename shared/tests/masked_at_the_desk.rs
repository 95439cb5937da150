//! The desk is shown to every agent: what it is told of a conversation has no personal data in it, also where the
//! visitor chose to send that as typed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::conversation::{Button, Conversation, Effect, Event};
use shared::id::ClientId;
use shared::policy::Policy;
use shared::time::Timestamp;
use shared::transcript::{Entry, Fact, Visitor};

#[test]
fn who_may_not_open_a_conversation_reads_no_number_of_its_visitor() {
    let check = |texts: &[&str]| {
        let (told, entries) = told_the_desk(texts);
        assert!(told.contains("enqueue"), "{told}");
        assert!(told.contains("138****5678"), "{told}");
        assert!(!told.contains("13812345678"), "{told}");
        // What is stored as why a person was asked for is shown beside it.
        for Entry { fact, .. } in entries {
            let stored = serde_json::to_string(&fact).unwrap();
            let is_said = matches!(fact, Fact::Said { .. });
            assert!(is_said || !stored.contains("13812345678"), "{stored}");
        }
    };
    check(&["我的手机号是13812345678，快递没到"]);
    check(&["我的手机是13812345678，我要投诉你们"]);
    check(&["我要投诉，电话13812345678"]);
    check(&["13812345678 帐号被盗了"]);
}

/// What the desk is told, and what is stored, where a visitor says this and then taps 转人工.
fn told_the_desk(texts: &[&str]) -> (String, Vec<Entry>) {
    let policy = Policy::default();
    let mut conversation = Conversation::default();
    let (mut told, mut entries) = (String::new(), Vec::new());
    let started = Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() };
    let said = texts.iter().enumerate().map(|(n, text)| Event::Said {
        client_id: ClientId(n as u128),
        text: (*text).to_owned(),
        reading: None,
    });
    let taps = Event::Pressed { client_id: ClientId(99), button: Button::Human };
    for event in [started].into_iter().chain(said).chain([taps]) {
        for effect in conversation.step(event, &policy, Timestamp(1_000)) {
            match effect {
                Effect::Tell(call) => told.push_str(&serde_json::to_string(&call).unwrap()),
                Effect::Record(entry) => entries.push(entry),
                Effect::Ask { .. }
                | Effect::Count { .. }
                | Effect::Acknowledge { .. }
                | Effect::Refuse { .. } => {}
            }
        }
    }
    (told, entries)
}
