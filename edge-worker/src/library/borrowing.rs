//! Vectors borrowed from an encoder elsewhere: of what was published, gathered until they are whole, and of
//! questions, fetched while somebody waits.
//!
//! What is published is there at once, found by our own encoder. The alarm then fetches what is missing,
//! batch by batch, and only when nothing is missing any more is the index built with it: readers never see
//! half. A passage that the service refuses by itself, while it takes others, is left to our own encoder for a
//! day. A question whose vector does not come in time is answered without one. See
//! docs/decisions/0015-borrowed-meaning.md.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use shared::api::knowledge::{Encoder, EncoderTrouble, FellBack};
use shared::article::ArticleId;
use shared::embedding::{self, Breaker, Service, Vector, asked, passages};
use shared::id::SiteId;
use shared::search::{Index, Query};
use shared::time::Timestamp;
use worker::{Env, SqlStorage, console_warn};

use super::keep::vectors::{self, Held, Key};
use crate::embed::{self, Fault};
use crate::reply::{Failure, Reply};
use crate::run::now;

/// A text of an article that the index lacks.
#[derive(Clone)]
struct Passage {
    key: Key,
    text: String,
    article: ArticleId,
    /// Whether the service has refused it by itself before.
    is_refused: bool,
}

/// What one site has borrowed, and what it is waiting for.
#[derive(Default)]
pub(super) struct Borrowing {
    breaker: RefCell<Breaker>,
    /// Questions of late, the latest last.
    known: RefCell<VecDeque<(String, Vector)>>,
    /// Questions of the list of what was missed, when it was last looked at.
    listed: RefCell<BTreeMap<String, Vector>>,
    /// What the index still lacks.
    waiting: RefCell<VecDeque<Passage>>,
    /// When the service is offered again what it would not have.
    again: Cell<Option<Timestamp>>,
    /// How often the batch was halved, since the service refused a larger one.
    halvings: Cell<u32>,
    /// How often in a row it was tried in vain to fetch some of it, and when it is tried again.
    failures: Cell<u32>,
    due: Cell<Timestamp>,
    asked: Cell<u64>,
    fell_back: Cell<FellBack>,
    trouble: RefCell<Option<EncoderTrouble>>,
}

impl Borrowing {
    /// The index with what was borrowed for it, if that is whole; else as it is, and what it lacks is
    /// noted.
    pub(super) fn lend(&self, index: Index, service: &Service, sql: &SqlStorage) -> Index {
        self.waiting.borrow_mut().clear();
        match self.gather(&index, service, sql) {
            Ok(Some(vectors)) => index.borrowing(&vectors, service.share),
            Ok(None) => index,
            Err(problem) => {
                console_warn!("nothing is borrowed: {}", problem.0);
                index
            }
        }
    }

    fn gather(
        &self,
        index: &Index,
        service: &Service,
        sql: &SqlStorage,
    ) -> Reply<Option<Vec<(u32, Vector)>>> {
        let mut texts = Vec::new();
        for (at, article) in (0_u32..).zip(index.articles()) {
            for passage in passages(article) {
                let text = format!("{}{passage}", service.passage_prefix);
                texts.push((at, Key::of(service, &text), text));
            }
        }
        if texts.len() * service.dimensions > MOST_BYTES {
            let detail = format!("{} passages are too many to borrow vectors for", texts.len());
            self.trouble(detail);
            return Ok(None);
        }
        let kept = vectors::all(sql, service.dimensions)?;
        let again = |key: &Key| match kept.get(key) {
            Some(Held::Vector(_)) => None,
            Some(Held::Refused(at)) => Some(at.after(LEFT_OUT)),
            None => Some(Timestamp(0)),
        };
        let now = now();
        let due = |key: &Key| again(key).is_some_and(|at| at <= now);
        let lacking: VecDeque<_> = texts
            .iter()
            .filter(|(_, key, _)| due(key))
            .map(|(at, key, text)| Passage {
                key: *key,
                text: text.clone(),
                article: index.articles()[*at as usize].id().clone(),
                is_refused: false,
            })
            .collect();
        self.waiting.replace(lacking);
        self.again.set(texts.iter().filter_map(|(_, key, _)| again(key)).min());
        if texts.iter().any(|(_, key, _)| !kept.contains_key(key)) {
            return Ok(None);
        }
        let vectors = texts.iter().filter_map(|(at, key, _)| match kept.get(key)? {
            Held::Vector(vector) => Some((*at, vector.clone())),
            Held::Refused(_) => None,
        });
        let vectors = vectors.collect();
        let needed: BTreeSet<Key> = texts.iter().map(|(_, key, _)| *key).collect();
        if let Err(Failure(problem)) = vectors::keep_only(sql, &needed) {
            // They are in the way of nobody, and the next publication tries again.
            console_warn!("vectors that nothing needs were not forgotten: {problem}");
        }
        Ok(Some(vectors))
    }

