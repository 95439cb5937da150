//! The articles as the shop keeps them: what its people see and change.

use shared::api::knowledge::{
    Archive, Dismiss, Import, ImportRows, Looked, Publish, Save, Sort, State, Try,
};
use shared::article::{Article, ArticleId};
use shared::id::ImportId;
use shared::problem::Code;
use worker::Env;

use super::articles::within_limits;
use crate::gate::Gate;
use crate::library::{self, Errand, Listing, Sent};
use crate::reply::{self, Failure, JSON, Reply};
use crate::route::KnowledgeRoute;
use crate::run::random;

/// `…/knowledge/…`. For agents who are signed in, and for the operator.
pub(super) async fn serve(route: KnowledgeRoute, mut gate: Gate<'_>, env: &Env) -> Reply {
    let editor = gate.editor()?;
    let is_export = route == KnowledgeRoute::Export;
    let errand = errand(route, &mut gate).await?;
    let sent = Sent { site: gate.site.id.clone(), editor, errand };
    let answer = library::keep(&sent, env).await?;
    if is_export {
        let lines: String = serde_json::from_str(&answer)?;
        return Ok(reply::text("application/jsonl; charset=utf-8", lines)?);
    }
    Ok(reply::text(JSON, answer)?)
}

async fn errand(route: KnowledgeRoute, gate: &mut Gate<'_>) -> Reply<Errand> {
    Ok(match route {
        KnowledgeRoute::Articles => Errand::List(listing(gate)?),
        KnowledgeRoute::Article(id) => Errand::Article(id),
        KnowledgeRoute::Version(id, n) => Errand::Version(id, n),
        KnowledgeRoute::Save(id) => {
            let Save { article, expect } = gate.json_within(LARGE).await?;
            let article = Article::try_from(article)
                .map_err(|error| Failure::new(Code::Invalid, error.to_string()))?;
            if *article.id() != id {
                let detail = format!("the article's id is {} and the path's {id}", article.id());
                return Err(Failure::new(Code::Invalid, detail));
            }
            Errand::Save { article, expect }
        }
        KnowledgeRoute::Archive(article) => {
            let Archive { expect } = gate.json().await?;
            Errand::Archive { article, expect }
        }
        KnowledgeRoute::DropDraft(article) => {
            let mut expect = None;
            for (name, value) in gate.query() {
                match name.as_str() {
                    "expect" => expect = Some(number(&name, &value)?),
                    _ => return Err(unknown(&name)),
                }
            }
            let detail = "expect says which draft is meant";
            let expect = expect.ok_or_else(|| Failure::new(Code::BadRequest, detail))?;
            Errand::DropDraft { article, expect }
        }
        KnowledgeRoute::Publications => {
            let mut before = None;
            for (name, value) in gate.query() {
                match name.as_str() {
                    "before" => before = Some(number(&name, &value)?),
                    _ => return Err(unknown(&name)),
                }
            }
            Errand::Publications { before }
        }
        KnowledgeRoute::Publication(n) => Errand::Publication(n),
        KnowledgeRoute::Restoring(n) => Errand::Restoring(n),
        KnowledgeRoute::Publish => {
            let Publish { articles } = gate.json_within(LARGE).await?;
            Errand::Publish { articles }
        }
        KnowledgeRoute::Restore(publication) => {
            let Looked { expect } = gate.json_if_any().await?;
            Errand::Restore { publication, expect }
        }
        KnowledgeRoute::Import => {
            let Import { dry_run } = gate.json().await?;
            Errand::Import { import: ImportId(random()?), dry_run }
        }
        KnowledgeRoute::ImportRows(import) => {
            let ImportRows { rows } = gate.json_within(LARGE).await?;
            if rows.len() > MOST_ROWS {
                let detail = format!("at most {MOST_ROWS} rows at once");
                return Err(Failure::new(Code::TooLarge, detail));
            }
            Errand::ImportRows { import, rows }
        }
        KnowledgeRoute::FinishImport(import) => {
            let Looked { expect } = gate.json_if_any().await?;
            Errand::FinishImport { import, expect }
        }
        KnowledgeRoute::Export => {
            let (mut after, mut publication) = (None, None);
            for (name, value) in gate.query() {
                match name.as_str() {
                    "after" => after = Some(id(&name, &value)?),
                    "publication" => publication = Some(number(&name, &value)?),
                    _ => return Err(unknown(&name)),
                }
            }
            Errand::Export { after, publication }
        }
        KnowledgeRoute::Try => {
            let tried: Try = gate.json().await?;
            within_limits("question", &tried.question)?;
            Errand::Try(tried)
        }
        KnowledgeRoute::Misses => Errand::Misses,
        KnowledgeRoute::Dismiss => {
            let Dismiss { question } = gate.json().await?;
            within_limits("question", &question)?;
            Errand::Dismiss { question }
        }
        KnowledgeRoute::Figures => {
            let mut days = MONTH;
            for (name, value) in gate.query() {
                match name.as_str() {
                    "days" => days = number(&name, &value)?,
                    _ => return Err(unknown(&name)),
                }
            }
            if !(1..=YEAR).contains(&days) {
                return Err(Failure::new(Code::Invalid, format!("days is 1 to {YEAR}")));
            }
            Errand::Figures { days }
        }
    })
}

