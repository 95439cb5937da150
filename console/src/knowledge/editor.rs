//! One article: written, seen as it will look, saved, published, taken out, and set back.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::api::knowledge::{Kept, State, Version};
use shared::article::{Audience, Draft, Field};
use shared::time::Timestamp;
use ui::locale::{Locale, fill};
use ui::time;
use web_sys::HtmlInputElement;

use super::asking::Asking;
use super::history::{History, difference};
use super::preview::Preview;
use super::sheet::{self, input_of};
use super::shop::Shop;
use super::tell;
use super::work::{self, Work};
use crate::confirm::Confirm;
use crate::page::{Page, page};
use crate::place::Place;

/// The editor of the article that `place` names, or of a new one.
#[component]
pub(super) fn Editor(shop: Shop, place: Place) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let kept = Asking::<Kept>::new();
    let back = view! {
        <a class="back-link" href=Place::Articles.href()>
            <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m12.5 4-6 6 6 6"/></svg>
            {words.back}
        </a>
    };
    let id = match &place {
        Place::Article(id) => id.clone(),
        Place::NewArticle(asked) => {
            let fresh = sheet::asked_for(work::new_id(), asked);
            let work = Work::take_up(shop, &place, kept, fresh, words);
            return view! { {back} <Bench shop work/> }.into_any();
        }
        Place::Desk
        | Place::Talk(_)
        | Place::Details(_)
        | Place::Articles
        | Place::Try(_)
        | Place::Misses
        | Place::Publications
        | Place::Files
        | Place::Graph
        | Place::Entity(_)
        | Place::NewEntity => return ().into_any(),
    };
    let look = {
        let id = StoredValue::new(id);
        move || kept.ask(shop, async move { shop.article(&id.get_value()).await })
    };
    look();
    // What is written stays when the edge says how it stands.
    let is_here = Memo::new(move |_| kept.here.with(Option::is_some));
    let place = StoredValue::new(place);
    let bench = move || {
        if !is_here.get() {
            return None;
        }
        let fresh = Draft::from(kept.here.get_untracked()?.article);
        let work = Work::take_up(shop, &place.get_value(), kept, fresh, words);
        work.answer_also(shop.asked_of(&place.get_value()));
        Some(view! { <Bench shop work/> })
    };
    view! { {back} {kept.told(look)} {bench} }.into_any()
}

/// The fields, the buttons, the preview and the history.
#[component]
fn Bench(shop: Shop, work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let saves = move |event: KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "s" {
            event.prevent_default();
            work.save();
        }
    };
    let history = move || work.kept.here.get().map(|kept| view! { <History shop kept work/> });
    view! {
        <div class="bench" on:keydown=saves>
            <Head work/>
            <Notes work/>
            <form
                class="sheet"
                aria-label=words.form
                on:submit=|event| event.prevent_default()
            >
                <Fields work/>
            </form>
            <div class="aside">
                <section class="card" aria-label=words.preview>
                    <h3>{words.preview}</h3>
                    <p class="title">{move || work.sheet.title.get()}</p>
                    <Preview body=work.sheet.body/>
                </section>
                {history}
            </div>
        </div>
    }
}

