//! What was asked and not answered well: which articles a shop lacks.
//!
//! The same matter is asked in many words, so questions that are near each other are told together, the
//! most frequent first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// Groups questions that mean the same: those that share most of their terms, or, with an encoder, point
/// the same way. The latest question comes first in `missed`, and each group is named after its most
/// frequent wording. What `is_answered` by now is left out, unless it is an answer that did not help.
#[must_use]
pub fn grouped(
    missed: &[Missed],
    synonyms: &Synonyms,
    encoder: Option<&Arc<Encoder>>,
    is_answered: impl Fn(&str) -> bool,
) -> Misses {
    let mut wordings: BTreeMap<&str, Wording<'_>> = BTreeMap::new();
    for miss in missed {
        let wording = wordings.entry(&miss.question).or_insert_with(|| Wording {
            question: &miss.question,
            count: 0,
            last_at: miss.at,
            kinds: BTreeMap::new(),
        });
        wording.count += 1;
        wording.last_at = wording.last_at.max(miss.at);
        *wording.kinds.entry(miss.kind).or_default() += 1;
    }
    let mut wordings: Vec<Wording<'_>> = wordings.into_values().collect();
    wordings.sort_by_key(|wording| Reverse((wording.count, wording.last_at)));
    let (articles, wordings): (Vec<_>, Vec<_>) =
        wordings.into_iter().filter_map(|wording| Some((article(&wording)?, wording))).unzip();
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
        let mut group = Group::of(&wordings[at]);
        let is_free = |near: u32| !taken[near as usize];
        for (near, likeness, nearness) in index.near(group.question, NEIGHBOURS, is_free) {
            if likeness >= LIKE || nearness >= NEAR {
                taken[near as usize] = true;
                group.take_in(&wordings[near as usize]);
            }
        }
        groups.push(group);
    }
    groups.sort_by_key(|group| Reverse((group.count, group.last_at)));
    groups.truncate(MOST_ASKED);
    let mut groups: Vec<Miss> =
        groups.into_iter().filter_map(|group| group.still_lacking(&is_answered)).collect();
    groups.sort_by_key(|group| Reverse((group.count, group.last_at)));
    groups.truncate(MOST_GROUPS);
    Misses { groups }
}

/// All that was asked in the very same words.
struct Wording<'a> {
    question: &'a str,
    count: u64,
    last_at: Timestamp,
    kinds: BTreeMap<MissKind, u64>,
}

struct Group<'a> {
    question: &'a str,
    like: Vec<&'a str>,
    count: u64,
    last_at: Timestamp,
    kinds: BTreeMap<MissKind, u64>,
}

impl<'a> Group<'a> {
    fn of(wording: &Wording<'a>) -> Self {
        Self {
            question: wording.question,
            like: Vec::new(),
            count: wording.count,
            last_at: wording.last_at,
            kinds: wording.kinds.clone(),
        }
    }

    fn take_in(&mut self, wording: &Wording<'a>) {
        if self.like.len() < MOST_LIKE {
            self.like.push(wording.question);
        }
        self.count += wording.count;
        self.last_at = self.last_at.max(wording.last_at);
        for (kind, count) in &wording.kinds {
            *self.kinds.entry(*kind).or_default() += count;
        }
    }

    /// What is left of it where its question is answered by now: who was not helped was answered too.
    fn still_lacking(mut self, is_answered: impl Fn(&str) -> bool) -> Option<Miss> {
        let lacked = |kind: &MissKind| *kind != MissKind::Unhelpful;
        if self.kinds.keys().any(lacked) && is_answered(self.question) {
            self.kinds.retain(|kind, _| !lacked(kind));
            self.count = self.kinds.values().sum();
        }
        (self.count > 0).then(|| self.told())
    }

    fn told(self) -> Miss {
        let most = self.kinds.iter().max_by_key(|(_, count)| **count);
        Miss {
            question: self.question.to_owned(),
            like: self.like.into_iter().map(str::to_owned).collect(),
            count: self.count,
            last_at: self.last_at,
            kind: most.map_or(MissKind::Unknown, |(kind, _)| *kind),
        }
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
/// Of how many groups it is asked whether they are answered by now: each is a search.
const MOST_ASKED: usize = 2 * MOST_GROUPS;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn missed(questions: &[(&str, MissKind)]) -> Vec<Missed> {
        let at = (0..questions.len() as u64).rev().map(Timestamp);
        questions.iter().zip(at).filter_map(|((q, kind), at)| Missed::note(q, *kind, at)).collect()
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
        let Misses { groups } = grouped(&missed, &Synonyms::default(), None, |_| false);
        let told: Vec<_> =
            groups.iter().map(|group| (group.question.as_str(), group.count, group.kind)).collect();
        assert_eq!(told, [("空气炸锅能烤红薯吗", 3, Choices), ("海外能寄吗", 1, Unknown)]);
        assert_eq!(groups[0].like, ["请问空气炸锅能烤红薯吗？"]);
        assert_eq!(groups[0].last_at, Timestamp(2));
        assert_eq!(grouped(&[], &Synonyms::default(), None, |_| false).groups, []);
    }

    #[test]
    fn what_is_answered_by_now_is_no_longer_missed() {
        use MissKind::{Choices, Unhelpful, Unknown};
        let before = missed(&[
            ("海外能寄吗", Unknown),
            ("空气炸锅能烤红薯吗", Choices),
            ("退款多久到账", Unhelpful),
            ("能刻字吗", Unknown),
        ]);
        let Misses { groups } =
            grouped(&before, &Synonyms::default(), None, |question| question != "能刻字吗");
        let questions: Vec<_> = groups.iter().map(|group| group.question.as_str()).collect();
        assert_eq!(questions, ["退款多久到账", "能刻字吗"], "an answer that did not help is one");

        // It was written, and is wrong: only what came of it counts, however often it was missed before.
        let after = missed(&[
            ("能刻字吗", Unknown),
            ("能刻字吗", Unhelpful),
            ("能刻字吗", Unknown),
            ("海外能寄吗", Unknown),
        ]);
        let Misses { groups } =
            grouped(&after, &Synonyms::default(), None, |question| question == "能刻字吗");
        let told: Vec<_> = groups.iter().map(|group| (&*group.question, group.count)).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&("能刻字吗", 1)), "{told:?}");
        assert!(groups.iter().any(|group| group.kind == Unhelpful));
    }

    #[test]
    fn a_question_is_kept_short_and_without_personal_data() {
        let note = |question: &str| Missed::note(question, MissKind::Unknown, Timestamp(0));
        let question = note("我的手机\n号是13812345678，能改吗").unwrap().question;
        assert!(!question.contains("13812345678") && !question.contains('\n'), "{question}");
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
        let Misses { groups } = grouped(&missed, &Synonyms::default(), None, |_| false);
        assert!(groups.len() <= MOST_GROUPS && !groups.is_empty());
        assert!(groups.iter().all(|group| group.like.len() <= MOST_LIKE));
    }
}
