//! What a file says, without where: names, imports, cfgs and macros, in flat tables that index each other. While two
//! outlines of a file are equal, everything that was resolved through it stays valid, however its text moved;
//! [`crate::Spans`] holds the places, table by table in the same order.
//!
//! Everything is in textual order. A [`Range`] is an index range into the pool that its field names.

use crate::names::Symbol;

/// A file's facts: the outline and where its parts stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// What the file says.
    pub outline: Outline,
    /// Where it says it.
    pub spans: crate::Spans,
}

/// An index range into a pool of the same [`Outline`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    /// The first index.
    pub start: u32,
    /// The index after the last.
    pub end: u32,
}

/// Index into [`Outline::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// The scope of the file itself.
pub const FILE_SCOPE: ScopeId = ScopeId(0);

/// Index into [`Outline::conditions`]; [`ALWAYS`] by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConditionId(pub u32);

/// The condition that is true in every build: [`Condition::All`] of nothing.
pub const ALWAYS: ConditionId = ConditionId(0);

/// What a file says. Its symbols belong to the table that it was scanned with, until [`Outline::rename`] moves them
/// into another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The file, its inline modules, those blocks that hold an item, an import or an unlisted macro call, and the tokens of
    /// macro calls that read as items.
    pub scopes: Vec<Scope>,
    /// Items with a name, of modules and blocks; what stands in `impl`, `trait` and variants is not among them.
    pub items: Vec<Item>,
    /// Enum variants; [`ItemKind::Enum`] has the range.
    pub variants: Vec<Variant>,
    /// `mod` items' bodies and paths; [`ItemKind::Module`] has the index.
    pub modules: Vec<ModuleItem>,
    /// `extern crate` items; [`ItemKind::ExternCrate`] has the index.
    pub extern_crates: Vec<ExternCrate>,
    /// `macro_rules!` and `macro` definitions; [`ItemKind::MacroRules`] and [`ItemKind::Macro`] have the index.
    pub macro_definitions: Vec<MacroDefinition>,
    /// Macro calls at item level of a file or inline module, and unlisted ones that are a statement of a block with
    /// a scope.
    pub macro_calls: Vec<MacroCall>,
    /// Macros that the tokens of definitions and calls call in turn.
    pub macro_uses: Vec<MacroUse>,
    /// One for each leaf of each use tree.
    pub imports: Vec<Import>,
    /// `impl` blocks whose self type is a plain path.
    pub impls: Vec<Impl>,
    /// Each leaf of each cfg predicate, wherever it stands.
    pub predicates: Vec<Predicate>,
    /// Attribute macros and derives that may not be the compiler's own.
    pub attributes: Vec<Attribute>,
    /// Path segments of imports, macro calls, attributes, visibilities, aliases.
    pub segments: Vec<Symbol>,
    /// Identifier tokens of macro definitions and calls (each once a definition or call), and associated items' names.
    pub idents: Vec<Symbol>,
    /// Names that macro tokens declare.
    pub declared: Vec<Symbol>,
    /// cfg expressions; [`ALWAYS`] is the first.
    pub conditions: Vec<Condition>,
    /// Children of [`Condition::All`] and [`Condition::Any`].
    pub condition_children: Vec<ConditionId>,
    /// What the crate root's inner attributes say; all false elsewhere.
    pub root: RootAttributes,
    /// How well the text held together.
    pub health: Health,
}

/// Whether a scanned text holds together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Health {
    /// Every delimiter has its partner and every literal its end.
    #[default]
    Whole,
    /// A delimiter has no partner, or something stands where an item has to that is none: what the file defines is not
    /// all known, and what stands in [`crate::Spans::damage`] is not judged.
    Unbalanced,
    /// A literal or comment has no end, so nothing after it (perhaps nothing at all) is what it seems.
    Unlexable,
}

/// `#![…]` of a crate root that change how names resolve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RootAttributes {
    /// `#![no_std]`, also in `cfg_attr`.
    pub no_std: bool,
    /// `#![no_core]` under no cfg.
    pub no_core: bool,
    /// `#![feature(rustc_private)]` under no cfg: crates that no manifest names.
    pub rustc_private: bool,
    /// `#![feature(…)]` of any kind: a nightly crate.
    pub unstable_features: bool,
}

