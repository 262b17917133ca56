//! The tokens of a file that mean an import.

use crate::builtin;
use crate::lexer::{Kind, Token, Tokens};
use crate::outline::{FILE_SCOPE, FileFacts, ScopeId};

use super::meaning::Meaning;
use super::{Follow, Use, UsePlace};

/// An open delimiter.
#[derive(Clone, Copy)]
struct Open {
    brace: bool,
    place: UsePlace,
    /// The braces of an `enum`: a name at their level is a variant's.
    is_enum: bool,
    /// The list of a `derive`, or of a `cfg_attr`, in an attribute; anything else in one is for the macro to read.
    in_attribute: Attribute,
    /// `where` was read since the last statement began.
    in_where: bool,
    /// A keyword was read after which a `{` is a body, not a literal.
    in_head: bool,
    /// A local of the name is bound from here on: only paths and macros of the name still mean the import.
    bound: bool,
    /// The same of a parameter, up to the end of its function.
    parameter: bool,
}

/// How the tokens between two delimiters belong to an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    None,
    /// Its brackets, or the list of `cfg_attr`: names that begin an element are attributes.
    Elements,
    /// The list of `derive`.
    Derives,
    Arguments,
}

struct Walk<'a> {
    tokens: Tokens<'a>,
    facts: &'a FileFacts,
    name: &'a str,
    meaning: &'a Meaning,
    /// Never empty.
    open: Vec<Open>,
    /// The two tokens before the current one, the nearer first.
    before: [Token; 2],
    /// `self` or `super`s that the path which is being read begins with: how many `super`s.
    supers: Option<u32>,
    /// The scopes that hold the current token, innermost last, and the next one to come.
    scopes: Vec<ScopeId>,
    next_scope: u32,
    next_statement: usize,
    /// An `enum` whose braces are still to come.
    enum_head: bool,
    /// A generic parameter of the name: how many delimiters are open around the item that has it.
    shadowed: Option<usize>,
    uses: Vec<Use>,
}

pub(super) fn uses_in_code(text: &str, facts: &FileFacts, name: &str, meaning: &Meaning) -> Vec<Use> {
    let tokens = Tokens::of_file(text);
    let nothing = Token { kind: Kind::Eof, start: 0, end: 0 };
    let mut walk = Walk {
        tokens,
        facts,
        name,
        meaning,
        open: vec![Open::new(UsePlace::Code, Attribute::None, false)],
        before: [nothing; 2],
        supers: None,
        scopes: vec![FILE_SCOPE],
        next_scope: 1,
        next_statement: 0,
        enum_head: false,
        shadowed: None,
        uses: Vec::new(),
    };
    while walk.tokens.kind() != Kind::Eof {
        walk.step();
    }
    walk.uses
}

impl Open {
    fn new(place: UsePlace, in_attribute: Attribute, brace: bool) -> Open {
        Open {
            brace,
            place,
            is_enum: false,
            in_attribute,
            in_where: false,
            in_head: false,
            bound: false,
            parameter: false,
        }
    }

    fn start_statement(&mut self) {
        self.in_where = false;
        self.in_head = false;
    }
}

