//! Markdown, as editors and GitHub read it, of literals and of text that cannot mean anything in it.
//!
//! Text from outside is a span of code, unless it plainly means nothing to any reader of Markdown. Escaping by backslashes or
//! references is not enough: GitHub makes links, mentions and references of what it has rendered, and of code alone it makes none.

use std::borrow::Cow;
use std::fmt;

use crate::visible::one_line;
use crate::{Label, is_harmful};

/// Markdown that says what it was written to say. Made by [`markdown!`](crate::markdown!), [`Markdown::code`] and the like.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Markdown(String);

impl Markdown {
    /// Markdown that is written in Greenlight itself.
    #[must_use]
    pub fn literal(markdown: &'static str) -> Markdown {
        Markdown(markdown.to_owned())
    }

    /// `text` as code, whatever it holds.
    #[must_use]
    pub fn code(text: &str) -> Markdown {
        let text = one_line(text);
        if text.is_empty() {
            return Markdown::literal("(empty)");
        }
        let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        // A space at either end is taken away where both have one.
        let is_stripped = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
        let pad = if is_stripped || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        Markdown(format!("{fence}{pad}{text}{pad}{fence}"))
    }

    /// `text` as it is where that plainly means nothing in Markdown, else as code.
    #[must_use]
    pub fn text(text: &str) -> Markdown {
        if is_plain(text) { Markdown(text.to_owned()) } else { Markdown::code(text) }
    }

