//! The shop vouches for its visitor: a short-lived JWT, HS256 and nothing else.
//!
//! `aud` must name the site, `exp` and `sub` are required, `nbf` and `iat` are believed when there.
//! The algorithm is ours to choose, never the token's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::Mac as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::id::SiteId;
use shared::mask;
use shared::time::Timestamp;
use shared::transcript::Visitor;

use super::token::hmac;

/// What a token of the shop says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Vouched {
    /// For whom it vouches.
    pub(crate) customer: Customer,
    /// The name by which it can be used once only, if it has one.
    pub(crate) once: Option<Once>,
}

/// Somebody whom the shop vouches for: never an anonymous visitor.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Customer {
    subject: String,
    name: Option<String>,
    vip: bool,
}

impl From<Customer> for Visitor {
    fn from(Customer { subject, name, vip }: Customer) -> Self {
        Self::Verified { subject, name, vip }
    }
}

/// The name of a token that is good once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Once {
    /// `jti`: the shop gives each token another.
    pub(crate) id: String,
    /// Until when the token would be good, and its name must be remembered.
    pub(crate) until: Timestamp,
}

/// Checks a token of the shop and tells whom it vouches for. That one which is good once has not
/// been used is for the [meter](crate::meter::redeem) to say.
///
/// # Errors
/// The first thing that is wrong with it. Nothing in it is read before its signature holds.
pub(crate) fn verify(
    token: &str,
    key: &str,
    site: &SiteId,
    now: Timestamp,
) -> Result<Vouched, JwtError> {
    let claims = signed(token, key)?;
    claims.hold(site, now)?;
    claims.vouched()
}

/// What a token says, once its signature is known to be the shop's.
fn signed(token: &str, key: &str) -> Result<Claims, JwtError> {
    if key.len() < 32 {
        return Err(JwtError::NoKey);
    }
    if token.len() > MAX_LENGTH {
        return Err(JwtError::Malformed);
    }
    let (signed, mac) = token.rsplit_once('.').ok_or(JwtError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(JwtError::Malformed)?;
    let mac = BASE64.decode(mac).map_err(|_| JwtError::Malformed)?;
    hmac(key.as_bytes(), signed.as_bytes()).verify_slice(&mac).map_err(|_| JwtError::Forged)?;

    let header: Header = read(header)?;
    if header.alg != "HS256" || header.crit.is_some() {
        return Err(JwtError::Algorithm);
    }
    Claims::of(&read(claims)?)
}

/// Why a token of the shop is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum JwtError {
    /// The site has no secret to check it with.
    #[error("the site has no identity secret of at least 32 characters")]
    NoKey,
    /// It does not have the form of a JWT.
    #[error("the JWT is malformed")]
    Malformed,
    /// This claim of it is none of ours.
    #[error("{0} of the JWT is missing or of the wrong type")]
    Claim(&'static str),
    /// The signature is not the shop's.
    #[error("the signature of the JWT does not hold")]
    Forged,
    /// Another algorithm, or an extension that we do not know.
    #[error("the JWT must be signed with HS256 and have no critical extensions")]
    Algorithm,
    /// It is for someone else.
    #[error("aud of the JWT does not name this site")]
    Audience,
    /// Its time is over.
    #[error("the JWT has run out")]
    Expired,
    /// It would live for longer than a day.
    #[error("the JWT lives for longer than 24 hours")]
    TooLong,
    /// Its time has not come.
    #[error("the JWT is from the future")]
    Early,
    /// It vouches for nobody.
    #[error("sub of the JWT is empty or longer than 128 characters")]
    Subject,
    /// Its name is none.
    #[error("jti of the JWT is empty or longer than 128 characters")]
    Id,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    crit: Option<Value>,
}

struct Claims {
    sub: String,
    /// For whom it is: of a list, whoever is a text in it.
    aud: Vec<Value>,
    /// In seconds since the epoch, as are the next two.
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    jti: Option<String>,
    name: Option<String>,
    vip: bool,
}

impl Claims {
    /// Claim by claim, so that the shop's developer learns which is wrong.
    fn of(claims: &serde_json::Map<String, Value>) -> Result<Self, JwtError> {
        let text = |name| match claims.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(JwtError::Claim(name)),
        };
        let moment = |name| match claims.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(moment) => moment.as_f64().map(Some).ok_or(JwtError::Claim(name)),
        };
        Ok(Self {
            // A text by the standard; what shops have is often the number of a row.
            sub: match claims.get("sub").and_then(Value::as_u64) {
                Some(number) => number.to_string(),
                None => text("sub")?.ok_or(JwtError::Claim("sub"))?,
            },
            aud: match claims.get("aud") {
                Some(Value::Array(many)) => many.clone(),
                Some(one @ Value::String(_)) => vec![one.clone()],
                Some(_) | None => return Err(JwtError::Claim("aud")),
            },
            exp: moment("exp")?.ok_or(JwtError::Claim("exp"))?,
            nbf: moment("nbf")?,
            iat: moment("iat")?,
            jti: text("jti")?,
            name: text("name")?,
            vip: match claims.get("vip") {
                None | Some(Value::Null) => false,
                Some(vip) => vip.as_bool().ok_or(JwtError::Claim("vip"))?,
            },
        })
    }

    /// Whether they are for this site, and now.
    fn hold(&self, site: &SiteId, now: Timestamp) -> Result<(), JwtError> {
        let now = now.0 as f64 / 1000.0;
        if !self.aud.iter().any(|one| one == site.as_str()) {
            return Err(JwtError::Audience);
        }
        if self.exp + LEEWAY <= now {
            return Err(JwtError::Expired);
        }
        if self.exp > now + LONGEST_LIFE + LEEWAY {
            return Err(JwtError::TooLong);
        }
        let early = |moment: Option<f64>| moment.is_some_and(|moment| moment > now + LEEWAY);
        if early(self.nbf) || early(self.iat) {
            return Err(JwtError::Early);
        }
        Ok(())
    }

    /// For whom they vouch.
    fn vouched(self) -> Result<Vouched, JwtError> {
        let subject = self.sub.trim();
        if subject.is_empty() || subject.chars().count() > MAX_NAME {
            return Err(JwtError::Subject);
        }
        if self.jti.as_ref().is_some_and(|id| !(1..=MAX_NAME).contains(&id.chars().count())) {
            return Err(JwtError::Id);
        }
        let until = Timestamp(((self.exp + LEEWAY) * 1000.0) as u64);
        let once = self.jti.map(|id| Once { id, until });
        let name = self.name.map(|name| plain(&name)).filter(|name| !name.is_empty());
        let customer = Customer { subject: subject.to_owned(), name, vip: self.vip };
        Ok(Vouched { customer, once })
    }
}

