//! What is made of texts and numbers. A text that gets longer than any id is forgotten, as each step may double it.

use std::rc::Rc;

use greenlight_syntax::benches::{Expression, Operator, Piece as Formatted};

use super::Evaluation;
use crate::identity::{Part, Piece};
use crate::limits;
use crate::sites::value::{Value, part_of};

impl<'f> Evaluation<'f> {
    pub(super) fn format(&mut self, pieces: &'f [Formatted], values: &'f [Expression]) -> Value<'f> {
        let mut known: Vec<Option<Value<'f>>> = vec![None; values.len()];
        let mut value = |evaluation: &mut Self, index: usize| match known.get_mut(index) {
            Some(known) => known.get_or_insert_with(|| evaluation.evaluate(&values[index])).clone(),
            None => Value::Unknown,
        };
        let mut text = Vec::new();
        let mut size = 0;
        for piece in pieces {
            let from = text.len();
            match piece {
                Formatted::Text(piece) if piece.len() as u64 > limits::TEXT_BYTES.max => text.push(Piece::Hole),
                Formatted::Text(piece) => text.push(Piece::Text(piece.clone())),
                Formatted::Display(index) => text.extend(value(self, *index).display()),
                Formatted::Debug(index) => text.extend(value(self, *index).debug()),
                Formatted::Hole => text.push(Piece::Hole),
            }
            size += self::size(&text[from..]);
            if !self.allows(&limits::TEXT_BYTES, size) {
                return Value::Text(Rc::new([Piece::Hole]));
            }
        }
        self.text_of(text)
    }

    pub(super) fn text(&mut self, text: &str) -> Value<'f> {
        if self.allows(&limits::TEXT_BYTES, text.len() as u64) {
            Value::text(text)
        } else {
            Value::Text(Rc::new([Piece::Hole]))
        }
    }

    fn text_of(&mut self, pieces: Vec<Piece>) -> Value<'f> {
        if !self.allows(&limits::TEXT_BYTES, size(&pieces)) {
            return Value::Text(Rc::new([Piece::Hole]));
        }
        match part_of(pieces) {
            Part::Literal(text) => Value::text(&text),
            Part::Pattern(pieces) => Value::Text(pieces.into()),
            Part::Any | Part::Absent => Value::Text(Rc::new([Piece::Hole])),
        }
    }

    pub(super) fn binary(&mut self, operator: Operator, left: &Value<'f>, right: &Value<'f>) -> Value<'f> {
        match (operator, left, right) {
            (Operator::Add, Value::Text(_), _) => {
                let mut pieces = left.display();
                pieces.extend(right.display());
                self.text_of(pieces)
            }
            (_, Value::Integer(left), Value::Integer(right)) => {
                let result = match operator {
                    Operator::Add => left.checked_add(*right),
                    Operator::Subtract => left.checked_sub(*right),
                    Operator::Multiply => left.checked_mul(*right),
                    Operator::Divide => left.checked_div(*right),
                    Operator::ShiftLeft => {
                        u32::try_from(*right).ok().filter(|&by| by < 64).and_then(|by| left.checked_mul(1_i128 << by))
                    }
                    Operator::Other => None,
                };
                result.map_or(Value::Unknown, Value::Integer)
            }
            _ => Value::Unknown,
        }
    }
}

/// How much is kept of a text.
fn size(pieces: &[Piece]) -> u64 {
    let size = |piece: &Piece| match piece {
        Piece::Text(text) => text.len() as u64,
        Piece::Hole => 1,
    };
    pieces.iter().map(size).sum()
}
