//! What visitors see, and what they saw before: each publication can be shown again.

use leptos::prelude::*;
use shared::api::knowledge::{
    Becomes, Chosen, Difference, Differing, Looked, PUBLICATIONS, Publication, Summary,
};
use shared::problem::Code;
use ui::http::Failure;
use ui::locale::fill;
use wasm_bindgen_futures::spawn_local;

use super::asking::Asking;
use super::shop::Shop;
use super::tell;
use crate::confirm::Confirm;
use crate::page::{Page, page};
use crate::place::Place;
use crate::words::Knowledge;

/// All publications, the latest first.
#[component]
pub(super) fn PublicationList(shop: Shop) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let published = Asking::<Known>::new();
    let chosen = RwSignal::new(0_u64);
    // What was on the screen when it was chosen.
    let looked = RwSignal::new(Looked::default());
    let asks = RwSignal::new(false);
    // What that would change is told before it is done.
    let restoring = Asking::<Difference>::new();
    let preview = move || {
        let publication = chosen.get_untracked();
        restoring.ask(shop, async move { shop.restoring(publication).await });
    };
    Effect::new(move || {
        if restoring.here.with(Option::is_some) {
            asks.set(true);
        }
    });
    let look = move || published.ask(shop, Known::default().and_more(shop));
    let more = move || {
        if let Some(known) = published.here.get_untracked() {
            published.ask(shop, known.and_more(shop));
        }
    };
    look();
    let restore = Callback::new(move |()| {
        let (publication, looked) = (chosen.get_untracked(), looked.get_untracked());
        spawn_local(async move {
            match shop.restore(publication, looked).await {
                Ok(now) => {
                    let told = if now.is_idle() { words.restored_already } else { words.restored };
                    shop.tell(fill(told, &[&publication.to_string()]));
                }
                Err(Failure::Told(problem)) if problem.code == Code::Conflict => {
                    shop.tell(words.restore_overtaken);
                }
                Err(failure) => shop.tell(shop.explain(&failure)),
            }
            if published.busy.try_get_untracked() == Some(false) {
                look();
            }
        });
    });
    let rows = move || {
        let Known { publications, is_all } = published.here.get()?;
        if publications.is_empty() {
            return Some(view! { <p class="soft">{words.no_publications}</p> }.into_any());
        }
        let more = (!is_all).then(|| {
            view! {
                <button type="button" class="more" on:click=move |_| more()>{words.more}</button>
            }
        });
        let latest = publications.first().map(|latest| latest.publication);
        let rows = publications.into_iter().enumerate().map(|(at, publication)| {
            let restore = Callback::new(move |publication| {
                chosen.set(publication);
                looked.set(Looked { expect: latest });
                restoring.forget();
                preview();
            });
            let current = at == 0;
            view! { <Row shop publication current on_restore=restore/> }
        });
        Some(view! { <ul class="summaries">{rows.collect_view()}</ul>{more} }.into_any())
    };
    let title = Signal::derive(move || fill(words.restore_title, &[&chosen.get().to_string()]));
    let would_change = move || {
        let difference = restoring.here.get()?;
        let told = delta(difference.added, difference.changed, difference.removed, words);
        Some(view! { <p>{told}</p><DifferenceList difference/> })
    };
    view! {
        <div class="part-head"><h2>{words.publications}</h2></div>
        {published.told(look)}
        {restoring.told(preview)}
        {rows}
        <Confirm
            open=asks
            title
            text=words.restore_text
            list=would_change
            action=words.restore
            on_confirm=restore
        />
    }
}

/// The publications that were read so far.
#[derive(Clone, Default)]
struct Known {
    publications: Vec<Publication>,
    /// Whether there are no earlier ones.
    is_all: bool,
}

impl Known {
    /// These, and a page of those before them.
    async fn and_more(self, shop: Shop) -> Result<Self, Failure> {
        let Self { mut publications, .. } = self;
        let before = publications.last().map(|last| last.publication);
        let page = shop.publications(before).await?.publications;
        // By their numbers it cannot be told: the first ones go when they are old.
        let is_all = page.len() < PUBLICATIONS;
        publications.extend(page);
        Ok(Self { publications, is_all })
    }
}

