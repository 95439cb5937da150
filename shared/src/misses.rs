//! What was asked and not answered well: which articles a shop lacks.
//!
//! The same matter is asked in many words, so questions that are near each other are told together, the
//! most frequent first.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::api::knowledge::{Miss, MissKind, Misses};
use crate::article::{Article, Draft};
use crate::hatch::says_nothing;
use crate::mask;
use crate::search::{Encoder, Index, Synonyms};
use crate::time::Timestamp;

/// A question that was not answered well.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Missed {
    /// What was asked, with personal data masked, 200 characters at most.
    pub question: String,
    /// What came of it.
    pub kind: MissKind,
    /// When.
    pub at: Timestamp,
}

impl Missed {
    /// Notes a question; nothing where it says nothing.
    #[must_use]
    pub fn note(question: &str, kind: MissKind, at: Timestamp) -> Option<Self> {
        let question = mask::line(question, LONGEST);
        is_question(&question).then_some(Self { question, kind, at })
    }
}

/// Whether `text` asks something that an article could answer: 在吗, 嗯嗯 and ？ do not, and are neither counted
/// nor missed.
#[must_use]
pub fn is_question(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && !says_nothing(text)
}

/// Since when what was missed is told, at most.
#[must_use]
pub fn since(now: Timestamp) -> Timestamp {
    now.before(Duration::from_secs(DAYS * 86_400))
}

/// The wordings that were missed most often, the most frequent first.
#[must_use]
pub fn most_asked(missed: &[Missed], most: usize) -> Vec<&str> {
    wordings(missed).into_iter().take(most).map(|wording| wording.question).collect()
}

/// Groups questions that mean the same: those that share most of their terms, or, with an encoder, point
/// the same way. Each group is named after its most frequent wording.
///
/// `answered_since` tells since when what answers a question now stands as it does, nothing where nothing
/// answers it. A wording that is answered is left out, unless it is an answer that has not helped since then.
/// A group of which a wording was `dismissed` is left out until it is asked again, and tells of that alone.
#[must_use]
pub fn grouped(
    missed: &[Missed],
    dismissed: &BTreeMap<String, Timestamp>,
    synonyms: &Synonyms,
    encoder: Option<&Arc<Encoder>>,
    answered_since: impl Fn(&str) -> Option<Timestamp>,
) -> Misses {
    let (articles, wordings): (Vec<_>, Vec<_>) = wordings(missed)
        .into_iter()
        .filter_map(|wording| Some((article(&wording)?, wording)))
        .unzip();
    let index = match encoder {
        Some(encoder) => Index::with_meaning(&articles, synonyms, encoder),
        None => Index::build(&articles, synonyms),
    };

    let mut taken = vec![false; wordings.len()];
    let mut groups: Vec<Group<'_>> = Vec::new();
    for at in 0..wordings.len() {
        if taken[at] {
            continue;
        }
        taken[at] = true;
        let mut group = vec![&wordings[at]];
        let is_free = |near: u32| !taken[near as usize];
        for (near, likeness, nearness) in index.near(wordings[at].question, NEIGHBOURS, is_free) {
            if likeness >= LIKE || nearness >= NEAR {
                taken[near as usize] = true;
                group.push(&wordings[near as usize]);
            }
        }
        groups.extend(open(&group, dismissed));
    }
    groups.sort_by_key(|group| Reverse(group.rank()));

    let asked = Cell::new(0);
    let answered_since = |question: &str| {
        asked.set(asked.get() + 1);
        answered_since(question)
    };
    let lacking = groups
        .into_iter()
        .take_while(|_| asked.get() < MOST_ASKED)
        .filter_map(|group| group.still_lacking(answered_since))
        .take(MOST_GROUPS);
    let mut lacking: Vec<_> = lacking.collect();
    lacking.sort_by_key(|group| Reverse(group.rank()));
    Misses { groups: lacking.into_iter().filter_map(Group::told).collect() }
}

