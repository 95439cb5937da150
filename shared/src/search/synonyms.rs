//! Words that a shop and its visitors use for the same thing.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::fold::Folded;

/// Groups of words that mean the same. They work both ways: every word of a group finds every other.
///
/// Both articles and questions are rewritten to one word of each group before they are cut into
/// terms, the longest word first. A word in two groups joins them.
///
/// ```
/// use shared::search::Synonyms;
///
/// let synonyms = Synonyms::of_site(vec![vec!["饭煲宝".into(), "电饭煲".into()]])?;
/// # Ok::<(), shared::search::SynonymError>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Vec<Vec<String>>", into = "Vec<Vec<String>>")]
pub struct Synonyms {
    site: Vec<Vec<String>>,
    rewrites: BTreeMap<char, Vec<Rewrite>>,
}

/// One word, and the word of its group that stands for all of them.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Rewrite {
    from: Vec<char>,
    to: Vec<char>,
}

impl Synonyms {
    /// No synonyms at all: every word stands for itself.
    #[must_use]
    pub const fn none() -> Self {
        Self { site: Vec::new(), rewrites: BTreeMap::new() }
    }

    /// The site's groups, beside the everyday words of Chinese shopping that every site gets.
    ///
    /// # Errors
    ///
    /// When a group is no group (fewer than two words), a word is too short to be rewritten safely
    /// (one Chinese character), too long, or when there are too many of them.
    pub fn of_site(site: Vec<Vec<String>>) -> Result<Self, SynonymError> {
        if site.len() > MAX_GROUPS {
            return Err(SynonymError::TooManyGroups(site.len()));
        }
        for group in &site {
            if !(2..=MAX_WORDS).contains(&group.len()) {
                return Err(SynonymError::GroupSize(group.clone()));
            }
            if let Some(word) = group.iter().find(|word| !is_fit(word)) {
                return Err(SynonymError::Word(word.clone()));
            }
        }
        let everyday = EVERYDAY.iter().map(|group| group.split(' ').map(folded).collect());
        let given = site.iter().map(|group| group.iter().map(|word| folded(word)).collect());
        let rewrites = rewrites(merge(everyday.chain(given)));
        Ok(Self { site, rewrites })
    }

    /// The site's groups, as they were given.
    #[must_use]
    pub fn groups(&self) -> &[Vec<String>] {
        &self.site
    }

    /// Rewrites a folded text.
    pub(super) fn rewrite(&self, text: Vec<char>) -> Vec<char> {
        if self.rewrites.is_empty() {
            return text;
        }
        let mut written = Vec::with_capacity(text.len());
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let candidates = self.rewrites.get(&text[at]).map_or(&[][..], Vec::as_slice);
            let before = at.checked_sub(1).map(|i| text[i]);
            match candidates.iter().find(|rewrite| rewrite.fits(before, rest)) {
                Some(rewrite) => {
                    written.extend_from_slice(&rewrite.to);
                    at += rewrite.from.len();
                }
                None => {
                    written.push(text[at]);
                    at += 1;
                }
            }
        }
        written
    }
}

impl Default for Synonyms {
    /// The everyday groups alone.
    fn default() -> Self {
        Self::of_site(Vec::new()).unwrap_or(Self::none())
    }
}

impl TryFrom<Vec<Vec<String>>> for Synonyms {
    type Error = SynonymError;

    fn try_from(site: Vec<Vec<String>>) -> Result<Self, SynonymError> {
        Self::of_site(site)
    }
}

impl From<Synonyms> for Vec<Vec<String>> {
    fn from(synonyms: Synonyms) -> Self {
        synonyms.site
    }
}

impl Rewrite {
    /// Latin words are rewritten only as whole words: `sim` is not part of `simple`.
    fn fits(&self, before: Option<char>, rest: &[char]) -> bool {
        let joins = |inner: char, outer: Option<char>| {
            inner.is_ascii_alphanumeric() && outer.is_some_and(|c| c.is_ascii_alphanumeric())
        };
        rest.starts_with(&self.from)
            && !joins(self.from[0], before)
            && !joins(self.from[self.from.len() - 1], rest.get(self.from.len()).copied())
    }
}

/// Why a list of synonyms is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SynonymError {
    /// More groups than the limit.
    #[error("there are {0} groups, the limit is {MAX_GROUPS}")]
    TooManyGroups(usize),
    /// A group that is empty, has one word, or too many.
    #[error("{0:?} is no group: it takes 2 to {MAX_WORDS} words")]
    GroupSize(Vec<String>),
    /// A word that is too short or too long to be rewritten.
    #[error("{0:?} must have 2 to {MAX_CHARS} characters")]
    Word(String),
}

