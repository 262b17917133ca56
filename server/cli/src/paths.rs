//! How paths are shown.

use std::path::{Component, Path, PathBuf};

/// `path` as seen from the folder `base` (both absolute and clean), with `/` and, where it lies elsewhere, `..`; the
/// absolute path if they share nothing but the root.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    let shared = path.components().zip(base.components()).take_while(|(ours, theirs)| ours == theirs).count();
    let shares_a_folder = base.components().take(shared).any(|component| matches!(component, Component::Normal(_)));
    if !shares_a_folder && !path.starts_with(base) {
        return with_slashes(path);
    }
    let up = base.components().skip(shared).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(path.components().skip(shared)).collect();
    if relative.as_os_str().is_empty() { ".".to_owned() } else { with_slashes(&relative) }
}

/// `path` with `/` on every platform; what is not Unicode is replaced by U+FFFD.
pub(crate) fn with_slashes(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

/// The deepest folder that holds all of `paths` (absolute); empty without any.
pub(crate) fn common_folder<'a>(mut paths: impl Iterator<Item = &'a Path>) -> PathBuf {
    let Some(first) = paths.next() else { return PathBuf::new() };
    paths.fold(first.to_owned(), |common, path| {
        let shared = common.components().zip(path.components()).take_while(|(ours, theirs)| ours == theirs);
        shared.map(|(component, _)| component).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, base: &str, shown: &str) {
        assert_eq!(relative(Path::new(path), Path::new(base)), shown);
    }

    #[test]
    fn a_path_is_shown_from_the_base() {
        check("/home/me/ggen/cli/src/lib.rs", "/home/me/ggen", "cli/src/lib.rs");
        check("/home/me/other/lib.rs", "/home/me/ggen/cli", "../../other/lib.rs");
        check("/home/me", "/home/me", ".");
        check("/home/me", "/", "home/me");
    }

    #[test]
    fn a_path_that_shares_only_the_root_stays_absolute() {
        check("/opt/lib.rs", "/home/me", "/opt/lib.rs");
    }

    #[test]
    fn the_common_folder_is_the_deepest_one() {
        let common = |paths: &[&str]| common_folder(paths.iter().map(Path::new));
        assert_eq!(common(&["/a/b/c", "/a/b/d", "/a/bc"]), Path::new("/a"));
        assert_eq!(common(&["/a/b"]), Path::new("/a/b"));
        assert_eq!(common(&[]), Path::new(""));
    }
}
