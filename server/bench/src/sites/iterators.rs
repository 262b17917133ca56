//! Lists of known values, and what the methods of slices, vectors, ranges and iterators make of them.

use std::rc::Rc;

use super::value::Value;
use crate::limits;

/// Longer ranges are not gone through.
const RANGE_AT_MOST: i128 = 1024;

/// The elements of a range.
pub(super) fn range<'f>(start: &Value<'f>, end: &Value<'f>, inclusive: bool) -> Value<'f> {
    let (Value::Integer(start), Value::Integer(end)) = (start, end) else { return Value::Unknown };
    let end = end.saturating_add(i128::from(inclusive));
    if end.saturating_sub(*start) > RANGE_AT_MOST {
        return Value::Unknown;
    }
    Value::List((*start..end).map(Value::Integer).collect())
}

/// What a method without closures makes of a list; `None` if it is none of those that are followed.
pub(super) fn method<'f>(list: &Rc<[Value<'f>]>, name: &str, arguments: &[Value<'f>]) -> Option<Value<'f>> {
    let elements = |elements: Vec<Value<'f>>| Value::List(elements.into());
    let number = || match arguments {
        [Value::Integer(number)] => usize::try_from(*number).ok(),
        _ => None,
    };
    Some(match name {
        "iter" | "iter_mut" | "into_iter" | "copied" | "cloned" | "to_vec" | "as_slice" | "clone" | "to_owned"
        | "as_ref" | "into" | "collect" | "drain" | "by_ref" | "peekable" => Value::List(Rc::clone(list)),
        "rev" => elements(list.iter().rev().cloned().collect()),
        "enumerate" => elements(
            list.iter()
                .enumerate()
                .map(|(index, value)| Value::Tuple(Rc::new([Value::Integer(index as i128), value.clone()])))
                .collect(),
        ),
        "zip" => {
            let [Value::List(others)] = arguments else { return None };
            let pairs = list.iter().zip(others.iter());
            elements(pairs.map(|(one, other)| Value::Tuple(Rc::new([one.clone(), other.clone()]))).collect())
        }
        "chain" => {
            let [Value::List(others)] = arguments else { return None };
            if !limits::LIST_ELEMENTS.allows((list.len() + others.len()) as u64) {
                return Some(Value::Unknown);
            }
            elements(list.iter().chain(others.iter()).cloned().collect())
        }
        "step_by" => elements(list.iter().step_by(number().filter(|&step| step > 0)?).cloned().collect()),
        "take" => elements(list.iter().take(number()?).cloned().collect()),
        "skip" => elements(list.iter().skip(number()?).cloned().collect()),
        "len" | "count" => Value::Integer(list.len() as i128),
        _ => return None,
    })
}
