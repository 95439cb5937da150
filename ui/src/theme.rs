//! Light or dark. The colours are variables in `www/assets/widget.css`.

use gloo::events::EventListener;
use wasm_bindgen::JsCast as _;

/// Light or dark, or as the system.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Theme {
    /// As the system.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Reads `light` or `dark`; anything else is `auto`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The page's theme: `?theme=` in its address.
    #[must_use]
    pub fn of_page() -> Self {
        crate::locale::query("theme").map(|theme| Self::parse(&theme)).unwrap_or_default()
    }

    /// Dresses the page: `<html data-theme="light">` or `dark`. With [`Theme::Auto`] it follows the
    /// system from now on.
    pub fn apply(self) {
        match self {
            Self::Light => show(false),
            Self::Dark => show(true),
            Self::Auto => {
                let query = web_sys::window()
                    .and_then(|window| window.match_media("(prefers-color-scheme:dark)").ok()?);
                let Some(query) = query else { return show(false) };
                show(query.matches());
                // Safari before 14 has no events here; it keeps the theme it began with.
                if query.has_type::<web_sys::EventTarget>() {
                    let watched = query.clone();
                    EventListener::new(&query, "change", move |_| show(watched.matches())).forget();
                }
            }
        }
    }
}

fn show(dark: bool) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}
