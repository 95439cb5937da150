//! The shop's articles: what there is, what they say, what visitors see of them and how well it
//! serves.
//!
//! - [`shop`]: what the edge is asked for; [`asking`]: how far an answer is
//! - [`list`]: all of them; [`editor`]: one, with [`work`], [`sheet`], [`preview`] and [`history`]
//! - [`figures`]: what comes of all questions
//! - [`publications`]: what visitors saw and see; [`misses`]: what they asked in vain
//! - [`attempt`]: asking as they would; [`files`]: import and export, with [`gather`], [`batch`] and
//!   [`import`] for the way in, [`export`] for the way out, and [`disk`]
//! - [`tell`], [`unsaved`]: what they share; [`diff`]: what changed between two texts
//! - [`graph`]: what it knows beside its articles

mod asking;
mod attempt;
mod batch;
mod diff;
mod disk;
mod editor;
mod export;
mod figures;
mod files;
mod gather;
mod graph;
mod history;
mod import;
mod list;
mod misses;
mod preview;
mod publications;
mod sheet;
mod shop;
mod tell;
mod unsaved;
mod work;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::place::Place;
use crate::words::Words;
use attempt::Attempt;
use editor::Editor;
use files::Files;
pub(crate) use files::ImportLine;
use graph::{GraphPart, Work};
use import::Running;
use list::{List, Listing};
use misses::MissList;
use publications::PublicationList;
use shop::Shop;

/// The shop's articles, and what is done with them whichever part of the console is looked at. A handle: its
/// copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct Stock {
    shop: Shop,
    import: Running,
    listing: Listing,
}

impl Stock {
    /// The articles of the shop whose desk that is. `on_leave` is called with what to say at the door.
    pub(crate) fn open(
        desk: Desk,
        words: &'static Words,
        on_leave: Callback<Option<String>>,
    ) -> Self {
        let shop = Shop::of(desk, words, on_leave);
        let import = Running::new(shop, &words.knowledge);
        Self { shop, import, listing: Listing::of(shop) }
    }

    /// Whether an import is under way.
    pub(crate) fn is_importing(self) -> bool {
        self.import.is_busy()
    }
}

/// Everything about the articles.
#[component]
pub(crate) fn Knowledge(
    /// Who sits here.
    desk: Desk,
    /// Which part of it is looked at.
    place: RwSignal<Place>,
    /// The articles.
    stock: Stock,
) -> impl IntoView {
    let Page { words, .. } = page();
    let Stock { shop, import, listing } = stock;
    let graph = Work::of(shop);
    let title = words.graph.title;
    let words = &words.knowledge;
    // What is not saved belongs to a window, so each must know which it is, and which others there are.
    let shown = RwSignal::new(None::<Place>);
    Effect::new(move || {
        let to = place.get();
        spawn_local(async move {
            unsaved::open().await;
            let Some((site, agent)) =
                desk.me.try_with_value(|me| (me.site.clone(), me.agent.clone()))
            else {
                return;
            };
            unsaved::adopt(&site, &agent);
            if place.try_get_untracked().as_ref() == Some(&to) {
                let _ = shown.try_set(Some(to));
            }
        });
    });
    let body = NodeRef::<html::Div>::new();
    // Who goes somewhere by keyboard goes on from its beginning, and a reader reads it out.
    Effect::new(move |before: Option<Place>| {
        let now = place.get();
        if let (Some(body), Some(before)) = (body.get_untracked(), before)
            && before != now
        {
            if before == Place::Articles {
                listing.scrolled.set_value(body.scroll_top());
            }
            body.set_scroll_top(0);
            let _ = body.focus();
        }
        now
    });
    // Who comes back to the list goes on where they were.
    Effect::new(move || {
        if shown.with(|shown| *shown == Some(Place::Articles)) {
            request_animation_frame(move || {
                if let Some(body) = body.try_get_untracked().flatten() {
                    body.set_scroll_top(listing.scrolled.get_value());
                }
            });
        }
    });
    // Who chooses a part wants it from its beginning.
    let begin_anew = move |part: &Place| match part {
        Place::Articles => listing.begin_anew(),
        Place::Graph => graph.begin_anew(),
        Place::Desk
        | Place::Talk(_)
        | Place::Details(_)
        | Place::Article(_)
        | Place::NewArticle(_)
        | Place::Try(_)
        | Place::Misses
        | Place::Publications
        | Place::Files
        | Place::Entity(_)
        | Place::NewEntity => {}
    };
    let part = move |to: Place, name: &'static str| {
        let href = to.href();
        let chosen = to.clone();
        let current = move || place.with(|place| part_of(place) == to).then_some("page");
        view! {
            <a href=href aria-current=current on:click=move |_| begin_anew(&chosen)>{name}</a>
        }
    };
    view! {
        <main class="knowledge">
            <nav class="parts" aria-label=words.parts>
                {part(Place::Articles, words.articles)}
                {part(Place::Misses, words.misses)}
                {part(Place::Try(Vec::new()), words.attempt)}
                {part(Place::Publications, words.publications)}
                {part(Place::Files, words.files)}
                {part(Place::Graph, title)}
            </nav>
            <div class="part" tabindex="-1" node_ref=body>
                {move || match shown.get().unwrap_or_default() {
                    Place::Desk | Place::Talk(_) | Place::Details(_) => ().into_any(),
                    Place::Articles => view! { <List shop listing/> }.into_any(),
                    place @ (Place::Article(_) | Place::NewArticle(_)) => {
                        view! { <Editor shop place/> }.into_any()
                    }
                    Place::Misses => view! { <MissList shop/> }.into_any(),
                    Place::Try(asked) => view! { <Attempt shop asked/> }.into_any(),
                    Place::Publications => view! { <PublicationList shop/> }.into_any(),
                    Place::Files => view! { <Files shop import/> }.into_any(),
                    place @ (Place::Graph | Place::Entity(_) | Place::NewEntity) => {
                        view! { <GraphPart work=graph place/> }.into_any()
                    }
                }}
            </div>
        </main>
    }
}

/// The place in the navigation under which a place is found.
fn part_of(place: &Place) -> Place {
    match place {
        Place::Article(_) | Place::NewArticle(_) => Place::Articles,
        Place::Try(_) => Place::Try(Vec::new()),
        Place::Graph | Place::Entity(_) | Place::NewEntity => Place::Graph,
        Place::Desk
        | Place::Talk(_)
        | Place::Details(_)
        | Place::Articles
        | Place::Misses
        | Place::Publications
        | Place::Files => place.clone(),
    }
}
