//! How far a fragment reaches: a type, an item, an expression. Only as far as what may follow each of them asks for (the Rust reference,
//! "Follow-set ambiguity restrictions"): whether it is a right one, rustc says.

use super::trees::{Leaf, Tree};
use crate::lexer::Kind;

/// What a fragment is (the Rust reference, "Metavariables").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FragmentKind {
    Block,
    Expression,
    Identifier,
    Item,
    Lifetime,
    Literal,
    Meta,
    Pattern,
    /// Without `|` at the top.
    PatternParameter,
    Path,
    Statement,
    Tokens,
    Type,
    Visibility,
}

/// By the name in a matcher; with a character for each.
const KINDS: [(&str, char, FragmentKind); 15] = [
    ("block", 'b', FragmentKind::Block),
    ("expr", 'e', FragmentKind::Expression),
    ("expr_2021", 'e', FragmentKind::Expression),
    ("ident", 'i', FragmentKind::Identifier),
    ("item", 'm', FragmentKind::Item),
    ("lifetime", 'l', FragmentKind::Lifetime),
    ("literal", 'c', FragmentKind::Literal),
    ("meta", 'a', FragmentKind::Meta),
    ("pat", 'p', FragmentKind::Pattern),
    ("pat_param", 'q', FragmentKind::PatternParameter),
    ("path", 'h', FragmentKind::Path),
    ("stmt", 's', FragmentKind::Statement),
    ("tt", 't', FragmentKind::Tokens),
    ("ty", 'y', FragmentKind::Type),
    ("vis", 'v', FragmentKind::Visibility),
];

impl FragmentKind {
    pub(super) fn by_name(name: &str) -> Option<FragmentKind> {
        KINDS.iter().find(|(own, ..)| *own == name).map(|&(.., kind)| kind)
    }

    pub(super) fn by_mark(mark: char) -> Option<FragmentKind> {
        KINDS.iter().find(|(_, own, _)| *own == mark).map(|&(.., kind)| kind)
    }

    pub(super) fn mark(self) -> char {
        KINDS.iter().find(|(.., kind)| *kind == self).map_or('t', |&(_, mark, _)| mark)
    }

    /// Whether a fragment of this kind may be one that was handed on as `other`.
    fn takes(self, other: FragmentKind) -> bool {
        use FragmentKind::{
            Block, Expression, Item, Literal, Meta, Path, Pattern, PatternParameter, Statement, Tokens, Type,
        };
        self == other
            || match self {
                Tokens => true,
                Expression => matches!(other, Literal | Path | Block),
                Type => other == Path,
                Pattern | PatternParameter => matches!(other, Literal | Path | PatternParameter | Pattern | Expression),
                Statement => matches!(other, Expression | Item | Literal | Path | Block),
                Meta => other == Path,
                _ => false,
            }
    }
}

/// Deeper types are none that somebody wrote: the stack is finite.
const MOST_NESTED: u32 = 64;

