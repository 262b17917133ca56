//! Which toolchain compiles a folder, and where it lies: rustup's rules, from files and the environment alone. Where
//! rustup is not used, it is the one whose `rustc` is found first on the `PATH`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use greenlight_files::{EntryKind, Files, absolute};
use toml::de::{DeTable, DeValue};

use crate::document::{Table, parse};

/// A toolchain, installed or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// What it is called, as written: `stable`, `1.95`; `None` if nothing names one.
    pub name: Option<String>,
    /// Who says so.
    pub chosen_by: ChosenBy,
    /// The folder that it is installed in.
    pub folder: Option<PathBuf>,
    /// The standard library's sources: rustup's component `rust-src`.
    pub library: Option<PathBuf>,
    /// The docs of the standard library, for [`crate::documented_crate`]: rustup's component `rust-docs`.
    pub docs: Option<PathBuf>,
}

/// What decides which [`Toolchain`] it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// The environment variable `RUSTUP_TOOLCHAIN`.
    Variable,
    /// This `rust-toolchain.toml` or `rust-toolchain`.
    File(PathBuf),
    /// `rustup override set`, for this folder.
    Override(PathBuf),
    /// `rustup default`.
    Default,
    /// This `rustc` on the `PATH`, without rustup.
    Path(PathBuf),
    /// Nothing: neither rustup nor `rustc` was found.
    Nothing,
}

impl Toolchain {
    fn new(files: &Files, name: Option<String>, chosen_by: ChosenBy, folder: Option<PathBuf>) -> Toolchain {
        let below = |path: &str| folder.as_deref().map(|folder| folder.join(path)).filter(|path| files.is_folder(path));
        let library = below(crate::sysroot::SOURCES);
        let docs = below("share/doc/rust/html");
        Toolchain { name, chosen_by, folder, library, docs }
    }

    /// The platform that it runs on, as rustup names its folder by: `x86_64-unknown-linux-gnu` of `stable-x86_64-unknown-linux-gnu`.
    pub(crate) fn host(&self) -> Option<String> {
        let name = self.folder.as_ref()?.file_name()?.to_str()?;
        let architecture = format!("-{}-", std::env::consts::ARCH);
        name.find(&architecture).map(|at| name[at + 1..].to_owned())
    }
}

/// The part of the environment that decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// `$RUSTUP_HOME`, or where it is by default.
    rustup_home: Option<PathBuf>,
    /// `$RUSTUP_TOOLCHAIN`.
    variable: Option<String>,
    /// `$PATH`.
    path: OsString,
}

impl Surroundings {
    pub(crate) fn of_process() -> Surroundings {
        let home = || std::env::home_dir().map(|home| home.join(".rustup"));
        Surroundings {
            rustup_home: std::env::var_os("RUSTUP_HOME").map(PathBuf::from).or_else(home),
            variable: std::env::var("RUSTUP_TOOLCHAIN").ok().filter(|name| !name.is_empty()),
            path: std::env::var_os("PATH").unwrap_or_default(),
        }
    }
}

/// The toolchain that Cargo uses when it is run in `folder` (absolute).
#[must_use]
pub fn toolchain(files: &Files, folder: &Path) -> Toolchain {
    toolchain_in(files, folder, &Surroundings::of_process())
}

pub(crate) fn toolchain_in(files: &Files, folder: &Path, surroundings: &Surroundings) -> Toolchain {
    let rustup = surroundings.rustup_home.as_deref().filter(|home| files.is_folder(&home.join("toolchains")));
    let Some(rustup) = rustup else { return without_rustup(files, &surroundings.path) };
    let settings = Settings::read(files, rustup);
    let (name, chosen_by) = match &surroundings.variable {
        Some(name) => (Some(Named::Channel(name.clone())), ChosenBy::Variable),
        None => chosen(files, folder, &settings),
    };
    let folder = name.as_ref().and_then(|name| match name {
        Named::Channel(name) => installed(files, rustup, name, settings.host.as_deref()),
        Named::Path(path) => Some(path.clone()).filter(|path| files.is_folder(path)),
    });
    let name = name.map(|name| match name {
        Named::Channel(name) => name,
        Named::Path(path) => path.display().to_string(),
    });
    Toolchain::new(files, name, chosen_by, folder)
}

/// Major and minor version of the rustc in a toolchain's folder, as the manifest has it from which rustup installed it.
pub(crate) fn rustc_version(files: &Files, folder: &Path) -> Option<(u32, u32)> {
    let manifest = folder.join("lib/rustlib/multirust-channel-manifest.toml");
    // Of a megabyte of TOML, one line is of use.
    files.with_text(&manifest, version_in).ok().flatten()
}

fn version_in(manifest: &str) -> Option<(u32, u32)> {
    let (_, table) = manifest.split_once("\n[pkg.rustc]\n")?;
    let (_, version) = table.split("\n[").next()?.split_once("version = \"")?;
    let (major, rest) = version.split_once('.')?;
    Some((major.parse().ok()?, rest.split('.').next()?.parse().ok()?))
}

