//! The best of many.

use std::{cmp::Reverse, collections::BinaryHeap};

/// The best articles so far, of equals the earlier. How good they are is told by whole numbers, since to
/// compare those is quick.
pub(super) struct Best {
    /// How good in the upper half, the article, turned round, in the lower; the worst on top.
    heap: BinaryHeap<Reverse<u64>>,
    count: usize,
    least: u32,
}

impl Best {
    /// Of which `count` are wanted, at least one.
    pub(super) fn of(count: usize) -> Self {
        Self { heap: BinaryHeap::with_capacity(count), count, least: 0 }
    }

    /// What an article must exceed to be among them; nothing that is 0 ever is.
    #[inline]
    pub(super) const fn least(&self) -> u32 {
        self.least
    }

    /// Offers an article; they come in ascending order, so that an equal is a later one.
    #[inline]
    pub(super) fn offer(&mut self, article: u32, good: u32) {
        if good > self.least {
            self.take(Reverse(u64::from(good) << 32 | u64::from(!article)));
        }
    }

    fn take(&mut self, offered: Reverse<u64>) {
        if self.heap.len() < self.count {
            self.heap.push(offered);
        } else if let Some(mut worst) = self.heap.peek_mut() {
            *worst = offered;
        }
        if self.heap.len() >= self.count
            && let Some(Reverse(worst)) = self.heap.peek()
        {
            self.least = (worst >> 32) as u32;
        }
    }

    /// They, and how good they are, in no particular order.
    pub(super) fn into_iter(self) -> impl Iterator<Item = (u32, u32)> {
        let found = self.heap.into_iter();
        found.map(|Reverse(found)| (!(found as u32), (found >> 32) as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_are_kept_and_of_equals_the_earlier() {
        let check = |count: usize, offered: &[u32], expect: &[(u32, u32)]| {
            let mut best = Best::of(count);
            (0..).zip(offered).for_each(|(article, &good)| best.offer(article, good));
            let mut found: Vec<_> = best.into_iter().collect();
            found.sort_unstable();
            assert_eq!(found, expect, "{count} of {offered:?}");
        };
        check(2, &[], &[]);
        check(2, &[0, 0], &[]);
        check(2, &[1, 0], &[(0, 1)]);
        check(2, &[3, 5, 5, 5, 2], &[(1, 5), (2, 5)]);
        check(2, &[9, 1, 4, 7, 8, u32::MAX], &[(0, 9), (5, u32::MAX)]);
        check(1, &[1, 1, 2, 1], &[(2, 2)]);
    }
}
