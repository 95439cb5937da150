//! What the shop's articles say to the visitor's last question, ready to be put into the reply.

use std::time::Duration;

use leptos::prelude::*;
use shared::api::{Found, Hit, Search};
use ui::http;
use wasm_bindgen_futures::spawn_local;

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::pane::Pane;
use crate::room::{Holder, Room};
use crate::search::SearchForm;
use crate::talk::ReplyBox;
use crate::tell;

/// Suggested articles.
#[component]
pub(crate) fn Articles(desk: Desk, room: Room) -> impl IntoView {
    let Page { words, .. } = page();
    let path = desk.me.with_value(|me| format!("/v1/sites/{}/search", me.site));
    let path = StoredValue::new(path);
    let query = RwSignal::new(String::new());
    let shown = RwSignal::new(Shown::Nothing);
    // Names the searches, so that a late answer to an earlier one is not shown.
    let serial = StoredValue::new(0_u32);

    let search = move || {
        let wanted = query.get_untracked();
        let wanted = wanted.trim();
        if wanted.is_empty() {
            return shown.set(Shown::Nothing);
        }
        let search = Search { query: wanted.chars().take(LONGEST).collect(), top: TOP };
        let this = serial.get_value() + 1;
        serial.set_value(this);
        shown.set(Shown::Searching);
        spawn_local(async move {
            let Some(path) = path.try_get_value() else { return };
            let found = http::post::<_, Found>(&path, None, &search).await;
            if serial.try_get_value() == Some(this) {
                let _ = shown.try_set(match found {
                    Ok(found) => Shown::Found(found.hits),
                    Err(failure) => Shown::Trouble(tell::explain(&failure, words)),
                });
            }
        });
    };
    // The visitor's latest question is looked up by itself, once they have paused.
    let question = Memo::new(move |_| {
        room.summary.with(|summary| summary.to_look_up().map(|question| question.text.clone()))
    });
    let pause = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move || {
        let Some(question) = question.get() else { return };
        query.set(question);
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        pause.set_value(set_timeout_with_handle(search, PAUSE).ok());
    });
    on_cleanup(move || {
        if let Some(pause) = pause.try_get_value().flatten() {
            pause.clear();
        }
    });

    let body = move || match shown.get() {
        Shown::Nothing => None,
        Shown::Searching => Some(view! { <p class="soft">{words.searching}</p> }.into_any()),
        Shown::Trouble(trouble) => Some(view! { <p class="trouble">{trouble}</p> }.into_any()),
        Shown::Found(hits) if hits.is_empty() => {
            Some(view! { <p class="soft">{words.no_articles}</p> }.into_any())
        }
        Shown::Found(hits) => {
            let hits = hits.into_iter().map(|hit| view! { <Article room hit/> }).collect_view();
            Some(view! { <ul class="articles">{hits}</ul> }.into_any())
        }
    };
    view! {
        <section class="card" aria-label=words.articles>
            <h2>{words.articles}</h2>
            <SearchForm
                text=query
                label=words.search
                hint=words.search
                go=words.search_go
                on_search=move |()| search()
            />
            {body}
        </section>
    }
}

/// One article, and the button that puts its passage into the reply.
#[component]
fn Article(room: Room, hit: Hit) -> impl IntoView {
    let Page { words, .. } = page();
    let Hit { title, excerpt, more, .. } = hit;
    let mine =
        Memo::new(move |_| !room.closed.get() && matches!(room.holder.get(), Holder::Agent(_)));
    let passage = excerpt.clone();
    let reply = use_context::<ReplyBox>();
    let pane = use_context::<RwSignal<Pane>>();
    let insert = move |_| {
        add(&passage, room.text);
        if let Some(pane) = pane {
            pane.set(Pane::Talk);
        }
        if let Some(ReplyBox(reply)) = reply {
            request_animation_frame(move || {
                if let Some(reply) = reply.get_untracked() {
                    let _ = reply.focus();
                }
            });
        }
    };
    view! {
        <li>
            <p class="title">{title}</p>
            <p class="excerpt">{excerpt}{more.then_some("…")}</p>
            <button
                type="button"
                disabled=move || !mine.get()
                on:click=insert
            >
                {words.insert}
            </button>
        </li>
    }
}

/// Puts a passage at the end of the reply being written.
fn add(passage: &str, reply: RwSignal<String>) {
    reply.update(|text| {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(passage);
    });
}

#[derive(Clone)]
enum Shown {
    Nothing,
    Searching,
    Found(Vec<Hit>),
    Trouble(String),
}

/// How many articles are shown.
const TOP: usize = 4;
/// How many characters of a question are looked up.
const LONGEST: usize = 500;
/// How long a visitor pauses before the next question is looked up.
const PAUSE: Duration = Duration::from_millis(400);