fn without_rustup(files: &Files, path: &OsString) -> Toolchain {
    let rustc = format!("rustc{}", std::env::consts::EXE_SUFFIX);
    let rustc = std::env::split_paths(path).map(|folder| folder.join(&rustc)).find(|rustc| files.is_file(rustc));
    // It may be a link to where the rest of it is; sources and docs lie beside that.
    let real = rustc.as_deref().and_then(greenlight_files::without_links);
    let folder = real.as_deref().and_then(Path::parent).and_then(Path::parent).map(Path::to_owned);
    Toolchain::new(files, None, rustc.map_or(ChosenBy::Nothing, ChosenBy::Path), folder)
}

/// How a toolchain is named.
enum Named {
    Channel(String),
    /// `path = "…"`, absolute.
    Path(PathBuf),
}

/// What the file or the override nearest to `folder` says, else the default. In one folder an override counts more
/// than a file.
fn chosen(files: &Files, folder: &Path, settings: &Settings) -> (Option<Named>, ChosenBy) {
    for folder in folder.ancestors() {
        let own = settings.overrides.iter().find(|(overridden, _)| overridden == folder);
        if let Some((_, name)) = own {
            return (Some(Named::Channel(name.clone())), ChosenBy::Override(folder.to_owned()));
        }
        // The name without an ending is the older one, and the one that rustup takes where both are there.
        let names = ["rust-toolchain", "rust-toolchain.toml"].map(|name| folder.join(name));
        if let Some(file) = names.into_iter().find(|file| files.is_file(file)) {
            let named = files.with_text(&file, |text| named_in(&file, text)).ok().flatten();
            return (named, ChosenBy::File(file));
        }
    }
    (settings.default.clone().map(Named::Channel), ChosenBy::Default)
}

/// What the file with this `text` names. Without an ending it may be a name alone, as it was before there were tables.
fn named_in(file: &Path, text: &str) -> Option<Named> {
    let alone = text.trim();
    if file.extension().is_none() && !alone.is_empty() && !alone.contains(['\n', '=', '[']) {
        return Some(Named::Channel(alone.to_owned()));
    }
    let (table, _) = parse(file, text);
    let toolchain = table.get("toolchain")?.get_ref().as_table()?;
    if let Some(path) = string(toolchain, "path") {
        return Some(Named::Path(absolute(&file.parent()?.join(path))));
    }
    string(toolchain, "channel").map(Named::Channel)
}

fn string(table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key)?.get_ref().as_str().filter(|string| !string.is_empty()).map(str::to_owned)
}

/// `$RUSTUP_HOME/settings.toml`.
#[derive(Debug, Default)]
struct Settings {
    default: Option<String>,
    /// The platform that is meant where a toolchain's name says none.
    host: Option<String>,
    overrides: Vec<(PathBuf, String)>,
}

impl Settings {
    fn read(files: &Files, rustup: &Path) -> Settings {
        let path = rustup.join("settings.toml");
        let read = |text: &str| {
            let (table, _) = parse(&path, text);
            let overrides = table.get("overrides").and_then(|overrides| overrides.get_ref().as_table());
            let overrides = overrides.into_iter().flat_map(Table::iter).filter_map(|(folder, name)| {
                let DeValue::String(name) = name.get_ref() else { return None };
                Some((PathBuf::from(&**folder.get_ref()), name.clone().into_owned()))
            });
            Settings {
                default: string(&table, "default_toolchain"),
                host: string(&table, "default_host_triple"),
                overrides: overrides.collect(),
            }
        };
        files.with_text(&path, read).unwrap_or_default()
    }
}