/// A container of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What contains.
    pub kind: ScopeKind,
    /// The scope around it in the same file; `None` for the file.
    pub parent: Option<ScopeId>,
    /// What must hold for the content to be compiled once the parent's content is: cfgs of the `mod`, fn, impl,
    /// trait, statement, arm … between the two, and inner `#![cfg]`.
    pub condition: ConditionId,
    /// Attribute macros and derives on whatever stands between the parent and this, inner ones included.
    pub attributes: Range,
    /// `#[no_implicit_prelude]` on it.
    pub no_implicit_prelude: bool,
    /// Whether it is a file that begins with `#![macro_use]`: its macros are in textual scope behind the `mod` item that leads to it.
    pub macro_use: bool,
}

/// What kind of container a [`Scope`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// The whole file.
    File,
    /// `mod name { … }`.
    Module {
        /// Its name.
        name: Symbol,
    },
    /// `{ … }` of a function, a constant, a statement: an anonymous module for names.
    Block,
    /// The tokens of a macro call at item level, which read as items, or those that a call without any expands to. Whether they
    /// are items is the macro's to say.
    Tokens {
        /// Index into [`Outline::macro_calls`].
        call: u32,
        /// Of `m! { #![meta] … }`, the meta, read as a cfg predicate.
        parameter: Option<ConditionId>,
        /// Whether they are one item.
        single: bool,
        /// If the call holds nothing: the macro above it in the same scope whose body is meant, if the name means that one. Index
        /// into [`Outline::macro_definitions`].
        body: Option<u32>,
    },
    /// The tokens of a macro call at item level, which are no items: nothing of them but the cfgs in attributes. Whether these are
    /// attributes is the macro's to say.
    Attributes {
        /// Index into [`Outline::macro_calls`].
        call: u32,
    },
}

impl ScopeKind {
    /// Whether what stands in it is written in a macro call, or is what one expands to: what it is, the macro decides.
    #[must_use]
    pub fn is_of_call(self) -> bool {
        matches!(self, ScopeKind::Tokens { .. } | ScopeKind::Attributes { .. })
    }
}

/// Who may see an item or import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// None written: the module it stands in and what is below.
    Private,
    /// `pub`.
    Public,
    /// `pub(crate)`, also `crate` of old.
    Crate,
    /// `pub(self)`.
    SelfModule,
    /// `pub(super)`.
    Super,
    /// `pub(in path)`: a range of [`Outline::segments`].
    In(Range),
}

/// A named item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it stands; an `extern { … }` block's items stand where the block does.
    pub scope: ScopeId,
    /// Its name, without `r#`; of `extern crate a as b`, `b` (`_` binds nothing and is recorded as `_`).
    pub name: Symbol,
    /// What it is.
    pub kind: ItemKind,
    /// As written; of `macro_rules!`, private.
    pub visibility: Visibility,
    /// Its own cfgs, those of a surrounding `extern { … }` included, without those of its scope.
    pub condition: ConditionId,
    /// Its attribute macros and derives.
    pub attributes: Range,
    /// When it has a derive of the compiler's own, which is not among these: [`ALWAYS`], or the first guard of a `cfg_attr` with one.
    pub std_derive: Option<ConditionId>,
    /// `#[doc(hidden)]`.
    pub doc_hidden: bool,
}

/// What an [`Item`] is. The namespaces follow from it: see [`ItemKind::namespaces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `mod`: index into [`Outline::modules`].
    Module(u32),
    /// `struct S { … }`.
    RecordStruct,
    /// `struct S(…);`
    TupleStruct {
        /// Whether every field is `pub`, so that the constructor is as visible as the struct.
        all_fields_public: bool,
    },
    /// `struct S;`
    UnitStruct,
    /// `union U { … }`.
    Union,
    /// `enum E { … }`: a range of [`Outline::variants`].
    Enum(Range),
    /// `trait T { … }`: the names of its items, a range of [`Outline::idents`]; `None` if macros may add to them.
    Trait(Option<Range>),
    /// `trait T = …;`
    TraitAlias,
    /// `type A = …;`: the aliased type's path in [`Outline::segments`] if it begins with a plain path
    /// (`Box<dyn Error>` gives `Box`), else empty.
    TypeAlias(Range),
    /// `type T;` of an extern block.
    ForeignType,
    /// `fn`.
    Function,
    /// `const NAME`.
    Const,
    /// `static`.
    Static,
    /// `extern crate`: index into [`Outline::extern_crates`].
    ExternCrate(u32),
    /// `macro_rules! m`: index into [`Outline::macro_definitions`].
    MacroRules(u32),
    /// `macro m`: index into [`Outline::macro_definitions`].
    Macro(u32),
    /// What `#[proc_macro]`, `#[proc_macro_attribute]` or `#[proc_macro_derive(Name)]` exports, beside the
    /// function it stands on.
    ProcMacro,
}

