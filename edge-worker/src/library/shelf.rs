//! A site's articles and graph in memory, where everybody in the same isolate finds them without a call.
//!
//! A call from the gate to an object costs more than the search that it asks for, even where both run
//! in one isolate, as on plain workerd. So what the Library has built stands open beside it. Where it
//! does not stand, in another isolate, the Library is called; and whoever finds it asks the same index
//! and spends from the same buckets, so that nobody can tell the difference. See
//! docs/decisions/0010-the-open-shelf.md.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use shared::api::knowledge::{HeldBack, MissKind, Outcomes, Tried, TriedHit, Try};
use shared::api::{Answered, Found, Hit};
use shared::article::{Article, ArticleId, Audience};
use shared::assistant::{Assistant, Plan, Said};
use shared::embedding::Vector;
use shared::exchange::Follows;
use shared::graph::Graph;
use shared::id::SiteId;
use shared::limit::Buckets;
use shared::misses::is_question;
use shared::offer::Names;
use shared::policy::Policy;
use shared::problem::Code;
use shared::reading::Percent;
use shared::search::{Answer as Finding, Index, Query, Veil, View};
use shared::time::Timestamp;
use shared::transcript::{Answer, Quote};
use worker::Env;

use super::borrowing::Borrowing;
use super::graph::{Held, Talk};
use super::hatch::{self, Before};
use super::request::{Asked, Offer, Whole};
use super::tally::Tally;
use crate::config::Config;
use crate::meter::{self, Charge};
use crate::reply::{Failure, Reply};
use crate::run::now;

/// The shelf of `site`, if its Library is in this isolate, or was a moment ago.
pub(super) fn here(site: &SiteId, now: Timestamp) -> Option<Rc<Shelf>> {
    SHELVES.with_borrow_mut(|shelves| {
        let (shelf, opened) = shelves.get(site)?;
        if is_open(*opened, now) {
            return Some(shelf.clone());
        }
        shelves.remove(site);
        None
    })
}

/// The shelf that stands now, after something was waited for: an answer is never older than the last
/// publication.
pub(super) fn latest(site: &SiteId, before: Rc<Shelf>) -> Rc<Shelf> {
    here(site, now()).unwrap_or(before)
}

/// Whether what was opened then may be used now.
pub(super) fn is_open(opened: Timestamp, now: Timestamp) -> bool {
    // A clock that was set back must not keep it open.
    (opened..opened.after(OPEN)).contains(&now)
}

/// Lets everybody here use `shelf`, for a while from now: its Library vouches for it.
pub(super) fn open(site: &SiteId, shelf: &Rc<Shelf>, now: Timestamp) {
    SHELVES.with_borrow_mut(|shelves| shelves.insert(site.clone(), (shelf.clone(), now)));
}

/// Nobody uses the shelf of `site` any longer.
pub(super) fn close(site: &SiteId) {
    SHELVES.with_borrow_mut(|shelves| shelves.remove(site));
}

/// What one site's addresses have spent on questions.
pub(super) struct Spent(RefCell<Buckets<String>>);

impl Default for Spent {
    fn default() -> Self {
        Self(RefCell::new(Buckets::new(REMEMBERED)))
    }
}

/// One site's articles and graph, ready to be asked.
pub(super) struct Shelf {
    index: Index,
    graph: Rc<Held>,
    spent: Rc<Spent>,
    tally: Rc<Tally>,
    borrowing: Rc<Borrowing>,
    veils: RefCell<Veils>,
    /// The last answer to top questions: every page that opens asks for it.
    top: RefCell<Option<Top>>,
    /// What the articles are about, once a page asks.
    names: OnceCell<Names>,
}

/// How far a question has come before its vectors are there.
pub(super) struct Heard {
    plan: Plan,
    /// Which graph it is the plan of.
    graph: Rc<Graph>,
    vectors: Vec<Vector>,
}

/// What answers a list of top questions, until some article begins or ends to hold.
struct Top {
    questions: Vec<String>,
    until: Timestamp,
    articles: Vec<Article>,
}

/// What each audience does not see, by its place in [`Audience::ALL`], and until when that holds.
type Veils = [Option<(Timestamp, Rc<Veil>)>; 3];

impl Shelf {
    pub(super) fn new(
        index: Index,
        graph: Rc<Held>,
        spent: Rc<Spent>,
        tally: Rc<Tally>,
        borrowing: Rc<Borrowing>,
    ) -> Self {
        let (veils, top, names) = Default::default();
        Self { index, graph, spent, tally, borrowing, veils, top, names }
    }

    /// Whether it is searched with borrowed vectors too.
    pub(super) const fn borrows(&self) -> bool {
        self.index.borrows()
    }

