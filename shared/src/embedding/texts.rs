//! What a service is told: the passages of articles, and questions without what is personal in them.

use crate::article::Article;
use crate::mask;

/// The texts by which an article is found: its title with each part of its body, and every other phrasing
/// by itself. One at least.
#[must_use]
pub fn passages(article: &Article) -> Vec<String> {
    let body: Vec<char> = article.body().chars().collect();
    let parts = body.chunks(PART).take(MOST_PARTS);
    let titled = parts.map(|part| {
        let part: String = part.iter().collect();
        format!("{}\n{}", article.title(), part.trim())
    });
    let phrasings = article.phrasings().iter().take(MOST_PHRASINGS).cloned();
    let passages: Vec<String> = titled.chain(phrasings).collect();
    if passages.is_empty() { vec![article.title().to_owned()] } else { passages }
}

/// A question as a service may hear it: with personal data masked, whoever has or has not done that
/// before, in one line, 400 characters at most. Nothing where no words are left.
#[must_use]
pub fn asked(question: &str) -> Option<String> {
    let line = mask::line(question, PART);
    line.chars().any(char::is_alphanumeric).then_some(line)
}

/// Characters of a part: what services with 512 tokens read whole.
const PART: usize = 400;
/// Parts and phrasings of one article: what keeps a pasted book from being most of the bill.
const MOST_PARTS: usize = 4;
const MOST_PHRASINGS: usize = 8;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;
    use crate::article::Draft;

    fn article(body: &str, phrasings: Vec<String>) -> Article {
        let (title, body) = ("退款多久到账？".to_owned(), body.to_owned());
        Draft { id: "a".into(), title, body, phrasings, ..Draft::default() }.try_into().unwrap()
    }

    #[test]
    fn an_article_is_told_by_title_parts_and_phrasings_within_bounds() {
        let short = passages(&article("三天。", vec!["钱什么时候回来".to_owned()]));
        assert_eq!(short, ["退款多久到账？\n三天。", "钱什么时候回来"]);
        let phrasings = (0..12).map(|at| format!("第{at}种问法")).collect();
        let long = passages(&article(&"长".repeat(9_000), phrasings));
        assert_eq!(long.len(), MOST_PARTS + MOST_PHRASINGS);
        assert!(long.iter().all(|it| it.chars().count() <= PART + 8));
    }

    #[test]
    fn a_question_leaves_without_personal_data() {
        let line = asked("我的手机\n是13812345678，身份证 11010519491231002X，能改吗").unwrap();
        assert!(!line.contains("13812345678") && !line.contains("11010519491231002X"), "{line}");
        assert!(line.ends_with("能改吗") && !line.contains('\n'), "{line}");
        // A number across the place where it is cut.
        let across = format!("{}13812345678", "问".repeat(PART - 6));
        assert!(!asked(&across).unwrap().contains("138123"), "half a number is a number");
        assert_eq!(asked("？！ 。"), None);
    }
}
