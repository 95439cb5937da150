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
