//! An article a line, as a JSON object.

use serde_json::{Map, Value};

use super::{Name, Reading, Reason, encoding, sheet::Sheet};

pub(super) fn read(text: &str, reading: &mut Reading) {
    for (line, text) in (1..).zip(text.split('\n')) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        match object(text).and_then(|object| sheet(object, reading)) {
            Ok(sheet) => reading.take(line, sheet),
            Err(reason) => reading.refuse(line, reason),
        }
    }
}

fn object(text: &str) -> Result<Map<String, Value>, Reason> {
    if encoding::is_broken(text) {
        return Err(Reason::Encoding);
    }
    serde_json::from_str(text).map_err(|error| Reason::Json(error.to_string()))
}

/// The fields that we know; others are passed over, so that another system's export will do.
fn sheet(object: Map<String, Value>, reading: &mut Reading) -> Result<Sheet, Reason> {
    let mut sheet = Sheet::default();
    for (called, value) in object {
        let Some(name) = Name::of(&called) else {
            match value {
                Value::Null => {}
                Value::String(said) => reading.pass_over(&called, &said)?,
                value => reading.pass_over(&called, &value.to_string())?,
            }
            continue;
        };
        match value {
            Value::Null => {}
            Value::String(text) => sheet.fill(name, vec![text])?,
            Value::Number(number) => sheet.fill(name, vec![number.to_string()])?,
            Value::Array(values) => {
                let entries = values.into_iter().map(|value| match value {
                    Value::String(text) => Ok(text),
                    Value::Number(number) => Ok(number.to_string()),
                    Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                        Err(Reason::Value(name))
                    }
                });
                sheet.fill(name, entries.collect::<Result<_, _>>()?)?;
            }
            Value::Bool(_) | Value::Object(_) => return Err(Reason::Value(name)),
        }
    }
    Ok(sheet)
}
