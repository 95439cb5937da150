//! `cargo xtask dev`: the whole product on this machine, with the demo shop in it.

use anyhow::Result;
use dukou::{DEMO, DEMO_PASSWORD, Files, Running};

use crate::progress::say;
use crate::{build, paths, seed, tools};

/// What `dev` was asked for.
pub(crate) struct Options {
    pub(crate) server: dukou::Options,
    pub(crate) build: bool,
    pub(crate) seed: bool,
}

impl Default for Options {
    fn default() -> Self {
        let server = dukou::Options {
            port: 8787,
            host: "127.0.0.1".to_owned(),
            data: paths::root().join("data"),
            sites: paths::root().join("sites"),
        };
        Self { server, build: true, seed: true }
    }
}

/// Builds, serves until asked to stop, stops cleanly.
///
/// # Errors
/// In one line with the remedy: a busy port, a missing tool, a broken configuration file.
pub(crate) fn dev(options: &Options) -> Result<()> {
    // What is wrong with the surroundings is said before anybody waits for a build.
    let prepared = dukou::prepare(options.server.clone())?;
    if options.build {
        build::build(&build::Options::default())?;
    }
    say("Starting", "workerd");
    let Some(server) = prepared.start(&files()?)? else { return Ok(()) };
    if options.seed && server.sites().has(DEMO) {
        seed::demo(&server)?;
    }
    announce(&server);
    server.run_until_stopped()
}

/// What was built, and the runtime that npm brought.
pub(crate) fn files() -> Result<Files> {
    Ok(Files { workerd: tools::workerd()?, worker: paths::worker(), site: paths::site() })
}

fn announce(server: &Running) {
    let address = server.address();
    println!();
    say("Shop", &format!("{address}/demo/"));
    say("Console", &format!("{address}/console/"));
    for agent in server.sites().agents(DEMO) {
        say("", &format!("sign in to {DEMO} as {agent}, password {DEMO_PASSWORD}"));
    }
    say("API", &format!("{address}/openapi.json, to read: {address}/docs/api/"));
    say("Stop", "Ctrl-C");
}
