//! Runs Dukou on one machine: checks the shops' configuration, keeps the keys, minds workerd.
//!
//! `cargo xtask dev` is this with a build before it and the demo shop in it; `dukou` in `dist/` is
//! this alone.

mod config;
mod objects;
mod packed;
mod password;
mod place;
mod secrets;
mod sites;
mod supervisor;
mod workerd;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Result;

pub use config::{COMPATIBILITY_DATE, COMPATIBILITY_FLAGS};
pub use objects::OBJECTS;
pub use password::password;
pub use sites::{DEMO, DEMO_PASSWORD, Reach, Sites};

use secrets::Given;
use shared::secret::Secret;
use workerd::Workerd;

/// What is run: three places on disk.
#[derive(Clone, Debug)]
pub struct Files {
    /// The runtime's binary.
    pub workerd: PathBuf,
    /// The directory of `worker.mjs`, `index_bg.wasm` and `encoder.bin`.
    pub worker: PathBuf,
    /// The static root.
    pub site: PathBuf,
}

/// Where to serve, and from what.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port to listen on.
    pub port: u16,
    /// The address to listen on.
    pub host: String,
    /// Where conversations and keys are kept.
    pub data: PathBuf,
    /// Where the shops' configuration files are.
    pub sites: PathBuf,
}

/// A server about to start: what can be wrong with the surroundings has been looked at.
#[derive(Debug)]
pub struct Prepared {
    options: Options,
    data: PathBuf,
    sites: Sites,
    given: Given,
    /// Held for as long as the data is ours.
    lock: File,
}

/// Looks at address, configuration and data directory, before anybody waits for anything.
///
/// # Errors
/// In one line with the remedy: a busy port, a broken file or variable, a directory that another server uses.
pub fn prepare(options: Options) -> Result<Prepared> {
    let variable = |name: &str| std::env::var(name).ok();
    config::check_public_origin(variable("PUBLIC_ORIGIN").as_deref())?;
    config::check_address_header(variable("ADDRESS_HEADER").as_deref())?;
    let given = Given::by(variable)?;
    let sites = Sites::read(&options.sites)?;
    let data = std::path::absolute(&options.data)?;
    // Before the port: of a workerd that outlived its dukou this knows the process, which holds both.
    let lock = place::take(&data)?;
    workerd::check_address(&options.host, options.port)?;
    Ok(Prepared { options, data, sites, given, lock })
}

impl Prepared {
    /// Starts `files` and returns once the server answers; nothing where we were asked to stop before it
    /// did, which is no failure.
    ///
    /// # Errors
    /// When workerd does not start or does not become healthy; its own words are on standard error.
    pub fn start(self, files: &Files) -> Result<Option<Running>> {
        let keys = secrets::read_or_make(&self.data.join("secrets.json"), self.given.clone())?;
        let Options { host, port, .. } = &self.options;
        let written = config::write(&self.data, files, &self.sites, host, *port)?;
        // Once more: since `prepare` there may have been a build, and whoever has begun to listen meanwhile would
        // be asked for its health in the place of ours.
        workerd::check_address(host, *port)?;
        let mut workerd = Workerd::start(&files.workerd, &written, &self.data, &self.lock, &keys)?;
        let address = address(host, *port);
        let is_healthy = workerd.wait_until_healthy(&address)?;
        if is_healthy {
            supervisor::say_ready();
        }
        let running = Running { address, admin_key: keys.admin_key, prepared: self, workerd };
        Ok(is_healthy.then_some(running))
    }
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: String,
    admin_key: Secret,
    prepared: Prepared,
    workerd: Workerd,
}

impl Running {
    /// Its address for a browser on this machine, such as `http://127.0.0.1:8787`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What opens the administrative part of its API.
    #[must_use]
    pub fn admin_key(&self) -> &str {
        self.admin_key.expose()
    }

    /// Where it keeps its data.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.prepared.data
    }

    /// The shops it serves.
    #[must_use]
    pub const fn sites(&self) -> &Sites {
        &self.prepared.sites
    }

    /// Serves until Ctrl-C or a supervisor's signal, then stops workerd.
    ///
    /// # Errors
    /// When workerd gives up by itself.
    pub fn run_until_stopped(self) -> Result<()> {
        self.workerd.run_until_stopped()
    }
}

/// The address a browser on this machine uses.
fn address(host: &str, port: u16) -> String {
    match host {
        "0.0.0.0" | "::" => format!("http://127.0.0.1:{port}"),
        host if host.contains(':') => format!("http://[{host}]:{port}"),
        host => format!("http://{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_port_that_was_taken_while_something_was_built_is_told() {
        let place = std::env::temp_dir().join(format!("dukou-late-{}", std::process::id()));
        let sites = place.join("sites");
        std::fs::create_dir_all(&sites).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let (host, data) = ("127.0.0.1".to_owned(), place.join("data"));
        let prepared = prepare(Options { port: address.port(), host, data, sites }).unwrap();
        let _other = TcpListener::bind(address).unwrap();
        // What is no program does not start either, and would be told as that.
        let none = Files { workerd: place.clone(), worker: place.clone(), site: place.clone() };
        let told = format!("{:#}", prepared.start(&none).unwrap_err());
        std::fs::remove_dir_all(&place).unwrap();
        assert!(told.contains("is taken"), "{told}");
    }

    #[test]
    fn a_browser_finds_the_server_wherever_it_listens() {
        assert_eq!(address("0.0.0.0", 80), "http://127.0.0.1:80");
        assert_eq!(address("::1", 8787), "http://[::1]:8787");
        assert_eq!(address("chat.local", 8787), "http://chat.local:8787");
    }
}
