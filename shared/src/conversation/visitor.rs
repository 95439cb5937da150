//! What follows when the visitor writes or taps, when the assistant answers, and when nobody does.

use super::{Button, Conversation, DeskCall, Digest, Effect, Refusal, Status, Turn};
use crate::fault::planted;
use crate::handoff::{Handoff, Priority, Rule, quoted};
use crate::hatch::{Verdict, is_courtesy, judge};
use crate::id::{ClientId, Seq, Skill};
use crate::policy::Policy;
use crate::reading::{Intent, Reading};
use crate::transcript::{Absence, Answer, Author, Fact, Ticket, Visitor};

impl Conversation {
    pub(super) fn visitor_said(
        &mut self,
        client_id: ClientId,
        text: String,
        reading: Option<Reading>,
        turn: &mut Turn<'_>,
    ) {
        let verdict = self.verdict(&text, reading.as_ref(), turn.policy);
        let courtesy = verdict == Verdict::Answer
            && (reads_as_courtesy(reading.as_ref()) || is_courtesy(&text));
        let seq =
            self.record(Fact::Said { author: Author::Visitor, client_id, text, reading }, turn);
        match (&self.status, verdict) {
            (Status::Assistant | Status::Ticketed { .. }, Verdict::Answer) if courtesy => {
                self.record(Fact::Answered { after: seq, answer: Answer::Courtesy }, turn);
            }
            // To write is to reopen: what comes after the end is the assistant's, too.
            (Status::Assistant | Status::Ticketed { .. } | Status::Resolved, verdict) => {
                self.follow(verdict, turn);
            }
            (Status::Queued { wait, handoff, .. }, Verdict::Handoff(more)) => {
                let wait = *wait;
                if let Some(together) = handoff.and(&more) {
                    let skill = (together.rule == more.rule).then_some(together.skill);
                    self.raise(wait, more.rule, together.priority, skill, turn);
                }
            }
            // A person answers, or is on the way: the assistant is silent.
            (Status::Queued { .. }, Verdict::Answer | Verdict::Clarify { .. })
            | (Status::Assigned { .. }, _) => {}
        }
    }

    /// Does what a message calls for that the assistant has. If nothing, it is asked.
    pub(super) fn follow(&mut self, verdict: Verdict, turn: &mut Turn<'_>) {
        if let Some(Rule::Anger { .. }) = verdict.rule() {
            self.record(Fact::Soothed, turn);
        }
        match verdict {
            Verdict::Answer => {}
            Verdict::Clarify { rule } => {
                self.record(Fact::HandoffProposed { rule }, turn);
            }
            Verdict::Handoff(handoff) => self.request(None, handoff, turn),
        }
    }

    pub(super) fn visitor_pressed(
        &mut self,
        client_id: ClientId,
        button: Button,
        turn: &mut Turn<'_>,
    ) {
        match button {
            Button::Human => self.tapped_for_person(client_id, Rule::Button, None, turn),
            Button::Confirm { intent } => {
                self.tapped_for_person(client_id, Rule::Confirmed, intent, turn);
            }
            Button::Decline if self.memory.card => {
                self.record(Fact::HandoffDeclined { client_id }, turn);
                if planted!(ChangesOutsideApply) {
                    self.memory.course.asks = 9;
                }
            }
            Button::Help { answer, helpful } => self.judged(client_id, answer, helpful, turn),
            Button::Contact { contact } => {
                self.record(Fact::ContactLeft { client_id, contact }, turn);
            }
            Button::End if self.status != Status::Resolved || planted!(EndsTwice) => {
                self.resolve(client_id, Author::Visitor, turn);
            }
            Button::Rate { stars, comment } if self.memory.ended.is_some() => {
                self.record(Fact::Rated { client_id, stars, comment }, turn);
            }
            // It says nothing here: a card that is gone, an end that is past, or not yet.
            Button::Decline | Button::End | Button::Rate { .. } => self.received(client_id, turn),
        }
    }

