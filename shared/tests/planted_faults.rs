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
        report(&format!("{fault:?}"), None, broken_by(fault), &mut escaped);
        plant(None);
    }
    assert!(escaped.is_empty(), "not caught: {escaped:?}");
}

#[test]
fn every_slip_of_the_shell_is_caught() {
    let mut escaped = Vec::new();
    for slip in Slip::ALL {
        report(&format!("{slip:?}"), Some(slip), broken_by_slip(slip), &mut escaped);
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

/// Looks for a schedule that breaks this promise: another one, broken on the way, does not count.
fn report(name: &str, slip: Option<Slip>, promise: &str, escaped: &mut Vec<String>) {
    let site = world::site();
    let breaks = |seed: &u64| {
        world::run(*seed, &site, slip).is_err_and(|broken| broken.starts_with(promise))
    };
    match (0..SCHEDULES).find(breaks) {
        Some(seed) => println!("{name}: caught at seed {seed}: {promise}"),
        None => escaped.push(format!("{name}: {promise}")),
    }
}

/// The promise that a fault breaks.
const fn broken_by(fault: Fault) -> &'static str {
    match fault {
        Fault::ForgetsWhatWasDelivered => "something sent stands twice in a transcript",
        Fault::SkipsAPlace => "a transcript has a gap",
        Fault::TakesLateAnswers => "the assistant speaks over a person",
        Fault::IgnoresWishes => "three wishes in a row and nobody was asked",
        Fault::RequestsTwice => "a handoff is announced twice",
        Fault::NeverGivesUpWaiting => "a queued visitor waits for ever",
        Fault::AnswersOverAPerson | Fault::StaysClosed => {
            "the assistant does not know what it owes"
        }
        Fault::MixesUpWaits => "Room and Desk disagree about the agent",
        Fault::ChangesOutsideApply => "a conversation is not the fold",
        Fault::LetsTwoAgentsTake => "two agents have one visitor",
        Fault::TellsNoRoom | Fault::ForgetsClosedWaits => "the Desk holds what the Room does not",
        Fault::LetsAnOldCloseCloseANewWait | Fault::ForgetsPromises => "the Desk forgot a promise",
        Fault::ForgetsLostAgents => "a visitor is left with an absent agent",
        Fault::AsksWhoLetGo => "who let a conversation go is asked for it again",
        Fault::KeepsUnwantedOffers => "a visitor is kept for an agent who wants no more",
        Fault::KeepsTheFirstReason => "the Desk shows another reason than the transcript",
        Fault::KeepsWhoSignedOut => "who has signed out has a visitor still",
        Fault::KeepsAFullOneOpen => "a full transcript cannot be ended",
        Fault::QueuesAFullOneAgain => "a full transcript is queued again",
        Fault::AsksNobody => "the assistant was not asked",
        Fault::AnswersAllWithACard | Fault::TakesNothingUp => "a visitor is left without a word",
        Fault::EndsTwice => "it is over twice",
        Fault::PutsPromisesOff => "what was promised is put off",
        Fault::ShowsWhatComesAfterAGap | Fault::ShowsTwice => {
            "a page shows what is not on the disk"
        }
    }
}

/// The promise that a slip breaks.
const fn broken_by_slip(slip: Slip) -> &'static str {
    match slip {
        Slip::PublishesBeforeItCommits | Slip::NeverTellsWhoIsAhead => {
            "a page shows what is not on the disk"
        }
        Slip::AcknowledgesBeforeItCommits => "something acknowledged is not on the disk",
        Slip::LosesTheRoomsOutbox => "the Desk forgot a promise",
        Slip::LosesTheDesksOutbox => "Room and Desk disagree about the agent",
        Slip::CommitsHalfATurn => "a visitor is left without a word",
        Slip::NeverResends => "something is neither stored nor refused",
        Slip::NeverResumes => "a page does not show the whole transcript",
        Slip::NeverAsksAgain => "the assistant was not asked",
    }
}

const SCHEDULES: u64 = 20_000;
