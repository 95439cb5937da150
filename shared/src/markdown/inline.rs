//! A line to inlines.

use super::{DEEPEST, Inline};
use crate::page;

/// Reads one line.
pub(super) fn read(line: &str) -> Vec<Inline> {
    within(line, 0)
}

fn within(text: &str, depth: usize) -> Vec<Inline> {
    if depth >= DEEPEST {
        return if text.is_empty() { Vec::new() } else { vec![Inline::Text(text.to_owned())] };
    }
    let mut line =
        Line { text, depth, at: 0, plain: String::new(), read: Vec::new(), unmatched: 0 };
    while let Some(c) = text[line.at..].chars().next() {
        let taken = match c {
            '\\' => line.escaped(),
            '`' => line.code(),
            '*' | '_' => line.stress(c),
            '!' if text[line.at + 1..].starts_with('[') => line.picture(),
            '[' => line.link(),
            '<' => line.bracketed(),
            'h' => line.address(),
            _ => None,
        };
        if taken.is_none() {
            line.plain.push(c);
            line.at += c.len_utf8();
        }
    }
    line.end()
}

struct Line<'a> {
    text: &'a str,
    depth: usize,
    at: usize,
    /// Text that has not become an inline yet.
    plain: String,
    read: Vec<Inline>,
    /// Which marks have no other half in the rest of the line, a bit each: they are not looked for
    /// again, so that a line of nothing else takes no longer than another.
    unmatched: u8,
}

