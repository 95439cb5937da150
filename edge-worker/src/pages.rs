//! Pages and files: from the static root, with the headers that belong to them.
//!
//! The `disk` service of plain workerd knows neither media types nor etags, so both are made here;
//! where it keeps a `.br` beside a file, browsers get that.

use worker::{
    EncodeBody, Env, Fetcher, Headers, Method, Request, RequestInit, Response, ResponseBuilder,
};

use crate::gate::headers::{self, Kind};
use crate::reply::{Failure, Reply};
use shared::problem::Code;

/// One page or file, as `kind`. `path` is its path below the static root.
pub(crate) async fn serve(
    request: &Request,
    path: &str,
    kind: Kind<'_>,
    host: &str,
    env: &Env,
) -> Reply {
    let Some(media_type) = media_type(path) else {
        return Err(nothing(path));
    };
    let found = find(request, path, media_type, env).await?;
    let sent = Headers::new();
    for (name, value) in headers::all(kind, host) {
        sent.set(name, &value)?;
    }
    sent.set("content-type", media_type)?;
    sent.set("vary", "accept-encoding")?;
    let etag = etag(&found)?;
    if let Some(etag) = &etag {
        sent.set("etag", etag)?;
        let known = request.headers().get("if-none-match")?.unwrap_or_default();
        if known.split(',').any(|known| known.trim() == etag) {
            return Ok(ResponseBuilder::new().with_status(304).with_headers(sent).empty());
        }
    }
    if let Some(length) = found.response.headers().get("content-length")? {
        sent.set("content-length", &length)?;
    }
    let mut builder = ResponseBuilder::new().with_encode_body(EncodeBody::Automatic);
    if found.brotli {
        sent.set("content-encoding", "br")?;
        builder = builder.with_encode_body(EncodeBody::Manual);
    }
    let (_, body) = found.response.into_parts();
    Ok(builder.with_headers(sent).body(body))
}

/// What a path that names no page stands for.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// A file below the static root.
    File(String),
    /// A directory, missing its last slash.
    Directory(String),
}

/// Where `path` lies.
pub(crate) fn place(path: &str) -> Place {
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.is_empty() {
        Place::File(format!("{path}index.html"))
    } else if last.contains('.') {
        Place::File(path.to_owned())
    } else {
        Place::Directory(format!("{path}/"))
    }
}

/// How the file at `path` is served.
pub(crate) fn kind(path: &str) -> Kind<'static> {
    if path.starts_with("/assets/") {
        Kind::Hashed
    } else if path.starts_with("/demo/") {
        if path.ends_with(".html") { Kind::Shop } else { Kind::Fixed }
    } else if path.ends_with(".html") {
        Kind::Text
    } else {
        Kind::Fixed
    }
}

struct Found {
    response: Response,
    brotli: bool,
}

async fn find(request: &Request, path: &str, media_type: &str, env: &Env) -> Reply<Found> {
    let assets = env.assets("ASSETS")?;
    let accepted = request.headers().get("accept-encoding")?.unwrap_or_default();
    if compresses(media_type) && accepted.split(',').any(|coding| coding.trim() == "br") {
        let packed = fetch(&assets, &format!("{path}.br"), request.method()).await?;
        if packed.status_code() == 200 {
            return Ok(Found { response: packed, brotli: true });
        }
    }
    let plain = fetch(&assets, path, request.method()).await?;
    match plain.status_code() {
        200 => Ok(Found { response: plain, brotli: false }),
        _ => Err(nothing(path)),
    }
}

async fn fetch(assets: &Fetcher, path: &str, method: Method) -> Reply<Response> {
    let mut init = RequestInit::new();
    init.with_method(method);
    Ok(assets.fetch(format!("https://assets{path}"), Some(init)).await?)
}

/// From the file's time and length, where the store has no better one. The packed file is another
/// file with its own.
fn etag(found: &Found) -> Reply<Option<String>> {
    let headers = found.response.headers();
    if let Some(etag) = headers.get("etag")? {
        return Ok(Some(etag));
    }
    let Some(modified) = headers.get("last-modified")? else { return Ok(None) };
    let length = headers.get("content-length")?.unwrap_or_default();
    let modified: String = modified.chars().filter(char::is_ascii_alphanumeric).collect();
    Ok(Some(format!("W/\"{modified}-{length}\"")))
}

fn nothing(path: &str) -> Failure {
    Failure::new(Code::NotFound, format!("nothing is at {path}"))
}

/// The media type of a file by its ending; a file of any other kind is not served.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "bin" | "onnx" => "application/octet-stream",
        _ => return None,
    })
}

fn compresses(media_type: &str) -> bool {
    !matches!(media_type, "image/png" | "image/jpeg" | "image/webp" | "font/woff2")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_or_a_directory() {
        let check = |path: &str, expect: Place| assert_eq!(place(path), expect, "{path}");
        check("/", Place::File("/index.html".into()));
        check("/demo/", Place::File("/demo/index.html".into()));
        check("/demo", Place::Directory("/demo/".into()));
        check("/embed.js", Place::File("/embed.js".into()));
    }

    #[test]
    fn a_file_is_served_as_what_it_is() {
        assert_eq!(kind("/assets/widget-abc.wasm"), Kind::Hashed);
        assert_eq!(kind("/demo/order.html"), Kind::Shop);
        assert_eq!(kind("/demo/shop.css"), Kind::Fixed);
        assert_eq!(kind("/embed.js"), Kind::Fixed);
        assert_eq!(kind("/docs/api/index.html"), Kind::Text);
        assert_eq!(media_type("/a.wasm"), Some("application/wasm"));
        assert_eq!(media_type("/a.sqlite"), None);
    }
}
