//! The entries of `members` and `default-members`: folders by name or by pattern, with the meaning that Cargo's crate
//! `glob` gives a pattern. Hidden folders count; braces and backslashes mean nothing.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use greenlight_files::{EntryKind, Files, absolute};

/// How deep `**` is followed.
const MAX_DEPTH: usize = 16;

/// The folders that an entry of `members` means, each with the pattern if it is one. A pattern that finds nothing
/// is taken for a folder's name.
pub(crate) fn expand(files: &Files, root: &Path, written: &str) -> Vec<(PathBuf, Option<String>)> {
    let is_pattern = |component: &str| component.contains(['*', '?', '[']);
    let literal = || vec![(absolute(&root.join(written)), None)];
    if !is_pattern(written) {
        return literal();
    }
    let mut found = vec![(root.to_owned(), EntryKind::Folder)];
    for component in written.split('/').filter(|component| !component.is_empty() && *component != ".") {
        if component == "**" {
            found = found.into_iter().flat_map(|(folder, _)| folders_below(files, folder)).collect();
        } else if is_pattern(component) {
            // Braces mean nothing to Cargo.
            let escaped = component.replace('{', "[{]").replace('}', "[}]");
            let Ok(glob) = GlobBuilder::new(&escaped).backslash_escape(false).build() else { return literal() };
            let matcher = glob.compile_matcher();
            let entries = found.into_iter().flat_map(|(folder, _)| files.list(&folder));
            let matching = entries.filter(|entry| entry.path.file_name().is_some_and(|name| matcher.is_match(name)));
            found = matching.map(|entry| (entry.path, entry.kind)).collect();
        } else {
            let joined = found.into_iter().map(|(folder, _)| absolute(&folder.join(component)));
            found = joined
                .filter_map(|path| match (files.is_folder(&path), files.is_file(&path)) {
                    (true, _) => Some((path, EntryKind::Folder)),
                    (false, true) => Some((path, EntryKind::File)),
                    (false, false) => None,
                })
                .collect();
        }
    }
    if found.is_empty() {
        return literal();
    }
    // Files that a pattern finds beside folders are passed over.
    let folders = found.into_iter().filter(|(_, kind)| *kind == EntryKind::Folder);
    folders.map(|(folder, _)| (folder, Some(written.to_owned()))).collect()
}

/// `folder` and all folders below it that are no links.
fn folders_below(files: &Files, folder: PathBuf) -> Vec<(PathBuf, EntryKind)> {
    let mut below = Vec::new();
    let mut open = vec![(folder, 0)];
    while let Some((folder, depth)) = open.pop() {
        if depth < MAX_DEPTH {
            let entries = files.list(&folder).into_iter().rev();
            let folders = entries.filter(|entry| entry.kind == EntryKind::Folder && !entry.path.is_symlink());
            open.extend(folders.map(|entry| (entry.path, depth + 1)));
        }
        below.push((folder, EntryKind::Folder));
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn folders(fixture: &Fixture, written: &str) -> Vec<String> {
        let expanded = expand(&Files::new(), &fixture.path("/"), written);
        expanded.iter().map(|(folder, _)| fixture.relative(folder)).collect()
    }

    #[test]
    fn patterns_find_folders_and_names_are_taken_as_they_are() {
        let fixture = Fixture::new("//- /c/a/x\n//- /c/b/x\n//- /c/.h/x\n//- /c/file\n//- /d/a/x\n//- /c/{q}/x\n");
        assert_eq!(folders(&fixture, "c/*"), ["/c/.h", "/c/a", "/c/b", "/c/{q}"]);
        assert_eq!(folders(&fixture, "./?/a/"), ["/c/a", "/d/a"]);
        assert_eq!(folders(&fixture, "c/[!a]"), ["/c/b"]);
        assert_eq!(folders(&fixture, "c/{*}"), ["/c/{q}"]);
        assert_eq!(folders(&fixture, "**/a"), ["/c/a", "/d/a"]);
        assert_eq!(folders(&fixture, "./c/../d/"), ["/d"]);
    }

    #[test]
    fn a_pattern_that_finds_nothing_is_taken_for_a_name() {
        let fixture = Fixture::new("//- /c/file\n");
        assert_eq!(folders(&fixture, "c/none*"), ["/c/none*"]);
        assert_eq!(folders(&fixture, "c/[a"), ["/c/[a"]);
        // It finds a file, which is no folder.
        assert_eq!(folders(&fixture, "c/*"), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_up_is_not_followed() {
        let fixture = Fixture::new("//- /c/a/x\n");
        std::os::unix::fs::symlink(fixture.path("/c"), fixture.path("/c/a/loop")).unwrap();
        assert_eq!(folders(&fixture, "**"), ["/", "/c", "/c/a"]);
    }
}
