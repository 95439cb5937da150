//! Which page is asking. A browser names its page in `Origin`; a page is the edge's own, one of the
//! site's, or foreign.

/// Who asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Caller {
    /// A page of ours: the widget, the console.
    Own,
    /// A page of the shop; its origin, as the answer has to name it.
    Shop(String),
    /// No browser, or a browser that sees no reason to name its page.
    Unnamed,
}

/// Places the `Origin` of a request.
///
/// # Errors
/// When it is neither `own` nor one of the `site`'s. So is `null`, the origin of sandboxed frames.
pub(crate) fn place(
    origin: Option<&str>,
    own: &str,
    site: &[String],
) -> Result<Caller, ForeignOrigin> {
    match origin {
        None => Ok(Caller::Unnamed),
        Some(origin) if origin == own => Ok(Caller::Own),
        Some(origin) if site.iter().any(|pattern| covers(pattern, origin)) => {
            Ok(Caller::Shop(origin.to_owned()))
        }
        Some(_) => Err(ForeignOrigin),
    }
}

/// The origin of an address as the runtime writes it: normal already, so that nothing is parsed again.
pub(crate) fn of_url(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url.get(host..).and_then(|rest| rest.find(['/', '?', '#']));
    end.and_then(|end| url.get(..host + end)).unwrap_or(url)
}

/// The host of an origin, with its port unless that is the scheme's own.
pub(crate) fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// The page is not one that may ask.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("this page's origin is not in the site's list")]
pub(crate) struct ForeignOrigin;

/// `*` covers every origin that has a name.
fn covers(pattern: &str, origin: &str) -> bool {
    if pattern == "*" { origin != "null" } else { pattern == origin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_origin_and_host() {
        let check = |url: &str, origin: &str, of: &str| {
            assert_eq!((of_url(url), host(of_url(url))), (origin, of), "{url}");
        };
        let chat = "https://chat.example";
        check("https://chat.example/v1/health?a=/b", chat, "chat.example");
        check("https://chat.example/", chat, "chat.example");
        check("https://chat.example?a", chat, "chat.example");
        check("http://127.0.0.1:8787/a://b", "http://127.0.0.1:8787", "127.0.0.1:8787");
        check("http://[::1]:8787/", "http://[::1]:8787", "[::1]:8787");
        check("", "", "");
    }

    #[test]
    fn a_page_is_ours_or_the_sites_or_foreign() {
        let site = ["https://shop.example".to_owned(), "http://127.0.0.1:8000".to_owned()];
        let check = |origin: Option<&str>, expect: Result<Caller, ForeignOrigin>| {
            assert_eq!(place(origin, "https://chat.example", &site), expect, "{origin:?}");
        };
        let shop = |origin: &str| Ok(Caller::Shop(origin.to_owned()));
        check(None, Ok(Caller::Unnamed));
        check(Some("https://chat.example"), Ok(Caller::Own));
        check(Some("https://shop.example"), shop("https://shop.example"));
        check(Some("http://127.0.0.1:8000"), shop("http://127.0.0.1:8000"));
        for foreign in [
            "null",
            "",
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example.evil",
            "https://a.shop.example",
            "http://127.0.0.1",
        ] {
            check(Some(foreign), Err(ForeignOrigin));
        }
        assert!(place(Some("https://any.example"), "x", &["*".to_owned()]).is_ok());
        assert!(place(Some("null"), "x", &["*".to_owned()]).is_err());
    }
}
