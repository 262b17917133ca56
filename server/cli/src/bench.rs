//! `greenlight bench`: what was measured.

mod list;

use crate::Outcome;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    subcommand: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// List the benches of the workspace with what was saved of them, and what was saved of none
    List(list::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.subcommand {
        Subcommand::List(arguments) => list::run(arguments),
    }
}
