//! Reads intent, emotion and anger from one message, in the browser and natively alike.
//!
//! The only crate that knows tract. It knows no network, no page and no policy: bytes of a weight
//! file and a text in, a [`Reading`](shared::reading::Reading) out. How the weights are made is in
//! `train/`; what they can and cannot do is in `CARD.md`.
//!
//! ```
//! use model::{Reader, SHIPPED};
//! use shared::reading::Intent;
//!
//! let reader = Reader::load(SHIPPED)?;
//! let reading = reader.read("我的快递到哪了").expect("there is something to read");
//! assert_eq!(reading.intent.label, Intent::Logistics);
//! assert_eq!(reader.read(" \u{200b} "), None);
//! # Ok::<(), model::LoadError>(())
//! ```
#![forbid(unsafe_code)]

mod features;
mod graph;
mod reader;
mod sound;
mod weights;

pub use features::symbols;
pub use reader::{Probabilities, Reader};
pub use weights::LoadError;

/// The weight file that ships, for programs that carry it; the widget downloads it instead.
pub const SHIPPED: &[u8] = include_bytes!("../weights/reader.bin");
