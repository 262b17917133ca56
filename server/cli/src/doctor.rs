//! `greenlight doctor`: what Greenlight found, and what it did not: the toolchain, the workspace, the sources of what
//! it depends on, the configuration. Nothing is started; all of it is read, as a check reads it. Whatever is wrong
//! stands beside its way out. Only where it is asked to, Cargo is run to hold rustc's errors against the findings.

mod against_cargo;
mod in_markdown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use greenlight_files::Files;
use greenlight_ide::{Host, Level, Report, Rule};
use greenlight_project::{ChosenBy, DependencyKind, DependencySource, Toolchain, Workspace};

use crate::format::{counted, summary};
use crate::nearest::nearest;
use crate::{Outcome, colours, escape, output, paths, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    /// Run `cargo check`, and list in Markdown whatever rustc and Greenlight do not both say of imports, modules and
    /// features; exits with 1 if there is anything
    #[arg(long)]
    against_cargo: bool,
    /// Compare tests, benches and examples too
    #[arg(long, requires = "against_cargo")]
    all_targets: bool,
    #[command(flatten)]
    colours: colours::Arguments,
}

/// What was found about one thing.
#[derive(Debug, PartialEq, Eq)]
struct Section {
    label: &'static str,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Eq)]
enum Line {
    Fact(String),
    Problem {
        what: String,
        /// How to get rid of it.
        way_out: String,
    },
}

fn fact(text: impl Into<String>) -> Line {
    Line::Fact(text.into())
}

fn problem(what: impl Into<String>, way_out: impl Into<String>) -> Line {
    Line::Problem { what: what.into(), way_out: way_out.into() }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.against_cargo {
        return against_cargo::run(&arguments.workspaces, arguments.all_targets);
    }
    let files = Files::new();
    let coloured = arguments.colours.on_stdout();
    output::print(&render(&[own()], coloured))?;
    let started = Instant::now();
    let opened = match arguments.workspaces.open(&files) {
        Ok(opened) => opened,
        Err(error) => {
            let here = greenlight_files::absolute(Path::new("."));
            let toolchain = of_toolchain(&greenlight_project::toolchain(&files, &here), &here);
            output::print(&render(&[toolchain], coloured))?;
            return Err(error);
        }
    };
    let opening = started.elapsed();
    let count = opened.workspaces.len();
    let mut outcome = Outcome::Clear;
    for (root, host) in opened.workspaces {
        let (sections, found) = examine(&files, &root, &host, opening / count as u32);
        if found == Outcome::Findings {
            outcome = found;
        }
        let between = if count > 1 { "\n" } else { "" };
        output::print(&format!("{between}{}", render(&sections, coloured)))?;
    }
    Ok(outcome)
}

/// All about the workspace at `root`, which took `opening` to open, and whether anything stands in the way of
/// checking it.
fn examine(files: &Files, root: &Path, host: &Host, opening: Duration) -> (Vec<Section>, Outcome) {
    let started = Instant::now();
    let snapshot = host.snapshot();
    let report = snapshot.report();
    let took = opening + started.elapsed();
    let workspace = snapshot.workspace();
    let sections = vec![
        of_toolchain(&greenlight_project::toolchain(files, root), root),
        of_workspace(workspace),
        of_lock(workspace, files.is_file(&root.join("Cargo.lock"))),
        of_dependencies(workspace),
        of_configuration(files, root),
        of_cargos_configuration(files, root),
        of_check(&report, took),
    ];
    let outcome = if workspace.problems.is_empty() { Outcome::Clear } else { Outcome::Findings };
    (sections, outcome)
}

fn own() -> Section {
    let at = std::env::current_exe().map(|path| format!(", {}", path.display())).unwrap_or_default();
    Section { label: "greenlight", lines: vec![fact(format!("{}{at}", env!("CARGO_PKG_VERSION")))] }
}

fn of_toolchain(toolchain: &Toolchain, root: &Path) -> Section {
    let name = toolchain.name.as_deref();
    let mut lines = vec![match (&toolchain.chosen_by, name) {
        (ChosenBy::Variable, name) => fact(format!("{}, as RUSTUP_TOOLCHAIN says", name.unwrap_or_default())),
        (ChosenBy::File(file), Some(name)) => fact(format!("{name}, as {} says", paths::relative(file, root))),
        (ChosenBy::File(file), None) => problem(
            format!("{} names no toolchain", paths::relative(file, root)),
            "it takes a table `[toolchain]` with `channel = \"stable\"`",
        ),
        (ChosenBy::Override(folder), name) => {
            fact(format!("{}, by `rustup override` for {}", name.unwrap_or_default(), folder.display()))
        }
        (ChosenBy::Default, Some(name)) => fact(format!("{name}, the default of rustup")),
        (ChosenBy::Default, None) => problem("rustup has no default toolchain", "`rustup default stable`"),
        (ChosenBy::Path(rustc), _) => fact(format!("{}, without rustup", rustc.display())),
        (ChosenBy::Nothing, _) => {
            problem("no toolchain was found", "https://rustup.rs installs one; a check does without")
        }
    }];
    match (&toolchain.folder, name) {
        (Some(folder), _) => {
            let standard_library = match (&toolchain.library, &toolchain.docs) {
                (Some(_), _) => "with the sources of the standard library",
                (None, Some(_)) => "with the docs of the standard library, without its sources",
                (None, None) => "without the standard library's sources or docs",
            };
            lines.push(fact(format!("{}, {standard_library}", folder.display())));
            if toolchain.library.is_none() && toolchain.docs.is_none() {
                let way_out = match name {
                    Some(name) => format!("`rustup component add rust-src --toolchain {name}` brings them"),
                    None => "where the toolchain is from there is a package with them, such as `rust-src`".to_owned(),
                };
                lines.push(problem(
                    "neither sources nor docs of the standard library are there, so imports from it are unknown",
                    way_out,
                ));
            }
        }
        (None, Some(name)) => {
            lines.push(problem(
                "it is not installed",
                format!("`rustup toolchain install {name}`; a check does without"),
            ));
        }
        (None, None) => {}
    }
    Section { label: "toolchain", lines }
}

fn of_workspace(workspace: &Workspace) -> Section {
    let members = || workspace.packages.iter().filter(|package| package.member);
    let targets = members().map(|package| package.targets.len()).sum();
    let mut lines = vec![
        fact(workspace.root_manifest.display().to_string()),
        fact(format!("{} with {}", counted(members().count(), "member"), counted(targets, "target"))),
    ];
    lines.extend(workspace.problems.iter().filter(|problem| problem.file != lock_of(workspace)).map(|found| {
        let way_out = match found.notes.as_slice() {
            [] => "Cargo refuses it too".to_owned(),
            notes => notes.join("; "),
        };
        problem(format!("{}: {}", paths::relative(&found.file, &workspace.root), found.message), way_out)
    }));
    Section { label: "workspace", lines }
}

fn lock_of(workspace: &Workspace) -> PathBuf {
    workspace.root.join("Cargo.lock")
}

fn of_lock(workspace: &Workspace, is_there: bool) -> Section {
    let refused = workspace.problems.iter().find(|problem| problem.file == lock_of(workspace));
    let line = match (&workspace.lock, refused) {
        (Some(lock), _) => fact(format!("Cargo.lock pins {}", counted(lock.packages.len(), "package"))),
        (None, Some(refused)) => problem(refused.message.clone(), refused.notes.join("; ")),
        (None, None) if is_there => problem("Cargo.lock cannot be read", "`cargo generate-lockfile` makes a new one"),
        (None, None) => {
            problem("there is no Cargo.lock, so no version of a dependency is known", "`cargo fetch` writes it")
        }
    };
    Section { label: "lock file", lines: vec![line] }
}

fn of_dependencies(workspace: &Workspace) -> Section {
    let mut on_disk: BTreeSet<&Path> = BTreeSet::new();
    let mut missing: BTreeSet<&str> = BTreeSet::new();
    let mut by_path = BTreeSet::new();
    let mut elsewhere: BTreeSet<&str> = BTreeSet::new();
    for package in &workspace.packages {
        // Cargo resolves the dev-dependencies of members only.
        let resolved = |kind| package.member || kind != DependencyKind::Dev;
        for dependency in package.dependencies.iter().filter(|dependency| resolved(dependency.kind)) {
            match &dependency.source {
                DependencySource::Package(id) => {
                    by_path.insert(*id);
                }
                DependencySource::Downloaded(downloaded) if downloaded.is_empty() => {
                    missing.insert(&dependency.package);
                }
                DependencySource::Downloaded(downloaded) => {
                    on_disk.extend(downloaded.iter().map(|downloaded| &*downloaded.folder));
                }
                DependencySource::Elsewhere => {
                    elsewhere.insert(&dependency.package);
                }
                // It is among the problems of the workspace.
                DependencySource::MissingPath(_) => {}
                // Members have none.
                DependencySource::TurnedOff => {}
            }
        }
    }
    let mut lines = vec![fact(format!("{} downloaded, {} by path", counted(on_disk.len(), "package"), by_path.len()))];
    if !missing.is_empty() {
        let what = format!("the sources of {} are not on disk: {}", counted(missing.len(), "package"), few(&missing));
        lines.push(problem(what, "`cargo fetch` downloads them; until then imports of them are unknown"));
    }
    if !elsewhere.is_empty() {
        let what = counted(elsewhere.len(), "package");
        lines.push(fact(format!(
            "{what} from sources that are replaced, whose imports are unknown: {}",
            few(&elsewhere)
        )));
    }
    Section { label: "dependencies", lines }
}

/// The first few of `names`, and how many more there are.
fn few(names: &BTreeSet<&str>) -> String {
    const FEW: usize = 5;
    let first = names.iter().take(FEW).copied().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(FEW) {
        Some(more) if more > 0 => format!("{first} and {more} more"),
        _ => first,
    }
}

fn of_configuration(files: &Files, root: &Path) -> Section {
    let own = root.join("greenlight.toml");
    let of_own = files.is_file(&own);
    let file = if of_own { own } else { root.join("Cargo.toml") };
    let name = paths::relative(&file, root);
    let parsed = parse(files, &file, root);
    let lines = match parsed {
        Ok(document) if of_own => of_rules(&name, document.get("rules")),
        Ok(document) => {
            let metadata = document.get("workspace").and_then(|workspace| workspace.get("metadata"));
            match metadata.and_then(|metadata| metadata.get("greenlight")) {
                Some(table) => of_rules(&format!("{name}, [workspace.metadata.greenlight]"), table.get("rules")),
                None => {
                    vec![fact("no greenlight.toml, no [workspace.metadata.greenlight]: every rule has its own level")]
                }
            }
        }
        Err(error) if of_own => {
            // A key that stands twice costs itself alone.
            let way_out = match error.ends_with("duplicate key") {
                true => "the first counts; `greenlight check` tells what else is wrong",
                false => "until it can be read every rule has its own level",
            };
            vec![problem(error, way_out)]
        }
        // The manifest's problems are told as those of the workspace.
        Err(_) => vec![fact("no greenlight.toml")],
    };
    Section { label: "configuration", lines }
}

/// The TOML file at `file`, or what is wrong with it, and where.
fn parse(files: &Files, file: &Path, root: &Path) -> Result<toml_edit::DocumentMut, String> {
    let name = paths::relative(file, root);
    let text = files.read(file).map_err(|error| format!("{name}: {error}"))?;
    text.parse::<toml_edit::DocumentMut>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        format!("{name}:{line}: {}", error.message().replace('\n', ", "))
    })
}

