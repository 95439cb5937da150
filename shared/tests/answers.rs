//! Whatever a visitor says is answered, or a person's to answer: nothing falls between the two.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use shared::conversation::{
    Action, Button, Conversation, DeskCall, DeskNews, Effect, Event, Refusal, Status,
};
use shared::handoff::{Priority, Rule};
use shared::id::{AgentId, ClientId, Seq};
use shared::policy::Policy;
use shared::reading::{Belief, Emotion, Intent, Percent, Reading};
use shared::time::Timestamp;
use shared::transcript::{Absence, Answer, Author, Entry, Fact, Page, Quote, Stars, Visitor};

#[test]
fn what_is_asked_in_the_queue_is_answered_once_it_is_a_ticket() {
    let mut talk = Talk::begun();
    talk.press(Button::Human);
    assert_eq!(talk.say("订单什么时候发"), None, "a person is on the way");
    talk.say("在吗");
    talk.say("好的谢谢");
    assert_eq!(talk.nobody_comes(), Some("订单什么时候发".into()));
    assert_eq!(talk.waits(), Some(talk.policy.wait));
    talk.answered(Answer::Unknown);
    assert_eq!(talk.waits(), None);

    // However often they ask after it.
    let mut talk = Talk::begun();
    talk.press(Button::Human);
    talk.say("订单什么时候发");
    for _ in 0..20 {
        talk.say("在吗");
    }
    assert_eq!(talk.nobody_comes(), Some("订单什么时候发".into()));

    // Who is only kept company by their wish is owed nothing but the person.
    let mut talk = Talk::begun();
    talk.press(Button::Human);
    for text in ["人工", "在吗", "我要投诉你们", "谢谢"] {
        talk.say(text);
    }
    assert_eq!(talk.nobody_comes(), None);
    assert_eq!(talk.waits(), None);
}

#[test]
fn nobody_ends_over_a_question_that_they_have_not_seen() {
    let check = |later: &[&str], ends_by: fn(Seq) -> Option<Seq>, expect: Option<Refusal>| {
        let mut talk = Talk::assigned();
        talk.say("订单什么时候发");
        talk.act(Action::Say { text: "明天发出".into() });
        let seen = talk.transcript.last().unwrap().seq;
        for text in later {
            talk.say(text);
        }
        talk.act(Action::Resolve { seen: ends_by(seen) });
        assert_eq!(talk.refused, expect, "{later:?}");
        let is_over = *talk.conversation.status() == Status::Resolved;
        assert_eq!(is_over, expect.is_none(), "{later:?}");
        talk
    };
    let refused = Some(Refusal::AskedSince);
    check(&["那运费谁出"], Some, refused);
    check(&["那运费谁出", "好的谢谢"], Some, refused);
    check(&[], Some, None);
    check(&["好的谢谢"], Some, None);
    check(&["那运费谁出"], |seen| Some(seen.next()), None);
    // An older page does not say what it showed.
    check(&["那运费谁出"], |_| None, None);

    // Whoever has read it may end, as may who has answered it.
    let mut talk = check(&["那运费谁出"], Some, refused);
    let seen = talk.transcript.last().unwrap().seq;
    talk.act(Action::Resolve { seen: Some(seen) });
    assert_eq!(*talk.conversation.status(), Status::Resolved);
    let mut talk = check(&["那运费谁出"], Some, refused);
    talk.act(Action::Say { text: "我们出".into() });
    talk.act(Action::Resolve { seen: Some(Seq(0)) });
    assert_eq!(*talk.conversation.status(), Status::Resolved);
}

#[test]
fn what_a_tap_for_a_person_overtakes_is_answered_once_it_is_a_ticket() {
    let mut talk = Talk::begun();
    assert_eq!(talk.say("订单什么时候发"), Some("订单什么时候发".into()));
    talk.press(Button::Human);
    assert_eq!(talk.nobody_comes(), Some("订单什么时候发".into()));

    // Nor is it asked again and again where nobody can answer it.
    talk.pass(talk.policy.wait);
    assert!(matches!(talk.handoff().rule, Rule::Waited { .. }));
    assert_eq!(talk.nobody_comes(), None);
    assert_eq!(talk.waits(), None);
}

