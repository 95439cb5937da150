//! Articles out of files, and into files.

use leptos::prelude::*;
use shared::api::knowledge::{ImportChange, ImportReport, Overflow, State};
use ui::locale::fill;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, File, HtmlInputElement};

use super::disk;
use super::export::Export;
use super::gather::{Gathered, Problem, gather, is_read};
use super::import::{Running, Stage};
use super::shop::Shop;
use super::{Stock, tell};
use crate::page::{Page, page};
use crate::place::Place;
use crate::words::Knowledge;

/// Import and export.
#[component]
pub(super) fn Files(shop: Shop, import: Running) -> impl IntoView {
    let Page { words, .. } = page();
    view! {
        <div class="part-head"><h2>{words.knowledge.files}</h2></div>
        <ImportCard running=import/>
        <Export shop/>
    }
}

#[component]
fn ImportCard(running: Running) -> impl IntoView {
    let Page { words, .. } = page();
    let comma = words.comma;
    let words = &words.knowledge;
    let chosen = move |event: Event| {
        let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let files = disk::chosen(&input);
        // The same file, mended, may be chosen again.
        input.set_value("");
        if !files.is_empty() {
            running.begin(read(files, words));
        }
    };
    let folder = view! { <input type="file" on:change=chosen/> }.attr("webkitdirectory", "");
    let progress = move || match running.stage.get() {
        Stage::Idle => None,
        stage @ (Stage::Reading | Stage::Sending { .. } | Stage::Checking | Stage::Publishing) => {
            let bar = if let Stage::Sending { sent, total } = stage {
                let (sent, total) = (sent.to_string(), total.to_string());
                view! { <progress aria-label=words.import max=total value=sent></progress> }
                    .into_any()
            } else {
                view! { <progress/> }.into_any()
            };
            Some(view! { <p>{stage.going(words)}</p>{bar} }.into_any())
        }
        Stage::Failed(told) => Some(view! { <p class="trouble">{told}</p> }.into_any()),
        Stage::Told {
            report,
            problems,
            untold,
            passed_over,
            files_passed_over,
            dry_run,
            overtaken,
        } => {
            let overtaken =
                overtaken.then(|| view! { <p class="trouble">{words.import_overtaken}</p> });
            let report = view! { <Report report=*report problems untold dry_run running/> };
            let told =
                [(passed_over, words.passed_over), (files_passed_over, words.files_passed_over)];
            let told = told.map(|(names, words)| {
                (!names.is_empty()).then(|| view! { <p>{fill(words, &[&names.told(comma)])}</p> })
            });
            Some(view! { {overtaken} {told.collect_view()} {report} }.into_any())
        }
    };
    view! {
        <section class="card import" aria-label=words.import>
            <h3>{words.import}</h3>
            <p class="soft">{words.import_hint}</p>
            <div class="picks" hidden=move || running.is_busy()>
                <label class="button pick">
                    {words.choose_files}
                    <input type="file" multiple accept=ACCEPTED on:change=chosen/>
                </label>
                <label class="button pick">
                    {words.choose_folder}
                    {folder}
                </label>
            </div>
            <div role="status">{progress}</div>
            <Show when=move || running.can_stop()>
                <button type="button" on:click=move |_| running.stop(words.import_stopped)>
                    {words.stop}
                </button>
            </Show>
        </section>
    }
}

/// That an import is under way, where it does not show itself.
#[component]
pub(crate) fn ImportLine(stock: Stock, place: RwSignal<Place>) -> impl IntoView {
    let Page { words, .. } = page();
    let line = move || {
        let is_elsewhere = place.with(|place| *place != Place::Files);
        let going = stock.import.stage.with(|stage| stage.going(&words.knowledge))?;
        is_elsewhere.then(|| {
            let told = fill(words.named, &[words.knowledge.import, &going]);
            view! { <p><a href=Place::Files.href()>{told}</a></p> }
        })
    };
    view! { <div class="banner">{line}</div> }
}

