//! One row of any file on its way to an article: its fields, as they were written.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{Name, Reason, date, encoding};
use crate::article::{Article, Audience, Draft};
use crate::fnv;
use crate::fold;

/// The fields of a row. Empty ones are not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    fields: BTreeMap<Name, Vec<String>>,
}

impl Name {
    pub(super) const ALL: [Self; 11] = [
        Self::Id,
        Self::Title,
        Self::Body,
        Self::Tags,
        Self::Phrasings,
        Self::Category,
        Self::Language,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::Audience,
        Self::Products,
    ];

    /// What files call it; our own name comes first.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "编号", "编码", "key"],
            Self::Title => &["title", "标题", "问题", "标准问", "标准问题", "question", "name"],
            Self::Body => {
                &["body", "正文", "内容", "答案", "回答", "回复", "answer", "content", "text"]
            }
            Self::Tags => &["tags", "标签", "关键词", "关键字", "keywords", "tag"],
            Self::Phrasings => &[
                "phrasings",
                "相似问",
                "相似问法",
                "相似问题",
                "其他问法",
                "扩展问",
                "similar",
                "similar_questions",
                "variants",
            ],
            Self::Category => &["category", "分类", "类目", "类别", "目录"],
            Self::Language => &["language", "语言", "lang", "locale"],
            Self::ValidFrom => &["valid_from", "生效时间", "生效日期", "开始时间"],
            Self::ValidUntil => &[
                "valid_until",
                "失效时间",
                "失效日期",
                "有效期至",
                "结束时间",
                "有效期",
                "到期时间",
                "截止日期",
                "过期时间",
            ],
            Self::Audience => &["audience", "受众", "可见范围", "适用人群"],
            Self::Products => &["products", "商品", "关联商品", "相关商品", "product"],
        }
    }

    /// The field that `name` means, if it means one.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = plain(name)?;
        Self::ALL.into_iter().find(|field| field.names().contains(&name.as_str()))
    }

    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::Tags | Self::Phrasings | Self::Products)
    }
}

impl Sheet {
    /// Puts what a field says in. What is a list may be told in parts.
    pub(super) fn fill(&mut self, name: Name, entries: Vec<String>) -> Result<(), Reason> {
        let entries: Vec<String> = entries.into_iter().filter(|it| !it.trim().is_empty()).collect();
        if entries.is_empty() {
            return Ok(());
        }
        if entries.iter().any(|entry| encoding::is_broken(entry)) {
            return Err(Reason::Encoding);
        }
        if entries.len() > 1 && !name.is_list() {
            return Err(Reason::Value(name));
        }
        match self.fields.entry(name) {
            Entry::Vacant(place) => {
                place.insert(entries);
                Ok(())
            }
            Entry::Occupied(mut there) if name.is_list() => {
                there.get_mut().extend(entries);
                Ok(())
            }
            Entry::Occupied(_) => Err(Reason::Twice(name)),
        }
    }

    /// The same from one text: of a list, its entries are lines, or stand between `|` or `;`.
    pub(super) fn fill_from(&mut self, name: Name, text: &str) -> Result<(), Reason> {
        let entries = if !name.is_list() {
            vec![text.to_owned()]
        } else if text.contains('\n') {
            text.lines().map(str::to_owned).collect()
        } else {
            text.split(['|', ';', '；']).map(str::to_owned).collect()
        };
        self.fill(name, entries)
    }

    pub(super) fn has(&self, name: Name) -> bool {
        self.fields.contains_key(&name)
    }

    /// The article. Without an id it is named after its title, so that the same question again is the
    /// same article.
    pub(super) fn article(mut self) -> Result<Article, Reason> {
        let title = self.take(Name::Title);
        let id = match self.take(Name::Id) {
            id if id.is_empty() => named_after(&title),
            id => id,
        };
        let moment = |text: String| match text.trim() {
            "" => Ok(None),
            trimmed => date::read(trimmed).map(Some).ok_or(Reason::Date(shortened(trimmed))),
        };
        let draft = Draft {
            id,
            title,
            body: self.take(Name::Body),
            category: self.take(Name::Category),
            language: self.take(Name::Language),
            valid_from: moment(self.take(Name::ValidFrom))?.map(|from| from.at),
            valid_until: moment(ending(self.take(Name::ValidUntil)))?.map(date::Moment::end),
            audience: audience(&self.take(Name::Audience))?,
            tags: self.list(Name::Tags),
            phrasings: self.list(Name::Phrasings),
            products: self.list(Name::Products),
        };
        Ok(draft.try_into()?)
    }

