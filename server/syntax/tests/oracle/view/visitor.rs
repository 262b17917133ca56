//! The walk over `syn`'s tree.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::{
    Arm, Attribute, Block, Expr, Field, FieldValue, File, ForeignItem, ImplItem, Item, Stmt, TraitItem, Type,
    Visibility,
};

use super::View;
use super::predicates::Conjuncts;
use super::tokens::{idents, is_doc_hidden, split, unraw};

impl View {
    /// Visits what `needed` gates.
    fn gated(&mut self, needed: Conjuncts, visit: impl FnOnce(&mut View)) {
        self.needed.push(needed);
        visit(self);
        self.needed.pop();
    }

    /// What the body of a test needs.
    fn test_gate(&mut self, attributes: &[Attribute]) -> Conjuncts {
        let mut needed = Conjuncts::new();
        for attribute in attributes {
            self.test_in(&attribute.meta, &Conjuncts::new(), &mut needed);
        }
        needed
    }

    fn test_in(&mut self, meta: &syn::Meta, guard: &Conjuncts, needed: &mut Conjuncts) {
        let path = meta.path();
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let of_std = segments.len() == 1 || matches!(segments[0].as_str(), "std" | "core");
        if of_std && segments.last().is_some_and(|last| last == "test" || last == "bench") {
            needed.push(match guard.as_slice() {
                [] => "test".to_owned(),
                _ => format!("any(not({}), test)", super::predicates::join(guard)),
            });
        }
        self.in_cfg_attr(meta, guard, &mut |view, meta, guard| view.test_in(meta, guard, needed));
    }

    /// Calls `look` with each attribute of a `cfg_attr`, and what must hold for it.
    fn in_cfg_attr(
        &mut self,
        meta: &syn::Meta,
        guard: &Conjuncts,
        look: &mut dyn FnMut(&mut View, &syn::Meta, &Conjuncts),
    ) {
        let syn::Meta::List(list) = meta else { return };
        if !list.path.is_ident("cfg_attr") {
            return;
        }
        let elements = split(&list.tokens);
        let records = self.records.len();
        let mut inner = guard.clone();
        super::flatten(self.predicate(&elements[0], guard), &mut inner);
        // The predicates are recorded where the attribute is read as one.
        self.records.truncate(records);
        for element in &elements[1..] {
            if let Ok(meta) = syn::parse2::<syn::Meta>(element.iter().cloned().collect()) {
                look(self, &meta, &inner);
            }
        }
    }

    fn macro_call(&mut self, mac: &syn::Macro, own: &Conjuncts) {
        let read_items = |view: &mut View, stream: TokenStream| match parse_all::<Item>.parse2(stream) {
            // Attributes are known by their addresses, so none may be used again.
            Ok(items) => items.leak().iter().for_each(|item| view.visit_item(item)),
            Err(_) => view.unread = true,
        };
        self.needed.push(own.clone());
        let read = self.arms(mac, &mut { read_items });
        self.needed.pop();
        if !read && self.blocks.last().copied().flatten().is_none() {
            let path: Vec<String> = mac.path.segments.iter().map(|segment| self.at(&segment.ident)).collect();
            let context = self.context(own);
            self.records.push(format!("call {context} {} {}", path.join("::"), idents(&mac.tokens)));
            if mac.path.segments.last().is_some_and(|last| last.ident == "bitflags") {
                self.flags(&mac.tokens, own);
            }
        }
    }

