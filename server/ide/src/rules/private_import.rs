//! The rule `private-import`: a segment of a use tree that exists, and that the importing module may not see.

use greenlight_resolve::{Builds, Hidden, InstanceId};

use super::{Description, Level, Rule};
use crate::check::{Draft, FileCheck};
use crate::fixes::make_public::make_public;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "private-import",
    group: "imports",
    level: Level::Deny,
    codes: &["E0603"],
    summary: "an import of what is private elsewhere",
    explanation: include_str!("private_import.md"),
};

/// A draft for the import with this number, which leads through what is `hidden` in some of the crates that have the file.
pub(super) fn draft(check: &FileCheck<'_>, number: u32, hidden: &[(InstanceId, Hidden)]) -> Option<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let import = &facts.outline.imports[number as usize];
    let builds = hidden.iter().map(|(instance, hidden)| {
        (*instance, program.builds(program.module_of(*instance, import.scope), import.condition), hidden)
    });
    let met: Vec<(InstanceId, Builds, &Hidden)> =
        builds.filter(|(_, builds, _)| matches!(builds, Builds::Default | Builds::When(_))).collect();
    let (instance, _, hidden) = met.first()?;
    let segment = import.path.start as usize + hidden.segment;
    let name = program.sources.names().text(facts.outline.segments[segment]).to_owned();
    Some(Draft {
        rule: Rule::PrivateImport,
        code: Some("E0603"),
        message: format!("{} `{name}` is private", hidden.what),
        label: Some(format!("private {}", hidden.what)),
        notes: Vec::new(),
        file: check.file.path.clone(),
        span: facts.spans.segments[segment],
        package: Some(program.crate_of(instance.krate).package),
        met: met.iter().map(|(instance, builds, _)| (instance.krate, builds.clone())).collect(),
        is_warning: false,
        fixes: make_public(check.snapshot, hidden.place, program.module_of(*instance, import.scope))
            .into_iter()
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix};

    #[test]
    fn the_item_is_made_as_visible_as_the_import_needs() {
        check_fix(
            "mod a {\n    /// Two.\n    fn two() {}\n}\nuse a::two;\n",
            "Make `two` `pub(crate)`",
            "//- /src/lib.rs\nmod a {\n    /// Two.\n    pub(crate) fn two() {}\n}\nuse a::two;\n",
        );
        check_fix(
            "mod a {\n    pub mod b {\n        pub(super) struct S;\n    }\n}\nuse a::b::S;\n",
            "Make `S` `pub(crate)`",
            "//- /src/lib.rs\nmod a {\n    pub mod b {\n        pub(crate) struct S;\n    }\n}\nuse a::b::S;\n",
        );
    }

    #[test]
    fn what_stands_around_is_seen_and_what_stands_beside_is_not() {
        check(
            r#"
mod a {
    fn private() {}
    pub(super) fn for_parent() {}
    pub fn public() {}
    mod b { pub fn deep() {} }
    pub(self) mod c { pub fn deep() {} }
    use std::mem::swap;
    mod inner { use super::private; use super::b::deep; use crate::a::swap as s; }
}
use a::public;
use a::for_parent;
  use a::private;
//       ^^^^^^^ error: function `private` is private
  use a::b::deep as d;
//       ^ error: module `b` is private
  use a::c::*;
//       ^ error: module `c` is private
mod outside {
    pub(super) fn for_parent() {}
      use crate::a::for_parent as seen_by_the_crate_root;
      use super::a::private as p;
//                  ^^^^^^^ error: function `private` is private
}
"#,
        );
    }

    #[test]
    fn one_namespace_that_can_be_seen_is_enough() {
        check(
            r#"
mod a {
    mod both {}
    pub fn both() {}
    struct Hidden;
    pub struct Unit;
    #[cfg(unix)] fn twin() {}
    #[cfg(not(unix))] pub fn twin() {}
}
use a::both;
use a::Unit;
use a::twin;
  use a::Hidden;
//       ^^^^^^ error: struct `Hidden` is private
"#,
        );
    }

    #[test]
    fn an_import_is_as_visible_as_it_says_and_a_glob_leaves_behind_what_it_cannot_see() {
        check(
            r#"
mod a {
    pub struct S;
    mod types { pub enum E { V } pub(in crate::a) fn within() {} }
    use types::E;
    pub use types::*;
    mod below { use super::types::within; }
}
mod re { use crate::a::S; pub(crate) use crate::a::S as T; use self::T as U; }
  use re::S;
//        ^ error: struct import `S` is private
use re::T;
  use re::U;
//        ^ error: struct import `U` is private
use a::E;
"#,
        );
    }

    #[test]
    fn a_macro_may_make_it_public() {
        check(
            r#"
mod a {
    #[visibility::make(pub)]
    fn made_public() {}
    fn private() {}
    other::define! { private }
}
use a::made_public;
use a::private;
"#,
        );
    }
}
