//! The tokens of a macro's definition or call. Nothing is expanded: since `macro_rules!` cannot put a new identifier
//! together, what an expansion may define is bounded by the identifiers that its tokens hold, by the macros, derives
//! and attributes that they call, and by the few constructs ([`Hazards`]) that escape this.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::builtin;
use crate::lexer::{Kind, Token};
use crate::names::{Symbol, known};
use crate::outline::{Hazards, MacroTokens, MacroUse, MacroUseKind, Range};
use crate::scanner::{Broken, Scanner, Walk};

/// A list of identifiers and calls that is being recorded.
#[derive(Clone, Copy)]
pub(crate) struct MacroTokensStart {
    idents: u32,
    declared: u32,
    uses: u32,
    /// Where they begin, in bytes.
    begins: u32,
}

/// What a path in the tokens begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Name(Symbol),
    /// `$name`, or what a repetition gives: which names these are, other tokens say.
    Fragment,
}

/// The path that ends with the token before.
#[derive(Clone, Copy)]
struct TokenPath {
    root: Root,
    last: Symbol,
    is_single: bool,
    /// Of more than two segments.
    is_deep: bool,
    /// Whether it is a keyword as written.
    is_keyword: bool,
}

/// The tree of a `use` among the tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Import {
    /// None is being read.
    No,
    /// Nothing of it has been read.
    Begins,
    /// What other tokens name in it is the standard library's all the same.
    OfStd,
    /// Any other.
    Named,
}

/// An attribute among the tokens that is being read. Levels count open delimiters.
struct AttributeReading {
    /// Within its brackets.
    level: usize,
    /// Where the paths of attributes stand: within the brackets, or the parentheses of `cfg_attr`.
    heads: usize,
    /// Whether such a path comes next.
    awaits_head: bool,
    /// Within the parentheses of `derive`.
    derive: Option<usize>,
    /// Whether a repetition may give the path.
    repeats: bool,
}

/// Reads one token tree.
struct Reader<'t> {
    /// The last tokens, the latest first.
    before: [Token; 4],
    path: Option<TokenPath>,
    attribute: Option<AttributeReading>,
    /// 1 after `mod`, 2 after its name.
    module: u8,
    /// The tree of a `use` that is being read.
    import: Import,
    hazards: Hazards,
    /// Fragments that stand for an attribute's path or a derive's element.
    in_attributes: Vec<&'t str>,
    /// Fragments that are bound to what does not stand in such a place, and so is not seen as what it may become.
    bound_elsewhere: Vec<&'t str>,
}

