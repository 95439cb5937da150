//! Enter in a text box that input methods can trust.
//!
//! Enter sends, Shift+Enter breaks the line. The Enter that confirms a candidate of an input method
//! never sends: browsers mark it by `isComposing` or by key code 229, except Safari, which ends the
//! composition first and then reports a plain Enter within the same moment.

use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

/// What an input method is doing in one text box.
#[derive(Clone, Copy, Debug)]
pub struct Composing {
    now: bool,
    ended: f64,
}

impl Composing {
    /// At `compositionstart`.
    pub const fn starts(&mut self) {
        self.now = true;
    }

    /// At `compositionend`.
    pub fn ends(&mut self, event: &Event) {
        *self = Self { now: false, ended: event.time_stamp() };
    }

    /// At `keydown`: whether this key sends. Then the browser does nothing else with it.
    #[must_use]
    pub fn sends(&mut self, event: &KeyboardEvent) -> bool {
        if event.key() != "Enter" || event.shift_key() {
            return false;
        }
        let composing = self.now || event.is_composing() || event.key_code() == IN_COMPOSITION;
        let just_ended = event.time_stamp() - self.ended < SAME_MOMENT;
        // A composition has one such Enter: the next is meant.
        self.ended = f64::NEG_INFINITY;
        if just_ended || !composing {
            // It breaks no line either.
            event.prevent_default();
        }
        !just_ended && !composing
    }
}

impl Default for Composing {
    fn default() -> Self {
        Self { now: false, ended: f64::NEG_INFINITY }
    }
}

/// Makes a text box as high as its text, up to what the style sheet allows.
pub fn grow(node: &HtmlTextAreaElement) {
    let style = node.unchecked_ref::<HtmlElement>().style();
    let _ = style.set_property("height", "auto");
    let mut height = node.scroll_height().to_string();
    height.push_str("px");
    let _ = style.set_property("height", &height);
}

/// The key code of every key that an input method has taken.
const IN_COMPOSITION: u32 = 229;
/// How long after the end of a composition an Enter still belongs to it, in milliseconds.
const SAME_MOMENT: f64 = 50.0;
