//! What Cargo itself says, beside what is read here: on every published package that Greenlight depends on, on
//! workspaces made to cover Cargo's rules, and on workspaces that Cargo refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use greenlight_files::Files;
use serde_json::Value;

use crate::fixture::Fixture;
use crate::model::{DependencyKind, Edition, Package, TargetKind, Workspace};

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    #[expect(clippy::disallowed_methods, reason = "the oracle of these tests")]
    let mut command = Command::new(cargo);
    let command = command.args(arguments).current_dir(folder).env_remove("RUSTFLAGS").env("CARGO_TERM_COLOR", "never");
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

fn metadata(folder: &Path, arguments: &[&str]) -> Value {
    let output = cargo(folder, &[&["metadata", "--offline", "--format-version", "1"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A package as lines, made alike of Cargo's answer and of ours, so that a difference can be read.
type Lines = BTreeSet<String>;

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|string| string.as_str().unwrap().to_owned()).collect()
}

fn sorted(mut strings: Vec<String>) -> Vec<String> {
    strings.sort();
    strings
}

fn of_cargo(package: &Value) -> Lines {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = Lines::new();
    let edition = text(&package["edition"]);
    lines.insert(format!("package {} {} {edition}", text(&package["name"]), text(&package["version"])));
    for target in package["targets"].as_array().unwrap() {
        let kind = match target["kind"][0].as_str().unwrap() {
            "proc-macro" => "proc-macro",
            "custom-build" => "build-script",
            kind @ ("bin" | "example" | "test" | "bench") => kind,
            _ => "lib",
        };
        lines.insert(format!(
            "target {kind} {} {} {} {:?}",
            text(&target["name"]),
            text(&target["src_path"]),
            text(&target["edition"]),
            sorted(strings(&target["required-features"])),
        ));
    }
    for (name, enables) in package["features"].as_object().unwrap() {
        lines.insert(format!("feature {name} {:?}", strings(enables)));
    }
    for dependency in package["dependencies"].as_array().unwrap() {
        lines.insert(format!(
            "dependency {} of {} rename {} kind {} target {} optional {} default {} features {:?} path {}",
            text(&dependency["name"]),
            text(&dependency["req"]),
            text(&dependency["rename"]),
            dependency["kind"].as_str().unwrap_or("normal"),
            text(&dependency["target"]).replace(' ', ""),
            dependency["optional"],
            dependency["uses_default_features"],
            sorted(strings(&dependency["features"])),
            text(&dependency["path"]),
        ));
    }
    lines
}

fn edition(edition: Edition) -> &'static str {
    match edition {
        Edition::E2015 => "2015",
        Edition::E2018 => "2018",
        Edition::E2021 => "2021",
        Edition::E2024 => "2024",
    }
}

fn of_ours(workspace: &Workspace, package: &Package) -> Lines {
    let mut lines = Lines::new();
    lines.insert(format!("package {} {} {}", package.name, package.version, edition(package.edition)));
    for target in &package.targets {
        let kind = match target.kind {
            TargetKind::Library => "lib",
            TargetKind::ProcMacro => "proc-macro",
            TargetKind::Binary => "bin",
            TargetKind::Example => "example",
            TargetKind::Test => "test",
            TargetKind::Bench => "bench",
            TargetKind::BuildScript => "build-script",
        };
        lines.insert(format!(
            "target {kind} {} {} {} {:?}",
            target.name,
            target.path.display(),
            edition(target.edition),
            sorted(target.required_features.iter().map(|feature| feature.written.clone()).collect()),
        ));
    }
    let declared = package.features.declared.iter().map(|(name, feature)| {
        let enables: Vec<String> = feature.enables.iter().map(|enabled| enabled.written.clone()).collect();
        (name.clone(), enables)
    });
    let mut features: BTreeMap<String, Vec<String>> = declared.collect();
    for name in &package.features.expected {
        features.entry(name.clone()).or_insert_with(|| vec![format!("dep:{name}")]);
    }
    lines.extend(features.into_iter().map(|(name, enables)| format!("feature {name} {enables:?}")));
    for dependency in &package.dependencies {
        let requirement = dependency.requirement.as_deref().unwrap_or("*");
        let requirement = semver::VersionReq::parse(requirement).unwrap();
        let rename = if dependency.key == dependency.package { "-" } else { &dependency.key };
        let kind = match dependency.kind {
            DependencyKind::Normal => "normal",
            DependencyKind::Dev => "dev",
            DependencyKind::Build => "build",
        };
        let path = match &dependency.source {
            crate::DependencySource::Package(id) => workspace.packages[id.0 as usize].root.display().to_string(),
            crate::DependencySource::MissingPath(path) => path.display().to_string(),
            _ => "-".to_owned(),
        };
        lines.insert(format!(
            "dependency {} of {requirement} rename {rename} kind {kind} target {} optional {} default {} features {:?} path {path}",
            dependency.package,
            // Cargo prints a `cfg(…)` anew; ours is as written.
            dependency.target.as_deref().unwrap_or("-").replace(' ', ""),
            dependency.optional,
            dependency.default_features,
            sorted(dependency.features.clone()),
        ));
    }
    lines
}

/// The lines that only one of the two has, Cargo's after `-`, ours after `+`.
fn differences(cargo: &Lines, ours: &Lines) -> Vec<String> {
    let missing = cargo.difference(ours).map(|line| format!("- {line}"));
    let added = ours.difference(cargo).map(|line| format!("+ {line}"));
    missing.chain(added).collect()
}

fn package_at<'w>(workspace: &'w Workspace, manifest: &Value) -> Option<&'w Package> {
    let manifest = Path::new(manifest.as_str().unwrap());
    workspace.packages.iter().map(|package| &**package).find(|package| package.manifest == manifest)
}

