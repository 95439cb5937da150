//! What the Desk tells Rooms.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::future::join_all;
use shared::id::{ConversationId, SiteId};
use wasm_bindgen_futures::spawn_local;
use worker::console_warn;

use super::{Inner, News};
use crate::call::{self, Object};
use crate::reply::{Failure, Reply};
use crate::room::room_name;
use crate::store::{Letter, outbox};

impl Inner {
    /// Begins to deliver the outbox, unless someone is at it.
    pub(super) fn deliver_soon(self: &Rc<Self>) {
        if self.delivering.replace(true) {
            return;
        }
        let desk = self.clone();
        spawn_local(async move {
            let delivered = desk.deliver().await;
            desk.delivering.set(false);
            if let Err(Failure(problem)) = delivered {
                console_warn!("a room was not reached: {problem}");
                desk.alarm.arm_for_retry(&desk.state);
            }
        });
    }

    /// Tells visitors their place in the queue, as far as they can be reached.
    pub(super) fn place_soon(self: &Rc<Self>, site: SiteId, places: Vec<(ConversationId, usize)>) {
        let desk = self.clone();
        spawn_local(async move {
            for (conversation, ahead) in places {
                let told: Reply<()> = async {
                    let name = room_name(&site, conversation);
                    let room = Object::Room.named(&name, &desk.env)?;
                    call::ask(&room, "/place", &ahead).await
                }
                .await;
                if let Err(Failure(problem)) = told {
                    console_warn!("a place was not told: {problem}");
                }
            }
        });
    }

    /// Delivers all there is: to each Room in order, to different Rooms at once, so that one that
    /// does not answer holds up nobody else.
    async fn deliver(self: &Rc<Self>) -> Reply<()> {
        let sql = self.state.storage().sql();
        loop {
            let letters = outbox::pending(&sql, AT_ONCE)?;
            if letters.is_empty() {
                return Ok(());
            }
            let mut by_room: BTreeMap<String, Vec<Letter>> = BTreeMap::new();
            for letter in letters {
                by_room.entry(letter.to.clone()).or_default().push(letter);
            }
            let delivered = by_room.into_iter().map(|(room, letters)| async move {
                let room = Object::Room.named(&room, &self.env)?;
                for letter in letters {
                    let news: News = serde_json::from_str(&letter.body)?;
                    let () = call::ask(&room, "/desk", &news).await?;
                    outbox::delivered(&self.state.storage().sql(), letter.id)?;
                }
                Ok(())
            });
            join_all(delivered).await.into_iter().collect::<Reply<()>>()?;
        }
    }
}

/// How many letters are on their way at once.
const AT_ONCE: usize = 64;
