//! What is written and not saved, kept in the browser until it is: a closed tab, a reload or a lost
//! sign-in takes no text with it.
//!
//! Each window keeps its own, under a number that no other open window has, so two that write an article
//! do not write into each other. A window holds the lock of its number for as long as it lives; what a
//! window that is gone has left goes to the next that opens. Where a browser has no locks, as over plain
//! HTTP, all windows are one.

use std::cell::Cell;
use std::collections::BTreeSet;

use js_sys::{Array, Function, Object, Promise, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::{AgentId, SiteId};
use ui::storage::{self, tab};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::place::Place;

/// Where this window keeps what one agent writes at one place.
#[derive(Clone, Debug)]
pub(super) struct Unsaved {
    key: String,
}

impl Unsaved {
    /// What `agent` writes at `place`.
    pub(super) fn of(site: &SiteId, agent: &AgentId, place: &Place) -> Self {
        Self::at(site, agent, &place.href())
    }

    fn at(site: &SiteId, agent: &AgentId, place: &str) -> Self {
        let owner = format!("{site}.{agent}");
        Self { key: key(&owner, NUMBER.get().unwrap_or(FIRST), place) }
    }

    /// What was kept, if it can be read.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        storage::read(&self.key)
    }

    /// Keeps it.
    pub(super) fn keep<T: Serialize>(&self, written: &T) {
        storage::write(&self.key, written);
    }

    /// It is saved, or not wanted.
    pub(super) fn forget(&self) {
        storage::remove(&self.key);
    }
}

/// Whether this window has its number. Without it, it may read what another one writes.
pub(super) fn is_open() -> bool {
    NUMBER.get().is_some()
}

/// Gives this window a number, and what windows that are gone have left.
pub(super) async fn open() {
    let Some(locks) = Locks::of_browser() else { return NUMBER.set(Some(FIRST)) };
    // The number from before a reload is first: under it lies what was written then.
    let before = tab::read_text(WINDOW).and_then(|number| number.parse().ok());
    let mut number = FIRST;
    for wanted in before.into_iter().chain(FIRST..MOST) {
        if locks.take(wanted).await {
            number = wanted;
            break;
        }
    }
    tab::write_text(WINDOW, &number.to_string());
    if let Some(held) = locks.held().await {
        inherit(number, &held);
    }
    NUMBER.set(Some(number));
}

/// Takes up what lies under numbers that no window has; where this one has something itself, it stays.
fn inherit(number: u32, held: &BTreeSet<u32>) {
    for left in storage::keys(UNSAVED) {
        let Some((owner, from, place)) = parts(&left) else { continue };
        if from == number || held.contains(&from) {
            continue;
        }
        hand_on(&left, &key(owner, number, place));
    }
}

/// Takes up for `agent` what was kept when texts had no owner yet: it is theirs, as it was before of
/// whoever came first, and no longer anybody's. Where they have something themselves, it stays.
pub(super) fn adopt(site: &SiteId, agent: &AgentId) {
    for left in storage::keys(UNSAVED) {
        if let Some(place) = ownerless(&left, site) {
            hand_on(&left, &Unsaved::at(site, agent, place).key);
        }
    }
}

/// Moves what lies under one key to another, if nothing is there.
fn hand_on(from: &str, to: &str) {
    if storage::read_text(to).is_none()
        && let Some(text) = storage::read_text(from)
        && storage::write_text(to, &text)
    {
        storage::remove(from);
    }
}

fn key(owner: &str, number: u32, place: &str) -> String {
    format!("{UNSAVED}{owner}.{number}.{place}")
}

/// Whose it is, the number of the window, and the place; nothing for what is no key of ours.
fn parts(key: &str) -> Option<(&str, u32, &str)> {
    let (before, place) = key.strip_prefix(UNSAVED)?.split_once(".#")?;
    let (owner, number) = before.rsplit_once('.')?;
    // With its sign.
    let place = &key[key.len() - place.len() - 1..];
    Some((owner, number.parse().ok()?, place))
}

