//! Whatever arrives instead of a frame is an error, never a panic, and never a frame.

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::conversation::{Action, Button};
use shared::id::{AgentId, ClientId};
use shared::page::{Context, Page};
use shared::wire::{AgentFrame, DeskCommand, VisitorFrame};

use crate::samples;

const ID: &str = "00000000000000000000000000c0ffee";

#[test]
fn what_is_no_frame_is_refused() {
    let say =
        |client_id: Value, text: Value| json!({"type":"say","client_id":client_id,"text":text});
    let press = |button: Value| json!({"type":"press","client_id":ID,"button":button});
    let resume = |after: Value| json!({"type":"resume","after":after});
    for (frame, expect) in [
        (json!(null), "type"),
        (json!("typing"), "type"),
        (json!([]), ""),
        (json!({}), "missing field `type`"),
        (json!({"type": 1}), ""),
        (json!({"type": "shout"}), "unknown variant `shout`"),
        (json!({"type": "entries", "entries": []}), "unknown variant"),
        (json!({"type": "act", "client_id": ID, "action": {"kind": "resolve"}}), "unknown variant"),
        (json!({"type": "say", "client_id": ID}), "missing field `text`"),
        (json!({"type": "say", "text": "hi"}), "missing field `client_id`"),
        (json!({"type": "say", "client_id": ID, "text": "hi", "author": "agent"}), "unknown field"),
        (json!({"type": "resume", "after": 1, "as": "staff"}), "unknown field"),
        (json!({"type": "typing", "as": "staff"}), "unknown field"),
        (say(json!("c0ffee"), json!("hi")), "32 hexadecimal digits"),
        (say(json!(format!("+{}", &ID[1..])), json!("hi")), "32 hexadecimal digits"),
        (say(json!(format!("{ID}0")), json!("hi")), "32 hexadecimal digits"),
        (say(json!("渡".repeat(32)), json!("hi")), "32 hexadecimal digits"),
        (say(json!(7), json!("hi")), "invalid type"),
        (say(json!(ID), json!(["hi"])), "invalid type"),
        (press(json!("human")), "invalid type"),
        (press(json!({"kind": "agent"})), "unknown variant"),
        (press(json!({"kind": "help", "answer": 1, "helpful": true, "by": "me"})), "unknown field"),
        (press(json!({"kind": "human", "priority": "urgent"})), "unknown field"),
        (press(json!({"kind": "decline", "by": "me"})), "unknown field"),
        (press(json!({"kind": "end", "resolved": true})), "unknown field"),
        (press(json!({"kind": "help", "answer": -1, "helpful": true})), "invalid value"),
        (press(json!({"kind": "confirm", "intent": "sing"})), "unknown variant"),
        (press(json!({"kind": "rate", "stars": 0})), "1 to 5"),
        (press(json!({"kind": "rate", "stars": 6})), "1 to 5"),
        (press(json!({"kind": "rate", "stars": 256})), "invalid value"),
        (press(json!({"kind": "rate", "stars": 4.5})), "invalid type"),
        (resume(json!(-1)), "invalid value"),
        (resume(json!(1.5)), "invalid type"),
        (resume(json!(1e300)), "invalid type"),
        (resume(json!("1")), "invalid type"),
    ] {
        refused::<VisitorFrame>(&frame.to_string(), expect);
    }
    let visit = |page: Value| json!({"type": "visit", "page": page}).to_string();
    refused::<VisitorFrame>(&visit(json!({"url": "https://a.example", "by": 1})), "unknown field");
    let telling = |context: Value| visit(json!({"url": "https://a.example", "context": context}));
    refused::<VisitorFrame>(&telling(json!({"cart": {"items": 3}})), "a text, a number");
    let long = serde_json::from_str::<VisitorFrame>(&telling(json!({"x".repeat(41): 1}))).unwrap();
    assert!(long.into_event().unwrap_err().to_string().contains("1 to 40"));
    let reading = json!({"intent": {"label": "refund", "confidence": 101},
        "emotion": {"label": "calm", "confidence": 1}, "anger": 1});
    let said = json!({"type": "say", "client_id": ID, "text": "hi", "reading": reading});
    refused::<VisitorFrame>(&said.to_string(), "not between 0 and 100");
}

