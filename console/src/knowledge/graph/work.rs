//! The graph of one shop, while it is worked on.
//!
//! The page holds the whole graph and changes it by `shared`'s own rules; what it sends is a whole
//! graph, made of the revision that it was made from. So the edge need not know what an edit is, and two
//! agents cannot undo each other unseen.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use shared::api::graph::{Kept, Replace, Replaced};
use shared::graph::{Format, Graph};
use shared::problem::Code;
use ui::http::{self, Failure};
use wasm_bindgen_futures::spawn_local;

use crate::knowledge::asking::Asking;
use crate::knowledge::shop::Shop;
use crate::page::{Page, page};

/// The graph of one shop, as it was last read or saved. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(in crate::knowledge) struct Work {
    /// Whose it is.
    pub(super) shop: Shop,
    /// As it stands at the edge.
    pub(super) here: Asking<Loaded>,
    /// Whether it is being saved.
    pub(super) busy: RwSignal<bool>,
    /// Why it could not be saved.
    trouble: RwSignal<Option<Trouble>>,
}

/// A graph, and of which revision it is.
#[derive(Clone)]
pub(super) struct Loaded {
    revision: u64,
    /// The graph.
    pub(super) graph: Arc<Graph>,
}

#[derive(Clone)]
struct Trouble {
    told: String,
    /// Whether somebody else has saved meanwhile.
    is_stale: bool,
}

impl Work {
    /// The graph of that shop, which is not read yet.
    pub(in crate::knowledge) fn of(shop: Shop) -> Self {
        let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
        Self { shop, here: Asking::new(), busy, trouble }
    }

    /// Reads it from the edge.
    pub(super) fn load(self) {
        self.trouble.set(None);
        self.here.ask(self.shop, async move {
            let Kept { revision, file } = http::get(&self.path(), None).await?;
            let graph = Arc::new(Graph::read(Format::Jsonl, &file).graph);
            Ok(Loaded { revision, graph })
        });
    }

    /// Puts another graph in its place, then calls `done`.
    pub(super) fn save(self, graph: Graph, done: impl FnOnce() + 'static) {
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

/// Why it could not be saved, and what helps.
#[component]
pub(super) fn Told(work: Work) -> impl IntoView {
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
