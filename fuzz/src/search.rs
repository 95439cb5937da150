use shared::article::{Article, Draft};
use shared::search::{Answer, Index, Query, Synonyms};

/// Any lines are articles of a shop, and its last three a question with what was said before it: what is
/// found is of the shop, in order, and the same when it is asked again.
pub fn search(text: &str) {
    let lines: Vec<&str> = text.lines().take(64).collect();
    let articles = lines.iter().enumerate().filter_map(|(at, line)| {
        let (title, body) = line.split_once('|').unwrap_or((line, line));
        let [id, title, body] = [format!("a{at}"), title.to_owned(), body.to_owned()];
        Article::try_from(Draft { id, title, body, ..Draft::default() }).ok()
    });
    let articles: Vec<Article> = articles.collect();
    let index = Index::build(&articles, &Synonyms::default());
    let said = &lines[lines.len().saturating_sub(3)..];
    let (asked, earlier) = said.split_last().unwrap_or((&"", &[]));
    let query = Query { text: asked, earlier, vectors: &[] };
    let hits = index.search(query, 10);
    assert!(hits.iter().all(|hit| hit.score.is_finite() && hit.score > 0.0), "{hits:?}");
    assert!(hits.is_sorted_by(|left, right| left.score >= right.score));
    assert_eq!(hits, index.search(query, 10));
    match index.answer(query) {
        Answer::Found { passages, .. } => assert!((1..=3).contains(&passages.len())),
        Answer::Choices { choices, .. } => assert!((1..=3).contains(&choices.len())),
        Answer::Unknown => {}
    }
}
