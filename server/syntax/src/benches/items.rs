//! The items of a bench file. A file that does not parse as a whole is read item by item, by the rule of recovery that the
//! rest of the crate has: what starts an item at the left margin ends what was open.

use std::cell::Cell;

use greenlight_files::Span;
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Item, Type};

use super::expressions::{Reader, path_of, pattern};
use super::parse::{self, Failure, Parsed};
use super::{
    AttributeFramework, AttributedBench, BenchFile, Constant, CriterionGroup, CriterionMain, Function, Parameter,
    ParameterKind, Unread,
};
use crate::limits;

/// Reads a bench file. Never fails: what cannot be parsed is listed as broken, and what is over a limit as unread.
#[must_use]
pub fn read_benches(text: &str) -> BenchFile {
    let mut file = BenchFile::default();
    let start = start_of_code(text);
    let whole = Span { start: start as u32, end: text.len() as u32 };
    if let Err(failure) = read_piece(text, whole, &mut file) {
        let mut bytes = 0;
        for piece in pieces(text, start) {
            bytes += piece.range().len() as u64;
            if !limits::BENCH_FILE_BYTES.allows(bytes) {
                let why = format!("it is beyond the first {} bytes of the file's items", limits::BENCH_FILE_BYTES.max);
                file.unread.push(Unread { span: Span { start: piece.start, end: whole.end }, why });
                break;
            }
            match read_piece(text, piece, &mut file) {
                Ok(()) => {}
                Err(Failure::Syntax) => file.broken.push(piece),
                Err(Failure::Limit(why)) => file.unread.push(Unread { span: piece, why }),
            }
        }
        // It may have been cut where no item starts, and then none of its pieces says so.
        if let Failure::Limit(why) = failure
            && file.unread.is_empty()
            && !file.broken.is_empty()
        {
            file.unread.push(Unread { span: whole, why });
        }
    }
    file
}

/// Adds what this stretch of the text says, if it is made of whole items.
fn read_piece(text: &str, piece: Span, file: &mut BenchFile) -> Result<(), Failure> {
    let read = parse::items(&text[piece.range()]).map(|Parsed { items, places }| {
        let cut = Cell::new(false);
        let reader = Reader { offset: piece.start as usize, places: &places, macros: 0, cut: &cut };
        ItemReader::new(reader, &items).read(&items, file);
        if cut.get() {
            let why = format!("macro calls are nested more than {} deep", limits::BENCH_MACRO_NESTING.max);
            file.unread.push(Unread { span: piece, why });
        }
    });
    // It keeps every text that this thread parsed, to resolve spans that nobody has any more.
    proc_macro2::extra::invalidate_current_thread_spans();
    read
}

/// Behind a byte order mark and a line `#!…` that is no attribute, which the compiler passes over too.
fn start_of_code(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let code = &text[start..];
    match code.strip_prefix("#!") {
        Some(rest) if !rest.trim_start().starts_with('[') => start + code.find('\n').unwrap_or(code.len()),
        _ => start,
    }
}

/// The text from `start` on, cut where an item starts at the left margin.
fn pieces(text: &str, start: usize) -> Vec<Span> {
    const STARTS: [&str; 14] = [
        "#[",
        "pub",
        "use ",
        "fn ",
        "async ",
        "const ",
        "static ",
        "mod ",
        "struct ",
        "enum ",
        "impl",
        "trait ",
        "type ",
        "criterion_",
    ];
    let mut cuts = vec![start];
    let mut offset = start;
    let mut after_attribute = false;
    for line in text[start..].split_inclusive('\n') {
        let starts = STARTS.iter().any(|word| line.starts_with(word));
        if starts && !after_attribute && offset > start {
            cuts.push(offset);
        }
        // An item starts with its attributes, which may take several lines.
        if starts || !line.trim().is_empty() {
            after_attribute = line.starts_with("#[") || (after_attribute && !starts);
        }
        offset += line.len();
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| Span { start: pair[0] as u32, end: pair[1] as u32 }).collect()
}

pub(super) fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}

/// What holds for a text's items.
struct ItemReader<'p> {
    reader: Reader<'p>,
    /// What `use … as …` and `type …` call Criterion's types.
    criterion: Vec<String>,
    group: Vec<String>,
}

/// Where an item stands.
#[derive(Clone, Default)]
struct Place {
    module: Vec<String>,
    owner: Option<String>,
    conditional: bool,
}

