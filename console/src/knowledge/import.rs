//! An import on its way: the rows that were read from files, sent part by part, and what comes of it.
//!
//! It runs twice over the same rows: first to learn what would change, then, if that is wished, in
//! earnest. Until the edge has it all, nobody sees anything of it. It goes on whatever part of the console is
//! looked at, for as long as somebody is signed in.

use std::time::Duration;

use leptos::prelude::*;
use shared::api::knowledge::{Import, ImportReport, ImportRows, Importing, Looked};
use shared::import::Names;
use shared::problem::Code;
use ui::http::Failure;
use ui::locale::fill;
use wasm_bindgen_futures::spawn_local;

use super::batch::batches;
use super::gather::{Gathered, Problem};
use super::shop::Shop;
use crate::place::Place;
use crate::words::Knowledge;

/// How far an import is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Stage {
    /// No files are chosen.
    #[default]
    Idle,
    /// The files are read.
    Reading,
    /// Rows are on their way.
    Sending {
        /// How many have arrived.
        sent: usize,
        /// Of how many.
        total: usize,
    },
    /// The edge has it all, and says what it would change.
    Checking,
    /// The edge has it all, and shows it to visitors: there is no way back from here.
    Publishing,
    /// It is over.
    Told {
        /// What changed, or would change.
        report: Box<ImportReport>,
        /// What was left out.
        problems: Vec<Problem>,
        /// Of how many rows more something is wrong that is not told.
        untold: usize,
        /// The columns and fields that nobody knows.
        passed_over: Names,
        /// The files and folders that are none of the shop's articles.
        files_passed_over: Names,
        /// Whether it only would.
        dry_run: bool,
        /// Whether it was to be in earnest, but visitors see something later than what was looked at.
        overtaken: bool,
    },
    /// It did not work; why.
    Failed(String),
}

impl Stage {
    /// What is going on, if something is.
    pub(super) fn going(&self, words: &Knowledge) -> Option<String> {
        match self {
            Self::Reading => Some(words.reading.to_owned()),
            Self::Sending { sent, total } => {
                Some(fill(words.sending, &[&sent.to_string(), &total.to_string()]))
            }
            Self::Checking => Some(words.checking.to_owned()),
            Self::Publishing => Some(words.publishing.to_owned()),
            Self::Idle | Self::Told { .. } | Self::Failed(_) => None,
        }
    }

    /// What came of it, in a line, for who looks at something else.
    fn outcome(&self, words: &Knowledge) -> Option<String> {
        match self {
            Self::Told { overtaken: true, .. } => Some(words.import_overtaken.to_owned()),
            Self::Told { dry_run: true, .. } => Some(words.import_checked.to_owned()),
            Self::Told { report, .. } => {
                let counts = [report.added, report.changed, report.unchanged];
                let counts = counts.map(|count| count.to_string());
                Some(fill(words.did, &counts.each_ref().map(String::as_str)))
            }
            Self::Failed(told) => Some(fill(words.wrong, &[words.import, told])),
            Self::Idle
            | Self::Reading
            | Self::Sending { .. }
            | Self::Checking
            | Self::Publishing => None,
        }
    }
}

/// An import. A handle: its copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Running {
    /// How far it is.
    pub(super) stage: RwSignal<Stage>,
    shop: Shop,
    words: &'static Knowledge,
    gathered: StoredValue<Gathered>,
    /// What visitors saw when it was asked what would change.
    looked: StoredValue<Looked>,
    /// Names the run, so that one that was stopped stays so.
    serial: StoredValue<u32>,
}

impl Running {
    /// None is under way yet.
    pub(super) fn new(shop: Shop, words: &'static Knowledge) -> Self {
        Self {
            stage: RwSignal::default(),
            shop,
            words,
            gathered: StoredValue::default(),
            looked: StoredValue::default(),
            serial: StoredValue::new(0),
        }
    }

    /// Whether it is at work.
    pub(super) fn is_busy(self) -> bool {
        self.stage.with(|stage| match stage {
            Stage::Reading | Stage::Sending { .. } | Stage::Checking | Stage::Publishing => true,
            Stage::Idle | Stage::Told { .. } | Stage::Failed(_) => false,
        })
    }

    /// Whether stopping it leaves everything as it was.
    pub(super) fn can_stop(self) -> bool {
        self.is_busy() && self.stage.with(|stage| *stage != Stage::Publishing)
    }

