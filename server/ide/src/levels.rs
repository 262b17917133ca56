//! How grave a finding is: the rule's own level, the configuration's, and comments that allow one in place.

use std::collections::BTreeMap;

use greenlight_files::{LineIndex, Span};

use crate::configuration::document::Written;
use crate::rules::{Level, Rule};

/// Levels set in `greenlight.toml`, or in `[workspace.metadata.greenlight]` of the root manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Levels {
    set: BTreeMap<Rule, Level>,
}

impl Levels {
    /// Those that `[rules]` sets.
    pub(crate) fn of(rules: Option<&Written<'_>>) -> Levels {
        let table = rules.and_then(|rules| rules.get_ref().as_table());
        let named = table
            .into_iter()
            .flatten()
            .filter_map(|(name, level)| Some((name.get_ref().as_ref(), Level::by_name(level.get_ref().as_str()?)?)));
        // What is said of a rule goes before what is said of its group, in whichever order.
        let (rules, groups): (Vec<_>, Vec<_>) = named.partition(|(name, _)| Rule::by_name(name).is_some());
        let all = groups.into_iter().chain(rules);
        let set = all.flat_map(|(name, level)| Rule::named(name).map(move |rule| (rule, level))).collect();
        Levels { set }
    }

    /// The level of a finding of `rule`; `certain` says whether the default build on this host meets it.
    pub(crate) fn of_finding(&self, rule: Rule, certain: bool) -> Level {
        match self.set.get(&rule) {
            Some(&level) => level,
            None if certain => rule.description().level,
            None => rule.description().level.min(Level::Warn),
        }
    }
}

/// Whether a comment at the end of the line of `span`, or alone on the line before it, allows `rule`: in Rust
/// `// greenlight: allow(rule)`, in TOML with `#`.
pub(crate) fn allowed_by_comment(text: &str, lines: &LineIndex, span: Span, rule: Rule) -> bool {
    let line = lines.line_of(span.start);
    let of_line = |line| lines.line_span(line).map_or("", |span| &text[span.range()]);
    let before = line.checked_sub(1).map_or("", of_line).trim_start();
    let is_comment = before.starts_with("//") || before.starts_with('#');
    allows(of_line(line), rule) || (is_comment && allows(before, rule))
}

fn allows(line: &str, rule: Rule) -> bool {
    let Some((before, names)) = line.split_once("greenlight: allow(") else { return false };
    let marked = before.trim_end().ends_with("//") || before.trim_end().ends_with('#');
    let Some((names, _)) = names.split_once(')') else { return false };
    marked && names.split(',').any(|name| Rule::named(name.trim()).any(|named| named == rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str) -> bool {
        let at = text.find("use").unwrap() as u32;
        allowed_by_comment(text, &LineIndex::new(text), Span::new(at, at + 3), Rule::UnresolvedImport)
    }

    #[test]
    fn a_comment_allows_on_its_line_and_on_the_next() {
        assert!(allowed("use a::b; // greenlight: allow(unresolved-import)\n"));
        assert!(allowed("// greenlight: allow(unresolved-import)\nuse a::b;\n"));
        assert!(allowed("// greenlight: allow(imports)\nuse a::b;\n"));
        assert!(allowed("  // greenlight: allow(undeclared-feature, unresolved-import)\n  use a::b;\n"));
    }

    #[test]
    fn a_comment_about_another_rule_or_further_away_does_not() {
        assert!(!allowed("use a::b; // greenlight: allow(undeclared-feature)\n"));
        assert!(!allowed("// greenlight: allow(unresolved-import)\n\nuse a::b;\n"));
        assert!(!allowed("let x = 1; // greenlight: allow(unresolved-import)\nuse a::b;\n"));
        assert!(!allowed("use a::b; // said greenlight: allow(unresolved-import)\n"));
    }

    #[test]
    fn configuration_sets_rules_and_groups() {
        let document = crate::configuration::document::parse(
            "[rules]\nundeclared-feature = \"deny\"\nimports = \"hint\"\nprivate-import = \"allow\"\nnonsense = \"deny\"\n",
        );
        let levels = Levels::of(document.table.get("rules"));
        assert_eq!(levels.of_finding(Rule::UndeclaredFeature, false), Level::Deny);
        assert_eq!(levels.of_finding(Rule::UnresolvedImport, true), Level::Hint);
        assert_eq!(levels.of_finding(Rule::PrivateImport, true), Level::Allow);
        assert_eq!(levels.of_finding(Rule::BrokenWorkspace, true), Level::Deny);
    }

    #[test]
    fn what_the_default_build_does_not_meet_is_a_warning_at_most() {
        assert_eq!(Levels::default().of_finding(Rule::UnresolvedImport, true), Level::Deny);
        assert_eq!(Levels::default().of_finding(Rule::UnresolvedImport, false), Level::Warn);
    }
}
