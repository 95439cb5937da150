//! Whatever is done to what crosses a boundary or lies on the disk, it is read as a value of its type
//! or refused by an error, and what was read is written so that it reads the same again.
//!
//! Each snapshot is changed in one to four places, as a confused program or a curious person would
//! change it: a field left out, renamed, doubled, of another type, out of its limits, or taken from
//! elsewhere. The changes are drawn from a seed, so a failure repeats.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use shared::api::{
    Answered, Found, Identity, Message, Question, Search, SignIn, SiteProfile, Start, Started,
    knowledge,
};
use shared::article::Article;
use shared::conversation::{DeskCall, DeskNews};
use shared::desk::{Desk, Record};
use shared::handoff::Handoff;
use shared::policy::Policy;
use shared::problem::Problem;
use shared::reading::Reading;
use shared::site::Site;
use shared::transcript::Entry;
use shared::wire::{AgentFrame, DeskCommand, DeskFrame, RoomFrame, VisitorFrame};

use crate::samples;

#[test]
fn a_changed_frame_of_a_visitor_is_a_frame_or_refused() {
    changed(&samples::visitor_frames(), |frame: VisitorFrame| {
        let _ = frame.client_id();
        let _ = frame.into_event();
    });
}

#[test]
fn a_changed_frame_or_command_of_an_agent_is_one_or_refused() {
    changed(&samples::agent_frames(), |frame: AgentFrame| {
        let _ = frame.into_event("lin".parse().unwrap());
    });
    changed(&samples::desk_commands(), drop::<DeskCommand>);
}

#[test]
fn a_changed_body_is_a_body_or_refused() {
    changed(&samples::starts(), |start: Start| {
        let _ = start.page.map(|page| page.checked());
    });
    changed(&[samples::message()], drop::<Message>);
    changed(&[samples::identity()], drop::<Identity>);
    changed(&[samples::search()], drop::<Search>);
    changed(&[samples::question()], drop::<Question>);
    changed(&samples::articles(), drop::<Article>);
    changed(&samples::saves(), |save: knowledge::Save| {
        let _ = Article::try_from(save.article);
    });
    changed(&[samples::archive()], drop::<knowledge::Archive>);
    changed(&samples::looked(), drop::<knowledge::Looked>);
    changed(&samples::publishes(), drop::<knowledge::Publish>);
    changed(&[samples::import()], drop::<knowledge::Import>);
    changed(&[samples::import_rows()], |batch: knowledge::ImportRows| {
        for row in batch.rows {
            let _ = serde_json::from_value::<Article>(row.article);
        }
    });
    changed(&samples::tries(), drop::<knowledge::Try>);
    changed(&[samples::dismiss()], drop::<knowledge::Dismiss>);
    let sign_in: SignIn = serde_json::from_value(json!({"agent": "lin", "password": "x"})).unwrap();
    for value in mutants(&serde_json::to_value(&sign_in).unwrap()) {
        let _ = serde_json::from_value::<SignIn>(value);
    }
}

#[test]
fn a_changed_answer_of_the_edge_is_an_answer_or_refused() {
    changed(&samples::room_frames(), drop::<RoomFrame>);
    changed(&samples::desk_frames(), drop::<DeskFrame>);
    changed(&[samples::site_profile()], drop::<SiteProfile>);
    changed(&[samples::started()], drop::<Started>);
    // A score beyond all scores reads as infinite, and JSON has no word for that.
    for value in mutants(&serde_json::to_value(samples::found()).unwrap()) {
        let _ = serde_json::from_value::<Found>(value);
    }
    changed(&samples::answered(), drop::<Answered>);
    changed(&samples::problems(), drop::<Problem>);
}

#[test]
fn a_changed_line_on_the_disk_is_a_line_or_refused() {
    changed(&samples::entries(), |entry: Entry| {
        let _ = shared::conversation::Conversation::replay([&entry]);
        let _ = shared::summary::summarize(&[entry]);
    });
    changed(&samples::handoffs(), drop::<Handoff>);
    changed(&samples::readings(), drop::<Reading>);
    changed(&samples::desk_calls(), drop::<DeskCall>);
    changed(&samples::desk_news(), drop::<DeskNews>);
    changed(&samples::desk_records(), |record: Record| {
        let _ = Desk::replay(Desk::default(), [&record]);
    });
    changed(&[samples::desk()], drop::<Desk>);
}