#[component]
fn Row(
    shop: Shop,
    publication: Publication,
    /// Whether it is what visitors see now.
    current: bool,
    /// Is called with its number.
    on_restore: Callback<u64>,
) -> impl IntoView {
    let Page { words, locale } = page();
    let named = words.named;
    let words = &words.knowledge;
    let Publication { publication, at, by, added, changed, removed, articles, restores } =
        publication;
    let number = publication.to_string();
    let name = fill(words.publication, &[&number]);
    let told = delta(added, changed, removed, words);
    // Which ones is told where somebody wants to know.
    let difference = Asking::<Difference>::new();
    let is_open = RwSignal::new(false);
    let look = move || difference.ask(shop, async move { shop.publication(publication).await });
    let unfold = move |_| {
        is_open.update(|is_open| *is_open = !*is_open);
        if is_open.get_untracked() && difference.here.with_untracked(Option::is_none) {
            look();
        }
    };
    let changes = move || {
        is_open.get().then(|| {
            let list = move || {
                difference.here.get().map(|difference| view! { <DifferenceList difference/> })
            };
            view! { <div class="changes">{difference.told(look)}{list}</div> }
        })
    };
    let unfolds = fill(named, &[&name, &told]);
    let restores = restores.map(|restores| {
        let told = fill(words.restored_from, &[&restores.to_string()]);
        view! { <span class="tag">{told}</span> }
    });
    let action = if current {
        view! { <span class="tag good">{words.current}</span> }.into_any()
    } else {
        let restore = move |_| on_restore.run(publication);
        // What is read aloud says of which publication it is.
        let restores = fill(named, &[words.restore, &name]);
        view! {
            <button type="button" aria-label=restores on:click=restore>{words.restore}</button>
        }
        .into_any()
    };
    view! {
        <li class="summary-row" data-publication=number.clone()>
            <span class="title">{name}</span>
            <span class="tags">{restores}{action}</span>
            <span class="service">
                <button
                    type="button"
                    class="quiet delta"
                    aria-label=unfolds
                    aria-expanded=move || is_open.get().to_string()
                    on:click=unfold
                >
                    {told}
                </button>
                " · "
                {fill(words.shows, &[&articles.to_string()])}
            </span>
            <span class="when">{tell::by(at, &by, shop, words, locale)}</span>
            {changes}
        </li>
    }
}

/// The articles in which two publications differ.
#[component]
fn DifferenceList(difference: Difference) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let Difference { added, changed, removed, articles } = difference;
    let all = added + changed + removed;
    if articles.is_empty() {
        let told = if all == 0 { words.no_difference } else { words.difference_gone };
        return view! { <p class="soft">{told}</p> }.into_any();
    }
    let more = all.saturating_sub(articles.len() as u64);
    let more =
        (more > 0).then(|| view! { <li>{fill(words.more_articles, &[&more.to_string()])}</li> });
    let rows = articles.into_iter().map(|Differing { id, title, becomes }| {
        let told = match becomes {
            Becomes::Added => words.is_new,
            Becomes::Changed => words.is_changed,
            Becomes::Removed => words.is_removed,
        };
        let href = Place::Article(id.to_string()).href();
        view! { <li><span class="tag">{told}</span>" "<a href=href>{title}</a></li> }
    });
    view! {
        <ul
            class="problems"
            tabindex="0"
            aria-label=delta(added, changed, removed, words)
        >
            {rows.collect_view()}{more}
        </ul>
    }
    .into_any()
}

/// How much a publication changes, in words.
fn delta(added: u64, changed: u64, removed: u64, words: &Knowledge) -> String {
    fill(words.delta, &[&added.to_string(), &changed.to_string(), &removed.to_string()])
}

