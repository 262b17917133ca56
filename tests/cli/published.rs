//! The packages that the corpus of `tests/mutations` locks, each checked as a workspace of its own within that lock: its
//! dependencies are on disk, and all of it compiles, so whatever is reported there is wrong. In the same runs nearly all
//! imports must be decided: silence is no proof.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Table};

use crate::cargo;
use crate::greenlight::{Finding, Report, greenlight};

/// The rules that say what rustc and Cargo say of imports, modules and features, and that about benches which
/// the packages' own manifests still name.
const RULES: [&str; 6] = [
    "unresolved-import",
    "unresolved-crate",
    "unresolved-module",
    "private-import",
    "invalid-feature",
    "bench-harness",
];

/// The rules that say what rustc says of cfgs. It speaks of what it compiled: of the library, in the default build.
const CFG_RULES: [&str; 2] = ["undeclared-feature", "unknown-cfg"];

/// Of all leaves, how many per cent are found or absent. It only ever rises.
const DECIDED_PER_CENT: f64 = 95.2;

/// The same of leaves whose crate is on disk. Of a package's optional dependencies the lock has those that are turned on,
/// of what its unit tests need nothing.
const DECIDED_PER_CENT_ON_DISK: f64 = 98.4;

/// So that a lock that shrinks unseen does not count as a success.
const PACKAGES_AT_LEAST: usize = 300;
const LEAVES_AT_LEAST: usize = 100_000;

/// Left out: its fifteen hundred modules all glob each other, which takes minutes in a debug build.
const TOO_LARGE: &str = "web-sys";

/// Findings that rustc confirms, by package and file, with the reason; compared exactly.
const CONFIRMED: &[(&str, &str, &str)] = &[
    (
        "aho-corasick-0.6.10",
        "src/lib.rs",
        "unit tests of the binary do not compile: its `mod lib;` is the library's file, which takes `quickcheck` from the root",
    ),
    ("redox_syscall-0.5.18", "Cargo.toml", PINNED_BITFLAGS),
    ("redox_syscall-0.9.5", "Cargo.toml", PINNED_BITFLAGS),
];

const PINNED_BITFLAGS: &str =
    "the lock pins a bitflags that has lost the feature, and `cargo check --locked` refuses it";

/// The report with the imports that it could not decide.
#[derive(Debug, Deserialize)]
struct Full {
    #[serde(flatten)]
    report: Report,
    unknown: Vec<Unknown>,
}

#[derive(Debug, Deserialize)]
struct Unknown {
    path: String,
    why: String,
    file: String,
}

#[test]
fn nothing_is_reported_in_the_packages_of_a_lock_and_nearly_all_is_decided() {
    let packages = packages();
    assert!(packages.len() >= PACKAGES_AT_LEAST, "only {} packages", packages.len());
    let lock = fs::read_to_string(corpus().join("Cargo.lock")).unwrap();
    let reports: Vec<(String, Full)> = packages
        .par_iter()
        .map(|package| {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join(package.folder.file_name().unwrap());
            package.lay(&lock, &root);
            let printed = greenlight(&root, &["check", "--format", "json", "--show", "unknown"]);
            let report = serde_json::from_str(&printed.stdout).unwrap_or_else(|error| panic!("{error}: {printed:?}"));
            (format!("{}-{}", package.name, package.version), report)
        })
        .collect();

    let imports = || reports.iter().map(|(_, full)| &full.report.summary.imports);
    let decided: usize = imports().map(|imports| imports.found + imports.absent).sum();
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for (why, count) in imports().flat_map(|imports| &imports.unknown) {
        *unknown.entry(why).or_default() += count;
    }
    let leaves = decided + unknown.values().sum::<usize>();
    let on_disk = leaves - unknown.get("no-source").copied().unwrap_or_default();
    let share = |all: usize| 100.0 * decided as f64 / all as f64;
    println!(
        "{} packages, {decided} of {leaves} leaves decided ({:.2} %, {:.2} % of those whose crate is on disk)",
        packages.len(),
        share(leaves),
        share(on_disk)
    );
    println!("unknown: {unknown:?}");
    println!("{}", write_unknown(&reports).display());

    let of_rules = |finding: &&Finding| RULES.contains(&finding.rule.as_str());
    let found = reports.iter().flat_map(|(package, full)| {
        full.report.findings.iter().filter(of_rules).map(move |finding| (package.as_str(), finding))
    });
    let is_confirmed = |package: &str, finding: &Finding| {
        CONFIRMED.iter().any(|&(confirmed, file, _)| confirmed == package && file == finding.file)
    };
    let (confirmed, wrong): (Vec<_>, Vec<_>) = found.partition(|(package, finding)| is_confirmed(package, finding));
    let as_expected = packages_without_unexpected_cfgs();
    let judged = reports.iter().filter(|(package, _)| as_expected.contains(package));
    let (judged, elsewhere) = judged.fold((0, 0), |(packages, elsewhere), (_, full)| {
        let of_cfgs = |it: &&Finding| CFG_RULES.contains(&it.rule.as_str()) && it.when.is_some();
        (packages + 1, elsewhere + full.report.findings.iter().filter(of_cfgs).count())
    });
    println!(
        "{judged} packages without unexpected cfgs; {elsewhere} findings about them in builds that rustc was not asked for"
    );
    assert!(judged >= PACKAGES_AT_LEAST, "only {judged} packages");
    let of_cfgs = |package: &str, finding: &Finding| {
        CFG_RULES.contains(&finding.rule.as_str()) && finding.when.is_none() && as_expected.contains(package)
    };
    let of_cfgs = reports.iter().flat_map(|(package, full)| {
        full.report.findings.iter().filter(move |it| of_cfgs(package, it)).map(move |it| (package.as_str(), it))
    });
    let wrong: Vec<_> = wrong.into_iter().chain(of_cfgs).collect();
    let wrong: String = wrong.iter().fold(String::new(), |mut text, (package, finding)| {
        let Finding { file, start, message, when, .. } = finding;
        let _ = writeln!(text, "{package}/{file}:{}: {message}, when {when:?}", start.line);
        text
    });
    assert!(wrong.is_empty(), "reported in packages that compile:\n{wrong}");
    let confirmed: BTreeSet<_> = confirmed.iter().map(|(package, finding)| (*package, finding.file.as_str())).collect();
    let listed: BTreeSet<_> = CONFIRMED.iter().map(|&(package, file, _)| (package, file)).collect();
    assert_eq!(confirmed, listed, "findings that rustc confirms");
    assert!(leaves >= LEAVES_AT_LEAST, "only {leaves} leaves");
    assert!(share(leaves) >= DECIDED_PER_CENT, "{:.2} % of {leaves} leaves are decided", share(leaves));
    let on_disk_decided = share(on_disk);
    assert!(on_disk_decided >= DECIDED_PER_CENT_ON_DISK, "{on_disk_decided:.2} % of {on_disk} leaves are decided");
}