/// The three namespaces, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Namespaces(pub u8);

impl Namespaces {
    /// Modules, types, traits, crates.
    pub const TYPE: Namespaces = Namespaces(1);
    /// Functions, constants, statics, constructors.
    pub const VALUE: Namespaces = Namespaces(2);
    /// Macros.
    pub const MACRO: Namespaces = Namespaces(4);
    /// All three.
    pub const ALL: Namespaces = Namespaces(7);

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Namespaces) -> Namespaces {
        Namespaces(self.0 | other.0)
    }

    /// Those in both.
    #[must_use]
    pub const fn and(self, other: Namespaces) -> Namespaces {
        Namespaces(self.0 & other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of `other` are among these.
    #[must_use]
    pub const fn contains(self, other: Namespaces) -> bool {
        self.0 & other.0 == other.0
    }
}

impl ItemKind {
    /// Which namespaces the item's name is defined in.
    #[must_use]
    pub const fn namespaces(self) -> Namespaces {
        match self {
            ItemKind::Module(_)
            | ItemKind::RecordStruct
            | ItemKind::Union
            | ItemKind::Enum(_)
            | ItemKind::Trait(_)
            | ItemKind::TraitAlias
            | ItemKind::TypeAlias(_)
            | ItemKind::ForeignType
            | ItemKind::ExternCrate(_) => Namespaces::TYPE,
            ItemKind::TupleStruct { .. } | ItemKind::UnitStruct => Namespaces::TYPE.or(Namespaces::VALUE),
            ItemKind::Function | ItemKind::Const | ItemKind::Static => Namespaces::VALUE,
            ItemKind::MacroRules(_) | ItemKind::Macro(_) | ItemKind::ProcMacro => Namespaces::MACRO,
        }
    }
}

impl ItemKind {
    /// Whether the item is a macro of either form.
    #[must_use]
    pub const fn is_macro(self) -> bool {
        matches!(self, ItemKind::MacroRules(_) | ItemKind::Macro(_))
    }
}

/// A variant of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: Symbol,
    /// Its own cfgs.
    pub condition: ConditionId,
}

/// What a `mod` item has beyond its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleItem {
    /// Its body's scope; `None` for `mod name;`.
    pub inline: Option<ScopeId>,
    /// `#[path = "…"]`, unescaped, each with the predicate of the `cfg_attr` around it ([`ALWAYS`] without one).
    pub paths: Vec<(Symbol, ConditionId)>,
    /// `#[macro_use]` on it, or in its body if that is inline.
    pub macro_use: bool,
    /// Whether it, or what encloses it, has `allow(unexpected_cfgs)`, which then holds in its file too.
    pub allows_unexpected_cfgs: bool,
}

/// What an `extern crate` item has beyond the name it binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExternCrate {
    /// The crate's own name; [`crate::known::SELF`] for `extern crate self as x`.
    pub krate: Symbol,
    /// `#[macro_use]`.
    pub macro_use: bool,
}

/// A `macro_rules!` or `macro` definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MacroDefinition {
    /// `#[macro_export]`.
    pub exported: bool,
    /// What its rules hold, patterns included.
    pub tokens: MacroTokens,
    /// If all that it does is to hand on the items that it takes.
    pub passes: Option<Passes>,
    /// Whether its only rule takes nothing, so that it expands to the same wherever it is called.
    pub takes_nothing: bool,
    /// What it does with attributes that it is given.
    pub attributes: GivenAttributes,
}

/// What a macro does with attributes among the tokens of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GivenAttributes {
    /// Whatever it wants.
    #[default]
    Unclear,
    /// No rule of it takes any.
    Refuses,
    /// It puts each before something that it makes.
    Keeps,
}

/// What a macro adds to the items that it hands on: `($($x:item)*) => { $( #[cfg(…)] $x )* }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes {
    /// The cfgs that it puts on each.
    pub condition: ConditionId,
    /// Whether it takes `#![$meta:meta]` before them, and puts `#[cfg($meta)]` on each.
    pub parameter: bool,
    /// Whether the cfgs stand before the first item alone.
    pub first_only: bool,
    /// The macro that they are handed on to; `None` if they are what it expands to.
    pub to: Option<HandedTo>,
}

/// A call that holds nothing but what a macro was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedTo {
    /// Which macro.
    pub called: MacroUse,
    /// The `#![meta]` before the items, as a cfg predicate; [`ALWAYS`] for the one that was given.
    pub argument: Option<ConditionId>,
}

