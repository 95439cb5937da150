//! The gate: who asks, from which page, how much, and whether they may.
//!
//! Everything behind the gate takes its authority from what the gate found out, never from what the
//! body of a request or a frame claims.

mod address;
pub(crate) mod cookie;
pub(crate) mod headers;
pub(crate) mod jwt;
pub(crate) mod origin;
pub(crate) mod password;
pub(crate) mod token;

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use shared::api::knowledge::Editor;
use shared::id::{Address, AgentId, ConversationId};
use shared::limit::Rate;
use shared::problem::Code;
use shared::site::{Agent, Site};
use shared::time::Timestamp;
use subtle::ConstantTimeEq as _;
use worker::{Request, console_warn};

use crate::config::Config;
use crate::query;
use crate::reply::{Failure, Reply};
use crate::run::now;
use origin::Caller;
use token::{Claims, Purpose, TokenError};

/// One request at the gate of a site.
pub(crate) struct Gate<'a> {
    pub(crate) request: &'a mut Request,
    /// The origin of our own pages, as this caller sees it.
    pub(crate) origin: String,
    pub(crate) config: &'a Config,
    pub(crate) site: Rc<Site>,
}

impl Gate<'_> {
    /// The page that asks.
    ///
    /// # Errors
    /// `foreign_origin` when it is neither ours nor the site's.
    pub(crate) fn caller(&self) -> Reply<Caller> {
        let origin = self.header("origin")?;
        origin::place(origin.as_deref(), &self.origin, &self.site.origins)
            .map_err(|error| Failure::new(Code::ForeignOrigin, error.to_string()))
    }

    /// The agent whose cookie came along, from a page of ours, and until when it is good.
    ///
    /// # Errors
    /// `unauthorized` without a cookie, `bad_token` with a wrong one or one of an agent who is no
    /// longer there or had another password, `foreign_origin` from any other page.
    pub(crate) fn agent(&self) -> Reply<(AgentId, Agent, Timestamp)> {
        self.own_page()?;
        let cookies = self.header("cookie")?.unwrap_or_default();
        let name = cookie::name(&self.site.id, self.is_https());
        let token = cookie::find(&cookies, &name)
            .ok_or_else(|| Failure::new(Code::Unauthorized, "sign in first"))?;
        let Claims { subject, expires, .. } = self.open(token, Purpose::Agent)?;
        let id: Option<AgentId> = subject.split('.').next().and_then(|id| id.parse().ok());
        let (id, agent) = id
            .and_then(|id| self.site.agents.get_key_value(&id))
            .ok_or_else(|| Failure::new(Code::BadToken, "there is no such agent any more"))?;
        if subject != self.agent_subject(id, agent) {
            return Err(Failure::new(
                Code::BadToken,
                "that was with another password: sign in again",
            ));
        }
        Ok((id.clone(), agent.clone(), expires))
    }

    /// How a token names an agent: with a mark of the password, so that another one ends every sign-in
    /// of before.
    pub(crate) fn agent_subject(&self, id: &AgentId, agent: &Agent) -> String {
        let mark = self.config.signing_key.digest("dukou password", agent.password.expose());
        format!("{id}.{}", BASE64.encode(&mark[..9]))
    }

    /// Nothing, if a page of ours asks, or a program that names no page.
    ///
    /// # Errors
    /// `foreign_origin` otherwise: the cookie is for our own pages only.
    pub(crate) fn own_page(&self) -> Reply<()> {
        match self.caller()? {
            Caller::Own | Caller::Unnamed => Ok(()),
            Caller::Shop(origin) => {
                let detail = format!("{origin} may not act for an agent");
                Err(Failure::new(Code::ForeignOrigin, detail))
            }
        }
    }

    /// The visitor of that conversation, by the bearer token.
    ///
    /// # Errors
    /// `unauthorized` without a token; `not_found` with the token of another conversation, so that
    /// nobody learns which ones exist.
    pub(crate) fn visitor(&self, id: ConversationId) -> Reply<()> {
        let token = self
            .bearer()?
            .ok_or_else(|| Failure::new(Code::Unauthorized, "send the conversation's token"))?;
        self.is_visitor(id, &token)
    }

    /// The same, by a token that came another way.
    ///
    /// # Errors
    /// As [`Self::visitor`].
    pub(crate) fn is_visitor(&self, id: ConversationId, token: &str) -> Reply<()> {
        let Claims { subject, .. } = self.open(token, Purpose::Conversation)?;
        if subject.parse() == Ok(id) {
            return Ok(());
        }
        Err(Failure::new(Code::NotFound, "there is no such conversation for this token"))
    }

    /// The operator, by the configured key.
    ///
    /// # Errors
    /// `unauthorized` without a key, `bad_token` with a wrong one.
    pub(crate) fn operator(&self) -> Reply<()> {
        let given = self
            .bearer()?
            .ok_or_else(|| Failure::new(Code::Unauthorized, "send the operator's key"))?;
        let same = self
            .config
            .admin_key
            .as_ref()
            .is_some_and(|key| bool::from(key.as_bytes().ct_eq(given.as_bytes())));
        if same { Ok(()) } else { Err(Failure::new(Code::BadToken, "not the operator's key")) }
    }

    /// Who may change what the shop knows: the operator by the key, or an agent by the cookie.
    ///
    /// # Errors
    /// As [`Self::operator`] where there is a key, else as [`Self::agent`].
    pub(crate) fn editor(&self) -> Reply<Editor> {
        match self.bearer()? {
            Some(_) => self.operator().map(|()| Editor::Operator),
            None => self.agent().map(|(agent, ..)| Editor::Agent(agent)),
        }
    }

    /// What one of our tokens says.
    ///
    /// # Errors
    /// `bad_token` with the reason.
    pub(crate) fn open(&self, token: &str, purpose: Purpose) -> Reply<Claims> {
        self.config
            .signing_key
            .open(token, purpose, &self.site.id, now())
            .map_err(|error: TokenError| Failure::new(Code::BadToken, error.to_string()))
    }

    /// The bearer token, if there is one.
    ///
    /// # Errors
    /// `bad_token` for an authorization of another kind.
    pub(crate) fn bearer(&self) -> Reply<Option<String>> {
        let Some(header) = self.header("authorization")? else { return Ok(None) };
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Ok(Some(token.trim().to_owned()))
            }
            Some(_) | None => Err(Failure::new(Code::BadToken, "authorize with a bearer token")),
        }
    }

    /// What `rate` is charged to, and the rate itself: the caller's address, or all the unknown ones together.
    pub(crate) fn address(&self, rate: Rate) -> Reply<(String, Rate)> {
        Ok(match self.from()? {
            Some(Address(number)) => (number.to_string(), rate),
            None => ("unknown".to_owned(), rate.times(self.config.limits.unknown)),
        })
    }

    /// From which address the caller comes, if one can tell.
    pub(crate) fn from(&self) -> Reply<Option<Address>> {
        let address = match &self.config.address_header {
            Some(name) => {
                let sent = self.header(name)?;
                self.doubt_address(name, sent.as_deref());
                sent.and_then(|address| address::told(&address))
            }
            None => address::peer(self.request),
        };
        Ok(address.map(|address| {
            let [a, b, c, d, e, f, ..] = self.config.signing_key.digest("dukou address", &address);
            Address(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
        }))
    }

    /// Tells the log, of each once, that the header `name` is missing, or tells of what is hardly a visitor: the
    /// operator may have named another than their proxy sends.
    fn doubt_address(&self, name: &str, sent: Option<&str>) {
        let Config { missed_address, near_address, .. } = self.config;
        match sent {
            None => {
                if !missed_address.replace(true) {
                    console_warn!("a request came without {name}: all who do count as one caller");
                }
            }
            Some(address) => {
                if address::is_near(address) && !near_address.replace(true) {
                    console_warn!(
                        "{name} told of an address of this machine or of a private network: if that is another \
                         proxy before yours, all who come by it count as one caller"
                    );
                }
            }
        }
    }

    /// A JSON body of moderate size.
    ///
    /// # Errors
    /// `unsupported_media_type`, `too_large`, `bad_request`.
    pub(crate) async fn json<T: DeserializeOwned>(&mut self) -> Reply<T> {
        self.json_within(JSON_LIMIT).await
    }

    /// A JSON body of at most `most` bytes.
    ///
    /// # Errors
    /// As [`Self::json`].
    pub(crate) async fn json_within<T: DeserializeOwned>(&mut self, most: usize) -> Reply<T> {
        let media_type = self.header("content-type")?.unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            let detail = "send application/json";
            return Err(Failure::new(Code::UnsupportedMediaType, detail));
        }
        read(&self.body(most).await?)
    }

    /// A JSON body of whatever type it is said to be, or what stands for none.
    ///
    /// # Errors
    /// `too_large`, or `bad_request`.
    pub(crate) async fn json_if_any<T: DeserializeOwned + Default>(&mut self) -> Reply<T> {
        let body = self.body(JSON_LIMIT).await?;
        if body.is_empty() { Ok(T::default()) } else { read(&body) }
    }

    /// A body of at most `most` bytes; what is longer is not read to its end.
    ///
    /// # Errors
    /// `too_large`.
    pub(crate) async fn body(&mut self, most: usize) -> Reply<Vec<u8>> {
        let too_large = || Failure::new(Code::TooLarge, format!("at most {most} bytes"));
        let announced = self.header("content-length")?.and_then(|length| length.parse().ok());
        if announced.is_some_and(|length: usize| length > most) {
            return Err(too_large());
        }
        let broken = |error: worker::Error| {
            Failure::new(Code::BadRequest, format!("the body broke: {error}"))
        };
        if announced.is_some() {
            // It ends where it was announced to end: of one in chunks the runtime shows no length
            // (RFC 9112, 6.3). Piece by piece, through a stream of JavaScript, it would cost as much
            // as the search that it asks for.
            return self.request.bytes().await.map_err(broken);
        }
        let mut body = Vec::new();
        let Ok(mut chunks) = self.request.stream() else { return Ok(body) };
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(broken)?;
            if body.len() + chunk.len() > most {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// What stands behind the question mark.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        query::pairs(&self.request.inner().url())
    }

    /// A header of the request.
    pub(crate) fn header(&self, name: &str) -> Reply<Option<String>> {
        Ok(self.request.headers().get(name)?)
    }

    /// Whether the caller reached us over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Reply<T> {
    serde_json::from_slice(body).map_err(|error| Failure::new(Code::BadRequest, error.to_string()))
}

/// A JSON body is a message and its wrapping.
const JSON_LIMIT: usize = 64 * 1024;
