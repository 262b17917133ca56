//! Facts behind an edited item, moved to where they stand now: in the text by as many bytes as it became longer, in the
//! tables by as many entries as the item has more.

use greenlight_files::Span;

use crate::outline::{
    Attribute, ConditionId, FileFacts, HandedTo, Impl, Import, Item, ItemKind, MacroCall, MacroDefinition, MacroTokens,
    ModuleItem, Passes, Predicate, Range, Scope, ScopeId, ScopeKind, Visibility,
};
use crate::rescan::Sizes;
use crate::spans::{ImportSpans, ItemSpans, PredicateSpans, Spans, StatementSpans};

/// How far everything behind the items that were read anew moves.
pub(crate) struct Shift {
    /// How much stood in the tables before those items.
    pub(crate) from: Sizes,
    /// How much stood there behind them.
    pub(crate) old: Sizes,
    /// How much stands there now.
    pub(crate) new: Sizes,
    pub(crate) bytes: i64,
}

/// A table: how much of it stood before the items that were read anew, and behind them, then and now.
#[derive(Clone, Copy)]
struct Table {
    from: usize,
    old: usize,
    new: usize,
}

impl Table {
    /// Where the entry `index` is now; `None` if it was one of the items' that were read anew.
    fn index(self, index: u32) -> Option<u32> {
        let at = index as usize;
        if at < self.from || self.old == self.new {
            return Some(index);
        }
        (at >= self.old).then(|| (at - self.old + self.new) as u32)
    }

    /// Likewise, of entries that whatever stands behind those items has of its own. `None` if that is not certain: what
    /// has none may say so by an empty range at the start, and where that is the place of the next entry one cannot tell
    /// which is meant.
    fn range(self, range: Range) -> Option<Range> {
        if self.old == self.new {
            return Some(range);
        }
        if range == Range::default() {
            return (self.old > 0).then_some(range);
        }
        let moved = |index: u32| (index as usize >= self.old).then(|| (index as usize - self.old + self.new) as u32);
        Some(Range { start: moved(range.start)?, end: moved(range.end)? })
    }
}

macro_rules! table {
    ($shift:expr, $name:ident) => {
        Table { from: $shift.from.$name, old: $shift.old.$name, new: $shift.new.$name }
    };
}

impl Shift {
    /// How much stands in the tables now where `old` stood there before.
    pub(crate) fn sizes(&self, old: &Sizes) -> Sizes {
        macro_rules! moved {
            ($($name:ident)*) => {
                Sizes { $($name: old.$name - self.old.$name + self.new.$name,)* }
            };
        }
        moved! {
            scopes items variants modules extern_crates macro_definitions macro_calls imports impls predicates attributes
            segments idents declared macro_uses conditions condition_children statements
        }
    }

    /// Adds to `facts` what `before` says behind the items that were read anew. `None` if the items have other conditions
    /// now, and something behind them has any: what is said there once need not be said by the same.
    pub(crate) fn append(&self, before: &FileFacts, facts: &mut FileFacts) -> Option<()> {
        let FileFacts { outline: old, spans: old_spans } = before;
        let FileFacts { outline, spans } = facts;
        let same_conditions = old.conditions[self.from.conditions..self.old.conditions]
            == outline.conditions[self.from.conditions..]
            && old.condition_children[self.from.condition_children..self.old.condition_children]
                == outline.condition_children[self.from.condition_children..];
        // Of a macro that hands on its items, the predicates are not recorded.
        let mut definitions = old.macro_definitions[self.old.macro_definitions..].iter();
        let has_conditions = self.old.conditions < old.conditions.len()
            || self.old.predicates < old.predicates.len()
            || definitions.any(|definition| definition.passes.is_some());
        if has_conditions && !same_conditions {
            return None;
        }
        for &scope in &old.scopes[self.old.scopes..] {
            outline.scopes.push(self.scope(scope)?);
        }
        for &item in &old.items[self.old.items..] {
            outline.items.push(self.item(item)?);
        }
        for module in &old.modules[self.old.modules..] {
            outline.modules.push(self.module(module)?);
        }
        for &definition in &old.macro_definitions[self.old.macro_definitions..] {
            outline.macro_definitions.push(self.macro_definition(definition)?);
        }
        for &call in &old.macro_calls[self.old.macro_calls..] {
            outline.macro_calls.push(self.macro_call(call)?);
        }
        for &import in &old.imports[self.old.imports..] {
            outline.imports.push(self.import(import)?);
        }
        for &block in &old.impls[self.old.impls..] {
            outline.impls.push(self.implementation(block)?);
        }
        for &predicate in &old.predicates[self.old.predicates..] {
            outline.predicates.push(self.predicate(predicate)?);
        }
        for &attribute in &old.attributes[self.old.attributes..] {
            outline.attributes.push(self.attribute(attribute)?);
        }
        for &variant in &old.variants[self.old.variants..] {
            outline.variants.push(crate::outline::Variant { condition: self.condition(variant.condition)?, ..variant });
        }
        outline.extern_crates.extend_from_slice(&old.extern_crates[self.old.extern_crates..]);
        outline.segments.extend_from_slice(&old.segments[self.old.segments..]);
        outline.idents.extend_from_slice(&old.idents[self.old.idents..]);
        outline.declared.extend_from_slice(&old.declared[self.old.declared..]);
        outline.macro_uses.extend_from_slice(&old.macro_uses[self.old.macro_uses..]);
        // Either there are none, or all are where they were.
        outline.conditions.extend_from_slice(&old.conditions[self.old.conditions..]);
        outline.condition_children.extend_from_slice(&old.condition_children[self.old.condition_children..]);
        self.append_spans(old_spans, spans);
        Some(())
    }

