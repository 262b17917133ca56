//! Items: their heads, and which of their parts are read. What a head does not need is walked as an expression is, as
//! types hold blocks too (`[u8; { use a::B; B }]`).

use std::ops::Range as IndexRange;

use greenlight_files::Span;

use crate::attributes::Attributes;
use crate::frames::FrameKind;
use crate::lexer::Kind;
use crate::names::Symbol;
use crate::outline::{ConditionId, ExternCrate, Item, ItemKind, ModuleItem, Range, ScopeKind, Visibility};
use crate::scanner::{Broken, MAX_ITEM_DEPTH, Scanner, Walk};
use crate::spans::ItemSpans;

/// What all items have before their name.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    /// Where the item begins, attributes aside.
    pub(crate) start: u32,
    /// Where its first attribute does.
    pub(crate) whole_start: u32,
    pub(crate) std_derive: Option<ConditionId>,
    pub(crate) doc_hidden: bool,
}

/// The keyword that an item is of, after its qualifiers (`const unsafe extern "C" fn`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// The only one that is not stepped over.
    Use,
    Module,
    Function,
    Struct,
    Union,
    Enum,
    Trait,
    TypeAlias,
    Const,
    Static,
    Impl,
    ExternCrate,
    ExternBlock,
    MacroRules,
    Macro,
}

impl Scanner<'_, '_> {
    /// Reads items up to `closer`, which is left current; [`Kind::Eof`] for a file.
    pub(crate) fn items(&mut self, closer: Kind) -> Walk {
        let mut chunk = self.begin_chunk();
        loop {
            self.top().start_statement();
            if let Some(mut landmarks) = self.landmarks.take() {
                landmarks.note(self);
                self.landmarks = Some(landmarks);
            }
            let kind = self.tokens.kind();
            if kind == closer && !self.is_stray(&chunk) {
                return Ok(());
            } else if kind == Kind::Semi {
                self.tokens.bump();
            } else if self.recovers() {
                self.item_or_damage(&mut chunk)?;
            } else {
                self.module_item()?;
            }
        }
    }

    /// Reads an item or macro call with its attributes, where nothing else may stand.
    pub(crate) fn module_item(&mut self) -> Walk {
        let attributes = self.outer_attributes()?;
        if self.at_item() {
            self.item(&attributes)
        } else {
            self.apply(&attributes);
            self.item_call()
        }
    }

    /// Whether an item begins here, be it among statements: a keyword alone does not tell (`const { … }`, `union.len()`).
    pub(crate) fn at_item(&self) -> bool {
        if self.tokens.kind() != Kind::Ident {
            return false;
        }
        let next_is_name = || self.tokens.peek().kind.is_name();
        let next_is = |words: &[&str]| {
            let next = self.tokens.peek();
            next.kind == Kind::Ident && words.contains(&self.tokens.name(next))
        };
        match self.tokens.name(self.tokens.current) {
            "use" | "fn" | "struct" | "impl" | "mod" | "pub" | "enum" | "trait" | "type" | "extern" => true,
            "const" | "static" => next_is_name() && !next_is(&["move"]),
            "unsafe" => next_is(&["fn", "impl", "trait", "extern", "mod", "auto", "async"]),
            "async" => next_is(&["fn", "unsafe", "extern", "gen"]),
            "safe" => next_is(&["fn", "static", "extern"]),
            "gen" => next_is(&["fn", "unsafe", "extern"]),
            "auto" => next_is(&["trait"]),
            "default" => next_is(&["fn", "impl", "const", "type", "unsafe", "async", "extern", "trait"]),
            "union" => next_is_name() && !next_is(&["as", "if", "in"]),
            "macro_rules" => {
                let [bang, name] = self.tokens.peek_two();
                bang.kind == Kind::Bang && name.kind.is_name()
            }
            "macro" => next_is_name(),
            // A visibility of old; `crate::…` is a path.
            "crate" => next_is_name(),
            _ => false,
        }
    }

