//! The vectors that an encoder elsewhere gave, by what it was told: a text that was embedded once is not
//! paid for again, and what a publication needs is gathered here until it is whole.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use shared::embedding::{Service, Vector};
use worker::SqlStorage;

use super::{next, numbers};
use crate::reply::Reply;
use crate::store::{Value, count, number, rows, text};

/// What a vector is kept under: what it depends on, in 128 bits.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(in crate::library) struct Key([u8; 16]);

impl Key {
    /// The key of one text, as it is sent.
    pub(in crate::library) fn of(service: &Service, text: &str) -> Self {
        let Service { model, dimensions, shortens, .. } = service;
        let told = json!([model, dimensions, shortens, text]).to_string();
        let hash = Sha256::digest(told.as_bytes());
        let mut key = [0; 16];
        key.copy_from_slice(&hash[..16]);
        Self(key)
    }

    fn column(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// All vectors that are kept; nothing for a text of which the service has none.
pub(in crate::library) fn all(
    sql: &SqlStorage,
    dimensions: usize,
) -> Reply<BTreeMap<Key, Option<Vector>>> {
    let mut vectors = BTreeMap::new();
    let mut after = 0;
    loop {
        // In pages: what crosses from the disk is there twice for a moment.
        let page = "SELECT id, key, vector FROM vectors WHERE id > ? ORDER BY id LIMIT 500";
        let page = rows(sql, page, vec![count(after)])?;
        if page.is_empty() {
            return Ok(vectors);
        }
        for row in page {
            let mut row = row.into_iter();
            after = number(&next(&mut row)?)?;
            let key = read(&text(next(&mut row)?)?);
            let vector = match next(&mut row)? {
                Value::Blob(bytes) if bytes.is_empty() => Some(None),
                Value::Blob(bytes) => Vector::from_bytes(&bytes, dimensions).map(Some),
                _ => None,
            };
            vectors.extend(key.zip(vector));
        }
    }
}

/// Keeps vectors, or that there is none.
pub(in crate::library) fn put(sql: &SqlStorage, vectors: &[(Key, Option<Vector>)]) -> Reply<()> {
    for (key, vector) in vectors {
        let put = "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)";
        let bytes = vector.as_ref().map(Vector::to_bytes).unwrap_or_default();
        let values = vec![Value::from(key.column()), Value::Blob(bytes)];
        rows(sql, put, values)?;
    }
    Ok(())
}

/// Forgets all vectors but these, which are there.
pub(in crate::library) fn keep_only(sql: &SqlStorage, keys: &BTreeSet<Key>) -> Reply<()> {
    let [there] = numbers(sql, "SELECT count(*) FROM vectors")?;
    if there == keys.len() as u64 {
        return Ok(());
    }
    let mut after = 0;
    loop {
        // In pages: all keys of a large site are more than one value may hold.
        let page = "SELECT id, key FROM vectors WHERE id > ? ORDER BY id LIMIT 500";
        let page = rows(sql, page, vec![count(after)])?;
        if page.is_empty() {
            return Ok(());
        }
        for row in page {
            let mut row = row.into_iter();
            after = number(&next(&mut row)?)?;
            if !read(&text(next(&mut row)?)?).is_some_and(|key| keys.contains(&key)) {
                rows(sql, "DELETE FROM vectors WHERE id = ?", vec![count(after)])?;
            }
        }
    }
}

fn read(column: &str) -> Option<Key> {
    Some(Key(u128::from_str_radix(column, 16).ok()?.to_be_bytes()))
}
