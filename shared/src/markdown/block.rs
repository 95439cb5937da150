//! Lines to blocks.

use super::{Block, DEEPEST, Inline, inline};

/// Reads lines, `depth` blocks deep.
pub(super) fn read(lines: &[&str], depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if line.trim().is_empty() {
            at += 1;
        } else if depth >= DEEPEST {
            at = paragraph(lines, at, &mut blocks, |_| false);
        } else if let Some(fence) = Fence::of(line) {
            at = code(lines, at + 1, fence, &mut blocks);
        } else if let Some((level, text)) = heading(line) {
            blocks.push(Block::Heading(level, inline::read(text)));
            at += 1;
        } else if is_rule(line) {
            blocks.push(Block::Rule);
            at += 1;
        } else if quoted(line).is_some() {
            let inner: Vec<&str> = lines[at..].iter().map_while(|line| quoted(line)).collect();
            at += inner.len();
            blocks.push(Block::Quote(read(&inner, depth + 1)));
        } else if let Some(marker) = Marker::of(line) {
            at = list(lines, at, marker, depth, &mut blocks);
        } else if let Some(columns) = columns(&lines[at..]) {
            at = table(lines, at, columns, &mut blocks);
        } else {
            at = paragraph(lines, at, &mut blocks, |rest| {
                begins_a_block(rest[0]) || columns(rest).is_some()
            });
        }
    }
    blocks
}

fn begins_a_block(line: &str) -> bool {
    Fence::of(line).is_some()
        || heading(line).is_some()
        || is_rule(line)
        || quoted(line).is_some()
        || Marker::of(line).is_some()
}

/// The lines up to the next blank one, or one that begins something else: `ends` is given it with what
/// follows.
fn paragraph(
    lines: &[&str],
    from: usize,
    blocks: &mut Vec<Block>,
    ends: impl Fn(&[&str]) -> bool,
) -> usize {
    let mut at = from;
    let mut inlines: Vec<Inline> = Vec::new();
    while let Some(line) = lines.get(at) {
        let line = line.trim();
        if line.is_empty() || at > from && ends(&lines[at..]) {
            break;
        }
        if !inlines.is_empty() {
            inlines.push(Inline::Break);
        }
        inlines.extend(inline::read(line));
        at += 1;
    }
    blocks.push(Block::Paragraph(inlines));
    at
}

/// The first line of a block of code.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let line = line.trim_start();
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let length = line.chars().take_while(|c| *c == mark).count();
        (length >= 3 && !line[length..].contains('`')).then_some(Self { mark, length })
    }

    fn is_closed_by(self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

fn code(lines: &[&str], from: usize, fence: Fence, blocks: &mut Vec<Block>) -> usize {
    let end = lines[from..].iter().position(|line| fence.is_closed_by(line));
    let end = end.map_or(lines.len(), |length| from + length);
    blocks.push(Block::Code(lines[from..end].join("\n")));
    (end + 1).min(lines.len())
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let text = line[level..].strip_prefix([' ', '\t'])?;
    let text = text.trim_end_matches('#').trim();
    let level = u8::try_from(level).ok().filter(|level| (1..=6).contains(level))?;
    (!text.is_empty()).then_some((level, text))
}

fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(mark @ ('-' | '*' | '_')) = marks.next() else { return false };
    let mut length = 1;
    marks.all(|c| {
        length += 1;
        c == mark
    }) && length >= 3
}

fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('>')?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

/// How an item of a list begins.
#[derive(Clone, Copy)]
struct Marker {
    /// Its number, if it has one.
    number: Option<u32>,
    /// What comes before its text, in bytes: blanks, the mark, and one blank.
    width: usize,
    /// The blanks before the mark.
    indent: usize,
}

impl Marker {
    fn of(line: &str) -> Option<Self> {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let (number, mark) = match rest.bytes().next()? {
            b'-' | b'*' | b'+' => (None, 1),
            byte if byte.is_ascii_digit() => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                let number = rest[..digits].parse().ok().filter(|_| digits <= 9)?;
                rest[digits..].starts_with(['.', ')']).then_some((Some(number), digits + 1))?
            }
            _ => return None,
        };
        let text = rest[mark..].strip_prefix(' ')?;
        (!text.trim().is_empty()).then_some(Self { number, width: indent + mark + 1, indent })
    }

    /// Whether `line` begins the next item of the same list.
    fn is_continued_by(self, line: &str) -> bool {
        Self::of(line).is_some_and(|next| {
            next.number.is_some() == self.number.is_some() && next.indent < self.width
        })
    }
}

fn list(
    lines: &[&str],
    from: usize,
    marker: Marker,
    depth: usize,
    blocks: &mut Vec<Block>,
) -> usize {
    let mut items = Vec::new();
    let mut at = from;
    while let Some(line) = lines.get(at).filter(|line| marker.is_continued_by(line)) {
        let width = Marker::of(line).map_or(marker.width, |own| own.width);
        let mut inner = vec![&line[width..]];
        at += 1;
        while let Some(line) = lines.get(at) {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let is_blank = line.trim().is_empty();
            // A blank line belongs to the item when what follows it does.
            let goes_on = lines.get(at + 1).is_some_and(|next| {
                next.starts_with(&" ".repeat(width)) && !next.trim().is_empty()
            });
            if is_blank && goes_on {
                inner.push("");
            } else if !is_blank && indent >= width {
                inner.push(&line[width..]);
            } else if !is_blank && !begins_a_block(line) && indent > marker.indent {
                inner.push(line.trim_start());
            } else {
                break;
            }
            at += 1;
        }
        items.push(read(&inner, depth + 1));
        // Items may stand apart.
        if lines.get(at).is_some_and(|line| line.trim().is_empty())
            && lines.get(at + 1).is_some_and(|line| marker.is_continued_by(line))
        {
            at += 1;
        }
    }
    blocks.push(Block::List { first: marker.number, items });
    at
}

/// How many columns a table has that begins these lines, if one does.
fn columns(lines: &[&str]) -> Option<usize> {
    let [header, below, ..] = lines else { return None };
    let below = below.trim();
    let is_line = |cell: &str| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    if !header.contains('|') || !below.contains('-') || !cells(below).all(is_line) {
        return None;
    }
    let columns = cells(below).count();
    (columns == cells(header).count() && columns <= MOST_COLUMNS).then_some(columns)
}

fn table(lines: &[&str], from: usize, columns: usize, blocks: &mut Vec<Block>) -> usize {
    let row = |line: &str| -> Vec<Vec<Inline>> {
        // What a row has too much stands in its last cell: nothing that somebody wrote is lost.
        let texts = inside(line).splitn(columns, '|').map(|cell| inline::read(cell.trim()));
        texts.chain(std::iter::repeat_with(Vec::new)).take(columns).collect()
    };
    let header = row(lines[from]);
    let body = lines[from + 2..].iter().take_while(|line| line.contains('|'));
    let rows: Vec<_> = body.map(|line| row(line)).collect();
    let end = from + 2 + rows.len();
    blocks.push(Block::Table { header, rows });
    end
}

/// The cells of a row.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    inside(line).split('|')
}

/// A row without the bars at its ends.
fn inside(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line)
}

const MOST_COLUMNS: usize = 20;