    /// Charges for a question, and hears what an encoder elsewhere says of it.
    ///
    /// Meanwhile something else may be published: see [`latest`].
    ///
    /// # Errors
    /// `too_many_requests`.
    pub(super) async fn hear(&self, asked: &Asked, env: &Env) -> Reply<Vec<Vector>> {
        self.charge(asked.charge.as_ref())?;
        self.heard(Query::from(&asked.text), &asked.site, env).await
    }

    /// The same for a question that the graph may answer, which needs no vectors.
    ///
    /// # Errors
    /// `too_many_requests`.
    pub(super) async fn hear_for_answer(&self, asked: &Asked, env: &Env) -> Reply<Heard> {
        self.charge(asked.charge.as_ref())?;
        let (graph, veil) = (self.graph.now(), self.veil(asked.audience, now()));
        let earlier = asked.earlier();
        let query = asked.query(&earlier, &[]);
        let plan = self.assistant(&graph, &veil, &asked.talk).plan(query);
        let vectors = match plan {
            Plan::Told(_) => Vec::new(),
            Plan::Search => self.heard(query, &asked.site, env).await?,
        };
        Ok(Heard { plan, graph, vectors })
    }

    /// What an encoder elsewhere says of a question; empty where it says nothing.
    pub(super) async fn heard(
        &self,
        query: Query<'_>,
        site: &SiteId,
        env: &Env,
    ) -> Reply<Vec<Vector>> {
        if !self.borrows() {
            return Ok(Vec::new());
        }
        match &Config::of(env)?.site(site)?.encoder {
            Some(service) => Ok(self.borrowing.hear(query, &self.index, service, site, env).await),
            None => Ok(Vec::new()),
        }
    }

    /// The same of many questions, each by itself, as far as it is to be had soon.
    pub(super) async fn heard_each(
        &self,
        questions: &[&str],
        site: &SiteId,
        env: &Env,
    ) -> Reply<BTreeMap<String, Vector>> {
        match &Config::of(env)?.site(site)?.encoder {
            Some(service) if self.borrows() => {
                Ok(self.borrowing.hear_each(questions, &self.index, service, env).await)
            }
            Some(_) | None => Ok(BTreeMap::new()),
        }
    }

    /// The best articles, with no opinion on whether they answer.
    pub(super) fn search(&self, asked: &Asked, heard: &[Vector]) -> Reply<Found> {
        let veil = self.veil(asked.audience, now());
        let hits = self.index.behind(&veil).search(asked.query(&[], heard), asked.top);
        Ok(Found {
            hits: hits
                .into_iter()
                .map(|hit| Hit {
                    article: hit.article.to_string(),
                    more: hit.passage.more(),
                    title: hit.passage.title,
                    excerpt: hit.passage.excerpt,
                    score: hit.score,
                    audience: hit.audience,
                })
                .collect(),
        })
    }

    /// What the assistant says, with how sure it is.
    pub(super) fn answer(&self, asked: &Asked, heard: Heard) -> Answered {
        self.told(asked, heard, |assistant, said, query| assistant.answered(said, query))
    }

    /// What the assistant says.
    pub(super) fn say(&self, asked: &Asked, heard: Heard) -> Answer {
        self.told(asked, heard, |_, said, _| said.into())
    }

    /// What the assistant says, counted and put as `tell` puts it.
    fn told<T>(
        &self,
        asked: &Asked,
        heard: Heard,
        tell: impl FnOnce(&Assistant<'_>, Said, Query<'_>) -> T,
    ) -> T {
        let now = now();
        let (graph, veil) = (self.graph.now(), self.veil(asked.audience, now));
        let assistant = self.assistant(&graph, &veil, &asked.talk);
        let earlier = asked.earlier();
        let query = asked.query(&earlier, &heard.vectors);
        // Another graph may have come while the vectors were fetched.
        let plan =
            if Rc::ptr_eq(&heard.graph, &graph) { heard.plan } else { assistant.plan(query) };
        let said = assistant.say(plan, query);
        self.count(asked, &said, now);
        tell(&assistant, said, query)
    }

    /// What somebody would be answered, and why. It is not counted.
    pub(super) fn explain(&self, tried: &Try, heard: &[Vector], policy: &Policy) -> Tried {
        let (graph, veil) = (self.graph.now(), self.veil(tried.audience, now()));
        let assistant = self.assistant(&graph, &veil, &Talk::default());
        let query = Query { text: &tried.question, earlier: &[], vectors: heard };
        let hits = assistant.articles.explain(query, TRIED).into_iter().map(|found| TriedHit {
            article: found.article,
            title: found.passage.title,
            excerpt: found.passage.excerpt,
            phrasing: found.closest,
            score: found.score,
            words: found.strength,
            substance: found.substance,
            likeness: found.likeness,
            meaning: found.nearness,
        });
        let asked = || assistant.answered(assistant.answer(query), query);
        let (mut hands_over, mut offers_person) = (None, None);
        let answered = match hatch::before(tried, policy) {
            Before::Asked => asked(),
            Before::Courtesy => {
                let confidence = Percent::default();
                Answered { answered: false, confidence, answer: Answer::Courtesy }
            }
            Before::Offered(rule) => {
                offers_person = Some(rule);
                asked()
            }
            Before::HandedOver(rule) => {
                hands_over = Some(rule);
                asked()
            }
        };
        Tried {
            hands_over,
            offers_person,
            hits: hits.collect(),
            heard: self.index.heard(&tried.question),
            answered,
            held_back: self.held_back(query, tried.audience, now()),
        }
    }

