//! When output is coloured: on a terminal, unless somebody said otherwise.

use std::ffi::OsString;
use std::io::IsTerminal;

use annotate_snippets::renderer::{AnsiColor, Style};
use clap::ColorChoice;

/// Shared by every subcommand that prints for people.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// When to use colours; NO_COLOR and CARGO_TERM_COLOR are heeded too
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

impl Arguments {
    /// Whether what goes to stdout is coloured.
    pub(crate) fn on_stdout(&self) -> bool {
        wanted(self.color, |name| std::env::var_os(name), std::io::stdout().is_terminal())
    }

    /// Whether what goes to a file is coloured: only if asked for on the command line.
    pub(crate) fn in_file(&self) -> bool {
        self.color == ColorChoice::Always
    }
}

/// The command line wins over <https://no-color.org>, which wins over Cargo's own variable.
fn wanted(choice: ColorChoice, variable: impl Fn(&str) -> Option<OsString>, terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        ColorChoice::Auto => match variable("CARGO_TERM_COLOR").and_then(|value| value.into_string().ok()).as_deref() {
            Some("always") => true,
            Some("never") => false,
            _ => terminal && variable("TERM").is_none_or(|value| value != "dumb"),
        },
    }
}

/// Bold.
pub(crate) const STRONG: Style = Style::new().bold();
/// For what was put in.
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
/// For what was taken out.
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();
/// For the places in a diff.
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();

/// `text` in `style`, or as it is.
pub(crate) fn paint(text: &str, style: Style, coloured: bool) -> String {
    if coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)], choice: ColorChoice, terminal: bool) -> bool {
        let variable = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
        wanted(choice, variable, terminal)
    }

    #[test]
    fn colours_are_for_terminals() {
        assert!(with(&[], ColorChoice::Auto, true));
        assert!(!with(&[], ColorChoice::Auto, false));
        assert!(!with(&[("TERM", "dumb")], ColorChoice::Auto, true));
    }

    #[test]
    fn the_command_line_wins_over_no_color_which_wins_over_cargo() {
        assert!(with(&[("NO_COLOR", "1")], ColorChoice::Always, false));
        assert!(!with(&[("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "always")], ColorChoice::Auto, true));
        assert!(with(&[("NO_COLOR", ""), ("CARGO_TERM_COLOR", "always")], ColorChoice::Auto, false));
        assert!(!with(&[], ColorChoice::Never, true));
    }
}
