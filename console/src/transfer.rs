//! Passing a conversation on: to whoever can do what it needs.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use shared::conversation::Action;
use shared::id::Skill;
use shared::policy::GENERAL;

use crate::desk::Desk;
use crate::page::{Page, page};
use crate::room::Room;

/// The dialog, modal while `open`.
#[component]
pub(crate) fn Transfer(desk: Desk, room: Room, open: RwSignal<bool>) -> impl IntoView {
    let Page { words, .. } = page();
    let dialog = NodeRef::<html::Dialog>::new();
    let chosen = RwSignal::new(None::<Skill>);
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            chosen.set(None);
            if !dialog.open() {
                // It is in the page and not open, so it opens.
                let _ = dialog.show_modal();
            }
        } else {
            dialog.close();
        }
    });
    let confirm = move |_| {
        if let Some(skill) = chosen.get_untracked() {
            room.act(Action::Transfer { skill });
            open.set(false);
        }
    };
    let choices = move || {
        choices(desk)
            .into_iter()
            .map(|(skill, online)| {
                let name = words.skill(&skill);
                let who = if online.is_empty() {
                    words.nobody_else.to_owned()
                } else {
                    online.join(words.comma)
                };
                let value = skill.to_string();
                let is_chosen = {
                    let skill = skill.clone();
                    move || chosen.with(|chosen| chosen.as_ref() == Some(&skill))
                };
                view! {
                    <label class="choice">
                        <input
                            type="radio"
                            name="skill"
                            value=value
                            prop:checked=is_chosen
                            on:change=move |_| chosen.set(Some(skill.clone()))
                        />
                        <span class="name">{name}</span>
                        <span class="soft">{who}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <dialog
            class="card transfer"
            aria-label=words.transfer_title
            node_ref=dialog
            on:close=move |_| open.set(false)
        >
            <h2>{words.transfer_title}</h2>
            <fieldset>
                <legend>{words.transfer_to}</legend>
                <Show when=move || open.get()>{choices}</Show>
            </fieldset>
            <div class="buttons">
                <button
                    type="button"
                    class="primary"
                    disabled=move || chosen.with(Option::is_none)
                    on:click=confirm
                >
                    {words.transfer_confirm}
                </button>
                <button type="button" on:click=move |_| open.set(false)>{words.cancel}</button>
            </div>
        </dialog>
    }
}

/// What someone of the shop can do, each with the others who are online and can, and are offered it.
fn choices(desk: Desk) -> Vec<(Skill, Vec<String>)> {
    let me = desk.my_id();
    let mut choices: BTreeMap<Skill, Vec<String>> = BTreeMap::new();
    desk.agents.with(|agents| {
        let general: Option<Skill> = GENERAL.parse().ok();
        for colleague in agents {
            // Whoever is there takes what is general.
            let mut skills = colleague.skills.clone();
            skills.extend(general.clone().filter(|general| !skills.contains(general)));
            for skill in skills {
                let online = choices.entry(skill).or_default();
                if colleague.online && colleague.offered && colleague.agent != me {
                    online.push(colleague.name.clone());
                }
            }
        }
    });
    let mut choices: Vec<_> = choices.into_iter().collect();
    choices.sort_by_key(|(_, online)| online.is_empty());
    choices
}
