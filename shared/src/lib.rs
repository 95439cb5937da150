//! The pure heart of Dukou: protocol, decisions and retrieval.
//!
//! State + event + time in, effects out. Nothing in this crate reads a clock, draws a random
//! number, waits, or touches the network, the disk or the page: the edge, the widget, the console,
//! the simulator and the model checker all run this same code.
#![forbid(unsafe_code)]

pub mod access;
pub mod api;
pub mod article;
pub mod assistant;
pub mod conversation;
pub mod csv;
pub mod desk;
pub mod embedding;
pub mod exchange;
pub mod fault;
pub mod field;
mod fnv;
pub mod fold;
pub mod graph;
pub mod handoff;
pub mod hatch;
pub mod hours;
pub mod id;
pub mod import;
pub mod limit;
pub mod markdown;
pub mod mask;
pub mod misses;
pub mod offer;
pub mod page;
pub mod password;
pub mod percent;
pub mod policy;
pub mod problem;
pub mod reading;
pub mod search;
pub mod secret;
pub mod site;
pub mod summary;
pub mod time;
pub mod timeline;
pub mod transcript;
pub mod wire;
