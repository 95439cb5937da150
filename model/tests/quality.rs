//! The shipped weights read the held-out test split about as well as their card says: what a training did to
//! them is seen here, whatever it agrees with itself about.
//!
//! The floors stand a little below the figures of `CARD.md`; better weights raise both. Only counts are shown:
//! who looks at rows has trained on them.
#![allow(clippy::panic, clippy::unwrap_used, missing_docs, reason = "tests")]

use std::fs;
use std::path::Path;

use model::{Reader, SHIPPED};
use serde::de::DeserializeOwned;
use shared::reading::{Emotion, Intent};

#[test]
fn the_reader_knows_what_its_card_says() {
    let reader = Reader::load(SHIPPED).unwrap();
    let [mut either, mut first, mut felt, mut precise, mut recalled] = [Share::default(); 5];
    for row in test_rows() {
        let read = reader.read(&row.text);
        let intent = read.as_ref().map(|reading| reading.intent.label);
        let emotion = read.as_ref().map(|reading| reading.emotion.label);
        let is_furious = read.is_some_and(|reading| reading.anger.value() >= FURIOUS);
        either.count(intent.is_some_and(|intent| row.intents.contains(&intent)));
        first.count(intent == row.intents.first().copied());
        felt.count(emotion == Some(row.emotion));
        if is_furious {
            precise.count(row.anger >= FURIOUS);
        }
        if row.anger >= FURIOUS {
            recalled.count(is_furious);
        }
    }
    for (what, Share { hit, of }, rows, floor) in [
        ("intent, one of the row's labels", either, 2_400, 87),
        ("intent, the first label", first, 2_400, 86),
        ("emotion", felt, 2_400, 80),
        ("anger from 80, of those that read so", precise, 100, 82),
        ("anger from 80, of those that are labelled so", recalled, 150, 70),
    ] {
        println!("{what}: {hit} of {of}");
        assert!(of >= rows, "{what}: only {of} rows");
        assert!(
            100 * hit >= floor * of,
            "{what}: {hit} of {of} are less than {floor} of a hundred"
        );
    }
}

#[derive(Clone, Copy, Default)]
struct Share {
    hit: usize,
    of: usize,
}

impl Share {
    const fn count(&mut self, hit: bool) {
        self.of += 1;
        self.hit += hit as usize;
    }
}

struct Row {
    text: String,
    /// One or two, the more urgent first.
    intents: Vec<Intent>,
    emotion: Emotion,
    anger: u8,
}

fn test_rows() -> Vec<Row> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("train/corpus");
    let files = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path());
    let tests = files.filter(|path| path.file_name().unwrap().to_string_lossy().contains("-test-"));
    tests
        .flat_map(|path| {
            fs::read_to_string(path).unwrap().lines().skip(1).map(row).collect::<Vec<_>>()
        })
        .collect()
}

fn row(line: &str) -> Row {
    let [text, intents, emotion, anger, _author] = line.split('\t').collect::<Vec<_>>()[..] else {
        panic!("a row of other columns");
    };
    Row {
        text: text.to_owned(),
        intents: intents.split('|').map(label).collect(),
        emotion: label(emotion),
        anger: anger.parse().unwrap(),
    }
}

fn label<L: DeserializeOwned>(name: &str) -> L {
    serde_json::from_value(name.into()).unwrap()
}

/// In percent: what crosses over to a person at once.
const FURIOUS: u8 = 80;
