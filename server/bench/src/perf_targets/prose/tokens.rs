//! Words, numbers and signs of a text. What is none of them, such as a check mark, is as good as a blank.

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// `1,000` or `1.5`; of `10k` the digits are `10000`.
    Number { value: f64, digits: String },
    /// In lower case; also `%`, dates and version numbers.
    Word(String),
    /// `<`, `≤`, `>` or `≥`.
    Sign { is_most: bool, inclusive: bool },
    /// `~` or `≈`.
    About,
    /// A hyphen or dash.
    Dash,
    /// `..` and `…`.
    Dots,
    /// `->`, `→`.
    Arrow,
    /// Other punctuation.
    Mark(char),
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The first byte in the text.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// Whether nothing stands between it and the token before.
    pub(super) glued: bool,
}

impl Token {
    /// The word in lower case, else an empty text.
    pub(super) fn word(&self) -> &str {
        match &self.kind {
            Kind::Word(word) => word,
            _ => "",
        }
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Whether a character is a sign of ticking, warning or joy rather than of writing.
pub(super) fn is_ornament(character: char) -> bool {
    let is_sign = "≤≥⩽⩾≈∼~–—−→⇒×±°€£’‘“”…·•".contains(character);
    !character.is_ascii() && !character.is_alphanumeric() && !character.is_whitespace() && !is_sign
}

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || is_ornament(first) {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(&text[at..], first);
        let glued = tokens.last().is_some_and(|last| last.end == at);
        tokens.push(Token { kind, start: at, end: at + length, glued });
        at += length;
    }
    tokens
}

fn token(rest: &str, first: char) -> (Kind, usize) {
    const SIGNS: [(&str, Kind); 22] = [
        ("->", Kind::Arrow),
        ("=>", Kind::Arrow),
        ("<-", Kind::Arrow),
        ("→", Kind::Arrow),
        ("⇒", Kind::Arrow),
        ("<=", Kind::Sign { is_most: true, inclusive: true }),
        ("≤", Kind::Sign { is_most: true, inclusive: true }),
        ("⩽", Kind::Sign { is_most: true, inclusive: true }),
        (">=", Kind::Sign { is_most: false, inclusive: true }),
        ("≥", Kind::Sign { is_most: false, inclusive: true }),
        ("⩾", Kind::Sign { is_most: false, inclusive: true }),
        ("<", Kind::Sign { is_most: true, inclusive: false }),
        (">", Kind::Sign { is_most: false, inclusive: false }),
        ("~", Kind::About),
        ("≈", Kind::About),
        ("∼", Kind::About),
        ("..", Kind::Dots),
        ("…", Kind::Dots),
        ("-", Kind::Dash),
        ("–", Kind::Dash),
        ("—", Kind::Dash),
        ("−", Kind::Dash),
    ];
    if first.is_ascii_digit() {
        return number(rest);
    }
    if first.is_alphabetic() || first == '_' {
        let length = word_length(rest);
        return (Kind::Word(rest[..length].to_lowercase()), length);
    }
    if first == '%' {
        return (Kind::Word("%".to_owned()), 1);
    }
    match SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
        Some((sign, kind)) => (kind, sign.len()),
        None => (Kind::Mark(first), first.len_utf8()),
    }
}

/// Letters and digits, and a full stop between digits: `p2p`, `v2.4.0`, `don't`.
fn word_length(text: &str) -> usize {
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let next = rest.peek().map_or(' ', |&(_, next)| next);
        let joins = match character {
            '.' => before.is_ascii_digit() && next.is_ascii_digit(),
            '\'' | '’' => next.is_alphabetic(),
            other => other.is_alphanumeric() || other == '_',
        };
        if !joins {
            return at;
        }
        before = character;
    }
    text.len()
}

fn number(text: &str) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let digits_from = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = digits_from(0);
    // `1,000` and `1_000`, not `1, 2`.
    while matches!(bytes.get(end), Some(b',' | b'_')) && digits_from(end + 1) == 3 {
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') && digits_from(end + 1) > 0 {
        end += 1 + digits_from(end + 1);
    }
    // A version (`1.2.3`) or a day (`2025-01-31`) is no number.
    let version = bytes.get(end) == Some(&b'.') && digits_from(end + 1) > 0;
    let day = end == 4 && bytes.get(4) == Some(&b'-') && digits_from(5) == 2 && bytes.get(7) == Some(&b'-');
    if version || day {
        let more = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let length = bytes.iter().take_while(more).count();
        return (Kind::Word(text[..length].trim_end_matches(['.', '-']).to_owned()), length);
    }
    let plain: String = text[..end].chars().filter(|it| !matches!(it, ',' | '_')).collect();
    let value: f64 = plain.parse().unwrap_or(0.0);
    // `10k` and `2M` are numbers themselves, `2MB` is not.
    let alone = !text[end..].chars().nth(1).is_some_and(char::is_alphanumeric);
    let factor = match bytes.get(end) {
        Some(b'k' | b'K') if alone => 1e3,
        Some(b'M') if alone => 1e6,
        _ => return (Kind::Number { value, digits: plain }, end),
    };
    let value = value * factor;
    (Kind::Number { value, digits: value.to_string() }, end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_words_and_signs_are_told_apart() {
        let shown = |text: &str| -> String {
            let shown = tokens(text).into_iter().map(|token| match token.kind {
                Kind::Number { digits, .. } => format!("#{digits}"),
                Kind::Word(word) => word,
                Kind::Sign { is_most, inclusive } => format!("{}{}", if is_most { "<" } else { ">" }, inclusive as u8),
                Kind::About => "~".to_owned(),
                Kind::Dash => "-".to_owned(),
                Kind::Dots => "..".to_owned(),
                Kind::Arrow => "->".to_owned(),
                Kind::Mark(mark) => mark.to_string(),
            });
            shown.collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("Search ✅ <1,000.5 ms", "search <0 #1000.5 ms"),
            ("p2p v2.4.0 10k 2M 2MB", "p2p v2.4.0 #10000 #2000000 #2 mb"),
            ("1–3 s, 1..3s", "#1 - #3 s , #1 .. #3 s"),
            ("2025-01-31 1.2.3 -> ≤2µs", "2025-01-31 1.2.3 -> <1 #2 µs"),
            ("1,2 95%", "#1 , #2 #95 %"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
