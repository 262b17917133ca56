//! `--format json`: one object, described by `docs/check.schema.json`. Positions are 1-based, columns count Unicode
//! scalar values, ends are exclusive, `bytes` are offsets into the file; files are relative to `root`, with `/`.

use std::collections::BTreeMap;
use std::path::Path;

use greenlight_files::Span;
use greenlight_ide::{Applicability, Edit, Finding, Fix, NotChecked, Report, Summary, UnknownImport};
use greenlight_text::Label;
use greenlight_text::json::printable;
use serde::Serialize;

use crate::paths;
use crate::sources::Sources;

/// The object's `version`: raised when a key changes its meaning or goes away, not when one is added.
const VERSION: u32 = 1;

/// The whole report as one object. Imports that could not be decided are listed only where they were asked for.
pub(crate) fn render(report: &Report, sources: &Sources, show_unknown: bool) -> serde_json::Result<String> {
    let place = Places { root: &report.root, sources };
    let object = Object {
        version: VERSION,
        root: paths::with_slashes(&report.root),
        findings: report.findings.iter().map(|finding| place.finding(finding)).collect(),
        summary: summary(&report.summary),
        unknown: show_unknown.then(|| report.unknown.iter().map(|unknown| place.unknown(unknown)).collect()),
        not_checked: report.not_checked.iter().map(|file| place.not_checked(file)).collect(),
    };
    Ok(printable(&serde_json::to_string_pretty(&object)?).into_owned() + "\n")
}

#[derive(Serialize)]
struct Object<'a> {
    version: u32,
    root: String,
    findings: Vec<FindingObject<'a>>,
    summary: SummaryObject<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<Vec<UnknownObject<'a>>>,
    not_checked: Vec<NotCheckedObject<'a>>,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    rule: &'a str,
    code: Option<&'a str>,
    level: &'a str,
    message: &'a str,
    label: Option<&'a str>,
    notes: Vec<&'a str>,
    when: Option<&'a str>,
    blocks: Vec<&'a str>,
    #[serde(flatten)]
    range: Range,
    bytes: Bytes,
    package: Option<&'a str>,
    fixes: Vec<FixObject<'a>>,
}

#[derive(Serialize)]
struct FixObject<'a> {
    title: &'a str,
    preferred: bool,
    applicability: &'a str,
    edits: Vec<EditObject<'a>>,
}

#[derive(Serialize)]
struct EditObject<'a> {
    #[serde(flatten)]
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct UnknownObject<'a> {
    path: &'a str,
    why: &'a str,
    explanation: &'a str,
    #[serde(flatten)]
    range: Range,
}

#[derive(Serialize)]
struct Range {
    file: String,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Bytes {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct SummaryObject<'a> {
    imports: ImportsObject<'a>,
    features: FeaturesObject,
    files: usize,
}

#[derive(Serialize)]
struct ImportsObject<'a> {
    found: usize,
    absent: usize,
    unknown: &'a BTreeMap<&'static str, usize>,
    local: usize,
    local_decided: usize,
}

#[derive(Serialize)]
struct FeaturesObject {
    declared: usize,
    undeclared: usize,
}

#[derive(Serialize)]
struct NotCheckedObject<'a> {
    file: String,
    why: &'a str,
}

struct Places<'a> {
    root: &'a Path,
    sources: &'a Sources,
}

