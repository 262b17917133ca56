//! `greenlight bench`: what was measured.

mod compare;
mod list;
mod report;

use crate::Outcome;

pub(crate) use list::aligned;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    subcommand: Subcommand,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// List the benches of the workspace with what was saved of them, and what was saved of none
    List(list::Arguments),
    /// Compare two baselines: exits with 1 if a change is certainly above its limit, with 3 if one may be
    Compare(compare::Arguments),
    /// Write a report of all that was measured: a page to look at, or a summary for a pull request
    Report(report::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.subcommand {
        Subcommand::List(arguments) => list::run(arguments),
        Subcommand::Compare(arguments) => compare::run(arguments),
        Subcommand::Report(arguments) => report::run(arguments),
    }
}
