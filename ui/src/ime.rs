//! Keys in a page that input methods can trust.
//!
//! Enter sends, Shift+Enter breaks the line. A key that confirms or cancels a candidate of an input
//! method does nothing else: browsers mark it by `isComposing` or by key code 229, except Safari,
//! which ends the composition first and then reports a plain key within the same moment.

use std::cell::Cell;

use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, HtmlTextAreaElement, InputEvent, KeyboardEvent};

/// What an input method is doing in one text box.
#[derive(Clone, Copy, Debug, Default)]
pub struct Composing {
    now: bool,
    /// Whether the latest key was to break a line, if it was one that could.
    breaks: bool,
}

impl Composing {
    /// At `compositionstart`.
    pub const fn starts(&mut self) {
        self.now = true;
    }

    /// At `compositionend`.
    pub fn ends(&mut self, event: &Event) {
        self.now = false;
        ENDED.set(event.time_stamp());
    }

    /// At `keydown`: whether this key sends. Then the browser does nothing else with it.
    ///
    /// Alt+Enter does not: it is the console's, and on a Mac it breaks the line. Ctrl+Enter and
    /// Cmd+Enter do, as for everyone who has set their chats that way.
    #[must_use]
    pub fn sends(&mut self, event: &KeyboardEvent) -> bool {
        self.breaks = event.shift_key() || event.alt_key();
        if event.key() != "Enter" || self.breaks {
            return false;
        }
        let just_ended = has_just_ended(event);
        let sends = !self.now && !is_composing(event);
        // A composition has one such Enter: the next is meant.
        ENDED.set(f64::NEG_INFINITY);
        if just_ended || sends {
            // It breaks no line either.
            event.prevent_default();
        }
        sends
    }

    /// At `beforeinput`: whether this line break sends. Then the browser does not break the line.
    ///
    /// Keyboards of phones that keep the last word composing send no Enter that [`sends`](Self::sends) could
    /// tell from one that confirms a candidate; but a candidate that is confirmed breaks no line.
    #[must_use]
    pub fn line_sends(&self, event: &InputEvent) -> bool {
        let sends = event.input_type() == "insertLineBreak" && !self.breaks;
        if sends {
            event.prevent_default();
        }
        sends
    }
}

/// Whether a key belongs to a composition, as one that confirms it or gives it up: then it is the
/// input method's alone.
#[must_use]
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == IN_COMPOSITION || has_just_ended(event)
}

fn has_just_ended(event: &KeyboardEvent) -> bool {
    event.time_stamp() - ENDED.get() < SAME_MOMENT
}

/// Makes a text box as high as its text, up to what the style sheet allows.
pub fn grow(node: &HtmlTextAreaElement) {
    let style = node.unchecked_ref::<HtmlElement>().style();
    let _ = style.set_property("height", "auto");
    let mut height = node.scroll_height().to_string();
    height.push_str("px");
    let _ = style.set_property("height", &height);
}

thread_local! {
    /// When the latest composition of the page ended.
    static ENDED: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

/// The key code of every key that an input method has taken.
const IN_COMPOSITION: u32 = 229;
/// How long after the end of a composition a key still belongs to it, in milliseconds.
const SAME_MOMENT: f64 = 50.0;
