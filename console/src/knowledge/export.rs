//! All published articles as a file.

use leptos::prelude::*;
use shared::api::knowledge::Publication;
use shared::article::Article;
use shared::import;
use ui::http::Failure;
use ui::locale::fill;
use wasm_bindgen_futures::spawn_local;

use super::disk;
use super::shop::Shop;
use crate::page::{Page, page};

/// How the file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Format {
    JsonLines,
    Csv,
}

/// The two buttons.
#[component]
pub(super) fn Export(shop: Shop) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let told = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let export = move |format: Format| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let read = |count: usize| {
                let _ = told.try_set(fill(words.exporting, &[&count.to_string()]));
            };
            let outcome = match all(shop, read).await {
                Ok(articles) if save(&shop.site(), format, &articles) => {
                    fill(words.exported, &[&articles.len().to_string()])
                }
                Ok(_) => words.export_not_saved.to_owned(),
                Err(failure) => shop.explain(&failure),
            };
            let _ = told.try_set(outcome);
            let _ = busy.try_set(false);
        });
    };
    let button = move |format: Format, name: &'static str| {
        view! {
            <button
                type="button"
                aria-disabled=move || busy.get().to_string()
                on:click=move |_| export(format)
            >
                {name}
            </button>
        }
    };
    view! {
        <section class="card export" aria-label=words.export>
            <h3>{words.export}</h3>
            <p class="soft">{words.export_hint}</p>
            <div class="picks">
                {button(Format::JsonLines, words.export_jsonl)}
                {button(Format::Csv, words.export_csv)}
            </div>
            <p role="status">{told}</p>
        </section>
    }
}

/// All published articles, page by page, whatever is published meanwhile; `read` is told how many there are by
/// now.
async fn all(shop: Shop, read: impl Fn(usize)) -> Result<Vec<Article>, Failure> {
    let mut articles: Vec<Article> = Vec::new();
    let latest = shop.publications(None).await?.publications.into_iter().next();
    let Some(Publication { publication, .. }) = latest else { return Ok(articles) };
    loop {
        let after = articles.last().map(|last| last.id().to_string());
        let lines = shop.export(publication, after.as_deref()).await?;
        let page: Result<Vec<Article>, _> = lines.lines().map(serde_json::from_str).collect();
        let page = page.map_err(|_| Failure::Garbled(200))?;
        if page.is_empty() {
            return Ok(articles);
        }
        articles.extend(page);
        read(articles.len());
    }
}

fn save(site: &str, format: Format, articles: &[Article]) -> bool {
    match format {
        Format::JsonLines => {
            let line = |article| serde_json::to_string(article).unwrap_or_default() + "\n";
            let lines: String = articles.iter().map(line).collect();
            disk::save(&format!("{site}.jsonl"), "application/jsonl", &lines)
        }
        Format::Csv => {
            // Without the mark a spreadsheet here takes it for GB18030.
            let table = "\u{feff}".to_owned() + &import::write_csv(articles);
            disk::save(&format!("{site}.csv"), "text/csv", &table)
        }
    }
}
