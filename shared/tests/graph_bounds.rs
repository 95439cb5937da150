//! Whatever is in a graph, and whatever is asked of it, a diagnosis ends within its bounds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::cell::Cell;
use std::fmt::Write as _;

use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use shared::graph::{Format, Graph, Words, limits};
use shared::transcript::Answer;

const KINDS: [&str; 9] =
    ["product", "model", "code", "symptom", "cause", "solution", "part", "outlet", "policy"];
const VERBS: [&str; 8] =
    ["of", "means", "due_to", "fixed_by", "needs", "serves", "covers", "kind_of"];
const WORDS: [&str; 8] = ["不制冷", "漏水", "E4", "bcd520", "不 凉", "冰箱", "异响", "杭州"];

/// A file of any entities and any relations between them, of which many do not fit.
fn file() -> impl Strategy<Value = String> {
    let entity = (0..9_usize, 0..8_usize, "\\PC{0,12}", 1..=100_u8);
    let relation = (0..40_usize, 0..8_usize, 0..40_usize, 1..=100_u8);
    (vec(entity, 1..40), vec(relation, 0..160)).prop_map(|(entities, relations)| {
        let mut file = String::new();
        for (n, (kind, word, text, common)) in entities.into_iter().enumerate() {
            let mut row = serde_json::json!({
                "kind": KINDS[kind], "id": format!("n{n}"), "name": format!("{} {n}", WORDS[word]), "text": text,
                "aliases": [format!("别名{n}"), WORDS[(word + n) % 8]],
            });
            match KINDS[kind] {
                "cause" => row["common"] = common.into(),
                "outlet" => row["cities"] = serde_json::json!(["杭州", "绍兴市"]),
                "symptom" => row["ask"] = "是吗".into(),
                _ => {}
            }
            writeln!(file, "{row}").unwrap();
        }
        for (from, verb, to, likelihood) in relations {
            let mut row = serde_json::json!({
                "from": format!("n{from}"), "verb": VERBS[verb], "to": format!("n{to}"),
            });
            if (1..=3).contains(&verb) {
                row["likelihood"] = likelihood.into();
            }
            writeln!(file, "{row}").unwrap();
        }
        file
    })
}

