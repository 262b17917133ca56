//! What may stand in greenlight.toml: headers, the keys that a table has not yet, names of rules, and of what the workspace and its
//! saved results have.

use std::collections::BTreeSet;
use std::path::Path;

use greenlight_files::Span;
use greenlight_project::TargetKind;
use greenlight_text::{Markdown, markdown};

use super::CONFIGURATION;
use super::grammar::{Header, Key, Keys, Table, Text, Value, headers};
use super::keys::ROOT;
use super::outline::{self, Outline};
use super::place::{self, Place};
use crate::benches::BenchList;
use crate::completion::{Completion, CompletionKind};
use crate::host::Snapshot;
use crate::rules::{Level, Rule};

/// The keys that lead to the configuration in a manifest.
const IN_MANIFEST: [&str; 3] = ["workspace", "metadata", "greenlight"];

impl Snapshot {
    /// What may stand at `offset` bytes of the file (absolute); `None` where that is not the configuration.
    pub(crate) fn complete_configuration(&self, file: &Path, offset: u32) -> Option<Vec<Completion>> {
        let is_manifest = self.may_configure(file)?;
        let text = self.text(file)?;
        let outline = outline::read(&text);
        let Some(place) = around(&outline, &text, offset, is_manifest) else {
            return (!is_manifest).then(Vec::new);
        };
        Some(match place {
            Place::Header { span, .. } => to_open(&outline, span).collect(),
            Place::Key { path, name, span, others, has_equals, is_line } => {
                let headers = (is_line && !is_manifest).then(|| to_open(&outline, span));
                let table = ROOT.at(path.iter().copied());
                let keys = table.filter(|_| !path.is_empty() || is_manifest);
                let keys = keys.map(|table| keys_of(table, &others, span, has_equals, name));
                keys.into_iter().flatten().chain(headers.into_iter().flatten()).collect()
            }
            Place::Value { path, span, quote, others } => {
                let others: Vec<&str> = others.iter().flatten().filter_map(|other| text.get(other.range())).collect();
                let values = takes(&path).map(|text| self.values(text)).unwrap_or_default();
                let values = values.into_iter().filter(|(value, _)| !others.contains(&value.as_str()));
                values.map(|(value, detail)| completed(&value, detail, span, quote)).collect()
            }
        })
    }

    /// Whether the file may hold the configuration, and then whether it is a manifest.
    pub(super) fn may_configure(&self, file: &Path) -> Option<bool> {
        if file.file_name().is_some_and(|name| name == CONFIGURATION) && file.parent() == Some(self.root()) {
            return Some(false);
        }
        (file == self.workspace().root_manifest).then_some(true)
    }

    /// Texts of this kind that the workspace and what was saved have, each with what it is.
    fn values(&self, text: Text) -> Vec<(String, String)> {
        let packages = || self.workspace().packages.iter().filter(|package| package.member);
        match text {
            Text::Level => LEVELS.map(|(level, means)| (level.name().to_owned(), means.to_owned())).into(),
            Text::Package => packages().map(|package| (package.name.clone(), "package".to_owned())).collect(),
            Text::BenchTarget => {
                let of_package = |package: &std::sync::Arc<greenlight_project::Package>| {
                    let benches = package.targets.iter().filter(|target| target.kind == TargetKind::Bench);
                    let detail = format!("bench target of {}", package.name);
                    benches.map(|target| (target.name.clone(), detail.clone())).collect::<Vec<_>>()
                };
                packages().flat_map(of_package).collect()
            }
            Text::Benches => patterns(&self.bench_list()),
            Text::Metric => {
                let list = self.bench_list();
                let metrics = list.metrics.iter().flat_map(|(_, metrics)| metrics);
                metrics.map(|metric| (metric.name.clone(), value_of(metric))).collect()
            }
            Text::Baseline => baselines(&self.bench_list()),
            Text::Words | Text::Share | Text::Limit | Text::Range | Text::File | Text::Command => Vec::new(),
        }
    }
}

/// The levels, each with what it means.
pub(super) const LEVELS: [(Level, &str); 4] = [
    (Level::Allow, "not shown"),
    (Level::Hint, "worth knowing"),
    (Level::Warn, "should be looked at before a release"),
    (Level::Deny, "makes `greenlight check` fail"),
];

/// The place at `offset` by its keys from the root of the configuration; `None` where nothing can be typed, or what surrounds it
/// is no configuration.
pub(super) fn around<'o>(outline: &'o Outline, text: &str, offset: u32, is_manifest: bool) -> Option<Place<'o>> {
    let mut place = place::at(outline, text, offset)?;
    match &mut place {
        _ if !is_manifest => {}
        Place::Header { .. } => return None,
        Place::Key { path, .. } | Place::Value { path, .. } => *path = path.strip_prefix(&IN_MANIFEST)?.to_vec(),
    }
    Some(place)
}

/// What the string at the path has to be.
pub(super) fn takes(path: &[&str]) -> Option<Text> {
    let (name, path) = path.split_last()?;
    let table = ROOT.at(path.iter().copied())?;
    match table.keys {
        Keys::Rules => Some(Text::Level),
        Keys::Known(_) => table.key(name)?.value.text(),
    }
}

