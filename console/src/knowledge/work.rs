//! The work on one article: what is written, what of it is saved, and what follows from the edge's
//! answers.
//!
//! What is written and not saved is kept; see [`Unsaved`].

use leptos::prelude::*;
use shared::api::knowledge::{Chosen, Kept, Save, State};
use shared::article::{Article, ArticleId, Draft};
use shared::problem::Code;
use ui::http::Failure;
use ui::ids;
use ui::locale::fill;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::asking::Asking;
use super::publications;
use super::sheet::{self, Sheet};
use super::shop::Shop;
use super::tell;
use super::unsaved::Unsaved;
use crate::place::{Place, ask_before_unload};
use crate::words::Knowledge;

/// The work on one article. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Work {
    /// What is written.
    pub(super) sheet: Sheet,
    /// The article as the edge has it; nothing for a new one.
    pub(super) kept: Asking<Kept>,
    /// Whether what is written differs from what is saved.
    pub(super) dirty: Memo<bool>,
    /// Whether the edge is at work for it.
    pub(super) busy: RwSignal<bool>,
    /// The field in which something is wrong, and what.
    pub(super) trouble: RwSignal<Option<(&'static str, String)>>,
    /// What somebody else has saved, or an import has shown visitors, meanwhile.
    pub(super) conflict: RwSignal<Option<Newer>>,
    /// Whether it goes on from text that was never saved.
    pub(super) recovered: RwSignal<bool>,
    /// What was written and not saved when other text took its place: an older version, or what that had
    /// replaced.
    pub(super) replaced: RwSignal<Option<Draft>>,
    /// The older version that was brought back last.
    brought: StoredValue<Option<Draft>>,
    place: StoredValue<Place>,
    unsaved: StoredValue<Unsaved>,
    /// Whether what is not saved could not be kept in the browser, either.
    is_at_stake: StoredValue<bool>,
    saved: RwSignal<Draft>,
    /// The version that was changed; nothing for a new article.
    base: RwSignal<Option<u64>>,
    shop: Shop,
    words: &'static Knowledge,
}

/// What the next saving would go over.
#[derive(Clone)]
pub(super) struct Newer {
    /// What it says.
    pub(super) article: Draft,
    /// Whether visitors see it, and what is saved is an older draft.
    pub(super) is_shown: bool,
    /// Whether it takes the article out.
    pub(super) is_archived: bool,
    version: u64,
    kept: Kept,
    /// What was refused because of it.
    wanted: Wanted,
}

/// What is asked of the edge with what is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Wanted {
    Saved,
    Published,
    Archived,
}

impl Newer {
    async fn of(shop: Shop, id: &str, wanted: Wanted) -> Result<Self, Failure> {
        let kept = shop.article(id).await?;
        let shown = tell::shown_beside(&kept);
        let (article, version) = match shown {
            Some(version) => (shop.version(id, version).await?.article, version),
            None => (kept.article.clone(), kept.version.version),
        };
        let is_shown = shown.is_some();
        let is_archived = !is_shown && kept.version.archives;
        Ok(Self { article: Draft::from(article), is_shown, is_archived, version, kept, wanted })
    }

    /// Whether it is what was wanted, with what was `sent`: done before, where only the answer was lost.
    fn is_done(&self, sent: Option<&Draft>) -> bool {
        let archives = self.kept.version.archives;
        let says = |sent: &Draft| {
            Article::try_from(sent.clone()).is_ok_and(|sent| sent == self.kept.article)
        };
        !self.is_shown
            && match self.wanted {
                Wanted::Archived => archives,
                Wanted::Saved | Wanted::Published => !archives && sent.is_some_and(says),
            }
    }
}

impl Work {
    /// Takes up the article at `place`, which says what `fresh` does: as the edge has it, or as a new
    /// one begins.
    pub(super) fn take_up(
        shop: Shop,
        place: &Place,
        kept: Asking<Kept>,
        fresh: Draft,
        words: &'static Knowledge,
    ) -> Self {
        let slot = shop.unsaved(place);
        let unsaved: Option<Save> = slot.read();
        let recovered = unsaved.as_ref().is_some_and(|unsaved| unsaved.article != fresh);
        let now = kept.here.with_untracked(|kept| kept.as_ref().map(|kept| kept.version.version));
        // Text that was begun on an older version than stands now meets it when it is saved.
        let (article, base) = match unsaved {
            Some(unsaved) if recovered => (unsaved.article, unsaved.expect),
            Some(_) | None => (fresh.clone(), now),
        };
        let sheet = Sheet::of(&article);
        let saved = RwSignal::new(fresh);
        let work = Self {
            sheet,
            kept,
            dirty: Memo::new(move |_| saved.with(|saved| *saved != sheet.draft())),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            conflict: RwSignal::new(None),
            recovered: RwSignal::new(recovered),
            replaced: RwSignal::new(None),
            brought: StoredValue::new(None),
            place: StoredValue::new(place.clone()),
            unsaved: StoredValue::new(slot),
            is_at_stake: StoredValue::new(false),
            saved,
            base: RwSignal::new(base),
            shop,
            words,
        };
        Effect::new(move || work.remember());
        ask_before_unload(move || work.is_at_stake.try_get_value() == Some(true));
        work.meet_what_is_shown();
        work
    }

