//! How long it takes to index 20,000 short articles and to search them.
//!
//! `cargo test --release -p shared --test search_speed -- --ignored --nocapture` prints; times are
//! not asserted, because a busy machine is no defect.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod spread;

use std::sync::Arc;
use std::time::Instant;

use shared::{
    article::{Article, Draft},
    search::{Encoder, Index, Synonyms},
};

#[test]
#[ignore = "prints, asserts nothing"]
fn print_build_and_search_times_for_20_000_articles() {
    let originals: Vec<Article> = include_str!("../../www/demo/articles.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let articles = multiplied(&originals, 20_000);
    let synonyms = Synonyms::default();

    let start = Instant::now();
    let encoder =
        Arc::new(Encoder::read(include_bytes!("../../model/weights/encoder.bin")).unwrap());
    println!("encoder read: {:?}", start.elapsed());
    let start = Instant::now();
    let words = Index::build(&articles, &synonyms);
    println!("by words: built in {:?}, {} KiB", start.elapsed(), words.size() / 1024);
    let start = Instant::now();
    let index = Index::with_meaning(&articles, &synonyms, &encoder);
    let text: usize = articles.iter().map(|it| it.title().len() + it.body().len()).sum();
    println!(
        "and meanings: built in {:?}, {} KiB beside {} KiB of text",
        start.elapsed(),
        index.size() / 1024,
        text / 1024
    );

    let questions: Vec<&str> = include_str!("corpora/search/questions.tsv")
        .lines()
        .skip(1)
        .filter_map(|row| row.split('\t').next())
        .collect();
    spread::print("search by words alone, top 10", &questions, |question| {
        drop(words.search(question, 10))
    });
    for _ in 0..2 {
        spread::print("search, top 10", &questions, |question| drop(index.search(question, 10)));
        spread::print("answer", &questions, |question| drop(index.answer(question)));
    }
    let long = "退款多久到账，我的扫地机器人坏了".repeat(350);
    let start = Instant::now();
    let _ = index.answer(&long);
    println!("answer, {} KiB of text: {:?}", long.len() / 1024, start.elapsed());
}

/// Articles made of the halves of others, so that the terms are spread as in real ones, each with
/// some characters of its own.
fn multiplied(originals: &[Article], count: usize) -> Vec<Article> {
    let half = |text: &str, second: bool| -> String {
        let chars: Vec<char> = text.chars().collect();
        let (left, right) = chars.split_at(chars.len() / 2);
        if second { right } else { left }.iter().collect()
    };
    (0..count)
        .map(|i| {
            let at = |step: usize| &originals[(i * step + i / originals.len()) % originals.len()];
            let own: String = (0..6_u32)
                .filter_map(|k| char::from_u32(0x4e00 + (i as u32 * 7919 + k * 613) % 6_000))
                .collect();
            let draft = Draft {
                id: i.to_string(),
                title: format!("{}{}{own}", half(at(1).title(), false), half(at(7).title(), true)),
                body: format!("{}{own}{}", half(at(3).body(), false), half(at(11).body(), true)),
                ..Draft::default()
            };
            Article::try_from(draft).unwrap()
        })
        .collect()
}
