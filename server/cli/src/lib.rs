//! The terminal: one file a subcommand, over the same snapshots that the language server answers from. A subcommand
//! reads its arguments, asks, and hands plain data to a printer in [`format`]; printers are pure functions from a
//! report to text. What goes wrong becomes one message on stderr and exit code 2.

mod bench;
mod check;
mod colours;
mod doctor;
mod explain;
mod features;
mod fix;
mod format;
mod limits;
mod nearest;
mod output;
mod paths;
mod perf_targets;
mod repair;
mod restore;
mod rules;
mod scope;
mod selection;
mod sources;
mod workspaces;

pub(crate) use greenlight_text::terminal as escape;
use std::process::ExitCode;

pub use limits::LIMITS;

/// What the terminal offers.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Report what will stop a release: imports, modules and features that do not exist
    Check(check::Arguments),
    /// Apply the fixes that need no second look
    Fix(fix::Arguments),
    /// Show the features of the workspace: declared, used, unused, undeclared
    Features(features::Arguments),
    /// Show what benchmarks measured: reads what was saved, runs nothing
    Bench(bench::Arguments),
    /// Show what was promised of benchmarks, held against what was measured
    PerfTargets(perf_targets::Arguments),
    /// Explain a rule, named as in the output (`unresolved-import`) or by its code (`E0432`)
    Explain(explain::Arguments),
    /// List the rules
    Rules(rules::Arguments),
    /// Say what was found: toolchain, workspace, sources of dependencies, configuration
    Doctor(doctor::Arguments),
}

/// How a subcommand that could run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing stands in the way: exit code 0.
    Clear,
    /// Something does: exit code 1.
    Findings,
    /// Nobody can tell: exit code 3.
    Inconclusive,
}

/// Runs a subcommand to its exit code: 0, 1, 3 where the answer is open, or 2 where it could not run, with the reason on
/// stderr.
#[must_use]
pub fn run(subcommand: Subcommand) -> ExitCode {
    let outcome = match subcommand {
        Subcommand::Check(arguments) => check::run(&arguments),
        Subcommand::Fix(arguments) => fix::run(&arguments),
        Subcommand::Features(arguments) => features::run(&arguments),
        Subcommand::Bench(arguments) => bench::run(&arguments),
        Subcommand::PerfTargets(arguments) => perf_targets::run(&arguments),
        Subcommand::Explain(arguments) => explain::run(&arguments),
        Subcommand::Rules(arguments) => rules::run(&arguments),
        Subcommand::Doctor(arguments) => doctor::run(&arguments),
    };
    match outcome {
        Ok(Outcome::Clear) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Inconclusive) => ExitCode::from(3),
        Err(error) => {
            output::tell(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_arguments_of_the_subcommands_hold_together() {
        <super::Subcommand as clap::Subcommand>::augment_subcommands(clap::Command::new("greenlight")).debug_assert();
    }
}
