//! `greenlight features`: the features of a workspace, each with what it turns on and who uses it.

use std::path::{Path, PathBuf};

use greenlight_files::Files;
use greenlight_ide::features::FeatureOverview;

use crate::{Outcome, colours, escape, output, paths, selection, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    /// Only this package of the workspace, or those that match a pattern
    #[arg(short, long = "package", value_name = "SPEC")]
    packages: Vec<String>,
    /// All packages but this one, or those that match a pattern
    #[arg(long, value_name = "SPEC")]
    exclude: Vec<String>,
    /// For people, or JSON: docs/features.schema.json describes it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    colours: colours::Arguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let opened = arguments.workspaces.open(&Files::new())?;
    let packages = selection::packages(&arguments.packages, &arguments.exclude, &opened.packages)?;
    let mut found = Vec::new();
    for (root, host) in &opened.workspaces {
        let mut features = host.snapshot().features();
        features.retain(|feature| packages.has(&feature.package));
        found.push((root.clone(), features));
    }
    let coloured = if arguments.output.is_some() { arguments.colours.in_file() } else { arguments.colours.on_stdout() };
    let text = match arguments.format {
        Format::Human => {
            let tables: Vec<String> = found.iter().map(|(_, features)| table(features, coloured)).collect();
            tables.join("\n")
        }
        Format::Json => json(&found)?,
    };
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(Outcome::Clear)
}

fn table(features: &[FeatureOverview], coloured: bool) -> String {
    const HEADINGS: [&str; 5] = ["feature", "default", "cfgs", "state", "turns on"];
    let rows: Vec<[String; 5]> = features
        .iter()
        .map(|feature| {
            let default = if feature.default { "on" } else { "" };
            let enables = match feature.implicit {
                true => "the dependency of its name".to_owned(),
                false => feature.enables.join(", "),
            };
            [feature.name.clone(), default.to_owned(), feature.cfgs.to_string(), state(feature).to_owned(), enables]
        })
        .collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([HEADINGS[column].len()]).max().unwrap_or(0)
    });
    let line = |cells: [&str; 5]| {
        let [name, default, cfgs, state, enables] = cells;
        let [of_name, of_default, of_cfgs, of_state, _] = widths;
        let padded =
            format!("  {name:of_name$}  {default:of_default$}  {cfgs:>of_cfgs$}  {state:of_state$}  {enables}");
        escape::one_line(padded.trim_end()).into_owned()
    };
    let mut lines = Vec::new();
    let mut package = "";
    for (feature, row) in features.iter().zip(&rows) {
        if feature.package != package {
            if !package.is_empty() {
                lines.push(String::new());
            }
            package = &feature.package;
            lines.push(colours::paint(&escape::one_line(package), colours::STRONG, coloured));
            lines.push(line(HEADINGS));
        }
        let text = line(std::array::from_fn(|column| row[column].as_str()));
        let style = match (feature.declared, feature.is_unused()) {
            (false, _) => Some(colours::REMOVED),
            (true, true) => Some(colours::ADDED),
            _ => None,
        };
        lines.push(style.map_or(text.clone(), |style| colours::paint(&text, style, coloured)));
    }
    if features.is_empty() {
        lines.push("no features".to_owned());
    }
    lines.join("\n") + "\n"
}

/// In a word, what stands out; nothing if nothing does.
fn state(feature: &FeatureOverview) -> &'static str {
    match (feature.declared, feature.is_unused()) {
        (false, _) => "undeclared",
        (true, true) => "unused",
        _ => "",
    }
}

/// One workspace.
#[derive(serde::Serialize)]
struct OfWorkspace<'a> {
    version: u32,
    root: String,
    features: Vec<Entry<'a>>,
}

#[derive(serde::Serialize)]
struct Entry<'a> {
    package: &'a str,
    manifest: String,
    name: &'a str,
    declared: bool,
    implicit: bool,
    default: bool,
    unused: bool,
    enables: &'a [String],
    further: &'a [String],
    cfgs: usize,
    required_by: &'a [String],
    enabled_by: &'a [String],
    asked_for_by: &'a [String],
}

/// One object for one workspace, an array of them for several.
fn json(found: &[(PathBuf, Vec<FeatureOverview>)]) -> anyhow::Result<String> {
    let of_workspaces = found.iter().map(|(root, features)| OfWorkspace {
        version: 1,
        root: root.display().to_string(),
        features: features.iter().map(|feature| entry(feature, root)).collect(),
    });
    output::json(&of_workspaces.collect::<Vec<_>>())
}

fn entry<'a>(feature: &'a FeatureOverview, root: &Path) -> Entry<'a> {
    Entry {
        package: &feature.package,
        manifest: paths::relative(&feature.manifest, root),
        name: &feature.name,
        declared: feature.declared,
        implicit: feature.implicit,
        default: feature.default,
        unused: feature.is_unused(),
        enables: &feature.enables,
        further: &feature.further,
        cfgs: feature.cfgs,
        required_by: &feature.required_by,
        enabled_by: &feature.enabled_by,
        asked_for_by: &feature.asked_for_by,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn feature(name: &str) -> FeatureOverview {
        FeatureOverview {
            package: "net".to_owned(),
            manifest: PathBuf::from("/ws/net/Cargo.toml"),
            name: name.to_owned(),
            declared: true,
            implicit: false,
            default: false,
            enables: Vec::new(),
            further: Vec::new(),
            cfgs: 0,
            required_by: Vec::new(),
            enabled_by: Vec::new(),
            asked_for_by: Vec::new(),
        }
    }

    fn some() -> Vec<FeatureOverview> {
        vec![
            FeatureOverview { default: true, enables: vec!["p2p".to_owned()], ..feature("default") },
            feature("idle"),
            FeatureOverview { declared: false, cfgs: 12, ..feature("lost") },
            FeatureOverview { default: true, cfgs: 3, enables: vec!["dep:libp2p".to_owned()], ..feature("p2p") },
            FeatureOverview { package: "other".to_owned(), implicit: true, ..feature("serde") },
        ]
    }

    #[test]
    fn each_package_has_a_table() {
        expect![[r#"
            net
              feature  default  cfgs  state       turns on
              default  on          0              p2p
              idle                 0  unused
              lost                12  undeclared
              p2p      on          3              dep:libp2p

            other
              feature  default  cfgs  state       turns on
              serde                0              the dependency of its name
        "#]]
        .assert_eq(&table(&some(), false));
        assert_eq!(table(&[], false), "no features\n");
    }

    #[test]
    fn the_schema_describes_the_json() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/features.schema.json")).expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let text = json(&[(PathBuf::from("/ws"), some())]).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        assert_eq!(value["features"][2]["declared"], false);
        assert_eq!(value["features"][0]["manifest"], "net/Cargo.toml");
    }
}
