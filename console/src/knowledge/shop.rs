//! The shop's articles as the edge keeps them: what can be asked of it, and how a refusal is told.

use std::time::Duration;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::knowledge::{
    Archive, Articles, Chosen, Difference, Dismiss, Editor, Figures, Import, ImportReport,
    ImportRows, Imported, Importing, Kept, KeptVersion, Looked, Misses, Publication, Publications,
    Publish, Save, Sort, State, Summary, Tried, Try, Version,
};
use shared::article::{ArticleId, Audience};
use shared::id::{AgentId, ImportId};
use shared::problem::Code;
use ui::http::{self, Failure};

use super::unsaved::Unsaved;
use crate::desk::Desk;
use crate::place::{Place, encode};
use crate::tell;
use crate::words::Words;

/// The articles of one shop. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Shop {
    root: StoredValue<String>,
    site: StoredValue<String>,
    desk: Desk,
    /// In which language it is told how it went.
    pub(super) words: &'static Words,
    leave: Callback<Option<String>>,
    /// The article that is to answer what was asked, too, and in which ways that was.
    asked: StoredValue<Option<(Place, Vec<String>)>>,
}

impl Shop {
    /// The articles of the shop whose desk that is. `leave` is called when the sign-in is no longer
    /// good.
    pub(super) fn of(desk: Desk, words: &'static Words, leave: Callback<Option<String>>) -> Self {
        let site = desk.me.with_value(|me| me.site.to_string());
        let root = StoredValue::new(format!("/v1/sites/{site}/knowledge"));
        let asked = StoredValue::new(None);
        Self { root, site: StoredValue::new(site), desk, words, leave, asked }
    }

    /// The shop's name on the edge.
    pub(super) fn site(self) -> String {
        self.site.get_value()
    }

    /// Where this window keeps what the agent writes at `place` and has not saved.
    pub(super) fn unsaved(self, place: &Place) -> Unsaved {
        self.desk.me.with_value(|me| Unsaved::of(&me.site, &me.agent, place))
    }

    /// Goes to an article that is to answer what was `asked`, too.
    pub(super) fn let_answer(self, article: &ArticleId, asked: Vec<String>) {
        let place = Place::Article(article.to_string());
        self.asked.set_value(Some((place.clone(), asked)));
        place.go();
    }

    /// What the article at `place` is to answer, too; told once.
    pub(super) fn asked_of(self, place: &Place) -> Vec<String> {
        let told = self.asked.try_update_value(Option::take).flatten();
        told.filter(|(article, _)| article == place).map(|(_, asked)| asked).unwrap_or_default()
    }

    /// How a colleague is called.
    pub(super) fn called(self, agent: &AgentId) -> String {
        self.desk.called(agent)
    }

    /// Whether that is who is signed in here.
    pub(super) fn is_me(self, editor: &Editor) -> bool {
        self.desk.me.with_value(|me| *editor == Editor::Agent(me.agent.clone()))
    }

    /// Says something for a moment.
    pub(super) fn tell(self, notice: impl Into<String>) {
        self.desk.tell(notice.into());
    }

    /// One page of the articles that hold `text`; `after` is the [`Articles::next`] of the page before.
    pub(super) async fn articles(
        self,
        text: &str,
        state: Option<State>,
        sort: Sort,
        after: Option<&str>,
    ) -> Result<Articles, Failure> {
        let mut path = format!("/articles?limit={PAGE}&q={}", encode(text));
        if sort != Sort::default() {
            path = path + "&sort=" + sort_name(sort);
        }
        if let Some(state) = state {
            path = path + "&state=" + state_name(state);
        }
        if let Some(after) = after {
            path = path + "&after=" + &encode(after);
        }
        self.get(&path).await
    }

    /// All drafts.
    pub(super) async fn drafts(self) -> Result<Vec<Summary>, Failure> {
        let mut drafts = Vec::new();
        let mut after = None;
        loop {
            let state = Some(State::Draft);
            let page = self.articles("", state, Sort::default(), after.as_deref()).await?;
            drafts.extend(page.articles);
            after = page.next;
            if after.is_none() {
                return Ok(drafts);
            }
        }
    }

    /// An article as it stands, with its history.
    pub(super) async fn article(self, id: &str) -> Result<Kept, Failure> {
        self.get(&article(id, "")).await
    }

    /// What an article said.
    pub(super) async fn version(self, id: &str, version: u64) -> Result<KeptVersion, Failure> {
        self.get(&article(id, &format!("/versions/{version}"))).await
    }

    /// Saves a draft.
    pub(super) async fn save(self, save: &Save) -> Result<Version, Failure> {
        self.send("PUT", &article(&save.article.id, ""), save, http::PATIENCE).await
    }

    /// Saves a draft that takes an article out.
    pub(super) async fn archive(self, id: &str, expect: u64) -> Result<Version, Failure> {
        let path = article(id, "/archive");
        self.send("POST", &path, &Archive { expect }, http::PATIENCE).await
    }

    /// Gives a draft up.
    pub(super) async fn drop_draft(self, id: &str, expect: u64) -> Result<(), Failure> {
        let path = self.root.get_value() + &article(id, &format!("/draft?expect={expect}"));
        http::call("DELETE", &path, None, None, http::PATIENCE).await.map(drop)
    }

