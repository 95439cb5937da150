//! What follows the log: a wish that waits for the network, and the cards that ask for something.

use std::cell::Cell;
use std::rc::Rc;

use shared::conversation::{Button, Status};
use shared::reading::Intent;
use shared::transcript::Stars;
use ui::locale::fill;
use ui::signal::*;

use super::composer::value;
use crate::chat::Chat;
use crate::dom::{El, button, classed, el};
use crate::standing::Standing;

/// What can be picked on the handoff card, in the order of the locale files' `reasons`.
pub(crate) const REASONS: [Intent; 10] = [
    Intent::Logistics,
    Intent::Returns,
    Intent::Refund,
    Intent::OrderChange,
    Intent::OrderQuery,
    Intent::Invoice,
    Intent::Promotion,
    Intent::Payment,
    Intent::Product,
    Intent::Account,
];

/// Adds the cards that are open now to `main`.
pub(super) fn cards(chat: Chat, main: El) -> El {
    let on = move |is: fn(&Standing) -> bool| move || chat.standing.with(is);
    main.when(
        move || chat.standing.with(|standing| standing.thinks) && !chat.is_unreachable(),
        || classed("div", "dots").attr("aria-hidden", "true").all((0..3).map(|_| el("i"))),
    )
    .when(on(|standing| standing.wish), move || wish(chat))
    .when(on(|standing| standing.card), move || handoff(chat))
    .when(on(|s| matches!(s.status, Status::Ticketed { .. }) && !s.contact), move || contact(chat))
    .when(on(|s| s.status == Status::Resolved && s.spoke && !s.rated), move || rating(chat))
}

/// The wish for a person is on its way; the truth about when it arrives.
fn wish(chat: Chat) -> El {
    let words = chat.words;
    let phone = move || {
        let number = chat.shop.with(|shop| shop.as_ref()?.phone.clone());
        let number = number.filter(|_| chat.is_unreachable())?;
        let call = el("a").attr("href", &["tel:", &number].concat()).text(number);
        Some(el("span").text(words.offline_phone).add(call).text(words.offline_message))
    };
    classed("p", "wish").attr("role", "status").live(move || chat.wished()).part(phone)
}

/// One tap to a person.
fn handoff(chat: Chat) -> El {
    let words = chat.words;
    let picked = Rc::new(Cell::new(None::<Intent>));
    let reasons = REASONS.into_iter().zip(words.reasons).map(|(intent, name)| {
        let input = el("input").attr("type", "radio").attr("name", "reason");
        let pick = picked.clone();
        let input = input.on("change", move |_| pick.set(Some(intent)));
        classed("label", "chip").add(input).add(el("span").text(name))
    });
    let reasons = classed("div", "chips").all(reasons);
    let confirm = move || chat.press(Button::Confirm { intent: picked.get() });
    card("div", words.card)
        .add(classed("p", "title").text(words.card))
        .add(classed("p", "hint").text(words.card_reason))
        .add(reasons)
        .add(acts(button(words.confirm, confirm)).add(button(words.decline, move || {
            chat.press(Button::Decline);
        })))
}

/// How to be reached, for a ticket. It is sent as typed: that is its purpose.
fn contact(chat: Chat) -> El {
    let words = chat.words;
    let field = el("input")
        .attr("type", "text")
        .attr("maxlength", "200")
        .attr("autocomplete", "off")
        .attr("aria-label", words.contact)
        .attr("placeholder", words.contact_hint);
    let typed = field.clone();
    card("form", words.ticket_card)
        .on("submit", move |event| {
            event.prevent_default();
            let contact = value(&typed).trim().to_owned();
            if !contact.is_empty() {
                chat.press(Button::Contact { contact });
            }
        })
        .add(classed("p", "title").text(words.ticket_card))
        .add(field)
        .add(acts(el("button").text(words.contact_send)))
}

/// How was it?
fn rating(chat: Chat) -> El {
    let words = chat.words;
    let picked = RwSignal::new(0_usize);
    let stars = (1..=5).map(|stars: usize| {
        let lit = move || (stars <= picked.get()).then_some("lit".into());
        let input = el("input")
            .attr("type", "radio")
            .attr("name", "stars")
            .attr("aria-label", &fill(words.stars, &[&stars.to_string()]))
            .on("change", move |_| picked.set(stars));
        let star = el("span").attr("aria-hidden", "true").text("★");
        el("label").live_attr("class", lit).add(input).add(star)
    });
    let comment = el("textarea")
        .attr("rows", "2")
        .attr("maxlength", "500")
        .attr("aria-label", words.rating_comment)
        .attr("placeholder", words.rating_comment);
    let typed = comment.clone();
    let send = button(words.rating_send, move || {
        let stars = u8::try_from(picked.get_untracked()).ok().and_then(|n| Stars::try_from(n).ok());
        if let Some(stars) = stars {
            chat.press(Button::Rate { stars, comment: value(&typed).trim().to_owned() });
        }
    });
    let send = send.live_attr("disabled", move || (picked.get() == 0).then_some("".into()));
    card("div", words.rating)
        .add(classed("p", "title").text(words.rating_ask))
        .add(classed("div", "stars").all(stars))
        .add(comment)
        .add(acts(send))
}

fn card(tag: &'static str, name: &str) -> El {
    classed(tag, "card")
        .attr("role", if tag == "form" { "form" } else { "group" })
        .attr("aria-label", name)
}

fn acts(main: El) -> El {
    classed("div", "acts").add(main.attr("class", "main"))
}