/// What changed, or would change, and what was left out.
#[component]
fn Report(
    report: ImportReport,
    problems: Vec<Problem>,
    untold: usize,
    dry_run: bool,
    running: Running,
) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let ImportReport { added, changed, unchanged, changes, publication, overflow, .. } = report;
    let counts = [added, changed, unchanged].map(|count| count.to_string());
    let counts: Vec<&str> = counts.iter().map(String::as_str).collect();
    let told = if added + changed + unchanged == 0 && problems.is_empty() {
        words.no_rows.to_owned()
    } else {
        fill(if dry_run { words.would } else { words.did }, &counts)
    };
    let publication = publication.map(|publication| {
        view! { <p>{fill(words.did_publish, &[&publication.to_string()])}</p> }
    });
    let overflow = overflow.map(|overflow| {
        let Overflow { articles, bytes, most_articles, most_bytes } = overflow;
        // So rounded, what does not fit is never told as what does.
        let told = [articles, bytes.div_ceil(1_000), most_articles, most_bytes / 1_000];
        let told = told.map(|number| number.to_string());
        view! { <p class="trouble">{fill(words.overflow, &told.each_ref().map(String::as_str))}</p> }
    });
    let go = (dry_run && overflow.is_none() && added + changed > 0).then(|| {
        view! {
            <button type="button" class="primary" on:click=move |_| running.confirm()>
                {words.import_go}
            </button>
        }
    });
    view! {
        <p class="told">{told}</p>
        {publication}
        {overflow}
        {go}
        <Changes changes all=added + changed dry_run/>
        <Problems problems untold/>
    }
}

#[component]
fn Changes(
    changes: Vec<ImportChange>,
    /// How many there are: the edge tells of the first ones alone.
    all: u64,
    dry_run: bool,
) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    (!changes.is_empty()).then(|| {
        let more = all.saturating_sub(changes.len().min(MOST_SHOWN) as u64);
        let more = (more > 0)
            .then(|| view! { <li>{fill(words.more_articles, &[&more.to_string()])}</li> });
        let rows = changes.into_iter().take(MOST_SHOWN).map(|change| {
            let ImportChange { id, title, is_new, has_draft } = change;
            let kind = if is_new { words.is_new } else { words.is_changed };
            // Before it is imported there may be nothing to see.
            let title = if dry_run && is_new {
                view! { <span>{title}</span> }.into_any()
            } else {
                view! { <a href=Place::Article(id.to_string()).href()>{title}</a> }.into_any()
            };
            // Somebody's draft of it stays what it is.
            let draft = has_draft.then(|| tell::state(State::Draft, words));
            view! { <li><span class="tag">{kind}</span>" "{draft}" "{title}</li> }
        });
        view! {
            <h4>{words.changes}</h4>
            <ul class="problems" tabindex="0" aria-label=words.changes>
                {rows.collect_view()}{more}
            </ul>
        }
    })
}

#[component]
fn Problems(problems: Vec<Problem>, untold: usize) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    (!problems.is_empty()).then(|| {
        let told = fill(words.problems, &[&(problems.len() + untold).to_string()]);
        let more = problems.len().saturating_sub(MOST_SHOWN) + untold;
        let more = (more > 0)
            .then(|| view! { <li>{fill(words.problems_more, &[&more.to_string()])}</li> });
        let rows = problems.into_iter().take(MOST_SHOWN).map(|Problem { place, reason }| {
            view! { <li><b>{place}</b>" "{reason}</li> }
        });
        view! {
            <h4>{told.clone()}</h4>
            <ul class="problems" tabindex="0" aria-label=told>{rows.collect_view()}{more}</ul>
        }
    })
}

/// Reads the files that were chosen.
async fn read(files: Vec<File>, words: &Knowledge) -> Gathered {
    let mut read = Vec::with_capacity(files.len());
    for file in &files {
        let path = disk::path(file);
        let bytes = if is_read(&path) { disk::read(file).await } else { None };
        read.push((path, bytes));
    }
    gather(&read, disk::of_gb18030, words)
}

/// What the browser offers to choose.
const ACCEPTED: &str = ".jsonl,.ndjson,.json,.csv,.tsv,.txt,.md,.markdown,.html,.htm";
/// How many changes and problems are listed: more than anybody reads.
const MOST_SHOWN: usize = 200;
