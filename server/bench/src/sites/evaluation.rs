//! Following the functions of a bench target.

use std::rc::Rc;

use greenlight_syntax::benches::{
    Call, Closure, CriterionGroup, Expression, Function, MethodCall, Operator, ParameterKind, Pattern,
    Piece as Formatted, Statement,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::{self, Outcome, Place};
use super::lookup::{self, FunctionIndex};
use super::relevance::{mentions, relevant_names};
use super::value::{Captured, Value, part_of};
use super::{BenchSite, SiteId, TargetFile, iterators};
use crate::identity::{IdPattern, Part, Piece};

/// How many expressions are looked at, so that loops within loops end. After that, loops are gone through once, with nothing
/// known of their elements; and after as many again, nothing is.
const STEPS: u32 = 200_000;

/// So many for a function or closure that has nothing to do with benches.
const STEPS_ASIDE: u32 = 300;

/// At least so many for each function that nothing reaches.
const STEPS_OF_THE_REST: u32 = 2_000;

/// How deep calls and expressions may be in each other.
const DEPTH: u32 = 200;

/// Where functions of the target's own are followed no further.
const CALLS: u32 = 12;

/// The calls in these files, of one bench target, that define benchmarks; by file, then by place.
#[must_use]
pub fn find_sites(files: &[TargetFile]) -> Vec<BenchSite> {
    let mut evaluation = Evaluation {
        files,
        file: 0,
        variables: Vec::new(),
        sites: Vec::new(),
        by_place: FxHashMap::default(),
        visited: FxHashSet::default(),
        entered: Vec::new(),
        constants: FxHashSet::default(),
        steps: STEPS,
        tired: false,
        relevant: relevant_names(files),
        closures: FxHashMap::default(),
        aside: false,
        depth: 0,
        calls: 0,
        branches: 0,
        group: None,
        known_caller: true,
    };
    evaluation.follow_groups();
    evaluation.follow_main();
    evaluation.follow_the_rest();
    let mut sites = evaluation.sites;
    sites.sort_by_key(|site| (site.file, site.name_span.start));
    sites
}

struct Evaluation<'f> {
    files: &'f [TargetFile],
    /// The one whose function is being followed.
    file: usize,
    /// Innermost last.
    variables: Vec<(&'f str, Value<'f>)>,
    sites: Vec<BenchSite>,
    by_place: FxHashMap<(usize, u32), usize>,
    visited: FxHashSet<FunctionIndex>,
    /// Those that are being followed: none is from within itself.
    entered: Vec<FunctionIndex>,
    /// Those that are being evaluated, since one may be made of itself in broken code.
    constants: FxHashSet<(usize, usize)>,
    steps: u32,
    /// The names of functions that have to do with benches.
    relevant: FxHashSet<String>,
    /// The closures that were asked about, by address.
    closures: FxHashMap<usize, bool>,
    /// Whether what is followed has nothing to do with benches.
    aside: bool,
    /// Whether the first [`STEPS`] are used up.
    tired: bool,
    depth: u32,
    calls: u32,
    /// How many branches and `cfg`s stand around what is being followed.
    branches: u32,
    group: Option<(usize, String)>,
    known_caller: bool,
}

impl<'f> Evaluation<'f> {
    fn follow_groups(&mut self) {
        let groups: Vec<(usize, &CriterionGroup)> = self
            .files
            .iter()
            .enumerate()
            .flat_map(|(index, file)| file.source.groups.iter().map(move |group| (index, group)))
            .collect();
        for (file, group) in groups {
            self.group = Some((file, group.name.clone()));
            self.branches = u32::from(group.conditional);
            for path in &group.functions {
                let Some(function) = lookup::function(self.files, (file, &group.module), path) else { continue };
                // The macro gives it a `Criterion`, of whatever type the parameter says.
                self.enter(function, vec![Value::Criterion]);
            }
        }
        self.group = None;
        self.branches = 0;
    }

    fn follow_main(&mut self) {
        let Some(file) = self.files.iter().position(|file| file.module.is_empty()) else { return };
        let main = |function: &Function| function.name == "main" && function.module.is_empty();
        let Some(index) = self.files[file].source.functions.iter().position(main) else { return };
        self.enter((file, index), Vec::new());
    }

    /// What nothing reaches that is known may be reached by a macro.
    fn follow_the_rest(&mut self) {
        self.known_caller = false;
        for file in 0..self.files.len() {
            for (index, function) in self.files[file].source.functions.iter().enumerate() {
                let arguments = || {
                    let of_kind = |kind| match kind {
                        ParameterKind::Criterion => Value::Criterion,
                        ParameterKind::Group => Value::Group(Rc::new(Part::Any)),
                        ParameterKind::Other => Value::Unknown,
                    };
                    function.parameters.iter().map(|parameter| of_kind(parameter.kind)).collect()
                };
                // What takes neither a `Criterion` nor a group may have one in a field.
                if !self.visited.contains(&(file, index)) {
                    self.steps = self.steps.max(STEPS_OF_THE_REST);
                    self.enter((file, index), arguments());
                }
            }
        }
    }

