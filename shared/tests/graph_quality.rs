//! How well the demo shop's graph diagnoses questions as people type them.
//!
//! `corpora/graph/questions.tsv` has a question, what else is so (the entities that a simulated
//! visitor says yes to when asked; everything else gets a no), what is expected, and the half. Words
//! and numbers were chosen on `tune` alone; what is asserted here is measured on `test`.
//!
//! Expected is `cause:` (one of these is the likeliest in the conclusion), `ask:` (the first thing
//! that happens is one of these questions), `policy:`, `outlet:` (the nearest one), or `none`: the
//! graph says that it does not know.
//!
//! `cargo test -p shared --test graph_quality -- --ignored --nocapture` prints both halves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::graph::{Diagnosis, Effect, EntityId, Event, Format, Graph, Named, Question, Reply};

#[test]
fn the_demo_graph_has_no_bad_line_and_is_as_large_as_a_shop_needs() {
    let reading = Graph::read(Format::Jsonl, DEMO);
    assert_eq!(reading.bad, []);
    assert!(reading.graph.entities().len() >= 120 && reading.graph.relations().len() >= 200);
}

#[test]
fn a_trouble_is_mostly_traced_to_its_cause_with_few_questions() {
    let report = Report::of("test");
    assert!(
        report.causes.asked >= 45 && report.none.asked >= 12,
        "the corpus has shrunk: {report:?}"
    );
    assert!(report.causes.right * 100 >= report.causes.asked * FLOOR_CAUSES, "{report:?}");
    assert!(report.questions * 100 <= report.causes.asked * MOST_QUESTIONS, "{report:?}");
}

#[test]
fn what_the_graph_does_not_know_it_seldom_answers() {
    let report = Report::of("test");
    assert!(report.none.right * 100 >= report.none.asked * FLOOR_NONE, "{report:?}");
}

#[test]
fn questions_outlets_and_promises_are_mostly_as_expected() {
    let report = Report::of("test");
    assert!(report.other.right * 100 >= report.other.asked * FLOOR_OTHER, "{report:?}");
}

#[test]
#[ignore = "prints, asserts nothing"]
fn print_both_halves() {
    let graph = demo();
    for half in ["tune", "test"] {
        println!("{half}: {:#?}", Report::of(half));
        for case in cases(half) {
            let (course, right) = case.run(&graph);
            let mark = if right { "ok  " } else { "MISS" };
            // What went wrong in the test half stays unread, so that nobody tunes to it.
            if half == "tune" {
                println!("{mark}\t{}\t{}\t{}", case.question, case.expected, course.join(" → "));
            }
        }
    }
}

/// Counts over one half of the questions.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "the numbers are printed")]
struct Report {
    causes: Tally,
    /// Asked on the way to the causes.
    questions: usize,
    none: Tally,
    other: Tally,
}

#[derive(Debug, Default)]
struct Tally {
    asked: usize,
    right: usize,
}

impl Report {
    fn of(half: &str) -> Self {
        let graph = demo();
        let mut report = Self::default();
        for case in cases(half) {
            let (course, right) = case.run(&graph);
            let tally = match case.expected.split(':').next() {
                Some("cause") => {
                    report.questions += course.iter().filter(|step| step.starts_with('?')).count();
                    &mut report.causes
                }
                Some("none") => &mut report.none,
                _ => &mut report.other,
            };
            tally.asked += 1;
            tally.right += usize::from(right);
        }
        report
    }
}

struct Case {
    question: String,
    facts: Vec<String>,
    expected: String,
}

impl Case {
    /// What happened, step by step, and whether that was expected.
    fn run(&self, graph: &Graph) -> (Vec<String>, bool) {
        let mut diagnosis = Diagnosis::default();
        let mut effects = diagnosis.step(Event::Said(self.question.clone()), graph);
        let mut course = Vec::new();
        while let Some(Effect::Ask { question, .. }) = effects.first() {
            course.push(format!("?{}", key(question)));
            let reply = self.reply(question);
            effects = diagnosis.step(Event::Replied(reply), graph);
        }
        let end = match effects.first() {
            Some(Effect::Conclude(conclusion)) => match conclusion.causes.first() {
                Some(best) => format!("cause:{}", best.cause.id),
                None => format!("policy:{}", conclusion.policies[0].entity.id),
            },
            Some(Effect::Direct { outlets }) => match outlets.first() {
                Some(near) => format!("outlet:{}", near.outlet.id),
                None => "outlet:".into(),
            },
            Some(Effect::Admit) | None => "none".into(),
            Some(Effect::Ask { .. }) => unreachable!("answered above"),
        };
        course.push(end.clone());
        let (sort, ids) = self.expected.split_once(':').unwrap_or((&self.expected, ""));
        let first = course[0].strip_prefix('?');
        let right = match sort {
            "ask" => first.is_some_and(|asked| ids.split(',').any(|id| id == asked)),
            "none" => course == ["none"],
            _ => ids.split(',').any(|id| end == format!("{sort}:{id}")),
        };
        (course, right)
    }

    fn reply(&self, question: &Question) -> Reply {
        let is_so = |named: &&Named| self.facts.iter().any(|fact| fact == named.id.as_str());
        match question {
            Question::Whether { symptom, .. } => {
                if is_so(&symptom) {
                    Reply::Yes
                } else {
                    Reply::No
                }
            }
            Question::Which { .. } | Question::Code { .. } => chosen(question, is_so, Reply::No),
            Question::Product { .. } => chosen(question, is_so, Reply::Unsure),
            Question::City => Reply::Unsure,
        }
    }
}

fn chosen(question: &Question, is_so: impl Fn(&&Named) -> bool, none: Reply) -> Reply {
    let option = question.options().iter().find(is_so);
    option.map_or(none, |named| Reply::Chosen { option: named.id.clone() })
}

fn key(question: &Question) -> &str {
    match question {
        Question::Whether { symptom, .. } => EntityId::as_str(&symptom.id),
        Question::Which { of, .. } => EntityId::as_str(&of.id),
        Question::Code { .. } => "code",
        Question::Product { .. } => "product",
        Question::City => "city",
    }
}

fn demo() -> Graph {
    Graph::read(Format::Jsonl, DEMO).graph
}

fn cases(half: &str) -> Vec<Case> {
    let rows = QUESTIONS.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row[3] == half)
        .map(|row| Case {
            question: row[0].to_owned(),
            facts: row[1].split(' ').map(str::to_owned).collect(),
            expected: row[2].to_owned(),
        })
        .collect()
}

const DEMO: &str = include_str!("../../www/demo/graph.jsonl");
const QUESTIONS: &str = include_str!("corpora/graph/questions.tsv");

// The floors lie a little below what was measured when they were set; all in percent.

/// 61 of 66.
const FLOOR_CAUSES: usize = 87;
/// 39 of 41.
const FLOOR_NONE: usize = 87;
/// 10 of 10.
const FLOOR_OTHER: usize = 90;
/// Asked on the way to a hundred causes: 55.
const MOST_QUESTIONS: usize = 80;
