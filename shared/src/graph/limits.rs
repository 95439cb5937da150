//! How much: what a file may hold, and how far a walk goes.
//!
//! The numbers are wide of any shop that we know, and narrow enough that a graph made to hurt costs
//! no more than a large one.

/// Bytes of a file; a line beyond is not read.
pub const FILE: usize = 16 << 20;
/// Bad lines of a file that are told one by one; whoever feeds a broken one learns from its first.
pub const BAD_LINES: usize = 100;
/// Entities of a graph.
pub const ENTITIES: usize = 20_000;
/// Relations of a graph.
pub const RELATIONS: usize = 100_000;
/// Aliases, or cities, of an entity.
pub(super) const LIST: usize = 48;

/// Characters of a question that are read: longer ones are pasted pages.
pub const QUESTION: usize = 2_000;
/// What is found in one question at most.
pub(super) const MENTIONS: usize = 48;
/// Of the entities that share one phrase, how many are found by it.
pub(super) const SHARED: usize = 64;

/// Relations from what was noticed to a cause: further away nothing is likely any more.
pub(super) const DEPTH: usize = 6;
/// Relations that one walk looks at.
pub(super) const STEPS: usize = 4_096;
/// Relations that all walks of one answer look at together, more than 40 times what the demo shop's worst
/// question needs. What is not walked to its end is not known, and so not told.
pub(super) const BUDGET: usize = 65_536;
/// Below how many of ten thousand a way is given up.
pub(super) const FAINT: u32 = 50;

/// Messages of a visitor that an answer goes back to, itself among them.
pub const REPLAYED: usize = 6;
/// What a diagnosis remembers of what was noticed or asked.
pub(super) const OBSERVED: usize = 16;
/// Causes that are weighed against each other.
pub(super) const CAUSES: usize = 64;
/// Questions in one diagnosis. At 0 it never asks; more than a few and a visitor gives up.
pub const QUESTIONS: usize = 3;
/// Questions that are compared before one is asked.
pub(super) const COMPARED: usize = 48;
/// Choices that one question offers, “none of them” included: as many as a page shows.
pub(super) const CHOICES: usize = 5;
/// Causes that are told in the end.
pub(super) const TOLD: usize = 3;