    /// When some of what is missing is to be fetched; nothing where nothing is.
    pub(super) fn due(&self) -> Option<Timestamp> {
        if self.waiting.borrow().is_empty() { self.again.get() } else { Some(self.due.get()) }
    }

    /// Fetches one batch of what is missing, and gives it to `keep`. Where nothing is, the time has come to
    /// [`lend`](Self::lend) again.
    ///
    /// # Errors
    /// Of `keep`. A service that fails is no error: it is asked again later.
    pub(super) async fn fetch(
        &self,
        service: &Service,
        env: &Env,
        keep: impl FnOnce(Vec<(Key, Held)>) -> Reply<()>,
    ) -> Reply<()> {
        if self.waiting.borrow().is_empty() {
            self.again.set(None);
            return Ok(());
        }
        let most = (service.batch >> self.halvings.get()).max(1);
        let batch: Vec<Passage> = self.waiting.borrow().iter().take(most).cloned().collect();
        let texts: Vec<String> = batch.iter().map(|passage| passage.text.clone()).collect();
        match embed::ask(service, &texts, PATIENCE, env).await {
            Ok(vectors) => {
                let keys = batch.iter().map(|passage| passage.key);
                keep(keys.zip(vectors.into_iter().map(Held::Vector)).collect())?;
                self.halvings.set(self.halvings.get().saturating_sub(1));
                self.settled(&batch);
            }
            Err(fault) if fault.is_of_texts() && batch.len() > 1 => {
                self.halvings.set(self.halvings.get() + 1);
                self.due.set(now());
            }
            Err(fault) => {
                let failures = self.failures.get().saturating_add(1);
                self.failures.set(failures);
                self.due.set(now().after(embedding::pause(failures)));
                self.trouble(format!("passages were not embedded: {fault}"));
                if let [passage] = &batch[..]
                    && fault.is_of_texts()
                {
                    self.refused(passage, &fault, service, env, keep).await?;
                }
            }
        }
        Ok(())
    }

    /// The service has refused one passage by itself: it is tried again after all others, and then left out.
    async fn refused(
        &self,
        passage: &Passage,
        fault: &Fault,
        service: &Service,
        env: &Env,
        keep: impl FnOnce(Vec<(Key, Held)>) -> Reply<()>,
    ) -> Reply<()> {
        // A service that takes nothing just now, unpaid or wrongly configured, is not told from a passage that
        // it never takes, unless it takes another one.
        if passage.is_refused && takes_another(service, env).await {
            keep(vec![(passage.key, Held::Refused(now()))])?;
            self.settled(std::slice::from_ref(passage));
            self.trouble(format!("a passage of {} is left out: {fault}", passage.article));
            return Ok(());
        }
        let mut waiting = self.waiting.borrow_mut();
        if waiting.front().is_some_and(|first| first.key == passage.key) {
            waiting.rotate_left(1);
            waiting.back_mut().into_iter().for_each(|last| last.is_refused = true);
        }
        Ok(())
    }

    /// These passages need not be fetched any more.
    fn settled(&self, batch: &[Passage]) {
        self.failures.set(0);
        self.due.set(now());
        // Something else may have been published meanwhile, and lack other things.
        let is_there = |key: &Key| batch.iter().any(|there| there.key == *key);
        self.waiting.borrow_mut().retain(|passage| !is_there(&passage.key));
    }

    /// The vectors of what `query` reads; none where they are not to be had before the visitor would
    /// notice. What is sent is masked, and known as `index` hears it.
    pub(super) async fn hear(
        &self,
        query: Query<'_>,
        index: &Index,
        service: &Service,
        site: &SiteId,
        env: &Env,
    ) -> Vec<Vector> {
        let texts = query.texts().map(|text| worded(text, index, service));
        let Some(texts) = texts.collect::<Option<Vec<String>>>() else { return Vec::new() };
        let mut vectors: Vec<_> = texts.iter().map(|text| self.known(text)).collect();
        let lacking = texts.iter().zip(&mut vectors).filter(|(_, vector)| vector.is_none());
        let (new, places): (Vec<String>, Vec<_>) =
            lacking.map(|(text, vector)| (text.clone(), vector)).unzip();
        if !new.is_empty() {
            if !self.breaker.borrow().may_ask(now()) {
                self.fell_back(|fell| fell.resting += 1);
                return Vec::new();
            }
            match embed::ask(service, &new, service.deadline, env).await {
                Ok(heard) => {
                    self.breaker.borrow_mut().worked();
                    for ((text, place), vector) in new.into_iter().zip(places).zip(heard) {
                        *place = Some(vector.clone());
                        self.learn((text, vector));
                    }
                }
                Err(fault) => {
                    self.breaker.borrow_mut().failed(now());
                    self.fell_back(|fell| match fault {
                        Fault::Late(_) => fell.late += 1,
                        Fault::Failed(_) | Fault::Refused(_) => fell.failed += 1,
                        Fault::Unusable(_) => fell.unusable += 1,
                    });
                    self.trouble(format!("a question of {site} was answered without it: {fault}"));
                    return Vec::new();
                }
            }
        }
        self.asked.set(self.asked.get() + 1);
        vectors.into_iter().collect::<Option<_>>().unwrap_or_default()
    }

