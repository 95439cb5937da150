//! What the visitor's page and the agent's page share.
//!
//! - [`connection`]: a line to the edge that comes back by itself, by WebSocket or, where that
//!   fails, by long polling
//! - [`talk`]: one conversation over such a line: timeline, outbox, resume, retries
//! - [`thread`]: the rows a timeline shows, with keys that stay
//! - [`ime`]: a text box that input methods can trust
//! - [`signal`]: Leptos' signals
//! - [`shop`]: how a shop presents itself
//! - [`locale`], [`theme`], [`time`]: how a page speaks, looks and tells the time
//! - [`json`], [`wire`]: the wire's types without serde, for pages that count their bytes
//! - [`http`], [`storage`], [`ids`], [`screen`]: the browser's parts that these need

pub mod connection;
pub mod http;
pub mod ids;
pub mod ime;
pub mod json;
pub mod locale;
pub mod screen;
pub mod shop;
pub mod signal;
pub mod storage;
pub mod talk;
pub mod theme;
pub mod thread;
pub mod time;
pub mod wire;
