//! What the source of benches says: the functions that define them, and as much of their bodies as decides how the
//! benchmarks are called. Unlike all else in this crate it is read by `syn`, since an id may be put together by any
//! expression; it is read for bench files alone, and on demand. What comes out is plain data with byte offsets, which may
//! be kept and sent to other threads; to follow it is up to who knows all files of a bench.

mod expressions;
mod extent;
mod items;
#[cfg(test)]
mod limit_tests;
mod parse;

use greenlight_files::Span;

pub use items::read_benches;

/// What a file says about benches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BenchFile {
    /// Every function with a body, in the order of the file, methods too.
    pub functions: Vec<Function>,
    /// `const` and `static` items, those in function bodies apart.
    pub constants: Vec<Constant>,
    /// `criterion_group!`.
    pub groups: Vec<CriterionGroup>,
    /// `criterion_main!`.
    pub mains: Vec<CriterionMain>,
    /// Benches of frameworks that save nothing.
    pub attributed: Vec<AttributedBench>,
    /// Whether something else than time may be measured: `with_measurement`, or `Criterion<…>` of anything but `WallTime`.
    pub other_measurement: bool,
    /// Items that could not be parsed, and so are not among the rest.
    pub broken: Vec<Span>,
    /// What was not read since it is over a limit, by place: whether benchmarks are defined there is unknown.
    pub unread: Vec<Unread>,
}

/// A stretch of a bench file that is over a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The item, or the part of it.
    pub span: Span,
    /// Why: `it is nested more than 256 levels deep`.
    pub why: String,
}

/// A function with a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The inline modules above it, outermost first.
    pub module: Vec<String>,
    /// The type or trait whose method it is.
    pub owner: Option<String>,
    /// Its name.
    pub name: String,
    /// The name's place.
    pub name_span: Span,
    /// From its first attribute to its end.
    pub span: Span,
    /// Without `self`.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Expression,
    /// Whether a `cfg` stands on it, or on a module above.
    pub conditional: bool,
}

/// A parameter of a [`Function`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// What it binds.
    pub pattern: Pattern,
    /// What its type says.
    pub kind: ParameterKind,
}

/// What the type of a parameter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// `Criterion`, by reference or not.
    Criterion,
    /// `BenchmarkGroup`.
    Group,
    /// Anything else.
    Other,
}

/// A `const` or `static`.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// The inline modules above it.
    pub module: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Expression,
}

/// A call of `criterion_group!`, of either form.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionGroup {
    /// The inline modules above it.
    pub module: Vec<String>,
    /// The name that it defines.
    pub name: String,
    /// The macro's name.
    pub span: Span,
    /// The paths of its functions.
    pub functions: Vec<Vec<String>>,
    /// Whether a `cfg` stands on it, or on a module above.
    pub conditional: bool,
}

/// A call of `criterion_main!`.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionMain {
    /// The macro's name.
    pub span: Span,
    /// The paths of its groups.
    pub groups: Vec<Vec<String>>,
}

/// A bench that an attribute makes.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributedBench {
    /// Which attribute.
    pub framework: AttributeFramework,
    /// The inline modules above it.
    pub module: Vec<String>,
    /// The function's name, or what the attribute says instead.
    pub name: String,
    /// The function's name in source.
    pub span: Span,
}

/// A framework that finds its benches by an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AttributeFramework {
    /// `#[bench]` of libtest.
    Libtest,
    /// `#[divan::bench]`.
    Divan,
}

/// An expression, as far as it may decide what a benchmark is called. References, dereferences, parentheses, `?`, `.await`,
/// casts and the like are left out: what is below them stands in their place.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A string or character.
    Text(String),
    /// An integer.
    Integer(i128),
    /// A floating-point number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A name, or a path of several; generic arguments are left out.
    Path(Vec<String>),
    /// A call of a path.
    Call(Call),
    /// A call of a method.
    Method(Box<MethodCall>),
    /// An array, a slice, a `vec![…]`.
    List(Vec<Expression>),
    /// A tuple.
    Tuple(Vec<Expression>),
    /// `x.0`, `x.name`.
    Field(Box<Expression>, String),
    /// `a..b`, `a..=b`.
    Range(Box<Expression>, Box<Expression>, bool),
    /// `format!("…", …)`, `concat!(…)`: its pieces, and the arguments that these take.
    Format(Vec<Piece>, Vec<Expression>),
    /// An operator between two operands.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// A closure.
    Closure(Box<Closure>),
    /// A block, with a scope of its own; its value is that of the last statement, if that is an expression.
    Block(Vec<Statement>),
    /// `if` and `match`: what is always evaluated, then what one of is. A branch is the names it binds, and a block.
    Branch(Box<Expression>, Vec<(Pattern, Expression)>),
    /// `for`.
    For(Pattern, Box<Expression>, Box<Expression>),
    /// `while` and `loop`.
    Loop(Box<Expression>),
    /// `x = …`, `x += …`: the name, and what stands behind.
    Assign(Vec<String>, Box<Expression>),
    /// Anything else, with what it holds.
    Other(Vec<Expression>),
}

/// A call of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called.
    pub function: Vec<String>,
    /// The last segment's place.
    pub name_span: Span,
    /// With what.
    pub arguments: Vec<Expression>,
}

/// A call of a method.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodCall {
    /// Of what.
    pub receiver: Expression,
    /// The method.
    pub name: String,
    /// The method's name.
    pub name_span: Span,
    /// With what.
    pub arguments: Vec<Expression>,
    /// Its first argument; at the parenthesis where there is none.
    pub id_span: Span,
}

/// A closure.
#[derive(Clone, Debug, PartialEq)]
pub struct Closure {
    /// What its parameters bind.
    pub parameters: Vec<Pattern>,
    /// What it does.
    pub body: Expression,
}

/// A statement of a block.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `let`. Without a value it is [`Expression::Other`].
    Let(Pattern, Expression),
    /// `const`, `static` or `fn`, which is like a closure; known in all of the block.
    Item(String, Expression),
    /// An expression.
    Expression {
        /// The expression.
        expression: Expression,
        /// Whether no semicolon follows: the last one's is the value of its block.
        is_value: bool,
        /// Whether a `cfg` stands on it.
        conditional: bool,
    },
}

/// What a pattern binds.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// The whole; whether by `mut`, so that it may become something else.
    Name(String, bool),
    /// An element each of a tuple, array or slice without `..`.
    Tuple(Vec<Pattern>),
    /// Something in it: of these names nothing is known.
    Other(Vec<String>),
}

/// A part of what is formatted.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text, with its escapes resolved.
    Text(String),
    /// What `Display` makes of an argument, by its index.
    Display(usize),
    /// The same with `{:?}`.
    Debug(usize),
    /// Anything.
    Hole,
}

/// An operator that values are known of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`, of text too.
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `<<`
    ShiftLeft,
    /// Any other.
    Other,
}
