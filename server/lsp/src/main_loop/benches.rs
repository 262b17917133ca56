//! Benches: what they measured, and running them. Nothing is run but on a command of the client, and only where the user
//! trusts what is open.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeLens, CodeLensParams, ExecuteCommandParams, InlayHint, InlayHintParams, LSPAny, MessageType,
};

use super::MainLoop;
use super::asking::answered;
use crate::code_lens::{self, BENCH_BASELINES, BenchPlace, COMPARE_BENCH, RUN_BENCH, RunBench};
use crate::commands::{self, BenchRan};
use crate::event::{Event, Reply, Worth};
use crate::inlay_hints::{self, BenchHintItem, BenchHintsParams};
use crate::moment::{Moment, Texts};
use crate::outbox::Message;
use crate::places;
use crate::settings::ResultsStyle;
use crate::uris::path_of;

impl MainLoop {
    pub(super) fn inlay_hints(&mut self, params: &InlayHintParams, reply: Reply<Option<Vec<InlayHint>>>) {
        let path = path_of(&params.text_document.uri);
        let path = path.filter(|_| self.client.settings.style == ResultsStyle::InlayHint);
        let Some(path) = path else {
            let _ = reply.send(Ok(None));
            return;
        };
        let (range, asked) = (params.range, self.sources_saved);
        self.ask(
            "inlay hints",
            path,
            (reply, Ok(None)),
            move |moment, path| inlay_hints::in_range(moment, path, range),
            move |hints, worth, reply| match worth {
                // A hint stands where it belongs as long as the document is the same.
                Worth::Current | Worth::Elsewhere => showing(asked, !hints.is_empty(), reply, Ok(Some(hints))),
                Worth::Modified => answered(reply, Err(Error::content_modified())),
            },
        );
    }

    pub(super) fn bench_hints(&mut self, params: &BenchHintsParams, reply: Reply<Vec<BenchHintItem>>) {
        let Some(path) = path_of(&params.text_document.uri) else {
            let _ = reply.send(Ok(Vec::new()));
            return;
        };
        let asked = self.sources_saved;
        self.ask("hints of benches", path, (reply, Ok(Vec::new())), inlay_hints::items, move |hints, worth, reply| {
            match worth {
                Worth::Current | Worth::Elsewhere => showing(asked, !hints.is_empty(), reply, Ok(hints)),
                Worth::Modified => answered(reply, Err(Error::content_modified())),
            }
        });
    }

    pub(super) fn code_lenses(&mut self, params: CodeLensParams, reply: Reply<Option<Vec<CodeLens>>>) {
        let Some(path) = path_of(&params.text_document.uri) else {
            let _ = reply.send(Ok(None));
            return;
        };
        let asked = self.sources_saved;
        self.ask("lenses", path, (reply, Ok(None)), code_lens::of_file, move |lenses, worth, reply| match worth {
            Worth::Current => showing(asked, lenses.iter().any(code_lens::is_result), reply, Ok(Some(lenses))),
            Worth::Elsewhere => Some(Event::CodeLenses(params, reply)),
            Worth::Modified => answered(reply, Err(Error::content_modified())),
        });
    }

    pub(super) fn execute(&mut self, params: ExecuteCommandParams, reply: Reply<Option<LSPAny>>) {
        let argument = params.arguments.into_iter().next().unwrap_or_default();
        match params.command.as_str() {
            RUN_BENCH => match serde_json::from_value(argument) {
                Ok(run) => self.ask_to_run(run, reply),
                Err(error) => drop(reply.send(Err(Error::invalid_params(error.to_string())))),
            },
            COMPARE_BENCH => match serde_json::from_value(argument) {
                Ok(place) => self.compare_bench(&place, reply),
                Err(error) => drop(reply.send(Err(Error::invalid_params(error.to_string())))),
            },
            BENCH_BASELINES => match serde_json::from_value(argument) {
                Ok(place) => self.bench_baselines(&place, reply),
                Err(error) => drop(reply.send(Err(Error::invalid_params(error.to_string())))),
            },
            other => drop(reply.send(Err(Error::invalid_params(format!("there is no command `{other}`"))))),
        }
    }

    /// Runs a bench if a lens of the workspace as it is makes this very command. Answered when it has been started, since it may
    /// take minutes; how it ends is told as a message.
    fn ask_to_run(&mut self, run: RunBench, reply: Reply<Option<LSPAny>>) {
        if !self.client.trusted {
            let message =
                "Greenlight runs benches only in a workspace that you trust. Your editor does not say that you do: \
                           `initializationOptions.trusted`."
                    .to_owned();
            self.send(Message::Show(MessageType::WARNING, message));
            let _ = reply.send(Ok(None));
            return;
        }
        self.flush();
        let mut workspaces = self.workspaces.snapshots().into_iter();
        let Some(workspace) = workspaces.find(|workspace| workspace.root() == Path::new(&run.folder)) else {
            let _ = reply.send(Err(not_a_bench()));
            return;
        };
        let wanted = run.clone();
        self.benches_running += 1;
        self.workers.answer(
            "whether a bench may be run",
            move || code_lens::makes(&workspace, &wanted),
            move |may| Event::MayRun(run, may == Some(true), reply),
        );
    }

