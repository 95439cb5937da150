//! The real conversation, desk and timeline under loss, repetition, reordering and crashes.
//!
//! `SCHEDULES=1000000 cargo test -p shared --test simulation` runs more; `SEED=7` runs one.

mod world;

use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn every_schedule_keeps_every_promise() {
    let site = world::site();
    if let Some(seed) = number("SEED") {
        world::run(seed, &site, None).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
        return;
    }
    let schedules = number("SCHEDULES").unwrap_or(200_000);
    let next = AtomicU64::new(0);
    let steps = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= schedules {
                        break;
                    }
                    let done = world::run(seed, &site, None)
                        .unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
                    steps.fetch_add(done, Ordering::Relaxed);
                }
            });
        }
    });
    println!("{schedules} schedules, {} deliveries", steps.load(Ordering::Relaxed));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
