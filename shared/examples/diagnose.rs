//! Tries questions on a graph: `cargo run -p shared --example diagnose -- www/demo/graph.jsonl`.
//!
//! Reads a message a line; an empty line begins another talk. What is wrong with the file is told
//! first.

use std::{
    env, fs,
    io::{self, BufRead as _},
};

use shared::{
    graph::{Format, Graph, Words},
    transcript::Answer,
};

fn main() -> io::Result<()> {
    let Some(path) = env::args().nth(1) else {
        eprintln!("which graph? FILE.jsonl or FILE.csv");
        return Ok(());
    };
    let format = if path.ends_with(".csv") { Format::Csv } else { Format::Jsonl };
    let reading = Graph::read(format, &fs::read_to_string(path)?);
    for bad in &reading.bad {
        eprintln!("{bad}");
    }
    let graph = reading.graph;
    println!("{} entities, {} relations", graph.entities().len(), graph.relations().len());
    let mut said: Vec<String> = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            said.clear();
            continue;
        }
        println!("> {line}");
        said.push(line);
        let talk: Vec<&str> = said.iter().map(String::as_str).collect();
        show(graph.answer(&talk, Words::nearest("zh-CN")));
    }
    Ok(())
}

fn show(answer: Option<Answer>) {
    match answer {
        Some(Answer::Found { quotes, confidence }) => {
            println!("  {}%", confidence.value());
            for quote in quotes {
                println!("  {}\n    {}", quote.title, quote.text.replace('\n', "\n    "));
            }
        }
        Some(Answer::Choices { ask, titles }) => {
            println!("  问：{} {}", ask.unwrap_or_default(), titles.join(" / "));
        }
        Some(Answer::Unknown | Answer::Courtesy) | None => println!("  不知道"),
    }
}