    fn append_spans(&self, old: &Spans, spans: &mut Spans) {
        let span = |span: Span| self.span(span);
        spans.scopes.extend(old.scopes[self.old.scopes..].iter().copied().map(span));
        spans.variants.extend(old.variants[self.old.variants..].iter().copied().map(span));
        spans.segments.extend(old.segments[self.old.segments..].iter().copied().map(span));
        let item = |&ItemSpans { name, whole, item }: &ItemSpans| ItemSpans {
            name: span(name),
            whole: span(whole),
            item: span(item),
        };
        spans.items.extend(old.items[self.old.items..].iter().map(item));
        let import =
            |&ImportSpans { leaf, rename }: &ImportSpans| ImportSpans { leaf: span(leaf), rename: rename.map(span) };
        spans.imports.extend(old.imports[self.old.imports..].iter().map(import));
        let statement = |&StatementSpans { whole, item, tree }: &StatementSpans| StatementSpans {
            whole: span(whole),
            item: span(item),
            tree: span(tree),
        };
        spans.statements.extend(old.statements[self.old.statements..].iter().map(statement));
        let predicate = |&PredicateSpans { leaf, value }: &PredicateSpans| PredicateSpans {
            leaf: span(leaf),
            value: value.map(span),
        };
        spans.predicates.extend(old.predicates[self.old.predicates..].iter().map(predicate));
    }

    fn span(&self, span: Span) -> Span {
        let moved = |offset: u32| (i64::from(offset) + self.bytes) as u32;
        Span { start: moved(span.start), end: moved(span.end) }
    }

    fn scope_id(&self, id: ScopeId) -> Option<ScopeId> {
        table!(self, scopes).index(id.0).map(ScopeId)
    }

    fn condition(&self, id: ConditionId) -> Option<ConditionId> {
        table!(self, conditions).index(id.0).map(ConditionId)
    }

    #[allow(clippy::option_option)] // whether there is one, and whether it can be told where
    fn optional_condition(&self, id: Option<ConditionId>) -> Option<Option<ConditionId>> {
        match id {
            Some(id) => Some(Some(self.condition(id)?)),
            None => Some(None),
        }
    }

    fn path(&self, range: Range) -> Option<Range> {
        table!(self, segments).range(range)
    }

    fn idents(&self, range: Range) -> Option<Range> {
        table!(self, idents).range(range)
    }

    fn attributes(&self, range: Range) -> Option<Range> {
        table!(self, attributes).range(range)
    }

    fn visibility(&self, visibility: Visibility) -> Option<Visibility> {
        Some(match visibility {
            Visibility::In(path) => Visibility::In(self.path(path)?),
            other => other,
        })
    }

    fn scope(&self, scope: Scope) -> Option<Scope> {
        let Scope { kind, parent, condition, attributes, no_implicit_prelude, macro_use } = scope;
        let parent = match parent {
            Some(parent) => Some(self.scope_id(parent)?),
            None => None,
        };
        let kind = match kind {
            ScopeKind::Tokens { call, parameter, single, body } => ScopeKind::Tokens {
                call: table!(self, macro_calls).index(call)?,
                parameter: self.optional_condition(parameter)?,
                single,
                body: match body {
                    Some(definition) => Some(table!(self, macro_definitions).index(definition)?),
                    None => None,
                },
            },
            ScopeKind::Attributes { call } => ScopeKind::Attributes { call: table!(self, macro_calls).index(call)? },
            ScopeKind::File | ScopeKind::Module { .. } | ScopeKind::Block => kind,
        };
        let (condition, attributes) = (self.condition(condition)?, self.attributes(attributes)?);
        Some(Scope { kind, parent, condition, attributes, no_implicit_prelude, macro_use })
    }

