//! The rules, a module of its own that is loaded once the page is usable: see `rules/`.
//!
//! Nothing is sent before they are there, because nothing leaves the page unmasked.

use js_sys::Promise;
use shared::hatch::Heard;
use shared::reading::Reading;
use ui::json::Object;
use ui::wire;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::shell;

#[wasm_bindgen]
extern "C" {
    /// The module, as `rules/src/lib.rs` exports it.
    #[derive(Clone)]
    pub(crate) type Rules;

    /// `text` with its personal data masked.
    #[wasm_bindgen(method)]
    pub(crate) fn masked(this: &Rules, text: &str) -> String;

    /// The pieces of personal data in `text`.
    #[wasm_bindgen(method)]
    pub(crate) fn personal(this: &Rules, text: &str) -> String;

    /// What a page's script told, with what it tells now: objects of texts, as JSON.
    #[wasm_bindgen(method)]
    pub(crate) fn told(this: &Rules, before: &str, now: &str) -> String;

    #[wasm_bindgen(method)]
    fn opens_hatch(this: &Rules, question: &str) -> bool;

    /// Why a person was called, in words of the language `locale`.
    #[wasm_bindgen(method)]
    pub(crate) fn explain(
        this: &Rules,
        locale: &str,
        rule: &str,
        said: &str,
        number: u32,
        urgent: bool,
    ) -> String;
}

impl Rules {
    /// Begins to import the module.
    pub(crate) fn import() -> Promise {
        shell::import("rules")
    }

    /// What an import comes to; nothing where the module cannot be had now.
    pub(crate) async fn of(import: Promise) -> Option<Self> {
        JsFuture::from(import).await.ok().map(|module| module.unchecked_into())
    }

    /// Whether the escape hatch opens at what `question` holds.
    pub(crate) fn open_hatch(&self, question: &Question<'_>) -> bool {
        self.opens_hatch(&question.json())
    }
}

/// What is asked about a message.
pub(crate) struct Question<'a> {
    pub(crate) text: &'a str,
    pub(crate) reading: Option<&'a Reading>,
    pub(crate) vip: bool,
    /// The edge's answer that holds the site's policy, as it came.
    pub(crate) profile: Option<&'a str>,
    /// What came before it.
    pub(crate) heard: Vec<Heard<'a>>,
}

impl Question<'_> {
    fn json(&self) -> String {
        let heard: Vec<_> = self.heard.iter().map(heard_json).collect();
        let question = Object::new()
            .text("text", self.text)
            .flag("vip", self.vip)
            .raw("heard", &["[", &heard.join(","), "]"].concat())
            .raw("profile", self.profile.unwrap_or("null"));
        wire::with_reading(question, self.reading).done()
    }
}

fn heard_json(heard: &Heard<'_>) -> String {
    let json = Object::new();
    match *heard {
        Heard::Said { text, reading } => wire::with_reading(json.text("said", text), reading),
        Heard::Answered { at, known } => json.flag("answered", known).number("at", at.0),
        Heard::Helped { answer, helpful } => json.flag("helped", helpful).number("at", answer.0),
        Heard::Settled => json.flag("settled", true),
    }
    .done()
}
