//! The HTTP API under `/v1/`: each handler reads its body, asks an object, writes its answer.

mod agent;
mod articles;
mod profile;
mod visitor;

use worker::{Env, Response, ResponseBuilder};

use crate::gate::Gate;
use crate::gate::headers::{self, Kind};
use crate::gate::origin::Caller;
use crate::reply::{self, Reply};
use crate::route::{ConversationRoute, SiteRoute};

/// Answers a request to a site, refusals included, so that a shop's page may read them too.
pub(crate) async fn serve(route: SiteRoute, gate: Gate<'_>, env: &Env) -> Reply {
    let caller = gate.caller()?;
    let response = reply::settle(answer(route, gate, env).await)?;
    if response.status_code() == 101 {
        return Ok(response);
    }
    let shop = match &caller {
        Caller::Shop(origin) => Some(origin.as_str()),
        Caller::Own | Caller::Unnamed => None,
    };
    Ok(finish(response, shop)?)
}

/// Are you there? Answered by whoever can read its configuration.
pub(crate) fn health() -> Reply {
    Ok(finish(reply::json(200, &serde_json::json!({ "status": "ok" }))?, None)?)
}

/// A browser asks whether a page of the shop may ask.
pub(crate) fn preflight(gate: &Gate<'_>) -> Reply {
    let Caller::Shop(origin) = gate.caller()? else {
        return Ok(finish(reply::empty(), None)?);
    };
    let response = ResponseBuilder::new()
        .with_status(204)
        .with_header("access-control-allow-methods", "GET, POST")?
        .with_header("access-control-allow-headers", "authorization, content-type")?
        .with_header("access-control-max-age", "7200")?
        .empty();
    Ok(finish(response, Some(&origin))?)
}

/// Adds the headers that every answer of the API carries, and those that let `shop` read it.
pub(crate) fn finish(mut response: Response, shop: Option<&str>) -> worker::Result<Response> {
    let sent = response.headers_mut();
    for (name, value) in headers::all(Kind::Api, "") {
        sent.set(name, &value)?;
    }
    sent.set("vary", "origin")?;
    if let Some(origin) = shop {
        sent.set("access-control-allow-origin", origin)?;
        sent.set("access-control-expose-headers", "retry-after")?;
    }
    Ok(response)
}

async fn answer(route: SiteRoute, gate: Gate<'_>, env: &Env) -> Reply {
    match route {
        SiteRoute::Profile => profile::profile(&gate, env).await,
        SiteRoute::Start => visitor::start(gate, env).await,
        SiteRoute::Conversation(id, route) => match route {
            ConversationRoute::Read => visitor::read(id, &gate, env).await,
            ConversationRoute::Frame => visitor::frame(id, gate, env).await,
            ConversationRoute::Message => visitor::message(id, gate, env).await,
            ConversationRoute::Identify => visitor::identify(id, gate, env).await,
            ConversationRoute::Socket => visitor::socket(id, &gate, env).await,
            ConversationRoute::AgentSocket => agent::room_socket(id, &gate, env).await,
        },
        SiteRoute::Search => articles::search(gate, env).await,
        SiteRoute::Answer => articles::answer(gate, env).await,
        SiteRoute::Publish => articles::publish(gate, env).await,
        SiteRoute::SignIn => agent::sign_in(gate, env).await,
        SiteRoute::SignOut => agent::sign_out(&gate),
        SiteRoute::WhoAmI => agent::who_am_i(&gate),
        SiteRoute::DeskSocket => agent::desk_socket(&gate, env).await,
    }
}
