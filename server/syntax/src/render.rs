//! An outline as text, a line a fact, for the snapshots in this crate's tests. `0` is the file's scope.

use std::fmt::Write;

use expect_test::Expect;

use crate::names::{NameTable, Symbol};
use crate::outline::{
    ALWAYS, Condition, ConditionId, FileFacts, GivenAttributes, HandedTo, Hazards, Health, ItemKind, Leaf, MacroTokens,
    MacroUse, MacroUseKind, Passes, Range, ScopeKind, Visibility,
};
use crate::scan;

/// Scans `text` and compares what was found.
pub(crate) fn check(text: &str, expected: &Expect) {
    let mut names = NameTable::new();
    let facts = scan(text, &mut names);
    expected.assert_eq(&render(text, &facts, &names));
}

/// What was found, in the order of the outline's tables.
pub(crate) fn render(text: &str, facts: &FileFacts, names: &NameTable) -> String {
    let mut out = String::new();
    Renderer { text, facts, names, out: &mut out }.all();
    out
}

struct Renderer<'a> {
    text: &'a str,
    facts: &'a FileFacts,
    names: &'a NameTable,
    out: &'a mut String,
}

impl Renderer<'_> {
    fn all(&mut self) {
        self.scopes();
        self.items();
        self.imports();
        self.calls();
        self.predicates();
        if self.facts.outline.root != crate::RootAttributes::default() {
            self.line(format!("{:?}", self.facts.outline.root));
        }
        if self.facts.outline.health != Health::Whole {
            let damage: Vec<&str> = self.facts.spans.damage.iter().map(|span| &self.text[span.range()]).collect();
            self.line(format!("{:?} {damage:?}", self.facts.outline.health));
        }
    }

    fn line(&mut self, line: impl AsRef<str>) {
        writeln!(self.out, "{}", line.as_ref().trim_end()).unwrap();
    }

    fn name(&self, symbol: Symbol) -> &str {
        self.names.text(symbol)
    }

    fn joined(&self, symbols: &[Symbol], by: &str) -> String {
        symbols.iter().map(|&symbol| self.name(symbol)).collect::<Vec<_>>().join(by)
    }

    fn path(&self, range: Range) -> String {
        self.joined(self.facts.outline.path(range), "::")
    }

    fn idents(&self, range: Range) -> String {
        self.joined(self.facts.outline.idents(range), " ")
    }

    fn condition(&self, id: ConditionId) -> String {
        let outline = &self.facts.outline;
        let list = |range| {
            let children = outline.children(range).iter().map(|&child| self.condition(child));
            children.collect::<Vec<_>>().join(", ")
        };
        match outline.condition(id) {
            Condition::All(range) => format!("all({})", list(range)),
            Condition::Any(range) => format!("any({})", list(range)),
            Condition::Not(inner) => format!("not({})", self.condition(inner)),
            Condition::Flag(flag) => self.name(flag).to_owned(),
            Condition::Value(key, value) => format!("{} = {:?}", self.name(key), self.name(value)),
            Condition::Unknown => "?".to_owned(),
        }
    }

    /// What follows a fact: its condition and its attributes.
    fn gates(&self, condition: ConditionId, attributes: Range) -> String {
        let mut gates = String::new();
        if condition != ALWAYS {
            write!(gates, " if {}", self.condition(condition)).unwrap();
        }
        for attribute in &self.facts.outline.attributes[attributes.start as usize..attributes.end as usize] {
            let derive = if attribute.derive { "derive " } else { "" };
            write!(gates, " #[{derive}{}]", self.path(attribute.path)).unwrap();
        }
        gates
    }

    fn visibility(&self, visibility: Visibility) -> String {
        match visibility {
            Visibility::Private => String::new(),
            Visibility::Public => "pub ".to_owned(),
            Visibility::Crate => "pub(crate) ".to_owned(),
            Visibility::SelfModule => "pub(self) ".to_owned(),
            Visibility::Super => "pub(super) ".to_owned(),
            Visibility::In(path) => format!("pub(in {}) ", self.path(path)),
        }
    }

    fn scopes(&mut self) {
        for (index, scope) in self.facts.outline.scopes.iter().enumerate() {
            let gates = self.gates(scope.condition, scope.attributes);
            let kind = match scope.kind {
                ScopeKind::File if gates.is_empty() && !scope.no_implicit_prelude && !scope.macro_use => continue,
                ScopeKind::File => "file".to_owned(),
                ScopeKind::Module { name } => format!("mod {}", self.name(name)),
                ScopeKind::Block => "block".to_owned(),
                ScopeKind::Attributes { call } => {
                    format!("attributes of {}!", self.path(self.facts.outline.macro_calls[call as usize].path))
                }
                ScopeKind::Tokens { call, parameter, single, body } => {
                    let path = self.path(self.facts.outline.macro_calls[call as usize].path);
                    let single = match (single, body) {
                        (true, None) => "item",
                        (false, None) => "items",
                        (_, Some(_)) => "body",
                    };
                    let parameter = parameter.map_or(String::new(), |id| format!(" #![{}]", self.condition(id)));
                    format!("{single} of {path}!{parameter}")
                }
            };
            let parent = scope.parent.map_or(String::new(), |parent| format!(" in {}", parent.0));
            let prelude = if scope.no_implicit_prelude { " without prelude" } else { "" };
            let macro_use = if scope.macro_use { " macro_use" } else { "" };
            self.line(format!("scope {index}{parent}: {kind}{macro_use}{prelude}{gates}"));
        }
    }

    fn items(&mut self) {
        let outline = &self.facts.outline;
        for item in &outline.items {
            let kind = match item.kind {
                ItemKind::Module(index) => {
                    let module = &outline.modules[index as usize];
                    let mut kind = "mod".to_owned();
                    for &(path, condition) in &module.paths {
                        write!(kind, " at {:?}{}", self.name(path), self.gates(condition, Range::default())).unwrap();
                    }
                    kind + if module.macro_use { " macro_use" } else { "" }
                }
                ItemKind::Enum(range) => {
                    let variants = &outline.variants[range.start as usize..range.end as usize];
                    let variants = variants.iter().map(|variant| {
                        format!("{}{}", self.name(variant.name), self.gates(variant.condition, Range::default()))
                    });
                    format!("enum {{{}}}", variants.collect::<Vec<_>>().join("; "))
                }
                ItemKind::TypeAlias(path) => format!("type = {}", self.path(path)),
                ItemKind::ExternCrate(index) => {
                    let krate = outline.extern_crates[index as usize];
                    let macro_use = if krate.macro_use { " macro_use" } else { "" };
                    format!("extern crate {}{macro_use} as", self.name(krate.krate))
                }
                ItemKind::MacroRules(index) | ItemKind::Macro(index) => {
                    let definition = outline.macro_definitions[index as usize];
                    let exported = if definition.exported { " exported" } else { "" };
                    let passes = definition.passes.map_or(String::new(), |passes| self.passes(passes));
                    let passes = if definition.takes_nothing { passes + " takes nothing" } else { passes };
                    let passes = if definition.attributes == GivenAttributes::Keeps {
                        passes + " keeps attributes"
                    } else {
                        passes
                    };
                    format!("macro{exported}{passes}{}", self.macro_tokens(definition.tokens))
                }
                kind => format!("{kind:?}"),
            };
            let hidden = if item.doc_hidden { " hidden" } else { "" };
            let derived = match item.std_derive {
                None => String::new(),
                Some(ALWAYS) => " derived".to_owned(),
                Some(guard) => format!(" derived if {}", self.condition(guard)),
            };
            self.line(format!(
                "{} {}{kind} {}{hidden}{derived}{}",
                item.scope.0,
                self.visibility(item.visibility),
                self.name(item.name),
                self.gates(item.condition, item.attributes)
            ));
        }
        for block in &outline.impls {
            let trait_name = block.trait_name.map_or(String::new(), |name| format!("{} for ", self.name(name)));
            let names = self.idents(block.names);
            self.line(format!("{} impl {trait_name}{} {{{names}}}", block.scope.0, self.name(block.self_type)));
        }
    }

    fn passes(&self, passes: Passes) -> String {
        let Passes { condition, parameter, first_only, to } = passes;
        let mut text = " passes".to_owned();
        text += if parameter { " #![..]" } else { "" };
        text += if first_only { " first" } else { "" };
        text += &self.gates(condition, Range::default());
        if let Some(HandedTo { called, argument }) = to {
            let argument = argument.map_or(String::new(), |id| format!(" #![{}]", self.condition(id)));
            text += &format!(" to{}{argument}", self.macro_use(&called));
        }
        text
    }

    fn macro_use(&self, found: &MacroUse) -> String {
        let first = found.first.map_or(String::new(), |first| format!("{}::", self.name(first)));
        let name = self.name(found.name);
        match found.kind {
            MacroUseKind::Call => format!(" {first}{name}!"),
            MacroUseKind::Derive => format!(" #[derive {first}{name}]"),
            MacroUseKind::Attribute => format!(" #[{first}{name}]"),
            MacroUseKind::Import => format!(" use {name}"),
        }
    }

    fn macro_tokens(&self, tokens: MacroTokens) -> String {
        let hazards = [
            (Hazards::GLOB, " glob"),
            (Hazards::CALLS_FRAGMENT, " $!"),
            (Hazards::CALLS_NAMED, " $name!"),
            (Hazards::IMPORTS_NAMED, " use $name"),
            (Hazards::DECLARES_NAMED, " fn $name"),
            (Hazards::LOOSE_BANG, " !"),
            (Hazards::ATTRIBUTE_FRAGMENT, " #[$]"),
            (Hazards::CONCAT, " concat"),
            (Hazards::MODULE_FILE, " mod;"),
            (Hazards::NAMES_FRAGMENT, " macro_rules! $"),
        ];
        let hazards: String =
            hazards.iter().filter(|(hazard, _)| tokens.hazards.has(*hazard)).map(|(_, name)| *name).collect();
        let uses = self.facts.outline.macro_uses(tokens.uses).iter().map(|found| self.macro_use(found));
        format!("{hazards} {{{}}}{}", self.idents(tokens.idents), uses.collect::<String>())
    }

    fn imports(&mut self) {
        for (import, spans) in self.facts.outline.imports.iter().zip(&self.facts.spans.imports) {
            let rename = |name: Option<Symbol>| name.map_or(String::new(), |name| format!(" as {}", self.name(name)));
            let leaf = match import.leaf {
                Leaf::Name { rename: name } => rename(name),
                Leaf::SelfName { rename: name } => format!(" self{}", rename(name)),
                Leaf::Glob => " *".to_owned(),
                Leaf::Nothing => " {}".to_owned(),
            };
            let hidden = if import.doc_hidden { " hidden" } else { "" };
            self.line(format!(
                "{} {}use#{} {}{}{leaf} `{}`{hidden}{}",
                import.scope.0,
                self.visibility(import.visibility),
                import.statement,
                if import.global { "::" } else { "" },
                self.path(import.path),
                &self.text[spans.leaf.range()],
                self.gates(import.condition, import.attributes)
            ));
        }
    }

    fn calls(&mut self) {
        for call in &self.facts.outline.macro_calls {
            let include = call.include.map_or(String::new(), |path| format!(" {:?}", self.name(path)));
            self.line(format!(
                "{} {}!{include}{}{}",
                call.scope.0,
                self.path(call.path),
                self.macro_tokens(call.tokens),
                self.gates(call.condition, Range::default())
            ));
        }
    }

    fn predicates(&mut self) {
        for (predicate, spans) in self.facts.outline.predicates.iter().zip(&self.facts.spans.predicates) {
            let value = spans.value.map_or(String::new(), |span| format!(" value `{}`", &self.text[span.range()]));
            let inner = if predicate.inner { " inner" } else { "" };
            let allowed = if predicate.allowed { " allowed" } else { "" };
            self.line(format!(
                "{} cfg `{}`{value}{inner}{allowed}{}",
                predicate.scope.0,
                &self.text[spans.leaf.range()],
                self.gates(predicate.condition, Range::default())
            ));
        }
    }
}
