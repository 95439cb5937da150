//! The console: the page of those who answer.
//!
//! - [`app`]: signed in or not; [`session`]: the door; [`again`]: before it is known which
//! - [`page`]: what every part knows; [`language`], [`mark`]: what door and desk both show
//! - [`desk`]: who waits, who is there, and the line that tells, by its [`frames`]; [`room`]: one conversation,
//!   [`draft`]: the reply that is being written to it, [`votes`]: which of its answers helped
//! - [`place`]: the desk or the shop's articles; [`knowledge`]: the latter
//! - [`frame`]: the panes; [`pane`]: which of them a phone shows; [`hands`]: who is writing in them,
//!   [`notice`]: what went otherwise than wished, [`steady`]: whether a press was meant for what is under it
//! - [`queue`], [`offer`], [`talk`], [`line`], [`context`]: what is in them
//! - [`search`]: the form that looks for something; [`confirm`]: a question before something; [`locks`]: what one window has or does at a time
//! - [`tell`], [`words`]: what happened, in words
#![allow(unreachable_pub, reason = "#[component] writes a struct of properties that is pub")]

mod again;
mod app;
mod articles;
mod bell;
mod clock;
mod composer;
mod confirm;
mod context;
mod desk;
mod draft;
mod focus;
mod frame;
mod frames;
mod hands;
mod knowledge;
mod language;
mod line;
mod locks;
mod mark;
mod notice;
mod offer;
mod outbox;
mod page;
mod pane;
mod place;
mod queue;
mod room;
mod search;
mod session;
mod steady;
mod talk;
mod tell;
mod transfer;
mod trend;
mod votes;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Begins.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(app::App);
}
