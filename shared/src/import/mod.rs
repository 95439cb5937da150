//! Files of articles, as shops have them: JSON Lines, tables, folders of Markdown, a saved page of
//! questions and answers.
//!
//! Bytes in; articles out, and what is wrong with the rest: one bad row takes no other with it. The
//! names of fields may be ours, those of other systems, or Chinese ones.
//!
//! ```
//! use shared::import::{self, Format};
//!
//! let table = "标题,正文,相似问\n退款多久到账？,三天。,钱什么时候退;退款要几天\n,没有标题,\n";
//! let read = import::read(Format::Csv, "faq.csv", table.as_bytes(), |_| None);
//! assert_eq!(read.rows[0].article.phrasings(), ["钱什么时候退", "退款要几天"]);
//! assert_eq!(read.problems[0].line, 3);
//! ```

mod date;
mod encoding;
mod front;
mod html;
mod jsonl;
mod sheet;
mod table;

pub use table::write as write_csv;

use std::collections::BTreeMap;
use std::fmt;

use crate::article::{Article, ArticleError, ArticleId};
use sheet::{Sheet, Standing};

/// What a file is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Format {
    /// An article a line, as a JSON object.
    JsonLines,
    /// A table with the names of its columns in the first line.
    Csv,
    /// One article, its fields before it between two lines of `---`.
    Markdown,
    /// A page of questions and answers.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::JsonLines, Self::Csv, Self::Markdown, Self::Html];

    /// What a file is by its name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }
}

/// Whether a file or folder of this name, within a folder that is read, is none of the shop's: what programs put there
/// for themselves, such as what was thrown away (`.trash`) or said before (`.history`).
#[must_use]
pub fn is_aside(name: &str) -> bool {
    name.starts_with('.') || name == "node_modules"
}

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// The articles, in the order of the file.
    pub rows: Vec<Row>,
    /// What is wrong with the first [`MOST_TOLD`] of the rest, in the order of the file.
    pub problems: Vec<Problem>,
    /// How many rows are no articles, told or not.
    pub refused: usize,
    /// The columns and fields that were passed over: nobody knows them, and something stood in them.
    pub passed_over: Names,
}

/// The first [`MOST_NAMED`] of some names, each once.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Names {
    names: Vec<String>,
    are_more: bool,
}

impl Names {
    /// Adds a name.
    pub fn add(&mut self, name: &str) {
        let name = sheet::shortened(name).replace(char::is_control, " ");
        if self.names.contains(&name) {
            return;
        }
        if self.names.len() == MOST_NAMED {
            self.are_more = true;
        } else {
            self.names.push(name);
        }
    }

    /// Adds the names of another file.
    pub fn extend(&mut self, others: &Self) {
        others.names.iter().for_each(|name| self.add(name));
        self.are_more |= others.are_more;
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All of them in a line, with `between` between them, and `…` for those that are left out.
    #[must_use]
    pub fn told(&self, between: &str) -> String {
        let more = self.are_more.then_some("…");
        let names: Vec<&str> = self.names.iter().map(String::as_str).chain(more).collect();
        names.join(between)
    }
}

/// An article of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line in which it begins, from 1.
    pub line: usize,
    /// What it says.
    pub article: Article,
}

/// A row that is no article.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Problem {
    /// The line in which it begins, from 1.
    pub line: usize,
    /// Why it is none.
    pub reason: Reason,
}

