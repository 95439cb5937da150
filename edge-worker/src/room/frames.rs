//! What comes in from pages: frames of visitors and agents, by socket or by HTTP.

use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use shared::conversation::{Event, Status};
use shared::id::{ClientId, ConversationId, Seq};
use shared::limit::Wait;
use shared::problem::{Code, Problem};
use shared::transcript::Audience;
use shared::wire::{AgentFrame, FRAME, RefusalCode, RoomFrame, VisitorFrame};
use worker::{WebSocket, WebSocketIncomingMessage, console_warn};

use super::purse::Purse;
use super::sockets::{audience, close, may_see, peer, send, send_text};
use super::turn::{Turned, holder};
use super::{Inner, Peer, Reading, store};
use crate::call;
use crate::config::Config;
use crate::reply::{Failure, Reply};
use crate::run::now;

impl Inner {
    /// A socket said something.
    pub(super) fn heard(
        self: &Rc<Self>,
        socket: &WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        let WebSocketIncomingMessage::String(text) = message else {
            close(socket, 1003, "frames are text");
            return Ok(());
        };
        if text.len() > FRAME {
            close(socket, 1009, "the frame is too large");
            return Ok(());
        }
        match peer(socket) {
            Some(Peer::Visitor) => self.visitor_sent(socket, &text),
            Some(peer @ Peer::Agent { .. }) => self.agent_sent(socket, &peer, &text),
            None => close(socket, 1011, "nobody knows who this is"),
        }
        Ok(())
    }

    /// A visitor sent a frame by HTTP. Returns what a socket would have been sent.
    ///
    /// # Errors
    /// `invalid` for a frame that can never be taken, `too_many_requests`.
    pub(super) fn visitor_posted(self: &Rc<Self>, frame: VisitorFrame) -> Reply<Vec<RoomFrame>> {
        self.spend_or_refuse(Purse::of(&frame))?;
        match frame {
            VisitorFrame::Resume { after } => self.page(after, Audience::Visitor),
            VisitorFrame::Typing => {
                self.show(&RoomFrame::Typing, Audience::Staff);
                Ok(Vec::new())
            }
            frame @ (VisitorFrame::Say { .. }
            | VisitorFrame::Press { .. }
            | VisitorFrame::Visit { .. }) => {
                let event = frame.into_event();
                let event = event.map_err(|why| Failure::new(Code::Invalid, why.to_string()))?;
                let Some(event) = event else {
                    return Ok(Vec::new());
                };
                let Turned { records, replies } = self.turn(event)?;
                let entries: Vec<_> =
                    records.iter().map(|entry| entry.seen_by(Audience::Visitor)).collect();
                let recorded = (!entries.is_empty()).then_some(RoomFrame::Entries { entries });
                Ok(recorded.into_iter().chain(replies).collect())
            }
        }
    }

    /// The next page of entries after a place: at once if there are any, or as soon as there are, or
    /// none when the time is over.
    ///
    /// # Errors
    /// `too_many_requests` when too many wait already, or ask too often.
    pub(super) async fn read(self: &Rc<Self>, reading: Reading) -> Reply<Vec<RoomFrame>> {
        self.spend_or_refuse(Purse::Reader)?;
        let Reading { after, wait_seconds, by_staff } = reading;
        let known = Seq(self.live()?.conversation.len());
        let is_current = after.map_or(Seq(0), Seq::next) >= known;
        if is_current && wait_seconds > 0 {
            let told = self.poll()?;
            // Told or not, what there is now is the answer.
            let _ = call::within(Duration::from_secs(wait_seconds), told).await;
        }
        self.page(after, if by_staff { Audience::Staff } else { Audience::Visitor })
    }

    /// Hears of the next entry.
    fn poll(&self) -> Reply<oneshot::Receiver<()>> {
        let mut polls = self.polls.borrow_mut();
        polls.retain(|poll| !poll.is_canceled());
        if polls.len() >= MOST_POLLS {
            let detail = "too many wait for this conversation";
            return Err(Problem::new(Code::TooManyRequests, detail).retry_after(5).into());
        }
        let (tell, told) = oneshot::channel();
        polls.push(tell);
        Ok(told)
    }

    /// The Desk says how many wait before this visitor.
    pub(super) fn placed(self: &Rc<Self>, ahead: usize) {
        // It may have been served meanwhile.
        let waits = self
            .live()
            .is_ok_and(|live| matches!(live.conversation.status(), Status::Queued { .. }));
        if waits && self.ahead.replace(Some(ahead)) != Some(ahead) {
            self.show(&RoomFrame::Place { ahead }, Audience::Visitor);
        }
    }

