//! `greenlight perf-targets`: what was promised.

mod list;

use crate::Outcome;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    subcommand: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// List the performance targets of greenlight.toml, each with what was measured of it
    List(list::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.subcommand {
        Subcommand::List(arguments) => list::run(arguments),
    }
}
