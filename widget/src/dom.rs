//! Elements that follow signals.
//!
//! The page has ninety kilobytes for everything. Leptos' typed views cost one to two of them for
//! each dynamic part, so this page takes Leptos' signals, effects and owners, and makes its elements
//! with the few functions here: every part has the same type. Text becomes text nodes, attributes
//! are set by name, and styles through CSSOM: nothing here can be parsed as HTML.

use std::borrow::Cow;
use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions};
use ui::signal::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Comment, Document, Event, HtmlElement, Node, Window};

use crate::shell::append_linked;

/// A text that is often one of the page's own words.
pub(crate) type Text = Cow<'static, str>;

/// An element. Its clones are the same element.
#[derive(Clone)]
pub(crate) struct El(pub(crate) HtmlElement);

/// A new element.
pub(crate) fn el(tag: &'static str) -> El {
    let element = document().create_element(tag).ok();
    let element = element.expect("every tag in this crate is a valid name");
    El(element.unchecked_into())
}

/// A new element of a class.
pub(crate) fn classed(tag: &'static str, class: &str) -> El {
    el(tag).attr("class", class)
}

/// A new button, which does something.
pub(crate) fn button(text: impl Into<Text>, act: impl Fn() + 'static) -> El {
    el("button").attr("type", "button").text(text).on("click", move |_| act())
}

impl El {
    /// Sets an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Appends a text.
    pub(crate) fn text(self, text: impl Into<Text>) -> Self {
        self.append(&document().create_text_node(&text.into()));
        self
    }

    /// Appends a text whose web addresses can be followed.
    pub(crate) fn linked(self, text: &str) -> Self {
        append_linked(&self.0, text);
        self
    }

    /// Appends an element.
    #[expect(clippy::needless_pass_by_value, reason = "it is made where it is added")]
    pub(crate) fn add(self, child: Self) -> Self {
        self.append(&child.0);
        self
    }

    /// Appends an element, if there is one.
    pub(crate) fn maybe(self, child: Option<Self>) -> Self {
        match child {
            Some(child) => self.add(child),
            None => self,
        }
    }

