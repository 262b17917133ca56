//! Where rustc looks for the file of `mod name;`. The rule depends on how the declaring file was itself found, and on
//! the inline modules around the declaration (rustc's `rustc_expand::module`).

use std::path::{Path, PathBuf};

/// The folder in which a module's children are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Directory {
    /// A folder, absolute.
    path: PathBuf,
    /// The stem still to be entered: a module in `foo.rs` has its children in `foo/`, but `#[path]` attributes in it
    /// are relative to where `foo.rs` itself lies.
    relative: Option<String>,
}

impl Directory {
    /// Of a crate's root file, of a `mod.rs`, and of a file that a `#[path]` named.
    pub(crate) fn of_owner(file: &Path) -> Directory {
        Directory { path: folder(file), relative: None }
    }

    /// Of a file that was found by its module's name.
    pub(crate) fn of_file(file: &Path) -> Directory {
        match file.file_stem().and_then(|stem| stem.to_str()) {
            Some("mod") | None => Directory::of_owner(file),
            Some(stem) => Directory { path: folder(file), relative: Some(stem.to_owned()) },
        }
    }

    /// Of the inline module `name` in this one; `attribute` is the text of its `#[path]`.
    pub(crate) fn inline(&self, name: &str, attribute: Option<&str>) -> Directory {
        match attribute {
            Some(attribute) => Directory { path: self.path.join(attribute), relative: None },
            None => Directory { path: self.children().join(name), relative: None },
        }
    }

    /// The file that `#[path = "attribute"]` on `mod name;` names.
    pub(crate) fn attributed(&self, attribute: &str) -> PathBuf {
        greenlight_files::absolute(&self.path.join(attribute))
    }

    /// The two places for `mod name;`: `name.rs` and `name/mod.rs`.
    pub(crate) fn candidates(&self, name: &str) -> [PathBuf; 2] {
        let children = self.children();
        [children.join(format!("{name}.rs")), children.join(name).join("mod.rs")]
    }

    fn children(&self) -> PathBuf {
        match &self.relative {
            Some(stem) => self.path.join(stem),
            None => self.path.clone(),
        }
    }
}

fn folder(file: &Path) -> PathBuf {
    file.parent().unwrap_or(file).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(directory: &Directory, name: &str) -> [String; 2] {
        directory.candidates(name).map(|path| path.display().to_string())
    }

    #[test]
    fn children_of_an_owner_lie_beside_it() {
        for owner in ["/c/src/lib.rs", "/c/src/odd.rs"] {
            assert_eq!(candidates(&Directory::of_owner(Path::new(owner)), "x"), ["/c/src/x.rs", "/c/src/x/mod.rs"]);
        }
        assert_eq!(candidates(&Directory::of_file(Path::new("/c/a/mod.rs")), "x"), ["/c/a/x.rs", "/c/a/x/mod.rs"]);
    }

    #[test]
    fn children_of_another_file_lie_in_a_folder_of_its_name() {
        let foo = Directory::of_file(Path::new("/c/foo.rs"));
        assert_eq!(candidates(&foo, "x"), ["/c/foo/x.rs", "/c/foo/x/mod.rs"]);
        assert_eq!(candidates(&foo.inline("a", None), "x"), ["/c/foo/a/x.rs", "/c/foo/a/x/mod.rs"]);
    }

    #[test]
    fn a_path_attribute_is_relative_to_the_file_outside_inline_modules_and_to_their_folder_inside() {
        let foo = Directory::of_file(Path::new("/c/foo.rs"));
        assert_eq!(foo.attributed("../x.rs"), Path::new("/x.rs"));
        assert_eq!(foo.inline("a", None).attributed("x.rs"), Path::new("/c/foo/a/x.rs"));
        assert_eq!(foo.inline("a", Some("b")).attributed("x.rs"), Path::new("/c/b/x.rs"));
    }
}