    fn visitor_sent(self: &Rc<Self>, socket: &WebSocket, text: &str) {
        let frame: VisitorFrame = match serde_json::from_str(text) {
            Ok(frame) => frame,
            Err(_) => return self.turn_away(socket, named(text), RefusalCode::BadFrame),
        };
        let client_id = frame.client_id();
        match (self.spend(Purse::of(&frame)), &frame) {
            (Ok(Ok(())), _) => {}
            // Nothing that was said is lost with it.
            (Ok(Err(_)), VisitorFrame::Typing | VisitorFrame::Visit { .. }) => return,
            (
                Ok(Err(_)),
                VisitorFrame::Say { .. } | VisitorFrame::Press { .. } | VisitorFrame::Resume { .. },
            ) => return self.turn_away(socket, client_id, RefusalCode::TooMany),
            (Err(_), _) => return self.turn_away(socket, client_id, RefusalCode::Unavailable),
        }
        match frame {
            VisitorFrame::Resume { after } => self.resume(socket, after, Audience::Visitor),
            VisitorFrame::Typing => self.show(&RoomFrame::Typing, Audience::Staff),
            frame @ (VisitorFrame::Say { .. }
            | VisitorFrame::Press { .. }
            | VisitorFrame::Visit { .. }) => match frame.into_event() {
                Ok(Some(event)) => self.take(socket, client_id, event),
                Ok(None) => {}
                Err(_) => self.turn_away(socket, client_id, RefusalCode::BadFrame),
            },
        }
    }

    fn agent_sent(self: &Rc<Self>, socket: &WebSocket, peer: &Peer, text: &str) {
        let Peer::Agent { agent, .. } = peer else { return };
        let frame: AgentFrame = match serde_json::from_str(text) {
            Ok(frame) => frame,
            Err(_) => return refuse(socket, named(text), RefusalCode::BadFrame),
        };
        let held_by = match self.live() {
            Ok(live) => holder(&live.conversation).cloned(),
            Err(_) => return refuse(socket, named(text), RefusalCode::Unavailable),
        };
        if !may_see(peer, held_by.as_ref(), now()) {
            return refuse(socket, named(text), RefusalCode::NotYours);
        }
        if !matches!(self.spend(Purse::Staff), Ok(Ok(()))) {
            return refuse(socket, named(text), RefusalCode::TooMany);
        }
        match frame {
            AgentFrame::Resume { after } => self.resume(socket, after, audience(peer)),
            AgentFrame::Typing => {
                if held_by.as_ref() == Some(agent) {
                    self.show(&RoomFrame::Typing, Audience::Visitor);
                }
            }
            AgentFrame::Act { client_id, action } => {
                let frame = AgentFrame::Act { client_id, action };
                match frame.into_event(agent.clone()) {
                    Ok(Some(event)) => self.take(socket, Some(client_id), event),
                    Ok(None) => {}
                    Err(_) => refuse(socket, Some(client_id), RefusalCode::BadFrame),
                }
            }
        }
    }

    fn take(self: &Rc<Self>, socket: &WebSocket, client_id: Option<ClientId>, event: Event) {
        match self.turn(event) {
            // The entries came by publishing, to this socket too.
            Ok(Turned { records: _, replies }) => {
                for frame in replies {
                    send(socket, &frame);
                }
            }
            Err(Failure(problem)) => {
                console_warn!("a frame was not taken: {problem}");
                refuse(socket, client_id, RefusalCode::Unavailable);
            }
        }
    }

    fn resume(self: &Rc<Self>, socket: &WebSocket, after: Option<Seq>, audience: Audience) {
        match self.send_since(socket, after, audience) {
            Ok(Ok(())) => {}
            // The page asks again a little later, for what comes after the last that it has.
            Ok(Err(_)) => self.turn_away(socket, None, RefusalCode::TooMany),
            Err(_) => refuse(socket, None, RefusalCode::Unavailable),
        }
    }

    /// Sends everything after a place, as `audience` may see it, and that this is all; to a visitor no more
    /// than may be on its way: what a socket does not read is kept for it in memory.
    fn send_since(
        self: &Rc<Self>,
        socket: &WebSocket,
        after: Option<Seq>,
        audience: Audience,
    ) -> Reply<Result<(), Wait>> {
        if self.is_before(after)? {
            let frame = RoomFrame::Refused { client_id: None, code: RefusalCode::Ahead };
            send(socket, &frame);
            return Ok(Ok(()));
        }
        let mut after = after;
        while let Some((last, frame)) = self.entries(after, audience, FRAMED)? {
            let text = serde_json::to_string(&frame)?;
            let weight = u32::try_from(text.len().div_ceil(1024)).unwrap_or(u32::MAX);
            if matches!(audience, Audience::Visitor)
                && let Err(wait) = self.spend_many(Purse::History, weight)?
            {
                return Ok(Err(wait));
            }
            send_text(socket, &text);
            after = Some(last);
        }
        let mut frames = Vec::new();
        self.end(&mut frames)?;
        frames.iter().for_each(|frame| send(socket, frame));
        Ok(Ok(()))
    }