    /// Says of a draft that it is older than what visitors see, before somebody goes on with it.
    fn meet_what_is_shown(self) {
        let Some(id) = self.id() else { return };
        let shown =
            self.kept.here.with_untracked(|kept| kept.as_ref().and_then(tell::shown_beside));
        if shown.is_some_and(|shown| self.base.get_untracked() < Some(shown)) {
            spawn_local(async move {
                if let Ok(newer) = Newer::of(self.shop, id.as_str(), Wanted::Saved).await {
                    let _ = self.conflict.try_set(Some(newer));
                }
            });
        }
    }

    /// Whether the edge has never seen it.
    pub(super) fn is_new(self) -> bool {
        self.kept.here.with(Option::is_none)
    }

    /// Whether there is something to save.
    pub(super) fn can_save(self) -> bool {
        !self.busy.get() && (self.dirty.get() || self.is_new() || self.is_over_another())
    }

    /// Whether a saving goes over what visitors see, beside an older draft.
    fn is_over_another(self) -> bool {
        let saved = self.kept.here.with(|kept| kept.as_ref().map(|kept| kept.version.version));
        self.base.get() > saved
    }

    /// Whether there is something that visitors do not see yet.
    pub(super) fn can_publish(self) -> bool {
        let is_draft = |kept: &Kept| kept.version.state == State::Draft;
        let waits = self.kept.here.with(|kept| kept.as_ref().is_none_or(is_draft));
        !self.busy.get() && (self.dirty.get() || waits)
    }

    /// Whether it can be taken out.
    pub(super) fn can_archive(self) -> bool {
        let stands = |kept: &Kept| !kept.version.archives && kept.version.state != State::Archived;
        !self.busy.get() && self.kept.here.with(|kept| kept.as_ref().is_some_and(stands))
    }

    /// Whether it is taken out, or will be with the next publication.
    pub(super) fn is_out(self) -> bool {
        let is_out = |kept: &Kept| kept.version.archives || kept.version.state == State::Archived;
        self.kept.here.with(|kept| kept.as_ref().is_some_and(is_out))
    }

    /// Whether it can be shown again.
    pub(super) fn can_unarchive(self) -> bool {
        !self.busy.get() && self.is_out()
    }

    /// Whether something is saved that visitors do not see, and can be given up.
    pub(super) fn has_draft(self) -> bool {
        let is_draft = |kept: &Kept| kept.version.state == State::Draft;
        self.kept.here.with(|kept| kept.as_ref().is_some_and(is_draft))
    }

    /// Saves what is written as a draft.
    pub(super) fn save(self) {
        if untrack(|| self.can_save()) {
            self.send(Wanted::Saved);
        }
    }

    /// Shows visitors what is written; saves it first if it is not.
    pub(super) fn publish(self) {
        if !untrack(|| self.can_publish()) {
            return;
        }
        if untrack(|| self.can_save()) {
            return self.send(Wanted::Published);
        }
        let (Some(id), Some(expect)) = (self.id(), self.base.get_untracked()) else { return };
        self.busy.set(true);
        spawn_local(self.show(Chosen { id, expect }));
    }

    /// Takes it out from the next publication on.
    pub(super) fn archive(self) {
        let (Some(id), Some(base)) = (self.id(), self.base.get_untracked()) else { return };
        self.busy.set(true);
        spawn_local(async move {
            let version = match self.shop.archive(id.as_str(), base).await {
                Ok(version) => Some(version.version),
                Err(failure) => self.refused(&id, Wanted::Archived, None, &failure).await,
            };
            if version.is_none() {
                return;
            }
            self.shop.tell(self.words.archived);
            // What goes out with the next publication is what is saved, and not what is half written.
            match self.shop.article(id.as_str()).await {
                Ok(kept) => self.stand(kept),
                Err(_) => {
                    let _ = self.base.try_set(version);
                    self.look_again(&id);
                }
            }
        });
    }

