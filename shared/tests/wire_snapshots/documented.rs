//! What docs/PROTOCOL.md shows is what the code reads and writes.
//!
//! A block of JSON in it says what it is: ```` ```json visitor-frame ````. It holds one such value, or
//! several, one after the other; each is read, and comes back as it is shown. And each test that
//! docs/THREATS.md names is there.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value, json};
use shared::wire::{AgentFrame, DeskCommand, DeskFrame, RoomFrame, VisitorFrame, close};
use shared::{api, article, problem, transcript};

use crate::samples;

const PROTOCOL: &str = include_str!("../../../docs/PROTOCOL.md");
const OPENAPI: &str = include_str!("../../../www/openapi.json");
const THREATS: &str = include_str!("../../../docs/THREATS.md");

#[test]
fn every_example_is_what_it_says_it_is() {
    let mut shown = BTreeSet::new();
    for (kind, block) in blocks() {
        match kind {
            "visitor-frame" => check::<VisitorFrame>(block),
            "agent-frame" => check::<AgentFrame>(block),
            "room-frame" => check::<RoomFrame>(block),
            "room-frames" => check::<Vec<RoomFrame>>(block),
            "desk-command" => check::<DeskCommand>(block),
            "desk-frame" => check::<DeskFrame>(block),
            "entry" => check::<transcript::Entry>(block),
            "fact" => check::<transcript::Fact>(block),
            "problem" => check::<problem::Problem>(block),
            "profile" => check::<api::SiteProfile>(block),
            "start" => check::<api::Start>(block),
            "started" => check::<api::Started>(block),
            "message" => check::<api::Message>(block),
            "identity" => check::<api::Identity>(block),
            "search" => check::<api::Search>(block),
            "found" => check::<api::Found>(block),
            "question" => check::<api::Question>(block),
            "offered" => check::<api::Offered>(block),
            "quote" => check::<transcript::Quote>(block),
            "answered" => check::<api::Answered>(block),
            "article" => check::<article::Article>(block),
            "published" => check::<api::Published>(block),
            "graph" => check::<api::graph::Kept>(block),
            "replace-graph" => check::<api::graph::Replace>(block),
            "graph-replaced" => check::<api::graph::Replaced>(block),
            "articles" => check::<api::knowledge::Articles>(block),
            "kept" => check::<api::knowledge::Kept>(block),
            "kept-version" => check::<api::knowledge::KeptVersion>(block),
            "save" => check::<api::knowledge::Save>(block),
            "version" => check::<api::knowledge::Version>(block),
            "archive" => check::<api::knowledge::Archive>(block),
            "publish" => check::<api::knowledge::Publish>(block),
            "publication" => check::<api::knowledge::Publication>(block),
            "publications" => check::<api::knowledge::Publications>(block),
            "difference" => check::<api::knowledge::Difference>(block),
            "looked" => check::<api::knowledge::Looked>(block),
            "import" => check::<api::knowledge::Import>(block),
            "importing" => check::<api::knowledge::Importing>(block),
            "import-rows" => check::<api::knowledge::ImportRows>(block),
            "imported" => check::<api::knowledge::Imported>(block),
            "import-report" => check::<api::knowledge::ImportReport>(block),
            "try" => check::<api::knowledge::Try>(block),
            "tried" => check::<api::knowledge::Tried>(block),
            "figures" => check::<api::knowledge::Figures>(block),
            "misses" => check::<api::knowledge::Misses>(block),
            "dismiss" => check::<api::knowledge::Dismiss>(block),
            "sign-in" => check::<api::SignIn>(block),
            "signed-in" => check::<api::SignedIn>(block),
            other => panic!("no kind of example is called {other:?}:\n{block}"),
        }
        shown.insert(kind);
    }
    assert_eq!(shown.len(), 48, "{shown:?}");
}

#[test]
fn every_frame_and_every_fact_has_an_example() {
    shows("visitor-frame", "type", &samples::visitor_frames());
    shows("agent-frame", "type", &samples::agent_frames());
    shows("room-frame", "type", &samples::room_frames());
    shows("desk-command", "type", &samples::desk_commands());
    shows("desk-frame", "type", &samples::desk_frames());
    let facts: Vec<_> = samples::entries().into_iter().map(|entry| entry.fact).collect();
    shows("fact", "fact", &facts);
}

