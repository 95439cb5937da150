//! A table, as spreadsheets write it.

use std::collections::BTreeSet;

use super::{
    Name, Reading, Reason, date,
    encoding::is_broken,
    sheet::{Sheet, shortened},
};
use crate::article::{Article, Audience, Draft};
use crate::csv::{Records, Unclosed, unarmed, write_cell};
use crate::time::Timestamp;

pub(super) fn read(text: &str, reading: &mut Reading) {
    let mut records = Records::of(text).filter(|(_, record)| {
        !record.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty()))
    });
    let Some((line, header)) = records.next() else { return };
    let columns = match header.map_err(Reason::from).and_then(|names| columns(&names)) {
        Ok(columns) => columns,
        Err(reason) => return reading.refuse(line, reason),
    };
    for (line, record) in records {
        match record.map_err(Reason::from).and_then(|cells| sheet(&columns, cells, reading)) {
            Ok(sheet) => reading.take(line, sheet),
            Err(reason) => reading.refuse(line, reason),
        }
    }
}

impl From<Unclosed> for Reason {
    fn from(Unclosed: Unclosed) -> Self {
        Self::Unclosed
    }
}

/// What a column holds.
enum Column {
    /// A field of an article; lists may have several columns.
    Field(Name),
    /// Something that we do not know, under this name.
    Unknown(String),
}

fn columns(names: &[String]) -> Result<Vec<Column>, Reason> {
    let mut known = BTreeSet::new();
    let mut columns = Vec::with_capacity(names.len());
    for (number, name) in (1..).zip(names) {
        columns.push(match Name::of(name) {
            Some(name) if !known.insert(name) && !name.is_list() => {
                return Err(Reason::Twice(name));
            }
            Some(name) => Column::Field(name),
            None if name.trim().is_empty() => Column::Unknown(format!("#{number}")),
            None => Column::Unknown(shortened(name.trim())),
        });
    }
    match [Name::Title, Name::Body].into_iter().find(|needed| !known.contains(needed)) {
        Some(_) if names.iter().any(|name| is_broken(name)) => Err(Reason::Encoding),
        Some(needed) => Err(Reason::Column(needed)),
        None => Ok(columns),
    }
}

fn sheet(columns: &[Column], cells: Vec<String>, reading: &mut Reading) -> Result<Sheet, Reason> {
    if cells.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
        return Err(Reason::Cells { cells: cells.len(), columns: columns.len() });
    }
    let mut sheet = Sheet::default();
    for (column, cell) in columns.iter().zip(cells) {
        match column {
            Column::Field(name) => sheet.fill_from(*name, &unarmed(cell))?,
            Column::Unknown(_) if cell.trim().is_empty() => {}
            Column::Unknown(name) => reading.pass_over(name, &cell)?,
        }
    }
    Ok(sheet)
}

/// Writes articles as a table that reads as the same articles. Put a byte order mark before it for
/// spreadsheets that would take it for GB18030.
#[must_use]
pub fn write(articles: &[Article]) -> String {
    let mut out = Name::ALL.map(|name| name.to_string()).join(",");
    out.push('\n');
    for article in articles {
        let draft = Draft::from(article.clone());
        for (at, name) in Name::ALL.into_iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_cell(&cell(name, &draft), &mut out);
        }
        out.push('\n');
    }
    out
}

fn cell(name: Name, draft: &Draft) -> String {
    // Between lines nothing needs to be told apart: an entry has one.
    let list = |entries: &[String]| match entries {
        [entry] if entry.contains(['|', ';', '；']) => format!("{entry}\n"),
        entries => entries.join("\n"),
    };
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, date::write);
    match name {
        Name::Id => draft.id.clone(),
        Name::Title => draft.title.clone(),
        Name::Body => draft.body.clone(),
        Name::Tags => list(&draft.tags),
        Name::Phrasings => list(&draft.phrasings),
        Name::Category => draft.category.clone(),
        Name::Language => draft.language.clone(),
        Name::ValidFrom => moment(draft.valid_from),
        Name::ValidUntil => moment(draft.valid_until),
        Name::Audience => match draft.audience {
            Audience::Everyone => String::new(),
            Audience::Vip => "vip".to_owned(),
            Audience::Agents => "agents".to_owned(),
        },
        Name::Products => list(&draft.products),
    }
}
