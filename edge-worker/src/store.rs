//! SQLite in an object: statements, one atomic write a turn, and the outbox.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use worker::{Error, Result, SqlStorage, SqlStorageValue, State};

use crate::reply::{Failure, Reply};

/// A column of a row.
pub(crate) type Value = SqlStorageValue;

/// Runs one statement and reads all of its rows.
pub(crate) fn rows(
    sql: &SqlStorage,
    statement: &str,
    values: Vec<Value>,
) -> Result<Vec<Vec<Value>>> {
    sql.exec(statement, values)?.raw().collect()
}

/// Runs `work` as one transaction: if it fails, nothing of it was written.
///
/// There is no await in it, so no other event of the object can come between.
pub(crate) fn atomically(
    state: &State,
    work: impl FnOnce(&SqlStorage) -> Result<()> + 'static,
) -> Result<()> {
    let storage = state.storage();
    let sql = storage.sql();
    let transaction = js_sys::Reflect::get(storage.as_raw(), &"transactionSync".into())?;
    let transaction: Function = transaction.dyn_into()?;
    let work = Closure::once(move || match work(&sql) {
        Ok(()) => Ok(JsValue::UNDEFINED),
        Err(error) => Err::<JsValue, JsValue>(error.into()),
    });
    transaction.call1(storage.as_raw(), work.as_ref())?;
    Ok(())
}

/// The same for work that has a result, or a problem of its caller to tell.
pub(crate) fn transaction<T: 'static>(
    state: &State,
    work: impl FnOnce(&SqlStorage) -> Reply<T> + 'static,
) -> Reply<T> {
    let outcome = Rc::new(Cell::new(None));
    let told = outcome.clone();
    let done = atomically(state, move |sql| {
        let result = work(sql);
        let is_done = result.is_ok();
        told.set(Some(result));
        if is_done { Ok(()) } else { Err("undone".into()) }
    });
    match outcome.take() {
        Some(Err(failure)) => Err(failure),
        Some(Ok(value)) => {
            done?;
            Ok(value)
        }
        None => Err(Failure::internal("a transaction was not begun")),
    }
}

/// Sets the object's one alarm. The write is issued within this turn; nobody waits for it.
pub(crate) fn set_alarm(state: &State, at: shared::time::Timestamp) -> Result<()> {
    let at = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    // The promise rejects only when the object is being torn down anyway.
    let _ = state.storage().as_raw().set_alarm(at, JsValue::UNDEFINED.unchecked_into())?;
    Ok(())
}

/// The same for something that may be lost: no answer waits until this write is on the disk.
pub(crate) fn set_light_alarm(state: &State, at: shared::time::Timestamp) -> Result<()> {
    let at = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"allowUnconfirmed".into(), &JsValue::TRUE)?;
    let _ = state.storage().as_raw().set_alarm(at, options)?;
    Ok(())
}

/// Takes the object's one alarm back, in the same way.
pub(crate) fn delete_alarm(state: &State) -> Result<()> {
    let _ = state.storage().as_raw().delete_alarm(JsValue::UNDEFINED.unchecked_into())?;
    Ok(())
}

/// Something that must reach another object, at least once.
pub(crate) struct Letter {
    pub(crate) id: i64,
    /// JSON.
    pub(crate) body: String,
}

/// The letters that have not been delivered, oldest first.
pub(crate) mod outbox {
    use super::{Letter, Result, SqlStorage, Value, rows, text};

    /// The outbox's table.
    pub(crate) const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS outbox \
        (id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, body TEXT NOT NULL)";

    /// Finds the letters to one recipient, where there are many recipients.
    pub(crate) const BY_RECIPIENT: &str =
        "CREATE INDEX IF NOT EXISTS outbox_by_recipient ON outbox (recipient, id)";

    /// Adds a letter.
    pub(crate) fn push(sql: &SqlStorage, to: &str, body: &str) -> Result<()> {
        let values = vec![Value::from(to), Value::from(body)];
        rows(sql, "INSERT INTO outbox (recipient, body) VALUES (?, ?)", values)?;
        Ok(())
    }

