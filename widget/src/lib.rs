//! The visitor's page: the chat, in the shop's frame (`/widget/{site}`) or as a page of its own
//! (`/h5/{site}`).
//!
//! - [`chat`]: the state of the page, and everything a visitor can do
//! - [`standing`]: what the transcript means to the page
//! - [`session`]: the conversation that this browser is the visitor of
//! - [`host`]: the shop's page around the frame
//! - [`reader`]: the worker that reads messages, where it can be had
//! - [`view`]: what is seen

mod chat;
mod draft;
mod host;
mod reader;
mod session;
mod standing;
mod view;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the page.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(view::page);
}
