//! Whether work grows as its text does: a ratio, so that a busy machine is no defect.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Asks that thirty-two times the text takes nothing like the thousand times of quadratic work.
///
/// What counts is the thread's own time on a processor, and of several tries the best: what else runs takes the
/// caches from one, and from a long one more often, so the bound lies far from both.
pub(crate) fn is_linear(piece: &str, work: impl Fn(&str)) {
    let best = |times: usize| {
        let text = piece.repeat(times);
        let tries = (0..TRIES).map(|_| {
            let start = worked();
            work(&text);
            worked().saturating_sub(start)
        });
        tries.min().unwrap_or_default()
    };
    let (short, long) = (best(SHORT), best(32 * SHORT));
    assert!(long < short * 256, "{piece}: {short:?} for a text, {long:?} for 32 times it");
}

/// How long this thread has worked.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

const TRIES: usize = 3;
const SHORT: usize = 250;
