//! The sockets of a Room: who may be at one, and what each may see.

use std::rc::Rc;

use shared::access::{End, Show};
use shared::id::AgentId;
use shared::problem::Code;
use shared::time::Timestamp;
use shared::transcript::{Audience, Entry};
use shared::wire::close::{NOT_YOURS, REPLACED, SIGNED_OUT};
use shared::wire::{PING, PONG, RoomFrame};
use worker::{
    ResponseBuilder, State, WebSocket, WebSocketPair, WebSocketRequestResponsePair, console_warn,
};

use super::turn::holder;
use super::{Inner, Peer};
use crate::reply::{Failure, Reply};
use crate::run::now;

impl Inner {
    /// Lets `peer` in, if the conversation exists and is theirs to see.
    ///
    /// # Errors
    /// `not_found`, `forbidden` for an agent who may not look.
    pub(super) fn admit(self: &Rc<Self>, peer: &Peer) -> Reply {
        let live = self.live()?;
        let held_by = holder(&live.conversation);
        if !may_see(peer, held_by, now()) {
            let detail = "this conversation is neither assigned nor offered to you";
            return Err(Failure::new(Code::Forbidden, detail));
        }
        drop(live);
        let tag = tag(peer);
        let open = self.state.get_websockets_with_tag(tag);
        // The oldest are most likely ghosts of a lost network.
        for old in open.iter().take((open.len() + 1).saturating_sub(MOST_SOCKETS)) {
            close(old, REPLACED, "too many connections to one conversation");
        }
        let pair = WebSocketPair::new()?;
        self.state.accept_websocket_with_tags(&pair.server, &[tag]);
        pair.server.serialize_attachment(serde_json::to_string(peer)?)?;
        Ok(ResponseBuilder::new().with_status(101).with_websocket(pair.client).empty())
    }

    /// Shows new entries to everyone who may see them, and hangs up on whoever may see no more.
    pub(super) fn publish(
        &self,
        entries: &[Entry],
        held_by: Option<&AgentId>,
        holds: Option<&AgentId>,
        now: Timestamp,
    ) {
        for audience in [Audience::Visitor, Audience::Staff] {
            let sockets = self.state.get_websockets_with_tag(tag_of(audience));
            if sockets.is_empty() {
                continue;
            }
            let seen = entries.iter().map(|entry| entry.seen_by(audience)).collect();
            let Ok(frame) = serde_json::to_string(&RoomFrame::Entries { entries: seen }) else {
                continue;
            };
            for socket in sockets {
                let show = match peer(&socket) {
                    Some(Peer::Visitor) => Show::On,
                    Some(Peer::Agent { agent, access }) => {
                        access.shows(&agent, held_by, holds, now)
                    }
                    None => continue,
                };
                if let Show::On | Show::Last(_) = show {
                    send_text(&socket, &frame);
                }
                let (code, reason) = match show {
                    Show::On => continue,
                    Show::Last(End::SignedOut) | Show::Nothing(End::SignedOut) => {
                        (SIGNED_OUT, "signed in no more")
                    }
                    Show::Last(End::NotYours) | Show::Nothing(End::NotYours) => {
                        (NOT_YOURS, "not yours any more")
                    }
                };
                close(&socket, code, reason);
            }
        }
        for poll in self.polls.take() {
            // A poll that ended meanwhile does not hear it.
            let _ = poll.send(());
        }
    }

    /// Shows `frame` to everyone of `audience` who may see this conversation.
    pub(super) fn show(self: &Rc<Self>, frame: &RoomFrame, audience: Audience) {
        let Ok(live) = self.live() else { return };
        let held_by = holder(&live.conversation).cloned();
        drop(live);
        for socket in self.state.get_websockets_with_tag(tag_of(audience)) {
            if peer(&socket).is_some_and(|peer| may_see(&peer, held_by.as_ref(), now())) {
                send(&socket, frame);
            }
        }
    }
}

/// Who is at the other end, as it was when they were let in.
pub(super) fn peer(socket: &WebSocket) -> Option<Peer> {
    let attached: String = socket.deserialize_attachment().ok()??;
    serde_json::from_str(&attached).ok()
}

/// Whether `peer` may see a conversation that `holder` has.
pub(super) fn may_see(peer: &Peer, holder: Option<&AgentId>, now: Timestamp) -> bool {
    match peer {
        Peer::Visitor => true,
        Peer::Agent { agent, access } => access.sees(agent, holder, now),
    }
}

/// What `peer` is to be shown of an entry.
pub(super) const fn audience(peer: &Peer) -> Audience {
    match peer {
        Peer::Visitor => Audience::Visitor,
        Peer::Agent { .. } => Audience::Staff,
    }
}

/// Sends a frame. A socket that broke is no error: its owner resumes on another.
pub(super) fn send(socket: &WebSocket, frame: &RoomFrame) {
    match serde_json::to_string(frame) {
        Ok(text) => send_text(socket, &text),
        Err(error) => console_warn!("a frame was not written: {error}"),
    }
}

/// Ends a socket with a reason that the page understands.
pub(super) fn close(socket: &WebSocket, code: u16, reason: &str) {
    // Closed already: that is what was wanted.
    let _ = socket.close(Some(code), Some(reason));
}

/// Completes the closing that the other end began.
pub(crate) fn close_back(socket: &WebSocket, code: usize) {
    // Codes such as 1006 are told, never sent.
    let code = u16::try_from(code).ok().filter(|code| matches!(code, 1000 | 1001 | 3000..=4999));
    let _ = socket.close(Some(code.unwrap_or(1000)), Some(""));
}

/// Pings are answered without waking the object.
pub(crate) fn answer_pings(state: &State) {
    if let Ok(pair) = WebSocketRequestResponsePair::new(PING, PONG) {
        state.set_websocket_auto_response(&pair);
    }
}

/// The same, of one that is JSON already.
pub(super) fn send_text(socket: &WebSocket, text: &str) {
    // A broken socket: its owner resumes on another.
    let _ = socket.send_with_str(text);
}

const fn tag(peer: &Peer) -> &'static str {
    tag_of(audience(peer))
}

const fn tag_of(audience: Audience) -> &'static str {
    match audience {
        Audience::Visitor => "visitor",
        Audience::Staff => "staff",
    }
}

/// Tabs of one visitor, or windows of all agents, in one conversation.
const MOST_SOCKETS: usize = 16;
