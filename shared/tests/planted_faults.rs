//! Faults planted in the heart, and mistakes in the shell: the simulator catches each.

#[path = "simulation/world.rs"]
mod world;

use shared::fault::{Fault, plant};
use world::Slip;

#[test]
fn every_fault_in_the_heart_is_caught() {
    let mut escaped = Vec::new();
    for fault in Fault::ALL {
        plant(Some(fault));
        report(&format!("{fault:?}"), None, &mut escaped);
        plant(None);
    }
    assert!(escaped.is_empty(), "not caught: {escaped:?}");
}

#[test]
fn every_slip_of_the_shell_is_caught() {
    let mut escaped = Vec::new();
    for slip in Slip::ALL {
        report(&format!("{slip:?}"), Some(slip), &mut escaped);
    }
    assert!(escaped.is_empty(), "not caught: {escaped:?}");
}

#[test]
fn without_a_fault_nothing_is_caught() {
    let site = world::site();
    for seed in 0..2_000 {
        assert_eq!(world::run(seed, &site, None).err(), None, "seed {seed}");
    }
}

fn report(name: &str, slip: Option<Slip>, escaped: &mut Vec<String>) {
    let site = world::site();
    let caught = (0..SCHEDULES).find_map(|seed| Some((seed, world::run(seed, &site, slip).err()?)));
    match caught {
        Some((seed, promise)) => println!("{name}: caught at seed {seed}: {promise}"),
        None => escaped.push(name.to_owned()),
    }
}

const SCHEDULES: u64 = 20_000;
