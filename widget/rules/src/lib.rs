//! What the visitor's page asks of the heart: before a message leaves, where personal data is and, while the edge
//! cannot be reached, whether the message asks for a person; and afterwards, why the hatch opened.
//!
//! The word lists and tables behind these answers weigh as much as the page itself, so they come as
//! a module of their own, right after the page is usable. `widget`'s `rules` is the only caller.

mod why;

use shared::field::TEXT;
use shared::hatch::{Course, Heard, Verdict, judge};
use shared::id::Seq;
use shared::mask;
use shared::page::Context;
use shared::transcript::Visitor;
use ui::json::{self, Json, Object};
use ui::wire;
use wasm_bindgen::prelude::wasm_bindgen;

/// A smaller allocator than the standard library's, for one thread: every byte of a page travels. What it
/// saves is in `docs/decisions/0008-ninety-kilobytes.md`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A message with its personal data masked, and no longer than one may be: masks may be longer than what
/// they hide.
#[must_use]
#[wasm_bindgen]
pub fn masked(text: &str) -> String {
    mask::masked(text).chars().take(TEXT).collect()
}

/// The pieces of personal data in `text` as typed, with `、` between them; empty where there are
/// none.
#[must_use]
#[wasm_bindgen]
pub fn personal(text: &str) -> String {
    let piece = |span: mask::Span| -> String {
        text.chars().skip(span.start).take(span.end - span.start).collect()
    };
    let pieces: Vec<_> = mask::spans(text).into_iter().map(piece).collect();
    pieces.join("、")
}

/// What a page's script told `before` and tells `now`, both objects of texts as JSON, as an agent may
/// see it: masked, no more than fits, and `now` right about what both know.
#[must_use]
#[wasm_bindgen]
pub fn told(before: &str, now: &str) -> String {
    let context = |json: &str| {
        let json = json::parse(json).unwrap_or(Json::Null);
        let text =
            |(name, value): &(String, Json)| Some((name.clone(), value.as_text()?.to_owned()));
        Context::of(json.fields().iter().filter_map(text))
    };
    let both = context(before).with(context(now));
    both.iter().fold(Object::new(), |json, (name, text)| json.text(name, text)).done()
}

/// Whether the escape hatch opens, wholly or by a card, at a message that the edge has not seen.
///
/// `question` is JSON: `heard`, the list of what the hatch heard so far, each `{"said", "reading"?}`,
/// `{"answered", "at"}`, `{"helped", "at"}` (where that answer is) or `{"settled"}`; then `text` and `reading` of the message, whether
/// the visitor is `vip`, and `profile`, the edge's answer that holds the site's policy. What is not
/// there is as usual.
#[must_use]
#[wasm_bindgen]
pub fn opens_hatch(question: &str) -> bool {
    let question = json::parse(question).unwrap_or(Json::Null);
    let mut course = Course::default();
    for heard in question.get("heard").list() {
        if let Some(text) = heard.text("said") {
            let reading = wire::reading(heard.get("reading"));
            course.hear(Heard::Said { text, reading: reading.as_ref() });
        } else if let Json::Bool(known) = *heard.get("answered") {
            course.hear(Heard::Answered { at: at(heard), known });
        } else if let Json::Bool(helpful) = *heard.get("helped") {
            course.hear(Heard::Helped { answer: at(heard), helpful });
        } else {
            course.hear(Heard::Settled);
        }
    }
    let visitor = if question.flag("vip") {
        Visitor::Verified { subject: String::new(), name: None, vip: true }
    } else {
        Visitor::Anonymous
    };
    let text = question.text("text").unwrap_or_default();
    let reading = wire::reading(question.get("reading"));
    let policy = wire::policy(question.get("profile"));
    match judge(text, reading.as_ref(), &course, &visitor, &policy) {
        Verdict::Answer => false,
        Verdict::Clarify { .. } | Verdict::Handoff(_) => true,
    }
}

