//! The shop's graph: what there is, one entity with its relations and its picture, and files.

mod entity;
mod files;
mod list;
mod picture;
mod tell;
mod work;

use leptos::prelude::*;

use crate::place::Place;
use entity::Entity;
use files::Files;
use list::List;
pub(super) use work::Work;

/// The part of the page that is about the graph.
#[component]
pub(super) fn GraphPart(work: Work, place: Place) -> impl IntoView {
    work.look_away();
    let is_sought = matches!(&place, Place::Entity(id) if work.lacks(id));
    // Others work on it too: whoever comes to the list sees it as it is.
    if is_sought || place == Place::Graph || work.here.here.with_untracked(Option::is_none) {
        work.load();
    }
    let place = StoredValue::new(place);
    // Once it is shown it stays, whatever is read then.
    let is_here = Memo::new(move |before: Option<&bool>| {
        let is_awaited = is_sought && work.here.busy.get();
        before == Some(&true) || work.here.here.with(Option::is_some) && !is_awaited
    });
    let body = move || {
        if !is_here.get() {
            return None;
        }
        Some(match place.get_value() {
            Place::Entity(id) => view! { <Entity work id=Some(id)/> }.into_any(),
            Place::NewEntity => view! { <Entity work id=None/> }.into_any(),
            _ => view! { <List work/> <Files work/> }.into_any(),
        })
    };
    view! { {work.here.told(move || work.load())} {body} }
}
