//! The Meter: one site's rate limits, where every isolate asks the same object.
//!
//! It lives in memory only. A meter that starts anew forgives everyone once; keeping it on disk
//! would cost a write for every request.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use shared::limit::{Buckets, Rate};
use shared::problem::{Code, Problem};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::call::{self, Object};
use crate::reply::{self, Failure, Reply};
use crate::run::now;

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
/// `too_many_requests` with the time to wait when one of them is spent. A meter that cannot be
/// reached lets the request pass: a limit must not become an outage.
pub(crate) async fn charge(site: &str, charges: &[Charge], env: &Env) -> Reply<()> {
    let stub = Object::Meter.named(site, env)?;
    match call::ask(&stub, "/charge", &charges).await {
        Ok(()) => Ok(()),
        Err(Failure(problem)) if problem.code == Code::TooManyRequests => Err(Failure(problem)),
        Err(Failure(problem)) => {
            worker::console_warn!("the meter of {site} did not answer: {problem}");
            Ok(())
        }
    }
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

/// One site's rate limits.
#[durable_object(fetch)]
pub struct Meter {
    buckets: RefCell<Buckets<String>>,
}

impl DurableObject for Meter {
    fn new(_state: State, _env: Env) -> Self {
        Self { buckets: RefCell::new(Buckets::new(REMEMBERED)) }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let body = request.text().await?;
        let charged = serde_json::from_str(&body).map_err(Failure::from).and_then(|charges| {
            take(&mut self.buckets.borrow_mut(), charges)?;
            Ok(reply::empty())
        });
        reply::settle(charged)
    }
}

/// Visitors and addresses whose spending is remembered, about 100 bytes each.
const REMEMBERED: usize = 50_000;
