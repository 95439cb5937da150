//! The escape hatch, row by row as the README's table has it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use shared::conversation::{Button, Conversation, Effect, Event};
use shared::handoff::{Handoff, Priority};
use shared::id::{ClientId, Seq, Skill};
use shared::policy::Policy;
use shared::reading::{Belief, Emotion, Intent, Percent, Reading};
use shared::time::Timestamp;
use shared::transcript::{Answer, Fact, Visitor};

#[test]
fn the_button_queues_with_the_skill_of_the_latest_wish() {
    let mut talk = Talk::of(Visitor::Anonymous);
    assert_eq!(talk.press(Button::Human), queued("button", "general", Priority::Normal));
    let mut talk = Talk::of(Visitor::Anonymous);
    assert_eq!(talk.say("发票怎么开"), Outcome::Asked);
    assert_eq!(talk.press(Button::Human), queued("button", "payments", Priority::Normal));
}

#[test]
fn who_asks_for_a_person_is_offered_one_then_queued() {
    for wish in ["转人工", "我要真人", "不要机器人", "zhuan rengong", "轉接客服", "rengong"]
    {
        let mut talk = Talk::of(Visitor::Anonymous);
        assert_eq!(talk.say(wish), Outcome::Offered("asked"), "{wish}");
        assert_eq!(talk.say(wish), queued("asked", "general", Priority::Normal), "{wish}");
        assert_eq!(
            talk.say(wish),
            Outcome::Raised { priority: Priority::High, skill: None },
            "{wish}"
        );
    }
}

#[test]
fn a_card_is_confirmed_by_one_tap() {
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("人工");
    assert_eq!(
        talk.press(Button::Confirm { intent: None }),
        queued("confirmed", "general", Priority::Normal)
    );
}

#[test]
fn a_complaint_queues_and_the_next_is_most_urgent() {
    for word in ["我要投诉你们", "必须赔偿我", "我去12315举报", "发到网上曝光", "法院见，我要起诉"]
    {
        let mut talk = Talk::of(Visitor::Anonymous);
        assert_eq!(talk.say(word), queued("keyword", "complaints", Priority::High), "{word}");
        // Again: whoever takes over is told that it has become most urgent.
        assert_eq!(talk.say(word), raised("senior", Priority::Urgent), "{word}");
    }
    // What is over was a complaint all the same.
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("我要投诉你们");
    talk.press(Button::End);
    assert_eq!(talk.say("我还是要投诉"), queued("keyword", "senior", Priority::Urgent));
}

#[test]
fn anger_of_80_queues_and_of_60_offers() {
    let outcome = |anger| {
        let mut talk = Talk::of(Visitor::Anonymous);
        (talk.angry(anger), talk.is_soothed)
    };
    assert_eq!(outcome(80), (queued("anger", "senior", Priority::Urgent), true));
    assert_eq!(outcome(79), (Outcome::Offered("anger"), true));
    assert_eq!(outcome(60), (Outcome::Offered("anger"), true));
    assert_eq!(outcome(59), (Outcome::Asked, false));
}

#[test]
fn ninety_seconds_without_an_answer_queue() {
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("什么时候到");
    assert_eq!(talk.wait(89), Outcome::Nothing);
    assert_eq!(talk.wait(1), queued("waited", "orders", Priority::Normal));
    // A card is no answer to who asked for a person.
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("人工");
    assert_eq!(talk.wait(90), queued("waited", "general", Priority::Normal));
    // An answer is one.
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("什么时候到");
    talk.answer(Answer::Unknown);
    assert_eq!(talk.wait(3_600), Outcome::Nothing);
}

