//! A page of the shop that a visitor is on, and what the shop's script tells of it.
//!
//! Both come from a browser, so they are checked at one door, [`Page::checked`], whatever way they
//! came. A [`Context`] is small by construction and shown to people only, so its values are texts.
//!
//! ```
//! use shared::page::{Context, Page};
//!
//! let told = [("购物车", "3"), ("phone", "13812345678")].map(|(k, v)| (k.to_owned(), v.to_owned()));
//! let page = Page {
//!     url: "https://shop.example/cart".into(),
//!     title: "购物车".into(),
//!     context: Context::of(told),
//! };
//! let page = page.checked()?;
//! let shown: Vec<_> = page.context.iter().collect();
//! assert_eq!(shown, [("phone", "138****5678"), ("购物车", "3")]);
//! # Ok::<(), shared::field::BadField>(())
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::{BadField, TEXT, within};
use crate::mask::{self, Span};
use crate::percent;

/// A page of the shop, as the shop told.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title; may be empty.
    #[serde(default)]
    pub title: String,
    /// What the shop's script tells the agent of it.
    #[serde(default, skip_serializing_if = "Context::is_empty")]
    pub context: Context,
}

impl Page {
    /// This page, once an agent may see it and follow its address. Personal data is masked in its title, in the
    /// query of its address, and in what the shop's script tells.
    ///
    /// # Errors
    /// The address is none of a web page, or could show as another than it leads to; it has more
    /// than 2,000 characters, the title more than 200; or the script tells more than a [`Context`] holds.
    pub fn checked(self) -> Result<Self, BadField> {
        within("url", &self.url, 1, TEXT)?;
        within("title", &self.title, 0, TITLE)?;
        self.context.within()?;
        if !is_web(&self.url) {
            return Err(BadField::Address);
        }
        Ok(Self {
            url: cut(&masked_address(&self.url), TEXT),
            title: cut(&mask::masked(&self.title), TITLE),
            context: Context::of(self.context.0),
        })
    }
}

/// Whether a browser that follows `url` opens a web page, and the one that it seems to name.
#[must_use]
pub fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '\\', '?', '#']).next());
    let deceives = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    host.is_some_and(|host| !host.is_empty() && !host.contains('@')) && !url.contains(deceives)
}

/// What the shop's script tells of its page: up to 16 texts by name, names of 1 to 40 characters,
/// texts of up to 200, as [`Page::checked`] sees to. Numbers, `true` and `false` are read as texts.
///
/// To be read it need not keep to that: what a conversation remembers must be readable whatever was let in.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(from = "BTreeMap<String, Told>")]
pub struct Context(BTreeMap<String, String>);

impl Context {
    /// What fits of `fields`, masked: the first 16 that have a name; what is too long is cut.
    #[must_use]
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let fields = fields.into_iter().map(|(name, text)| masked(name.trim(), &text));
        let named = fields.filter(|(name, _)| !name.is_empty());
        Self(named.take(FIELDS).map(|(name, text)| (cut(&name, NAME), cut(&text, VALUE))).collect())
    }

    /// `fields` as the edge tells them, which has checked and masked them.
    #[must_use]
    pub fn checked(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut context = Self::default();
        for (name, text) in fields {
            context.0.insert(name, text);
        }
        context
    }

    /// Both, where `newer` is right about what both know. Beyond 16 the newer ones stay.
    #[must_use]
    pub fn with(self, newer: Self) -> Self {
        let mut both = newer.0;
        for (name, text) in self.0 {
            if both.len() < FIELDS {
                both.entry(name).or_insert(text);
            }
        }
        Self(both)
    }

    fn within(&self) -> Result<(), BadField> {
        if self.0.len() > FIELDS {
            let length = self.0.len();
            return Err(BadField::TooMany { field: "context", length, most: FIELDS });
        }
        self.0.iter().try_for_each(|(name, text)| {
            within("a name in context", name, 1, NAME)?;
            within("a text in context", text, 0, VALUE)
        })
    }

    /// Whether nothing was told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was told, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

impl From<BTreeMap<String, Told>> for Context {
    fn from(told: BTreeMap<String, Told>) -> Self {
        Self(told.into_iter().map(|(name, told)| (name, told.text())).collect())
    }
}

/// A value as a program may send it.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a value in context is a text, a number, true or false")]
enum Told {
    Text(String),
    Flag(bool),
    Whole(i64),
    Number(f64),
}

