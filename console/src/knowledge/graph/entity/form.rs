//! The work on one entity: what is written, what of it is saved, and what somebody else makes of the
//! same meanwhile.
//!
//! What the graph says anew, after a reload or a save, is brought together with what is written: what
//! only the other has changed is taken, what both have is told. What is written and not saved is kept in
//! the browser with what it was changed from, so it meets the graph in the same way whenever it comes
//! back.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::graph::EntityId;
use ui::locale::fill;

use super::draft::Draft;
use super::written::{Clash, Merged, Way, Written, merged};
use crate::knowledge::graph::tell;
use crate::knowledge::graph::work::{Loaded, Work};
use crate::knowledge::unsaved::Unsaved;
use crate::page::{Page, page};
use crate::place::{Place, ask_before_unload};
use crate::words::GraphWords;

/// The work on one entity. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// What is written.
    pub(super) draft: Draft,
    /// Whether it differs from what is saved.
    pub(super) dirty: Memo<bool>,
    /// What both we and somebody else have changed.
    pub(super) clashes: RwSignal<Vec<Clash>>,
    /// Whether somebody else has deleted the entity.
    pub(super) gone: RwSignal<bool>,
    /// Whether it goes on from what was never saved.
    pub(super) recovered: RwSignal<bool>,
    /// What cannot be saved so.
    pub(super) wrong: RwSignal<Option<String>>,
    /// What was changed: of which the graph has said it last, but for the clashes.
    base: RwSignal<Written>,
    /// The entity as the graph knows it; nothing for a new one.
    before: StoredValue<Option<EntityId>>,
    kept: StoredValue<Unsaved>,
    /// Whether what is not saved could not be kept, either.
    is_at_stake: StoredValue<bool>,
    work: Work,
    words: &'static GraphWords,
}

/// As it is kept in the browser.
#[derive(Deserialize, Serialize)]
struct Kept {
    base: Written,
    mine: Written,
}

impl Form {
    /// Takes up the entity of that id, or a new one.
    pub(super) fn open(work: Work, before: Option<EntityId>) -> Self {
        let place = before.as_ref().map_or(Place::NewEntity, |id| Place::Entity(id.to_string()));
        let kept = work.shop.unsaved(&place);
        let now = theirs(work, before.as_ref()).unwrap_or_else(Written::nothing);
        let unsaved: Option<Kept> = kept.read();
        let recovered = unsaved.is_some();
        let Kept { base, mine } = unsaved.unwrap_or_else(|| Kept { base: now.clone(), mine: now });
        let draft = Draft::of(&mine);
        let base = RwSignal::new(base);
        let Page { words, .. } = page();
        let form = Self {
            draft,
            dirty: Memo::new(move |_| base.with(|base| *base != draft.written())),
            clashes: RwSignal::default(),
            gone: RwSignal::new(false),
            recovered: RwSignal::new(recovered),
            wrong: RwSignal::new(None),
            base,
            before: StoredValue::new(before),
            kept: StoredValue::new(kept),
            is_at_stake: StoredValue::new(false),
            work,
            words: &words.graph,
        };
        Effect::new(move || form.meet());
        Effect::new(move || form.remember());
        ask_before_unload(move || form.is_at_stake.try_get_value() == Some(true));
        form
    }

    /// Saves what is written, then calls `done` with the entity's id.
    pub(super) fn save(self, done: impl FnOnce(String) + 'static) {
        let Some(Loaded { graph, .. }) = self.work.here.here.get_untracked() else { return };
        // Who has typed it means it.
        self.draft.add(&graph);
        let words = self.words;
        let rows = self.draft.rows(&graph).map_err(|reason| tell::reason(&reason, words));
        let edited = rows.and_then(|(id, rows)| {
            let edited = self.before.with_value(|before| graph.edited(before.as_ref(), rows));
            let told = edited.map_err(|bad| tell::reason(&bad.reason, words));
            told.map(|graph| (id, graph))
        });
        let (id, graph) = match edited {
            Ok(edited) => edited,
            Err(told) => return self.wrong.set(Some(told)),
        };
        self.wrong.set(None);
        let sent = untrack(|| self.draft.written());
        let kept = self.kept.get_value();
        let shop = self.work.shop;
        self.work.save(graph, move || {
            shop.tell(words.saved);
            kept.forget();
            if !self.is_open() {
                return;
            }
            self.before.set_value(id.parse().ok());
            // What was written meanwhile is a change of this one.
            self.kept.set_value(shop.unsaved(&Place::Entity(id.clone())));
            self.accept(&sent);
            done(id);
        });
    }

