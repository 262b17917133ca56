//! How Criterion names the folder of a benchmark. The same since 0.3: `make_filename_safe` and
//! `ensure_directory_name_unique` of its `report.rs`.

use std::path::{Component, Path, PathBuf};

use super::numbered;
use crate::identity::{Part, Piece};

/// Longer names are cut, in bytes.
const LONGEST: usize = 64;

/// What Criterion calls the folder for a part of an id.
#[must_use]
pub fn folder_name(part: &str) -> String {
    let mut name = replaced(part);
    let mut end = LONGEST.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    // On a file system that does not tell case, nor spaces at the end.
    if cfg!(target_os = "windows") { name.trim_end().to_lowercase() } else { name }
}

fn replaced(part: &str) -> String {
    part.replace(['?', '"', '/', '\\', '*', '<', '>', ':', '|', '^'], "_")
}

/// Whether a folder of this name may be that of a part of which source tells this. `is_last` says whether it is the last part
/// of its id: to that, `_2` and so on is added where the folder is taken.
#[must_use]
pub fn may_be_named(part: &Part, name: &str, is_last: bool) -> bool {
    let fits = |name: &str| match part {
        Part::Absent => false,
        Part::Any => true,
        Part::Literal(text) => folder_name(text) == name,
        Part::Pattern(pieces) => {
            let pieces = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => Piece::Text(replaced(text)),
                Piece::Hole => Piece::Hole,
            });
            // Of a name that was cut, the end says nothing; at a character's boundary, it may be cut up to three bytes before.
            name.len() > LONGEST - 4 || Part::Pattern(pieces.collect()).matches(Some(name))
        }
    };
    fits(name) || (is_last && without_number(name).is_some_and(fits))
}

/// `name` without `_2`, `_3`, …, which is added to the last part of an id where the folder is taken.
#[must_use]
pub fn without_number(name: &str) -> Option<&str> {
    numbered(name, '_').map(|(before, _)| before)
}

/// `directory_name` of a `benchmark.json` as a path below the root: `.` left out. `None` if it would lead out of it, as the value
/// `..` does.
#[must_use]
pub fn below_root(directory_name: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for component in Path::new(directory_name).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

#[cfg(all(test, not(target_os = "windows")))]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_criterion_gave() {
        for (part, name) in [
            ("search/1000 packages: <fast>?", "search_1000 packages_ _fast__"),
            ("f*one|\"q\"\\back^tick", "f_one__q__back_tick"),
            ("ünïcödé-日本語", "ünïcödé-日本語"),
            ("a b  c ", "a b  c "),
            (".", "."),
            (&"x".repeat(100), &"x".repeat(64)),
            (&"日".repeat(40), &"日".repeat(21)),
        ] {
            assert_eq!(folder_name(part), name);
        }
    }

    #[test]
    fn a_taken_folder_gets_a_number_at_the_end() {
        let part = Part::Literal("dup*x".to_owned());
        assert!(may_be_named(&part, "dup_x", true) && may_be_named(&part, "dup_x_2", true));
        assert!(!may_be_named(&part, "dup_x_2", false) && !may_be_named(&part, "dup_x_1", true));
        let long = Part::Literal("x".repeat(101));
        assert!(may_be_named(&long, &format!("{}_2", "x".repeat(64)), true));
    }

    #[test]
    fn patterns_meet_what_is_made_of_them() {
        let pattern = Part::Pattern(vec![Piece::Text("size: ".to_owned()), Piece::Hole]);
        assert!(may_be_named(&pattern, "size_ 10", false) && !may_be_named(&pattern, "size 10", false));
        assert!(may_be_named(&pattern, &"x".repeat(64), false), "cut, so that it may be anything");
    }

    #[test]
    fn nothing_leads_out_of_the_root() {
        assert_eq!(below_root("g/./."), Some(PathBuf::from("g")));
        assert_eq!(below_root("g/.."), None);
        assert_eq!(below_root("/etc"), None);
    }
}
