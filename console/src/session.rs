//! The door: who is signed in, and the form for who is not.

use std::time::Duration;

use gloo::events::EventListener;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::api::{SignIn, SignedIn};
use shared::problem::Code;
use ui::http::{self, Failure};
use ui::locale;
use ui::storage;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::StorageEvent;

use crate::draft;
use crate::language::LanguageMenu;
use crate::mark::Mark;
use crate::outbox;
use crate::page::{Page, page};
use crate::tell;

/// Who is signed in, if someone is. Asks only if someone was: an answer of 401 is a red line in the
/// browser's console.
pub(crate) async fn resume() -> Result<Option<SignedIn>, Failure> {
    let Some(site) = asked_site().or_else(|| storage::read::<String>(SITE)) else {
        return Ok(None);
    };
    if storage::read::<String>(SITE).as_deref() != Some(site.as_str()) {
        return Ok(None);
    }
    match who(&site).await {
        Ok(signed_in) => Ok(Some(signed_in)),
        Err(Failure::Told(problem)) if problem.code.status() == 401 => {
            storage::remove(SITE);
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Who is signed in at `site`.
///
/// # Errors
/// [`Failure`]; `unauthorized` or `bad_token` if nobody is.
pub(crate) async fn who(site: &str) -> Result<SignedIn, Failure> {
    http::get(&path(site), None).await
}

/// Signing out. It is done at once for whoever looks at this page; that the edge was told, so that the
/// cookie is gone, may take a network. Its copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct SignOut {
    /// Where the edge has not been told yet.
    site: RwSignal<Option<String>>,
    /// Whether the browser keeps it.
    kept: StoredValue<bool>,
    busy: RwSignal<bool>,
}

impl SignOut {
    /// Goes on with what the edge was not told before.
    pub(crate) fn new() -> Self {
        let sign_out = Self {
            site: RwSignal::new(storage::read(LEAVING)),
            kept: StoredValue::new(true),
            busy: RwSignal::new(false),
        };
        sign_out.tell();
        sign_out
    }

    /// Signs out, and leaves nothing behind that was written to visitors and not sent.
    pub(crate) fn begin(self, site: &str) {
        storage::remove(SITE);
        self.kept.set_value(storage::write(LEAVING, &site));
        draft::forget_all();
        outbox::forget_all();
        self.site.set(Some(site.to_owned()));
        self.tell();
    }

    /// Tells the edge, if there is something to tell.
    fn tell(self) {
        if self.busy.get_untracked() {
            return;
        }
        let site = self.site.get_untracked();
        // In another window somebody may have told it, or have signed in since.
        let is_due = !self.kept.get_value() || storage::read(LEAVING) == site;
        let Some(site) = site.filter(|_| is_due) else { return self.done() };
        self.busy.set(true);
        spawn_local(async move {
            let told = http::call("DELETE", &path(&site), None, None, PATIENCE).await;
            let _ = self.busy.try_set(false);
            if told.is_ok() {
                self.done();
            }
        });
    }

    /// Somebody has signed in: the cookie is another.
    fn entered(self, site: &str) {
        if self.site.get_untracked().as_deref() == Some(site) {
            self.done();
        }
    }

    fn done(self) {
        storage::remove(LEAVING);
        let _ = self.site.try_set(None);
    }

    fn has_failed(self) -> bool {
        self.site.with(Option::is_some) && !self.busy.get()
    }
}

/// What another window did.
pub(crate) enum Change {
    /// Somebody signed in at this site.
    In(String),
    /// Somebody signed out of this site.
    Out(String),
}

/// Hears what other windows do, for as long as its owner lives.
pub(crate) fn watch(hear: impl Fn(Change) + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = EventListener::new(&window, "storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if event.key().as_deref() != Some(SITE) {
            return;
        }
        let site = |kept: Option<String>| serde_json::from_str::<String>(&kept?).ok();
        match (site(event.old_value()), site(event.new_value())) {
            (_, Some(site)) => hear(Change::In(site)),
            (Some(site), None) => hear(Change::Out(site)),
            (None, None) => {}
        }
    });
    let kept = StoredValue::new_local(Some(listener));
    on_cleanup(move || drop(kept.try_update_value(Option::take)));
}