#[test]
fn two_answers_that_did_not_help_bring_the_card() {
    // Nothing was known, twice.
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("什么时候到");
    assert_eq!(talk.answer(Answer::Unknown), Outcome::Answered);
    talk.say("哪天能到");
    assert_eq!(talk.answer(Answer::Unknown), Outcome::Offered("unhelpful"));
    // By words, by the same question again, by a tap.
    for (first, second) in [("没用", "没用"), ("什么时候到", "什么时候到")] {
        let mut talk = Talk::of(Visitor::Anonymous);
        talk.say("什么时候到");
        talk.answer(found());
        assert_eq!(talk.say(first), Outcome::Asked, "{first}");
        talk.answer(found());
        assert_eq!(talk.say(second), Outcome::Offered("unhelpful"), "{second}");
    }
    let mut talk = Talk::of(Visitor::Anonymous);
    for expect in [Outcome::Nothing, Outcome::Offered("unhelpful")] {
        talk.say("什么时候到");
        talk.answer(found());
        assert_eq!(talk.press(talk.not_helpful()), expect);
    }
    // One that did begins anew.
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("什么时候到");
    talk.answer(Answer::Unknown);
    talk.say("发票怎么开");
    talk.answer(found());
    talk.say("那退货呢");
    assert_eq!(talk.answer(Answer::Unknown), Outcome::Answered);
}

#[test]
fn an_account_that_is_stolen_and_a_payment_at_risk_go_to_security() {
    for words in ["我的账号被盗了", "卡被盗刷了"] {
        let mut talk = Talk::of(Visitor::Anonymous);
        assert_eq!(talk.say(words), queued("risk", "security", Priority::Urgent), "{words}");
    }
}

#[test]
fn a_vip_goes_past_the_assistant() {
    for text in ["在吗", "发票怎么开", "人工", "不用转人工了"] {
        let mut talk = Talk::of(verified(true));
        assert_eq!(talk.say(text), queued("vip", "senior", Priority::High), "{text}");
    }
    assert_eq!(Talk::of(verified(false)).say("发票怎么开"), Outcome::Asked);
}

#[test]
fn a_vip_is_no_less_urgent_than_anybody_else_and_for_the_reason_that_they_give() {
    let mut talk = Talk::of(verified(true));
    assert_eq!(talk.angry(85), queued("anger", "senior", Priority::Urgent));
    assert!(talk.is_soothed);
    let mut talk = Talk::of(verified(true));
    assert_eq!(talk.say("我的账号被盗了"), queued("risk", "security", Priority::Urgent));

    let mut talk = Talk::of(verified(true));
    assert_eq!(talk.say("我要投诉你们"), queued("keyword", "senior", Priority::High));
    assert_eq!(talk.say("在吗"), Outcome::Nothing, "the reason is still the complaint");
    assert_eq!(talk.say("我要投诉你们"), raised("senior", Priority::Urgent));
    talk.press(Button::End);
    assert_eq!(talk.say("我还是要投诉"), queued("keyword", "senior", Priority::Urgent));

    let mut talk = Talk::of(verified(true));
    talk.say("在吗");
    assert_eq!(talk.say("我要投诉你们"), raised("senior", Priority::High), "for another reason");
}

#[test]
fn a_vip_who_taps_or_waits_is_served_as_one_who_writes() {
    for button in [Button::Human, Button::Confirm { intent: Some(Intent::Invoice) }] {
        let mut talk = Talk::of(verified(true));
        let Outcome::Queued { skill, priority, .. } = talk.press(button) else {
            panic!("nobody was asked for")
        };
        assert_eq!((skill.as_str(), priority), ("senior", Priority::High));
        assert_eq!(talk.say("在吗"), Outcome::Nothing, "no more urgent than it was");
        assert_eq!(talk.say("我要投诉你们"), raised("senior", Priority::High));
    }
    // Whom the shop vouches for later.
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("什么时候到");
    talk.step(Event::Identified { visitor: verified(true) });
    assert_eq!(talk.wait(90), queued("waited", "senior", Priority::High));
    let mut talk = Talk::of(Visitor::Anonymous);
    talk.say("我要投诉你们");
    talk.step(Event::Identified { visitor: verified(true) });
    assert_eq!(talk.say("在吗"), raised("senior", Priority::High));
}

/// What a step did, as far as the table tells.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// The assistant is asked to answer.
    Asked,
    /// It has answered, and that is all.
    Answered,
    /// A person is offered by this rule.
    Offered(&'static str),
    /// A person was asked for by this rule.
    Queued {
        rule: &'static str,
        skill: Skill,
        priority: Priority,
    },
    /// A wait became more urgent, and is for others.
    Raised {
        priority: Priority,
        skill: Option<Skill>,
    },
    Nothing,
}

