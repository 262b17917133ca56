//! Macros that take nothing and give items: `macro_rules! crate_root { () => { pub mod de; } }`. A library may keep its modules in
//! one, defined in another file than the one that calls it. Of a library that nobody edits, the call is read as if the body stood in
//! its place.

use std::ops::Range;

use crate::lexer::{Kind, Tokens};

/// A `macro_rules!` at the level of a file's items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemMacro {
    /// Its name.
    pub name: String,
    /// What it gives, if its only rule takes nothing and it stands under no attribute; paths from its crate are written `crate::`.
    pub body: Option<String>,
}

/// The `macro_rules!` at the level of a file's items, those in the arms of a `cfg_if!` included, in their order.
#[must_use]
pub fn item_macros(text: &str) -> Vec<ItemMacro> {
    let mut macros = Vec::new();
    for_each_call(text, &mut |called| {
        if let (Some(name), "macro_rules") = (called.name, called.path) {
            let body = only_body(text, called.tokens).filter(|_| !called.is_attributed && !called.in_arm);
            macros.push(ItemMacro {
                name: name.to_owned(),
                body: body.map(|body| text[body].replace("$crate", "crate")),
            });
        }
    });
    macros
}

/// The text with each call at the level of its items, or in an arm of a `cfg_if!` there, that holds nothing, and stands under no attribute, replaced by what `body`
/// has for its name; `None` if there is none to replace. What the file itself defines is not asked for.
#[must_use]
pub fn with_bodies<'b>(text: &str, body: impl Fn(&str) -> Option<&'b str>) -> Option<String> {
    let mut found: Vec<(&str, Range<usize>, &'b str)> = Vec::new();
    for_each_call(text, &mut |Called { path, name, tokens, is_attributed, .. }| {
        let is_empty = || Tokens::from(text, tokens.start as u32, tokens.end as u32).kind() == Kind::Eof;
        if name.is_none()
            && !is_attributed
            && is_empty()
            && let Some(body) = body(path)
        {
            let start = path.as_ptr() as usize - text.as_ptr() as usize;
            found.push((path, start..tokens.end + 1, body));
        }
    });
    if !found.is_empty() {
        let own = item_macros(text);
        found.retain(|(path, ..)| own.iter().all(|own| own.name != *path));
    }
    if found.is_empty() {
        return None;
    }
    let mut replaced = String::with_capacity(text.len());
    let mut end = 0;
    for (_, call, body) in found {
        replaced.push_str(&text[end..call.start]);
        replaced.push_str(body);
        end = call.end;
    }
    replaced.push_str(&text[end..]);
    Some(replaced)
}

/// A `path!` at the level of a file's items, or of those in an arm of `cfg_if!` there.
struct Called<'t> {
    /// Of a path with several segments the last.
    path: &'t str,
    /// The name behind it.
    name: Option<&'t str>,
    /// Where its tokens stand.
    tokens: Range<usize>,
    /// Whether attributes stand before it.
    is_attributed: bool,
    /// Whether it stands in an arm.
    in_arm: bool,
}

fn for_each_call<'t>(text: &'t str, each: &mut impl FnMut(Called<'t>)) {
    if u32::try_from(text.len()).is_ok() {
        for_each_call_among(text, Tokens::of_file(text), false, each);
    }
}

fn for_each_call_among<'t>(text: &'t str, mut tokens: Tokens<'t>, in_arm: bool, each: &mut impl FnMut(Called<'t>)) {
    let mut before = Kind::Eof;
    loop {
        match tokens.kind() {
            Kind::Eof => return,
            Kind::Ident if tokens.peek().kind == Kind::Bang => {
                let path = &text[tokens.current.start as usize..tokens.current.end as usize];
                tokens.bump();
                tokens.bump();
                let name = (tokens.kind() == Kind::Ident)
                    .then(|| &text[tokens.current.start as usize..tokens.current.end as usize]);
                if name.is_some() {
                    tokens.bump();
                }
                if !tokens.kind().opens() {
                    continue;
                }
                let start = tokens.current.end as usize;
                if !skip(&mut tokens) {
                    return;
                }
                let inside = start..tokens.previous.start as usize;
                let is_attributed = before == Kind::CloseBracket;
                if (path, name, is_attributed) == ("cfg_if", None, false) {
                    for_each_call_in_arms(text, inside.clone(), each);
                }
                // `std::m!` is another one.
                if before != Kind::Colon {
                    each(Called { path, name, tokens: inside, is_attributed, in_arm });
                }
                before = Kind::CloseBrace;
            }
            kind if kind.opens() => {
                before = kind.partner();
                if !skip(&mut tokens) {
                    return;
                }
            }
            kind => {
                before = kind;
                tokens.bump();
            }
        }
    }
}

