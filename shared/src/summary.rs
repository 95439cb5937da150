//! What an agent needs to know on arrival: the story of a conversation, from its transcript alone.
//!
//! Nothing here is generated; each line can be traced to the entry it came from. Words for people
//! are in the pages' locale files.
//!
//! ```
//! use shared::id::{ClientId, Seq};
//! use shared::summary::summarize;
//! use shared::time::Timestamp;
//! use shared::transcript::{Author, Entry, Fact};
//!
//! let said = |seq, text: &str| Entry {
//!     seq: Seq(seq),
//!     at: Timestamp(seq),
//!     fact: Fact::Said {
//!         author: Author::Visitor,
//!         client_id: ClientId(seq.into()),
//!         text: text.into(),
//!         reading: None,
//!     },
//! };
//! let summary = summarize(&[said(0, "你好"), said(1, "水壶的盖子裂了怎么换"), said(2, "转人工")]);
//! assert_eq!(summary.questions.len(), 1);
//! assert_eq!(summary.questions[0].text, "水壶的盖子裂了怎么换");
//! assert_eq!(summary.moods.len(), 3);
//! ```

use crate::handoff::{Handoff, Rule};
use crate::hatch::{is_matter, signals};
use crate::id::Seq;
use crate::reading::{Anger, Emotion, Intent, Reading};
use crate::time::Timestamp;
use crate::transcript::{Answer, Author, Entry, Fact, Page, Stars, Ticket, Visitor};

/// The story of a conversation so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// With whom it is.
    pub visitor: Visitor,
    /// The language of their page, as a BCP 47 tag, if it was told.
    pub locale: Option<String>,
    /// The page they are on and what it tells of itself, if they were seen on one.
    pub page: Option<Page>,
    /// How they may be reached, if they told.
    pub contact: Option<String>,
    /// The latest crossing to a person, if there was one.
    pub crossing: Option<Crossing>,
    /// The latest promise to answer later, if it was not kept yet.
    pub ticket: Option<Ticket>,
    /// What was asked, in order; what was asked again is there once, at its last place.
    pub questions: Vec<Question>,
    /// What the assistant tried, in order.
    pub attempts: Vec<Attempt>,
    /// The people who have had it, in order of their first coming.
    pub agents: Vec<String>,
    /// How each message of the visitor reads, in order.
    pub moods: Vec<Mood>,
    /// The latest rating.
    pub stars: Option<Stars>,
}

/// A crossing to a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// Why, for whom, how urgent.
    pub handoff: Handoff,
    /// When.
    pub at: Timestamp,
    /// Its number within this conversation, from 1.
    pub times: usize,
}

/// Something the visitor asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Question {
    /// Where, the last time.
    pub seq: Seq,
    /// In their words.
    pub text: String,
    /// What it is about, as far as can be told.
    pub intent: Option<Intent>,
    /// How often it was asked in the same words.
    pub times: usize,
}

/// Something the assistant tried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attempt {
    /// Where.
    pub seq: Seq,
    /// What it offered: the titles of articles; none where it did not know.
    pub titles: Vec<String>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The visitor said that it helped, or gave thanks.
    Helped,
    /// The visitor said that it did not, or asked the same again.
    Failed,
    /// Nothing to answer with was found.
    Unknown,
    /// The visitor did not say.
    Untold,
}

/// How one message of the visitor reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mood {
    /// Which message.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// How angry: the stronger of the browser's reading and the words' own signals.
    pub anger: Anger,
    /// What it feels like, as far as can be told.
    pub emotion: Option<Emotion>,
}

/// Tells the story of a transcript, or of as much of it as is there.
#[must_use]
pub fn summarize(transcript: &[Entry]) -> Summary {
    let mut summary = Summary {
        visitor: Visitor::Anonymous,
        locale: None,
        page: None,
        contact: None,
        crossing: None,
        ticket: None,
        questions: Vec::new(),
        attempts: Vec::new(),
        agents: Vec::new(),
        moods: Vec::new(),
        stars: None,
    };
    for entry in transcript {
        summary.take(entry);
    }
    summary
}

