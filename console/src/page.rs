//! What every part of the page knows, and the name of its tab.

use leptos::prelude::*;
use ui::locale::Locale;

use crate::words::Words;

/// What every part of the page knows.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// What it says.
    pub(crate) words: &'static Words,
    /// In which language.
    pub(crate) locale: Locale,
}

/// What every part of the page knows; for components below `App`.
pub(crate) fn page() -> Page {
    use_context().unwrap_or_else(|| Page { words: Words::of(Locale::ZhCn), locale: Locale::ZhCn })
}

/// Names the browser's tab.
pub(crate) fn entitle(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document())
        && document.title() != title
    {
        document.set_title(title);
    }
}
