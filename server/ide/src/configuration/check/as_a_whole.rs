//! What has to hold of a table as a whole: keys that it has to have, those that exclude each other, values that do not fit
//! together.

use greenlight_files::Span;

use super::{Check, HeldLimit};
use crate::configuration::ConfiguredLimits;
use crate::configuration::document::{Tables, span_of};
use crate::configuration::grammar::{Table, share};
use crate::perf_targets::PerfTarget;

impl Check<'_> {
    /// Keys that a table has to have, and those of which it has one; `slips` are keys that are there under another name.
    pub(super) fn missing(
        &mut self,
        table: &Tables<'_>,
        grammar: &'static Table,
        called: &str,
        place: Span,
        slips: &[&str],
    ) {
        let is_there = |name: &str| table.contains_key(name) || slips.contains(&name);
        let mut missing: Vec<String> = Vec::new();
        let mut needed: Vec<&str> = Vec::new();
        for key in grammar.known() {
            if key.is_required && !is_there(key.name) {
                missing.push(format!("`{}`", key.name));
            }
            if let (Some(needs), Some((own, _))) = (key.needs, table.get_key_value(key.name))
                && !is_there(needs)
            {
                needed.push(needs);
                self.mistake(span_of(own), format!("`{}` says something of `{needs}`, and there is none", key.name));
            }
        }
        let mut chosen: Vec<(Span, &str)> =
            grammar.one_of.iter().filter_map(|&name| Some((span_of(table.get_key_value(name)?.0), name))).collect();
        chosen.sort();
        if let ([(_, first), others @ ..], false) = (&chosen[..], chosen.is_empty()) {
            for (span, other) in others {
                self.mistake(*span, format!("{called} has `{first}` already: `{other}` is another choice"));
            }
        } else if !grammar.one_of.is_empty()
            && !grammar.one_of.iter().any(|name| is_there(name) || needed.contains(name))
        {
            let names: Vec<String> = grammar.one_of.iter().map(|name| format!("`{name}`")).collect();
            missing.push(format!("one of {}", listed(&names)));
        }
        if !missing.is_empty() {
            self.mistake(place, format!("{called} lacks {}", listed(&missing)));
        }
    }

    pub(super) fn flag_below_fail(&mut self, table: &Tables<'_>, called: &str) {
        let read = |key: &str| {
            let value = table.get(key)?;
            Some((share(value.get_ref().as_str()?).ok()?, span_of(value)))
        };
        let (flag, fail) = (read("flag"), read("fail"));
        // Where one cannot be read, that is said of it.
        if table.len() > usize::from(flag.is_some()) + usize::from(fail.is_some()) {
            return;
        }
        let defaults = ConfiguredLimits::default();
        let of = if called.contains("memory") { defaults.memory } else { defaults.time };
        let percent = |share: f64| format!("{}%", (share * 1e4).round() / 1e2);
        match (flag, fail) {
            (Some((flag, span)), Some((fail, _))) if flag > fail => {
                self.mistake(span, format!("`flag` is above `fail`: {} and {}", percent(flag), percent(fail)));
            }
            (Some((flag, span)), None) if flag > of.fail => {
                self.mistake(
                    span,
                    format!("`flag` is above `fail`, which is {} where nothing is said", percent(of.fail)),
                );
            }
            (None, Some((fail, span))) if of.flag > fail => {
                self.mistake(
                    span,
                    format!("`fail` is below `flag`, which is {} where nothing is said", percent(of.flag)),
                );
            }
            _ => {}
        }
    }

    pub(super) fn own_name(&mut self, table: &Tables<'_>, called: &str) {
        let Some(name) = table.get("name") else { return };
        let Some(written) = name.get_ref().as_str().filter(|written| !written.trim().is_empty()) else { return };
        match self.names_taken.iter().any(|taken| taken == written) {
            true => self.mistake(span_of(name), format!("another {called} is called `{written}`")),
            false => self.names_taken.push(written.to_owned()),
        }
    }

    pub(super) fn limit_of_bench(&mut self, table: &Tables<'_>) {
        if let Some(must) = table.get("must") {
            self.all.limits.push(HeldLimit { target: PerfTarget::read(table), span: span_of(must) });
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.join(", "),
    }
}
