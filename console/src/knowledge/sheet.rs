//! An article while it is written: what stands in each field, and what that makes.

use leptos::prelude::*;
use shared::article::{Article, ArticleError, Audience, Draft, Field};
use shared::time::Timestamp;
use ui::locale::fill;

use crate::words::Knowledge;

/// The fields of an article. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub(super) id: RwSignal<String>,
    pub(super) title: RwSignal<String>,
    pub(super) body: RwSignal<String>,
    /// One a line, as are the other lists: whatever else could part them may be in one of them.
    pub(super) phrasings: RwSignal<String>,
    pub(super) tags: RwSignal<String>,
    pub(super) products: RwSignal<String>,
    pub(super) category: RwSignal<String>,
    pub(super) language: RwSignal<String>,
    pub(super) audience: RwSignal<Audience>,
    pub(super) valid_from: RwSignal<Option<Timestamp>>,
    pub(super) valid_until: RwSignal<Option<Timestamp>>,
}

impl Sheet {
    /// A sheet that says what `draft` does.
    #[must_use]
    pub(super) fn of(draft: &Draft) -> Self {
        let sheet = Self {
            id: RwSignal::default(),
            title: RwSignal::default(),
            body: RwSignal::default(),
            phrasings: RwSignal::default(),
            tags: RwSignal::default(),
            products: RwSignal::default(),
            category: RwSignal::default(),
            language: RwSignal::default(),
            audience: RwSignal::default(),
            valid_from: RwSignal::default(),
            valid_until: RwSignal::default(),
        };
        sheet.fill(draft);
        sheet
    }

    /// Makes it say what `draft` does.
    pub(super) fn fill(self, draft: &Draft) {
        self.id.set(draft.id.clone());
        self.title.set(draft.title.clone());
        self.body.set(draft.body.clone());
        self.phrasings.set(draft.phrasings.join("\n"));
        self.tags.set(draft.tags.join("\n"));
        self.products.set(draft.products.join("\n"));
        self.category.set(draft.category.clone());
        self.language.set(draft.language.clone());
        self.audience.set(draft.audience);
        self.valid_from.set(draft.valid_from);
        self.valid_until.set(draft.valid_until);
    }

    /// What it says now.
    #[must_use]
    pub(super) fn draft(self) -> Draft {
        Draft {
            id: self.id.get(),
            title: self.title.get(),
            body: self.body.get(),
            tags: self.tags.with(|text| lines(text)),
            phrasings: self.phrasings.with(|text| lines(text)),
            category: self.category.get(),
            language: self.language.get(),
            valid_from: self.valid_from.get(),
            valid_until: self.valid_until.get(),
            audience: self.audience.get(),
            products: self.products.with(|text| lines(text)),
        }
    }
}

/// A new article for what was asked: the first is what it is called.
#[must_use]
pub(super) fn asked_for(id: String, asked: &[String]) -> Draft {
    let (title, phrasings) =
        asked.split_first().map_or((String::new(), &[][..]), |(title, rest)| (title.clone(), rest));
    Draft { id, title, phrasings: phrasings.to_vec(), ..Draft::default() }
}

/// A draft that is also found by what was asked, if it does not say so already.
#[must_use]
pub(super) fn asked_also(mut draft: Draft, asked: Vec<String>) -> Draft {
    for question in asked {
        if question != draft.title && !draft.phrasings.contains(&question) {
            draft.phrasings.push(question);
        }
    }
    draft
}

/// What is wrong with a draft, by the field that it is wrong in; nothing if it is an article.
#[must_use]
pub(super) fn trouble(draft: &Draft, words: &Knowledge) -> Option<(&'static str, String)> {
    let error = Article::try_from(draft.clone()).err()?;
    let input = field_of(&error).map_or(VALID_UNTIL, input_of);
    Some((input, limit(&error, words)))
}

/// What is wrong, with the name of the field that it is wrong in.
#[must_use]
pub(super) fn wrong(error: &ArticleError, words: &Knowledge) -> String {
    let name = match field_of(error) {
        Some(Field::Id) => words.field_id,
        Some(Field::Title) => words.field_title,
        Some(Field::Body) => words.field_body,
        Some(Field::Tags) => words.field_tags,
        Some(Field::Phrasings) => words.field_phrasings,
        Some(Field::Category) => words.field_category,
        Some(Field::Language) => words.field_language,
        Some(Field::Products) => words.field_products,
        None => words.field_until,
    };
    fill(words.wrong, &[name, &limit(error, words)])
}

/// The field in which something is wrong; nothing where it is the validity.
const fn field_of(error: &ArticleError) -> Option<Field> {
    match error {
        ArticleError::Empty(field)
        | ArticleError::TooLong { field, .. }
        | ArticleError::TooMany { field, .. }
        | ArticleError::Control { field, .. } => Some(*field),
        ArticleError::Reserved => Some(Field::Id),
        ArticleError::Language(_) => Some(Field::Language),
        ArticleError::Validity => None,
    }
}