/// That drafts wait, and the button that publishes them.
#[component]
pub(super) fn PublishAll(
    shop: Shop,
    /// How many.
    drafts: u64,
    /// Is called once they are published.
    on_done: Callback<()>,
) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let asks = RwSignal::new(false);
    let busy = RwSignal::new(false);
    // What is published is what the dialog lists, as it stood then.
    let listed = Asking::<Drafts>::new();
    let list = move || {
        if !busy.get_untracked() && !listed.busy.get_untracked() {
            listed.ask(shop, async move { shop.drafts().await.map(Drafts::sorted) });
        }
    };
    let left = move |Drafts { older, .. }: &Drafts| {
        let titles: Vec<_> = older.iter().map(|draft| draft.title.as_str()).collect();
        let told = fill(words.left_as_older, &[&titles.join(" / ")]);
        (!older.is_empty()).then_some(told)
    };
    Effect::new(move || {
        listed.here.with(|drafts| match drafts {
            Some(drafts) if drafts.fit.is_empty() => {
                shop.tell(left(drafts).unwrap_or_else(|| words.nothing_to_publish.to_owned()));
                on_done.run(());
            }
            Some(_) => asks.set(true),
            None => {}
        });
    });
    let list_drafts =
        move || view! { <DraftList shop drafts=listed.here.get().unwrap_or_default().fit/> };
    let publish = Callback::new(move |()| {
        busy.set(true);
        let seen = |draft: Summary| Chosen { id: draft.id, expect: draft.version };
        let drafts = listed.here.get_untracked().unwrap_or_default();
        let left = left(&drafts).map(|left| " ".to_owned() + &left).unwrap_or_default();
        let drafts = drafts.fit.into_iter().map(seen).collect();
        spawn_local(async move {
            let result = shop.publish(drafts).await;
            shop.tell(match &result {
                Ok(publication) => told(publication, words) + &left,
                Err(failure) => shop.explain(failure),
            });
            // The page may be another one by now.
            if busy.try_set(false).is_none() {
                on_done.run(());
            }
        });
    });
    view! {
        <div class="waits">
            <p>{fill(words.drafts_wait, &[&drafts.to_string()])}</p>
            <button
                type="button"
                aria-disabled=move || (busy.get() || listed.busy.get()).to_string()
                on:click=move |_| list()
            >
                {move || if busy.get() { words.publishing } else { words.publish_all }}
            </button>
        </div>
        {listed.told(list)}
        <Confirm
            open=asks
            title=words.publish_all_title.to_owned()
            text=words.publish_all_text
            action=words.publish_all
            list=list_drafts
            on_confirm=publish
        />
    }
}

/// All drafts, as a publication finds them.
#[derive(Clone, Default)]
struct Drafts {
    /// What it takes in.
    fit: Vec<Summary>,
    /// What it refuses: visitors see a later version.
    older: Vec<Summary>,
}

impl Drafts {
    fn sorted(drafts: Vec<Summary>) -> Self {
        let (older, fit) = drafts.into_iter().partition(tell::is_older);
        Self { fit, older }
    }
}

/// What a dialog is about to publish; what takes an article away comes first, so that it is seen, then what
/// others have written, who may not be done with it.
#[component]
fn DraftList(shop: Shop, mut drafts: Vec<Summary>) -> impl IntoView {
    let Page { words, locale } = page();
    let words = &words.knowledge;
    drafts.sort_by_cached_key(|draft| (!draft.archives, shop.is_me(&draft.changed_by)));
    let more = drafts.len().saturating_sub(MOST_LISTED);
    let more =
        (more > 0).then(|| view! { <li>{fill(words.drafts_more, &[&more.to_string()])}</li> });
    let rows = drafts.into_iter().take(MOST_LISTED).map(|draft| {
        let Summary { id, title, archives, changed_at, changed_by, .. } = draft;
        let archives = archives.then(|| view! { <span class="tag">{words.archives}</span>" " });
        let href = Place::Article(id.to_string()).href();
        let by = tell::by(changed_at, &changed_by, shop, words, locale);
        view! { <li>{archives}<a href=href>{title}</a>" "<span class="soft">{by}</span></li> }
    });
    view! {
        <ul class="problems" tabindex="0" aria-label=words.publish_all_title>
            {rows.collect_view()}{more}
        </ul>
    }
}

/// What a publication changed, for who made it.
pub(super) fn told(publication: &Publication, words: &Knowledge) -> String {
    if publication.is_idle() {
        return words.nothing_to_publish.to_owned();
    }
    let Publication { added, changed, removed, .. } = *publication;
    words.published.to_owned() + " " + &delta(added, changed, removed, words)
}

/// How many drafts are listed before they are published: more than anybody reads.
const MOST_LISTED: usize = 200;
