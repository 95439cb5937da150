//! What the shop's articles say to the visitor's last question, ready to be put into the reply.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use shared::api::{Found, Hit, Search};
use shared::article::Audience;
use ui::http;
use ui::locale::fill;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::place::Place;
use crate::room::Room;
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
    // The visitor's latest question is looked up by itself, once they have paused. Whoever is looking
    // for something here is not interrupted: then the question is offered.
    let question = Memo::new(move |_| {
        room.summary.with(|summary| summary.to_look_up().map(|question| question.text.clone()))
    });
    let section = NodeRef::<html::Section>::new();
    // What the box holds by itself.
    let filled_in = StoredValue::new(String::new());
    let offered = RwSignal::new(None::<String>);
    let look_up = move |question: String| {
        offered.set(None);
        filled_in.set_value(question.clone());
        query.set(question);
        search();
    };
    let is_busy = move || {
        let is_typed = query.with_untracked(|query| {
            !query.trim().is_empty() && filled_in.with_value(|filled_in| query != filled_in)
        });
        let has_hits = shown.with_untracked(|shown| !matches!(shown, Shown::Nothing));
        is_typed || has_hits && section.get_untracked().is_some_and(|section| is_used(&section))
    };
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(pause) = pause.try_get_value().flatten() {
            pause.clear();
        }
    };
    Effect::new(move || {
        let Some(question) = question.get() else { return };
        stop();
        let look = move || {
            if is_busy() { offered.set(Some(question)) } else { look_up(question) }
        };
        pause.set_value(set_timeout_with_handle(look, PAUSE).ok());
    });
    on_cleanup(stop);

    let body = move || match shown.get() {
        Shown::Nothing => None,
        Shown::Searching => Some(view! { <p class="soft">{words.searching}</p> }.into_any()),
        Shown::Trouble(trouble) => Some(view! { <p class="trouble">{trouble}</p> }.into_any()),
        Shown::Found(hits) if hits.is_empty() => {
            Some(view! { <p class="soft">{words.no_articles}</p> }.into_any())
        }
        Shown::Found(hits) => {
            let hits = hits.into_iter().map(|hit| view! { <Article desk room hit/> });
            let hits = hits.collect_view();
            Some(view! { <ul class="articles">{hits}</ul> }.into_any())
        }
    };
    view! {
        <section class="card" aria-label=words.articles node_ref=section>
            <h2>{words.articles}</h2>
            <SearchForm
                text=query
                label=words.search
                hint=words.search
                go=words.search_go
                on_search=move |()| search()
            />
            {move || offered.get().map(|question| {
                let label = fill(words.look_up, &[&question]);
                view! {
                    <button
                        type="button"
                        class="quiet look-up"
                        on:click=move |_| look_up(question.clone())
                    >
                        {label}
                    </button>
                }
            })}
            {body}
        </section>
    }
}

/// One article, and the button that puts its passage into the reply.
#[component]
fn Article(desk: Desk, room: Room, hit: Hit) -> impl IntoView {
    let Page { words, .. } = page();
    let Hit { article, title, excerpt, more, audience, .. } = hit;
    let mine = Memo::new(move |_| room.takes_words_of(&desk.my_id()));
    let passage = excerpt.clone();
    let reply = use_context::<ReplyBox>();
    let insert = move |_| {
        add(&passage, room.text);
        desk.show_talk();
        if let Some(reply) = reply {
            reply.focus();
        }
    };
    let is_for_visitor = Memo::new(move |_| match audience {
        Audience::Everyone => true,
        Audience::Vip => room.summary.with(|summary| summary.visitor.is_vip()),
        Audience::Agents => false,
    });
    let title = if audience == Audience::Everyone {
        title.into_any()
    } else {
        let href = Place::Article(article).href();
        let for_whom = words.knowledge.audiences[audience as usize];
        view! { <a href=href>{title}</a>" "<span class="tag">{for_whom}</span> }.into_any()
    };
    view! {
        <li>
            <p class="title">{title}</p>
            <p class="excerpt">{excerpt}{more.then_some("…")}</p>
            // What the visitor may not read is not sent to them by a press.
            <Show when=move || is_for_visitor.get()>
                <button type="button" disabled=move || !mine.get() on:click=insert.clone()>
                    {words.insert}
                </button>
            </Show>
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

/// Whether the mouse or the keyboard is there: what a finger has touched last counts for nothing.
fn is_used(section: &Element) -> bool {
    let is = |selector| section.matches(selector).unwrap_or_default();
    is(":focus-within") || is(":hover") && has_mouse()
}

fn has_mouse() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media("(hover: hover)").ok()?);
    query.is_some_and(|query| query.matches())
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
