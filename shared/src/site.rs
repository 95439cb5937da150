//! A site's configuration: what a shop's operator writes, checked where it enters.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::embedding;
use crate::id::{AgentId, SiteId, Skill};
use crate::page::is_web;
use crate::policy::{Policy, PolicyError, Settings};
use crate::search::{SynonymError, Synonyms};
use crate::secret::Secret;
use crate::time::Timestamp;

/// A shop, as configured. Every value has been checked.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(try_from = "Draft")]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// What its visitors see.
    pub profile: Profile,
    /// The origins of its pages: `https://shop.example`; `*` allows any.
    pub origins: Vec<String>,
    /// The key that signs its visitors' identity tokens (HS256), if it signs any.
    pub identity_key: Option<Secret>,
    /// How it answers, waits and hands off.
    pub policy: Policy,
    /// The people who answer.
    pub agents: BTreeMap<AgentId, Agent>,
    /// Words that mean the same in this shop.
    pub synonyms: Synonyms,
    /// An encoder elsewhere that helps the search, if there is one.
    pub encoder: Option<embedding::Service>,
    /// How much of what articles said before is kept, and for how long conversations are.
    pub history: History,
}

/// What a shop shows its visitors. Texts are by locale: `zh-CN`, `zh-TW`, `en`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The shop's name.
    pub name: BTreeMap<String, String>,
    /// The first words.
    #[serde(default)]
    pub greeting: BTreeMap<String, String>,
    /// Questions that are asked most.
    #[serde(default)]
    pub top_questions: BTreeMap<String, Vec<String>>,
    /// A telephone number for when nothing else works.
    #[serde(default)]
    pub phone: Option<String>,
    /// The colour of the launcher and the visitor's bubbles: `#rrggbb`.
    #[serde(default)]
    pub color: Option<String>,
    /// The address of the page that says who keeps what visitors write, and for how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
}

/// A person who answers.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// As visitors are to call them.
    pub name: String,
    /// The argon2id hash of their password, as a PHC string.
    pub password: Secret,
    /// What they can do; `general` is taken by everyone.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// How many conversations at once they are offered; with 0 they only take by hand.
    #[serde(default = "capacity")]
    pub capacity: usize,
    /// Whether they may look into every conversation.
    #[serde(default)]
    pub lead: bool,
}

/// How much of what was said is kept. Of articles, what is younger than `days` is; of what is older, so many of
/// the latest; and whatever a kept publication showed, so that it can be shown again.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// Days for which every version and publication is kept.
    pub days: u64,
    /// Versions of each article that are kept however old they are.
    pub versions: u64,
    /// Publications that are kept however old they are.
    pub publications: u64,
    /// Days for which a conversation is kept after the last that happened in it; left out, it is for ever.
    pub conversations: Option<u64>,
}

impl History {
    /// Before when what is not kept for another reason is thrown away.
    #[must_use]
    pub fn before(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_sub(self.days.saturating_mul(DAY)))
    }

    /// Before when nothing that visitors wrote is kept, if not all of it is.
    #[must_use]
    pub fn of_visitors_before(&self, now: Timestamp) -> Option<Timestamp> {
        Some(Timestamp(now.0.saturating_sub(self.conversations?.saturating_mul(DAY))))
    }

    /// How long a conversation is kept, if not for ever.
    #[must_use]
    pub fn of_conversations(&self) -> Option<Duration> {
        Some(Duration::from_millis(self.conversations?.saturating_mul(DAY)))
    }
}

impl Default for History {
    fn default() -> Self {
        Self { days: 730, versions: 100, publications: 200, conversations: None }
    }
}

const DAY: u64 = 86_400_000;
/// Characters that the address of a page may have.
const LONGEST: usize = 500;