/// The folder of the toolchain `name`, which may leave out the platform: `stable-x86_64-unknown-linux-gnu` is also
/// `stable`.
fn installed(files: &Files, rustup: &Path, name: &str, host: Option<&str>) -> Option<PathBuf> {
    let toolchains = rustup.join("toolchains");
    let whole = toolchains.join(name);
    if files.is_folder(&whole) {
        return Some(whole);
    }
    if let Some(host) = host {
        return Some(toolchains.join(format!("{name}-{host}"))).filter(|folder| files.is_folder(folder));
    }
    let entries = files.list(&toolchains).into_iter().filter(|entry| entry.kind == EntryKind::Folder);
    let mut folders = entries.map(|entry| entry.path);
    folders.find(|folder| {
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        let platform = folder.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        // What begins with a digit is the date of another one.
        platform.is_some_and(|platform| platform.contains('-') && !platform.starts_with(|c: char| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const RUSTUP: &str = "//- /rustup/settings.toml\ndefault_toolchain = 'stable'\n[overrides]\n\
                          //- /rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc\n\
                          //- /rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/core/src/lib.rs\n\
                          //- /rustup/toolchains/nightly-2026-01-01-x86_64-unknown-linux-gnu/bin/rustc\n\
                          //- /rustup/toolchains/own/bin/rustc\n\
                          //- /rustup/toolchains/own/share/doc/rust/html/index.html\n//- /w/a/Cargo.toml\n";

    /// `NAME by WHOM in FOLDER`, with its sources if they are there.
    fn found(fixture: &Fixture, variable: Option<&str>) -> String {
        let surroundings = Surroundings {
            rustup_home: Some(fixture.path("/rustup")),
            variable: variable.map(str::to_owned),
            path: std::env::join_paths([fixture.path("/bin")]).unwrap(),
        };
        let found = toolchain_in(&Files::new(), &fixture.path("/w/a"), &surroundings);
        let chosen_by = match &found.chosen_by {
            ChosenBy::Variable => "the variable".to_owned(),
            ChosenBy::File(path) | ChosenBy::Override(path) | ChosenBy::Path(path) => fixture.relative(path),
            ChosenBy::Default => "default".to_owned(),
            ChosenBy::Nothing => "nothing".to_owned(),
        };
        let folder = found.folder.as_deref().map_or("nowhere".to_owned(), |folder| fixture.relative(folder));
        let library = if found.library.is_some() { ", with sources" } else { "" };
        let docs = if found.docs.is_some() { ", with docs" } else { "" };
        format!("{} by {chosen_by} in {folder}{library}{docs}", found.name.as_deref().unwrap_or("?"))
    }

    #[test]
    fn the_version_is_that_of_rustc_and_no_other() {
        let manifest = |rustc: &str| {
            format!(
                "date = \"d\"\n[pkg.cargo]\nversion = \"0.96.0 (x)\"\n[pkg.rustc]\n{rustc}[pkg.rustc.target.a]\nversion = \"9.9.9\"\n"
            )
        };
        assert_eq!(version_in(&manifest("version = \"1.95.0 (59807616e 2026-04-14)\"\n")), Some((1, 95)));
        assert_eq!(version_in(&manifest("version = \"1.97.0-nightly (x)\"\n")), Some((1, 97)));
        assert_eq!(version_in(&manifest("git = \"x\"\n")), None);
        assert_eq!(version_in(""), None);
    }

    #[test]
    fn without_a_file_the_default_counts_and_the_platform_is_understood() {
        let fixture = Fixture::new(RUSTUP);
        let stable = "/rustup/toolchains/stable-x86_64-unknown-linux-gnu";
        assert_eq!(found(&fixture, None), format!("stable by default in {stable}, with sources"));
        assert_eq!(found(&fixture, Some("own")), "own by the variable in /rustup/toolchains/own, with docs");
        assert_eq!(found(&fixture, Some("1.95")), "1.95 by the variable in nowhere");
        assert_eq!(found(&fixture, Some("nightly")), "nightly by the variable in nowhere");
        assert_eq!(
            found(&fixture, Some("nightly-2026-01-01")),
            "nightly-2026-01-01 by the variable in /rustup/toolchains/nightly-2026-01-01-x86_64-unknown-linux-gnu"
        );
    }

    #[test]
    fn the_nearest_file_counts_in_either_form() {
        for (file, text, name) in [
            ("rust-toolchain.toml", "[toolchain]\nchannel = 'own'\n", "own"),
            ("rust-toolchain", "[toolchain]\nchannel = 'own'\n", "own"),
            ("rust-toolchain", "own\n", "own"),
            ("rust-toolchain.toml", "own\n", "?"),
            ("rust-toolchain.toml", "[toolchain]\nprofile = 'minimal'\n", "?"),
        ] {
            let fixture = Fixture::new(&format!("{RUSTUP}//- /w/{file}\n{text}//- /rust-toolchain\nstable\n"));
            let folder = if name == "?" { "nowhere" } else { "/rustup/toolchains/own, with docs" };
            assert_eq!(found(&fixture, None), format!("{name} by /w/{file} in {folder}"), "{file}: {text}");
        }
        let by_path = format!("{RUSTUP}//- /w/rust-toolchain.toml\n[toolchain]\npath = '../rustup/toolchains/own'\n");
        assert!(found(&Fixture::new(&by_path), None).ends_with("in /rustup/toolchains/own, with docs"));
    }

    #[test]
    fn an_override_counts_more_than_a_file_in_the_same_folder() {
        let fixture = Fixture::new(&format!("{RUSTUP}//- /w/rust-toolchain\nstable\n"));
        let overrides = format!("[overrides]\n'{}' = 'own'\n", fixture.path("/w").display());
        greenlight_files::write(&fixture.path("/rustup/settings.toml"), &overrides).unwrap();
        assert_eq!(found(&fixture, None), "own by /w in /rustup/toolchains/own, with docs");
    }

    #[test]
    fn without_rustup_it_is_the_compiler_on_the_path() {
        let rustc = format!("rustc{}", std::env::consts::EXE_SUFFIX);
        let fixture = Fixture::new(&format!("//- /bin/{rustc}\n//- /lib/rustlib/src/rust/library/core/src/lib.rs\n"));
        assert_eq!(found(&fixture, None), format!("? by /bin/{rustc} in /, with sources"));
        assert_eq!(found(&Fixture::new("//- /w/a/Cargo.toml\n"), None), "? by nothing in nowhere");
    }
}
