//! Where text goes: stdout, stderr, or a file. A reader who has seen enough (`greenlight check | head`) is no error.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use greenlight_text::json::printable;

use crate::escape;

/// Writes to stdout; that nobody reads it any more is fine. Whatever was not escaped before does no harm to a terminal.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    print_exactly(&escape::styled(text))
}

/// As [`print`], whatever the text holds: for programs, which read it from a pipe.
pub(crate) fn print_exactly(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    unless_closed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())).context("cannot write to stdout")
}

/// Writes a line to stderr, escaped but for line breaks. Where stderr is gone there is nobody to tell.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", escape::lines(text));
}

/// JSON of the answers for several workspaces: one object for one, else an array of them.
pub(crate) fn json(answers: &[impl serde::Serialize]) -> anyhow::Result<String> {
    let text = match answers {
        [one] => serde_json::to_string_pretty(one),
        several => serde_json::to_string_pretty(several),
    };
    Ok(printable(&text.context("cannot write JSON")?).into_owned() + "\n")
}

/// Makes the file at `path` hold `text`. It is not written through a link: one in a cloned repository may lead to any file of
/// the user.
pub(crate) fn write_file(path: &Path, text: &str) -> anyhow::Result<()> {
    greenlight_files::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn unless_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_is_an_object_and_several_are_an_array() {
        assert_eq!(json(&["a"]).unwrap(), "\"a\"\n");
        assert_eq!(json(&[1, 2]).unwrap(), "[\n  1,\n  2\n]\n");
    }

    #[test]
    fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
        assert!(unless_closed(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(unless_closed(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
