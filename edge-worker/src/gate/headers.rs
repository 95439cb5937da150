//! What every answer says besides its body: what the page may load, who may frame it, how long it
//! keeps.

/// What is being served.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind<'a> {
    /// JSON of the API.
    Api,
    /// The widget in the shop's page; who may frame it, as a `frame-ancestors` list.
    Frame {
        /// The site's origins.
        ancestors: &'a [String],
    },
    /// The widget filling a page of its own: links, mini-program web-views.
    FullPage,
    /// The console.
    Console,
    /// A page that embeds the widget: the demo shop.
    Shop,
    /// A page that only shows text: the API description.
    Text,
    /// A script, style, font, image, model or WASM file whose name changes with its content.
    Hashed,
    /// The same with a fixed name: `embed.js`, icons.
    Fixed,
}

/// The headers for `kind`, served from `host`.
pub(crate) fn all(kind: Kind<'_>, host: &str) -> Vec<(&'static str, String)> {
    let mut headers: Vec<(&'static str, String)> = vec![
        ("content-security-policy", policy(kind, host)),
        ("x-content-type-options", "nosniff".to_owned()),
        ("referrer-policy", "strict-origin-when-cross-origin".to_owned()),
        ("cache-control", cache(kind).to_owned()),
        ("cross-origin-resource-policy", resource_policy(kind).to_owned()),
    ];
    // The frame and its workers must say so themselves, or a page with COEP refuses them.
    match kind {
        Kind::Frame { .. } | Kind::FullPage | Kind::Hashed => {
            headers.push(("cross-origin-embedder-policy", "require-corp".to_owned()));
        }
        Kind::Api | Kind::Console | Kind::Shop | Kind::Text | Kind::Fixed => {}
    }
    match kind {
        Kind::Frame { .. } | Kind::FullPage | Kind::Console | Kind::Text => {
            headers.push((
                "permissions-policy",
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned(),
            ));
        }
        Kind::Api | Kind::Shop | Kind::Hashed | Kind::Fixed => {}
    }
    // Public, and loaded by pages of any shop: by `crossorigin integrity=…`, or by a script that fetches it.
    match kind {
        Kind::Fixed => headers.push(("access-control-allow-origin", "*".to_owned())),
        Kind::Api
        | Kind::Frame { .. }
        | Kind::FullPage
        | Kind::Console
        | Kind::Shop
        | Kind::Text
        | Kind::Hashed => {}
    }
    headers
}

fn policy(kind: Kind<'_>, host: &str) -> String {
    // Older Safari does not take 'self' for the WebSocket of the same host.
    let app = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
         connect-src 'self' ws://{host} wss://{host}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
    );
    match kind {
        Kind::Api => "default-src 'none'; frame-ancestors 'none'".to_owned(),
        Kind::Frame { ancestors: [] } => format!("{app}; frame-ancestors 'self'"),
        Kind::Frame { ancestors } => {
            format!("{app}; frame-ancestors 'self' {}", ancestors.join(" "))
        }
        Kind::FullPage => format!("{app}; frame-ancestors 'self'"),
        Kind::Console => format!("{app}; frame-ancestors 'none'"),
        Kind::Shop => "default-src 'none'; script-src 'self'; style-src 'self'; \
                       img-src 'self' data:; frame-src 'self'; connect-src 'self'; \
                       base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
            .to_owned(),
        Kind::Text => "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                       base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            .to_owned(),
        // A worker is bound by the policy of its own script, not of the page that starts it.
        Kind::Hashed | Kind::Fixed => "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                                       connect-src 'self'; frame-ancestors 'none'"
            .to_owned(),
    }
}

const fn cache(kind: Kind<'_>) -> &'static str {
    match kind {
        Kind::Api => "no-store",
        Kind::Hashed => "public, max-age=31536000, immutable",
        Kind::Fixed => "public, max-age=300, stale-while-revalidate=86400",
        Kind::Frame { .. } | Kind::FullPage | Kind::Console | Kind::Shop | Kind::Text => "no-cache",
    }
}

const fn resource_policy(kind: Kind<'_>) -> &'static str {
    match kind {
        Kind::Frame { .. } | Kind::Hashed | Kind::Fixed | Kind::Api => "cross-origin",
        Kind::FullPage | Kind::Console | Kind::Shop | Kind::Text => "same-origin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(kind: Kind<'_>, name: &str) -> String {
        all(kind, "chat.example")
            .into_iter()
            .find_map(|(key, value)| (key == name).then_some(value))
            .unwrap_or_default()
    }

    #[test]
    fn only_the_sites_pages_may_frame_the_widget_and_nobody_the_console() {
        let shops = ["https://shop.example".to_owned(), "https://mall.example".to_owned()];
        let csp = |kind| header(kind, "content-security-policy");
        let framed = csp(Kind::Frame { ancestors: &shops });
        assert!(
            framed.ends_with("; frame-ancestors 'self' https://shop.example https://mall.example")
        );
        assert!(csp(Kind::Frame { ancestors: &[] }).ends_with("frame-ancestors 'self'"));
        assert!(csp(Kind::Console).ends_with("frame-ancestors 'none'"));
        assert!(csp(Kind::Api).ends_with("frame-ancestors 'none'"));
    }

    #[test]
    fn no_page_may_run_what_is_not_in_a_file_of_ours() {
        for kind in [Kind::Frame { ancestors: &[] }, Kind::FullPage, Kind::Console, Kind::Shop] {
            let csp = header(kind, "content-security-policy");
            assert!(csp.starts_with("default-src 'none'; "), "{csp}");
            assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"), "{csp}");
            assert!(csp.contains("base-uri 'none'"), "{csp}");
        }
    }

    #[test]
    fn a_page_with_coep_can_embed_the_widget() {
        for kind in [Kind::Frame { ancestors: &[] }, Kind::Hashed] {
            assert_eq!(header(kind, "cross-origin-embedder-policy"), "require-corp");
            assert_eq!(header(kind, "cross-origin-resource-policy"), "cross-origin");
        }
        assert_eq!(header(Kind::Fixed, "cross-origin-resource-policy"), "cross-origin");
    }

    #[test]
    fn a_page_may_check_the_launcher_and_read_nothing_else() {
        let name = "access-control-allow-origin";
        assert_eq!(header(Kind::Fixed, name), "*");
        let frame = Kind::Frame { ancestors: &[] };
        // The API names the one shop that asks: see `api::finish`.
        for kind in [Kind::Api, frame, Kind::FullPage, Kind::Console, Kind::Shop, Kind::Text] {
            assert_eq!(header(kind, name), "");
        }
        assert_eq!(header(Kind::Hashed, name), "");
    }
}
