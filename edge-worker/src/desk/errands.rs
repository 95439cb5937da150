//! What the Desk tells Rooms.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures_util::future::join_all;
use shared::conversation::DeskCall;
use shared::desk::Event;
use shared::id::{ConversationId, SiteId};
use shared::problem::Code;
use shared::time::Timestamp;
use wasm_bindgen_futures::spawn_local;
use worker::console_warn;

use super::{Inner, News};
use crate::alarm;
use crate::call::{self, Object};
use crate::reply::{Failure, Reply};
use crate::room::room_name;
use crate::run::now;
use crate::store::{Letter, outbox};

impl Inner {
    /// Begins to deliver the outbox: to each Room in order, to different Rooms at once, so that one
    /// that does not answer holds up nobody else.
    pub(super) fn deliver_soon(self: &Rc<Self>) {
        let rooms = match outbox::recipients(&self.state.storage().sql()) {
            Ok(rooms) => rooms,
            Err(error) => {
                console_warn!("the outbox was not read: {error}");
                return self.alarm.arm_for_retry(&self.state);
            }
        };
        for room in self.errands.begin(rooms, now()) {
            let desk = self.clone();
            spawn_local(async move {
                let delivered = desk.deliver(&room).await;
                if let Err(Failure(problem)) = &delivered {
                    console_warn!("a room was not reached: {problem}");
                }
                desk.errands.end(&room, delivered.is_ok(), now());
                // Another may have waited for this one to end.
                desk.deliver_soon();
            });
        }
        let due = self.errands.due(now()).into_iter().chain(self.errands.retry(now()));
        self.alarm.arm(due, &self.state);
    }

    /// A Room called, so it is there: what it was not told yet need not wait any longer.
    pub(super) fn heard_from(self: &Rc<Self>, room: &str) {
        if self.errands.resting.borrow_mut().remove(room).is_some() {
            self.deliver_soon();
        }
    }

    /// Tells visitors their place in the queue, as far as they can be reached.
    pub(super) fn place_soon(self: &Rc<Self>, site: SiteId, places: Vec<(ConversationId, usize)>) {
        let desk = self.clone();
        spawn_local(async move {
            let told = places.into_iter().map(async |(conversation, ahead)| {
                let room = Object::Room.named(&room_name(&site, conversation), &desk.env)?;
                call::ask(&room, "/place", &ahead).await
            });
            let told: Vec<Reply<()>> = join_all(told).await;
            for Failure(problem) in told.into_iter().filter_map(Result::err) {
                console_warn!("a place was not told: {problem}");
            }
        });
    }

    /// Delivers all there is to one Room.
    async fn deliver(self: &Rc<Self>, room: &str) -> Reply<()> {
        let sql = self.state.storage().sql();
        while let Some(Letter { id, body }) = outbox::next_to(&sql, room)? {
            let news: News = serde_json::from_str(&body)?;
            let stub = Object::Room.named(room, &self.env)?;
            match call::ask(&stub, "/desk", &news).await {
                Ok(()) => {}
                // There is no such conversation any more: nobody waits in it, and nobody will hear.
                Err(Failure(problem)) if problem.code == Code::NotFound => {
                    console_warn!("a room is gone: {problem}");
                    let name = room.rsplit('/').next().unwrap_or_default();
                    if let Ok(conversation) = name.parse() {
                        let call = DeskCall::Close { wait: news.wait };
                        self.turn(Event::Called { conversation, call, from: None })?;
                    }
                }
                Err(failure) => return Err(failure),
            }
            outbox::delivered(&sql, id)?;
        }
        Ok(())
    }
}

/// The Rooms that are being told something, and those that did not answer when they were.
#[derive(Default)]
pub(super) struct Errands {
    under_way: RefCell<BTreeSet<String>>,
    resting: RefCell<BTreeMap<String, Rest>>,
}

/// How often in a row a Room did not answer, and until when it is left alone.
struct Rest {
    failures: u32,
    until: Timestamp,
}

impl Errands {
    /// Which of these Rooms to tell now.
    fn begin(&self, rooms: Vec<String>, now: Timestamp) -> Vec<String> {
        let (mut under_way, resting) = (self.under_way.borrow_mut(), self.resting.borrow());
        let mut begun = Vec::new();
        for room in rooms {
            let rests = resting.get(&room).is_some_and(|rest| rest.until > now);
            if under_way.len() < AT_ONCE && !rests && under_way.insert(room.clone()) {
                begun.push(room);
            }
        }
        begun
    }

    fn end(&self, room: &str, is_done: bool, now: Timestamp) {
        self.under_way.borrow_mut().remove(room);
        let mut resting = self.resting.borrow_mut();
        let failures = resting.remove(room).map_or(0, |rest| rest.failures);
        if !is_done {
            let until = alarm::retry_again(now, failures);
            resting.insert(room.to_owned(), Rest { failures: failures.saturating_add(1), until });
        }
    }

    /// When a Room has rested for long enough, if one rests.
    fn due(&self, now: Timestamp) -> Option<Timestamp> {
        self.resting.borrow().values().map(|rest| rest.until).filter(|until| *until > now).min()
    }

    /// When to look again, while Rooms are being told something: of that a crash leaves nothing, and nobody else
    /// wakes a desk whose agents are gone.
    fn retry(&self, now: Timestamp) -> Option<Timestamp> {
        (!self.under_way.borrow().is_empty()).then(|| alarm::retry(now))
    }
}

/// How many Rooms are told something at once.
const AT_ONCE: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_told_by_one_at_a_time_and_rests_ever_longer_after_it_did_not_answer() {
        let errands = Errands::default();
        let begin = |rooms: &[&str], now| {
            errands.begin(rooms.iter().copied().map(str::to_owned).collect(), Timestamp(now))
        };
        assert_eq!(begin(&["a", "b"], 0), ["a", "b"]);
        assert_eq!(begin(&["a", "b", "c"], 0), ["c"]);
        errands.end("a", false, Timestamp(0));
        errands.end("b", true, Timestamp(0));
        assert_eq!(errands.due(Timestamp(0)), Some(Timestamp(5_000)));
        assert_eq!(begin(&["a", "b"], 4_999), ["b"]);
        assert_eq!(begin(&["a"], 5_000), ["a"]);
        errands.end("a", false, Timestamp(5_000));
        assert_eq!(errands.due(Timestamp(5_000)), Some(Timestamp(15_000)));
        assert_eq!(begin(&["a"], 15_000), ["a"]);
        errands.end("a", true, Timestamp(15_000));
        assert_eq!(errands.due(Timestamp(15_000)), None);
    }

    #[test]
    fn what_a_crash_may_cut_short_is_looked_at_again() {
        let errands = Errands::default();
        let now = Timestamp(1_000);
        assert_eq!(errands.retry(now), None);
        assert_eq!(errands.begin(vec!["a".to_owned()], now), ["a"]);
        assert_eq!(errands.retry(now), Some(Timestamp(6_000)));
        errands.end("a", true, now);
        assert_eq!(errands.retry(now), None);
    }

    #[test]
    fn rooms_that_rest_take_nobodys_place() {
        let errands = Errands::default();
        let rooms: Vec<String> = (0..AT_ONCE + 1).map(|n| format!("{n:03}")).collect();
        let first = errands.begin(rooms.clone(), Timestamp(0));
        assert_eq!(first, rooms[..AT_ONCE]);
        for room in &first {
            errands.end(room, false, Timestamp(0));
        }
        assert_eq!(errands.begin(rooms.clone(), Timestamp(1)), rooms[AT_ONCE..]);
    }
}
