//! Exclamation marks are no sign of calm.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::fs;
use std::path::Path;

use model::{Reader, SHIPPED};

#[test]
fn exclamation_marks_hardly_ever_lower_anger() {
    let reader = Reader::load(SHIPPED).unwrap();
    let anger = |text: &str| reader.probabilities(text).map(|all| all.anger);
    let (mut read, mut lower, mut change) = (0, 0, 0.0);
    for text in test_texts().into_iter().step_by(8) {
        let (Some(plain), Some(shouted)) = (anger(&text), anger(&format!("{text}!!!"))) else {
            continue;
        };
        read += 1;
        change += f64::from(shouted - plain);
        lower += i32::from(shouted < plain - 0.02);
    }
    assert!(read > 290, "only {read} texts were read");
    assert!(change > 0.0, "shouting lowers anger by {} on average", -change / f64::from(read));
    assert!(lower * 20 < read, "shouting lowers the anger of {lower} of {read} texts");
}

/// The texts of the held-out test split.
fn test_texts() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("train/corpus");
    let mut texts = Vec::new();
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().contains("-test-") {
            let rows = fs::read_to_string(path).unwrap();
            texts.extend(
                rows.lines().skip(1).filter_map(|row| Some(row.split('\t').next()?.to_owned())),
            );
        }
    }
    texts
}
