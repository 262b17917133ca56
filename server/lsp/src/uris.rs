//! URIs of files, and the paths they mean.

use std::path::{Path, PathBuf};

use tower_lsp::ls_types::Uri;

/// The absolute path that `uri` means, without `.` and `..`; `None` for what is no file on this machine, such as
/// `untitled:Untitled-1`, `git:/…` or `file://elsewhere/…`.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    // On Windows a host is a share.
    let host = uri.authority().map_or("", |authority| authority.host());
    if cfg!(not(windows)) && !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return None;
    }
    uri.to_file_path().map(|path| greenlight_files::absolute(&path))
}

/// The URI of the absolute `path`.
pub(crate) fn uri_of(path: &Path) -> Option<Uri> {
    // A relative path would be looked up on disk there, below whatever the current folder is.
    if path.is_absolute() { Uri::from_file_path(path) } else { None }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn path(uri: &str) -> Option<PathBuf> {
        path_of(&uri.parse().unwrap())
    }

    #[test]
    fn only_files_of_this_machine_have_a_path() {
        assert_eq!(path("file:///home/me/a%20b/%C3%BC.rs"), Some(PathBuf::from("/home/me/a b/ü.rs")));
        assert_eq!(path("file://localhost/a.rs"), Some(PathBuf::from("/a.rs")));
        assert_eq!(path("file:///a/./b/../c.rs"), Some(PathBuf::from("/a/c.rs")));
        assert_eq!(path("file://elsewhere/a.rs"), None);
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("git:/home/me/a.rs?ref=HEAD"), None);
    }

    #[test]
    fn a_path_survives_the_way_to_a_uri_and_back() {
        for name in ["/a b/ü%.rs", "/home/me/lib.rs", "/c#/[x].rs", "/a+b&c=d/@.rs"] {
            let uri = uri_of(Path::new(name)).unwrap();
            assert_eq!(path_of(&uri), Some(PathBuf::from(name)), "{}", uri.as_str());
        }
        assert_eq!(uri_of(Path::new("lib.rs")), None);
    }
}
