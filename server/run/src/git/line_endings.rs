//! How git stores a file that lies in a work tree: as it is, with its line endings converted, or through a program that
//! the repository's configuration names. Such a program never runs; what it would make of a file is not known.

use std::path::PathBuf;

use gix_attributes::search::{MetadataCollection, Outcome};
use gix_attributes::{Search, StateRef};
use gix_object::bstr::ByteSlice;

use super::settings::AutoCrlf;

/// What is asked of the attributes.
const ASKED: [&str; 6] = ["text", "crlf", "eol", "filter", "ident", "working-tree-encoding"];

/// How a file is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// Byte by byte.
    AsItIs,
    /// Each CRLF as LF.
    WithLf,
    /// Each CRLF as LF if the file looks like text, and what is stored has no CRLF.
    WithLfIfText,
    /// As something else makes it: a filter, an encoding, `$Id$`.
    Filtered,
}

/// A file of attributes.
pub(super) struct AttributesFile {
    pub(super) bytes: Vec<u8>,
    /// What its patterns are relative to; `None` for those that hold everywhere.
    pub(super) place: Option<Place>,
    /// Whether it may define macros.
    pub(super) may_define: bool,
}

/// Where in a work tree a file of attributes lies.
pub(super) struct Place {
    pub(super) work_tree: PathBuf,
    pub(super) file: PathBuf,
}

/// By what the attributes of `files`, the weakest first, say of `path`, relative to the work tree.
pub(super) fn storage(files: Vec<AttributesFile>, path: &[u8], auto_crlf: AutoCrlf) -> Result<Storage, std::io::Error> {
    let mut known = MetadataCollection::default();
    let mut search = Search::default();
    search.add_patterns_buffer(b"[attr]binary -diff -merge -text", "[builtin]".into(), None, &mut known, true)?;
    for AttributesFile { bytes, place, may_define } in files {
        let (source, root) = match &place {
            Some(place) => (place.file.clone(), Some(place.work_tree.as_path())),
            None => (PathBuf::from("attributes"), None),
        };
        search.add_patterns_buffer(&bytes, source, root, &mut known, may_define)?;
    }
    let mut outcome = Outcome::default();
    outcome.initialize_with_selection(&known, ASKED);
    search.pattern_matching_relative_path(
        path.as_bstr(),
        gix_attributes::glob::pattern::Case::Sensitive,
        Some(false),
        &mut outcome,
    );
    let state = |name: &str| {
        let mut found = outcome.iter_selected().filter(|it| it.assignment.name.as_str() == name);
        found.next().map_or(StateRef::Unspecified, |it| it.assignment.state)
    };
    Ok(by_attributes(state, auto_crlf))
}

/// As git's `convert_attrs` decides.
fn by_attributes<'s>(state: impl Fn(&str) -> StateRef<'s>, auto_crlf: AutoCrlf) -> Storage {
    let is_on = |name| !matches!(state(name), StateRef::Unset | StateRef::Unspecified);
    if is_on("filter") || is_on("ident") || is_on("working-tree-encoding") {
        return Storage::Filtered;
    }
    let of_text = |state: StateRef<'_>| match state {
        StateRef::Set => Some(Storage::WithLf),
        StateRef::Unset => Some(Storage::AsItIs),
        StateRef::Value(value) if value.as_bstr() == "auto" => Some(Storage::WithLfIfText),
        StateRef::Value(value) if value.as_bstr() == "input" => Some(Storage::WithLf),
        StateRef::Value(_) | StateRef::Unspecified => None,
    };
    let has_eol =
        matches!(state("eol"), StateRef::Value(value) if value.as_bstr() == "lf" || value.as_bstr() == "crlf");
    match of_text(state("text")).or_else(|| of_text(state("crlf"))) {
        Some(storage) => storage,
        None if has_eol => Storage::WithLf,
        None if auto_crlf == AutoCrlf::On => Storage::WithLfIfText,
        None => Storage::AsItIs,
    }
}

/// Whether `file`, as it lies in the work tree, is what is `stored`.
pub(super) fn is_stored_as(file: &[u8], stored: &[u8], storage: Storage) -> bool {
    match storage {
        Storage::Filtered => false,
        Storage::AsItIs => file == stored,
        Storage::WithLf => file == stored || is_with_lf(file, stored),
        Storage::WithLfIfText => {
            file == stored || (looks_like_text(file) && !stored.contains_str("\r\n") && is_with_lf(file, stored))
        }
    }
}

fn is_with_lf(file: &[u8], stored: &[u8]) -> bool {
    file.replace("\r\n", "\n") == stored
}

/// As git's `convert_is_binary` decides.
fn looks_like_text(bytes: &[u8]) -> bool {
    let (mut printable, mut others) = (0_usize, 0_usize);
    // A single end-of-file mark of DOS at the end counts as nothing.
    let counted = bytes.strip_suffix(b"\x1a").unwrap_or(bytes);
    let mut rest = counted.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' if rest.next_if_eq(&b'\n').is_none() => return false,
            0 => return false,
            b'\r' | b'\n' => {}
            0x08 | b'\t' | 0x1b | 0x0c => printable += 1,
            0x7f | 1..=0x1f => others += 1,
            _ => printable += 1,
        }
    }
    printable >> 7 >= others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_are_converted_where_git_would() {
        let crlf = b"a\r\nb\r\n";
        let lf = b"a\nb\n";
        assert!(is_stored_as(crlf, lf, Storage::WithLf));
        assert!(is_stored_as(crlf, lf, Storage::WithLfIfText));
        assert!(!is_stored_as(crlf, lf, Storage::AsItIs));
        assert!(is_stored_as(crlf, crlf, Storage::WithLfIfText), "stored so before, and kept so");
        assert!(!is_stored_as(lf, crlf, Storage::WithLf), "a change of all lines");
        assert!(!is_stored_as(b"a\r\n\0", b"a\n\0", Storage::WithLfIfText), "no text");
        assert!(!is_stored_as(b"a\rb\r\n", b"a\rb\n", Storage::WithLfIfText), "no text either");
        assert!(!is_stored_as(lf, lf, Storage::Filtered));
    }

    fn storage_by(attributes: &str, auto_crlf: AutoCrlf) -> Storage {
        let file = AttributesFile { bytes: attributes.into(), place: None, may_define: true };
        storage(vec![file], b"src/lib.rs", auto_crlf).unwrap()
    }

    #[test]
    fn attributes_say_how_a_file_is_stored() {
        let off = |attributes| storage_by(attributes, AutoCrlf::Off);
        assert_eq!(off(""), Storage::AsItIs);
        assert_eq!(off("*.toml text"), Storage::AsItIs);
        assert_eq!(off("*.rs text"), Storage::WithLf);
        assert_eq!(off("*.rs text=auto"), Storage::WithLfIfText);
        assert_eq!(off("*.rs eol=crlf"), Storage::WithLf);
        assert_eq!(off("* text=auto\nlib.rs -text"), Storage::AsItIs);
        assert_eq!(off("[attr]source text\n*.rs source"), Storage::WithLf);
        assert_eq!(off("* binary"), Storage::AsItIs);
        assert_eq!(off("src/** filter=lfs"), Storage::Filtered);
        assert_eq!(off("* filter=lfs\n*.rs !filter"), Storage::AsItIs);
        assert_eq!(off("* ident"), Storage::Filtered);
        assert_eq!(off("* working-tree-encoding=UTF-16"), Storage::Filtered);
        assert_eq!(storage_by("", AutoCrlf::On), Storage::WithLfIfText);
        assert_eq!(storage_by("* -text", AutoCrlf::On), Storage::AsItIs);
    }
}
