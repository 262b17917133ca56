//! Where the parts of an outline stand: each table in the order of the outline's table of that name.

use greenlight_files::Span;

/// The places of an [`crate::Outline`]'s parts, as byte ranges of the scanned text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    /// By [`crate::Outline::scopes`]: the content between the braces; the whole text for the file.
    pub scopes: Vec<Span>,
    /// By [`crate::Outline::items`].
    pub items: Vec<ItemSpans>,
    /// By [`crate::Outline::variants`]: the name.
    pub variants: Vec<Span>,
    /// By [`crate::Outline::imports`].
    pub imports: Vec<ImportSpans>,
    /// By [`crate::Import::statement`].
    pub statements: Vec<StatementSpans>,
    /// By [`crate::Outline::segments`]: the segment as written, `r#` included.
    pub segments: Vec<Span>,
    /// By [`crate::Outline::predicates`].
    pub predicates: Vec<PredicateSpans>,
    /// Stretches in which a delimiter lost its partner; what stands in them is not judged. Disjoint, in order.
    pub damage: Vec<Span>,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemSpans {
    /// The name as written; of a derive's export, the name in the attribute.
    pub name: Span,
    /// From the first attribute (not doc comment) to the closing `}` or `;`.
    pub whole: Span,
    /// From the visibility or first keyword to the closing `}` or `;`: rustc's span of the item.
    pub item: Span,
}

/// Where a use tree's leaf stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportSpans {
    /// The tree that rustc points at: of `use a::b as c;` all of `a::b as c`; within braces, the element of the
    /// innermost group: of `{x, b::c as d}`, `b::c as d`.
    pub leaf: Span,
    /// The name after `as`.
    pub rename: Option<Span>,
}

/// Where a `use` stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementSpans {
    /// From the first attribute to the `;`.
    pub whole: Span,
    /// From the visibility or `use` to the `;`.
    pub item: Span,
    /// The tree between `use` and `;`.
    pub tree: Span,
}

/// Where a cfg leaf stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PredicateSpans {
    /// `feature = "x"` or `unix`.
    pub leaf: Span,
    /// The string's content between its quotes.
    pub value: Option<Span>,
}