    /// A late answer, after someone has spoken or a person has taken over, is dropped.
    pub(super) fn assistant_answered(&mut self, after: Seq, answer: Answer, turn: &mut Turn<'_>) {
        if self.unanswered() != Some(after) && !planted!(TakesLateAnswers) {
            return;
        }
        let unknown = answer == Answer::Unknown;
        self.record(Fact::Answered { after, answer }, turn);
        if unknown {
            self.propose_if_unhelpful(turn);
        }
    }

    pub(super) fn time_passed(&mut self, turn: &mut Turn<'_>) {
        if self.deadline(turn.policy).is_none_or(|deadline| turn.now < deadline) {
            return;
        }
        match &self.status {
            Status::Assistant | Status::Ticketed { .. } => {
                let waited =
                    self.waits_since().map(|since| turn.now.since(since)).unwrap_or_default();
                let rule = Rule::Waited { seconds: waited.as_secs() };
                let handoff = self.handoff(rule, self.memory.course.intent, turn.policy);
                self.request(None, handoff, turn);
            }
            Status::Queued { wait, .. } => {
                let wait = *wait;
                self.open_ticket(Absence::WaitedTooLong, turn);
                turn.tell(DeskCall::Ticket { wait });
            }
            Status::Assigned { .. } => self.return_to_queue(turn),
            Status::Resolved => {}
        }
    }

    /// Asks for a person: the conversation is queued.
    pub(super) fn request(
        &mut self,
        client_id: Option<ClientId>,
        handoff: Handoff,
        turn: &mut Turn<'_>,
    ) {
        let digest = self.digest();
        let wait =
            self.record(Fact::HandoffRequested { client_id, handoff: handoff.clone() }, turn);
        turn.tell(DeskCall::Enqueue { wait, handoff, digest });
    }

    /// Its agent is gone or silent: queued again, before others, no less urgent than it was, and for whom it was where
    /// that did not hang on what they ask about. A full transcript takes no word of
    /// the next one either, so it is over; the visitor's next word begins a new conversation.
    pub(super) fn return_to_queue(&mut self, turn: &mut Turn<'_>) {
        if self.full(turn.policy) && !planted!(QueuesAFullOneAgain) {
            // Nobody sent it: no other entry of the assistant's has the name of a place.
            let client_id = ClientId(u128::from(self.next.0));
            self.resolve(client_id, Author::Assistant, turn);
            return;
        }
        let usual = self.handoff(Rule::AgentLost, self.memory.course.intent, turn.policy);
        let before = self.memory.crossed.as_ref();
        let before = before.filter(|before| before.rule.is_for_someone());
        let handoff = Handoff {
            skill: before.map_or(usual.skill, |before| before.skill.clone()),
            priority: self.urgent(Priority::High),
            rule: usual.rule,
        };
        self.request(None, handoff, turn);
    }

    /// This priority, or the one that the visitor's wait had if it was higher.
    pub(super) fn urgent(&self, least: Priority) -> Priority {
        self.memory.crossed.as_ref().map_or(least, |before| before.priority.max(least))
    }

    /// It is over, for the Desk too.
    pub(super) fn resolve(&mut self, client_id: ClientId, by: Author, turn: &mut Turn<'_>) {
        let closes = self.wait();
        self.record(Fact::Resolved { client_id, by }, turn);
        if let Some(wait) = closes {
            turn.tell(DeskCall::Close { wait });
        }
    }

    /// Promises an answer. What was promised before and is still to come holds: to ask again costs nothing.
    pub(super) fn open_ticket(&mut self, cause: Absence, turn: &mut Turn<'_>) {
        let promised_by = turn.policy.ticket_due(turn.now);
        let before = self.memory.promised_by.filter(|before| *before > turn.now);
        let before = before.filter(|_| !planted!(PutsPromisesOff));
        let promised_by = before.map_or(promised_by, |before| before.min(promised_by));
        let takes_up = self.memory.open_question().filter(|_| !planted!(TakesNothingUp));
        self.record(Fact::Ticketed { ticket: Ticket { promised_by, cause }, takes_up }, turn);
    }

    /// The wait that the Desk knows of, if there is one.
    pub(super) const fn wait(&self) -> Option<Seq> {
        match self.status {
            Status::Queued { wait, .. }
            | Status::Assigned { wait, .. }
            | Status::Ticketed { wait, .. } => Some(wait),
            Status::Assistant | Status::Resolved => None,
        }
    }

