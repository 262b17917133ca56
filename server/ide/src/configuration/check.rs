//! What is wrong with the configuration as its text tells it, by the grammar: one [`Mistake`] each, whatever else is wrong. Names
//! and limits that only the workspace can judge are listed beside.

mod as_a_whole;

use greenlight_files::Span;
use toml::de::DeValue;

use super::document::{Tables, Written, span_of};
use super::grammar::{Also, Key, Keys, Table, Text, Value};
use super::keys::ROOT;
use super::said::{Quoted, found, unknown};
use crate::nearest::{Nearest, nearest};
use crate::perf_targets::PerfTarget;
use crate::rules::{Level, Rule};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Mistakes {
    /// By place.
    pub(crate) mistakes: Vec<Mistake>,
    /// Names of what the workspace has or has not.
    pub(crate) names: Vec<Named>,
    /// Limits about benches.
    pub(crate) limits: Vec<HeldLimit>,
}

/// Something that is wrong.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) replacement: Option<Replacement>,
}

/// What was probably meant.
#[derive(Debug)]
pub(crate) struct Replacement {
    /// The name.
    pub(crate) name: String,
    /// What is written in place of the mistake, as TOML.
    pub(crate) text: String,
    /// Whether nothing else is nearly as near.
    pub(crate) is_obvious: bool,
}

/// A string that names something of the workspace.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) of: Text,
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// The limit of a performance target, which may be about benches.
#[derive(Debug)]
pub(crate) struct HeldLimit {
    pub(crate) target: PerfTarget,
    /// Where `must` says it.
    pub(crate) span: Span,
}

/// Checks the configuration `table`, which stands in `text`; `errors` are those of the text as TOML.
pub(super) fn check(text: &str, table: &Tables<'_>, errors: &[(Span, String)]) -> Mistakes {
    let mut check = Check { text, names_taken: Vec::new(), all: Mistakes::default() };
    for (span, message) in errors {
        check.mistake(*span, message.clone());
    }
    check.table(table, &ROOT, "the configuration", Span::default());
    check.all.mistakes.sort_by_key(|mistake| mistake.span);
    check.all
}

/// As [`check`], of a value that should be a table.
pub(super) fn check_value(text: &str, value: &Written<'_>) -> Mistakes {
    match value.get_ref() {
        DeValue::Table(table) => check(text, table, &[]),
        other => {
            let message = format!("expected a table, found {}", found(other));
            let mistake = Mistake { span: span_of(value), message, replacement: None };
            Mistakes { mistakes: vec![mistake], ..Mistakes::default() }
        }
    }
}

struct Check<'t> {
    text: &'t str,
    /// Names of tables that have to differ.
    names_taken: Vec<String>,
    all: Mistakes,
}