fn is_fit(word: &str) -> bool {
    (2..=MAX_CHARS).contains(&folded(word).len())
}

fn folded(word: &str) -> Vec<char> {
    let chars = Folded::full(word).chars;
    let start = chars.iter().position(|&c| c != ' ').unwrap_or(0);
    let end = chars.iter().rposition(|&c| c != ' ').map_or(0, |last| last + 1);
    chars[start.min(end)..end].to_vec()
}

/// Joins the groups that share a word.
fn merge(groups: impl Iterator<Item = Vec<Vec<char>>>) -> Vec<Vec<Vec<char>>> {
    let mut merged: Vec<Vec<Vec<char>>> = Vec::new();
    let mut home: BTreeMap<Vec<char>, usize> = BTreeMap::new();
    for group in groups {
        let homes = group.iter().filter_map(|word| home.get(word).copied());
        let into = homes.min().unwrap_or(merged.len());
        if into == merged.len() {
            merged.push(Vec::new());
        }
        let mut arriving = VecDeque::from(group);
        while let Some(word) = arriving.pop_front() {
            match home.insert(word.clone(), into) {
                Some(old) if old != into => arriving.extend(std::mem::take(&mut merged[old])),
                Some(_) if merged[into].contains(&word) => continue,
                Some(_) | None => {}
            }
            if !merged[into].contains(&word) {
                merged[into].push(word);
            }
        }
    }
    merged
}

fn rewrites(groups: Vec<Vec<Vec<char>>>) -> BTreeMap<char, Vec<Rewrite>> {
    let mut by_first: BTreeMap<char, Vec<Rewrite>> = BTreeMap::new();
    for group in groups {
        let Some(to) = group.first().cloned() else { continue };
        for from in group {
            by_first.entry(from[0]).or_default().push(Rewrite { from, to: to.clone() });
        }
    }
    for candidates in by_first.values_mut() {
        candidates.sort_by_key(|rewrite| std::cmp::Reverse(rewrite.from.len()));
    }
    by_first
}

/// Words that are the same in every shop; the first of a group stands for all of them.
const EVERYDAY: [&str; 21] = [
    "怎么 如何 怎样 怎么样 咋样 咋",
    "什么 啥",
    "多久 多长时间 几天 多少天",
    "物流 快递 包裹 快件",
    "退款 退钱 返款",
    "付款 支付 付钱 买单",
    "付不了款 支付失败 无法付款 付款失败 付不了",
    "发票 开票",
    "优惠券 优惠卷 代金券 折扣券 购物券 抵用券",
    "价保 保价 价格保护 补差价 退差价",
    "电饭煲 电饭锅 饭煲",
    "扫地机器人 扫地机 扫拖机器人",
    "手机号 手机号码 电话号码",
    "修改 更改 变更",
    "保修 质保 包修",
    "密码 口令",
    "忘记 忘了 忘掉 不记得",
    "换货 调换 调货",
    "七天 7天",
    "清洗 清洁 洗干净",
    "地址 收货地址",
];

const MAX_GROUPS: usize = 2_000;
const MAX_WORDS: usize = 32;
const MAX_CHARS: usize = 32;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn rewritten(synonyms: &Synonyms, text: &str) -> String {
        synonyms.rewrite(text.chars().collect()).into_iter().collect()
    }

    fn groups(groups: &[&[&str]]) -> Vec<Vec<String>> {
        groups.iter().map(|group| group.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn every_word_of_a_group_reads_as_every_other() {
        let site = groups(&[&["小贝壳", "加湿机"], &["加湿机", "加湿器"], &["WiFi", "无线网"]]);
        let synonyms = Synonyms::of_site(site).unwrap();
        let same = |left, right| {
            assert_eq!(rewritten(&synonyms, left), rewritten(&synonyms, right));
        };
        same("小贝壳漏水", "加湿器漏水");
        same("加湿机漏水", "加湿器漏水");
        same("连不上wifi", "连不上无线网");
        assert_eq!(rewritten(&synonyms, "wifis"), "wifis");
    }

    #[test]
    fn a_list_that_would_rewrite_too_much_is_refused() {
        let refused = |site: &[&[&str]]| Synonyms::of_site(groups(site)).unwrap_err();
        assert_eq!(refused(&[&["退货"]]), SynonymError::GroupSize(vec!["退货".into()]));
        assert_eq!(refused(&[&["退货", "退"]]), SynonymError::Word("退".into()));
        assert!(serde_json::from_str::<Synonyms>(r#"[["a"]]"#).is_err());
    }

    #[test]
    fn no_synonyms_change_nothing() {
        assert_eq!(rewritten(&Synonyms::none(), "电饭锅"), "电饭锅");
        assert_ne!(Synonyms::default(), Synonyms::none());
    }
}
