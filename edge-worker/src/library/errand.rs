//! What the gate asks a Library to do with the articles as the shop keeps them.

use serde::{Deserialize, Serialize};
use shared::api::knowledge::{Editor, ImportRow, State, Try};
use shared::article::{Article, ArticleId};
use shared::id::{ImportId, SiteId};

/// `/keep`: somebody who may wants something done.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Sent {
    pub(crate) site: SiteId,
    pub(crate) editor: Editor,
    pub(crate) errand: Errand,
}

/// What.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum Errand {
    List(Listing),
    Article(ArticleId),
    Version(ArticleId, u64),
    Save { article: Article, expect: Option<u64> },
    Archive { article: ArticleId, expect: u64 },
    Publications { before: Option<u64> },
    Publish { articles: Option<Vec<ArticleId>> },
    Restore(u64),
    Import { import: ImportId, dry_run: bool },
    ImportRows { import: ImportId, rows: Vec<ImportRow> },
    FinishImport(ImportId),
    Export { after: Option<ArticleId>, publication: Option<u64> },
    Try(Try),
    Misses,
}

/// Which page of the list.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Listing {
    /// What is looked for; everything where it is empty.
    pub(crate) words: String,
    /// Where they stand; anywhere where nothing is said.
    pub(crate) state: Option<State>,
    /// The last one of the page before: when it changed, and its id.
    pub(crate) after: Option<(u64, String)>,
    /// How many at most.
    pub(crate) limit: u64,
}
