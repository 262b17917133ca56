//! Strings in manifests that should name a feature, one a workspace, each held against the real Cargo: it refuses the workspace with
//! the very words of the finding, and takes it after each fix.

use crate::cargo;
use crate::greenlight::{Finding, check};
use crate::workspace::Workspace;

/// A package that depends on `always` and, if it is told to, on `perhaps`, with these `tables`.
fn package(tables: &str) -> String {
    manifest("2021", &format!("{DEPENDENCIES}{tables}"))
}

const DEPENDENCIES: &str =
    "[dependencies]\nalways = { path = \"always\" }\nperhaps = { path = \"perhaps\", optional = true }\n\n";

fn manifest(edition: &str, tables: &str) -> String {
    format!("[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"{edition}\"\n\n[workspace]\n\n{tables}")
}

fn workspace(manifest: &str) -> Workspace {
    Workspace::from_fixture(&format!(
        r#"//- Cargo.toml
{manifest}
//- src/lib.rs
#[cfg(any())]
use perhaps as _;
//- src/main.rs
fn main() {{}}
//- always/Cargo.toml
[package]
name = "always"
version = "0.2.0"
edition = "2021"

[features]
fast = []
small = []
//- always/src/lib.rs

//- perhaps/Cargo.toml
[package]
name = "perhaps"
version = "0.3.0"
edition = "2021"

[features]
on = []
//- perhaps/src/lib.rs

"#
    ))
}

