//! A segment of an import's path that names nothing, with what repairs of it have in common: its text, the package it
//! stands in, and the edits that give the import another path.

use std::path::Path;

use greenlight_files::Span;
use greenlight_project::Package;
use greenlight_resolve::{InstanceId, ModuleId};
use greenlight_syntax::{FileFacts, Import, Leaf, Symbol};

use crate::check::FileCheck;
use crate::finding::Edit;
use crate::fixes::use_tree;

/// A missing segment and what is known about it.
pub(super) struct MissingName<'a> {
    pub(super) check: &'a FileCheck<'a>,
    pub(super) text: &'a str,
    pub(super) instance: InstanceId,
    /// The module or block that the import stands in.
    pub(super) from: ModuleId,
    pub(super) number: u32,
    pub(super) import: &'a Import,
    /// The missing name, without `r#`.
    pub(super) name: String,
    /// 0-based index into the import's path.
    pub(super) position: usize,
    /// The name as written, in the file's text.
    pub(super) segment: Span,
    /// Whether the file knows it by another name, after `as`.
    pub(super) renamed: bool,
    /// Whether a glob import is broken that may have been to bring the name.
    pub(super) behind_broken_glob: bool,
}

impl MissingName<'_> {
    pub(super) fn path(&self) -> &Path {
        &self.check.file.path
    }

    pub(super) fn facts(&self) -> &FileFacts {
        &self.check.file.facts
    }

    /// The whole path of the import.
    pub(super) fn symbols(&self) -> &[Symbol] {
        self.facts().outline.path(self.import.path)
    }

    pub(super) fn is_leaf(&self) -> bool {
        self.position + 1 == self.symbols().len() && self.import.leaf != Leaf::Glob
    }

    pub(super) fn package(&self) -> &Package {
        self.check.program.package_of(self.instance.krate)
    }

    /// The path as written, up to the segment.
    pub(super) fn container_path(&self) -> String {
        path_text(&self.check.program.sources, &self.symbols()[..self.position])
    }

    pub(super) fn edit(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { file: self.path().to_owned(), span, text: text.into() }
    }

    /// The edits after which the leaf, a name, is imported by `path` and bound as before, and all others of its `use` as they
    /// were. In a group it gets a `use` of its own, with the same attributes and visibility. `None` if a comment would be lost.
    pub(super) fn at_path(&self, path: &str) -> Option<Vec<Edit>> {
        let Leaf::Name { rename } = self.import.leaf else { return None };
        let spans = self.facts().spans.imports[self.number as usize];
        let name = self.facts().spans.segments[self.import.path.end as usize - 1];
        let renaming = rename.map_or("", |_| &self.text[name.end as usize..spans.leaf.end as usize]);
        self.instead_of_leaf(&format!("{path}{renaming}"))
    }

    /// The same with the tree `tree` for the leaf.
    pub(super) fn instead_of_leaf(&self, tree: &str) -> Option<Vec<Edit>> {
        let facts = self.facts();
        let leaf = facts.spans.imports[self.number as usize].leaf;
        let statement = facts.spans.statements[self.import.statement as usize];
        let others = facts.outline.imports.iter().filter(|other| other.statement == self.import.statement).count() - 1;
        if !self.import.nested {
            return Some(vec![self.edit(leaf, tree)]);
        }
        if others == 0 {
            let whole = &self.text[statement.tree.range()];
            let has_comment = whole.contains("//") || whole.contains("/*");
            return (!has_comment).then(|| vec![self.edit(statement.tree, tree)]);
        }
        let (span, left) = use_tree::without_leaf(self.text, statement.tree, leaf)?;
        let whole = statement.whole;
        let line = self.text[..whole.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = &self.text[line..whole.start as usize];
        let indent = if indent.trim().is_empty() { indent } else { "" };
        let line_break = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        // The attributes and the visibility of the one count for the other.
        let head = &self.text[whole.start as usize..statement.tree.start as usize];
        let rest = self.text[whole.end as usize..].lines().next().unwrap_or_default();
        let behind = match rest.trim_start() {
            "" => 0,
            comment if comment.starts_with("//") => rest.len(),
            _ => 0,
        };
        let at = whole.end + behind as u32;
        let after = self.edit(Span::new(at, at), format!("{line_break}{indent}{head}{tree};"));
        Some(vec![self.edit(span, left), after])
    }
}

/// The segments as a path is written.
pub(super) fn path_text(sources: &greenlight_resolve::Sources, path: &[Symbol]) -> String {
    let names = sources.names();
    let segments: Vec<String> = path.iter().map(|&segment| raw(names.text(segment))).collect();
    segments.join("::")
}

/// The name as it has to be written: with `r#` if it is a keyword.
pub(super) fn raw(name: &str) -> String {
    // Those of later editions may be written so in any.
    let keyword = greenlight_syntax::is_keyword(name) || matches!(name, "async" | "await" | "dyn" | "gen" | "try");
    let starts_paths = matches!(name, "crate" | "self" | "super" | "Self");
    if keyword && !starts_paths { format!("r#{name}") } else { name.to_owned() }
}
