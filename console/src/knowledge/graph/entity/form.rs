//! The work on one entity: what is written, what of it is saved, and what somebody else makes of the
//! same meanwhile.
//!
//! What the graph says anew, after a reload or a save, is brought together with what is written: what
//! only the other has changed is taken, what both have is told. What is written and not saved is kept in
//! the browser with what it was changed from, so it meets the graph in the same way whenever it comes
//! back.
//!
//! An answer of the edge may be lost, and the next saving be refused because of the one before. A new entity
//! is told by what was sent, so that it is not added twice.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::graph::{EntityId, Graph};
use ui::locale::fill;

use super::draft::{Ambiguous, Draft, called};
use super::written::{Clash, Merged, Way, Written, merged};
use crate::knowledge::graph::tell;
use crate::knowledge::graph::work::{Loaded, Outcome, Work};
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
    /// What of a new one was sent and not answered yet.
    sent: RwSignal<Vec<Sent>>,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sent: Vec<Sent>,
}

/// An entity on its way to the edge.
#[derive(Clone, Deserialize, Serialize)]
struct Sent {
    id: EntityId,
    /// As it was written.
    written: Written,
    /// As the graph then says it.
    says: Written,
}

impl Sent {
    /// Whether it has arrived: the graph says just that.
    fn is_there(&self, work: Work) -> bool {
        theirs(work, Some(&self.id)).as_ref() == Some(&self.says)
    }

    /// It is saved. What was written since is a change of it, and kept where it is edited.
    fn hand_on(&self, from: &Unsaved, mine: Option<Written>, to: &Unsaved) {
        from.forget();
        if let Some(mine) = mine.filter(|mine| *mine != self.written) {
            let mine = merged(&self.written, &mine, &self.says).mine;
            to.keep(&Kept { base: self.says.clone(), mine, sent: Vec::new() });
        }
    }
}

/// A new entity that was sent from this browser and is in the graph, though no answer said so. What was
/// written since is kept at its place.
pub(super) fn found(work: Work) -> Option<EntityId> {
    let from = work.shop.unsaved(&Place::NewEntity);
    let Kept { mine, sent, .. } = from.read()?;
    let sent = sent.into_iter().find(|sent| sent.is_there(work))?;
    let to = work.shop.unsaved(&Place::Entity(sent.id.to_string()));
    sent.hand_on(&from, Some(mine), &to);
    Some(sent.id)
}

