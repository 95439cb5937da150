//! All articles: to look for, to open, and to publish what waits for it.

use std::hash::Hash;

use leptos::html;
use leptos::prelude::*;
use shared::api::knowledge::{Articles, Service, Sort, State, Summary};
use shared::article::Audience;
use ui::http::Failure;
use ui::locale::fill;
use ui::time;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::asking::Asking;
use super::figures::FigureStrip;
use super::publications::PublishAll;
use super::shop::{Shop, sort_name};
use super::tell::{self, Outside};
use crate::page::{Page, page};
use crate::place::Place;
use crate::search::{PAUSE, SearchForm};

/// What is looked for in the list, and what was found: it stays while something else is looked at. A handle:
/// its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    text: RwSignal<String>,
    state: RwSignal<Option<State>>,
    sort: RwSignal<Sort>,
    found: Asking<Articles>,
    /// How far down it was looked at, in pixels.
    pub(super) scrolled: StoredValue<i32>,
    shop: Shop,
}

impl Listing {
    /// Everything, from the beginning.
    pub(super) fn of(shop: Shop) -> Self {
        Self {
            text: RwSignal::default(),
            state: RwSignal::default(),
            sort: RwSignal::default(),
            found: Asking::new(),
            scrolled: StoredValue::new(0),
            shop,
        }
    }

    /// Looks for everything again.
    pub(super) fn begin_anew(self) {
        self.text.set(String::new());
        self.state.set(None);
        self.sort.set(Sort::default());
        self.scrolled.set_value(0);
        self.found.forget();
        self.search(0);
    }

    /// Looks for it: as many as there are on a page, or `many` if that is more.
    fn search(self, many: usize) {
        let page = self.page();
        self.found.ask(self.shop, async move {
            let mut found = page(None).await?;
            while found.articles.len() < many && found.next.is_some() {
                let page = page(found.next).await?;
                found.articles.extend(page.articles);
                found.next = page.next;
            }
            Ok(found)
        });
    }

    /// What fetches pages of what is looked for now: the first, or the one after another.
    fn page(self) -> impl AsyncFn(Option<String>) -> Result<Articles, Failure> + use<> {
        let Self { text, state, sort, shop, .. } = self;
        let (text, state, sort) = untrack(|| (text.get(), state.get(), sort.get()));
        async move |after| shop.articles(text.trim(), state, sort, after.as_deref()).await
    }
}

/// The list.
#[component]
pub(super) fn List(shop: Shop, listing: Listing) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let Listing { text, state, sort, found, .. } = listing;
    let waiting = Asking::<u64>::new();

    let search = move |()| listing.search(0);
    let look = move || {
        // What was there before is there again, as it is by now.
        let known = found.here.with_untracked(|found| found.as_ref().map(|it| it.articles.len()));
        listing.search(known.unwrap_or_default());
        waiting.ask(shop, async move {
            let drafts = shop.articles("", Some(State::Draft), Sort::default(), None);
            drafts.await.map(|drafts| drafts.total)
        });
    };
    let list = NodeRef::<html::Ul>::new();
    let more = move || {
        let page = listing.page();
        let Some(before) = found.here.get_untracked() else { return };
        found.ask(shop, async move {
            let mut all = before.articles;
            let page = page(before.next).await?;
            if page.next.is_none() {
                go_on_at(list, all.len());
            }
            all.extend(page.articles);
            Ok(Articles { articles: all, ..page })
        });
    };
    look();
    // Typing searches once it pauses; a choice at once.
    let mut paused = debounce(PAUSE, search);
    Effect::new(move |before: Option<()>| {
        text.track();
        if before.is_some() {
            paused(());
        }
    });
    let choose = move |name: String| {
        state.set(STATES.into_iter().find(|(_, of)| *of == name).map(|(state, _)| state));
        search(());
    };

    let choose_sort = move |name: String| {
        let chosen = SORTS.into_iter().find(|sort| sort_name(*sort) == name);
        sort.set(chosen.unwrap_or_default());
        search(());
    };

    let chosen = move || {
        let state = STATES.into_iter().find(|(this, _)| Some(*this) == state.get());
        state.map_or("", |(_, name)| name)
    };

    let of = move |read: fn(&Articles) -> bool| {
        move || found.here.with(|here| here.as_ref().is_some_and(read))
    };
    let none = move || {
        found.here.track();
        let all =
            text.with_untracked(|text| text.trim().is_empty()) && state.get_untracked().is_none();
        if all { words.none } else { words.none_found }
    };
    let total = move || found.here.with(|here| here.as_ref().map_or(0, |found| found.total));
    let articles = move || found.here.get().map(|found| found.articles).unwrap_or_default();
    // What was there before stays as it is while more comes, and so does the focus.
    let rows = view! {
        <Show when=of(|found| found.articles.is_empty())>
            <p class="soft">{none}</p>
        </Show>
        <Show when=of(|found| !found.articles.is_empty())>
            <p class="soft total" role="status">
                {move || fill(words.count, &[&total().to_string()])}
            </p>
            <ul class="summaries" node_ref=list>
                <For each=articles key=as_shown let:summary>
                    <Row shop summary/>
                </For>
            </ul>
        </Show>
        <Show when=of(|found| !found.articles.is_empty() && found.next.is_some())>
            <button type="button" class="more" on:click=move |_| more()>{words.more}</button>
        </Show>
    };
    view! {
        <div class="part-head">
            <h2>{words.articles}</h2>
            <a class="button primary" href=Place::NewArticle(Vec::new()).href()>{words.write}</a>
        </div>
        <FigureStrip shop/>
        {move || {
            let drafts = waiting.here.get().filter(|drafts| *drafts > 0)?;
            let done = Callback::new(move |()| look());
            Some(view! { <PublishAll shop drafts on_done=done/> })
        }}
        <SearchForm
            text
            label=words.search
            hint=words.search_hint
            go=words.search_go
            on_search=search
        >
            <select
                aria-label=words.state
                prop:value=chosen
                on:change=move |event| choose(event_target_value(&event))
            >
                <option value="">{words.any_state}</option>
                {STATES
                    .into_iter()
                    .zip(words.states)
                    .map(|((this, name), told)| {
                        let is_chosen = move || state.get() == Some(this);
                        view! { <option value=name selected=is_chosen>{told}</option> }
                    })
                    .collect_view()}
            </select>
            <select
                aria-label=words.sort
                prop:value=move || sort_name(sort.get())
                on:change=move |event| choose_sort(event_target_value(&event))
            >
                {SORTS
                    .into_iter()
                    .zip(words.sorts)
                    .map(|(this, told)| {
                        let is_chosen = move || sort.get() == this;
                        view! { <option value=sort_name(this) selected=is_chosen>{told}</option> }
                    })
                    .collect_view()}
            </select>
        </SearchForm>
        {found.told(move || search(()))}
        <div aria-busy=move || found.busy.get().to_string()>{rows}</div>
    }
}

