//! English.

use super::Words;

pub(super) static WORDS: Words = Words {
    button: "You pressed “Talk to a person”.",
    confirmed: "You confirmed that you want to talk to a person.",
    asked: "You wrote “{}”. Times in a row you asked for a person: {}.",
    complaint: "You mentioned “{}”. Complaints are handled by a specialist.",
    compensation: "You mentioned “{}”. Compensation is handled by a specialist.",
    anger: "We are sorry you are upset. A senior agent takes over.",
    theft: "You mentioned “{}”. Account security goes straight to a specialist.",
    payment: "You mentioned “{}”. Payment safety goes straight to a specialist.",
    vip: "You are a valued customer: a senior agent serves you directly.",
    waited: "You waited {} seconds without an answer.",
    unhelpful: "{} answers in a row did not help.",
    transferred: "The agent passed you to a colleague who can help better.",
    agent_lost: "Your agent was disconnected or did not reply.",
    urgent: " You have priority.",
};
