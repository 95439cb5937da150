//! The Room: one conversation, its transcript on disk, and the sockets of those who are in it.
//!
//! Every event takes the same way: step → commit → publish, in one turn of the runtime with no await
//! in between. What must reach the Desk is committed with the entries it follows from, and delivered
//! afterwards, again and again until it arrived.

mod erasure;
mod errands;
mod frames;
mod purse;
mod sockets;
mod store;
mod turn;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use serde::{Deserialize, Serialize};
use shared::access::Access;
use shared::conversation::{Conversation, DeskNews, Event};
use shared::id::{Address, AgentId, ConversationId, Seq, SiteId};
use shared::problem::Code;
use shared::site::Site;
use shared::transcript::{Page, Visitor};
use shared::wire::VisitorFrame;
use worker::{
    DurableObject, Env, Request, Response, Result, Socket, State, WebSocket,
    WebSocketIncomingMessage, console_error, durable_object,
};

pub(crate) use sockets::{answer_pings, close_back};

use self::purse::Purses;
use crate::alarm::Alarm;
use crate::call::PEER;
use crate::reply::{self, Failure, JSON, Reply};

/// The name of a conversation's object.
pub(crate) fn room_name(site: &SiteId, id: ConversationId) -> String {
    format!("{site}/{id}")
}

/// `/start`: the first thing a Room hears.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Opening {
    pub(crate) site: SiteId,
    pub(crate) id: ConversationId,
    pub(crate) visitor: Visitor,
    pub(crate) locale: String,
    pub(crate) page: Option<Page>,
    /// From where, if that is known.
    #[serde(default)]
    pub(crate) from: Option<Address>,
}

/// `/read`: entries after a place, at once or as soon as there are some.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Reading {
    pub(crate) after: Option<Seq>,
    pub(crate) wait_seconds: u64,
    /// Whether somebody of the shop reads.
    #[serde(default)]
    pub(crate) by_staff: bool,
}

/// `/desk`: what the Desk decided about one of this conversation's waits.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct News {
    pub(crate) wait: Seq,
    pub(crate) news: DeskNews,
}

/// Who is at the other end of a socket. Kept with the socket, so it outlives the object's sleep.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Peer {
    /// The visitor of this conversation.
    Visitor,
    /// An agent of the site.
    Agent {
        /// Who.
        agent: AgentId,
        /// By what right. Of a socket whose edge wrote it otherwise: none but to have the conversation.
        #[serde(default)]
        access: Access,
    },
}

/// One conversation.
#[durable_object]
pub struct Room {
    inner: Rc<Inner>,
}

struct Inner {
    state: State,
    env: Env,
    live: RefCell<Option<Live>>,
    /// Who waits for the next entry by long poll.
    polls: RefCell<Vec<oneshot::Sender<()>>>,
    /// What was done here lately.
    purses: Purses,
    alarm: Alarm,
    /// Whether someone is delivering the outbox.
    delivering: Cell<bool>,
    /// The message that the Library is being asked about.
    asking: Cell<Option<Seq>>,
    /// How many wait before this visitor.
    ahead: Cell<Option<usize>>,
}

/// A conversation that has been read from disk.
struct Live {
    site: Rc<Site>,
    id: ConversationId,
    from: Option<Address>,
    conversation: Conversation,
}

impl DurableObject for Room {
    fn new(state: State, env: Env) -> Self {
        answer_pings(&state);
        Self {
            inner: Rc::new(Inner {
                state,
                env,
                live: RefCell::default(),
                polls: RefCell::default(),
                purses: Purses::default(),
                alarm: Alarm::default(),
                delivering: Cell::default(),
                asking: Cell::default(),
                ahead: Cell::default(),
            }),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::settle(self.inner.clone().answer(&mut request).await)
    }

    async fn alarm(&self) -> Result<Response> {
        self.inner.alarm.rang();
        if self.inner.forget_if_old() {
            return Ok(reply::empty());
        }
        match self.inner.turn(Event::Tick) {
            Ok(_) => {}
            Err(Failure(problem)) if problem.code == Code::NotFound => self.inner.wait_for_shop(),
            Err(Failure(problem)) => {
                // The runtime gives up on an alarm that keeps failing; we do not.
                console_error!("a room's alarm: {problem}");
                self.inner.alarm.arm_for_retry(&self.inner.state);
            }
        }
        if self.inner.live.borrow().is_some() {
            self.inner.deliver_soon();
        }
        Ok(reply::empty())
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        self.inner.heard(&socket, message)
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        close_back(&socket, code);
        Ok(())
    }

    async fn websocket_error(&self, _socket: WebSocket, _error: worker::Error) -> Result<()> {
        // The runtime forgets the socket; whoever had it comes back with a new one.
        Ok(())
    }

    async fn connect(&self, _socket: Socket) -> Result<()> {
        Err("a room speaks no TCP".into())
    }
}

impl Inner {
    async fn answer(self: Rc<Self>, request: &mut Request) -> Reply {
        let path = request.path();
        if path == "/socket" {
            let peer = request.headers().get(PEER)?.unwrap_or_default();
            return self.admit(&serde_json::from_str(&peer)?);
        }
        let body = request.text().await?;
        match path.as_str() {
            "/start" => self.start(serde_json::from_str(&body)?),
            "/read" => {
                let frames = self.read(serde_json::from_str(&body)?).await?;
                reply::json(200, &frames)
            }
            "/erase" => {
                self.erase().await?;
                Ok(reply::empty())
            }
            "/article" => {
                let whole = self.article(serde_json::from_str(&body)?).await?;
                Ok(reply::text(JSON, whole)?)
            }
            "/visitor" => {
                let frame: VisitorFrame = serde_json::from_str(&body)?;
                reply::json(200, &self.visitor_posted(frame)?)
            }
            "/may-be" => {
                self.may_be(&serde_json::from_str(&body)?)?;
                Ok(reply::empty())
            }
            "/identify" => {
                let visitor = serde_json::from_str(&body)?;
                self.may_be(&visitor)?;
                self.turn(Event::Identified { visitor })?;
                Ok(reply::empty())
            }
            "/desk" => {
                let News { wait, news } = serde_json::from_str(&body)?;
                self.turn(Event::Desk { wait, news })?;
                Ok(reply::empty())
            }
            "/place" => {
                self.placed(serde_json::from_str(&body)?);
                Ok(reply::empty())
            }
            _ => Err(Failure::new(Code::NotFound, format!("a room has no {path}"))),
        }
    }

    fn may_be(self: &Rc<Self>, visitor: &Visitor) -> Reply<()> {
        if self.live()?.conversation.may_be(visitor) {
            return Ok(());
        }
        let detail = "the shop vouched for somebody else in this conversation";
        Err(Failure::new(Code::Forbidden, detail))
    }

    fn start(self: &Rc<Self>, opening: Opening) -> Reply {
        let Opening { site, id, visitor, locale, page, from } = opening;
        store::create(&self.state, &site, id, from)?;
        self.turn(Event::Started { visitor, locale })?;
        if let Some(page) = page {
            self.turn(Event::Visited { page })?;
        }
        Ok(reply::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_of_an_older_edge_is_still_an_agents_who_sees_what_they_have() {
        let older = r#"{"Agent":{"agent":"lin","lead":true,"until":9}}"#;
        let peer: Peer = serde_json::from_str(older).unwrap();
        let access = Access::Holder;
        assert_eq!(peer, Peer::Agent { agent: "lin".parse().unwrap(), access });
    }
}
