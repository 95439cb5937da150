//! The articles' part of the API: search, answer, publish.

use std::collections::BTreeSet;

use shared::api::{Question, Search};
use shared::article::{Article, Audience};
use shared::problem::{BadLine, Code, Problem};
use worker::Env;

use crate::gate::Gate;
use crate::library::{self, Asked, WholeSet};
use crate::meter::Charge;
use crate::reply::{self, Failure, Reply};

/// `POST …/search`: the best articles, with no opinion on whether they answer.
pub(super) async fn search(mut gate: Gate<'_>, env: &Env) -> Reply {
    let Search { query, top } = gate.json().await?;
    within_limits("query", &query)?;
    if !(1..=50).contains(&top) {
        return Err(Failure::new(Code::Invalid, "top is 1 to 50"));
    }
    // The shop's own people find what is for them alone: the console suggests from it.
    let audience = if gate.agent().is_ok() { Audience::Agents } else { Audience::Everyone };
    let (site, charge) = (gate.site.id.clone(), charge(&gate)?);
    let asked = Asked::alone(site, charge, audience, query, top);
    reply::json(200, &library::search(&asked, env).await?)
}

/// `POST …/answer`: the best passages with how sure they are, or an honest "no answer".
pub(super) async fn answer(mut gate: Gate<'_>, env: &Env) -> Reply {
    let Question { question } = gate.json().await?;
    within_limits("question", &question)?;
    let (site, charge) = (gate.site.id.clone(), charge(&gate)?);
    let asked = Asked::alone(site, charge, Audience::Everyone, question, 3);
    reply::json(200, &library::answer(&asked, env).await?)
}

/// `PUT …/articles`: JSON Lines that take the place of all articles, or of none.
pub(super) async fn publish(mut gate: Gate<'_>, env: &Env) -> Reply {
    gate.operator()?;
    let body = gate.body(ARTICLES_LIMIT).await?;
    let articles = read(&body)?;
    // A file that is not there, or a pipe that broke, is sent as nothing at all.
    let is_meant = || gate.query().iter().any(|(name, value)| name == "empty" && value == "true");
    if articles.is_empty() && !is_meant() {
        let detail = "nothing was published: there is no article; to take all out, add ?empty=true";
        return Err(Failure::new(Code::Invalid, detail));
    }
    let set = WholeSet { site: gate.site.id.clone(), articles };
    reply::json(200, &library::replace(&set, env).await?)
}

/// The library counts by itself: one call less for every search.
fn charge(gate: &Gate<'_>) -> Reply<Option<Charge>> {
    let (key, rate) = gate.address(gate.config.limits.search_address)?;
    Ok(Some(Charge { key, rate }))
}

pub(super) fn within_limits(field: &str, text: &str) -> Reply<()> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > shared::field::TEXT {
        let detail = format!("{field} has 1 to {} characters", shared::field::TEXT);
        return Err(Failure::new(Code::Invalid, detail));
    }
    Ok(())
}

/// Reads one article a line; blank lines are passed over.
fn read(body: &[u8]) -> Result<Vec<Article>, Problem> {
    let mut articles = Vec::new();
    let mut ids = BTreeSet::new();
    let (mut bad, mut count) = (Vec::new(), 0);
    for (number, line) in body.split(|&byte| byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        let line =
            if number == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if line.is_empty() {
            continue;
        }
        let detail = match serde_json::from_slice::<Article>(line) {
            Ok(article) if !ids.insert(article.id().clone()) => {
                format!("the id {} is there twice", article.id())
            }
            Ok(article) => {
                articles.push(article);
                continue;
            }
            Err(error) => error.to_string(),
        };
        count += 1;
        // A file that is none has millions of lines.
        if bad.len() < MOST_TOLD {
            bad.push(BadLine { line: number + 1, detail });
        }
    }
    if bad.is_empty() {
        return Ok(articles);
    }
    let detail = format!("nothing was published: {count} lines are no articles");
    Err(Problem::new(Code::Invalid, detail).lines(bad))
}

/// About 40,000 short articles.
const ARTICLES_LIMIT: usize = 16 * 1024 * 1024;
/// Whoever feeds a broken file learns from its first lines.
const MOST_TOLD: usize = 100;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn articles_are_taken_all_or_none_and_bad_lines_are_told() {
        let good = "\u{feff}{\"id\":\"a\",\"title\":\"t\",\"body\":\"b\"}\r\n\n{\"id\":\"b\",\"title\":\"t\",\"body\":\"b\"}";
        assert_eq!(read(good.as_bytes()).unwrap().len(), 2);
        let bad = "{\"id\":\"a\",\"title\":\"t\",\"body\":\"b\"}\n{\"id\":\"a\",\"title\":\"t\",\"body\":\"b\"}\nnot json\n{\"id\":\"c\",\"title\":\"\",\"body\":\"b\"}";
        let problem = read(bad.as_bytes()).unwrap_err();
        assert_eq!(problem.code, Code::Invalid);
        let lines: Vec<usize> = problem.lines.iter().map(|bad| bad.line).collect();
        assert_eq!(lines, [2, 3, 4]);
        assert!(problem.lines[2].detail.contains("title"), "{problem:?}");
        assert_eq!(read(b"").unwrap(), []);
        let problem = read("x\n".repeat(500).as_bytes()).unwrap_err();
        assert_eq!(problem.lines.len(), MOST_TOLD);
        assert!(problem.to_string().contains("500 lines"), "{problem}");
    }
}