/// What the table `rules` of the configuration `name` says.
fn of_rules(name: &str, rules: Option<&toml_edit::Item>) -> Vec<Line> {
    let mut set = Vec::new();
    let mut problems = Vec::new();
    for (rule, level) in rules.and_then(toml_edit::Item::as_table_like).into_iter().flat_map(|table| table.iter()) {
        let level = level.as_str().unwrap_or_default();
        if Rule::named(rule).next().is_none() {
            let known = Rule::ALL.iter().flat_map(|rule| [rule.name(), rule.description().group]);
            let way_out = match nearest(rule, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`greenlight rules` lists them".to_owned(),
            };
            problems.push(problem(format!("{name}: there is no rule `{rule}`"), way_out));
        } else if Level::by_name(level).is_none() {
            let way_out = "a level is \"allow\", \"hint\", \"warn\" or \"deny\"";
            problems.push(problem(format!("{name}: the level of `{rule}` is none"), way_out));
        } else {
            set.push(format!("{rule} = {level}"));
        }
    }
    let set = if set.is_empty() { "sets no rule".to_owned() } else { format!("sets {}", set.join(", ")) };
    let mut lines = vec![fact(format!("{name} {set}"))];
    lines.extend(problems);
    lines
}

fn of_cargos_configuration(files: &Files, root: &Path) -> Section {
    let found = greenlight_project::configuration_files(files, root);
    let line = |file: &PathBuf| match parse(files, file, root) {
        Ok(_) => fact(paths::relative(file, root)),
        Err(error) => problem(error, "Cargo refuses it too"),
    };
    let mut lines: Vec<Line> = found.iter().map(line).collect();
    if lines.is_empty() {
        lines.push(fact("no .cargo/config.toml"));
    }
    Section { label: "Cargo's own", lines }
}

