//! The visitor's page: the chat, in the shop's frame (`/widget/{site}`) or as a page of its own
//! (`/h5/{site}`).
//!
//! - [`chat`]: the state of the page, and everything a visitor can do
//! - [`standing`]: what the transcript means to the page
//! - [`session`]: the conversation that this browser is the visitor of
//! - [`host`]: the shop's page around the frame
//! - [`dom`]: elements that follow signals
//! - [`rules`]: what must be known of a message before it leaves
//! - [`answers`]: what is asked most, answered here
//! - [`reader`]: the worker that reads messages, where it can be had
//! - [`shell`]: what `entry.js` does for the page
//! - [`view`]: what is seen

mod answers;
mod chat;
mod dom;
mod draft;
mod host;
mod reader;
mod rules;
mod session;
mod shell;
mod standing;
mod view;
mod words;

use any_spawner::Executor;
use ui::signal::Owner;
use wasm_bindgen::prelude::wasm_bindgen;

/// A smaller allocator than the standard library's, for one thread: every byte of a page travels. What it
/// saves is in `docs/decisions/0008-ninety-kilobytes.md`.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Starts the page.
#[wasm_bindgen(start)]
pub fn start() {
    // Effects run after the event that changed what they read. A second start is no error.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    owner.with(view::page);
    // The page lives as long as its document.
    std::mem::forget(owner);
}
