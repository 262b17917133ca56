//! What Greenlight and rustc disagree about, in Markdown: as it is read in a terminal, and as it is pasted into a bug
//! report.

use std::path::Path;

use greenlight_run::Versions;

use super::against_cargo::{Comparison, Disagreement};
use crate::format::counted;
use crate::{escape, paths};

/// All of it, about the workspace at `root`, which `command` checked.
pub(super) fn render(comparison: &Comparison, root: &Path, command: &str, versions: &Versions) -> String {
    let mut lines = vec!["# Greenlight against rustc".to_owned(), String::new()];
    let rustc = versions.rustc.lines().next().unwrap_or_default();
    let host = versions.rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    lines.push(format!("- greenlight {}", env!("CARGO_PKG_VERSION")));
    lines.push(format!("- {} on {}", escape::one_line(rustc), escape::one_line(host)));
    lines.push(format!("- {}", escape::one_line(&versions.cargo)));
    lines.push(format!("- `{}`", escape::one_line(command)));
    lines.push(String::new());
    lines.push(match comparison.agrees() {
        true => format!("They agree: both report {}.", counted(comparison.both, "place")),
        false => format!("Both report {}.", counted(comparison.both, "place")),
    });
    list(&mut lines, "Only rustc reports", &comparison.rustc_only, root);
    list(&mut lines, "Only Greenlight reports", &comparison.greenlight_only, root);
    if !comparison.not_reached.is_empty() || comparison.not_compared > 0 {
        heading(&mut lines, "Not compared");
    }
    for target in &comparison.not_reached {
        lines.push(format!("- {}: rustc did not get that far", escape::one_line(target)));
    }
    if comparison.not_compared > 0 {
        let findings = counted(comparison.not_compared, "finding");
        lines.push(format!("- {findings} of Greenlight's in code that this `cargo check` does not compile"));
    }
    lines.join("\n") + "\n"
}

fn heading(lines: &mut Vec<String>, text: &str) {
    lines.extend([String::new(), format!("## {text}"), String::new()]);
}

fn list(lines: &mut Vec<String>, title: &str, disagreements: &[Disagreement], root: &Path) {
    if disagreements.is_empty() {
        return;
    }
    heading(lines, title);
    for one in disagreements {
        let (line, column) = one.start;
        let file = paths::relative(&one.file, root);
        let code = if one.code.is_empty() { String::new() } else { format!(" {}:", one.code) };
        let said = format!("- `{file}:{line}:{column}`:{code} {}", one.message);
        lines.push(escape::one_line(&said).into_owned());
        lines.extend(one.why.iter().map(|why| format!("  - Greenlight: {}", escape::one_line(why))));
        if !one.line.is_empty() {
            let fence = fence(&one.line);
            lines.extend([
                format!("  {fence}rust"),
                format!("  {}", escape::one_line(&one.line)),
                format!("  {fence}"),
            ]);
        }
    }
}

/// Longer than any run of backticks in `text`.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(3.max(longest + 1))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn each_disagreement_has_its_place_its_line_and_the_reason() {
        let comparison = Comparison {
            both: 1,
            rustc_only: vec![Disagreement {
                file: "/w/src/lib.rs".into(),
                start: (3, 9),
                code: "E0432".to_owned(),
                message: "unresolved import `crate::a\u{202e}` (no `a` in the root)".to_owned(),
                line: "use crate::a; // ```".to_owned(),
                why: Some("unknown (macros): a macro call in the module may define it".to_owned()),
            }],
            greenlight_only: vec![],
            not_reached: vec!["`app` (bin `app`)".to_owned()],
            not_compared: 2,
        };
        let versions = Versions {
            cargo: "cargo 1.95.0".to_owned(),
            rustc: "rustc 1.95.0\nbinary: rustc\nhost: x86_64-unknown-linux-gnu".to_owned(),
        };
        let text = render(&comparison, Path::new("/w"), "cargo check --workspace", &versions);
        expect![[r#"
            # Greenlight against rustc

            - greenlight 0.1.0
            - rustc 1.95.0 on x86_64-unknown-linux-gnu
            - cargo 1.95.0
            - `cargo check --workspace`

            Both report 1 place.

            ## Only rustc reports

            - `src/lib.rs:3:9`: E0432: unresolved import `crate::a\u{202e}` (no `a` in the root)
              - Greenlight: unknown (macros): a macro call in the module may define it
              ````rust
              use crate::a; // ```
              ````

            ## Not compared

            - `app` (bin `app`): rustc did not get that far
            - 2 findings of Greenlight's in code that this `cargo check` does not compile
        "#]]
        .assert_eq(&text);
    }
}