impl Check<'_> {
    fn mistake(&mut self, span: Span, message: String) {
        self.all.mistakes.push(Mistake { span, message, replacement: None });
    }

    /// Something of another name was meant, perhaps `near`, which is written there as TOML has it.
    fn misnamed(&mut self, span: Span, message: &str, near: Option<Nearest<'_>>, written: impl Fn(&str) -> String) {
        let replacement = near.map(|near| Replacement {
            name: near.name.to_owned(),
            text: written(near.name),
            is_obvious: near.alone && near.nearness.is_slip(),
        });
        self.all.mistakes.push(Mistake { span, message: unknown(message, near.as_ref()), replacement });
    }

    /// A table, which messages call `called`; what is missing is told at `place`.
    fn table(&mut self, table: &Tables<'_>, grammar: &'static Table, called: &str, place: Span) {
        let mut slips: Vec<&str> = Vec::new();
        let mut entries: Vec<_> =
            table.iter().map(|(key, value)| (key.get_ref().as_ref(), span_of(key), value)).collect();
        entries.sort_by_key(|(_, span, _)| *span);
        for (name, span, value) in entries {
            match grammar.keys {
                Keys::Rules => self.rule(name, span, value),
                Keys::Known(keys) => match grammar.key(name) {
                    Some(key) => self.value(value, key, called),
                    None => {
                        let near = nearest(name, keys.iter().map(|key| key.name));
                        slips.extend(near.as_ref().map(|near| near.name));
                        self.misnamed(span, &format!("{called} has no key `{name}`"), near, |name| {
                            Quoted::Key.write(name)
                        });
                    }
                },
            }
        }
        self.missing(table, grammar, called, place, &slips);
        match grammar.also {
            Some(Also::FlagBelowFail) => self.flag_below_fail(table, called),
            Some(Also::OwnName) => self.own_name(table, called),
            Some(Also::LimitOfBench) => self.limit_of_bench(table),
            None => {}
        }
    }

    fn rule(&mut self, name: &str, span: Span, level: &Written<'_>) {
        if Rule::named(name).next().is_none() {
            let known = Rule::ALL.iter().flat_map(|rule| [rule.name(), rule.description().group]);
            let mut known: Vec<&str> = known.collect();
            known.sort_unstable();
            known.dedup();
            let near = nearest(name, known);
            self.misnamed(span, &format!("there is no rule `{name}`"), near, |name| Quoted::Key.write(name));
        }
        self.string(level, Text::Level, name);
    }

    fn value(&mut self, value: &Written<'_>, key: &'static Key, table: &str) {
        let path = match table.trim_matches(['`', '[', ']']) {
            "the configuration" => key.name.to_owned(),
            parent => format!("{parent}.{}", key.name),
        };
        match (key.value, value.get_ref()) {
            (Value::String(text), _) => self.string(value, text, key.name),
            (Value::Strings(text), DeValue::Array(values)) => {
                values.iter().for_each(|value| self.string(value, text, key.name));
            }
            (Value::Count, DeValue::Integer(integer)) => {
                let digits = integer.as_str().replace('_', "");
                if !i64::from_str_radix(&digits, integer.radix()).is_ok_and(|count| count > 0) {
                    let written = self.text.get(span_of(value).range()).unwrap_or_default();
                    self.mistake(
                        span_of(value),
                        format!("`{}` counts what is there: `{written}` is not 1 or more", key.name),
                    );
                }
            }
            (Value::Table(grammar), DeValue::Table(table)) => {
                self.table(table, grammar, &format!("`[{path}]`"), span_of(value));
            }
            (Value::Tables(grammar), DeValue::Array(tables)) => {
                for value in tables {
                    match value.get_ref() {
                        DeValue::Table(table) => self.table(table, grammar, &format!("`[[{path}]]`"), span_of(value)),
                        other => self.mistake(span_of(value), format!("expected a table, found {}", found(other))),
                    }
                }
            }
            (expected, other) => {
                let header = match expected {
                    Value::Tables(_) => format!(", `[[{path}]]`"),
                    Value::Table(_) => format!(", `[{path}]`"),
                    _ => String::new(),
                };
                let message = format!("expected {}{header}, found {}", expected.kind(), found(other));
                // A header in one pair of brackets too few.
                let header = format!("[{path}]");
                let is_header = self.text.get(span_of(value).range()) == Some(&header);
                let replacement = (is_header && matches!(expected, Value::Tables(_))).then(|| Replacement {
                    name: format!("[{header}]"),
                    text: format!("[{header}]"),
                    is_obvious: true,
                });
                self.all.mistakes.push(Mistake { span: span_of(value), message, replacement });
            }
        }
    }

    /// A string that has to be `text`, the value of `key` or one of its values.
    fn string(&mut self, value: &Written<'_>, text: Text, key: &str) {
        let span = span_of(value);
        let DeValue::String(string) = value.get_ref() else {
            return self.mistake(span, format!("expected a string, found {}", found(value.get_ref())));
        };
        if string.trim().is_empty() {
            return self.mistake(span, format!("`{key}` is empty: it takes {}", text.what()));
        }
        match text.problem(string) {
            Some(problem) if text == Text::Level => {
                let levels = [Level::Allow, Level::Hint, Level::Warn, Level::Deny].map(Level::name);
                self.misnamed(span, &problem, nearest(string, levels), |name| Quoted::Value.write(name));
            }
            Some(problem) => self.mistake(span, format!("`{key}`: {problem}")),
            None if matches!(text, Text::BenchTarget | Text::Package | Text::File) => {
                self.all.names.push(Named { of: text, name: string.to_string(), span });
            }
            None => {}
        }
    }
}