impl<'t> Scanner<'t, '_> {
    pub(crate) fn begin_macro_tokens(&mut self) -> MacroTokensStart {
        self.seen_round += 1;
        let outline = &self.facts.outline;
        MacroTokensStart {
            idents: outline.idents.len() as u32,
            declared: outline.declared.len() as u32,
            uses: outline.macro_uses.len() as u32,
            begins: self.tokens.current.start,
        }
    }

    pub(crate) fn end_macro_tokens(&mut self, start: MacroTokensStart, hazards: Hazards) -> MacroTokens {
        let outline = &self.facts.outline;
        MacroTokens {
            idents: Range { start: start.idents, end: outline.idents.len() as u32 },
            declared: Range { start: start.declared, end: outline.declared.len() as u32 },
            uses: Range { start: start.uses, end: outline.macro_uses.len() as u32 },
            hazards,
            text: FxBuildHasher.hash_one(&self.tokens.text[start.begins as usize..self.tokens.previous.end as usize]),
        }
    }

    pub(crate) fn record_ident(&mut self, name: &str) -> Symbol {
        let symbol = self.names.intern(name);
        let index = symbol.0 as usize;
        if index >= self.seen.len() {
            self.seen.resize(self.names.count().next_power_of_two(), 0);
        }
        if self.seen[index] != self.seen_round {
            self.seen[index] = self.seen_round;
            self.facts.outline.idents.push(symbol);
        }
        symbol
    }

    /// Steps over a token tree, delimiters included, and records what it holds.
    pub(crate) fn macro_tokens(&mut self, start: MacroTokensStart) -> Walk<Hazards> {
        let base = self.closers.len();
        let nothing = Token { kind: Kind::Eof, ..self.tokens.current };
        let mut reader = Reader {
            before: [nothing; 4],
            path: None,
            attribute: None,
            module: 0,
            import: Import::No,
            hazards: Hazards::default(),
            in_attributes: Vec::new(),
            bound_elsewhere: Vec::new(),
        };
        loop {
            let token = self.tokens.current;
            if token.kind.opens() {
                self.closers.push(token.kind.partner());
            } else if token.kind.closes() {
                if self.closers.pop() != Some(token.kind) {
                    self.closers.truncate(base);
                    return Err(Broken);
                }
                reader.closed_to(self.closers.len());
                if self.closers.len() == base {
                    self.tokens.bump();
                    return Ok(reader.finish());
                }
            } else if token.kind == Kind::Eof {
                self.closers.truncate(base);
                return Err(Broken);
            } else {
                self.macro_token(token, start, &mut reader);
            }
            reader.before = [token, reader.before[0], reader.before[1], reader.before[2]];
            self.tokens.bump();
        }
    }

    fn macro_token(&mut self, token: Token, start: MacroTokensStart, reader: &mut Reader<'t>) {
        let level = self.closers.len();
        match token.kind {
            Kind::Ident | Kind::RawIdent => {
                self.macro_word(token, start, reader);
                self.attribute_word(start, reader);
            }
            Kind::Star => {
                // `$(…)::*` is a repetition.
                let is_glob = reader.follows_separator() && reader.before[2].kind != Kind::CloseParen;
                reader.hazards.add(Hazards::GLOB, is_glob);
            }
            Kind::Bang => self.macro_bang(start, reader),
            Kind::Dollar => self.macro_dollar(reader),
            Kind::Pound => {
                let [next, after] = self.tokens.peek_two();
                let level = match (next.kind, after.kind) {
                    (Kind::OpenBracket, _) | (Kind::Bang, Kind::OpenBracket) => level + 1,
                    // `#name` is what `quote!` takes.
                    (Kind::Ident | Kind::RawIdent, _) => return,
                    // Seen at its `$`.
                    (Kind::Dollar, Kind::Ident | Kind::RawIdent) => return,
                    _ => return reader.hazards.add(Hazards::ATTRIBUTE_FRAGMENT, true),
                };
                reader.attribute =
                    Some(AttributeReading { level, heads: level, awaits_head: true, derive: None, repeats: false });
            }
            Kind::Comma => {
                if let Some(attribute) = &mut reader.attribute
                    && level == attribute.heads
                {
                    attribute.awaits_head = true;
                    attribute.derive = None;
                }
            }
            Kind::Semi => {
                reader.hazards.add(Hazards::MODULE_FILE, reader.module == 2);
                reader.import = Import::No;
            }
            _ => {}
        }
        if !matches!(token.kind, Kind::Ident | Kind::RawIdent | Kind::Dollar) {
            reader.module = 0;
        }
    }

    fn macro_word(&mut self, token: Token, start: MacroTokensStart, reader: &mut Reader<'t>) {
        let name = self.tokens.name(token);
        let is_keyword = token.kind == Kind::Ident && builtin::is_keyword(name);
        let follows_dollar = reader.before[0].kind == Kind::Dollar;
        reader.module = match (reader.module, is_keyword) {
            (_, true) if name == "mod" => 1,
            (1, false) => 2,
            _ => 0,
        };
        let symbol = match is_keyword {
            true => self.names.intern(name),
            false => self.record_ident(name),
        };
        if is_keyword && name == "use" {
            reader.import = Import::Begins;
        } else if reader.import != Import::No && !follows_dollar {
            if reader.import == Import::Begins {
                let is_std = matches!(symbol, known::STD | known::CORE | known::ALLOC);
                reader.import = if is_std { Import::OfStd } else { Import::Named };
            }
            if !is_keyword {
                self.record_use(start, MacroUse { kind: MacroUseKind::Import, first: None, name: symbol, deep: false });
            }
        } else if reader.import != Import::OfStd {
            reader.hazards.add(Hazards::IMPORTS_NAMED, reader.import != Import::No && !is_keyword);
        }
        if !is_keyword && !follows_dollar && self.follows_item_keyword(reader) {
            self.facts.outline.declared.push(symbol);
        }
        let whole = TokenPath { root: Root::Name(symbol), last: symbol, is_single: true, is_deep: false, is_keyword };
        let path = if follows_dollar {
            let root = if name == "crate" { Root::Name(known::DOLLAR_CRATE) } else { Root::Fragment };
            TokenPath { root, is_keyword: false, ..whole }
        } else if !reader.follows_separator() {
            whole
        } else {
            match (reader.before[2].kind, reader.path) {
                (Kind::Ident | Kind::RawIdent, Some(path)) => {
                    TokenPath { root: path.root, is_single: false, is_deep: !path.is_single, ..whole }
                }
                (Kind::Star | Kind::Question | Kind::Other | Kind::CloseParen | Kind::Gt, _) => {
                    TokenPath { root: Root::Fragment, is_single: false, ..whole }
                }
                _ => whole,
            }
        };
        reader.path = Some(path);
    }

    /// Whether what comes before is `struct` or another keyword that an item's name stands behind, `macro_rules!`, or the
    /// `static ref` of `lazy_static!`.
    fn follows_item_keyword(&self, reader: &Reader<'t>) -> bool {
        const BEFORE_NAMES: &[&str] =
            &["struct", "enum", "union", "trait", "type", "fn", "const", "static", "mod", "macro"];
        let word = |token: Token| (token.kind == Kind::Ident).then(|| self.tokens.name(token));
        match (word(reader.before[0]), word(reader.before[1])) {
            (Some("ref"), Some("static")) => true,
            (None, Some("macro_rules")) => reader.before[0].kind == Kind::Bang,
            (Some(word), _) => BEFORE_NAMES.contains(&word),
            _ => false,
        }
    }

    /// A `!`: a macro's call, if a name stands before it and what a macro takes after it.
    fn macro_bang(&mut self, start: MacroTokensStart, reader: &mut Reader<'t>) {
        let next = self.tokens.peek();
        if next.kind == Kind::Eq && self.tokens.joined_to(b'=') {
            return;
        }
        let before = reader.before;
        let takes = next.kind.opens() || next.kind.is_name() || next.kind == Kind::Dollar;
        match (before[0].kind, reader.path) {
            (Kind::Ident | Kind::RawIdent, Some(path)) if takes && !(path.is_single && path.is_keyword) => {
                match path.root {
                    Root::Fragment if path.is_single => reader.hazards.add(Hazards::CALLS_NAMED, true),
                    Root::Fragment => reader.hazards.add(Hazards::CALLS_FRAGMENT, true),
                    Root::Name(first) => {
                        let first = (!path.is_single).then_some(first);
                        self.record_use(
                            start,
                            MacroUse { kind: MacroUseKind::Call, first, name: path.last, deep: path.is_deep },
                        );
                        let names_fragment = path.last == known::MACRO_RULES && next.kind == Kind::Dollar;
                        reader.hazards.add(Hazards::NAMES_FRAGMENT, names_fragment);
                    }
                }
            }
            (Kind::CloseParen, _) => reader.hazards.add(Hazards::CALLS_FRAGMENT, true),
            (Kind::Star | Kind::Question | Kind::Other, _)
                if takes && before[1..].iter().any(|token| token.kind == Kind::CloseParen) =>
            {
                reader.hazards.add(Hazards::CALLS_FRAGMENT, true);
            }
            // Where it stands it negates, but a macro may put it behind another token.
            _ => reader.hazards.add(Hazards::LOOSE_BANG, true),
        }
    }

    fn macro_dollar(&mut self, reader: &mut Reader<'t>) {
        let level = self.closers.len();
        let [next, after] = self.tokens.peek_two();
        if next.kind == Kind::OpenBrace {
            reader.hazards.add(Hazards::CONCAT, self.tokens.is_word(after, "concat"));
            return;
        }
        let in_place = reader.attribute.as_ref().is_some_and(|attribute| attribute.takes_path(level));
        if let (true, Some(attribute)) = (in_place, &mut reader.attribute) {
            attribute.repeats |= next.kind == Kind::OpenParen;
        }
        if !next.kind.is_name() {
            return;
        }
        if self.follows_item_keyword(reader) {
            reader.hazards.add(Hazards::DECLARES_NAMED, true);
        }
        let fragment = self.tokens.name(next);
        // `#$attribute`, bound to what stood behind a `#` before.
        let is_whole = reader.before[0].kind == Kind::Pound;
        match (in_place || is_whole, after.kind == Kind::Colon) {
            (true, false) => reader.in_attributes.push(fragment),
            (false, true) => reader.bound_elsewhere.push(fragment),
            _ => {}
        }
    }

    /// The word that has just become the end of the path, as part of an attribute.
    fn attribute_word(&mut self, start: MacroTokensStart, reader: &mut Reader<'t>) {
        let level = self.closers.len();
        let (Some(attribute), Some(path)) = (&mut reader.attribute, reader.path) else { return };
        let [next, after] = self.tokens.peek_two();
        if next.kind == Kind::Colon && after.kind == Kind::Colon {
            return;
        }
        let Root::Name(root) = path.root else {
            // Seen at its `$`.
            attribute.awaits_head &= level != attribute.heads;
            return;
        };
        let first = (!path.is_single).then_some(root);
        let of_std = path.is_single || matches!(root, known::STD | known::CORE);
        let last = self.names.text(path.last);
        if attribute.derive.is_some_and(|derive| level >= derive) {
            if !(of_std && builtin::is_std_derive(last)) {
                self.record_use(
                    start,
                    MacroUse { kind: MacroUseKind::Derive, first, name: path.last, deep: path.is_deep },
                );
            }
            return;
        }
        if !attribute.awaits_head || level != attribute.heads {
            return;
        }
        attribute.awaits_head = false;
        let list = next.kind == Kind::OpenParen;
        match last {
            "derive" if of_std && list => attribute.derive = Some(level + 1),
            // Its first element is a predicate.
            "cfg_attr" if path.is_single && list => attribute.heads = level + 1,
            "unsafe" if path.is_single && list => {
                attribute.heads = level + 1;
                attribute.awaits_head = true;
            }
            last if of_std && builtin::is_attribute(last) => {}
            _ if builtin::is_tool(self.names.text(root)) && !path.is_single => {}
            _ => self.record_use(
                start,
                MacroUse { kind: MacroUseKind::Attribute, first, name: path.last, deep: path.is_deep },
            ),
        }
    }

    fn record_use(&mut self, start: MacroTokensStart, found: MacroUse) {
        let uses = &mut self.facts.outline.macro_uses;
        if !uses[start.uses as usize..].contains(&found) {
            uses.push(found);
        }
    }
}