impl<'p> ItemReader<'p> {
    fn new(reader: Reader<'p>, items: &[Item]) -> ItemReader<'p> {
        let mut reader =
            ItemReader { reader, criterion: vec!["Criterion".to_owned()], group: vec!["BenchmarkGroup".to_owned()] };
        for item in items {
            match item {
                Item::Use(item) => reader.renamed(&item.tree),
                Item::Type(item) => match reader.kind(&item.ty) {
                    ParameterKind::Criterion => reader.criterion.push(item.ident.to_string()),
                    ParameterKind::Group => reader.group.push(item.ident.to_string()),
                    ParameterKind::Other => {}
                },
                _ => {}
            }
        }
        reader
    }

    fn renamed(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => self.renamed(&path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.renamed(tree)),
            syn::UseTree::Rename(renamed) if renamed.ident == "Criterion" => {
                self.criterion.push(renamed.rename.to_string());
            }
            syn::UseTree::Rename(renamed) if renamed.ident == "BenchmarkGroup" => {
                self.group.push(renamed.rename.to_string());
            }
            _ => {}
        }
    }

    fn read(&self, items: &[Item], file: &mut BenchFile) {
        self.read_in(items, &Place::default(), file);
    }

    fn read_in(&self, items: &[Item], place: &Place, file: &mut BenchFile) {
        for item in items {
            match item {
                Item::Fn(item) => {
                    self.function(&item.attrs, &item.sig, Some(&item.block), item.span(), place, file);
                }
                Item::Impl(item) => {
                    let mut place = place.below(None, &item.attrs);
                    place.owner = type_name(&item.self_ty);
                    for member in &item.items {
                        if let syn::ImplItem::Fn(it) = member {
                            self.function(&it.attrs, &it.sig, Some(&it.block), it.span(), &place, file);
                        }
                    }
                }
                Item::Trait(item) => {
                    let mut place = place.below(None, &item.attrs);
                    place.owner = Some(item.ident.to_string());
                    for member in &item.items {
                        if let syn::TraitItem::Fn(it) = member {
                            self.function(&it.attrs, &it.sig, it.default.as_ref(), it.span(), &place, file);
                        }
                    }
                }
                Item::Mod(item) => {
                    let place = place.below(Some(item.ident.to_string()), &item.attrs);
                    if let Some((_, items)) = &item.content {
                        self.read_in(items, &place, file);
                    }
                }
                Item::Const(item) => self.constant(item.ident.to_string(), &item.expr, place, file),
                Item::Static(item) => self.constant(item.ident.to_string(), &item.expr, place, file),
                Item::Macro(item) => self.macro_call(item, place, file),
                _ => {}
            }
        }
    }

    fn constant(&self, name: String, value: &syn::Expr, place: &Place, file: &mut BenchFile) {
        file.constants.push(Constant { module: place.module.clone(), name, value: self.reader.expression(value) });
    }

