//! To JSON.

use shared::conversation::Button;
use shared::id::{ClientId, Seq};
use shared::reading::{Emotion, Intent, Reading};

use super::{EMOTIONS, INTENTS};
use crate::json::Object;

/// A message of the visitor.
#[must_use]
pub fn say(client_id: ClientId, text: &str, reading: Option<&Reading>) -> String {
    with_reading(named("say", client_id).text("text", text), reading).done()
}

/// A tap of the visitor.
#[must_use]
pub fn press(client_id: ClientId, button: &Button) -> String {
    named("press", client_id).raw("button", &button_json(button)).done()
}

/// Someone is typing.
#[must_use]
pub fn typing() -> String {
    kind("typing").done()
}

/// Someone wants what comes after `after`.
#[must_use]
pub fn resume(after: Option<Seq>) -> String {
    match after {
        Some(Seq(after)) => kind("resume").number("after", after),
        None => kind("resume"),
    }
    .done()
}

/// A page that the visitor looks at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Visit {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What the shop's script tells of it, masked: an object of texts, as JSON.
    pub context: String,
}

/// The visitor looks at a page.
#[must_use]
pub fn visit(page: &Visit) -> String {
    kind("visit").raw("page", &page_json(page)).done()
}

/// The body that begins a conversation. With a name it may be sent again.
#[must_use]
pub fn start(locale: &str, page: Option<&Visit>, client_id: Option<ClientId>) -> String {
    let client_id = client_id.map(|id| id.to_string());
    let start = Object::new().text("locale", locale).maybe("client_id", client_id.as_deref());
    match page {
        Some(page) => start.raw("page", &page_json(page)),
        None => start,
    }
    .done()
}

/// `json` with a reading, if there is one.
#[must_use]
pub fn with_reading(json: Object, reading: Option<&Reading>) -> Object {
    match reading {
        Some(reading) => json.raw("reading", &reading_json(reading)),
        None => json,
    }
}

fn reading_json(reading: &Reading) -> String {
    let belief = |label: &str, confidence: u8| {
        Object::new().text("label", label).number("confidence", confidence.into()).done()
    };
    let Reading { intent, emotion, anger } = reading;
    Object::new()
        .raw("intent", &belief(intent_name(intent.label), intent.confidence.value()))
        .raw("emotion", &belief(emotion_name(emotion.label), emotion.confidence.value()))
        .number("anger", anger.value().into())
        .done()
}

fn button_json(button: &Button) -> String {
    let named = |kind: &str| Object::new().text("kind", kind);
    match button {
        Button::Human => named("human"),
        Button::Confirm { intent } => named("confirm").maybe("intent", intent.map(intent_name)),
        Button::Decline => named("decline"),
        Button::Help { answer, helpful } => {
            named("help").number("answer", answer.0).flag("helpful", *helpful)
        }
        Button::Contact { contact } => named("contact").text("contact", contact),
        Button::End => named("end"),
        Button::Rate { stars, comment } => {
            named("rate").number("stars", u8::from(*stars).into()).text("comment", comment)
        }
    }
    .done()
}

fn page_json(Visit { url, title, context }: &Visit) -> String {
    Object::new().text("url", url).text("title", title).raw("context", context).done()
}

fn named(name: &str, client_id: ClientId) -> Object {
    kind(name).text("client_id", &client_id.to_string())
}

fn kind(name: &str) -> Object {
    Object::new().text("type", name)
}

fn intent_name(intent: Intent) -> &'static str {
    let at = Intent::ALL.iter().position(|known| *known == intent);
    INTENTS[at.unwrap_or(INTENTS.len() - 1)]
}

fn emotion_name(emotion: Emotion) -> &'static str {
    let at = Emotion::ALL.iter().position(|known| *known == emotion);
    EMOTIONS[at.unwrap_or(0)]
}
