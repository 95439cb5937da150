//! Exclamation marks and insults are no sign of calm.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::fs;
use std::path::Path;

use model::{Reader, SHIPPED};
use shared::hatch::signals;

#[test]
fn exclamation_marks_never_lower_anger() {
    let reader = Reader::load(SHIPPED).unwrap();
    let anger = |text: &str| reader.probabilities(text).map(|all| all.anger);
    let mut read = 0;
    for text in test_texts().into_iter().step_by(8) {
        let Some(plain) = anger(&text) else { continue };
        read += 1;
        for marks in ["!", "！！", "!!!", "❗❗❗❗❗❗"] {
            let shouted = anger(&format!("{text}{marks}")).unwrap();
            assert!(shouted >= plain, "{text:?} with {marks}: {shouted} instead of {plain}");
        }
    }
    assert!(read > 290, "only {read} texts were read");
}

/// By the model and the words, as the product takes it.
#[test]
fn insults_never_lower_anger() {
    let reader = Reader::load(SHIPPED).unwrap();
    let anger = |text: &str| {
        let words = signals(text).anger;
        reader.read(text).map_or(words, |reading| reading.anger.max(words))
    };
    for text in test_texts().into_iter().step_by(24) {
        let plain = anger(&text);
        for insult in ["骗子", "垃圾", "一群傻逼", "你们有病吧", "滚", "王八蛋"] {
            for insulting in [format!("{text}，{insult}"), format!("{insult}！{text}")] {
                let now = anger(&insulting);
                assert!(now >= plain, "{insulting:?}: {now:?} instead of {plain:?}");
            }
        }
    }
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
