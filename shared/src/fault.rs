//! Faults that the tests plant in the heart, to see that the simulator catches each.
//!
//! Without the feature `faults`, which no shipped build has, [`is_planted`] is `false` at compile
//! time and nothing of this is left.

/// A fault that can be planted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "each says what goes wrong")]
pub enum Fault {
    ForgetsWhatWasDelivered,
    SkipsAPlace,
    TakesLateAnswers,
    IgnoresWishes,
    RequestsTwice,
    NeverGivesUpWaiting,
    AnswersOverAPerson,
    MixesUpWaits,
    ChangesOutsideApply,
    StaysClosed,
    LetsTwoAgentsTake,
    TellsNoRoom,
    LetsAnOldCloseCloseANewWait,
    ForgetsClosedWaits,
    ForgetsLostAgents,
    AsksWhoLetGo,
    KeepsUnwantedOffers,
    KeepsTheFirstReason,
    KeepsWhoSignedOut,
    KeepsAFullOneOpen,
    QueuesAFullOneAgain,
    AsksNobody,
    AnswersAllWithACard,
    TakesNothingUp,
    EndsTwice,
    ForgetsPromises,
    PutsPromisesOff,
    ShowsWhatComesAfterAGap,
    ShowsTwice,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 29] = [
        Self::ForgetsWhatWasDelivered,
        Self::SkipsAPlace,
        Self::TakesLateAnswers,
        Self::IgnoresWishes,
        Self::RequestsTwice,
        Self::NeverGivesUpWaiting,
        Self::AnswersOverAPerson,
        Self::MixesUpWaits,
        Self::ChangesOutsideApply,
        Self::StaysClosed,
        Self::LetsTwoAgentsTake,
        Self::TellsNoRoom,
        Self::LetsAnOldCloseCloseANewWait,
        Self::ForgetsClosedWaits,
        Self::ForgetsLostAgents,
        Self::AsksWhoLetGo,
        Self::KeepsUnwantedOffers,
        Self::KeepsTheFirstReason,
        Self::KeepsWhoSignedOut,
        Self::KeepsAFullOneOpen,
        Self::QueuesAFullOneAgain,
        Self::AsksNobody,
        Self::AnswersAllWithACard,
        Self::TakesNothingUp,
        Self::EndsTwice,
        Self::ForgetsPromises,
        Self::PutsPromisesOff,
        Self::ShowsWhatComesAfterAGap,
        Self::ShowsTwice,
    ];
}

#[cfg(feature = "faults")]
std::thread_local! {
    static PLANTED: std::cell::Cell<Option<Fault>> = const { std::cell::Cell::new(None) };
}

/// Plants a fault in this thread, or takes it out again.
#[cfg(feature = "faults")]
pub fn plant(fault: Option<Fault>) {
    PLANTED.set(fault);
}

#[cfg(feature = "faults")]
pub(crate) fn is_planted(fault: Fault) -> bool {
    PLANTED.get() == Some(fault)
}

#[cfg(not(feature = "faults"))]
pub(crate) const fn is_planted(_: Fault) -> bool {
    false
}

/// Whether this fault is planted: `planted!(SkipsAPlace)`.
macro_rules! planted {
    ($fault:ident) => {
        $crate::fault::is_planted($crate::fault::Fault::$fault)
    };
}

pub(crate) use planted;