#[test]
fn what_a_vip_asks_is_answered_once_it_is_a_ticket() {
    let visitor = Visitor::Verified { subject: "u-1".into(), name: None, vip: true };
    let vip = |mut talk: Talk| {
        talk.step(Event::Identified { visitor: visitor.clone() });
        talk
    };
    let mut talk = vip(Talk::begun());
    assert_eq!(talk.say("订单什么时候发"), None, "a person is on the way");
    assert_eq!(talk.nobody_comes(), Some("订单什么时候发".into()));
    assert_eq!(talk.waits(), Some(talk.policy.wait));

    // Cross as they are.
    let mut talk = vip(Talk::begun());
    talk.reads("订单什么时候发", 70);
    assert_eq!(talk.nobody_comes(), Some("订单什么时候发".into()));

    let mut talk = vip(Talk::begun());
    talk.say("你好");
    assert_eq!(talk.nobody_comes(), None, "it asks nothing");

    // What a person leaves unanswered another is to answer.
    let mut talk = vip(Talk::assigned());
    talk.say("那能开专票吗");
    assert_eq!(talk.act(Action::HandBack), None);
    assert_eq!(talk.handoff().rule, Rule::Vip);
    assert_eq!(talk.nobody_comes(), Some("那能开专票吗".into()));
}

#[test]
fn what_was_said_to_a_person_who_hands_back_is_answered() {
    let mut talk = Talk::assigned();
    talk.say("那能开专票吗");
    assert_eq!(talk.act(Action::HandBack), Some("那能开专票吗".into()));
    assert_eq!(talk.waits(), Some(talk.policy.wait));
    assert_eq!(*talk.conversation.status(), Status::Assistant);

    let mut talk = Talk::assigned();
    talk.say("那能开专票吗");
    talk.act(Action::Say { text: "可以的".into() });
    talk.say("谢谢");
    assert_eq!(talk.act(Action::HandBack), None, "the agent has answered");
    assert_eq!(talk.waits(), None);

    let mut talk = Talk::assigned();
    talk.say("那能开专票吗");
    talk.act(Action::Transfer { skill: "orders".parse().unwrap() });
    assert_eq!(talk.nobody_comes(), Some("那能开专票吗".into()), "nor has who was to come");
}

#[test]
fn a_wish_that_was_made_to_a_person_who_hands_back_is_heard() {
    let mut talk = Talk::assigned();
    talk.say("转人工");
    assert_eq!(talk.act(Action::HandBack), None);
    assert!(matches!(talk.last(), Fact::HandoffProposed { rule: Rule::Asked { times: 1, .. } }));
    talk.pass(talk.policy.wait);
    assert!(matches!(talk.handoff().rule, Rule::Waited { seconds: 90 }));

    let mut talk = Talk::assigned();
    talk.say("转人工");
    talk.act(Action::HandBack);
    talk.say("人工");
    assert!(matches!(talk.handoff().rule, Rule::Asked { times: 2, .. }), "it counts");

    let mut talk = Talk::assigned();
    talk.say("我要投诉你们");
    talk.act(Action::HandBack);
    assert!(matches!(talk.handoff().rule, Rule::Keyword { times: 1, .. }));

    let mut talk = Talk::assigned();
    talk.reads("你们怎么回事", 85);
    talk.act(Action::HandBack);
    assert!(matches!(talk.handoff().rule, Rule::Anger { .. }));
    assert_eq!(talk.handoff().priority, Priority::Urgent);
}