/// How many trees at the beginning of `input` are a fragment of this kind; `None` if it begins with none.
pub(super) fn length(kind: FragmentKind, input: &[Tree<'_>]) -> Option<usize> {
    let first = input.first();
    if let Some(Tree::Whole(other, _)) = first
        && kind != FragmentKind::Visibility
        // `$a + 1`, `$a::b`
        && !goes_on(kind, input)
    {
        return kind.takes(*other).then_some(1);
    }
    match kind {
        FragmentKind::Tokens => first.map(|_| token_length(input)),
        FragmentKind::Identifier => {
            first.and_then(Tree::leaf).is_some_and(|leaf| leaf.kind.is_name() && leaf.text != "_").then_some(1)
        }
        FragmentKind::Lifetime => {
            first.and_then(Tree::leaf).is_some_and(|leaf| leaf.kind == Kind::Lifetime).then_some(1)
        }
        FragmentKind::Literal => literal(input),
        FragmentKind::Visibility => match first {
            Some(Tree::Whole(FragmentKind::Visibility, _)) => Some(1),
            _ => Some(visibility(input)),
        },
        FragmentKind::Block => first?.is_group(Kind::OpenBrace).then_some(1),
        FragmentKind::Path => path(input, MOST_NESTED),
        FragmentKind::Type => ty(input, MOST_NESTED),
        FragmentKind::Meta => meta(input),
        FragmentKind::Item => item(input),
        FragmentKind::Expression => until(input, &[",", ";"], &[]),
        FragmentKind::Statement => until(input, &[";", ","], &[]),
        FragmentKind::Pattern => until(input, &[",", "="], &["if", "in"]),
        FragmentKind::PatternParameter => until(input, &[",", "=", "|"], &["if", "in"]),
    }
}

/// Whether what begins with a fragment that was handed on may be more than that.
fn goes_on(kind: FragmentKind, input: &[Tree<'_>]) -> bool {
    let is_long = matches!(
        kind,
        FragmentKind::Expression | FragmentKind::Statement | FragmentKind::Pattern | FragmentKind::PatternParameter
    );
    is_long && input.get(1).is_some_and(|next| [",", ";", "="].iter().all(|end| !next.is(end)))
}

/// `::`, `->` and the like are one token to rustc.
fn token_length(input: &[Tree<'_>]) -> usize {
    const JOINED: [&str; 25] = [
        "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
        "^=", "&=", "|=", "<<", ">>", "..", "<-",
    ];
    let is_one = |leaf: &Leaf<'_>| !leaf.is_joined || leaf.text.len() > 1 || leaf.kind.is_name();
    if input.first().is_none_or(|first| first.leaf().is_none_or(is_one)) {
        return 1;
    }
    let is_there = |joined: &&&str| {
        joined.chars().enumerate().all(|(number, character)| {
            let leaf = input.get(number).and_then(Tree::leaf);
            let is_last = number + 1 == joined.len();
            leaf.is_some_and(|leaf| {
                leaf.text.starts_with(character) && leaf.text.len() == 1 && (is_last || leaf.is_joined)
            })
        })
    };
    JOINED.iter().find(is_there).map_or(1, |joined| joined.len())
}

fn literal(input: &[Tree<'_>]) -> Option<usize> {
    let sign = usize::from(input.first()?.is("-"));
    let leaf = input.get(sign)?.leaf()?;
    let is_literal = matches!(leaf.kind, Kind::Str | Kind::RawStr | Kind::Literal)
        || sign == 0 && matches!(leaf.text, "true" | "false");
    is_literal.then_some(sign + 1)
}

fn visibility(input: &[Tree<'_>]) -> usize {
    match input {
        [public, Tree::Group(Kind::OpenParen, inner), ..] if public.is("pub") => {
            let restricts = |first: &Tree<'_>| ["crate", "self", "super", "in"].iter().any(|word| first.is(word));
            // `pub (A, B)` is a field of a tuple struct.
            let is_one = inner.len() == 1 || inner.first().is_some_and(|first| first.is("in"));
            1 + usize::from(is_one && (inner.first().is_some_and(restricts) || matches!(inner[..], [Tree::Crate])))
        }
        [public, ..] if public.is("pub") => 1,
        _ => 0,
    }
}

/// From `<` to its `>`.
fn angles(input: &[Tree<'_>]) -> Option<usize> {
    let mut depth = 0;
    for (number, tree) in input.iter().enumerate() {
        let is_arrow = || number > 0 && input[number - 1].leaf().is_some_and(|leaf| leaf.text == "-" && leaf.is_joined);
        if tree.is("<") {
            depth += 1;
        } else if tree.is(">") && !is_arrow() {
            depth -= 1;
        } else if tree.is(";") {
            return None;
        }
        if depth == 0 {
            return Some(number + 1);
        }
    }
    None
}

fn separator(input: &[Tree<'_>]) -> usize {
    if input.len() > 1 && input[0].is(":") && input[1].is(":") { 2 } else { 0 }
}

/// A path as a type has it: `a::B<C>`, `Fn(D) -> E`, `<F as G>::H`.
fn path(input: &[Tree<'_>], left: u32) -> Option<usize> {
    let mut at = separator(input);
    if input.get(at)?.is("<") {
        at += angles(&input[at..])?;
        at += separator(&input[at..]).checked_sub(2)? + 2;
    }
    loop {
        if !input.get(at)?.is_name() {
            return None;
        }
        at += 1;
        let joined = separator(&input[at..]);
        let rest = &input[at + joined..];
        match rest.first() {
            Some(open) if open.is("<") => at += joined + angles(rest)?,
            Some(Tree::Group(Kind::OpenParen, _)) => {
                at += joined + 1;
                at += arrow(&input[at..], left)?;
                return Some(at);
            }
            _ => {}
        }
        let joined = separator(&input[at..]);
        if joined == 0 || !input.get(at + joined).is_some_and(Tree::is_name) {
            return Some(at);
        }
        at += joined;
    }
}

/// `-> T`, if it is there.
fn arrow(input: &[Tree<'_>], left: u32) -> Option<usize> {
    match input {
        [dash, tip, after @ ..] if dash.is("-") && tip.is(">") => Some(2 + ty(after, left)?),
        _ => Some(0),
    }
}

fn ty(input: &[Tree<'_>], left: u32) -> Option<usize> {
    let left = left.checked_sub(1)?;
    let [first, after @ ..] = input else { return None };
    if first.is("&") {
        let lifetime = usize::from(after.first().and_then(Tree::leaf).is_some_and(|it| it.kind == Kind::Lifetime));
        let mutable = usize::from(after.get(lifetime).is_some_and(|it| it.is("mut")));
        return Some(1 + lifetime + mutable + ty(&after[lifetime + mutable..], left)?);
    }
    if first.is("*") {
        let [mutability, after @ ..] = after else { return None };
        return if mutability.is("const") || mutability.is("mut") { Some(2 + ty(after, left)?) } else { None };
    }
    if first.is("!") || first.is("_") || first.is_group(Kind::OpenBracket) || first.is_group(Kind::OpenParen) {
        return Some(1);
    }
    if let Tree::Whole(FragmentKind::Type | FragmentKind::Path, _) = first {
        return Some(1);
    }
    if (first.is("dyn") || first.is("impl")) && !after.is_empty() {
        return Some(1 + bounds(after, left)?);
    }
    if first.is("for") && after.first()?.is("<") {
        let length = angles(after)?;
        return Some(1 + length + ty(&after[length..], left)?);
    }
    if first.is("unsafe") || first.is("extern") || first.is("fn") {
        let mut at = 0;
        while input.get(at)?.is("unsafe")
            || input[at].is("extern")
            || input[at].leaf().is_some_and(|leaf| matches!(leaf.kind, Kind::Str | Kind::RawStr))
        {
            at += 1;
        }
        if !input[at].is("fn") || !input.get(at + 1)?.is_group(Kind::OpenParen) {
            return None;
        }
        return Some(at + 2 + arrow(&input[at + 2..], left)?);
    }
    let length = path(input, left)?;
    match &input[length..] {
        [bang, Tree::Group(..), ..] if bang.is("!") => Some(length + 2),
        _ => Some(length),
    }
}

/// `A + 'b + ?C`
fn bounds(input: &[Tree<'_>], left: u32) -> Option<usize> {
    let mut at = 0;
    loop {
        at += usize::from(input.get(at)?.is("?"));
        at += match input.get(at)? {
            Tree::Leaf(leaf) if leaf.kind == Kind::Lifetime => 1,
            Tree::Group(Kind::OpenParen, _) => 1,
            _ => ty(&input[at..], left)?,
        };
        if !input.get(at).is_some_and(|next| next.is("+")) {
            return Some(at);
        }
        at += 1;
    }
}

/// What an attribute holds.
fn meta(input: &[Tree<'_>]) -> Option<usize> {
    if let [word, Tree::Group(Kind::OpenParen, _), ..] = input
        && word.is("unsafe")
    {
        return Some(2);
    }
    let mut at = separator(input);
    loop {
        if !input.get(at)?.is_name() {
            return None;
        }
        at += 1;
        match separator(&input[at..]) {
            0 => break,
            joined => at += joined,
        }
    }
    match &input[at..] {
        [Tree::Group(..), ..] => Some(at + 1),
        [equals, after @ ..] if equals.is("=") => Some(at + 1 + until(after, &[",", ";"], &[])?),
        _ => Some(at),
    }
}

/// Up to one of these tokens or words, or `=>`; something must stand before it.
fn until(input: &[Tree<'_>], ends: &[&str], words: &[&str]) -> Option<usize> {
    let mut at = 0;
    while let Some(tree) = input.get(at) {
        let is_arrow = tree.is("=") && input.get(at + 1).is_some_and(|tip| tip.is(">"));
        let compares = || tree.is("=") && input.get(at + 1).is_some_and(|next| next.is("="));
        if is_arrow || ends.iter().any(|end| tree.is(end)) && !compares() || words.iter().any(|word| tree.is(word)) {
            break;
        }
        // A closure's parameters have commas between them.
        let begins = at == 0 || input[at - 1].is("move") || input[at - 1].is("=") || input[at - 1].is("async");
        if tree.is("|") && begins && ends.contains(&",") && words.is_empty() {
            at += 1 + input[at + 1..].iter().position(|tree| tree.is("|"))?;
        }
        // `::<A, B>`
        if separator(&input[at..]) == 2 && input.get(at + 2).is_some_and(|open| open.is("<")) {
            at += 1 + angles(&input[at + 2..])?;
        }
        at += 1;
    }
    (at > 0).then_some(at)
}

fn item(input: &[Tree<'_>]) -> Option<usize> {
    let mut at = 0;
    while input.get(at)?.is("#") {
        if !input.get(at + 1)?.is_group(Kind::OpenBracket) {
            return None;
        }
        at += 2;
    }
    at += visibility(&input[at..]);
    let word = input.get(at)?.leaf().filter(|leaf| leaf.kind.is_name())?.text;
    // `m! { … }`, `m!(…);`, `macro_rules! m { … }`.
    let mut path_end = at + separator(&input[at..]);
    while input.get(path_end).is_some_and(Tree::is_name) && separator(&input[path_end + 1..]) == 2 {
        path_end += 3;
    }
    if input.get(path_end + 1).is_some_and(|bang| bang.is("!")) {
        let mut at = path_end + 2;
        at += usize::from(input.get(at)?.is_name());
        return match input.get(at)? {
            Tree::Group(Kind::OpenBrace, _) => Some(at + 1),
            Tree::Group(..) => input.get(at + 1)?.is(";").then_some(at + 2),
            _ => None,
        };
    }
    let next_is = |word: &str| input.get(at + 1).is_some_and(|next| next.is(word));
    let is_function = ["fn", "async", "unsafe", "extern"].iter().any(|word| next_is(word));
    let ends_with_semicolon = match word {
        "use" | "static" | "type" => true,
        "const" => !is_function,
        "extern" => next_is("crate"),
        "fn" | "async" | "unsafe" | "struct" | "enum" | "union" | "trait" | "impl" | "mod" | "auto" | "default"
        | "safe" => false,
        _ => return None,
    };
    let is_end = |tree: &Tree<'_>| tree.is(";") || !ends_with_semicolon && tree.is_group(Kind::OpenBrace);
    Some(at + 1 + input[at..].iter().position(is_end)?)
}
