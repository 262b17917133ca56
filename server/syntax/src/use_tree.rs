//! Use trees, leaf by leaf.

use greenlight_files::Span;

use crate::attributes::Attributes;
use crate::builtin;
use crate::lexer::{Kind, Token};
use crate::names::{Symbol, known};
use crate::outline::{Import, Leaf, Range, ScopeId, Visibility};
use crate::scanner::{Broken, Scanner, Walk};
use crate::spans::{ImportSpans, StatementSpans};

/// Groups are read into each other down to this depth.
const MAX_DEPTH: u32 = 64;

/// A group's path has at most so many segments: each is repeated for every leaf of the group.
const MAX_PREFIX: usize = 32;

/// What all leaves of one `use` have in common, and where in the tree the walk is.
#[derive(Clone, Copy)]
struct Trunk {
    scope: ScopeId,
    visibility: Visibility,
    condition: crate::ConditionId,
    attributes: Range,
    doc_hidden: bool,
    global: bool,
    nested: bool,
    depth: u32,
}

impl Scanner<'_, '_> {
    /// Reads a `use` item from the keyword on. `item_start` is where it begins, its visibility included.
    pub(crate) fn use_item(&mut self, attributes: &Attributes, visibility: Visibility, item_start: u32) -> Walk {
        let imports = self.facts.outline.imports.len();
        let segments = self.facts.outline.segments.len();
        let tree_start = self.tokens.peek().start;
        self.tokens.bump();
        let trunk = Trunk {
            scope: self.scope(),
            visibility,
            condition: self.own_condition(),
            attributes: self.own_attributes(),
            doc_hidden: attributes.doc_hidden,
            global: false,
            nested: false,
            depth: 0,
        };
        self.prefix.clear();
        let mut read = self.use_tree(trunk);
        if self.tokens.kind() != Kind::Semi {
            read = Err(Broken);
        }
        if let Err(Broken) = read {
            self.facts.outline.imports.truncate(imports);
            self.facts.spans.imports.truncate(imports);
            self.facts.outline.segments.truncate(segments);
            self.facts.spans.segments.truncate(segments);
            if !self.recovers() {
                return Err(Broken);
            }
            self.skip_damaged_use(attributes.start.unwrap_or(item_start));
            return Ok(());
        }
        let tree = Span::new(tree_start, self.tokens.previous.end);
        self.tokens.bump();
        let end = self.tokens.previous.end;
        self.facts.spans.statements.push(StatementSpans {
            whole: Span::new(attributes.start.unwrap_or(item_start), end),
            item: Span::new(item_start, end),
            tree,
        });
        Ok(())
    }

    fn use_tree(&mut self, mut trunk: Trunk) -> Walk {
        if trunk.depth >= MAX_DEPTH || self.prefix.len() > MAX_PREFIX {
            return Err(Broken);
        }
        let start = self.tokens.current.start;
        let base = self.prefix.len();
        if self.tokens.eat_path_separator() && base == 0 {
            trunk.global = true;
        }
        loop {
            let token = self.tokens.current;
            match token.kind {
                Kind::Star => {
                    self.tokens.bump();
                    self.leaf_of(trunk, Leaf::Glob, Span::new(start, token.end), None);
                    break;
                }
                Kind::OpenBrace => {
                    self.use_group(trunk, start)?;
                    break;
                }
                Kind::Ident | Kind::RawIdent => {
                    let symbol = self.use_segment(token)?;
                    self.tokens.bump();
                    self.prefix.push((symbol, token.span()));
                    if !self.tokens.eat_path_separator() {
                        self.named_leaf(trunk, start)?;
                        break;
                    }
                }
                _ => return Err(Broken),
            }
        }
        self.prefix.truncate(base);
        Ok(())
    }

    /// A segment's symbol. A keyword is none, so that `use a::` on one line does not swallow the item on the next.
    fn use_segment(&mut self, token: Token) -> Walk<Symbol> {
        let name = self.tokens.name(token);
        let reserved = name == "_" || builtin::is_keyword(name) && !builtin::is_path_keyword(name);
        if token.kind == Kind::Ident && reserved {
            return Err(Broken);
        }
        Ok(self.names.intern(name))
    }

    fn use_group(&mut self, trunk: Trunk, start: u32) -> Walk {
        self.tokens.bump();
        if self.tokens.eat(Kind::CloseBrace) {
            if !self.prefix.is_empty() {
                self.leaf_of(trunk, Leaf::Nothing, Span::new(start, self.tokens.previous.end), None);
            }
            return Ok(());
        }
        let inner = Trunk { nested: true, depth: trunk.depth + 1, ..trunk };
        while self.tokens.kind() != Kind::CloseBrace {
            self.use_tree(inner)?;
            if !self.tokens.eat(Kind::Comma) && self.tokens.kind() != Kind::CloseBrace {
                return Err(Broken);
            }
        }
        self.tokens.bump();
        Ok(())
    }

