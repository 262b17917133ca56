//! Whether a name means something of its own in a file already: a local, a field, a type of the prelude, anything.

use greenlight_files::Span;
use rustc_hash::FxHashSet;

use crate::lexer::{Kind, Tokens};

/// Words after which a name is defined: whether that definition is in the way is a question of scopes.
const DEFINING: &[&str] = &["const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union"];

/// Whether `name` stands anywhere in `text` as a word that is not the later part of a path, a field, a method, or an
/// item's own name, the stretch `except` aside. Comments, strings and the like do not count.
#[must_use]
pub fn mentions(text: &str, name: &str, except: Span) -> bool {
    // Most texts do not have the name at all, which is seen at a tenth of what lexing takes.
    text.contains(name) && !mentioned(text, &[name], except).is_empty()
}

/// Those of `names` that [`mentions`] finds, each once, in the order in which they stand in `text`. The text is gone through once,
/// however many names there are.
#[must_use]
pub fn mentioned<'n>(text: &str, names: &[&'n str], except: Span) -> Vec<&'n str> {
    let mut left: FxHashSet<&str> = names.iter().copied().collect();
    let mut found = Vec::new();
    let mut tokens = Tokens::of_file(text);
    let mut before = [Kind::Eof; 2];
    let mut defined = false;
    while tokens.kind() != Kind::Eof && !left.is_empty() {
        let token = tokens.current;
        let part_of_path = before == [Kind::Colon, Kind::Colon] || before[1] == Kind::Dot;
        if token.kind.is_name() && !part_of_path && !defined && !except.contains(token.span()) {
            found.extend(left.take(tokens.name(token)));
        }
        defined = token.kind == Kind::Ident && DEFINING.contains(&tokens.name(token));
        before = [before[1], token.kind];
        tokens.bump();
    }
    found
}

/// The places, in textual order, at which `name` stands in `text` as a word, whatever it means there: in code, in attributes and in
/// the tokens of macros. Comments, strings and the like do not count.
#[must_use]
pub fn words(text: &str, name: &str) -> Vec<Span> {
    if !text.contains(name) {
        return Vec::new();
    }
    let mut places = Vec::new();
    let mut tokens = Tokens::of_file(text);
    while tokens.kind() != Kind::Eof {
        let token = tokens.current;
        if token.kind.is_name() && tokens.name(token) == name {
            places.push(token.span());
        }
        tokens.bump();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions_error(text: &str) -> bool {
        mentions(text, "Error", Span::new(0, 0))
    }

    #[test]
    fn words_of_their_own_count() {
        assert!(mentions_error("fn f<Error>() {}"));
        assert!(mentions_error("fn f() -> Result<(), Error> {}"));
        assert!(mentions_error("S { Error: 1 }"));
    }

    #[test]
    fn every_word_has_its_place() {
        let text = "use m::{Error}; m!(Error r#Error); // Error\nfn f() { \"Error\"; Errors; e::Error }";
        let places: Vec<(u32, &str)> =
            words(text, "Error").into_iter().map(|span| (span.start, &text[span.range()])).collect();
        assert_eq!(places, [(8, "Error"), (19, "Error"), (25, "r#Error"), (73, "Error")]);
    }

    #[test]
    fn later_parts_of_paths_comments_and_strings_do_not() {
        assert!(!mentions_error("// Error\nfn f(e: fmt::Error) -> &'static str { e.Error; \"Error\" }"));
        assert!(!mentions_error("mod m { pub struct Error; }"));
        assert!(!mentions("use m::{Error, X};", "Error", Span::new(0, 18)));
    }
    #[test]
    fn many_names_are_looked_for_at_once() {
        let text = "use m::Gone; fn f(a: Arc<u8>) { b(); x.c; Rc::new(b); }";
        assert_eq!(mentioned(text, &["Rc", "Arc", "b", "c", "f", "new", "d"], Span::new(0, 12)), ["Arc", "b", "Rc"]);
        assert_eq!(mentioned(text, &[], Span::new(0, 0)), [""; 0]);
    }
}
