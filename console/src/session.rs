//! The door: who is signed in, and the form for who is not.

use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::api::{SignIn, SignedIn};
use shared::problem::Code;
use ui::http::{self, Failure};
use ui::locale;
use ui::storage;
use wasm_bindgen_futures::spawn_local;

use crate::draft;
use crate::language::LanguageMenu;
use crate::mark::Mark;
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

/// Signs out, and leaves nothing half-written behind. That the cookie is gone matters more than what the edge says.
pub(crate) async fn sign_out(site: &str) {
    storage::remove(SITE);
    draft::forget_all();
    let _ = http::call("DELETE", &path(site), None, None, Duration::from_secs(10)).await;
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
        if busy.get_untracked() {
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
                <button class="primary" type="submit" aria-disabled=move || busy.get().to_string()>
                    {move || if busy.get() { words.signing_in } else { words.sign_in }}
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
const LAST_SITE: &str = "dukou.console.last-site";
const LAST_AGENT: &str = "dukou.console.last-agent";
