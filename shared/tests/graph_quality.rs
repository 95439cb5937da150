//! How well the demo shop's graph diagnoses questions as people type them.
//!
//! `corpora/graph/questions.tsv` has a question, what else is so (the entities that a simulated
//! visitor taps when asked; everything else gets a no), what is expected, and the half. Words
//! and numbers were chosen on `tune` alone; what is asserted here is measured on `test`.
//!
//! Expected is `cause:` (one of these is the likeliest in the conclusion), `ask:` (the first thing
//! that happens is one of these questions), `policy:`, `outlet:` (the nearest one), or `none`: the
//! graph says that it does not know.
//!
//! `cargo test -p shared --test graph_quality -- --ignored --nocapture` prints both halves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use shared::graph::{About, Entity, Format, Graph, Kind, Verb, Words};
use shared::transcript::Answer;

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
        let mut said = vec![self.question.clone()];
        let mut course = Vec::new();
        let end = loop {
            let told: Vec<&str> = said.iter().map(String::as_str).collect();
            match graph.answer(&told, Words::nearest("zh-CN")) {
                Some(Answer::Choices { ask, titles }) => {
                    let ask = ask.unwrap_or_default();
                    course.push(format!("?{}", key(graph, &ask, &titles)));
                    said.push(self.reply(graph, &ask, titles));
                }
                Some(Answer::Found { quotes, .. }) => {
                    let id = quotes[0].article.replace("graph:", "");
                    let sort = match graph.entity(&id.parse().unwrap()).map(Entity::kind) {
                        Some(Kind::Policy) => "policy",
                        Some(Kind::Outlet) => "outlet",
                        _ => "cause",
                    };
                    break format!("{sort}:{id}");
                }
                Some(Answer::Unknown | Answer::Courtesy) | None => break "none".to_owned(),
            }
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

    /// What the visitor taps; of cities and products that are none of theirs, nothing.
    fn reply(&self, graph: &Graph, ask: &str, mut titles: Vec<String>) -> String {
        let is_so = |title: &&String| {
            let mut facts = self.facts.iter().filter_map(|id| graph.entity(&id.parse().ok()?));
            facts.any(|fact| fact.name() == **title)
        };
        if let Some(title) = titles.iter().find(is_so) {
            return title.clone();
        }
        let no = ["不是", "都不是"];
        let is_no = |title: &String| no.contains(&title.as_str());
        match titles.iter().position(is_no) {
            Some(at) => titles.swap_remove(at),
            None => {
                assert!([PRODUCT, CITY].contains(&ask), "{ask} {titles:?}");
                "不清楚".to_owned()
            }
        }
    }
}

/// What is asked: `code`, `product`, `city`, or the entity that the question is about.
fn key(graph: &Graph, ask: &str, titles: &[String]) -> String {
    let of_shop =
        |entity: &&Entity| matches!(entity.about(), About::Symptom { ask: own } if own == ask);
    let named = |entity: &&Entity| entity.kind() == Kind::Symptom && entity.name() == titles[0];
    match ask {
        CODE => "code".to_owned(),
        PRODUCT => "product".to_owned(),
        CITY => "city".to_owned(),
        WHICH => {
            // Of a product whose symptoms are offered.
            let symptom = graph.entities().iter().find(named).unwrap().id();
            let mut of = graph.relations().filter(|it| it.verb == Verb::Of && it.from == *symptom);
            of.next().unwrap().to.to_string()
        }
        _ => {
            let mut entities = graph.entities().iter();
            let asked = entities.clone().find(of_shop).or_else(|| entities.find(named));
            asked.unwrap().id().to_string()
        }
    }
}

const CODE: &str = "屏幕上显示哪个代码？";
const PRODUCT: &str = "是哪一种产品？";
const CITY: &str = "您在哪个城市？";
const WHICH: &str = "是哪一种？";

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
/// 9 of 10.
const FLOOR_OTHER: usize = 90;
/// Asked on the way to a hundred causes: 55.
const MOST_QUESTIONS: usize = 80;