    /// Lets it be shown, which it no longer is or soon would not be: as a draft that says what is written.
    pub(super) fn unarchive(self) {
        if untrack(|| self.can_unarchive()) {
            self.send(Wanted::Saved);
        }
    }

    /// Gives the draft up: what visitors see stands again.
    pub(super) fn drop_draft(self) {
        let draft =
            self.kept.here.with_untracked(|kept| kept.as_ref().map(|kept| kept.version.version));
        let (Some(id), Some(draft)) = (self.id(), draft) else { return };
        self.busy.set(true);
        spawn_local(async move {
            let dropped = self.shop.drop_draft(id.as_str(), draft).await;
            let kept = match dropped {
                Ok(()) => self.shop.article(id.as_str()).await,
                Err(failure) => Err(failure),
            };
            match kept {
                Ok(kept) => {
                    self.shop.tell(self.words.dropped);
                    self.stand(kept);
                }
                Err(failure) => {
                    self.shop.tell(self.shop.explain(&failure));
                    self.look_again(&id);
                }
            }
        });
    }

    /// Goes on from how the article stands; what was not saved can be had back.
    fn stand(self, kept: Kept) {
        if self.busy.try_set(false).is_some() {
            return;
        }
        if let Some(written) = self.at_stake() {
            self.replaced.set(Some(written));
        }
        let article = Draft::from(kept.article.clone());
        self.conflict.set(None);
        self.recovered.set(false);
        self.base.set(Some(kept.version.version));
        self.sheet.fill(&article);
        self.saved.set(article);
        self.kept.here.set(Some(kept));
    }

    /// Goes over what is newer, and on with what was refused.
    pub(super) fn keep_mine(self) {
        let Some(theirs) = self.conflict.get_untracked() else { return };
        self.conflict.set(None);
        self.base.set(Some(theirs.version));
        let is_written = self.dirty.get_untracked();
        let still_archives = theirs.is_shown && theirs.kept.version.archives && !is_written;
        if theirs.wanted != Wanted::Archived && !still_archives {
            return self.send(theirs.wanted);
        }
        // What is taken out is what stands.
        if !is_written {
            self.sheet.fill(&theirs.article);
        }
        self.saved.set(theirs.article);
        self.archive();
    }

    /// Goes on from what is newer.
    pub(super) fn take_theirs(self) {
        let Some(Newer { article, version, kept, .. }) = self.conflict.get_untracked() else {
            return;
        };
        let place = Place::Article(article.id.clone());
        self.conflict.set(None);
        self.base.set(Some(version));
        self.sheet.fill(&article);
        self.saved.set(Draft::from(kept.article.clone()));
        self.kept.here.set(Some(kept));
        if self.place.get_value() != place {
            place.go();
        }
    }

    /// Lets it answer what was asked in these ways, too, once it is saved and published.
    pub(super) fn answer_also(self, asked: Vec<String>) {
        let written = untrack(|| self.sheet.draft());
        let more = sheet::asked_also(written.clone(), asked);
        if more != written {
            self.sheet.fill(&more);
            self.shop.tell(self.words.asked_also);
        }
    }

    /// Goes back to what is saved.
    pub(super) fn discard(self) {
        self.recovered.set(false);
        self.trouble.set(None);
        self.sheet.fill(&self.saved.get_untracked());
        let now = self.kept.here.with_untracked(|kept| kept.as_ref().map(|it| it.version.version));
        self.base.set(now);
    }

    /// Goes on from an older version; what was not saved can be had back.
    pub(super) fn bring_back(self, then: &Draft) {
        // One version after another takes the place of what was written once.
        if let Some(written) = self.at_stake() {
            self.replaced.set(Some(written));
        }
        self.brought.set_value(Some(then.clone()));
        self.sheet.fill(then);
    }

    /// Goes back to what was written before an older version took its place; what was written since
    /// can be had back in the same way.
    pub(super) fn undo(self) {
        let Some(written) = self.replaced.get_untracked() else { return };
        self.replaced.set(self.at_stake());
        self.sheet.fill(&written);
    }

    /// What is written, if it stands nowhere else: it is not saved, and no older version as it was.
    fn at_stake(self) -> Option<Draft> {
        let written = untrack(|| self.sheet.draft());
        let is_brought = self.brought.with_value(|brought| brought.as_ref() == Some(&written));
        (self.dirty.get_untracked() && !is_brought).then_some(written)
    }

