//! What the training code computes, this crate computes too.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use model::{Reader, SHIPPED, symbols};
use serde::Deserialize;

#[test]
fn a_text_has_the_symbols_that_training_gave_it() {
    for case in golden() {
        assert_eq!(
            symbols(&case.text).into_iter().collect::<String>(),
            case.symbols,
            "{:?}",
            case.text
        );
    }
}

#[test]
fn a_text_has_the_table_rows_that_training_gave_it() {
    let reader = Reader::load(SHIPPED).unwrap();
    for case in golden() {
        assert_eq!(reader.rows(&case.text), case.rows.concat(), "{:?}", case.text);
    }
}

#[test]
fn the_network_gives_what_it_gave_in_training() {
    let reader = Reader::load(SHIPPED).unwrap();
    let mut read = 0;
    for case in golden() {
        match (reader.logits(&case.rows.concat()), case.logits) {
            (Some(ours), Some(theirs)) => {
                read += 1;
                assert_eq!(ours.len(), theirs.len());
                for (one, other) in ours.iter().zip(&theirs) {
                    assert!((one - other).abs() < 1e-3, "{:?}: {ours:?} {theirs:?}", case.text);
                }
            }
            (None, None) => {}
            (ours, theirs) => panic!("{:?}: {ours:?} {theirs:?}", case.text),
        }
    }
    assert!(read > 100, "only {read} golden texts were read");
}

fn golden() -> Vec<Case> {
    serde_json::from_str(include_str!("../weights/golden.json")).unwrap()
}

#[derive(Deserialize)]
struct Case {
    text: String,
    symbols: String,
    rows: [Vec<i64>; 3],
    logits: Option<Vec<f32>>,
}
