//! One entity: its picture, its fields, its relations.

mod draft;
mod form;
mod written;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::graph::{EntityId, Field, Kind};
use ui::ime;
use ui::locale::fill;

use super::picture::Drawing;
use super::work::{Loaded, Told, Work};
use crate::confirm::Confirm;
use crate::page::{Page, page};
use crate::place::Place;
use draft::{Draft, Tie, called};
use form::Form;
use written::{Clash, Way};

/// The entity of that id, or a new one.
#[component]
pub(super) fn Entity(work: Work, id: Option<String>) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let back = view! {
        <a class="back-link" href=Place::Graph.href()>
            <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m12.5 4-6 6 6 6"/></svg>
            {words.back}
        </a>
    };
    let graph = work.here.here.get_untracked().map(|Loaded { graph, .. }| graph);
    let is_new = id.is_none();
    if is_new && let Some(saved) = form::found(work) {
        Place::Entity(saved.to_string()).go();
        return ().into_any();
    }
    let before = id.and_then(|id| {
        let id: EntityId = id.parse().ok()?;
        graph.as_ref()?.entity(&id).map(|_| id)
    });
    if !is_new && before.is_none() {
        return view! { {back} <p class="soft">{words.gone}</p> }.into_any();
    }
    let picture = before.clone().map(|id| view! { <Drawing here=work.here.here id/> });
    let form = Form::open(work, before);
    view! { {back} {picture} <Bench work form is_new/> }.into_any()
}

#[component]
fn Bench(work: Work, form: Form, is_new: bool) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let draft = form.draft;
    let asks = RwSignal::new(false);
    let name = draft.field(Field::Name);
    let title = move || {
        let name = name.get();
        if name.trim().is_empty() { words.new_entity.to_owned() } else { name }
    };
    let delete = Callback::new(move |()| form.delete(|| Place::Graph.go()));
    let delete_button = (!is_new).then(|| {
        view! {
            <button type="button" class="danger" on:click=move |_| asks.set(true)>
                {words.delete}
            </button>
            <Confirm
                open=asks
                title=Signal::derive(move || fill(words.delete_title, &[&name.get()]))
                text=words.delete_text
                action=words.delete
                on_confirm=delete
            />
        }
    });
    view! {
        <form
            class="graph-entity"
            aria-label=words.form
            on:submit=move |event| {
                event.prevent_default();
                form.save(|id| Place::Entity(id.to_string()).go());
            }
        >
            <div class="part-head">
                <h2>{title}</h2>
                <div class="buttons">
                    <button type="submit" class="primary" disabled=move || work.busy.get()>
                        {words.save}
                    </button>
                    {delete_button}
                </div>
            </div>
            <Told work/>
            <Notes form/>
            <Fields draft/>
            <Ties work form/>
        </form>
    }
}

/// What stands in the way of a quiet saving.
#[component]
fn Notes(form: Form) -> impl IntoView {
    let Page { words, .. } = page();
    let (articles, words) = (&words.knowledge, &words.graph);
    let recovered = move || {
        (form.recovered.get() && form.dirty.get()).then(|| {
            view! {
                <div class="waits" role="status">
                    <p>{articles.recovered}</p>
                    <button type="button" on:click=move |_| form.discard()>
                        {articles.discard}
                    </button>
                </div>
            }
        })
    };
    let gone = move || {
        form.gone.get().then(|| view! { <p class="trouble" role="alert">{words.gone_since}</p> })
    };
    let clash = move |clash: Clash| {
        let told = form.told(&clash, words);
        view! {
            <li>
                <span>{told}</span>
                " "
                <button type="button" on:click=move |_| form.take(&clash)>{words.take_theirs}</button>
            </li>
        }
    };
    let clashes = move || {
        let clashes = form.clashes.get();
        (!clashes.is_empty()).then(|| {
            view! {
                <div class="trouble" role="alert">
                    <p>{words.clashes}</p>
                    <ul>{clashes.into_iter().map(clash).collect_view()}</ul>
                </div>
            }
        })
    };
    view! {
        {recovered}
        {gone}
        {clashes}
        {move || form.wrong.get().map(|told| view! { <p class="trouble" role="alert">{told}</p> })}
    }
}

