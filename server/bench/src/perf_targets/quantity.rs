//! Limits as they are written: `<100ms`, `>=95%`, `1s..3s`.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Nanoseconds.
    Time,
    /// Bytes.
    Bytes,
    /// A part of a whole: 0.95 is 95 %.
    Share,
    /// Whatever it is.
    Number,
}

/// A limit that a number keeps or does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// As written.
    pub written: String,
    /// What it is about.
    pub dimension: Dimension,
    /// In the unit of its dimension.
    pub bound: f64,
    /// Whether it is the most, else the least.
    pub is_most: bool,
    /// Whether the bound itself keeps it.
    pub inclusive: bool,
}

/// Where a number is expected to lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// As written.
    pub written: String,
    /// What it is about.
    pub dimension: Dimension,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// Why a limit cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// No number where one is expected.
    #[error("`{0}` does not begin with a number")]
    Number(String),
    /// A unit that is none of those known.
    #[error("`{0}` is no unit: there are ns, µs, ms, s, min, h, B, kB, KiB, MB, MiB, GB, GiB, TB, TiB and %")]
    Unit(String),
    /// No `<`, `<=`, `>`, `>=`, nor a range.
    #[error("`{0}` says neither `<`, `<=`, `>` or `>=` nor from where to where")]
    Direction(String),
    /// The ends of a range count different things, or the wrong way round.
    #[error("`{0}` is no range: its ends are of one kind, the lower one first")]
    Range(String),
}

impl Limit {
    /// Whether a number, in the unit of the limit's dimension, keeps it.
    #[must_use]
    pub fn keeps(&self, value: f64) -> bool {
        match (self.is_most, self.inclusive) {
            (true, true) => value <= self.bound,
            (true, false) => value < self.bound,
            (false, true) => value >= self.bound,
            (false, false) => value > self.bound,
        }
    }
}

/// Reads a limit. Of a range, the upper end is the limit.
///
/// # Errors
/// [`LimitError`].
pub fn parse_limit(text: &str) -> Result<Limit, LimitError> {
    let written = text.trim();
    const SIGNS: [(&str, bool, bool); 6] = [
        ("<=", true, true),
        (">=", false, true),
        ("≤", true, true),
        ("≥", false, true),
        ("<", true, false),
        (">", false, false),
    ];
    for (sign, is_most, inclusive) in SIGNS {
        if let Some(rest) = written.strip_prefix(sign) {
            let (bound, dimension) = quantity(rest)?;
            return Ok(Limit { written: written.to_owned(), dimension, bound, is_most, inclusive });
        }
    }
    if !written.contains("..") {
        return Err(LimitError::Direction(written.to_owned()));
    }
    let Range { written, dimension, upper, .. } = parse_range(written)?;
    Ok(Limit { written, dimension, bound: upper, is_most: true, inclusive: true })
}

/// Reads a range: `50ms..80ms`, `50..80ms`.
///
/// # Errors
/// [`LimitError`].
pub fn parse_range(text: &str) -> Result<Range, LimitError> {
    let written = text.trim().to_owned();
    let Some((lower, upper)) = written.split_once("..") else { return Err(LimitError::Range(written)) };
    let (upper, dimension) = quantity(upper)?;
    // The unit may stand once, at the end.
    let (lower, of_lower) = match quantity(lower)? {
        (number, Dimension::Number) if dimension != Dimension::Number => {
            let unit = text.trim().trim_start_matches(|it| it != '.').trim_start_matches('.').trim();
            let unit = unit.trim_start_matches(|it: char| it.is_ascii_digit() || matches!(it, '.' | '_' | ' '));
            (number * scale(unit)?.0, dimension)
        }
        lower => lower,
    };
    if of_lower != dimension || lower > upper {
        return Err(LimitError::Range(written));
    }
    Ok(Range { written, dimension, lower, upper })
}

/// `100ms` or `100 ms`, in the unit of its dimension.
fn quantity(text: &str) -> Result<(f64, Dimension), LimitError> {
    let text = text.trim();
    let end = text.find(|it: char| !it.is_ascii_digit() && !matches!(it, '.' | '_')).unwrap_or(text.len());
    let number = text[..end].replace('_', "").parse::<f64>().map_err(|_| LimitError::Number(text.to_owned()))?;
    let (factor, dimension) = scale(text[end..].trim())?;
    Ok((number * factor, dimension))
}