    /// Follows a function with these arguments; others are unknown.
    fn enter(&mut self, (file, index): FunctionIndex, arguments: Vec<Value<'f>>) -> Value<'f> {
        let files = self.files;
        let function = &files[file].source.functions[index];
        self.visited.insert((file, index));
        if self.calls >= CALLS || self.entered.contains(&(file, index)) {
            return Value::Unknown;
        }
        let caller = std::mem::replace(&mut self.file, file);
        let variables = std::mem::take(&mut self.variables);
        self.entered.push((file, index));
        self.calls += 1;
        self.branches += u32::from(function.conditional);
        let mut arguments = arguments.into_iter();
        for parameter in &function.parameters {
            let argument = arguments.next().unwrap_or(Value::Unknown);
            self.bind(&parameter.pattern, argument);
        }
        let relevant = self.relevant.contains(&function.name);
        let value = self.follow(&function.body, relevant);
        self.branches -= u32::from(function.conditional);
        self.calls -= 1;
        self.entered.pop();
        self.variables = variables;
        self.file = caller;
        value
    }

    fn call_closure(&mut self, captured: &Captured<'f>, arguments: &[Value<'f>]) -> Value<'f> {
        if self.calls >= CALLS {
            return Value::Unknown;
        }
        let variables = std::mem::replace(&mut self.variables, captured.variables.clone());
        self.calls += 1;
        for (index, parameter) in captured.closure.parameters.iter().enumerate() {
            self.bind(parameter, arguments.get(index).cloned().unwrap_or(Value::Unknown));
        }
        let address = std::ptr::from_ref(captured.closure).addr();
        let relevant = &self.relevant;
        let relevant = *self.closures.entry(address).or_insert_with(|| mentions(&captured.closure.body, relevant));
        let value = self.follow(&captured.closure.body, relevant);
        self.calls -= 1;
        self.variables = variables;
        value
    }

    /// Evaluates a body; one that has nothing to do with benches, a few steps far.
    fn follow(&mut self, body: &'f Expression, relevant: bool) -> Value<'f> {
        if relevant || self.aside {
            return self.evaluate(body);
        }
        let left = self.steps.min(STEPS_ASIDE);
        let others = self.steps - left;
        self.steps = left;
        self.aside = true;
        let value = self.evaluate(body);
        self.aside = false;
        self.steps += others;
        value
    }

    fn bind(&mut self, pattern: &'f Pattern, value: Value<'f>) {
        match (pattern, value) {
            (Pattern::Name(name, is_mutable), value) => {
                // What is told of it here may not hold any more where it is used; Criterion's own values stay what they are.
                let stays =
                    matches!(value, Value::Criterion | Value::Group(_) | Value::Routines(_) | Value::Closure(_));
                self.variables.push((name, if *is_mutable && !stays { Value::Unknown } else { value }));
            }
            (Pattern::Tuple(patterns), Value::Tuple(values) | Value::List(values))
                if patterns.len() == values.len() =>
            {
                for (pattern, value) in patterns.iter().zip(values.iter()) {
                    self.bind(pattern, value.clone());
                }
            }
            (Pattern::Tuple(patterns), _) => patterns.iter().for_each(|pattern| self.bind(pattern, Value::Unknown)),
            (Pattern::Other(names), _) => {
                self.variables.extend(names.iter().map(|name| (name.as_str(), Value::Unknown)));
            }
        }
    }

    fn evaluate(&mut self, expression: &'f Expression) -> Value<'f> {
        if self.steps == 0 && !self.tired && !self.aside {
            self.tired = true;
            self.steps = STEPS;
        }
        if self.steps == 0 || self.depth >= DEPTH {
            return Value::Unknown;
        }
        self.steps -= 1;
        self.depth += 1;
        let value = self.evaluate_kind(expression);
        self.depth -= 1;
        value
    }

    fn evaluate_kind(&mut self, expression: &'f Expression) -> Value<'f> {
        match expression {
            Expression::Text(text) => Value::text(text),
            Expression::Integer(number) => Value::Integer(*number),
            Expression::Float(number) => Value::Float(*number),
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Path(path) => self.path(path),
            Expression::Call(call) => self.call(call),
            Expression::Method(call) => self.method(call),
            Expression::List(elements) => Value::List(self.all(elements).into()),
            Expression::Tuple(elements) => Value::Tuple(self.all(elements).into()),
            Expression::Field(of, name) => match (self.evaluate(of), name.parse::<usize>()) {
                (Value::Tuple(elements), Ok(index)) => elements.get(index).cloned().unwrap_or(Value::Unknown),
                _ => Value::Unknown,
            },
            Expression::Range(start, end, inclusive) => {
                let (start, end) = (self.evaluate(start), self.evaluate(end));
                iterators::range(&start, &end, *inclusive)
            }
            Expression::Format(pieces) => self.format(pieces),
            Expression::Binary(operator, left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                binary(*operator, &left, &right)
            }
            Expression::Closure(closure) => self.closure(closure),
            Expression::Block(statements) => self.block(statements),
            Expression::Branch(condition, branches) => {
                self.evaluate(condition);
                self.branches += 1;
                for (pattern, branch) in branches {
                    let scope = self.variables.len();
                    self.bind(pattern, Value::Unknown);
                    self.evaluate(branch);
                    self.variables.truncate(scope);
                }
                self.branches -= 1;
                Value::Unknown
            }
            Expression::For(pattern, list, body) => {
                let list = self.evaluate(list);
                let known: &[Value<'f>] = if let Value::List(elements) = &list { elements } else { &[Value::Unknown] };
                let scope = self.variables.len();
                for element in known {
                    let element = if self.tired { Value::Unknown } else { element.clone() };
                    self.bind(pattern, element);
                    self.evaluate(body);
                    self.variables.truncate(scope);
                    if self.tired {
                        break;
                    }
                }
                Value::Unknown
            }
            Expression::Loop(body) => {
                self.branches += 1;
                self.evaluate(body);
                self.branches -= 1;
                Value::Unknown
            }
            Expression::Assign(path, value) => {
                let value = self.evaluate(value);
                let value = if self.branches == 0 { value } else { Value::Unknown };
                if let [name] = &path[..]
                    && let Some((_, variable)) = self.variables.iter_mut().rev().find(|(other, _)| other == name)
                {
                    *variable = match value {
                        value @ (Value::Criterion | Value::Group(_)) => value,
                        _ => Value::Unknown,
                    };
                }
                Value::Unknown
            }
            Expression::Other(parts) => {
                self.all(parts);
                Value::Unknown
            }
        }
    }

    fn all(&mut self, expressions: &'f [Expression]) -> Vec<Value<'f>> {
        expressions.iter().map(|expression| self.evaluate(expression)).collect()
    }

    fn block(&mut self, statements: &'f [Statement]) -> Value<'f> {
        let scope = self.variables.len();
        for statement in statements {
            if let Statement::Item(name, value) = statement {
                let value = self.evaluate(value);
                self.variables.push((name, value));
            }
        }
        let mut last = Value::Unknown;
        for statement in statements {
            last = Value::Unknown;
            match statement {
                Statement::Item(..) => {}
                Statement::Let(pattern, value) => {
                    let value = self.evaluate(value);
                    self.bind(pattern, value);
                }
                Statement::Expression { expression, is_value, conditional } => {
                    self.branches += u32::from(*conditional);
                    let value = self.evaluate(expression);
                    self.branches -= u32::from(*conditional);
                    if *is_value {
                        last = value;
                    }
                }
            }
        }
        self.variables.truncate(scope);
        last
    }

    fn closure(&self, closure: &'f Closure) -> Value<'f> {
        Value::Closure(Rc::new(Captured { closure, variables: self.variables.clone() }))
    }

    fn path(&mut self, path: &'f [String]) -> Value<'f> {
        if let [name] = path
            && let Some((_, value)) = self.variables.iter().rev().find(|(other, _)| other == name)
        {
            return value.clone();
        }
        let Some((file, index)) = lookup::constant(self.files, self.file, path) else { return Value::Unknown };
        if !self.constants.insert((file, index)) {
            return Value::Unknown;
        }
        let files = self.files;
        let caller = std::mem::replace(&mut self.file, file);
        let variables = std::mem::take(&mut self.variables);
        let value = self.evaluate(&files[file].source.constants[index].value);
        self.variables = variables;
        self.file = caller;
        self.constants.remove(&(file, index));
        value
    }

    fn call(&mut self, call: &'f Call) -> Value<'f> {
        let arguments = self.all(&call.arguments);
        if let [name] = &call.function[..]
            && let Some((_, Value::Closure(captured))) =
                self.variables.iter().rev().find(|(other, _)| other == name).cloned()
        {
            return self.call_closure(&captured, &arguments);
        }
        let place = (call.name_span, call.name_span);
        match calls::function(&call.function, place, &arguments) {
            Outcome::Value(value) => return value,
            Outcome::Defines(_) | Outcome::Other => {}
        }
        if let Some(function) = lookup::function(self.files, (self.file, &[]), &call.function) {
            return self.enter(function, arguments);
        }
        let last = call.function.last().map_or("", String::as_str);
        match (last, &arguments[..]) {
            ("black_box" | "Some" | "Ok" | "Box", [value]) => value.clone(),
            ("from", [text @ Value::Text(_)]) => text.clone(),
            ("new", []) if call.function.iter().any(|segment| segment == "String") => Value::text(""),
            _ => {
                self.unknown_callee(&arguments);
                Value::Unknown
            }
        }
    }

    /// Who takes closures may call them, with anything.
    fn unknown_callee(&mut self, arguments: &[Value<'f>]) {
        self.branches += 1;
        for argument in arguments {
            if let Value::Closure(captured) = argument {
                self.call_closure(captured, &[]);
            }
        }
        self.branches -= 1;
    }

    fn method(&mut self, call: &'f MethodCall) -> Value<'f> {
        let receiver = self.evaluate(&call.receiver);
        let arguments = self.all(&call.arguments);
        let place = (call.name_span, call.id_span);
        match calls::method(&receiver, &call.name, place, &arguments) {
            Outcome::Value(value) => return value,
            Outcome::Defines(ids) => {
                for (place, id) in ids {
                    self.define(place, id);
                }
                return receiver;
            }
            Outcome::Other => {}
        }
        if let Value::List(list) = &receiver {
            if let Some(value) = iterators::method(list, &call.name, &arguments) {
                return value;
            }
            if let (name @ ("for_each" | "map" | "flat_map" | "into_iter"), [Value::Closure(captured)]) =
                (call.name.as_str(), &arguments[..])
            {
                let values: Vec<Value<'f>> =
                    list.iter().map(|element| self.call_closure(captured, std::slice::from_ref(element))).collect();
                return if name == "map" { Value::List(values.into()) } else { Value::Unknown };
            }
        }
        match (&receiver, call.name.as_str(), &arguments[..]) {
            (
                Value::Text(_),
                "to_string" | "to_owned" | "into" | "as_str" | "clone" | "as_ref" | "borrow" | "into_owned" | "deref"
                | "into_boxed_str",
                [],
            ) => return receiver,
            (Value::Integer(_) | Value::Float(_) | Value::Bool(_), "to_string", []) => {
                return Value::Text(receiver.display().into());
            }
            (
                Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Tuple(_) | Value::Id(_),
                "clone" | "to_owned" | "into",
                [],
            ) => {
                return receiver;
            }
            (Value::Integer(number), "pow", [Value::Integer(by)]) => {
                let power = u32::try_from(*by).ok().and_then(|by| number.checked_pow(by));
                return power.map_or(Value::Unknown, Value::Integer);
            }
            _ => {}
        }
        // A method of the bench's own: one of that name that takes what Criterion gives.
        let gives = |value: &Value<'_>| matches!(value, Value::Criterion | Value::Group(_));
        if arguments.iter().any(gives)
            && let Some(function) = lookup::method(self.files, &call.name)
        {
            return self.enter(function, arguments);
        }
        self.unknown_callee(&arguments);
        Value::Unknown
    }

    fn define(&mut self, (name_span, id_span): Place, pattern: IdPattern) {
        let file = self.file;
        let sites = &mut self.sites;
        let site = *self.by_place.entry((file, name_span.start)).or_insert_with(|| {
            sites.push(BenchSite { file, name_span, id_span, ids: Vec::new() });
            sites.len() - 1
        });
        let certain = self.branches == 0 && self.known_caller;
        let ids = &mut self.sites[site].ids;
        match ids.iter_mut().find(|id| id.pattern == pattern && id.group == self.group) {
            Some(id) => id.certain |= certain,
            None => ids.push(SiteId { pattern, group: self.group.clone(), certain }),
        }
    }

    fn format(&mut self, pieces: &'f [Formatted]) -> Value<'f> {
        let mut text = Vec::new();
        for piece in pieces {
            match piece {
                Formatted::Text(piece) => text.push(Piece::Text(piece.clone())),
                Formatted::Display(value) => text.extend(self.evaluate(value).display()),
                Formatted::Debug(value) => text.extend(self.evaluate(value).debug()),
                Formatted::Hole => text.push(Piece::Hole),
            }
        }
        text_of(text)
    }
}

fn text_of<'f>(pieces: Vec<Piece>) -> Value<'f> {
    match part_of(pieces) {
        Part::Literal(text) => Value::text(&text),
        Part::Pattern(pieces) => Value::Text(pieces.into()),
        Part::Any | Part::Absent => Value::Text(Rc::new([Piece::Hole])),
    }
}

fn binary<'f>(operator: Operator, left: &Value<'f>, right: &Value<'f>) -> Value<'f> {
    match (operator, left, right) {
        (Operator::Add, Value::Text(_), _) => {
            let mut pieces = left.display();
            pieces.extend(right.display());
            text_of(pieces)
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
