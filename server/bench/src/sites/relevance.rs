//! Which functions have to do with benches: those that call what defines one, and those that call these. Others are followed
//! a few steps only, since all that they can give is a value.

use greenlight_syntax::benches::{Expression, Statement};
use rustc_hash::{FxHashMap, FxHashSet};

use super::TargetFile;

/// Methods that define benchmarks, or give what does.
const DEFINE: [&str; 6] =
    ["bench_function", "bench_with_input", "benchmark_group", "bench", "bench_functions", "bench_function_over_inputs"];

/// The names of functions and methods that have to do with benches, of whatever type or module.
pub(super) fn relevant_names(files: &[TargetFile]) -> FxHashSet<String> {
    // Which functions name one, by what they name.
    let mut callers: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for function in files.iter().flat_map(|file| &file.source.functions) {
        let mut named = FxHashSet::default();
        any_name(&function.body, &mut |name| {
            named.insert(name);
            false
        });
        for name in named {
            callers.entry(name).or_default().push(&function.name);
        }
    }
    let mut relevant: FxHashSet<String> = DEFINE.iter().map(|&name| name.to_owned()).collect();
    let mut open: Vec<&str> = DEFINE.to_vec();
    while let Some(name) = open.pop() {
        for caller in callers.remove(name).unwrap_or_default() {
            if relevant.insert(caller.to_owned()) {
                open.push(caller);
            }
        }
    }
    relevant
}

/// Whether one of these functions or methods is called in the expression, or named in a call.
pub(super) fn mentions(expression: &Expression, names: &FxHashSet<String>) -> bool {
    any_name(expression, &mut |name| names.contains(name))
}

/// Whether `is` holds of a name that is called, or stands as a path.
fn any_name<'e>(expression: &'e Expression, is: &mut dyn FnMut(&'e str) -> bool) -> bool {
    match expression {
        Expression::Text(_) | Expression::Integer(_) | Expression::Float(_) | Expression::Bool(_) => false,
        Expression::Path(path) => path.last().is_some_and(|last| is(last)),
        Expression::Call(call) => call.function.last().is_some_and(|last| is(last)) || any_of(&call.arguments, is),
        Expression::Method(call) => is(&call.name) || any_name(&call.receiver, is) || any_of(&call.arguments, is),
        Expression::List(parts) | Expression::Tuple(parts) | Expression::Other(parts) => any_of(parts, is),
        Expression::Format(_, values) => any_of(values, is),
        Expression::Field(of, _) => any_name(of, is),
        Expression::Range(start, end, _) => any_name(start, is) || any_name(end, is),
        Expression::Binary(_, left, right) => any_name(left, is) || any_name(right, is),
        Expression::Closure(closure) => any_name(&closure.body, is),
        Expression::Block(statements) => statements.iter().any(|statement| match statement {
            Statement::Let(_, value) | Statement::Item(_, value) => any_name(value, is),
            Statement::Expression { expression, .. } => any_name(expression, is),
        }),
        Expression::Branch(condition, branches) => {
            any_name(condition, is) || branches.iter().any(|(_, branch)| any_name(branch, is))
        }
        Expression::For(_, list, body) => any_name(list, is) || any_name(body, is),
        Expression::Loop(body) => any_name(body, is),
        Expression::Assign(_, value) => any_name(value, is),
    }
}

fn any_of<'e>(expressions: &'e [Expression], is: &mut dyn FnMut(&'e str) -> bool) -> bool {
    expressions.iter().any(|expression| any_name(expression, is))
}
