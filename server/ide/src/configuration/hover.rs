//! What a place in greenlight.toml is about: keys and tables, rules, and which benchmarks a pattern means.

use std::fmt::Write;
use std::path::Path;

use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::perf_targets::IdGlob;
use greenlight_files::Span;

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

    fn of_value(&self, text: Text, value: &str) -> Option<String> {
        match text {
            Text::Level => {
                let (_, means) = LEVELS.into_iter().find(|(level, _)| level.name() == value)?;
                Some(format!("**`{value}`**: {means}"))
            }
            Text::Benches => Some(self.meant_by(value)),
            _ => None,
        }
    }

    /// The benchmarks that a pattern means.
    fn meant_by(&self, pattern: &str) -> String {
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
                true => "It may mean benchmarks whose ids source does not tell whole".to_owned(),
                false => "No bench has such an id".to_owned(),
            };
        }
        let mut markdown = match ids.len() {
            1 => "It means 1 benchmark:\n".to_owned(),
            count => format!("It means {count} benchmarks:\n"),
        };
        for id in ids.iter().take(SHOWN) {
            let _ = write!(markdown, "\n- {}", code(id));
        }
        if ids.len() > SHOWN {
            let _ = write!(markdown, "\n- and {} more", ids.len() - SHOWN);
        }
        markdown
    }
}

/// What the key at the path is for.
fn of_key(path: &[&str]) -> Option<String> {
    let (name, path) = path.split_last()?;
    let table = ROOT.at(path.iter().copied())?;
    match table.keys {
        Keys::Rules => of_rule(name),
        Keys::Known(_) => table.key(name).map(|key| of_known(key, path)),
    }
}

fn of_known(key: &Key, path: &[&str]) -> String {
    let place: Vec<&str> = path.iter().copied().chain([key.name]).collect();
    let title = match key.value {
        Value::Table(_) => format!("**`[{}]`**", place.join(".")),
        Value::Tables(_) => format!("**`[[{}]]`**", place.join(".")),
        value if key.is_required => format!("**`{}`**: {}; required", key.name, value.takes()),
        value => format!("**`{}`**: {}", key.name, value.takes()),
    };
    let mut markdown = format!("{title}\n\n{}", documented(key));
    if let Some(table) = key.value.table().filter(|table| !table.known().is_empty()) {
        for key in table.known() {
            let required = if key.is_required { "; required" } else { "" };
            let _ = write!(markdown, "\n- `{}`: {}{required}", key.name, key.value.takes());
        }
        markdown = markdown.replacen("\n- ", "\n\n- ", 1);
    }
    markdown
}

fn of_rule(name: &str) -> Option<String> {
    let Some(rule) = Rule::by_name(name) else {
        return Rule::named(name).next().map(|_| format!("**`{name}`**, a group of rules\n\n{}", of_group(name)));
    };
    let rule = rule.description();
    let page = format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.name);
    Some(format!(
        "**`{}`**, a rule of the group `{}`, at `{}` by itself\n\nIt finds {}. [More about it]({page})",
        rule.name,
        rule.group,
        rule.level.name(),
        rule.summary
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

/// The text as code in Markdown, whatever it holds.
fn code(text: &str) -> String {
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace(['\n', '\r'], " "))
}
