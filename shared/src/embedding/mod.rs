//! An encoder elsewhere: a service that turns texts into vectors, which a site may put beside the one that
//! we bring along.
//!
//! What it is told, what its answers must be like and when it is left alone for a while is decided here;
//! who asks it over a network is not this crate's. What its vectors do to a search is in
//! [`crate::search`], and why it all is as it is in docs/decisions/0015-borrowed-meaning.md.

mod breaker;
mod service;
mod texts;
mod vector;
mod wire;

pub use breaker::{Breaker, pause};
pub use service::{Service, ServiceError, keeps_secrets};
pub use texts::{asked, passages};
pub use vector::Vector;
pub use wire::Unusable;
