//! For people who tune a shop: what the product makes of a text, and what its search finds.
//!
//! A program of its own, so that the everyday commands of `cargo xtask` need not compile the model.

mod explain;
mod search;

use std::io::{BufWriter, ErrorKind, stdout};
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::{Long, Value, ValueExt as _};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads us has seen enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
        None => bail!("which one: explain or search?"),
    };
    let mut out = BufWriter::new(stdout().lock());
    match command.as_str() {
        "explain" => match parser.next()? {
            None => explain::explain(std::io::stdin().lock(), &mut out),
            Some(other) => Err(other.unexpected().into()),
        },
        "search" => search::search(&search_options(parser)?, &mut out),
        other => bail!("no command `{other}`: explain or search"),
    }
}

fn search_options(mut parser: lexopt::Parser) -> Result<search::Options> {
    let (mut articles, mut graph, mut queries, mut top) = (None, None, None, 10);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("articles") => articles = Some(parser.value()?.into()),
            Long("graph") => graph = Some(parser.value()?.into()),
            Long("queries") => queries = Some(parser.value()?.into()),
            Long("top") => top = parser.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let (Some(articles), Some(queries)) = (articles, queries) else {
        bail!("search wants --articles FILE.jsonl and --queries FILE.tsv");
    };
    Ok(search::Options { articles, graph, queries, top })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    let json = error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io.or(json) == Some(ErrorKind::BrokenPipe)
}
