//! The Meter: what one site counts, where every isolate asks the same object.
//!
//! Rates live in memory only: a meter that starts anew forgives everyone once; keeping them on disk
//! would cost a write for every request. Tokens that are good once are noted on disk when they are
//! used, until they have run out.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use shared::id::ConversationId;
use shared::limit::{Buckets, Rate};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::call::{self, Object};
use crate::reply::{self, Failure, Reply};
use crate::run::now;
use crate::store::{Value, count, rows, schema, text};

/// One thing to count.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Charge {
    /// Whom, and for what: `start/…`, `sign-in/…`.
    pub(crate) key: String,
    /// How much is allowed.
    pub(crate) rate: Rate,
}

/// Charges all of `charges` at the site's meter.
///
/// # Errors
/// `too_many_requests` with the time to wait when one of them is spent. Where the meter cannot be reached this
/// isolate counts by itself: a limit must not become an outage, nor end in one.
pub(crate) async fn charge(site: &str, charges: &[Charge], env: &Env) -> Reply<()> {
    let stub = Object::Meter.named(site, env)?;
    match call::ask(&stub, "/charge", &charges).await {
        Ok(()) => Ok(()),
        Err(Failure(problem)) if problem.code == Code::TooManyRequests => Err(Failure(problem)),
        Err(Failure(problem)) => {
            worker::console_warn!("the meter of {site} did not answer: {problem}");
            let here = |Charge { key, rate }: &Charge| Charge {
                key: [site, "/", key].concat(),
                rate: *rate,
            };
            let charges = charges.iter().map(here).collect();
            Ok(COUNTED_HERE.with_borrow_mut(|buckets| take(buckets, charges))?)
        }
    }
}

thread_local! {
    /// What was charged while a meter did not answer.
    static COUNTED_HERE: RefCell<Buckets<String>> = const { RefCell::new(Buckets::new(REMEMBERED)) };
}

/// Takes one of each, or tells when to come back. What was taken before the one that is spent stays
/// taken: someone who hammers waits a little longer.
pub(crate) fn take(buckets: &mut Buckets<String>, charges: Vec<Charge>) -> Result<(), Problem> {
    let now = now();
    for Charge { key, rate } in charges {
        buckets.take(key, rate, now).map_err(|wait| {
            Problem::new(Code::TooManyRequests, "too much in too short a time")
                .retry_after(wait.seconds())
        })?;
    }
    Ok(())
}

/// A token that is good once is used.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Redemption {
    /// The token's name.
    pub(crate) id: String,
    /// Until when it must be remembered.
    pub(crate) until: Timestamp,
    /// What for. The same again is a retry.
    pub(crate) conversation: ConversationId,
}

/// Notes that the token is used.
///
/// # Errors
/// `bad_token` when it was used for another conversation before, or when the meter cannot tell: who is
/// refused is still a visitor, only without a name, and nobody must wait for a name. `timeout`, also where
/// the meter broke off, may be tried again: the token may be good, and is good once.
pub(crate) async fn redeem(site: &str, redemption: &Redemption, env: &Env) -> Reply<()> {
    match call::ask_if_there(&Object::Meter.named(site, env)?, "/redeem", redemption).await {
        Err(Failure(problem)) if matches!(problem.code, Code::Internal | Code::Unavailable) => {
            worker::console_warn!("a token of {site} was not looked up: {problem}");
            Err(Failure::new(Code::BadToken, "whether the JWT has been used cannot be told now"))
        }
        told => told,
    }
}

/// What one site counts.
#[durable_object(fetch)]
pub struct Meter {
    state: State,
    buckets: RefCell<Buckets<String>>,
}

impl DurableObject for Meter {
    fn new(state: State, _env: Env) -> Self {
        Self { state, buckets: RefCell::new(Buckets::new(REMEMBERED)) }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let body = request.text().await?;
        reply::settle(self.reply(&request.path(), &body))
    }
}

impl Meter {
    fn reply(&self, path: &str, body: &str) -> Reply {
        match path {
            "/charge" => take(&mut self.buckets.borrow_mut(), serde_json::from_str(body)?)?,
            "/redeem" => self.redeem(&serde_json::from_str(body)?)?,
            _ => return Err(Failure::new(Code::NotFound, format!("a meter has no {path}"))),
        }
        Ok(reply::empty())
    }

    /// Without an await all of it is one transaction.
    fn redeem(&self, redemption: &Redemption) -> Reply<()> {
        let Redemption { id, until, conversation } = redemption;
        let sql = self.state.storage().sql();
        if schema::version(&sql, VERSION, "meter")?.is_none() {
            schema::create(&sql, VERSION, &[USED])?;
        }
        rows(&sql, "DELETE FROM used WHERE until < ?", vec![count(now().0)])?;
        let conversation = conversation.to_string();
        let find = "SELECT conversation FROM used WHERE id = ?";
        let used = rows(&sql, find, vec![Value::from(id.as_str())])?;
        let Some(used) = used.into_iter().flatten().next() else {
            let insert = "INSERT INTO used (id, until, conversation) VALUES (?, ?, ?)";
            let values = vec![Value::from(id.as_str()), count(until.0), conversation.into()];
            rows(&sql, insert, values)?;
            return Ok(());
        };
        if text(used)? == conversation {
            return Ok(());
        }
        Err(Failure::new(Code::BadToken, "the JWT has been used already"))
    }
}

const VERSION: i64 = 1;
const USED: &str = "CREATE TABLE used \
    (id TEXT PRIMARY KEY, until INTEGER NOT NULL, conversation TEXT NOT NULL) WITHOUT ROWID";
/// Visitors and addresses whose spending is remembered, about 100 bytes each.
const REMEMBERED: usize = 50_000;
