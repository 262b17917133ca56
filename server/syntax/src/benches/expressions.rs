//! `syn`'s expressions, as far as they may decide an id.

use std::cell::Cell;

use greenlight_files::Span;
use proc_macro2::{TokenStream, TokenTree};
use rustc_hash::FxHashMap;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Lit, Member, Pat, Stmt, Token};

use super::extent::Place;
use super::{Call, Closure, Expression, MethodCall, Operator, Pattern, Piece, Statement};
use crate::limits;

/// Reads parts of a text.
#[derive(Clone, Copy)]
pub(super) struct Reader<'p> {
    /// How many bytes after the file's the text starts.
    pub(super) offset: usize,
    /// Where its tokens are.
    pub(super) places: &'p [Place],
    /// How many macro calls are around what is read.
    pub(super) macros: u64,
    /// Set if something was left out, being in too many macro calls.
    pub(super) cut: &'p Cell<bool>,
}

impl Reader<'_> {
    pub(super) fn span(self, of: proc_macro2::Span) -> Span {
        let range = of.byte_range();
        Span { start: (range.start + self.offset) as u32, end: (range.end + self.offset) as u32 }
    }

    pub(super) fn expression(self, expression: &Expr) -> Expression {
        match expression {
            Expr::Lit(it) => literal(&it.lit),
            Expr::Path(it) => Expression::Path(path_of(&it.path)),
            Expr::Reference(it) => self.expression(&it.expr),
            Expr::Paren(it) => self.expression(&it.expr),
            Expr::Group(it) => self.expression(&it.expr),
            Expr::Try(it) => self.expression(&it.expr),
            Expr::Await(it) => self.expression(&it.base),
            Expr::Cast(it) => self.expression(&it.expr),
            Expr::Unary(it) => match it.op {
                syn::UnOp::Deref(_) => self.expression(&it.expr),
                syn::UnOp::Neg(_) => match self.expression(&it.expr) {
                    Expression::Integer(number) => Expression::Integer(-number),
                    Expression::Float(number) => Expression::Float(-number),
                    other => Expression::Other(vec![other]),
                },
                _ => Expression::Other(vec![self.expression(&it.expr)]),
            },
            Expr::Array(it) => Expression::List(self.all(&it.elems)),
            Expr::Tuple(it) => Expression::Tuple(self.all(&it.elems)),
            Expr::Field(it) => {
                let member = match &it.member {
                    Member::Named(name) => name.to_string(),
                    Member::Unnamed(index) => index.index.to_string(),
                };
                Expression::Field(Box::new(self.expression(&it.base)), member)
            }
            Expr::Range(it) => match (&it.start, &it.end) {
                (Some(start), Some(end)) => Expression::Range(
                    Box::new(self.expression(start)),
                    Box::new(self.expression(end)),
                    matches!(it.limits, syn::RangeLimits::Closed(_)),
                ),
                (start, end) => {
                    Expression::Other(start.iter().chain(end).map(|bound| self.expression(bound)).collect())
                }
            },
            Expr::Binary(it) => self.binary(it),
            Expr::Assign(it) => match self.expression(&it.left) {
                Expression::Path(path) => Expression::Assign(path, Box::new(self.expression(&it.right))),
                left => Expression::Other(vec![left, self.expression(&it.right)]),
            },
            Expr::Closure(it) => Expression::Closure(Box::new(Closure {
                parameters: it.inputs.iter().map(pattern).collect(),
                body: self.expression(&it.body),
            })),
            Expr::Block(it) => self.block(&it.block),
            Expr::Unsafe(it) => self.block(&it.block),
            Expr::Async(it) => self.block(&it.block),
            Expr::Const(it) => self.block(&it.block),
            Expr::If(it) => self.if_expression(it),
            Expr::Match(it) => {
                let arms = it.arms.iter().map(|arm| (pattern(&arm.pat), self.expression(&arm.body)));
                Expression::Branch(Box::new(self.expression(&it.expr)), arms.collect())
            }
            Expr::ForLoop(it) => {
                Expression::For(pattern(&it.pat), Box::new(self.expression(&it.expr)), Box::new(self.block(&it.body)))
            }
            Expr::While(it) => {
                Expression::Loop(Box::new(Expression::Other(vec![self.expression(&it.cond), self.block(&it.body)])))
            }
            Expr::Loop(it) => Expression::Loop(Box::new(self.block(&it.body))),
            Expr::Call(it) => self.call(it),
            Expr::MethodCall(it) => {
                let id_span = self.first_argument(it);
                Expression::Method(Box::new(MethodCall {
                    receiver: self.expression(&it.receiver),
                    name: it.method.to_string(),
                    name_span: self.span(it.method.span()),
                    arguments: self.all(&it.args),
                    id_span,
                }))
            }
            Expr::Macro(it) => self.macro_call(&it.mac),
            Expr::Index(it) => Expression::Other(vec![self.expression(&it.expr), self.expression(&it.index)]),
            Expr::Return(it) => Expression::Other(it.expr.iter().map(|value| self.expression(value)).collect()),
            Expr::Break(it) => Expression::Other(it.expr.iter().map(|value| self.expression(value)).collect()),
            Expr::Let(it) => Expression::Other(vec![self.expression(&it.expr)]),
            Expr::Repeat(it) => Expression::Other(vec![self.expression(&it.expr)]),
            Expr::Struct(it) => Expression::Other(it.fields.iter().map(|field| self.expression(&field.expr)).collect()),
            _ => Expression::Other(Vec::new()),
        }
    }

    /// The span of the first argument; without one, an empty span at the closing parenthesis. It is looked up in the token
    /// positions that are already there: asking `syn` for an argument's span turns the argument into tokens each time.
    fn first_argument(self, it: &syn::ExprMethodCall) -> Span {
        let close = it.paren_token.span.close().byte_range().start as u32;
        let first = it.args.pairs().next().map(|pair| match pair.punct() {
            Some(comma) => comma.span.byte_range().start as u32,
            None => close,
        });
        let after_open = it.paren_token.span.open().byte_range().end as u32;
        let index = |at: u32| self.places.partition_point(|&(start, _)| start < at);
        let (start, end) = first.map_or((close, close), |end| {
            let start = self.places.get(index(after_open)).map_or(close, |&(start, _)| start);
            let last = index(end).checked_sub(1).map_or(close, |last| self.places[last].1);
            (start, last.max(start))
        });
        let at = |place: u32| place + self.offset as u32;
        Span { start: at(start), end: at(end) }
    }

    fn all(self, expressions: &Punctuated<Expr, Token![,]>) -> Vec<Expression> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }

    fn binary(self, it: &syn::ExprBinary) -> Expression {
        let (left, right) = (self.expression(&it.left), self.expression(&it.right));
        let assigns = matches!(
            it.op,
            BinOp::AddAssign(_)
                | BinOp::SubAssign(_)
                | BinOp::MulAssign(_)
                | BinOp::DivAssign(_)
                | BinOp::RemAssign(_)
                | BinOp::ShlAssign(_)
                | BinOp::ShrAssign(_)
                | BinOp::BitAndAssign(_)
                | BinOp::BitOrAssign(_)
                | BinOp::BitXorAssign(_)
        );
        let operator = match it.op {
            _ if assigns => {
                return match left {
                    Expression::Path(path) => Expression::Assign(path, Box::new(Expression::Other(vec![right]))),
                    left => Expression::Other(vec![left, right]),
                };
            }
            BinOp::Add(_) => Operator::Add,
            BinOp::Sub(_) => Operator::Subtract,
            BinOp::Mul(_) => Operator::Multiply,
            BinOp::Div(_) => Operator::Divide,
            BinOp::Shl(_) => Operator::ShiftLeft,
            _ => Operator::Other,
        };
        Expression::Binary(operator, Box::new(left), Box::new(right))
    }

    fn if_expression(self, it: &syn::ExprIf) -> Expression {
        let bound = match &*it.cond {
            Expr::Let(condition) => pattern(&condition.pat),
            _ => Pattern::Other(Vec::new()),
        };
        let mut branches = vec![(bound, self.block(&it.then_branch))];
        if let Some((_, otherwise)) = &it.else_branch {
            branches.push((Pattern::Other(Vec::new()), self.expression(otherwise)));
        }
        Expression::Branch(Box::new(self.expression(&it.cond)), branches)
    }

    fn call(self, it: &syn::ExprCall) -> Expression {
        let arguments = self.all(&it.args);
        let Expr::Path(function) = &*it.func else {
            return Expression::Other(std::iter::once(self.expression(&it.func)).chain(arguments).collect());
        };
        let name_span = function.path.segments.last().map_or_else(|| function.span(), |last| last.ident.span());
        Expression::Call(Call { function: path_of(&function.path), name_span: self.span(name_span), arguments })
    }

    pub(super) fn block(self, block: &syn::Block) -> Expression {
        Expression::Block(block.stmts.iter().filter_map(|statement| self.statement(statement)).collect())
    }

    fn statement(self, statement: &Stmt) -> Option<Statement> {
        Some(match statement {
            Stmt::Local(local) => {
                let value = local
                    .init
                    .as_ref()
                    .map_or_else(|| Expression::Other(Vec::new()), |init| self.expression(&init.expr));
                Statement::Let(pattern(&local.pat), value)
            }
            Stmt::Item(syn::Item::Const(item)) => Statement::Item(item.ident.to_string(), self.expression(&item.expr)),
            Stmt::Item(syn::Item::Static(item)) => Statement::Item(item.ident.to_string(), self.expression(&item.expr)),
            Stmt::Item(syn::Item::Fn(item)) => {
                // A function within a function is called like a closure that captures nothing.
                let parameters = item.sig.inputs.iter().filter_map(|input| match input {
                    syn::FnArg::Typed(typed) => Some(pattern(&typed.pat)),
                    syn::FnArg::Receiver(_) => None,
                });
                let closure = Closure { parameters: parameters.collect(), body: self.block(&item.block) };
                Statement::Item(item.sig.ident.to_string(), Expression::Closure(Box::new(closure)))
            }
            Stmt::Item(_) => return None,
            Stmt::Expr(expression, semicolon) => Statement::Expression {
                conditional: attributes_of(expression).iter().any(super::items::is_cfg),
                expression: self.expression(expression),
                is_value: semicolon.is_none(),
            },
            Stmt::Macro(it) => Statement::Expression {
                conditional: it.attrs.iter().any(super::items::is_cfg),
                expression: self.macro_call(&it.mac),
                is_value: it.semi_token.is_none(),
            },
        })
    }

    fn macro_call(mut self, it: &syn::Macro) -> Expression {
        self.macros += 1;
        if !limits::BENCH_MACRO_NESTING.allows(self.macros) {
            self.cut.set(true);
            return Expression::Other(Vec::new());
        }
        let name = it.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let arguments = || Punctuated::<Expr, Token![,]>::parse_terminated.parse2(it.tokens.clone()).ok();
        match name.as_str() {
            "vec" => arguments().map_or(Expression::Other(Vec::new()), |list| Expression::List(self.all(&list))),
            "format" | "format_args" => arguments()
                .and_then(|list| self.format(&list))
                .unwrap_or(Expression::Format(vec![Piece::Hole], Vec::new())),
            "concat" => {
                let parts: Vec<Expression> =
                    arguments().into_iter().flatten().map(|part| self.expression(&part)).collect();
                Expression::Format((0..parts.len()).map(Piece::Display).collect(), parts)
            }
            "stringify" => stringified(it.tokens.clone()).map_or(Expression::Other(Vec::new()), Expression::Text),
            // What a macro does with its arguments is unknown; calls among them may well be made.
            _ => Expression::Other(arguments().map(|list| self.all(&list)).unwrap_or_default()),
        }
    }

    /// The arguments of `format!`, by the grammar of `std::fmt`.
    fn format(self, arguments: &Punctuated<Expr, Token![,]>) -> Option<Expression> {
        let mut arguments = arguments.iter();
        let Expr::Lit(syn::ExprLit { lit: Lit::Str(template), .. }) = arguments.next()? else { return None };
        // Positional ones first, then those that have a name, then names that only the template says.
        let mut named: FxHashMap<String, usize> = FxHashMap::default();
        let mut values = Vec::new();
        let mut positional = 0;
        for argument in arguments {
            match argument {
                Expr::Assign(it) => {
                    if let Expr::Path(name) = &*it.left {
                        named.entry(path_of(&name.path).join("::")).or_insert(values.len());
                        values.push(self.expression(&it.right));
                    }
                }
                other if named.is_empty() => {
                    positional += 1;
                    values.push(self.expression(other));
                }
                // rustc wants them before those with a name.
                _ => return None,
            }
        }
        let template = template.value();
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut next = 0;
        let mut rest = template.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '{' | '}' if rest.peek() == Some(&character) => {
                    rest.next();
                    text.push(character);
                }
                '{' => {
                    let hole: String = rest.by_ref().take_while(|&character| character != '}').collect();
                    let (argument, specification) = hole.split_once(':').unwrap_or((&hole, ""));
                    let argument = argument.trim();
                    let value = match argument.parse::<usize>() {
                        Ok(index) => Some(index).filter(|&index| index < positional),
                        Err(_) if argument.is_empty() => {
                            next += 1;
                            Some(next - 1).filter(|&index| index < positional)
                        }
                        Err(_) => Some(*named.entry(argument.to_owned()).or_insert_with(|| {
                            values.push(Expression::Path(vec![argument.to_owned()]));
                            values.len() - 1
                        })),
                    };
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    // A width taken from an argument uses one up, which is not followed.
                    pieces.push(match (specification.trim(), value) {
                        ("", Some(value)) => Piece::Display(value),
                        ("?", Some(value)) => Piece::Debug(value),
                        (specification, _) if specification.contains(".*") => return None,
                        _ => Piece::Hole,
                    });
                }
                character => text.push(character),
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Some(Expression::Format(pieces, values))
    }
}

