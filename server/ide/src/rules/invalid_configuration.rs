//! The rule `invalid-configuration`: what greenlight.toml says and cannot mean.

use std::path::Path;

use greenlight_bench::perf_targets::Dimension;
use greenlight_files::{Span, absolute};
use greenlight_project::TargetKind;

use super::{Description, Level, Rule};
use crate::check::Draft;
use crate::configuration::grammar::Text;
use crate::configuration::said::{Quoted, unknown};
use crate::configuration::{CONFIGURATION, HeldLimit, Mistake, Named, Replacement, mistakes};
use crate::finding::{Applicability, Edit, Fix};
use crate::host::Snapshot;
use crate::nearest::nearest;
use crate::perf_targets::{PerfTarget, Subject};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "invalid-configuration",
    group: "manifests",
    level: Level::Warn,
    codes: &[],
    summary: "what greenlight.toml says and cannot mean: a key, a name or a value that is none",
    explanation: include_str!("invalid_configuration.md"),
};

/// Everything that is wrong with the workspace's configuration.
pub(crate) fn check(snapshot: &Snapshot) -> Vec<Draft> {
    let Some(file) = snapshot.configuration_file() else { return Vec::new() };
    let text = match snapshot.files().read_within(snapshot.root(), file) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("it cannot be read: {error}");
            return vec![draft(file, Mistake { span: Span::default(), message, replacement: None })];
        }
    };
    let is_manifest = file.file_name().is_none_or(|name| name != CONFIGURATION);
    let found = mistakes(&text, is_manifest);
    let names = found.names.iter().filter_map(|named| in_workspace(snapshot, named));
    let limits = found.limits.iter().filter_map(|held| of_time(snapshot, held));
    found.mistakes.into_iter().chain(names).chain(limits).map(|mistake| draft(file, mistake)).collect()
}

fn draft(file: &Path, mistake: Mistake) -> Draft {
    let fix = mistake.replacement.map(|replacement| Fix {
        title: format!("Write `{}`", replacement.name).into(),
        preferred: replacement.is_obvious,
        applicability: Applicability::Guess,
        edits: vec![Edit { file: file.to_owned(), span: mistake.span, text: replacement.text }],
    });
    Draft {
        rule: Rule::InvalidConfiguration,
        code: None,
        message: mistake.message,
        label: None,
        notes: Vec::new(),
        file: file.to_owned(),
        span: mistake.span,
        package: None,
        met: Vec::new(),
        is_warning: false,
        fixes: fix.into_iter().collect(),
    }
}

impl Snapshot {
    /// The names of the bench targets, or of the packages, of the workspace.
    fn names_of(&self, of: Text) -> Vec<&str> {
        let packages = || self.workspace().packages.iter();
        let targets = || packages().flat_map(|package| &package.targets);
        match of {
            Text::BenchTarget => {
                let benches = targets().filter(|target| target.kind == TargetKind::Bench);
                benches.map(|target| target.name.as_str()).collect()
            }
            _ => packages().map(|package| package.name.as_str()).collect(),
        }
    }

    /// Whether there are the package and the target that it names.
    pub(crate) fn has_named(&self, target: &PerfTarget) -> bool {
        let is_there = |of: Text, name: &String| self.names_of(of).contains(&name.as_str());
        target.package.as_ref().is_none_or(|name| is_there(Text::Package, name))
            && target.target.as_ref().is_none_or(|name| is_there(Text::BenchTarget, name))
    }
}

/// That the workspace has nothing of this name.
fn in_workspace(snapshot: &Snapshot, named: &Named) -> Option<Mistake> {
    if named.of == Text::File {
        let path = absolute(&snapshot.root().join(&named.name));
        let message = "a symbolic link leads out of the workspace; only files in the workspace are read".to_owned();
        let is_outside = !snapshot.files().is_within(snapshot.root(), &path);
        return is_outside.then_some(Mistake { span: named.span, message, replacement: None });
    }
    // What cannot be read may have it.
    if snapshot.workspace().packages.iter().any(|package| package.member && !package.complete) {
        return None;
    }
    let what = if named.of == Text::BenchTarget { "no bench target is called" } else { "no package is called" };
    let known = snapshot.names_of(named.of);
    if known.contains(&named.name.as_str()) {
        return None;
    }
    let near = nearest(&named.name, known);
    let replacement = near.map(|near| Replacement {
        name: near.name.to_owned(),
        text: Quoted::Value.write(near.name),
        is_obvious: near.alone && near.nearness.is_slip(),
    });
    Some(Mistake {
        span: named.span,
        message: unknown(&format!("{what} `{}`", named.name), near.as_ref()),
        replacement,
    })
}

/// That a share or an amount of memory is held against benches that measure time. A bench may have a measurement of its own; where
/// one may, or none is known that is meant, nothing is said.
fn of_time(snapshot: &Snapshot, held: &HeldLimit) -> Option<Mistake> {
    let limit = held.target.must.as_ref()?;
    let Subject::Bench(glob) = &held.target.subject else { return None };
    let what = match limit.dimension {
        Dimension::Share => "a share",
        Dimension::Bytes => "an amount of memory",
        Dimension::Time | Dimension::Number => return None,
    };
    let calls = snapshot.bench_calls();
    let mut targets = Vec::new();
    for (target, ids) in calls.calls.iter().flat_map(|call| &call.ids) {
        let within = held.target.is_within(&calls.targets[*target]);
        if within && ids.iter().any(|id| glob.may_mean(&id.pattern)) {
            targets.push(&calls.targets[*target]);
        }
    }
    if targets.is_empty() || targets.iter().any(|target| target.other_measurement) {
        return None;
    }
    let message =
        format!("a bench measures time: `{}` is {what}, which can be held against a metric only", limit.written);
    Some(Mistake { span: held.span, message, replacement: None })
}

#[cfg(test)]
mod tests;
