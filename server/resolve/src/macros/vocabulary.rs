//! The tables of [`crate::provides`] in symbols.

use greenlight_syntax::{NameTable, Outline, Range, ScopeKind, Symbol, known};
use rustc_hash::{FxHashMap, FxHashSet};

use super::origin::Origin;
use crate::provides::{ATTRIBUTES, DERIVES, MACRO_CALLS, Provides, STD_EXPRESSIONS};

/// A derive that is listed.
#[derive(Clone, Debug)]
pub(crate) struct DeriveRow {
    /// Attributes that it makes inert on what it stands on.
    pub(crate) helpers: Vec<Symbol>,
    /// It defines what it stands on with each of these behind its name, and nothing else.
    pub(crate) suffixes: &'static [&'static str],
}

/// The tables of [`crate::provides`], by package and name.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    macro_calls: FxHashMap<(Symbol, Symbol), Provides>,
    /// The names of those.
    call_names: FxHashSet<Symbol>,
    /// Attributes that a macro takes among its tokens.
    call_helpers: FxHashMap<(Symbol, Symbol), Vec<Symbol>>,
    derives: FxHashMap<(Symbol, Symbol), DeriveRow>,
    attributes: FxHashSet<(Symbol, Symbol)>,
    /// Derives that the scanner leaves out.
    pub(crate) std_derives: Vec<Symbol>,
    /// Its call brings a file that no `mod` item leads to.
    pub(crate) include: Symbol,
    /// `path`, as in `$name:path`.
    pub(crate) path_fragment: Symbol,
    /// `macro_export`, which in a macro's body means that calling it may export another.
    pub(crate) macro_export: Symbol,
}

impl Vocabulary {
    pub(crate) fn new(names: &mut NameTable) -> Vocabulary {
        let mut macro_calls = FxHashMap::default();
        let mut call_helpers: FxHashMap<(Symbol, Symbol), Vec<Symbol>> = FxHashMap::default();
        for &(krate, of_krate, provides, helpers) in MACRO_CALLS {
            for name in of_krate {
                let key = (names.intern(krate), names.intern(name));
                macro_calls.insert(key, provides);
                if !helpers.is_empty() {
                    call_helpers.insert(key, helpers.iter().map(|helper| names.intern(helper)).collect());
                }
            }
        }
        for name in STD_EXPRESSIONS {
            macro_calls.insert((known::STD, names.intern(name)), Provides::Nothing);
        }
        let mut derives = FxHashMap::default();
        for row in DERIVES {
            let helpers: Vec<Symbol> = row.helpers.iter().map(|helper| names.intern(helper)).collect();
            for name in row.names {
                let key = (names.intern(row.krate), names.intern(name));
                derives.insert(key, DeriveRow { helpers: helpers.clone(), suffixes: row.suffixes });
            }
        }
        let attributes = ATTRIBUTES.iter().map(|&(krate, name)| (names.intern(krate), names.intern(name))).collect();
        Vocabulary {
            call_names: macro_calls.keys().map(|&(_, name)| name).collect(),
            macro_calls,
            call_helpers,
            derives,
            attributes,
            std_derives: greenlight_syntax::STD_DERIVES.iter().map(|name| names.intern(name)).collect(),
            include: names.intern("include"),
            path_fragment: names.intern("path"),
            macro_export: names.intern("macro_export"),
        }
    }

    /// Whether a package is known to export something of this name.
    pub(crate) fn is_listed(&self, package: Symbol, name: Symbol) -> bool {
        let key = (package, name);
        self.macro_calls.contains_key(&key) || self.derives.contains_key(&key) || self.attributes.contains(&key)
    }

    pub(crate) fn macro_call(&self, package: Symbol, name: Symbol) -> Option<Provides> {
        self.macro_calls.get(&(package, name)).copied()
    }

    /// Whether some package is known to export a macro of this name.
    pub(crate) fn is_call(&self, name: Symbol) -> bool {
        self.call_names.contains(&name)
    }

    /// The attributes that a macro call takes among its tokens for itself.
    pub(crate) fn helpers_of_call(&self, package: Symbol, name: Symbol) -> &[Symbol] {
        self.call_helpers.get(&(package, name)).map_or(&[], Vec::as_slice)
    }

    /// The rows of a derive; `None` if it may be another.
    pub(crate) fn derive(&self, origins: &[Origin]) -> Option<Vec<&DeriveRow>> {
        if origins.is_empty() {
            return None;
        }
        let row = |origin: &Origin| match *origin {
            Origin::Package(package, name) => self.derives.get(&(package, name)),
            Origin::Read(..) | Origin::Unclear => None,
        };
        origins.iter().map(row).collect()
    }

    /// Whether an attribute macro keeps what it stands on and adds nothing beside it.
    pub(crate) fn keeps(&self, origins: &[Origin]) -> bool {
        let listed = |origin: &Origin| match *origin {
            Origin::Package(package, name) => self.attributes.contains(&(package, name)),
            Origin::Read(..) | Origin::Unclear => false,
        };
        !origins.is_empty() && origins.iter().all(listed)
    }

    /// Whether the file may have further modules or included text that no `mod` item leads to: `mod name;` within the
    /// tokens of a macro, `include!`, or `mod name;` in a block.
    /// Of calls that are said to hand on what they hold, or to include no modules, the modules are seen, and of definitions whose
    /// only call that is said of.
    pub(crate) fn may_hide_modules(
        &self,
        outline: &Outline,
        hands_on: impl Fn(u32) -> bool,
        is_called_once: impl Fn(Symbol) -> bool,
    ) -> bool {
        let has_file = |tokens: greenlight_syntax::MacroTokens| {
            let includes = |range: Range| outline.macro_uses(range).iter().any(|found| found.name == self.include);
            tokens.hazards.has(greenlight_syntax::Hazards::MODULE_FILE) || includes(tokens.uses)
        };
        let in_call = outline.macro_calls.iter().zip(0..).any(|(call, number)| {
            let includes = outline.path(call.path).last() == Some(&self.include);
            (includes || has_file(call.tokens)) && !hands_on(number)
        });
        let in_block = outline.items.iter().any(|item| {
            let greenlight_syntax::ItemKind::Module(number) = item.kind else { return false };
            outline.modules[number as usize].inline.is_none()
                && outline.scope(outline.host(item.scope)).kind == ScopeKind::Block
        });
        let is_seen = |number: u32| {
            let mut bodies = outline.scopes.iter().filter_map(|scope| match scope.kind {
                ScopeKind::Tokens { call, body: Some(body), .. } if body == number => Some(call),
                _ => None,
            });
            bodies.any(|call| {
                let name = outline.path(outline.macro_calls[call as usize].path).last();
                hands_on(call) && name.is_some_and(|&name| is_called_once(name))
            })
        };
        let mut definitions = outline.macro_definitions.iter().zip(0..);
        in_call || in_block || definitions.any(|(it, number)| has_file(it.tokens) && !is_seen(number))
    }
}