    /// A leaf that ends with the name which was read last, and perhaps `as`.
    fn named_leaf(&mut self, trunk: Trunk, start: u32) -> Walk {
        let mut rename = None;
        if self.tokens.at_word("as") {
            self.tokens.bump();
            let token = self.tokens.current;
            if !token.kind.is_name() {
                return Err(Broken);
            }
            rename = Some((self.names.intern(self.tokens.name(token)), token.span()));
            self.tokens.bump();
        }
        let span = Span::new(start, self.tokens.previous.end);
        let renamed = rename.map(|(symbol, _)| symbol);
        let last_is_self = self.prefix.last().is_some_and(|&(symbol, _)| symbol == known::SELF);
        if last_is_self && (trunk.nested || self.prefix.len() > 1) {
            self.prefix.pop();
            self.leaf_of(trunk, Leaf::SelfName { rename: renamed }, span, rename.map(|(_, span)| span));
        } else {
            self.leaf_of(trunk, Leaf::Name { rename: renamed }, span, rename.map(|(_, span)| span));
        }
        Ok(())
    }

    fn leaf_of(&mut self, trunk: Trunk, leaf: Leaf, span: Span, rename: Option<Span>) {
        let start = self.segment_count();
        for index in 0..self.prefix.len() {
            let (symbol, span) = self.prefix[index];
            self.push_segment(symbol, span);
        }
        self.facts.outline.imports.push(Import {
            scope: trunk.scope,
            statement: self.facts.spans.statements.len() as u32,
            path: Range { start, end: self.segment_count() },
            global: trunk.global,
            nested: trunk.nested,
            leaf,
            visibility: trunk.visibility,
            condition: trunk.condition,
            attributes: trunk.attributes,
            doc_hidden: trunk.doc_hidden,
        });
        self.facts.spans.imports.push(ImportSpans { leaf: span, rename });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn leaves_of_groups_globs_and_renames() {
        check(
            r##"use a;
use ::b::c as d;
pub use a::{self, b::{c as _, d::*, e::{}}, r#fn as r#mod};
pub(in super::x) use {self::f, super::super::g, crate};
use *;
use ::*;
use {self as s};
use a::self;
use {};
"##,
            &expect![[r#"
                0 use#0 a `a`
                0 use#1 ::b::c as d `::b::c as d`
                0 pub use#2 a self `self`
                0 pub use#2 a::b::c as _ `c as _`
                0 pub use#2 a::b::d * `d::*`
                0 pub use#2 a::b::e {} `e::{}`
                0 pub use#2 a::fn as mod `r#fn as r#mod`
                0 pub(in super::x) use#3 self::f `self::f`
                0 pub(in super::x) use#3 super::super::g `super::super::g`
                0 pub(in super::x) use#3 crate `crate`
                0 use#4  * `*`
                0 use#5 :: * `::*`
                0 use#6  self as s `self as s`
                0 use#7 a self `a::self`
            "#]],
        );
    }

    #[test]
    fn attributes_and_visibility_belong_to_every_leaf() {
        check(
            r##"#[cfg(unix)]
#[doc(hidden)]
#[foreign::attribute]
pub(crate) use a::{b, c};
"##,
            &expect![[r#"
                0 pub(crate) use#0 a::b `b` hidden if unix #[foreign::attribute]
                0 pub(crate) use#0 a::c `c` hidden if unix #[foreign::attribute]
                0 cfg `unix`
            "#]],
        );
    }

    #[test]
    fn an_import_needs_the_start_of_a_statement() {
        check(
            r##"fn f<'a>(x: &'a u8) -> impl Sized + use<'a> { g(use_, r#use::a); }
"##,
            &expect![[r#"
                0 Function f
            "#]],
        );
    }

    #[test]
    fn a_tree_that_does_not_parse_is_damage_alone() {
        check(
            r##"use a::b;
use a::{b c};
use a::
fn f() { use d::; use e::f; }
use g::h;
"##,
            &expect![[r#"
                scope 1 in 0: block
                0 Function f
                0 use#0 a::b `a::b`
                1 use#1 e::f `e::f`
                0 use#2 g::h `g::h`
                Unbalanced ["use a::{b c};", "use a::", "use d::;"]
            "#]],
        );
    }
}