fn read<T: DeserializeOwned>(part: &str) -> Result<T, JwtError> {
    let json = BASE64.decode(part).map_err(|_| JwtError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| JwtError::Malformed)
}

/// A name as every agent may see it, also who may not open the conversation: shops that know no other call
/// their customers by a telephone number.
fn plain(name: &str) -> String {
    mask::line(name, MAX_NAME)
}

const MAX_LENGTH: usize = 4096;
const MAX_NAME: usize = 128;
/// Clocks differ, in seconds.
const LEEWAY: f64 = 60.0;
const LONGEST_LIFE: f64 = 86_400.0;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    const KEY: &str = "a secret that the shop and we share";
    const NOW: u64 = 1_800_000_000;

    fn sign(header: &str, claims: &str, key: &str) -> String {
        let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let mac = hmac(key.as_bytes(), signed.as_bytes()).finalize().into_bytes();
        format!("{signed}.{}", BASE64.encode(mac))
    }

    fn check(claims: &str, expect: Result<&str, JwtError>) {
        let token = sign(r#"{"alg":"HS256","typ":"JWT"}"#, claims, KEY);
        let verdict = verify(&token, KEY, &"demo".parse().unwrap(), Timestamp(NOW * 1000));
        let subject = verdict.map(|vouched| vouched.customer.subject);
        assert_eq!(subject, expect.map(str::to_owned), "{claims}");
    }

    #[test]
    fn a_good_token_names_the_visitor() {
        check(r#"{"sub":"u1","aud":"demo","exp":1800000300}"#, Ok("u1"));
        check(r#"{"sub":"u1","aud":["x","demo"],"exp":1800000300.5,"iat":1800000000}"#, Ok("u1"));
        check(r#"{"sub":"u1","aud":"demo","exp":1800000300,"nbf":1800000030}"#, Ok("u1"));
        check(r#"{"sub":1001,"aud":"demo","exp":1800000300,"vip":null}"#, Ok("1001"));
    }

    #[test]
    fn a_bad_token_is_told_why() {
        check(r#"{"sub":"u1","aud":"other","exp":1800000300}"#, Err(JwtError::Audience));
        check(r#"{"sub":"u1","aud":[],"exp":1800000300}"#, Err(JwtError::Audience));
        check(r#"{"sub":"u1","aud":"demo"}"#, Err(JwtError::Claim("exp")));
        check(r#"{"sub":"u1","exp":1800000300}"#, Err(JwtError::Claim("aud")));
        check(r#"{"aud":"demo","exp":1800000300}"#, Err(JwtError::Claim("sub")));
        check(r#"{"sub":-1,"aud":"demo","exp":1800000300}"#, Err(JwtError::Claim("sub")));
        check(r#"{"sub":"u1","aud":"demo","exp":null}"#, Err(JwtError::Claim("exp")));
        check(r#"{"sub":"u1","aud":"demo","exp":"1800000300"}"#, Err(JwtError::Claim("exp")));
        check(r#"{"sub":"u1","aud":"demo","exp":1800000300,"vip":1}"#, Err(JwtError::Claim("vip")));
        check(r#"["u1","demo",1800000300]"#, Err(JwtError::Malformed));
        check(r#"{"sub":"u1","aud":"demo","exp":1799999940}"#, Err(JwtError::Expired));
        check(r#"{"sub":"u1","aud":"demo","exp":1e300}"#, Err(JwtError::TooLong));
        check(r#"{"sub":"u1","aud":"demo","exp":1800090000}"#, Err(JwtError::TooLong));
        check(
            r#"{"sub":"u1","aud":"demo","exp":1800000300,"nbf":1800000200}"#,
            Err(JwtError::Early),
        );
        check(
            r#"{"sub":"u1","aud":"demo","exp":1800000300,"iat":1800000200}"#,
            Err(JwtError::Early),
        );
        check(r#"{"sub":" ","aud":"demo","exp":1800000300}"#, Err(JwtError::Subject));
        check(r#"{"sub":"u1","aud":"demo","exp":1800000300,"jti":""}"#, Err(JwtError::Id));
        check(r#"{"sub":"u1","aud":"demo","exp":1800000300,"jti":7}"#, Err(JwtError::Claim("jti")));
    }

    #[test]
    fn a_token_with_a_name_is_remembered_for_as_long_as_it_is_good() {
        let once = |claims: &str| {
            let token = sign(r#"{"alg":"HS256"}"#, claims, KEY);
            verify(&token, KEY, &"demo".parse().unwrap(), Timestamp(NOW * 1000)).unwrap().once
        };
        assert_eq!(once(r#"{"sub":"u1","aud":"demo","exp":1800000300}"#), None);
        let remembered = Once { id: "n-1".into(), until: Timestamp((NOW + 360) * 1000) };
        assert_eq!(
            once(r#"{"sub":"u1","aud":"demo","exp":1800000300,"jti":"n-1"}"#),
            Some(remembered)
        );
    }

    #[test]
    fn a_number_that_somebody_is_called_by_is_masked() {
        let check =
            |name: &str, expect: Option<&str>| assert_eq!(plain(name), expect.unwrap_or(name));
        check("王女士", None);
        check("Anna  Lee\u{7}", Some("Anna Lee"));
        check("13812345678", Some("138****5678"));
        check("a.b@example.com", Some("a***@example.com"));
        check(&"王".repeat(200), Some(&"王".repeat(MAX_NAME)));
    }

    #[test]
    fn the_token_does_not_choose_its_algorithm() {
        let claims = r#"{"sub":"u1","aud":"demo","exp":1800000300}"#;
        let site = "demo".parse().unwrap();
        let now = Timestamp(NOW * 1000);
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"hs256"}"#,
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"HS256","crit":["b64"]}"#,
        ] {
            let token = sign(header, claims, KEY);
            assert_eq!(verify(&token, KEY, &site, now), Err(JwtError::Algorithm), "{header}");
        }
        let unsigned = format!("{}.{}.", BASE64.encode(r#"{"alg":"none"}"#), BASE64.encode(claims));
        assert_eq!(verify(&unsigned, KEY, &site, now), Err(JwtError::Forged));
        let foreign =
            sign(r#"{"alg":"HS256"}"#, claims, "the secret of quite another shop, really");
        assert_eq!(verify(&foreign, KEY, &site, now), Err(JwtError::Forged));
        let ours = sign(r#"{"alg":"HS256"}"#, claims, "short");
        assert_eq!(verify(&ours, "short", &site, now), Err(JwtError::NoKey));
        for bad in ["", ".", "..", "a.b", "a.b.c", &"a.".repeat(4000)] {
            assert!(verify(bad, KEY, &site, now).is_err(), "{bad}");
        }
    }
}
