//! A visitor's part of the API: begin, read, speak, be known, connect.

use std::time::Duration;

use shared::api::{Identity, Message, Start, Started};
use shared::article::ArticleId;
use shared::id::{ClientId, ConversationId, Seq};
use shared::page::Page;
use shared::problem::Code;
use shared::secret::Secret;
use shared::transcript::{Audience, Visitor};
use shared::wire::{FRAME, PROTOCOL, RoomFrame, VisitorFrame};
use worker::Env;

use crate::call::{self, Object, Stub};
use crate::gate::Gate;
use crate::gate::jwt::{self, Once, Vouched};
use crate::gate::token::Purpose;
use crate::meter::{self, Charge, Redemption};
use crate::reply::{self, Failure, JSON, Reply};
use crate::room::{Opening, Peer, Reading, room_name};
use crate::run::{now, random};

/// `POST …/conversations`.
pub(super) async fn start(mut gate: Gate<'_>, env: &Env) -> Reply {
    let Start { locale, page, client_id } = visit(&mut gate).await?;
    let (number, vouched) = who(&gate)?;
    let (visitor, once) = match vouched {
        Some(Vouched { customer, once }) => (customer.into(), once),
        None => (Visitor::Anonymous, None),
    };
    charge_start(&gate, &number, &visitor, env).await?;
    let conversation = match (&once, client_id) {
        (Some(once), Some(client)) => begun_with(once, client, &gate),
        (Some(_) | None, _) => ConversationId(random()?),
    };
    // Last, so that what is refused for another reason does not use a token up.
    redeem(once, conversation, &gate, env).await?;

    let (site, from) = (gate.site.id.clone(), gate.from()?);
    let opening = Opening { site, id: conversation, visitor, locale, page, from };
    let room = room(&gate, conversation, env)?;
    let () = call::ask(&room, "/start", &opening).await?;

    let expires = now().after(SESSION);
    let seal = |purpose, subject: &str| {
        gate.config.signing_key.seal(purpose, &gate.site.id, subject, expires)
    };
    reply::json(
        201,
        &Started {
            conversation,
            token: seal(Purpose::Conversation, &conversation.to_string()),
            visitor: seal(Purpose::Visitor, &number),
            expires,
        },
    )
}

/// What a visitor's page tells of itself, checked.
pub(super) async fn visit(gate: &mut Gate<'_>) -> Reply<Start> {
    let Start { locale, page, client_id } = gate.json().await?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !(2..=35).contains(&locale.len()) || !locale.bytes().all(plain) {
        return Err(Failure::new(Code::Invalid, "locale is no BCP 47 tag"));
    }
    let page = page.map(Page::checked).transpose();
    let page = page.map_err(|error| Failure::new(Code::Invalid, error.to_string()))?;
    Ok(Start { locale, page, client_id })
}

/// `GET …/conversations/{id}?after=N&wait=S`: entries after place `N`, at once or within `S`
/// seconds. The operator reads what the shop's people see.
pub(super) async fn read(id: ConversationId, gate: Gate<'_>, env: &Env) -> Reply {
    let by_staff = visitor_or_operator(id, &gate)? == Audience::Staff;
    let mut reading = Reading { after: None, wait_seconds: 0, by_staff };
    for (name, value) in gate.query() {
        let number: u64 = value
            .parse()
            .map_err(|_| Failure::new(Code::BadRequest, format!("{name} is no whole number")))?;
        match name.as_str() {
            "after" => reading.after = Some(Seq(number)),
            "wait" => reading.wait_seconds = number.min(LONGEST_POLL),
            _ => return Err(Failure::new(Code::BadRequest, format!("there is no {name} here"))),
        }
    }
    let patience = Duration::from_secs(reading.wait_seconds) + call::PATIENCE;
    let room = room(&gate, id, env)?;
    let frames: Vec<RoomFrame> = call::ask_patiently(&room, "/read", &reading, patience).await?;
    reply::json(200, &frames)
}

/// `DELETE …/conversations/{id}`: it is over, and thrown away. For who asks the shop for that, and for the visitor
/// themself; one that is gone already is gone.
pub(super) async fn erase(id: ConversationId, gate: Gate<'_>, env: &Env) -> Reply {
    visitor_or_operator(id, &gate)?;
    let room = room(&gate, id, env)?;
    let () = call::ask_patiently(&room, "/erase", &(), ERASURE).await?;
    Ok(reply::empty())
}

/// As whom somebody may have all of a conversation: its visitor, or the operator, who is of the shop.
fn visitor_or_operator(id: ConversationId, gate: &Gate<'_>) -> Reply<Audience> {
    match gate.operator() {
        Ok(()) => Ok(Audience::Staff),
        Err(_) => gate.visitor(id).map(|()| Audience::Visitor),
    }
}

/// `POST …/conversations/{id}/frames`: one frame, where WebSockets fail.
pub(super) async fn frame(id: ConversationId, mut gate: Gate<'_>, env: &Env) -> Reply {
    gate.visitor(id)?;
    let body = gate.body(FRAME).await?;
    let frame: VisitorFrame = serde_json::from_slice(&body)
        .map_err(|error| Failure::new(Code::BadRequest, error.to_string()))?;
    deliver(id, frame, &gate, env).await
}

/// `POST …/conversations/{id}/messages`: one message, the plain way.
pub(super) async fn message(id: ConversationId, mut gate: Gate<'_>, env: &Env) -> Reply {
    gate.visitor(id)?;
    let Message { client_id, text } = gate.json().await?;
    deliver(id, VisitorFrame::Say { client_id, text, reading: None }, &gate, env).await
}

