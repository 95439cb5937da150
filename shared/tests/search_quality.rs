//! How well the demo shop's articles answer questions that were not written with them.
//!
//! `corpora/search/questions.tsv` has a question, the id of the article that answers it (none where
//! no article does), and the half it belongs to. The weights of search were chosen on `tune` alone;
//! what is asserted here is measured on `test`.
//!
//! `cargo test -p shared --test search_quality -- --ignored --nocapture` prints both halves, what
//! went wrong, and the evidence to fit the confidence to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::{
    article::Article,
    search::{Answer, Index, Synonyms},
};

#[test]
fn the_right_article_is_among_the_first_three() {
    let report = Report::of("test");
    assert!(report.asked >= 70 && report.foreign >= 20, "the corpus has shrunk: {report:?}");
    assert!(report.first >= report.asked * 75 / 100, "{report:?}");
    assert!(report.in_three >= report.asked * 90 / 100, "{report:?}");
}

#[test]
fn what_the_articles_do_not_answer_is_not_answered() {
    let report = Report::of("test");
    assert!(report.foreign_found <= report.foreign * 15 / 100, "{report:?}");
    assert!(report.foreign_unknown >= report.foreign * 65 / 100, "{report:?}");
}

#[test]
fn an_answer_that_is_given_is_mostly_right() {
    let report = Report::of("test");
    let found = report.found_right + report.found_wrong;
    assert!(report.found_right >= found * 85 / 100, "{report:?}");
    assert!(found >= report.asked * 50 / 100, "{report:?}");
    assert!(report.lost <= report.asked * 15 / 100, "{report:?}");
}

#[test]
#[ignore = "prints, asserts nothing"]
fn print_both_halves() {
    let index = demo();
    for half in ["tune", "test"] {
        println!("{half}: {:#?}", Report::of(half));
        for (question, expected) in questions(half) {
            let hits = index.search(&question, 10);
            let rank = hits.iter().position(|hit| hit.article.as_str() == expected);
            let evidence = index.evidence(&question);
            let answer = match index.answer(&question) {
                Answer::Found { .. } => "found",
                Answer::Choices { .. } => "choices",
                Answer::Unknown => "unknown",
            };
            let first = hits.first().map_or("-", |hit| hit.article.as_str());
            let (c, u, l, s, m, p) = evidence.map_or((0.0, 0.0, 0.0, 0.0, 0.0, 0), |e| {
                (e.coverage, e.substance, e.likeness, e.strength, e.margin, e.confidence().value())
            });
            let rank = rank.map_or(-1, |rank| rank as i32);
            println!(
                "ROW\t{half}\t{rank}\t{c:.3}\t{u:.3}\t{l:.3}\t{s:.3}\t{m:.3}\t{p}\t{answer}\t{expected}\t{first}\t{question}"
            );
        }
    }
}

/// Counts over one half of the questions.
#[derive(Debug, Default)]
struct Report {
    /// Questions that an article answers.
    asked: usize,
    /// Of these, the right article came first.
    first: usize,
    /// Of these, it was among the first three.
    in_three: usize,
    /// Answered, with the right article first.
    found_right: usize,
    /// Answered, with another article first, or without any article being right.
    found_wrong: usize,
    /// Neither answered nor offered, though an article does answer.
    lost: usize,
    /// Questions that no article answers.
    foreign: usize,
    /// Of these, an answer was given.
    foreign_found: usize,
    /// Of these, not even a choice was offered.
    foreign_unknown: usize,
}

impl Report {
    fn of(half: &str) -> Self {
        let index = demo();
        let mut report = Self::default();
        for (question, expected) in questions(half) {
            let answer = index.answer(&question);
            if let Answer::Found { passages, .. } = &answer {
                let right = passages[0].article.as_str() == expected;
                report.found_right += usize::from(right);
                report.found_wrong += usize::from(!right);
            }
            if expected.is_empty() {
                report.foreign += 1;
                report.foreign_found += usize::from(matches!(answer, Answer::Found { .. }));
                report.foreign_unknown += usize::from(answer == Answer::Unknown);
                continue;
            }
            let hits = index.search(&question, 3);
            let rank = hits.iter().position(|hit| hit.article.as_str() == expected);
            report.asked += 1;
            report.first += usize::from(rank == Some(0));
            report.in_three += usize::from(rank.is_some());
            report.lost += usize::from(answer == Answer::Unknown);
        }
        report
    }
}

fn demo() -> Index {
    let lines = include_str!("../../www/demo/articles.jsonl").lines();
    let articles: Vec<Article> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(articles.len() >= 60);
    Index::build(&articles, &Synonyms::default())
}

fn questions(half: &str) -> Vec<(String, String)> {
    let rows = include_str!("corpora/search/questions.tsv").lines().skip(1);
    let columns = rows.map(|row| row.split('\t').collect::<Vec<_>>());
    columns
        .filter(|columns| columns[2] == half)
        .map(|columns| (columns[0].to_owned(), columns[1].to_owned()))
        .collect()
}
