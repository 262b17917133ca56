//! Printers: from a report to text, without a look at the disk or the terminal.

pub(crate) mod concise;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod summary;

#[cfg(test)]
pub(crate) mod sample;

use greenlight_ide::{Finding, Level};

/// rustc's word for a level.
pub(crate) fn severity(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Hint | Level::Allow => "help",
    }
}

/// What stands in the brackets after the severity: rustc's code or lint where it has one, else the rule.
pub(crate) fn code(finding: &Finding) -> &'static str {
    finding.code.unwrap_or(finding.rule.name())
}

/// `1 error`, `2 errors`, `1,169 errors`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// With a comma between thousands.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            ["0", "999", "1,000", "12,345,678"],
            [0, 999, 1000, 12_345_678].map(grouped).each_ref().map(|s| &**s)
        );
        assert_eq!([counted(1, "error"), counted(2, "error")], ["1 error", "2 errors"]);
    }
}