impl Summary {
    /// The visitor's latest question.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.questions.last()
    }

    /// What to look up for the visitor: their latest question that was asked calmly, or the latest
    /// at all. Angry words tell how it is, not what it is about.
    #[must_use]
    pub fn to_look_up(&self) -> Option<&Question> {
        let is_calm = |question: &&Question| {
            let mood = self.moods.iter().find(|mood| mood.seq == question.seq);
            mood.is_none_or(|mood| mood.anger.value() < HEATED)
        };
        self.questions.iter().rev().find(is_calm).or_else(|| self.questions.last())
    }

    /// The highest anger of all messages.
    #[must_use]
    pub fn peak(&self) -> Anger {
        self.moods.iter().map(|mood| mood.anger).max().unwrap_or_default()
    }

    /// What the visitor wants, as last understood.
    #[must_use]
    pub fn intent(&self) -> Option<Intent> {
        self.questions.iter().rev().find_map(|question| question.intent)
    }

    /// Goes on with the entry that comes next: as [`summarize`] would have it, without going through all
    /// that came before.
    pub fn take(&mut self, entry: &Entry) {
        let Entry { seq, at, fact } = entry;
        match fact {
            Fact::Started { visitor, locale } => {
                self.visitor = visitor.clone();
                self.locale = Some(locale.clone());
            }
            Fact::Identified { visitor } => self.visitor = visitor.clone(),
            Fact::Visited { page } => self.page = Some(page.clone()),
            Fact::Said { author: Author::Visitor, text, reading, .. } => {
                self.said(*seq, *at, text, reading.as_ref());
            }
            Fact::Said { author: Author::Agent(_), .. } => self.ticket = None,
            Fact::Said { author: Author::Assistant, .. } => {}
            Fact::Answered { answer, .. } => self.answered(*seq, answer),
            Fact::Helped { answer, helpful, .. } => {
                let outcome = if *helpful { Outcome::Helped } else { Outcome::Failed };
                if let Some(attempt) = self.attempts.iter_mut().find(|tried| tried.seq == *answer) {
                    attempt.outcome = outcome;
                }
            }
            Fact::HandoffRequested { handoff, .. } => {
                if let Rule::Unhelpful { .. } = handoff.rule {
                    self.judge(Outcome::Failed);
                }
                let times = self.crossing.as_ref().map_or(1, |crossing| crossing.times + 1);
                self.crossing = Some(Crossing { handoff: handoff.clone(), at: *at, times });
            }
            Fact::HandoffProposed { rule } => {
                if let Rule::Unhelpful { .. } = rule {
                    self.judge(Outcome::Failed);
                }
            }
            Fact::Escalated { rule, priority, skill } => {
                if let Some(crossing) = &mut self.crossing {
                    crossing.handoff.escalate(rule, *priority, skill.as_ref());
                }
            }
            Fact::Assigned { name, .. } => {
                if !self.agents.contains(name) {
                    self.agents.push(name.clone());
                }
            }
            Fact::Ticketed { ticket, .. } => self.ticket = Some(ticket.clone()),
            Fact::ContactLeft { contact, .. } => self.contact = Some(contact.clone()),
            Fact::Resolved { .. } => self.ticket = None,
            Fact::Rated { stars, .. } => self.stars = Some(*stars),
            Fact::Soothed
            | Fact::HandoffDeclined { .. }
            | Fact::HandedBack { .. }
            | Fact::Transferred { .. }
            | Fact::Received { .. } => {}
        }
    }

    fn said(&mut self, seq: Seq, at: Timestamp, text: &str, reading: Option<&Reading>) {
        let signals = signals(text);
        self.moods.push(Mood {
            seq,
            at,
            anger: signals.anger_with(reading),
            emotion: reading.map(|reading| reading.emotion.label).or(signals.emotion),
        });
        let words = text.trim();
        let again = self.questions.iter().position(|question| question.text == words);
        if signals.unhelpful || again.is_some() {
            self.judge(Outcome::Failed);
        } else if signals.thanks {
            self.judge(Outcome::Helped);
        }
        if let Some(place) = again {
            let mut question = self.questions.remove(place);
            question.seq = seq;
            question.times += 1;
            self.questions.push(question);
            return;
        }
        let intent = signals.intent_with(reading);
        if is_matter(words, &signals, intent) {
            let intent = intent.filter(|intent| intent.is_about_something());
            self.questions.push(Question { seq, text: words.to_owned(), intent, times: 1 });
        }
    }

    fn answered(&mut self, seq: Seq, answer: &Answer) {
        let (titles, outcome) = match answer {
            Answer::Found { quotes, .. } => {
                (quotes.iter().map(|quote| quote.title.clone()).collect(), Outcome::Untold)
            }
            Answer::Choices { ask: Some(ask), .. } => (vec![ask.clone()], Outcome::Untold),
            Answer::Choices { ask: None, titles } => (titles.clone(), Outcome::Untold),
            Answer::Unknown => (Vec::new(), Outcome::Unknown),
            Answer::Courtesy => return,
        };
        self.attempts.push(Attempt { seq, titles, outcome });
    }

    /// What the visitor's next words say about the latest attempt, unless a tap has said it already.
    fn judge(&mut self, outcome: Outcome) {
        if let Some(attempt) = self.attempts.last_mut()
            && attempt.outcome == Outcome::Untold
        {
            attempt.outcome = outcome;
        }
    }
}

