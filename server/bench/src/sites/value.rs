//! What is known of a value while benches are followed.

use std::rc::Rc;

use greenlight_files::Span;
use greenlight_syntax::benches::Closure;

use crate::identity::{Part, Piece};

/// A value, as far as it is known.
#[derive(Clone, Debug)]
pub(super) enum Value<'f> {
    Unknown,
    /// Text with holes; empty for the empty text.
    Text(Rc<[Piece]>),
    Integer(i128),
    Float(f64),
    Bool(bool),
    /// What a `for` goes over, whole.
    List(Rc<[Value<'f>]>),
    Tuple(Rc<[Value<'f>]>),
    Criterion,
    /// A group of benchmarks, by name.
    Group(Rc<Part>),
    /// A `BenchmarkId`.
    Id(Rc<(Part, Part)>),
    /// `Benchmark` and `ParameterizedBenchmark` of Criterion 0.3.
    Routines(Rc<Routines>),
    /// A closure, or a function within a function.
    Closure(Rc<Captured<'f>>),
}

/// Routines that get their group last: `c.bench("group", Benchmark::new("a", …).with_function("b", …))`.
#[derive(Clone, Debug, Default)]
pub(super) struct Routines {
    /// Each routine's id, and where it is given: the name of the function or method, and its first argument.
    pub(super) routines: Vec<(Part, Span, Span)>,
    /// The parameters; `None` for the kind that has none.
    pub(super) values: Option<Vec<Part>>,
}

/// A closure with what it sees.
#[derive(Clone, Debug)]
pub(super) struct Captured<'f> {
    pub(super) closure: &'f Closure,
    pub(super) variables: Vec<(&'f str, Value<'f>)>,
}

impl<'f> Value<'f> {
    pub(super) fn text(text: &str) -> Value<'f> {
        if text.is_empty() { Value::Text(Rc::new([])) } else { Value::Text(Rc::new([Piece::Text(text.to_owned())])) }
    }

    /// What `Display` prints.
    pub(super) fn display(&self) -> Vec<Piece> {
        let text = |text: String| vec![Piece::Text(text)];
        match self {
            Value::Text(pieces) => pieces.to_vec(),
            Value::Integer(number) => text(number.to_string()),
            Value::Float(number) => text(number.to_string()),
            Value::Bool(value) => text(value.to_string()),
            _ => vec![Piece::Hole],
        }
    }

    /// What `Debug` prints; of text, only where nothing in it could be escaped.
    pub(super) fn debug(&self) -> Vec<Piece> {
        match self {
            Value::Text(pieces) => match &pieces[..] {
                [Piece::Text(text)] if text.chars().all(|it| it.is_ascii_alphanumeric() || " -_./:".contains(it)) => {
                    vec![Piece::Text(format!("\"{text}\""))]
                }
                _ => vec![Piece::Hole],
            },
            Value::Float(number) => vec![Piece::Text(format!("{number:?}"))],
            Value::Integer(_) | Value::Bool(_) => self.display(),
            _ => vec![Piece::Hole],
        }
    }

    /// The part of an id that is made of its `Display`.
    pub(super) fn part(&self) -> Part {
        part_of(self.display())
    }
}

/// Joins neighbours, so that equal parts are equal.
pub(super) fn part_of(pieces: Vec<Piece>) -> Part {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
            (Some(Piece::Hole), Piece::Hole) => {}
            (_, piece) => joined.push(piece),
        }
    }
    match &joined[..] {
        [] => Part::Literal(String::new()),
        [Piece::Text(text)] => Part::Literal(text.clone()),
        [Piece::Hole] => Part::Any,
        _ => Part::Pattern(joined),
    }
}