impl AttributeReading {
    /// Whether what stands at this level is an attribute's path or a derive's element.
    fn takes_path(&self, level: usize) -> bool {
        self.repeats || (self.awaits_head && level == self.heads) || self.derive.is_some_and(|derive| level >= derive)
    }
}

impl Reader<'_> {
    /// Whether `::` stands right before the current token.
    fn follows_separator(&self) -> bool {
        let [second, first, ..] = self.before;
        second.kind == Kind::Colon && first.kind == Kind::Colon && first.end == second.start
    }

    fn closed_to(&mut self, level: usize) {
        self.module = 0;
        if let Some(attribute) = &mut self.attribute {
            if level < attribute.level {
                self.attribute = None;
            } else {
                attribute.derive = attribute.derive.filter(|&derive| level >= derive);
            }
        }
    }

    fn finish(mut self) -> Hazards {
        let unseen = self.in_attributes.iter().any(|fragment| self.bound_elsewhere.contains(fragment));
        self.hazards.add(Hazards::ATTRIBUTE_FRAGMENT, unseen);
        self.hazards
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn calls_in_bodies() {
        check(
            r##"macro_rules! a { ($x:ident) => { b!(); c::d! { e }; $crate::f!(); ::g::h::i!(); macro_rules! j { () => {} } if !k { l != m } } }
macro_rules! n { ($x:ident, $($p:ident)::*) => { $x! {} } }
macro_rules! o { ($($p:ident)::*) => { $($p)::* ! {} } }
macro_rules! p { ($x:ident) => { macro_rules! $x { () => {} } } }
macro_rules! q { ($x:ident) => { $x::r!(); } }
"##,
            &expect![[r#"
                0 macro ! {x ident b c d e f g h i macro_rules j k l m} b! c::d! $crate::f! g::i! macro_rules! a
                0 macro $name! {x ident p} n
                0 macro $! {p ident} o
                0 macro fn $name macro_rules! $ {x ident macro_rules} macro_rules! p
                0 macro $! {x ident r} q
            "#]],
        );
    }

    #[test]
    fn attributes_and_derives_in_bodies() {
        check(
            r##"macro_rules! a { ($(#[$m:meta])* $v:vis $b:ident) => { $(#[$m])* #[derive(Clone, serde::Serialize)] $v struct $b; } }
macro_rules! c { ($($d:ident),*) => { #[derive($($d),*)] struct E; } }
macro_rules! f { ($m:meta) => { #[$m] struct G; } }
macro_rules! h { ($(#[$($m:tt)*])*) => { $(#[$($m)*])* fn i() {} } }
macro_rules! j { ($d:expr, $p:meta) => { #[doc = $d] #[cfg_attr($p, derive(K), l::m, inline)] #[n(o)] #[rustfmt::skip] fn q() {} } }
r! { #[derive(S)] #[inline] struct T; }
macro_rules! u { ($(#$v:tt)* $w:tt) => { $(#$v)* struct $w; } }
macro_rules! x { ($(#$v:tt)* $w:tt) => { #$w struct Y; } }
macro_rules! z { ($(#[$v:meta])*) => { #!$w } }
"##,
            &expect![[r#"
                scope 1 in 0: item of r!
                0 macro keeps attributes fn $name {m meta v vis b ident derive Clone serde Serialize} #[derive serde::Serialize] a
                0 macro #[$] {d ident derive E} c
                0 macro #[$] {m meta G} f
                0 macro {m tt i} h
                0 macro {d expr p meta doc cfg_attr derive K l m inline n o rustfmt skip q} #[derive K] #[l::m] #[n] j
                1 UnitStruct T #[derive S]
                0 macro fn $name {v tt w} u
                0 macro #[$] {v tt w Y} x
                0 macro ! #[$] {v meta w} z
                0 r! {derive S inline T} #[derive S]
            "#]],
        );
    }

    #[test]
    fn what_escapes() {
        check(
            r##"a! { use b::*; }
macro_rules! c { ($($p:ident)::*) => { use $($p)::*; fn ${concat(d, $e)}() { ${count($p)} } } }
f! { mod g; mod h {} }
macro_rules! i { ($n:ident) => { mod $n; } }
"##,
            &expect![[r#"
                scope 1 in 0: item of a!
                scope 2 in 0: items of f!
                scope 3 in 2: mod h
                0 macro use $name concat {p ident concat d e count} c
                2 mod g
                2 mod h
                0 macro fn $name mod; {n ident} i
                1 use#0 b * `b::*`
                0 a! glob {b} use b
                0 f! mod; {g h}
            "#]],
        );
    }
}
