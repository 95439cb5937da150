//! What is written and not saved, kept in the browser until it is: a closed tab, a reload or a lost
//! sign-in takes no text with it.
//!
//! Each window keeps its own, under a number that no other open window has, so two that write an article
//! do not write into each other. A window holds the lock of its number for as long as it lives. One
//! without its lock may be gone, or asleep: browsers put idle tabs by, and load restored ones when they
//! are looked at. So what it left is shown to whoever opens the same place, and stays where it is until
//! they change it, save it or do not want it; if its window wakes before, it has it still. Where a browser
//! has no locks, as over plain HTTP, all windows are one.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::id::{AgentId, SiteId};
use ui::storage::{self, tab};
use wasm_bindgen_futures::spawn_local;

use crate::locks::Locks;
use crate::place::Place;

/// Where this window keeps what one agent writes at one place.
#[derive(Clone, Debug)]
pub(super) struct Unsaved {
    key: String,
    left: Option<Left>,
}

/// What another window left, as it was found.
#[derive(Clone, Debug)]
struct Left {
    key: String,
    text: String,
}

impl Unsaved {
    /// What `agent` writes at `place`. If that is nothing, what a window without its lock left there.
    pub(super) fn of(site: &SiteId, agent: &AgentId, place: &Place) -> Self {
        let owner = format!("{site}.{agent}");
        let place = place.href();
        let key = key(&owner, NUMBER.get().unwrap_or(FIRST), &place);
        let left = || {
            let keys = storage::keys(UNSAVED);
            let key = OTHERS.with_borrow(|held| left(keys, &owner, held.as_ref()?, &place))?;
            Some(Left { text: storage::read_text(&key)?, key })
        };
        let left = if storage::read_text(&key).is_none() { left() } else { None };
        Self { key, left }
    }

    /// What was kept, if it can be read.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.left {
            Some(left) => serde_json::from_str(&left.text).ok(),
            None => storage::read(&self.key),
        }
    }

    /// What this window itself keeps there now, if it can be read.
    pub(super) fn own<T: DeserializeOwned>(&self) -> Option<T> {
        storage::read(&self.key)
    }

    /// Keeps it. Returns whether it is kept.
    pub(super) fn keep<T: Serialize>(&self, written: &T) -> bool {
        let Ok(text) = serde_json::to_string(written) else { return false };
        let is_as_left =
            self.left.as_ref().is_some_and(|left| left.text == text && left.is_there());
        if is_as_left && storage::read_text(&self.key).is_none() {
            return true;
        }
        let is_kept = storage::write_text(&self.key, &text);
        if is_kept {
            self.release();
        }
        is_kept
    }

    /// It is saved, or not wanted.
    pub(super) fn forget(&self) {
        storage::remove(&self.key);
        self.release();
    }

    /// What was left is taken up: it stays where it was only if its window is back.
    fn release(&self) {
        let Some(left) = self.left.clone().filter(Left::is_there) else { return };
        spawn_local(async move {
            look_round().await;
            let is_back =
                OTHERS.with_borrow(|held| held.as_ref().is_none_or(|held| left.is_of(held)));
            if !is_back && left.is_there() {
                storage::remove(&left.key);
            }
        });
    }
}

impl Left {
    /// Whether it is still there as it was found.
    fn is_there(&self) -> bool {
        storage::read_text(&self.key).as_ref() == Some(&self.text)
    }

    /// Whether it is of one of these windows.
    fn is_of(&self, held: &BTreeSet<u32>) -> bool {
        parts(&self.key).is_some_and(|(_, number, _)| held.contains(&number))
    }
}

/// Gives this window its number, if it has none yet, and looks which others are open now.
pub(super) async fn open() {
    let Some(locks) = Locks::of_browser() else { return NUMBER.set(Some(FIRST)) };
    if NUMBER.get().is_none() {
        let before = tab::read_text(WINDOW).and_then(|number| number.parse().ok());
        let used = storage::keys(UNSAVED).iter().filter_map(|key| Some(parts(key)?.1)).collect();
        let mut taken = None;
        for wanted in numbers(before, &used) {
            taken = locks.take(&format!("{LOCK}{wanted}")).await.map(|held| (held, wanted));
            if taken.is_some() {
                break;
            }
        }
        // Who has gone from place to place meanwhile has asked twice: the first answer counts.
        if NUMBER.get().is_none() {
            let number = taken.map_or(FIRST, |(held, number)| {
                held.keep();
                number
            });
            tab::write_text(WINDOW, &number.to_string());
            NUMBER.set(Some(number));
        }
    }
    look_round().await;
}