/// A configuration that makes no sense.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SiteError {
    /// A row of the policy is out of its limits.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A group of synonyms is none, or would rewrite too much.
    #[error("synonyms: {0}")]
    Synonyms(#[from] SynonymError),
    /// The shop has no name.
    #[error("profile.name is empty: give at least one, such as \"zh-CN\" = \"渡口小铺\"")]
    NoName,
    /// An agent has no name that visitors could call them by.
    #[error("the name of {0} is empty: visitors are told who answers")]
    Nameless(AgentId),
    /// A text is in a language that no page asks for.
    #[error("profile: {0:?} is no locale of ours: write zh-CN, zh-TW or en, as it stands here")]
    Locale(String),
    /// An origin is not one.
    #[error(
        "{0:?} is not an origin: write https://shop.example as browsers do, in small letters, without a path or the usual port, or *"
    )]
    Origin(String),
    /// A colour is not one.
    #[error("{0:?} is not a colour: write #rrggbb")]
    Color(String),
    /// An address is none that a visitor could follow.
    #[error(
        "profile.privacy: {0:?} is no address of a web page: write https://shop.example/privacy, in at most 500 characters"
    )]
    Privacy(String),
    /// A key is too short to sign with.
    #[error("identity_key has {0} bytes; HS256 wants at least 32 (RFC 7518, 3.2)")]
    ShortKey(usize),
    /// Nothing would be left to go back to.
    #[error(
        "history: days, versions, publications and conversations are 1 at least, and conversations 36,500 at most"
    )]
    NoHistory,
    /// A password is not hashed.
    #[error(
        "the password of {0} is not an argon2id hash: make one with `dukou password`, in a checkout with `cargo xtask password`"
    )]
    Password(AgentId),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    id: SiteId,
    profile: Profile,
    origins: Vec<String>,
    #[serde(default)]
    identity_key: Option<Secret>,
    #[serde(default)]
    policy: Settings,
    #[serde(default)]
    agents: BTreeMap<AgentId, Agent>,
    #[serde(default)]
    synonyms: Vec<Vec<String>>,
    #[serde(default)]
    encoder: Option<embedding::Service>,
    #[serde(default)]
    history: History,
}

impl TryFrom<Draft> for Site {
    type Error = SiteError;

    fn try_from(draft: Draft) -> Result<Self, SiteError> {
        let Profile { name, greeting, top_questions, .. } = &draft.profile;
        if name.is_empty() || name.values().any(|name| is_blank(name)) {
            return Err(SiteError::NoName);
        }
        let mut locales = name.keys().chain(greeting.keys()).chain(top_questions.keys());
        if let Some(other) = locales.find(|locale| !LOCALES.contains(&locale.as_str())) {
            return Err(SiteError::Locale(other.clone()));
        }
        if let Some((id, _)) = draft.agents.iter().find(|(_, agent)| is_blank(&agent.name)) {
            return Err(SiteError::Nameless(id.clone()));
        }
        let covers_none = |origin: &&String| *origin != "*" && !is_origin(origin);
        if let Some(origin) = draft.origins.iter().find(covers_none) {
            return Err(SiteError::Origin(origin.clone()));
        }
        if let Some(color) = draft.profile.color.as_ref().filter(|color| !is_color(color)) {
            return Err(SiteError::Color(color.clone()));
        }
        let leads_nowhere = |url: &&String| {
            !(url.starts_with("https://") && is_web(url)) || url.chars().count() > LONGEST
        };
        if let Some(url) = draft.profile.privacy.as_ref().filter(leads_nowhere) {
            return Err(SiteError::Privacy(url.clone()));
        }
        let History { days, versions, publications, conversations } = draft.history;
        let conversations = conversations.unwrap_or(1);
        if [days, versions, publications, conversations].contains(&0) || conversations > A_CENTURY {
            return Err(SiteError::NoHistory);
        }
        let key = draft.identity_key.as_ref().map(Secret::expose);
        if let Some(key) = key.filter(|key| key.len() < 32) {
            return Err(SiteError::ShortKey(key.len()));
        }
        let is_plain = |agent: &Agent| !agent.password.expose().starts_with("$argon2id$");
        if let Some((id, _)) = draft.agents.iter().find(|(_, agent)| is_plain(agent)) {
            return Err(SiteError::Password(id.clone()));
        }
        Ok(Self {
            policy: draft.policy.try_into()?,
            id: draft.id,
            profile: draft.profile,
            origins: draft.origins,
            identity_key: draft.identity_key,
            agents: draft.agents,
            synonyms: Synonyms::of_site(draft.synonyms)?,
            encoder: draft.encoder,
            history: draft.history,
        })
    }
}

