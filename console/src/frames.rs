//! What the desk's line carries, read so that an edge of a newer version does not silence this page: it may
//! stay open for days over an upgrade.

use serde::Deserialize as _;
use serde_json::Value;
use shared::wire::{Colleague, DeskFrame, DeskRow};

/// A frame, and what is missing of it.
#[derive(Debug)]
pub(crate) enum Read {
    /// All of it.
    Whole(DeskFrame),
    /// Without the rows and people that say what this page does not know.
    Partly(DeskFrame),
    /// Nothing can be made of it.
    Not,
}

/// Reads a JSON array of frames. Those of a kind that this page does not know are passed over, as the
/// protocol has it.
pub(crate) fn read(frames: &str) -> Vec<Read> {
    match serde_json::from_str::<Vec<Value>>(frames) {
        Ok(frames) => frames.into_iter().filter_map(read_one).collect(),
        Err(_) => vec![Read::Not],
    }
}

fn read_one(mut frame: Value) -> Option<Read> {
    if let Ok(whole) = DeskFrame::deserialize(&frame) {
        return Some(Read::Whole(whole));
    }
    let kind = frame.get("type").and_then(Value::as_str)?;
    if !KINDS.contains(&kind) {
        return None;
    }
    keep(&mut frame, "rows", |row| DeskRow::deserialize(row).is_ok());
    keep(&mut frame, "agents", |agent| Colleague::deserialize(agent).is_ok());
    Some(DeskFrame::deserialize(frame).map_or(Read::Not, Read::Partly))
}

fn keep(frame: &mut Value, list: &str, is_known: fn(&Value) -> bool) {
    if let Some(list) = frame.get_mut(list).and_then(Value::as_array_mut) {
        list.retain(is_known);
    }
}

/// What [`DeskFrame`] knows.
const KINDS: [&str; 2] = ["desk", "refused"];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(n: u8, rule: &str) -> Value {
        json!({
            "conversation": format!("{n:032x}"),
            "handoff": { "rule": { "rule": rule }, "skill": "orders", "priority": "high" },
            "since": 1,
            "stage": { "stage": "waiting" },
            "digest": { "name": null, "vip": false, "words": "人工", "anger": 0 },
        })
    }

    fn desk(rows: &[Value]) -> Value {
        json!({ "type": "desk", "rows": rows, "agents": [], "available": true, "now": 2 })
    }

    #[test]
    fn a_row_that_is_not_known_leaves_the_others_there() {
        let frames =
            json!([desk(&[row(1, "by_telepathy"), row(2, "button")]), desk(&[row(3, "vip")])]);
        let read = read(&frames.to_string());
        let [Read::Partly(DeskFrame::Desk { rows, .. }), Read::Whole(_)] = &read[..] else {
            unreachable!("{read:?}")
        };
        assert_eq!(rows.iter().map(|row| row.conversation.0).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_what_is_new_is_passed_over() {
        let check = |frame: Value, expect: &str| {
            assert_eq!(format!("{:?}", read(&json!([frame]).to_string())), expect);
        };
        check(json!({ "type": "weather", "rows": 1 }), "[]");
        check(json!({ "type": "desk", "rows": "none" }), "[Not]");
        check(
            json!({ "type": "refused", "conversation": format!("{:032x}", 1), "code": "new" }),
            "[Not]",
        );
        assert!(matches!(read("not JSON")[..], [Read::Not]));
    }
}