#[test]
fn every_package_in_greenlights_dependency_tree_is_read_as_cargo_reads_it() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let version = String::from_utf8(cargo(root, &["-vV"]).stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // Without a platform Cargo wants sources on disk that no build here has ever asked for.
    let metadata = metadata(root, &["--filter-platform", host]);
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let files = Files::new();
    let mut wrong = Vec::new();
    for package in packages {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let workspace = crate::load(&files, manifest).unwrap();
        let ours = package_at(&workspace, &package["manifest_path"]).unwrap();
        let differences = differences(&of_cargo(package), &of_ours(&workspace, ours));
        if !differences.is_empty() || !workspace.problems.is_empty() {
            wrong.push(format!("{}\n{}\n{:#?}", manifest.display(), differences.join("\n"), workspace.problems));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), packages.len(), wrong.join("\n\n"));
}

#[test]
fn the_sources_of_every_dependency_are_those_that_cargo_resolves() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let version = String::from_utf8(cargo(root, &["-vV"]).stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = metadata(root, &["--filter-platform", host]);
    let folder_of = |id: &Value| {
        let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["id"] == *id).unwrap();
        Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned()
    };
    let workspace = crate::load(&Files::new(), root).unwrap();
    let mut compared = 0;
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let folder = folder_of(&node["id"]);
        let Some(ours) = workspace.packages.iter().find(|package| package.root == folder) else { continue };
        for edge in node["deps"].as_array().unwrap() {
            let expected = (edge["name"].as_str().unwrap().to_owned(), folder_of(&edge["pkg"]));
            let reached = ours.dependencies.iter().flat_map(|dependency| {
                let folders = match &dependency.source {
                    crate::DependencySource::Package(id) => vec![workspace.packages[id.0 as usize].root.clone()],
                    crate::DependencySource::Downloaded(downloaded) => {
                        downloaded.iter().map(|downloaded| downloaded.folder.clone()).collect()
                    }
                    _ => Vec::new(),
                };
                folders.into_iter().map(|folder| (dependency.crate_name.clone(), folder))
            });
            let reached: Vec<_> = reached.collect();
            assert!(reached.contains(&expected), "{expected:?} is not among {reached:#?}");
            compared += 1;
        }
    }
    assert!(compared > 50, "only {compared} dependencies");
}