fn verified(vip: bool) -> Visitor {
    Visitor::Verified { subject: "u-1".into(), name: None, vip }
}

fn queued(rule: &'static str, skill: &str, priority: Priority) -> Outcome {
    Outcome::Queued { rule, skill: skill.parse().unwrap(), priority }
}

fn raised(skill: &str, priority: Priority) -> Outcome {
    Outcome::Raised { priority, skill: Some(skill.parse().unwrap()) }
}

/// A conversation, a second a step.
struct Talk {
    conversation: Conversation,
    now: Timestamp,
    steps: u128,
    /// The latest message and the latest answer.
    said: Option<Seq>,
    answered: Option<Seq>,
    /// Whether a kind word was said.
    is_soothed: bool,
}

impl Talk {
    fn of(visitor: Visitor) -> Self {
        let conversation = Conversation::default();
        let now = Timestamp(1_000_000);
        let mut talk =
            Self { conversation, now, steps: 0, said: None, answered: None, is_soothed: false };
        talk.step(Event::Started { visitor, locale: "zh-CN".into() });
        talk
    }

    fn say(&mut self, text: &str) -> Outcome {
        let client_id = self.name();
        self.step(Event::Said { client_id, text: text.into(), reading: None })
    }

    /// Words that tell nothing, read as so angry.
    fn angry(&mut self, anger: u8) -> Outcome {
        let sure = |share| Percent::of_share(share);
        let reading = Reading {
            intent: Belief { label: Intent::Logistics, confidence: sure(0.9) },
            emotion: Belief { label: Emotion::Angry, confidence: sure(0.9) },
            anger: Percent::try_from(anger).unwrap(),
        };
        let client_id = self.name();
        self.step(Event::Said { client_id, text: "快递呢".into(), reading: Some(reading) })
    }

    fn press(&mut self, button: Button) -> Outcome {
        let client_id = self.name();
        self.step(Event::Pressed { client_id, button })
    }

    fn answer(&mut self, answer: Answer) -> Outcome {
        self.step(Event::Answered { after: self.said.unwrap(), answer })
    }

    fn not_helpful(&self) -> Button {
        Button::Help { answer: self.answered.unwrap(), helpful: false }
    }

    /// Lets so many seconds go by.
    fn wait(&mut self, seconds: u64) -> Outcome {
        self.now = self.now.after(Duration::from_secs(seconds - 1));
        self.step(Event::Tick)
    }

    fn name(&mut self) -> ClientId {
        self.steps += 1;
        ClientId(self.steps)
    }

    /// What a step did; that a person is offered or asked for counts more than that the assistant goes on.
    fn step(&mut self, event: Event) -> Outcome {
        self.now = self.now.after(Duration::from_secs(1));
        let effects = self.conversation.step(event, &Policy::default(), self.now);
        let mut outcome = Outcome::Nothing;
        for effect in effects {
            match effect {
                Effect::Ask { .. } if outcome == Outcome::Nothing => outcome = Outcome::Asked,
                Effect::Record(entry) => match entry.fact {
                    Fact::Said { .. } => self.said = Some(entry.seq),
                    Fact::Answered { .. } => {
                        self.answered = Some(entry.seq);
                        outcome = Outcome::Answered;
                    }
                    Fact::Soothed => self.is_soothed = true,
                    Fact::HandoffProposed { rule } => outcome = Outcome::Offered(rule.name()),
                    Fact::HandoffRequested { handoff, .. } => {
                        let Handoff { rule, skill, priority } = handoff;
                        outcome = Outcome::Queued { rule: rule.name(), skill, priority };
                    }
                    Fact::Escalated { priority, skill, .. } => {
                        outcome = Outcome::Raised { priority, skill };
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        outcome
    }
}

/// Any passage: what it says does not matter here.
fn found() -> Answer {
    let quote = serde_json::json!({ "article": "a", "title": "配送", "text": "三天内送到。" });
    let answer = serde_json::json!({ "kind": "found", "quotes": [quote], "confidence": 90 });
    serde_json::from_value(answer).unwrap()
}
