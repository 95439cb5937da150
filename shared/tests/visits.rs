//! Where a visitor is may be told as often as a page likes: it never costs them their words.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use shared::conversation::{Button, Conversation, Effect, Event, Status};
use shared::id::ClientId;
use shared::page::{Context, Page};
use shared::policy::Policy;
use shared::time::Timestamp;
use shared::transcript::{Entry, Fact, Visitor};

#[test]
fn a_page_told_twice_is_stored_once() {
    let mut told = Vec::new();
    let mut conversation = begun(&mut told);
    let cart = |items: u8| page("https://shop.example/cart", &[("cart", &items.to_string())]);
    for page in [cart(1), cart(1), cart(2), cart(2), page("https://shop.example/", &[]), cart(2)] {
        visit(&mut conversation, page, &mut told);
    }
    let stored: Vec<&str> = told
        .iter()
        .filter_map(|entry| match &entry.fact {
            Fact::Visited { page } => Some(page.context.iter().next().map_or("", |(_, text)| text)),
            _ => None,
        })
        .collect();
    assert_eq!(stored, ["1", "2", "", "2"]);
    let mut woken = Conversation::replay(&told);
    let before = told.len();
    visit(&mut woken, cart(2), &mut told);
    assert_eq!(told.len(), before, "waking up is no news");
}

#[test]
fn a_chatty_page_leaves_room_for_words() {
    let mut told = Vec::new();
    let mut conversation = begun(&mut told);
    for n in 0..20_000_u32 {
        visit(
            &mut conversation,
            page("https://shop.example/", &[("n", &n.to_string())]),
            &mut told,
        );
    }
    assert!(told.len() < 1_000, "{} entries", told.len());
    for n in 1..=3 {
        let said = Event::Said { client_id: ClientId(n), text: "人工".into(), reading: None };
        conversation.step(said, &Policy::default(), Timestamp(30_000));
    }
    assert!(matches!(conversation.status(), Status::Queued { .. }));
}

#[test]
fn who_looks_around_in_the_shop_keeps_no_conversation_alive() {
    let (policy, long) = (Policy::default(), Duration::from_secs(86_400));
    let mut told = Vec::new();
    let mut conversation = begun(&mut told);
    let ends = Event::Pressed { client_id: ClientId(1), button: Button::End };
    keep(conversation.step(ends, &policy, Timestamp(5_000)), &mut told);
    let until = conversation.kept_until(long, &policy);
    assert_eq!(until, Some(Timestamp(86_405_000)));
    let before = told.len();
    let page = page("https://shop.example/later", &[]);
    keep(conversation.step(Event::Visited { page }, &policy, Timestamp(60_000_000)), &mut told);
    assert_eq!(told.len(), before + 1);
    assert_eq!(conversation.kept_until(long, &policy), until);
    assert_eq!(Conversation::replay(&told).kept_until(long, &policy), until, "nor once it wakes");
}

fn begun(told: &mut Vec<Entry>) -> Conversation {
    let mut conversation = Conversation::default();
    let started = Event::Started { visitor: Visitor::Anonymous, locale: "zh-CN".into() };
    keep(conversation.step(started, &Policy::default(), Timestamp(0)), told);
    conversation
}

fn visit(conversation: &mut Conversation, page: Page, told: &mut Vec<Entry>) {
    let effects = conversation.step(Event::Visited { page }, &Policy::default(), Timestamp(1));
    keep(effects, told);
}

fn keep(effects: Vec<Effect>, told: &mut Vec<Entry>) {
    for effect in effects {
        if let Effect::Record(entry) = effect {
            told.push(entry);
        }
    }
}

fn page(url: &str, context: &[(&str, &str)]) -> Page {
    let context = context.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Page { url: url.into(), title: String::new(), context: Context::of(context) }
}
