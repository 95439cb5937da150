//! The graph of one shop, while it is worked on.
//!
//! The page holds the whole graph and changes it by `shared`'s own rules; what it sends is a whole
//! graph, made of the revision that it was made from. So the edge need not know what an edit is, and two
//! agents cannot undo each other unseen.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use shared::api::graph::{Kept, Replace, Replaced};
use shared::graph::{EntityId, Format, Graph, Kind, Reading};
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
    /// What is looked for in its list.
    pub(super) text: RwSignal<String>,
    /// Of which kind.
    pub(super) kind: RwSignal<Option<Kind>>,
    /// Why it could not be saved.
    trouble: RwSignal<Option<Trouble>>,
}

/// A graph, and of which revision it is.
#[derive(Clone, PartialEq)]
pub(super) struct Loaded {
    revision: u64,
    /// The graph.
    pub(super) graph: Arc<Graph>,
    /// Whether that is all of it: a newer server may keep what this page does not know.
    is_whole: bool,
}

#[derive(Clone)]
struct Trouble {
    told: String,
    /// Whether what somebody else has saved meanwhile could not be read.
    is_stale: bool,
}

/// How it went to put another graph in the place of the one that is here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Outcome {
    /// It is there, and here.
    Saved,
    /// Somebody else had saved before: theirs is here now.
    Overtaken,
    /// It is not there.
    Refused,
    /// No answer came: it may be there or not.
    Unknown,
}

impl Work {
    /// The graph of that shop, which is not read yet.
    pub(in crate::knowledge) fn of(shop: Shop) -> Self {
        Self {
            shop,
            here: Asking::new(),
            busy: RwSignal::new(false),
            text: RwSignal::default(),
            kind: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    /// Looks for everything in its list.
    pub(in crate::knowledge) fn begin_anew(self) {
        self.text.set(String::new());
        self.kind.set(None);
    }

    /// Reads it from the edge.
    pub(super) fn load(self) {
        self.trouble.set(None);
        self.here.ask(self.shop, async move {
            let now = self.read().await?;
            // What has not changed stays, and with it what the page has made of it.
            let before = self.here.here.try_get_untracked().flatten();
            Ok(before.filter(|before| *before == now).unwrap_or(now))
        });
    }

    /// Whether the graph is here and knows no entity of that id.
    pub(super) fn lacks(self, id: &str) -> bool {
        let is_there = |Loaded { graph, .. }: &Loaded| {
            id.parse().is_ok_and(|id: EntityId| graph.entity(&id).is_some())
        };
        self.here.here.with_untracked(|here| here.as_ref().is_some_and(|here| !is_there(here)))
    }

    /// Forgets why something could not be saved: something else is looked at.
    pub(super) fn look_away(self) {
        if self.trouble.with_untracked(Option::is_some) {
            self.trouble.set(None);
        }
    }

    /// Puts another graph in its place, then calls `done`.
    pub(super) fn save(self, graph: Graph, done: impl FnOnce() + 'static) {
        self.alone(async move {
            match self.replace(graph).await {
                Outcome::Saved => done(),
                Outcome::Overtaken => self.tell_overtaken(),
                Outcome::Refused | Outcome::Unknown => {}
            }
        });
    }

    /// Does something that changes the graph, unless something else is still being done.
    pub(super) fn alone(self, work: impl Future<Output = ()> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            work.await;
            let _ = self.busy.try_set(false);
        });
    }

    /// Puts another graph in its place, and tells why that was refused. Where somebody else had saved before,
    /// that is for who asked.
    pub(super) async fn replace(self, graph: Graph) -> Outcome {
        let Some(Loaded { revision, is_whole, .. }) = self.here.here.try_get_untracked().flatten()
        else {
            return Outcome::Refused;
        };
        if !is_whole {
            // What the page does not know would be gone with the old graph.
            let told = self.shop.words.outdated.to_owned();
            let _ = self.trouble.try_set(Some(Trouble { told, is_stale: false }));
            return Outcome::Refused;
        }
        let replace = Replace { file: graph.write(Format::Jsonl), expect: Some(revision) };
        let failure = match self.put(&replace).await {
            Ok(Replaced { revision, .. }) => {
                let graph = Arc::new(graph);
                self.here.take(Loaded { revision, graph, is_whole: true });
                return Outcome::Saved;
            }
            Err(failure) => failure,
        };
        let overtaken =
            matches!(&failure, Failure::Told(problem) if problem.code == Code::Conflict);
        let outcome = match overtaken {
            false if failure.is_passing() => Outcome::Unknown,
            false => Outcome::Refused,
            true => match self.read().await {
                Ok(loaded) => {
                    self.here.take(loaded);
                    return Outcome::Overtaken;
                }
                Err(_) => Outcome::Refused,
            },
        };
        let told = if overtaken {
            self.shop.words.graph.changed_since.to_owned()
        } else {
            self.shop.explain(&failure)
        };
        let _ = self.trouble.try_set(Some(Trouble { told, is_stale: overtaken }));
        outcome
    }

    /// Tells that nothing was saved because somebody else has, whose graph is here now.
    pub(super) fn tell_overtaken(self) {
        let told = self.shop.words.graph.overtaken.to_owned();
        let _ = self.trouble.try_set(Some(Trouble { told, is_stale: false }));
    }

    async fn read(self) -> Result<Loaded, Failure> {
        let Kept { revision, file } = http::get(&self.path(), None).await?;
        let Reading { graph, refused, .. } = Graph::read(Format::Jsonl, &file);
        Ok(Loaded { revision, graph: Arc::new(graph), is_whole: refused == 0 })
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