fn literal(literal: &Lit) -> Expression {
    match literal {
        Lit::Str(text) => Expression::Text(text.value()),
        Lit::Char(character) => Expression::Text(character.value().to_string()),
        Lit::Int(number) if matches!(number.suffix(), "f32" | "f64") => {
            number.base10_digits().parse().map_or(Expression::Other(Vec::new()), Expression::Float)
        }
        Lit::Int(number) => number.base10_parse().map_or(Expression::Other(Vec::new()), Expression::Integer),
        Lit::Float(number) => number.base10_parse().map_or(Expression::Other(Vec::new()), Expression::Float),
        Lit::Bool(value) => Expression::Bool(value.value),
        _ => Expression::Other(Vec::new()),
    }
}

pub(super) fn path_of(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

pub(super) fn pattern(pattern: &Pat) -> Pattern {
    match pattern {
        Pat::Ident(it) if it.subpat.is_none() => Pattern::Name(it.ident.to_string(), it.mutability.is_some()),
        Pat::Reference(it) => self::pattern(&it.pat),
        Pat::Paren(it) => self::pattern(&it.pat),
        Pat::Type(it) => self::pattern(&it.pat),
        Pat::Tuple(it) if it.elems.iter().all(is_element) => {
            Pattern::Tuple(it.elems.iter().map(self::pattern).collect())
        }
        Pat::Slice(it) if it.elems.iter().all(is_element) => {
            Pattern::Tuple(it.elems.iter().map(self::pattern).collect())
        }
        Pat::Wild(_) => Pattern::Other(Vec::new()),
        other => Pattern::Other(names_in(other)),
    }
}

fn is_element(pattern: &Pat) -> bool {
    !matches!(pattern, Pat::Rest(_))
}

/// The names that a pattern binds, anywhere in it.
fn names_in(pattern: &Pat) -> Vec<String> {
    #[derive(Default)]
    struct Names(Vec<String>);
    impl<'ast> syn::visit::Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
            self.0.push(it.ident.to_string());
            syn::visit::visit_pat_ident(self, it);
        }
    }
    let mut names = Names::default();
    syn::visit::Visit::visit_pat(&mut names, pattern);
    names.0
}

/// What `stringify!` makes of a single token; how several are spaced is not promised.
fn stringified(tokens: TokenStream) -> Option<String> {
    let mut tokens = tokens.into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(token @ (TokenTree::Ident(_) | TokenTree::Literal(_))), None) => Some(token.to_string()),
        _ => None,
    }
}

fn attributes_of(expression: &Expr) -> &[syn::Attribute] {
    match expression {
        Expr::Block(it) => &it.attrs,
        Expr::Call(it) => &it.attrs,
        Expr::ForLoop(it) => &it.attrs,
        Expr::If(it) => &it.attrs,
        Expr::Loop(it) => &it.attrs,
        Expr::Macro(it) => &it.attrs,
        Expr::Match(it) => &it.attrs,
        Expr::MethodCall(it) => &it.attrs,
        Expr::Unsafe(it) => &it.attrs,
        Expr::While(it) => &it.attrs,
        _ => &[],
    }
}
