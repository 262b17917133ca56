//! What was looked at, in three lines: silence is not proof, so what could not be decided is counted too.

use greenlight_ide::{Level, Report, Summary};

use crate::format::{counted, grouped};

/// The lines under the findings, each with its line break.
pub(crate) fn render(report: &Report) -> String {
    let unknown = &report.summary.imports.unknown;
    let hint = match (unknown.is_empty(), unknown.contains_key("no-source")) {
        (true, _) => "",
        (false, false) => "; see --show unknown",
        // Said once, not for each import.
        (false, true) => "; see --show unknown, and `greenlight doctor` for the sources that are missing",
    };
    format!("{}\n{}{hint}\n{}\n", findings(report), imports(&report.summary), features(&report.summary))
}

fn findings(report: &Report) -> String {
    let count = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    let counts: Vec<String> = [(Level::Deny, "error"), (Level::Warn, "warning"), (Level::Hint, "hint")]
        .into_iter()
        .map(|(level, noun)| (count(level), noun))
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .collect();
    let fixable = report.findings.iter().filter(|finding| greenlight_ide::edits::safe_fix(finding).is_some()).count();
    let fix = match fixable {
        0 => String::new(),
        count => format!("; `greenlight fix` can repair {}", grouped(count)),
    };
    let found = if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") };
    format!("{found} in {}{fix}", counted(report.summary.files, "file"))
}

/// How imports fared.
pub(crate) fn imports(summary: &Summary) -> String {
    let imports = &summary.imports;
    let unknown: usize = imports.unknown.values().sum();
    let mut line = format!("{} found, {} absent", counted(imports.found, "import"), grouped(imports.absent));
    if unknown > 0 {
        let mut reasons: Vec<(&str, usize)> = imports.unknown.iter().map(|(why, count)| (*why, *count)).collect();
        reasons.sort_by_key(|(why, count)| (std::cmp::Reverse(*count), *why));
        let reasons: Vec<String> = reasons.iter().map(|(why, count)| format!("{} {why}", grouped(*count))).collect();
        line += &format!(", {} unknown ({})", grouped(unknown), reasons.join(", "));
    }
    line
}

fn features(summary: &Summary) -> String {
    let features = &summary.features;
    format!("{} declared, {} undeclared", counted(features.declared, "feature"), grouped(features.undeclared))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::format::sample;

    #[test]
    fn findings_by_level_imports_by_outcome_and_features() {
        expect![[r#"
            2 errors, 1 warning in 214 files; `greenlight fix` can repair 2
            1,169 imports found, 1 absent, 34 unknown (21 no-source, 13 macros); see --show unknown, and `greenlight doctor` for the sources that are missing
            12 features declared, 1 undeclared
        "#]]
        .assert_eq(&render(&sample::report()));
    }

    #[test]
    fn of_a_clean_workspace() {
        expect![[r#"
            nothing found in 0 files
            0 imports found, 0 absent
            0 features declared, 0 undeclared
        "#]]
        .assert_eq(&render(&Report::default()));
    }
}
