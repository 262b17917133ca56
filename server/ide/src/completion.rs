//! What may stand at a cursor, while it is being written: features in sources and manifests, all of greenlight.toml.

use std::path::Path;

use greenlight_files::Span;
use greenlight_text::{Label, Markdown};

use crate::host::Snapshot;

/// Something that could stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is called in a list.
    pub label: Label,
    /// What is written then.
    pub text: String,
    /// What it is.
    pub kind: CompletionKind,
    /// In a few words: what it turns on, where it comes from.
    pub detail: Label,
    /// What it is for.
    pub documentation: Option<Markdown>,
    /// What it takes the place of, in bytes.
    pub span: Span,
}

/// What a [`Completion`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// A feature.
    Feature,
    /// An optional dependency, as `dep:key`.
    Dependency,
    /// A feature of a dependency, as `key/feature`.
    OfDependency,
    /// A key of greenlight.toml.
    Key,
    /// A value of a key of greenlight.toml.
    Value,
    /// A header of greenlight.toml.
    Table,
}

impl Snapshot {
    /// What may stand at `offset` bytes of the file (absolute); empty where nothing is known to.
    #[must_use]
    pub fn complete(&self, file: &Path, offset: u32) -> Vec<Completion> {
        self.complete_configuration(file, offset).unwrap_or_else(|| self.complete_feature(file, offset))
    }
}
