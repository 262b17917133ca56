//! What a document promises at a place, as Markdown: which benches it is held against, and how it stands.

use std::path::Path;

use greenlight_bench::display::{unit, with_doubt};
use greenlight_bench::perf_targets::{Dimension, Fit, NamedBench, Reading, State, fit, state};
use greenlight_text::{Markdown, markdown};

use super::DocumentPromise;
use super::held::with_condition;
use crate::benches::{HintSettings, ListedBench};
use crate::features::Hover;
use crate::host::Snapshot;

/// More benchmarks than this are counted.
const SHOWN: usize = 12;

impl Snapshot {
    /// What the document (absolute) promises at `offset` bytes, or why that cannot be read; `None` where it promises nothing.
    #[must_use]
    pub fn document_hover(&self, file: &Path, offset: u32) -> Option<Hover> {
        let documents = self.promises_in(&[file.to_owned()]);
        let contains = |span: greenlight_files::Span| span.start <= offset && offset <= span.end;
        let promises = documents.promises.iter().filter(|promise| contains(promise.target.span));
        // A sentence may have several: that whose limit is there, else the first.
        let promise =
            promises.clone().find(|promise| contains(promise.target.limit_span)).or_else(|| promises.clone().next());
        if let Some(promise) = promise {
            return Some(Hover { span: promise.target.limit_span, markdown: self.about_promise(promise) });
        }
        let unread = documents.unread.iter().find(|unread| contains(unread.span))?;
        let markdown = markdown!("{} cannot be read as a target: {}", Markdown::code(&unread.written), unread.why);
        Some(Hover { span: unread.span, markdown })
    }

    fn about_promise(&self, promise: &DocumentPromise) -> Markdown {
        let target = &promise.target;
        let mut markdown = markdown!("{} {}\n\n", with_condition(target), Markdown::code(&target.written));
        let is_time = target.must.as_ref().map(|it| it.dimension).or(target.expect.as_ref().map(|it| it.dimension));
        match (&promise.reading, is_time) {
            (_, None) => markdown.push_literal("A percentile of requests is not what Criterion measures."),
            (None, Some(Dimension::Time)) => markdown.push_literal("No bench of the workspace is about this."),
            (_, Some(Dimension::Bytes | Dimension::Share | Dimension::Number)) => {
                markdown.push_literal(
                    "Without a measurement source: benches measure time. In `greenlight.toml`, a `metric` has others.",
                );
            }
            (Some(reading), Some(Dimension::Time)) => self.benches_of(promise, reading, &mut markdown),
        }
        if let Some((name, near)) = &promise.missing {
            markdown.push(&markdown!("\n\nNo bench is called {}", Markdown::code(name)));
            if let Some(near) = near {
                markdown.push(&markdown!("; the nearest is {}", Markdown::code(near)));
            }
            markdown.push_literal(".");
        }
        markdown.push_literal("\n\nNot in the gate: only `[[perf-target]]` of `greenlight.toml` is.");
        markdown
    }

    fn benches_of(&self, promise: &DocumentPromise, reading: &Reading, markdown: &mut Markdown) {
        let list = self.bench_list();
        let fits = |(_, bench): &(bool, &ListedBench)| {
            let id = bench.id.as_ref().map(|id| NamedBench::new(id.full(), 0));
            id.is_some_and(|id| fit(&promise.target, reading, &id) >= Fit::Perhaps)
        };
        let targets = list.targets.iter().filter(|listed| promise.may_concern(&list.calls.targets[listed.target]));
        let benches = targets.flat_map(|listed| {
            let other_measurement = list.calls.targets[listed.target].other_measurement;
            listed.benches.iter().map(move |bench| (other_measurement, bench))
        });
        let mut benches: Vec<(bool, &ListedBench)> = benches.filter(fits).collect();
        // A file in two targets has each bench twice.
        benches.sort_by(|(_, one), (_, other)| one.id.cmp(&other.id));
        benches.dedup_by(|(_, one), (_, other)| one.id == other.id);
        if benches.is_empty() {
            markdown.push_literal(if promise.covered {
                "Nothing of it was measured."
            } else {
                "Not covered: no benchmark is of this amount."
            });
            return;
        }
        if matches!(reading, Reading::SomeWords(_)) {
            markdown.push_literal("Perhaps about:\n\n");
        }
        for &(other_measurement, bench) in benches.iter().take(SHOWN) {
            let Some(id) = &bench.id else { continue };
            let stands = self.stands(promise, bench, other_measurement);
            markdown.push(&markdown!("- {}: {}\n", Markdown::code(&id.full()), stands));
        }
        if benches.len() > SHOWN {
            markdown.push(&markdown!("- and {} more\n", benches.len() - SHOWN));
        }
    }

    fn stands(&self, promise: &DocumentPromise, bench: &ListedBench, other_measurement: bool) -> Markdown {
        let saved = bench.saved.as_ref();
        let Some(baseline) = saved.and_then(|saved| self.shown_baseline(saved, &HintSettings::default())) else {
            return markdown!("not measured");
        };
        let unit = unit(baseline, other_measurement);
        let measured = markdown!("{} in {}", with_doubt(&baseline.of_all_runs(), &unit), baseline.name);
        match promise.target.must.as_ref().map(|limit| state(limit, baseline, &unit)) {
            Some(State::Met) => markdown!("**met**, {}", measured),
            Some(State::Borderline) => markdown!("**borderline**, {}", measured),
            Some(State::Missed) => markdown!("**missed**, {}", measured),
            Some(State::OtherKind) => markdown!("{}, which is of another kind", measured),
            None => measured,
        }
    }
}
