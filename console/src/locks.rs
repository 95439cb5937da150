//! The browser's Web Locks: what only one window at a time may have or do. Browsers have none for pages
//! that come over plain HTTP.
//!
//! By hand: `web-sys` calls them unstable, and every browser has them.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The locks of this site, in all windows.
pub(crate) struct Locks(JsValue);

/// A lock that this window has, until this is dropped or the window is gone.
pub(crate) struct Held(Function);

impl Locks {
    /// Those of the browser, if it has them here.
    pub(crate) fn of_browser() -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        locks.is_object().then_some(Self(locks))
    }

    /// Takes a lock that nobody has.
    pub(crate) async fn take(&self, name: &str) -> Option<Held> {
        self.request(name, true).await
    }

    /// Waits for a lock; nothing if the browser refuses it altogether.
    pub(crate) async fn wait(&self, name: &str) -> Option<Held> {
        self.request(name, false).await
    }

    /// The names of the locks that windows have now, if the browser tells.
    pub(crate) async fn held(&self) -> Option<Vec<String>> {
        let answer = settled(self.method("query").ok()?.call0(&self.0)).await?;
        let held: Array = Reflect::get(&answer, &"held".into()).ok()?.dyn_into().ok()?;
        let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
        Some(held.iter().filter_map(name).collect())
    }

    async fn request(&self, name: &str, only_if_free: bool) -> Option<Held> {
        let request = self.method("request").ok()?;
        let options = Object::new();
        let _ = Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into());
        let answer = Promise::new(&mut |tell, _| {
            let told = tell.clone();
            let given = Closure::once_into_js(move |lock: JsValue| {
                if !lock.is_object() {
                    let _ = told.call0(&JsValue::UNDEFINED);
                    return JsValue::UNDEFINED;
                }
                // It is held until this promise is kept.
                let ended = Promise::new(&mut |end, _| {
                    let _ = told.call1(&JsValue::UNDEFINED, &end);
                });
                ended.into()
            });
            let asked = request.call3(&self.0, &name.into(), &options, &given);
            spawn_local(async move {
                // Refused altogether: nobody is called then.
                if settled(asked).await.is_none() {
                    let _ = tell.call0(&JsValue::UNDEFINED);
                }
            });
        });
        JsFuture::from(answer).await.ok()?.dyn_into().ok().map(Held)
    }

    fn method(&self, name: &str) -> Result<Function, JsValue> {
        Reflect::get(&self.0, &name.into())?.dyn_into()
    }
}

impl Held {
    /// Keeps it for as long as the window lives.
    pub(crate) fn keep(self) {
        std::mem::forget(self);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// What a promise came to; nothing where it was refused.
async fn settled(asked: Result<JsValue, JsValue>) -> Option<JsValue> {
    let promise: Promise = asked.ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
