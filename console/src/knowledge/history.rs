//! The versions of an article: what each said, how that differs from now, and the way back.

use leptos::prelude::*;
use shared::api::knowledge::{Kept, KeptVersion, Version};
use shared::article::Draft;
use ui::locale::fill;
use ui::time;
use wasm_bindgen_futures::spawn_local;

use super::asking::Asking;
use super::diff::{self, Side};
use super::sheet;
use super::shop::Shop;
use super::tell;
use super::work::Work;
use crate::page::{Page, page};
use crate::words::Knowledge;

/// All versions, the latest first.
#[component]
pub(super) fn History(
    shop: Shop,
    kept: Kept,
    /// Knows what the article says now, saved or not.
    work: Work,
) -> impl IntoView {
    let Page { words, locale } = page();
    let named = words.named;
    let (words, sheet) = (&words.knowledge, work.sheet);
    let id = StoredValue::new(kept.article.id().to_string());
    let compared = Asking::<KeptVersion>::new();
    let wanted = RwSignal::new(0_u64);
    let compare = move |version: u64| {
        wanted.set(version);
        compared.ask(shop, async move { shop.version(&id.get_value(), version).await });
    };
    let bring_back = move |version: u64| {
        spawn_local(async move {
            match shop.version(&id.get_value(), version).await {
                Ok(then) => {
                    if sheet.id.try_get_untracked().is_some() {
                        work.bring_back(&Draft::from(then.article));
                        shop.tell(fill(words.brought_back, &[&version.to_string()]));
                    }
                }
                Err(failure) => shop.tell(shop.explain(&failure)),
            }
        });
    };
    let published = kept.published_version;
    let outside = tell::outside(kept.published_from, kept.published_until, time::now());
    let rows = kept.versions.into_iter().map(|version| {
        let number = version.version;
        let shown = (published == Some(number)).then(|| match tell::outside_tag(outside, words) {
            Some(outside) => outside.into_any(),
            None => view! { <span class="tag good">{words.shown_now}</span> }.into_any(),
        });
        let name = fill(words.version, &[&number.to_string()]);
        // What is read aloud says of which version it is.
        let compares = fill(named, &[words.compare, &name]);
        let brings_back = fill(named, &[words.bring_back, &name]);
        let pressed =
            move || (compared.here.with(Option::is_some) && wanted.get() == number).to_string();
        view! {
            <li class="version" data-version=number.to_string()>
                <span class="title">{name}</span>
                <Marks version=version.clone()/>
                {shown}
                <span class="soft">{tell::by(version.at, &version.by, shop, words, locale)}</span>
                <span class="act">
                    <button
                        type="button"
                        aria-label=compares
                        aria-pressed=pressed
                        on:click=move |_| compare(number)
                    >
                        {words.compare}
                    </button>
                    <button
                        type="button"
                        aria-label=brings_back
                        on:click=move |_| bring_back(number)
                    >
                        {words.bring_back}
                    </button>
                </span>
            </li>
        }
    });
    let rows = rows.collect_view();
    let compared_with_now = move || {
        let then = compared.here.get()?;
        let title = fill(words.compare_title, &[&then.version.version.to_string()]);
        let (then, now) = (Draft::from(then.article), sheet.draft());
        Some(view! {
            <section class="difference" aria-label=title.clone()>
                <h4>{title.clone()}</h4>
                {difference(&then, &now, words)}
            </section>
        })
    };
    view! {
        <section class="card history" aria-label=words.history>
            <h3>{words.history}</h3>
            <ul>{rows}</ul>
            {compared.told(move || compare(wanted.get_untracked()))}
            <div aria-live="polite">{compared_with_now}</div>
        </section>
    }
}

/// Where a version stands.
#[component]
fn Marks(version: Version) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let archives = version.archives.then(|| view! { <span class="tag">{words.archives}</span> });
    let publication = version.publication.map(|publication| {
        let told = fill(words.publication, &[&publication.to_string()]);
        view! { <span class="tag">{told}</span> }
    });
    view! { <span class="tags">{tell::state(version.state, words)}{archives}{publication}</span> }
}

/// How two drafts differ, field by field.
pub(super) fn difference(before: &Draft, after: &Draft, words: &Knowledge) -> AnyView {
    let fields = sheet::fields(before, words).into_iter().zip(sheet::fields(after, words));
    let changed = fields.filter_map(|((name, was), (_, is))| {
        let lines = diff::compare(&was, &is);
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <Line line/> });
            view! { <h5>{name}</h5><div class="diff">{lines.collect_view()}</div> }
        })
    });
    let changed: Vec<_> = changed.collect();
    if changed.is_empty() {
        return view! { <p class="soft">{words.no_difference}</p> }.into_any();
    }
    changed.collect_view().into_any()
}

#[component]
fn Line(line: diff::Line) -> impl IntoView {
    let Page { words, .. } = page();
    let words = &words.knowledge;
    let (class, sign, heard) = match line.side {
        Side::Both => ("both", " ", ""),
        Side::Before => ("before", "−", words.removed_line),
        Side::After => ("after", "+", words.added_line),
        Side::Skipped(count) => {
            let told = fill(words.skipped, &[&count.to_string()]);
            return view! { <p class="skipped">{told}</p> }.into_any();
        }
    };
    let side = line.side;
    let pieces = line.pieces.into_iter().map(|piece| {
        let text = piece.text;
        match (piece.differs, side) {
            (true, Side::Before) => view! { <del>{text}</del> }.into_any(),
            (true, Side::After) => view! { <ins>{text}</ins> }.into_any(),
            (_, Side::Both | Side::Before | Side::After | Side::Skipped(_)) => text.into_any(),
        }
    });
    view! {
        <p class=class>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span class="only-heard">{heard}</span>
            <span class="text">{pieces.collect_view()}</span>
        </p>
    }
    .into_any()
}
