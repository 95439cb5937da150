//! What search costs as a shop grows: time to build the index, its size, time for a search and for an answer.
//!
//! The articles are made of the halves of the demo shop's, so that terms are spread as in real ones, each with
//! some characters of its own. Times are wall time of one thread; of each question the best of several,
//! since whatever else runs can only make one slower.

use std::fmt;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use shared::article::{Article, Draft};
use shared::search::{Encoder, Index, Query, Synonyms};

/// Measures one size of shop after the other.
pub(crate) fn table() -> Result<String> {
    let demo = DEMO.lines().map(serde_json::from_str::<Article>);
    let demo = demo.collect::<Result<Vec<_>, _>>().context("an article of the demo shop")?;
    let encoder = Arc::new(Encoder::read(include_bytes!("../../../model/weights/encoder.bin"))?);
    let questions: Vec<&str> =
        QUESTIONS.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    let mut table = format!("{:<24}{}", "Growth", HEAD.map(|name| format!("{name:>11}")).concat());
    for count in COUNTS {
        let articles = shop(&demo, count)?;
        let row = Row::of(&articles, &encoder, &questions);
        table.push_str(&format!("\n  {:<22}{row}", format!("{count} articles")));
    }
    Ok(table)
}

/// What one shop costs.
struct Row {
    /// Of titles and bodies, in bytes.
    text: usize,
    /// Of the index beside them.
    index: usize,
    built: Duration,
    alone: Vec<Duration>,
    after_two: Vec<Duration>,
    answered: Vec<Duration>,
}

impl Row {
    fn of(articles: &[Article], encoder: &Arc<Encoder>, questions: &[&str]) -> Self {
        let synonyms = Synonyms::default();
        let began = Instant::now();
        let index = Index::with_meaning(articles, &synonyms, encoder);
        let built = began.elapsed();
        let asked = || questions.iter().map(|&text| Query::from(text));
        let search = |query: Query<'_>| drop(black_box(index.search(query, 3)));
        let alone = best_of_each(asked(), search);
        let talks = questions.windows(3).map(|said| Query {
            text: said[2],
            earlier: &said[..2],
            vectors: &[],
        });
        let after_two = best_of_each(talks, search);
        let answered = best_of_each(asked(), |query| drop(black_box(index.answer(query))));
        let text = articles.iter().map(|it| it.title().len() + it.body().len()).sum();
        Self { text, index: index.size(), built, alone, after_two, answered }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = |times: &[Duration], share| {
            let at = (times.len() - 1) * share / 100;
            format!("{} µs", times.get(at).map_or(0, Duration::as_micros))
        };
        let cells = [
            format!("{:.1} MB", self.text as f64 / 1e6),
            format!("{:.0} %", 100.0 * self.index as f64 / self.text as f64),
            format!("{:.2} s", self.built.as_secs_f64()),
            micros(&self.alone, 50),
            micros(&self.alone, 95),
            micros(&self.after_two, 50),
            micros(&self.answered, 50),
        ];
        f.write_str(&cells.map(|cell| format!("{cell:>11}")).concat())
    }
}

/// The shortest time of each question, ascending; all are asked in turn, so that none finds what the one
/// before left in the caches.
fn best_of_each<'a>(
    queries: impl Iterator<Item = Query<'a>>,
    ask: impl Fn(Query<'a>),
) -> Vec<Duration> {
    let queries: Vec<Query<'_>> = queries.collect();
    let mut best = vec![Duration::MAX; queries.len()];
    for _ in 0..TRIES {
        for (&query, best) in queries.iter().zip(&mut best) {
            let began = Instant::now();
            ask(query);
            *best = began.elapsed().min(*best);
        }
    }
    best.sort_unstable();
    best
}

fn shop(originals: &[Article], count: usize) -> Result<Vec<Article>> {
    let half = |text: &str, second: bool| -> String {
        let chars: Vec<char> = text.chars().collect();
        let (left, right) = chars.split_at(chars.len() / 2);
        if second { right } else { left }.iter().collect()
    };
    let articles = (0..count).map(|i| {
        let at = |step: usize| &originals[(i * step + i / originals.len()) % originals.len()];
        let own =
            (0..6).filter_map(|k| char::from_u32(0x4e00 + ((i * 7919 + k * 613) % 6_000) as u32));
        let own: String = own.collect();
        let draft = Draft {
            id: i.to_string(),
            title: format!("{}{}{own}", half(at(1).title(), false), half(at(7).title(), true)),
            body: format!("{}{own}{}", half(at(3).body(), false), half(at(11).body(), true)),
            ..Draft::default()
        };
        Article::try_from(draft).context("a made article")
    });
    articles.collect()
}

const DEMO: &str = include_str!("../../../www/demo/articles.jsonl");
const QUESTIONS: &str = include_str!("../../../shared/tests/corpora/search/questions.tsv");
const COUNTS: [usize; 5] = [1_000, 10_000, 20_000, 50_000, 100_000];
const TRIES: usize = 7;
const HEAD: [&str; 7] = ["text", "index", "build", "search p50", "p95", "after two", "answer p50"];
