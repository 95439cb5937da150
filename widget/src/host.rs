//! The shop's page around the frame: docs/PROTOCOL.md, "Page messages".
//!
//! The frame believes its parent window and one origin only: that of the first `host` message,
//! which must be the parent's where the browser tells.

use std::cell::RefCell;

use gloo::events::EventListener;
use js_sys::{JSON, Object, Reflect};
use shared::page::is_web;
use ui::json;
use ui::wire::Visit;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, Window};

use crate::shell;

/// What the shop's page tells.
pub(crate) enum Message {
    /// Its whole state.
    Host(State),
    /// Something of the page for the agent: an object of texts, as JSON.
    Track(String),
}

/// The state of the shop's page.
pub(crate) struct State {
    /// Whether the chat is open.
    pub(crate) open: bool,
    /// Where the visitor is.
    pub(crate) page: Option<Visit>,
    /// Who the visitor is.
    pub(crate) identity: Identity,
}

/// Who the visitor is, as far as the shop's page told.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) enum Identity {
    /// It never said.
    #[default]
    Untold,
    /// Signed out.
    Nobody,
    /// Vouched for by this token.
    Token(String),
}

impl Identity {
    /// Whether who is here may have what is of `owner`, if it is known whose it is.
    pub(crate) fn may_have(&self, owner: Option<&str>) -> bool {
        match (self, owner) {
            (Self::Untold, _) | (_, None) => true,
            (Self::Nobody, Some(_)) => false,
            (Self::Token(_), owner) => self.subject().as_deref() == owner,
        }
    }

    /// Whom a token names. Whether that is true, the edge says.
    pub(crate) fn subject(&self) -> Option<String> {
        let Self::Token(jwt) = self else { return None };
        shell::subject(jwt)
    }
}

/// Whether there is a page around this one.
pub(crate) fn is_framed() -> bool {
    parent().is_some()
}

/// Hears the shop's page from now on, and says that the frame is ready.
pub(crate) fn listen(hear: impl Fn(Message) + 'static) {
    let (Some(window), Some(parent)) = (web_sys::window(), parent()) else { return };
    let around = parent.clone();
    EventListener::new(&window, "message", move |event| {
        let event: &MessageEvent = event.unchecked_ref();
        if event.source().is_none_or(|source| !Object::is(&source, &around)) {
            return;
        }
        let data = event.data();
        if field(&data, "dukou").as_f64() != Some(1.0) {
            return;
        }
        let message = match field(&data, "type").as_string().as_deref() {
            Some("host") => Message::Host(State {
                open: field(&data, "open").is_truthy(),
                page: page(&field(&data, "page")),
                identity: identity(&field(&data, "jwt")),
            }),
            Some("track") => Message::Track(told(&field(&data, "data"))),
            Some(_) | None => return,
        };
        if believes(&event.origin(), matches!(message, Message::Host(_))) {
            hear(message);
        }
    })
    .forget();
    // To whomever: it says nothing, and the parent's origin is not known yet.
    let _ = parent.post_message(&envelope("ready"), "*");
}

/// How many messages wait to be read.
pub(crate) fn unread(count: usize) {
    let message = envelope("unread");
    set(&message, "count", &JsValue::from_f64(count as f64));
    post(&message);
}

/// The visitor closed the chat.
pub(crate) fn close() {
    post(&envelope("close"));
}

/// Something that the shop may listen to, with one detail.
pub(crate) fn event(name: &str, detail: Option<(&str, JsValue)>) {
    let message = envelope("event");
    set(&message, "name", &JsValue::from_str(name));
    let body = Object::new();
    if let Some((key, value)) = detail {
        set(&body, key, &value);
    }
    set(&message, "detail", &body);
    post(&message);
}

fn parent() -> Option<Window> {
    let window = web_sys::window()?;
    let parent = window.parent().ok()??;
    (!Object::is(&window, &parent)).then_some(parent)
}

fn post(message: &JsValue) {
    ORIGIN.with_borrow(|origin| {
        if let (Some(origin), Some(parent)) = (origin, parent()) {
            let _ = parent.post_message(message, origin);
        }
    });
}

fn believes(origin: &str, is_host: bool) -> bool {
    ORIGIN.with_borrow_mut(|locked| match locked {
        Some(locked) => locked == origin,
        None => {
            let believed = is_host && ancestor().is_none_or(|ancestor| ancestor == origin);
            if believed {
                *locked = Some(origin.to_owned());
            }
            believed
        }
    })
}

/// The origin of the page around this one, where the browser tells: all but Firefox.
fn ancestor() -> Option<String> {
    let location: JsValue = web_sys::window()?.location().into();
    let ancestors = field(&location, "ancestorOrigins");
    Reflect::get_u32(&ancestors, 0).ok()?.as_string()
}

fn page(page: &JsValue) -> Option<Visit> {
    let cut = |name: &str, most: usize| -> Option<String> {
        Some(field(page, name).as_string()?.chars().take(most).collect())
    };
    // An address that is none of the web, as of a file, is not told: the edge would refuse it.
    let url = cut("url", shared::field::TEXT).filter(|url| is_web(url))?;
    Some(Visit { url, title: cut("title", TITLE).unwrap_or_default(), context: "{}".to_owned() })
}

/// The texts, numbers, `true` and `false` in what `track` was given, as an object of texts.
fn told(data: &JsValue) -> String {
    let told = json::Object::new();
    let Some(object) = data.dyn_ref::<Object>() else { return told.done() };
    let each = Object::entries(object).iter().fold(told, |told, entry| {
        let part = |at| Reflect::get_u32(&entry, at).unwrap_or_default();
        let (name, value) = (part(0).as_string().unwrap_or_default(), part(1));
        let is_plain = value.as_f64().is_some() || value.as_bool().is_some();
        let shown = || JSON::stringify(&value).ok().filter(|_| is_plain)?.as_string();
        match value.as_string().or_else(shown) {
            Some(text) => told.text(&name, &text),
            None => told,
        }
    });
    each.done()
}

fn identity(jwt: &JsValue) -> Identity {
    if jwt.is_undefined() {
        return Identity::Untold;
    }
    jwt.as_string().map_or(Identity::Nobody, Identity::Token)
}

fn envelope(kind: &str) -> JsValue {
    let message = Object::new();
    set(&message, "dukou", &JsValue::from_f64(1.0));
    set(&message, "type", &JsValue::from_str(kind));
    message.into()
}

/// A field of an object, or `undefined`.
pub(crate) fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// How many characters of a title are told.
pub(crate) const TITLE: usize = 200;

thread_local! {
    static ORIGIN: RefCell<Option<String>> = const { RefCell::new(None) };
}
