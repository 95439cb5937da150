//! Our own signed tokens: `v1.<claims>.<mac>`, base64url, HMAC-SHA-256.
//!
//! A token is bound to one purpose, one site and one subject, and runs out. The purpose also picks
//! the key, so a token of one kind can never pass for another.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::id::SiteId;
use shared::time::Timestamp;

/// The secret all tokens are signed with.
pub(crate) struct SigningKey(Vec<u8>);

impl SigningKey {
    /// Takes the configured secret.
    ///
    /// # Errors
    /// When it is shorter than 32 bytes.
    pub(crate) fn new(secret: &str) -> Result<Self, TokenError> {
        if secret.len() < 32 {
            return Err(TokenError::WeakKey);
        }
        Ok(Self(secret.as_bytes().to_vec()))
    }

    /// Signs a token for `subject` of `site`, good for `purpose` until `expires`.
    pub(crate) fn seal(
        &self,
        purpose: Purpose,
        site: &SiteId,
        subject: &str,
        expires: Timestamp,
    ) -> String {
        let claims = Claims { site: site.clone(), subject: subject.to_owned(), expires };
        // Strings and a number always serialise.
        let claims = serde_json::to_vec(&claims).unwrap_or_default();
        let signed = format!("{VERSION}.{}", BASE64.encode(claims));
        let mac = self.mac(purpose, &signed).finalize().into_bytes();
        format!("{signed}.{}", BASE64.encode(mac))
    }

    /// Reads a token and tells whose it is, and until when.
    ///
    /// # Errors
    /// When it is not ours, for another purpose or site, or has run out.
    pub(crate) fn open(
        &self,
        token: &str,
        purpose: Purpose,
        site: &SiteId,
        now: Timestamp,
    ) -> Result<Claims, TokenError> {
        if token.len() > MAX_LENGTH {
            return Err(TokenError::Malformed);
        }
        let (signed, mac) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let mac = BASE64.decode(mac).map_err(|_| TokenError::Malformed)?;
        self.mac(purpose, signed).verify_slice(&mac).map_err(|_| TokenError::Forged)?;
        let claims = signed
            .strip_prefix(VERSION)
            .and_then(|rest| rest.strip_prefix('.'))
            .ok_or(TokenError::Malformed)?;
        let claims = BASE64.decode(claims).map_err(|_| TokenError::Malformed)?;
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| TokenError::Malformed)?;
        if claims.site != *site {
            return Err(TokenError::ForeignSite);
        }
        if claims.expires <= now {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }

    /// What this key alone makes of `text` under `label`, and always the same.
    pub(crate) fn digest(&self, label: &str, text: &str) -> [u8; 32] {
        self.labelled(label, text).finalize().into_bytes().into()
    }

    fn mac(&self, purpose: Purpose, signed: &str) -> Hmac<Sha256> {
        self.labelled(purpose.label(), signed)
    }

    fn labelled(&self, label: &str, text: &str) -> Hmac<Sha256> {
        let key = hmac(&self.0, label.as_bytes()).finalize().into_bytes();
        hmac(&key, text.as_bytes())
    }
}

/// What a token is good for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// To be the visitor of one conversation; the subject is its id.
    Conversation,
    /// To be the same anonymous visitor again; the subject is a number drawn at random.
    Visitor,
    /// To be an agent; the subject is [`Gate::agent_subject`](super::Gate::agent_subject).
    Agent,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::Conversation => "dukou conversation",
            Self::Visitor => "dukou visitor",
            Self::Agent => "dukou agent",
        }
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum TokenError {
    /// The configured secret could be guessed.
    #[error("SIGNING_KEY must have at least 32 characters")]
    WeakKey,
    /// It does not have the form of a token.
    #[error("the token is malformed")]
    Malformed,
    /// The signature is not ours for this purpose.
    #[error("the token is not one of ours for this purpose")]
    Forged,
    /// It is for another site.
    #[error("the token is for another site")]
    ForeignSite,
    /// Its time is over.
    #[error("the token has run out")]
    Expired,
}

/// HMAC-SHA-256 of `message`, not finalised, so that it can be verified in constant time.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac
}

/// What a token says.
#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Claims {
    #[serde(rename = "s")]
    site: SiteId,
    /// Whose it is.
    #[serde(rename = "b")]
    pub(crate) subject: String,
    /// Until when it is good.
    #[serde(rename = "e")]
    pub(crate) expires: Timestamp,
}

const VERSION: &str = "v1";
const MAX_LENGTH: usize = 512;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const LATER: Timestamp = Timestamp(1_800_000_000_001);

    fn key() -> SigningKey {
        SigningKey::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn site(name: &str) -> SiteId {
        name.parse().unwrap()
    }

    #[test]
    fn a_token_tells_its_subject_until_it_runs_out() {
        let token = key().seal(Purpose::Agent, &site("demo"), "xiaolin", LATER);
        let open = |now| key().open(&token, Purpose::Agent, &site("demo"), now);
        let open = |now| open(now).map(|claims| (claims.subject, claims.expires));
        assert_eq!(open(NOW), Ok(("xiaolin".to_owned(), LATER)));
        assert_eq!(open(LATER), Err(TokenError::Expired));
    }

    #[test]
    fn a_token_is_good_for_one_purpose_and_one_site_and_one_key() {
        let token = key().seal(Purpose::Visitor, &site("demo"), "a", LATER);
        let open = |key: &SigningKey, purpose, at| key.open(&token, purpose, &site(at), NOW);
        assert_eq!(open(&key(), Purpose::Agent, "demo"), Err(TokenError::Forged));
        assert_eq!(open(&key(), Purpose::Conversation, "demo"), Err(TokenError::Forged));
        assert_eq!(open(&key(), Purpose::Visitor, "other"), Err(TokenError::ForeignSite));
        let other = SigningKey::new("another secret of enough characters").unwrap();
        assert_eq!(open(&other, Purpose::Visitor, "demo"), Err(TokenError::Forged));
    }

    #[test]
    fn no_changed_byte_passes() {
        let token = key().seal(Purpose::Visitor, &site("demo"), "a", LATER);
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(key().open(&changed, Purpose::Visitor, &site("demo"), NOW).is_err(), "{at}");
        }
        for bad in ["", ".", "v1", "v1..", "v1.e30.", &"v1.".repeat(400)] {
            assert!(key().open(bad, Purpose::Visitor, &site("demo"), NOW).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(SigningKey::new("short").err(), Some(TokenError::WeakKey));
    }
}
