//! Leptos' signals by themselves: what of `leptos::prelude` needs no views, and so does not bring
//! their weight along. A page of Leptos views uses the same types under their usual names.

pub use reactive_graph::computed::Memo;
pub use reactive_graph::effect::RenderEffect;
pub use reactive_graph::graph::untrack;
pub use reactive_graph::owner::{LocalStorage, Owner, StoredValue, on_cleanup};
pub use reactive_graph::prelude::*;
pub use reactive_graph::signal::RwSignal;