#[test]
fn what_was_asked_before_a_wish_is_answered_though_the_agent_hands_back() {
    for (text, confirms) in [("转人工", true), ("我要投诉你们", false)] {
        let mut talk = Talk::assigned();
        talk.say("那能开专票吗");
        talk.say(text);
        assert_eq!(talk.act(Action::HandBack), None, "{text}");
        if confirms {
            talk.press(Button::Confirm { intent: None });
        }
        assert_eq!(talk.nobody_comes(), Some("那能开专票吗".into()), "{text}");
        assert_eq!(talk.waits(), Some(talk.policy.wait));
        talk.answered(found());
        talk.press(Button::Human);
        assert_eq!(talk.nobody_comes(), None, "{text}: it is answered");
    }

    // Nor does a second agent who hands back without a word make less of what the first heard.
    let mut talk = Talk::assigned();
    talk.say("我要投诉你们");
    talk.act(Action::HandBack);
    talk.agent_comes();
    talk.say("我要投诉");
    talk.act(Action::HandBack);
    assert!(matches!(talk.handoff().rule, Rule::Keyword { times: 2, .. }), "{:?}", talk.handoff());
}

#[test]
fn what_a_tap_overtakes_is_asked_once_though_the_agent_hands_back() {
    let mut talk = Talk::begun();
    talk.policy.unhelpful = 1;
    talk.say("多久发货");
    talk.answered(found());
    talk.say("能开专票吗");
    talk.press(Button::Human);
    talk.agent_comes();
    assert_eq!(talk.act(Action::HandBack), Some("能开专票吗".into()));

    // Who asks it of the person again does ask again.
    talk.press(Button::Human);
    talk.agent_comes();
    talk.say("能开专票吗");
    assert_eq!(talk.act(Action::HandBack), None);
    assert!(matches!(talk.last(), Fact::HandoffProposed { rule: Rule::Unhelpful { .. } }));
}

#[test]
fn a_wish_for_a_person_outlives_a_card_that_nobody_wished_for() {
    // By taps under two answers, and by words after two that were not known.
    for by_words in [false, true] {
        let mut talk = Talk::begun();
        let answers = ["多久发货", "怎么退货"].map(|text| {
            talk.say(text);
            talk.answered(if by_words { Answer::Unknown } else { found() })
        });
        talk.say("人工");
        let due = talk.conversation.deadline(&talk.policy);
        assert_eq!(talk.waits(), Some(talk.policy.wait));
        talk.pass(Duration::from_secs(10));
        if by_words {
            talk.say("没用");
        } else {
            for answer in answers {
                talk.press(Button::Help { answer, helpful: false });
            }
        }
        assert!(matches!(talk.last(), Fact::HandoffProposed { rule: Rule::Unhelpful { .. } }));
        assert_eq!(talk.conversation.deadline(&talk.policy), due, "by words: {by_words}");
        talk.pass(Duration::from_secs(80));
        assert!(matches!(talk.handoff().rule, Rule::Waited { seconds: 90 }));
    }
}

#[test]
fn a_greeting_is_returned_though_no_reading_tells_of_it() {
    for text in ["你好", "在吗？", "我想问个问题", "谢谢"] {
        let mut talk = Talk::begun();
        assert_eq!(talk.say(text), None, "nothing is looked up: {text}");
        assert!(matches!(talk.last(), Fact::Answered { answer: Answer::Courtesy, .. }), "{text}");
        assert_eq!(talk.waits(), None, "{text}");
    }
    let mut talk = Talk::begun();
    assert_eq!(talk.say("好的"), Some("好的".into()), "it may be the answer to a question");
    assert_eq!(talk.say("你好，转人工"), None);
    assert!(matches!(talk.last(), Fact::HandoffProposed { .. }));
}

#[test]
fn a_wish_for_a_person_outlives_what_answers_nothing() {
    let choices = |ask: Option<&str>| Answer::Choices {
        ask: ask.map(str::to_owned),
        titles: vec!["怎么退货？".into()],
    };
    for (answer, outlives) in [
        (Answer::Unknown, true),
        (Answer::Courtesy, true),
        (found(), false),
        (choices(None), false),
        (choices(Some("是哪一单？")), false),
    ] {
        let mut talk = Talk::begun();
        talk.say("人工");
        let due = talk.conversation.deadline(&talk.policy);
        talk.pass(Duration::from_secs(20));
        talk.say("有黑色的吗");
        talk.answered(answer.clone());
        assert_eq!(
            talk.conversation.deadline(&talk.policy),
            due.filter(|_| outlives),
            "{answer:?}"
        );
        talk.pass(Duration::from_secs(70));
        let is_queued = matches!(talk.conversation.status(), Status::Queued { .. });
        assert_eq!(is_queued, outlives, "{answer:?}");
    }

    // Who says that they want none is called none, whatever that is answered.
    let mut talk = Talk::begun();
    talk.say("人工");
    talk.say("不用转人工了");
    talk.answered(Answer::Unknown);
    assert_eq!(talk.waits(), None);
    talk.say("还是转人工吧");
    assert_eq!(talk.waits(), Some(talk.policy.wait));
}

