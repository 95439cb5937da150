//! How long a question takes on a graph, the demo shop's and one of 10,000 entities.
//!
//! `cargo test --release -p shared --test graph_speed -- --ignored --nocapture` prints; times are
//! not asserted, because a busy machine is no defect.

mod spread;

use std::{fmt::Write as _, time::Instant};

use shared::graph::{Format, Graph, Words};

#[test]
#[ignore = "prints, asserts nothing"]
fn print_times_for_two_graphs() {
    let demo = include_str!("../../www/demo/graph.jsonl");
    measure("demo", demo);
    let mut large = String::new();
    // The demo shop's graph for 26 brands of the same machines.
    for brand in 0..26 {
        for line in demo.lines() {
            let mut row: serde_json::Value = serde_json::from_str(line).expect("the demo is JSON");
            for field in ["id", "from", "to"] {
                if let Some(id) = row[field].as_str() {
                    row[field] = format!("{id}-{brand}").into();
                }
            }
            if row["kind"] == "product" || row["kind"] == "model" {
                row["name"] = format!("{}{brand}", row["name"].as_str().unwrap_or_default()).into();
            }
            writeln!(large, "{row}").expect("a String takes everything");
        }
    }
    measure("26 brands", &large);
}

fn measure(name: &str, file: &str) {
    let start = Instant::now();
    let reading = Graph::read(Format::Jsonl, file);
    let graph = reading.graph;
    println!(
        "{name}: {} entities, {} relations, {} bad, read in {:?}",
        graph.entities().len(),
        graph.relations().len(),
        reading.bad.len(),
        start.elapsed()
    );
    let questions: Vec<&str> = include_str!("corpora/graph/questions.tsv")
        .lines()
        .skip(1)
        .filter_map(|row| row.split('\t').next())
        .collect();
    for _ in 0..2 {
        spread::print("  answer", &questions, |question| {
            drop(graph.answer(&[question], Words::nearest("zh-CN")));
        });
    }
}
