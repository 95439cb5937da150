//! What visitors asked in vain, and the way to the article that was missing.

use leptos::prelude::*;
use shared::api::knowledge::{Dismiss, Miss, MissKind, Misses};
use shared::misses;
use ui::locale::fill;
use ui::time;

use super::asking::Asking;
use super::shop::Shop;
use crate::focus;
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
        let rows = groups.into_iter().map(|miss| view! { <Row shop miss missed/> });
        Some(view! { <ul class="summaries">{rows.collect_view()}</ul> }.into_any())
    };
    view! {
        <div class="part-head"><h2 tabindex="-1">{words.misses}</h2></div>
        <p class="soft">{fill(words.misses_hint, &[&misses::DAYS.to_string()])}</p>
        {missed.told(look)}
        {rows}
    }
}

#[component]
fn Row(shop: Shop, miss: Miss, missed: Asking<Misses>) -> impl IntoView {
    let Page { words, locale } = page();
    let (comma, named) = (words.comma, words.named);
    let words = &words.knowledge;
    let Miss { question, like, count, last_at, kind } = miss;
    let (kind, name) = match kind {
        MissKind::Unknown => (words.miss_kinds[0], "unknown"),
        MissKind::Choices => (words.miss_kinds[1], "choices"),
        MissKind::Unhelpful => (words.miss_kinds[2], "unhelpful"),
    };
    // Each way is tried by itself: one that is near another may still be of something else.
    let also = (!like.is_empty()).then(|| {
        let ways = like.into_iter().enumerate().map(|(at, way)| {
            let comma = (at > 0).then_some(comma);
            let href = Place::Try(vec![way.clone()]).href();
            view! { {comma} <a href=href>{way}</a> }
        });
        view! { <span class="service">{words.miss_like}{ways.collect_view()}</span> }
    });
    let last = fill(words.miss_last, &[&time::dated(last_at, locale)]);
    // What is read aloud says of which question it is.
    let [dismisses, tries, writes] =
        [words.dismiss, words.try_it, words.write_it].map(|what| fill(named, &[what, &question]));
    let asked = StoredValue::new(question.clone());
    let dismiss = move |_| {
        let dismiss = Dismiss { question: asked.get_value() };
        missed.ask(shop, async move {
            let left = shop.dismiss(&dismiss).await;
            if left.is_ok() {
                shop.tell(words.dismissed);
            }
            // The row is gone, and with it the button that was pressed.
            focus::rescue(vec![HEADING.to_owned()]);
            left
        });
    };
    let asked = vec![question.clone()];
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
                <button
                    type="button"
                    aria-label=dismisses
                    disabled=move || missed.busy.get()
                    on:click=dismiss
                >
                    {words.dismiss}
                </button>
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

const HEADING: &str = ".part-head h2";
