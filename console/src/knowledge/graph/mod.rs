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
    if work.here.here.with_untracked(Option::is_none) {
        work.load();
    }
    let place = StoredValue::new(place);
    let is_here = Memo::new(move |_| work.here.here.with(Option::is_some));
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