    /// Reads files and asks what they would change.
    ///
    /// Nothing while another is under way: that would end it at the edge, and nobody would be told.
    pub(super) fn begin(self, read: impl Future<Output = Gathered> + 'static) {
        if untrack(|| self.is_busy()) {
            return;
        }
        let this = self.next(Stage::Reading);
        spawn_local(async move {
            pause(SHOW).await;
            let gathered = read.await;
            if self.is_on(this) {
                self.gathered.set_value(gathered);
                self.go(this, true).await;
            }
        });
    }

    /// Imports what was read.
    pub(super) fn confirm(self) {
        let this = self.next(Stage::Reading);
        spawn_local(self.go(this, false));
    }

    /// Stops, while nothing has changed.
    pub(super) fn stop(self, told: &str) {
        if untrack(|| self.can_stop()) {
            self.next(Stage::Failed(told.to_owned()));
        }
    }

    async fn go(self, this: u32, mut dry_run: bool) {
        let mut outcome = self.send(this, dry_run).await;
        // What would change by now, somebody looks at first.
        let overtaken = matches!(
            &outcome,
            Err(Failure::Told(problem)) if problem.code == Code::Conflict
        );
        if overtaken && self.is_on(this) {
            dry_run = true;
            outcome = self.send(this, dry_run).await;
        }
        if !self.is_on(this) {
            return;
        }
        let stage = match outcome {
            Ok(report) => {
                self.looked.set_value(Looked { expect: report.latest });
                self.gathered.with_value(|gathered| {
                    let edge = report.problems.iter();
                    let edge = edge.map(|problem| gathered.problem(problem, self.words));
                    Stage::Told {
                        problems: gathered.problems.iter().cloned().chain(edge).collect(),
                        untold: gathered.untold,
                        passed_over: gathered.passed_over.clone(),
                        files_passed_over: gathered.files_passed_over.clone(),
                        report: Box::new(report),
                        dry_run,
                        overtaken,
                    }
                })
            }
            Err(Failure::Told(problem)) if problem.code == Code::NotFound => {
                Stage::Failed(self.words.import_dropped.to_owned())
            }
            Err(failure) => Stage::Failed(self.shop.explain(&failure)),
        };
        if let Some(told) = stage.outcome(self.words).filter(|_| Place::now() != Place::Files) {
            self.shop.tell(told);
        }
        self.stage.set(stage);
    }

    async fn send(self, this: u32, dry_run: bool) -> Result<ImportReport, Failure> {
        let begin = Import { dry_run };
        let Importing { import } = patiently(|| self.shop.begin_import(begin)).await?;
        let rows = self.gathered.try_with_value(|gathered| gathered.rows.clone());
        let rows = rows.unwrap_or_default();
        let total = rows.len();
        let mut sent = 0;
        for batch in batches(&rows) {
            // What is not finished is dropped by the edge.
            if !self.is_on(this) {
                break;
            }
            self.stage.set(Stage::Sending { sent, total });
            let rows = ImportRows { rows: batch.to_vec() };
            patiently(|| self.shop.import_rows(import, &rows)).await?;
            sent += batch.len();
        }
        if !self.is_on(this) {
            return Err(Failure::Unreachable);
        }
        self.stage.set(if dry_run { Stage::Checking } else { Stage::Publishing });
        let looked = if dry_run { Looked::default() } else { self.looked.get_value() };
        patiently(|| self.shop.finish_import(import, looked)).await
    }

    fn next(self, stage: Stage) -> u32 {
        let this = self.serial.get_value().wrapping_add(1);
        self.serial.set_value(this);
        self.stage.set(stage);
        this
    }

    /// Whether this run is the one that is looked at.
    fn is_on(self, this: u32) -> bool {
        self.serial.try_get_value() == Some(this)
    }
}

/// Asks again what failed in passing: every step of an import may be taken twice.
async fn patiently<T, F: Future<Output = Result<T, Failure>>>(
    mut ask: impl FnMut() -> F,
) -> Result<T, Failure> {
    let mut tries = 0;
    loop {
        let failure = match ask().await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        tries += 1;
        if tries == TRIES || !failure.is_passing() {
            return Err(failure);
        }
        pause(failure.retry_after().map_or(RETRY, Duration::from_secs)).await;
    }
}

/// Waits for so long.
async fn pause(span: Duration) {
    let ended = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
            },
            span,
        );
    });
    let _ = wasm_bindgen_futures::JsFuture::from(ended).await;
}

/// How often a step is tried.
const TRIES: u32 = 5;
/// How long until it is tried again, where the edge does not say.
const RETRY: Duration = Duration::from_secs(1);
/// How long until the page shows that it reads: what reads does not let it.
const SHOW: Duration = Duration::from_millis(30);
