//! Criterion's own calls: what they make, and which ids they define. The rules are those of its releases 0.3 to 0.8, in which
//! only the first ones have `Benchmark`, `ParameterizedBenchmark`, `Fun` and what takes these.

use std::rc::Rc;

use greenlight_files::Span;

use super::value::{Routines, Value};
use crate::identity::{IdPattern, Part};
use crate::limits;

/// Where a call defines benchmarks: the method's name, and its first argument.
pub(super) type Place = (Span, Span);

/// What a call comes to.
pub(super) enum Outcome<'f> {
    /// It makes this value, and defines nothing.
    Value(Value<'f>),
    /// It defines benchmarks with these ids, and gives its receiver.
    Defines(Vec<(Place, IdPattern)>),
    /// It is none of Criterion's.
    Other,
}

/// A call of a path.
pub(super) fn function<'f>(path: &[String], place: Place, arguments: &[Value<'f>]) -> Outcome<'f> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let part = |index: usize| arguments.get(index).map_or(Part::Any, Value::part);
    Outcome::Value(match names[..] {
        [.., "BenchmarkId", "new"] if arguments.len() == 2 => Value::Id(Rc::new((part(0), part(1)))),
        [.., "BenchmarkId", "from_parameter"] if arguments.len() == 1 => Value::Id(Rc::new((Part::Absent, part(0)))),
        [.., "Criterion", "default"] => Value::Criterion,
        [.., "Benchmark", "new"] if arguments.len() == 2 => {
            Value::Routines(Rc::new(Routines { routines: vec![(part(0), place.0, place.1)], values: None }))
        }
        [.., "ParameterizedBenchmark", "new"] if arguments.len() == 3 => Value::Routines(Rc::new(Routines {
            routines: vec![(part(0), place.0, place.1)],
            values: Some(parameters(&arguments[2])),
        })),
        [.., "Fun", "new"] if arguments.len() == 2 => Value::Id(Rc::new((part(0), Part::Absent))),
        _ => return Outcome::Other,
    })
}

