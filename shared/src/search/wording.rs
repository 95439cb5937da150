//! Whether a question is the very one that an article answers.

use super::{Index, fillers};
use crate::{article::ArticleId, fold::Folded};

impl Index {
    /// Whether `question` is the title or another phrasing of an article, but for its punctuation and for
    /// what questions are wrapped in: 请问怎么退货呀 is 怎么退货？, 不要退货 is not.
    ///
    /// Much stricter than [`Index::answer`]: for whoever shows something before a better answer can come.
    #[must_use]
    pub fn is_wording_of(&self, article: &ArticleId, question: &str) -> bool {
        let asked = self.matter(question);
        let Some(article) = self.articles.iter().find(|it| it.id() == article) else {
            return false;
        };
        !asked.is_empty() && article.wordings().any(|wording| self.matter(wording) == asked)
    }

    /// What a question is about. A filler that denies something stays: 可以不 asks for another thing than
    /// 可以.
    fn matter(&self, text: &str) -> Vec<char> {
        let text = self.synonyms.rewrite(Folded::full(text).chars);
        let mask = fillers::mask(&text);
        let is_matter =
            |c: char, is_filler: bool| c.is_alphanumeric() && (!is_filler || DENIALS.contains(&c));
        text.into_iter()
            .zip(mask)
            .filter(|&(c, filler)| is_matter(c, filler))
            .map(|(c, _)| c)
            .collect()
    }
}

const DENIALS: [char; 4] = ['不', '没', '别', '无'];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::{article::Article, search::Synonyms};

    #[test]
    fn only_the_very_question_is_one() {
        let articles: Vec<Article> = serde_json::from_str(
            r#"[
            {"id": "refund", "title": "退款多久到账？", "body": "三天。", "phrasings": ["钱什么时候退回来"]},
            {"id": "invoice", "title": "怎么开发票？", "body": "在订单页。"},
            {"id": "free", "title": "满59元包邮吗", "body": "包邮。", "phrasings": ["多少钱包邮"]}
        ]"#,
        )
        .unwrap();
        let index = Index::build(&articles, &Synonyms::default());
        let check = |article: &str, question: &str, expect| {
            let article = article.parse().unwrap();
            assert_eq!(index.is_wording_of(&article, question), expect, "{question}");
        };
        for question in
            ["退款多久到账", "请问退款多久到账呀？", "我的退款 多久到账", "钱什么时候退回来呢"]
        {
            check("refund", question, true);
        }
        check("invoice", "怎么开发票", true);
        check("free", "多少錢包郵", true);
        for question in
            ["白条退款多久到账", "海外退款多久到账", "定金退款多久到账", "退款", "", "？"]
        {
            check("refund", question, false);
        }
        for question in ["不要开发票", "可以不开发票吗", "怎么开发票", "专票怎么开发票"]
        {
            check("invoice", question, question == "怎么开发票");
        }
        for question in ["新疆多少钱包邮", "会员多少钱包邮", "满59元不包邮吗"] {
            check("free", question, false);
        }
        check("nothing", "怎么开发票", false);
    }
}