impl Walk<'_> {
    fn step(&mut self) {
        let token = self.tokens.current;
        if self.skip_use_statement(token) {
            return;
        }
        self.enter_scopes(token.start);
        match token.kind {
            kind if kind.opens() => self.push(token),
            kind if kind.closes() => self.pop(kind),
            Kind::Ident | Kind::RawIdent => self.word(token),
            Kind::Semi => {
                self.enum_head = false;
                self.end_item();
            }
            _ => {}
        }
        if !(token.kind == Kind::Colon || token.kind == Kind::Ident && matches!(self.text(token), "self" | "super")) {
            self.supers = None;
        }
        self.before = [token, self.before[0]];
        self.tokens.bump();
    }

    fn text(&self, token: Token) -> &str {
        self.tokens.name(token)
    }

    fn top(&mut self) -> &mut Open {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Imports are in the outline; their tokens say nothing more.
    fn skip_use_statement(&mut self, token: Token) -> bool {
        let statements = &self.facts.spans.statements;
        while statements.get(self.next_statement).is_some_and(|statement| statement.item.end <= token.start) {
            self.next_statement += 1;
        }
        let Some(statement) = statements.get(self.next_statement) else { return false };
        if token.start < statement.item.start {
            return false;
        }
        self.before = [Token { kind: Kind::Semi, ..token }, token];
        self.supers = None;
        let limit = self.tokens.limit();
        self.tokens.jump(statement.item.end, limit);
        self.top().start_statement();
        true
    }

    fn enter_scopes(&mut self, at: u32) {
        let spans = &self.facts.spans.scopes;
        let holds = |scope: ScopeId| spans.get(scope.0 as usize).is_some_and(|span| at < span.end);
        while self.scopes.len() > 1 && self.scopes.last().is_some_and(|&scope| !holds(scope)) {
            self.scopes.pop();
        }
        while spans.get(self.next_scope as usize).is_some_and(|span| span.start <= at) {
            if holds(ScopeId(self.next_scope)) {
                self.scopes.push(ScopeId(self.next_scope));
            }
            self.next_scope += 1;
        }
    }

    fn push(&mut self, token: Token) {
        let [last, second] = self.before;
        let outer = self.open.last().map_or(UsePlace::Code, |open| open.place);
        let outer_attribute = self.open.last().map_or(Attribute::None, |open| open.in_attribute);
        let after_pound = last.kind == Kind::Pound || last.kind == Kind::Bang && second.kind == Kind::Pound;
        let after_bang = last.kind == Kind::Bang && second.kind.is_name() && !builtin::is_keyword(self.text(second));
        // `macro_rules! name {`
        let definition = outer == UsePlace::Code && last.kind.is_name() && second.kind == Kind::Bang;
        let place = match outer {
            UsePlace::Code if definition => UsePlace::MacroDefinition,
            UsePlace::Code if after_bang => UsePlace::MacroCall,
            outer => outer,
        };
        let in_attribute = match outer_attribute {
            Attribute::None if token.kind == Kind::OpenBracket && after_pound => Attribute::Elements,
            Attribute::None => Attribute::None,
            Attribute::Elements if self.text(last) == "derive" => Attribute::Derives,
            Attribute::Elements if matches!(self.text(last), "cfg_attr" | "unsafe") => Attribute::Elements,
            _ => Attribute::Arguments,
        };
        let brace = token.kind == Kind::OpenBrace;
        let mut open = Open::new(place, in_attribute, brace);
        open.is_enum = brace && std::mem::take(&mut self.enum_head);
        if brace {
            self.top().start_statement();
        }
        self.open.push(open);
    }

    fn pop(&mut self, kind: Kind) {
        if self.open.len() > 1 {
            self.open.pop();
        }
        if kind == Kind::CloseBrace {
            self.end_item();
        }
    }

    /// An item's end is where its parameters are forgotten.
    fn end_item(&mut self) {
        self.top().start_statement();
        self.top().parameter = false;
        if self.shadowed.is_some_and(|depth| self.open.len() <= depth) {
            self.shadowed = None;
        }
    }

    fn word(&mut self, token: Token) {
        let after_path = self.after_path_separator();
        if token.kind == Kind::Ident {
            match self.text(token) {
                "self" if !after_path => self.supers = Some(0),
                "super" => {
                    self.supers = match self.supers {
                        Some(supers) if after_path => Some(supers + 1),
                        _ if after_path => None,
                        _ => Some(1),
                    };
                }
                "where" => self.top().in_where = true,
                "impl" => self.begin_generics(false),
                "enum" => {
                    self.enum_head = true;
                    self.begin_generics(true);
                }
                "fn" | "trait" | "struct" | "union" | "type" => self.begin_generics(true),
                "if" | "match" | "while" | "for" => self.top().in_head = true,
                _ => {}
            }
        }
        if self.text(token) == self.name {
            self.name_at(token, after_path);
        }
    }

    fn after_path_separator(&self) -> bool {
        let [last, second] = self.before;
        last.kind == Kind::Colon && second.kind == Kind::Colon && second.end == last.start
    }

    /// At an item's keyword: whether one of its generic parameters has the name.
    fn begin_generics(&mut self, named: bool) {
        self.top().in_head = true;
        let mut ahead = Tokens::from(self.tokens.text, self.tokens.current.end, self.tokens.limit());
        if named && ahead.kind().is_name() {
            ahead.bump();
        }
        if ahead.kind() != Kind::Lt || self.shadowed.is_some() {
            return;
        }
        let (mut angle, mut depth) = (0_u32, 0_u32);
        let mut at_parameter = false;
        loop {
            let kind = ahead.kind();
            match kind {
                Kind::Eof | Kind::Semi if depth == 0 => return,
                Kind::Eof => return,
                Kind::Lt => angle += 1,
                Kind::Gt if !crate::heads::joins_arrow(&ahead) => angle -= 1,
                kind if kind.opens() => depth += 1,
                kind if kind.closes() => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return,
                },
                _ => {}
            }
            if angle == 0 {
                return;
            }
            if at_parameter && kind.is_name() && ahead.name(ahead.current) == self.name {
                self.shadowed = Some(self.open.len());
                return;
            }
            let begins = depth == 0 && angle == 1 && matches!(kind, Kind::Lt | Kind::Comma);
            at_parameter = begins || at_parameter && ahead.at_word("const");
            ahead.bump();
        }
    }

    fn name_at(&mut self, token: Token, after_path: bool) {
        let scope = self.scopes.last().copied().unwrap_or(FILE_SCOPE);
        let means = match (after_path, self.supers) {
            (true, Some(supers)) => self.meaning.means_from(scope, supers),
            (true, None) => false,
            (false, _) => self.meaning.means(scope) && self.shadowed.is_none(),
        };
        if !means || !after_path && self.names_something_else() {
            return;
        }
        let follow = self.follow();
        let in_types = matches!(follow, Follow::AssociatedItem(_) | Follow::MacroBang);
        if !after_path && !in_types && self.open.iter().any(|open| open.bound || open.parameter) {
            return;
        }
        let Some(top) = self.open.last() else { return };
        let place = match top.in_attribute {
            Attribute::None => top.place,
            Attribute::Derives => UsePlace::Attribute,
            Attribute::Elements if self.begins_element() => UsePlace::Attribute,
            Attribute::Elements | Attribute::Arguments => return,
        };
        self.uses.push(Use { span: token.span(), follow, place });
    }

    fn begins_element(&self) -> bool {
        let [last, second] = self.before;
        // The first element of `cfg_attr(…)` is its predicate.
        let in_unsafe = last.kind == Kind::OpenParen && self.tokens.is_word(second, "unsafe");
        in_unsafe || matches!(last.kind, Kind::OpenBracket | Kind::Comma)
    }

    /// Whether the name stands where it does not mean what is in scope: a declaration, a field, a binding.
    fn names_something_else(&mut self) -> bool {
        let [last, second] = self.before;
        let declares = |word: &str| {
            matches!(word, "fn" | "struct" | "enum" | "union" | "trait" | "type" | "mod" | "static" | "crate")
        };
        match last.kind {
            // `a.name`, but not `0..name`.
            Kind::Dot if !(second.kind == Kind::Dot && second.end == last.start) => return true,
            Kind::Dollar => return true,
            // `macro_rules! name`
            Kind::Bang if self.tokens.is_word(second, "macro_rules") => return true,
            Kind::Ident => {
                let word = self.text(last);
                let pointed = matches!(second.kind, Kind::Star | Kind::And | Kind::Lifetime);
                if declares(word) || word == "const" && !pointed {
                    return true;
                }
                let next = self.tokens.peek();
                let pattern = matches!(next.kind, Kind::OpenParen | Kind::OpenBrace)
                    || next.kind == Kind::Colon && self.follow() != Follow::Nothing;
                let binds = matches!(word, "let" | "ref") && !pattern || word == "mut" && !pointed;
                if binds || word == "for" && self.tokens.is_word(next, "in") {
                    self.top().bound = true;
                    return true;
                }
            }
            _ => {}
        }
        self.is_field_or_parameter(last) || self.is_variant(last) || self.is_associated_type(last)
    }

    /// `name:` in braces (a field) or in parentheses (a parameter, which is bound in the body that follows).
    fn is_field_or_parameter(&mut self, last: Token) -> bool {
        let [colon, after] = self.tokens.peek_two();
        let single = colon.kind == Kind::Colon && !(after.kind == Kind::Colon && colon.end == after.start);
        let Some(&Open { brace, in_where, .. }) = self.open.last() else { return false };
        if last.kind == Kind::Or && (single || matches!(colon.kind, Kind::Or | Kind::Comma)) {
            // A closure's, which may reach to the end of what is open.
            self.top().bound = true;
            return true;
        }
        if !single || in_where {
            return false;
        }
        if brace {
            return matches!(
                last.kind,
                Kind::OpenBrace | Kind::Comma | Kind::CloseBracket | Kind::Ident | Kind::CloseParen
            );
        }
        let parameter = matches!(last.kind, Kind::OpenParen | Kind::Comma);
        if let (true, Some(around)) = (parameter, self.open.len().checked_sub(2)) {
            self.open[around].parameter = true;
        }
        parameter
    }

    fn is_variant(&self, last: Token) -> bool {
        self.open.last().is_some_and(|open| open.is_enum)
            && matches!(last.kind, Kind::OpenBrace | Kind::Comma | Kind::CloseBracket)
    }

    /// `Trait<Name = T>`.
    fn is_associated_type(&self, last: Token) -> bool {
        let [equals, after] = self.tokens.peek_two();
        let assigned = equals.kind == Kind::Eq && !(after.kind == Kind::Eq && equals.end == after.start);
        assigned && matches!(last.kind, Kind::Lt | Kind::Comma)
    }

    fn follow(&self) -> Follow {
        let mut ahead = Tokens::from(self.tokens.text, self.tokens.current.end, self.tokens.limit());
        match ahead.kind() {
            Kind::Colon if ahead.eat_path_separator() => match ahead.kind() {
                Kind::Lt => Follow::Generic,
                kind if kind.is_name() => Follow::AssociatedItem(ahead.name(ahead.current).to_owned()),
                _ => Follow::Nothing,
            },
            Kind::OpenParen => Follow::Call,
            Kind::Lt => Follow::Generic,
            Kind::Bang if ahead.peek().kind.opens() => Follow::MacroBang,
            Kind::OpenBrace if !self.open.last().is_some_and(|open| open.in_head) => Follow::StructLiteral,
            _ => Follow::Nothing,
        }
    }
}
