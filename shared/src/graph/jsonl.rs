//! JSON Lines: one object a line, an entity or a relation.

use serde_json::{Map, Number, Value};

use super::{
    build::Builder,
    entity::shortened,
    reason::{Field, Reason},
    sheet::Sheet,
};

pub(super) fn read(text: &str, builder: &mut Builder) {
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match sheet(line) {
            Ok(sheet) => builder.take(index + 1, sheet),
            Err(reason) => builder.refuse(index + 1, reason),
        }
    }
}

fn sheet(line: &str) -> Result<Sheet, Reason> {
    let object: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| Reason::Json(error.to_string()))?;
    let mut sheet = Sheet::default();
    for (name, value) in object {
        let field = Field::named(&name).ok_or_else(|| Reason::UnknownField(shortened(&name)))?;
        sheet.fill(field, entries(field, value)?)?;
    }
    Ok(sheet)
}

fn entries(field: Field, value: Value) -> Result<Vec<String>, Reason> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => Ok(vec![text]),
        Value::Number(number) if !field.is_list() => Ok(vec![number.to_string()]),
        Value::Array(values) if field.is_list() => values
            .into_iter()
            .map(|value| match value {
                Value::String(text) => Ok(text),
                Value::Number(number) => Ok(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                    Err(Reason::Value(field))
                }
            })
            .collect(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(Reason::Value(field))
        }
    }
}

pub(super) fn write(sheet: &Sheet, out: &mut String) {
    let mut object = Map::new();
    for (field, entries) in sheet.cells() {
        let text = |entry: &String| Value::String(entry.clone());
        let value = match field {
            Field::Aliases | Field::Cities => Value::Array(entries.iter().map(text).collect()),
            Field::Common | Field::Likelihood | Field::Lat | Field::Lon => {
                entries.first().map_or(Value::Null, |entry| number(entry))
            }
            Field::Kind
            | Field::Id
            | Field::Name
            | Field::Text
            | Field::Ask
            | Field::Address
            | Field::Phone
            | Field::From
            | Field::Verb
            | Field::To => entries.first().map_or(Value::Null, text),
        };
        object.insert(field.to_string(), value);
    }
    out.push_str(&Value::Object(object).to_string());
    out.push('\n');
}

fn number(text: &str) -> Value {
    let number = text.parse::<Number>();
    number.map_or_else(|_| Value::String(text.to_owned()), Value::Number)
}
