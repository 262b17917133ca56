//! The command that runs benchmarks, and no others. Criterion takes one id after `--exact`, since 0.5; else a filter, which is a
//! regular expression that the full id has to match somewhere.

use semver::Version;

use crate::identity::{IdPattern, Part, Piece};

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchRun {
    /// The package's name.
    pub package: String,
    /// The bench target's name.
    pub target: String,
    /// Features that the target requires and that are not on by default.
    pub features: Vec<String>,
    /// Which of its benchmarks.
    pub which: Which,
    /// The baseline to save as; `base` where none is named.
    pub baseline: Option<String>,
}

/// Which benchmarks of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that fit one of these, of a Criterion of this version; `None` where that is not known.
    Fitting(Vec<IdPattern>, Option<Version>),
    /// Those whose name has this in it: frameworks that take no regular expression.
    Named(String),
}

/// Cargo's arguments, without shell quoting.
#[must_use]
pub fn arguments(run: &BenchRun) -> Vec<String> {
    let mut arguments: Vec<String> =
        ["bench", "--package", &run.package, "--bench", &run.target].map(str::to_owned).into();
    if !run.features.is_empty() {
        arguments.extend(["--features".to_owned(), run.features.join(",")]);
    }
    let mut own = Vec::new();
    match &run.which {
        Which::All => {}
        Which::Fitting(patterns, version) => own.extend(filter(patterns, version.as_ref())),
        Which::Named(name) => own.push(name.clone()),
    }
    if let Some(baseline) = &run.baseline {
        own.extend(["--save-baseline".to_owned(), baseline.clone()]);
    }
    if !own.is_empty() {
        arguments.push("--".to_owned());
        arguments.extend(own);
    }
    arguments
}

fn filter(patterns: &[IdPattern], version: Option<&Version>) -> Vec<String> {
    let knows_exact = version.is_some_and(|version| *version >= Version::new(0, 5, 0));
    if let [pattern] = patterns
        && let Some(id) = pattern.exact()
        && knows_exact
        // It would be taken for an option.
        && !id.full().starts_with('-')
    {
        return vec!["--exact".to_owned(), id.full()];
    }
    let mut alternatives: Vec<String> = patterns.iter().map(expression).collect();
    alternatives.sort();
    alternatives.dedup();
    match &alternatives[..] {
        [one] => vec![format!("^{one}$")],
        _ => vec![format!("^({})$", alternatives.join("|"))],
    }
}

/// A regular expression for the full ids that fit.
fn expression(pattern: &IdPattern) -> String {
    let parts = [&pattern.group, &pattern.function, &pattern.value];
    let parts = parts.into_iter().filter_map(|part| match part {
        Part::Absent => None,
        Part::Literal(text) => Some(escaped(text)),
        Part::Any => Some(".*".to_owned()),
        Part::Pattern(pieces) => Some(
            pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => escaped(text),
                    Piece::Hole => ".*".to_owned(),
                })
                .collect(),
        ),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Why a baseline may not be called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineNameError {
    /// The empty name, or one with `/` or `\`: its files would lie among other benchmarks'.
    #[error("a baseline's name is the name of a folder: not empty, without `/` and `\\`, and neither `.` nor `..`")]
    NoFolder,
    /// Criterion copies the last run from a folder of that name, over itself.
    #[error("Criterion keeps its last run as `new`; a baseline of that name is emptied as it is saved")]
    New,
    /// Criterion writes other things there.
    #[error("Criterion keeps its own files in a folder of that name")]
    Taken,
}

/// Whether Criterion can save a baseline of this name.
///
/// # Errors
/// What would happen to it.
pub fn check_baseline_name(name: &str) -> Result<(), BaselineNameError> {
    match name {
        "" | "." | ".." => Err(BaselineNameError::NoFolder),
        "new" => Err(BaselineNameError::New),
        "change" | "report" => Err(BaselineNameError::Taken),
        name if name.contains(['/', '\\']) => Err(BaselineNameError::NoFolder),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(patterns: Vec<IdPattern>, version: &str) -> String {
        let run = BenchRun {
            package: "ggen-cli-lib".to_owned(),
            target: "search".to_owned(),
            features: vec!["p2p".to_owned()],
            which: Which::Fitting(patterns, Version::parse(version).ok()),
            baseline: Some("v2.4.0".to_owned()),
        };
        arguments(&run).join(" ")
    }

    fn literal(group: &str, value: Part) -> IdPattern {
        IdPattern { group: Part::Literal(group.to_owned()), function: Part::Absent, value }
    }

    #[test]
    fn one_id_is_exact_where_criterion_knows_it() {
        let one = || vec![literal("search (1000)", Part::Literal("a.b".to_owned()))];
        let before = "bench --package ggen-cli-lib --bench search --features p2p --";
        assert_eq!(run(one(), "0.5.1"), format!("{before} --exact search (1000)/a.b --save-baseline v2.4.0"));
        assert_eq!(run(one(), "0.4.0"), format!("{before} ^search \\(1000\\)/a\\.b$ --save-baseline v2.4.0"));
        assert_eq!(
            run(vec![literal("-x", Part::Absent)], "0.8.0"),
            format!("{before} ^\\-x$ --save-baseline v2.4.0"),
            "it would be an option"
        );
    }

    #[test]
    fn several_are_an_expression_that_matches_whole_ids() {
        let patterns = vec![literal("sizes", Part::Any), literal("other", Part::Absent)];
        assert!(run(patterns, "0.8.0").contains("-- ^(other|sizes/.*)$ --save"));
    }

    #[test]
    fn names_that_would_damage_results_are_refused() {
        for name in ["", "..", "a/b", "new", "change"] {
            assert!(check_baseline_name(name).is_err(), "{name}");
        }
        assert_eq!(check_baseline_name("v2.4.0"), Ok(()));
    }
}
