//! `textDocument/codeLens`: benches are run and compared from their own lines. What a lens does is a command: the client's, where it
//! has one, which shows how it goes in a terminal; else the server's.

use std::path::Path;

use greenlight_ide::Snapshot;
use greenlight_ide::benches::{BenchRun, LensAction, arguments};
use greenlight_text::Label;
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{CodeLens, Command, Position, Range, Uri};

use crate::moment::{Moment, Texts};
use crate::settings::ResultsStyle;

/// Runs a bench: takes a [`RunBench`].
pub(crate) const RUN_BENCH: &str = "greenlight.runBench";
/// The same in the client.
pub(crate) const CLIENT_RUN_BENCH: &str = "greenlight.client.runBench";
/// Lays a bench's baselines side by side, as Markdown: takes a [`BenchPlace`].
pub(crate) const COMPARE_BENCH: &str = "greenlight.compareBench";
/// The same in the client.
pub(crate) const CLIENT_COMPARE_BENCH: &str = "greenlight.client.compareBench";
/// Names the baselines that a bench can be compared with, as an array of strings, the usual one first: takes a [`BenchPlace`].
pub(crate) const BENCH_BASELINES: &str = "greenlight.benchBaselines";

/// The command of a lens that is not to be clicked.
const TEXT_ALONE: &str = "";

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunBench {
    /// For people.
    pub(crate) label: String,
    /// Where: the workspace's root folder.
    pub(crate) folder: String,
    /// `cargo`.
    pub(crate) program: String,
    /// Its arguments, one by one.
    pub(crate) arguments: Vec<String>,
}

/// A call that defines benchmarks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BenchPlace {
    /// The document.
    pub(crate) uri: Uri,
    /// In it.
    pub(crate) position: Position,
    /// The baseline to compare with, if the user picked one of those that [`BENCH_BASELINES`] names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) against: Option<String>,
}

/// The lenses of a file.
pub(crate) fn of_file(moment: &Moment, file: &Path) -> Vec<CodeLens> {
    let mut texts = Texts::of(moment);
    let Some(uri) = moment.uri(file) else { return Vec::new() };
    let folder = moment.workspace.root().display().to_string();
    let mut lenses = Vec::new();
    if moment.settings.style == ResultsStyle::Lens {
        for hint in moment.workspace.bench_hints(file, &moment.settings.hints) {
            if let Some(range) = texts.range(file, hint.span) {
                lenses.push(lens(range, hint.label, TEXT_ALONE, None));
            }
        }
    }
    if moment.settings.no_lenses {
        return lenses;
    }
    for found in moment.workspace.bench_lenses(file) {
        let Some(range) = texts.range(file, found.span) else { continue };
        let (own, of_client, argument) = match &found.action {
            LensAction::Run(run) => (RUN_BENCH, CLIENT_RUN_BENCH, serde_json::to_value(command(run, &folder))),
            LensAction::Compare(_) => {
                let place = BenchPlace { uri: uri.clone(), position: range.start, against: None };
                (COMPARE_BENCH, CLIENT_COMPARE_BENCH, serde_json::to_value(place))
            }
        };
        let has = moment.settings.client_commands.iter().any(|command| command == of_client);
        lenses.push(lens(range, found.title, if has { of_client } else { own }, argument.ok()));
    }
    lenses
}

/// How a bench is run in the workspace of that root folder.
fn command(run: &BenchRun, folder: &str) -> RunBench {
    let arguments = arguments(run);
    let label = Label::from(format!("cargo {}", arguments.join(" "))).into_string();
    RunBench { label, folder: folder.to_owned(), program: "cargo".to_owned(), arguments }
}

/// Whether a lens of the workspace makes this command, word by word.
pub(crate) fn makes(workspace: &Snapshot, wanted: &RunBench) -> bool {
    let folder = workspace.root().display().to_string();
    workspace.checked_files().iter().flat_map(|file| workspace.bench_lenses(file)).any(|lens| match &lens.action {
        LensAction::Run(run) => command(run, &folder) == *wanted,
        LensAction::Compare(_) => false,
    })
}

/// Whether a lens says what was measured.
pub(crate) fn is_result(lens: &CodeLens) -> bool {
    lens.command.as_ref().is_some_and(|command| command.command == TEXT_ALONE)
}

fn lens(range: Range, title: Label, command: &str, argument: Option<serde_json::Value>) -> CodeLens {
    let title = title.into_string();
    let command = Command { title, command: command.to_owned(), arguments: argument.map(|argument| vec![argument]) };
    CodeLens { range, command: Some(command), data: None }
}
