//! Which functions have to do with benches: those that call what defines one, and those that call these. Others are followed
//! a few steps only, since all that they can give is a value.

use greenlight_syntax::benches::{Expression, Piece, Statement};
use rustc_hash::FxHashSet;

use super::TargetFile;

/// Methods that define benchmarks, or give what does.
const DEFINE: [&str; 6] =
    ["bench_function", "bench_with_input", "benchmark_group", "bench", "bench_functions", "bench_function_over_inputs"];

/// The names of functions and methods that have to do with benches, of whatever type or module.
pub(super) fn relevant_names(files: &[TargetFile]) -> FxHashSet<String> {
    let mut relevant: FxHashSet<String> = DEFINE.iter().map(|&name| name.to_owned()).collect();
    let functions = || files.iter().flat_map(|file| &file.source.functions);
    // Until no more come; each round finds those that are one call further away.
    loop {
        let before = relevant.len();
        for function in functions() {
            if !relevant.contains(&function.name) && mentions(&function.body, &relevant) {
                relevant.insert(function.name.clone());
            }
        }
        if relevant.len() == before {
            return relevant;
        }
    }
}

/// Whether one of these functions or methods is called in the expression, or named in a call.
pub(super) fn mentions(expression: &Expression, names: &FxHashSet<String>) -> bool {
    let all = |expressions: &[Expression]| expressions.iter().any(|expression| mentions(expression, names));
    match expression {
        Expression::Text(_) | Expression::Integer(_) | Expression::Float(_) | Expression::Bool(_) => false,
        Expression::Path(path) => path.last().is_some_and(|last| names.contains(last)),
        Expression::Call(call) => call.function.last().is_some_and(|last| names.contains(last)) || all(&call.arguments),
        Expression::Method(call) => {
            names.contains(&call.name) || mentions(&call.receiver, names) || all(&call.arguments)
        }
        Expression::List(parts) | Expression::Tuple(parts) | Expression::Other(parts) => all(parts),
        Expression::Field(of, _) => mentions(of, names),
        Expression::Range(start, end, _) => mentions(start, names) || mentions(end, names),
        Expression::Format(pieces) => pieces.iter().any(|piece| match piece {
            Piece::Display(value) | Piece::Debug(value) => mentions(value, names),
            Piece::Text(_) | Piece::Hole => false,
        }),
        Expression::Binary(_, left, right) => mentions(left, names) || mentions(right, names),
        Expression::Closure(closure) => mentions(&closure.body, names),
        Expression::Block(statements) => statements.iter().any(|statement| match statement {
            Statement::Let(_, value) | Statement::Item(_, value) => mentions(value, names),
            Statement::Expression { expression, .. } => mentions(expression, names),
        }),
        Expression::Branch(condition, branches) => {
            mentions(condition, names) || branches.iter().any(|(_, branch)| mentions(branch, names))
        }
        Expression::For(_, list, body) => mentions(list, names) || mentions(body, names),
        Expression::Loop(body) => mentions(body, names),
        Expression::Assign(_, value) => mentions(value, names),
    }
}
