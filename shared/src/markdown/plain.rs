//! The text without its marks: what visitors are shown and what is searched.

use super::{Block, Inline, read};

/// The text of an article in Markdown, with the breaks between its lines and blocks.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    blocks(&read(text), "\n\n", &mut out);
    out
}

fn blocks(blocks: &[Block], between: &str, out: &mut String) {
    for block in blocks {
        if matches!(block, Block::Rule) {
            continue;
        }
        if !out.is_empty() && !out.ends_with('\n') && !out.ends_with(BULLET) {
            out.push_str(between);
        }
        one(block, out);
    }
}

fn one(block: &Block, out: &mut String) {
    match block {
        Block::Heading(_, text) | Block::Paragraph(text) => inlines(text, out),
        Block::Quote(inner) => blocks(inner, "\n", out),
        Block::Code(code) => out.push_str(code),
        Block::List { first, items } => list(*first, items, out),
        Block::Table { header, rows } => {
            row(header, out);
            for cells in rows {
                out.push('\n');
                row(cells, out);
            }
        }
        Block::Rule => {}
    }
}

fn list(first: Option<u32>, items: &[Vec<Block>], out: &mut String) {
    for (number, item) in (first.unwrap_or_default()..).zip(items) {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        match first {
            Some(_) => out.push_str(&format!("{number}. ")),
            None => out.push_str(BULLET),
        }
        let mut text = String::new();
        blocks(item, "\n", &mut text);
        out.push_str(&text);
    }
}

fn row(cells: &[Vec<Inline>], out: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push_str(" | ");
        }
        inlines(cell, out);
    }
}

fn inlines(text: &[Inline], out: &mut String) {
    for inline in text {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Strong(inner) | Inline::Emphasis(inner) => inlines(inner, out),
            Inline::Link { to, text } => {
                let mut name = String::new();
                inlines(text, &mut name);
                out.push_str(&name);
                let shown = to.strip_prefix("tel:").or_else(|| to.strip_prefix("mailto:"));
                let shown = shown.unwrap_or(to);
                if name != shown {
                    out.extend(["（", shown, "）"]);
                }
            }
        }
    }
}

const BULLET: &str = "• ";
