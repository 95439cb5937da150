//! The wire's types, read and written without serde: the page's share of the contract in
//! [`shared::wire`].
//!
//! Its tests hold it against serde's own reading and writing of the same values.

mod read;
mod write;

pub use read::{button, entry, frame, policy, problem, reading, started, visitor_frame};
pub use write::{Visit, press, resume, say, start, typing, visit, with_reading};

use shared::reading::{Emotion, Intent};

/// The names of [`Intent::ALL`] on the wire.
const INTENTS: [&str; Intent::ALL.len()] = [
    "logistics",
    "returns",
    "refund",
    "order_change",
    "order_query",
    "invoice",
    "promotion",
    "payment",
    "product",
    "account",
    "complaint",
    "human",
    "courtesy",
    "other",
];

/// The names of [`Emotion::ALL`] on the wire.
const EMOTIONS: [&str; Emotion::ALL.len()] =
    ["calm", "happy", "puzzled", "anxious", "disappointed", "angry"];

#[cfg(test)]
mod tests;