/// The same of each arm among the tokens of a `cfg_if!`.
fn for_each_call_in_arms<'t>(text: &'t str, inside: Range<usize>, each: &mut impl FnMut(Called<'t>)) {
    let mut tokens = Tokens::from(text, inside.start as u32, inside.end as u32);
    while tokens.kind() != Kind::Eof {
        let (opener, start) = (tokens.kind(), tokens.current.end);
        if !opener.opens() {
            tokens.bump();
        } else if !skip(&mut tokens) {
            return;
        } else if opener == Kind::OpenBrace {
            for_each_call_among(text, Tokens::from(text, start, tokens.previous.start), true, each);
        }
    }
}

/// Steps over a delimiter and all up to its partner; whether it has one.
fn skip(tokens: &mut Tokens<'_>) -> bool {
    let mut closers = Vec::new();
    loop {
        let kind = tokens.kind();
        if kind.opens() {
            closers.push(kind.partner());
        } else if kind == Kind::Eof || (kind.closes() && closers.pop() != Some(kind)) {
            return false;
        }
        tokens.bump();
        if closers.is_empty() {
            return true;
        }
    }
}

/// Of `() => { body }`, where the body stands.
fn only_body(text: &str, rules: Range<usize>) -> Option<Range<usize>> {
    let mut tokens = Tokens::from(text, rules.start as u32, rules.end as u32);
    let takes_nothing = tokens.kind().opens() && tokens.peek().kind == tokens.kind().partner();
    if !takes_nothing || !skip(&mut tokens) || !tokens.eat(Kind::Eq) || !tokens.eat(Kind::Gt) || !tokens.kind().opens()
    {
        return None;
    }
    let start = tokens.current.end as usize;
    if !skip(&mut tokens) {
        return None;
    }
    let end = tokens.previous.start as usize;
    tokens.eat(Kind::Semi);
    (tokens.kind() == Kind::Eof).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_holds_nothing_is_replaced_by_the_body_of_its_macro() {
        let definitions = "macro_rules! root { () => { pub mod de; use $crate::de as d; }; }\n#[cfg(a)] macro_rules! gated { () => { mod x; } }\n\
                           macro_rules! takes { ($a:ident) => { mod y; } }\nmod m { macro_rules! inner { () => { mod z; } } }\n";
        let macros = item_macros(definitions);
        let bodies: Vec<(&str, Option<&str>)> =
            macros.iter().map(|it| (it.name.as_str(), it.body.as_deref())).collect();
        assert_eq!(bodies, [("root", Some(" pub mod de; use crate::de as d; ")), ("gated", None), ("takes", None)]);
        let body = |name: &str| macros.iter().find(|it| it.name == name)?.body.as_deref();
        let inlined = |text: &str| with_bodies(text, body);
        assert_eq!(inlined("mod a;\nroot!();\nmod b;").unwrap(), "mod a;\n pub mod de; use crate::de as d; ;\nmod b;");
        assert_eq!(inlined("root! { }").unwrap(), " pub mod de; use crate::de as d; ");
        assert_eq!(
            inlined("cfg_if! { if #[cfg(unix)] { mod a; root!(); } else if #[cfg(windows)] { mod b; } }").unwrap(),
            "cfg_if! { if #[cfg(unix)] { mod a;  pub mod de; use crate::de as d; ; } else if #[cfg(windows)] { mod b; } }"
        );
        let in_arm = item_macros("cfg_if! { if #[cfg(unix)] { macro_rules! root { () => { mod a; } } } }");
        assert_eq!(in_arm, [ItemMacro { name: "root".to_owned(), body: None }]);
        for left_alone in [
            "#[cfg(b)] root!();",
            "root!(x);",
            "gated!();",
            "other::root!();",
            "mod a { root!(); }",
            "macro_rules! root { () => {} } root!();",
            "const A: u8 = 1",
            "cfg_if! { if #[cfg(unix)] { mod a { root!(); } } }",
            "root!(",
            "",
        ] {
            assert_eq!(inlined(left_alone), None, "{left_alone}");
        }
    }
}
