//! All entities: to look for, and to open.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use shared::fold;
use shared::graph::{Entity, EntityId, Graph, Kind};
use ui::locale::fill;

use super::work::{Loaded, Work};
use crate::page::{Page, page};
use crate::place::Place;
use crate::search::{PAUSE, SearchForm};

/// The list.
#[component]
pub(super) fn List(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let Work { text, kind, .. } = work;
    let sought = RwSignal::new(text.get_untracked());
    let look = move || {
        let text = text.get_untracked();
        if sought.with_untracked(|sought| *sought != text) {
            sought.set(text);
        }
    };
    // While it is typed, once that pauses.
    let mut paused = debounce(PAUSE, move |()| look());
    Effect::new(move || {
        text.track();
        paused(());
    });
    let graph = Memo::new_with_compare(
        move |_| Some(work.here.here.get()?.graph),
        |before, now| match (before.flatten(), now.flatten()) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        },
    );
    let catalog =
        Memo::new_with_compare(move |_| Some(Arc::new(Catalog::of(graph.get()?))), |_, _| true);
    let count = move || {
        let Loaded { graph, .. } = work.here.here.get()?;
        let (entities, relations) = (graph.entities().len(), graph.relations().len());
        Some(fill(words.count, &[&entities.to_string(), &relations.to_string()]))
    };
    let rows = move || {
        let catalog = catalog.get()?;
        let found = sought.with(|text| catalog.find(text, kind.get()));
        if found.is_empty() {
            let is_empty = catalog.graph.entities().is_empty();
            let told = if is_empty { words.none } else { words.none_found };
            return Some(view! { <p class="soft" role="status">{told}</p> }.into_any());
        }
        let more = found.len().saturating_sub(SHOWN);
        let more = (more > 0).then(|| {
            view! { <p class="soft" role="status">{fill(words.more, &[&more.to_string()])}</p> }
        });
        let rows = found.into_iter().take(SHOWN).map(|entity| {
            let joined = catalog.joined.get(entity.id()).copied().unwrap_or_default();
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
        <SearchForm text label=words.search hint=words.search_hint on_search=move |()| look()>
            <select
                aria-label=words.kind
                prop:value=move || kind.get().map(|kind| kind.to_string()).unwrap_or_default()
                on:change=move |event| choose(event_target_value(&event))
            >
                <option value="">{words.any_kind}</option>
                {Kind::ALL
                    .into_iter()
                    .map(|this| {
                        let is_chosen = move || kind.get() == Some(this);
                        view! {
                            <option value=this.to_string() selected=is_chosen>
                                {words.kind(this)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </SearchForm>
        {rows}
    }
}

/// What a search goes by: made once for a graph, however much is typed.
struct Catalog {
    graph: Arc<Graph>,
    /// What each entity is called, folded, a name a line; in the order of the graph.
    names: Vec<String>,
    /// How many relations touch each entity that has some.
    joined: BTreeMap<EntityId, usize>,
}

impl Catalog {
    fn of(graph: Arc<Graph>) -> Self {
        let names = |entity: &Entity| {
            let aliases = entity.aliases().iter().map(String::as_str);
            let names = aliases.chain([entity.name(), entity.id().as_str()]);
            names.map(fold::full).collect::<Vec<_>>().join("\n")
        };
        let names = graph.entities().iter().map(names).collect();
        let mut joined = BTreeMap::new();
        for relation in graph.relations() {
            *joined.entry(relation.from).or_default() += 1;
            *joined.entry(relation.to).or_default() += 1;
        }
        Self { graph, names, joined }
    }

    /// The entities in whose name, aliases or id a text is, in the order of the graph.
    fn find(&self, text: &str, kind: Option<Kind>) -> Vec<&Entity> {
        let text = fold::full(text.trim());
        let entities = self.graph.entities().iter().zip(&self.names);
        let fits = |(entity, names): &(&Entity, &String)| {
            kind.is_none_or(|kind| entity.kind() == kind) && names.contains(&text)
        };
        entities.filter(fits).map(|(entity, _)| entity).collect()
    }
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
        let catalog = Catalog::of(Arc::new(Graph::read(Format::Jsonl, file).graph));
        let check = |text, kind, expect: &[&str]| {
            let found: Vec<_> =
                catalog.find(text, kind).iter().map(|entity| entity.id().as_str()).collect();
            assert_eq!(found, expect, "{text}");
        };
        check(" 雪櫃", None, &["fridge"]);
        check("Ｅ４", None, &["fr-e4"]);
        check("FR", None, &["fridge", "fr-e4"]);
        check("", Some(Kind::Cause), &["fan"]);
        check("冰", Some(Kind::Cause), &[]);
        // No name begins in the one before it.
        check("柜冰", None, &[]);
        let joined: Vec<_> = catalog.joined.into_values().collect();
        assert_eq!(joined, [1, 1]);
    }
}
