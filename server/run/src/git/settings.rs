//! What git's configuration says of how files are stored, and no more: what it says of programs is never looked at. Each
//! file is read under a cap. Plain includes are followed; conditional ones are not, so that at worst a file counts as
//! changed.

use std::path::{Path, PathBuf};

use gix_config::File;

use super::repository::read;

/// No configuration that somebody writes comes near it. In bytes.
const MAX_CONFIG_BYTES: u64 = 4 * 1024 * 1024;

/// As many levels of includes as git follows.
const MAX_INCLUDES: usize = 10;

/// `core.autocrlf`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum AutoCrlf {
    /// Line endings are stored as they are.
    #[default]
    Off,
    /// `true` and `input`: files that look like text are stored with LF.
    On,
}

/// What was found, later files before earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) auto_crlf: AutoCrlf,
    /// `core.attributesFile`, absolute.
    pub(super) attributes_file: Option<PathBuf>,
    /// `core.fileMode`, which is true unless said otherwise.
    pub(super) ignores_modes: bool,
    /// `core.worktree` as written, of the repository's own configuration.
    pub(super) work_tree: Option<String>,
    /// What the repository needs of its reader that Greenlight cannot do.
    pub(super) unsupported: Option<String>,
    has_work_tree_configuration: bool,
}

impl Settings {
    /// Of the system, of the user, and of the repository with its linked work tree.
    pub(super) fn of(git_folder: &Path, common_folder: &Path) -> Result<Settings, String> {
        let mut settings = Settings::default();
        for file in of_system_and_user() {
            // Git would refuse one that it cannot read. It says nothing of this repository.
            let _ = settings.add(&file, 0);
        }
        settings.work_tree = None;
        settings.unsupported = None;
        settings.add(&common_folder.join("config"), 0)?;
        if settings.has_work_tree_configuration {
            settings.add(&git_folder.join("config.worktree"), 0)?;
        }
        Ok(settings)
    }

    fn add(&mut self, path: &Path, depth: usize) -> Result<(), String> {
        let Some(bytes) = read(path, MAX_CONFIG_BYTES)? else { return Ok(()) };
        let meta = gix_config::file::Metadata::api();
        let file = File::from_bytes_no_includes(&bytes, meta, gix_config::file::init::Options::default())
            .map_err(|error| format!("{}: {error}", path.display()))?;
        self.take(&file);
        if depth < MAX_INCLUDES {
            for included in file.raw_values("include.path").unwrap_or_default() {
                let included = expanded(&included.to_string(), path.parent());
                self.add(&included, depth + 1)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, file: &File) {
        if let Some(value) = file.string("core.autocrlf") {
            let is_input = value.to_ascii_lowercase() == b"input";
            let is_on = is_input || file.boolean("core.autocrlf").ok().flatten().unwrap_or_default();
            self.auto_crlf = if is_on { AutoCrlf::On } else { AutoCrlf::Off };
        }
        if let Some(value) = file.string("core.attributesFile") {
            self.attributes_file = Some(expanded(&value.to_string(), None));
        }
        if let Ok(Some(counts)) = file.boolean("core.fileMode") {
            self.ignores_modes = !counts;
        }
        if let Some(value) = file.string("core.worktree") {
            self.work_tree = Some(value.to_string());
        }
        self.take_extensions(file);
    }

    fn take_extensions(&mut self, file: &File) {
        let version = file.integer("core.repositoryformatversion").ok().flatten().unwrap_or_default();
        if version > 1 {
            self.unsupported = Some(format!("its format is of version {version}"));
        }
        let extensions = file.sections_by_name("extensions").into_iter().flatten();
        for name in
            extensions.flat_map(|section| section.value_names().map(|name| name.to_string()).collect::<Vec<_>>())
        {
            let name = name.to_ascii_lowercase();
            let value = || {
                let value = file.string(format!("extensions.{name}").as_str());
                value.map(|value| value.to_string().to_ascii_lowercase()).unwrap_or_default()
            };
            match name.as_str() {
                "noop" | "noop-v1" | "preciousobjects" | "partialclone" | "relativeworktrees" => {}
                "worktreeconfig" => self.has_work_tree_configuration = value() != "false",
                "objectformat" if value() == "sha1" => {}
                "refstorage" if value() == "files" => {}
                "objectformat" => self.unsupported = Some(format!("its objects are named by {}", value())),
                "refstorage" => self.unsupported = Some(format!("its refs are stored as {}", value())),
                _ => self.unsupported = Some(format!("it has the extension `{name}`")),
            }
        }
    }
}

/// In the order in which git reads them.
fn of_system_and_user() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mut files = Vec::new();
    if variable("GIT_CONFIG_NOSYSTEM").is_none_or(|value| ["0", "false"].contains(&&*value.to_string_lossy())) {
        match variable("GIT_CONFIG_SYSTEM") {
            Some(file) => files.push(file),
            None => files.extend(of_installation()),
        }
    }
    match variable("GIT_CONFIG_GLOBAL") {
        Some(file) => files.push(file),
        None => {
            files.extend(user_folder().map(|folder| folder.join("config")));
            files.extend(std::env::home_dir().map(|home| home.join(".gitconfig")));
        }
    }
    files
}

/// `etc/gitconfig` beside the folder that git is started from, and the usual one.
fn of_installation() -> Vec<PathBuf> {
    let git = if cfg!(windows) { "git.exe" } else { "git" };
    let files = greenlight_files::Files::new();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).find(|folder| folder.is_absolute() && files.is_file(&folder.join(git)));
    let above = found.as_deref().and_then(Path::parent).map(|prefix| prefix.join("etc/gitconfig"));
    let above = above.filter(|above| above != Path::new("/etc/gitconfig"));
    above.into_iter().chain([PathBuf::from("/etc/gitconfig")]).collect()
}

/// `$XDG_CONFIG_HOME/git`, `~/.config/git`.
pub(super) fn user_folder() -> Option<PathBuf> {
    let configured = std::env::var_os("XDG_CONFIG_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = configured.or_else(|| std::env::home_dir().map(|home| home.join(".config")));
    folder.map(|folder| folder.join("git"))
}

/// With `~/` replaced, and relative to `folder`.
fn expanded(path: &str, folder: Option<&Path>) -> PathBuf {
    if let Some(rest) = path.strip_prefix("~/")
        && let Some(home) = std::env::home_dir()
    {
        return home.join(rest);
    }
    folder.map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
}