/// Whether `text` is an origin as browsers write it in `Origin`: scheme, host in small letters, and
/// the port unless it is the scheme's own (RFC 6454, 6.1).
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let (host, usual) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(host), _) => (host, ":443"),
        (None, Some(host)) => (host, ":80"),
        (None, None) => return false,
    };
    let plain = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']')
    };
    !host.is_empty() && !host.ends_with(usual) && host.chars().all(plain)
}

/// Whether `text` can be the name of a header: a token (RFC 9110, 5.6.2).
#[must_use]
pub fn is_header_name(text: &str) -> bool {
    let is_tchar = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
    !text.is_empty() && text.bytes().all(is_tchar)
}

/// Whether nobody could read anything in it.
fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

const fn capacity() -> usize {
    5
}

/// The locales that pages ask for, to the letter.
const LOCALES: [&str; 3] = ["zh-CN", "zh-TW", "en"];

/// In days: no alarm is set for later.
const A_CENTURY: u64 = 36_500;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: &str, expect: Result<(), &str>) {
        let text = format!(
            r#"{{"id":"demo","profile":{{"name":{{"zh-CN":"渡口小铺"}}}},"origins":["https://shop.example"]{change}}}"#
        );
        let got = serde_json::from_str::<Site>(&text).map(drop).map_err(|error| error.to_string());
        match (got, expect) {
            (Ok(()), Ok(())) => {}
            (Err(got), Err(expect)) => assert!(got.contains(expect), "{got}"),
            (got, expect) => panic!("{change}: {got:?}, expected {expect:?}"),
        }
    }

    #[test]
    fn what_a_visitor_is_to_follow_leads_to_a_web_page() {
        let check = |url: &str, expect: Result<(), &str>| {
            let text = format!(
                r#"{{"id":"demo","profile":{{"name":{{"zh-CN":"渡口小铺"}},"privacy":"{url}"}},"origins":[]}}"#
            );
            let got = serde_json::from_str::<Site>(&text).map(|site| site.profile.privacy);
            match (got, expect) {
                (Ok(got), Ok(())) => assert_eq!(got.as_deref(), Some(url)),
                (Err(got), Err(expect)) => assert!(got.to_string().contains(expect), "{got}"),
                (got, expect) => panic!("{url}: {got:?}, expected {expect:?}"),
            }
        };
        check("https://shop.example/privacy?lang=zh#kept", Ok(()));
        check("https://商店.example/隐私", Ok(()));
        for bad in
            ["", "/privacy", "http://shop.example/", "javascript:alert(1)", "https://a@b.cn/"]
        {
            check(bad, Err("profile.privacy"));
        }
        check(&format!("https://shop.example/{}", "x".repeat(500)), Err("500 characters"));
    }

    #[test]
    fn a_configuration_is_checked_where_it_enters() {
        check("", Ok(()));
        check(r#","policy":{"wait_seconds":3}"#, Ok(()));
        check(r#","policy":{"wait_seconds":300}"#, Err("never loosen"));
        check(r#","policy":{"wait":3}"#, Err("unknown field"));
        check(r#","identity_key":"short""#, Err("at least 32"));
        check(
            r#","agents":{"lin":{"name":"小林","password":"secret"}}"#,
            Err("cargo xtask password"),
        );
        let lin = |name: &str| {
            format!(r#","agents":{{"lin":{{"name":"{name}","password":"$argon2id$"}}}}"#)
        };
        check(&lin("小林"), Ok(()));
        check(&lin(" \u{3000}"), Err("the name of lin is empty"));
        check(r#","encoder":{"model":"m","dimensions":8}"#, Err("encoder.url is missing"));
        check(r#","history":{"days":30}"#, Ok(()));
        check(r#","history":{"conversations":30}"#, Ok(()));
        check(r#","history":{"versions":0}"#, Err("1 at least"));
        check(r#","history":{"conversations":0}"#, Err("1 at least"));
        check(r#","history":{"conversations":36500}"#, Ok(()));
        check(r#","history":{"conversations":36501}"#, Err("36,500 at most"));
        check(r#","synonyms":[["小贝壳","加湿器"]]"#, Ok(()));
        check(r#","synonyms":[["小贝壳","加湿器"],["退货"]]"#, Err("synonyms: [\"退货\"]"));
        check(r#","synonyms":[["退","返"]]"#, Err("synonyms: \"退\" must have 2"));
        check(r#","typo":1"#, Err("unknown field"));
    }

    #[test]
    fn what_is_secret_is_not_printed() {
        let key = "k".repeat(32);
        let text = format!(
            r#"{{"id":"demo","profile":{{"name":{{"en":"A"}}}},"origins":[],"identity_key":"{key}",
                "agents":{{"lin":{{"name":"Lin","password":"$argon2id$"}}}}}}"#
        );
        let printed = format!("{:?}", serde_json::from_str::<Site>(&text).unwrap());
        assert!(printed.contains("‹…›"), "{printed}");
        assert!(!printed.contains(&key) && !printed.contains("$argon2id$"), "{printed}");
    }

    #[test]
    fn texts_are_in_locales_that_pages_ask_for() {
        let check = |profile: &str, expect: &str| {
            let text = format!(r#"{{"id":"demo","profile":{profile},"origins":[]}}"#);
            let got = serde_json::from_str::<Site>(&text).map(drop);
            let got = got.map_err(|error| error.to_string()).err().unwrap_or_default();
            assert!(if expect.is_empty() { got.is_empty() } else { got.contains(expect) }, "{got}");
        };
        let name = r#""name":{"zh-CN":"渡口小铺"}"#;
        check(&format!(r#"{{{name},"greeting":{{"zh-TW":"您好","en":"Hello"}}}}"#), "");
        check(&format!(r#"{{{name},"greeting":{{"zh-cn":"您好"}}}}"#), "\"zh-cn\" is no locale");
        check(&format!(r#"{{{name},"top_questions":{{"zh":["包邮吗"]}}}}"#), "\"zh\" is no locale");
        check(r#"{"name":{"zh-Hans":"渡口小铺"}}"#, "\"zh-Hans\" is no locale");
        check(r#"{"name":{"zh-CN":""}}"#, "profile.name is empty");
    }

    #[test]
    fn what_is_kept_is_counted_from_now() {
        let history = History { days: 2, ..History::default() };
        assert_eq!(history.before(Timestamp(DAY * 5)), Timestamp(DAY * 3));
        assert_eq!(history.before(Timestamp(DAY)), Timestamp(0));
        let ever = History { days: u64::MAX, ..history };
        assert_eq!(ever.before(Timestamp(DAY)), Timestamp(0));
        assert_eq!(history.of_visitors_before(Timestamp(DAY * 5)), None);
        let month = History { conversations: Some(30), ..history };
        assert_eq!(month.of_visitors_before(Timestamp(DAY * 31)), Some(Timestamp(DAY)));
    }

    #[test]
    fn a_headers_name_is_a_token() {
        for good in ["X-Real-IP", "CF-Connecting-IP", "x_ip.1"] {
            assert!(is_header_name(good), "{good}");
        }
        for bad in ["", "X Real IP", "X-Real-IP:", "地址", "X-Real-IP\n"] {
            assert!(!is_header_name(bad), "{bad}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        for good in [
            "https://shop.example",
            "http://127.0.0.1:8787",
            "http://shop.example:443",
            "http://[::1]:8787",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "*",
            "shop.example",
            "https://shop.example/",
            "https://",
            "https://a b",
            "https://Shop.example",
            "https://shop.example:443",
            "http://shop.example:80",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
