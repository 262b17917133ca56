//! Following the functions of a bench target.

mod ids;
mod texts;

use std::rc::Rc;

use greenlight_files::Limit;
use greenlight_syntax::benches::{
    Call, Closure, CriterionGroup, Expression, Function, MethodCall, ParameterKind, Pattern, Statement,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::{self, Outcome};
use super::lookup::{FunctionIndex, Items};
use super::relevance::{mentions, relevant_names};
use super::value::{Captured, Value};
use super::{BenchSite, FoundSites, TargetFile, iterators};
use crate::identity::{IdPattern, Part};
use crate::limits;

/// How many expressions are looked at, so that loops within loops end. After that, loops are gone through once, with nothing
/// known of their elements; and after as many again, nothing is.
const STEPS: u32 = limits::MAX_STEPS;

/// So many for a function or closure that has nothing to do with benches.
const STEPS_ASIDE: u32 = 300;

/// At least so many for each function that nothing reaches.
const STEPS_OF_THE_REST: u32 = 2_000;

/// And so many for all of them.
const STEPS_OF_ALL_THE_REST: u32 = 5 * STEPS;

/// The calls in these files, of one bench target, that define benchmarks.
#[must_use]
pub fn find_sites(files: &[TargetFile]) -> FoundSites {
    let mut evaluation = Evaluation {
        files,
        file: 0,
        variables: Vec::new(),
        sites: Vec::new(),
        by_place: FxHashMap::default(),
        by_id: FxHashMap::default(),
        open_sites: FxHashSet::default(),
        id_bytes: 0,
        exceeded: Vec::new(),
        visited: FxHashSet::default(),
        entered: Vec::new(),
        constants: FxHashSet::default(),
        items: Items::new(files),
        steps: STEPS,
        rest: STEPS_OF_ALL_THE_REST,
        tired: false,
        relevant: relevant_names(files),
        closures: FxHashMap::default(),
        aside: false,
        depth: 0,
        calls: 0,
        branches: 0,
        group: None,
        group_number: 0,
        known_caller: true,
    };
    evaluation.follow_groups();
    evaluation.follow_main();
    evaluation.follow_the_rest();
    let used = STEPS - if evaluation.tired { 0 } else { evaluation.steps.min(STEPS) };
    limits::EVALUATION_STEPS.allows(u64::from(used) + u64::from(evaluation.tired));
    let mut sites = evaluation.sites;
    sites.sort_by_key(|site| (site.file, site.name_span.start));
    let unfinished =
        evaluation.exceeded.iter().map(|limit| format!("there are more than {} {}", limit.max, limit.what));
    FoundSites { sites, unfinished: unfinished.collect() }
}

struct Evaluation<'f> {
    files: &'f [TargetFile],
    /// The one whose function is being followed.
    file: usize,
    /// Innermost last.
    variables: Vec<(&'f str, Value<'f>)>,
    sites: Vec<BenchSite>,
    by_place: FxHashMap<(usize, u32), usize>,
    /// Which of a site's ids each is, by the number of its group.
    by_id: FxHashMap<(usize, u32, IdPattern), usize>,
    /// Sites with more ids than are kept.
    open_sites: FxHashSet<usize>,
    id_bytes: u64,
    items: Items<'f>,
    /// The limits that were met.
    exceeded: Vec<&'static Limit>,
    visited: FxHashSet<FunctionIndex>,
    /// Those that are being followed: none is from within itself.
    entered: Vec<FunctionIndex>,
    /// Those that are being evaluated, since one may be made of itself in broken code.
    constants: FxHashSet<(usize, usize)>,
    steps: u32,
    /// What is left for functions that nothing reaches.
    rest: u32,
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
    /// Which group that is; 0 for none.
    group_number: u32,
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
            self.group_number += 1;
            self.branches = u32::from(group.conditional);
            for path in &group.functions {
                let Some(function) = self.items.function((file, &group.module), path) else { continue };
                // The macro gives it a `Criterion`, of whatever type the parameter says.
                self.enter(function, vec![Value::Criterion]);
            }
        }
        self.group = None;
        self.group_number = 0;
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
                    let more = STEPS_OF_THE_REST.saturating_sub(self.steps).min(self.rest);
                    self.rest -= more;
                    self.steps += more;
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
        if self.entered.contains(&(file, index)) || !self.allows(&limits::EVALUATION_CALLS, u64::from(self.calls) + 1) {
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
        if !self.allows(&limits::EVALUATION_CALLS, u64::from(self.calls) + 1) {
            return Value::Unknown;
        }
        self.spend(captured.variables.len() / 8);
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
        if self.steps == 0 {
            self.allows(&limits::EVALUATION_STEPS, limits::EVALUATION_STEPS.max + 1);
            return Value::Unknown;
        }
        if !self.allows(&limits::EVALUATION_DEPTH, u64::from(self.depth) + 1) {
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
            Expression::Text(text) => self.text(text),
            Expression::Integer(number) => Value::Integer(*number),
            Expression::Float(number) => Value::Float(*number),
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Path(path) => self.path(path),
            Expression::Call(call) => self.call(call),
            Expression::Method(call) => self.method(call),
            Expression::List(elements) if elements.len() as u64 > limits::LIST_ELEMENTS.max => Value::Unknown,
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
            Expression::Format(pieces, values) => self.format(pieces, values),
            Expression::Binary(operator, left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                self.binary(*operator, &left, &right)
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

    fn closure(&mut self, closure: &'f Closure) -> Value<'f> {
        self.spend(self.variables.len() / 8);
        Value::Closure(Rc::new(Captured { closure, variables: self.variables.clone() }))
    }

    fn path(&mut self, path: &'f [String]) -> Value<'f> {
        if let [name] = path
            && let Some(value) = self.variable(name)
        {
            return value;
        }
        let Some((file, index)) = self.items.constant(self.file, path) else { return Value::Unknown };
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
            && let Some(Value::Closure(captured)) = self.variable(name)
        {
            return self.call_closure(&captured, &arguments);
        }
        let place = (call.name_span, call.name_span);
        match calls::function(&call.function, place, &arguments) {
            Outcome::Value(value) => return value,
            Outcome::Defines(_) | Outcome::Other => {}
        }
        if let Some(function) = self.items.function((self.file, &[]), &call.function) {
            return self.enter(function, arguments);
        }
        let last = call.function.last().map_or("", String::as_str);
        match (last, &arguments[..]) {
            ("black_box" | "Some" | "Ok" | "Box", [value]) => value.clone(),
            ("from", [text @ Value::Text(_)]) => text.clone(),
            ("new", []) if call.function.iter().any(|segment| segment == "String") => self.text(""),
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
            Outcome::Value(value) => {
                if let Value::Routines(routines) = &value {
                    self.spend(routines.routines.len());
                }
                return value;
            }
            Outcome::Defines(ids) => {
                self.spend(ids.len());
                for (place, id) in ids {
                    self.define(place, id);
                }
                return receiver;
            }
            Outcome::Other => {}
        }
        if let Value::List(list) = &receiver {
            if let Some(value) = iterators::method(list, &call.name, &arguments) {
                self.spend(list.len() / 4);
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
            && let Some(function) = self.items.method(&call.name)
        {
            return self.enter(function, arguments);
        }
        self.unknown_callee(&arguments);
        Value::Unknown
    }

    fn variable(&mut self, name: &str) -> Option<Value<'f>> {
        let at = self.variables.iter().rposition(|(other, _)| *other == name);
        // To go through thousands is not a step alone.
        self.spend((self.variables.len() - at.unwrap_or(0)) / 32);
        at.map(|at| self.variables[at].1.clone())
    }

    fn spend(&mut self, steps: usize) {
        self.steps = self.steps.saturating_sub(u32::try_from(steps).unwrap_or(u32::MAX));
    }

    /// As [`Limit::allows`], and what is not allowed is said of the target.
    fn allows(&mut self, limit: &'static Limit, used: u64) -> bool {
        // No benchmark is defined there.
        if self.aside {
            return used <= limit.max;
        }
        let allowed = limit.allows(used);
        if !allowed && !self.exceeded.iter().any(|other| std::ptr::eq(*other, limit)) {
            self.exceeded.push(limit);
        }
        allowed
    }
}