    /// A message, which quotes names in backticks: these are code, and what is between them is as [`Markdown::text`] has it.
    #[must_use]
    pub fn prose(text: &str) -> Markdown {
        let parts: Vec<&str> = text.split('`').collect();
        let is_balanced = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|code| !code.trim().is_empty());
        if parts.len() == 1 || !is_balanced || text.chars().count() > crate::MAX_SHOWN {
            return Markdown::text(text);
        }
        let mut prose = Markdown::default();
        for (index, part) in parts.into_iter().enumerate() {
            let words = part.trim_matches(' ');
            if index % 2 == 1 {
                prose.push(&Markdown::code(part));
                continue;
            }
            if part.starts_with(' ') && index > 0 {
                prose.push_literal(" ");
            }
            match words.chars().all(|it| matches!(it, '.' | ',' | ';' | ':' | '(' | ')' | '?' | '"')) {
                true => prose.0.push_str(words),
                false => prose.push(&Markdown::text(words)),
            }
            if part.ends_with(' ') && !words.is_empty() {
                prose.push_literal(" ");
            }
        }
        prose
    }

    /// As [`Markdown::text`], and nothing of nothing: for cells that may be empty.
    #[must_use]
    pub fn text_or_nothing(text: &str) -> Markdown {
        if text.is_empty() { Markdown::default() } else { Markdown::text(text) }
    }

    /// An image, which `data` is: a `data:` URL.
    #[must_use]
    pub fn image(alternative: &'static str, data: &str) -> Markdown {
        Markdown(format!("![{alternative}]({})", url(data)))
    }

    /// A link to a place in the workspace.
    #[must_use]
    pub fn link(text: &Markdown, target: &str) -> Markdown {
        Markdown(format!("[{text}]({})", url(target)))
    }

    /// A row of a table. A cell may hold anything that stands on one line.
    #[must_use]
    pub fn row(cells: &[Markdown]) -> Markdown {
        let mut row = String::from("|");
        for cell in cells {
            row.push(' ');
            let mut before = ' ';
            for character in cell.0.chars() {
                match character {
                    // The backslash that stands before it would be taken for one that escapes the other.
                    '|' if before == '\\' => row.push_str("u{5c}\\|"),
                    '|' => row.push_str("\\|"),
                    character => row.push(character),
                }
                before = character;
            }
            row.push_str(" |");
        }
        row.push('\n');
        Markdown(row)
    }

    /// The head of a table with these columns.
    #[must_use]
    pub fn head(columns: &[Markdown]) -> Markdown {
        let mut head = Markdown::row(columns);
        head.0.push('|');
        columns.iter().for_each(|_| head.0.push_str(" --- |"));
        head.0.push('\n');
        head
    }

    /// `text` as a block of code in this language, at a line's begin; line breaks and tabs in it are kept.
    #[must_use]
    pub fn block(language: &'static str, text: &str) -> Markdown {
        let text = crate::terminal::lines(text);
        let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        Markdown(format!("{fence}{language}\n{text}\n{fence}\n"))
    }

    /// Every line after the first with two spaces before it, as what belongs to an item of a list.
    #[must_use]
    pub fn indented(&self) -> Markdown {
        Markdown(self.0.trim_end().replace('\n', "\n  "))
    }

    /// Adds what comes next.
    pub fn push(&mut self, next: &Markdown) {
        // Two spans of code side by side would be another one.
        if self.0.ends_with('`') && next.0.starts_with('`') {
            self.0.push(' ');
        }
        self.0.push_str(&next.0);
    }

    /// Adds what is written in Greenlight itself.
    pub fn push_literal(&mut self, next: &'static str) {
        self.0.push_str(next);
    }

    /// All of them, with a literal between.
    #[must_use]
    pub fn join<'m>(parts: impl IntoIterator<Item = &'m Markdown>, between: &'static str) -> Markdown {
        let mut joined = Markdown::default();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                joined.push_literal(between);
            }
            joined.push(part);
        }
        joined
    }

    /// Each text as code, with commas between.
    #[must_use]
    pub fn codes<'t>(texts: impl IntoIterator<Item = &'t str>) -> Markdown {
        Markdown::join(&texts.into_iter().map(Markdown::code).collect::<Vec<_>>(), ", ")
    }

    /// Without spaces and line breaks at the end.
    #[must_use]
    pub fn trim_end(mut self) -> Markdown {
        self.0.truncate(self.0.trim_end().len());
        self
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// For [`markdown!`](crate::markdown!), which has looked at the template.
    #[doc(hidden)]
    #[must_use]
    pub fn fill(template: &'static str, arguments: &[&dyn ToMarkdown]) -> Markdown {
        let mut filled = Markdown::default();
        let mut arguments = arguments.iter();
        for (index, literal) in template.split("{}").enumerate() {
            if index > 0
                && let Some(argument) = arguments.next()
            {
                filled.push(&argument.to_markdown());
            }
            filled.push_literal(literal);
        }
        filled
    }
}

impl From<&'static str> for Markdown {
    fn from(markdown: &'static str) -> Markdown {
        Markdown::literal(markdown)
    }
}

impl std::ops::Deref for Markdown {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markdown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What may stand in [`markdown!`](crate::markdown!): text from outside as [`Markdown::prose`] has it, numbers, and Markdown itself.
pub trait ToMarkdown {
    /// As Markdown.
    fn to_markdown(&self) -> Cow<'_, Markdown>;
}

impl ToMarkdown for Markdown {
    fn to_markdown(&self) -> Cow<'_, Markdown> {
        Cow::Borrowed(self)
    }
}

impl<T: ToMarkdown + ?Sized> ToMarkdown for &T {
    fn to_markdown(&self) -> Cow<'_, Markdown> {
        (**self).to_markdown()
    }
}

macro_rules! as_text {
    ($($kind:ty),*) => {
        $(impl ToMarkdown for $kind {
            fn to_markdown(&self) -> Cow<'_, Markdown> {
                Cow::Owned(Markdown::prose(self.as_ref()))
            }
        })*
    };
}

as_text!(str, String, Cow<'_, str>, Label);

macro_rules! as_number {
    ($($kind:ty),*) => {
        $(impl ToMarkdown for $kind {
            fn to_markdown(&self) -> Cow<'_, Markdown> {
                Cow::Owned(Markdown(self.to_string()))
            }
        })*
    };
}