/// The most frequent first.
fn wordings(missed: &[Missed]) -> Vec<Wording<'_>> {
    let mut wordings: BTreeMap<&str, Vec<&Missed>> = BTreeMap::new();
    // Older servers noted greetings, too.
    for miss in missed.iter().filter(|miss| is_question(&miss.question)) {
        wordings.entry(&miss.question).or_default().push(miss);
    }
    let wordings = wordings.into_iter().map(|(question, missed)| Wording { question, missed });
    let mut wordings: Vec<_> = wordings.collect();
    wordings.sort_by_key(|wording| Reverse(wording.rank()));
    wordings
}

/// What was asked of a group since it was dismissed, if ever it was.
fn open<'a>(
    wordings: &[&Wording<'a>],
    dismissed: &BTreeMap<String, Timestamp>,
) -> Option<Group<'a>> {
    let until = wordings.iter().filter_map(|wording| dismissed.get(wording.question)).max();
    let is_open = |miss: &Missed| until.is_none_or(|until| miss.at > *until);
    Group::of(wordings.iter().map(|wording| wording.only(is_open)))
}

/// All that was asked in the very same words.
struct Wording<'a> {
    question: &'a str,
    missed: Vec<&'a Missed>,
}

impl Wording<'_> {
    fn only(&self, keeps: impl Fn(&Missed) -> bool) -> Self {
        let missed = self.missed.iter().copied().filter(|miss| keeps(miss)).collect();
        Self { question: self.question, missed }
    }

    /// By which the first is told from the others.
    fn rank(&self) -> (usize, Option<Timestamp>) {
        (self.missed.len(), self.missed.iter().map(|miss| miss.at).max())
    }
}

/// Wordings that mean the same, the most frequent first; none of them empty.
struct Group<'a>(Vec<Wording<'a>>);

impl<'a> Group<'a> {
    /// Nothing where nothing is left of any wording.
    fn of(wordings: impl Iterator<Item = Wording<'a>>) -> Option<Self> {
        let mut wordings: Vec<_> = wordings.filter(|it| !it.missed.is_empty()).collect();
        wordings.sort_by_key(|wording| Reverse(wording.rank()));
        (!wordings.is_empty()).then_some(Self(wordings))
    }

    /// What is left of it without what is answered by now: who was not helped was answered too.
    fn still_lacking(self, answered_since: impl Fn(&str) -> Option<Timestamp>) -> Option<Self> {
        let lacking = |wording: Wording<'a>| match answered_since(wording.question) {
            Some(since) => {
                wording.only(|miss| miss.kind == MissKind::Unhelpful && miss.at >= since)
            }
            None => wording,
        };
        Self::of(self.0.into_iter().map(lacking))
    }

    fn rank(&self) -> (usize, Option<Timestamp>) {
        (self.missed().count(), self.missed().map(|miss| miss.at).max())
    }

    fn missed(&self) -> impl Iterator<Item = &Missed> {
        self.0.iter().flat_map(|wording| wording.missed.iter().copied())
    }

    fn told(self) -> Option<Miss> {
        let mut kinds: BTreeMap<MissKind, u64> = BTreeMap::new();
        for miss in self.missed() {
            *kinds.entry(miss.kind).or_default() += 1;
        }
        let (kind, _) = kinds.iter().max_by_key(|(_, count)| **count)?;
        let (first, like) = self.0.split_first()?;
        Some(Miss {
            question: first.question.to_owned(),
            like: like.iter().take(MOST_LIKE).map(|it| it.question.to_owned()).collect(),
            count: kinds.values().sum(),
            last_at: self.missed().map(|miss| miss.at).max()?,
            kind: *kind,
        })
    }
}

/// A wording as an article, so that what is near a question is found as an answer to it would be; every
/// wording that was noted is one.
fn article(wording: &Wording<'_>) -> Option<Article> {
    let question = wording.question.to_owned();
    let draft =
        Draft { id: "q".into(), title: question.clone(), body: question, ..Draft::default() };
    draft.try_into().ok()
}

