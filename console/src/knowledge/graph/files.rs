//! The graph out of a file, and into one.

use std::sync::Arc;

use leptos::prelude::*;
use shared::graph::{Format, Graph, Reading, limits};
use ui::locale::fill;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::tell;
use super::work::{Loaded, Told, Work};
use crate::confirm::Confirm;
use crate::knowledge::disk;
use crate::page::{Page, page};

/// Export and import.
#[component]
pub(super) fn Files(work: Work) -> impl IntoView {
    let Page { words, .. } = page();
    let (not_saved, words) = (words.knowledge.export_not_saved, &words.graph);
    let read = RwSignal::new(None::<Read>);
    let save = move |format: Format| {
        let Some(Loaded { graph, .. }) = work.here.here.get_untracked() else { return };
        let (ending, media_type, mark) = match format {
            Format::Jsonl => ("jsonl", "application/jsonl", ""),
            // By this mark a spreadsheet knows that it is UTF-8.
            Format::Csv => ("csv", "text/csv;charset=utf-8", "\u{feff}"),
        };
        let name = format!("{}-graph.{ending}", work.shop.site());
        if !disk::save(&name, media_type, &(mark.to_owned() + &graph.write(format))) {
            work.shop.tell(not_saved);
        }
    };
    // What is exported is what stands at the edge, not what stood there when this page was opened.
    let is_old = move || work.here.busy.get() || work.here.trouble.with(Option::is_some);
    let export = move |format: Format, name: &'static str| {
        view! {
            <button type="button" disabled=is_old on:click=move |_| save(format)>
                {fill(words.export, &[name])}
            </button>
        }
    };
    let choose = move |event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let Some(file) = disk::chosen(&input).into_iter().next() else { return };
        // The same file again, once it is mended, is a choice too.
        input.set_value("");
        spawn_local(async move {
            let outcome = Read::of(&file).await;
            let _ = read.try_set(Some(outcome));
        });
    };
    view! {
        <section class="card graph-files" aria-label=words.files>
            <h3>{words.files}</h3>
            <p class="buttons">
                {export(Format::Jsonl, "JSON Lines")}
                {export(Format::Csv, "CSV")}
            </p>
            <label class="field">
                <span>{words.import}</span>
                <input type="file" accept=".jsonl,.ndjson,.csv,.tsv" on:change=choose/>
                <span class="hint">{words.import_hint}</span>
            </label>
            <Told work/>
            {move || read.get().map(|outcome| view! { <Outcome work outcome read/> })}
        </section>
    }
}

/// What a file came to, and the button that takes it.
#[component]
fn Outcome(work: Work, outcome: Read, read: RwSignal<Option<Read>>) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.graph;
    let asks = RwSignal::new(false);
    let Read::Whole { name, reading } = outcome else {
        return view! { <p class="trouble" role="alert">{words.unreadable}</p> }.into_any();
    };
    let Reading { graph, bad, refused } = &*reading;
    let (entities, relations) = (graph.entities().len(), graph.relations().len());
    let told = fill(words.read, &[&name, &entities.to_string(), &relations.to_string()]);
    let bad = (*refused > 0).then(|| {
        let lines = bad.iter().map(|bad| view! { <li>{tell::bad_line(bad, words)}</li> });
        view! {
            <div class="trouble" role="alert">
                <p>{fill(words.bad_lines, &[&refused.to_string()])}</p>
                <ul>{lines.collect_view()}</ul>
            </div>
        }
    });
    let graph = StoredValue::new(graph.clone());
    let take = Callback::new(move |()| {
        work.save(graph.get_value(), move || {
            work.shop.tell(words.replaced);
            let _ = read.try_set(None);
        });
    });
    view! {
        <p role="status">{told}</p>
        {bad}
        <button
            type="button"
            class="primary"
            disabled=move || work.busy.get() || entities == 0
            on:click=move |_| asks.set(true)
        >
            {words.replace}
        </button>
        <Confirm
            open=asks
            title=words.replace_title.to_owned()
            text=words.replace_text
            action=words.replace
            on_confirm=take
        />
    }
    .into_any()
}

/// A file that was chosen.
#[derive(Clone)]
enum Read {
    Whole { name: String, reading: Arc<Reading> },
    Not,
}

impl Read {
    async fn of(file: &File) -> Self {
        let name = file.name();
        let is_table = ["csv", "tsv"].iter().any(|ending| name.to_lowercase().ends_with(ending));
        let format = if is_table { Format::Csv } else { Format::Jsonl };
        if file.size() > limits::FILE as f64 {
            return Self::Not;
        }
        let bytes = disk::read(file).await;
        match bytes.and_then(decode) {
            Some(text) => Self::Whole { name, reading: Arc::new(Graph::read(format, &text)) },
            None => Self::Not,
        }
    }
}

/// UTF-8, or what spreadsheets in China write instead.
fn decode(bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => disk::of_gb18030(error.as_bytes()),
    }
}
