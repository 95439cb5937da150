//! The shop's graph: what there is, one entity with its relations and its picture, and files.
//!
//! The page holds the whole graph and changes it by `shared`'s own rules; what it sends is a whole
//! graph, made of the revision that it was made from. So the edge need not know what an edit is, and two
//! agents cannot undo each other unseen.

mod entity;
mod files;
mod list;
mod picture;
mod tell;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use shared::api::graph::{Kept, Replace, Replaced};
use shared::graph::{Format, Graph};
use shared::problem::Code;
use ui::http::{self, Failure};
use wasm_bindgen_futures::spawn_local;

use super::asking::Asking;
use super::shop::Shop;
use crate::page::{Page, page};
use crate::place::Place;
use entity::Entity;
use files::Files;
use list::List;

/// The graph of one shop, as it was last read or saved. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Work {
    shop: Shop,
    here: Asking<Loaded>,
    /// Whether it is being saved.
    busy: RwSignal<bool>,
    /// Why it could not be saved.
    trouble: RwSignal<Option<Trouble>>,
}

#[derive(Clone)]
struct Loaded {
    revision: u64,
    graph: Arc<Graph>,
}

#[derive(Clone)]
struct Trouble {
    told: String,
    /// Whether somebody else has saved meanwhile.
    is_stale: bool,
}

impl Work {
    /// The graph of that shop, which is not read yet.
    pub(super) fn of(shop: Shop) -> Self {
        let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
        Self { shop, here: Asking::new(), busy, trouble }
    }

    /// Reads it from the edge.
    fn load(self) {
        self.trouble.set(None);
        self.here.ask(self.shop, async move {
            let Kept { revision, file } = http::get(&self.path(), None).await?;
            let graph = Arc::new(Graph::read(Format::Jsonl, &file).graph);
            Ok(Loaded { revision, graph })
        });
    }

    /// Puts another graph in its place, then calls `done`.
    fn save(self, graph: Graph, done: impl FnOnce() + 'static) {
        let Some(Loaded { revision, .. }) = self.here.here.get_untracked() else { return };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        let Page { words, .. } = page();
        spawn_local(async move {
            let replace = Replace { file: graph.write(Format::Jsonl), expect: Some(revision) };
            let saved = self.put(&replace).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(Replaced { revision, .. }) => {
                    self.here.here.set(Some(Loaded { revision, graph: Arc::new(graph) }));
                    done();
                }
                Err(failure) => {
                    let is_stale = matches!(
                        &failure,
                        Failure::Told(problem) if problem.code == Code::Conflict
                    );
                    let told = if is_stale {
                        words.graph.changed_since.to_owned()
                    } else {
                        self.shop.explain(&failure)
                    };
                    self.trouble.set(Some(Trouble { told, is_stale }));
                }
            }
        });
    }

    async fn put(self, replace: &Replace) -> Result<Replaced, Failure> {
        // What pages send is plain data, which always serialises.
        let body = serde_json::to_string(replace).unwrap_or_default();
        let answer = http::call("PUT", &self.path(), None, Some(&body), LONG).await?;
        serde_json::from_str(&answer).map_err(|_| Failure::Garbled(200))
    }

    fn path(self) -> String {
        format!("/v1/sites/{}/graph?format=json", self.shop.site())
    }
}

/// The part of the page that is about the graph.
#[component]
pub(super) fn GraphPart(work: Work, place: Place) -> impl IntoView {
    if work.here.here.with_untracked(Option::is_none) {
        work.load();
    }
    let place = StoredValue::new(place);
    let is_here = Memo::new(move |_| work.here.here.with(Option::is_some));
    let body = move || {
        if !is_here.get() {
            return None;
        }
        Some(match place.get_value() {
            Place::Entity(id) => view! { <Entity work id=Some(id)/> }.into_any(),
            Place::NewEntity => view! { <Entity work id=None/> }.into_any(),
            _ => view! { <List work/> <Files work/> }.into_any(),
        })
    };
    view! { {work.here.told(move || work.load())} {body} }
}

/// Why it could not be saved, and what helps.
#[component]
fn Told(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    move || {
        let Trouble { told, is_stale } = work.trouble.get()?;
        let reload = is_stale.then(|| {
            view! {
                <button type="button" on:click=move |_| work.load()>{words.reload}</button>
            }
        });
        Some(view! { <div class="trouble" role="alert"><p>{told}</p>{reload}</div> })
    }
}

/// A large graph is built anew at the edge.
const LONG: Duration = Duration::from_secs(60);
