//! HTML, piece by piece. Not as browsers read it, but every text is read, in time linear in it.

use std::borrow::Cow;

use super::entity;

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// `<name …>`.
    Begin {
        /// In small letters.
        name: Cow<'a, str>,
        /// Where a link leads, if it is one.
        to: Option<Cow<'a, str>>,
        /// How many columns and rows it takes, if it is a cell.
        spans: [usize; 2],
        line: usize,
    },
    /// `</name>`.
    End {
        /// In small letters.
        name: Cow<'a, str>,
        line: usize,
    },
    /// Words.
    Text { text: Cow<'a, str>, line: usize },
    /// Structured data: what a script of the type `application/ld+json` holds.
    Data { text: &'a str, line: usize },
}

impl Token<'_> {
    pub(super) const fn line(&self) -> usize {
        match self {
            Self::Begin { line, .. }
            | Self::End { line, .. }
            | Self::Text { line, .. }
            | Self::Data { line, .. } => *line,
        }
    }

    pub(super) fn begins(&self, element: &str) -> bool {
        matches!(self, Self::Begin { name, .. } if name == element)
    }

    pub(super) fn ends(&self, element: &str) -> bool {
        matches!(self, Self::End { name, .. } if name == element)
    }
}

/// Reads a page. What is not to be read (scripts, styles, comments) is not there.
pub(super) fn read(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while !rest.is_empty() {
        let length = match rest.strip_prefix('<') {
            Some(inner) => tag(inner, line, &mut tokens).map(|length| length + 1),
            None => None,
        };
        let length = length.unwrap_or_else(|| {
            // A sign that begins no tag is text.
            let from = rest.chars().next().map_or(0, char::len_utf8);
            let length = rest[from..].find('<').map_or(rest.len(), |at| from + at);
            tokens.push(Token::Text { text: entity::decode(&rest[..length]), line });
            length
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// Reads what follows a `<`, if that is a tag; gives its length.
fn tag<'a>(inner: &'a str, line: usize, tokens: &mut Vec<Token<'a>>) -> Option<usize> {
    if let Some(comment) = inner.strip_prefix("!--") {
        return Some(comment.find("-->").map_or(inner.len(), |at| at + 6));
    }
    if inner.starts_with(['!', '?']) {
        return Some(inner.find('>').map_or(inner.len(), |at| at + 1));
    }
    let (name, is_end) = match inner.strip_prefix('/') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    let begin = inner.len() - name.len() + length;
    let end = begin + end_of_tag(&inner[begin..]);
    let attributes = inner[begin..end].trim_end_matches('>');
    let name = lower(&name[..length]);
    if is_end {
        tokens.push(Token::End { name, line });
        return Some(end);
    }
    if SILENT.contains(&&*name) {
        let after = &inner[end..];
        let close = close_of(after, &name).unwrap_or(after.len());
        let is_data =
            attribute(attributes, "type").is_some_and(|kind| kind == "application/ld+json");
        if name == "script" && is_data {
            tokens.push(Token::Data { text: &after[..close], line });
        }
        return Some(end + close);
    }
    let to = if name == "a" { attribute(attributes, "href") } else { None };
    let spans = if matches!(&*name, "td" | "th") {
        ["colspan", "rowspan"].map(|of| {
            attribute(attributes, of).and_then(|number| number.trim().parse().ok()).unwrap_or(1)
        })
    } else {
        [1, 1]
    };
    tokens.push(Token::Begin { name, to, spans, line });
    Some(end)
}

/// Where a tag ends: just past the `>` that is in no quotation.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return at + 1,
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Where the end tag of an element begins whose content is not read.
fn close_of(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let rest = &text.as_bytes()[from + at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(from + at);
        }
        from += at + 2;
    }
    None
}

/// The value of an attribute.
fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<Cow<'a, str>> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '/');
        let length = rest.find(ends).unwrap_or(rest.len()).max(1);
        let length = (length..=rest.len()).find(|&at| rest.is_char_boundary(at))?;
        let name = &rest[..length];
        rest = rest[length..].trim_start();
        let Some(value) = rest.strip_prefix('=') else { continue };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(entity::decode(value));
        }
        rest = after;
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Elements whose content is no text of the page.
const SILENT: [&str; 7] = ["script", "style", "template", "noscript", "svg", "textarea", "iframe"];
