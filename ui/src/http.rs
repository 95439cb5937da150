//! Requests to the edge.

use std::pin::Pin;
use std::time::Duration;

use gloo::timers::callback::Timeout;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::Problem;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use crate::{json, wire};

/// Why a request has no result.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// Nobody answered, or not in time.
    Unreachable,
    /// The edge said no.
    Told(Problem),
    /// The answer could not be understood: a proxy, or an edge of another version. Its status.
    Garbled(u16),
}

impl Failure {
    /// Whether the very same request may succeed later.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable | Self::Garbled(_) => true,
            Self::Told(problem) => problem.code.is_passing(),
        }
    }

    /// After how many seconds the edge wants to be asked again, if it says.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Told(problem) => problem.retry_after,
            Self::Unreachable | Self::Garbled(_) => None,
        }
    }
}

/// Reads `path` of this origin, with `token` as bearer if there is one.
///
/// # Errors
/// [`Failure`].
pub async fn get<T: DeserializeOwned>(path: &str, token: Option<&str>) -> Result<T, Failure> {
    read(&call("GET", path, token, None, PATIENCE).await?)
}

/// Posts `body` as JSON.
///
/// # Errors
/// [`Failure`].
pub async fn post<B: Serialize, T: DeserializeOwned>(
    path: &str,
    token: Option<&str>,
    body: &B,
) -> Result<T, Failure> {
    // What pages send is plain data, which always serialises.
    let body = serde_json::to_string(body).unwrap_or_default();
    read(&call("POST", path, token, Some(&body), PATIENCE).await?)
}

/// Makes any request; returns the body of a good answer. In a box: whoever waits for it holds no copy of
/// what it takes to wait.
///
/// # Errors
/// [`Failure`].
pub fn call<'a>(
    method: &'a str,
    path: &'a str,
    token: Option<&'a str>,
    body: Option<&'a str>,
    patience: Duration,
) -> Pin<Box<dyn Future<Output = Result<String, Failure>> + 'a>> {
    Box::pin(request(method, path, token, body, patience))
}

async fn request(
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&str>,
    patience: Duration,
) -> Result<String, Failure> {
    let unreachable = |_: JsValue| Failure::Unreachable;
    let window = web_sys::window().ok_or(Failure::Unreachable)?;
    let headers = Headers::new().map_err(unreachable)?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(unreachable);
    if let Some(token) = token {
        let mut bearer = String::from("Bearer ");
        bearer.push_str(token);
        set("authorization", &bearer)?;
    }
    if body.is_some() {
        set("content-type", "application/json")?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&headers);
    if let Some(body) = body {
        init.set_body(&JsValue::from_str(body));
    }
    let abort = AbortController::new().map_err(unreachable)?;
    init.set_signal(Some(&abort.signal()));
    let millis = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
    let _deadline = Timeout::new(millis, move || abort.abort());

    let fetched = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await;
    let response: Response = fetched.map_err(unreachable)?.unchecked_into();
    let text = JsFuture::from(response.text().map_err(unreachable)?).await.map_err(unreachable)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    Err(match json::parse(&text).and_then(|json| wire::problem(&json)) {
        Some(problem) => Failure::Told(problem),
        None => Failure::Garbled(response.status()),
    })
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Failure> {
    // An answer without a body is the unit.
    let body = if body.is_empty() { "null" } else { body };
    serde_json::from_str(body).map_err(|_| Failure::Garbled(200))
}

/// How long an answer may take, where it is not a long poll's.
pub const PATIENCE: Duration = Duration::from_secs(15);
