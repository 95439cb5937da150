//! What went wrong, as pages and other programs are told: RFC 9457 problem details.
//!
//! The caller learns a code and one honest sentence; the cause stays in the log.
//!
//! ```
//! use shared::problem::{Code, Problem};
//!
//! let problem = Problem::new(Code::TooManyRequests, "wait a little").retry_after(3);
//! assert_eq!(problem.code.status(), 429);
//! assert_eq!(
//!     serde_json::to_string(&problem)?,
//!     r##"{"type":"/docs/api/#too_many_requests","title":"Too many requests","status":429,"##.to_owned()
//!         + r#""detail":"wait a little","code":"too_many_requests","retry_after":3}"#,
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

/// The media type of a problem in an HTTP answer.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// One problem, as it crosses the wire.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(from = "Wire", into = "Wire")]
#[error("{}: {detail}", code.title())]
pub struct Problem {
    /// What kind of problem: what a program decides by.
    pub code: Code,
    /// What went wrong this time, in English, for the developer who reads it.
    pub detail: String,
    /// After how many whole seconds the same request may succeed.
    pub retry_after: Option<u64>,
    /// The lines of the body that were refused, if it was a list of lines.
    pub lines: Vec<BadLine>,
    /// The ids of the articles in which it lies, if it lies in some.
    pub articles: Vec<String>,
}

impl Problem {
    /// A problem with nothing more to say than its detail.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { code, detail, retry_after: None, lines: Vec::new(), articles: Vec::new() }
    }

    /// The same problem, known to pass after `seconds`.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same problem, with the lines it lies in.
    #[must_use]
    pub fn lines(mut self, lines: Vec<BadLine>) -> Self {
        self.lines = lines;
        self
    }

    /// The same problem, with the articles it lies in.
    #[must_use]
    pub fn articles(mut self, articles: Vec<String>) -> Self {
        self.articles = articles;
        self
    }
}

/// A line that was refused.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct BadLine {
    /// Its number, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub detail: String,
}

/// A kind of problem. Each has one HTTP status; a program decides by the code, not by the words.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request could not be read.
    BadRequest,
    /// A token, cookie or key is missing.
    Unauthorized,
    /// A token, cookie or key is not one of ours, is for something else, or has run out.
    BadToken,
    /// The name or the password is wrong. Which of the two is not told.
    WrongPassword,
    /// Known, but not allowed.
    Forbidden,
    /// The page that asked is not one of the site's.
    ForeignOrigin,
    /// There is no such path, site or conversation, or it is not yours to know.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// Somebody has changed it since; look again.
    Conflict,
    /// The body is larger than allowed.
    TooLarge,
    /// The body is of another type than expected.
    UnsupportedMediaType,
    /// The body was read and does not hold together; `lines` may say where.
    Invalid,
    /// This address is for WebSockets.
    UpgradeRequired,
    /// Too much in too short a time; `retry_after` says when to come back.
    TooManyRequests,
    /// Our fault. The log knows more.
    Internal,
    /// Not now, for instance while starting.
    Unavailable,
    /// A part of the edge did not answer in time.
    Timeout,
}

impl Code {
    /// Every code, in the order of its status.
    pub const ALL: [Self; 17] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::BadToken,
        Self::WrongPassword,
        Self::Forbidden,
        Self::ForeignOrigin,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::UpgradeRequired,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
        Self::Timeout,
    ];

    /// Its HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthorized | Self::BadToken | Self::WrongPassword => 401,
            Self::Forbidden | Self::ForeignOrigin => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid => 422,
            Self::UpgradeRequired => 426,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::Timeout => 504,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "bad_request",
            Self::Unauthorized => "unauthorized",
            Self::BadToken => "bad_token",
            Self::WrongPassword => "wrong_password",
            Self::Forbidden => "forbidden",
            Self::ForeignOrigin => "foreign_origin",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Invalid => "invalid",
            Self::UpgradeRequired => "upgrade_required",
            Self::TooManyRequests => "too_many_requests",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
        }
    }

    /// A short summary that does not change from one time to the next.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request could not be read",
            Self::Unauthorized => "Credentials are missing",
            Self::BadToken => "The token is not valid here",
            Self::WrongPassword => "Wrong name or password",
            Self::Forbidden => "Not allowed",
            Self::ForeignOrigin => "The page is not one of the site's",
            Self::NotFound => "There is no such thing",
            Self::MethodNotAllowed => "The method does not exist here",
            Self::Conflict => "Somebody has changed it since",
            Self::TooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body is of another type than expected",
            Self::Invalid => "The body does not hold together",
            Self::UpgradeRequired => "This address is for WebSockets",
            Self::TooManyRequests => "Too many requests",
            Self::Internal => "Something went wrong on our side",
            Self::Unavailable => "Not available now",
            Self::Timeout => "No answer in time",
        }
    }

    /// Whether the very same request may succeed later.
    #[must_use]
    pub const fn is_passing(self) -> bool {
        match self {
            Self::TooManyRequests | Self::Internal | Self::Unavailable | Self::Timeout => true,
            Self::BadRequest
            | Self::Unauthorized
            | Self::BadToken
            | Self::WrongPassword
            | Self::Forbidden
            | Self::ForeignOrigin
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::Conflict
            | Self::TooLarge
            | Self::UnsupportedMediaType
            | Self::Invalid
            | Self::UpgradeRequired => false,
        }
    }
}

/// The members of RFC 9457, and ours after them.
#[derive(Deserialize, Serialize)]
struct Wire {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    detail: String,
    code: Code,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<BadLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    articles: Vec<String>,
}

impl From<Problem> for Wire {
    fn from(problem: Problem) -> Self {
        let Problem { code, detail, retry_after, lines, articles } = problem;
        Self {
            kind: format!("/docs/api/#{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            detail,
            code,
            retry_after,
            lines,
            articles,
        }
    }
}

impl From<Wire> for Problem {
    fn from(wire: Wire) -> Self {
        let Wire { code, detail, retry_after, lines, articles, kind: _, title: _, status: _ } =
            wire;
        Self { code, detail, retry_after, lines, articles }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_problem_comes_back_as_it_was_sent() {
        for code in Code::ALL {
            let sent = Problem::new(code, "why")
                .retry_after(2)
                .lines(vec![BadLine { line: 3, detail: "no id".into() }])
                .articles(vec!["refund-time".into()]);
            let json = serde_json::to_string(&sent).unwrap();
            assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), sent);
            assert!(json.contains(&format!(r#""code":"{}""#, code.as_str())), "{json}");
        }
    }

    #[test]
    fn codes_are_listed_once_and_in_the_order_of_their_status() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.status()));
        let names: std::collections::BTreeSet<_> = Code::ALL.map(Code::as_str).into();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
