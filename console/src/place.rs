//! Which part of the console is looked at. The address says so, after `#`, so that it can be
//! linked, reloaded and gone back from.
//!
//! The server knows nothing of it: a fragment never leaves the browser, and with it neither do the
//! questions of visitors that it may carry.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use shared::id::ConversationId;
use shared::percent;
use web_sys::Event;

/// A part of the console.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) enum Place {
    /// Who waits, and the conversations.
    #[default]
    Desk,
    /// A conversation.
    Talk(ConversationId),
    /// What is known of its visitor: on a narrow screen in its place.
    Details(ConversationId),
    /// All articles.
    Articles,
    /// One article, by its id.
    Article(String),
    /// An article to be written, with the ways in which it was asked for: the first is its title.
    NewArticle(Vec<String>),
    /// Asking what a visitor would ask, in the first of these ways: they mean the same.
    Try(Vec<String>),
    /// The questions that found no good answer.
    Misses,
    /// What was published, and when.
    Publications,
    /// Articles out of files, and into files.
    Files,
    /// All that the graph knows of.
    Graph,
    /// One entity of the graph, by its id.
    Entity(String),
    /// An entity to be added.
    NewEntity,
}

impl Place {
    /// Whether it belongs to the shop's articles.
    #[must_use]
    pub(crate) fn is_knowledge(&self) -> bool {
        match self {
            Self::Desk | Self::Talk(_) | Self::Details(_) => false,
            Self::Articles
            | Self::Article(_)
            | Self::NewArticle(_)
            | Self::Try(_)
            | Self::Misses
            | Self::Publications
            | Self::Files
            | Self::Graph
            | Self::Entity(_)
            | Self::NewEntity => true,
        }
    }

    /// Reads what an address has after `#`. What it does not know is the desk.
    #[must_use]
    pub(crate) fn of_fragment(fragment: &str) -> Self {
        let path = fragment.trim_start_matches('#').trim_matches('/');
        let segments: Vec<&str> = path.split('/').collect();
        let decoded =
            |texts: &[&str]| texts.iter().copied().map(decode).collect::<Option<Vec<_>>>();
        match segments[..] {
            ["c", id] => id.parse().map_or(Self::Desk, Self::Talk),
            ["c", id, "details"] => id.parse().map_or(Self::Desk, Self::Details),
            ["articles"] => Self::Articles,
            ["articles", id] => decode(id).map_or(Self::Articles, Self::Article),
            ["new", ref asked @ ..] => Self::NewArticle(decoded(asked).unwrap_or_default()),
            ["try", ref asked @ ..] => Self::Try(decoded(asked).unwrap_or_default()),
            ["misses"] => Self::Misses,
            ["publications"] => Self::Publications,
            ["files"] => Self::Files,
            ["graph"] => Self::Graph,
            ["graph", id] => decode(id).map_or(Self::Graph, Self::Entity),
            ["new-entity"] => Self::NewEntity,
            _ => Self::Desk,
        }
    }

    /// What leads here, as a link's `href`.
    #[must_use]
    pub(crate) fn href(&self) -> String {
        match self {
            Self::Desk => "#/".to_owned(),
            Self::Talk(id) => format!("#/c/{id}"),
            Self::Details(id) => format!("#/c/{id}/details"),
            Self::Articles => "#/articles".to_owned(),
            Self::Article(id) => format!("#/articles/{}", encode(id)),
            Self::NewArticle(asked) => with("#/new", asked),
            Self::Try(asked) => with("#/try", asked),
            Self::Misses => "#/misses".to_owned(),
            Self::Publications => "#/publications".to_owned(),
            Self::Files => "#/files".to_owned(),
            Self::Graph => "#/graph".to_owned(),
            Self::Entity(id) => format!("#/graph/{}", encode(id)),
            Self::NewEntity => "#/new-entity".to_owned(),
        }
    }

    /// The place that the browser's address names.
    #[must_use]
    pub(crate) fn now() -> Self {
        let fragment = web_sys::window().and_then(|window| window.location().hash().ok());
        fragment.map(|fragment| Self::of_fragment(&fragment)).unwrap_or_default()
    }

