//! The wire and the disk hold still: every frame and every stored type is written as its snapshot
//! says, and comes back as it was.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p shared --test wire_snapshots` writes the snapshots anew. A
//! changed line in one of them is a change of the protocol: old pages and old disks must be able to
//! live with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod documented;
mod malformed;
mod mutated;
mod samples;

use std::fmt::Debug;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::conversation::DeskCall;
use shared::desk::{Desk, Record};
use shared::site::Site;
use shared::time::Timestamp;
use shared::transcript::Fact;

#[test]
fn the_frames_of_visitors_hold_still() {
    check("visitor_frame", &samples::visitor_frames());
}

#[test]
fn the_frames_of_agents_hold_still() {
    check("agent_frame", &samples::agent_frames());
}

#[test]
fn the_frames_of_a_room_hold_still() {
    check("room_frame", &samples::room_frames());
    check("refusal_code", &samples::refusal_codes());
}

#[test]
fn the_frames_of_the_desk_hold_still() {
    check("desk_command", &samples::desk_commands());
    check("desk_frame", &samples::desk_frames());
}

#[test]
fn transcripts_hold_still() {
    check("entry", &samples::entries());
    check("handoff", &samples::handoffs());
    check("reading", &samples::readings());
}

#[test]
fn what_rooms_and_the_desk_tell_each_other_holds_still() {
    check("desk_call", &samples::desk_calls());
    check("desk_news", &samples::desk_news());
}

#[test]
fn the_log_of_the_desk_holds_still() {
    check("desk_record", &samples::desk_records());
    check("desk", &[samples::desk()]);
}

/// What a server of before said less of is read as it was meant then.
#[test]
fn what_an_older_server_kept_is_read() {
    let shop = r#"{"id":"demo","profile":{"name":{"en":"Demo"}},"origins":["*"]}"#;
    let site: Site = serde_json::from_str(shop).unwrap();
    let told = |desk: &Desk| desk.view(&"lin".parse().unwrap(), &site, Timestamp(0));
    let desks: Vec<Desk> = read("older/desk");
    let log: Vec<Record> = read("older/desk_record");
    let [desk] = &desks[..] else { panic!("{desks:?}") };
    assert_eq!(told(desk), told(&Desk::replay(Desk::default(), &log)));

    let calls: Vec<DeskCall> = read("older/desk_call");
    let raises =
        |call: &DeskCall| matches!(call, DeskCall::Raise { skill: None, digest: None, .. });
    assert!(calls.iter().any(raises), "{calls:?}");
    let escalated = r#"{"fact":"escalated","rule":{"rule":"vip"},"priority":"high"}"#;
    let escalated: Fact = serde_json::from_str(escalated).unwrap();
    assert!(matches!(escalated, Fact::Escalated { skill: None, .. }));
}

#[test]
fn what_a_page_keeps_for_itself_holds_still() {
    check("pending", &samples::pending());
}

#[test]
fn the_bodies_of_the_api_hold_still() {
    check("api_profile", &[samples::site_profile()]);
    check("api_start", &samples::starts());
    check("api_started", &[samples::started()]);
    check("api_message", &[samples::message()]);
    check("api_identity", &[samples::identity()]);
    check("api_search", &[samples::search()]);
    check("api_found", &[samples::found()]);
    check("api_question", &[samples::question()]);
    check("api_answered", &samples::answered());
    check("api_article", &samples::articles());
    check("api_published", &[samples::published()]);
    check("api_graph", &[samples::graph()]);
    check("api_graph_replace", &samples::graph_replacements());
    check("api_graph_replaced", &[samples::graph_replaced()]);
    check("api_signed_in", &samples::signed_in());
    check("problem", &samples::problems());
}

#[test]
fn the_bodies_about_what_a_shop_knows_hold_still() {
    check("knowledge_articles", &samples::knowledge_articles());
    check("knowledge_kept", &samples::kept());
    check("knowledge_kept_version", &[samples::kept_version()]);
    check("knowledge_save", &samples::saves());
    check("knowledge_archive", &[samples::archive()]);
    check("knowledge_publish", &samples::publishes());
    check("knowledge_publications", &[samples::publications()]);
    check("knowledge_difference", &[samples::difference()]);
    check("knowledge_import", &[samples::import()]);
    check("knowledge_importing", &[samples::importing()]);
    check("knowledge_import_rows", &[samples::import_rows()]);
    check("knowledge_imported", &[samples::imported()]);
    check("knowledge_looked", &samples::looked());
    check("knowledge_import_report", &samples::import_reports());
    check("knowledge_try", &samples::tries());
    check("knowledge_tried", &samples::tried());
    check("knowledge_misses", &[samples::misses()]);
    check("knowledge_dismiss", &[samples::dismiss()]);
    check("api_offered", &[samples::offered()]);
    check("knowledge_figures", &samples::figures());
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&std::fs::read_to_string(kept(name)).unwrap()).unwrap()
}

fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/{name}.json"))
}

/// Compares what is written with `snapshots/NAME.json`, and reads that back.
fn check<T: Debug + DeserializeOwned + PartialEq + Serialize>(name: &str, samples: &[T]) {
    let path = kept(name);
    let written = serde_json::to_string_pretty(samples).unwrap() + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let kept = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE_SNAPSHOTS=1 writes it", path.display()))
        .replace("\r\n", "\n");
    if let Some((line, (kept, written))) =
        (1..).zip(kept.lines().zip(written.lines())).find(|(_, (kept, written))| kept != written)
    {
        panic!("{name}.json, line {line}: kept\n{kept}\nbut written\n{written}");
    }
    assert_eq!(kept.len(), written.len(), "{name}.json is longer or shorter than what is written");
    let read: Vec<T> = serde_json::from_str(&kept).unwrap();
    assert_eq!(read, samples, "{name}.json reads as something else");
}
