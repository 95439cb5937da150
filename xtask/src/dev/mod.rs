//! `cargo xtask dev`: the whole product on this machine, with the demo shop in it.

mod config;
mod secrets;
mod seed;
mod server;
mod sites;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::progress::say;
use crate::{build, paths};
use server::Server;

/// What `dev` was asked for.
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) host: String,
    pub(crate) data: PathBuf,
    pub(crate) sites: PathBuf,
    pub(crate) build: bool,
    pub(crate) seed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8787,
            host: "127.0.0.1".to_owned(),
            data: paths::root().join("data"),
            sites: paths::root().join("sites"),
            build: true,
            seed: true,
        }
    }
}

/// Builds, serves until asked to stop, stops cleanly.
///
/// # Errors
/// In one line with the remedy: a busy port, a missing tool, a broken configuration file.
pub(crate) fn dev(options: &Options) -> Result<()> {
    // What is wrong with the surroundings is said before anybody waits for a build.
    server::check_address(&options.host, options.port)?;
    let sites = sites::read(&options.sites)?;
    let data = std::path::absolute(&options.data)?;
    fs::create_dir_all(&data).with_context(|| format!("--data {}", data.display()))?;
    let _lock = server::lock(&data)?;
    if options.build {
        build::build(&build::Options::default())?;
    }
    let secrets = secrets::read_or_make(&data.join("secrets.json"))?;
    let config = config::write(&data, &sites, &options.host, options.port)?;
    let mut server = Server::start(&config, &data, &secrets)?;
    let address = address(&options.host, options.port);
    server.wait_until_healthy(&address)?;
    if options.seed {
        seed::demo(&address, &secrets.admin_key, &data)?;
    }
    announce(&address, &sites);
    server.run_until_stopped()
}

/// The address a browser on this machine uses.
fn address(host: &str, port: u16) -> String {
    match host {
        "0.0.0.0" | "::" => format!("http://127.0.0.1:{port}"),
        host if host.contains(':') => format!("http://[{host}]:{port}"),
        host => format!("http://{host}:{port}"),
    }
}

fn announce(address: &str, sites: &sites::Sites) {
    println!();
    say("Shop", &format!("{address}/demo/"));
    say("Console", &format!("{address}/console/"));
    for sign_in in sites.demo_sign_ins() {
        say("", &format!("sign in as {sign_in}"));
    }
    say("API", &format!("{address}/openapi.json, to read: {address}/docs/api"));
    say("Stop", "Ctrl-C");
}