/// What it is, how it stands, and what can be done with it.
#[component]
fn Head(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let asks = RwSignal::new(false);
    let archive = Callback::new(move |()| work.archive());
    let drops = RwSignal::new(false);
    let drop_draft = Callback::new(move |()| work.drop_draft());
    let title = move || {
        let saved = work.kept.here.get().map(|kept| kept.article.title().to_owned());
        saved.unwrap_or_else(|| words.new_article.to_owned())
    };
    let marks = move || {
        let Kept { article, version: Version { version, state, archives, .. }, service, .. } =
            work.kept.here.get()?;
        let valid = article.valid();
        let is_out = archives || state == State::Archived;
        let outside = tell::outside(valid.from(), valid.until(), time::now()).filter(|_| !is_out);
        let archives = archives.then(|| view! { <span class="tag">{words.archives}</span> });
        Some(view! {
            <span class="tag">{fill(words.version, &[&version.to_string()])}</span>
            {tell::state(state, words)}
            {tell::outside_tag(outside, words)}
            {archives}
            <span class="soft">{tell::service(service, words)}</span>
        })
    };
    let going = move || match (work.busy.get(), work.dirty.get()) {
        (true, _) => words.saving,
        (false, true) => words.unsaved,
        (false, false) => "",
    };
    let publish = move || {
        if work.dirty.get() || work.is_new() { words.save_and_publish } else { words.publish }
    };
    let attempt = move || {
        let title = work.sheet.title.get();
        Place::Try(if title.is_empty() { Vec::new() } else { vec![title] }).href()
    };
    let disabled = |can: fn(Work) -> bool| move || (!can(work)).to_string();
    view! {
        <div class="part-head">
            <div class="what">
                <h2>{title}</h2>
                <p class="tags">{marks}<span class="soft" role="status">{going}</span></p>
            </div>
            <div class="tools">
                <a class="button" href=attempt>{words.try_it}</a>
                <button
                    type="button"
                    aria-disabled=disabled(|work| work.can_archive() || work.can_unarchive())
                    on:click=move |_| {
                        if untrack(|| work.can_unarchive()) {
                            work.unarchive();
                        } else {
                            asks.set(untrack(|| work.can_archive()));
                        }
                    }
                >
                    {move || if work.is_out() { words.unarchive } else { words.archive }}
                </button>
                <Show when=move || work.has_draft()>
                    <button
                        type="button"
                        aria-disabled=move || work.busy.get().to_string()
                        on:click=move |_| drops.set(!work.busy.get_untracked())
                    >
                        {words.drop_draft}
                    </button>
                </Show>
                <button
                    type="button"
                    title="Ctrl+S"
                    aria-disabled=disabled(Work::can_save)
                    on:click=move |_| work.save()
                >
                    {words.save}
                </button>
                <button
                    type="button"
                    class="primary"
                    aria-disabled=disabled(Work::can_publish)
                    on:click=move |_| work.publish()
                >
                    {publish}
                </button>
            </div>
        </div>
        <Confirm
            open=asks
            title=words.archive_title.to_owned()
            text=words.archive_text
            action=words.archive
            on_confirm=archive
        />
        <Confirm
            open=drops
            title=words.drop_title.to_owned()
            text=words.drop_text
            action=words.drop_draft
            on_confirm=drop_draft
        />
    }
}

/// What stands in the way of a quiet saving.
#[component]
fn Notes(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let recovered = move || {
        (work.recovered.get() && work.dirty.get()).then(|| {
            view! {
                <div class="waits" role="status">
                    <p>{words.recovered}</p>
                    <button type="button" on:click=move |_| work.discard()>{words.discard}</button>
                </div>
            }
        })
    };
    let conflict = move || {
        work.conflict.get().map(|theirs| {
            let mine = untrack(|| work.sheet.draft());
            let told = match (theirs.is_shown, theirs.is_archived) {
                (true, _) => words.older_than_shown,
                (false, true) => words.conflict_archived,
                (false, false) => words.conflict,
            };
            view! {
                <section class="card conflict" role="alert">
                    <p>{told}</p>
                    {difference(&theirs.article, &mine, words)}
                    <div class="buttons">
                        <button type="button" on:click=move |_| work.take_theirs()>
                            {words.take_theirs}
                        </button>
                        <button type="button" on:click=move |_| work.keep_mine()>
                            {words.keep_mine}
                        </button>
                    </div>
                </section>
            }
        })
    };
    let replaced = move || {
        work.replaced.with(Option::is_some).then(|| {
            view! {
                <div class="waits" role="status">
                    <p>{words.replaced}</p>
                    <button type="button" on:click=move |_| work.undo()>{words.undo}</button>
                </div>
            }
        })
    };
    view! { <div class="notes">{recovered}{replaced}{conflict}</div> }
}

