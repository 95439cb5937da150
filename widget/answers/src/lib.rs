//! What visitors of a shop ask most, searched in the visitor's browser: it answers with no network,
//! and suggests while the visitor types.
//!
//! The edge sends the articles with the shop's profile; they are searched by their words, with the code
//! that searches at the edge. `widget`'s `answers` is the only caller.

use std::cell::RefCell;

use serde::Deserialize;
use shared::article::{Article, Audience};
use shared::search::{Answer, Index, Synonyms, Veil};
use shared::time::Timestamp;
use wasm_bindgen::prelude::wasm_bindgen;

/// A smaller allocator than the standard library's, for one thread: every byte of a page travels. What it
/// saves is in `docs/decisions/0008-ninety-kilobytes.md`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

thread_local! {
    static INDEX: RefCell<Option<Index>> = const { RefCell::new(None) };
}

/// What of the edge's `SiteProfile` is needed here.
#[derive(Deserialize)]
struct Stock {
    #[serde(default)]
    articles: Vec<Article>,
    #[serde(default)]
    synonyms: Vec<Vec<String>>,
}

/// Takes the articles of `profile`, the edge's profile as JSON, in place of those before. What is no
/// profile has none.
#[wasm_bindgen]
pub fn stock(profile: &str) {
    let index = serde_json::from_str::<Stock>(profile).ok().and_then(|stock| {
        let Stock { articles, synonyms } = stock;
        let synonyms = Synonyms::of_site(synonyms).unwrap_or_default();
        (!articles.is_empty()).then(|| Index::build(&articles, &synonyms))
    });
    INDEX.replace(index);
}

/// The title and the passage that answer `question`, with a line break between them; empty where none
/// does. Unless the page is `alone`, only where that is the very question of the article: words cannot tell
/// a qualifier that no article here knows from one that matters, and the edge, which knows more, is asked.
#[must_use]
#[wasm_bindgen]
pub fn answer(question: &str, alone: bool) -> String {
    let best = INDEX.with_borrow(|index| {
        let index = index.as_ref()?;
        let found = index.behind(&veil(index)).answer(question);
        let Answer::Found { passages, .. } = found else { return None };
        let best = passages.into_iter().next()?;
        (alone || index.is_wording_of(&best.article, question)).then_some(best)
    });
    best.map_or_else(String::new, |best| [&line(&best.title), "\n", &best.marked()].concat())
}

/// The titles that what is `typed` so far may be meant to become, at most three, a line each.
#[must_use]
#[wasm_bindgen]
pub fn suggest(typed: &str) -> String {
    let typed = typed.trim();
    INDEX.with_borrow(|index| {
        let Some(index) = index else { return String::new() };
        let likely = index.behind(&veil(index)).explain(typed, MOST_SUGGESTED);
        let likely =
            likely.iter().filter(|found| found.strength >= LIKELY && found.substance > 0.0);
        let titles = likely.filter_map(|found| {
            let article = index.articles().iter().find(|article| *article.id() == found.article)?;
            Some(line(article.title()))
        });
        titles.filter(|title| title != typed).collect::<Vec<_>>().join("\n")
    })
}

/// What does not hold by now: a page may be open for longer than that.
fn veil(index: &Index) -> Veil {
    // Milliseconds since 1970 are far below what a float holds exactly.
    let now = Timestamp(js_sys::Date::now() as u64);
    index.veil(|article| article.is_for(Audience::Everyone, now))
}

fn line(title: &str) -> String {
    title.replace('\n', " ")
}

/// How many titles are suggested.
const MOST_SUGGESTED: usize = 3;
/// How well what is typed must fit an article that is suggested.
const LIKELY: f32 = 0.3;