/// A macro call where items are expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MacroCall {
    /// Where.
    pub scope: ScopeId,
    /// `a::b!`: `a`, `b`. A range of [`Outline::segments`].
    pub path: Range,
    /// What its delimiters hold, with the name that may stand before them.
    pub tokens: MacroTokens,
    /// How many of [`Outline::items`] stand before it in the text: which `macro_rules!` it can see depends on order.
    pub items_before: u32,
    /// Of `include!("literal")`, the path, unescaped.
    pub include: Option<Symbol>,
    /// Its own cfgs.
    pub condition: ConditionId,
}

/// What the tokens of a macro's definition or call hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MacroTokens {
    /// Every identifier, each once: a range of [`Outline::idents`].
    pub idents: Range,
    /// The names that stand behind `struct`, `fn` and the like: a range of [`Outline::declared`].
    pub declared: Range,
    /// The macros that they call, each once: a range of [`Outline::macro_uses`].
    pub uses: Range,
    /// What defines names that do not stand among them.
    pub hazards: Hazards,
    /// A hash of their text: what they expand to depends on all of it. Of a call in a block, where nobody expands it, 0.
    pub text: u64,
}

/// A macro of any kind that is called among the tokens of another. The compiler's own attributes and std's derives are
/// left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MacroUse {
    /// In which way.
    pub kind: MacroUseKind,
    /// Of a path of several segments, the first; [`crate::known::DOLLAR_CRATE`] for `$crate`.
    pub first: Option<Symbol>,
    /// The last segment.
    pub name: Symbol,
    /// Whether there are segments between the two.
    pub deep: bool,
}

/// How a macro is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MacroUseKind {
    /// `name!(…)`.
    Call,
    /// `#[derive(Name)]`.
    Derive,
    /// `#[name]`.
    Attribute,
    /// None at all: the name stands in the tree of a `use`.
    Import,
}

/// What, among the tokens of a macro, makes its identifiers and calls less than all that it may define; a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hazards(pub u16);

impl Hazards {
    /// `::*`, perhaps of a `use`, whose names are elsewhere.
    pub const GLOB: Hazards = Hazards(1);
    /// `$a::name!` and the like: a macro that other tokens name in part.
    pub const CALLS_FRAGMENT: Hazards = Hazards(2);
    /// A `!` that is no call where it stands.
    pub const LOOSE_BANG: Hazards = Hazards(4);
    /// `#[$name]` or `#[derive($name)]`, with what did not stand in such a place before.
    pub const ATTRIBUTE_FRAGMENT: Hazards = Hazards(8);
    /// `${concat(…)}`.
    pub const CONCAT: Hazards = Hazards(16);
    /// `mod name;`: a file that no `mod` item leads to.
    pub const MODULE_FILE: Hazards = Hazards(32);
    /// `macro_rules! $name`: a macro whose name other tokens give.
    pub const NAMES_FRAGMENT: Hazards = Hazards(64);

    /// `struct $name` and the like: what other tokens name is declared.
    pub const DECLARES_NAMED: Hazards = Hazards(512);
    /// `use $path` and the like: what other tokens name is imported.
    pub const IMPORTS_NAMED: Hazards = Hazards(256);
    /// `$name!`: a macro that another token names, or, where `name` is bound as a `path`, several.
    pub const CALLS_NAMED: Hazards = Hazards(128);

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Hazards) -> Hazards {
        Hazards(self.0 | other.0)
    }

    /// Whether any of `other` is among these.
    #[must_use]
    pub const fn has(self, other: Hazards) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn add(&mut self, other: Hazards, holds: bool) {
        if holds {
            self.0 |= other.0;
        }
    }
}

/// One leaf of a use tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    /// Where the `use` stands.
    pub scope: ScopeId,
    /// Which `use` of the file, counted from 0; index into [`crate::Spans::statements`].
    pub statement: u32,
    /// The whole path, groups unfolded: of `use a::{b::c as d}`, `a`, `b`, `c`; of a glob, what stands before `*`;
    /// of a leaf `self`, what stands before it. Never empty but for `use *` and `use {self}`. `crate`, `self`, `super`
    /// are the known symbols. A range of [`Outline::segments`].
    pub path: Range,
    /// Whether it begins with `::`.
    pub global: bool,
    /// Whether it stands within braces.
    pub nested: bool,
    /// What the leaf is.
    pub leaf: Leaf,
    /// As written.
    pub visibility: Visibility,
    /// The cfgs of the `use` item.
    pub condition: ConditionId,
    /// The attribute macros of the `use` item.
    pub attributes: Range,
    /// `#[doc(hidden)]`.
    pub doc_hidden: bool,
}

