//! The segments of all use trees of a file, by `syn`, so that the judge does not look through the eyes of the judged.
//! What stands in macro tokens is not among them.

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Ident, ItemUse, UseTree};

use crate::verdicts::Position;

/// A segment; ranges are bytes of the file.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) range: Range<usize>,
    pub(crate) name: String,
    pub(crate) position: Position,
    pub(crate) path: String,
    /// The `use` item, from `use` to `;`.
    pub(crate) statement: Range<usize>,
    /// Indices of the segments before it on its path.
    pub(crate) before: Vec<usize>,
    /// Whether an import ends with it.
    pub(crate) leaf: bool,
}

/// In textual order; `None` if `syn` does not read the file.
pub(crate) fn segments(text: &str) -> Option<Vec<Segment>> {
    let file = syn::parse_file(text).ok()?;
    // `syn` counts from after these.
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let offset = bom + file.shebang.as_ref().map_or(0, String::len);
    let mut found = Found { text, offset, segments: Vec::new() };
    found.visit_file(&file);
    proc_macro2::extra::invalidate_current_thread_spans();
    Some(found.segments)
}

struct Found<'t> {
    text: &'t str,
    offset: usize,
    segments: Vec<Segment>,
}

impl<'ast> Visit<'ast> for Found<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let statement = self.range(item.use_token.span()).start..self.range(item.semi_token.span()).end;
        self.walk(&item.tree, &statement, &mut Vec::new());
    }
}

impl Found<'_> {
    fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.offset..range.end + self.offset
    }

    fn walk(&mut self, tree: &UseTree, statement: &Range<usize>, before: &mut Vec<usize>) {
        match tree {
            UseTree::Path(path) => {
                let leaf = matches!(*path.tree, UseTree::Glob(_));
                let number = self.add(&path.ident, statement, before, leaf, &path.tree);
                before.push(number);
                self.walk(&path.tree, statement, before);
                before.pop();
            }
            UseTree::Name(name) => {
                self.add(&name.ident, statement, before, true, tree);
            }
            UseTree::Rename(rename) => {
                self.add(&rename.ident, statement, before, true, tree);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.walk(tree, statement, before);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, ident: &Ident, statement: &Range<usize>, before: &[usize], leaf: bool, rest: &UseTree) -> usize {
        let range = self.range(ident.span());
        let name = ident.to_string();
        assert_eq!(self.text.get(range.clone()), Some(name.as_str()), "a segment's range");
        let mut path: Vec<&str> = before.iter().map(|&number| self.segments[number].name.as_str()).collect();
        path.push(&name);
        let mut path = path.join("::");
        if !leaf {
            let mut rest = rest;
            while let UseTree::Path(further) = rest {
                path += &format!("::{}", further.ident);
                rest = &further.tree;
            }
            path += &match rest {
                UseTree::Name(name) => format!("::{}", name.ident),
                UseTree::Rename(rename) => format!("::{}", rename.ident),
                UseTree::Glob(_) => "::*".to_owned(),
                _ => "::{…}".to_owned(),
            };
        } else if matches!(rest, UseTree::Glob(_)) {
            path += "::*";
        }
        let position = match (before.is_empty(), leaf) {
            (true, _) => Position::First,
            (false, true) => Position::Last,
            (false, false) => Position::Middle,
        };
        let (statement, before) = (statement.clone(), before.to_vec());
        self.segments.push(Segment { range, name, position, path, statement, before, leaf });
        self.segments.len() - 1
    }
}