    /// Takes the entity out of the graph, then calls `done`.
    pub(super) fn delete(self, done: impl FnOnce() + 'static) {
        let Some(Loaded { graph, .. }) = self.work.here.here.get_untracked() else { return };
        let gone = self.before.with_value(|before| graph.edited(before.as_ref(), Vec::new()));
        let Ok(graph) = gone else { return };
        let (kept, shop, words) = (self.kept.get_value(), self.work.shop, self.words);
        self.work.save(graph, move || {
            shop.tell(words.deleted);
            kept.forget();
            if self.is_open() {
                self.before.set_value(None);
                self.base.set(untrack(|| self.draft.written()));
                done();
            }
        });
    }

    /// Goes back to what is saved.
    pub(super) fn discard(self) {
        let now = self.theirs().unwrap_or_else(Written::nothing);
        self.draft.fill(&now);
        self.base.set(now);
        self.clashes.set(Vec::new());
        self.recovered.set(false);
        self.wrong.set(None);
    }

    /// Takes what somebody else has made of what both have changed.
    pub(super) fn take(self, clash: &Clash) {
        let mut mine = untrack(|| self.draft.written());
        mine.take(clash);
        self.draft.fill(&mine);
        self.base.update(|base| base.take(clash));
        self.clashes.update(|clashes| clashes.retain(|it| it != clash));
    }

    /// What somebody else has made of it, in words.
    pub(super) fn told(self, clash: &Clash, words: &GraphWords) -> String {
        match clash {
            Clash::Kind(kind) => fill(words.theirs, &[words.kind, words.kind(*kind)]),
            Clash::Field(field, text) if text.is_empty() => {
                fill(words.theirs_none, &[words.field(*field)])
            }
            Clash::Field(field, text) => {
                fill(words.theirs, &[words.field(*field), &text.replace('\n', " / ")])
            }
            Clash::Tie { way, other, likelihood } => {
                let tie = self.tie(*way, other, words);
                match likelihood {
                    Some(likelihood) if way.verb.takes_likelihood() => {
                        fill(words.theirs, &[&tie, likelihood])
                    }
                    Some(_) => fill(words.theirs_there, &[&tie]),
                    None => fill(words.theirs_none, &[&tie]),
                }
            }
        }
    }

    fn tie(self, way: Way, other: &str, words: &GraphWords) -> String {
        let here = self.work.here.here.get_untracked();
        let name = here.and_then(|Loaded { graph, .. }| {
            graph.entity(&other.parse().ok()?).map(|entity| entity.name().to_owned())
        });
        way.told(words) + " " + name.as_deref().unwrap_or(other)
    }

    /// Brings what is written together with what the graph says now.
    fn meet(self) {
        // Once it was read or saved again.
        self.work.here.here.track();
        if self.before.with_value(Option::is_none) {
            return;
        }
        let theirs = self.theirs();
        self.gone.set(theirs.is_none());
        let Some(theirs) = theirs else { return };
        let written = untrack(|| self.draft.written());
        let Merged { mine, base, clashes } =
            self.base.with_untracked(|base| merged(base, &written, &theirs));
        self.draft.fill(&mine);
        self.base.set(base);
        self.clashes.set(clashes);
    }

    /// What was sent is what the graph says now; what was written since is not.
    fn accept(self, sent: &Written) {
        let Some(theirs) = self.theirs() else { return };
        let written = untrack(|| self.draft.written());
        self.draft.fill(&merged(sent, &written, &theirs).mine);
        self.base.set(theirs);
        self.clashes.set(Vec::new());
        self.recovered.set(false);
    }

    /// Whether somebody still looks at it: an answer of the edge may come later.
    fn is_open(self) -> bool {
        self.gone.try_get_untracked().is_some()
    }

    fn theirs(self) -> Option<Written> {
        self.before.with_value(|before| theirs(self.work, before.as_ref()))
    }

    /// Keeps in the browser what is not saved.
    fn remember(self) {
        let kept = self.kept.get_value();
        if self.dirty.get() {
            let is_kept = kept.keep(&Kept { base: self.base.get(), mine: self.draft.written() });
            self.is_at_stake.set_value(!is_kept);
        } else {
            kept.forget();
            self.is_at_stake.set_value(false);
        }
    }
}

/// What the graph says now of an entity, if it knows it.
fn theirs(work: Work, id: Option<&EntityId>) -> Option<Written> {
    let Loaded { graph, .. } = work.here.here.get_untracked()?;
    Written::of(&graph, id?)
}
