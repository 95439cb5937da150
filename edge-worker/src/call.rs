//! From one object to another: JSON there, JSON back, and never for longer than the time given.
//!
//! An object that panics never answers, so every call races a clock. What is called must bear being
//! called twice: a call that ran out of time may have arrived all the same.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::{Code, Problem};
use worker::{
    Delay, Env, Headers, Method, ObjectNamespace, Request, RequestInit, Response, Stub,
};

use crate::reply::{Failure, Reply};

/// The kinds of objects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Object {
    /// One conversation, named `{site}/{conversation}`.
    Room,
    /// One site's queue, named `{site}`.
    Desk,
    /// One site's articles, named `{site}`.
    Library,
    /// One site's rate limits, named `{site}`.
    Meter,
}

impl Object {
    /// The object of that name.
    pub(crate) fn named(self, name: &str, env: &Env) -> worker::Result<Stub> {
        let objects: ObjectNamespace = env.durable_object(match self {
            Self::Room => "ROOM",
            Self::Desk => "DESK",
            Self::Library => "LIBRARY",
            Self::Meter => "METER",
        })?;
        objects.id_from_name(name)?.get_stub()
    }
}

/// Asks an object something and reads its answer; `()` takes an answer without a body.
pub(crate) async fn ask<A: DeserializeOwned>(
    stub: &Stub,
    path: &str,
    question: &impl Serialize,
) -> Reply<A> {
    let body = serde_json::to_string(question)?;
    let request = Request::new_with_init(
        &format!("https://object{path}"),
        RequestInit::new().with_method(Method::Post).with_body(Some(body.into())),
    )?;
    let asked = async {
        let mut response = stub.fetch_with_request(request).await?;
        Ok::<_, worker::Error>((response.status_code(), response.text().await?))
    };
    let (status, text) = within(PATIENCE, asked).await??;
    match status {
        204 => Ok(serde_json::from_str("null")?),
        200..=299 => Ok(serde_json::from_str(&text)?),
        _ => Err(Failure(match serde_json::from_str::<Problem>(&text) {
            Ok(problem) => problem,
            Err(_) => return Err(Failure::internal(format_args!("{path}: {status} {text}"))),
        })),
    }
}

/// Hands a request to an object that will hold on to it: a WebSocket, a long poll.
///
/// The headers are written here from nothing: nothing that the client sent can pass for ours.
pub(crate) async fn hand_over(
    stub: &Stub,
    path: &str,
    headers: &[(&str, &str)],
    patience: Duration,
) -> Reply<Response> {
    let sent = Headers::new();
    for (name, value) in headers {
        sent.set(name, value)?;
    }
    let request = Request::new_with_init(
        &format!("https://object{path}"),
        RequestInit::new().with_method(Method::Get).with_headers(sent),
    )?;
    Ok(within(patience, stub.fetch_with_request(request)).await??)
}

/// What comes of `future`, unless `patience` ends first.
pub(crate) async fn within<F: Future>(patience: Duration, future: F) -> Reply<F::Output> {
    match select(pin!(future), pin!(Delay::from(patience))).await {
        Either::Left((output, _)) => Ok(output),
        Either::Right(((), _)) => {
            Err(Failure::new(Code::Timeout, "a part of the edge did not answer in time"))
        }
    }
}

/// Longer than any healthy call, shorter than a visitor's patience.
const PATIENCE: Duration = Duration::from_secs(8);
