//! Tables as spreadsheets write and read them: cells between commas, semicolons or tabulators, quoted
//! where they hold one of these or a line break.

/// The records of a table, each with the line that it begins in, from 1.
#[derive(Debug)]
pub struct Records<'a> {
    rest: &'a str,
    line: usize,
    separator: char,
    /// Whether a quote was never closed: from there on a record ends with its line, so that the rest
    /// of the file is not lost, and no file is read more than twice.
    torn: bool,
}

/// A quote that is never closed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a quotation mark is not closed")]
pub struct Unclosed;

impl<'a> Records<'a> {
    /// Reads a table. What stands between its cells is what stands most often in its first line.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { rest: text, line: 1, separator: separator(text), torn: false }
    }
}

impl Iterator for Records<'_> {
    type Item = (usize, Result<Vec<String>, Unclosed>);

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
                    return Some((begun, if quoted { Err(Unclosed) } else { Ok(cells) }));
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
        Some((begun, Err(Unclosed)))
    }
}

/// Takes away the apostrophe that keeps a spreadsheet from computing a cell.
#[must_use]
pub fn unarmed(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(ARMED) => rest.to_owned(),
        Some(_) | None => cell,
    }
}

/// Writes a cell, so that no spreadsheet computes it and [`unarmed`] gives it back.
pub fn write_cell(text: &str, out: &mut String) {
    let armed = if text.starts_with(ARMED) { "'" } else { "" };
    if text.contains([',', '"', '\n', '\r', '\t', ';']) {
        out.extend(["\"", armed, &text.replace('"', "\"\""), "\""]);
    } else {
        out.extend([armed, text]);
    }
}

/// What stands between the cells of the first line; a comma where nothing tells.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: &char| first.matches(*separator).count();
    [';', '\t', ','].into_iter().max_by_key(count).unwrap_or(',')
}

/// How a cell begins that a spreadsheet would compute, or that carries our mark.
const ARMED: [char; 5] = ['=', '+', '-', '@', '\''];