/// A call of a method of a value that is known to be Criterion's, or of one of which nothing is known.
pub(super) fn method<'f>(receiver: &Value<'f>, name: &str, place: Place, arguments: &[Value<'f>]) -> Outcome<'f> {
    let defines = |ids: Vec<IdPattern>| Outcome::Defines(ids.into_iter().map(|id| (place, id)).collect());
    let first = arguments.first();
    match (receiver, name, arguments.len()) {
        (Value::Criterion, "benchmark_group", 1) => Outcome::Value(Value::Group(Rc::new(arguments[0].part()))),
        (Value::Criterion, "bench_function", 2) => {
            defines(vec![IdPattern { group: arguments[0].part(), function: Part::Absent, value: Part::Absent }])
        }
        (Value::Criterion, "bench_with_input", 3) => defines(vec![match &arguments[0] {
            Value::Id(id) => IdPattern { group: id.0.clone(), function: Part::Absent, value: id.1.clone() },
            _ => IdPattern { group: Part::Any, function: Part::Absent, value: Part::Any },
        }]),
        (Value::Criterion, "bench_function_over_inputs", 3) => {
            // One parameter alone is left out of the id.
            let values = parameters(&arguments[2]);
            let values = if values.len() == 1 && values[0] != Part::Any { vec![Part::Absent] } else { values };
            let group = arguments[0].part();
            let id = |value| IdPattern { group: group.clone(), function: Part::Absent, value };
            defines(values.into_iter().map(id).collect())
        }
        (Value::Criterion, "bench_functions", 3) => {
            let group = arguments[0].part();
            let functions = match &arguments[1] {
                Value::List(list) => list.iter().map(function_name).collect(),
                _ => vec![Part::Any],
            };
            let id = |function| IdPattern { group: group.clone(), function, value: Part::Absent };
            defines(functions.into_iter().map(id).collect())
        }
        (Value::Criterion, "bench", 2) => match &arguments[1] {
            Value::Routines(routines) => Outcome::Defines(of_routines(&arguments[0].part(), routines)),
            _ => defines(vec![IdPattern { group: arguments[0].part(), function: Part::Any, value: Part::Any }]),
        },
        // What configures it.
        (Value::Criterion, _, _) => Outcome::Value(Value::Criterion),

        (Value::Group(group), "bench_function", 2) | (Value::Group(group), "bench_with_input", 3) => {
            let ids = in_group(first);
            defines(
                ids.into_iter()
                    .map(|(function, value)| IdPattern { group: Part::clone(group), function, value })
                    .collect(),
            )
        }
        (Value::Group(group), _, _) => Outcome::Value(Value::Group(Rc::clone(group))),

        (Value::Routines(routines), "with_function", 2) => {
            let mut routines = Routines::clone(routines);
            routines.routines.push((arguments[0].part(), place.0, place.1));
            Outcome::Value(Value::Routines(Rc::new(routines)))
        }
        (Value::Routines(routines), _, _) => Outcome::Value(Value::Routines(Rc::clone(routines))),

        // It may be a Criterion as well as a group.
        (Value::Unknown, "bench_function", 2) => {
            let of_group = in_group(first).into_iter();
            let ids = of_group.map(|(function, value)| IdPattern { group: Part::Any, function, value });
            let of_criterion = IdPattern { group: arguments[0].part(), function: Part::Absent, value: Part::Absent };
            defines(ids.chain([of_criterion]).collect())
        }
        (Value::Unknown, "bench_with_input", 3) => {
            let of_group = in_group(first).into_iter();
            defines(of_group.map(|(function, value)| IdPattern { group: Part::Any, function, value }).collect())
        }
        (Value::Unknown, "benchmark_group", 1) => Outcome::Value(Value::Group(Rc::new(arguments[0].part()))),
        _ => Outcome::Other,
    }
}

/// The function and value of what a group takes for an id: a `BenchmarkId`, or text for the function alone. Of what is
/// neither, each that it may be.
fn in_group(id: Option<&Value<'_>>) -> Vec<(Part, Part)> {
    match id {
        Some(Value::Id(id)) => vec![(id.0.clone(), id.1.clone())],
        Some(text @ Value::Text(_)) => vec![(text.part(), Part::Absent)],
        _ => vec![(Part::Any, Part::Absent), (Part::Any, Part::Any), (Part::Absent, Part::Any)],
    }
}

fn function_name(fun: &Value<'_>) -> Part {
    match fun {
        Value::Id(id) => id.0.clone(),
        _ => Part::Any,
    }
}

/// Parameters are printed by `Debug`.
fn parameters(values: &Value<'_>) -> Vec<Part> {
    match values {
        Value::List(values) => values.iter().map(|value| super::value::part_of(value.debug())).collect(),
        // There may be one, which is left out.
        _ => vec![Part::Any, Part::Absent],
    }
}

/// What `bench` of Criterion 0.3 makes of its routines: one that is called like the group has no function in its id, and
/// neither has a single parameter.
fn of_routines(group: &Part, routines: &Routines) -> Vec<(Place, IdPattern)> {
    let single = routines.routines.len() == 1;
    let values = match &routines.values {
        None => vec![Part::Absent],
        // They multiply.
        Some(values) if !limits::IDS_OF_CALL.allows((values.len() * routines.routines.len()) as u64) => vec![Part::Any],
        Some(values) if values.len() == 1 => vec![Part::Absent],
        Some(values) => values.clone(),
    };
    let ids = routines.routines.iter().flat_map(|(routine, name, arguments)| {
        let function = if single && routine == group { Part::Absent } else { routine.clone() };
        values.iter().map(move |value| {
            let id = IdPattern { group: group.clone(), function: function.clone(), value: value.clone() };
            ((*name, *arguments), id)
        })
    });
    ids.collect()
}
