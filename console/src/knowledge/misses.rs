//! What visitors asked in vain, and the way to the article that was missing.

use leptos::prelude::*;
use shared::api::knowledge::{Miss, MissKind, Misses};
use ui::locale::fill;
use ui::time;

use super::asking::Asking;
use super::shop::Shop;
use crate::page::{Page, page};
use crate::place::Place;

/// The questions, most frequent first.
#[component]
pub(super) fn MissList(shop: Shop) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let missed = Asking::<Misses>::new();
    let look = move || missed.ask(shop, async move { shop.misses().await });
    look();
    let rows = move || {
        let Misses { groups } = missed.here.get()?;
        if groups.is_empty() {
            return Some(view! { <p class="soft">{words.no_misses}</p> }.into_any());
        }
        let rows = groups.into_iter().map(|miss| view! { <Row miss/> });
        Some(view! { <ul class="summaries">{rows.collect_view()}</ul> }.into_any())
    };
    view! {
        <div class="part-head"><h2>{words.misses}</h2></div>
        <p class="soft">{words.misses_hint}</p>
        {missed.told(look)}
        {rows}
    }
}

#[component]
fn Row(miss: Miss) -> impl IntoView {
    let Page { words, locale } = page();
    let (comma, named) = (words.comma, words.named);
    let words = &words.knowledge;
    let Miss { question, like, count, last_at, kind } = miss;
    let (kind, name) = match kind {
        MissKind::Unknown => (words.miss_kinds[0], "unknown"),
        MissKind::Choices => (words.miss_kinds[1], "choices"),
        MissKind::Unhelpful => (words.miss_kinds[2], "unhelpful"),
    };
    let mut asked = vec![question.clone()];
    asked.extend(like.iter().cloned());
    let also = (!like.is_empty()).then(|| {
        view! { <span class="service">{words.miss_like}{like.join(comma)}</span> }
    });
    let last = fill(words.miss_last, &[&time::dated(last_at, locale)]);
    // What is read aloud says of which question it is.
    let [tries, writes] =
        [words.try_it, words.write_it].map(|what| fill(named, &[what, &question]));
    view! {
        <li class="summary-row">
            <span class="title">{question.clone()}</span>
            <span class="tags">
                <span class="tag" data-kind=name>{kind}</span>
                <span class="tag">{fill(words.miss_times, &[&count.to_string()])}</span>
            </span>
            {also}
            <span class="when">{last}</span>
            <span class="act">
                <a class="button" href=Place::Try(asked.clone()).href() aria-label=tries>
                    {words.try_it}
                </a>
                <a
                    class="button primary"
                    href=Place::NewArticle(asked).href()
                    aria-label=writes
                >
                    {words.write_it}
                </a>
            </span>
        </li>
    }
}
