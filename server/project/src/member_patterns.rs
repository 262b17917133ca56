//! The entries of `members` and `default-members`: folders by name or by pattern, with the meaning that Cargo's crate
//! `glob` gives a pattern. Hidden folders count; braces and backslashes mean nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobBuilder;
use greenlight_files::{Entry, EntryKind, absolute, without_links};
use rustc_hash::FxHashSet;

use crate::limits::{MEMBER_ENTRIES, MEMBER_PATTERN_BYTES};
use crate::view::View;

/// How deep `**` is followed.
const MAX_DEPTH: usize = 16;

/// A folder that an entry of `members` means.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// The manifest that should be in it.
    pub(crate) manifest: Arc<Path>,
    /// The entry, if it is a pattern.
    pub(crate) pattern: Option<Arc<str>>,
}

/// The folders that an entry of `members` means. A pattern that finds nothing is taken for a folder's name.
pub(crate) fn expand(view: View<'_>, root: &Path, written: &str) -> Vec<Listed> {
    let listed = |folder: &Path, pattern| Listed { manifest: folder.join("Cargo.toml").into(), pattern };
    let is_pattern = |component: &str| component.contains(['*', '?', '[']);
    let literal = || vec![listed(&absolute(&root.join(written)), None)];
    if !is_pattern(written) {
        return literal();
    }
    if !MEMBER_PATTERN_BYTES.allows(written.len() as u64) {
        let why = format!("a pattern of `members` has more than {} bytes", MEMBER_PATTERN_BYTES.max);
        view.files.leave_out(&root.join("Cargo.toml"), why);
        return Vec::new();
    }
    let mut budget = Budget { view, root, looked_at: 0 };
    let mut found = vec![Found { path: root.to_owned(), kind: EntryKind::Folder, by_link: false }];
    for component in written.split('/').filter(|component| !component.is_empty() && *component != ".") {
        if component == "**" {
            found = found.into_iter().flat_map(|folder| folders_below(&mut budget, folder)).collect();
            // Of two `**`, the second finds anew what the first one did.
            found.sort_by(|one, other| one.path.cmp(&other.path));
            found.dedup_by(|one, other| one.path == other.path);
        } else if is_pattern(component) {
            // Braces mean nothing to Cargo.
            let escaped = component.replace('{', "[{]").replace('}', "[}]");
            let Ok(glob) = GlobBuilder::new(&escaped).backslash_escape(false).build() else { return literal() };
            let matcher = glob.compile_matcher();
            let lists: Vec<_> = found.iter().map(|folder| (budget.list(&folder.path), folder.by_link)).collect();
            let entries = lists.iter().flat_map(|(entries, by_link)| entries.iter().map(move |entry| (entry, by_link)));
            let matching =
                entries.filter(|(entry, _)| entry.path.file_name().is_some_and(|name| matcher.is_match(name)));
            let matching = matching.map(|(entry, &by_link)| Found {
                path: entry.path.clone(),
                kind: entry.kind,
                by_link: by_link || entry.link,
            });
            found = matching.collect();
        } else {
            let joined = found.into_iter().map(|folder| (absolute(&folder.path.join(component)), folder.by_link));
            found = joined
                .filter_map(|(path, by_link)| match (view.is_folder(&path), view.is_file(&path)) {
                    (true, _) => Some(Found { path, kind: EntryKind::Folder, by_link }),
                    (false, true) => Some(Found { path, kind: EntryKind::File, by_link }),
                    (false, false) => None,
                })
                .collect();
        }
    }
    if found.is_empty() {
        return literal();
    }
    // Files that a pattern finds beside folders are passed over. Links that lead back up give a folder names without end, and Cargo
    // refuses a package that is there twice: a second name is enough to say so.
    let mut linked: FxHashSet<PathBuf> = FxHashSet::default();
    found.retain(|found| {
        let mut is_new = || without_links(&found.path).is_some_and(|real| linked.insert(real));
        found.kind == EntryKind::Folder && (!found.by_link || is_new())
    });
    let pattern: Arc<str> = written.into();
    found.iter().map(|folder| listed(&folder.path, Some(Arc::clone(&pattern)))).collect()
}