    /// The articles for `audience` that come near a question, but are not valid `now`.
    fn held_back(&self, query: Query<'_>, audience: Audience, now: Timestamp) -> Vec<HeldBack> {
        let is_for = |article: &Article| article.audience() <= audience;
        let is_held = |article: &&Article| is_for(article) && !article.valid().holds(now);
        let held: Vec<&Article> = self.index.articles().iter().filter(is_held).collect();
        if held.is_empty() {
            return Vec::new();
        }
        let near = self.index.behind(&self.index.veil(is_for)).explain(query, NEAR);
        let held = near.iter().filter_map(|near| held.iter().find(|it| *it.id() == near.article));
        held.map(|article| HeldBack {
            article: article.id().clone(),
            title: article.title().to_owned(),
            valid_from: article.valid().from(),
            valid_until: article.valid().until(),
        })
        .collect()
    }

    /// Since when what answers that now, for anybody who asks, or leads to an answer, stands as it does; nothing
    /// where nothing does. Of an article that is known to `changed`, and of the graph to nobody: since ever.
    pub(super) fn answers_since(
        &self,
        question: Query<'_>,
        changed: impl FnOnce(&ArticleId) -> Timestamp,
    ) -> Option<Timestamp> {
        let (graph, veil) = (self.graph.now(), self.veil(Audience::Everyone, now()));
        let said = self.assistant(&graph, &veil, &Talk::default()).answer(question);
        let best = match &said {
            Said::ByArticles(Finding::Found { passages, .. }) => passages.first(),
            Said::ByArticles(Finding::Choices { .. } | Finding::Unknown) | Said::ByGraph(_) => None,
        };
        said.leads_on().then(|| best.map_or(Timestamp(0), |best| changed(&best.article)))
    }

    /// The articles that answer the given questions, each once.
    pub(super) fn top(&self, questions: &[String]) -> Vec<Article> {
        let now = now();
        if let Some(top) = &*self.top.borrow()
            && top.questions == questions
            && now < top.until
        {
            return top.articles.clone();
        }
        let veil = self.veil(Audience::Everyone, now);
        let is_public = |article: &Article| article.is_for(Audience::Everyone, now);
        let articles = top(&self.index, self.index.behind(&veil), questions, is_public);
        let until = self.next_change(now);
        let top = Top { questions: questions.to_vec(), until, articles: articles.clone() };
        self.top.replace(Some(top));
        articles
    }

    /// The questions to offer on a page.
    pub(super) fn offer(&self, offer: &Offer) -> Reply<Vec<String>> {
        self.charge(Some(&offer.charge))?;
        let (now, articles) = (now(), self.index.articles());
        let is_public = |article: &Article| article.is_for(Audience::Everyone, now);
        let names = self.names.get_or_init(|| Names::of(articles));
        Ok(names.questions(&offer.page, articles, is_public, &offer.locale, &offer.usual))
    }

    /// All that an article says, a [`Quote`] as JSON. What is not for who asks is not there.
    pub(super) fn whole(&self, Whole { audience, article, .. }: &Whole) -> Reply<String> {
        let now = now();
        let mut known = self.index.articles().iter();
        let found = known.find(|it| it.id() == article && it.is_for(*audience, now));
        let found = found.ok_or_else(|| {
            Failure::new(Code::NotFound, format!("there is no article {article} to read"))
        })?;
        let quote = Quote {
            article: article.to_string(),
            title: found.title().to_owned(),
            text: found.body().to_owned(),
            more: false,
        };
        Ok(serde_json::to_string(&quote)?)
    }