/// What only this entity has.
#[component]
fn Fields(draft: Draft) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let kind = draft.kind;
    let choose = move |name: String| {
        if let Ok(chosen) = name.parse() {
            kind.set(chosen);
        }
    };
    let field = move |field: Field| {
        let value = draft.field(field);
        let name = words.field(field);
        let hint = match field {
            Field::Aliases => Some(words.alias_hint),
            Field::Cities => Some(words.lines_hint),
            Field::Common => Some(words.common_hint),
            _ => None,
        };
        let input = if field.is_list() || field == Field::Text {
            let rows = if field == Field::Text { "4" } else { "3" };
            view! { <textarea rows=rows prop:value=value on:input=move |event| value.set(event_target_value(&event))></textarea> }
                .into_any()
        } else {
            view! { <input type="text" bind:value=value/> }.into_any()
        };
        view! {
            <label class="field">
                <span>{name}</span>
                {input}
                {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
            </label>
        }
    };
    view! {
        <label class="field">
            <span>{words.kind}</span>
            <select
                prop:value=move || kind.get().to_string()
                on:change=move |event| choose(event_target_value(&event))
            >
                {Kind::ALL
                    .into_iter()
                    .map(|it| {
                        view! {
                            <option value=it.to_string() selected=move || kind.get() == it>
                                {words.kind(it)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        {move || kind.get().fields().iter().map(|it| field(*it)).collect_view()}
    }
}

/// Its relations, and one more.
#[component]
fn Ties(work: Work, form: Form) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let draft = form.draft;
    let (way, other) = (draft.way, draft.adding);
    let ways = Memo::new(move |_| Way::of(draft.kind.get()));
    let chosen = Memo::new(move |_| draft.chosen());
    // By itself Enter would send the form.
    let adds = move |event: KeyboardEvent| {
        // By its code: what a browser reports when a suggestion is taken has no name.
        if event.key_code() == ENTER {
            event.prevent_default();
            if !ime::is_composing(&event) {
                form.add();
            }
        }
    };
    let told = move |id: &str| {
        let Loaded { graph, .. } = work.here.here.get()?;
        let id = id.parse().ok()?;
        Some((called(&graph, &id)?, words.kind(graph.entity(&id)?.kind())))
    };
    let row = move |tie: Tie| {
        let Tie { key, way, other, likelihood } = tie;
        let likelihood = RwSignal::from(likelihood);
        let said = way.told(words);
        let (name, kind) = told(&other).unwrap_or_else(|| (other.clone(), ""));
        let told = format!("{said} {name}");
        let input = way.verb.takes_likelihood().then(|| {
            view! {
                <input
                    type="number"
                    min="1"
                    max="100"
                    aria-label=fill(words.likelihood_of, &[&told])
                    bind:value=likelihood
                />
            }
        });
        view! {
            <li>
                <span class="verb">{said}</span>
                <span class="other">
                    <a href=Place::Entity(other).href()>{name}</a>
                    <span class="tag">{kind}</span>
                </span>
                {input}
                <button
                    type="button"
                    aria-label=fill(words.remove, &[&told])
                    on:click=move |_| draft.untie(key)
                >
                    "×"
                </button>
            </li>
        }
    };
    let candidates = move || {
        let Loaded { graph, .. } = work.here.here.get()?;
        let way = chosen.get()?;
        let fits = |entity: &&shared::graph::Entity| way.leads_to(draft.kind.get(), entity.kind());
        let option = |entity: &shared::graph::Entity| {
            view! { <option value=entity.id().to_string()>{entity.name().to_owned()}</option> }
        };
        Some(graph.entities().iter().filter(fits).take(OFFERED).map(option).collect_view())
    };
    view! {
        <section class="card ties" aria-label=words.relations>
            <h3>{words.relations}</h3>
            {move || {
                let is_empty = draft.ties.with(Vec::is_empty);
                is_empty.then(|| view! { <p class="soft">{words.no_relations}</p> })
            }}
            <ul>
                <For each=move || draft.ties.get() key=|tie| tie.key children=row/>
            </ul>
            <div class="add">
                <select
                    aria-label=words.relation
                    on:change=move |event| {
                        let at = event_target_value(&event).parse::<usize>().ok();
                        way.set(at.and_then(|at| ways.with(|ways| ways.get(at).copied())));
                    }
                >
                    {move || {
                        let options = ways.get().into_iter().enumerate().map(|(at, it)| {
                            view! {
                                <option value=at.to_string() selected=move || chosen.get() == Some(it)>
                                    {it.told(words)}
                                </option>
                            }
                        });
                        options.collect_view()
                    }}
                </select>
                <input
                    type="text"
                    list="graph-others"
                    aria-label=words.other
                    placeholder=words.other
                    bind:value=other
                    on:keydown=adds
                />
                <datalist id="graph-others">{candidates}</datalist>
                <button type="button" on:click=move |_| { form.add(); }>
                    {words.add_relation}
                </button>
            </div>
        </section>
    }
}

/// How many entities are offered for a relation; whoever means another types its id.
const OFFERED: usize = 1_000;
/// The key code of Enter, but for one that belongs to an input method.
const ENTER: u32 = 13;
