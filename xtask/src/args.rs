//! The command line. One door, a handful of options, no derive macros.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt as _};
use shared::import::Format;

use crate::bench;
use crate::build::{self, Part};
use crate::dev;
use crate::dist;
use crate::graph;
use crate::knowledge::{self, Shop};
use crate::test;

pub(crate) const HELP: &str = "\
Dukou: Chinese-first customer service, in the browser and at the edge

USAGE: cargo xtask <command> [options]

  dev       Build, start the server with the demo shop, print where to look
              --port N     listen there                           [8787]
              --host ADDR  listen on this address            [127.0.0.1]
              --data DIR   keep conversations and secrets here  [./data]
              --sites DIR  the shops' configuration files      [./sites]
              --no-build   run what is built already
              --no-seed    leave the demo shop's articles and its graph alone
  test      Check everything, or the named steps: format, licences, advisories, spelling,
            lints, lints-wasm, outside, rust, rust-wasm, faults, build, size, browser
              --schedules N  run the simulator on so many schedules  [200000]
              --fresh        fail where the list of known vulnerabilities is old
  build     Build everything, or the named parts:
              edge-worker, widget, console, reader, site
  size      Compare what ships with the budgets
  bench     Measure what ships, or the named: all, sizes, search, reader, page, edge, restart, memory
              --no-build   take what is built already
  dist      Make dist/: the server with its files, for systemd, and for Cloudflare
              --out DIR    write it there                               [./dist]
              --sites DIR  the shops that go to Cloudflare             [./sites]
              --no-build   take what is built already
              --debug      compile the server without optimising
  import PATH…  Put the articles of files and folders into a shop, in one publication
              --format F   jsonl, csv, markdown, html          [by the name]
              --dry-run    only say what would change
              --site ID    into this shop                             [demo]
              --server URL the server, https by curl [http://127.0.0.1:8787]
              --data DIR   where its secrets.json is, or set ADMIN_KEY [./data]
  export [FILE]  Write a shop's published articles, as jsonl or csv
              --format, --site, --server, --data  as above
  graph FILE  Put a .jsonl or .csv in the place of a shop's graph, tell the lines that do not fit
              --site, --server, --data  as above
  explain   Read a message a line, print what the product makes of it, as JSON
  search    Search articles, print what is found for each query, as JSON
              --articles FILE  a JSON object a line: id, title, body, perhaps tags (needed)
              --queries FILE   tab-separated with a header; the query comes first (needed)
              --graph FILE     the shop's graph, .jsonl, which is asked first
              --top N          so many articles for each                     [10]
  api       Print www/docs/api/index.html anew, from www/openapi.json and docs/PROTOCOL.md
  advisories DIR  Cut a clone of RustSec's database down to what `test advisories` reads
  password  Read a password, print its hash for a site's configuration
  help      Print this
";

/// What was asked for.
pub(crate) enum Command {
    Help,
    Api,
    /// A clone of RustSec's database.
    Advisories(PathBuf),
    Bench(bench::Options),
    Build(build::Options),
    Dev(dev::Options),
    Dist(dist::Options),
    Export(knowledge::Export),
    Graph(graph::Options),
    Import(knowledge::Import),
    Password,
    Size,
    Test(test::Options),
    /// `explain` or `search`, with the rest of the line.
    Tune(Vec<OsString>),
}

/// Reads the process's arguments.
pub(crate) fn parse() -> Result<Command> {
    let mut parser = lexopt::Parser::from_env();
    let Some(first) = parser.next()? else { return Ok(Command::Help) };
    let name = match first {
        Long("help") | Short('h') => return Ok(Command::Help),
        Value(name) => name.string()?,
        other => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "help" => Ok(Command::Help),
        "api" => nothing(parser).map(|()| Command::Api),
        "advisories" => match parser.next()? {
            Some(Value(database)) => Ok(Command::Advisories(database.into())),
            _ => bail!("name a clone of RustSec's database: cargo xtask advisories DIR"),
        },
        "bench" => bench(parser).map(Command::Bench),
        "build" => build(parser).map(Command::Build),
        "dist" => dist(parser).map(Command::Dist),
        "dev" => dev(parser).map(Command::Dev),
        "export" => export(parser).map(Command::Export),
        "graph" => graph(parser).map(Command::Graph),
        "import" => import(parser).map(Command::Import),
        "explain" | "search" => {
            let rest = parser.raw_args()?;
            Ok(Command::Tune(std::iter::once(name.into()).chain(rest).collect()))
        }
        "password" => nothing(parser).map(|()| Command::Password),
        "test" => test(parser).map(Command::Test),
        "size" => nothing(parser).map(|()| Command::Size),
        other => bail!("no command `{other}`; `cargo xtask help` lists them"),
    }
}

fn bench(mut parser: lexopt::Parser) -> Result<bench::Options> {
    let mut options = bench::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("no-build") => options.build = false,
            Value(name) => options.names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn build(mut parser: lexopt::Parser) -> Result<build::Options> {
    let mut options = build::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Value(name) => options.parts.push(name.parse_with(Part::parse)?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn dev(mut parser: lexopt::Parser) -> Result<dev::Options> {
    let mut options = dev::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("port") => options.server.port = number(&mut parser, "--port")?,
            Long("host") => options.server.host = parser.value()?.string()?,
            Long("data") => options.server.data = PathBuf::from(parser.value()?),
            Long("sites") => options.server.sites = PathBuf::from(parser.value()?),
            Long("no-build") => options.build = false,
            Long("no-seed") => options.seed = false,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn dist(mut parser: lexopt::Parser) -> Result<dist::Options> {
    let mut options = dist::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("out") => options.out = PathBuf::from(parser.value()?),
            Long("sites") => options.sites = PathBuf::from(parser.value()?),
            Long("no-build") => options.build = false,
            Long("debug") => options.debug = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn export(mut parser: lexopt::Parser) -> Result<knowledge::Export> {
    let mut options = knowledge::Export::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("format") => options.format = Some(format(&mut parser)?),
            Long(name) => {
                let name = name.to_owned();
                shop(&name, &mut parser, &mut options.shop)?;
            }
            Value(file) if options.file.is_none() => options.file = Some(file.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn import(mut parser: lexopt::Parser) -> Result<knowledge::Import> {
    let mut options = knowledge::Import::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("format") => options.format = Some(format(&mut parser)?),
            Long("dry-run") => options.dry_run = true,
            Long(name) => {
                let name = name.to_owned();
                shop(&name, &mut parser, &mut options.shop)?;
            }
            Value(path) => options.paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.paths.is_empty() {
        bail!("name a file or a folder: cargo xtask import articles.csv");
    }
    Ok(options)
}

fn graph(mut parser: lexopt::Parser) -> Result<graph::Options> {
    let mut options = graph::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long(name) => {
                let name = name.to_owned();
                shop(&name, &mut parser, &mut options.shop)?;
            }
            Value(file) if options.file.as_os_str().is_empty() => options.file = file.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.file.as_os_str().is_empty() {
        bail!("name a file: cargo xtask graph --site demo graph.jsonl");
    }
    Ok(options)
}

fn shop(name: &str, parser: &mut lexopt::Parser, shop: &mut Shop) -> Result<()> {
    match name {
        "site" => shop.site = parser.value()?.string()?,
        "server" => shop.server = parser.value()?.string()?,
        "data" => shop.data = PathBuf::from(parser.value()?),
        other => return Err(Long(other).unexpected().into()),
    }
    Ok(())
}

fn format(parser: &mut lexopt::Parser) -> Result<Format> {
    let name = parser.value()?.string()?;
    let known = Format::ALL.into_iter().find(|format| format.name() == name);
    known.with_context(|| format!("--format is jsonl, csv, markdown or html, not {name}"))
}

fn test(mut parser: lexopt::Parser) -> Result<test::Options> {
    let mut options = test::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("fresh") => options.fresh = true,
            Long("schedules") => options.schedules = Some(number(&mut parser, "--schedules")?),
            Value(name) => options.steps.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

/// The value of `option`, which is a whole number.
fn number<N: FromStr>(parser: &mut lexopt::Parser, option: &str) -> Result<N>
where
    N::Err: std::error::Error + Send + Sync + 'static,
{
    parser.value()?.parse().with_context(|| format!("{option} takes a whole number in its range"))
}

fn nothing(mut parser: lexopt::Parser) -> Result<()> {
    match parser.next()? {
        None => Ok(()),
        Some(other) => Err(other.unexpected().into()),
    }
}