impl Places<'_> {
    fn finding<'f>(&self, finding: &'f Finding) -> FindingObject<'f> {
        FindingObject {
            rule: finding.rule.name(),
            code: finding.code,
            level: finding.level.name(),
            message: &finding.message,
            label: finding.label.as_deref(),
            notes: finding.notes.iter().map(Label::as_str).collect(),
            when: finding.when.as_deref(),
            blocks: finding.blocks.iter().map(Label::as_str).collect(),
            range: self.range(&finding.file, finding.span),
            bytes: Bytes { start: finding.span.start, end: finding.span.end },
            package: finding.package.as_deref(),
            fixes: finding.fixes.iter().map(|fix| self.fix(fix)).collect(),
        }
    }

    fn fix<'f>(&self, fix: &'f Fix) -> FixObject<'f> {
        FixObject {
            title: &fix.title,
            preferred: fix.preferred,
            applicability: match fix.applicability {
                Applicability::Safe => "safe",
                Applicability::Guess => "guess",
            },
            edits: fix.edits.iter().map(|edit| self.edit(edit)).collect(),
        }
    }

    fn edit<'e>(&self, edit: &'e Edit) -> EditObject<'e> {
        EditObject { range: self.range(&edit.file, edit.span), text: &edit.text }
    }

    fn unknown<'u>(&self, unknown: &'u UnknownImport) -> UnknownObject<'u> {
        UnknownObject {
            path: &unknown.path,
            why: unknown.why,
            explanation: &unknown.explanation,
            range: self.range(&unknown.file, unknown.span),
        }
    }

    fn not_checked<'n>(&self, file: &'n NotChecked) -> NotCheckedObject<'n> {
        NotCheckedObject { file: paths::relative(&file.file, self.root), why: &file.why }
    }

    fn range(&self, file: &Path, span: Span) -> Range {
        let position = |offset| {
            let place = self.sources.place(file, offset);
            Position { line: place.line, column: place.column }
        };
        Range { file: paths::relative(file, self.root), start: position(span.start), end: position(span.end) }
    }
}

