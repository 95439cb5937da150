//! The escape hatch: the words that open it, and the verdict on each message.
//!
//! Rules need no model, and no model can veto them.

mod aside;
mod course;
mod frame;
mod keyword;
mod latin;
mod plain;
mod risk;
mod scale;
mod signals;
mod spell;
mod temper;
mod topic;
mod verdict;
mod wish;

pub use aside::{is_courtesy, is_farewell, is_matter, leaves_open, says_nothing};
pub use course::{Course, Heard};
pub use signals::{Evidence, Keyword, Risk, Signals, signals};
pub use verdict::{Verdict, asks_for_person, judge};
