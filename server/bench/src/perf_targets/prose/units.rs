//! Numbers with what they count, as people write them: `100 ms`, `5 seconds`, `10k nodes`, `100 MB/s`.

use super::tokens::{Kind, Token};
use super::words::is_one_of;

/// What is behind a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unit {
    /// A unit of time, of bytes, or `%`, in the spelling that limits have.
    Known(&'static str),
    /// Nothing.
    None,
    /// `x`, `times`.
    Factor,
    /// So much in a time or for each of something: `MB/s`.
    Rate(String),
    /// Any other word.
    Other(String),
}

/// A number and its unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    pub(super) value: f64,
    pub(super) digits: String,
    pub(super) unit: Unit,
    /// The token after it.
    pub(super) end: usize,
}

impl Quantity {
    /// As limits are written.
    pub(super) fn canonical(&self) -> String {
        match self.unit {
            Unit::Known(unit) => format!("{}{unit}", self.digits),
            _ => self.digits.clone(),
        }
    }
}

/// Words that go on with the sentence, and are no units.
const CONTINUE: &str = "a above across after all also and as at before below but by down during for from if in is it \
    met of on or over per plus than that the to under up using vs was when where with";

/// Reads a number, and the unit behind it.
pub(super) fn quantity(text: &str, tokens: &[Token], at: usize) -> Option<Quantity> {
    let first = tokens.get(at)?;
    let Kind::Number { value, digits } = &first.kind else { return None };
    let (value, digits) = (*value, digits.clone());
    let read = |unit, end| Some(Quantity { value, digits: digits.clone(), unit, end });
    if let Some(Kind::Mark(currency @ ('$' | '€' | '£'))) = at.checked_sub(1).map(|before| &tokens[before].kind) {
        return read(Unit::Other(currency.to_string()), at + 1);
    }
    // Two hundred million, or megabytes?
    if text[first.start..first.end].ends_with('M') && tokens.get(at + 1).is_none_or(|it| it.word().is_empty()) {
        return read(Unit::Other("M".to_owned()), at + 1);
    }
    // `<[100] ms`
    let closed = tokens.get(at + 1).is_some_and(|it| it.is_mark(']') || it.is_mark(')'));
    let closed = closed && at > 0 && (tokens[at - 1].is_mark('[') || tokens[at - 1].is_mark('('));
    let behind = at + 1 + usize::from(closed);
    let Some(next) = tokens.get(behind) else { return read(Unit::None, at + 1) };
    if next.is_mark('×') {
        return read(Unit::Factor, behind + 1);
    }
    let word = next.word();
    if word.is_empty() || (is_one_of(CONTINUE, word) && !next.glued) {
        return read(Unit::None, at + 1);
    }
    let end = behind + 1;
    let per = tokens.get(end).is_some_and(|it| it.is_mark('/')) || tokens.get(end).is_some_and(|it| it.word() == "per");
    let whole = || text[next.start..tokens.get(end + 1).map_or(next.end, |it| it.end)].to_owned();
    match (known(word), tokens.get(end + 1).map_or("", Token::word)) {
        // The time of one call is what Criterion measures.
        (Some(unit), "op" | "iter" | "iteration" | "call" | "run") if per && !unit.ends_with('B') => {
            read(Unit::Known(unit), end + 2)
        }
        (Some(_), of) if per && (tokens[end].is_mark('/') || matches!(of, "second" | "sec" | "minute" | "hour")) => {
            read(Unit::Rate(whole()), end + 2)
        }
        (Some(unit), _) => read(Unit::Known(unit), end),
        (None, _) if matches!(word, "x" | "times" | "fold") => read(Unit::Factor, end),
        (None, _) => read(Unit::Other(text[next.start..next.end].to_owned()), end),
    }
}

/// The spelling that limits have, of a unit in lower case.
pub(super) fn known(word: &str) -> Option<&'static str> {
    Some(match word {
        "%" | "percent" | "pct" => "%",
        "ns" | "nsec" | "nanosecond" | "nanoseconds" => "ns",
        // Both letters that look like it; the Greek one is the lower case of neither.
        "\u{b5}s" | "\u{3bc}s" | "us" | "usec" | "microsecond" | "microseconds" => "µs",
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "min",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "b" | "byte" | "bytes" => "B",
        "kb" | "kilobyte" | "kilobytes" => "kB",
        "kib" | "kibibyte" | "kibibytes" => "KiB",
        "mb" | "megabyte" | "megabytes" => "MB",
        "mib" | "mebibyte" | "mebibytes" => "MiB",
        "gb" | "gigabyte" | "gigabytes" => "GB",
        "gib" | "gibibyte" | "gibibytes" => "GiB",
        "tb" | "terabyte" | "terabytes" => "TB",
        "tib" | "tebibyte" | "tebibytes" => "TiB",
        _ => return None,
    })
}
