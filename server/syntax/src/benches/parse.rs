//! The one place where `syn` gets text: measured before, and refused where it would take more stack than any thread has.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Item};

use super::extent::{Extent, Place, extent};
use crate::limits;

/// A text's items, and where its tokens are.
pub(super) struct Parsed {
    pub(super) items: Vec<Item>,
    pub(super) places: Vec<Place>,
}

/// Why a text has no items.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is no Rust, or not whole.
    Syntax,
    /// It is over a limit: which, as a sentence about it.
    Limit(String),
}

/// Parses a text that is made of items.
pub(super) fn items(text: &str) -> Result<Parsed, Failure> {
    let bytes = text.len() as u64;
    if !limits::BENCH_ITEM_BYTES.allows(bytes) {
        return Err(Failure::Limit(format!("it has more than {} bytes", limits::BENCH_ITEM_BYTES.max)));
    }
    let tokens: TokenStream = text.parse().map_err(|_| Failure::Syntax)?;
    let Extent { levels, operators, places } = extent(tokens.clone());
    if !limits::BENCH_NESTING.allows(levels) {
        return Err(Failure::Limit(format!("it is nested more than {} levels deep", limits::BENCH_NESTING.max)));
    }
    if !limits::BENCH_OPERATORS.allows(operators) {
        let why = format!("an expression has more than {} operators and calls in a row", limits::BENCH_OPERATORS.max);
        return Err(Failure::Limit(why));
    }
    let items = parse.parse2(tokens).map_err(|_| Failure::Syntax)?;
    Ok(Parsed { items, places })
}

fn parse(input: ParseStream<'_>) -> syn::Result<Vec<Item>> {
    input.call(Attribute::parse_inner)?;
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok(items)
}
