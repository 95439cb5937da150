//! What a site's operator configures.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use serde::Deserialize;

use crate::reading::Percent;
use crate::secret::Secret;

/// An encoder elsewhere, as configured. Every value has been checked.
///
/// Two kinds are known: an address that speaks OpenAI's `POST /v1/embeddings`, and Workers AI, which needs
/// no address where the edge runs on Cloudflare.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "Draft")]
pub struct Service {
    /// Where it is asked; for a model of Workers AI it may be missing.
    pub url: Option<String>,
    /// The model's name: `bge-m3`, `@cf/baai/bge-m3`.
    pub model: String,
    /// How many numbers its vectors have. Others are not used.
    pub dimensions: usize,
    /// Whether it is told `dimensions`: for models that can give shorter vectors than their own.
    pub shortens: bool,
    /// What it is shown as `Authorization: Bearer …`. Never leaves the edge for anywhere else.
    pub key: Option<Secret>,
    /// How long a visitor's question waits for it. Longer: fewer questions are answered without it,
    /// and all of them later.
    pub deadline: Duration,
    /// How much its word counts beside our own encoder's. At 0 it changes nothing; at 100 what ours has
    /// learnt of shops is lost.
    pub share: Percent,
    /// How many texts it is sent at once when articles are published.
    pub batch: usize,
    /// What the model wants before a question: `query: ` for e5.
    pub question_prefix: String,
    /// What the model wants before a passage: `passage: ` for e5.
    pub passage_prefix: String,
}

impl Service {
    /// Whether the runtime's own `AI` binding serves this model, where there is one.
    #[must_use]
    pub fn is_of_workers_ai(&self) -> bool {
        self.model.starts_with(WORKERS_AI)
    }

    /// Whether its address is in a network of the operator's own.
    #[must_use]
    pub fn is_near(&self) -> bool {
        self.url.as_deref().and_then(host).is_some_and(is_near)
    }
}

/// An encoder elsewhere that makes no sense.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ServiceError {
    /// Nobody could ask it.
    #[error("encoder.url is missing: only a model of Workers AI ({WORKERS_AI}…) does without")]
    NoUrl,
    /// The address is none, or not one that a key and questions may be sent to.
    #[error(
        "encoder.url: {0:?} is no address to send questions to: write https://…, or http://… within \
         your own network, without user, password or #"
    )]
    Url(String),
    /// The model has no name.
    #[error("encoder.model is empty")]
    NoModel,
    /// A number is out of its limits.
    #[error("encoder.{field} is {value}; it can be {least} to {most}")]
    OutOfLimits {
        /// Which.
        field: &'static str,
        /// What was written.
        value: u64,
        /// The least it can be.
        least: u64,
        /// The most it can be.
        most: u64,
    },
    /// A key that no header can carry.
    #[error("encoder.key has to be visible ASCII")]
    Key,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    #[serde(default)]
    url: Option<String>,
    model: String,
    dimensions: u64,
    #[serde(default)]
    shortens: bool,
    #[serde(default)]
    key: Option<Secret>,
    #[serde(default = "deadline")]
    deadline_ms: u64,
    #[serde(default = "share")]
    share: Percent,
    #[serde(default = "batch")]
    batch: u64,
    #[serde(default)]
    question_prefix: String,
    #[serde(default)]
    passage_prefix: String,
}

impl TryFrom<Draft> for Service {
    type Error = ServiceError;

    fn try_from(draft: Draft) -> Result<Self, ServiceError> {
        let within = |field, value, least, most| {
            let is_within = (least..=most).contains(&value);
            let error = ServiceError::OutOfLimits { field, value, least, most };
            if is_within { Ok(value) } else { Err(error) }
        };
        if draft.model.is_empty() {
            return Err(ServiceError::NoModel);
        }
        match &draft.url {
            None if !draft.model.starts_with(WORKERS_AI) => return Err(ServiceError::NoUrl),
            Some(url) if !keeps_secrets(url) => return Err(ServiceError::Url(url.clone())),
            None | Some(_) => {}
        }
        let is_sayable = |key: &str| key.bytes().all(|byte| byte.is_ascii_graphic());
        let key = draft.key.as_ref().map(Secret::expose);
        if key.is_some_and(|key| key.is_empty() || !is_sayable(key)) {
            return Err(ServiceError::Key);
        }
        Ok(Self {
            dimensions: within("dimensions", draft.dimensions, 8, 4_096)? as usize,
            deadline: Duration::from_millis(within("deadline_ms", draft.deadline_ms, 50, 2_000)?),
            batch: within("batch", draft.batch, 1, 256)? as usize,
            url: draft.url,
            model: draft.model,
            shortens: draft.shortens,
            share: draft.share,
            key: draft.key,
            question_prefix: draft.question_prefix,
            passage_prefix: draft.passage_prefix,
        })
    }
}

