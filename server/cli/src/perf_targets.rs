//! `greenlight perf-targets`: what was promised.

mod import;
mod list;

use crate::Outcome;

pub(crate) use list::{Entry, entry, measurements, says};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    subcommand: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// List the performance targets of greenlight.toml, each with what was measured of it
    List(list::Arguments),
    /// Take the performance targets of a Markdown document over into greenlight.toml
    Import(import::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.subcommand {
        Subcommand::List(arguments) => list::run(arguments),
        Subcommand::Import(arguments) => import::run(arguments),
    }
}
