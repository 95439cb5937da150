//! Answers: JSON, problems, and what becomes of an error.

use serde::Serialize;
use shared::problem::{Code, MEDIA_TYPE, Problem};
use worker::{Response, ResponseBuilder, console_error};

/// What a handler comes to.
pub(crate) type Reply<T = Response> = Result<T, Failure>;

/// Why a request fails: what its caller is told.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) Problem);

impl Failure {
    /// A problem with its detail.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Problem::new(code, detail))
    }

    /// Our fault: the log learns the cause, the caller does not.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        console_error!("internal: {cause}");
        Self::new(Code::Internal, "the log of the server knows more")
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

/// A JSON body.
pub(crate) fn json(status: u16, body: &impl Serialize) -> Reply {
    let text = serde_json::to_string(body)?;
    let builder = ResponseBuilder::new()
        .with_status(status)
        .with_header("content-type", "application/json; charset=utf-8")?;
    Ok(builder.fixed(text.into_bytes()))
}

/// No body.
pub(crate) fn empty() -> Response {
    ResponseBuilder::new().with_status(204).empty()
}

/// A problem as RFC 9457 wants it, with the headers that belong to its code.
pub(crate) fn problem(problem: &Problem) -> worker::Result<Response> {
    let mut builder = ResponseBuilder::new()
        .with_status(problem.code.status())
        .with_header("content-type", MEDIA_TYPE)?;
    if let Some(seconds) = problem.retry_after {
        builder = builder.with_header("retry-after", &seconds.to_string())?;
    }
    match problem.code {
        Code::Unauthorized | Code::BadToken => {
            builder = builder.with_header("www-authenticate", "Bearer")?;
        }
        Code::UpgradeRequired => builder = builder.with_header("upgrade", "websocket")?,
        Code::BadRequest
        | Code::WrongPassword
        | Code::Forbidden
        | Code::ForeignOrigin
        | Code::NotFound
        | Code::MethodNotAllowed
        | Code::Conflict
        | Code::TooLarge
        | Code::UnsupportedMediaType
        | Code::Invalid
        | Code::TooManyRequests
        | Code::Internal
        | Code::Unavailable
        | Code::Timeout => {}
    }
    let body = serde_json::to_vec(problem)?;
    Ok(builder.fixed(body))
}

/// A text that was written elsewhere, as it is.
pub(crate) fn text(media_type: &str, body: String) -> worker::Result<Response> {
    let builder = ResponseBuilder::new().with_header("content-type", media_type)?;
    Ok(builder.fixed(body.into_bytes()))
}

/// The media type of JSON.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// What a handler came to, as an answer in any case.
pub(crate) fn settle(reply: Reply) -> worker::Result<Response> {
    match reply {
        Ok(response) => Ok(response),
        Err(Failure(told)) => problem(&told),
    }
}