    /// The attributes among the tokens of `bitflags!`, each with what stands under it.
    fn flags(&mut self, tokens: &TokenStream, around: &Conjuncts) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut conditions = around.clone();
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                    let is_attribute =
                        index > 0 && matches!(&tokens[index - 1], TokenTree::Punct(pound) if pound.as_char() == '#');
                    if let (true, Ok(meta)) = (is_attribute, syn::parse2::<syn::Meta>(group.stream())) {
                        self.flag_attribute(&meta, &mut conditions);
                    }
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.flags(&group.stream(), &conditions);
                    conditions.clone_from(around);
                }
                TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',') => conditions.clone_from(around),
                _ => {}
            }
        }
    }

    fn associated_names(&mut self, items: &[ImplItem]) -> Vec<String> {
        let mut names = Vec::new();
        for item in items {
            match item {
                ImplItem::Fn(item) => names.push(unraw(&item.sig.ident)),
                ImplItem::Const(item) => names.push(unraw(&item.ident)),
                ImplItem::Type(item) => names.push(unraw(&item.ident)),
                ImplItem::Macro(call) => {
                    let records = self.records.len();
                    let mut read_names = |view: &mut View, stream: TokenStream| {
                        if let Ok(items) = parse_all::<ImplItem>.parse2(stream) {
                            names.extend(view.associated_names(&items));
                        }
                    };
                    self.arms(&call.mac, &mut read_names);
                    // The predicates are recorded where the items are read.
                    self.records.truncate(records);
                }
                _ => {}
            }
        }
        names
    }

    fn impl_record(&mut self, item: &syn::ItemImpl) {
        let Type::Path(self_type) = &*item.self_ty else { return };
        if self_type.qself.is_some() {
            return;
        }
        let Some(last) = self_type.path.segments.last() else { return };
        let names = self.associated_names(&item.items);
        let trait_name = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        let trait_name = trait_name.map_or("-".to_owned(), |segment| unraw(&segment.ident));
        self.records.push(format!("impl {} {trait_name} {names:?}", unraw(&last.ident)));
    }

    fn named_item(&mut self, item: &Item, own: &Conjuncts) {
        let attributes = attributes_of(item);
        let (kind, ident, visibility) = match item {
            Item::Const(item) if item.ident == "_" => return,
            Item::Const(item) => ("Const".to_owned(), &item.ident, &item.vis),
            Item::Enum(item) => ("enum".to_owned(), &item.ident, &item.vis),
            Item::Fn(item) => ("Function".to_owned(), &item.sig.ident, &item.vis),
            Item::Static(item) => ("Static".to_owned(), &item.ident, &item.vis),
            Item::Struct(item) => (struct_kind(&item.fields), &item.ident, &item.vis),
            Item::Trait(item) => ("Trait".to_owned(), &item.ident, &item.vis),
            Item::TraitAlias(item) => ("TraitAlias".to_owned(), &item.ident, &item.vis),
            Item::Union(item) => ("Union".to_owned(), &item.ident, &item.vis),
            Item::Type(item) => (format!("type {}", self.aliased(&item.ty)), &item.ident, &item.vis),
            Item::Mod(module) => {
                let paths = self.module_paths(attributes);
                let macro_use = has_word(attributes, "macro_use");
                let kind = format!("mod inline={} {paths:?} macro_use={macro_use}", module.content.is_some());
                (kind, &module.ident, &module.vis)
            }
            Item::ExternCrate(item) => {
                let macro_use = has_word(attributes, "macro_use");
                let kind = format!("extern crate {} macro_use={macro_use}", unraw(&item.ident));
                (kind, item.rename.as_ref().map_or(&item.ident, |(_, name)| name), &item.vis)
            }
            Item::Macro(syn::ItemMacro { ident: Some(ident), mac, .. }) => {
                let exported = has_word(attributes, "macro_export");
                let kind = format!("macro_rules exported={exported} {}", idents(&mac.tokens));
                (kind, ident, &Visibility::Inherited)
            }
            _ => return,
        };
        let (name, visibility) = (self.at(ident), self.visibility(visibility));
        self.item(&kind, &name, &visibility, own, item, attributes);
    }

    /// The path that an aliased type begins with.
    fn aliased(&self, ty: &Type) -> String {
        let Type::Path(path) = ty else { return String::new() };
        let mut segments = Vec::new();
        for segment in path.path.segments.iter().filter(|_| path.qself.is_none()) {
            segments.push(self.at(&segment.ident));
            if !segment.arguments.is_empty() {
                break;
            }
        }
        segments.join("::")
    }

    fn module_paths(&mut self, attributes: &[Attribute]) -> Vec<String> {
        let mut paths = Vec::new();
        for attribute in attributes {
            self.paths_in(&attribute.meta, &Vec::new(), &mut paths);
        }
        paths
    }

    fn paths_in(&mut self, meta: &syn::Meta, guard: &Conjuncts, paths: &mut Vec<String>) {
        if let syn::Meta::NameValue(pair) = meta
            && pair.path.is_ident("path")
            && let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) = &pair.value
        {
            paths.push(format!("{:?} {}", path.value(), super::predicates::join(guard)));
        }
        self.in_cfg_attr(meta, guard, &mut |view, meta, guard| view.paths_in(meta, guard, paths));
    }

    fn associated_arms(&mut self, mac: &syn::Macro) -> bool {
        let read_items = |view: &mut View, stream: TokenStream| match parse_all::<ImplItem>.parse2(stream) {
            Ok(items) => items.leak().iter().for_each(|item| view.visit_impl_item(item)),
            Err(_) => view.unread = true,
        };
        self.arms(mac, &mut { read_items })
    }

    fn statement_macro(&mut self, mac: &syn::Macro) -> bool {
        let read_statements = |view: &mut View, stream: TokenStream| match Block::parse_within.parse2(stream) {
            Ok(statements) => statements.leak().iter().for_each(|statement| view.visit_stmt(statement)),
            Err(_) => view.unread = true,
        };
        self.arms(mac, &mut { read_statements })
    }
}

