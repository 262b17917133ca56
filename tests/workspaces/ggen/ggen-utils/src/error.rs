//! The error type of ggen's libraries.

use std::fmt;
use std::num::ParseIntError;

/// Why an operation failed.
#[derive(Debug)]
pub struct Error {
    what: &'static str,
    cause: Box<dyn std::error::Error + Send + Sync>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.cause)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error {
            what: "cannot read or write",
            cause: error.into(),
        }
    }
}

impl From<ParseIntError> for Error {
    fn from(error: ParseIntError) -> Error {
        Error {
            what: "not a number",
            cause: error.into(),
        }
    }
}