#[test]
fn a_tap_takes_no_answer_away_that_is_on_its_way() {
    let mut talk = Talk::begun();
    let answers = ["多久发货", "怎么退货"].map(|text| {
        talk.say(text);
        talk.answered(found())
    });
    talk.press(Button::Help { answer: answers[0], helpful: false });
    talk.say("能开发票吗");
    talk.press(Button::Help { answer: answers[1], helpful: false });
    assert!(matches!(talk.last(), Fact::HandoffProposed { .. }), "the card is there at once");
    assert_eq!(talk.waits(), Some(talk.policy.wait));
    talk.press(Button::Decline);
    assert_eq!(talk.waits(), Some(talk.policy.wait), "a card was declined, no answer");
    talk.answered(found());
    assert!(matches!(talk.last(), Fact::Answered { .. }));
    assert_eq!(talk.waits(), None);
}

#[test]
fn who_finds_an_answer_unhelpful_twice_is_shown_one_card() {
    let mut talk = Talk::begun();
    let answers = ["多久发货", "怎么退货"].map(|text| {
        talk.say(text);
        talk.answered(found())
    });
    for answer in [answers[0], answers[1], answers[1], answers[0]] {
        talk.press(Button::Help { answer, helpful: false });
    }
    let is_card = |entry: &&Entry| matches!(entry.fact, Fact::HandoffProposed { .. });
    assert_eq!(talk.transcript.iter().filter(is_card).count(), 1);
}

#[test]
fn thanks_to_an_agent_begin_no_wait() {
    let mut talk = Talk::assigned();
    talk.say("谢谢");
    assert_eq!(talk.waits(), Some(talk.policy.agent_silence), "who has said nothing yet owes it");

    talk.act(Action::Say { text: "已经为您发出了".into() });
    talk.say("好的谢谢");
    assert_eq!(talk.waits(), None);
    talk.say("那发票呢");
    assert_eq!(talk.waits(), Some(talk.policy.agent_silence));
    talk.pass(Duration::from_secs(60));
    talk.say("谢谢");
    assert_eq!(talk.waits(), Some(talk.policy.agent_silence - Duration::from_secs(60)));

    for (text, owes) in [
        ("稍等，我帮您查一下", true),
        ("要帮您登记退款吗？", true),
        ("还有其他可以帮您的吗？", false),
    ] {
        talk.act(Action::Say { text: text.into() });
        talk.say("好的谢谢");
        assert_eq!(talk.waits().is_some(), owes, "{text}");
    }
}

#[test]
fn what_is_over_ends_once_and_is_rated_after_it() {
    let mut talk = Talk::begun();
    let stars = || Button::Rate { stars: Stars::try_from(5).unwrap(), comment: String::new() };
    let received =
        |talk: &Talk| matches!(talk.last(), Fact::Received { author: Author::Visitor, .. });
    for early in [stars(), Button::Decline] {
        talk.press(early);
        assert!(received(&talk), "{:?}", talk.last());
    }
    talk.press(Button::End);
    assert!(matches!(talk.last(), Fact::Resolved { .. }));
    talk.press(stars());
    talk.press(Button::End);
    assert!(received(&talk));
    let is = |is: fn(&Fact) -> bool| talk.transcript.iter().filter(|entry| is(&entry.fact)).count();
    assert_eq!(is(|fact| matches!(fact, Fact::Resolved { .. })), 1);
    assert_eq!(is(|fact| matches!(fact, Fact::Rated { .. })), 1);

    // From another tab, whoever has begun anew meanwhile.
    talk.say("多久发货");
    talk.press(stars());
    assert!(matches!(talk.last(), Fact::Rated { .. }));
}

