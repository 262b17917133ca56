//! Whether a name means something of its own in a file already: a local, a field, a type of the prelude, anything.

use greenlight_files::Span;

use crate::lexer::{Kind, Tokens};

/// Words after which a name is defined: whether that definition is in the way is a question of scopes.
const DEFINING: &[&str] = &["const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union"];

/// Whether `name` stands anywhere in `text` as a word that is not the later part of a path, a field, a method, or an
/// item's own name, the stretch `except` aside. Comments, strings and the like do not count.
#[must_use]
pub fn mentions(text: &str, name: &str, except: Span) -> bool {
    // Most texts do not have the name at all, which is seen at a tenth of what lexing takes.
    if !text.contains(name) {
        return false;
    }
    let mut tokens = Tokens::of_file(text);
    let mut before = [Kind::Eof; 2];
    let mut defined = false;
    while tokens.kind() != Kind::Eof {
        let token = tokens.current;
        let part_of_path = before == [Kind::Colon, Kind::Colon] || before[1] == Kind::Dot;
        if token.kind.is_name()
            && !part_of_path
            && !defined
            && !except.contains(token.span())
            && tokens.name(token) == name
        {
            return true;
        }
        defined = token.kind == Kind::Ident && DEFINING.contains(&tokens.name(token));
        before = [before[1], token.kind];
        tokens.bump();
    }
    false
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

    fn mentioned(text: &str) -> bool {
        mentions(text, "Error", Span::new(0, 0))
    }

    #[test]
    fn words_of_their_own_count() {
        assert!(mentioned("fn f<Error>() {}"));
        assert!(mentioned("fn f() -> Result<(), Error> {}"));
        assert!(mentioned("S { Error: 1 }"));
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
        assert!(!mentioned("// Error\nfn f(e: fmt::Error) -> &'static str { e.Error; \"Error\" }"));
        assert!(!mentioned("mod m { pub struct Error; }"));
        assert!(!mentions("use m::{Error, X};", "Error", Span::new(0, 18)));
    }
}