/// `POST …/conversations/{id}/identity`: the shop vouches for the visitor.
pub(super) async fn identify(id: ConversationId, mut gate: Gate<'_>, env: &Env) -> Reply {
    gate.visitor(id)?;
    let Identity { jwt } = gate.json().await?;
    let Vouched { customer, once } = vouched(&jwt, &gate)?;
    let visitor = Visitor::from(customer);
    let room = room(&gate, id, env)?;
    if once.is_some() {
        // One that is somebody else's does not use the token up.
        let () = call::ask(&room, "/may-be", &visitor).await?;
    }
    redeem(once, id, &gate, env).await?;
    let () = call::ask(&room, "/identify", &visitor).await?;
    Ok(reply::empty())
}

/// `GET …/conversations/{id}/articles/{article}`: all that an article says, to who may read it.
pub(super) async fn article(
    id: ConversationId,
    article: ArticleId,
    gate: Gate<'_>,
    env: &Env,
) -> Reply {
    gate.visitor(id)?;
    let room = room(&gate, id, env)?;
    Ok(reply::text(JSON, call::told(&room, "/article", &article, call::PATIENCE).await?)?)
}

/// `GET …/conversations/{id}/socket`: the visitor's line. The token comes as a WebSocket protocol,
/// `session.TOKEN`, because a browser can send no header and an address is no place for a secret.
pub(super) async fn socket(id: ConversationId, gate: Gate<'_>, env: &Env) -> Reply {
    upgrade(&gate)?;
    let protocols = gate.header("sec-websocket-protocol")?.unwrap_or_default();
    let mut protocols = protocols.split(',').map(str::trim);
    let speaks = protocols.clone().any(|protocol| protocol == PROTOCOL);
    let token = protocols.find_map(|protocol| protocol.strip_prefix("session."));
    let Some(token) = token.filter(|_| speaks) else {
        let detail = format!("offer the protocols {PROTOCOL} and session.TOKEN");
        return Err(Failure::new(Code::Unauthorized, detail));
    };
    gate.is_visitor(id, token)?;
    call::connect(&room(&gate, id, env)?, &Peer::Visitor, Some(PROTOCOL)).await
}

/// Refuses what is no WebSocket.
pub(super) fn upgrade(gate: &Gate<'_>) -> Reply<()> {
    match gate.header("upgrade")? {
        Some(upgrade) if upgrade.eq_ignore_ascii_case("websocket") => Ok(()),
        Some(_) | None => Err(Failure::new(Code::UpgradeRequired, "open a WebSocket")),
    }
}

/// The object that holds the conversation.
pub(super) fn room(gate: &Gate<'_>, id: ConversationId, env: &Env) -> Reply<Stub> {
    Ok(Object::Room.named(&room_name(&gate.site.id, id), env)?)
}

async fn deliver(id: ConversationId, frame: VisitorFrame, gate: &Gate<'_>, env: &Env) -> Reply {
    let frames: Vec<RoomFrame> = call::ask(&room(gate, id, env)?, "/visitor", &frame).await?;
    reply::json(200, &frames)
}

/// The number under which this visitor begins conversations, and whom the shop says it is, if it does.
fn who(gate: &Gate<'_>) -> Reply<(String, Option<Vouched>)> {
    match gate.bearer()? {
        None => Ok((format!("{:032x}", random()?), None)),
        Some(token) if token.starts_with("v1.") => {
            Ok((gate.open(&token, Purpose::Visitor)?.subject, None))
        }
        Some(token) => Ok((format!("{:032x}", random()?), Some(vouched(&token, gate)?))),
    }
}

fn vouched(token: &str, gate: &Gate<'_>) -> Reply<Vouched> {
    let key = gate.site.identity_key.as_ref().map_or("", Secret::expose);
    jwt::verify(token, key, &gate.site.id, now())
        .map_err(|error| Failure::new(Code::BadToken, error.to_string()))
}

/// The conversation that a token which is good once begins for this client: the same when it asks again, since
/// the answer was lost. Whoever has found the token does not know the client's name, and gets another one.
fn begun_with(once: &Once, client: ClientId, gate: &Gate<'_>) -> ConversationId {
    let site = &gate.site.id;
    let digest =
        gate.config.signing_key.digest("dukou once", &format!("{site}/{client}/{}", once.id));
    ConversationId(digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte)))
}

/// Uses a token up for this conversation, if it is one that is good once.
async fn redeem(
    once: Option<Once>,
    conversation: ConversationId,
    gate: &Gate<'_>,
    env: &Env,
) -> Reply<()> {
    let Some(Once { id, until }) = once else { return Ok(()) };
    let redemption = Redemption { id, until, conversation };
    meter::redeem(gate.site.id.as_str(), &redemption, env).await
}

async fn charge_start(gate: &Gate<'_>, number: &str, visitor: &Visitor, env: &Env) -> Reply<()> {
    let limits = &gate.config.limits;
    let (address, rate) = gate.address(limits.start_address)?;
    let visitor = match visitor {
        Visitor::Anonymous => format!("start/number/{number}"),
        Visitor::Verified { subject, .. } => format!("start/subject/{subject}"),
    };
    let charges = [
        Charge { key: format!("start/address/{address}"), rate },
        Charge { key: visitor, rate: limits.start_visitor },
    ];
    meter::charge(gate.site.id.as_str(), &charges, env).await
}

/// How long a visitor can come back to a conversation.
const SESSION: Duration = Duration::from_secs(90 * 86_400);
/// For how long one is ended and the desk told, before it is thrown away.
const ERASURE: Duration = Duration::from_secs(25);
/// Proxies give up on a silent request after about 30 seconds.
const LONGEST_POLL: u64 = 25;