    /// To whom there are letters, the one with the oldest first.
    pub(crate) fn recipients(sql: &SqlStorage) -> Result<Vec<String>> {
        let statement = "SELECT recipient FROM outbox GROUP BY recipient ORDER BY min(id)";
        rows(sql, statement, Vec::new())?.into_iter().flatten().map(text).collect()
    }

    /// The oldest letter to one recipient; the empty one where there is only one.
    pub(crate) fn next_to(sql: &SqlStorage, to: &str) -> Result<Option<Letter>> {
        let statement = "SELECT id, body FROM outbox WHERE recipient = ? ORDER BY id LIMIT 1";
        let read = rows(sql, statement, vec![Value::from(to)])?;
        read.into_iter()
            .next()
            .map(|row| match <[Value; 2]>::try_from(row) {
                Ok([Value::Integer(id), body]) => Ok(Letter { id, body: text(body)? }),
                Ok(_) | Err(_) => Err("a row of outbox is no letter".into()),
            })
            .transpose()
    }

    /// Forgets a letter that arrived.
    pub(crate) fn delivered(sql: &SqlStorage, id: i64) -> Result<()> {
        rows(sql, "DELETE FROM outbox WHERE id = ?", vec![Value::Integer(id)])?;
        Ok(())
    }
}

/// The schema's version, so that an edge knows what it finds.
///
/// A version is raised by every change that an older edge could not live with: another table, or a
/// stored type of `shared` that reads otherwise. A newer edge reads, or brings up to date, all that
/// came before; an older one leaves what is newer alone and says so.
pub(crate) mod schema {
    use shared::problem::Code;
    use worker::console_error;

    use super::{Result, SqlStorage, Value, rows};
    use crate::reply::{Failure, Reply};

    /// Creates the tables of `statements` at `version`, and notes the version.
    pub(crate) fn create(sql: &SqlStorage, version: i64, statements: &[&str]) -> Result<()> {
        for statement in statements {
            rows(sql, statement, Vec::new())?;
        }
        let create = "CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL)";
        rows(sql, create, Vec::new())?;
        rows(sql, "DELETE FROM schema", Vec::new())?;
        rows(sql, "INSERT INTO schema (version) VALUES (?)", vec![Value::Integer(version)])?;
        Ok(())
    }

    /// The version of what is there, up to `known`; nothing where nothing is. Reads only, so that
    /// asking for an object that does not exist does not bring it into being.
    ///
    /// # Errors
    /// `unavailable` where a newer edge has written: it must not be read, and not be written over.
    pub(crate) fn version(sql: &SqlStorage, known: i64, what: &str) -> Reply<Option<i64>> {
        let statement = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema'";
        if rows(sql, statement, Vec::new())?.is_empty() {
            return Ok(None);
        }
        let found = rows(sql, "SELECT version FROM schema", Vec::new())?;
        match found.first().and_then(|row| row.first()) {
            Some(Value::Integer(version)) if (1..=known).contains(version) => Ok(Some(*version)),
            Some(Value::Integer(newer)) => {
                console_error!(
                    "a {what} on the disk is of schema {newer} and this server knows {known}: it \
                     was written by a newer one; install that. Nothing was changed"
                );
                let detail = "this was written by a newer version of the server";
                Err(Failure::new(Code::Unavailable, detail))
            }
            Some(_) | None => Err(Failure::internal(format_args!("a {what} has no version"))),
        }
    }
}

/// A text column.
pub(crate) fn text(value: Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(Error::RustError(format!("a column should be text and is {other:?}"))),
    }
}

/// A number that counts things or milliseconds: far below 2^53.
pub(crate) fn number(value: &Value) -> Result<u64> {
    match value {
        Value::Integer(number) => {
            u64::try_from(*number).map_err(|_| Error::from("a column is negative"))
        }
        other => Err(Error::RustError(format!("a column should be a number and is {other:?}"))),
    }
}

/// A count as a column.
pub(crate) fn count(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
