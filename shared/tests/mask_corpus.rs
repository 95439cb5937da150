//! How much of the personal data that shoppers type is found, and how much else is taken for it.
//!
//! `cargo test -p shared --test mask_corpus -- --nocapture` prints the figures per kind, and the rows
//! of the half "dev" that are wrong; those of the half "test" are counted and never shown.

mod mask_marks;

use mask_marks::{kinds, read, write};
use shared::mask::{self, Kind, Span};

/// The share of personal data that is found exactly, at least; the goal is 0.99.
const RECALL: f64 = 0.98;

/// The share of what is found that is personal data exactly, at least.
const PRECISION: f64 = 0.97;

/// Both, for any one kind: a half has few of each.
const OF_A_KIND: f64 = 0.9;

const CORPUS: &str = include_str!("mask_corpus.tsv");

#[test]
fn what_shoppers_type_is_masked_as_far_as_promised() {
    let rows = rows();
    let halves = ["dev", "test"].map(|half| {
        let judged = rows.iter().filter(|row| row.half == half).map(Judged::of);
        (half, judged.collect::<Vec<_>>())
    });
    for (half, judged) in &halves {
        println!("{half}: {} rows", judged.len());
        report(judged);
    }
    for row in halves[0].1.iter().filter(|row| row.found != row.expected) {
        println!("  {}\n    found {}", row.case, write(&row.text, &row.found));
    }
    for (half, judged) in &halves {
        let all = Counts::over(judged, |_| true);
        assert!(all.recall() >= RECALL && all.precision() >= PRECISION, "{half}: {}", all.line());
        for (name, kind) in kinds() {
            let one = Counts::over(judged, |found| found == kind);
            assert!(
                one.recall().min(one.precision()) >= OF_A_KIND,
                "{half} {name}: {}",
                one.line()
            );
        }
    }
}

#[test]
fn the_corpus_is_large_and_holds_much_that_is_not_personal() {
    let rows = rows();
    let bare = rows.iter().filter(|row| !row.case.contains('⟦')).count();
    assert!(rows.len() >= 600 && bare >= 250, "{} rows, {bare} bare", rows.len());
    assert!(rows.iter().all(|row| matches!(row.half, "dev" | "test")));
}

fn report(judged: &[Judged]) {
    for (name, kind) in kinds() {
        println!("{name:>14} {}", Counts::over(judged, |found| found == kind).line());
    }
    println!("{:>14} {}", "all", Counts::over(judged, |_| true).line());
}

struct Row {
    half: &'static str,
    case: &'static str,
}

fn rows() -> Vec<Row> {
    CORPUS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').expect("a row has a half and a text"))
        .map(|(half, case)| Row { half, case })
        .collect()
}

/// A row and what was found in it.
struct Judged {
    case: &'static str,
    text: String,
    expected: Vec<Span>,
    found: Vec<Span>,
}

impl Judged {
    fn of(row: &Row) -> Self {
        let (text, expected) = read(row.case);
        let found = mask::spans(&text);
        Self { case: row.case, text, expected, found }
    }
}

/// Spans that are exact, and characters, each as (right, expected, found).
#[derive(Default)]
struct Counts {
    spans: [usize; 3],
    characters: [usize; 3],
}

impl Counts {
    fn over(judged: &[Judged], wanted: impl Fn(Kind) -> bool) -> Self {
        let mut counts = Self::default();
        for row in judged {
            let of = |spans: &[Span]| -> Vec<Span> {
                spans.iter().filter(|span| wanted(span.kind)).copied().collect()
            };
            let (expected, found) = (of(&row.expected), of(&row.found));
            let right = found.iter().filter(|span| expected.contains(span)).count();
            let size = |spans: &[Span]| spans.iter().map(|span| span.end - span.start).sum();
            let shared = expected.iter().flat_map(|one| found.iter().map(move |two| (one, two)));
            let overlap = shared
                .filter(|(one, two)| one.kind == two.kind)
                .map(|(one, two)| one.end.min(two.end).saturating_sub(one.start.max(two.start)))
                .sum();
            add(&mut counts.spans, [right, expected.len(), found.len()]);
            add(&mut counts.characters, [overlap, size(&expected), size(&found)]);
        }
        counts
    }

    fn recall(&self) -> f64 {
        share(self.spans[0], self.spans[1])
    }

    fn precision(&self) -> f64 {
        share(self.spans[0], self.spans[2])
    }

    fn line(&self) -> String {
        let [right, expected, found] = self.spans;
        let [overlap, marked, taken] = self.characters;
        format!(
            "recall {:.4} ({right}/{expected}) precision {:.4} ({right}/{found}) \
             characters {:.4} {:.4}",
            self.recall(),
            self.precision(),
            share(overlap, marked),
            share(overlap, taken),
        )
    }
}

fn add(sums: &mut [usize; 3], more: [usize; 3]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

#[expect(clippy::cast_precision_loss, reason = "counts of a corpus are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