/// Why a row is no article.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Reason {
    /// A field is out of its limits.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// Bytes that are no text, neither in UTF-8 nor in GB18030.
    #[error("this is no text in UTF-8, nor in GB18030")]
    Encoding,
    /// A line that is no JSON object.
    #[error("this is no JSON object: {0}")]
    Json(String),
    /// A quotation mark that is not closed: perhaps the file was cut off.
    #[error("a quotation mark is not closed")]
    Unclosed,
    /// A row with more cells than the table has columns.
    #[error("there are {cells} cells in {columns} columns")]
    Cells {
        /// How many cells it has.
        cells: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A first line that names no column for the title or none for the body.
    #[error("the first line names no column for the {0}")]
    Column(Name),
    /// Two columns or lines for one field.
    #[error("{0} is there twice")]
    Twice(Name),
    /// A value that is neither text nor a list of texts.
    #[error("{0} is neither a text nor a list of texts")]
    Value(Name),
    /// A moment that cannot be read.
    #[error("{0:?} is no day such as 2026-12-31, nor a moment such as 2026-12-31 18:00")]
    Date(String),
    /// An audience that nobody knows.
    #[error("{0:?} is no audience: everyone, vip or agents")]
    Audience(String),
    /// Fields before an article that are not closed, or a line among them that is none.
    #[error("the fields before the text are not `name: value` between two lines of ---")]
    Front,
    /// A field that says that the text is a draft.
    #[error("it says that it is a draft, and what is imported is shown to visitors at once")]
    Draft,
    /// A page without a question and its answer.
    #[error("no questions with answers are found on this page")]
    NoQuestions,
    /// An id that an earlier row has.
    #[error("the id is that of line {0} too")]
    SameId(usize),
    /// A file over its limit.
    #[error("the file is larger than {} MiB", LARGEST >> 20)]
    TooLarge,
    /// Rows over the limit.
    #[error("more than {MOST_ROWS} rows at once")]
    TooMany,
}

/// A field of an article, as files have them.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Name {
    /// Its id.
    Id,
    /// The question.
    Title,
    /// The answer.
    Body,
    /// Words it is filed under.
    Tags,
    /// Other ways to ask.
    Phrasings,
    /// What it is filed under.
    Category,
    /// Its language.
    Language,
    /// From when it holds.
    ValidFrom,
    /// Until when.
    ValidUntil,
    /// Who may read it.
    Audience,
    /// The products it is about.
    Products,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names()[0])
    }
}

/// Reads a file. `name` is what an article of its own is called after; `gb18030` decodes a text in that
/// encoding, with U+FFFD where there is none, or says that it cannot.
///
/// Days are those of China (UTC+8) where they do not say otherwise.
#[must_use]
pub fn read(
    format: Format,
    name: &str,
    bytes: &[u8],
    gb18030: impl Fn(&[u8]) -> Option<String>,
) -> Read {
    let mut reading = Reading::default();
    if bytes.len() > LARGEST {
        reading.refuse(1, Reason::TooLarge);
        return reading.read;
    }
    let text = encoding::decode(bytes, gb18030);
    match format {
        Format::JsonLines => jsonl::read(&text, &mut reading),
        Format::Csv => table::read(&text, &mut reading),
        Format::Markdown => front::read(name, &text, &mut reading),
        Format::Html => html::read(&text, &mut reading),
    }
    reading.read
}

/// A file on its way to articles.
#[derive(Default)]
struct Reading {
    read: Read,
    ids: BTreeMap<ArticleId, usize>,
    is_full: bool,
}

impl Reading {
    fn take(&mut self, line: usize, sheet: Sheet) {
        if self.read.rows.len() == MOST_ROWS {
            if !std::mem::replace(&mut self.is_full, true) {
                self.refuse(line, Reason::TooMany);
            }
            return;
        }
        match sheet.article() {
            Ok(article) => match self.ids.get(article.id()) {
                Some(first) => self.refuse(line, Reason::SameId(*first)),
                None => {
                    self.ids.insert(article.id().clone(), line);
                    self.read.rows.push(Row { line, article });
                }
            },
            Err(reason) => self.refuse(line, reason),
        }
    }

    /// Passes over a field that is none of an article's, but not that the article is a draft: what is imported is
    /// shown at once.
    fn pass_over(&mut self, name: &str, said: &str) -> Result<(), Reason> {
        match Standing::of(name, said) {
            Some(Standing::Draft) => return Err(Reason::Draft),
            Some(Standing::Finished) => {}
            Some(Standing::Unclear) | None => self.read.passed_over.add(name),
        }
        Ok(())
    }

    fn refuse(&mut self, line: usize, reason: Reason) {
        self.read.refused += 1;
        // A file that is none has millions of rows.
        if self.read.problems.len() < MOST_TOLD {
            self.read.problems.push(Problem { line, reason });
        }
    }
}

/// How many bytes a file may have.
pub const LARGEST: usize = 64 << 20;
/// How many rows are read at once.
pub const MOST_ROWS: usize = 50_000;
/// Of how many rows it is told what is wrong with them.
pub const MOST_TOLD: usize = 1_000;
/// How many names of what was passed over are told.
pub const MOST_NAMED: usize = 20;