/// Headers that may be opened here: those of tables that are there once are not.
fn to_open(outline: &Outline, span: Span) -> impl Iterator<Item = Completion> {
    let others = outline.blocks.iter().filter_map(|block| block.header.as_ref()).filter(|header| header.span != span);
    let opened: Vec<Vec<String>> =
        others.map(|header| header.words.iter().map(|word| word.text.clone()).collect()).collect();
    let is_open = move |header: &Header| {
        let path: Vec<&str> = header.written.trim_matches(['[', ']']).split('.').collect();
        !header.is_repeated && opened.iter().any(|opened| *opened == path)
    };
    headers().into_iter().filter(move |header| !is_open(header)).map(move |header| Completion {
        label: header.written.as_str().into(),
        text: header.written,
        kind: CompletionKind::Table,
        detail: header.key.value.takes().into(),
        documentation: Some(documented(header.key)),
        span,
    })
}

/// Keys of the table but for those that are there already; the one at the cursor, `name`, is.
fn keys_of(
    table: &'static Table,
    others: &[&str],
    span: Span,
    has_equals: bool,
    name: &str,
) -> impl Iterator<Item = Completion> {
    let missing = |key: &str| key == name || !others.contains(&key);
    let completion = |name: &str, detail: String, documentation: Markdown| Completion {
        label: name.into(),
        text: if has_equals { name.to_owned() } else { format!("{name} = ") },
        kind: CompletionKind::Key,
        detail: detail.into(),
        documentation: Some(documentation),
        span,
    };
    let rules = || {
        let rules = Rule::ALL.iter().map(|rule| rule.description());
        let groups: BTreeSet<&str> = rules.clone().map(|rule| rule.group).collect();
        let rules = rules.map(|rule| {
            let detail = format!("rule of {}, {} by itself", rule.group, rule.level.name());
            completion(rule.name, detail, Markdown::literal(rule.summary))
        });
        let groups = groups.into_iter().map(|group| completion(group, "group of rules".to_owned(), of_group(group)));
        rules.chain(groups).collect()
    };
    // Arrays of tables are opened by their headers.
    let known = || table.known().iter().filter(|key| !matches!(key.value, Value::Tables(_)));
    let all: Vec<Completion> = match table.keys {
        Keys::Rules => rules(),
        Keys::Known(_) => known().map(|key| completion(key.name, key.value.takes(), documented(key))).collect(),
    };
    let here: Vec<Completion> = all.into_iter().filter(|completion| missing(&completion.label)).collect();
    here.into_iter()
}

/// What a key is for, with an example where that is a line.
pub(super) fn documented(key: &Key) -> Markdown {
    match key.example.contains('\n') || key.value.table().is_some() {
        true => Markdown::literal(key.about),
        false => markdown!("{}\n\nFor example {}", Markdown::literal(key.about), Markdown::code(key.example)),
    }
}

/// The rules of a group.
pub(super) fn of_group(group: &str) -> Markdown {
    markdown!("All of {}", Markdown::codes(Rule::named(group).map(Rule::name)))
}

/// The value as TOML has it there.
fn completed(value: &str, detail: String, span: Span, quote: Option<char>) -> Completion {
    let text = match quote {
        Some('"') => value.replace('\\', "\\\\").replace('"', "\\\""),
        Some(_) => value.to_owned(),
        None => toml_edit::Value::from(value).to_string(),
    };
    Completion {
        label: value.into(),
        text,
        kind: CompletionKind::Value,
        detail: detail.into(),
        documentation: None,
        span,
    }
}

/// Each benchmark by its full id, then each group.
fn patterns(list: &BenchList) -> Vec<(String, String)> {
    let escaped = |id: &str| id.replace('\\', "\\\\").replace('*', "\\*");
    let (mut ids, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for listed in &list.targets {
        let target = &list.calls.targets[listed.target];
        let detail = match &target.name {
            Some(name) => format!("benchmark of {name}"),
            None => format!("benchmark of {}", target.package_name),
        };
        for id in listed.benches.iter().filter_map(|bench| bench.id.as_ref()) {
            ids.insert((escaped(&id.full()), detail.clone()));
            if id.function.is_some() || id.value.is_some() {
                let depth = if id.function.is_some() && id.value.is_some() { "**" } else { "*" };
                groups.insert((format!("{}/{depth}", escaped(&id.group)), "all of the group".to_owned()));
            }
        }
    }
    ids.into_iter().chain(groups).collect()
}

/// Names of baselines, each with how many benchmarks have it.
fn baselines(list: &BenchList) -> Vec<(String, String)> {
    let linked = list.targets.iter().flat_map(|target| &target.benches).filter_map(|bench| bench.saved.as_ref());
    let all = linked.chain(&list.orphans).chain(list.ambiguous.iter().map(|(saved, _)| saved));
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for baseline in all.flat_map(|saved| &saved.baselines) {
        *counts.entry(&baseline.name).or_default() += 1;
    }
    let said = |(name, count): (&str, usize)| {
        let benchmarks = if count == 1 { "benchmark" } else { "benchmarks" };
        (name.to_owned(), format!("saved of {count} {benchmarks}"))
    };
    counts.into_iter().map(said).collect()
}

fn value_of(metric: &greenlight_bench::saved::metrics::Metric) -> String {
    match &metric.unit {
        Some(unit) => format!("{} {unit}", metric.value),
        None => metric.value.to_string(),
    }
}

#[cfg(test)]
mod tests;
