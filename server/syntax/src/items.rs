//! Items: their heads, and which of their parts are read. What a head does not need is walked as an expression is, as
//! types hold blocks too (`[u8; { use a::B; B }]`).

use greenlight_files::Span;

use crate::attributes::Attributes;
use crate::frames::FrameKind;
use crate::lexer::{Kind, Token, Tokens};
use crate::names::Symbol;
use crate::outline::{ExternCrate, Item, ItemKind, ModuleItem, Range, ScopeKind, Variant, Visibility};
use crate::recovery::Chunk;
use crate::scanner::{Broken, MAX_ITEM_DEPTH, Scanner, Walk};
use crate::spans::ItemSpans;

/// What all items have before their name.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    /// Where the item begins, attributes aside.
    pub(crate) start: u32,
    /// Where its first attribute does.
    pub(crate) whole_start: u32,
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
        let mut chunk = Chunk::of(self.tokens.text, self.top().start);
        loop {
            self.top().start_statement();
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
        let head = Head { start, whole_start: attributes.start.unwrap_or(start), doc_hidden: attributes.doc_hidden };
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
        let doc_hidden = head.doc_hidden;
        self.facts.outline.items.push(Item { scope, name, kind, visibility, condition, attributes, doc_hidden });
        // The ends are known when the item has been read.
        let end = span.end.max(head.start);
        self.facts.spans.items.push(ItemSpans {
            name: span,
            whole: Span::new(head.whole_start, end),
            item: Span::new(head.start, end),
        });
        index
    }

    fn set_kind(&mut self, index: usize, kind: ItemKind) {
        self.facts.outline.items[index].kind = kind;
    }

    fn module(&mut self, head: Head, visibility: Visibility, attributes: &Attributes) -> Walk<std::ops::Range<usize>> {
        let module = self.facts.outline.modules.len();
        let index = self.begin_item(head, visibility, ItemKind::Module(module as u32))?;
        self.facts.outline.modules.push(ModuleItem {
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
                self.inner_attributes()?;
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

    fn function(
        &mut self,
        head: Head,
        visibility: Visibility,
        attributes: &Attributes,
    ) -> Walk<std::ops::Range<usize>> {
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

    fn structure(&mut self, head: Head, visibility: Visibility) -> Walk<std::ops::Range<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::RecordStruct)?;
        if self.tokens.kind() == Kind::Lt {
            self.generics()?;
        }
        if self.tokens.kind() == Kind::OpenParen {
            let all_fields_public = self.all_fields_public();
            self.set_kind(index, ItemKind::TupleStruct { all_fields_public });
            self.delimited(FrameKind::Group)?;
            self.head()?;
            if !self.tokens.eat(Kind::Semi) {
                return Err(Broken);
            }
            return Ok(index..index + 1);
        }
        self.head()?;
        match self.tokens.kind() {
            Kind::OpenBrace => self.delimited(FrameKind::Group)?,
            Kind::Semi => {
                self.set_kind(index, ItemKind::UnitStruct);
                self.tokens.bump();
            }
            _ => return Err(Broken),
        }
        Ok(index..index + 1)
    }

    /// Whether each field of the tuple struct whose `(` is current is `pub`. Looks ahead, and reads nothing.
    fn all_fields_public(&self) -> bool {
        let mut tokens = Tokens::from(self.tokens.text, self.tokens.current.end, self.tokens.limit());
        let (mut depth, mut angle) = (0_u32, 0_u32);
        let mut at_field = true;
        loop {
            let kind = tokens.kind();
            if at_field && depth == 0 && kind == Kind::Pound {
                // An attribute, whose brackets leave the place before the field as it is.
                tokens.bump();
                let mut brackets = 0_u32;
                loop {
                    match tokens.kind() {
                        Kind::Eof => return false,
                        kind if kind.opens() => brackets += 1,
                        kind if kind.closes() => brackets = brackets.saturating_sub(1),
                        _ => {}
                    }
                    tokens.bump();
                    if brackets == 0 {
                        break;
                    }
                }
                continue;
            }
            if at_field && kind != Kind::CloseParen {
                at_field = false;
                let next = tokens.peek_two();
                let restricted = next[0].kind == Kind::OpenParen
                    && matches!(tokens.name(next[1]), "crate" | "self" | "super" | "in")
                    && !is_path_type(&tokens);
                if !tokens.at_word("pub") || restricted {
                    return false;
                }
            }
            match kind {
                Kind::Eof => return false,
                Kind::Lt => angle += 1,
                Kind::Gt if !joins_arrow(&tokens) => angle = angle.saturating_sub(1),
                Kind::Comma if depth == 0 && angle == 0 => at_field = true,
                kind if kind.opens() => depth += 1,
                kind if kind.closes() && depth == 0 => return true,
                kind if kind.closes() => depth -= 1,
                _ => {}
            }
            tokens.bump();
        }
    }

    fn union(&mut self, head: Head, visibility: Visibility) -> Walk<std::ops::Range<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Union)?;
        self.head()?;
        if self.tokens.kind() != Kind::OpenBrace {
            return Err(Broken);
        }
        self.delimited(FrameKind::Group)?;
        Ok(index..index + 1)
    }

    fn enumeration(&mut self, head: Head, visibility: Visibility) -> Walk<std::ops::Range<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Enum(Range::default()))?;
        self.head()?;
        if self.tokens.kind() != Kind::OpenBrace {
            return Err(Broken);
        }
        let base = self.variants.len();
        self.open(FrameKind::Container, Kind::CloseBrace, self.tokens.current.end);
        self.tokens.bump();
        loop {
            self.top().start_element();
            let condition = self.cfgs()?;
            self.top().own = condition;
            if self.tokens.kind() == Kind::CloseBrace {
                break;
            }
            self.visibility()?;
            let token = self.tokens.current;
            if !token.kind.is_name() {
                return Err(Broken);
            }
            let name = self.names.intern(self.tokens.name(token));
            self.variants.push((Variant { name, condition }, token.span()));
            self.tokens.bump();
            self.variant_content()?;
            if !self.tokens.eat(Kind::Comma) && self.tokens.kind() != Kind::CloseBrace {
                return Err(Broken);
            }
        }
        self.close(self.tokens.current.start);
        self.tokens.bump();
        let start = self.facts.outline.variants.len() as u32;
        for (variant, span) in self.variants.drain(base..) {
            self.facts.outline.variants.push(variant);
            self.facts.spans.variants.push(span);
        }
        self.set_kind(index, ItemKind::Enum(Range { start, end: self.facts.outline.variants.len() as u32 }));
        Ok(index..index + 1)
    }

    /// Reads the fields and the discriminant of a variant.
    fn variant_content(&mut self) -> Walk {
        if matches!(self.tokens.kind(), Kind::OpenParen | Kind::OpenBrace) {
            self.delimited(FrameKind::Group)?;
        }
        if self.tokens.eat(Kind::Eq) {
            // A comma within `<…>` does not end the discriminant, but only `::<…>` can be told from a comparison.
            let mut angle = 0_u32;
            loop {
                match self.tokens.kind() {
                    Kind::Comma if angle == 0 => break,
                    Kind::CloseBrace => break,
                    Kind::Lt if angle > 0 || self.tokens.previous.kind == Kind::Colon => angle += 1,
                    Kind::Gt if !joins_arrow(&self.tokens) => angle = angle.saturating_sub(1),
                    _ => {}
                }
                self.expression_token()?;
            }
        }
        Ok(())
    }

    fn trait_item(&mut self, head: Head, visibility: Visibility) -> Walk<std::ops::Range<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Trait)?;
        self.head()?;
        match self.tokens.kind() {
            Kind::OpenBrace => {
                // The names of a trait's items are not recorded.
                let base = self.associated.len();
                self.associated_items()?;
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

    fn type_alias(&mut self, head: Head, visibility: Visibility) -> Walk<std::ops::Range<usize>> {
        let foreign = self.top().kind == FrameKind::Container;
        let kind = if foreign { ItemKind::ForeignType } else { ItemKind::TypeAlias(Range::default()) };
        let index = self.begin_item(head, visibility, kind)?;
        self.head()?;
        if self.tokens.eat(Kind::Eq) {
            let path = self.aliased_path();
            if !foreign {
                self.set_kind(index, ItemKind::TypeAlias(path));
            }
        }
        self.until_semicolon()?;
        Ok(index..index + 1)
    }

    /// Records the path that a type begins with, if it does, and steps over it.
    fn aliased_path(&mut self) -> Range {
        let token = self.tokens.current;
        let begins = token.kind.is_name() || self.tokens.at_path_separator();
        let word = self.tokens.name(token);
        if !begins || token.kind == Kind::Ident && matches!(word, "dyn" | "impl" | "fn" | "unsafe" | "extern" | "for") {
            return Range::default();
        }
        let start = self.segment_count();
        self.tokens.eat_path_separator();
        while self.tokens.kind().is_name() {
            let token = self.tokens.current;
            let symbol = self.names.intern(self.tokens.name(token));
            self.push_segment(symbol, token.span());
            self.tokens.bump();
            if !self.tokens.eat_path_separator() {
                break;
            }
        }
        if self.tokens.kind() == Kind::Bang {
            self.facts.outline.segments.truncate(start as usize);
            self.facts.spans.segments.truncate(start as usize);
        }
        Range { start, end: self.segment_count() }
    }

    fn constant(&mut self, head: Head, visibility: Visibility, kind: ItemKind) -> Walk<std::ops::Range<usize>> {
        if self.tokens.at_word("_") {
            self.until_semicolon()?;
            return Ok(0..0);
        }
        let index = self.begin_item(head, visibility, kind)?;
        self.until_semicolon()?;
        Ok(index..index + 1)
    }

    fn extern_crate(
        &mut self,
        head: Head,
        visibility: Visibility,
        attributes: &Attributes,
    ) -> Walk<std::ops::Range<usize>> {
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

    /// Walks an item's head up to the `{`, `;` or `=` that ends it, which is left current.
    pub(crate) fn head(&mut self) -> Walk {
        let mut angle = 0_u32;
        loop {
            match self.tokens.kind() {
                Kind::Lt => {
                    angle += 1;
                    self.tokens.bump();
                }
                Kind::Gt => {
                    if !joins_arrow(&self.tokens) {
                        angle = angle.saturating_sub(1);
                    }
                    self.tokens.bump();
                }
                Kind::OpenBrace | Kind::Eq if angle == 0 => return Ok(()),
                Kind::Semi => return Ok(()),
                _ => self.expression_token()?,
            }
        }
    }

    /// Walks `<…>`, from the `<` on.
    pub(crate) fn generics(&mut self) -> Walk {
        let mut angle = 0_u32;
        loop {
            match self.tokens.kind() {
                Kind::Lt => angle += 1,
                Kind::Gt if !joins_arrow(&self.tokens) => angle -= 1,
                Kind::Semi => return Err(Broken),
                _ => {
                    self.expression_token()?;
                    continue;
                }
            }
            self.tokens.bump();
            if angle == 0 {
                return Ok(());
            }
        }
    }

    /// Walks up to `;`, which is stepped over.
    pub(crate) fn until_semicolon(&mut self) -> Walk {
        while !self.tokens.eat(Kind::Semi) {
            self.expression_token()?;
        }
        Ok(())
    }
}

/// Whether the current `>` is the end of `->` or `=>`.
pub(crate) fn joins_arrow(tokens: &Tokens<'_>) -> bool {
    let before = tokens.previous;
    matches!(before.kind, Kind::Minus | Kind::Eq) && before.end == tokens.current.start
}

/// Whether the `pub` that is current stands before a type in parentheses which begins with `crate::`, `self::` or
/// `super::`, and not before a restriction.
fn is_path_type(tokens: &Tokens<'_>) -> bool {
    let mut ahead = Tokens::from(tokens.text, tokens.current.end, tokens.limit());
    ahead.bump();
    let word: Token = ahead.current;
    ahead.bump();
    ahead.name(word) != "in" && ahead.kind() != Kind::CloseParen
}