/// The place, where a text of that site was kept without an owner.
fn ownerless<'a>(key: &'a str, site: &SiteId) -> Option<&'a str> {
    let place = key.strip_prefix(UNSAVED)?.strip_prefix(site.as_str())?.strip_prefix('.')?;
    place.starts_with('#').then_some(place)
}

/// The browser's Web Locks. By hand: `web-sys` calls them unstable, and every browser has them.
struct Locks(JsValue);

impl Locks {
    fn of_browser() -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        locks.is_object().then_some(Self(locks))
    }

    /// Takes the lock of a number for as long as the window lives, if nobody has it.
    async fn take(&self, number: u32) -> bool {
        let Ok(request) = self.method("request") else { return false };
        let options = Object::new();
        let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
        let name = JsValue::from_str(&format!("{LOCK}{number}"));
        let answer = Promise::new(&mut |tell, _| {
            let told = tell.clone();
            let given = Closure::once_into_js(move |lock: JsValue| {
                let is_given = lock.is_object();
                let _ = told.call1(&JsValue::UNDEFINED, &is_given.into());
                // It is held until this promise is kept, which is never.
                if is_given { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
            });
            let asked = request.call3(&self.0, &name, &options, &given);
            spawn_local(async move {
                // Refused altogether: nobody is called then.
                if settled(asked).await.is_none() {
                    let _ = tell.call1(&JsValue::UNDEFINED, &JsValue::FALSE);
                }
            });
        });
        JsFuture::from(answer).await.is_ok_and(|is_given| is_given.is_truthy())
    }

    /// The numbers that windows have now.
    async fn held(&self) -> Option<BTreeSet<u32>> {
        let answer = settled(self.method("query").ok()?.call0(&self.0)).await?;
        let held: Array = Reflect::get(&answer, &"held".into()).ok()?.dyn_into().ok()?;
        let number = |lock: JsValue| {
            let name = Reflect::get(&lock, &"name".into()).ok()?.as_string()?;
            name.strip_prefix(LOCK)?.parse().ok()
        };
        Some(held.iter().filter_map(number).collect())
    }

    fn method(&self, name: &str) -> Result<Function, JsValue> {
        Reflect::get(&self.0, &name.into())?.dyn_into()
    }
}

/// What a promise came to; nothing where it was refused.
async fn settled(asked: Result<JsValue, JsValue>) -> Option<JsValue> {
    let promise: Promise = asked.ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

thread_local! {
    static NUMBER: Cell<Option<u32>> = const { Cell::new(None) };
}

const UNSAVED: &str = "dukou.console.unsaved.";
/// The tab's number, across a reload.
const WINDOW: &str = "dukou.console.window";
const LOCK: &str = "dukou.console.window.";
const FIRST: u32 = 1;
/// More windows than anybody has open: those beyond share the first one's.
const MOST: u32 = 65;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_apart_as_it_was_made() {
        let check = |owner: &str, number, place: Place| {
            let href = place.href();
            let key = key(owner, number, &href);
            assert_eq!(parts(&key), Some((owner, number, href.as_str())), "{key}");
        };
        check("acme.lin", 1, Place::NewArticle(Vec::new()));
        check("acme.lin", 12, Place::NewArticle(vec!["1.#/..".into(), "退款?".into()]));
        check("a-b.c_d", 3, Place::Entity("symptom.1".into()));
        // As kept before windows had numbers.
        assert_eq!(parts("dukou.console.unsaved.acme.#/new"), None);
        assert_eq!(parts("dukou.console.outbox.acme.lin.1.#/new"), None);
    }

    #[test]
    fn what_had_no_owner_is_found_again_by_its_site() {
        let acme: SiteId = "acme".parse().unwrap();
        let place = Place::NewArticle(vec!["1.#/..".into()]).href();
        let check = |left: &str, found: Option<&str>| {
            let left = format!("{UNSAVED}{left}");
            assert_eq!(ownerless(&left, &acme), found, "{left}");
        };
        check(&format!("acme.{place}"), Some(&place));
        check(&format!("acme2.{place}"), None);
        check(&format!("acme.lin.1.{place}"), None);
    }
}