#[test]
fn every_code_is_explained() {
    for code in problem::Code::ALL {
        let row = format!("| `{}` | {} |", code.as_str(), code.status());
        assert!(PROTOCOL.contains(&row), "no row {row}");
    }
    for code in [close::SIGNED_OUT, close::NOT_YOURS, close::SILENT, close::REPLACED] {
        assert!(PROTOCOL.contains(&format!("| {code} |")), "no row for {code}");
    }
    for code in samples::refusal_codes() {
        let name = serde_json::to_value(code).unwrap();
        let row = format!("| `{}` |", name.as_str().unwrap());
        assert!(PROTOCOL.contains(&row), "no row {row}");
    }
}

#[test]
fn the_api_description_knows_every_refusal_and_every_field_that_is_taken() {
    let described: Value = serde_json::from_str(OPENAPI).unwrap();
    let schemas = &described["components"]["schemas"];
    let frames = schemas["RoomFrame"]["oneOf"].as_array().unwrap();
    let refused =
        frames.iter().find(|frame| frame["properties"]["type"]["const"] == "refused").unwrap();
    let codes = samples::refusal_codes().into_iter().map(|code| json!(code)).collect::<Vec<_>>();
    assert_eq!(refused["properties"]["code"]["enum"], json!(codes));

    // What is sent to the edge is refused with a field that nobody knows, but within an article.
    let mut bodies = vec![];
    for operation in described["paths"].as_object().unwrap().values() {
        for method in operation.as_object().unwrap().values() {
            let content = &method["requestBody"]["content"]["application/json"];
            bodies.extend(content["schema"]["$ref"].as_str());
        }
    }
    assert!(bodies.len() >= 15, "{bodies:?}");
    for name in bodies.iter().filter_map(|path| path.rsplit('/').next()).chain(["Button"]) {
        let one = [schemas[name].clone()];
        let forms = schemas[name]["oneOf"].as_array().map_or(&one[..], Vec::as_slice);
        for form in forms {
            assert_eq!(form["additionalProperties"], false, "{name}: {form}");
        }
    }
}

#[test]
fn every_test_that_guards_against_a_threat_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut named = 0;
    let rows = THREATS.lines().filter(|line| line.starts_with('|'));
    for tests in rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next()) {
        let mut file = "";
        for (before, name) in tests.split('`').filter_map(|word| word.split_once("::")) {
            // `file::name`, and then `::name` for another one of the same file.
            file = if before.is_empty() { file } else { before };
            let text = std::fs::read_to_string(root.join(file))
                .unwrap_or_else(|error| panic!("{file}: {error}"));
            let is_there = match name.strip_suffix('*') {
                Some(start) => text.contains(&format!("test(`{start}")),
                None => [format!("fn {name}("), format!("test('{name}'")]
                    .iter()
                    .any(|start| text.contains(start)),
            };
            assert!(is_there, "{file} has no {name}");
            named += 1;
        }
    }
    assert!(named >= 40, "only {named} tests are named");
}

/// The blocks of JSON, each with what it says it is.
fn blocks() -> Vec<(&'static str, &'static str)> {
    PROTOCOL
        .split("\n```json")
        .skip(1)
        .map(|rest| {
            let (kind, rest) = rest.split_once('\n').unwrap();
            let (block, _) = rest.split_once("\n```").unwrap();
            (kind.trim(), block)
        })
        .collect()
}

fn check<T: DeserializeOwned + Serialize>(block: &str) {
    for shown in values(block) {
        let read: T = serde_json::from_value(shown.clone())
            .unwrap_or_else(|error| panic!("{error} in\n{shown:#}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), shown, "written otherwise than shown");
    }
}

/// Fails unless the examples of `kind` show every value of `tag` that the samples have.
fn shows<T: Serialize>(kind: &str, tag: &str, samples: &[T]) {
    let tag_of = |value: &Value| value[tag].as_str().unwrap_or_default().to_owned();
    let examples = blocks().into_iter().filter(|(of, _)| *of == kind);
    let shown: BTreeSet<String> =
        examples.flat_map(|(_, block)| values(block)).map(|value| tag_of(&value)).collect();
    let known: BTreeSet<String> =
        samples.iter().map(|sample| tag_of(&serde_json::to_value(sample).unwrap())).collect();
    assert_eq!(shown, known, "{kind}");
}

fn values(block: &str) -> Vec<Value> {
    Deserializer::from_str(block)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error} in\n{block}"))
}
