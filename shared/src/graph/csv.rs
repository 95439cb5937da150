//! A table, as spreadsheets write it: entities and relations below one first line of names.

use super::{
    build::Builder,
    entity::shortened,
    reason::{Field, Reason},
    sheet::{BETWEEN, Sheet},
};
use crate::csv::{Records, Unclosed, unarmed, write_cell};

pub(super) fn read(text: &str, builder: &mut Builder) {
    let mut records = Records::of(text);
    let Some((line, header)) = records.next() else { return };
    let columns = match header.map_err(Reason::from).and_then(|names| columns(&names)) {
        Ok(columns) => columns,
        Err(reason) => return builder.refuse(line, reason),
    };
    for (line, record) in records {
        match record.map_err(Reason::from).and_then(|cells| sheet(&columns, cells)) {
            Ok(sheet) if sheet.is_empty() => {}
            Ok(sheet) => builder.take(line, sheet),
            Err(reason) => builder.refuse(line, reason),
        }
    }
}

impl From<Unclosed> for Reason {
    fn from(Unclosed: Unclosed) -> Self {
        Self::Unclosed
    }
}

/// Which field each column is; none where it has no name, as spreadsheets have columns that nothing stands in.
fn columns(names: &[String]) -> Result<Vec<Option<Field>>, Reason> {
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        if name.trim().is_empty() {
            columns.push(None);
            continue;
        }
        let field = Field::named(name).ok_or_else(|| Reason::UnknownField(shortened(name)))?;
        if columns.contains(&Some(field)) {
            return Err(Reason::Twice(field));
        }
        columns.push(Some(field));
    }
    Ok(columns)
}

fn sheet(columns: &[Option<Field>], cells: Vec<String>) -> Result<Sheet, Reason> {
    let mut sheet = Sheet::default();
    let names = columns.iter().copied().chain(std::iter::repeat(None));
    if names.zip(&cells).any(|(field, cell)| field.is_none() && !cell.trim().is_empty()) {
        let columns = columns.iter().flatten().count();
        return Err(Reason::Cells { cells: cells.len(), columns });
    }
    for (&field, cell) in columns.iter().zip(cells) {
        let Some(field) = field else { continue };
        let cell = unarmed(cell);
        let entries = if field.is_list() {
            cell.split(BETWEEN).map(str::to_owned).collect()
        } else {
            vec![cell]
        };
        sheet.fill(field, entries)?;
    }
    Ok(sheet)
}

/// The first line.
pub(super) fn header() -> String {
    let names = Field::ALL.map(|field| field.to_string());
    names.join(",") + "\n"
}

pub(super) fn write(sheet: &Sheet, out: &mut String) {
    let mut cells = sheet.cells().peekable();
    for (index, column) in Field::ALL.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        if let Some((_, entries)) = cells.next_if(|(field, _)| *field == column) {
            write_cell(&entries.join("|"), out);
        }
    }
    out.push('\n');
}