/// Whether questions and keys may be sent to that address: encrypted, or not beyond the operator's own
/// network; and with no second secret in the address, which would end in logs.
#[must_use]
pub fn keeps_secrets(url: &str) -> bool {
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\'));
    let Some(host) = host(url).filter(|_| plain && url.len() <= LONGEST) else { return false };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    !inner.is_empty()
        && inner.bytes().all(is_name)
        && (url.starts_with("https://") || is_near(host))
}

/// The host of an `http` or `https` address without user and password.
fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    if authority.contains('@') {
        return None;
    }
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => is_port(port).then_some(host),
        Some(_) | None => Some(authority),
    }
}

/// Whether a host is of a network that is not everybody's: by its address, or a name that no public
/// directory knows.
fn is_near(host: &str) -> bool {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback() || address.is_private();
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.is_loopback() || address.is_unique_local());
    }
    let digits = |byte: u8| byte.is_ascii_digit();
    let is_single = !host.contains('.') && !host.bytes().all(digits) && !host.starts_with("0x");
    is_single || host.ends_with(".internal") || host.ends_with(".local")
}

/// Milliseconds that a question waits.
const fn deadline() -> u64 {
    500
}

/// How much its word counts beside ours: with e5-small 50 % found less (decision 0015).
const fn share() -> Percent {
    Percent::saturating(30)
}

/// Texts of one call.
const fn batch() -> u64 {
    32
}

/// How models of Workers AI are called.
const WORKERS_AI: &str = "@cf/";
/// Bytes of an address.
const LONGEST: usize = 500;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn read(rest: &str) -> Result<Service, String> {
        let text = format!(r#"{{"model": "bge-m3", "dimensions": 1024{rest}}}"#);
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_service_is_checked_where_it_enters() {
        let service = read(r#", "url": "https://ai.example/v1/embeddings""#).unwrap();
        assert_eq!((service.deadline.as_millis(), service.batch), (500, 32));
        assert!(!service.is_of_workers_ai() && !service.is_near());
        let check = |rest: &str, expect: &str| {
            let error = read(rest).map(drop).unwrap_err();
            assert!(error.contains(expect), "{rest}: {error}");
        };
        check("", "encoder.url is missing");
        check(r#", "url": "http://ai.example/""#, "no address to send");
        let url = r#", "url": "https://ai.example/""#;
        check(&format!(r#"{url}, "deadline_ms": 5000"#), "50 to 2000");
        check(&format!(r#"{url}, "deadline_ms": 0"#), "50 to 2000");
        check(&format!(r#"{url}, "batch": 0"#), "1 to 256");
        check(&format!(r#"{url}, "share": 101"#), "100");
        check(&format!(r#"{url}, "key": "a b""#), "visible ASCII");
        check(&format!(r#"{url}, "key": "a\r\nb""#), "visible ASCII");
        check(&format!(r#"{url}, "typo": 1"#), "unknown field");
        let workers_ai = r#"{"model": "@cf/baai/bge-m3", "dimensions": 1024}"#;
        let service: Service = serde_json::from_str(workers_ai).unwrap();
        assert!(service.is_of_workers_ai() && service.url.is_none());
    }

    #[test]
    fn questions_and_keys_are_sent_encrypted_or_not_far() {
        for good in [
            "https://ai.example",
            "https://ai.example:8443/v1/embeddings?api-version=1",
            "https://10.0.0.7/v1",
            "http://127.0.0.1:8080/v1/embeddings",
            "http://[::1]:8080/",
            "http://192.168.1.9/",
            "http://172.31.0.1/",
            "http://ollama:11434/v1/embeddings",
            "http://tei.internal/v1",
        ] {
            assert!(keeps_secrets(good), "{good}");
        }
        for bad in [
            "",
            "ai.example",
            "ftp://ai.example/",
            "https://",
            "https://:443/",
            "http://ai.example/",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://169.254.169.254/latest",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://[2001:db8::1]/",
            "https://user:word@ai.example/",
            "http://127.0.0.1@ai.example/",
            "http://127.0.0.1\\@ai.example/",
            "https://ai.example/#a",
            "https://ai example/",
            "https://ai.example:99999/",
            "https://商店.example/",
        ] {
            assert!(!keeps_secrets(bad), "{bad}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let service = read(r#", "url": "https://ai.example", "key": "sk-secret""#).unwrap();
        assert!(!format!("{service:?}").contains("sk-secret"));
    }
}