    fn tapped_for_person(
        &mut self,
        client_id: ClientId,
        rule: Rule,
        intent: Option<Intent>,
        turn: &mut Turn<'_>,
    ) {
        match self.status {
            Status::Assistant | Status::Ticketed { .. } | Status::Resolved => {
                let intent = intent.or(self.memory.course.intent);
                let handoff = self.handoff(rule, intent, turn.policy);
                self.request(Some(client_id), handoff, turn);
            }
            Status::Queued { .. } if planted!(RequestsTwice) => {
                let handoff = self.handoff(rule, intent, turn.policy);
                self.request(Some(client_id), handoff, turn);
            }
            Status::Queued { .. } | Status::Assigned { .. } => self.received(client_id, turn),
        }
    }

    /// What a person is asked for by whoever says no more than that.
    fn handoff(&self, rule: Rule, intent: Option<Intent>, policy: &Policy) -> Handoff {
        let (skill, priority) = (policy.skill_for(intent), Priority::Normal);
        Handoff { rule, skill, priority }.of(&self.visitor)
    }

    fn received(&mut self, client_id: ClientId, turn: &mut Turn<'_>) {
        self.record(Fact::Received { author: Author::Visitor, client_id }, turn);
    }

    fn judged(&mut self, client_id: ClientId, answer: Seq, helpful: bool, turn: &mut Turn<'_>) {
        let Some(&before) = self.memory.answers.get(&answer) else {
            turn.refuse(Author::Visitor, client_id, Refusal::NoSuchAnswer);
            return;
        };
        self.record(Fact::Helped { client_id, answer, helpful }, turn);
        if before == Some(helpful) {
            return;
        }
        turn.effects.push(Effect::Count { answer, helpful, before });
        if !helpful {
            self.propose_if_unhelpful(turn);
        }
    }

    fn propose_if_unhelpful(&mut self, turn: &mut Turn<'_>) {
        let answers = self.memory.course.failures();
        let assistant = matches!(self.status, Status::Assistant | Status::Ticketed { .. });
        if assistant && answers >= turn.policy.unhelpful {
            self.record(Fact::HandoffProposed { rule: Rule::Unhelpful { answers } }, turn);
        }
    }

    fn raise(
        &mut self,
        wait: Seq,
        rule: Rule,
        priority: Priority,
        skill: Option<Skill>,
        turn: &mut Turn<'_>,
    ) {
        if matches!(rule, Rule::Anger { .. }) {
            self.record(Fact::Soothed, turn);
        }
        let fact = Fact::Escalated { rule: rule.clone(), priority, skill: skill.clone() };
        self.record(fact, turn);
        let digest = Some(self.digest());
        turn.tell(DeskCall::Raise { wait, rule, priority, skill, digest });
    }

    /// Who was promised an answer is helped by the assistant meanwhile: a VIP too, unless they ask for more.
    fn verdict(&self, text: &str, reading: Option<&Reading>, policy: &Policy) -> Verdict {
        let as_from =
            |visitor: &Visitor| judge(text, reading, &self.memory.course, visitor, policy);
        if matches!(self.status, Status::Ticketed { .. })
            && as_from(&Visitor::Anonymous) == Verdict::Answer
        {
            return Verdict::Answer;
        }
        as_from(&self.visitor)
    }

    fn digest(&self) -> Digest {
        let (name, vip) = match &self.visitor {
            Visitor::Anonymous => (None, false),
            Visitor::Verified { name, vip, .. } => (name.clone(), *vip),
        };
        Digest {
            name,
            vip,
            words: quoted(&self.memory.course.words),
            intent: self.memory.course.intent,
            emotion: self.memory.course.emotion,
            anger: self.memory.course.anger,
            promised_by: self.memory.promised_by,
        }
    }
}

/// Whether a reading is sure that a message is a greeting, a thank-you or a goodbye.
fn reads_as_courtesy(reading: Option<&Reading>) -> bool {
    reading.is_some_and(|reading| {
        let intent = &reading.intent;
        intent.label == Intent::Courtesy && intent.confidence.value() >= SURE
    })
}

/// From how many percent a reading is sure of a courtesy.
const SURE: u8 = 80;
