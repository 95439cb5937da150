//! A question before something that cannot be taken back.

use leptos::html;
use leptos::prelude::*;

use crate::page::{Page, page};

/// A modal dialog while `open`.
#[component]
pub(crate) fn Confirm(
    /// Whether it is on the screen.
    open: RwSignal<bool>,
    /// What is about to happen.
    #[prop(into)]
    title: Signal<String>,
    /// What that means.
    text: &'static str,
    /// What it is about, one by one.
    #[prop(optional, into)]
    list: ViewFn,
    /// What the button says.
    action: &'static str,
    /// Goes ahead.
    on_confirm: Callback<()>,
) -> impl IntoView {
    let Page { words, .. } = page();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if !open.get() {
            dialog.close();
        } else if !dialog.open() {
            // It is in the page and not open, so it opens.
            let _ = dialog.show_modal();
        }
    });
    let confirm = move |_| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <dialog
            class="card confirm"
            aria-label=move || title.get()
            node_ref=dialog
            on:close=move |_| open.set(false)
        >
            <h2>{move || title.get()}</h2>
            <p>{text}</p>
            {move || list.run()}
            <div class="buttons">
                <button type="button" class="primary" on:click=confirm>{action}</button>
                <button type="button" on:click=move |_| open.set(false)>
                    {words.cancel}
                </button>
            </div>
        </dialog>
    }
}