#[test]
fn what_is_no_json_is_refused() {
    let nested = format!(r#"{{"type":"resume","after":{}"#, "[".repeat(100_000));
    for text in [
        "",
        " ",
        "ping",
        "{",
        r#"{"type":"typing"}x"#,
        r#"{"type":"typing","type":"resume"}"#,
        r#"{"type":"resume","after":18446744073709551616}"#,
        r#"{"type":"resume","after":1e999}"#,
        r#"{"type":"resume","after":1,"after":2}"#,
        r#"{"type":"say","client_id":"00000000000000000000000000c0ffee","text":"\ud800"}"#,
        nested.as_str(),
    ] {
        assert!(serde_json::from_str::<VisitorFrame>(text).is_err(), "{text:.80}");
        assert!(serde_json::from_str::<AgentFrame>(text).is_err(), "{text:.80}");
        assert!(serde_json::from_str::<DeskCommand>(text).is_err(), "{text:.80}");
    }
    assert!(serde_json::from_slice::<VisitorFrame>(b"{\"type\":\"\xff\"}").is_err());
}

#[test]
fn an_agents_frames_and_commands_are_as_strict() {
    let act = |action: Value| json!({"type": "act", "client_id": ID, "action": action});
    for (frame, expect) in [
        (json!({"type": "say", "client_id": ID, "text": "hi"}), "unknown variant"),
        (act(json!({"kind": "assign"})), "unknown variant"),
        (act(json!({"kind": "say", "text": "hi", "as": "visitor"})), "unknown field"),
        (json!({"type": "typing", "as": "zhou"}), "unknown field"),
        (act(json!({"kind": "hand_back", "to": "zhou"})), "unknown field"),
        (act(json!({"kind": "resolve", "by": "visitor"})), "unknown field"),
        (act(json!({"kind": "transfer", "skill": "售后"})), "not '售'"),
        (act(json!({"kind": "transfer", "skill": ""})), "1 to 64"),
        (act(json!({"kind": "transfer", "skill": "x".repeat(65)})), "1 to 64"),
    ] {
        refused::<AgentFrame>(&frame.to_string(), expect);
    }
    for (command, expect) in [
        (json!({"type": "take"}), "missing field"),
        (json!({"type": "take", "conversation": ID, "agent": "lin"}), "unknown field"),
        (json!({"type": "take", "conversation": "1"}), "32 hexadecimal digits"),
        (json!({"type": "available", "available": 1}), "invalid type"),
        (json!({"type": "leave", "agent": "lin"}), "unknown field"),
    ] {
        refused::<DeskCommand>(&command.to_string(), expect);
    }
}

#[test]
fn a_text_out_of_its_limits_goes_no_further() {
    let say = |text: String| VisitorFrame::Say { client_id: ClientId(1), text, reading: None };
    let contact = |contact: String| press(Button::Contact { contact });
    let rate = |comment: String| press(Button::Rate { stars: 5.try_into().unwrap(), comment });
    let visit = |url: String, title: String| {
        let url = ["https://", &url].concat();
        VisitorFrame::Visit { page: Page { url, title, context: Context::default() } }
    };
    let long = |length| "渡".repeat(length);
    for (frame, passes) in [
        (say(long(1)), true),
        (say(long(2_000)), true),
        (say(long(2_001)), false),
        (say(String::new()), false),
        (say(" \n\u{3000}\t".into()), false),
        (contact(long(200)), true),
        (contact(long(201)), false),
        (contact(" ".into()), false),
        (rate(String::new()), true),
        (rate(" ".into()), true),
        (rate(long(500)), true),
        (rate(long(501)), false),
        (visit(long(1_992), long(200)), true),
        (visit(long(1_993), String::new()), false),
        (visit(String::new(), String::new()), false),
        (visit(long(1), long(201)), false),
    ] {
        let shown = format!("{frame:.60?}");
        assert_eq!(frame.into_event().is_ok(), passes, "{shown}");
    }
    let lin: AgentId = "lin".parse().unwrap();
    for (text, passes) in [(long(2_000), true), (long(2_001), false), (" ".into(), false)] {
        let act = AgentFrame::Act { client_id: ClientId(1), action: Action::Say { text } };
        assert_eq!(act.into_event(lin.clone()).is_ok(), passes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever one change makes of a frame, it is read as some frame or refused.
    #[test]
    fn a_damaged_frame_is_a_frame_or_an_error(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        instead in "\\PC{0,3}",
        cut in 0..4_usize,
    ) {
        let frames: Vec<String> = samples::visitor_frames()
            .iter()
            .map(|frame| serde_json::to_string(frame).unwrap())
            .chain(samples::agent_frames().iter().map(|frame| serde_json::to_string(frame).unwrap()))
            .collect();
        let frame: Vec<char> = which.get(&frames).chars().collect();
        let at = at.index(frame.len());
        let damaged: String = frame[..at]
            .iter()
            .copied()
            .chain(instead.chars())
            .chain(frame.iter().copied().skip(at + cut))
            .collect();
        if let Ok(frame) = serde_json::from_str::<VisitorFrame>(&damaged) {
            let _ = frame.into_event();
        }
        if let Ok(frame) = serde_json::from_str::<AgentFrame>(&damaged) {
            let _ = frame.into_event("lin".parse().unwrap());
        }
        let _ = serde_json::from_str::<DeskCommand>(&damaged);
    }
}

fn press(button: Button) -> VisitorFrame {
    VisitorFrame::Press { client_id: ClientId(1), button }
}

fn refused<T: serde::de::DeserializeOwned + std::fmt::Debug>(frame: &str, expect: &str) {
    match serde_json::from_str::<T>(frame) {
        Ok(read) => panic!("{frame} was taken for {read:?}"),
        Err(error) => assert!(error.to_string().contains(expect), "{frame}: {error}"),
    }
}