/// The limit that was passed.
fn limit(error: &ArticleError, words: &Knowledge) -> String {
    let of = |text: &str, most: usize, count: usize| {
        fill(text, &[&most.to_string(), &count.to_string()])
    };
    match error {
        ArticleError::Empty(_) => words.required.to_owned(),
        ArticleError::TooLong { field, chars } => of(words.too_long, field.max_chars(), *chars),
        ArticleError::TooMany { field, count } => of(words.too_many, field.max_entries(), *count),
        ArticleError::Control { .. } => words.odd_letter.to_owned(),
        ArticleError::Reserved => words.reserved_id.to_owned(),
        ArticleError::Language(_) => words.wrong_language.to_owned(),
        ArticleError::Validity => words.wrong_span.to_owned(),
    }
}

/// The fields of an article with their names and what stands in them, as a comparison shows them.
#[must_use]
pub(super) fn fields(draft: &Draft, words: &Knowledge) -> [(&'static str, String); 10] {
    let moment = |at: Option<Timestamp>| at.map(ui::time::local).unwrap_or_default();
    [
        (words.field_title, draft.title.clone()),
        (words.field_body, draft.body.clone()),
        (words.field_phrasings, draft.phrasings.join("\n")),
        (words.field_category, draft.category.clone()),
        (words.field_tags, draft.tags.join("\n")),
        (words.field_products, draft.products.join("\n")),
        (words.field_language, draft.language.clone()),
        (words.field_audience, words.audiences[draft.audience as usize].to_owned()),
        (words.field_from, moment(draft.valid_from)),
        (words.field_until, moment(draft.valid_until)),
    ]
}

/// The `id` of the element in which a field is written.
pub(super) const fn input_of(field: Field) -> &'static str {
    match field {
        Field::Id => "article-id",
        Field::Title => "article-title",
        Field::Body => "article-body",
        Field::Tags => "article-tags",
        Field::Phrasings => "article-phrasings",
        Field::Category => "article-category",
        Field::Language => "article-language",
        Field::Products => "article-products",
    }
}

/// The lines of `text` that say something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The element in which the end of the validity is written.
pub(super) const VALID_UNTIL: &str = "article-until";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use ui::locale::Locale;

    fn draft() -> Draft {
        Draft {
            id: "refund".into(),
            title: "退款多久到账？".into(),
            body: "三天。\n\n- 原路退回".into(),
            tags: vec!["退款".into(), "a, b、c".into()],
            phrasings: vec!["钱什么时候退".into(), "退款 几天".into()],
            category: "售后".into(),
            language: "zh-CN".into(),
            valid_from: Some(Timestamp(1_000)),
            valid_until: Some(Timestamp(2_000)),
            audience: Audience::Vip,
            products: vec!["电饭煲".into()],
        }
    }

    #[test]
    fn what_a_sheet_is_filled_with_is_what_it_says() {
        let _owner = Owner::new();
        _owner.set();
        let sheet = Sheet::of(&draft());
        assert_eq!(sheet.draft(), draft());
        sheet.fill(&Draft::default());
        assert_eq!(sheet.draft(), Draft::default());
        sheet.tags.set(" 退款 \r\n\n  \n发货".into());
        assert_eq!(sheet.draft().tags, ["退款", "发货"]);
    }

    #[test]
    fn a_way_of_asking_is_added_once() {
        let draft = Draft {
            title: "退款多久到账".into(),
            phrasings: vec!["钱什么时候退".into()],
            ..Draft::default()
        };
        let asked = ["退款多久到账", "钱呢", "钱什么时候退", "钱呢"].map(str::to_owned);
        let more = asked_also(draft.clone(), asked.to_vec());
        assert_eq!(more.phrasings, ["钱什么时候退", "钱呢"]);
        assert_eq!(Draft { phrasings: draft.phrasings.clone(), ..more }, draft);
    }

    #[test]
    fn a_missed_question_becomes_the_title_and_the_others_its_phrasings() {
        let asked = ["能开专票吗", "专票怎么开", "增值税专用发票"].map(str::to_owned);
        let draft = asked_for("a-1".into(), &asked);
        assert_eq!(draft.title, "能开专票吗");
        assert_eq!(draft.phrasings, asked[1..]);
        assert_eq!(asked_for("a-1".into(), &[]).title, "");
    }

    #[test]
    fn what_is_wrong_is_told_at_the_field_that_it_is_wrong_in() {
        let words = &Words::of(Locale::ZhCn).knowledge;
        let check = |change: fn(&mut Draft), input: &str, told: &str| {
            let mut draft = draft();
            change(&mut draft);
            let trouble = trouble(&draft, words);
            assert_eq!(trouble, Some((input, told.to_owned())));
        };
        assert_eq!(trouble(&draft(), words), None);
        check(|d| d.id = " ".into(), "article-id", "必填");
        check(|d| d.title.clear(), "article-title", "必填");
        check(|d| d.body = "长".repeat(20_001), "article-body", "最多 20000 字，现在 20001 字");
        check(|d| d.tags = vec!["x".into(); 33], "article-tags", "最多 32 个，现在 33 个");
        check(|d| d.title = "a\u{0}".into(), "article-title", words.odd_letter);
        check(|d| d.language = "中文".into(), "article-language", words.wrong_language);
        check(|d| d.valid_until = d.valid_from, "article-until", words.wrong_span);
    }
}
