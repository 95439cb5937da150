//! English.

use super::Words;

pub(super) static WORDS: Words = Words {
    rules: [
        "You waited {} seconds without an answer.",
        "{} answers in a row did not help.",
        "You pressed “Talk to a person”.",
        "You confirmed that you want to talk to a person.",
        "You wrote “{}”. Times in a row you asked for a person: {}.",
        "You mentioned “{}”. Complaints are handled by a specialist.",
        "You mentioned “{}”. Compensation is handled by a specialist.",
        "We are sorry you are upset. A senior agent takes over.",
        "You mentioned “{}”. Account security goes straight to a specialist.",
        "You mentioned “{}”. Payment safety goes straight to a specialist.",
        "You are a valued customer: a senior agent serves you directly.",
        "The agent passed you to a colleague who can help better.",
        "Your agent was disconnected or did not reply.",
    ],
    urgent: " You have priority.",
};
