//! Asks an encoder elsewhere: Workers AI by the runtime's binding, or an address that speaks OpenAI's
//! `POST /v1/embeddings`.
//!
//! Where it may be is checked with the site's configuration (`shared::embedding::Service`); here no
//! redirect is followed, so that key and texts reach that address or none, and an answer has an end.

use std::time::Duration;

use futures_util::StreamExt as _;
use js_sys::{JSON, Promise, Reflect};
use shared::embedding::{Service, Unusable, Vector};
use shared::problem::Code;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, RequestRedirect};
use worker::{Env, Headers, Response};

use crate::call;
use crate::reply::Failure;

/// Why there are no vectors.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// It did not answer in time.
    #[error("it did not answer within {} ms", .0.as_millis())]
    Late(Duration),
    /// It could not be reached, or is not well.
    #[error("{0}")]
    Failed(String),
    /// It would not have what it was sent.
    #[error("it answered with status {0}")]
    Refused(u16),
    /// It answered something else.
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

impl Fault {
    /// Whether it may lie in the texts, so that others would do.
    pub(crate) const fn is_of_texts(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Unusable(Unusable::Nowhere))
    }
}

/// One vector for each of `texts`, within `patience`.
///
/// # Errors
/// Why there are none: of half of them nothing could be made.
pub(crate) async fn ask(
    service: &Service,
    texts: &[String],
    patience: Duration,
    env: &Env,
) -> Result<Vec<Vector>, Fault> {
    let ai = service.is_of_workers_ai().then(|| binding(env)).flatten();
    let asked = async {
        match (ai, &service.url) {
            (Some(ai), _) => by_binding(&ai, service, texts).await,
            (None, Some(url)) => by_http(url, service, texts, patience).await,
            (None, None) => Err(Fault::Failed("there is no binding AI and no url".to_owned())),
        }
    };
    let body = match call::within(patience, asked).await {
        Ok(body) => body?,
        Err(Failure(problem)) if problem.code == Code::Timeout => {
            return Err(Fault::Late(patience));
        }
        Err(Failure(problem)) => return Err(Fault::Failed(problem.to_string())),
    };
    Ok(service.vectors(&body, texts.len())?)
}

async fn by_http(
    url: &str,
    service: &Service,
    texts: &[String],
    patience: Duration,
) -> Result<String, Fault> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    if let Some(key) = &service.key {
        headers.set("authorization", &format!("Bearer {}", key.expose()))?;
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers.0);
    request.set_body(&JsValue::from_str(&service.request(texts)));
    request.set_redirect(RequestRedirect::Manual);
    // What nobody waits for any more is not to go on; a little later, so that it is called late and not
    // broken.
    let millis = u32::try_from((patience + GRACE).as_millis()).unwrap_or(u32::MAX);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(millis)));
    let response = JsFuture::from(fetch(url, &request)?).await?;
    let mut response = Response::from(response.unchecked_into::<web_sys::Response>());
    let status = response.status_code();
    if let 400 | 413 | 422 = status {
        return Err(Fault::Refused(status));
    }
    if status != 200 {
        return Err(Fault::Failed(format!("it answered with status {status}")));
    }
    let mut body = Vec::new();
    let mut chunks = response.stream()?;
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk?);
        if body.len() > MOST_BYTES {
            return Err(Fault::Failed(format!("it answered with more than {MOST_BYTES} bytes")));
        }
    }
    String::from_utf8(body).map_err(|_| Unusable::Foreign.into())
}

async fn by_binding(ai: &Ai, service: &Service, texts: &[String]) -> Result<String, Fault> {
    let input = JSON::parse(&Service::workers_ai_input(texts))?;
    let answer = JsFuture::from(ai.run(&service.model, &input)?).await;
    let body = JSON::stringify(&answer?)?;
    Ok(body.into())
}

fn binding(env: &Env) -> Option<Ai> {
    let ai = Reflect::get(env, &"AI".into()).ok()?;
    ai.is_object().then(|| ai.unchecked_into())
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        let told = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        Self::Failed(told.unwrap_or_else(|| "it could not be reached".to_owned()))
    }
}

#[wasm_bindgen]
extern "C" {
    /// Workers AI.
    type Ai;

    #[wasm_bindgen(method, catch)]
    fn run(this: &Ai, model: &str, input: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis)]
    fn fetch(url: &str, request: &RequestInit) -> Result<Promise, JsValue>;
}

const GRACE: Duration = Duration::from_millis(250);
/// Vectors of 256 texts with 1,536 numbers in full are half of it.
const MOST_BYTES: usize = 16 * 1024 * 1024;