    /// Says to a visitor's socket that a frame was not taken. Whoever goes on and on with such is hung up on:
    /// they may not even read that.
    fn turn_away(&self, socket: &WebSocket, client_id: Option<ClientId>, code: RefusalCode) {
        match self.spend(Purse::Refusals) {
            Ok(Err(_)) => close(socket, 1008, "too many frames that are not taken"),
            Ok(Ok(())) | Err(_) => refuse(socket, client_id, code),
        }
    }

    /// A page after a place, as `audience` may see it; and that this is all, if it is. A whole
    /// transcript would be megabytes for a request that costs its sender nothing.
    fn page(self: &Rc<Self>, after: Option<Seq>, audience: Audience) -> Reply<Vec<RoomFrame>> {
        if self.is_before(after)? {
            return Ok(vec![RoomFrame::Refused { client_id: None, code: RefusalCode::Ahead }]);
        }
        let found = self.entries(after, audience, PAGE)?;
        let end = found.as_ref().map(|(last, _)| *last).or(after);
        let mut frames: Vec<RoomFrame> = found.into_iter().map(|(_, frame)| frame).collect();
        if end.map_or(0, |end| end.next().0) >= self.live()?.conversation.len() {
            self.end(&mut frames)?;
        }
        Ok(frames)
    }

    /// Whether the transcript ends before a place that a page has seen, as after a backup.
    fn is_before(self: &Rc<Self>, after: Option<Seq>) -> Reply<bool> {
        let length = self.live()?.conversation.len();
        Ok(after.is_some_and(|after| after.0 >= length))
    }

    /// At most `most` entries after a place, and the place of the last of them.
    fn entries(
        self: &Rc<Self>,
        after: Option<Seq>,
        audience: Audience,
        most: u64,
    ) -> Reply<Option<(Seq, RoomFrame)>> {
        let id: ConversationId = self.live()?.id;
        let page = store::entries(&self.state.storage().sql(), id, after, most)?;
        let Some(last) = page.last() else { return Ok(None) };
        let entries = page.iter().map(|entry| entry.seen_by(audience)).collect();
        Ok(Some((last.seq, RoomFrame::Entries { entries })))
    }

    /// What is said at the end: how many wait before, and that this is all.
    fn end(self: &Rc<Self>, frames: &mut Vec<RoomFrame>) -> Reply<()> {
        let waits = matches!(self.live()?.conversation.status(), Status::Queued { .. });
        match self.ahead.get() {
            Some(ahead) => frames.push(RoomFrame::Place { ahead }),
            None if waits => self.ask_place_soon(),
            None => {}
        }
        frames.push(RoomFrame::Current);
        Ok(())
    }

    /// Takes one request out of `purse`.
    ///
    /// # Errors
    /// `too_many_requests` when nothing is left in it.
    pub(super) fn spend_or_refuse(&self, purse: Purse) -> Reply<()> {
        self.spend(purse)?.map_err(|wait| {
            let detail = "too much in too short a time";
            Problem::new(Code::TooManyRequests, detail).retry_after(wait.seconds()).into()
        })
    }

    /// Takes one frame out of `purse`; or tells how long to wait.
    fn spend(&self, purse: Purse) -> Reply<Result<(), Wait>> {
        self.spend_many(purse, 1)
    }

    /// The same of `count`, or of all that is ever in it.
    fn spend_many(&self, purse: Purse, count: u32) -> Reply<Result<(), Wait>> {
        let limits = Config::of(&self.env)?.limits;
        Ok(self.purses.spend(purse, count, &limits, now()))
    }
}

fn refuse(socket: &WebSocket, client_id: Option<ClientId>, code: RefusalCode) {
    send(socket, &RoomFrame::Refused { client_id, code });
}

/// The sender's name in a frame that could not be read otherwise, so that it need not wait.
fn named(text: &str) -> Option<ClientId> {
    let frame: serde_json::Value = serde_json::from_str(text).ok()?;
    frame.get("client_id")?.as_str()?.parse().ok()
}

/// How many entries an answer by HTTP has.
const PAGE: u64 = 200;
/// How many entries a frame carries to a socket that catches up.
const FRAMED: u64 = 32;
/// Long polls of one conversation.
const MOST_POLLS: usize = 8;
