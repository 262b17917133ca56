//! What [`greenlight_syntax::scan`] says of a file, one line a fact.

use std::collections::BTreeSet;

use greenlight_files::Span;
use greenlight_syntax::{
    Condition, ConditionId, FileFacts, Health, Import, ImportSpans, ItemKind, Leaf, NameTable, Range, ScopeId,
    ScopeKind, Symbol, Visibility, scan,
};

/// The facts of a text, sorted. Also checks that every span is the text of its name.
pub(crate) fn records(text: &str) -> Vec<String> {
    let mut names = NameTable::new();
    let facts = scan(text, &mut names);
    let view = View { text, names: &names, facts: &facts };
    let mut records = Vec::new();
    if facts.outline.health != Health::Whole {
        records.push(format!("{:?} {:?}", facts.outline.health, facts.spans.damage));
    }
    view.items(&mut records);
    view.imports(&mut records);
    view.calls(&mut records);
    view.impls(&mut records);
    view.predicates(&mut records);
    records.sort();
    records
}

pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) names: &'a NameTable,
    pub(crate) facts: &'a FileFacts,
}

impl View<'_> {
    fn name(&self, symbol: Symbol) -> &str {
        self.names.text(symbol)
    }

    /// Whether a scope stands among the tokens of a macro call, which syn does not read.
    fn in_tokens(&self, scope: ScopeId) -> bool {
        let scopes = std::iter::successors(Some(scope), |&id| self.facts.outline.scope(id).parent);
        scopes.map(|id| self.facts.outline.scope(id).kind).any(ScopeKind::is_of_call)
    }

    /// A name and where it stands, after a look at the text there.
    fn at(&self, symbol: Symbol, span: Span) -> String {
        let name = self.name(symbol);
        let written = &self.text[span.range()];
        assert_eq!(written.strip_prefix("r#").unwrap_or(written), name);
        format!("{name}@{}", span.start)
    }

    fn path(&self, range: Range) -> String {
        let spans = &self.facts.spans.segments[range.start as usize..range.end as usize];
        let symbols = self.facts.outline.path(range);
        let segments: Vec<String> = symbols.iter().zip(spans).map(|(&symbol, &span)| self.at(symbol, span)).collect();
        segments.join("::")
    }

    fn visibility(&self, visibility: Visibility) -> String {
        match visibility {
            Visibility::In(path) => format!("In({})", self.path(path)),
            plain => format!("{plain:?}"),
        }
    }

    fn condition(&self, id: ConditionId) -> String {
        let outline = &self.facts.outline;
        let list = |range| {
            let members: Vec<String> = outline.children(range).iter().map(|&child| self.condition(child)).collect();
            members.join(", ")
        };
        match outline.condition(id) {
            Condition::All(range) => format!("all({})", list(range)),
            Condition::Any(range) => format!("any({})", list(range)),
            Condition::Not(inner) => format!("not({})", self.condition(inner)),
            Condition::Flag(name) => self.name(name).to_owned(),
            Condition::Value(key, value) => format!("{} = {:?}", self.name(key), self.name(value)),
            Condition::Unknown => "?".to_owned(),
        }
    }

    fn conjuncts(&self, id: ConditionId, into: &mut BTreeSet<String>) {
        match self.facts.outline.condition(id) {
            Condition::All(range) => {
                for &child in self.facts.outline.children(range) {
                    self.conjuncts(child, into);
                }
            }
            _ => drop(into.insert(self.condition(id))),
        }
    }

    /// The modules and the block that a scope is, and all that must hold for `own` to be compiled in it.
    pub(crate) fn context(&self, scope: ScopeId, own: ConditionId) -> String {
        let mut needed = BTreeSet::new();
        self.conjuncts(own, &mut needed);
        let mut modules = Vec::new();
        let mut block = None;
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = self.facts.outline.scope(id);
            self.conjuncts(scope.condition, &mut needed);
            match scope.kind {
                ScopeKind::Module { name } => modules.push(self.name(name)),
                ScopeKind::Block if modules.is_empty() && block.is_none() => {
                    block = Some(self.facts.spans.scopes[id.0 as usize].start);
                }
                _ => {}
            }
            at = scope.parent;
        }
        modules.reverse();
        context(&modules.join("::"), block, &needed)
    }

    fn items(&self, records: &mut Vec<String>) {
        let (outline, spans) = (&self.facts.outline, &self.facts.spans);
        for (item, places) in outline.items.iter().zip(&spans.items) {
            assert!(places.whole.contains(places.item) && places.whole.start <= places.name.start);
            if item.kind == ItemKind::ProcMacro || self.in_tokens(item.scope) {
                continue;
            }
            let context = self.context(item.scope, item.condition);
            let kind = match item.kind {
                ItemKind::Module(index) => {
                    let module = &outline.modules[index as usize];
                    let paths: Vec<String> = module
                        .paths
                        .iter()
                        .map(|&(path, condition)| format!("{:?} {}", self.name(path), self.condition(condition)))
                        .collect();
                    format!("mod inline={} {paths:?} macro_use={}", module.inline.is_some(), module.macro_use)
                }
                ItemKind::Enum(range) => {
                    for index in range.start as usize..range.end as usize {
                        let variant = outline.variants[index];
                        let mut needed = BTreeSet::new();
                        self.conjuncts(variant.condition, &mut needed);
                        let name = self.at(variant.name, spans.variants[index]);
                        records.push(format!("variant {name} of {} {needed:?}", self.name(item.name)));
                    }
                    "enum".to_owned()
                }
                ItemKind::TypeAlias(path) => format!("type {}", self.path(path)),
                ItemKind::ExternCrate(index) => {
                    let krate = &outline.extern_crates[index as usize];
                    format!("extern crate {} macro_use={}", self.name(krate.krate), krate.macro_use)
                }
                ItemKind::MacroRules(index) => {
                    let definition = outline.macro_definitions[index as usize];
                    format!("macro_rules exported={} {}", definition.exported, self.idents(definition.tokens.idents))
                }
                // What a macro may add to its items, the view does not tell.
                ItemKind::Trait(_) => "Trait".to_owned(),
                plain => format!("{plain:?}"),
            };
            let name = self.at(item.name, places.name);
            let visibility = self.visibility(item.visibility);
            records.push(format!(
                "item {context} {kind} {name} {visibility} hidden={} ..{}",
                item.doc_hidden, places.item.end
            ));
        }
    }

    fn idents(&self, range: Range) -> String {
        let idents: BTreeSet<&str> = self.facts.outline.idents(range).iter().map(|&symbol| self.name(symbol)).collect();
        assert_eq!(idents.len(), (range.end - range.start) as usize, "an identifier is recorded once");
        idents.into_iter().filter(|&ident| ident != "doc").collect::<Vec<_>>().join(" ")
    }

    fn imports(&self, records: &mut Vec<String>) {
        for (import, places) in self.facts.outline.imports.iter().zip(&self.facts.spans.imports) {
            let leaf = self.leaf(import, places);
            if self.in_tokens(import.scope) {
                continue;
            }
            let statement = self.facts.spans.statements[import.statement as usize];
            assert!(statement.whole.contains(statement.item) && statement.item.contains(statement.tree));
            assert!(statement.tree.contains(places.leaf));
            assert_eq!(&self.text[statement.item.end as usize - 1..statement.item.end as usize], ";");
            records.push(format!(
                "use {} {}{}{leaf} nested={} {} hidden={}",
                self.context(import.scope, import.condition),
                if import.global { "::" } else { "" },
                self.path(import.path),
                import.nested,
                self.visibility(import.visibility),
                import.doc_hidden,
            ));
        }
    }

    /// A leaf after its path.
    pub(crate) fn leaf(&self, import: &Import, places: &ImportSpans) -> String {
        let rename = |name: Option<Symbol>| match (name, places.rename) {
            (Some(name), Some(span)) => format!(" as {}", self.at(name, span)),
            (None, None) => String::new(),
            _ => panic!("a rename has a span"),
        };
        match import.leaf {
            Leaf::Name { rename: name } => rename(name),
            Leaf::SelfName { rename: name } => format!("::self{}", rename(name)),
            Leaf::Glob => "::*".to_owned(),
            Leaf::Nothing => "::{}".to_owned(),
        }
    }

    fn calls(&self, records: &mut Vec<String>) {
        for call in &self.facts.outline.macro_calls {
            if self.facts.outline.scope(call.scope).kind == ScopeKind::Block || self.in_tokens(call.scope) {
                continue;
            }
            let context = self.context(call.scope, call.condition);
            records.push(format!("call {context} {} {}", self.path(call.path), self.idents(call.tokens.idents)));
        }
    }

    fn impls(&self, records: &mut Vec<String>) {
        for block in self.facts.outline.impls.iter().filter(|block| !self.in_tokens(block.scope)) {
            let names: Vec<&str> =
                self.facts.outline.idents(block.names).iter().map(|&symbol| self.name(symbol)).collect();
            records.push(format!(
                "impl {} {} {names:?}",
                self.name(block.self_type),
                block.trait_name.map_or("-", |name| self.name(name)),
            ));
        }
    }

    fn predicates(&self, records: &mut Vec<String>) {
        for (predicate, places) in self.facts.outline.predicates.iter().zip(&self.facts.spans.predicates) {
            if self.in_tokens(predicate.scope) {
                continue;
            }
            let mut needed = BTreeSet::new();
            self.conjuncts(predicate.condition, &mut needed);
            let mut at = Some(predicate.scope);
            let mut inner = predicate.inner;
            while let Some(id) = at {
                let scope = self.facts.outline.scope(id);
                if !std::mem::take(&mut inner) {
                    self.conjuncts(scope.condition, &mut needed);
                }
                at = scope.parent;
            }
            let key = self.name(predicate.key);
            assert!(self.text[places.leaf.range()].trim_start_matches("r#").starts_with(key));
            let value = predicate.value.map(|value| self.name(value));
            records.push(format!("cfg {key} {value:?}@{} {needed:?}", places.leaf.start));
        }
    }
}

/// A context as both views write it.
pub(crate) fn context(modules: &str, block: Option<u32>, needed: &BTreeSet<String>) -> String {
    format!("[{modules}] {block:?} {needed:?}")
}
