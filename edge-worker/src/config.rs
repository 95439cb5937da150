//! What the operator configured: read once, kept for as long as the isolate lives.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;
use shared::id::SiteId;
use shared::limit::Rate;
use shared::problem::Code;
use shared::site::{Site, is_header_name, is_origin};
use wasm_bindgen::JsValue;
use worker::Env;

use crate::capacity::Capacity;
use crate::gate::token::SigningKey;
use crate::reply::{Failure, Reply};

/// The configuration of this edge.
pub(crate) struct Config {
    /// The shops.
    sites: BTreeMap<SiteId, Rc<Site>>,
    /// Signs our tokens.
    pub(crate) signing_key: SigningKey,
    /// Opens the administrative part of the API; without it that part is closed.
    pub(crate) admin_key: Option<String>,
    /// The header that carries the caller's address. Only a proxy that overwrites it may be named:
    /// on Cloudflare `CF-Connecting-IP`, behind nginx `X-Real-IP`. Without one it is the address
    /// that workerd sees; callers through a proxy on the same machine then count as one, with
    /// [`Limits::unknown`] times its share.
    pub(crate) address_header: Option<String>,
    /// Whether the log says already that a request came without that header.
    pub(crate) missed_address: Cell<bool>,
    /// Whether it says already that the header told of an address that is hardly a visitor's.
    pub(crate) near_address: Cell<bool>,
    /// The origin that our pages have for visitors, where a proxy hides it from us:
    /// `https://chat.example.com`.
    pub(crate) public_origin: Option<String>,
    /// Near which place Cloudflare makes objects; without one near whoever asks first, be it an agent on a
    /// journey or a script from elsewhere. What is made already stays where it is.
    pub(crate) location: Option<&'static str>,
    /// How much is allowed.
    pub(crate) limits: Limits,
}

impl Config {
    /// The configuration in `env`.
    ///
    /// # Errors
    /// `internal` when it makes no sense; the log says where.
    pub(crate) fn of(env: &Env) -> Reply<Rc<Self>> {
        KEPT.with_borrow_mut(|kept| match kept {
            Some(config) => Ok(config.clone()),
            None => {
                let config = Rc::new(Self::read(env)?);
                *kept = Some(config.clone());
                Ok(config)
            }
        })
    }

    /// The site of that name.
    ///
    /// # Errors
    /// `not_found` when there is none.
    pub(crate) fn site(&self, id: &SiteId) -> Reply<Rc<Site>> {
        self.sites
            .get(id)
            .cloned()
            .ok_or_else(|| Failure::new(Code::NotFound, format!("there is no site {id}")))
    }

    /// The site of a conversation that somebody has. Its file may be missing for this one start, as where a
    /// disk was mounted late: who is told `not_found` throws the conversation away.
    ///
    /// # Errors
    /// `unavailable` when there is none.
    pub(crate) fn site_of_conversation(&self, id: &SiteId) -> Reply<Rc<Site>> {
        self.sites.get(id).cloned().ok_or_else(|| {
            let detail =
                format!("there is no site {id} now: its file may be back at the next start");
            Failure::new(Code::Unavailable, detail)
        })
    }

    fn read(env: &Env) -> Reply<Self> {
        let broken = |name: &str, error: &dyn std::fmt::Display| {
            Failure::internal(format_args!("the binding {name}: {error}"))
        };
        let sites = binding(env, "SITES").ok_or_else(|| broken("SITES", &"is missing"))?;
        let sites: BTreeMap<SiteId, Site> =
            serde_json::from_str(&sites).map_err(|error| broken("SITES", &error))?;
        if let Some((name, site)) = sites.iter().find(|(name, site)| **name != site.id) {
            let error = format!("the site named {name} says that its id is {}", site.id);
            return Err(broken("SITES", &error));
        }
        let key = binding(env, "SIGNING_KEY").unwrap_or_default();
        let limits = match binding(env, "LIMITS") {
            Some(limits) => {
                serde_json::from_str(&limits).map_err(|error| broken("LIMITS", &error))?
            }
            None => Limits::default(),
        };
        let public_origin = binding(env, "PUBLIC_ORIGIN");
        if let Some(origin) = public_origin.as_ref().filter(|origin| !is_origin(origin)) {
            let error = format!("{origin:?} is not an origin: write https://chat.example.com");
            return Err(broken("PUBLIC_ORIGIN", &error));
        }
        let admin_key = binding(env, "ADMIN_KEY");
        if admin_key.as_ref().is_some_and(|key| key.len() < 32) {
            return Err(broken("ADMIN_KEY", &"must have at least 32 characters"));
        }
        let address_header = binding(env, "ADDRESS_HEADER");
        if address_header.as_ref().is_some_and(|name| !is_header_name(name)) {
            return Err(broken("ADDRESS_HEADER", &"is no header's name"));
        }
        let location = binding(env, "LOCATION")
            .map(|place| location(&place).map_err(|error| broken("LOCATION", &error)))
            .transpose()?;
        Ok(Self {
            sites: sites.into_iter().map(|(id, site)| (id, Rc::new(site))).collect(),
            signing_key: SigningKey::new(&key).map_err(|error| broken("SIGNING_KEY", &error))?,
            admin_key,
            address_header,
            missed_address: Cell::new(false),
            near_address: Cell::new(false),
            public_origin,
            location,
            limits,
        })
    }
}

