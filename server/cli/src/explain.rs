//! `greenlight explain`: the text that stands beside a rule's code.

use greenlight_ide::{Description, Level, Rule};

use crate::format::markdown;
use crate::nearest::nearest;
use crate::{Outcome, colours, output};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// A rule, such as `unresolved-import`, or a code of rustc, such as `E0432`
    #[arg(value_name = "RULE|CODE")]
    name: String,
    #[command(flatten)]
    colours: colours::Arguments,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let rules = named(&arguments.name);
    if rules.is_empty() {
        return Err(unknown_name(&arguments.name));
    }
    let pages: Vec<String> = rules.iter().map(|rule| page(rule.description())).collect();
    output::print(&markdown::for_terminal(&pages.join("\n"), arguments.colours.on_stdout()))?;
    Ok(Outcome::Clear)
}

/// The rule of that name, or all that have that code; letter case does not matter.
fn named(name: &str) -> Vec<Rule> {
    let has_code = |rule: &&Rule| rule.description().codes.iter().any(|code| code.eq_ignore_ascii_case(name));
    match Rule::by_name(&name.to_ascii_lowercase()) {
        Some(rule) => vec![rule],
        None => Rule::ALL.iter().filter(has_code).copied().collect(),
    }
}

fn unknown_name(name: &str) -> anyhow::Error {
    let known =
        Rule::ALL.iter().flat_map(|rule| std::iter::once(rule.name()).chain(rule.description().codes.iter().copied()));
    match nearest(name, known) {
        Some(near) => {
            anyhow::anyhow!("no rule or code `{name}`; did you mean `{near}`? (`greenlight rules` lists them)")
        }
        None => anyhow::anyhow!("no rule or code `{name}`; `greenlight rules` lists them"),
    }
}

/// A rule's page, in Markdown: what `docs/rules` holds and a terminal shows.
pub(crate) fn page(rule: &Description) -> String {
    let Description { name, group, level, codes, summary, explanation } = rule;
    let codes = match codes {
        [] => String::new(),
        codes => format!(" · code `{}`", codes.join("`, `")),
    };
    format!("# {name}\n\n{summary}\n\nlevel `{}` · group `{group}`{codes}\n\n{explanation}", Level::name(*level))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // the documentation is read as it lies in the repository
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_rule_is_found_by_its_name_and_by_each_of_its_codes() {
        assert_eq!(named("unresolved-import"), [Rule::UnresolvedImport]);
        assert_eq!(named("e0433"), [Rule::UnresolvedImport]);
        assert_eq!(named("unexpected_cfgs"), [Rule::UndeclaredFeature, Rule::UnknownCfg]);
        assert_eq!(named("E0599"), []);
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_one() {
        assert_eq!(
            unknown_name("unresolved-imports").to_string(),
            "no rule or code `unresolved-imports`; did you mean `unresolved-import`? (`greenlight rules` lists them)"
        );
        assert_eq!(unknown_name("zebra").to_string(), "no rule or code `zebra`; `greenlight rules` lists them");
    }

    #[test]
    fn every_rule_says_what_it_finds_why_how_to_fix_its_limits_and_how_to_silence_it() {
        for rule in Rule::ALL {
            let headings: Vec<&str> =
                rule.description().explanation.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(
                headings,
                ["What it finds", "Example", "Why it matters", "Fixes", "Limits", "How to silence it"],
                "{}",
                rule.name()
            );
        }
    }

    /// `UPDATE_DOCS=1 cargo test -p greenlight-cli documentation` writes them anew.
    #[test]
    fn the_documentation_of_the_rules_is_their_own_text() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
        let mut expected: BTreeMap<String, String> =
            Rule::ALL.iter().map(|rule| (format!("{}.md", rule.name()), page(rule.description()))).collect();
        expected.insert("README.md".to_owned(), index());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            for (name, text) in &expected {
                greenlight_files::write(&folder.join(name), text).unwrap();
            }
        }
        let found: BTreeMap<String, String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
            .collect();
        assert_eq!(
            found, expected,
            "run `UPDATE_DOCS=1 cargo test -p greenlight-cli documentation`, and look at the change"
        );
    }

    fn index() -> String {
        let rows: String = Rule::ALL
            .iter()
            .map(|rule| {
                let Description { name, group, level, codes, summary, .. } = rule.description();
                let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
                let codes = if codes.is_empty() { "–".to_owned() } else { codes.join(", ") };
                format!("| [{name}]({name}.md) | {} | {group} | {codes} | {summary} |\n", level.name())
            })
            .collect();
        format!(
            "# Rules\n\nThese pages are written from the rules' own text; `greenlight explain RULE` prints the same.\n\n\
             | rule | level | group | codes | finds |\n| --- | --- | --- | --- | --- |\n{rows}"
        )
    }
}