fn of_check(report: &Report, took: Duration) -> Section {
    let mut lines = vec![
        fact(format!("{} in {took:.0?}", counted(report.summary.files, "file"))),
        fact(summary::imports(&report.summary)),
    ];
    if !report.not_checked.is_empty() {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for file in &report.not_checked {
            *reasons.entry(&file.why).or_default() += 1;
        }
        let reasons: Vec<String> = reasons.iter().map(|(why, count)| format!("{count} {why}")).collect();
        let files = counted(report.not_checked.len(), "file");
        lines.push(fact(format!("{files} not checked ({}); `greenlight check -v` lists them", reasons.join(", "))));
    }
    if !report.findings.is_empty() {
        lines.push(fact(format!("{}; `greenlight check` shows them", counted(report.findings.len(), "finding"))));
    }
    Section { label: "check", lines }
}

/// The labels in one column, what was found beside them.
fn render(sections: &[Section], coloured: bool) -> String {
    const WIDTH: usize = 15;
    let mut text = String::new();
    for Section { label, lines } in sections {
        let label = format!("{label:WIDTH$}");
        let mut margin = colours::paint(&label, colours::STRONG, coloured);
        let mut line = |said: &str| {
            text += &format!("{margin}{said}\n");
            margin = " ".repeat(WIDTH);
        };
        for said in lines {
            match said {
                Line::Fact(said) => line(&escape::one_line(said)),
                Line::Problem { what, way_out } => {
                    line(&colours::paint(&format!("! {}", escape::one_line(what)), colours::REMOVED, coloured));
                    line(&format!("  {}", escape::one_line(way_out)));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use greenlight_files::write;

    use super::*;

    fn shown(section: Section) -> String {
        render(&[section], false)
    }

    #[test]
    fn a_toolchain_that_is_chosen_and_not_there_has_its_way_out() {
        let root = Path::new("/w");
        let toolchain = |name: Option<&str>, chosen_by, folder: Option<&str>| {
            let (name, folder) = (name.map(str::to_owned), folder.map(PathBuf::from));
            let docs = folder.clone().filter(|folder| folder.starts_with("/rustup"));
            shown(of_toolchain(&Toolchain { name, chosen_by, folder, library: None, docs }, root))
        };
        let file = || ChosenBy::File(PathBuf::from("/w/rust-toolchain.toml"));
        let all = [
            toolchain(Some("stable"), ChosenBy::Default, Some("/rustup/stable")),
            toolchain(Some("1.95"), file(), None),
            toolchain(None, file(), None),
            toolchain(None, ChosenBy::Path(PathBuf::from("/usr/bin/rustc")), Some("/usr")),
            toolchain(None, ChosenBy::Nothing, None),
        ];
        expect![[r#"
            toolchain      stable, the default of rustup
                           /rustup/stable, with the docs of the standard library, without its sources
            toolchain      1.95, as rust-toolchain.toml says
                           ! it is not installed
                             `rustup toolchain install 1.95`; a check does without
            toolchain      ! rust-toolchain.toml names no toolchain
                             it takes a table `[toolchain]` with `channel = "stable"`
            toolchain      /usr/bin/rustc, without rustup
                           /usr, without the standard library's sources or docs
                           ! neither sources nor docs of the standard library are there, so imports from it are unknown
                             where the toolchain is from there is a package with them, such as `rust-src`
            toolchain      ! no toolchain was found
                             https://rustup.rs installs one; a check does without
        "#]]
        .assert_eq(&all.concat());
    }

    #[test]
    fn names_that_mean_nothing_in_the_configuration_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let configuration = |file: &str, text: &str| {
            write(&folder.path().join(file), text).unwrap();
            shown(of_configuration(&Files::new(), folder.path()))
        };
        let all = [
            configuration("Cargo.toml", "[workspace]\n"),
            configuration("Cargo.toml", "[workspace.metadata.greenlight.rules]\nimports = \"hint\"\n"),
            configuration(
                "greenlight.toml",
                "[rules]\nundeclared-features = \"deny\"\nimports = \"loud\"\nbroken-workspace = \"warn\"\n",
            ),
            configuration("greenlight.toml", "[rules\n"),
            configuration("greenlight.toml", "[rules]\nimports = 'hint'\nimports = 'deny'\n"),
        ];
        expect![[r#"
            configuration  no greenlight.toml, no [workspace.metadata.greenlight]: every rule has its own level
            configuration  Cargo.toml, [workspace.metadata.greenlight] sets imports = hint
            configuration  greenlight.toml sets broken-workspace = warn
                           ! greenlight.toml: there is no rule `undeclared-features`
                             did you mean `undeclared-feature`?
                           ! greenlight.toml: the level of `imports` is none
                             a level is "allow", "hint", "warn" or "deny"
            configuration  ! greenlight.toml:1: unclosed table, expected `]`
                             until it can be read every rule has its own level
            configuration  ! greenlight.toml:3: duplicate key
                             the first counts; `greenlight check` tells what else is wrong
        "#]]
        .assert_eq(&all.concat());
    }

    #[test]
    fn of_many_names_a_few_are_told() {
        let names = |count: usize| ["a", "b", "c", "d", "e", "f", "g"].into_iter().take(count).collect();
        assert_eq!(few(&names(5)), "a, b, c, d, e");
        assert_eq!(few(&names(7)), "a, b, c, d, e and 2 more");
    }
}