/// Asserts that Cargo and we see the same members, default members and packages in the workspace of `text`.
fn compare(text: &str) {
    let fixture = Fixture::new(text);
    let metadata = metadata(&fixture.path("/"), &["--no-deps"]);
    let workspace = fixture.load("/");
    let packages = metadata["packages"].as_array().unwrap();
    for package in packages {
        let Some(ours) = package_at(&workspace, &package["manifest_path"]) else {
            panic!("{} is missing", package["manifest_path"]);
        };
        let differences = differences(&of_cargo(package), &of_ours(&workspace, ours));
        assert!(differences.is_empty(), "{}\n{}", package["manifest_path"], differences.join("\n"));
        assert!(ours.member && ours.complete);
    }
    let ids = |ids: &Value| {
        let named = packages.iter().filter(|package| ids.as_array().unwrap().contains(&package["id"]));
        named.map(|package| package["name"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let members = workspace.packages.iter().filter(|package| package.member);
    let members: BTreeSet<_> = members.map(|package| package.name.clone()).collect();
    assert_eq!(members, ids(&metadata["workspace_members"]));
    let default = workspace.default_members.iter().map(|id| workspace.packages[id.0 as usize].name.clone());
    assert_eq!(default.collect::<BTreeSet<_>>(), ids(&metadata["workspace_default_members"]));
    assert_eq!(fixture.problems(&workspace), [""; 0]);
}

#[test]
fn targets_are_discovered_in_all_of_cargos_places() {
    let files = "//- /src/lib.rs\n//- /src/main.rs\n//- /src/bin/one.rs\n//- /src/bin/two/main.rs\n\
                 //- /src/bin/two/part.rs\n//- /src/bin/three/lib.rs\n//- /examples/e.rs\n//- /examples/f/main.rs\n\
                 //- /examples/.hidden.rs\n//- /examples/text.txt\n//- /tests/t.rs\n//- /tests/u/main.rs\n\
                 //- /tests/common/mod.rs\n//- /benches/b.rs\n//- /benches/c/main.rs\n//- /build.rs\n";
    for edition in ["2015", "2018", "2021", "2024"] {
        let package = format!("//- /Cargo.toml\n[package]\nname = 'p-q'\nversion = '1.2.3'\nedition = '{edition}'\n");
        compare(&format!("{package}{files}"));
        // One written target of each kind, which turns discovery off in 2015.
        compare(&format!(
            "{package}[lib]\nname = 'other'\npath = 'lib/other.rs'\n[[bin]]\nname = 'one'\n[[bin]]\nname = 'p-q'\n\
             [[example]]\nname = 'f'\nrequired-features = ['x', 'y']\n[[test]]\nname = 'renamed'\npath = 'tests/t.rs'\n\
             [[bench]]\nname = 'c'\nharness = false\nedition = '2018'\n[features]\nx = []\ny = []\n\
             //- /lib/other.rs\n{files}"
        ));
        compare(&format!(
            "{package}autobins = false\nautoexamples = false\nautotests = false\nautobenches = false\nbuild = false\n{files}"
        ));
        compare(&format!(
            "{package}autobins = true\nautoexamples = true\nautotests = true\nautobenches = true\nbuild = 'gen/make.rs'\n\
             [[bin]]\nname = 'two'\n[[example]]\nname = 'e'\n[[test]]\nname = 'u'\n[[bench]]\nname = 'b'\n//- /gen/make.rs\n{files}"
        ));
        compare(&format!("{package}autolib = false\n{files}"));
    }
}

#[test]
fn places_that_only_edition_2015_still_knows() {
    let package = "//- /Cargo.toml\n[package]\nname = 'p'\nversion = '1.0.0'\n";
    compare(&format!("{package}[lib]\nname = 'old'\n[[bench]]\nname = 'bench'\n//- /src/old.rs\n//- /src/bench.rs\n"));
    compare(&format!("{package}[[bin]]\nname = 'x'\n//- /src/x.rs\n"));
    compare(&format!("{package}[[bin]]\nname = 'x'\n//- /src/lib.rs\n//- /src/bin/main.rs\n"));
}

#[test]
fn proc_macros_are_told_by_either_key() {
    for library in
        ["proc-macro = true", "proc_macro = true", "crate-type = ['proc-macro']", "crate-type = ['cdylib', 'rlib']"]
    {
        compare(&format!(
            "//- /Cargo.toml\n[package]\nname = 'p'\nversion = '1.0.0'\nedition = '2021'\n[lib]\n{library}\n//- /src/lib.rs\n"
        ));
    }
}

#[test]
fn dependencies_and_features_of_every_shape() {
    compare(
        "//- /Cargo.toml\n[package]\nname = 'p'\nversion = '1.0.0'\nedition = '2021'\n[dependencies]\na = '1'\n\
         b = { version = '>=1, <3', optional = true, default-features = false, features = ['x', 'y'] }\n\
         c-d = { package = 'other', version = '*' }\ne = { path = 'e', version = '0.1' }\n\
         weak = { version = '1', optional = true }\nnamed = { version = '1', optional = true }\n[dev_dependencies]\n\
         e = { path = 'e' }\nunder = { version = '1', default_features = false }\n[build_dependencies]\nf = '~2.1'\n\
         [target.'cfg(unix)'.dependencies]\na = { version = '1', features = ['unix'] }\n\
         g = { version = '=1.2.3', optional = true }\n[target.x86_64-pc-windows-msvc.dev-dependencies]\nh = '0.0'\n\
         [target.'cfg(any(windows, target_os = \"macos\"))'.build-dependencies]\ni = '1'\n\
         [features]\ndefault = ['s']\ns = ['b/std', 'weak?/std', 'dep:named']\n'quoted+name' = []\n\
         //- /src/lib.rs\n//- /e/Cargo.toml\n[package]\nname = 'e'\nversion = '0.1.0'\n//- /e/src/lib.rs\n",
    );
}

#[test]
fn members_by_name_by_pattern_and_by_path() {
    compare(
        "//- /Cargo.toml\n[workspace]\nmembers = ['plain', './dotted/', 'group/*', 'deep/**/leaf', 'q?', '[xy]z']\n\
         exclude = ['group/out', 'reached/out']\nresolver = '2'\n\
         //- /plain/Cargo.toml\n[package]\nname = 'plain'\nversion = '1.0.0'\n[dependencies]\n\
         inner = { path = 'inner' }\nout = { path = '../reached/out' }\n[dev-dependencies]\nin-dev = { path = '../reached/dev' }\n\
         //- /plain/src/lib.rs\n\
         //- /plain/inner/Cargo.toml\n[package]\nname = 'inner'\nversion = '1.0.0'\n//- /plain/inner/src/lib.rs\n\
         //- /reached/out/Cargo.toml\n[package]\nname = 'out'\nversion = '1.0.0'\n//- /reached/out/src/lib.rs\n\
         //- /reached/dev/Cargo.toml\n[package]\nname = 'in-dev'\nversion = '1.0.0'\n//- /reached/dev/src/lib.rs\n\
         //- /dotted/Cargo.toml\n[package]\nname = 'dotted'\nversion = '1.0.0'\n//- /dotted/src/lib.rs\n\
         //- /group/a/Cargo.toml\n[package]\nname = 'a'\nversion = '1.0.0'\n//- /group/a/src/lib.rs\n\
         //- /group/out/Cargo.toml\n[package]\nname = 'excluded'\nversion = '1.0.0'\n//- /group/out/src/lib.rs\n\
         //- /group/README.md\n\
         //- /deep/one/two/leaf/Cargo.toml\n[package]\nname = 'leaf'\nversion = '1.0.0'\n//- /deep/one/two/leaf/src/lib.rs\n\
         //- /q1/Cargo.toml\n[package]\nname = 'q1'\nversion = '1.0.0'\n//- /q1/src/lib.rs\n\
         //- /xz/Cargo.toml\n[package]\nname = 'xz'\nversion = '1.0.0'\n//- /xz/src/lib.rs\n",
    );
}

#[test]
fn a_root_package_and_its_default_members() {
    let files = "//- /src/lib.rs\n//- /a/Cargo.toml\n[package]\nname = 'a'\nversion = '1.0.0'\n//- /a/src/lib.rs\n\
                 //- /b/Cargo.toml\n[package]\nname = 'b'\nversion = '1.0.0'\n//- /b/src/lib.rs\n";
    let package = "//- /Cargo.toml\n[package]\nname = 'root'\nversion = '1.0.0'\n[dependencies]\na = { path = 'a' }\n";
    compare(&format!("{package}[workspace]\n{files}"));
    compare(&format!("{package}[workspace]\nmembers = ['b']\n{files}"));
    compare(&format!("{package}[workspace]\nmembers = ['b']\ndefault-members = ['.', 'b']\n{files}"));
    compare(&format!("{package}{files}"));
}

#[test]
fn a_member_inherits_from_its_root() {
    compare(
        "//- /Cargo.toml\n[workspace]\nmembers = ['a']\n[workspace.package]\nversion = '3.2.1'\nedition = '2021'\n\
         [workspace.dependencies]\nplain = '1.5'\noff = { version = '1', default-features = false, features = ['x'] }\n\
         other = { package = 'renamed', version = '2' }\nb = { path = 'b' }\n[workspace.lints.rust]\nunused = 'warn'\n\
         //- /a/Cargo.toml\n[package]\nname = 'a'\nversion.workspace = true\nedition = { workspace = true }\n\
         [dependencies]\nplain.workspace = true\noff = { workspace = true, features = ['y'], optional = true }\n\
         other = { workspace = true }\nb = { workspace = true }\n[dev-dependencies]\n\
         off = { workspace = true, default-features = true }\n[lints]\nworkspace = true\n//- /a/src/lib.rs\n\
         //- /b/Cargo.toml\n[package]\nname = 'b'\nversion = '1.0.0'\n//- /b/src/lib.rs\n",
    );
}

#[test]
fn a_manifest_may_name_its_root() {
    let fixture = Fixture::new(
        "//- /w/Cargo.toml\n[workspace]\nmembers = ['../a']\nresolver = '2'\n[workspace.package]\nversion = '4.0.0'\n\
         //- /a/Cargo.toml\n[package]\nname = 'a'\nversion.workspace = true\nworkspace = '../w'\n//- /a/src/lib.rs\n",
    );
    let metadata = metadata(&fixture.path("/a"), &["--no-deps"]);
    let workspace = fixture.load("/a");
    assert_eq!(workspace.root, Path::new(metadata["workspace_root"].as_str().unwrap()));
    assert_eq!(workspace.packages[0].version, "4.0.0");
    assert_eq!(fixture.problems(&workspace), [""; 0]);
}

/// Asserts that Cargo refuses the workspace of `text` from `/PATH`, and that each of the `expected` problems is found,
/// the first of them in Cargo's own words.
fn compare_refusal(text: &str, path: &str, expected: &[&str]) {
    let fixture = Fixture::new(text);
    let output = cargo(&fixture.path(path), &["metadata", "--offline", "--format-version", "1"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "Cargo accepts it:\n{text}");
    let workspace = fixture.load(path);
    assert_eq!(fixture.problems(&workspace), expected);
    // Line breaks are Cargo's terminal's business.
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = squeezed(&said);
    let told = workspace.problems.iter().any(|problem| said.contains(&squeezed(&problem.message)));
    assert!(told, "none of {expected:#?} is in\n{said}");
}

fn member(name: &str, rest: &str) -> String {
    format!(
        "//- /{name}/Cargo.toml\n[package]\nname = '{name}'\nversion = '1.0.0'\nedition = '2021'\n{rest}\n//- /{name}/src/lib.rs\n"
    )
}

#[test]
fn missing_manifests_are_told_all_at_once() {
    let text = format!(
        "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'gone', 'group/*']\n{}//- /group/empty/README.md\n",
        member("a", "[dependencies]\nlost = { path = '../lost' }\nb = { path = '../b' }\n[dependencies.c]\npath = 'c'")
            + &member("b", "")
    );
    compare_refusal(
        &text,
        "/",
        &[
            "/Cargo.toml: gone: failed to load manifest for workspace member `/gone` | failed to read \
             `/gone/Cargo.toml`: no such file",
            "/Cargo.toml: group/*: failed to load manifest for workspace member `/group/empty` | failed to read \
             `/group/empty/Cargo.toml`: no such file | it is one of those that `group/*` finds; `exclude` leaves it out",
            "/a/Cargo.toml: ../lost: failed to load manifest for dependency `lost` | failed to read \
             `/lost/Cargo.toml`: no such file",
            "/a/Cargo.toml: c: failed to load manifest for dependency `c` | failed to read `/a/c/Cargo.toml`: no such file",
        ],
    );
}

#[test]
fn what_cannot_be_inherited_is_told_at_its_key() {
    let root = "//- /Cargo.toml\n[workspace]\nmembers = ['a']\n[workspace.package]\nversion = '1.0.0'\n";
    let text = "//- /a/Cargo.toml\n[package]\nname = 'a'\nversion.workspace = true\nlicense.workspace = true\n\
                [lints]\nworkspace = true\n[dependencies]\nb.workspace = true\n//- /a/src/lib.rs\n";
    compare_refusal(
        &format!("{root}{text}"),
        "/",
        &[
            "/a/Cargo.toml: license: error inheriting `license` from workspace root manifest's \
             `workspace.package.license` | `workspace.package.license` was not defined",
            "/a/Cargo.toml: [lints]: error inheriting `lints` from workspace root manifest's `workspace.lints` | \
             `workspace.lints` was not defined",
            "/a/Cargo.toml: b: error inheriting `b` from workspace root manifest's `workspace.dependencies.b` | \
             `workspace.dependencies` was not defined",
        ],
    );
    compare_refusal(
        "//- /Cargo.toml\n[package]\nname = 'a'\nversion.workspace = true\n//- /src/lib.rs\n",
        "/",
        &[
            "/Cargo.toml: version: error inheriting `version` from workspace root manifest's `workspace.package.version` | \
           failed to find a workspace root",
        ],
    );
}

#[test]
fn a_package_that_is_no_member_of_the_workspace_around_it() {
    let text = format!("//- /Cargo.toml\n[workspace]\nmembers = ['a']\n{}{}", member("a", ""), member("b", ""));
    compare_refusal(
        &text,
        "/b",
        &["/b/Cargo.toml: b: current package believes it's in a workspace when it's not | current:   /b/Cargo.toml | \
           workspace: /Cargo.toml | this may be fixable by adding `b` to the `workspace.members` array of the manifest \
           located at: /Cargo.toml | Alternatively, to keep it out of the workspace, add the package to the \
           `workspace.exclude` array, or add an empty `[workspace]` table to the package's manifest"],
    );
}

#[test]
fn roots_that_contradict_each_other() {
    compare_refusal(
        &format!("//- /Cargo.toml\n[workspace]\nmembers = ['a']\n{}", member("a", "[workspace]")),
        "/",
        &["/Cargo.toml: a: multiple workspace roots found in the same workspace | /a | "],
    );
    compare_refusal(
        &format!("//- /w/Cargo.toml\n[workspace]\nmembers = ['../a']\n{}", member("a", "")),
        "/w",
        &["/w/Cargo.toml: ../a: workspace member `/a/Cargo.toml` is not hierarchically below the workspace root \
           `/w/Cargo.toml` | `package.workspace` in `/a/Cargo.toml` can name the root"],
    );
    compare_refusal(
        &format!("{}{}", member("a", "").replace("edition", "workspace = '../b'\nedition"), member("b", "")),
        "/a",
        &["/a/Cargo.toml: ../b: root of a workspace inferred but wasn't a root: /b/Cargo.toml"],
    );
}

#[test]
fn names_that_are_wrong_or_stand_twice() {
    let root = "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b']\ndefault-members = ['a', 'c']\n";
    compare_refusal(
        &format!("{root}{}{}", member("a", ""), member("b", "")),
        "/",
        &[
            "/Cargo.toml: c: package `/c` is listed in default-members but is not a member for workspace at `/Cargo.toml`",
        ],
    );
    let root = "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b']\n";
    compare_refusal(
        &format!("{root}{}{}", member("a", ""), member("b", "").replace("'b'", "'a'")),
        "/",
        &["/b/Cargo.toml: a: two packages named `a` in this workspace | - /a/Cargo.toml | - /b/Cargo.toml"],
    );
    compare_refusal(
        &format!("{root}{}{}", member("a", "[dependencies]\nx = { path = '../b' }"), member("b", "")),
        "/",
        &["/a/Cargo.toml: ../b: no matching package found | searched package name: `x` | perhaps you meant: `b` | \
           location searched: /b"],
    );
    compare_refusal(
        &format!("{root}{}//- /b/Cargo.toml\n[package]\nversion = '1.0.0'\n//- /b/src/lib.rs\n", member("a", "")),
        "/",
        &["/b/Cargo.toml: [package]: missing field `package.name`"],
    );
}

#[test]
fn targets_without_a_file_or_a_name() {
    let package = "//- /Cargo.toml\n[package]\nname = 'p'\nversion = '1.0.0'\nedition = '2021'\n";
    for (rest, expected) in [
        (
            "",
            "/Cargo.toml: [package]: no targets specified in the manifest | either src/lib.rs, src/main.rs, a [lib] \
              section, or [[bin]] section must be present",
        ),
        ("[lib]\n", "/Cargo.toml: [lib]: can't find library `p`, rename file to `src/lib.rs` or specify lib.path"),
        (
            "[[bin]]\nname = 'x'\n",
            "/Cargo.toml: x: can't find `x` bin at `src/bin/x.rs` or `src/bin/x/main.rs`. Please \
                                   specify bin.path if you want to use a non-default path.",
        ),
        ("[[bin]]\npath = 'x.rs'\n", "/Cargo.toml: [[bin]]: binary target bin.name is required"),
        (
            "//- /src/bin/x.rs\n//- /src/bin/x/main.rs\n",
            "/Cargo.toml: [package]: found duplicate binary name x, but \
                                                        all binary targets must have a unique name",
        ),
        (
            "[lib]\nname = 'a-b'\n//- /src/lib.rs\n",
            "/Cargo.toml: a-b: library target names cannot contain hyphens: a-b",
        ),
    ] {
        compare_refusal(&format!("{package}{rest}"), "/", &[expected]);
    }
}

#[test]
fn manifests_that_break_off_keep_what_stands_before() {
    let broken = member("b", "[features]\nx = []\n[dependencies]\na = { path = '../a' }\nlost = { path = '../lo")
        .replace("\n//- /b/src", "//- /b/src");
    let text = format!("//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b', 'gone']\n{}{broken}", member("a", ""));
    compare_refusal(
        &text,
        "/",
        &[
            "/Cargo.toml: gone: failed to load manifest for workspace member `/gone` | failed to read \
             `/gone/Cargo.toml`: no such file",
            "/b/Cargo.toml: : unclosed inline table, expected `}`",
        ],
    );
    let workspace = Fixture::new(&text).load("/");
    let b = crate::fixture::package(&workspace, "b");
    assert!(!b.complete && b.features.declared.contains_key("x"));
    assert!(matches!(b.dependencies[0].source, crate::DependencySource::Package(_)));
    assert!(crate::fixture::package(&workspace, "a").complete);
}