/// What a part of a pattern matches.
struct Found {
    path: PathBuf,
    kind: EntryKind,
    /// Whether a link was followed on the way; one that the pattern names itself does not count.
    by_link: bool,
}

/// The folders that one pattern goes through.
struct Budget<'v> {
    view: View<'v>,
    root: &'v Path,
    looked_at: u64,
}

impl Budget<'_> {
    /// As [`View::list`]; nothing once the limit is reached.
    fn list(&mut self, folder: &Path) -> Arc<[Entry]> {
        let entries = match MEMBER_ENTRIES.allows(self.looked_at) {
            true => self.view.list(folder),
            false => return Arc::default(),
        };
        // A folder costs something though it holds nothing.
        self.looked_at += 1 + entries.len() as u64;
        if !MEMBER_ENTRIES.allows(self.looked_at) {
            let why =
                format!("a pattern of `members` goes through more than {} entries of folders", MEMBER_ENTRIES.max);
            self.view.files.leave_out(&self.root.join("Cargo.toml"), why);
        }
        entries
    }
}

/// `folder` and all folders below it that are no links.
fn folders_below(budget: &mut Budget<'_>, folder: Found) -> Vec<Found> {
    let by_link = folder.by_link;
    let mut below = Vec::new();
    let mut open = vec![(folder.path, 0)];
    while let Some((path, depth)) = open.pop() {
        if depth < MAX_DEPTH {
            let entries = budget.list(&path);
            let folders = entries.iter().rev().filter(|entry| entry.kind == EntryKind::Folder && !entry.link);
            open.extend(folders.map(|entry| (entry.path.clone(), depth + 1)));
        }
        below.push(Found { path, kind: EntryKind::Folder, by_link });
    }
    below
}

#[cfg(test)]
mod tests {
    use greenlight_files::Files;

    use super::*;
    use crate::fixture::Fixture;
    use crate::view::Answers;

    fn folders(fixture: &Fixture, written: &str) -> Vec<String> {
        let view = View { files: &Files::new(), answers: &Answers::default() };
        let expanded = expand(view, &fixture.path("/"), written);
        expanded.iter().map(|listed| fixture.relative(listed.manifest.parent().unwrap())).collect()
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

    #[test]
    fn any_number_of_double_stars_find_each_folder_once() {
        let fixture = Fixture::new("//- /a/b/c/x\n//- /a/d/x\n");
        assert_eq!(folders(&fixture, &"**/".repeat(40)), ["/", "/a", "/a/b", "/a/b/c", "/a/d"]);
        assert_eq!(folders(&fixture, &"*".repeat(5_000)), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_up_is_not_followed() {
        let fixture = Fixture::new("//- /c/a/x\n");
        std::os::unix::fs::symlink(fixture.path("/c"), fixture.path("/c/a/loop")).unwrap();
        assert_eq!(folders(&fixture, "**"), ["/", "/c", "/c/a"]);
    }
    #[cfg(unix)]
    #[test]
    fn of_the_names_that_links_give_a_folder_one_counts() {
        let fixture = Fixture::new("//- /a/x\n");
        for link in ["b", "c", "d"] {
            std::os::unix::fs::symlink("a", fixture.path(&format!("/{link}"))).unwrap();
        }
        std::os::unix::fs::symlink(".", fixture.path("/loop")).unwrap();
        assert_eq!(folders(&fixture, "?"), ["/a", "/b"]);
        assert_eq!(folders(&fixture, "*/*/*/a"), ["/loop/loop/loop/a"]);
        assert_eq!(folders(&fixture, "d"), ["/d"]);
    }
}
