//! A report made by hand, for the tests of the printers: an import, a feature and a manifest, in a workspace
//! of two packages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Span;
use greenlight_ide::{
    Applicability, Edit, FeatureCounts, Finding, Fix, ImportCounts, Level, NotChecked, Report, Rule, Summary,
    UnknownImport,
};

use crate::sources::Sources;

pub(crate) const ROOT: &str = "/home/me/ggen";
pub(crate) const P2P: &str = "/home/me/ggen/cli/src/p2p.rs";
pub(crate) const MANIFEST: &str = "/home/me/ggen/cli/Cargo.toml";
pub(crate) const ROOT_MANIFEST: &str = "/home/me/ggen/Cargo.toml";

const P2P_TEXT: &str = "\
//! Peers.

use ggen_utils::error::{Result, GgenError};

#[cfg(feature = \"p2p\")]
pub fn größe() -> Result<(), GgenError> { Ok(()) }
";

const MANIFEST_TEXT: &str = "\
[package]
name = \"ggen-cli-lib\"

[features]
default = []

[dependencies]
";

const ROOT_MANIFEST_TEXT: &str = "\
[workspace]
members = [\"cli\", \"registry\"]
";

pub(crate) fn text(file: &Path) -> Option<Arc<str>> {
    let text = match file.to_str()? {
        P2P => P2P_TEXT,
        MANIFEST => MANIFEST_TEXT,
        ROOT_MANIFEST => ROOT_MANIFEST_TEXT,
        _ => return None,
    };
    Some(text.into())
}

/// The span of the `nth` (from 0) occurrence of `what` in `file`.
#[track_caller]
pub(crate) fn span(file: &str, what: &str, nth: usize) -> Span {
    let text = text(Path::new(file)).unwrap();
    let start = text.match_indices(what).nth(nth).unwrap().0 as u32;
    Span::new(start, start + what.len() as u32)
}

fn edit(file: &str, span: Span, text: &str) -> Edit {
    Edit { file: file.into(), span, text: text.to_owned() }
}

pub(crate) fn import() -> Finding {
    Finding {
        rule: Rule::UnresolvedImport,
        code: Some("E0432"),
        level: Level::Deny,
        message: "unresolved import `ggen_utils::error::GgenError`".into(),
        label: Some("no `GgenError` in `error`".into()),
        notes: vec!["`ggen_utils::error` exports the error type `Error` (struct)".into()],
        when: None,
        blocks: ["ggen-cli-lib (lib)".into(), "bench search".into()].into(),
        file: P2P.into(),
        span: span(P2P, "GgenError", 0),
        package: Some("ggen-cli-lib".to_owned()),
        fixes: vec![
            Fix {
                title: "Import `Error` instead, and rename its uses in this file".into(),
                preferred: true,
                applicability: Applicability::Safe,
                edits: vec![
                    edit(P2P, span(P2P, "GgenError", 0), "Error"),
                    edit(P2P, span(P2P, "GgenError", 1), "Error"),
                ],
            },
            Fix {
                title: "Import `Error` under this name".into(),
                preferred: false,
                applicability: Applicability::Guess,
                edits: vec![edit(P2P, span(P2P, "GgenError", 0), "Error as GgenError")],
            },
        ],
    }
}

pub(crate) fn feature() -> Finding {
    let after_default = span(MANIFEST, "default = []\n", 0).end;
    Finding {
        rule: Rule::UndeclaredFeature,
        code: Some("unexpected_cfgs"),
        level: Level::Warn,
        message: "unexpected `cfg` condition value: `p2p`".into(),
        label: None,
        notes: vec!["expected values for `feature` are: `default`".into()],
        when: Some("unix".to_owned()),
        blocks: [].into(),
        file: P2P.into(),
        span: span(P2P, "feature = \"p2p\"", 0),
        package: Some("ggen-cli-lib".to_owned()),
        fixes: vec![Fix {
            title: "Declare the feature `p2p` in cli/Cargo.toml".into(),
            preferred: true,
            applicability: Applicability::Safe,
            edits: vec![edit(MANIFEST, Span::new(after_default, after_default), "p2p = []\n")],
        }],
    }
}

pub(crate) fn member() -> Finding {
    Finding {
        rule: Rule::BrokenWorkspace,
        code: None,
        level: Level::Deny,
        message: "the member `registry` has no manifest".into(),
        label: None,
        notes: Vec::new(),
        when: None,
        blocks: [].into(),
        file: ROOT_MANIFEST.into(),
        span: span(ROOT_MANIFEST, "registry", 0),
        package: None,
        fixes: Vec::new(),
    }
}

pub(crate) fn unknown() -> UnknownImport {
    UnknownImport {
        file: P2P.into(),
        span: span(P2P, "Result", 0),
        path: "ggen_utils::error::Result".to_owned(),
        why: "macros",
        explanation: "`define_errors!` may define it".to_owned(),
    }
}

pub(crate) fn report() -> Report {
    Report {
        root: PathBuf::from(ROOT),
        findings: vec![member(), import(), feature()],
        summary: Summary {
            imports: ImportCounts {
                found: 1169,
                absent: 1,
                unknown: [("macros", 13), ("no-source", 21)].into(),
                local_decided: 800,
                local: 812,
            },
            features: FeatureCounts { declared: 12, undeclared: 1 },
            files: 214,
        },
        unknown: vec![unknown()],
        not_checked: vec![NotChecked { file: Path::new(ROOT).join("examples/old.rs"), why: "in no target".to_owned() }],
    }
}

pub(crate) fn sources(report: &Report) -> Sources {
    Sources::of(report, text)
}
