//! `dukou`: the server, for a machine of one's own. Its files lie beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use dukou::{Files, Options, Sites};
use lexopt::prelude::{Long, Short, Value, ValueExt as _};

const HELP: &str = "\
Dukou: Chinese-first customer service, in the browser and at the edge

USAGE: dukou [serve] [options]
         --port N     listen there                           [8787]
         --host ADDR  listen on this address            [127.0.0.1]
         --data DIR   keep conversations and keys here     [./data]
         --sites DIR  the shops' configuration files      [./sites]
       dukou password
         reads a password, prints its hash for a shop's configuration file
       dukou sites [--sites DIR] [--out FILE]
         checks the shops' configuration files and names them;
         with --out writes them as one JSON object, as Cloudflare's door takes it,
         over one that has no other shops than these
       dukou --version

ENVIRONMENT
  SIGNING_KEY     signs what visitors and agents are known by, and
  ADMIN_KEY       opens the administrative part of the API: instead of those
                  in the data directory's secrets.json
  PUBLIC_ORIGIN   what visitors see as our origin, where a proxy hides it
  ADDRESS_HEADER  the header in which your proxy writes the caller's address
  LIMITS          rate limits, as JSON
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut options = Options {
        port: 8787,
        host: "127.0.0.1".to_owned(),
        data: PathBuf::from("data"),
        sites: PathBuf::from("sites"),
    };
    let (mut serves, mut out) = (true, None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Long("version") | Short('V') => {
                println!("{}", version());
                return Ok(());
            }
            Long("port") => options.port = parser.value()?.parse()?,
            Long("host") => options.host = parser.value()?.string()?,
            Long("data") => options.data = PathBuf::from(parser.value()?),
            Long("sites") => options.sites = PathBuf::from(parser.value()?),
            Long("out") if !serves => out = Some(PathBuf::from(parser.value()?)),
            Value(command) => match command.string()?.as_str() {
                "serve" => {}
                "sites" => serves = false,
                "password" => return dukou::password(),
                other => bail!("no command `{other}`; `dukou --help` lists them"),
            },
            other => return Err(other.unexpected().into()),
        }
    }
    if !serves {
        return sites(&Sites::read(&options.sites)?, out.as_deref());
    }
    let Some(running) = dukou::prepare(options)?.start(&files()?)? else { return Ok(()) };
    println!("{} listens on {}", version(), running.address());
    if running.sites().is_empty() {
        println!("there is no shop yet: write its SITE.toml and start again");
    }
    running.run_until_stopped()
}

/// Says that the shops' files are good, and writes them to `out` if it is named. What is in them is secret.
fn sites(sites: &Sites, out: Option<&Path>) -> Result<()> {
    match out {
        Some(out) => {
            sites.check_lost(out)?;
            sites.save(out)?;
            println!("{} holds {}", out.display(), list(sites));
            if sites.use_workers_ai() {
                println!(
                    "an [encoder] is a model of Workers AI: without \"ai\": {{ \"binding\": \"AI\" }} in \
                     wrangler.json it is not asked"
                );
            }
        }
        None if sites.is_empty() => println!("there is no shop yet"),
        None => println!("good: {}", list(sites)),
    }
    Ok(())
}

fn list(sites: &Sites) -> String {
    sites.names().collect::<Vec<_>>().join(", ")
}

/// What runs: `dukou 0.1.0 (1234567890ab)`. The commit lies beside the program, where it was told.
fn version() -> String {
    let commit = home().ok().and_then(|home| fs::read_to_string(home.join("COMMIT")).ok());
    let commit = commit.map_or_else(String::new, |commit| format!(" ({})", commit.trim()));
    format!("dukou {}{commit}", env!("CARGO_PKG_VERSION"))
}

/// Where the program lies.
fn home() -> Result<PathBuf> {
    let program = std::env::current_exe().context("our own place")?.canonicalize()?;
    match program.parent() {
        Some(home) => Ok(home.to_owned()),
        None => bail!("{} is in no directory", program.display()),
    }
}

/// Beside the program.
fn files() -> Result<Files> {
    let home = home()?;
    let workerd = home.join(format!("workerd{}", std::env::consts::EXE_SUFFIX));
    let files = Files { workerd, worker: home.join("worker"), site: home.join("site") };
    for path in [&files.workerd, &files.worker, &files.site] {
        if !path.exists() {
            bail!("{} is missing: copy the whole of dist/", path.display());
        }
    }
    Ok(files)
}