/// What Cargo says to the workspace, and whether it refuses it: what it does not refuse at once is compiled.
fn asked(workspace: &Workspace) -> (bool, String) {
    let arguments = ["metadata", "--offline", "--format-version", "1"];
    let output = cargo::cargo().args(arguments).current_dir(workspace.root()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    match output.status.success() {
        true => {
            let checked = cargo::check(&workspace.root(), &[]);
            (checked.success, said + &checked.stderr)
        }
        false => (false, said),
    }
}

/// The text as it is for a comparison: Cargo breaks lines and names the folder.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cargo says what the only finding says, of the same line if it names one; `refused` is whether it stops. After each of the fixes
/// it has nothing to say any more.
#[track_caller]
fn assert_agrees(manifest: &str, rule: &str, refused: bool, place: &str, fixes: &[&str]) {
    let broken = workspace(manifest);
    let (success, said) = asked(&broken);
    assert_eq!(success, !refused, "{said}");
    // Cargo says of a package also where it lies.
    let said = said.replace(&format!(" ({}/perhaps)", broken.root().display()), "");
    let report = check(&broken.root(), &[]);
    let [finding] = &report.findings[..] else { panic!("not one finding: {:#?}, Cargo says: {said}", report.findings) };
    assert_eq!((finding.rule.as_str(), finding.level.as_str()), (rule, if refused { "deny" } else { "warn" }));
    let text = broken.read(&finding.file);
    assert_eq!(&text[finding.bytes.start..finding.bytes.end], place);
    assert_said(finding, &said);
    assert_eq!(finding.titles(), fixes);
    for fix in &finding.fixes {
        let fixed = workspace(manifest);
        fixed.apply(fix);
        let (success, said) = asked(&fixed);
        assert!(success && !said.contains("warning:"), "{}: {said}", fix.title);
        let left = check(&fixed.root(), &[]).places();
        assert_eq!(left, [""; 0], "{}", fix.title);
    }
}

fn assert_said(finding: &Finding, said: &str) {
    let said = words(said);
    assert!(said.contains(&words(&finding.message)), "{}\nCargo says: {said}", finding.message);
    if let Some((_, place)) = said.split_once("--> Cargo.toml:") {
        let line = place.split(':').next().and_then(|line| line.parse().ok());
        assert_eq!(line, Some(finding.start.line), "{said}");
    }
    for note in &finding.notes {
        assert!(said.contains(&words(note)), "{note}\nCargo says: {said}");
    }
}

#[test]
fn entries_of_features() {
    let refused = |tables: &str, place: &str, fixes: &[&str]| {
        assert_agrees(&package(&format!("[features]\n{tables}")), "invalid-feature", true, place, fixes);
    };
    refused(
        "fast = []\na = [\"fsat\"]\n",
        "fsat",
        &["Use the declared feature `fast` instead", "Declare the feature `fsat`", "Remove `fsat` from the list"],
    );
    refused(
        "a = [\"telemetry\"]\n",
        "telemetry",
        &["Declare the feature `telemetry`", "Remove `telemetry` from the list"],
    );
    refused(
        "a = [\"always\"]\n",
        "always",
        &["Make the dependency `always` optional", "Remove `always` from the list"],
    );
    refused(
        "a = ['dep:always', 'perhaps']\n",
        "dep:always",
        &["Make the dependency `always` optional", "Remove `dep:always` from the list"],
    );
    refused("a = [\"dep:gone\"]\n", "dep:gone", &["Remove `dep:gone` from the list"]);
    refused("a = [\"dep:perhasp\"]\n", "dep:perhasp", &["Write `dep:perhaps`", "Remove `dep:perhasp` from the list"]);
    refused("a = [\"dep:perhaps\"]\nb = [\"perhaps\"]\n", "perhaps", &["Write `dep:perhaps`"]);
    refused("a = [\"gone/x\"]\n", "gone/x", &["Remove `gone/x` from the list"]);
    refused("a = [\"gone?/x\"]\n", "gone?/x", &["Remove `gone?/x` from the list"]);
    refused("a = [\"alwasy/fast\"]\n", "alwasy/fast", &["Write `always/fast`", "Remove `alwasy/fast` from the list"]);
    refused("a = [\"always?/fast\"]\n", "always?/fast", &["Write `always/fast`"]);
    refused("a = [\"dep:always/fast\"]\n", "dep:always/fast", &["Write `always/fast`"]);
    refused(
        "a = [\n    \"always/fsat\", # speed\n]\n",
        "fsat",
        &[
            "Ask for the feature `fast` instead",
            "Declare the feature `fsat` in the manifest of `always`",
            "Remove it from the list",
        ],
    );
    refused("a = [\"dep:perhaps/on\"]\n", "dep:perhaps/on", &["Write `perhaps/on`"]);
    refused("perhaps = []\n", "perhaps", &["Add `dep:perhaps` to the feature `perhaps`"]);
}

#[test]
fn names_of_features() {
    for name in ["dep:x", "a/b", "-b", "a b", "€"] {
        assert_agrees(&package(&format!("[features]\n\"{name}\" = []\n")), "invalid-feature", true, name, &[]);
    }
    assert_agrees(&package("[features]\n\"\" = []\n"), "invalid-feature", true, "", &[]);
}

#[test]
fn features_that_are_asked_of_dependencies() {
    let refused = |tables: &str, place: &str, fixes: &[&str]| {
        assert_agrees(&manifest("2021", tables), "invalid-feature", true, place, fixes);
    };
    refused(
        "[dependencies]\nalways = { path = \"always\", features = [\"smal\"] }\n",
        "smal",
        &[
            "Ask for the feature `small` instead",
            "Declare the feature `smal` in the manifest of `always`",
            "Remove `smal` from the list",
        ],
    );
    refused(
        "[dev-dependencies]\nalways = { path = \"always\", features = [\"fast\", \"default\"] }\n",
        "default",
        &["Declare the feature `default` in the manifest of `always`", "Remove `default` from the list"],
    );
    refused(
        "[workspace.dependencies]\nalways = { path = \"always\", features = [\"other\"] }\n\n[dependencies]\nalways.workspace = \
         true\n",
        "other",
        &["Declare the feature `other` in the manifest of `always`", "Remove `other` from the list"],
    );
    refused(
        "[dependencies]\nalways = { path = \"always\", features = [\"dep:fast\"] }\n",
        "dep:fast",
        &["Write `fast`"],
    );
    refused(
        "[dependencies]\nalways = { path = \"always\", features = [\"x/y\"] }\n",
        "x/y",
        &["Remove `x/y` from the list"],
    );
}

#[test]
fn a_downloaded_package_is_read_as_the_lock_pins_it() {
    let sample = Workspace::sample();
    sample.replace("Cargo.toml", "anyhow = \"1\"", "anyhow = { version = \"1\", features = [\"backtrac\", \"std\"] }");
    let (success, said) = asked(&sample);
    assert!(!success);
    let report = check(&sample.root(), &[]);
    let finding = report.single("invalid-feature");
    assert_eq!((finding.file.as_str(), finding.level.as_str()), ("Cargo.toml", "warn"));
    assert!(words(&said).contains(&words(&finding.message)), "{}\n{said}", finding.message);
    assert_eq!(finding.titles()[0], "Ask for the feature `backtrace` instead");
    sample.apply(&finding.fixes[0]);
    let metadata = ["metadata", "--offline", "--format-version", "1"];
    assert!(cargo::cargo().args(metadata).current_dir(sample.root()).output().unwrap().status.success());
}

#[test]
fn features_that_targets_require() {
    let tables = |required: &str| {
        package(&format!("[features]\nfast = []\n\n[[bin]]\nname = \"sample\"\nrequired-features = [\"{required}\"]\n"))
    };
    let warned = |required: &str, fixes: &[&str]| {
        assert_agrees(&tables(required), "invalid-feature", false, required, fixes);
    };
    warned(
        "fats",
        &["Use the declared feature `fast` instead", "Declare the feature `fats`", "Remove `fats` from the list"],
    );
    warned("gone/x", &["Remove `gone/x` from the list"]);
    warned("perhaps/x", &["Remove `perhaps/x` from the list"]);
    let refused = |required: &str, fixes: &[&str]| {
        assert_agrees(&tables(required), "invalid-feature", true, required, fixes);
    };
    refused("dep:perhaps", &["Remove `dep:perhaps` from the list"]);
    refused("always?/fast", &["Write `always/fast`"]);
}

#[test]
fn what_an_entry_of_a_dependency_table_may_not_say() {
    let tables = "[workspace.dependencies]\nalways = { path = \"always\" }\n\n[dependencies]\nalways = { workspace = true, \
                  default-features = false }\n";
    assert_agrees(&manifest("2024", tables), "broken-workspace", true, "always", &[]);
    assert_agrees(&manifest("2021", tables), "broken-workspace", false, "always", &[]);
    let tables = tables.replace("path = \"always\"", "path = \"always\", default-features = true");
    assert_agrees(&manifest("2021", &tables), "broken-workspace", false, "always", &[]);
    let tables = "[dev-dependencies]\nperhaps = { path = \"perhaps\", optional = true }\n";
    assert_agrees(&manifest("2021", tables), "broken-workspace", true, "perhaps", &[]);
    let tables = "[workspace.dependencies]\nperhaps = { path = \"perhaps\", optional = true }\n";
    assert_agrees(&manifest("2021", tables), "broken-workspace", true, "perhaps", &[]);
    assert_agrees(&package("[features]\na = []\na = []\n"), "broken-workspace", true, "a", &[]);
    assert_agrees(&package("[features]\na = \"b\"\n"), "broken-workspace", true, "\"b\"", &[]);
}

#[test]
fn a_manifest_that_does_not_parse_is_told_at_its_place_and_no_flood_follows() {
    let broken = workspace(&package("[features]\na = [\"x\"]\nb = [\"always/fats\"\n\n[[bin]]\nname = 3\n"));
    broken.write("src/lib.rs", "#[cfg(feature = \"c\")]\npub fn f() {}\n");
    let (success, said) = asked(&broken);
    assert!(!success);
    let report = check(&broken.root(), &[]);
    let [finding] = &report.findings[..] else { panic!("not one finding: {:#?}", report.findings) };
    assert_eq!(finding.rule, "broken-workspace");
    assert_said(finding, &said);
}

#[test]
fn where_cargo_stops_at_the_first_all_are_told() {
    let broken = workspace(&package(
        "[features]\na = [\"x\", \"dep:y\"]\nb = [\"always/z\"]\n\n[[bin]]\nname = \"sample\"\nrequired-features = [\"w\"]\n",
    ));
    assert!(!asked(&broken).0);
    let places = check(&broken.root(), &[]).places();
    assert_eq!(places.len(), 4, "{places:?}");
}