    fn item(&self, item: Item) -> Option<Item> {
        let Item { scope, name, kind, visibility, condition, attributes, std_derive, doc_hidden } = item;
        let kind = match kind {
            ItemKind::Module(module) => ItemKind::Module(table!(self, modules).index(module)?),
            ItemKind::Enum(variants) => ItemKind::Enum(table!(self, variants).range(variants)?),
            ItemKind::TypeAlias(path) => ItemKind::TypeAlias(self.path(path)?),
            ItemKind::Trait(Some(names)) => ItemKind::Trait(Some(self.idents(names)?)),
            ItemKind::ExternCrate(number) => ItemKind::ExternCrate(table!(self, extern_crates).index(number)?),
            ItemKind::MacroRules(number) => ItemKind::MacroRules(table!(self, macro_definitions).index(number)?),
            ItemKind::Macro(number) => ItemKind::Macro(table!(self, macro_definitions).index(number)?),
            ItemKind::RecordStruct
            | ItemKind::TupleStruct { .. }
            | ItemKind::UnitStruct
            | ItemKind::Union
            | ItemKind::Trait(None)
            | ItemKind::TraitAlias
            | ItemKind::ForeignType
            | ItemKind::Function
            | ItemKind::Const
            | ItemKind::Static
            | ItemKind::ProcMacro => kind,
        };
        let (scope, visibility) = (self.scope_id(scope)?, self.visibility(visibility)?);
        let (condition, attributes) = (self.condition(condition)?, self.attributes(attributes)?);
        let std_derive = self.optional_condition(std_derive)?;
        Some(Item { scope, name, kind, visibility, condition, attributes, std_derive, doc_hidden })
    }

    fn module(&self, module: &ModuleItem) -> Option<ModuleItem> {
        let ModuleItem { inline, paths, macro_use, allows_unexpected_cfgs } = module;
        let inline = match *inline {
            Some(scope) => Some(self.scope_id(scope)?),
            None => None,
        };
        let path = |&(path, condition)| Some((path, self.condition(condition)?));
        let paths = paths.iter().map(path).collect::<Option<Vec<_>>>()?;
        let (macro_use, allows_unexpected_cfgs) = (*macro_use, *allows_unexpected_cfgs);
        Some(ModuleItem { inline, paths, macro_use, allows_unexpected_cfgs })
    }

    fn macro_definition(&self, definition: MacroDefinition) -> Option<MacroDefinition> {
        let MacroDefinition { exported, tokens, passes, takes_nothing, attributes } = definition;
        let passes = match passes {
            Some(passes) => Some(self.passes(passes)?),
            None => None,
        };
        let tokens = self.macro_tokens(tokens)?;
        Some(MacroDefinition { exported, tokens, passes, takes_nothing, attributes })
    }

    fn passes(&self, passes: Passes) -> Option<Passes> {
        let Passes { condition, parameter, first_only, to } = passes;
        let to = match to {
            Some(HandedTo { called, argument }) => {
                Some(HandedTo { called, argument: self.optional_condition(argument)? })
            }
            None => None,
        };
        Some(Passes { condition: self.condition(condition)?, parameter, first_only, to })
    }

    fn macro_call(&self, call: MacroCall) -> Option<MacroCall> {
        let MacroCall { scope, path, tokens, include, condition, items_before } = call;
        let (scope, condition) = (self.scope_id(scope)?, self.condition(condition)?);
        let (path, tokens) = (self.path(path)?, self.macro_tokens(tokens)?);
        let items_before = (items_before as usize).checked_sub(self.old.items)? + self.new.items;
        Some(MacroCall { scope, path, tokens, include, condition, items_before: items_before as u32 })
    }

    fn macro_tokens(&self, tokens: MacroTokens) -> Option<MacroTokens> {
        let MacroTokens { idents, declared, uses, hazards, text } = tokens;
        Some(MacroTokens {
            idents: self.idents(idents)?,
            declared: table!(self, declared).range(declared)?,
            uses: table!(self, macro_uses).range(uses)?,
            hazards,
            text,
        })
    }

    fn import(&self, import: Import) -> Option<Import> {
        let Import { scope, statement, path, global, nested, leaf, visibility, condition, attributes, doc_hidden } =
            import;
        Some(Import {
            scope: self.scope_id(scope)?,
            statement: table!(self, statements).index(statement)?,
            path: self.path(path)?,
            global,
            nested,
            leaf,
            visibility: self.visibility(visibility)?,
            condition: self.condition(condition)?,
            attributes: self.attributes(attributes)?,
            doc_hidden,
        })
    }

    fn implementation(&self, block: Impl) -> Option<Impl> {
        let Impl { scope, self_type, trait_name, names } = block;
        Some(Impl { scope: self.scope_id(scope)?, self_type, trait_name, names: self.idents(names)? })
    }

    fn predicate(&self, predicate: Predicate) -> Option<Predicate> {
        let Predicate { scope, condition, key, value, inner, allowed } = predicate;
        let (scope, condition) = (self.scope_id(scope)?, self.condition(condition)?);
        Some(Predicate { scope, condition, key, value, inner, allowed })
    }

    fn attribute(&self, attribute: Attribute) -> Option<Attribute> {
        let Attribute { path, derive, condition } = attribute;
        Some(Attribute { path: self.path(path)?, derive, condition: self.condition(condition)? })
    }
}
