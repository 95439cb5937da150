use shared::markdown::{self, Block, Inline};

/// Any text is Markdown, and no link in it leads where it must not.
pub fn markdown(text: &str) {
    let plain = markdown::plain(text);
    assert!(plain.len() <= 64 * text.len() + 64);
    blocks(&markdown::read(text));
}

fn blocks(read: &[Block]) {
    for block in read {
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) => inlines(text),
            Block::Quote(inner) => blocks(inner),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item)),
            Block::Table { header, rows } => {
                rows.iter().for_each(|row| assert_eq!(row.len(), header.len()));
                rows.iter().chain([header]).flatten().for_each(|cell| inlines(cell));
            }
            Block::Code(_) | Block::Rule => {}
        }
    }
}

fn inlines(read: &[Inline]) {
    for inline in read {
        match inline {
            Inline::Link { to, text } => {
                let schemes = ["https://", "http://", "tel:", "mailto:"];
                assert!(schemes.iter().any(|scheme| to.starts_with(scheme)), "{to}");
                inlines(text);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => inlines(inner),
            Inline::Text(_) | Inline::Break | Inline::Code(_) => {}
        }
    }
}