    /// Appends elements.
    pub(crate) fn all(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::add)
    }

    /// Calls `act` at every `event`, for as long as the reactive owner lives.
    pub(crate) fn on(self, event: &'static str, act: impl Fn(&Event) + 'static) -> Self {
        self.listen(event, Box::new(act));
        self
    }

    /// Appends a text that follows what it is made of.
    pub(crate) fn live<T: Into<Text>>(self, text: impl Fn() -> T + 'static) -> Self {
        self.follow_text(Box::new(move || text().into()));
        self
    }

    /// Keeps an attribute as told; `None` takes it away.
    pub(crate) fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<Text> + 'static,
    ) -> Self {
        self.follow_attr(name, Box::new(value));
        self
    }

    /// Appends a part that is made anew whenever what it is made of changes.
    pub(crate) fn part(self, make: impl Fn() -> Option<Self> + 'static) -> Self {
        self.follow_part(Box::new(make));
        self
    }

    /// Appends a part that is there while `is` holds, and is made once each time.
    pub(crate) fn when(
        self,
        is: impl Fn() -> bool + 'static,
        make: impl Fn() -> Self + 'static,
    ) -> Self {
        self.follow_when(Box::new(is), Box::new(make));
        self
    }

    /// Appends one element for each key, in order. An element stays while its key does.
    pub(crate) fn rows<K: Copy + PartialEq + Send + Sync + 'static>(
        self,
        keys: Memo<Vec<K>>,
        make: impl Fn(K) -> Option<Self> + 'static,
    ) -> Self {
        let parent = self.0.clone();
        let rows = RefCell::new(Vec::<Row<K>>::new());
        // A row outlives the run of the effect that made it.
        let owner = Owner::current().unwrap_or_default();
        react(move || {
            let mut old = rows.take();
            let mut place = parent.first_child();
            let mut new = Vec::with_capacity(old.len() + 1);
            for key in keys.get() {
                let row = match old.iter().position(|row| row.key == key) {
                    Some(at) => old.remove(at),
                    None => {
                        let owner = owner.child();
                        let element = untrack(|| owner.with(|| make(key)));
                        Row { key, element, owner }
                    }
                };
                if let Some(Self(element)) = &row.element {
                    let node: &Node = element;
                    if place.as_ref() == Some(node) {
                        place = node.next_sibling();
                    } else {
                        let _ = parent.insert_before(node, place.as_ref());
                    }
                }
                new.push(row);
            }
            for row in old {
                if let Some(Self(element)) = row.element {
                    element.remove();
                }
                row.owner.cleanup();
            }
            rows.replace(new);
        });
        self
    }

    fn append(&self, node: &Node) {
        let _ = self.0.append_child(node);
    }

    // Below, closures are boxed, so that there is one copy of each function and not one a caller.

    fn listen(&self, event: &'static str, act: Box<dyn Fn(&Event)>) {
        // Active: what handles a key or a press may prevent what the browser would do.
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&self.0, event, options, move |e| act(e));
        StoredValue::new_local(listener);
    }

    fn follow_text(&self, text: Box<dyn Fn() -> Text>) {
        let node = document().create_text_node("");
        self.append(&node);
        react(move || {
            let text = text();
            // A region that is read out must not be touched where nothing changes.
            if node.data() != *text {
                node.set_data(&text);
            }
        });
    }

    fn follow_attr(&self, name: &'static str, value: Box<dyn Fn() -> Option<Text>>) {
        let element = self.0.clone();
        react(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
    }

    fn follow_part(&self, make: Box<dyn Fn() -> Option<Self>>) {
        let mark = self.mark();
        let shown = RefCell::new(None::<Self>);
        react(move || {
            let made = make();
            let before = shown.replace(made.clone());
            let focused = before.is_some_and(|Self(before)| take_away(&before));
            insert(made.as_ref(), &mark);
            if focused {
                focus(made.as_ref(), &mark);
            }
        });
    }

    fn follow_when(&self, is: Box<dyn Fn() -> bool>, make: Box<dyn Fn() -> Self>) {
        let mark = self.mark();
        let shown = RefCell::new(None::<(Self, Owner)>);
        let owner = Owner::current().unwrap_or_default();
        react(move || {
            let is = is();
            if is == shown.borrow().is_some() {
                return;
            }
            if let Some((Self(element), owner)) = shown.take() {
                if take_away(&element) {
                    focus(None, &mark);
                }
                owner.cleanup();
            } else {
                let owner = owner.child();
                let made = untrack(|| owner.with(&make));
                insert(Some(&made), &mark);
                shown.replace(Some((made, owner)));
            }
        });
    }

    /// The place of a part that comes and goes.
    fn mark(&self) -> Comment {
        let mark = document().create_comment("");
        self.append(&mark);
        mark
    }
}

fn insert(made: Option<&El>, mark: &Node) {
    if let (Some(El(made)), Some(parent)) = (made, mark.parent_node()) {
        let _ = parent.insert_before(made, Some(mark));
    }
}

/// Removes an element, and tells whether the focus was in it.
fn take_away(element: &HtmlElement) -> bool {
    let focused = element.contains(document().active_element().as_deref());
    element.remove();
    focused
}

/// Gives the focus to the first button of what came instead, to what it stood in, or to the
/// conversation: it must not fall back to the top of the page because a pressed button is gone.
fn focus(made: Option<&El>, mark: &Node) {
    let button = made.and_then(|El(made)| made.query_selector("button").ok()?);
    let around = || mark.parent_element()?.closest("[tabindex]").ok()?;
    let conversation = || document().query_selector("main").ok()?;
    if let Some(place) = button.or_else(around).or_else(conversation) {
        let _ = place.unchecked_into::<HtmlElement>().focus();
    }
}

struct Row<K> {
    key: K,
    element: Option<El>,
    owner: Owner,
}

/// Does something now, and again whenever a signal that it has read changes.
pub(crate) fn react(act: impl Fn() + 'static) {
    react_boxed(Box::new(act));
}

/// Of one type, so that there is one effect in the WebAssembly and not one for each part.
fn react_boxed(act: Box<dyn Fn()>) {
    StoredValue::new_local(RenderEffect::new(move |_: Option<()>| act()));
}

/// Does something when the browser is about to draw.
pub(crate) fn before_drawing(act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().request_animation_frame(act.unchecked_ref());
}

/// The window.
pub(crate) fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}