/// From this anger on a message is heated: it earns a soothing word.
const HEATED: u8 = 60;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::handoff::Priority;
    use crate::id::{ClientId, Skill};
    use crate::page::Context;
    use crate::reading::{Belief, Percent};
    use crate::transcript::Quote;

    /// A transcript that is told fact by fact.
    #[derive(Default)]
    struct Story(Vec<Entry>);

    impl Story {
        fn fact(mut self, fact: Fact) -> Self {
            let seq = self.0.len() as u64;
            self.0.push(Entry { seq: Seq(seq), at: Timestamp(seq * 1_000), fact });
            self
        }

        fn says(self, text: &str) -> Self {
            self.reads(text, None)
        }

        fn reads(self, text: &str, reading: Option<Reading>) -> Self {
            let client_id = ClientId(self.0.len() as u128);
            let text = text.to_owned();
            self.fact(Fact::Said { author: Author::Visitor, client_id, text, reading })
        }

        fn answers(self, title: &str) -> Self {
            let after = Seq(self.0.len() as u64 - 1);
            let (title, text) = (title.into(), "…".into());
            let quote = Quote { article: "a".into(), title, text, more: false };
            let answer = Answer::Found { quotes: vec![quote], confidence: Percent::saturating(90) };
            self.fact(Fact::Answered { after, answer })
        }

        fn crosses(self, rule: Rule) -> Self {
            let skill = "general".parse().unwrap();
            let handoff = Handoff { rule, skill, priority: Priority::Normal };
            self.fact(Fact::HandoffRequested { client_id: None, handoff })
        }

        fn told(&self) -> Summary {
            summarize(&self.0)
        }
    }

    fn reading(intent: Intent, emotion: Emotion, anger: u8) -> Option<Reading> {
        let confidence = Percent::saturating(90);
        Some(Reading {
            intent: Belief { label: intent, confidence },
            emotion: Belief { label: emotion, confidence },
            anger: Percent::saturating(anger),
        })
    }

    #[test]
    fn a_greeting_a_thank_you_and_a_wish_for_a_person_are_no_questions() {
        for aside in ["你好", "人工", "转人工！", "我要找真人客服", "谢谢", "没用", "？？", " "]
        {
            let questions = Story::default().says(aside).told().questions;
            assert_eq!(questions, [], "{aside}");
        }
    }

    #[test]
    fn a_question_with_a_wish_in_it_is_a_question() {
        for matter in
            ["转人工，我的订单三天没发货了", "你好，请问保温杯可以装牛奶吗", "退款什么时候到账"]
        {
            let questions = Story::default().says(matter).told().questions;
            assert_eq!(questions.len(), 1, "{matter}");
            assert_eq!(questions[0].text, matter);
        }
    }

    #[test]
    fn what_is_asked_again_is_told_once_and_last() {
        let summary = Story::default()
            .says("退款什么时候到账")
            .answers("退款多久到账")
            .says("快递到哪里了")
            .says("退款什么时候到账")
            .told();
        let told: Vec<_> =
            summary.questions.iter().map(|q| (q.text.as_str(), q.times, q.seq.0)).collect();
        assert_eq!(told, [("快递到哪里了", 1, 2), ("退款什么时候到账", 2, 3)]);
        assert_eq!(summary.question().map(|question| question.seq), Some(Seq(3)));
    }

    #[test]
    fn what_to_look_up_was_asked_calmly_if_anything_was() {
        let angry = reading(Intent::Logistics, Emotion::Angry, 75);
        let looked_up = |story: &Story| story.told().to_look_up().map(|found| found.seq.0);
        let story = Story::default().reads("到底什么时候给我发货啊", angry.clone());
        assert_eq!(looked_up(&story), Some(0));
        let story = Story::default().says("快递到哪里了").reads("到底什么时候给我发货啊", angry);
        assert_eq!(looked_up(&story), Some(0));
        let story = story.says("退款什么时候到账");
        assert_eq!(looked_up(&story), Some(2));
    }

    #[test]
    fn each_attempt_tells_what_came_of_it() {
        let tap = |answer, helpful| Fact::Helped { client_id: ClientId(99), answer, helpful };
        let summary = Story::default()
            .says("退款什么时候到账")
            .answers("退款多久到账")
            .fact(tap(Seq(1), true))
            .says("发票怎么开呢")
            .answers("怎么开发票")
            .says("没用")
            .says("运费谁来出")
            .answers("运费由谁承担")
            .says("哪里可以改地址")
            .fact(Fact::Answered { after: Seq(8), answer: Answer::Unknown })
            .says("谢谢")
            .told();
        let outcomes: Vec<_> = summary.attempts.iter().map(|tried| tried.outcome).collect();
        assert_eq!(outcomes, [Outcome::Helped, Outcome::Failed, Outcome::Untold, Outcome::Unknown],);
        assert_eq!(summary.attempts[0].titles, ["退款多久到账"]);
    }

    #[test]
    fn a_tap_outweighs_the_words_that_follow() {
        let summary = Story::default()
            .says("发票怎么开呢")
            .answers("怎么开发票")
            .fact(Fact::Helped { client_id: ClientId(9), answer: Seq(1), helpful: false })
            .says("谢谢")
            .told();
        assert_eq!(summary.attempts[0].outcome, Outcome::Failed);
    }

    #[test]
    fn the_latest_crossing_is_told_with_its_number_and_its_urgency() {
        let escalated = |rule, priority, skill| Fact::Escalated { rule, priority, skill };
        let story = Story::default()
            .says("转人工")
            .crosses(Rule::Button)
            .crosses(Rule::Transferred)
            .fact(escalated(Rule::Waited { seconds: 90 }, Priority::High, None));
        let crossing = story.told().crossing.unwrap();
        assert_eq!(crossing.times, 2);
        assert_eq!(crossing.at, Timestamp(2_000));
        assert_eq!(crossing.handoff.rule, Rule::Transferred);
        assert_eq!(crossing.handoff.priority, Priority::High);

        let anger = Rule::Anger { anger: Percent::saturating(92) };
        let skill: Skill = "senior".parse().unwrap();
        let story = story.fact(escalated(anger.clone(), Priority::Urgent, Some(skill.clone())));
        let crossing = story.told().crossing.unwrap();
        let expect = Handoff { rule: anger, skill, priority: Priority::Urgent };
        assert_eq!((crossing.handoff, crossing.times), (expect, 2));
    }

    #[test]
    fn a_mood_is_the_stronger_of_the_reading_and_the_words() {
        let summary = Story::default()
            .reads("怎么还没到", reading(Intent::Logistics, Emotion::Anxious, 40))
            .reads("你们这群骗子，垃圾，去死吧", reading(Intent::Other, Emotion::Calm, 0))
            .told();
        assert_eq!(summary.moods[0].anger.value(), 40);
        assert_eq!(summary.moods[0].emotion, Some(Emotion::Anxious));
        assert!(summary.moods[1].anger.value() >= 80, "{:?}", summary.moods[1]);
        assert_eq!(summary.peak(), summary.moods[1].anger);
        assert_eq!(summary.intent(), Some(Intent::Logistics));
    }

    #[test]
    fn who_where_and_how_to_reach_them_are_the_latest_told() {
        let page = |url: &str| Fact::Visited {
            page: Page { url: url.into(), title: "".into(), context: Context::default() },
        };
        let vip = Visitor::Verified { subject: "u1".into(), name: Some("林".into()), vip: true };
        let summary = Story::default()
            .fact(Fact::Started { visitor: Visitor::Anonymous, locale: "zh-TW".into() })
            .fact(page("https://shop.example/a"))
            .fact(Fact::Identified { visitor: vip.clone() })
            .fact(page("https://shop.example/b"))
            .fact(Fact::ContactLeft { client_id: ClientId(5), contact: "微信 lin".into() })
            .told();
        assert_eq!(summary.visitor, vip);
        assert_eq!(summary.locale.as_deref(), Some("zh-TW"));
        assert_eq!(summary.page.unwrap().url, "https://shop.example/b");
        assert_eq!(summary.contact.as_deref(), Some("微信 lin"));
    }
}