    /// What answers in the language of a talk.
    fn assistant<'a>(&'a self, graph: &'a Graph, veil: &'a Veil, talk: &Talk) -> Assistant<'a> {
        Assistant { graph, articles: self.index.behind(veil), words: talk.words() }
    }

    /// What `audience` does not see now: what is not for them, and what does not hold.
    fn veil(&self, audience: Audience, now: Timestamp) -> Rc<Veil> {
        let mut veils = self.veils.borrow_mut();
        let kept = &mut veils[audience as usize];
        if let Some((until, veil)) = kept
            && now < *until
        {
            return veil.clone();
        }
        let veil = Rc::new(self.index.veil(|article| article.is_for(audience, now)));
        *kept = Some((self.next_change(now), veil.clone()));
        veil
    }

    /// When an article next begins or ends to hold.
    fn next_change(&self, now: Timestamp) -> Timestamp {
        let changes = self.index.articles().iter().filter_map(|it| it.valid().next_change(now));
        changes.min().unwrap_or(Timestamp(u64::MAX))
    }

    /// Counts what came of a question. What answers something that was asked back is part of the question before
    /// it, and what says nothing is none.
    fn count(&self, asked: &Asked, said: &Said, now: Timestamp) {
        let Asked { text: question, talk: Talk { follows, .. }, .. } = asked;
        if !is_question(question) {
            return;
        }
        if let Some(Follows::Choice(offered_to)) = follows
            && said.leads_on()
        {
            self.tally.withdraw(offered_to, MissKind::Choices);
        }
        let is_new = match (follows, said) {
            (None, _) | (Some(Follows::Diagnosis { picked: false }), Said::ByArticles(_)) => true,
            (Some(Follows::Choice(_) | Follows::Diagnosis { .. }), _) => false,
        };
        let outcome: fn(&mut Outcomes) -> &mut u64 = match said {
            Said::ByGraph(_) => |outcomes| &mut outcomes.diagnosed,
            Said::ByArticles(Finding::Found { passages, .. }) => {
                self.tally.served(passages.iter().map(|passage| &passage.article));
                |outcomes| &mut outcomes.answered
            }
            Said::ByArticles(Finding::Choices { choices, .. }) => {
                self.tally.offered(choices.iter().map(|choice| &choice.article));
                |outcomes| &mut outcomes.choices
            }
            Said::ByArticles(Finding::Unknown) => |outcomes| &mut outcomes.unknown,
        };
        if !is_new {
            return;
        }
        self.tally.came_to(outcome);
        match said {
            Said::ByGraph(_) | Said::ByArticles(Finding::Found { .. }) => {}
            Said::ByArticles(Finding::Choices { .. }) => {
                self.tally.miss(question, MissKind::Choices, now);
            }
            Said::ByArticles(Finding::Unknown) => {
                self.tally.miss(question, MissKind::Unknown, now);
            }
        }
    }

    fn charge(&self, charge: Option<&Charge>) -> Reply<()> {
        Ok(meter::take(&mut self.spent.0.borrow_mut(), charge.cloned().into_iter().collect())?)
    }
}

fn top(
    index: &Index,
    view: View<'_>,
    questions: &[String],
    is_public: impl Fn(&Article) -> bool,
) -> Vec<Article> {
    let best = questions.iter().filter_map(|question| {
        let Finding::Found { passages, .. } = view.answer(question) else { return None };
        let best = passages.into_iter().next()?;
        index.articles().iter().find(|article| *article.id() == best.article)
    });
    // What is left of the room is for others of the shop: the page suggests them, too.
    let others = index.articles().iter().filter(|article| is_public(article));
    let mut articles: Vec<Article> = Vec::new();
    let mut room = ROOM;
    for article in best.chain(others) {
        if articles.len() >= MOST_TOP || room < LEAST_ROOM {
            break;
        }
        // What does not fit is asked of the edge.
        if let Some(left) = room.checked_sub(weight(article))
            && articles.iter().all(|known| known.id() != article.id())
        {
            room = left;
            articles.push(article.clone());
        }
    }
    articles
}

/// About what an article adds to a page, in bytes.
fn weight(article: &Article) -> usize {
    let lists = [article.phrasings(), article.tags(), article.products()];
    let listed: usize = lists.into_iter().flatten().map(|text| text.len() + 3).sum();
    FIELDS + article.title().len() + article.body().len() + listed
}

thread_local! {
    static SHELVES: RefCell<BTreeMap<SiteId, (Rc<Shelf>, Timestamp)>> = const { RefCell::new(BTreeMap::new()) };
}

/// For how long a shelf is used without a word from its Library. Longer: fewer calls, where a Library
/// that has moved to another isolate is a while longer answered for by what it left behind.
const OPEN: Duration = Duration::from_secs(10);
/// How many articles a page gets with the shop's profile, and of about how many bytes as JSON.
const MOST_TOP: usize = 40;
const ROOM: usize = 24_000;
/// With less room than this no other is looked for.
const LEAST_ROOM: usize = 200;
/// About what the names of an article's fields take, and its short ones.
const FIELDS: usize = 100;
/// How many articles a question that is tried tells of.
const TRIED: usize = 10;
/// Among how many of the best one that is not valid now is told of.
const NEAR: usize = 3;
/// Addresses whose spending is remembered.
const REMEMBERED: usize = 50_000;
