//! How long something takes over many questions.

use std::time::{Duration, Instant};

/// Runs each question once, and prints the spread.
pub(crate) fn print(name: &str, questions: &[&str], run: impl Fn(&str)) {
    let mut times: Vec<Duration> = questions
        .iter()
        .map(|question| {
            let start = Instant::now();
            run(question);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{name}: p50 {:?}, p95 {:?}, max {:?}", at(50), at(95), at(100));
}