/// Looks which windows are open now.
async fn look_round() {
    let Some(locks) = Locks::of_browser() else { return };
    let number = |name: String| name.strip_prefix(LOCK)?.parse().ok();
    let held = locks.held().await;
    OTHERS.set(held.map(|names| names.into_iter().filter_map(number).collect()));
}

/// The numbers that a window asks for, one after the other: the one from before a reload, under which lies
/// what was written then; then those under which nobody has left anything.
fn numbers(before: Option<u32>, used: &BTreeSet<u32>) -> impl Iterator<Item = u32> {
    let unused = (FIRST..MOST).filter(|number| !used.contains(number));
    before.into_iter().chain(unused).chain(FIRST..MOST)
}

/// The first of these keys under which a window that is not open has left something of `owner` at `place`.
fn left(keys: Vec<String>, owner: &str, held: &BTreeSet<u32>, place: &str) -> Option<String> {
    let is_left = |key: &String| {
        parts(key).is_some_and(|(whose, number, at)| {
            whose == owner && at == place && !held.contains(&number)
        })
    };
    keys.into_iter().filter(is_left).min()
}

/// Takes up for `agent` what was kept when texts had no owner yet: it is theirs, as it was before of
/// whoever came first, and no longer anybody's. Where they have something themselves, it stays.
pub(super) fn adopt(site: &SiteId, agent: &AgentId) {
    let owner = format!("{site}.{agent}");
    for old in storage::keys(UNSAVED) {
        let Some(place) = ownerless(&old, site) else { continue };
        let mine = key(&owner, NUMBER.get().unwrap_or(FIRST), place);
        if storage::read_text(&mine).is_none()
            && let Some(text) = storage::read_text(&old)
            && storage::write_text(&mine, &text)
        {
            storage::remove(&old);
        }
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

thread_local! {
    static NUMBER: Cell<Option<u32>> = const { Cell::new(None) };
    /// The numbers of the windows that were open at the last look; nothing where that cannot be known.
    static OTHERS: RefCell<Option<BTreeSet<u32>>> = const { RefCell::new(None) };
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
    fn a_window_takes_no_number_under_which_another_left_something() {
        let check = |before, used: &[u32], wanted: &[u32]| {
            let used = used.iter().copied().collect();
            let asked: Vec<u32> = numbers(before, &used).take(wanted.len()).collect();
            assert_eq!(asked, wanted, "{before:?} {used:?}");
        };
        check(None, &[], &[1, 2]);
        check(None, &[1, 3], &[2, 4, 5]);
        // What a window that comes back has left is its own.
        check(Some(3), &[1, 3], &[3, 2, 4]);
        // Where all are used, one of them must do.
        let all: BTreeSet<u32> = (FIRST..MOST).collect();
        assert_eq!(numbers(None, &all).next(), Some(FIRST));
    }

    #[test]
    fn what_is_left_is_of_the_same_agent_and_place_and_of_no_open_window() {
        let place = Place::Article("refund".into()).href();
        let other = Place::Article("refund2".into()).href();
        let check = |keys: &[(&str, u32, &str)], held: &[u32], found: Option<u32>| {
            let keys = keys.iter().map(|(owner, number, at)| key(owner, *number, at)).collect();
            let held = held.iter().copied().collect();
            let found = found.map(|number| key("acme.lin", number, &place));
            assert_eq!(left(keys, "acme.lin", &held, &place), found);
        };
        check(&[("acme.lin", 2, &place)], &[1], Some(2));
        check(&[("acme.lin", 2, &place)], &[1, 2], None);
        check(&[("acme.lin", 2, &other), ("acme.zhao", 2, &place)], &[1], None);
        check(&[("acme.lin", 3, &place), ("acme.lin", 2, &place)], &[1, 2], Some(3));
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