fn listing(gate: &Gate<'_>) -> Reply<Listing> {
    let (words, sort) = Default::default();
    let mut listing = Listing { words, state: None, sort, after: None, limit: USUAL };
    for (name, value) in gate.query() {
        match name.as_str() {
            "q" if value.chars().count() <= LONGEST => value.trim().clone_into(&mut listing.words),
            "q" => {
                let detail = format!("q has at most {LONGEST} characters");
                return Err(Failure::new(Code::Invalid, detail));
            }
            "state" => {
                listing.state = Some(match value.as_str() {
                    "draft" => State::Draft,
                    "published" => State::Published,
                    "archived" => State::Archived,
                    _ => {
                        let detail = "state is draft, published or archived";
                        return Err(Failure::new(Code::Invalid, detail));
                    }
                });
            }
            "sort" => {
                listing.sort = match value.as_str() {
                    "changed" => Sort::Changed,
                    "hits" => Sort::Hits,
                    "unhelpful" => Sort::Unhelpful,
                    _ => {
                        let detail = "sort is changed, hits or unhelpful";
                        return Err(Failure::new(Code::Invalid, detail));
                    }
                };
            }
            "after" => {
                let after = value
                    .split_once('/')
                    .and_then(|(last, article)| Some((last.parse().ok()?, article.to_owned())));
                let detail = "after is the next of the page before";
                listing.after = Some(after.ok_or_else(|| Failure::new(Code::Invalid, detail))?);
            }
            "limit" => {
                listing.limit = number(&name, &value)?;
                if !(1..=MOST).contains(&listing.limit) {
                    return Err(Failure::new(Code::Invalid, format!("limit is 1 to {MOST}")));
                }
            }
            _ => return Err(unknown(&name)),
        }
    }
    Ok(listing)
}

fn number(name: &str, value: &str) -> Reply<u64> {
    value.parse().map_err(|_| Failure::new(Code::BadRequest, format!("{name} is no whole number")))
}

fn id(name: &str, value: &str) -> Reply<ArticleId> {
    value.parse().map_err(|error| Failure::new(Code::BadRequest, format!("{name}: {error}")))
}

fn unknown(name: &str) -> Failure {
    Failure::new(Code::BadRequest, format!("there is no {name} here"))
}

/// An article of the most that one may have, or a batch of an import.
const LARGE: usize = 1024 * 1024;
/// Rows in a batch.
const MOST_ROWS: usize = 500;
/// Articles on a page of the list, where nobody says how many.
const USUAL: u64 = 50;
const MOST: u64 = 200;
/// Days that figures are of, where nobody says how many, and at most.
const MONTH: u64 = 30;
const YEAR: u64 = 366;
/// Characters that are looked for.
const LONGEST: usize = 200;
