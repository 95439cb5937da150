//! How well the rules read messages that nobody tuned them to: floors over two halves of a corpus.
//!
//! See `hatch_corpus/README.md`. `cargo test -p shared --test hatch_corpus -- --nocapture` prints the
//! figures.

use shared::hatch::{self, Signals};

#[test]
fn wishes_for_a_person_are_heard() {
    let asks = |s: &Signals| s.asks_for_person.is_some();
    holds("asks, tuned on", include_str!("hatch_corpus/asks.dev.txt"), 990, asks);
    holds("asks, sealed", include_str!("hatch_corpus/asks.test.txt"), 870, asks);
    holds("asks of others", include_str!("hatch_corpus/asks_of_others.test.txt"), 655, asks);
}

#[test]
fn what_only_sounds_like_a_wish_is_let_pass() {
    let passes = |s: &Signals| s.asks_for_person.is_none();
    holds("near misses, tuned on", include_str!("hatch_corpus/near_misses.dev.txt"), 995, passes);
    holds("near misses, sealed", include_str!("hatch_corpus/near_misses.test.txt"), 945, passes);
    let others = include_str!("hatch_corpus/near_misses_of_others.test.txt");
    holds("near misses of others", others, 950, passes);
}

#[test]
fn complaints_and_claims_are_heard() {
    let hears = |s: &Signals| s.keyword.is_some();
    holds("keywords, tuned on", include_str!("hatch_corpus/keywords_yes.dev.txt"), 980, hears);
    holds("keywords, sealed", include_str!("hatch_corpus/keywords_yes.test.txt"), 720, hears);
    let others = include_str!("hatch_corpus/keywords_yes_of_others.test.txt");
    holds("keywords of others", others, 435, hears);
}

#[test]
fn peaceful_uses_of_the_same_words_are_let_pass() {
    let passes = |s: &Signals| s.keyword.is_none();
    holds("peaceful, tuned on", include_str!("hatch_corpus/keywords_no.dev.txt"), 995, passes);
    holds("peaceful, sealed", include_str!("hatch_corpus/keywords_no.test.txt"), 890, passes);
    let others = include_str!("hatch_corpus/keywords_no_of_others.test.txt");
    holds("peaceful of others", others, 865, passes);
}

/// Prints how many lines of `table` are read rightly, and asks for at least `floor` in a thousand.
fn holds(name: &str, table: &str, floor: usize, is_right: impl Fn(&Signals) -> bool) {
    let lines: Vec<&str> =
        table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let right = lines.iter().filter(|line| is_right(&hatch::signals(line))).count();
    let per_mille = right * 1000 / lines.len();
    println!("{name}: {right} of {} ({per_mille} per mille, floor {floor})", lines.len());
    assert!(per_mille >= floor, "{name}: {per_mille} per mille, floor {floor}");
}
