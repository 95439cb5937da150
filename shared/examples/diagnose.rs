//! Tries questions on a graph: `cargo run -p shared --example diagnose -- www/demo/graph.jsonl`.
//!
//! Reads a message a line; an empty line begins another talk. What is wrong with the file is told
//! first.

use std::{
    env, fs,
    io::{self, BufRead as _},
};

use shared::graph::{
    Conclusion, Diagnosis, Effect, Event, Format, Graph, Named, Nearby, Question, Step,
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
    let mut diagnosis = Diagnosis::default();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            diagnosis = Diagnosis::default();
            continue;
        }
        println!("> {line}");
        for effect in diagnosis.step(Event::Said(line), &graph) {
            show(&effect);
        }
    }
    Ok(())
}

fn show(effect: &Effect) {
    match effect {
        Effect::Ask { question, suspects } => {
            let suspects =
                suspects.iter().map(|it| format!("{} {}%", it.cause.name, it.share.value()));
            println!("  问：{}  [{}]", wording(question), suspects.collect::<Vec<_>>().join("，"));
        }
        Effect::Conclude(conclusion) => conclude(conclusion),
        Effect::Direct { outlets } => direct(outlets),
        Effect::Admit => println!("  不知道"),
    }
}

fn wording(question: &Question) -> String {
    let shown = |ask: &str, usual: String| if ask.is_empty() { usual } else { ask.to_owned() };
    match question {
        Question::Whether { symptom, ask } => shown(ask, format!("有没有“{}”？", symptom.name)),
        Question::Which { ask, options, .. } => {
            format!("{} {}", shown(ask, "是哪一种？".into()), names(options))
        }
        Question::Code { options } => format!("屏幕上有代码吗？{}", names(options)),
        Question::Product { options } => format!("是哪一种产品？{}", names(options)),
        Question::City => "您在哪个城市？".into(),
    }
}

fn names(options: &[Named]) -> String {
    options.iter().map(|option| option.name.as_str()).collect::<Vec<_>>().join(" / ")
}

fn conclude(conclusion: &Conclusion) {
    for finding in &conclusion.causes {
        let because: Vec<String> = finding.because.iter().map(step).collect();
        println!(
            "  {}（{}%），因为{}",
            finding.cause.name,
            finding.share.value(),
            because.join("，")
        );
        for remedy in &finding.remedies {
            let parts = if remedy.parts.is_empty() {
                String::new()
            } else {
                format!("（要用{}）", names(&remedy.parts))
            };
            println!("    {}{parts}：{}", remedy.solution.name, remedy.text);
        }
    }
    for policy in &conclusion.policies {
        println!("  {}：{}", policy.entity.name, policy.text);
    }
    direct(&conclusion.outlets);
}

fn step(step: &Step) -> String {
    match step {
        Step::Noticed { sign } => format!("您说“{}”", sign.name),
        Step::Denied { sign } => format!("没有“{}”", sign.name),
        Step::Leads { from, to, likelihood, .. } => {
            let likely = likelihood.map_or(String::new(), |it| format!("（{}%）", it.value()));
            format!("{} → {}{likely}", from.name, to.name)
        }
    }
}

fn direct(outlets: &[Nearby]) {
    for near in outlets {
        let far = near.kilometres.map_or(String::new(), |far| format!("，约 {far} 公里"));
        println!("  网点：{} {} {}{far}", near.outlet.name, near.address, near.phone);
    }
}