impl Form {
    /// Takes up the entity of that id, or a new one.
    pub(super) fn open(work: Work, before: Option<EntityId>) -> Self {
        let place = before.as_ref().map_or(Place::NewEntity, |id| Place::Entity(id.to_string()));
        let kept = work.shop.unsaved(&place);
        let now = theirs(work, before.as_ref()).unwrap_or_else(Written::nothing);
        let unsaved: Option<Kept> = kept.read();
        let recovered = unsaved.is_some();
        let Kept { base, mine, sent } =
            unsaved.unwrap_or_else(|| Kept { base: now.clone(), mine: now, sent: Vec::new() });
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
            sent: RwSignal::new(sent),
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

    /// Saves what is written, then calls `done` with the entity's id, if somebody still looks at it.
    pub(super) fn save(self, done: impl FnOnce(EntityId) + 'static) {
        // Who has typed it means it.
        if !self.add() {
            return;
        }
        self.work.alone(async move {
            if let Some(id) = self.send().await {
                done(id);
            }
        });
    }

    /// Adds the relation that stands in the box, if one does. Whether nothing is in the way of that, which is told.
    pub(super) fn add(self) -> bool {
        let Some(Loaded { graph, .. }) = self.work.here.here.get_untracked() else { return true };
        let added = self.draft.add(&graph);
        let told = added.err().map(|Ambiguous(name)| fill(self.words.ambiguous, &[&name]));
        let is_added = told.is_none();
        self.wrong.set(told);
        is_added
    }

    /// Saves, also beside what somebody else has saved meanwhile, unless that is something to look at first.
    async fn send(self) -> Option<EntityId> {
        for _ in 0..TRIES {
            let kept = self.kept.get_value();
            if let Some(sent) = self.arrived() {
                self.saved(&sent, &kept);
                if !self.dirty.get_untracked() {
                    return Some(sent.id);
                }
            }
            let (id, graph) = self.edited()?;
            let says = Written::of(&graph, &id)?;
            let sent = Sent { id, written: untrack(|| self.draft.written()), says };
            let is_new = self.before.with_value(Option::is_none);
            if is_new {
                self.sent.update(|all| all.push(sent.clone()));
            }
            match self.work.replace(graph).await {
                Outcome::Saved => {
                    self.saved(&sent, &kept);
                    return self.is_open().then_some(sent.id);
                }
                Outcome::Unknown => return None,
                outcome @ (Outcome::Refused | Outcome::Overtaken) => {
                    if is_new {
                        self.sent.try_update(|all| drop(all.pop()));
                    }
                    if outcome == Outcome::Refused {
                        return None;
                    }
                }
            }
            if !self.is_open() {
                break;
            }
            self.meet();
            if self.gone.get_untracked() || self.clashes.with_untracked(|it| !it.is_empty()) {
                break;
            }
        }
        self.work.tell_overtaken();
        None
    }

    /// What was sent and not answered, and is in the graph all the same.
    fn arrived(self) -> Option<Sent> {
        self.sent.with_untracked(|all| all.iter().find(|sent| sent.is_there(self.work)).cloned())
    }

    /// The graph with what is written, and the entity's id in it. What cannot be saved so is told.
    fn edited(self) -> Option<(EntityId, Graph)> {
        let Loaded { graph, .. } = self.work.here.here.get_untracked()?;
        let words = self.words;
        let rows = self.draft.rows(&graph).map_err(|reason| tell::reason(&reason, words));
        let edited = rows.and_then(|(id, rows)| {
            let edited = self.before.with_value(|before| graph.edited(before.as_ref(), rows));
            let told = edited.map_err(|bad| tell::reason(&bad.reason, words));
            told.map(|graph| (id, graph))
        });
        match edited {
            Ok((id, graph)) => {
                self.wrong.set(None);
                Some((id.parse().ok()?, graph))
            }
            Err(told) => {
                self.wrong.set(Some(told));
                None
            }
        }
    }

    /// What was sent is in the graph; what was written since is a change of that, also where the agent has left.
    fn saved(self, sent: &Sent, from: &Unsaved) {
        let shop = self.work.shop;
        shop.tell(self.words.saved);
        let to = shop.unsaved(&Place::Entity(sent.id.to_string()));
        sent.hand_on(from, from.own().map(|Kept { mine, .. }| mine), &to);
        if self.is_open() {
            self.before.set_value(Some(sent.id.clone()));
            self.sent.set(Vec::new());
            self.kept.set_value(to);
            self.accept(sent);
        }
    }

    /// Takes the entity out of the graph, then calls `done`; but not what somebody else has made of it unseen.
    pub(super) fn delete(self, done: impl FnOnce() + 'static) {
        self.work.alone(async move {
            if self.take_out().await && self.is_open() {
                self.before.set_value(None);
                self.base.set(untrack(|| self.draft.written()));
                done();
            }
        });
    }

    async fn take_out(self) -> bool {
        let kept = self.kept.get_value();
        let seen = self.theirs();
        for _ in 0..TRIES {
            let Some(Loaded { graph, .. }) = self.work.here.here.get_untracked() else { break };
            let gone = self.before.with_value(|before| graph.edited(before.as_ref(), Vec::new()));
            let Ok(graph) = gone else { break };
            let is_gone = match self.work.replace(graph).await {
                Outcome::Saved => true,
                Outcome::Overtaken if self.is_open() => self.theirs().is_none(),
                Outcome::Overtaken | Outcome::Refused | Outcome::Unknown => return false,
            };
            if is_gone {
                self.work.shop.tell(self.words.deleted);
                kept.forget();
                return true;
            }
            if self.theirs() != seen {
                break;
            }
        }
        self.work.tell_overtaken();
        false
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
        let name = here.and_then(|Loaded { graph, .. }| called(&graph, &other.parse().ok()?));
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
    fn accept(self, sent: &Sent) {
        let written = untrack(|| self.draft.written());
        self.draft.fill(&merged(&sent.written, &written, &sent.says).mine);
        self.base.set(sent.says.clone());
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
            let (base, mine, sent) = (self.base.get(), self.draft.written(), self.sent.get());
            self.is_at_stake.set_value(!kept.keep(&Kept { base, mine, sent }));
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

/// How often a saving is begun anew because somebody else was faster.
const TRIES: u32 = 4;