/// Every leaf that could not be decided, a line each.
fn write_unknown(reports: &[(String, Full)]) -> PathBuf {
    let mut lines = "package\tfile\tpath\twhy\n".to_owned();
    for (package, full) in reports {
        for Unknown { path, why, file } in &full.unknown {
            let _ = writeln!(lines, "{package}\t{file}\t{path}\t{why}");
        }
    }
    let list = Path::new(env!("CARGO_TARGET_TMPDIR")).join("published-unknown.tsv");
    fs::write(&list, lines).unwrap();
    list
}

/// As `NAME-VERSION`: `tests/mutations/expected_cfgs.txt`.
fn packages_without_unexpected_cfgs() -> BTreeSet<String> {
    let list = fs::read_to_string(corpus().join("../expected_cfgs.txt")).unwrap();
    list.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutations/corpus")
}

/// A package of the lock.
struct Package {
    name: String,
    version: String,
    /// Where Cargo unpacked it.
    folder: PathBuf,
}

/// All of the lock but the corpus itself and what is too large, whatever platform they are for.
fn packages() -> Vec<Package> {
    let arguments = ["metadata", "--offline", "--locked", "--format-version", "1"];
    let output = cargo::cargo().args(arguments).current_dir(corpus()).output().unwrap();
    let hint = "`cargo fetch --locked --manifest-path tests/mutations/corpus/Cargo.toml` brings what is missing";
    assert!(output.status.success(), "{}\n{hint}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_checked = |package: &&Value| !package["source"].is_null() && package["name"] != TOO_LARGE;
    let packages = metadata["packages"].as_array().unwrap().iter().filter(is_checked);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    packages
        .map(|package| Package {
            name: text(&package["name"]),
            version: text(&package["version"]),
            folder: Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned(),
        })
        .collect()
}

impl Package {
    /// Makes `root` a workspace of this package alone, with what its users build: library, binaries and build script. What
    /// its tests need is not in the lock.
    fn lay(&self, lock: &str, root: &Path) {
        link(&self.folder, root);
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml")).unwrap();
        fs::write(root.join("Cargo.toml"), without_tests(&manifest)).unwrap();
        fs::write(root.join("Cargo.lock"), self.as_member(lock)).unwrap();
    }

    /// `lock` with this package as a member of the workspace.
    fn as_member(&self, lock: &str) -> String {
        let mut lock: DocumentMut = lock.parse().unwrap();
        let packages = lock["package"].as_array_of_tables_mut().unwrap();
        packages.retain(|package| package["name"].as_str() != Some("corpus"));
        let member = packages.iter_mut().find(|package| {
            package["name"].as_str() == Some(&self.name) && package["version"].as_str() == Some(&self.version)
        });
        let member = member.expect("the package is locked");
        member.remove("source");
        member.remove("checksum");
        lock.to_string()
    }
}

fn without_tests(manifest: &str) -> String {
    let mut manifest: DocumentMut = manifest.parse().unwrap();
    for key in ["test", "bench", "example", "patch", "replace"] {
        manifest.remove(key);
    }
    let package = if manifest.contains_key("package") { "package" } else { "project" };
    let package = manifest[package].as_table_mut().expect("a manifest has a package");
    package.remove("workspace");
    for key in ["autotests", "autobenches", "autoexamples"] {
        package.insert(key, toml_edit::value(false));
    }
    manifest.insert("workspace", Item::Table(Table::new()));
    manifest.to_string()
}

/// The files of `from` in `to`, but what Cargo and rustup would take for the workspace's own. Half a gigabyte in sum: linked
/// where both lie on one disk.
fn link(from: &Path, to: &Path) {
    const OWN: [&str; 4] = ["Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml"];
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (name, kind) = (entry.file_name(), entry.file_type().unwrap());
        let (old, new) = (entry.path(), to.join(&name));
        if kind.is_dir() {
            link(&old, &new);
        } else if kind.is_file() && !OWN.iter().any(|own| name == **own) && fs::hard_link(&old, &new).is_err() {
            fs::copy(&old, &new).unwrap();
        }
    }
}
