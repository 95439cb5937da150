//! The worker that reads messages: intent, emotion and anger, before they leave the browser.
//!
//! It is loaded after the page is usable and is never waited for longer than a moment. Where it
//! cannot be had, messages go without a reading.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{JSON, Object, Reflect};
use shared::reading::Reading;
use ui::{json, wire};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, Worker};

use crate::shell;

/// The worker, or what is left of it. A handle.
#[derive(Clone, Default)]
pub(crate) struct Reader(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    worker: Option<Worker>,
    ready: bool,
    last: u32,
    waiting: Vec<(u32, Waiting)>,
}

/// What to do with a reading, or with nothing where none came in time.
type Waiting = Box<dyn FnOnce(Option<Reading>)>;

impl Reader {
    /// Loads the worker once the page has had time for its visitor.
    pub(crate) fn load_later(&self) {
        let reader = self.clone();
        Timeout::new(AFTER, move || reader.load()).forget();
    }

    /// Reads `text` and calls `then`: with nothing if there is no reading within a moment.
    pub(crate) fn read(&self, text: &str, then: impl FnOnce(Option<Reading>) + 'static) {
        let id = {
            let state = &mut *self.0.borrow_mut();
            state.last = state.last.wrapping_add(1);
            state.last
        };
        if !self.ask(id, text) {
            return then(None);
        }
        self.0.borrow_mut().waiting.push((id, Box::new(then)));
        let reader = self.clone();
        Timeout::new(PATIENCE, move || reader.answer(id, None)).forget();
    }

    fn load(&self) {
        let Some(worker) = shell::reader() else { return };
        let on = |event: &'static str, act: fn(&Self, &JsValue)| {
            let reader = self.clone();
            EventListener::new(&worker, event, move |event| {
                // An error event has no data.
                let data = event.dyn_ref().map(MessageEvent::data).unwrap_or_default();
                act(&reader, &data);
            })
            .forget();
        };
        on("message", Self::hear);
        on("error", |reader, _| reader.give_up());
        self.0.borrow_mut().worker = Some(worker);
    }

    fn hear(&self, data: &JsValue) {
        if field(data, "ready").is_truthy() {
            self.0.borrow_mut().ready = true;
        } else if field(data, "failed").is_truthy() {
            self.give_up();
        } else if let Some(id) = field(data, "id").as_f64() {
            let text =
                JSON::stringify(&field(data, "reading")).ok().and_then(|text| text.as_string());
            let tree = text.and_then(|text| json::parse(&text));
            self.answer(id as u32, tree.and_then(|tree| wire::reading(&tree)));
        }
    }

    fn ask(&self, id: u32, text: &str) -> bool {
        let state = self.0.borrow();
        let Some(worker) = state.worker.as_ref().filter(|_| state.ready) else { return false };
        let question = Object::new();
        let set = |name: &str, value: JsValue| {
            let _ = Reflect::set(&question, &JsValue::from_str(name), &value);
        };
        set("id", JsValue::from_f64(f64::from(id)));
        set("text", JsValue::from_str(text));
        worker.post_message(&question).is_ok()
    }

    fn answer(&self, id: u32, reading: Option<Reading>) {
        let then = {
            let waiting = &mut self.0.borrow_mut().waiting;
            waiting.iter().position(|(of, _)| *of == id).map(|at| waiting.remove(at))
        };
        if let Some((_, then)) = then {
            then(reading);
        }
    }

    fn give_up(&self) {
        let waiting = {
            let mut state = self.0.borrow_mut();
            state.ready = false;
            if let Some(worker) = state.worker.take() {
                worker.terminate();
            }
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(|(_, then)| then(None));
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// How long the page is left to its visitor first, in milliseconds.
const AFTER: u32 = 600;
/// How long a message waits for its reading.
const PATIENCE: u32 = 150;