    /// Reads an item from its visibility or first keyword on.
    pub(crate) fn item(&mut self, attributes: &Attributes) -> Walk {
        if self.depth >= MAX_ITEM_DEPTH {
            return Err(Broken);
        }
        self.depth += 1;
        self.apply(attributes);
        let start = self.tokens.current.start;
        let head = Head {
            start,
            whole_start: attributes.start.unwrap_or(start),
            std_derive: attributes.std_derive,
            doc_hidden: attributes.doc_hidden,
        };
        let visibility = self.visibility()?;
        let items = match self.keyword()? {
            Keyword::Use => {
                self.use_item(attributes, visibility, start)?;
                0..0
            }
            Keyword::Module => self.module(head, visibility, attributes)?,
            Keyword::Function => self.function(head, visibility, attributes)?,
            Keyword::Struct => self.structure(head, visibility)?,
            Keyword::Union => self.union(head, visibility)?,
            Keyword::Enum => self.enumeration(head, visibility)?,
            Keyword::Trait => self.trait_item(head, visibility)?,
            Keyword::TypeAlias => self.type_alias(head, visibility)?,
            Keyword::Const => self.constant(head, visibility, ItemKind::Const)?,
            Keyword::Static => self.constant(head, visibility, ItemKind::Static)?,
            Keyword::Impl => {
                self.implementation()?;
                0..0
            }
            Keyword::ExternCrate => self.extern_crate(head, visibility, attributes)?,
            Keyword::ExternBlock => {
                self.extern_block()?;
                0..0
            }
            Keyword::MacroRules => self.macro_rules(head, attributes.macro_export)?,
            Keyword::Macro => self.macro_item(head, visibility, attributes.macro_export)?,
        };
        let end = self.tokens.previous.end;
        for spans in &mut self.facts.spans.items[items] {
            spans.whole.end = end;
            spans.item.end = end;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads `pub`, `pub(…)`, `crate` or nothing.
    pub(crate) fn visibility(&mut self) -> Walk<Visibility> {
        if self.tokens.at_word("crate") {
            self.tokens.bump();
            return Ok(Visibility::Crate);
        }
        if !self.tokens.at_word("pub") {
            return Ok(Visibility::Private);
        }
        self.tokens.bump();
        if self.tokens.kind() != Kind::OpenParen {
            return Ok(Visibility::Public);
        }
        self.tokens.bump();
        let word = self.tokens.name(self.tokens.current);
        let visibility = match word {
            "in" => {
                self.tokens.bump();
                Visibility::In(self.path()?)
            }
            "crate" | "self" | "super" => {
                self.tokens.bump();
                match word {
                    "crate" => Visibility::Crate,
                    "self" => Visibility::SelfModule,
                    _ => Visibility::Super,
                }
            }
            _ => return Err(Broken),
        };
        if self.tokens.eat(Kind::CloseParen) { Ok(visibility) } else { Err(Broken) }
    }

    /// Steps over qualifiers and the keyword.
    pub(crate) fn keyword(&mut self) -> Walk<Keyword> {
        loop {
            if self.tokens.kind() != Kind::Ident {
                return Err(Broken);
            }
            let keyword = match self.tokens.name(self.tokens.current) {
                "use" => return Ok(Keyword::Use),
                "mod" => Keyword::Module,
                "fn" => Keyword::Function,
                "struct" => Keyword::Struct,
                "union" => Keyword::Union,
                "enum" => Keyword::Enum,
                "trait" => Keyword::Trait,
                "type" => Keyword::TypeAlias,
                "impl" => Keyword::Impl,
                "macro" => Keyword::Macro,
                "static" => Keyword::Static,
                "const" => {
                    self.tokens.bump();
                    if self.at_item() {
                        continue;
                    }
                    return Ok(Keyword::Const);
                }
                "macro_rules" => {
                    self.tokens.bump();
                    Keyword::MacroRules
                }
                "extern" => {
                    self.tokens.bump();
                    if matches!(self.tokens.kind(), Kind::Str | Kind::RawStr) {
                        self.tokens.bump();
                    }
                    if self.tokens.kind() == Kind::OpenBrace {
                        return Ok(Keyword::ExternBlock);
                    }
                    if !self.tokens.at_word("crate") {
                        continue;
                    }
                    Keyword::ExternCrate
                }
                "unsafe" | "async" | "safe" | "gen" | "auto" | "default" => {
                    self.tokens.bump();
                    continue;
                }
                _ => return Err(Broken),
            };
            self.tokens.bump();
            if keyword == Keyword::Static && self.tokens.at_word("mut") {
                self.tokens.bump();
            }
            return Ok(keyword);
        }
    }

    /// Records an item by the name that is current, and steps over it. Its kind may still be set.
    pub(crate) fn begin_item(&mut self, head: Head, visibility: Visibility, kind: ItemKind) -> Walk<usize> {
        let token = self.tokens.current;
        if !token.kind.is_name() {
            return Err(Broken);
        }
        let name = self.names.intern(self.tokens.name(token));
        self.tokens.bump();
        Ok(self.push_item(head, visibility, kind, name, token.span()))
    }

    fn push_item(&mut self, head: Head, visibility: Visibility, kind: ItemKind, name: Symbol, span: Span) -> usize {
        let scope = self.scope();
        let condition = self.own_condition();
        let attributes = self.own_attributes();
        let index = self.facts.outline.items.len();
        let (std_derive, doc_hidden) = (head.std_derive, head.doc_hidden);
        self.facts.outline.items.push(Item {
            scope,
            name,
            kind,
            visibility,
            condition,
            attributes,
            std_derive,
            doc_hidden,
        });
        // The ends are known when the item has been read.
        let end = span.end.max(head.start);
        self.facts.spans.items.push(ItemSpans {
            name: span,
            whole: Span::new(head.whole_start, end),
            item: Span::new(head.start, end),
        });
        index
    }

    pub(crate) fn set_kind(&mut self, index: usize, kind: ItemKind) {
        self.facts.outline.items[index].kind = kind;
    }

    fn module(&mut self, head: Head, visibility: Visibility, attributes: &Attributes) -> Walk<IndexRange<usize>> {
        let module = self.facts.outline.modules.len();
        let index = self.begin_item(head, visibility, ItemKind::Module(module as u32))?;
        let allows_unexpected_cfgs = self.top().allowed || self.top().own_allowed;
        self.facts.outline.modules.push(ModuleItem {
            allows_unexpected_cfgs,
            inline: None,
            paths: attributes.paths.clone(),
            macro_use: attributes.macro_use,
        });
        match self.tokens.kind() {
            Kind::Semi => self.tokens.bump(),
            Kind::OpenBrace => {
                let Item { name, scope: parent, .. } = self.facts.outline.items[index];
                self.open(FrameKind::Module, Kind::CloseBrace, self.tokens.current.end);
                self.tokens.bump();
                let inner = self.inner_attributes()?;
                self.facts.outline.modules[module].macro_use |= inner.macro_use;
                self.top().no_implicit_prelude |= attributes.no_implicit_prelude;
                let scope = self.add_scope(self.frames.len() - 1, parent, ScopeKind::Module { name });
                self.facts.outline.modules[module].inline = Some(scope);
                self.items(Kind::CloseBrace)?;
                self.close(self.tokens.current.start);
                self.tokens.bump();
            }
            _ => return Err(Broken),
        }
        Ok(index..index + 1)
    }

    fn function(&mut self, head: Head, visibility: Visibility, attributes: &Attributes) -> Walk<IndexRange<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Function)?;
        let Item { name, .. } = self.facts.outline.items[index];
        if attributes.proc_macro {
            let span = self.facts.spans.items[index].name;
            self.push_item(head, visibility, ItemKind::ProcMacro, name, span);
        }
        for &(name, span) in &attributes.derives {
            self.push_item(head, visibility, ItemKind::ProcMacro, name, span);
        }
        let end = self.facts.outline.items.len();
        let body = self.signature(attributes)?;
        let foreign = self.top().kind == FrameKind::Container;
        if !body && !foreign && self.recovers() {
            // A function without a body parses, but where a delimiter is missing it is more likely the body's.
            return Err(Broken);
        }
        Ok(index..end)
    }

