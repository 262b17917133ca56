//! Markdown for a terminal. It reads well as it is; what a terminal adds is weight for headings and code.

use crate::colours::{self, PLACE, STRONG};

/// Headings lose their marks and become bold, fenced code is indented, the rest stays.
pub(crate) fn for_terminal(markdown: &str, coloured: bool) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut in_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let heading = line.trim_start_matches('#');
        if in_code && line.is_empty() {
            // no spaces at the end of a line
        } else if in_code {
            text.push_str("    ");
            text.push_str(&colours::paint(line, PLACE, coloured));
        } else if heading.len() < line.len() {
            text.push_str(&colours::paint(heading.trim_start(), STRONG, coloured));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# rule\n\nText with `code`.\n\n```toml\n# no heading\n\na = 1\n```\nAfter.\n";

    #[test]
    fn without_colours_it_is_plain_text() {
        assert_eq!(for_terminal(PAGE, false), "rule\n\nText with `code`.\n\n    # no heading\n\n    a = 1\nAfter.\n");
    }

    #[test]
    fn with_colours_headings_are_bold() {
        assert!(for_terminal(PAGE, true).starts_with("\u{1b}[1mrule\u{1b}[0m\n"));
    }
}
