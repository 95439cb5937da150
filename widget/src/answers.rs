//! The most asked articles, in a module of their own: see `answers/`.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::shell;

#[wasm_bindgen]
extern "C" {
    /// The module, as `answers/src/lib.rs` exports it.
    #[derive(Clone)]
    pub(crate) type Answers;

    /// Takes the articles of the edge's profile.
    #[wasm_bindgen(method)]
    pub(crate) fn stock(this: &Answers, profile: &str);

    #[wasm_bindgen(method)]
    fn answer(this: &Answers, question: &str, alone: bool) -> String;

    #[wasm_bindgen(method)]
    fn suggest(this: &Answers, typed: &str) -> String;
}

impl Answers {
    /// The module; nothing where it cannot be had now.
    pub(crate) async fn load() -> Option<Self> {
        let import = shell::import("answers");
        JsFuture::from(import).await.ok().map(|module| module.unchecked_into())
    }

    /// The title and the passage that answer `question`; unless the page is `alone`, only where that is
    /// the very question of an article.
    pub(crate) fn find(&self, question: &str, alone: bool) -> Option<(String, String)> {
        let found = self.answer(question, alone);
        let (title, passage) = found.split_once('\n')?;
        Some((title.to_owned(), passage.to_owned()))
    }

    /// What may be about to be asked.
    pub(crate) fn titles(&self, typed: &str) -> Vec<String> {
        self.suggest(typed).lines().map(str::to_owned).collect()
    }
}
