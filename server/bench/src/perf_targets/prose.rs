//! Performance targets as people promise them in Markdown: a table with a column "Target", a list under "Performance goals",
//! `Search: <100ms for 1000 packages`. A document goes through three steps: its blocks freed of marks ([`blocks`]), the phrases
//! in each that say how much ([`limits`]), and the choice of those that are promises ([`tables`], [`items`]). What is read is for
//! showing and for taking over into greenlight.toml; a document never gates. So where it is not certain that a number is promised,
//! a list says nothing, and a table of targets says what it could not read.

mod blocks;
mod condition;
mod items;
mod limits;
mod names;
mod promises;
mod tables;
#[cfg(test)]
mod tests;
mod tokens;
mod units;
mod words;

use greenlight_files::Span;

use super::{Limit, Range};
use blocks::Block;

/// What a document promises.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// In the order of the document.
    pub targets: Vec<ProseTarget>,
    /// What wants to be a target and cannot be read as one.
    pub unread: Vec<Unread>,
}

/// A target in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct ProseTarget {
    /// What it is about, as plain text, without its condition and limit.
    pub name: String,
    /// What was promised.
    pub must: Option<Limit>,
    /// What is only expected.
    pub expect: Option<Range>,
    /// The limit as the document has it, without marks.
    pub written: String,
    /// How much of something it is about.
    pub condition: Option<Condition>,
    /// How it is to be verified, as the table says.
    pub validation: Option<String>,
    /// What stands in code marks in the row or item, as it stands there: perhaps what the bench is called.
    pub code: Vec<String>,
    /// The row of the table, or the item's own lines.
    pub span: Span,
    /// The limit.
    pub limit_span: Span,
}

/// How much of something a target is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As the document has it.
    pub written: String,
    /// The number.
    pub amount: Amount,
    /// What is counted, as `packages`; empty if it does not say.
    pub of: String,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// `1000`
    Exactly(f64),
    /// `1000+`
    AtLeast(f64),
    /// `<1000`: a bench of just so many is the strictest, and counts.
    AtMost(f64),
}

impl Amount {
    /// Whether a bench of so many is about it.
    #[must_use]
    #[expect(clippy::float_cmp, reason = "both are counts as written")]
    pub fn is_met_by(self, count: f64) -> bool {
        match self {
            Amount::Exactly(amount) => count == amount,
            Amount::AtLeast(amount) => count >= amount,
            Amount::AtMost(amount) => count <= amount,
        }
    }
}

/// What wants to be a target and cannot be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The cell, or the limit in a list.
    pub span: Span,
    /// As the document has it, without marks.
    pub written: String,
    /// Why it cannot be read.
    pub why: String,
}

const PERCENTILE: &str = "a percentile of requests is not what Criterion measures";
const AMBIGUOUS: &str = "there is more than one limit, and nothing tells which is about what";
const RELATIVE: &str = "it is held against something else, and is no limit of its own";

/// Reads the targets out of a document. No text is an error.
#[must_use]
pub fn read_prose(markdown: &str) -> Prose {
    let blocks = blocks::read_blocks(markdown);
    let mut prose = Prose::default();
    // The headings around, outermost first.
    let mut headings: Vec<usize> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(level, _) => {
                headings.retain(|&outer| matches!(&blocks[outer], Block::Heading(of_outer, _) if of_outer < level));
                headings.push(at);
            }
            Block::Paragraph(_) => {}
            Block::Item(item) => items::read(item, &items::Surroundings::new(&blocks, &headings, item), &mut prose),
            Block::Table(table) => tables::read(table, &mut prose),
        }
    }
    prose
}
