//! Whether work grows as its text does: a ratio, so that a busy machine is no defect.

use std::time::Instant;

/// Asks that thirty-two times the text takes nothing like the thousand times of quadratic work.
///
/// The best of several tries counts for each length, since what else runs can only make one slower;
/// and a long one is interrupted more often than a short one, so the bound lies far from both.
pub(crate) fn is_linear(piece: &str, work: impl Fn(&str)) {
    let best = |times: usize| {
        let text = piece.repeat(times);
        let tries = (0..TRIES).map(|_| {
            let start = Instant::now();
            work(&text);
            start.elapsed()
        });
        tries.min().unwrap_or_default()
    };
    let (short, long) = (best(SHORT), best(32 * SHORT));
    assert!(long < short * 256, "{piece}: {short:?} for a text, {long:?} for 32 times it");
}

const TRIES: usize = 3;
const SHORT: usize = 250;