/// A file in which every relation fits: symptoms that look alike and the causes that may be behind them, and
/// whatever else may be known of these. The first symptom has at least three causes.
fn troubles() -> impl Strategy<Value = String> {
    let relation =
        (0..JOINS.len(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 20..=95_u8);
    let common = vec(20..=60_u8, MANY[4]);
    let sure = vec(40..=90_u8, 3..=MANY[4]);
    (common, sure, vec(relation, 10..80)).prop_map(|(common, sure, relations)| {
        let mut rows = Vec::new();
        for (kind, many) in KINDS.into_iter().zip(MANY) {
            for n in 0..many {
                let mut row = serde_json::json!({
                    "kind": kind, "id": format!("{kind}{n}"), "name": format!("{kind} 第{n}样"),
                });
                match kind {
                    "product" => row["name"] = ["冰箱", "洗衣机"][n].into(),
                    "code" => row["name"] = format!("E{n}").into(),
                    "cause" => row["common"] = common[n].into(),
                    "outlet" => row["cities"] = serde_json::json!(["杭州"]),
                    "symptom" if n == 0 => row["name"] = "不制冷".into(),
                    "symptom" if n % 2 == 1 => row["ask"] = "是吗".into(),
                    _ => {}
                }
                rows.push(row);
            }
        }
        let mut relate = |from: String, verb: &str, to: String, likelihood: u8| {
            let mut row = serde_json::json!({ "from": from, "verb": verb, "to": to });
            if ["means", "due_to", "fixed_by"].contains(&verb) {
                row["likelihood"] = likelihood.into();
            }
            rows.push(row);
        };
        for (n, likelihood) in sure.into_iter().enumerate() {
            relate("symptom0".to_owned(), "due_to", format!("cause{n}"), likelihood);
        }
        for (joins, from, to, likelihood) in relations {
            let (verb, left, right) = JOINS[joins];
            let any_of = |kinds: &[usize], which: prop::sample::Index| {
                let all: Vec<String> = kinds
                    .iter()
                    .flat_map(|&kind| (0..MANY[kind]).map(move |n| format!("{}{n}", KINDS[kind])))
                    .collect();
                which.get(&all).clone()
            };
            relate(any_of(left, from), verb, any_of(right, to), likelihood);
        }
        rows.iter().map(|row| format!("{row}\n")).collect()
    })
}

/// How many there are of each of [`KINDS`].
const MANY: [usize; 9] = [2, 1, 3, 6, 5, 3, 1, 1, 1];
/// What joins what, by the places of kinds in [`KINDS`]; what a diagnosis walks on, oftener.
const JOINS: [(&str, &[usize], &[usize]); 11] = [
    ("of", &[1, 2, 3, 4, 6], &[0, 1]),
    ("means", &[2], &[4]),
    ("means", &[2], &[4]),
    ("due_to", &[3], &[4]),
    ("due_to", &[3], &[4]),
    ("due_to", &[3, 4], &[4]),
    ("fixed_by", &[4], &[5]),
    ("needs", &[5], &[6]),
    ("serves", &[7], &[0]),
    ("covers", &[8], &[0, 1, 6]),
    ("kind_of", &[3], &[3]),
];

/// What follows from the last of what was said.
fn answer(graph: &Graph, said: &[&str]) -> Option<Answer> {
    graph.answer(said, Words::nearest("zh-CN"))
}

/// How a visitor may answer next.
#[derive(Clone, Copy, Debug)]
enum Tap {
    First,
    No,
    Unsure,
}

fn taps() -> impl Strategy<Value = Vec<Tap>> {
    vec(prop_oneof![Just(Tap::First), Just(Tap::No), Just(Tap::Unsure)], 0..8)
}

#[test]
fn any_graph_ends_and_never_asks_the_same_twice() {
    // How many talks came to so many questions about a trouble, by the way.
    let talks = [const { Cell::new(0) }; limits::QUESTIONS + 1];
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let files = prop_oneof![1 => file(), 4 => troubles()];
    let case = (files, "\\PC{0,40}", 0..8_usize, any::<bool>(), taps());
    let outcome = runner.run(&case, |(file, said, word, is_plain, taps)| {
        let graph = Graph::read(Format::Jsonl, &file).graph;
        let text =
            if is_plain { "不制冷".to_owned() } else { format!("{said}{} 坏了", WORDS[word]) };
        let mut said = vec![text];
        let mut asked = Vec::new();
        for tap in taps {
            let told: Vec<&str> = said.iter().map(String::as_str).collect();
            let Some(Answer::Choices { ask: Some(ask), titles }) = answer(&graph, &told) else {
                break;
            };
            let options = titles.iter().filter(|title| !WAYS_OUT.contains(&title.as_str()));
            let about = format!("{ask} {:?}", options.collect::<Vec<_>>());
            prop_assert!(!asked.contains(&about), "{about} after {asked:?}");
            asked.push(about);
            said.push(match tap {
                Tap::First => titles[0].clone(),
                Tap::No => "都不是".to_owned(),
                Tap::Unsure => "不清楚".to_owned(),
            });
        }
        asked.retain(|about| !about.starts_with(CITY));
        prop_assert!(asked.len() <= limits::QUESTIONS, "{asked:?}");
        talks[asked.len()].update(|talks| talks + 1);
        Ok(())
    });
    outcome.unwrap();
    let talks = talks.map(|talks| talks.get());
    println!("of 512 talks, by the number of their questions: {talks:?}");
    assert!(talks[2..].iter().sum::<usize>() > 40 && talks[limits::QUESTIONS] > 0, "{talks:?}");
}

const CITY: &str = "您在哪个城市？";
/// What is offered beside what may be noticed.
const WAYS_OUT: [&str; 3] = ["不是", "都不是", "不清楚"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_as_the_same_graph(file in file()) {
        let graph = Graph::read(Format::Jsonl, &file).graph;
        for format in [Format::Jsonl, Format::Csv] {
            let again = Graph::read(format, &graph.write(format));
            prop_assert_eq!(&again.bad, &vec![]);
            prop_assert_eq!(&again.graph, &graph);
        }
    }

    #[test]
    fn no_file_breaks_it(text in "\\PC{0,200}", rows in vec("[\"',;|\\\\{}\\[\\]a-e0-9\n\r\t:]{0,40}", 0..12)) {
        for format in [Format::Jsonl, Format::Csv] {
            let _ = Graph::read(format, &text);
            let _ = Graph::read(format, &rows.join("\n"));
            let _ = Graph::read(format, &format!("kind,id,name,aliases,from,verb,to\n{}", rows.join("\n")));
        }
    }

    #[test]
    fn no_talk_breaks_it(file in file(), said in vec(any::<String>(), 0..4), word in 0..8_usize) {
        let graph = Graph::read(Format::Jsonl, &file).graph;
        let mut said: Vec<&str> = said.iter().map(String::as_str).collect();
        said.insert(said.len() / 2, WORDS[word]);
        if let Some(Answer::Choices { titles, .. }) = answer(&graph, &said) {
            prop_assert!((1..=5).contains(&titles.len()));
        }
    }
}

/// Causes, each due to the next, the last to the first, and a ring of 200 symptoms that share their
/// phrases, each due to 200 of the causes: a graph made to hurt.
fn ring(causes: usize) -> Graph {
    let mut file = String::new();
    for n in 0..causes {
        writeln!(file, r#"{{"kind":"cause","id":"c{n}","name":"原因{n}"}}"#).unwrap();
        let next = (n + 1) % causes;
        writeln!(file, r#"{{"from":"c{n}","verb":"due_to","to":"c{next}","likelihood":100}}"#)
            .unwrap();
    }
    for n in 0..200 {
        writeln!(file, r#"{{"kind":"symptom","id":"s{n}","name":"不制冷","aliases":["不 凉"]}}"#)
            .unwrap();
        for m in 0..200 {
            let to = (n * 53 + m * 17) % causes;
            writeln!(file, r#"{{"from":"s{n}","verb":"due_to","to":"c{to}","likelihood":90}}"#)
                .unwrap();
        }
        let next = (n + 1) % 200;
        writeln!(file, r#"{{"from":"s{n}","verb":"kind_of","to":"s{next}"}}"#).unwrap();
    }
    let reading = Graph::read(Format::Jsonl, &file);
    assert!(reading.bad.is_empty(), "{:?}", reading.bad.first());
    reading.graph
}

#[test]
fn a_ring_of_ten_thousand_ends() {
    let graph = ring(10_000);
    let mut said = vec!["冰箱不制冷，一点不怎么凉"];
    while let Some(Answer::Choices { .. }) = answer(&graph, &said) {
        said.push("没有");
        assert!(said.len() <= 1 + limits::QUESTIONS);
    }
}

#[test]
fn a_long_question_ends() {
    let graph = ring(1_000);
    for unit in ["不制冷", "原因1", "不", "e4 ", "a-", "😀", "不 凉 "] {
        let text = unit.repeat(16 * 1024 / unit.len());
        let read: String = text.chars().take(limits::QUESTION).collect();
        assert!(read.len() < text.len());
        let [long, short] =
            [&text, &read].map(|said| answer(&graph, &[said.as_str(); limits::REPLAYED]));
        assert_eq!(long, short, "{unit}: what is past the limit counts");
    }
}
