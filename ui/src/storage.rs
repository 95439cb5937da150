//! What a page keeps across reloads, where the browser lets it.
//!
//! Private windows, blocked third-party storage and a full disk are ordinary: then nothing is kept
//! and nothing fails.

use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

/// What is kept under `key`, if it can be read.
#[must_use]
pub fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_str(&read_text(key)?).ok()
}

/// The text that is kept under `key`.
#[must_use]
pub fn read_text(key: &str) -> Option<String> {
    read_of(store(), key)
}

/// Keeps `value` under `key`. Returns whether it is kept.
pub fn write<T: Serialize>(key: &str, value: &T) -> bool {
    serde_json::to_string(value).is_ok_and(|text| write_text(key, &text))
}

/// Keeps `text` under `key`. Returns whether it is kept.
pub fn write_text(key: &str, text: &str) -> bool {
    write_to(store(), key, text)
}

/// Forgets what is kept under `key`.
pub fn remove(key: &str) {
    remove_from(store(), key);
}

/// The keys that begin with `prefix`.
#[must_use]
pub fn keys(prefix: &str) -> Vec<String> {
    keys_of(store(), prefix)
}

fn read_of(store: Option<Storage>, key: &str) -> Option<String> {
    store?.get_item(key).ok()?
}

fn write_to(store: Option<Storage>, key: &str, text: &str) -> bool {
    store.is_some_and(|store| store.set_item(key, text).is_ok())
}

fn remove_from(store: Option<Storage>, key: &str) {
    if let Some(store) = store {
        let _ = store.remove_item(key);
    }
}

fn keys_of(store: Option<Storage>, prefix: &str) -> Vec<String> {
    let Some(store) = store else { return Vec::new() };
    (0..store.length().unwrap_or(0))
        .filter_map(|at| store.key(at).ok()?)
        .filter(|key| key.starts_with(prefix))
        .collect()
}

fn store() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What one tab keeps: it outlives a reload and ends with the tab, and no other tab sees it.
pub mod tab {
    use web_sys::Storage;

    /// The text that this tab keeps under `key`.
    #[must_use]
    pub fn read_text(key: &str) -> Option<String> {
        super::read_of(store(), key)
    }

    /// Keeps `text` under `key`. Returns whether it is kept.
    pub fn write_text(key: &str, text: &str) -> bool {
        super::write_to(store(), key, text)
    }

    /// Forgets what this tab keeps under `key`.
    pub fn remove(key: &str) {
        super::remove_from(store(), key);
    }

    /// The keys of this tab that begin with `prefix`.
    #[must_use]
    pub fn keys(prefix: &str) -> Vec<String> {
        super::keys_of(store(), prefix)
    }

    fn store() -> Option<Storage> {
        web_sys::window()?.session_storage().ok()?
    }
}