impl Told {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Flag(flag) => flag.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A name and its text with personal data masked. The name tells what a number in the text is, as
/// 订单号 does.
fn masked(name: &str, text: &str) -> (String, String) {
    let lead = [name, "："].concat();
    let begin = lead.chars().count();
    let spans = mask::spans(&[&lead, text].concat());
    let in_text = spans.into_iter().filter(|span| span.end > begin);
    let in_text: Vec<Span> = in_text
        .map(|span| Span { start: span.start.saturating_sub(begin), end: span.end - begin, ..span })
        .collect();
    (mask::masked(name), mask::mask(text, &in_text))
}

/// `url` with the personal data in its query and in its fragment masked, by what each part of these calls itself, and
/// without what would let whoever follows it be the visitor.
fn masked_address(url: &str) -> String {
    let (rest, fragment) = split(url, '#');
    let (path, query) = split(rest, '?');
    // A route of the page's own, which may have a query too, or parameters and nothing else.
    let (route, more) = split(fragment, '?');
    let route = if route.contains('=') { masked_parts(route) } else { route.to_owned() };
    [path, &masked_parts(query), &route, &masked_parts(more)].concat()
}

/// What comes before `mark`, and what begins with it.
fn split(text: &str, mark: char) -> (&str, &str) {
    text.split_at(text.find(mark).unwrap_or(text.len()))
}

/// The parts of a query, after the mark that it begins with.
fn masked_parts(query: &str) -> String {
    let (mark, parts) = query.split_at(query.len().min(1));
    [mark, &parts.split('&').map(masked_part).collect::<Vec<_>>().join("&")].concat()
}

/// One part of a query. What is found nothing in stays as it came.
fn masked_part(part: &str) -> String {
    let unless = |changed: String, read: &str, written: &str| {
        if changed == read { written.to_owned() } else { escaped(&changed) }
    };
    let Some((name, text)) = part.split_once('=') else {
        let read = percent::decode_form(part);
        return unless(mask::masked(&read), &read, part);
    };
    let (read_name, read) = (percent::decode_form(name), percent::decode_form(text));
    let (masked_name, masked) = masked(&read_name, &read);
    let name = unless(masked_name, &read_name, name);
    if lets_in(&read_name) && !text.is_empty() {
        return [&name, "=", HIDDEN].concat();
    }
    [&name, "=", &unless(masked, &read, text)].concat()
}

/// Whether a parameter of this name may be what a shop knows its customer by.
fn lets_in(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    // Of tokens there is one for everything.
    name.ends_with("token") || SECRETS.contains(&name.as_str())
}

/// `text` as it may stand in a query, and be read there by people: what could end a part, break a line or show as
/// something else is escaped.
fn escaped(text: &str) -> String {
    percent::encode(text, |c| c.is_alphanumeric() || PLAIN.contains(c))
}

/// The first `most` characters: masking may have made a text longer.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// How many characters a title may have.
pub const TITLE: usize = 200;
/// What stands where a secret was.
const HIDDEN: &str = "***";
/// Names of what lets somebody in, without the marks between their words.
const SECRETS: [&str; 28] = [
    "apikey",
    "auth",
    "authcode",
    "authorization",
    "code",
    "jsessionid",
    "jwt",
    "openid",
    "pass",
    "passcode",
    "passwd",
    "password",
    "phpsessid",
    "pwd",
    "secret",
    "session",
    "sessionid",
    "sessionkey",
    "sessid",
    "sid",
    "sig",
    "sign",
    "signature",
    "skey",
    "ticket",
    "unionid",
    "verifycode",
    "vcode",
];
/// Marks that mean nothing within a part of a query.
const PLAIN: &str = "-._~*@:/?,;!()[]{}，。：；、！？（）【】";
const FIELDS: usize = 16;
const NAME: usize = 40;
const VALUE: usize = 200;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn context<const N: usize>(fields: [(&str, &str); N]) -> Context {
        Context(fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into())
    }

    #[test]
    fn no_address_is_a_trap_for_who_follows_it() {
        let check = |url: &str, passes: bool| {
            let page = Page { url: url.into(), title: String::new(), context: Context::default() };
            assert_eq!(page.checked().is_ok(), passes, "{url:?}");
        };
        for good in [
            "https://shop.example/",
            "http://127.0.0.1:8787/demo/?q=%E6%B8%A1#a",
            "https://商店.example/购物车?a=b@c",
            "https://shop.example/@lin",
        ] {
            check(good, true);
        }
        for bad in [
            "",
            " ",
            "shop.example",
            "/cart",
            "//shop.example",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "https:javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)",
            "file:///etc/passwd",
            "blob:https://shop.example/1",
            "view-source:https://shop.example/",
            "https://",
            "https:///evil.example",
            "https://\\evil.example",
            "https://?q",
            "https://shop.example@evil.example/",
            "https://shop.example:x@evil.example",
            "https://shop.example/\u{202e}gpj.exe",
            "https://shop.example/\njavascript:alert(1)",
            "https://shop.example/a b",
            " https://shop.example/",
        ] {
            check(bad, false);
        }
    }

