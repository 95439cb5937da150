//! A table, as spreadsheets write it: entities and relations below one first line of names.

use super::{
    build::Builder,
    entity::shortened,
    reason::{Field, Reason},
    sheet::{BETWEEN, Sheet},
};

pub(super) fn read(text: &str, builder: &mut Builder) {
    let mut records = Records { rest: text, line: 1, separator: separator(text), torn: false };
    let Some((line, header)) = records.next() else { return };
    let columns = match header.and_then(|names| columns(&names)) {
        Ok(columns) => columns,
        Err(reason) => return builder.refuse(line, reason),
    };
    for (line, record) in records {
        match record.and_then(|cells| sheet(&columns, cells)) {
            Ok(sheet) if sheet.is_empty() => {}
            Ok(sheet) => builder.take(line, sheet),
            Err(reason) => builder.refuse(line, reason),
        }
    }
}

fn columns(names: &[String]) -> Result<Vec<Field>, Reason> {
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let field = Field::named(name).ok_or_else(|| Reason::UnknownField(shortened(name)))?;
        if columns.contains(&field) {
            return Err(Reason::Twice(field));
        }
        columns.push(field);
    }
    Ok(columns)
}

fn sheet(columns: &[Field], cells: Vec<String>) -> Result<Sheet, Reason> {
    let mut sheet = Sheet::default();
    if cells.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
        return Err(Reason::Cells { cells: cells.len(), columns: columns.len() });
    }
    for (&field, cell) in columns.iter().zip(cells) {
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

/// The records of a table, each with the line that it begins in.
struct Records<'a> {
    rest: &'a str,
    line: usize,
    separator: char,
    /// Whether a quote was never closed: from there on a record ends with its line, so that the rest
    /// of the file is not lost, and no file is read more than twice.
    torn: bool,
}

impl Iterator for Records<'_> {
    type Item = (usize, Result<Vec<String>, Reason>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (begun, whole) = (self.line, self.rest);
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut chars = self.rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let Some(cell) = cells.last_mut() else { break };
            self.line += usize::from(c == '\n');
            match c {
                '"' if quoted => {
                    if chars.next_if(|&(_, next)| next == '"').is_some() {
                        cell.push('"');
                    } else {
                        quoted = false;
                    }
                }
                _ if quoted && !(self.torn && c == '\n') => cell.push(c),
                '"' if cell.is_empty() => quoted = true,
                '\n' => {
                    self.rest = &self.rest[at + 1..];
                    return Some((begun, if quoted { Err(Reason::Unclosed) } else { Ok(cells) }));
                }
                '\r' if chars.peek().is_none_or(|&(_, next)| next == '\n') => {}
                _ if c == self.separator => cells.push(String::new()),
                _ => cell.push(c),
            }
        }
        self.rest = "";
        if !quoted {
            return Some((begun, Ok(cells)));
        }
        self.torn = true;
        self.rest = whole.split_once('\n').map_or("", |(_, rest)| rest);
        self.line = begun + 1;
        Some((begun, Err(Reason::Unclosed)))
    }
}

/// What stands between the cells of the first line; a comma where nothing tells.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: &char| first.matches(*separator).count();
    [';', '\t', ','].into_iter().max_by_key(count).unwrap_or(',')
}

/// Takes away the apostrophe that keeps a spreadsheet from computing a cell.
fn unarmed(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(ARMED) => rest.to_owned(),
        Some(_) | None => cell,
    }
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

fn write_cell(text: &str, out: &mut String) {
    let armed = if text.starts_with(ARMED) { "'" } else { "" };
    if text.contains([',', '"', '\n', '\t', ';']) {
        out.extend(["\"", armed, &text.replace('"', "\"\""), "\""]);
    } else {
        out.extend([armed, text]);
    }
}

/// How a cell begins that a spreadsheet would compute, or that carries our mark.
const ARMED: [char; 5] = ['=', '+', '-', '@', '\''];
