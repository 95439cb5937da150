//! From one object to another: JSON there, JSON back, and never for longer than the time given.
//!
//! An object that panics never answers, so every call races a clock. What is called must bear being
//! called twice: a call that ran out of time may have arrived all the same.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::{Code, Problem};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};
use worker::{Delay, Env, Headers, ObjectNamespace, ResponseBuilder, console_warn};

use crate::config::Config;
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
        let id = objects.id_from_name(name)?;
        // Whoever asks has read its configuration before: one that is broken is told there.
        let location = Config::of(env).ok().and_then(|config| config.location);
        let stub = match location {
            Some(location) => id.get_stub_with_location_hint(location)?,
            None => id.get_stub()?,
        };
        Ok(stub.into_rpc())
    }
}

#[wasm_bindgen]
extern "C" {
    /// What calls one object.
    ///
    /// `worker` has a type for it too, which looks into every request and answer and reads a body
    /// piece by piece: that alone cost more than most of what objects are asked.
    pub(crate) type Stub;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Stub, url: &str, request: &RequestInit) -> Result<Promise, JsValue>;
}

/// Asks an object something and reads its answer; `()` takes an answer without a body.
///
/// # Errors
/// The object's own problem, or `timeout`.
pub(crate) async fn ask<A: DeserializeOwned>(
    stub: &Stub,
    path: &str,
    question: &impl Serialize,
) -> Reply<A> {
    ask_patiently(stub, path, question, PATIENCE).await
}

/// The same for a question that takes its time: a long poll, a large body.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn ask_patiently<A: DeserializeOwned>(
    stub: &Stub,
    path: &str,
    question: &impl Serialize,
    patience: Duration,
) -> Reply<A> {
    read(&told(stub, path, question, patience).await?)
}

/// As [`ask`], for whoever must tell an object that refuses from one that broke off before it answered, as
/// when it is moved or deployed anew: that is a `timeout` too, since nobody knows whether it was done.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn ask_if_there<A: DeserializeOwned>(
    stub: &Stub,
    path: &str,
    question: &impl Serialize,
) -> Reply<A> {
    let (status, text) = answered(stub, path, question, PATIENCE).await?.map_err(|error| {
        console_warn!("{path}: {error}");
        Failure::new(Code::Timeout, "a part of the edge broke off before it answered")
    })?;
    read(&heard(path, status, text)?)
}

/// The text of an object's answer, for a caller who is to have it as it is; empty for an answer
/// without a body.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn told(
    stub: &Stub,
    path: &str,
    question: &impl Serialize,
    patience: Duration,
) -> Reply<String> {
    let (status, text) = answered(stub, path, question, patience).await??;
    heard(path, status, text)
}

/// What comes back, or what the runtime throws in its place.
async fn answered(
    stub: &Stub,
    path: &str,
    question: &impl Serialize,
    patience: Duration,
) -> Reply<worker::Result<(u16, String)>> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&JsValue::from_str(&serde_json::to_string(question)?));
    let asked = async {
        let response = fetch(stub, path, &request).await?;
        let text = JsFuture::from(response.text()?).await?;
        Ok::<_, worker::Error>((response.status(), text.as_string().unwrap_or_default()))
    };
    within(patience, asked).await
}

/// An answer's text, or the problem that it is.
fn heard(path: &str, status: u16, text: String) -> Reply<String> {
    match status {
        200..=299 => Ok(text),
        _ => Err(refusal(path, status, &text)),
    }
}

/// The problem that an object answered with; ours where it is none.
fn refusal(path: &str, status: u16, text: &str) -> Failure {
    match serde_json::from_str::<Problem>(text) {
        Ok(problem) => Failure(problem),
        Err(_) => Failure::internal(format_args!("{path}: {status} {text}")),
    }
}

fn read<A: DeserializeOwned>(text: &str) -> Reply<A> {
    Ok(serde_json::from_str(if text.is_empty() { "null" } else { text })?)
}

/// Opens a WebSocket to an object for `peer`, and answers the caller with it.
///
/// The request is written here from nothing: no header that the client sent can pass for ours.
///
/// # Errors
/// The object's own problem, or `timeout`.
pub(crate) async fn connect(stub: &Stub, peer: &impl Serialize, protocol: Option<&str>) -> Reply {
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    headers.set(PEER, &ascii(&serde_json::to_string(peer)?))?;
    let request = RequestInit::new();
    request.set_headers(&headers.0);
    let path = "/socket";
    let response = within(PATIENCE, fetch(stub, path, &request)).await??;
    let mut response = worker::Response::from(response);
    if response.status_code() != 101 {
        return Err(refusal(path, response.status_code(), &response.text().await?));
    }
    let mut builder = ResponseBuilder::new().with_status(101);
    if let Some(protocol) = protocol {
        builder = builder.with_header("sec-websocket-protocol", protocol)?;
    }
    match response.websocket() {
        Some(socket) => Ok(builder.with_websocket(socket).empty()),
        None => Err(Failure::internal("an object answered 101 without a socket")),
    }
}

async fn fetch(stub: &Stub, path: &str, request: &RequestInit) -> worker::Result<Response> {
    let response = stub.fetch(&format!("https://object{path}"), request)?;
    Ok(JsFuture::from(response).await?.unchecked_into())
}

/// For whom a socket is, in the request that [`connect`] sends.
pub(crate) const PEER: &str = "x-dukou-peer";

/// JSON with everything beyond ASCII escaped, as a header can carry it.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
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
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);