impl<'a> Line<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, inline: Inline, taken: usize) {
        if !self.plain.is_empty() {
            self.read.push(Inline::Text(std::mem::take(&mut self.plain)));
        }
        self.read.push(inline);
        self.at += taken;
    }

    fn end(mut self) -> Vec<Inline> {
        if !self.plain.is_empty() {
            self.read.push(Inline::Text(self.plain));
        }
        self.read
    }

    /// Where `mark` next stands at or after `from` of the rest, unless it is known that it does not.
    fn find(&mut self, mark: &str, from: usize, bit: u8) -> Option<usize> {
        if self.unmatched & bit != 0 {
            return None;
        }
        let found = self.rest().get(from..).and_then(|rest| rest.find(mark));
        if found.is_none() {
            self.unmatched |= bit;
        }
        found.map(|at| from + at)
    }

    fn escaped(&mut self) -> Option<()> {
        let next = self.rest()[1..].chars().next().filter(|c| MARKS.contains(*c))?;
        self.plain.push(next);
        self.at += 1 + next.len_utf8();
        Some(())
    }

    fn code(&mut self) -> Option<()> {
        let end = self.find("`", 1, CODE)?;
        let code = self.rest()[1..end].trim();
        if code.is_empty() {
            return None;
        }
        let code = Inline::Code(code.to_owned());
        self.push(code, end + 1);
        Some(())
    }

    /// `**strong**`, `*stressed*`, `__strong__` and `_stressed_`. A longer run of marks is text, as in
    /// `138****5678`; so is one star or bar with a letter or digit before or behind, as in `2*3*4`.
    fn stress(&mut self, mark: char) -> Option<()> {
        let rest = self.rest();
        let run = rest.chars().take_while(|c| *c == mark).count();
        if run > 2 {
            // All of it, so that its end is not taken for a shorter one.
            return self.take_run(run);
        }
        let (marks, bit) = match (mark, run) {
            ('*', 2) => ("**", STRONG),
            ('*', _) => ("*", STRESSED),
            (_, 2) => ("__", BARS),
            _ => ("_", BAR),
        };
        let before = self.text[..self.at].chars().next_back();
        let is_apart = |c: Option<char>| match marks {
            "**" => true,
            "*" => !c.is_some_and(|c| c.is_ascii_alphanumeric()),
            _ => !c.is_some_and(char::is_alphanumeric),
        };
        if !is_apart(before) || rest[run..].starts_with(char::is_whitespace) {
            return self.take_run(run);
        }
        let mut from = run;
        let mut looked = 0;
        let end = loop {
            let Some(end) = self.find(marks, from, bit) else { return self.take_run(run) };
            let rest = self.rest();
            let longer = rest[end..].chars().take_while(|c| *c == mark).count();
            let inner = &rest[run..end];
            let is_end = longer == run
                && !inner.is_empty()
                && !inner.ends_with(char::is_whitespace)
                && is_apart(rest[end + run..].chars().next());
            if is_end {
                break end;
            }
            looked += 1;
            if looked == MOST_LOOKED {
                return self.take_run(run);
            }
            from = end + longer.max(1);
        };
        let inner = within(&self.rest()[run..end], self.depth + 1);
        let inline = if run == 2 { Inline::Strong(inner) } else { Inline::Emphasis(inner) };
        self.push(inline, end + run);
        Some(())
    }

    fn take_run(&mut self, run: usize) -> Option<()> {
        self.plain.push_str(&self.rest()[..run]);
        self.at += run;
        Some(())
    }

    /// `![what is seen](address)`: pages show no pictures of elsewhere, so only the words are left.
    fn picture(&mut self) -> Option<()> {
        let (text, _, taken) = self.named(1)?;
        self.plain.push_str(text);
        self.at += taken;
        Some(())
    }

    fn link(&mut self) -> Option<()> {
        let (text, to, taken) = self.named(0)?;
        let to = safe(to)?.to_owned();
        let text = within(text, self.depth + 1);
        if text.is_empty() {
            return None;
        }
        self.push(Inline::Link { to, text }, taken);
        Some(())
    }

    /// `[text](address "title")` from `skip` on: text, address, and how long all of it is.
    fn named(&self, skip: usize) -> Option<(&'a str, &'a str, usize)> {
        let inner = &self.rest()[skip + 1..];
        // No further than the next bracket: however many there are, each part is looked at once.
        let next = inner.find('[').unwrap_or(inner.len());
        let text = &inner[..inner[..next].find("](")?];
        let behind = &inner[text.len() + 2..];
        let (end, _) = behind.char_indices().take(MOST_ADDRESS).find(|(_, c)| *c == ')')?;
        let to = behind[..end].trim();
        let to = to.split_once([' ', '\t']).map_or(to, |(to, _title)| to);
        Some((text, to, skip + 1 + text.len() + 2 + end + 1))
    }

    fn bracketed(&mut self) -> Option<()> {
        let inner = &self.rest()[1..];
        let end = inner.find(|c: char| c == '<' || c == '>' || c.is_whitespace())?;
        let to = inner[end..].starts_with('>').then(|| safe(&inner[..end]))??.to_owned();
        let text = vec![Inline::Text(to.clone())];
        self.push(Inline::Link { to, text }, end + 2);
        Some(())
    }

    /// An address in the text ends with a blank, a bracket or a character that addresses do not have.
    fn address(&mut self) -> Option<()> {
        let rest = self.rest();
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
        let belongs = |c: char| {
            c.is_ascii_graphic()
                && !matches!(c, '<' | '>' | '"' | '(' | ')' | '[' | ']' | '`' | '*')
        };
        let length =
            rest.bytes().take(MOST_ADDRESS).take_while(|byte| belongs((*byte).into())).count();
        let address = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        if address.len() <= scheme.len() || length == MOST_ADDRESS {
            return None;
        }
        let to = safe(address)?.to_owned();
        let taken = to.len();
        let text = vec![Inline::Text(to.clone())];
        self.push(Inline::Link { to, text }, taken);
        Some(())
    }
}

/// An address that is safe to follow.
pub(crate) fn safe(to: &str) -> Option<&str> {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-');
    let mailbox = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
    let is_safe = match to.split_once(':')? {
        ("tel", rest) => !rest.is_empty() && rest.chars().all(number),
        ("mailto", rest) => {
            rest.chars().all(mailbox) && rest.chars().filter(|c| *c == '@').count() == 1
        }
        _ => page::is_web(to),
    };
    is_safe.then_some(to)
}

/// What a backslash may stand before.
const MARKS: &str = "\\`*_{}[]()#+-.!|<>~";
/// How many ends are looked at for one beginning.
const MOST_LOOKED: usize = 16;
/// How many characters of an address are looked at, a title beside it among them.
pub(crate) const MOST_ADDRESS: usize = 2_048;

const CODE: u8 = 1;
const STRONG: u8 = 1 << 1;
const STRESSED: u8 = 1 << 2;
const BARS: u8 = 1 << 3;
const BAR: u8 = 1 << 4;