    fn take(&mut self, name: Name) -> String {
        self.list(name).pop().unwrap_or_default()
    }

    fn list(&mut self, name: Name) -> Vec<String> {
        self.fields.remove(&name).unwrap_or_default()
    }
}

/// The name of a field as we compare it, without what tables put around it: `*问题（必填）`, `相似问 2`.
fn plain(name: &str) -> Option<String> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let mut name = fold::full(name).replace([' ', '-'], "_");
    loop {
        let rest = name.trim_matches(['*', '_']).trim_end_matches(|c: char| c.is_ascii_digit());
        let rest = BRACKETS
            .iter()
            .find_map(|(open, close)| {
                let (before, _) = rest.strip_suffix(*close)?.rsplit_once(*open)?;
                Some(before)
            })
            .unwrap_or(rest);
        if rest.len() == name.len() {
            return Some(name);
        }
        name = rest.to_owned();
    }
}

/// Whether a text is finished, as a field says that is none of an article's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    Finished,
    Draft,
    /// It says something that we do not know.
    Unclear,
}

impl Standing {
    /// What a field says, if it is one that tells: `draft: true` (Hugo, VuePress, Astro), `published: false`
    /// (Jekyll), `状态` with `草稿` (tables).
    pub(super) fn of(name: &str, said: &str) -> Option<Self> {
        let (name, said) = (plain(name)?, fold::full(said.trim()));
        let says = |words: &[&str]| said.is_empty() || words.contains(&said.as_str());
        let (drafts, finished) = match name.as_str() {
            "draft" | "is_draft" | "草稿" | "是否草稿" => (YES, NO),
            "published" | "is_published" | "已发布" | "是否发布" => (NO, YES),
            "status" | "state" | "状态" | "发布状态" | "文章状态" => {
                (UNFINISHED, FINISHED)
            }
            _ => return None,
        };
        Some(match () {
            () if says(finished) => Self::Finished,
            () if says(drafts) => Self::Draft,
            () => Self::Unclear,
        })
    }
}

/// When an article ends, where tables say in words that it never does.
fn ending(text: String) -> String {
    match text.trim() {
        "永久" | "长期" | "永久有效" | "长期有效" => String::new(),
        _ => text,
    }
}

fn audience(text: &str) -> Result<Audience, Reason> {
    match fold::full(text.trim()).as_str() {
        "" | "everyone" | "all" | "public" | "所有人" | "全部" | "全部客户" => {
            Ok(Audience::Everyone)
        }
        "vip" | "会员" | "vip会员" => Ok(Audience::Vip),
        "agents" | "agent" | "internal" | "客服" | "仅客服" | "内部" => Ok(Audience::Agents),
        _ => Err(Reason::Audience(shortened(text))),
    }
}

/// An id that follows from the words of a title: `q-` and 64 bits of FNV-1a.
fn named_after(title: &str) -> String {
    let words = title.split_whitespace().flat_map(str::bytes);
    format!("q-{:016x}", fnv::hash(words))
}

/// The beginning of a text, as an error shows it.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// No name that we know has more bytes, whatever is put around it.
const LONGEST_NAME: usize = 200;
/// What tables put remarks between; folded, so that `（` is there.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('【', '】')];
const YES: &[&str] = &["true", "yes", "on", "y", "1", "是"];
const NO: &[&str] = &["false", "no", "off", "n", "0", "否"];
const UNFINISHED: &[&str] =
    &["draft", "unpublished", "pending", "草稿", "未发布", "待发布", "待审核"];
const FINISHED: &[&str] = &["published", "active", "enabled", "已发布", "发布", "启用", "已启用"];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::import::{Format, read};

    const FILES: [&str; 2] =
        [include_str!("../../../docs/FILES.md"), include_str!("../../../docs/FILES.zh-CN.md")];

    #[test]
    fn what_files_call_a_field_is_written_down() {
        for told in FILES {
            for name in Name::ALL {
                let row = format!("| `{name}` |");
                let row = told.lines().find(|line| line.starts_with(&row)).unwrap();
                for other in name.names() {
                    assert!(row.contains(&format!("`{other}`")), "{other} is not in {row}");
                }
            }
            let (_, example) = told.split_once("```csv\n").unwrap();
            let (example, _) = example.split_once("```").unwrap();
            let read = read(Format::Csv, "", example.as_bytes(), |_| None);
            assert_eq!((read.rows.len(), read.problems), (4, Vec::new()));
            assert!(read.passed_over.is_empty());
        }
    }
}