/// As many as there are.
fn parse_all<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        all.push(input.parse()?);
    }
    Ok(all)
}

fn struct_kind(fields: &syn::Fields) -> String {
    match fields {
        syn::Fields::Named(_) => "RecordStruct".to_owned(),
        syn::Fields::Unit => "UnitStruct".to_owned(),
        syn::Fields::Unnamed(fields) => {
            let all = fields.unnamed.iter().all(|field| matches!(field.vis, Visibility::Public(_)));
            format!("TupleStruct {{ all_fields_public: {all} }}")
        }
    }
}

fn has_word(attributes: &[Attribute], word: &str) -> bool {
    fn in_meta(meta: &syn::Meta, word: &str) -> bool {
        meta.path().is_ident(word) || {
            let syn::Meta::List(list) = meta else { return false };
            list.path.is_ident("cfg_attr")
                && split(&list.tokens).iter().skip(1).any(|element| {
                    syn::parse2(element.iter().cloned().collect()).is_ok_and(|meta| in_meta(&meta, word))
                })
        }
    }
    attributes.iter().any(|attribute| in_meta(&attribute.meta, word))
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Splits an item's attributes into those before it and those inside its braces.
fn outer_and_inner(attributes: &[Attribute]) -> (Vec<&Attribute>, Vec<&Attribute>) {
    attributes.iter().partition(|attribute| matches!(attribute.style, syn::AttrStyle::Outer))
}

impl View {
    /// Reads an item's attributes, and tells what its content needs beyond what surrounds the item: its own cfgs, and
    /// those inside its braces.
    fn item_gates(&mut self, attributes: &[Attribute]) -> (Conjuncts, Conjuncts) {
        let (outer, inner) = outer_and_inner(attributes);
        let own = self.attribute_refs(&outer);
        self.needed.push(own.clone());
        let content = self.attribute_refs(&inner);
        self.needed.pop();
        (own, content)
    }

    fn attribute_refs(&mut self, attributes: &[&Attribute]) -> Conjuncts {
        self.attributes(attributes.iter().copied())
    }
}

impl<'ast> Visit<'ast> for View {
    fn visit_file(&mut self, file: &'ast File) {
        self.blocks.push(None);
        let needed = self.attributes(&file.attrs);
        self.gated(needed, |view| file.items.iter().for_each(|item| view.visit_item(item)));
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if let Item::Verbatim(_) = item {
            self.unread = true;
            return;
        }
        let (own, content) = self.item_gates(attributes_of(item));
        self.named_item(item, &own);
        let mut needed = own.clone();
        match item {
            Item::Use(item) => {
                let context = self.context(&own);
                let global = if item.leading_colon.is_some() { "::" } else { "" };
                let hidden = is_doc_hidden(&item.attrs);
                let visibility = self.visibility(&item.vis);
                let head = format!("use {context} {global}");
                let tail = format!("{visibility} hidden={hidden}");
                self.use_tree(&item.tree, &mut Vec::new(), false, &head, &tail);
            }
            Item::Macro(syn::ItemMacro { ident: None, mac, .. }) => self.macro_call(mac, &own),
            Item::Mod(module) => {
                needed.extend(content);
                self.modules.push(unraw(&module.ident));
                self.blocks.push(None);
                let items = module.content.iter().flat_map(|(_, items)| items);
                self.gated(needed, |view| items.for_each(|item| view.visit_item(item)));
                self.blocks.pop();
                self.modules.pop();
            }
            Item::Fn(function) => {
                needed.extend(self.test_gate(&function.attrs));
                self.gated(needed, |view| {
                    view.visit_signature(&function.sig);
                    view.gated(content, |view| view.visit_block(&function.block));
                });
            }
            Item::Enum(item) => {
                for variant in &item.variants {
                    let conditions = self.gated_attributes(&needed, &variant.attrs);
                    let shown: std::collections::BTreeSet<&String> = conditions.iter().collect();
                    self.records.push(format!(
                        "variant {} of {} {shown:?}",
                        self.at(&variant.ident),
                        unraw(&item.ident)
                    ));
                    self.gated(needed.clone(), |view| {
                        view.gated(conditions, |view| visit::visit_variant(view, variant));
                    });
                }
                self.gated(needed, |view| view.visit_generics(&item.generics));
            }
            _ => {
                if let Item::Impl(item) = item {
                    self.impl_record(item);
                }
                needed.extend(content);
                self.gated(needed, |view| visit::visit_item(view, item));
            }
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => return self.unread = true,
        };
        let (mut needed, content) = self.item_gates(attributes);
        needed.extend(self.test_gate(attributes));
        needed.extend(content);
        self.gated(needed, |view| match item {
            ImplItem::Macro(call) if view.associated_arms(&call.mac) => {}
            _ => visit::visit_impl_item(view, item),
        });
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes: &[Attribute] = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            _ => return self.unread = true,
        };
        let (mut needed, content) = self.item_gates(attributes);
        needed.extend(content);
        self.gated(needed, |view| match item {
            TraitItem::Macro(call) if view.associated_arms(&call.mac) => {}
            _ => visit::visit_trait_item(view, item),
        });
    }

    fn visit_foreign_item(&mut self, item: &'ast ForeignItem) {
        let (attributes, kind, ident, visibility): (&[Attribute], _, _, _) = match item {
            ForeignItem::Fn(item) => (&item.attrs, "Function", &item.sig.ident, &item.vis),
            ForeignItem::Static(item) => (&item.attrs, "Static", &item.ident, &item.vis),
            ForeignItem::Type(item) => (&item.attrs, "ForeignType", &item.ident, &item.vis),
            ForeignItem::Macro(item) => {
                let own = self.attributes(&item.attrs);
                self.macro_call(&item.mac, &own);
                return;
            }
            _ => return self.unread = true,
        };
        let own = self.attributes(attributes);
        let (name, visibility, context) = (self.at(ident), self.visibility(visibility), self.context(&own));
        let end = self.end(syn::spanned::Spanned::span(item));
        let hidden = is_doc_hidden(attributes);
        self.records.push(format!("item {context} {kind} {name} {visibility} hidden={hidden} ..{end}"));
        self.gated(own, |view| visit::visit_foreign_item(view, item));
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if !self.read.contains(&std::ptr::from_ref(attribute)) {
            self.attributes(std::slice::from_ref(attribute));
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let start = self.end(block.brace_token.span.open());
        self.blocks.push(Some(start as u32));
        visit::visit_block(self, block);
        self.blocks.pop();
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let attributes: &[Attribute] = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Macro(statement) => &statement.attrs,
            Stmt::Item(item) => return self.visit_item(item),
            Stmt::Expr(..) => return visit::visit_stmt(self, statement),
        };
        let needed = self.attributes(attributes);
        self.gated(needed, |view| {
            let read = matches!(statement, Stmt::Macro(statement) if view.statement_macro(&statement.mac));
            if !read {
                visit::visit_stmt(view, statement);
            }
        });
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        let needed = self.attributes(&arm.attrs);
        self.gated(needed, |view| visit::visit_arm(view, arm));
    }

    fn visit_field(&mut self, field: &'ast Field) {
        let needed = self.attributes(&field.attrs);
        self.gated(needed, |view| visit::visit_field(view, field));
    }

    fn visit_field_value(&mut self, field: &'ast FieldValue) {
        let needed = self.attributes(&field.attrs);
        self.gated(needed, |view| visit::visit_field_value(view, field));
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        if let Expr::Verbatim(_) = expression {
            self.unread = true;
        }
        let (outer, inner) = outer_and_inner(expression_attributes(expression));
        let needed = self.attribute_refs(&outer);
        self.gated(needed, |view| {
            let inner = view.attribute_refs(&inner);
            view.gated(inner, |view| visit::visit_expr(view, expression));
        });
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if mac.path.segments.last().is_some_and(|segment| segment.ident == "cfg") {
            self.predicate_list(&mac.tokens, &Vec::new());
        }
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        self.unread |= matches!(ty, Type::Verbatim(_));
        visit::visit_type(self, ty);
    }
}

impl View {
    fn gated_attributes(&mut self, needed: &Conjuncts, attributes: &[Attribute]) -> Conjuncts {
        self.needed.push(needed.clone());
        let read = self.attributes(attributes);
        self.needed.pop();
        read
    }
}

fn expression_attributes(expression: &Expr) -> &[Attribute] {
    macro_rules! of {
        ($($kind:ident)*) => {
            match expression {
                $(Expr::$kind(expression) => &expression.attrs,)*
                _ => &[],
            }
        };
    }
    of!(Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index Infer
        Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple
        Unary Unsafe While Yield)
}
