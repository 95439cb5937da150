//! Files: a graph out of one, and into one.

use serde::{Deserialize, Serialize};

use super::{Graph, Reading, build::Builder, csv, jsonl, limits, reason::Reason, sheet::Sheet};

/// How a file is written.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A table whose first line names its columns.
    Csv,
}

pub(super) fn read(format: Format, text: &str) -> Reading {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (text, rest) = text.split_at(whole_lines(text));
    let mut builder = Builder::default();
    match format {
        Format::Jsonl => jsonl::read(text, &mut builder),
        Format::Csv => csv::read(text, &mut builder),
    }
    if !rest.is_empty() {
        builder.refuse(text.lines().count() + 1, Reason::Huge);
    }
    builder.finish()
}

pub(super) fn write(graph: &Graph, format: Format) -> String {
    let entities = graph.entities.iter().map(Sheet::from);
    let relations = graph.relations().map(|relation| Sheet::from(&relation));
    let (mut out, write): (String, fn(&Sheet, &mut String)) = match format {
        Format::Jsonl => (String::new(), jsonl::write),
        Format::Csv => (csv::header(), csv::write),
    };
    for sheet in entities.chain(relations) {
        write(&sheet, &mut out);
    }
    out
}

/// How many bytes of a file are read: all of it, or the lines that fit.
fn whole_lines(text: &str) -> usize {
    if text.len() <= limits::FILE {
        return text.len();
    }
    text.as_bytes()[..limits::FILE].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
}