/// What a use tree's leaf is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// A name, bound as the path's last segment, or as `rename` (`_` binds nothing).
    Name {
        /// After `as`.
        rename: Option<Symbol>,
    },
    /// `{self}` of a group: the type namespace of the path before it.
    SelfName {
        /// After `as`.
        rename: Option<Symbol>,
    },
    /// `*`.
    Glob,
    /// `path::{}`: binds nothing, but the path has to resolve.
    Nothing,
}

/// An `impl` block: what can be reached as `Type::name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impl {
    /// Where it stands.
    pub scope: ScopeId,
    /// The last segment of the self type's path.
    pub self_type: Symbol,
    /// The last segment of the trait's path; `None` for an inherent impl.
    pub trait_name: Option<Symbol>,
    /// Its functions, constants and types: a range of [`Outline::idents`].
    pub names: Range,
}

/// An attribute that is not one of the compiler's inert or built-in ones, or one path in a `derive`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// A range of [`Outline::segments`].
    pub path: Range,
    /// Whether it stood in `derive(…)`.
    pub derive: bool,
    /// The predicates of the `cfg_attr`s around it.
    pub condition: ConditionId,
}

/// A cfg expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// All of a range of [`Outline::condition_children`]; of none, true.
    All(Range),
    /// Any of a range of [`Outline::condition_children`]; of none, false.
    Any(Range),
    /// `not(…)`.
    Not(ConditionId),
    /// `unix`, `test`, `true`, `false`.
    Flag(Symbol),
    /// `feature = "p2p"`: key and value.
    Value(Symbol, Symbol),
    /// What does not read as a predicate, or what rustc alone can say (`version(…)`, `accessible(…)`).
    Unknown,
}

/// One leaf of a cfg predicate, `feature = "x"` or `unix`, in any position rustc checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// The innermost scope around it.
    pub scope: ScopeId,
    /// Cfgs between that scope and the place where the predicate stands, without the attribute it is part of.
    pub condition: ConditionId,
    /// `feature`, `unix`, …
    pub key: Symbol,
    /// The unescaped string after `=`.
    pub value: Option<Symbol>,
    /// Whether it stands in an inner attribute `#![…]` of `scope`, whose own condition then does not enclose it.
    pub inner: bool,
    /// Whether an *enclosing* item, or the crate root's inner attribute, has `allow(unexpected_cfgs)`. On the very item it does not count, as in rustc.
    pub allowed: bool,
}

impl Outline {
    /// The symbols of a range of [`Outline::segments`].
    #[must_use]
    pub fn path(&self, range: Range) -> &[Symbol] {
        &self.segments[range.start as usize..range.end as usize]
    }

    /// The macros of a range of [`Outline::macro_uses`].
    #[must_use]
    pub fn macro_uses(&self, range: Range) -> &[MacroUse] {
        &self.macro_uses[range.start as usize..range.end as usize]
    }

    /// The symbols of a range of [`Outline::idents`].
    #[must_use]
    pub fn idents(&self, range: Range) -> &[Symbol] {
        &self.idents[range.start as usize..range.end as usize]
    }

    /// The scope with this id.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// The file, module or block that a scope's content stands in: itself, but for the tokens of a macro call.
    #[must_use]
    pub fn host(&self, mut id: ScopeId) -> ScopeId {
        while let Some(Scope { kind: ScopeKind::Tokens { .. }, parent: Some(parent), .. }) =
            self.scopes.get(id.0 as usize)
        {
            id = *parent;
        }
        id
    }

    /// The condition with this id.
    #[must_use]
    pub fn condition(&self, id: ConditionId) -> Condition {
        self.conditions[id.0 as usize]
    }

    /// The children of an `all` or `any`.
    #[must_use]
    pub fn children(&self, range: Range) -> &[ConditionId] {
        &self.condition_children[range.start as usize..range.end as usize]
    }
}

impl Import {
    /// The name it binds; `None` for globs, `as _` and empty groups.
    #[must_use]
    pub fn binding(&self, outline: &Outline) -> Option<Symbol> {
        let (Leaf::Name { rename } | Leaf::SelfName { rename }) = self.leaf else { return None };
        let name = rename.or_else(|| outline.path(self.path).last().copied())?;
        (name != crate::known::UNDERSCORE).then_some(name)
    }
}
