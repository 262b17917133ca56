//! What a client may ask for, see [`crate::transport`].

use greenlight_files::Limit;

/// A document of the largest size that is read (16 MiB), escaped byte by byte, is the largest message that makes sense.
pub static MESSAGE_BYTES: Limit = Limit::new("bytes of a message", 48 << 20);

/// Capabilities and selection ranges are the deepest that editors send, with some 30 levels; serde_json reads 127.
pub static JSON_NESTING: Limit = Limit::new("levels of nesting in a message", 100);

/// Each takes up to 100 bytes once it is parsed. The list of 100,000 files that a checkout changed has 300,000.
pub static JSON_VALUES: Limit = Limit::new("values in a message", 1_500_000);

/// Editors that scroll and type fast wait for some ten answers.
pub static WAITING_REQUESTS: Limit = Limit::new("requests that wait for an answer", 20_000);

/// Those of `WAITING_REQUESTS` have 150 bytes each; one with a list of diagnostics has some kilobytes.
pub(crate) static WAITING_BYTES: Limit = Limit::new("bytes of requests that wait for an answer", 8 << 20);

/// Each takes some megabytes. embassy has 300, the most of any repository that was looked at.
pub static WORKSPACES_BELOW: Limit = Limit::new("workspaces below a folder that is open", 1_200);

/// All limits of this crate.
pub static LIMITS: &[&Limit] =
    &[&MESSAGE_BYTES, &JSON_NESTING, &JSON_VALUES, &WAITING_REQUESTS, &WAITING_BYTES, &WORKSPACES_BELOW];

/// A header line has some 50 bytes.
pub(crate) const MAX_HEADER_LINE: usize = 8 << 10;

/// So many bytes may wait for a client that does not read before no further answer is computed for it, and no further
/// diagnostics are written.
pub(crate) const MAX_UNREAD: usize = 8 << 20;

/// So many answers may be found out and not be written before no further one is computed.
pub(crate) const MAX_IN_TRANSIT: usize = 8;

/// So many before the server does not read either. Only refusals can come up to it, at 150 bytes each.
pub(crate) const MAX_UNREAD_BEFORE_PAUSE: usize = 64 << 20;

/// So many bytes of texts may have been read and not be applied. It takes the main loop a moment to go on.
pub(crate) const MAX_UNHANDLED: usize = 64 << 20;
