//! `--format concise`: a line a finding, as compilers print them for editors' error lists.

use std::path::Path;

use greenlight_files::Span;
use greenlight_ide::{Finding, Report, UnknownImport};

use crate::escape;
use crate::format::severity;
use crate::paths;
use crate::sources::Sources;

/// `path:line:column: error[unresolved-import]: message`, the path as seen from the folder `base`.
pub(crate) fn render(report: &Report, sources: &Sources, base: &Path, show_unknown: bool) -> String {
    let findings = report.findings.iter().map(|finding| finding_line(finding, sources, base));
    let unknown = report.unknown.iter().filter(|_| show_unknown).map(|unknown| unknown_line(unknown, sources, base));
    findings.chain(unknown).map(|line| line + "\n").collect()
}

/// A finding, without a line break.
pub(crate) fn finding_line(finding: &Finding, sources: &Sources, base: &Path) -> String {
    let place = place(&finding.file, finding.span, sources, base);
    let line = format!("{place}: {}[{}]: {}", severity(finding.level), finding.rule.name(), finding.message);
    escape::one_line(&line).into_owned()
}

/// An import that could not be decided, without a line break.
pub(crate) fn unknown_line(unknown: &UnknownImport, sources: &Sources, base: &Path) -> String {
    let UnknownImport { file, span, path, why, explanation } = unknown;
    let place = place(file, *span, sources, base);
    escape::one_line(&format!("{place}: unknown[{why}]: `{path}`: {explanation}")).into_owned()
}

/// `path:line:column`, not escaped.
pub(crate) fn place(file: &Path, span: Span, sources: &Sources, base: &Path) -> String {
    let place = sources.place(file, span.start);
    format!("{}:{}:{}", paths::relative(file, base), place.line, place.column)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::format::sample;

    #[test]
    fn a_line_a_finding() {
        let report = sample::report();
        expect![[r#"
            Cargo.toml:2:20: error[broken-workspace]: the member `registry` has no manifest
            cli/src/p2p.rs:3:33: error[unresolved-import]: unresolved import `ggen_utils::error::GgenError`
            cli/src/p2p.rs:5:7: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
        "#]]
        .assert_eq(&render(&report, &sample::sources(&report), Path::new(sample::ROOT), false));
    }

    #[test]
    fn unknown_imports_where_asked_for_and_paths_from_where_one_stands() {
        let report = Report { findings: Vec::new(), ..sample::report() };
        expect![[r#"
            ../ggen/cli/src/p2p.rs:3:25: unknown[macros]: `ggen_utils::error::Result`: `define_errors!` may define it
        "#]]
        .assert_eq(&render(&report, &sample::sources(&report), Path::new("/home/me/other"), true));
    }

    #[test]
    fn a_message_cannot_write_to_the_terminal_or_fake_a_line() {
        let finding = Finding { message: "`a\u{1b}[2J\nb.rs:1:1: error[x]: y`".into(), ..sample::member() };
        let line = finding_line(&finding, &sample::sources(&sample::report()), Path::new(sample::ROOT));
        assert_eq!(line, r"Cargo.toml:2:20: error[broken-workspace]: `a\u{1b}[2J\nb.rs:1:1: error[x]: y`");
    }
}
