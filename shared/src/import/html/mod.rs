//! A saved page of questions and answers: what schema.org calls an FAQPage, lists of terms, parts that
//! unfold, or headings with text below them.
//!
//! Nothing of the page is run or fetched: it is read as text, and what is told as an answer is Markdown.

mod entity;
mod markdown;
mod table;
mod token;

use serde_json::Value;

use super::{Name, Reading, Reason, sheet::Sheet};
use token::Token;

pub(super) fn read(text: &str, reading: &mut Reading) {
    let tokens = token::read(text);
    let mut found = structured(&tokens);
    if found.is_empty() {
        let tokens = without_frame(tokens);
        found = unfolding(&tokens);
        found.extend(terms(&tokens));
        found.sort_by_key(|pair| pair.line);
        // One list of terms somewhere does not make the page one.
        let headed = headed(&tokens);
        if headed.len() > found.len() {
            found = headed;
        }
    }
    if found.is_empty() {
        reading.refuse(1, Reason::NoQuestions);
    }
    for Pair { line, question, answer } in found {
        let mut sheet = Sheet::default();
        let filled = sheet
            .fill(Name::Title, vec![question])
            .and_then(|()| sheet.fill(Name::Body, vec![answer]));
        match filled {
            Ok(()) => reading.take(line, sheet),
            Err(reason) => reading.refuse(line, reason),
        }
    }
}

/// A question with its answer.
struct Pair {
    line: usize,
    question: String,
    answer: String,
}

impl Pair {
    /// Nothing where one of them says nothing.
    fn of(question: &[Token<'_>], answer: &[Token<'_>]) -> Option<Self> {
        let line = question.first().map_or(1, Token::line);
        let (question, answer) = (markdown::line(question), markdown::text(answer));
        (!question.is_empty() && !answer.is_empty()).then_some(Self { line, question, answer })
    }
}

/// The page without what stands around its text, such as lists of links. What is not closed is no such part: the rest
/// of the page would be lost with it.
fn without_frame(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut begun = FRAME.map(|_| Vec::new());
    let mut inner = vec![0_i32; tokens.len() + 1];
    for (at, token) in tokens.iter().enumerate() {
        for (name, begun) in FRAME.iter().zip(&mut begun) {
            if token.begins(name) {
                begun.push(at);
            } else if token.ends(name)
                && let Some(from) = begun.pop()
            {
                inner[from] += 1;
                inner[at + 1] -= 1;
            }
        }
    }
    let mut depth = 0;
    let kept = tokens.into_iter().zip(inner).filter(|(_, step)| {
        depth += step;
        depth == 0
    });
    kept.map(|(token, _)| token).collect()
}

/// The questions of an FAQPage in JSON-LD.
fn structured(tokens: &[Token<'_>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for token in tokens {
        let Token::Data { text, line } = token else { continue };
        if let Ok(value) = serde_json::from_str(text) {
            questions(&value, *line, 0, &mut pairs);
        }
    }
    pairs
}

fn questions(value: &Value, line: usize, depth: usize, pairs: &mut Vec<Pair>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                questions(value, line, depth + 1, pairs);
            }
        }
        Value::Object(object) => {
            let is = |kind: &str| match object.get("@type") {
                Some(Value::String(name)) => name == kind,
                Some(Value::Array(names)) => names.iter().any(|name| name == kind),
                _ => false,
            };
            if is("Question") {
                let answer = object.get("acceptedAnswer").or_else(|| object.get("suggestedAnswer"));
                let answer = match answer {
                    Some(Value::Array(answers)) => answers.first(),
                    answer => answer,
                };
                let answer = answer.and_then(|answer| answer.get("text")).and_then(Value::as_str);
                let question = object.get("name").and_then(Value::as_str);
                if let (Some(question), Some(answer)) = (question, answer) {
                    // Both may hold HTML themselves.
                    let pair = Pair::of(&token::read(question), &token::read(answer));
                    pairs.extend(pair.map(|pair| Pair { line, ..pair }));
                }
                return;
            }
            for key in ["@graph", "mainEntity"] {
                if let Some(value) = object.get(key) {
                    questions(value, line, depth + 1, pairs);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `details` with their `summary`.
fn unfolding(tokens: &[Token<'_>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut at = 0;
    while let Some(begin) = position(tokens, at, |token| token.begins("summary")) {
        let end = position(tokens, begin, |token| token.ends("summary"));
        let end = end.unwrap_or(tokens.len());
        let stop = position(tokens, end, |token| {
            token.ends("details") || token.begins("details") || token.begins("summary")
        });
        let stop = stop.unwrap_or(tokens.len());
        let answer = tokens.get(end + 1..stop).unwrap_or_default();
        pairs.extend(Pair::of(&tokens[begin..end], answer));
        at = stop.max(begin + 1);
    }
    pairs
}

/// `dt` with the `dd` that follow it.
fn terms(tokens: &[Token<'_>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut at = 0;
    while let Some(begin) = position(tokens, at, |token| token.begins("dt")) {
        let answer = position(tokens, begin + 1, |token| token.begins("dd") || token.begins("dt"));
        let answer = answer.unwrap_or(tokens.len());
        let stop = position(tokens, answer, |token| token.begins("dt") || token.ends("dl"));
        let stop = stop.unwrap_or(tokens.len());
        pairs.extend(Pair::of(&tokens[begin..answer], &tokens[answer..stop]));
        at = stop.max(begin + 1);
    }
    pairs
}

/// Headings below the first level with the text below them.
fn headed(tokens: &[Token<'_>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut at = 0;
    let is_heading = |token: &Token<'_>| HEADINGS.iter().any(|name| token.begins(name));
    while let Some(begin) = position(tokens, at, is_heading) {
        let is_end = |token: &Token<'_>| HEADINGS.iter().any(|name| token.ends(name));
        let end = position(tokens, begin, is_end).unwrap_or(tokens.len());
        let stop = position(tokens, end, |token| {
            is_heading(token) || AFTER.iter().any(|name| token.begins(name))
        });
        let stop = stop.unwrap_or(tokens.len());
        let answer = tokens.get(end + 1..stop).unwrap_or_default();
        pairs.extend(Pair::of(&tokens[begin..end], answer));
        at = stop.max(begin + 1);
    }
    pairs
}

fn position(
    tokens: &[Token<'_>],
    from: usize,
    is_it: impl Fn(&Token<'_>) -> bool,
) -> Option<usize> {
    let found = tokens.get(from..)?.iter().position(is_it)?;
    Some(from + found)
}

/// What stands around the text of a page.
const FRAME: [&str; 3] = ["nav", "aside", "footer"];
const HEADINGS: [&str; 3] = ["h2", "h3", "h4"];
/// What comes after the questions of a page.
const AFTER: [&str; 3] = ["footer", "h1", "nav"];
/// How deep structured data is looked into.
const DEEPEST: usize = 8;
