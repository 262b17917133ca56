//! Calls of a function by its crate's name.

use greenlight_files::Span;

use crate::lexer::{Kind, Tokens};

/// The path of the first call `name::function(`; comments, strings and longer paths do not count.
#[must_use]
pub fn calls_of(text: &str, name: &str, function: &str) -> Option<Span> {
    if !text.contains(name) {
        return None;
    }
    let mut tokens = Tokens::of_file(text);
    let mut before = [Kind::Eof; 2];
    while tokens.kind() != Kind::Eof {
        let first = tokens.current;
        tokens.bump();
        let begins = first.kind.is_name() && tokens.name(first) == name && before[1] != Kind::Dot;
        if begins && (before != [Kind::Colon, Kind::Colon]) && tokens.eat_path_separator() {
            let last = tokens.current;
            tokens.bump();
            if last.kind.is_name() && tokens.name(last) == function && tokens.kind() == Kind::OpenParen {
                return Some(Span::new(first.start, last.end));
            }
        }
        before = [before[1], first.kind];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(text: &str) -> Option<&str> {
        calls_of(text, "divan", "main").map(|span| &text[span.range()])
    }

    #[test]
    fn a_call_is_a_path_and_parentheses() {
        assert_eq!(called("fn main() {\n    divan::main();\n}"), Some("divan::main"));
        assert_eq!(called("fn main() { divan :: main () }"), Some("divan :: main"));
        assert_eq!(called("// divan::main()\nfn main() { \"divan::main()\"; }"), None);
        assert_eq!(called("use divan::main; fn f() { other::divan::main() }"), None);
    }
}
