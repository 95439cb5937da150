//! workerd's configuration, written into the data directory for each start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use shared::site::{is_header_name, is_origin};

use crate::objects::{OBJECTS, directory};
use crate::sites::{Reach, Sites};
use crate::{Files, place};

/// The runtime's behaviour we were written against.
pub const COMPATIBILITY_DATE: &str = "2026-10-20";

/// Where that differs from what the date brings. Frames are a few hundred bytes, and compressing them
/// about doubled the memory of an idle conversation (390 KiB, without it about 200).
pub const COMPATIBILITY_FLAGS: [&str; 1] = ["no_web_socket_compression"];

/// V8 lets garbage grow to far more than all that is alive here before it looks for any, and a
/// conversation that sleeps leaves some behind, which holds memory of the runtime. 8 MiB are seven times
/// what lives on a busy server. Less: less memory, more time spent on looking.
const V8_FLAGS: [&str; 1] = ["--initial-old-space-size=8"];

/// Objects that stay in memory for as long as the server runs. The runtime would forget them after ten
/// quiet seconds: what a Meter has counted, so that whoever is refused needs but wait those, and the
/// index of a Library, which takes a second to build over many articles.
const KEPT: [&str; 2] = ["Library", "Meter"];

/// The configuration on disk.
#[derive(Debug)]
pub(crate) struct Written {
    /// `workerd.capnp`.
    pub(crate) config: PathBuf,
    /// The files that it embeds.
    pub(crate) embedded: Vec<PathBuf>,
}

/// Looks at what `PUBLIC_ORIGIN` says, which the edge would refuse to work with.
///
/// # Errors
/// When it is there and no origin as browsers write one: no page of ours would be known by it.
pub(crate) fn check_public_origin(origin: Option<&str>) -> Result<()> {
    match origin {
        None | Some("") => Ok(()),
        Some(origin) if is_origin(origin) => Ok(()),
        Some(origin) => bail!(
            "PUBLIC_ORIGIN is {origin:?}: write it as browsers do, such as https://chat.example.com, \
             in small letters, without a path, a last slash or the usual port"
        ),
    }
}

/// Looks at what `ADDRESS_HEADER` says: with a name that is none, every conversation would be refused.
///
/// # Errors
/// When it is there and no header can have that name.
pub(crate) fn check_address_header(name: Option<&str>) -> Result<()> {
    match name {
        None | Some("") => Ok(()),
        Some(name) if is_header_name(name) => Ok(()),
        Some(name) => bail!(
            "ADDRESS_HEADER is {name:?}: name the one header that your proxy writes, such as X-Real-IP"
        ),
    }
}

/// Writes `workerd.capnp` and `sites.json` into `data`.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write(
    data: &Path,
    files: &Files,
    sites: &Sites,
    host: &str,
    port: u16,
) -> Result<Written> {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let config = data.join("workerd.capnp");
    let worker = std::path::absolute(&files.worker)?;
    let site = std::path::absolute(&files.site)?;
    let objects = place::objects(data);
    let text = text(&worker, &site, &objects, &format!("{host}:{port}"), sites.reach());
    let shops = data.join("sites.json");
    for (path, text) in [(&shops, sites.json()), (&config, text)] {
        place::write(path, text.as_bytes()).with_context(|| path.display().to_string())?;
    }
    Ok(Written {
        config,
        embedded: vec![worker.join(MODULE), worker.join(WASM), worker.join(ENCODER), shops],
    })
}

fn text(worker: &Path, site: &Path, objects: &Path, address: &str, reach: Reach) -> String {
    let mut bindings = String::new();
    let mut namespaces = String::new();
    for class in OBJECTS {
        let binding = class.to_ascii_uppercase();
        // Writing to a string cannot fail.
        let _ =
            writeln!(bindings, "    (name = \"{binding}\", durableObjectNamespace = \"{class}\"),");
        let key = directory(class);
        let kept = KEPT.contains(&class);
        let _ = writeln!(
            namespaces,
            "    (className = \"{class}\", uniqueKey = \"{key}\", enableSql = true, \
             preventEviction = {kept}),"
        );
    }
    format!(
        r#"# Written anew at each start. Secrets come by the environment.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  v8Flags = {V8_FLAGS:?},
  services = [
    (name = "edge", worker = .edge),
    (name = "site", disk = (path = {site})),
    (name = "objects", disk = (path = {objects}, writable = true)),
    (name = "internet", network = (allow = {allowed}, tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = {address}, http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "{MODULE}", esModule = embed {module}),
    (name = "{WASM}", wasm = embed {wasm}),
    (name = "{ENCODER}", data = embed {encoder}),
  ],
  compatibilityDate = "{COMPATIBILITY_DATE}",
  compatibilityFlags = {COMPATIBILITY_FLAGS:?},
  bindings = [
{bindings}    (name = "ASSETS", service = "site"),
    (name = "SITES", json = embed "sites.json"),
    (name = "SIGNING_KEY", fromEnvironment = "SIGNING_KEY"),
    (name = "ADMIN_KEY", fromEnvironment = "ADMIN_KEY"),
    (name = "LIMITS", fromEnvironment = "LIMITS"),
    (name = "ADDRESS_HEADER", fromEnvironment = "ADDRESS_HEADER"),
    (name = "PUBLIC_ORIGIN", fromEnvironment = "PUBLIC_ORIGIN"),
  ],
  durableObjectNamespaces = [
{namespaces}  ],
  durableObjectStorage = (localDisk = "objects"),
);
"#,
        site = quoted(site),
        allowed = allowed(reach),
        objects = quoted(objects),
        address = format_args!("{address:?}"),
        module = quoted(&worker.join(MODULE)),
        wasm = quoted(&worker.join(WASM)),
        encoder = quoted(&worker.join(ENCODER)),
    )
}

/// Whom the edge may call: nobody, where no site has an encoder elsewhere. It makes no other calls, so what
/// can be made to call finds nothing to call.
const fn allowed(reach: Reach) -> &'static str {
    match reach {
        Reach::Nowhere => "[]",
        Reach::Public => "[\"public\"]",
        Reach::Everywhere => "[\"public\", \"private\"]",
    }
}

/// A path as a Cap'n Proto string.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

const MODULE: &str = "worker.mjs";
const WASM: &str = "index_bg.wasm";
const ENCODER: &str = "encoder.bin";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_header_is_one_or_the_server_does_not_start() {
        for good in [None, Some(""), Some("X-Real-IP")] {
            assert!(check_address_header(good).is_ok(), "{good:?}");
        }
        assert!(check_address_header(Some("X Real IP")).is_err());
    }

    #[test]
    fn a_public_origin_is_one_or_the_server_does_not_start() {
        for good in [None, Some(""), Some("https://chat.example.com"), Some("http://10.0.0.7:8080")]
        {
            assert!(check_public_origin(good).is_ok(), "{good:?}");
        }
        for bad in
            ["https://chat.example.com/", "chat.example.com", "https://Chat.example.com", "*"]
        {
            assert!(check_public_origin(Some(bad)).is_err(), "{bad}");
        }
    }
}
