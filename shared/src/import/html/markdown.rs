//! Pieces of a page as Markdown.

use std::ops::Range;

use super::table::{self, Table};
use super::token::Token;
use crate::field::one_line;
use crate::markdown;

/// All words in one line.
pub(super) fn line(tokens: &[Token<'_>]) -> String {
    let mut words = String::new();
    for token in tokens {
        match token {
            Token::Text { text, .. } => words.push_str(text),
            Token::Begin { name, .. } | Token::End { name, .. } if INLINE.contains(&&**name) => {}
            Token::Begin { .. } | Token::End { .. } => words.push(' '),
            Token::Data { .. } => {}
        }
    }
    one_line(&words)
}

/// Paragraphs, lists, links and stress.
pub(super) fn text(tokens: &[Token<'_>]) -> String {
    let mut writer = Writer::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.begins("table")
            && writer.lists.is_empty()
            && let Some((table, length)) = table::read(&tokens[at..])
        {
            writer.table(&table);
            at += length;
            continue;
        }
        at += 1;
        match token {
            Token::Text { text, .. } => writer.words(text),
            Token::Begin { name, to, .. } => writer.begin(name, to.as_deref()),
            Token::End { name, .. } => writer.end(name),
            Token::Data { .. } => {}
        }
    }
    writer.out.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The lists that are open: the next number of each, if it is numbered.
    lists: Vec<Option<u32>>,
    /// The link that is open: where it leads, and where its text begins.
    link: Option<(String, usize)>,
    /// Where the words that matter begin.
    strong: Option<usize>,
    /// Where the last of them ended, marks and all.
    strong_end: Option<usize>,
}

impl Writer {
    fn words(&mut self, text: &str) {
        let escaped = escaped(text);
        for (at, word) in escaped.split(char::is_whitespace).enumerate() {
            if at > 0 && !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
            let begins_line = self.out.is_empty() || self.out.ends_with('\n');
            if begins_line && word.starts_with(['#', '-', '+', '>', '~', '|']) {
                self.out.push('\\');
            }
            self.out.push_str(word);
        }
    }

    fn begin(&mut self, name: &str, to: Option<&str>) {
        match name {
            "br" => self.lines(1),
            "ul" | "ol" => {
                self.lines(if self.lists.is_empty() { 2 } else { 1 });
                if self.lists.len() < markdown::DEEPEST {
                    self.lists.push((name == "ol").then_some(1));
                }
            }
            "li" => {
                self.lines(1);
                for _ in 1..self.lists.len() {
                    self.out.push_str("   ");
                }
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        self.out.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    Some(None) | None => self.out.push_str("- "),
                }
            }
            "strong" | "b" if self.strong.is_none() => self.strong = Some(self.out.len()),
            "a" if self.link.is_none() => {
                self.link = to.map(|to| (to.to_owned(), self.out.len()));
            }
            "td" | "th" => self.words(" "),
            "tr" => self.lines(1),
            _ if BLOCKS.contains(&name) && self.lists.is_empty() => self.lines(2),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "ul" | "ol" => {
                self.lists.pop();
                self.lines(if self.lists.is_empty() { 2 } else { 1 });
            }
            "strong" | "b" => {
                if let Some(from) = self.strong.take() {
                    self.stress(from);
                }
            }
            "a" => {
                if let Some((to, from)) = self.link.take()
                    && let Some(to) = address(&to)
                    && !self.out[from..].contains(['[', ']'])
                {
                    self.wrap(from, "[", &format!("]({to})"));
                }
            }
            _ if BLOCKS.contains(&name) && self.lists.is_empty() => self.lines(2),
            _ => {}
        }
    }

    fn table(&mut self, Table { title, rows }: &Table) {
        self.lines(2);
        self.words(title);
        self.lines(2);
        for (at, row) in rows.iter().enumerate() {
            self.out.push_str(&format!("| {} |\n", row.join(" | ")));
            if at == 0 {
                self.out.push_str(&format!("{}|\n", "|---".repeat(row.len())));
            }
        }
        self.lines(2);
    }

    /// Marks what was written since `from`. Editors cut a word that matters into several: `<b>退</b><b>款</b>`.
    fn stress(&mut self, from: usize) {
        const MARK: &str = "**";
        // A link that begins here puts its own mark between.
        let follows = |start| {
            self.strong_end == Some(start) && self.link.as_ref().is_none_or(|(_, at)| *at < start)
        };
        match self.words_since(from) {
            Some(Range { start, end }) if follows(start) => {
                self.out.insert_str(end, MARK);
                self.out.replace_range(start - MARK.len()..start, "");
                self.strong_end = Some(end);
            }
            _ => self.strong_end = self.wrap(from, MARK, MARK),
        }
    }

    /// Puts marks around what was written since `from`, if that is words of one line; says where the last mark ends.
    fn wrap(&mut self, from: usize, before: &str, after: &str) -> Option<usize> {
        let Range { start, end } = self.words_since(from)?;
        self.out.insert_str(end, after);
        self.out.insert_str(start, before);
        Some(before.len() + end + after.len())
    }

    /// Where the words lie that were written since `from`, if they are of one line.
    fn words_since(&self, from: usize) -> Option<Range<usize>> {
        let written = self.out.get(from..)?;
        let words = written.trim();
        if words.is_empty() || words.contains('\n') {
            return None;
        }
        let start = from + written.len() - written.trim_start().len();
        Some(start..start + words.len())
    }

    /// Ends the line, with at least so many breaks in all.
    fn lines(&mut self, breaks: usize) {
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        if self.out.is_empty() {
            return;
        }
        let there = self.out.len() - self.out.trim_end_matches('\n').len();
        for _ in there..breaks {
            self.out.push('\n');
        }
    }
}

/// Where a link leads as Markdown has it, if its reader follows that: what it does not would be seen with its marks.
fn address(to: &str) -> Option<&str> {
    let to = to.trim();
    let to = match to.split_once('?') {
        // What a letter begins with nobody needs.
        Some((mailbox, _)) if mailbox.starts_with("mailto:") => mailbox,
        _ => to,
    };
    let is_short = to.len() < markdown::MOST_ADDRESS;
    markdown::safe(to).filter(|to| is_short && !to.contains(')'))
}

/// The text such that Markdown reads as it was.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_mark = match c {
            '*' | '`' | '[' | '\\' => true,
            // A link may follow, which it would make a picture.
            '!' => chars.peek().is_none(),
            // Within a word it is no mark.
            '_' => !(before.is_alphanumeric() && chars.peek().is_some_and(|c| c.is_alphanumeric())),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Elements within which a line goes on, a word even.
const INLINE: [&str; 13] =
    ["span", "em", "b", "strong", "i", "a", "font", "mark", "u", "code", "small", "sub", "sup"];
/// Elements that stand by themselves.
const BLOCKS: [&str; 14] = [
    "p",
    "div",
    "section",
    "article",
    "table",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
];