    /// The vectors of many questions, each by itself: of those that are to be had before whoever looks at their
    /// list would notice. No visitor waits for them, so they are counted nowhere, and the service is not left
    /// alone for them.
    pub(super) async fn hear_each(
        &self,
        questions: &[&str],
        index: &Index,
        service: &Service,
        env: &Env,
    ) -> BTreeMap<String, Vector> {
        let worded =
            |&question: &&str| Some((question.to_owned(), worded(question, index, service)?));
        let texts: BTreeMap<String, String> = questions.iter().filter_map(worded).collect();
        let mut listed = self.listed.take();
        let is_asked: BTreeSet<&String> = texts.values().collect();
        listed.retain(|text, _| is_asked.contains(text));
        let lacking = is_asked.into_iter().filter(|text| !listed.contains_key(*text)).cloned();
        let lacking: Vec<String> = lacking.collect();
        let until = now().after(LISTING);
        for batch in lacking.chunks(service.batch.max(1)) {
            if now() > until || !self.breaker.borrow().may_ask(now()) {
                break;
            }
            match embed::ask(service, batch, LISTING, env).await {
                Ok(heard) => listed.extend(batch.iter().cloned().zip(heard)),
                Err(fault) => {
                    console_warn!("what was missed is told without the encoder elsewhere: {fault}");
                    break;
                }
            }
        }
        let heard = |(question, text)| Some((question, listed.get::<String>(&text)?.clone()));
        let heard = texts.into_iter().filter_map(heard).collect();
        self.listed.replace(listed);
        heard
    }

    /// How it goes with the service.
    pub(super) fn told(&self, service: &Service, in_use: bool) -> Encoder {
        Encoder {
            model: service.model.clone(),
            in_use,
            waiting: self.waiting.borrow().len() as u64,
            helped: self.asked.get(),
            fell_back: self.fell_back.get(),
            trouble: self.trouble.borrow().clone(),
        }
    }

    fn known(&self, text: &str) -> Option<Vector> {
        let known = self.known.borrow();
        known.iter().find(|(known, _)| known == text).map(|(_, vector)| vector.clone())
    }

    fn learn(&self, heard: (String, Vector)) {
        let mut known = self.known.borrow_mut();
        if known.len() == REMEMBERED {
            known.pop_front();
        }
        known.push_back(heard);
    }

    fn fell_back(&self, count: impl FnOnce(&mut FellBack)) {
        let mut fell_back = self.fell_back.get();
        count(&mut fell_back);
        self.fell_back.set(fell_back);
    }

    fn trouble(&self, detail: String) {
        console_warn!("the encoder elsewhere: {detail}");
        self.trouble.replace(Some(EncoderTrouble { at: now(), detail }));
    }
}

/// A question as the service is asked about it: masked, and known as `index` hears it; nothing where no words are
/// left.
fn worded(question: &str, index: &Index, service: &Service) -> Option<String> {
    let line = asked(question)?;
    let line = index.heard(&line).unwrap_or(line);
    Some(format!("{}{line}", service.question_prefix))
}

/// Whether the service takes a passage that any would.
async fn takes_another(service: &Service, env: &Env) -> bool {
    let greeting = format!("{}您好", service.passage_prefix);
    embed::ask(service, &[greeting], PATIENCE, env).await.is_ok()
}

/// For how long a passage that was refused is left out.
const LEFT_OUT: Duration = Duration::from_secs(86_400);
/// How long a list of questions may wait for it.
const LISTING: Duration = Duration::from_secs(2);
/// How long a batch may take: nobody waits for it.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of vectors that an index may borrow: a quarter of an object's memory.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Questions whose vectors are remembered: what was said before is asked about again with what follows.
const REMEMBERED: usize = 128;
