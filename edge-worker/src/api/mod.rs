//! The HTTP API under `/v1/`: each handler reads its body, asks an object, writes its answer.

mod agent;
mod articles;
mod graph;
mod knowledge;
mod profile;
mod visitor;

use futures_util::future::{LocalBoxFuture, ready};
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

/// Each handler behind a pointer. In one piece they were 130 kB of machine code to the runtime, which
/// compiles a function when it is first called, and whole: a tenth of a restart.
fn answer<'a>(route: SiteRoute, gate: Gate<'a>, env: &'a Env) -> LocalBoxFuture<'a, Reply> {
    match route {
        SiteRoute::Profile => Box::pin(profile::profile(gate, env)),
        SiteRoute::Questions => Box::pin(profile::questions(gate, env)),
        SiteRoute::Start => Box::pin(visitor::start(gate, env)),
        SiteRoute::Conversation(id, route) => match route {
            ConversationRoute::Read => Box::pin(visitor::read(id, gate, env)),
            ConversationRoute::Erase => Box::pin(visitor::erase(id, gate, env)),
            ConversationRoute::Frame => Box::pin(visitor::frame(id, gate, env)),
            ConversationRoute::Message => Box::pin(visitor::message(id, gate, env)),
            ConversationRoute::Identify => Box::pin(visitor::identify(id, gate, env)),
            ConversationRoute::Article(article) => {
                Box::pin(visitor::article(id, article, gate, env))
            }
            ConversationRoute::Socket => Box::pin(visitor::socket(id, gate, env)),
            ConversationRoute::AgentSocket => Box::pin(agent::room_socket(id, gate, env)),
        },
        SiteRoute::Search => Box::pin(articles::search(gate, env)),
        SiteRoute::Answer => Box::pin(articles::answer(gate, env)),
        SiteRoute::Publish => Box::pin(articles::publish(gate, env)),
        SiteRoute::Graph => Box::pin(graph::export(gate, env)),
        SiteRoute::ReplaceGraph => Box::pin(graph::replace(gate, env)),
        SiteRoute::Knowledge(route) => Box::pin(knowledge::serve(route, gate, env)),
        SiteRoute::SignIn => Box::pin(agent::sign_in(gate, env)),
        SiteRoute::SignOut => Box::pin(ready(agent::sign_out(&gate))),
        SiteRoute::WhoAmI => Box::pin(ready(agent::who_am_i(&gate))),
        SiteRoute::DeskSocket => Box::pin(agent::desk_socket(gate, env)),
    }
}