/// Why a person was called, in plain words: see [`why::explain`].
#[must_use]
#[wasm_bindgen]
pub fn explain(locale: &str, rule: &str, said: &str, number: u32, urgent: bool) -> String {
    why::explain(locale, rule, said, number, urgent)
}

/// The answer's place in the transcript.
fn at(heard: &Json) -> Seq {
    Seq(heard.number("at").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hatch_opens_in_the_page_as_it_does_at_the_edge() {
        for (question, opens) in QUESTIONS {
            assert_eq!(opens_hatch(question), opens, "{question}");
        }
    }

    /// What is asked, and whether a person is called or a card shown.
    const QUESTIONS: [(&str, bool); 24] = [
        ("", false),
        ("{}", false),
        ("no JSON", false),
        (r#"{"text":"多少钱包邮"}"#, false),
        (r#"{"text":"谢谢"}"#, false),
        (r#"{"text":"你们用的是人工智能吗"}"#, false),
        (r#"{"text":"转人工"}"#, true),
        (r#"{"text":"talk to a human"}"#, true),
        (r#"{"text":"我要投诉"}"#, true),
        (r#"{"text":"我的账号被盗了"}"#, true),
        (r#"{"text":"你们这群骗子，垃圾公司，气死我了！！！"}"#, true),
        (r#"{"text":"多少钱包邮","vip":false,"heard":[],"profile":null}"#, false),
        (r#"{"text":"多少钱包邮","vip":true,"heard":[],"profile":null}"#, true),
        // What the reader saw counts.
        (
            r#"{"text":"多少钱包邮","reading":{"intent":{"label":"other","confidence":99},"emotion":{"label":"angry","confidence":95},"anger":70}}"#,
            true,
        ),
        (
            r#"{"text":"多少钱包邮","reading":{"intent":{"label":"other","confidence":99},"emotion":{"label":"calm","confidence":95},"anger":40}}"#,
            false,
        ),
        // As far as the shop's policy says.
        (
            r#"{"text":"多少钱包邮","reading":{"intent":{"label":"other","confidence":99},"emotion":{"label":"angry","confidence":95},"anger":40},"profile":{"hatch":{"soothe_from":30}}}"#,
            true,
        ),
        // Two answers in a row that did not help.
        (r#"{"text":"没用","heard":[{"said":"退货"},{"answered":true,"at":1}]}"#, false),
        (
            r#"{"text":"没用","heard":[{"said":"退货"},{"answered":true,"at":1}],"profile":{"hatch":{"unhelpful":1}}}"#,
            true,
        ),
        (
            r#"{"text":"没用","heard":[{"said":"退货"},{"answered":true,"at":1},{"helped":false,"at":1},{"said":"怎么退"},{"answered":true,"at":4}]}"#,
            true,
        ),
        (
            r#"{"text":"没用","heard":[{"said":"退货"},{"answered":true,"at":1},{"helped":false,"at":1},{"helped":true,"at":1},{"said":"怎么退"},{"answered":true,"at":5}]}"#,
            false,
        ),
        (
            r#"{"text":"没用","heard":[{"said":"退货"},{"answered":false,"at":1},{"said":"怎么退"},{"answered":true,"at":3}]}"#,
            true,
        ),
        (
            r#"{"text":"没用","heard":[{"said":"退货"},{"answered":false,"at":1},{"settled":true},{"said":"怎么退"},{"answered":true,"at":4}]}"#,
            false,
        ),
        // Never looser than usual.
        (
            r#"{"text":"转人工","profile":{"hatch":{"asks_to_queue":99,"asks_to_priority":99}}}"#,
            true,
        ),
        (
            r#"{"text":"没用","heard":[{"said":"退货"},{"answered":false,"at":1},{"said":"怎么退"},{"answered":false,"at":3}],"profile":{"hatch":{"unhelpful":99}}}"#,
            true,
        ),
    ];
}
