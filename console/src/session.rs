//! The door: who is signed in, and the form for who is not.

use std::time::Duration;

use gloo::events::EventListener;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::api::{SignIn, SignedIn};
use shared::id::{AgentId, SiteId};
use shared::problem::Code;
use shared::time::Timestamp;
use ui::http::{self, Failure};
use ui::locale;
use ui::{storage, time};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::StorageEvent;

use crate::draft;
use crate::language::LanguageMenu;
use crate::locks::{Held, Locks};
use crate::mark::Mark;
use crate::outbox;
use crate::page::{Page, page};
use crate::tell;

/// Who is signed in, if someone is. Asks only if someone was: an answer of 401 is a red line in the
/// browser's console.
pub(crate) async fn resume() -> Result<Option<SignedIn>, Failure> {
    let asked = asked_site().or_else(|| storage::read::<String>(LAST_SITE));
    let Some(site) = asked.filter(|site| storage::read_text(&signed_in_key(site)).is_some()) else {
        return Ok(None);
    };
    match who(&site).await {
        Ok(signed_in) => Ok(Some(signed_in)),
        Err(Failure::Told(problem)) if problem.code.status() == 401 => {
            storage::remove(&signed_in_key(&site));
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
    /// What this window has to tell the edge.
    due: RwSignal<Vec<Due>>,
    busy: RwSignal<bool>,
}

/// A sign-out of which the edge was not told yet.
#[derive(Clone, PartialEq)]
struct Due {
    site: String,
    at: Timestamp,
    /// Whether the browser keeps it, so that other windows know of it.
    is_kept: bool,
}

impl SignOut {
    /// Goes on with what the edge was not told before.
    pub(crate) fn new() -> Self {
        let kept = storage::keys(LEAVING).into_iter().filter_map(|key| {
            let site = key.strip_prefix(LEAVING)?.to_owned();
            Some(Due { site, at: storage::read(&key)?, is_kept: true })
        });
        let sign_out = Self { due: RwSignal::new(kept.collect()), busy: RwSignal::new(false) };
        listen(move |key, is_there| {
            if key.starts_with(LEAVING) {
                sign_out.settle(None);
            } else if let Some(entered) = key.strip_prefix(SIGNED_IN).filter(|_| is_there) {
                sign_out.settle(Some(entered));
            }
        });
        sign_out.tell();
        sign_out
    }

    /// Signs `agent` out, and leaves nothing behind that they wrote to visitors and did not send.
    pub(crate) fn begin(self, site: &SiteId, agent: &AgentId) {
        draft::forget_all();
        outbox::forget(site, agent);
        let (site, at) = (site.to_string(), time::now());
        storage::remove(&signed_in_key(&site));
        let is_kept = storage::write(&leaving_key(&site), &at);
        self.due.update(|due| {
            due.retain(|other| other.site != site);
            due.push(Due { site, at, is_kept });
        });
        self.tell();
    }

    /// Tells the edge, if there is something to tell; what becomes due meanwhile, too.
    fn tell(self) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(first) = self.next(&[]) else { return };
        self.busy.set(true);
        spawn_local(async move {
            let mut tried = Vec::new();
            let mut next = Some(first);
            while let Some(due) = next {
                let turn = turn(&due.site).await;
                if self.is_due(&due) {
                    let told = http::call("DELETE", &path(&due.site), None, None, PATIENCE).await;
                    if told.is_ok() {
                        self.done(&due);
                    }
                }
                drop(turn);
                tried.push(due);
                next = self.next(&tried);
            }
            let _ = self.busy.try_set(false);
        });
    }

    /// What is to be told next.
    fn next(self, tried: &[Due]) -> Option<Due> {
        self.settle(None);
        self.due.try_with_untracked(|due| due.iter().find(|due| !tried.contains(due)).cloned())?
    }

    /// Whether it is still to be told.
    fn is_due(self, due: &Due) -> bool {
        self.settle(None);
        self.due.try_with_untracked(|all| all.contains(due)).unwrap_or_default()
    }

    /// Leaves out what another window has told, or where somebody has signed in since: the cookie is
    /// another. `entered` is where that has just been heard of.
    fn settle(self, entered: Option<&str>) {
        let is_due = |due: &Due| match due.is_kept {
            true => storage::read(&leaving_key(&due.site)) == Some(due.at),
            false => entered != Some(due.site.as_str()),
        };
        let _ = self.due.try_update(|due| due.retain(is_due));
    }

    /// Somebody has signed in: the cookie is another, whichever window has to tell of the last.
    fn entered(self, site: &str) {
        storage::remove(&leaving_key(site));
        self.due.update(|due| due.retain(|due| due.site != site));
    }

    /// The edge was told. Who has signed out again meanwhile has that still to tell.
    fn done(self, told: &Due) {
        let key = leaving_key(&told.site);
        if storage::read(&key) == Some(told.at) {
            storage::remove(&key);
        }
        let _ = self.due.try_update(|due| due.retain(|due| due != told));
    }

    fn has_failed(self) -> bool {
        self.due.with(|due| !due.is_empty()) && !self.busy.get()
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
    listen(move |key, is_there| {
        if let Some(site) = key.strip_prefix(SIGNED_IN).map(str::to_owned) {
            hear(if is_there { Change::In(site) } else { Change::Out(site) });
        }
    });
}

/// Hears which keys other windows write (`true`) and remove, for as long as its owner lives.
fn listen(hear: impl Fn(&str, bool) + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = EventListener::new(&window, "storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if let Some(key) = event.key() {
            hear(&key, event.new_value().is_some());
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
            // What forgets the old cookie must not come after the new one, from whichever window.
            let _turn = turn(&at).await;
            match http::post::<_, SignedIn>(&path(&at), None, &who).await {
                Ok(signed_in) => {
                    sign_out.entered(&at);
                    storage::write(&signed_in_key(&at), &time::now());
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

/// Waits until no window has a request under way that sets or forgets the site's cookie.
async fn turn(site: &str) -> Option<Held> {
    Locks::of_browser()?.wait(&format!("{COOKIE}{site}")).await
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

fn signed_in_key(site: &str) -> String {
    format!("{SIGNED_IN}{site}")
}

fn leaving_key(site: &str) -> String {
    format!("{LEAVING}{site}")
}

const DEFAULT_SITE: &str = "demo";
/// Since when someone is signed in, by site: each has a cookie of its own.
const SIGNED_IN: &str = "dukou.console.signed-in.";
/// When someone signed out of whom the edge was not told, by site.
const LEAVING: &str = "dukou.console.leaving.";
/// The lock of who sets or forgets the cookie, by site.
const COOKIE: &str = "dukou.console.cookie.";
const LAST_SITE: &str = "dukou.console.last-site";
const LAST_AGENT: &str = "dukou.console.last-agent";
/// How long the edge may take to hear that somebody signs out.
const PATIENCE: Duration = Duration::from_secs(10);