    /// Goes there.
    pub(crate) fn go(&self) {
        if let Some(window) = web_sys::window() {
            let _ = window.location().set_hash(&self.href());
        }
    }

    /// Goes there instead of here: no way leads back.
    pub(crate) fn replace(&self) {
        if let Some(window) = web_sys::window() {
            let _ = window.location().replace(&self.href());
        }
    }

    /// The place that is looked at, as long as its owner lives.
    pub(crate) fn watch() -> RwSignal<Self> {
        let place = RwSignal::new(Self::now());
        listen("hashchange", EventListenerOptions::default(), move |_| {
            let to = Self::now();
            if place.try_get_untracked().is_some_and(|here| here != to) {
                place.set(to);
            }
        });
        place
    }
}

/// Lets the browser ask, in its own words, before the page is closed or loaded anew while `is_at_stake`; as
/// long as the owner lives.
pub(crate) fn ask_before_unload(is_at_stake: impl Fn() -> bool + 'static) {
    listen("beforeunload", EventListenerOptions::enable_prevent_default(), move |event| {
        if is_at_stake() {
            event.prevent_default();
        }
    });
}

/// A path with a segment for each text.
fn with(path: &str, texts: &[String]) -> String {
    texts.iter().fold(path.to_owned(), |path, text| path + "/" + &encode(text))
}

/// Hears of something in the window for as long as the owner lives.
pub(crate) fn listen(
    event: &'static str,
    options: EventListenerOptions,
    hear: impl FnMut(&Event) + 'static,
) {
    let Some(window) = web_sys::window() else { return };
    let listener = EventListener::new_with_options(&window, event, options, hear);
    let kept = StoredValue::new_local(Some(listener));
    on_cleanup(move || drop(kept.try_update_value(Option::take)));
}

/// `text` as one segment of a path: whatever could mean something there is `%` and its bytes.
pub(crate) fn encode(text: &str) -> String {
    // A segment of dots alone would be resolved away; so no dot is kept.
    percent::encode(text, |c| c.is_ascii_alphanumeric() || "-_~".contains(c))
}

/// What [`encode`] made of it; nothing for what is not text or is empty.
fn decode(segment: &str) -> Option<String> {
    let (bytes, is_sound) = percent::decode(segment);
    let text = String::from_utf8(bytes).ok()?;
    (is_sound && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_by_its_address() {
        let odd = ["退款/多久?#&", "..", "100% “真”的", "a\u{10ffff}", "\n"].map(str::to_owned);
        let mut places = vec![
            Place::Desk,
            Place::Talk(ConversationId(0xc0ffee)),
            Place::Details(ConversationId(0xc0ffee)),
            Place::Articles,
            Place::NewArticle(Vec::new()),
            Place::NewArticle(odd.to_vec()),
            Place::Try(Vec::new()),
            Place::Try(odd.to_vec()),
            Place::Misses,
            Place::Publications,
            Place::Files,
            Place::Graph,
            Place::NewEntity,
        ];
        places.extend(odd.clone().map(Place::Entity));
        places.extend(odd.map(Place::Article));
        for place in places {
            let href = place.href();
            assert_eq!(Place::of_fragment(&href), place, "{href}");
            assert!(href.is_ascii(), "{href}");
        }
    }

    #[test]
    fn what_names_no_place_is_the_nearest_one_that_is_there() {
        let check = |fragment: &str, expect| {
            assert_eq!(Place::of_fragment(fragment), expect, "{fragment}");
        };
        check("", Place::Desk);
        check("#", Place::Desk);
        check("#/nowhere", Place::Desk);
        check("#/c/", Place::Desk);
        check("#/c/zz", Place::Desk);
        check("#/c/zz/details", Place::Desk);
        check("#/articles/", Place::Articles);
        check("#/articles/%", Place::Articles);
        check("#/articles/%4", Place::Articles);
        check("#/articles/%zz", Place::Articles);
        check("#/articles/%FF", Place::Articles);
        check("#/articles/%+1", Place::Articles);
        check("#/articles/a/b", Place::Desk);
        check("#/new/%E9", Place::NewArticle(Vec::new()));
    }
}
