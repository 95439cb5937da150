//! The one door of this repository: `cargo xtask help` lists what is behind it.

mod api;
mod args;
mod bench;
mod build;
mod dev;
mod digest;
mod dist;
mod graph;
mod knowledge;
mod paths;
mod process;
mod progress;
mod seed;
mod size;
mod test;
mod tools;
mod transport;
mod tune;

use std::process::ExitCode;

use anyhow::{Result, bail};
use args::Command;

fn main() -> ExitCode {
    match args::parse().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    if cfg!(windows) && !matches!(command, Command::Help) {
        bail!(
            "Windows is not supported by itself: use WSL 2 (https://learn.microsoft.com/windows/wsl)"
        );
    }
    match command {
        Command::Help => {
            print!("{}", args::HELP);
            Ok(())
        }
        Command::Api => api::api(),
        Command::Advisories(database) => test::advisories::update(&database),
        Command::Bench(options) => bench::bench(&options),
        Command::Build(options) => build::build(&options),
        Command::Dev(options) => dev::dev(&options),
        Command::Dist(options) => dist::dist(&options),
        Command::Export(options) => knowledge::export(&options),
        Command::Graph(options) => graph::graph(&options),
        Command::Import(options) => knowledge::import(&options),
        Command::Tune(arguments) => tune::tune(&arguments),
        Command::Password => dukou::password(),
        Command::Test(options) => test::test(&options),
        Command::Size => {
            build::build(&build::Options::default())?;
            size::size()
        }
    }
}