#[test]
fn a_changed_configuration_is_a_site_or_refused() {
    let site = json!({
        "id": "demo",
        "profile": {"name": {"zh-CN": "渡口小铺"}, "color": "#006666"},
        "origins": ["https://shop.example"],
        "identity_key": "x".repeat(32),
        "policy": {
            "wait_seconds": 30,
            "soothe_from": 50,
            "anger_from": 70,
            "unhelpful": 1,
            "asks_to_queue": 2,
            "asks_to_priority": 3,
            "offer_seconds": 20,
            "hours": {"utc_offset_minutes": 480, "open": [["mon", "09:00", "21:00"]]},
        },
        "agents": {"lin": {"name": "小林", "password": "$argon2id$v=19$x", "skills": ["orders"]}},
        "synonyms": [["快递", "包裹"]],
    });
    assert!(serde_json::from_value::<Site>(site.clone()).is_ok());
    let usual = Policy::default();
    let mut read = 0;
    for value in mutants(&site) {
        if let Ok(Site { policy, .. }) = serde_json::from_value::<Site>(value) {
            read += 1;
            // What only tightens is left as it is.
            let told = Policy::tightened(policy.hatch(), policy.wait);
            assert_eq!(
                (told.hatch(), told.wait),
                (policy.hatch(), policy.wait),
                "no change loosens the hatch"
            );
            assert!(policy.offer < usual.wait, "an offer ends before a wait does");
        }
    }
    assert!(read > 0);
}

/// Changes each sample in many ways; what is read all the same is used, and comes back from its
/// own writing.
fn changed<T>(samples: &[T], mut used: impl FnMut(T))
where
    T: Clone + Debug + DeserializeOwned + PartialEq + Serialize,
{
    let mut read = 0;
    let mut refused = 0;
    for sample in samples {
        for value in mutants(&serde_json::to_value(sample).unwrap()) {
            let text = value.to_string();
            let Ok(value) = serde_json::from_str::<T>(&text) else {
                refused += 1;
                continue;
            };
            read += 1;
            let written = serde_json::to_string(&value).unwrap();
            let again = serde_json::from_str::<T>(&written)
                .unwrap_or_else(|error| panic!("{text} was read, and not as {written}: {error}"));
            assert_eq!(again, value, "{text}");
            used(value);
        }
    }
    assert!(refused > 0 && read > 0, "{read} read, {refused} refused");
}

/// The value, changed in [`MUTANTS`] ways.
fn mutants(value: &Value) -> impl Iterator<Item = Value> {
    let seed = value.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut dice = Dice(seed);
    let original = value.clone();
    (0..MUTANTS).map(move |_| {
        let mut mutant = original.clone();
        for _ in 0..=dice.below(4) {
            let places = count(&mutant);
            let at = dice.below(places);
            change(&mut mutant, at, &original, &mut dice);
        }
        mutant
    })
}

/// Changes the value at place `at`, counted in the order of writing.
fn change(value: &mut Value, at: usize, original: &Value, dice: &mut Dice) {
    if at > 0 {
        let mut left = at - 1;
        let inside: Vec<&mut Value> = match value {
            Value::Array(list) => list.iter_mut().collect(),
            Value::Object(fields) => fields.values_mut().collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        for part in inside {
            let size = count(part);
            if left < size {
                return change(part, left, original, dice);
            }
            left -= size;
        }
        return;
    }
    match (dice.below(6), &mut *value) {
        (0, Value::Object(fields)) => {
            if let Some(name) = some_name(fields, dice) {
                fields.remove(&name);
            }
        }
        (1, Value::Object(fields)) => {
            if let Some(name) = some_name(fields, dice) {
                let value = fields.remove(&name).unwrap_or_default();
                fields.insert([&name, "_"].concat(), value);
            }
        }
        (2, Value::Object(fields)) => {
            fields.insert("渡".repeat(1 + dice.below(50)), strange(dice));
        }
        (0, Value::Array(list)) => {
            let at = dice.below(list.len().max(1));
            if at < list.len() {
                list.remove(at);
            }
        }
        (1, Value::Array(list)) => list.extend(list.clone()),
        (2, Value::String(text)) => text.push_str(&"\u{202e}值\0".repeat(dice.below(900))),
        (3, _) => *value = part(original, dice.below(count(original))).clone(),
        (_, _) => *value = strange(dice),
    }
}

/// What a program in the wrong might write.
fn strange(dice: &mut Dice) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(0),
        4 => json!(256),
        5 => json!(u64::MAX),
        6 => json!(i64::MIN),
        7 => json!(1e300),
        8 => json!(0.5),
        9 => json!(""),
        10 => json!("\u{0}<script>alert(1)</script>\u{202e}"),
        11 => json!("f".repeat(32)),
        12 => json!([]),
        _ => json!({"type": "say", "kind": "human", "fact": "said"}),
    }
}

/// The value at place `at`, counted in the order of writing.
fn part(value: &Value, at: usize) -> &Value {
    let Some(mut left) = at.checked_sub(1) else { return value };
    let inside: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for inner in inside {
        let size = count(inner);
        if left < size {
            return part(inner, left);
        }
        left -= size;
    }
    value
}

/// How many values there are in a value, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn some_name(fields: &Map<String, Value>, dice: &mut Dice) -> Option<String> {
    fields.keys().nth(dice.below(fields.len().max(1))).cloned()
}

/// Chance that repeats: splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = mixed ^ (mixed >> 31);
        usize::try_from(mixed % end as u64).unwrap_or(0)
    }
}

/// Ways in which each value is changed.
const MUTANTS: usize = 600;