fn summary(summary: &Summary) -> SummaryObject<'_> {
    let Summary { imports, features, files } = summary;
    SummaryObject {
        imports: ImportsObject {
            found: imports.found,
            absent: imports.absent,
            unknown: &imports.unknown,
            local: imports.local,
            local_decided: imports.local_decided,
        },
        features: FeaturesObject { declared: features.declared, undeclared: features.undeclared },
        files: *files,
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // the schema is read as it lies in the repository
mod tests {
    use expect_test::expect;
    use greenlight_ide::Report;
    use serde_json::{Value, json};

    use super::*;
    use crate::format::sample;

    fn object(report: &Report, show_unknown: bool) -> Value {
        serde_json::from_str(&render(report, &sample::sources(report), show_unknown).unwrap()).unwrap()
    }

    fn schema() -> jsonschema::Validator {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/check.schema.json");
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        jsonschema::meta::validate(&schema).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    }

    #[track_caller]
    fn assert_valid(object: &Value) {
        let errors: Vec<String> =
            schema().iter_errors(object).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, [""; 0]);
    }

    #[test]
    fn the_whole_object() {
        let report = Report { findings: vec![sample::import()], ..sample::report() };
        expect![[r#"
            {
              "version": 1,
              "root": "/home/me/ggen",
              "findings": [
                {
                  "rule": "unresolved-import",
                  "code": "E0432",
                  "level": "deny",
                  "message": "unresolved import `ggen_utils::error::GgenError`",
                  "label": "no `GgenError` in `error`",
                  "notes": [
                    "`ggen_utils::error` exports the error type `Error` (struct)"
                  ],
                  "when": null,
                  "blocks": [
                    "ggen-cli-lib (lib)",
                    "bench search"
                  ],
                  "file": "cli/src/p2p.rs",
                  "start": {
                    "line": 3,
                    "column": 33
                  },
                  "end": {
                    "line": 3,
                    "column": 42
                  },
                  "bytes": {
                    "start": 44,
                    "end": 53
                  },
                  "package": "ggen-cli-lib",
                  "fixes": [
                    {
                      "title": "Import `Error` instead, and rename its uses in this file",
                      "preferred": true,
                      "applicability": "safe",
                      "edits": [
                        {
                          "file": "cli/src/p2p.rs",
                          "start": {
                            "line": 3,
                            "column": 33
                          },
                          "end": {
                            "line": 3,
                            "column": 42
                          },
                          "text": "Error"
                        },
                        {
                          "file": "cli/src/p2p.rs",
                          "start": {
                            "line": 6,
                            "column": 30
                          },
                          "end": {
                            "line": 6,
                            "column": 39
                          },
                          "text": "Error"
                        }
                      ]
                    },
                    {
                      "title": "Import `Error` under this name",
                      "preferred": false,
                      "applicability": "guess",
                      "edits": [
                        {
                          "file": "cli/src/p2p.rs",
                          "start": {
                            "line": 3,
                            "column": 33
                          },
                          "end": {
                            "line": 3,
                            "column": 42
                          },
                          "text": "Error as GgenError"
                        }
                      ]
                    }
                  ]
                }
              ],
              "summary": {
                "imports": {
                  "found": 1169,
                  "absent": 1,
                  "unknown": {
                    "macros": 13,
                    "no-source": 21
                  },
                  "local": 812,
                  "local_decided": 800
                },
                "features": {
                  "declared": 12,
                  "undeclared": 1
                },
                "files": 214
              },
              "not_checked": [
                {
                  "file": "examples/old.rs",
                  "why": "in no target"
                }
              ]
            }
        "#]]
        .assert_eq(&render(&report, &sample::sources(&report), false).unwrap());
    }

    #[test]
    fn the_schema_describes_the_output() {
        assert_valid(&object(&sample::report(), false));
        assert_valid(&object(&sample::report(), true));
        assert_valid(&object(&Report { root: "/".into(), ..Report::default() }, false));
    }

    #[test]
    fn the_schema_knows_every_rule_and_level() {
        for rule in greenlight_ide::Rule::ALL {
            let finding = Finding { rule: *rule, level: rule.description().level, ..sample::member() };
            assert_valid(&object(&Report { findings: vec![finding], ..sample::report() }, false));
        }
    }

    #[test]
    fn the_schema_refuses_what_is_not_promised() {
        let schema = schema();
        let broken = |pointer: &str, value: Value| {
            let mut object = object(&sample::report(), true);
            *object.pointer_mut(pointer).unwrap() = value;
            object
        };
        for (pointer, value) in [
            ("/version", json!(2)),
            ("/findings/1/level", json!("error")),
            ("/findings/1/start/line", json!(0)),
            ("/findings/1/fixes/0/applicability", json!("maybe")),
            ("/findings/1/fixes/0/edits/0/start", json!({"line": 1})),
            ("/summary/imports/unknown", json!(3)),
            ("/findings/1/when", json!(false)),
            ("/not_checked/0", json!({"file": "a.rs", "why": "in no target", "more": 1})),
        ] {
            assert!(!schema.is_valid(&broken(pointer, value)), "{pointer}");
        }
    }

    #[test]
    fn columns_count_characters_and_bytes_bytes() {
        let finding = Finding { span: sample::span(sample::P2P, "GgenError", 1), ..sample::import() };
        let object = object(&Report { findings: vec![finding], ..sample::report() }, false);
        let text = sample::text(Path::new(sample::P2P)).unwrap();
        assert_eq!(object["findings"][0]["start"], json!({"line": 6, "column": 30}));
        assert_eq!(object["findings"][0]["end"], json!({"line": 6, "column": 39}));
        let bytes = object["findings"][0]["bytes"]["start"].as_u64().unwrap() as usize;
        assert_eq!(&text[bytes..bytes + 9], "GgenError");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_at_its_beginning() {
        let finding =
            Finding { file: "/home/me/ggen/latin1/Cargo.toml".into(), span: Span::new(0, 0), ..sample::member() };
        let object = object(&Report { findings: vec![finding], ..sample::report() }, false);
        assert_eq!(object["findings"][0]["file"], "latin1/Cargo.toml");
        assert_eq!(object["findings"][0]["start"], json!({"line": 1, "column": 1}));
    }
}