    /// Saves what is written, and publishes it if that is wanted.
    fn send(self, wanted: Wanted) {
        let article = untrack(|| self.sheet.draft());
        if let Some(trouble) = sheet::trouble(&article, self.words) {
            focus(trouble.0);
            return self.trouble.set(Some(trouble));
        }
        let Ok(id) = article.id.parse::<ArticleId>() else { return };
        self.trouble.set(None);
        self.busy.set(true);
        let save = Save { article, expect: self.base.get_untracked() };
        let unsaved = self.unsaved.get_value();
        // A new one has its place from then on.
        let next = self.shop.unsaved(&Place::Article(id.to_string()));
        spawn_local(async move {
            let version = match self.shop.save(&save).await {
                Ok(version) => Some(version.version),
                Err(failure) => self.refused(&id, wanted, Some(&save.article), &failure).await,
            };
            let Some(version) = version else { return };
            // Also where the agent has left.
            hand_on(&unsaved, &next, &save.article, version);
            let _ = self.unsaved.try_set_value(next);
            let _ = self.sheet.id.try_set(save.article.id.clone());
            let _ = self.base.try_set(Some(version));
            let _ = self.saved.try_set(save.article);
            let _ = self.recovered.try_set(false);
            let _ = self.replaced.try_set(None);
            if wanted == Wanted::Published {
                self.show(Chosen { id, expect: version }).await;
            } else {
                self.shop.tell(fill(self.words.saved, &[&version.to_string()]));
                self.look_again(&id);
            }
        });
    }

    /// Publishes this article's draft: the one that was seen here, and no other.
    async fn show(self, draft: Chosen) {
        let id = draft.id.clone();
        match self.shop.publish(vec![draft]).await {
            Ok(publication) => self.shop.tell(publications::told(&publication, self.words)),
            Err(failure) => {
                self.refused(&id, Wanted::Published, None, &failure).await;
            }
        }
        self.look_again(&id);
    }

    /// Shows how the article stands now, if it is still looked at.
    fn look_again(self, id: &ArticleId) {
        let Some(place) = self.place.try_get_value() else { return };
        let _ = self.busy.try_set(false);
        let at = Place::Article(id.to_string());
        if place == at {
            let (shop, id) = (self.shop, id.to_string());
            self.kept.ask(shop, async move { shop.article(&id).await });
        } else if Place::now() == place {
            at.go();
        }
    }

    /// Tells why it was refused. Where something newer is there, with that; unless it is what was `sent`, of
    /// which then the version is returned.
    async fn refused(
        self,
        id: &ArticleId,
        wanted: Wanted,
        sent: Option<&Draft>,
        failure: &Failure,
    ) -> Option<u64> {
        let conflicts = matches!(failure, Failure::Told(problem) if problem.code == Code::Conflict);
        let theirs =
            if conflicts { Newer::of(self.shop, id.as_str(), wanted).await.ok() } else { None };
        if let Some(theirs) = theirs.as_ref().filter(|theirs| theirs.is_done(sent)) {
            return Some(theirs.version);
        }
        if theirs.is_none() {
            self.shop.tell(self.shop.explain(failure));
        }
        let _ = self.conflict.try_set(theirs);
        let _ = self.busy.try_set(false);
        None
    }

    /// Keeps in the browser what is not saved.
    fn remember(self) {
        let unsaved = self.unsaved.get_value();
        if self.dirty.get() {
            let save = Save { article: self.sheet.draft(), expect: self.base.get() };
            self.is_at_stake.set_value(!unsaved.keep(&save));
        } else {
            unsaved.forget();
            self.is_at_stake.set_value(false);
        }
    }

    fn id(self) -> Option<ArticleId> {
        self.kept.here.with_untracked(|kept| kept.as_ref().map(|kept| kept.article.id().clone()))
    }
}

/// What was saved need not be remembered; what was written while it was is a change of that version.
fn hand_on(from: &Unsaved, to: &Unsaved, saved: &Draft, version: u64) {
    let since = from.own::<Save>().map(|since| Draft { id: saved.id.clone(), ..since.article });
    from.forget();
    if let Some(article) = since.filter(|since| since != saved) {
        to.keep(&Save { article, expect: Some(version) });
    }
}

/// A name for a new article, until somebody chooses a better one.
#[must_use]
pub(super) fn new_id() -> String {
    let drawn = ids::client_id().to_string();
    format!("a-{}", &drawn[..drawn.len().min(8)])
}

/// Goes to a field.
fn focus(id: &str) {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}
