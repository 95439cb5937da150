//! What the edge can check an agent's password against, and how long one may be.

/// Bytes of the longest password that is looked at.
pub const LONGEST: usize = 256;

/// Whether the edge can check a password against an argon2id hash of this cost: it has the memory of one
/// isolate, and every sign-in takes its time from whoever else is there (docs/decisions/0006).
#[must_use]
pub const fn is_affordable(memory_kib: u32, passes: u32, lanes: u32) -> bool {
    memory_kib <= 64 * 1024 && passes <= 10 && lanes <= 4
}
