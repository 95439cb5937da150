//! An agent's part of the API: sign in, sign out, who am I, and the two lines.

use std::time::Duration;

use shared::access::Access;
use shared::api::{SignIn, SignedIn};
use shared::id::{AgentId, ConversationId};
use shared::problem::Code;
use shared::site::Agent;
use shared::time::Timestamp;
use worker::Env;

use super::visitor::{room, upgrade};
use crate::call::{self, Object};
use crate::desk::{Look, Seat};
use crate::gate::origin::Caller;
use crate::gate::token::Purpose;
use crate::gate::{Gate, cookie, password};
use crate::meter::{self, Charge};
use crate::reply::{self, Failure, Reply};
use crate::room::Peer;
use crate::run::now;

/// `POST …/session`: the cookie for name and password.
pub(super) async fn sign_in(mut gate: Gate<'_>, env: &Env) -> Reply {
    gate.own_page()?;
    let SignIn { agent, password } = gate.json().await?;
    let limits = &gate.config.limits;
    let (address, rate) = gate.address(limits.sign_in_address)?;
    let shown: String = agent.chars().take(64).collect();
    let id: Option<AgentId> = agent.parse().ok();
    let known = id.and_then(|id| gate.site.agents.get_key_value(&id));
    // There are as many names that nobody has as one likes: together they cost no more than one name.
    let name = known.map_or("", |(id, _)| id.as_str());
    let charges = [
        Charge { key: format!("sign-in/address/{address}"), rate },
        // By address too: a stranger who fails on purpose is to keep out nobody but themself.
        Charge { key: format!("sign-in/agent/{shown}/{address}"), rate: limits.sign_in_agent },
        Charge { key: format!("sign-in/name/{name}"), rate: limits.sign_in_name },
    ];
    meter::charge(gate.site.id.as_str(), &charges, env).await?;

    let right = password::matches(&password, known.map(|(_, agent)| agent.password.expose()));
    let Some((id, agent)) = known.filter(|_| right) else {
        return Err(Failure::new(Code::WrongPassword, "the name or the password is wrong"));
    };
    let expires = now().after(SHIFT);
    let subject = gate.agent_subject(id, agent);
    let token = gate.config.signing_key.seal(Purpose::Agent, &gate.site.id, &subject, expires);
    let cookie = cookie::set(&gate.site.id, &token, SHIFT.as_secs(), gate.is_https());
    let response = reply::json(200, &signed_in(&gate, id.clone(), agent, Some(expires)))?;
    response.headers().set("set-cookie", &cookie)?;
    Ok(response)
}

/// `DELETE …/session`: forgets the cookie.
pub(super) fn sign_out(gate: &Gate<'_>) -> Reply {
    gate.own_page()?;
    let response = reply::empty();
    response.headers().set("set-cookie", &cookie::set(&gate.site.id, "", 0, gate.is_https()))?;
    Ok(response)
}

/// `GET …/session`: who is signed in.
pub(super) fn who_am_i(gate: &Gate<'_>) -> Reply {
    let (id, agent, _) = gate.agent()?;
    reply::json(200, &signed_in(gate, id, &agent, None))
}

/// `GET …/desk/socket`: an agent's line to the desk.
pub(super) async fn desk_socket(gate: Gate<'_>, env: &Env) -> Reply {
    let (agent, _, until) = agent_at_a_page(&gate)?;
    let desk = Object::Desk.named(gate.site.id.as_str(), env)?;
    let seat = Seat { site: gate.site.id.clone(), agent, since: now(), until };
    call::connect(&desk, &seat, None).await
}

/// `GET …/conversations/{id}/agent-socket`: an agent's line to a conversation that is theirs, or
/// offered to them; a lead may look into all. The Room watches that it stays so.
pub(super) async fn room_socket(id: ConversationId, gate: Gate<'_>, env: &Env) -> Reply {
    let (agent, Agent { lead, .. }, expires) = agent_at_a_page(&gate)?;
    let access = if lead {
        Access::Lead(expires)
    } else {
        let desk = Object::Desk.named(gate.site.id.as_str(), env)?;
        let look = Look { agent: agent.clone(), conversation: id };
        call::ask(&desk, "/look", &look).await?
    };
    call::connect(&room(&gate, id, env)?, &Peer::Agent { agent, access }, None).await
}

/// A browser sends the cookie with any page's WebSocket, so the page must say that it is ours.
fn agent_at_a_page(gate: &Gate<'_>) -> Reply<(AgentId, Agent, Timestamp)> {
    upgrade(gate)?;
    match gate.caller()? {
        Caller::Own => gate.agent(),
        Caller::Shop(_) | Caller::Unnamed => {
            Err(Failure::new(Code::ForeignOrigin, "only the console's page may open this line"))
        }
    }
}

fn signed_in(gate: &Gate<'_>, id: AgentId, agent: &Agent, expires: Option<Timestamp>) -> SignedIn {
    SignedIn {
        site: gate.site.id.clone(),
        agent: id,
        name: agent.name.clone(),
        skills: agent.skills.clone(),
        lead: agent.lead,
        expires,
        hatch: gate.site.policy.hatch(),
        wait_seconds: gate.site.policy.wait.as_secs(),
    }
}

/// How long a sign-in lasts.
const SHIFT: Duration = Duration::from_secs(12 * 3600);
