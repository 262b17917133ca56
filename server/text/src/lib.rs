//! Text from outside on its way to somebody. Ids, units, names, paths, and what other programs say come from files that
//! anybody may have written; a terminal obeys control sequences, an editor loads the images of Markdown, a reader is
//! deceived by what is hidden or reordered. There is one way into each medium, and it escapes:
//!
//! - [`terminal`]: text for a terminal, on one line or several, and source code under a snippet's carets;
//! - [`Label`]: one line for an editor's own fields, such as the title of a lens or the message of a diagnostic;
//! - [`Markdown`]: made by [`markdown!`] of literals and of what [`ToMarkdown`] escapes, and by nothing else;
//! - [`Markup`]: HTML and SVG, made by [`markup!`] of literals and of what [`ToMarkup`] escapes, and by nothing else;
//! - [`json`]: JSON that is printed.
//!
//! What controls, hides or reorders is shown as Rust would write it, such as `\u{202e}`, and a text that is longer than
//! anybody reads is cut, which it says.

pub mod json;
mod label;
mod markdown;
mod markup;
pub mod terminal;
mod visible;

pub use label::Label;
pub use markdown::{Markdown, ToMarkdown, check_template};
pub use markup::{Markup, ToMarkup};
pub use visible::{MAX_SHOWN, is_harmful};