as_number!(usize, u32, u64);

/// Markdown of a literal with `{}` for each argument: `markdown!("**{}** was measured {} times", name, count)`. Text from outside is
/// escaped; there is no way to write it in raw.
#[macro_export]
macro_rules! markdown {
    ($template:literal $(, $argument:expr)* $(,)?) => {{
        const _: () = $crate::check_template($template, (&[$(stringify!($argument)),*] as &[&str]).len());
        $crate::Markdown::fill($template, &[$(&$argument as &dyn $crate::ToMarkdown),*])
    }};
}

/// Stops the build where a template of [`markdown!`](crate::markdown!) has braces that are not `{}`, or not one for each argument.
#[doc(hidden)]
pub const fn check_template(template: &str, arguments: usize) {
    let bytes = template.as_bytes();
    let (mut index, mut places) = (0, 0);
    while index < bytes.len() {
        match bytes[index] {
            b'{' => {
                assert!(
                    index + 1 < bytes.len() && bytes[index + 1] == b'}',
                    "braces stand around nothing: write the argument behind"
                );
                places += 1;
                index += 2;
            }
            b'}' => panic!("a brace that is no place for an argument"),
            _ => index += 1,
        }
    }
    assert!(places == arguments, "not as many arguments as places");
}

/// Whether a text means nothing to any reader of Markdown, wherever it stands. What is not certain is not plain.
fn is_plain(text: &str) -> bool {
    let is_quiet = |character: char| {
        let is_punctuation =
            matches!(character, ' ' | ',' | ';' | '.' | ':' | '/' | '%' | '?' | '\'' | '"' | '(' | ')' | '+' | '-');
        character.is_ascii_alphanumeric() || is_punctuation || !character.is_ascii() && !is_harmful(character)
    };
    text.chars().all(is_quiet)
        // A line of `===` would make a heading of the one above.
        && text.contains(|it: char| it.is_alphanumeric() || !it.is_ascii())
        && text.trim() == text
        && text.chars().count() <= crate::MAX_SHOWN
        && !begins_block(text)
        && !text.contains("  ")
        && !(1..text.len()).any(|start| is_linked(text.as_bytes(), start - 1))
        && !text.split(|it: char| !it.is_ascii_alphanumeric()).any(is_commit)
}

/// Whether it would begin a list if it stood at a line's begin.
fn begins_block(text: &str) -> bool {
    let behind_digits = text.trim_start_matches(|it: char| it.is_ascii_digit());
    let is_numbered = behind_digits.len() < text.len() && behind_digits.starts_with(['.', ')']);
    let behind = text.trim_start_matches(['-', '+']);
    let is_list = behind.len() < text.len() && behind.starts_with(' ');
    (is_numbered && !behind_digits[1..].starts_with(|it: char| it.is_ascii_digit())) || is_list
}

/// Whether what readers make links of begins there: `www.`, a scheme, an issue's number.
fn is_linked(bytes: &[u8], start: usize) -> bool {
    let begins = |what: &[u8]| bytes[start..].get(..what.len()).is_some_and(|it| it.eq_ignore_ascii_case(what));
    begins(b"www.") || begins(b":/") || begins(b"gh-") || begins(b"mailto:") || begins(b"xmpp:")
}

/// Whether GitHub would take a word for the hash of a commit.
fn is_commit(word: &str) -> bool {
    word.len() >= 7 && word.bytes().all(|it| it.is_ascii_hexdigit()) && !word.bytes().all(|it| it.is_ascii_digit())
}

