//! The edge of Dukou on the Workers runtime: gate → Room → Desk → Library.
//!
//! Everything that decides is in `shared`; what is here only carries: it reads requests, keeps
//! transcripts, holds sockets and calls from one object to another. This is the only crate that
//! knows the runtime.

mod alarm;
mod api;
mod call;
mod capacity;
mod config;
mod desk;
mod embed;
mod encoder;
mod gate;
mod library;
mod meter;
mod pages;
mod query;
mod reply;
mod room;
mod route;
mod run;
mod store;

use futures_util::future::LocalBoxFuture;
use shared::problem::Code;
use worker::{Context, Env, Request, Response, ResponseBuilder, event};

use crate::config::Config;
use crate::gate::headers::Kind;
use crate::gate::{Gate, origin};
use crate::reply::{Failure, Reply};
use crate::route::{Route, SiteRoute};

/// One request from outside.
#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    match answer(&mut request, &env).await {
        Ok(response) => Ok(response),
        Err(Failure(problem)) => {
            let mut response = api::finish(reply::problem(&problem)?, None)?;
            if problem.code == Code::MethodNotAllowed {
                response.headers_mut().set("allow", &route::methods(&request.path()))?;
            }
            Ok(response)
        }
    }
}

async fn answer(request: &mut Request, env: &Env) -> Reply {
    let route = route::parse(request.method().as_ref(), &request.path())?;
    let config = Config::of(env)?;
    let asked = origin::of_url(&request.inner().url()).to_owned();
    // Where visitors see us: a proxy may hide it from us.
    let origin = config.public_origin.clone().unwrap_or(asked);
    match route {
        Route::Health => api::health(),
        Route::Site(site, route) => {
            let site = if matches!(route, SiteRoute::Conversation(..)) {
                config.site_of_conversation(&site)?
            } else {
                config.site(&site)?
            };
            api::serve(route, Gate { request, origin, config: &config, site }, env).await
        }
        Route::Preflight(site) => {
            let site = config.site(&site)?;
            api::preflight(&Gate { request, origin, config: &config, site })
        }
        Route::Widget(site) => {
            let ancestors = &config.site(&site)?.origins;
            page(request, WIDGET, Kind::Frame { ancestors }, &origin, env).await
        }
        Route::FullPage(site) => {
            config.site(&site)?;
            page(request, WIDGET, Kind::FullPage, &origin, env).await
        }
        Route::Console => page(request, CONSOLE, Kind::Console, &origin, env).await,
        Route::File(path) => match pages::place(&path) {
            pages::Place::File(path) => {
                page(request, &path, pages::kind(&path), &origin, env).await
            }
            pages::Place::Directory(path) => {
                let response = ResponseBuilder::new().with_status(308);
                Ok(response.with_header("location", &path)?.empty())
            }
        },
    }
}

/// Behind a pointer, as the handlers of the API are: see [`api::serve`].
fn page<'a>(
    request: &'a Request,
    path: &'a str,
    kind: Kind<'a>,
    origin: &'a str,
    env: &'a Env,
) -> LocalBoxFuture<'a, Reply> {
    Box::pin(pages::serve(request, path, kind, origin::host(origin), env))
}

const WIDGET: &str = "/widget/index.html";
const CONSOLE: &str = "/console/index.html";
