//! The snapshots of `shared` are read here as serde reads them, and written as serde writes them.

use std::fmt::Debug;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::{SiteProfile, Start, Started};
use shared::page::Page;
use shared::policy::Policy;
use shared::problem::Problem;
use shared::reading::{Emotion, Intent, Reading};
use shared::transcript::Entry;
use shared::wire::{RoomFrame, VisitorFrame};

use super::*;
use crate::json::{self, Json};

macro_rules! snapshot {
    ($name:literal) => {
        include_str!(concat!("../../../shared/tests/snapshots/", $name, ".json"))
    };
}

#[test]
fn what_serde_reads_is_read_alike() {
    check::<Entry>(snapshot!("entry"), entry);
    check::<RoomFrame>(snapshot!("room_frame"), frame);
    check::<Reading>(snapshot!("reading"), reading);
    check::<Started>(snapshot!("api_started"), started);
    for (known, value) in both::<SiteProfile>(snapshot!("api_profile")) {
        let read = policy(&json::parse(&value.to_string()).unwrap());
        assert_eq!(read, Policy::tightened(known.hatch, Duration::from_secs(known.wait_seconds)));
        assert_ne!(read, Policy::default(), "a policy like any other tells nothing");
    }
    check::<Problem>(snapshot!("problem"), |json| {
        let problem = problem(json)?;
        // The lines of a list are for programs that send lists.
        Some(problem.lines(serde_json::from_str::<Problem>(&to_text(json)).ok()?.lines))
    });
}

#[test]
fn what_serde_writes_is_written_alike() {
    for (frame, value) in both::<VisitorFrame>(snapshot!("visitor_frame")) {
        let written = match &frame {
            VisitorFrame::Say { client_id, text, reading } => {
                say(*client_id, text, reading.as_ref())
            }
            VisitorFrame::Press { client_id, button } => press(*client_id, button),
            VisitorFrame::Visit { page } => visit(&seen(page)),
            VisitorFrame::Typing => typing(),
            VisitorFrame::Resume { after } => resume(*after),
        };
        assert_eq!(serde_json::from_str::<VisitorFrame>(&written).unwrap(), frame, "{written}");
        let read = json::parse(&value.to_string()).and_then(|json| visitor_frame(&json));
        let kept = matches!(frame, VisitorFrame::Say { .. } | VisitorFrame::Press { .. });
        assert_eq!(read, kept.then_some(frame), "{value}");
    }
    for (body, _) in both::<Start>(snapshot!("api_start")) {
        let written = start(&body.locale, body.page.as_ref().map(seen).as_ref(), body.client_id);
        assert_eq!(serde_json::from_str::<Start>(&written).unwrap(), body, "{written}");
    }
}

#[test]
fn a_profile_that_tells_no_policy_leaves_it_as_usual() {
    for none in
        ["{}", "null", r#"{"hatch":{"anger_from":"low","unhelpful":-1,"asks_to_queue":999}}"#]
    {
        let read = policy(&json::parse(none).unwrap());
        // A number below zero reads as zero, and no row is below one.
        let unhelpful = read.unhelpful;
        assert_eq!(read, Policy { unhelpful, ..Policy::default() }, "{none}");
    }
}

/// The page must outlive whatever a proxy, a newer edge or a broken disk makes of an answer.
#[test]
fn a_damaged_answer_is_read_or_passed_over() {
    let snapshots = [
        snapshot!("entry"),
        snapshot!("room_frame"),
        snapshot!("visitor_frame"),
        snapshot!("api_profile"),
        snapshot!("api_started"),
        snapshot!("problem"),
        snapshot!("reading"),
    ];
    let pieces =
        ["", "\"", "{", "}", "[", "]", ":", ",", "-1", "1e999", "null", "\\u", "\\ud83d", "渡"];
    let mut dice = 1_u64;
    let mut draw = |end: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).unwrap() % end
    };
    let mut read = 0;
    for snapshot in snapshots {
        let whole: Vec<char> = snapshot.chars().collect();
        for _ in 0..400 {
            let at = draw(whole.len());
            let cut = draw(12);
            let (before, after) = (&whole[..at], whole.get(at + cut..).unwrap_or_default());
            let damaged: String = before
                .iter()
                .copied()
                .chain(pieces[draw(pieces.len())].chars())
                .chain(after.iter().copied())
                .collect();
            let Some(tree) = json::parse(&damaged) else { continue };
            for value in std::iter::once(&tree).chain(tree.list()) {
                let _ = (frame(value), entry(value), visitor_frame(value), button(value));
                let _ = (policy(value), started(value));
                let _ = (problem(value), reading(value));
                read += 1;
            }
        }
    }
    assert!(read > 1_000, "only {read} values were whole enough to be read");
}

#[test]
fn every_label_has_its_name() {
    assert_eq!(Intent::ALL.map(name), INTENTS.map(str::to_owned));
    assert_eq!(Emotion::ALL.map(name), EMOTIONS.map(str::to_owned));
}

#[test]
fn a_fact_of_a_newer_edge_keeps_its_place() {
    let json = json::parse(r#"{"seq":4,"at":5,"fact":{"fact":"danced"}}"#).unwrap();
    assert_eq!(entry(&json).map(|entry| entry.seq.0), Some(4));
}

fn check<T: DeserializeOwned + Serialize + Debug + PartialEq>(
    snapshot: &str,
    read: impl Fn(&Json) -> Option<T>,
) {
    for (expect, value) in both::<T>(snapshot) {
        let json = json::parse(&value.to_string()).unwrap();
        assert_eq!(read(&json), Some(expect), "{value}");
    }
}

fn both<T: DeserializeOwned>(snapshot: &str) -> Vec<(T, serde_json::Value)> {
    let values: Vec<serde_json::Value> = match serde_json::from_str(snapshot).unwrap() {
        serde_json::Value::Array(values) => values,
        value => vec![value],
    };
    assert!(!values.is_empty(), "an empty snapshot tells nothing");
    let read = |value: serde_json::Value| (serde_json::from_value(value.clone()).unwrap(), value);
    values.into_iter().map(read).collect()
}

fn seen(page: &Page) -> Visit {
    let Page { url, title, context } = page.clone();
    Visit { url, title, context: serde_json::to_string(&context).unwrap() }
}

fn to_text(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(flag) => flag.to_string(),
        Json::Number(number) => number.to_string(),
        Json::Text(text) => json::quoted(text),
        Json::List(list) => {
            let items: Vec<_> = list.iter().map(to_text).collect();
            ["[", &items.join(","), "]"].concat()
        }
        Json::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key, to_text(value)));
            fields.fold(json::Object::new(), |object, (key, value)| object.raw(key, &value)).done()
        }
    }
}

fn name(label: impl Serialize) -> String {
    serde_json::to_value(label).unwrap().as_str().unwrap().to_owned()
}
