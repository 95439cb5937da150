//! The one cookie: an agent's session of one site.

use shared::id::SiteId;

/// The cookie's name. Over https it carries `__Host-`, so that no neighbour domain can plant it.
pub(crate) fn name(site: &SiteId, https: bool) -> String {
    if https { format!("__Host-dukou_{site}") } else { format!("dukou_{site}") }
}

/// The value of cookie `name` in a `Cookie` header.
pub(crate) fn find<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// A `Set-Cookie` header that keeps `token` for `seconds`; nothing and 0 forget it.
pub(crate) fn set(site: &SiteId, token: &str, seconds: u64, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    let name = name(site, https);
    format!("{name}={token}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_that_was_set_is_found_among_others() {
        let site: SiteId = "demo".parse().unwrap();
        let set = set(&site, "v1.a.b", 60, true);
        assert_eq!(
            set,
            "__Host-dukou_demo=v1.a.b; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
        let header = "a=1; __Host-dukou_demo=v1.a.b;dukou_demo=x";
        assert_eq!(find(header, &name(&site, true)), Some("v1.a.b"));
        assert_eq!(find(header, &name(&site, false)), Some("x"));
        assert_eq!(find("", "a"), None);
        assert_eq!(find("novalue; =; a", "a"), None);
    }
}
