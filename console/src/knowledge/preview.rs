//! What a body will look like: its Markdown as elements, built one by one. No text of an article is ever
//! read as HTML.

use leptos::prelude::*;
use shared::markdown::{self, Block, Inline};

use crate::page::{Page, page};

/// The body as it will be shown.
#[component]
pub(super) fn Preview(body: RwSignal<String>) -> impl IntoView {
    let Page { words, .. } = page();
    view! {
        <div class="preview">
            {move || {
                let read = body.with(|body| markdown::read(body));
                if read.is_empty() {
                    return view! { <p class="soft">{words.knowledge.preview_empty}</p> }.into_any();
                }
                blocks(read)
            }}
        </div>
    }
}

fn blocks(read: Vec<Block>) -> AnyView {
    read.into_iter().map(block).collect_view().into_any()
}

fn block(block: Block) -> AnyView {
    match block {
        // Below the page's own headings.
        Block::Heading(1, text) => view! { <h4>{inlines(text)}</h4> }.into_any(),
        Block::Heading(2, text) => view! { <h5>{inlines(text)}</h5> }.into_any(),
        Block::Heading(_, text) => view! { <h6>{inlines(text)}</h6> }.into_any(),
        Block::Paragraph(text) => view! { <p>{inlines(text)}</p> }.into_any(),
        Block::List { first, items } => {
            let items = items.into_iter().map(|item| view! { <li>{blocks(item)}</li> });
            let items = items.collect_view();
            match first {
                Some(first) => view! { <ol start=first.to_string()>{items}</ol> }.into_any(),
                None => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        Block::Quote(inner) => view! { <blockquote>{blocks(inner)}</blockquote> }.into_any(),
        Block::Code(text) => view! { <pre tabindex="0"><code>{text}</code></pre> }.into_any(),
        Block::Table { header, rows } => {
            let header = header.into_iter().map(|cell| view! { <th>{inlines(cell)}</th> });
            let rows = rows.into_iter().map(|row| {
                let cells = row.into_iter().map(|cell| view! { <td>{inlines(cell)}</td> });
                view! { <tr>{cells.collect_view()}</tr> }
            });
            view! {
                <table tabindex="0">
                    <thead><tr>{header.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            }
            .into_any()
        }
        Block::Rule => view! { <hr/> }.into_any(),
    }
}

fn inlines(read: Vec<Inline>) -> AnyView {
    read.into_iter().map(inline).collect_view().into_any()
}

fn inline(inline: Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Break => view! { <br/> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines(inner)}</strong> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines(inner)}</em> }.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Link { to, text } => view! {
            <a href=to target="_blank" rel="noopener noreferrer nofollow">{inlines(text)}</a>
        }
        .into_any(),
    }
}
