//! The edge of Dukou on the Workers runtime: gate → Room → Desk → Library.
//!
//! Everything that decides is in `shared`; what is here only carries: it reads requests, keeps
//! transcripts, holds sockets and calls from one object to another. This is the only crate that
//! knows the runtime.

mod call;
mod config;
mod door;
mod gate;
mod meter;
mod pages;
mod reply;
mod route;
