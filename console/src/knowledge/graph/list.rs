//! All entities: to look for, and to open.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::fold;
use shared::graph::{Entity, EntityId, Graph, Kind};
use ui::locale::fill;

use super::work::{Loaded, Work};
use crate::page::{Page, page};
use crate::place::Place;
use crate::search::SearchForm;

/// The list.
#[component]
pub(super) fn List(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let text = RwSignal::new(String::new());
    let kind = RwSignal::new(None::<Kind>);
    let count = move || {
        let Loaded { graph, .. } = work.here.here.get()?;
        let (entities, relations) = (graph.entities().len(), graph.relations().len());
        Some(fill(words.count, &[&entities.to_string(), &relations.to_string()]))
    };
    let rows = move || {
        let Loaded { graph, .. } = work.here.here.get()?;
        let found = text.with(|text| find(&graph, text, kind.get()));
        if found.is_empty() {
            let told = if graph.entities().is_empty() { words.none } else { words.none_found };
            return Some(view! { <p class="soft" role="status">{told}</p> }.into_any());
        }
        let more = found.len().saturating_sub(SHOWN);
        let more = (more > 0).then(|| {
            view! { <p class="soft" role="status">{fill(words.more, &[&more.to_string()])}</p> }
        });
        let joined = joined(&graph);
        let rows = found.into_iter().take(SHOWN).map(|entity| {
            let joined = joined.get(entity.id()).copied().unwrap_or_default();
            view! {
                <li class="summary-row" data-entity=entity.id().to_string()>
                    <a class="title" href=Place::Entity(entity.id().to_string()).href()>
                        {entity.name().to_owned()}
                    </a>
                    <span class="tags">
                        <span class="tag">{words.kind(entity.kind())}</span>
                    </span>
                    <span class="service">{format!("{} {joined}", words.relations)}</span>
                    <span class="soft id">{entity.id().to_string()}</span>
                </li>
            }
        });
        Some(view! { <ul class="summaries">{rows.collect_view()}</ul> {more} }.into_any())
    };
    let choose = move |name: String| kind.set(name.parse().ok());
    view! {
        <div class="part-head">
            <h2>{words.title}</h2>
            <a class="button primary" href=Place::NewEntity.href()>{words.add}</a>
        </div>
        <p class="soft">{count}</p>
        // Searched while it is typed.
        <SearchForm text label=words.search hint=words.search_hint on_search=|()| {}>
            <select aria-label=words.kind on:change=move |event| choose(event_target_value(&event))>
                <option value="">{words.any_kind}</option>
                {Kind::ALL
                    .into_iter()
                    .map(|kind| {
                        view! { <option value=kind.to_string()>{words.kind(kind)}</option> }
                    })
                    .collect_view()}
            </select>
        </SearchForm>
        {rows}
    }
}

/// The entities in whose name, aliases or id a text is, in the order of the graph.
fn find<'a>(graph: &'a Graph, text: &str, kind: Option<Kind>) -> Vec<&'a Entity> {
    let text = fold::full(text.trim());
    let has = |entity: &Entity| {
        let names = entity.aliases().iter().map(String::as_str);
        let mut names = names.chain([entity.name(), entity.id().as_str()]);
        text.is_empty() || names.any(|name| fold::full(name).contains(&text))
    };
    let is_kind = |entity: &&Entity| kind.is_none_or(|kind| entity.kind() == kind);
    graph.entities().iter().filter(is_kind).filter(|entity| has(entity)).collect()
}

/// How many relations touch each entity.
fn joined(graph: &Graph) -> BTreeMap<EntityId, usize> {
    let mut joined = BTreeMap::new();
    for relation in graph.relations() {
        *joined.entry(relation.from).or_default() += 1;
        *joined.entry(relation.to).or_default() += 1;
    }
    joined
}

/// How many entities are shown; whoever wants others looks for them.
const SHOWN: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use shared::graph::Format;

    #[test]
    fn an_entity_is_found_by_whatever_it_is_called() {
        let file = r#"
{"kind":"product","id":"fridge","name":"冰箱","aliases":["雪柜"]}
{"kind":"code","id":"fr-e4","name":"E4"}
{"kind":"cause","id":"fan","name":"风机不转"}
{"from":"fr-e4","verb":"means","to":"fan"}
"#;
        let graph = Graph::read(Format::Jsonl, file).graph;
        let check = |text, kind, expect: &[&str]| {
            let found: Vec<_> =
                find(&graph, text, kind).iter().map(|entity| entity.id().as_str()).collect();
            assert_eq!(found, expect, "{text}");
        };
        check(" 雪櫃", None, &["fridge"]);
        check("Ｅ４", None, &["fr-e4"]);
        check("FR", None, &["fridge", "fr-e4"]);
        check("", Some(Kind::Cause), &["fan"]);
        check("冰", Some(Kind::Cause), &[]);
        let joined: Vec<_> = joined(&graph).into_values().collect();
        assert_eq!(joined, [1, 1]);
    }
}
