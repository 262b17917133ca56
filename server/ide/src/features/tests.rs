//! Features found, gone to and renamed, over small workspaces. `$0` is the cursor.

use std::collections::BTreeMap;

use super::RenameError;
use crate::Snapshot;
use crate::fixture::{Fixture, FixtureAt};

const WORKSPACE: &str = r#"
//- /Cargo.toml
[package]
name = "root"
version = "0.1.0"
edition = "2021"

[workspace]
members = ["net"]

[workspace.dependencies]
net = { path = "net", features = ["p2p"] }

[dependencies]
net = { workspace = true, features = ["tracing"] }

[features]
full = ["net/p2p", "net?/tracing"]
//- /src/lib.rs
#[cfg(feature = "full")] fn f() {}
//- /net/Cargo.toml
[package]
name = "net"
version = "0.2.0"
edition = "2021"

[features]
default = ["p2p"]
# Peers.
p2p = ["tracing"]
tracing = []

[[bench]]
name = "peers"
harness = false
required-features = ["p2p"]
//- /net/src/lib.rs
#![cfg_attr(feature = "p2p", allow(unused))]
#[cfg(all(unix, feature = r"p2p"))] fn a() {}
fn b() -> bool { cfg!(feature = "p2p") }
macro_rules! m { () => { #[cfg(feature = "p2p")] fn c() {} } }
m!();
//- /net/benches/peers.rs
#[cfg(not(feature = "p2p"))] fn d() {}
fn main() {}
//- /greenlight.toml
[[gate.check]]
section = "Compilation"
name = "P2P compiles"
run = "cargo build -p net --features p2p,tracing"

[[gate.check]]
name = "full"
run = "cargo build --features full"
"#;

/// The places by line, with their roles.
fn places(fixture: &FixtureAt) -> Vec<String> {
    let (feature, _) = fixture.at(Snapshot::feature_at).expect("a feature");
    let occurrences = fixture.snapshot().feature_occurrences(&feature);
    occurrences.iter().map(|found| format!("{} {:?}", fixture.line(&found.file, found.span), found.role)).collect()
}

#[test]
fn all_places_of_a_feature_from_each_of_them() {
    let expected = [
        "/Cargo.toml:10 `p2p` AskedForBy(\"root\")",
        "/Cargo.toml:16 `p2p` AskedForBy(\"root\")",
        "/greenlight.toml:4 `p2p` Command",
        "/net/Cargo.toml:7 `p2p` EnabledBy(\"default\")",
        "/net/Cargo.toml:9 `p2p` Declaration",
        "/net/Cargo.toml:15 `p2p` RequiredBy(\"peers\")",
        "/net/benches/peers.rs:1 `p2p` Cfg",
        "/net/src/lib.rs:1 `p2p` Cfg",
        "/net/src/lib.rs:2 `p2p` Cfg",
        "/net/src/lib.rs:3 `p2p` Cfg",
        "/net/src/lib.rs:4 `p2p` Cfg",
    ];
    for cursor in [
        ("cfg!(feature = \"p2p\")", "cfg!(feature = \"p$02p\")"),
        ("r\"p2p\"", "r\"$0p2p\""),
        ("default = [\"p2p\"]", "default = [\"p2p$0\"]"),
        ("\np2p = [", "\np$02p = ["),
        ("required-features = [\"p2p\"]", "required-features = [\"p2$0p\"]"),
        ("\"net/p2p\"", "\"net/p2$0p\""),
        ("features = [\"p2p\"] }", "features = [\"$0p2p\"] }"),
    ] {
        let fixture = FixtureAt::new(&WORKSPACE.replacen(cursor.0, cursor.1, 1));
        assert_eq!(places(&fixture), expected, "{}", cursor.1);
    }
}

#[test]
fn a_feature_is_gone_to_and_said_to_be_what_it_is() {
    let fixture = FixtureAt::new(&WORKSPACE.replacen("cfg!(feature = \"p2p\")", "cfg!(feature = \"p2$0p\")", 1));
    let (feature, _) = fixture.at(Snapshot::feature_at).unwrap();
    let (file, span) = fixture.snapshot().feature_declaration(&feature).unwrap();
    assert_eq!(fixture.line(&file, span), "/net/Cargo.toml:9 `p2p`");
    let hover = fixture.at(Snapshot::hover).unwrap();
    expect_test::expect![[r#"
        **`p2p`**, a feature of `net` 0.2.0

        declared in `net/Cargo.toml:9`, on by default

        turns on `tracing`

        used in 5 cfgs of 2 files

        turned on by `default`

        required by the targets `peers`

        asked for by `root`
    "#]]
    .assert_eq(&(hover.markdown.into_string() + "\n"));
}

#[test]
fn what_is_no_feature_is_nobodys() {
    for text in ["#[cfg(un$0ix)] fn f() {}", "fn f() { \"fea$0ture\"; }", "// feature = \"p2$0p\""] {
        let fixture = FixtureAt::new(text);
        assert_eq!(fixture.at(Snapshot::feature_at), None, "{text}");
    }
}

/// The files after a rename from the cursor.
fn renamed(text: &str, name: &str) -> Result<BTreeMap<String, String>, RenameError> {
    let fixture = FixtureAt::new(text);
    let (feature, _) = fixture.at(Snapshot::feature_at).expect("a feature");
    let edits = fixture.snapshot().rename_feature(&feature, name)?;
    Ok(fixture.fixture.applied(&edits))
}

#[test]
fn a_rename_changes_every_place_and_back_again_none() {
    let text = WORKSPACE.replacen("\np2p = [", "\np$02p = [", 1);
    let changed = renamed(&text, "peer-to-peer").unwrap();
    assert_eq!(changed.values().map(|text| text.matches("peer-to-peer").count()).sum::<usize>(), 11);
    assert!(changed.values().all(|text| !text.contains("\"p2p\"") && !text.contains("/p2p")));
    assert!(changed["/net/Cargo.toml"].contains("# Peers.\npeer-to-peer = [\"tracing\"]\n"));

    let mut all = crate::fixture::files(WORKSPACE);
    all.extend(changed);
    let whole: String = all.iter().map(|(path, text)| format!("//- {path}\n{text}")).collect();
    let back = renamed(&whole.replacen("\npeer-to-peer = [", "\npeer$0-to-peer = [", 1), "p2p").unwrap();
    let before = crate::fixture::files(WORKSPACE);
    assert!(back.iter().all(|(path, text)| before[path] == *text));
}

#[test]
fn a_key_is_quoted_where_toml_asks_for_it() {
    let text = WORKSPACE.replacen("\np2p = [", "\np$02p = [", 1);
    assert!(renamed(&text, "v1.2").unwrap()["/net/Cargo.toml"].contains("\n\"v1.2\" = [\"tracing\"]"));
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let at = |from: &str, to: &str, name: &str| renamed(&WORKSPACE.replacen(from, to, 1), name).unwrap_err();
    let p2p = |name: &str| at("\np2p = [", "\np$02p = [", name);
    assert_eq!(p2p("tracing"), RenameError::Taken { package: "net".to_owned(), name: "tracing".to_owned() });
    assert_eq!(p2p("a b"), RenameError::NoName("a b".to_owned()));
    assert_eq!(p2p("default"), RenameError::NoName("default".to_owned()));
    assert_eq!(at("\ndefault = [", "\ndef$0ault = [", "x"), RenameError::Default);
    let optional = "//- /Cargo.toml\n[package]\nname = \"a\"\n[dependencies]\nb = { path = \"b\", optional = true }\n//- \
                    /src/lib.rs\n#[cfg(feature = \"$0b\")] fn f() {}\n//- /b/Cargo.toml\n[package]\nname = \"b\"\n//- \
                    /b/src/lib.rs\n";
    assert_eq!(renamed(optional, "x").unwrap_err(), RenameError::Implicit("b".to_owned()));
}

fn completed(from: &str, to: &str) -> Vec<String> {
    let fixture = FixtureAt::new(&WORKSPACE.replacen(from, to, 1));
    let found = fixture.at(|snapshot, file, offset| Some(snapshot.complete(file, offset))).unwrap();
    found.into_iter().map(|completion| completion.text).collect()
}

#[test]
fn what_may_stand_in_a_string() {
    assert_eq!(completed("cfg!(feature = \"p2p\")", "cfg!(feature = \"$0\")"), ["default", "p2p", "tracing"]);
    assert_eq!(completed("cfg!(feature = \"p2p\")", "cfg!(feature = \"p$0"), ["default", "p2p", "tracing"]);
    assert_eq!(completed("p2p = [\"tracing\"]", "p2p = [\"$0tracing\"]"), ["tracing"]);
    assert_eq!(
        completed("required-features = [\"p2p\"]", "required-features = [\"$0\"]"),
        ["default", "p2p", "tracing"]
    );
    assert_eq!(completed("features = [\"tracing\"] }", "features = [\"tracing\", \"$0\"] }"), ["p2p"]);
    assert_eq!(completed("full = [\"net/p2p\"", "full = [\"$0net/p2p\""), ["net/p2p", "net/tracing"]);
    assert_eq!(completed("version = \"0.2.0\"", "version = \"$00.2.0\""), [""; 0]);
}

#[test]
fn the_overview_has_what_is_declared_used_and_neither() {
    let text = WORKSPACE
        .replace("tracing = []\n", "tracing = []\nidle = []\n")
        .replace("fn b() ->", "#[cfg(feature = \"lost\")] fn l() {}\nfn b() ->");
    let fixture = Fixture::new(&text);
    let lines: Vec<String> = fixture
        .snapshot
        .features()
        .iter()
        .map(|it| {
            format!(
                "{} {}: declared {}, default {}, unused {}, cfgs {}, enables {:?}",
                it.package,
                it.name,
                it.declared,
                it.default,
                it.is_unused(),
                it.cfgs,
                it.enables
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "root full: declared true, default false, unused false, cfgs 1, enables [\"net/p2p\", \"net?/tracing\"]",
            "net default: declared true, default true, unused false, cfgs 0, enables [\"p2p\"]",
            "net idle: declared true, default false, unused true, cfgs 0, enables []",
            "net lost: declared false, default false, unused false, cfgs 1, enables []",
            "net p2p: declared true, default true, unused false, cfgs 5, enables [\"tracing\"]",
            "net tracing: declared true, default true, unused true, cfgs 0, enables []",
        ]
    );
}