#[component]
fn Fields(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let sheet = work.sheet;
    let count = move || {
        let count = sheet.body.with(|body| body.chars().count().to_string());
        fill(words.characters, &[&count, &Field::Body.max_chars().to_string()])
    };
    // The name under which it is saved stays.
    let new_id = move || {
        work.is_new().then(|| {
            view! { <Text work at=input_of(Field::Id) name=words.field_id value=sheet.id hint=words.field_id_hint/> }
        })
    };
    let audiences = Audience::ALL.into_iter().enumerate().map(move |(at, audience)| {
        view! {
            <option value=at.to_string() selected=move || sheet.audience.get() == audience>
                {tell::audience(audience, words)}
            </option>
        }
    });
    // An option that somebody has picked follows no attribute any more.
    let chosen = move || {
        let audience = sheet.audience.get();
        Audience::ALL.iter().position(|it| *it == audience).unwrap_or_default().to_string()
    };
    let choose = move |name: String| {
        let at = name.parse().unwrap_or(0_usize);
        sheet.audience.set(Audience::ALL.get(at).copied().unwrap_or_default());
    };
    let languages = [Locale::ZhCn, Locale::ZhTw, Locale::En]
        .map(|locale| view! { <option value=locale.tag()></option> });
    view! {
        <Text
            work
            at=input_of(Field::Title)
            name=words.field_title
            value=sheet.title
            hint=words.field_title_hint
        />
        <Text
            work
            at=input_of(Field::Body)
            name=words.field_body
            value=sheet.body
            hint=words.field_body_hint
            rows=14
        />
        <p class="soft characters">{count}</p>
        <Text
            work
            at=input_of(Field::Phrasings)
            name=words.field_phrasings
            value=sheet.phrasings
            hint=words.field_lines_hint
            rows=4
        />
        <div class="pair">
            <Text work at=input_of(Field::Category) name=words.field_category value=sheet.category/>
            <div class="field">
                <label for="article-audience">{words.field_audience}</label>
                <select
                    id="article-audience"
                    prop:value=chosen
                    on:change=move |event| choose(event_target_value(&event))
                >
                    {audiences.collect_view()}
                </select>
            </div>
        </div>
        <div class="pair">
            <Text
                work
                at=input_of(Field::Tags)
                name=words.field_tags
                value=sheet.tags
                hint=words.field_lines_hint
                rows=2
            />
            <Text
                work
                at=input_of(Field::Products)
                name=words.field_products
                value=sheet.products
                hint=words.field_lines_hint
                rows=2
            />
        </div>
        <div class="pair">
            <Moment work at="article-from" name=words.field_from value=sheet.valid_from/>
            <Moment work at=sheet::VALID_UNTIL name=words.field_until value=sheet.valid_until/>
        </div>
        <div class="pair">
            <Text
                work
                at=input_of(Field::Language)
                name=words.field_language
                value=sheet.language
                list="article-languages"
            />
            <datalist id="article-languages">{languages.collect_view()}</datalist>
            {new_id}
        </div>
    }
}

/// A field of text: one line, or `rows` of them.
#[component]
fn Text(
    work: Work,
    /// The element's id.
    at: &'static str,
    name: &'static str,
    value: RwSignal<String>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] rows: u32,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: Option<&'static str>,
) -> impl IntoView {
    let below = format!("{at}-below");
    let input = if rows == 0 {
        view! {
            <input
                id=at
                list=list
                aria-invalid=move || is_wrong(work, at)
                aria-describedby=below.clone()
                bind:value=value
            />
        }
        .into_any()
    } else {
        view! {
            <textarea
                id=at
                rows=rows.to_string()
                aria-invalid=move || is_wrong(work, at)
                aria-describedby=below.clone()
                bind:value=value
            ></textarea>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=at>{name}</label>
            {input}
            <Below work at below hint/>
        </div>
    }
}

/// A field for a moment.
#[component]
fn Moment(
    work: Work,
    at: &'static str,
    name: &'static str,
    value: RwSignal<Option<Timestamp>>,
) -> impl IntoView {
    let below = format!("{at}-below");
    // While a year is typed, its first digits are a year too, and what is none must not take away what is typed
    // next: whether there is no time is told once the field is left, or emptied.
    let change = move |field: HtmlInputElement| {
        let text = field.value();
        let time = time::of_local(&text);
        if time.is_some() || (text.is_empty() && !field.validity().bad_input()) {
            value.set(time);
        }
    };
    // The field shows no seconds, and who only passes by takes none away.
    let leave = move |text: String| {
        if text.is_empty() || text != value.get_untracked().map(time::local).unwrap_or_default() {
            value.set(time::of_local(&text));
        }
    };
    view! {
        <div class="field">
            <label for=at>{name}</label>
            <input
                id=at
                type="datetime-local"
                aria-invalid=move || is_wrong(work, at)
                aria-describedby=below.clone()
                prop:value=move || value.get().map(time::local).unwrap_or_default()
                on:change=move |event| change(event_target(&event))
                on:blur=move |event| leave(event_target_value(&event))
            />
            <Below work at below hint=""/>
        </div>
    }
}

/// What is to be known of a field, and what is wrong with it.
#[component]
fn Below(work: Work, at: &'static str, below: String, hint: &'static str) -> impl IntoView {
    let wrong = move || {
        let wrong = work.trouble.get().filter(|(field, _)| *field == at);
        wrong.map(|(_, told)| view! { <span class="wrong" role="alert">{told}</span> })
    };
    view! { <p class="below soft" id=below>{hint} {wrong}</p> }
}

fn is_wrong(work: Work, at: &str) -> Option<&'static str> {
    let wrong =
        work.trouble.with(|trouble| trouble.as_ref().is_some_and(|(field, _)| *field == at));
    wrong.then_some("true")
}
