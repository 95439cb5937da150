//! `dukou`: the server, for a machine of one's own. Its files lie beside it.

use std::path::PathBuf;
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
       dukou sites [--sites DIR]
         checks the shops' configuration files, prints them as one JSON object

ENVIRONMENT
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
    let mut serves = true;
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Long("port") => options.port = parser.value()?.parse()?,
            Long("host") => options.host = parser.value()?.string()?,
            Long("data") => options.data = PathBuf::from(parser.value()?),
            Long("sites") => options.sites = PathBuf::from(parser.value()?),
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
        println!("{}", Sites::read(&options.sites)?.json());
        return Ok(());
    }
    let Some(running) = dukou::prepare(options)?.start(&files()?)? else { return Ok(()) };
    println!("listening on {}", running.address());
    if running.sites().is_empty() {
        println!("there is no shop yet: write its SITE.toml and start again");
    }
    running.run_until_stopped()
}

/// Beside the program.
fn files() -> Result<Files> {
    let program = std::env::current_exe().context("our own place")?.canonicalize()?;
    let Some(home) = program.parent() else { bail!("{} is in no directory", program.display()) };
    let workerd = home.join(format!("workerd{}", std::env::consts::EXE_SUFFIX));
    let files = Files { workerd, worker: home.join("worker"), site: home.join("site") };
    for path in [&files.workerd, &files.worker, &files.site] {
        if !path.exists() {
            bail!("{} is missing: copy the whole of dist/", path.display());
        }
    }
    Ok(files)
}
