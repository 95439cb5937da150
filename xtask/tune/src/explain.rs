//! What the product makes of a message: what it hides, reads, decides, and by which rule.

use std::io::{BufRead, Write};

use anyhow::{Context as _, Result};
use model::{Probabilities, Reader};
use serde::Serialize;
use shared::handoff::Rule;
use shared::hatch::{self, Course, Verdict};
use shared::mask::{self, Span};
use shared::policy::Policy;
use shared::reading::{Anger, Emotion, Intent};
use shared::transcript::Visitor;

/// Reads a message a line, writes a JSON object a line.
///
/// # Errors
/// When a line is no UTF-8, or `out` takes no more.
pub(crate) fn explain(messages: impl BufRead, out: &mut impl Write) -> Result<()> {
    let reader = Reader::load(model::SHIPPED).context("the shipped model")?;
    for (number, message) in messages.lines().enumerate() {
        let message = message.with_context(|| format!("line {} of standard input", number + 1))?;
        serde_json::to_writer(&mut *out, &explanation(&message, &reader))?;
        out.write_all(b"\n")?;
        // Somebody may be typing.
        out.flush()?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Explanation<'a> {
    text: &'a str,
    /// What leaves the browser.
    masked: String,
    spans: Vec<Span>,
    /// Best first; empty where the model knows nothing in the text.
    intent: Vec<Believed<Intent>>,
    emotion: Vec<Believed<Emotion>>,
    /// By which it is judged: the words' own anger or the model's, whichever is more.
    anger: Anger,
    verdict: &'static str,
    rule: Option<Rule>,
}

#[derive(Serialize)]
struct Believed<L> {
    label: L,
    probability: f32,
}

/// The way of a first message of an anonymous visitor, in the order of the product: mask, read,
/// judge.
fn explanation<'a>(text: &'a str, reader: &Reader) -> Explanation<'a> {
    let spans = mask::spans(text);
    let masked = mask::mask(text, &spans);
    let reading = reader.read(&masked);
    let (course, policy) = (Course::default(), Policy::default());
    let verdict = hatch::judge(&masked, reading.as_ref(), &course, &Visitor::Anonymous, &policy);
    let words = hatch::signals(&masked).anger;
    let believed = reader.probabilities(&masked);
    let (intent, emotion) = match believed {
        Some(Probabilities { intents, emotions, .. }) => (ranked(intents), ranked(emotions)),
        None => (Vec::new(), Vec::new()),
    };
    Explanation {
        text,
        masked,
        spans,
        intent,
        emotion,
        anger: reading.map_or(words, |reading| reading.anger.max(words)),
        verdict: match verdict {
            Verdict::Answer => "answer",
            Verdict::Clarify { .. } => "clarify",
            Verdict::Handoff(_) => "handoff",
        },
        rule: verdict.rule().cloned(),
    }
}

fn ranked<L>(labels: Vec<(L, f32)>) -> Vec<Believed<L>> {
    labels.into_iter().map(|(label, probability)| Believed { label, probability }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn explained(line: &str) -> Value {
        let mut out = Vec::new();
        explain(line.as_bytes(), &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_message_is_explained_as_the_product_decides() {
        let it = explained("我的手机13812345678，我要投诉你们\n");
        assert_eq!(it["masked"], "我的手机138****5678，我要投诉你们");
        assert_eq!(it["spans"][0]["type"], "mobile");
        assert_eq!((&it["spans"][0]["start"], &it["spans"][0]["end"]), (&4.into(), &15.into()));
        assert_eq!(it["verdict"], "handoff");
        // Which of the two is the more urgent is the reader's to say.
        assert!(it["rule"]["rule"] == "keyword" || it["rule"]["rule"] == "anger", "{it}");
        let intents = it["intent"].as_array().unwrap();
        assert_eq!(intents.len(), Intent::ALL.len());
        let shares: Vec<_> = intents.iter().filter_map(|it| it["probability"].as_f64()).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
    }

    #[test]
    fn nothing_to_read_is_no_error() {
        let it = explained("\n");
        assert_eq!((&it["verdict"], &it["rule"]), (&"answer".into(), &Value::Null));
        assert_eq!(it["intent"], Value::Array(Vec::new()));
    }
}