    fn function(
        &self,
        attributes: &[Attribute],
        signature: &syn::Signature,
        body: Option<&syn::Block>,
        span: proc_macro2::Span,
        place: &Place,
        file: &mut BenchFile,
    ) {
        let Some(body) = body else { return };
        let place = place.below(None, attributes);
        let name_span = self.reader.span(signature.ident.span());
        let name = signature.ident.to_string();
        file.attributed.extend(attributes.iter().filter_map(|attribute| {
            let (framework, given) = attribute_bench(attribute)?;
            let name = given.unwrap_or_else(|| name.clone());
            Some(AttributedBench { framework, module: place.module.clone(), name, span: name_span })
        }));
        let parameters = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(Parameter { pattern: pattern(&typed.pat), kind: self.kind(&typed.ty) }),
            FnArg::Receiver(_) => None,
        });
        file.other_measurement |= signature.inputs.iter().any(|input| match input {
            FnArg::Typed(typed) => self.measures_otherwise(&typed.ty),
            FnArg::Receiver(_) => false,
        });
        file.functions.push(Function {
            module: place.module.clone(),
            owner: place.owner.clone(),
            name,
            name_span,
            span: self.reader.span(span),
            parameters: parameters.collect(),
            body: self.reader.block(body),
            conditional: place.conditional,
        });
    }

    fn kind(&self, of: &Type) -> ParameterKind {
        match without_reference(of).and_then(|path| path.segments.last()) {
            Some(last) if self.criterion.iter().any(|name| last.ident == name) => ParameterKind::Criterion,
            Some(last) if self.group.iter().any(|name| last.ident == name) => ParameterKind::Group,
            _ => ParameterKind::Other,
        }
    }

    /// Whether the type is a `Criterion` of something else than time; a generic one may be of time.
    fn measures_otherwise(&self, of: &Type) -> bool {
        let Some(last) = without_reference(of).and_then(|path| path.segments.last()) else { return false };
        let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
        let measurement = arguments.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::Type(Type::Path(path)) => path.path.segments.last(),
            _ => None,
        });
        self.kind(of) == ParameterKind::Criterion
            && measurement.is_some_and(|measurement| {
                let name = measurement.ident.to_string();
                name != "WallTime" && name.len() > 1
            })
    }

    fn macro_call(&self, item: &syn::ItemMacro, place: &Place, file: &mut BenchFile) {
        let place = place.below(None, &item.attrs);
        let Some(last) = item.mac.path.segments.last() else { return };
        let span = self.reader.span(last.ident.span());
        match last.ident.to_string().as_str() {
            "criterion_group" => {
                let parts = split(&item.mac.tokens, &[',', ';']);
                file.other_measurement |= item.mac.tokens.to_string().contains("with_measurement");
                let mut name = None;
                let mut functions = Vec::new();
                // `name = …; config = …; targets = a, b`, or `name, a, b`.
                let is_named = parts.iter().any(|part| keyed(part, "targets").is_some());
                let mut in_targets = !is_named;
                for part in &parts {
                    if let Some(value) = keyed(part, "name").filter(|_| is_named) {
                        name = path_in(value).and_then(|path| path.last().cloned());
                    } else if let Some(value) = keyed(part, "targets").filter(|_| is_named) {
                        in_targets = true;
                        functions.extend(path_in(value));
                    } else if keyed(part, "config").is_some() && is_named {
                        in_targets = false;
                    } else if in_targets {
                        match (&name, path_in(part)) {
                            (None, path) => name = path.and_then(|path| path.last().cloned()),
                            (Some(_), path) => functions.extend(path),
                        }
                    }
                }
                if let Some(name) = name {
                    let Place { module, conditional, .. } = place;
                    file.groups.push(CriterionGroup { module, name, span, functions, conditional });
                }
            }
            "criterion_main" => {
                let groups = split(&item.mac.tokens, &[',']).iter().filter_map(|part| path_in(part)).collect();
                file.mains.push(CriterionMain { span, groups });
            }
            _ => {}
        }
    }
}

impl Place {
    fn below(&self, module: Option<String>, attributes: &[Attribute]) -> Place {
        let mut place = self.clone();
        place.module.extend(module);
        place.conditional |= attributes.iter().any(is_cfg);
        place
    }
}

fn without_reference(of: &Type) -> Option<&syn::Path> {
    match of {
        Type::Reference(it) => without_reference(&it.elem),
        Type::Paren(it) => without_reference(&it.elem),
        Type::Path(it) => Some(&it.path),
        _ => None,
    }
}

fn type_name(of: &Type) -> Option<String> {
    without_reference(of).and_then(|path| path.segments.last()).map(|last| last.ident.to_string())
}

/// The tokens between separators that stand in no brackets; empty stretches left out.
fn split(tokens: &TokenStream, separators: &[char]) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens.clone() {
        match &token {
            TokenTree::Punct(punct) if separators.contains(&punct.as_char()) => parts.push(Vec::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(token.clone())),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What stands behind `key =`.
fn keyed<'t>(part: &'t [TokenTree], key: &str) -> Option<&'t [TokenTree]> {
    match part {
        [TokenTree::Ident(name), TokenTree::Punct(equals), value @ ..] if name == key && equals.as_char() == '=' => {
            Some(value)
        }
        _ => None,
    }
}

fn path_in(tokens: &[TokenTree]) -> Option<Vec<String>> {
    let path: syn::Path = syn::parse2(tokens.iter().cloned().collect()).ok()?;
    Some(path_of(&path))
}