#[test]
fn a_message_is_read_with_what_was_said_to_the_assistant_before() {
    let before = |talk: &Talk| {
        let (after, _) = talk.conversation.question().unwrap();
        talk.conversation.said_before(after).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut talk = Talk::begun();
    talk.say("冰箱不制冷");
    talk.answered(found());
    // A page that tells of each step pushes nothing out.
    for n in 0..40 {
        let url = format!("https://shop.example/{n}");
        let page = Page { url, title: String::new(), context: shared::page::Context::default() };
        talk.step(Event::Visited { page });
    }
    talk.say("那专票呢");
    assert_eq!(before(&talk), ["冰箱不制冷"]);
    talk.press(Button::Human);
    talk.agent_comes();
    talk.act(Action::Say { text: "您好".into() });
    talk.say("是的");
    talk.act(Action::Say { text: "好的".into() });
    talk.act(Action::HandBack);
    talk.say("多久发货");
    assert!(before(&talk).is_empty(), "what was said to a person was said to them");
    talk.answered(found());
    for text in ["一", "二", "三", "四", "五", "六", "七"] {
        talk.say(text);
    }
    assert_eq!(before(&talk), ["二", "三", "四", "五", "六"]);
    talk.press(Button::End);
    talk.say("那发票呢");
    assert!(before(&talk).is_empty());
    assert_eq!(talk.conversation.locale(), Some("zh-CN"));
}

/// As it was written before `takes_up` was: nobody is asked for what was said long ago, and nobody is
/// called to who has gone; the next word finds everything in order.
#[test]
fn what_an_older_server_wrote_goes_on_soundly() {
    let mut ticket = Talk::begun();
    ticket.press(Button::Human);
    ticket.say("订单什么时候发");
    ticket.nobody_comes();
    let mut handed_back = Talk::assigned();
    handed_back.say("那能开专票吗");
    handed_back.act(Action::HandBack);
    for talk in [&mut ticket, &mut handed_back] {
        let text = serde_json::to_string(&talk.transcript).unwrap();
        let (before, after) = text.split_once(r#","takes_up":"#).unwrap();
        let after = &after[after.find(|c: char| !c.is_ascii_digit()).unwrap()..];
        talk.transcript = serde_json::from_str(&[before, after].concat()).unwrap();
        talk.conversation = Conversation::replay(&talk.transcript);
        assert_eq!((talk.conversation.unanswered(), talk.waits()), (None, None));
        assert_eq!(talk.say("人还在吗"), Some("人还在吗".into()));
        assert_eq!(talk.waits(), Some(talk.policy.wait));
    }

    // A message that an agent had not answered when the server was changed.
    let mut talk = Talk::assigned();
    talk.say("那能开专票吗");
    talk.conversation = Conversation::replay(&talk.transcript);
    assert_eq!(talk.act(Action::HandBack), Some("那能开专票吗".into()));
}

/// One conversation, its transcript, and the time.
struct Talk {
    conversation: Conversation,
    transcript: Vec<Entry>,
    policy: Policy,
    now: Timestamp,
    asked: Option<Seq>,
    /// What was refused last.
    refused: Option<Refusal>,
    next_id: u128,
}

impl Talk {
    fn begun() -> Self {
        let mut talk = Self {
            conversation: Conversation::default(),
            transcript: Vec::new(),
            policy: Policy::default(),
            now: Timestamp(1_000_000),
            asked: None,
            refused: None,
            next_id: 0,
        };
        talk.step(Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() });
        talk
    }

    fn assigned() -> Self {
        let mut talk = Self::begun();
        talk.press(Button::Human);
        talk.agent_comes();
        talk
    }

    /// Returns what the assistant is asked, if anything.
    fn step(&mut self, event: Event) -> Option<String> {
        self.now = self.now.after(Duration::from_millis(1));
        let mut question = None;
        let mut calls = Vec::new();
        for effect in self.conversation.step(event, &self.policy, self.now) {
            match effect {
                Effect::Record(entry) => self.transcript.push(entry),
                Effect::Ask { after, question: asked } => {
                    self.asked = Some(after);
                    assert_eq!(question.replace(asked), None, "it is asked once");
                }
                Effect::Tell(call) => calls.push(call),
                Effect::Refuse { refusal, .. } => self.refused = Some(refusal),
                Effect::Acknowledge { .. } | Effect::Count { .. } => {}
            }
        }
        // The Desk closes no wait that it has just been told of.
        let begun = calls.iter().position(|call| matches!(call, DeskCall::Enqueue { .. }));
        let closed = calls.iter().rposition(|call| matches!(call, DeskCall::Close { .. }));
        assert!(begun.is_none() || closed < begun, "{calls:?}");
        let woken = Conversation::replay(&self.transcript);
        assert_eq!(woken, self.conversation, "live state is the fold of the log");
        question
    }

    fn say(&mut self, text: &str) -> Option<String> {
        let client_id = self.name();
        self.step(Event::Said { client_id, text: text.into(), reading: None })
    }

    fn reads(&mut self, text: &str, anger: u8) -> Option<String> {
        let confidence = Percent::saturating(90);
        let reading = Some(Reading {
            intent: Belief { label: Intent::Other, confidence },
            emotion: Belief { label: Emotion::Angry, confidence },
            anger: Percent::saturating(anger),
        });
        let client_id = self.name();
        self.step(Event::Said { client_id, text: text.into(), reading })
    }

    fn press(&mut self, button: Button) -> Option<String> {
        let client_id = self.name();
        self.step(Event::Pressed { client_id, button })
    }

    fn act(&mut self, action: Action) -> Option<String> {
        let (agent, client_id) = (agent(), self.name());
        self.step(Event::Acted { agent, client_id, action })
    }

    /// The assistant answers what it was asked last. Returns the place of the answer.
    fn answered(&mut self, answer: Answer) -> Seq {
        let after = self.asked.unwrap();
        let place = Seq(self.conversation.len());
        self.step(Event::Answered { after, answer });
        assert!(self.transcript.iter().any(|entry| entry.seq == place), "it came too late");
        place
    }

    fn agent_comes(&mut self) {
        let news = DeskNews::Assigned { agent: agent(), name: "小林".into() };
        self.desk(news);
    }

    fn nobody_comes(&mut self) -> Option<String> {
        let asked = self.desk(DeskNews::Unserved { cause: Absence::NobodyOnline });
        assert!(matches!(self.conversation.status(), Status::Ticketed { .. }));
        asked
    }

    fn desk(&mut self, news: DeskNews) -> Option<String> {
        let Status::Queued { wait, .. } = *self.conversation.status() else {
            panic!("nobody was asked for: {:?}", self.conversation.status())
        };
        self.step(Event::Desk { wait, news })
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
        self.step(Event::Tick);
    }

    /// For how long the visitor would still wait, in whole seconds, if the clock runs at all.
    fn waits(&self) -> Option<Duration> {
        let due = self.conversation.deadline(&self.policy)?;
        Some(Duration::from_secs(due.after(Duration::from_millis(999)).since(self.now).as_secs()))
    }

    fn handoff(&self) -> &shared::handoff::Handoff {
        let Status::Queued { handoff, .. } = self.conversation.status() else {
            panic!("nobody was asked for: {:?}", self.conversation.status())
        };
        handoff
    }

    fn last(&self) -> &Fact {
        &self.transcript.last().unwrap().fact
    }

    fn name(&mut self) -> ClientId {
        self.next_id += 1;
        ClientId(self.next_id)
    }
}

fn found() -> Answer {
    let quote = Quote { article: "a".into(), title: "t".into(), text: "x".into(), more: false };
    Answer::Found { quotes: vec![quote], confidence: Percent::saturating(90) }
}

fn agent() -> AgentId {
    "lin".parse().unwrap()
}