/// Over how many days what was missed is told. What was asked before says little of what is asked now.
pub const DAYS: u64 = 90;
/// More of a question tells an editor nothing.
const LONGEST: usize = 200;
/// From which likeness on two questions are one. At 0 all are; at 1 only the very same words.
const LIKE: f32 = 0.6;
/// From which nearness of meaning on they are.
const NEAR: f32 = 0.8;
/// How many that are near a question are looked at.
const NEIGHBOURS: usize = 100;
/// Other wordings that a group tells.
const MOST_LIKE: usize = 10;
const MOST_GROUPS: usize = 200;
/// Of about how many wordings it is asked whether they are answered by now: each is a search.
const MOST_ASKED: usize = 3 * MOST_GROUPS;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn missed(questions: &[(&str, MissKind)]) -> Vec<Missed> {
        let at = (0..questions.len() as u64).rev().map(Timestamp);
        questions.iter().zip(at).filter_map(|((q, kind), at)| Missed::note(q, *kind, at)).collect()
    }

    fn told(missed: &[Missed], answered: impl Fn(&str) -> Option<Timestamp>) -> Vec<Miss> {
        grouped(missed, &BTreeMap::new(), &Synonyms::default(), None, answered).groups
    }

    #[test]
    fn what_is_asked_most_comes_first_however_it_is_asked() {
        use MissKind::{Choices, Unhelpful, Unknown};
        let missed = missed(&[
            ("海外能寄吗", Unknown),
            ("空气炸锅能烤红薯吗", Choices),
            ("请问空气炸锅能烤红薯吗？", Unhelpful),
            ("空气炸锅能烤红薯吗", Choices),
        ]);
        let groups = told(&missed, |_| None);
        let in_short: Vec<_> =
            groups.iter().map(|group| (group.question.as_str(), group.count, group.kind)).collect();
        assert_eq!(in_short, [("空气炸锅能烤红薯吗", 3, Choices), ("海外能寄吗", 1, Unknown)]);
        assert_eq!(groups[0].like, ["请问空气炸锅能烤红薯吗？"]);
        assert_eq!(groups[0].last_at, Timestamp(2));
        assert_eq!(told(&[], |_| None), []);
    }

    #[test]
    fn what_is_answered_by_now_is_no_longer_missed() {
        use MissKind::{Choices, Unhelpful, Unknown};
        let since = |is_answered: bool| is_answered.then_some(Timestamp(0));
        let before = missed(&[
            ("海外能寄吗", Unknown),
            ("空气炸锅能烤红薯吗", Choices),
            ("退款多久到账", Unhelpful),
            ("能刻字吗", Unknown),
        ]);
        let groups = told(&before, |question| since(question != "能刻字吗"));
        let questions: Vec<_> = groups.iter().map(|group| group.question.as_str()).collect();
        assert_eq!(questions, ["退款多久到账", "能刻字吗"], "an answer that did not help is one");

        // It was written, and is wrong: only what came of it counts, however often it was missed before.
        let after = missed(&[
            ("能刻字吗", Unknown),
            ("能刻字吗", Unhelpful),
            ("能刻字吗", Unknown),
            ("海外能寄吗", Unknown),
        ]);
        let groups = told(&after, |question| since(question == "能刻字吗"));
        let in_short: Vec<_> = groups.iter().map(|group| (&*group.question, group.count)).collect();
        assert_eq!(in_short.len(), 2);
        assert!(in_short.contains(&("能刻字吗", 1)), "{in_short:?}");
        assert!(groups.iter().any(|group| group.kind == Unhelpful));
    }

    #[test]
    fn an_answer_that_was_rewritten_since_is_no_longer_missed() {
        let missed = missed(&[
            ("退款多久到账", MissKind::Unhelpful),
            ("退款多久到账", MissKind::Unhelpful),
            ("退款多久到账", MissKind::Unknown),
        ]);
        let counts = |since| -> Vec<u64> {
            told(&missed, |_| Some(Timestamp(since))).iter().map(|group| group.count).collect()
        };
        assert_eq!([counts(0), counts(2), counts(3)], [vec![2], vec![1], vec![]]);
    }

    #[test]
    fn what_is_left_of_a_group_is_told_when_one_of_its_wordings_is_answered() {
        let missed = missed(&[
            ("空气炸锅能烤红薯吗", MissKind::Unknown),
            ("空气炸锅能烤红薯吗", MissKind::Unknown),
            ("请问空气炸锅能烤红薯吗？", MissKind::Unknown),
            ("空气炸锅能烤红薯吗亲", MissKind::Unknown),
        ]);
        let answered = |question: &str| (question == "空气炸锅能烤红薯吗").then_some(Timestamp(9));
        let groups = told(&missed, answered);
        assert_eq!(groups.len(), 1, "{groups:?}");
        assert_eq!((&*groups[0].question, groups[0].count), ("请问空气炸锅能烤红薯吗？", 2));
        assert_eq!(groups[0].like, ["空气炸锅能烤红薯吗亲"]);
    }

    #[test]
    fn what_nobody_need_answer_comes_back_when_it_is_asked_again() {
        let missed = missed(&[
            ("空气炸锅能烤红薯吗", MissKind::Unknown),
            ("请问空气炸锅能烤红薯吗？", MissKind::Unknown),
            ("空气炸锅能烤红薯吗", MissKind::Unknown),
        ]);
        let told = |at| {
            let dismissed = BTreeMap::from([("空气炸锅能烤红薯吗".to_owned(), Timestamp(at))]);
            let Misses { groups } =
                grouped(&missed, &dismissed, &Synonyms::default(), None, |_| None);
            groups.into_iter().map(|group| (group.question, group.count)).collect::<Vec<_>>()
        };
        assert_eq!(told(2), []);
        assert_eq!(told(1), [("空气炸锅能烤红薯吗".to_owned(), 1)]);
        assert_eq!(told(0), [("空气炸锅能烤红薯吗".to_owned(), 2)]);
    }

    #[test]
    fn what_says_nothing_is_missed_by_nobody() {
        let at = Timestamp(0);
        for text in ["你好", "在吗？", "？", "嗯嗯", "好的谢谢", "😊"] {
            assert_eq!(Missed::note(text, MissKind::Unknown, at), None, "{text}");
        }
        for text in ["退", "你好，发票怎么开", "E4"] {
            assert!(Missed::note(text, MissKind::Unknown, at).is_some(), "{text}");
        }
        let older = Missed { question: "你好".into(), kind: MissKind::Unknown, at };
        assert_eq!(told(&[older], |_| None), []);
    }

    #[test]
    fn a_question_is_kept_short_and_without_personal_data() {
        let note = |question: &str| Missed::note(question, MissKind::Unknown, Timestamp(0));
        let question = note("我的手机\n号是13812345678，能改吗").unwrap().question;
        assert!(!question.contains("13812345678") && !question.contains('\n'), "{question}");
        assert_eq!(
            note(&question).map(|miss| miss.question),
            Some(question),
            "told, it is the same"
        );
        assert_eq!(note(&"长".repeat(1_000)).unwrap().question.chars().count(), LONGEST);
        assert_eq!(note("？？？ 。"), None);
        assert_eq!(note(""), None);
    }

    #[test]
    fn thousands_of_questions_are_grouped() {
        let questions: Vec<String> =
            (0..2_000).map(|n| format!("第{n}号商品什么时候到货")).collect();
        let missed: Vec<Missed> = questions
            .iter()
            .filter_map(|question| Missed::note(question, MissKind::Unknown, Timestamp(1)))
            .collect();
        let groups = told(&missed, |_| None);
        assert!(groups.len() <= MOST_GROUPS && !groups.is_empty());
        assert!(groups.iter().all(|group| group.like.len() <= MOST_LIKE));
    }
}