/// The form.
#[component]
pub(crate) fn Door(
    /// What to say first: why the form is there again.
    told: Option<String>,
    /// Takes who has signed in.
    on_enter: Callback<SignedIn>,
) -> impl IntoView {
    let Page { words, .. } = page();
    let sign_out = use_context::<SignOut>().unwrap_or_else(SignOut::new);
    let first = asked_site()
        .or_else(|| storage::read(LAST_SITE))
        .unwrap_or_else(|| DEFAULT_SITE.to_owned());
    let site = RwSignal::new(first);
    let agent = RwSignal::new(storage::read::<String>(LAST_AGENT).unwrap_or_default());
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(told);
    let password_box = NodeRef::<html::Input>::new();

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // What forgets the old cookie must not come after the new one.
        if busy.get_untracked() || sign_out.busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let at = site.get_untracked().trim().to_owned();
            let who = SignIn {
                agent: agent.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
            };
            match http::post::<_, SignedIn>(&path(&at), None, &who).await {
                Ok(signed_in) => {
                    sign_out.entered(&at);
                    storage::write(SITE, &at);
                    storage::write(LAST_SITE, &at);
                    storage::write(LAST_AGENT, &who.agent);
                    on_enter.run(signed_in);
                }
                Err(failure) => {
                    busy.set(false);
                    trouble.set(Some(match &failure {
                        // At the door nothing else can be missing.
                        Failure::Told(problem) if problem.code == Code::NotFound => {
                            words.no_site.to_owned()
                        }
                        failure => tell::explain(failure, words),
                    }));
                    password.set(String::new());
                    if let Some(input) = password_box.get_untracked() {
                        let _ = input.focus();
                    }
                }
            }
        });
    };

    view! {
        <main class="door">
            <form class="card" on:submit=submit>
                <Mark/>
                <h1>{words.title}</h1>
                <p class="soft">{words.sign_in_hint}</p>
                <label>
                    <span>{words.site}</span>
                    <input
                        name="site"
                        autocomplete="organization"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        bind:value=site
                    />
                </label>
                <label>
                    <span>{words.account}</span>
                    <input
                        name="username"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        autofocus
                        bind:value=agent
                    />
                </label>
                <label>
                    <span>{words.password}</span>
                    <input
                        node_ref=password_box
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                        bind:value=password
                    />
                </label>
                {move || trouble.get().map(|told| view! { <p class="trouble" role="alert">{told}</p> })}
                {move || sign_out.has_failed().then(|| view! {
                    <p class="trouble" role="alert">
                        {words.not_signed_out}
                        <button type="button" on:click=move |_| sign_out.tell()>{words.retry}</button>
                    </p>
                })}
                <button
                    class="primary"
                    type="submit"
                    aria-disabled=move || (busy.get() || sign_out.busy.get()).to_string()
                >
                    {move || match (busy.get(), sign_out.busy.get()) {
                        (true, _) => words.signing_in,
                        (false, true) => words.signing_out,
                        (false, false) => words.sign_in,
                    }}
                </button>
                <LanguageMenu/>
            </form>
        </main>
    }
}

fn asked_site() -> Option<String> {
    locale::query("site").filter(|site| !site.is_empty())
}

fn path(site: &str) -> String {
    // What is no site's name is the edge's to refuse, and must not lead elsewhere.
    let plain: String =
        site.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { other(c) }).collect();
    format!("/v1/sites/{plain}/session")
}

const fn other(c: char) -> char {
    match c {
        '-' | '_' => c,
        _ => '~',
    }
}

const DEFAULT_SITE: &str = "demo";
/// Where someone is signed in.
const SITE: &str = "dukou.console.site";
/// Where someone has signed out and the edge was not told.
const LEAVING: &str = "dukou.console.leaving";
const LAST_SITE: &str = "dukou.console.last-site";
const LAST_AGENT: &str = "dukou.console.last-agent";
/// How long the edge may take to hear that somebody signs out.
const PATIENCE: Duration = Duration::from_secs(10);