fn scale(unit: &str) -> Result<(f64, Dimension), LimitError> {
    Ok(match unit {
        "" => (1.0, Dimension::Number),
        "%" => (0.01, Dimension::Share),
        "ns" => (1.0, Dimension::Time),
        // Both letters that look like it, and the one on every keyboard.
        "\u{b5}s" | "\u{3bc}s" | "us" => (1e3, Dimension::Time),
        "ms" => (1e6, Dimension::Time),
        "s" | "sec" => (1e9, Dimension::Time),
        "min" => (60e9, Dimension::Time),
        "h" => (3600e9, Dimension::Time),
        "B" => (1.0, Dimension::Bytes),
        "kB" | "KB" => (1e3, Dimension::Bytes),
        "KiB" => (1024.0, Dimension::Bytes),
        "MB" => (1e6, Dimension::Bytes),
        "MiB" => (1024.0 * 1024.0, Dimension::Bytes),
        "GB" => (1e9, Dimension::Bytes),
        "GiB" => (1024.0 * 1024.0 * 1024.0, Dimension::Bytes),
        "TB" => (1e12, Dimension::Bytes),
        "TiB" => (1024.0 * 1024.0 * 1024.0 * 1024.0, Dimension::Bytes),
        other => return Err(LimitError::Unit(other.to_owned())),
    })
}

/// The value of a metric with this unit, and what it counts; a unit that is not known makes it a mere number.
#[must_use]
pub fn metric(value: f64, unit: Option<&str>) -> (f64, Dimension) {
    let unit = match unit.unwrap_or_default().to_lowercase().as_str() {
        "percent" => "%".to_owned(),
        "megabytes" => "MB".to_owned(),
        "bytes" => "B".to_owned(),
        _ => unit.unwrap_or_default().to_owned(),
    };
    scale(&unit).map_or((value, Dimension::Number), |(factor, dimension)| (value * factor, dimension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_in_all_their_forms() {
        for (text, dimension, bound, is_most, inclusive) in [
            ("<100ms", Dimension::Time, 100e6, true, false),
            ("< 1_000 ns", Dimension::Time, 1000.0, true, false),
            ("<=1.5s", Dimension::Time, 1.5e9, true, true),
            ("≤2s", Dimension::Time, 2e9, true, true),
            ("<5 min", Dimension::Time, 300e9, true, false),
            ("<2h", Dimension::Time, 7200e9, true, false),
            ("<1TB", Dimension::Bytes, 1e12, true, false),
            ("<3µs", Dimension::Time, 3e3, true, false),
            ("<3μs", Dimension::Time, 3e3, true, false),
            (">=95%", Dimension::Share, 0.95, false, true),
            (">95 %", Dimension::Share, 0.95, false, false),
            ("<200MB", Dimension::Bytes, 200e6, true, false),
            ("<2 MiB", Dimension::Bytes, 2.0 * 1024.0 * 1024.0, true, false),
            (">1000", Dimension::Number, 1000.0, false, false),
            ("1s..3s", Dimension::Time, 3e9, true, true),
            ("200..500ms", Dimension::Time, 500e6, true, true),
        ] {
            let limit = parse_limit(text).unwrap();
            assert_eq!((limit.dimension, limit.is_most, limit.inclusive), (dimension, is_most, inclusive), "{text}");
            assert!((limit.bound - bound).abs() < 1e-6 * bound, "{text}: {}", limit.bound);
            assert_eq!(limit.written, text);
        }
    }

    #[test]
    fn a_range_may_say_its_unit_once() {
        let range = parse_range("50..80 ms").unwrap();
        assert_eq!((range.lower, range.upper, range.dimension), (50e6, 80e6, Dimension::Time));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(parse_limit("100ms"), Err(LimitError::Direction("100ms".to_owned())));
        assert_eq!(parse_limit("<fast"), Err(LimitError::Number("fast".to_owned())));
        assert_eq!(parse_limit("<100 parsecs"), Err(LimitError::Unit("parsecs".to_owned())));
        assert!(matches!(parse_limit("3s..1s"), Err(LimitError::Range(_))));
        assert!(matches!(parse_limit("1MB..3s"), Err(LimitError::Range(_))));
        assert!(matches!(parse_range("3s"), Err(LimitError::Range(_))));
    }

    #[test]
    fn metrics_have_their_units_in_several_spellings() {
        assert_eq!(metric(180.0, Some("Megabytes")), (180e6, Dimension::Bytes));
        assert_eq!(metric(95.0, Some("%")).1, Dimension::Share);
        assert_eq!(metric(3.0, Some("apples")), (3.0, Dimension::Number));
        assert_eq!(metric(3.0, None), (3.0, Dimension::Number));
    }
}
