//! The door: arguments lead to the terminal or to the language server. Installed or linked under the name
//! `cargo-greenlight`, it is also `cargo greenlight`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Shows what will stop a Rust release, without compiling: imports that do not resolve, modules without a file,
/// features that nobody declared, each with its fix.
#[derive(Debug, Parser)]
#[command(name = "greenlight", version, max_term_width = 120)]
#[command(after_help = "Exit code: 0 if nothing stands in the way, 1 for findings, 2 if it could not run.")]
struct Door {
    #[command(subcommand)]
    room: Room,
}

#[derive(Debug, clap::Subcommand)]
enum Room {
    #[command(flatten)]
    Terminal(greenlight_cli::Subcommand),
    /// Start the language server, which speaks on stdin and stdout
    Lsp {
        /// What editors pass by habit; there is no other way to speak
        #[arg(long, hide = true)]
        stdio: bool,
        /// Append the log to this file instead of writing it to stderr; GREENLIGHT_LOG says what is logged
        #[arg(long, value_name = "FILE")]
        log: Option<PathBuf>,
    },
}

/// Everything runs on threads with a stack of stated size: this one, those that work for it, and those that the server starts.
fn main() -> ExitCode {
    let threads = rayon::ThreadPoolBuilder::new().stack_size(greenlight_files::STACK_BYTES).build_global();
    let ended = greenlight_files::spawn("greenlight", enter).map(std::thread::JoinHandle::join);
    match (threads, ended) {
        (Ok(()), Ok(Ok(code))) => code,
        // It panicked, and has said so.
        (Ok(()), Ok(Err(_))) => ExitCode::from(101),
        (Err(_), _) | (_, Err(_)) => {
            eprintln!("error: the system lets greenlight start no threads");
            ExitCode::from(2)
        }
    }
}

fn enter() -> ExitCode {
    match Door::parse_from(without_cargo(std::env::args_os().collect())).room {
        Room::Terminal(subcommand) => greenlight_cli::run(subcommand),
        Room::Lsp { stdio: _, log } => greenlight_lsp::serve(&greenlight_lsp::Options { log }),
    }
}

/// Cargo runs `cargo-greenlight greenlight check` for `cargo greenlight check`.
fn without_cargo(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_cargos = |program: &OsString| Path::new(program).file_stem() == Some(OsStr::new("cargo-greenlight"));
    if arguments.first().is_some_and(is_cargos) && arguments.get(1).is_some_and(|name| name == "greenlight") {
        arguments.remove(1);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(arguments: &[&str]) -> Vec<OsString> {
        without_cargo(arguments.iter().map(OsString::from).collect())
    }

    #[test]
    fn the_arguments_hold_together() {
        <Door as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn under_cargo_the_subcommands_name_is_dropped() {
        assert_eq!(seen(&["/bin/cargo-greenlight", "greenlight", "check"]), ["/bin/cargo-greenlight", "check"]);
        assert_eq!(seen(&["cargo-greenlight", "check"]), ["cargo-greenlight", "check"]);
        assert_eq!(seen(&["greenlight", "greenlight"]), ["greenlight", "greenlight"]);
    }

    #[test]
    fn each_subcommand_is_reached() {
        let room = |arguments: &[&str]| Door::try_parse_from(arguments).unwrap().room;
        assert!(matches!(room(&["greenlight", "check", "-p", "a", "--format", "json", "src"]), Room::Terminal(_)));
        assert!(matches!(room(&["greenlight", "fix", "--dry-run"]), Room::Terminal(_)));
        assert!(matches!(room(&["greenlight", "explain", "E0432"]), Room::Terminal(_)));
        assert!(matches!(room(&["greenlight", "lsp", "--stdio"]), Room::Lsp { .. }));
        assert!(Door::try_parse_from(["greenlight", "check", "--manifest-path", "Cargo.toml", "src"]).is_err());
    }
}
