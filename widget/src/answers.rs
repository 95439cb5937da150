//! The most asked articles, in a module of their own: see `answers/`.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::module;

#[wasm_bindgen]
extern "C" {
    /// The module, as `answers/src/lib.rs` exports it.
    #[derive(Clone)]
    pub(crate) type Answers;

    /// Takes the articles of the edge's profile.
    #[wasm_bindgen(method)]
    pub(crate) fn stock(this: &Answers, profile: &str);

    #[wasm_bindgen(method)]
    fn answer(this: &Answers, question: &str, sure: u8) -> String;

    #[wasm_bindgen(method)]
    fn suggest(this: &Answers, typed: &str) -> String;
}

impl Answers {
    /// The module; nothing where it cannot be had now.
    pub(crate) async fn load() -> Option<Self> {
        module::of(module::import("answers")).await.map(|module| module.unchecked_into())
    }

    /// The title and the passage that answer `question` with at least `sure` percent.
    pub(crate) fn find(&self, question: &str, sure: u8) -> Option<(String, String)> {
        let found = self.answer(question, sure);
        let (title, passage) = found.split_once('\n')?;
        Some((title.to_owned(), passage.to_owned()))
    }

    /// What may be about to be asked.
    pub(crate) fn titles(&self, typed: &str) -> Vec<String> {
        self.suggest(typed).lines().map(str::to_owned).collect()
    }
}