    /// Publishes these drafts.
    pub(super) async fn publish(self, articles: Vec<Chosen>) -> Result<Publication, Failure> {
        self.send("POST", "/publications", &Publish { articles: Some(articles) }, LONG).await
    }

    /// What was published before publication `before`, the latest first.
    pub(super) async fn publications(self, before: Option<u64>) -> Result<Publications, Failure> {
        let before = before.map(|before| format!("?before={before}")).unwrap_or_default();
        self.get(&format!("/publications{before}")).await
    }

    /// What a publication changed.
    pub(super) async fn publication(self, publication: u64) -> Result<Difference, Failure> {
        self.get(&format!("/publications/{publication}")).await
    }

    /// What to publish again what it showed would change.
    pub(super) async fn restoring(self, publication: u64) -> Result<Difference, Failure> {
        self.get(&format!("/publications/{publication}/restore")).await
    }

    /// Publishes again what a publication showed.
    pub(super) async fn restore(
        self,
        publication: u64,
        looked: Looked,
    ) -> Result<Publication, Failure> {
        let path = format!("/publications/{publication}/restore");
        self.send("POST", &path, &looked, LONG).await
    }

    /// What somebody would be answered.
    pub(super) async fn try_question(
        self,
        question: &str,
        audience: Audience,
    ) -> Result<Tried, Failure> {
        let question = question.chars().take(shared::field::TEXT).collect();
        self.send("POST", "/try", &Try { question, audience }, http::PATIENCE).await
    }

    /// What was not answered well.
    pub(super) async fn misses(self) -> Result<Misses, Failure> {
        self.get("/misses").await
    }

    /// Nobody need answer that; what is left.
    pub(super) async fn dismiss(self, dismiss: &Dismiss) -> Result<Misses, Failure> {
        self.send("POST", "/misses/dismiss", dismiss, http::PATIENCE).await
    }

    /// What came of all questions over so many days.
    pub(super) async fn figures(self, days: u64) -> Result<Figures, Failure> {
        self.get(&format!("/figures?days={days}")).await
    }

    /// Articles of a publication after that one, as JSON Lines; none after the last.
    pub(super) async fn export(
        self,
        publication: u64,
        after: Option<&str>,
    ) -> Result<String, Failure> {
        let after = after.map(|after| "&after=".to_owned() + &encode(after)).unwrap_or_default();
        let path = format!("{}/export?publication={publication}{after}", self.root.get_value());
        http::call("GET", &path, None, None, LONG).await
    }

    /// Begins an import.
    pub(super) async fn begin_import(self, import: Import) -> Result<Importing, Failure> {
        self.send("POST", "/imports", &import, http::PATIENCE).await
    }

    /// Adds rows to an import.
    pub(super) async fn import_rows(
        self,
        import: ImportId,
        rows: &ImportRows,
    ) -> Result<Imported, Failure> {
        self.send("POST", &format!("/imports/{import}/rows"), rows, LONG).await
    }

    /// Ends an import.
    pub(super) async fn finish_import(
        self,
        import: ImportId,
        looked: Looked,
    ) -> Result<ImportReport, Failure> {
        self.send("POST", &format!("/imports/{import}/finish"), &looked, LONG).await
    }

    /// What `failure` means for who reads it; one that ends the sign-in leads to the door.
    pub(super) fn explain(self, failure: &Failure) -> String {
        let told = match failure {
            Failure::Told(problem) if problem.code == Code::NotFound => {
                self.words.knowledge.gone.to_owned()
            }
            Failure::Told(problem) if problem.code == Code::TooLarge => {
                self.words.knowledge.too_large.to_owned()
            }
            failure => tell::explain(failure, self.words),
        };
        if matches!(failure, Failure::Told(problem) if problem.code.status() == 401) {
            self.leave.run(Some(told.clone()));
        }
        told
    }

    async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, Failure> {
        http::get(&(self.root.get_value() + path), None).await
    }

    async fn send<B: Serialize, T: DeserializeOwned>(
        self,
        method: &str,
        path: &str,
        body: &B,
        patience: Duration,
    ) -> Result<T, Failure> {
        let path = self.root.get_value() + path;
        // What pages send is plain data, which always serialises.
        let body = serde_json::to_string(body).unwrap_or_default();
        let answer = http::call(method, &path, None, Some(&body), patience).await?;
        serde_json::from_str(&answer).map_err(|_| Failure::Garbled(200))
    }
}

fn article(id: &str, rest: &str) -> String {
    format!("/articles/{}{rest}", encode(id))
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Published => "published",
        State::Archived => "archived",
        State::Past => "past",
    }
}

/// As the edge calls it.
pub(super) const fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Changed => "changed",
        Sort::Hits => "hits",
        Sort::Unhelpful => "unhelpful",
    }
}

/// How many articles a page of the list has.
const PAGE: usize = 50;
/// Publishing 20,000 articles builds their index, and a batch of an import may wait for one.
const LONG: Duration = Duration::from_secs(60);
