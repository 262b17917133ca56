//! What a place in greenlight.toml is about: keys and tables, rules, and which benchmarks a pattern means.

use std::path::Path;

use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::perf_targets::IdGlob;
use greenlight_files::Span;
use greenlight_text::{Markdown, markdown};

use super::completion::{LEVELS, around, documented, of_group, takes};
use super::grammar::{Key, Keys, Text, Value};
use super::keys::ROOT;
use super::outline;
use super::place::Place;
use crate::features::Hover;
use crate::host::Snapshot;
use crate::rules::Rule;

/// Of the benchmarks that a pattern means, so many are named.
const SHOWN: usize = 10;

impl Snapshot {
    /// What stands at `offset` bytes of the file (absolute); `None` where that is no configuration or means nothing.
    #[must_use]
    pub fn configuration_hover(&self, file: &Path, offset: u32) -> Option<Hover> {
        let is_manifest = self.may_configure(file)?;
        let text = self.text(file)?;
        let outline = outline::read(&text);
        let (span, markdown) = match around(&outline, &text, offset, is_manifest)? {
            Place::Header { span, path } => (span, of_key(&path)?),
            Place::Key { path, name, span, .. } => {
                let path: Vec<&str> = path.into_iter().chain([name]).collect();
                (span, of_key(&path)?)
            }
            Place::Value { path, span, quote: Some(_), .. } => {
                let written = text.get(span.range())?;
                (span, self.of_value(takes(&path)?, &unescaped(&text, span, written))?)
            }
            Place::Value { .. } => return None,
        };
        Some(Hover { span, markdown })
    }

    fn of_value(&self, text: Text, value: &str) -> Option<Markdown> {
        match text {
            Text::Level => {
                let (_, means) = LEVELS.into_iter().find(|(level, _)| level.name() == value)?;
                Some(markdown!("**{}**: {}", Markdown::code(value), Markdown::literal(means)))
            }
            Text::Benches => Some(self.meant_by(value)),
            _ => None,
        }
    }

    /// The benchmarks that a pattern means.
    fn meant_by(&self, pattern: &str) -> Markdown {
        let glob = IdGlob::new(pattern);
        let calls = self.bench_calls();
        let list = self.bench_list();
        let all = list.targets.iter().flat_map(|target| &target.benches).filter_map(|bench| bench.id.as_ref());
        let mut ids: Vec<String> = all.map(BenchmarkId::full).filter(|id| glob.matches(id)).collect();
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            let may = calls.calls.iter().any(|call| call.patterns().any(|pattern| glob.may_mean(pattern)));
            return match may {
                true => markdown!("It may mean benchmarks whose ids source does not tell whole"),
                false => markdown!("No bench has such an id"),
            };
        }
        let mut markdown = match ids.len() {
            1 => markdown!("It means 1 benchmark:\n"),
            count => markdown!("It means {} benchmarks:\n", count),
        };
        for id in ids.iter().take(SHOWN) {
            markdown.push(&markdown!("\n- {}", Markdown::code(id)));
        }
        if ids.len() > SHOWN {
            markdown.push(&markdown!("\n- and {} more", ids.len() - SHOWN));
        }
        markdown
    }
}

/// What the key at the path is for.
fn of_key(path: &[&str]) -> Option<Markdown> {
    let (name, path) = path.split_last()?;
    let table = ROOT.at(path.iter().copied())?;
    match table.keys {
        Keys::Rules => of_rule(name),
        Keys::Known(_) => table.key(name).map(|key| of_known(key, path)),
    }
}

fn of_known(key: &Key, path: &[&str]) -> Markdown {
    let place: Vec<&str> = path.iter().copied().chain([key.name]).collect();
    let title = match key.value {
        Value::Table(_) => markdown!("**{}**", Markdown::code(&format!("[{}]", place.join(".")))),
        Value::Tables(_) => markdown!("**{}**", Markdown::code(&format!("[[{}]]", place.join(".")))),
        value => {
            let required = if key.is_required { markdown!("; required") } else { Markdown::default() };
            markdown!("**{}**: {}{}", Markdown::code(key.name), taken(value), required)
        }
    };
    let mut markdown = markdown!("{}\n\n{}", title, documented(key));
    if let Some(table) = key.value.table().filter(|table| !table.known().is_empty()) {
        markdown.push_literal("\n");
        for key in table.known() {
            let required = if key.is_required { markdown!("; required") } else { Markdown::default() };
            markdown.push(&markdown!("\n- {}: {}{}", Markdown::code(key.name), taken(key.value), required));
        }
    }
    markdown
}

/// As [`Value::takes`], with names as code.
fn taken(value: Value) -> Markdown {
    match value {
        Value::String(text) => Markdown::literal(text.what()),
        Value::Strings(text) => markdown!("a list, each of it {}", Markdown::literal(text.what())),
        Value::Count => markdown!("a whole number, 1 or more"),
        Value::Table(table) | Value::Tables(table) => {
            markdown!("a table of {}", Markdown::codes(table.known().iter().map(|key| key.name)))
        }
    }
}

fn of_rule(name: &str) -> Option<Markdown> {
    let Some(rule) = Rule::by_name(name) else {
        let is_group = Rule::named(name).next().is_some();
        return is_group.then(|| markdown!("**{}**, a group of rules\n\n{}", Markdown::code(name), of_group(name)));
    };
    let rule = rule.description();
    let page = format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.name);
    Some(markdown!(
        "**{}**, a rule of the group {}, at {} by itself\n\nIt finds {}. {}",
        Markdown::code(rule.name),
        Markdown::code(rule.group),
        Markdown::code(rule.level.name()),
        Markdown::literal(rule.summary),
        Markdown::link(&markdown!("More about it"), &page),
    ))
}

/// The value of a string of which `written` is what stands between the quotes.
fn unescaped(text: &str, span: Span, written: &str) -> String {
    let quote = text[..span.start as usize].chars().next_back();
    let document = format!("a = {0}{written}{0}", quote.unwrap_or('"'));
    let (table, errors) = toml::de::DeTable::parse_recoverable(&document);
    let value = table.get_ref().get("a").filter(|_| errors.is_empty());
    value.and_then(|value| value.get_ref().as_str()).unwrap_or(written).to_owned()
}