    /// Runs what a lens makes.
    pub(super) fn run_bench(&mut self, run: RunBench) -> Option<LSPAny> {
        self.benches_running += 1;
        let (outbox, progress) = (self.outbox.clone(), self.client.capabilities.progress);
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let ran = BenchRan {
            folder: run.folder.clone(),
            arguments: run.arguments.clone(),
            started: since_1970.as_millis() as f64,
        };
        let done = move |_| Event::BenchEnded(ran);
        self.workers.answer("a bench", move || commands::run_bench(&run, &outbox, progress), done);
        None
    }

    /// Has written down how the results of a bench came to be that has just run on this machine. That takes the compiler's word, which
    /// is asked only where the user trusts what is open.
    pub(super) fn write_circumstances(&mut self, ran: BenchRan) {
        if !self.client.trusted {
            return;
        }
        let ended = SystemTime::now();
        let mut workspaces = self.workspaces.snapshots().into_iter();
        if let Some(workspace) = workspaces.find(|workspace| workspace.root() == Path::new(&ran.folder)) {
            self.benches_running += 1;
            self.workers.answer(
                "how results came to be",
                move || commands::write_circumstances(&workspace, &ran, ended),
                |written| Event::CircumstancesWritten(written.unwrap_or(0)),
            );
        }
    }

    fn compare_bench(&mut self, place: &BenchPlace, reply: Reply<Option<LSPAny>>) {
        let picked = place.against.clone();
        self.about_bench(COMPARE_BENCH, place, reply, move |moment, path, offset| {
            let settings = &moment.settings.hints;
            let now = SystemTime::now();
            let compared = moment.workspace.bench_comparison(path, offset, picked.as_deref(), settings, now)?;
            Some(LSPAny::String(compared.into_string()))
        });
    }

    fn bench_baselines(&mut self, place: &BenchPlace, reply: Reply<Option<LSPAny>>) {
        self.about_bench(BENCH_BASELINES, place, reply, |moment, path, offset| {
            let names = moment.workspace.bench_baselines(path, offset, &moment.settings.hints)?;
            Some(names.into())
        });
    }

    /// Answers a command about a bench with what `answer` has of it.
    fn about_bench(
        &mut self,
        command: &'static str,
        place: &BenchPlace,
        reply: Reply<Option<LSPAny>>,
        answer: impl FnOnce(&Moment, &Path, u32) -> Option<LSPAny> + Send + 'static,
    ) {
        let Some(path) = path_of(&place.uri) else {
            let _ = reply.send(Ok(None));
            return;
        };
        let position = place.position;
        let ask = move |moment: &Moment, path: &Path| {
            let offset = places::offset(&mut Texts::of(moment), path, position)?;
            answer(moment, path, offset)
        };
        let argument = serde_json::to_value(place).unwrap_or_default();
        self.ask("a comparison", path, (reply, Ok(None)), ask, move |found, worth, reply| match worth {
            Worth::Current => answered(reply, Ok(found)),
            Worth::Elsewhere => {
                let params = ExecuteCommandParams {
                    command: command.to_owned(),
                    arguments: vec![argument],
                    ..ExecuteCommandParams::default()
                };
                Some(Event::Execute(params, reply))
            }
            Worth::Modified => answered(reply, Err(Error::content_modified())),
        });
    }

    /// Has the client ask again for what it shows of results.
    pub(super) fn refresh_results(&mut self) {
        let settings = Arc::clone(&self.client.settings);
        match settings.style {
            ResultsStyle::InlayHint if self.client.capabilities.refreshes_hints => self.send(Message::RefreshHints),
            ResultsStyle::Lens if self.client.capabilities.refreshes_lenses => self.send(Message::RefreshLenses),
            ResultsStyle::Decoration => self.send(Message::RefreshDecorations),
            ResultsStyle::InlayHint | ResultsStyle::Lens | ResultsStyle::Off => {}
        }
    }
}

/// That what is to be run is nothing that a lens of the workspace makes.
pub(super) fn not_a_bench() -> Error {
    Error::invalid_params("no lens of a workspace that is open runs this; ask for the lenses again")
}

/// Answers with what may show results, found out when sources had been saved so often.
fn showing<A>(asked: u64, shows: bool, reply: Reply<A>, answer: Result<A>) -> Option<Event> {
    answered(reply, answer).or(shows.then_some(Event::ResultsShown { asked }))
}
