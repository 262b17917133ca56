//! `workspace/executeCommand`: what lenses do for clients that have no commands of their own for it.

use std::path::{Path, PathBuf};

use greenlight_run::BenchError;
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
            // Nobody reads the queue any more once the client left.
            let _ = outbox.send(Message::Progress(token.clone(), step));
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
    let _ = outbox.send(Message::Show(kind, message));
    ended.map(|_| ())
}

/// Whether it is `cargo bench` in a workspace that is open, as [`crate::code_lens`] makes it: nothing else is run.
pub(crate) fn may_be_run<'r>(run: &RunBench, mut roots: impl Iterator<Item = &'r PathBuf>) -> bool {
    let is_bench = run.program == "cargo" && run.arguments.first().is_some_and(|first| first == "bench");
    is_bench && roots.any(|root| root.as_path() == Path::new(&run.folder))
}
