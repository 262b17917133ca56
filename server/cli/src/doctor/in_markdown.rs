//! What Greenlight and rustc disagree about, in Markdown: as it is read in a terminal, and as it is pasted into a bug
//! report.

use std::path::Path;

use greenlight_run::Versions;
use greenlight_text::{Markdown, markdown, terminal};

use super::against_cargo::{Comparison, Disagreement};
use crate::format::counted;
use crate::paths;

/// All of it, about the workspace at `root`, which `command` checked.
pub(super) fn render(comparison: &Comparison, root: &Path, command: &str, versions: &Versions) -> String {
    let mut text = markdown!("# Greenlight against rustc\n\n");
    let rustc = versions.rustc.lines().next().unwrap_or_default();
    let host = versions.rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    text.push(&markdown!("- greenlight {}\n- {} on {}\n", env!("CARGO_PKG_VERSION"), rustc, Markdown::code(host)));
    text.push(&markdown!("- {}\n- {}\n\n", versions.cargo.trim_end(), Markdown::code(command)));
    let places = counted(comparison.both, "place");
    text.push(&match comparison.agrees() {
        true => markdown!("They agree: both report {}.\n", places),
        false => markdown!("Both report {}.\n", places),
    });
    list(&mut text, "Only rustc reports", &comparison.rustc_only, root);
    list(&mut text, "Only Greenlight reports", &comparison.greenlight_only, root);
    if !comparison.not_reached.is_empty() || comparison.not_compared > 0 {
        heading(&mut text, "Not compared");
    }
    for target in &comparison.not_reached {
        text.push(&markdown!("- {}: rustc did not get that far\n", target));
    }
    if comparison.not_compared > 0 {
        let findings = counted(comparison.not_compared, "finding");
        let why = "of Greenlight's in code that this `cargo check` does not compile";
        text.push(&markdown!("- {} {}\n", findings, Markdown::literal(why)));
    }
    text.into_string()
}

fn heading(text: &mut Markdown, title: &'static str) {
    text.push(&markdown!("\n## {}\n\n", Markdown::literal(title)));
}

fn list(text: &mut Markdown, title: &'static str, disagreements: &[Disagreement], root: &Path) {
    if disagreements.is_empty() {
        return;
    }
    heading(text, title);
    for one in disagreements {
        let (line, column) = one.start;
        let place = Markdown::code(&format!("{}:{line}:{column}", paths::relative(&one.file, root)));
        let code = if one.code.is_empty() { Markdown::default() } else { markdown!(" {}:", one.code) };
        text.push(&markdown!("- {}:{} {}\n", place, code, one.message));
        if let Some(why) = &one.why {
            text.push(&markdown!("  - Greenlight: {}\n", why));
        }
        if !one.line.is_empty() {
            let block = Markdown::block("rust", &terminal::one_line(&one.line)).indented();
            text.push(&markdown!("  {}\n", block));
        }
    }
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
            - rustc 1.95.0 on `x86_64-unknown-linux-gnu`
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
