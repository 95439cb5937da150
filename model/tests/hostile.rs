//! Whatever a visitor types and whatever arrives as a weight file, nothing panics.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use model::{LoadError, Reader, SHIPPED, symbols};

#[test]
fn a_text_without_anything_known_has_no_reading() {
    let reader = Reader::load(SHIPPED).unwrap();
    for text in [
        "",
        " ",
        "\u{3000}\n\t",
        "\u{200b}\u{200d}\u{feff}",
        "\u{0}\u{1}\u{2}\u{3}",
        "\u{e0001}\u{e007f}",
    ] {
        assert_eq!(reader.read(text), None, "{text:?}");
    }
}

#[test]
fn strange_texts_are_read_or_not_but_never_panic() {
    let reader = Reader::load(SHIPPED).unwrap();
    let texts = [
        "😀".repeat(50_000),
        "退款".repeat(50_000),
        "a".repeat(100_000),
        "e\u{301}".repeat(20_000),
        "\u{200b}".repeat(100_000),
        format!("{}退款", " ".repeat(100_000)),
        "👨‍👩‍👧‍👦👍🏿🇨🇳".repeat(100),
        "\u{202e}款退要我\u{202c}".to_owned(),
        "Z̷̢̛a̶l̴g̵o̸".to_owned(),
        "\u{fffd}\u{10ffff}\u{fdd0}".to_owned(),
        "\u{2}退\u{3}".to_owned(),
    ];
    for text in &texts {
        assert!(symbols(text).len() <= 258);
        if let Some(all) = reader.probabilities(text) {
            let sum: f32 = all.intents.iter().map(|(_, share)| share).sum();
            assert!((sum - 1.0).abs() < 1e-3);
            assert!((0.0..=1.0).contains(&all.anger));
        }
    }
}

#[test]
fn one_character_is_read_at_any_place_of_unicode() {
    let reader = Reader::load(SHIPPED).unwrap();
    for code in (0..0x11_0000).step_by(4099) {
        if let Some(character) = char::from_u32(code) {
            let _ = reader.read(&character.to_string());
        }
    }
}

#[test]
fn a_foreign_file_is_refused() {
    assert_eq!(Reader::load(b"<!doctype html>").err(), Some(LoadError::Foreign));
    assert_eq!(Reader::load(b"").err(), Some(LoadError::Truncated { at: 0 }));
}

#[test]
fn another_version_is_refused() {
    let mut bytes = SHIPPED.to_vec();
    bytes[8] = 9;
    assert_eq!(Reader::load(&bytes).err(), Some(LoadError::Version { found: 9 }));
}

#[test]
fn a_truncated_file_is_refused_wherever_it_ends() {
    for end in (0..200).chain((200..SHIPPED.len()).step_by(24_989)).chain([SHIPPED.len() - 1]) {
        let error = Reader::load(&SHIPPED[..end]).err();
        assert_eq!(error, Some(LoadError::Truncated { at: end }), "{end}");
    }
}

#[test]
fn a_damaged_file_is_refused_wherever_it_is_damaged() {
    for at in
        (0..62).step_by(3).chain((62..SHIPPED.len()).step_by(49_999)).chain([SHIPPED.len() - 1])
    {
        let mut bytes = SHIPPED.to_vec();
        bytes[at] ^= 0x81;
        assert!(Reader::load(&bytes).is_err(), "{at}");
    }
}

#[test]
fn a_file_that_goes_on_is_refused() {
    let mut bytes = SHIPPED.to_vec();
    bytes.push(0);
    assert_eq!(Reader::load(&bytes).err(), Some(LoadError::Senseless("something follows its end")));
}