/// Which framework finds a function by this attribute, and the name that it gives.
fn attribute_bench(attribute: &Attribute) -> Option<(AttributeFramework, Option<String>)> {
    let path = path_of(attribute.path());
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path[..] {
        ["bench"] if matches!(attribute.meta, syn::Meta::Path(_)) => Some((AttributeFramework::Libtest, None)),
        ["divan", "bench"] => {
            let mut name = None;
            if let syn::Meta::List(list) = &attribute.meta {
                // Values of other keys may be anything.
                for part in split(&list.tokens, &[',']) {
                    let value = keyed(&part, "name").map(|value| value.iter().cloned().collect::<TokenStream>());
                    let value = value.and_then(|value| syn::parse2::<syn::LitStr>(value).ok());
                    name = name.or(value.map(|value| value.value()));
                }
            }
            Some((AttributeFramework::Divan, name))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        read_benches(text).functions.into_iter().map(|function| function.name).collect()
    }

    #[test]
    fn both_forms_of_a_group_are_read() {
        let file = read_benches(
            "criterion_group!(benches, search, other::install,);\n\
             criterion_group! { name = long; config = Criterion::default().sample_size(10), targets = a, b }\n\
             criterion_group! {\n    name = slow;\n    config = config(1, 2);\n    targets = c\n}\n\
             criterion_main!(benches, long);\n",
        );
        let groups: Vec<(String, Vec<String>)> = file
            .groups
            .iter()
            .map(|group| (group.name.clone(), group.functions.iter().map(|path| path.join("::")).collect()))
            .collect();
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            groups,
            [
                ("benches".to_owned(), owned(&["search", "other::install"])),
                ("long".to_owned(), owned(&["a", "b"])),
                ("slow".to_owned(), owned(&["c"])),
            ]
        );
        assert_eq!(file.mains[0].groups.len(), 2);
    }

    #[test]
    fn an_item_that_does_not_parse_costs_itself_alone() {
        let text = "use a::b;\n#[inline]\n// Why.\nfn one(c: &mut Criterion) {}\n\nfn two(c: &mut Criterion) {\n    c.bench_function(\"x\n}\n\
                    /// Three.\nfn three() { ( }\nfn four() {}\n";
        let file = read_benches(text);
        assert_eq!(names(text), ["one", "four"]);
        assert_eq!(file.broken.len(), 2);
        assert_eq!(&text[file.functions[0].name_span.range()], "one");
        assert_eq!(names("fn one() {}\nfn two() { ( }\nfn three() {}\n"), ["one", "three"]);
    }

    #[test]
    fn places_are_bytes_of_the_file() {
        let text = "\u{feff}#!/usr/bin/env run\n// ünï\nmod inner {\n    /* ö */ fn one() { c.bench_function(\"ü\", f); }\n}\n";
        let file = read_benches(text);
        assert_eq!(&text[file.functions[0].name_span.range()], "one");
        assert_eq!(file.functions[0].module, ["inner"]);
    }

    #[test]
    fn parameters_are_told_by_the_names_of_their_types() {
        let file = read_benches(
            "use criterion::{Criterion as Crit, measurement::WallTime};\ntype Group<'a> = BenchmarkGroup<'a, WallTime>;\n\
             fn f(a: &mut Crit, b: &mut criterion::BenchmarkGroup<'_, WallTime>, c: &mut Group, d: Criterion<WallTime>, e: u8) {}",
        );
        let kinds: Vec<ParameterKind> = file.functions[0].parameters.iter().map(|parameter| parameter.kind).collect();
        assert_eq!(
            kinds,
            [
                ParameterKind::Criterion,
                ParameterKind::Group,
                ParameterKind::Group,
                ParameterKind::Criterion,
                ParameterKind::Other
            ]
        );
        assert!(!file.other_measurement);
        assert!(read_benches("fn f(c: &mut Criterion<CyclesPerByte>) {}").other_measurement);
        assert!(!read_benches("fn f<M>(c: &mut Criterion<M>) {}").other_measurement);
    }

    #[test]
    fn benches_of_attributes_have_their_names() {
        let file = read_benches(
            "#[bench]\nfn a(b: &mut Bencher) {}\nmod m {\n#[divan::bench(args = [1, 2], name = \"x y\")]\nfn b() {}\n#[divan::bench]\nfn c() {}\n}",
        );
        let benches: Vec<(AttributeFramework, &str)> =
            file.attributed.iter().map(|bench| (bench.framework, bench.name.as_str())).collect();
        assert_eq!(
            benches,
            [(AttributeFramework::Libtest, "a"), (AttributeFramework::Divan, "x y"), (AttributeFramework::Divan, "c")]
        );
    }
}
