//! A table of a page: which cell stands below which.

use super::markdown;
use super::token::Token;

/// A table that says something by its columns.
#[derive(Debug, PartialEq)]
pub(super) struct Table {
    /// What stands in it beside its cells, as a title does.
    pub(super) title: String,
    /// At least two, of as many cells each, at least two as well; each a line of Markdown without a `|`.
    pub(super) rows: Vec<Vec<String>>,
}

/// Reads the table that `tokens` begin with, and how many of them it has. Nothing if it is only there to put
/// things in their places: then it has a table within, or no more than one row or column.
pub(super) fn read(tokens: &[Token<'_>]) -> Option<(Table, usize)> {
    let end = tokens.iter().skip(1).position(|it| it.ends("table") || it.begins("table"));
    let end = end.map_or(tokens.len(), |end| end + 1);
    if tokens.get(end).is_some_and(|token| token.begins("table")) {
        return None;
    }
    let mut title = Vec::new();
    let mut grid = Grid::default();
    let mut at = 1;
    while at < end {
        let token = &tokens[at];
        at += 1;
        if token.begins("tr") {
            grid.end_row();
        } else if let Token::Begin { spans, .. } = token
            && is_cell(token)
        {
            let length = tokens[at..end].iter().position(ends_cell).unwrap_or(end - at);
            grid.put(line(&tokens[at..at + length]), *spans);
            at += length;
        } else {
            title.push(token.clone());
        }
    }
    grid.end_row();
    let rows = grid.rows()?;
    Some((Table { title: markdown::line(&title), rows }, (end + 1).min(tokens.len())))
}

fn is_cell(token: &Token<'_>) -> bool {
    token.begins("td") || token.begins("th")
}

fn ends_cell(token: &Token<'_>) -> bool {
    is_cell(token) || token.begins("tr") || ["td", "th", "tr"].iter().any(|name| token.ends(name))
}

/// What stands in a cell, in a line. Markdown has no sign for a bar within one.
fn line(tokens: &[Token<'_>]) -> String {
    let text = markdown::text(tokens);
    let lines = text.lines().map(|line| line.trim().trim_start_matches("- "));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ").replace("\\|", "|").replace('|', "｜")
}

/// Rows as they are read.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    /// What reaches down from above, by column: in how many rows more, and what it says.
    above: Vec<(usize, String)>,
}

impl Grid {
    /// A cell of so many columns and rows.
    fn put(&mut self, text: String, [columns, rows]: [usize; 2]) {
        self.take_from_above();
        let short = if text.len() <= LONGEST_REPEATED { text.clone() } else { String::new() };
        let texts = [(text, short)].into_iter().chain(std::iter::repeat_with(Default::default));
        for (text, again) in texts.take(columns.clamp(1, MOST_COLUMNS)) {
            let column = self.row.len();
            if rows > 1 {
                if self.above.len() <= column {
                    self.above.resize_with(column + 1, Default::default);
                }
                self.above[column] = (rows.min(MOST_ROWS_SPANNED) - 1, again);
            }
            self.row.push(text);
        }
    }

    fn take_from_above(&mut self) {
        while let Some((left, text)) = self.above.get_mut(self.row.len())
            && *left > 0
        {
            *left -= 1;
            self.row.push(text.clone());
        }
    }

    fn end_row(&mut self) {
        if self.row.is_empty() {
            return;
        }
        self.take_from_above();
        // A row that is cut short ends with what still reaches into it.
        while self.row.len() < self.above.len() {
            self.row.push(String::new());
            self.take_from_above();
        }
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// All rows, without those and the columns in which nothing stands.
    fn rows(mut self) -> Option<Vec<Vec<String>>> {
        self.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let columns = self.rows.iter().map(Vec::len).max()?;
        if columns > MOST_COLUMNS || self.rows.len() < 2 {
            return None;
        }
        let says = |column: &usize| {
            self.rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()))
        };
        let said: Vec<usize> = (0..columns).filter(says).collect();
        let row = |row: Vec<String>| -> Vec<String> {
            said.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect()
        };
        (said.len() > 1).then(|| self.rows.into_iter().map(row).collect())
    }
}

/// As many as Markdown's reader takes.
const MOST_COLUMNS: usize = 20;
/// How far down a cell reaches at most, and how many bytes of it are said again in each row: what is written is no more
/// than some times what was read.
const MOST_ROWS_SPANNED: usize = 64;
const LONGEST_REPEATED: usize = 90;
