//! The console: the page of those who answer.
//!
//! - [`app`]: signed in or not; [`session`]: the door
//! - [`desk`]: who waits, who is there, and the line that tells; [`room`]: one conversation
//! - [`place`]: the desk or the shop's articles; [`knowledge`]: the latter
//! - [`frame`]: the panes; [`queue`], [`offer`], [`talk`], [`line`], [`context`]: what is in them
//! - [`search`]: the form that looks for something
//! - [`tell`], [`words`]: what happened, in words
#![allow(unreachable_pub, reason = "#[component] writes a struct of properties that is pub")]

mod app;
mod articles;
mod bell;
mod clock;
mod composer;
mod context;
mod desk;
mod frame;
mod knowledge;
mod line;
mod offer;
mod place;
mod queue;
mod room;
mod search;
mod session;
mod talk;
mod tell;
mod transfer;
mod trend;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Begins.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(app::App);
}