    #[test]
    fn what_a_page_tells_is_small_and_plain() {
        let check = |json: serde_json::Value, expect: Result<Context, &str>| {
            let page = serde_json::json!({ "url": "https://shop.example/", "context": json });
            let read = serde_json::from_value::<Page>(page).map_err(|error| error.to_string());
            let read = read.and_then(|page| page.checked().map_err(|error| error.to_string()));
            match (read, expect) {
                (Ok(read), Ok(expect)) => assert_eq!(read.context, expect, "{json}"),
                (Err(error), Err(expect)) => {
                    assert!(error.to_string().contains(expect), "{json}: {error}");
                }
                (read, expect) => panic!("{json}: {read:?}, expected {expect:?}"),
            }
        };
        let json = |text: &str| serde_json::from_str(text).unwrap();
        check(json("{}"), Ok(Context::default()));
        check(
            json(r#"{"cart":3,"total":199.5,"member":true,"coupon":"618","debt":-2,"note":""}"#),
            Ok(context([
                ("cart", "3"),
                ("total", "199.5"),
                ("member", "true"),
                ("coupon", "618"),
                ("debt", "-2"),
                ("note", ""),
            ])),
        );
        let many = |count: u32| (0..count).map(|n| (n.to_string(), n.into())).collect();
        let sixteen = Context::of((0..16).map(|n| (n.to_string(), n.to_string())));
        check(serde_json::Value::Object(many(16)), Ok(sixteen));
        check(serde_json::Value::Object(many(17)), Err("at most 16"));
        let named = |name: String, text: String| serde_json::json!({ name: text });
        check(named("名".repeat(41), String::new()), Err("1 to 40"));
        check(named(" ".into(), String::new()), Err("1 to 40"));
        check(named("a".into(), "值".repeat(201)), Err("0 to 200"));
        for nested in [r#"{"a":null}"#, r#"{"a":[1]}"#, r#"{"a":{"b":1}}"#] {
            check(json(nested), Err("a text, a number, true or false"));
        }
        for other in ["null", "[]", "\"a\"", "1"] {
            check(json(other), Err("invalid type"));
        }
    }

    #[test]
    fn what_does_not_fit_is_cut_at_the_source_and_the_rest_is_sent() {
        let told = (0..20).map(|n| (format!("{n:02}{}", "名".repeat(50)), "值".repeat(300)));
        let fit = Context::of([(" ".to_owned(), "nameless".to_owned())].into_iter().chain(told));
        assert_eq!(fit.iter().count(), 16);
        let json = serde_json::to_value(&fit).unwrap();
        assert_eq!(serde_json::from_value::<Context>(json).unwrap(), fit);
    }

    #[test]
    fn personal_data_that_a_page_tells_is_masked_and_an_order_number_is_not() {
        let check = |name: &str, text: &str, expect: (&str, &str)| {
            let told =
                |(name, text): (&str, &str)| Context::of([(name.to_owned(), text.to_owned())]);
            assert_eq!(told((name, text)), context([expect]), "{name}: {text}");
            assert_eq!(told(expect), context([expect]), "masked once is masked for good");
        };
        check("phone", "13812345678", ("phone", "138****5678"));
        check("x", "13812345678", ("x", "138****5678"));
        check("联系方式", "a.b@example.com", ("联系方式", "a***@example.com"));
        check("13812345678", "yes", ("138****5678", "yes"));
        check("订单号", "13812345678901", ("订单号", "13812345678901"));
        check("order", "6222021234567890128", ("order", "6222021234567890128"));
        check("card", "6222021234567890128", ("card", "6222***********0128"));
        check("购物车", "3", ("购物车", "3"));
    }

    #[test]
    fn personal_data_in_a_title_and_in_the_query_of_an_address_is_masked() {
        let check = |(url, title): (&str, &str), expect: (&str, &str)| {
            let page = |(url, title): (&str, &str)| Page {
                url: url.into(),
                title: title.into(),
                context: Context::default(),
            };
            assert_eq!(page((url, title)).checked(), Ok(page(expect)));
        };
        check(
            ("https://a.cn/order?mobile=13812345678&id=7#end", "张伟的资料 13812345678"),
            ("https://a.cn/order?mobile=138****5678&id=7#end", "张伟的资料 138****5678"),
        );
        check(
            ("https://a.cn/?email=a.b%40example.com&订单号=13812345678901&x", "购物车"),
            ("https://a.cn/?email=a***@example.com&订单号=13812345678901&x", "购物车"),
        );
        let path = "https://a.cn/p/13812345678";
        check((path, ""), (path, ""));
        check(
            ("https://a.cn/#/my?mobile=13812345678&id=7", ""),
            ("https://a.cn/#/my?mobile=138****5678&id=7", ""),
        );
    }

    #[test]
    fn what_is_escaped_in_an_address_is_looked_through_too() {
        let masked_query = |query: &str| {
            let page = Page {
                url: ["https://a.cn/x", query].concat(),
                title: String::new(),
                context: Context::default(),
            };
            let page = page.checked().unwrap();
            assert_eq!(
                page.clone().checked().as_ref(),
                Ok(&page),
                "masked once is masked for good"
            );
            page.url.strip_prefix("https://a.cn/x").unwrap().to_owned()
        };
        let check = |query: &str, expect: &str| assert_eq!(masked_query(query), expect, "{query}");
        check("?mobile=%2B8613812345678", "?mobile=%2B86138****5678");
        check("?mobile=+8613812345678&a", "?mobile=%2086138****5678&a");
        check("?q=%E7%94%B5%E8%AF%9D13812345678", "?q=电话138****5678");
        check("?data=phone%3D13812345678", "?data=phone%3D138****5678");
        check("?u=%7B%22phone%22%3A%2213812345678%22%7D", "?u={%22phone%22:%22138****5678%22}");
        check("?%6Dobile=13%3812345678", "?%6Dobile=138****5678");
        check("?13812345678", "?138****5678");
        check("?q=%E9%80%80%E6%AC%BE&id=7", "?q=%E9%80%80%E6%AC%BE&id=7");
        check("?q=100%&b=%zz&c=%f&d=%FF%FE", "?q=100%&b=%zz&c=%f&d=%FF%FE");
        check("?a=13812345678+%E2%80%AEgpj%0A%26b%3Dc", "?a=138****5678%20%E2%80%AEgpj%0A%26b%3Dc");
        check("?", "?");
        check("#", "#");
        check("#reviews", "#reviews");
        check("#?mobile=13812345678", "#?mobile=138****5678");
        check("#mobile=%2B8613812345678&b=1", "#mobile=%2B86138****5678&b=1");
        check("#/order/13812345678", "#/order/13812345678");
    }

    #[test]
    fn what_lets_somebody_in_is_not_in_an_address_that_others_may_follow() {
        let check = |query: &str, expect: &str| {
            assert_eq!(masked_address(query), expect);
            assert_eq!(masked_address(expect), expect, "hidden once is hidden for good");
        };
        check("/?token=abc&id=7", "/?token=***&id=7");
        check("/?ACCESS_TOKEN=abc&Refresh-Token=d", "/?ACCESS_TOKEN=***&Refresh-Token=***");
        check("/?%74oken=abc", "/?%74oken=***");
        check(
            "/?sid=1&code=2&openid=3&sign=4&jwt=5",
            "/?sid=***&code=***&openid=***&sign=***&jwt=***",
        );
        check("/#id_token=a.b.c&state=1", "/#id_token=***&state=1");
        check("/#/my?ticket=ST-1", "/#/my?ticket=***");
        check("/?sku=1&encode=utf8&token=&design=2", "/?sku=1&encode=utf8&token=&design=2");
    }

    #[test]
    fn what_was_let_in_can_be_read_for_ever_though_masking_made_it_longer() {
        let many = "a@b.cn,".repeat(28);
        let name = format!("联系a@{}.cn", "b".repeat(33));
        let page = Page {
            url: format!("https://a.cn/?{}", "a@b.cn&".repeat(280)),
            title: many.clone(),
            context: Context(BTreeMap::from([(name, many)])),
        };
        let page = page.checked().unwrap();
        assert_eq!(page.clone().checked().as_ref(), Ok(&page), "and is let in again");
        let kept = serde_json::to_string(&page).unwrap();
        assert_eq!(serde_json::from_str::<Page>(&kept).unwrap(), page);
        let longer = serde_json::json!({ "名".repeat(300): "值".repeat(300) });
        assert!(serde_json::from_value::<Context>(longer).is_ok(), "an older server kept it");
    }

    #[test]
    fn the_newer_word_counts() {
        let both = context([("cart", "1"), ("page", "a")]).with(context([("cart", "2")]));
        assert_eq!(both, context([("cart", "2"), ("page", "a")]));
        let full = Context::of((0..16).map(|n| (format!("a{n}"), String::new())));
        assert_eq!(both.with(full.clone()), full);
    }
}
