//! `workspace/executeCommand`: what lenses do for clients that have no commands of their own for it.

use std::path::Path;
use std::time::{Duration, SystemTime};

use greenlight_ide::Snapshot;
use greenlight_ide::benches::saved::{Circumstances, circumstances};
use greenlight_run::BenchError;
use serde::Deserialize;
use tower_lsp::ls_types::{
    MessageType, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use crate::code_lens::RunBench;
use crate::outbox::{Message, Outbox};

/// Runs a bench to its end, which may take minutes. What it prints goes to the log; the user sees what is being measured,
/// and how it ended.
pub(crate) fn run_bench(run: &RunBench, outbox: &Outbox, shows_progress: bool) -> Result<(), BenchError> {
    let token = format!("greenlight/bench/{}", run.label);
    let progress = |step: WorkDoneProgress| {
        if shows_progress {
            outbox.send(Message::Progress(token.clone(), step));
        }
    };
    progress(WorkDoneProgress::Begin(WorkDoneProgressBegin {
        title: "Bench".to_owned(),
        message: Some(run.label.clone()),
        cancellable: Some(false),
        percentage: None,
    }));
    let ended = greenlight_run::bench(Path::new(&run.folder), &run.arguments, |line| {
        tracing::info!("{line}");
        let step = WorkDoneProgressReport { message: Some(line.to_owned()), ..WorkDoneProgressReport::default() };
        progress(WorkDoneProgress::Report(step));
    });
    progress(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
    let (kind, message) = match &ended {
        Ok(measured) if measured.is_empty() => (
            MessageType::WARNING,
            format!("`{}` ran no benchmark: no id matches, or none of that name is there any more", run.label),
        ),
        // The hints have them all.
        Ok(measured) if measured.len() > 3 => {
            (MessageType::INFO, format!("{} benchmarks were measured by `{}`", measured.len(), run.label))
        }
        Ok(measured) => (MessageType::INFO, measured.join("; ")),
        Err(error) => (MessageType::ERROR, format!("`{}`: {error}", run.label)),
    };
    outbox.send(Message::Show(kind, message));
    ended.map(|_| ())
}

/// A bench that has run: `greenlight/resultsChanged` may say so of one that the client ran.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct BenchRan {
    /// Where: the workspace's root folder.
    pub(crate) folder: String,
    /// Of Cargo.
    pub(crate) arguments: Vec<String>,
    /// When it was started, in milliseconds since 1970.
    pub(crate) started: f64,
}

impl BenchRan {
    /// What stands behind an option of Cargo's; what the bench itself takes is not looked at.
    fn option(&self, name: &str) -> Option<&str> {
        let of_cargo = self.arguments.split(|argument| argument == "--").next().unwrap_or_default();
        of_cargo.windows(2).find(|pair| pair[0] == name).map(|pair| pair[1].as_str())
    }
}

/// File systems tell when a file was written by a clock of their own, which may be behind: that of Linux by some milliseconds, since it
/// moves with the timer; that of FAT by two seconds. No bench is measured in so short a time.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// Writes down how the results came to be that this run has saved, so that they are not compared with those of another machine or
/// compiler. How many they were. Of what else was saved meanwhile nobody knows how it was built, and nothing is written.
pub(crate) fn write_circumstances(workspace: &Snapshot, ran: &BenchRan, ended: SystemTime) -> usize {
    let (Some(package), Some(target)) = (ran.option("--package"), ran.option("--bench")) else { return 0 };
    let milliseconds = if ran.started.is_finite() { ran.started.max(0.0) as u64 } else { return 0 };
    let started = Duration::from_millis(milliseconds).saturating_sub(COARSEST_CLOCK);
    let Some(since) = SystemTime::UNIX_EPOCH.checked_add(started) else { return 0 };
    let found = workspace.results_without_circumstances((package, target), (since, ended));
    if found.is_empty() {
        return 0;
    }
    let rustc = match greenlight_run::rustc_version(workspace.root()) {
        Ok(rustc) => rustc,
        Err(error) => {
            tracing::warn!("how results came to be is not written down: {error}");
            return 0;
        }
    };
    let host = greenlight_run::host();
    let mut written = 0;
    for (folder, criterion) in found {
        let circumstances = Circumstances {
            host: host.clone(),
            profile: ran.option("--profile").unwrap_or("bench").to_owned(),
            rustc: rustc.clone(),
            criterion: criterion.to_string(),
        };
        let file = folder.join(circumstances::FILE);
        match greenlight_files::write(&file, &circumstances::written(&circumstances)) {
            Ok(()) => written += 1,
            Err(error) => tracing::warn!("{}: {error}", file.display()),
        }
    }
    written
}