/// How much one visitor, address, agent or site may do. `LIMITS` may hold another table as JSON; what it
/// leaves out keeps its default.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Conversations begun, by address: a family or an office shares one.
    pub(crate) start_address: Rate,
    /// Conversations begun, by visitor.
    pub(crate) start_visitor: Rate,
    /// Frames of one visitor in one conversation, whatever way they come. More at once: faster
    /// catching up after an outage; fewer: less noise from a script.
    pub(crate) frames: Rate,
    /// Readings of one conversation by HTTP, long polls among them.
    pub(crate) reads: Rate,
    /// KiB of one conversation that its visitor's sockets are sent when they resume. What is not read there
    /// lies in memory.
    pub(crate) history: Rate,
    /// Visits to pages of the shop, and what their scripts tell of them, in one conversation. They
    /// are passed over beyond it.
    pub(crate) visits: Rate,
    /// Searches and questions, by address.
    pub(crate) search_address: Rate,
    /// Sign-ins, by address.
    pub(crate) sign_in_address: Rate,
    /// Sign-ins, by the agent's name and address: guessing one password.
    pub(crate) sign_in_agent: Rate,
    /// Sign-ins, by the agent's name wherever they come from: guessing from many addresses. Less:
    /// fewer guesses; but whoever spends it keeps the agent themself out.
    pub(crate) sign_in_name: Rate,
    /// Frames of the shop's people in one conversation, and commands of one agent at the desk.
    pub(crate) agent_frames: Rate,
    /// How many shares all callers of unknown address have together.
    pub(crate) unknown: u32,
    /// How many articles readers may see of one site. More: where the runtime gives an object more memory.
    pub(crate) shown: Capacity,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            start_address: Rate { burst: 30, per_minute: 10 },
            start_visitor: Rate { burst: 10, per_minute: 1 },
            frames: Rate { burst: 60, per_minute: 60 },
            reads: Rate { burst: 60, per_minute: 120 },
            history: Rate { burst: 2_048, per_minute: 1_024 },
            visits: Rate { burst: 30, per_minute: 30 },
            search_address: Rate { burst: 60, per_minute: 120 },
            sign_in_address: Rate { burst: 20, per_minute: 5 },
            sign_in_agent: Rate { burst: 5, per_minute: 2 },
            sign_in_name: Rate { burst: 100, per_minute: 20 },
            agent_frames: Rate { burst: 120, per_minute: 240 },
            unknown: 100,
            shown: Capacity::default(),
        }
    }
}

/// The text of a binding; one bound as a JSON value is written out again. An empty one, as an
/// environment file leaves it behind, is none.
fn binding(env: &Env, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(env, &JsValue::from_str(name)).ok()?;
    if value.is_undefined() || value.is_null() {
        return None;
    }
    let text = value.as_string().or_else(|| js_sys::JSON::stringify(&value).ok()?.as_string());
    text.filter(|text| !text.is_empty())
}

/// The location hint of that name.
fn location(name: &str) -> Result<&'static str, String> {
    let known = LOCATIONS.into_iter().find(|known| *known == name);
    known.ok_or_else(|| format!("{name:?} is none of {}", LOCATIONS.join(", ")))
}

/// What Cloudflare knows as location hints: the Americas, Europe, Asia and the Pacific, Oceania, Africa, the
/// Middle East. It passes over any other, unseen.
const LOCATIONS: [&str; 9] = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"];

thread_local! {
    static KEPT: RefCell<Option<Rc<Config>>> = const { RefCell::new(None) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cloudflare_does_not_know_is_refused() {
        assert_eq!(location("apac"), Ok("apac"));
        for wrong in ["asia", "APAC", "apac ", "cn"] {
            assert!(location(wrong).is_err_and(|error| error.contains("apac, oc")), "{wrong}");
        }
    }
}
