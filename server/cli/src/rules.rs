//! `greenlight rules`: all of them, a line each.

use greenlight_ide::{Description, Rule};
use greenlight_text::json::printable;

use crate::{Outcome, colours, output};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// For people, or one JSON array
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    colours: colours::Arguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let rules: Vec<&Description> = Rule::ALL.iter().map(|rule| rule.description()).collect();
    output::print(&match arguments.format {
        Format::Human => table(&rules, arguments.colours.on_stdout()),
        Format::Json => json(&rules)?,
    })?;
    Ok(Outcome::Clear)
}

fn table(rules: &[&Description], coloured: bool) -> String {
    const HEADINGS: [&str; 5] = ["rule", "level", "group", "codes", "finds"];
    let rows: Vec<[String; 5]> = rules
        .iter()
        .map(|rule| {
            let codes = if rule.codes.is_empty() { "–".to_owned() } else { rule.codes.join(", ") };
            [rule.name.to_owned(), rule.level.name().to_owned(), rule.group.to_owned(), codes, rule.summary.to_owned()]
        })
        .collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([HEADINGS[column].len()]).max().unwrap_or(0)
    });
    let line = |cells: [&str; 5]| {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let heading = colours::paint(&line(HEADINGS), colours::STRONG, coloured);
    let rows = rows.iter().map(|row| line(std::array::from_fn(|column| row[column].as_str())));
    let lines: Vec<String> = std::iter::once(heading).chain(rows).collect();
    format!("{}\n\n`greenlight explain RULE` says more about one.\n", lines.join("\n"))
}

#[derive(serde::Serialize)]
struct Entry<'a> {
    name: &'a str,
    level: &'a str,
    group: &'a str,
    codes: &'a [&'a str],
    summary: &'a str,
}

fn json(rules: &[&Description]) -> anyhow::Result<String> {
    let entries: Vec<Entry<'_>> = rules
        .iter()
        .map(|&&Description { name, group, level, codes, summary, .. }| Entry {
            name,
            level: level.name(),
            group,
            codes,
            summary,
        })
        .collect();
    Ok(printable(&serde_json::to_string_pretty(&entries)?).into_owned() + "\n")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn all() -> Vec<&'static Description> {
        Rule::ALL.iter().map(|rule| rule.description()).collect()
    }

    #[test]
    fn every_rule_has_a_line() {
        expect![[r#"
            rule                         level  group      codes            finds
            unresolved-import            deny   imports    E0432, E0433     an import of a name that does not exist
            unresolved-crate             deny   imports    E0463            an `extern crate` that is no dependency
            private-import               deny   imports    E0603            an import of what is private elsewhere
            unresolved-module            deny   imports    E0583            a `mod name;` without a file
            undeclared-feature           warn   features   unexpected_cfgs  a cfg on a feature that the package does not have
            unknown-cfg                  warn   features   unexpected_cfgs  a cfg that nothing sets: a name or value misspelt, or a feature without `feature = `
            invalid-feature              deny   features   –                a string in Cargo.toml that should name a feature, and names none
            ungated-optional-dependency  hint   imports    –                a `use` of an optional dependency outside any feature that enables it
            unused-optional-dependency   hint   features   –                an optional dependency that no code names and no feature needs
            broken-workspace             deny   manifests  –                a manifest because of which Cargo refuses the whole workspace
            bench-harness                deny   benches    –                a bench of Criterion, divan or the like without `harness = false`
            bench-not-a-target           warn   benches    –                a bench below `benches/` that no target contains
            lib-bench-harness            hint   benches    –                a library or binary whose unit tests stop `cargo bench -- --save-baseline`
            duplicate-bench-id           warn   benches    –                two benchmarks of one id, of which the one overwrites the other's results
            perf-target-without-bench    hint   benches    –                a performance target of greenlight.toml that no bench measures
            bench-regression             warn   benches    –                a bench whose saved results got worse by more than `[limits]` allows; in the editor and the gate only
            perf-target-missed           warn   benches    –                a bench whose saved results miss a performance target; in the editor and the gate only
            invalid-configuration        warn   manifests  –                what greenlight.toml says and cannot mean: a key, a name or a value that is none

            `greenlight explain RULE` says more about one.
        "#]].assert_eq(&table(&all(), false));
    }

    #[test]
    fn as_json_each_rule_has_its_name_level_group_codes_and_summary() {
        let rules: serde_json::Value = serde_json::from_str(&json(&all()).unwrap()).unwrap();
        assert_eq!(
            rules[0],
            serde_json::json!({
                "name": "unresolved-import",
                "level": "deny",
                "group": "imports",
                "codes": ["E0432", "E0433"],
                "summary": "an import of a name that does not exist",
            })
        );
        assert_eq!(rules.as_array().unwrap().len(), Rule::ALL.len());
    }
}