/// A URL as the target of a link: what could end it becomes an escape of its own.
fn url(url: &str) -> String {
    use std::fmt::Write;
    let mut written = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => written.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'%' | b'&' | b'+' | b',' | b';' | b'=' => {
                written.push(char::from(byte));
            }
            byte => _ = write!(written, "%{byte:02X}"),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::visible::HOSTILE;

    /// What a reader of GitHub's Markdown sees: the text, and the constructs that are neither code nor a paragraph.
    fn read(markdown: &str) -> (String, Vec<String>) {
        let (mut text, mut others) = (String::new(), Vec::new());
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
                other => others.push(format!("{other:?}")),
            }
        }
        (text, others)
    }

    fn shown(text: &str) -> Cow<'_, str> {
        if text.is_empty() { "(empty)".into() } else { one_line(text) }
    }

    fn is_text_alone(text: &str) {
        for markdown in [Markdown::text(text), Markdown::code(text)] {
            let (seen, others) = read(markdown.as_str());
            assert_eq!((seen.as_str(), &others[..]), (&*shown(text), &[][..]), "{markdown}");
        }
        // What quotes names in backticks has them as code, and perhaps a space more between two.
        let bare = |text: &str| text.replace(['`', ' '], "");
        for markdown in [markdown!("{}", text), markdown!("before {} after", text)] {
            let (seen, others) = read(markdown.as_str());
            assert!(bare(&seen).contains(&bare(&shown(text))), "{seen} of {markdown}");
            assert_eq!(others, Vec::<String>::new(), "{markdown}");
        }
        for cell in [Markdown::code(text), Markdown::text(text), markdown!("{}", text)] {
            let head = Markdown::head(&[markdown!("a"), markdown!("b")]);
            let table = markdown!("{}{}", head, Markdown::row(&[cell, markdown!("x")]));
            let (seen, others) = read(table.as_str());
            let cell = shown(text).replace("\\|", "\\u{5c}|");
            assert_eq!((bare(&seen), others), (bare(&format!("ab{cell}x")), Vec::new()), "{table}");
        }
    }

    #[test]
    fn hostile_text_is_text() {
        HOSTILE.iter().for_each(|text| is_text_alone(text));
    }

    #[test]
    fn plain_text_is_left_as_it_is() {
        for text in ["12.3 ms ±0.2", "-20.0 % (-24.5 … -15.3)", "v2.4.0", "3.15 GiB/s", "5 minutes ago", "größer: 日本"]
        {
            assert_eq!(Markdown::text(text).as_str(), text);
        }
    }

    #[test]
    fn what_anybody_makes_links_of_is_code() {
        for text in [
            "https://a.b",
            "see www.a.b",
            "a@b.c",
            "@you",
            "#1",
            "GH-12",
            "deadbeef1",
            "1. a",
            "- a",
            "+ a",
            "mailto:a",
        ] {
            assert_eq!(Markdown::text(text).as_str(), format!("`{text}`"));
        }
    }

    #[test]
    fn what_a_message_quotes_is_code() {
        let prose = |text: &str| Markdown::prose(text).into_string();
        let message = "unresolved import `crate::a` (no `a` in the root)";
        assert_eq!(prose(message), message);
        assert_eq!(prose("`a_b`, see <b> of `c`."), "`a_b` `, see <b> of` `c`.");
        assert_eq!(prose("a `b"), "``a `b``");
        assert_eq!(prose("`` @you ``"), "``` `` @you `` ```");
    }

    #[test]
    fn spans_of_code_side_by_side_stay_two() {
        assert_eq!(markdown!("{}{}", Markdown::code("a"), Markdown::code("b")).as_str(), "`a` `b`");
    }

    #[test]
    fn nothing_ends_a_link() {
        let link = Markdown::link(&Markdown::code("a](b"), "file:///a) b\u{202e}(<c>\"");
        assert_eq!(link.as_str(), "[`a](b`](file:///a%29%20b%E2%80%AE%28%3Cc%3E%22)");
    }

    proptest! {
        #[test]
        fn any_text_is_text(text in any::<String>()) {
            is_text_alone(&text);
        }

        #[test]
        fn so_is_what_is_made_of_marks(text in "[-`*_\\[\\](){}<>#|!~&@:/.+=$^ \\\\a1w\n]{0,24}") {
            is_text_alone(&text);
        }
    }
}
