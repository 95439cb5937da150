//! The language of the page, and the menu that chooses it.

use leptos::prelude::*;
use ui::locale::{self, Locale};
use ui::storage;

use crate::page::{Page, page};

/// The language that was chosen here, or the page's.
pub(crate) fn chosen() -> Locale {
    match locale::query("lang").or_else(|| storage::read(LANGUAGE)) {
        Some(tag) => Locale::nearest(&tag),
        None => Locale::of_page(),
    }
}

/// Chooses the page's language.
#[component]
pub(crate) fn LanguageMenu() -> impl IntoView {
    let Page { words, locale } = page();
    let option = |it: Locale, name: &'static str| {
        view! { <option value=it.tag() selected=it == locale lang=it.tag()>{name}</option> }
    };
    view! {
        <select
            class="language"
            aria-label=words.language
            on:change=|event| choose(&event_target_value(&event))
        >
            {option(Locale::ZhCn, "简体中文")}
            {option(Locale::ZhTw, "繁體中文")}
            {option(Locale::En, "English")}
        </select>
    }
}

/// Chooses a language and begins again in it.
fn choose(tag: &str) {
    storage::write(LANGUAGE, &tag);
    if let Some(window) = web_sys::window() {
        let location = window.location();
        // An address that names a language would win over the choice.
        let at = locale::query("site");
        let search = at.map(|site| format!("?site={site}")).unwrap_or_default();
        let same = location.search().is_ok_and(|now| now == search);
        let _ = if same { location.reload() } else { location.set_search(&search) };
    }
}

const LANGUAGE: &str = "dukou.console.language";