/// One article of the list.
#[component]
fn Row(shop: Shop, summary: Summary) -> impl IntoView {
    let Page { words, locale } = page();
    let words = &words.knowledge;
    let older = tell::is_older(&summary).then(|| view! { <span class="tag">{words.older}</span> });
    let outside = tell::outside_tag(outside(&summary), words);
    let Summary { id, title, category, audience, state, published_version, service, .. } = summary;
    let by = tell::by(summary.changed_at, &summary.changed_by, shop, words, locale);
    let for_whom = (audience != Audience::Everyone).then(|| {
        view! { <span class="tag">{tell::audience(audience, words)}</span> }
    });
    let category = (!category.is_empty()).then(|| view! { <span class="tag">{category}</span> });
    let draft_of_published = (state == State::Draft && published_version.is_some()).then(|| {
        view! { <span class="tag" data-state="published">{words.states[1]}</span> }
    });
    view! {
        <li class="summary-row" data-article=id.to_string()>
            <a class="title" href=Place::Article(id.to_string()).href()>{title}</a>
            <span class="tags">
                {tell::state(state, words)}{outside}{draft_of_published}{older}{category}{for_whom}
            </span>
            <span class="service">{tell::service(service, words)}</span>
            <span class="when">{id.to_string()}" · "{by}</span>
        </li>
    }
}

/// What a row shows: one that shows something else is another row.
fn as_shown(summary: &Summary) -> impl Eq + Hash + use<> {
    let Service { shown, hits, helpful, unhelpful } = summary.service;
    let version = (summary.version, summary.published_version, summary.state as u8);
    (summary.id.to_string(), version, outside(summary), [shown, hits, helpful, unhelpful])
}

/// Whether it is not valid now, of what is not taken out anyway.
fn outside(summary: &Summary) -> Option<Outside> {
    let Summary { valid_from, valid_until, .. } = *summary;
    let is_out = summary.archives || summary.state == State::Archived;
    tell::outside(valid_from, valid_until, time::now()).filter(|_| !is_out)
}

/// Puts the focus on the row at `at`, if the button that fetched it has gone with the focus.
fn go_on_at(list: NodeRef<html::Ul>, at: usize) {
    request_animation_frame(move || {
        let document = web_sys::window().and_then(|window| window.document());
        let is_lost = document.is_some_and(|document| {
            document.active_element().is_none_or(|element| element.tag_name() == "BODY")
        });
        let Some(list) = list.try_get_untracked().flatten().filter(|_| is_lost) else { return };
        let row = u32::try_from(at).ok().and_then(|at| list.children().item(at));
        let link = row.and_then(|row| row.first_element_child());
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
    });
}

/// What can come first, in the order of its words.
const SORTS: [Sort; 3] = [Sort::Changed, Sort::Unhelpful, Sort::Hits];
/// The states that can be chosen, in the order of their words.
const STATES: [(State, &str); 3] =
    [(State::Draft, "draft"), (State::Published, "published"), (State::Archived, "archived")];
