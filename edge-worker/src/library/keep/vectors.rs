//! The vectors that an encoder elsewhere gave, by what it was told: a text that was embedded once is not
//! paid for again, and what a publication needs is gathered here until it is whole.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use shared::embedding::{Service, Vector};
use shared::time::Timestamp;
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

/// What is known of a text.
pub(in crate::library) enum Held {
    /// Its vector.
    Vector(Vector),
    /// That the service would not have it, and when.
    Refused(Timestamp),
}

impl Held {
    /// A moment takes six bytes, and no vector as few.
    fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Vector(vector) => vector.to_bytes(),
            Self::Refused(at) => at.0.to_be_bytes()[2..].to_vec(),
        }
    }

    fn from_bytes(bytes: &[u8], dimensions: usize) -> Option<Self> {
        match *bytes {
            // Of an older server, which did not know when.
            [] => Some(Self::Refused(Timestamp(0))),
            [a, b, c, d, e, f] => {
                let at = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
                Some(Self::Refused(Timestamp(at)))
            }
            _ => Vector::from_bytes(bytes, dimensions).map(Self::Vector),
        }
    }
}

/// All that is known.
pub(in crate::library) fn all(sql: &SqlStorage, dimensions: usize) -> Reply<BTreeMap<Key, Held>> {
    let mut all = BTreeMap::new();
    let mut after = 0;
    loop {
        // In pages: what crosses from the disk is there twice for a moment.
        let page = "SELECT id, key, vector FROM vectors WHERE id > ? ORDER BY id LIMIT 500";
        let page = rows(sql, page, vec![count(after)])?;
        if page.is_empty() {
            return Ok(all);
        }
        for row in page {
            let mut row = row.into_iter();
            after = number(&next(&mut row)?)?;
            let key = read(&text(next(&mut row)?)?);
            let held = match next(&mut row)? {
                Value::Blob(bytes) => Held::from_bytes(&bytes, dimensions),
                _ => None,
            };
            all.extend(key.zip(held));
        }
    }
}

/// Keeps what was found out.
pub(in crate::library) fn put(sql: &SqlStorage, news: &[(Key, Held)]) -> Reply<()> {
    for (key, held) in news {
        let put = "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)";
        let values = vec![Value::from(key.column()), Value::Blob(held.to_bytes())];
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
