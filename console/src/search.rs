//! A form in which something is looked for: what all of them have in common.

use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// A box to type into, what narrows the search beside it, and the button that starts it.
#[component]
pub(crate) fn SearchForm(
    /// What is typed.
    text: RwSignal<String>,
    /// What is looked for, for who does not see it.
    label: &'static str,
    /// What the empty box says.
    hint: &'static str,
    /// How many characters may be typed.
    #[prop(optional)]
    most: Option<usize>,
    /// What the button says; without one it is searched while it is typed.
    #[prop(optional, into)]
    go: Option<&'static str>,
    /// Searches.
    #[prop(into)]
    on_search: Callback<()>,
    /// What narrows the search.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_search.run(());
    };
    view! {
        <form class="search" role="search" on:submit=submit>
            <input
                type="search"
                aria-label=label
                placeholder=hint
                maxlength=most.map(|most| most.to_string())
                bind:value=text
            />
            {children.map(|children| children())}
            {go.map(|go| view! { <button type="submit">{go}</button> })}
        </form>
    }
}

/// How long somebody pauses before what they type is looked for.
pub(crate) const PAUSE: Duration = Duration::from_millis(250);