    /// Reads a function after its name. The answer is whether it has a body.
    pub(crate) fn signature(&mut self, attributes: &Attributes) -> Walk<bool> {
        let own = self.top().own;
        self.top().own = self.and(own, attributes.test);
        self.head()?;
        match self.tokens.kind() {
            Kind::OpenBrace => {
                self.delimited(FrameKind::Block)?;
                Ok(true)
            }
            Kind::Semi => {
                self.tokens.bump();
                Ok(false)
            }
            _ => Err(Broken),
        }
    }

    fn trait_item(&mut self, head: Head, visibility: Visibility) -> Walk<IndexRange<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Trait(None))?;
        self.head()?;
        match self.tokens.kind() {
            Kind::OpenBrace => {
                let (base, unclear) = (self.associated.len(), self.unclear_associated);
                self.associated_items()?;
                if self.unclear_associated == unclear {
                    let start = self.facts.outline.idents.len() as u32;
                    self.facts.outline.idents.extend_from_slice(&self.associated[base..]);
                    let names = Range { start, end: self.facts.outline.idents.len() as u32 };
                    self.set_kind(index, ItemKind::Trait(Some(names)));
                }
                self.associated.truncate(base);
            }
            Kind::Eq => {
                self.set_kind(index, ItemKind::TraitAlias);
                self.until_semicolon()?;
            }
            _ => return Err(Broken),
        }
        Ok(index..index + 1)
    }

    fn constant(&mut self, head: Head, visibility: Visibility, kind: ItemKind) -> Walk<IndexRange<usize>> {
        if self.tokens.at_word("_") {
            self.until_semicolon()?;
            return Ok(0..0);
        }
        let index = self.begin_item(head, visibility, kind)?;
        self.until_semicolon()?;
        Ok(index..index + 1)
    }

    fn extern_crate(&mut self, head: Head, visibility: Visibility, attributes: &Attributes) -> Walk<IndexRange<usize>> {
        let own_name = self.tokens.current;
        if !own_name.kind.is_name() {
            return Err(Broken);
        }
        let krate = self.names.intern(self.tokens.name(own_name));
        let next = self.tokens.peek();
        if self.tokens.is_word(next, "as") {
            self.tokens.bump();
            self.tokens.bump();
        }
        let kind = ItemKind::ExternCrate(self.facts.outline.extern_crates.len() as u32);
        let index = self.begin_item(head, visibility, kind)?;
        self.facts.outline.extern_crates.push(ExternCrate { krate, macro_use: attributes.macro_use });
        if self.tokens.eat(Kind::Semi) { Ok(index..index + 1) } else { Err(Broken) }
    }

    fn extern_block(&mut self) -> Walk {
        self.open(FrameKind::Container, Kind::CloseBrace, self.tokens.current.end);
        self.tokens.bump();
        self.inner_attributes()?;
        self.items(Kind::CloseBrace)?;
        self.close(self.tokens.current.start);
        self.tokens.bump();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn every_kind() {
        check(
            r##"mod a;
pub struct R { x: u8 }
pub struct T(pub u8, #[cfg(x)] pub (crate::A));
struct P(pub(crate) u8, pub u8);
struct N();
struct U;
struct G<T>(pub Vec<T, u8>, u8) where T: Copy;
union V { a: u8 }
enum E { A, #[cfg(unix)] B(u8), C { x: u8 } = 3, D = f::<1, 2>() }
trait Tr { fn f(); }
trait Al = Copy;
type Ty = Box<dyn Error>;
type Nt = &'static str;
type Mt = m!();
fn f<const N: usize = { 3 }>() -> [u8; 3] where [(); { N }]: {}
const C: u8 = 1;
const _: () = { struct In; };
static mut S: u8 = 1;
extern crate a as b;
extern crate self as _;
macro_rules! m { ($x:ident) => { struct $x; use a::*; } }
pub macro n($y) { $y }
"##,
            &expect![[r#"
                scope 1 in 0: block
                0 mod a
                0 pub RecordStruct R
                0 pub TupleStruct { all_fields_public: true } T
                0 TupleStruct { all_fields_public: false } P
                0 TupleStruct { all_fields_public: true } N
                0 UnitStruct U
                0 TupleStruct { all_fields_public: false } G
                0 Union V
                0 enum {A; B if unix; C; D} E
                0 Trait(Some(Range { start: 0, end: 1 })) Tr
                0 TraitAlias Al
                0 type = Box Ty
                0 type =  Nt
                0 type =  Mt
                0 Function f
                0 Const C
                1 UnitStruct In
                0 Static S
                0 extern crate a as b
                0 extern crate self as _
                0 macro glob fn $name {x ident a} use a m
                0 pub macro {y} n
                0 cfg `x`
                0 cfg `unix`
            "#]],
        );
    }

    #[test]
    fn qualifiers_and_contextual_keywords() {
        check(
            r##"const unsafe extern "C" fn a() {}
async fn b() {}
pub unsafe auto trait C {}
unsafe impl D for E {}
default impl F for G {}
unsafe extern "C" { safe fn h(); pub static I: u8; type J; }
extern { #[cfg(x)] fn k(); m!(); }
pub(super) const unsafe fn l() {}
crate fn m() {}
union N { o: u8 }
unsafe mod p {}
const async: u8 = 1;
"##,
            &expect![[r#"
                scope 1 in 0: mod p
                0 Function a
                0 Function b
                0 pub Trait(Some(Range { start: 0, end: 0 })) C
                0 Function h
                0 pub Static I
                0 ForeignType J
                0 Function k if x
                0 pub(super) Function l
                0 pub(crate) Function m
                0 Union N
                0 mod p
                0 Const async
                0 impl D for E {}
                0 impl F for G {}
                0 m! {}
                0 cfg `x`
            "#]],
        );
    }

    #[test]
    fn a_proc_macro_exports_a_name_beside_its_function() {
        check(
            r##"#[proc_macro]
pub fn a(x: T) -> T { x }
#[proc_macro_derive(Name, attributes(helper))]
pub fn b(x: T) -> T { x }
"##,
            &expect![[r#"
                0 pub Function a
                0 pub ProcMacro a
                0 pub Function b
                0 pub ProcMacro Name
            "#]],
        );
    }

    #[test]
    fn modules_with_paths() {
        check(
            r##"#[path = "a\u{62}.rs"]
#[cfg_attr(unix, path = "unix.rs")]
#[macro_use]
mod a;
#[no_implicit_prelude]
mod b { #![cfg(x)] #![foreign] mod c { fn d() {} } }
"##,
            &expect![[r#"
                scope 1 in 0: mod b without prelude if x #[foreign]
                scope 2 in 1: mod c
                0 mod at "ab.rs" at "unix.rs" if unix macro_use a
                0 mod b
                1 mod c
                2 Function d
                0 cfg `unix`
                0 cfg `x`
            "#]],
        );
    }

    #[test]
    fn const_and_unsafe_blocks_are_no_items() {
        check(
            r##"fn f() {
    const { struct A; }
    unsafe { struct B; }
    async { struct C; };
    union.len();
    default.x();
    match auto { union if true => {} _ => struct_ }
}
"##,
            &expect![[r#"
                scope 1 in 0: block
                scope 2 in 1: block
                scope 3 in 1: block
                scope 4 in 1: block
                0 Function f
                2 UnitStruct A
                3 UnitStruct B
                4 UnitStruct C
            "#]],
        );
    }
}
