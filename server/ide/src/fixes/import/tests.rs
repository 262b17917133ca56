//! Which repairs are offered for an import, in which order, and what each changes.

use crate::fixture::{Fixture, check_fix, titles};
use crate::{Finding, Fixes};

const WORKSPACE: &str = r#"//- /Cargo.toml
[workspace]
members = ["cli", "utils"]
//- /cli/Cargo.toml
[package]
name = "cli"
edition = "2021"

[dependencies]
utils = { path = "../utils" }
anyhow = "1"
//- /utils/Cargo.toml
[package]
name = "utils"
edition = "2021"
[dependencies]
anyhow = "1"
//- /utils/src/lib.rs
pub mod error;
"#;

fn workspace(error: &str, cli: &str) -> String {
    format!("{WORKSPACE}//- /utils/src/error.rs\n{error}\n//- /cli/src/lib.rs\n{cli}")
}

const INSTEAD: &str = "Import `Error` instead, and rename its uses in this file";
const ALIAS: &str = "Import it under the old name: `Error as GgenError`";
const ANYHOW: &str = "Take it from `anyhow`: `use anyhow::Error as GgenError;`";
const DEFINE: &str = "Define it in `error`: `pub type GgenError = Error;`";
const CLI: &str = "use utils::error::{Result, GgenError};\nfn f() -> Result<(), GgenError> { Ok(()) }\n";

#[test]
fn all_three_forms_of_an_error_type_are_recognised() {
    for form in [
        "pub struct Error;",
        "pub enum Error { A }",
        "pub type Error = Box<dyn std::error::Error>;",
        "pub use anyhow::Error;",
    ] {
        let text = workspace(&format!("{form} pub type Result<T, E = Error> = std::result::Result<T, E>;"), CLI);
        let preferred = format!("* {INSTEAD}");
        assert_eq!(titles(&text), [preferred.as_str(), ALIAS, ANYHOW, DEFINE], "{form}");
    }
}

#[test]
fn each_repair_changes_what_its_title_says() {
    let text = workspace("pub struct Error;\npub type Result<T, E> = std::result::Result<T, E>;", CLI);
    check_fix(
        &text,
        INSTEAD,
        "//- /cli/src/lib.rs\nuse utils::error::{Result, Error};\nfn f() -> Result<(), Error> { Ok(()) }\n",
    );
    check_fix(
        &text,
        ALIAS,
        "//- /cli/src/lib.rs\nuse utils::error::{Result, Error as GgenError};\nfn f() -> Result<(), GgenError> { Ok(()) }\n",
    );
    check_fix(
        &text,
        ANYHOW,
        "//- /cli/src/lib.rs\nuse utils::error::Result;\nuse anyhow::Error as GgenError;\nfn f() -> Result<(), GgenError> { Ok(()) }\n",
    );
    check_fix(
        &text,
        DEFINE,
        "//- /utils/src/error.rs\npub struct Error;\npub type GgenError = Error;\npub type Result<T, E> = std::result::Result<T, E>;\n",
    );
}

#[test]
fn a_module_of_the_missing_name_keeps_its_own_uses() {
    check_fix(
        "//- /src/source.rs\npub struct Source;\npub struct Visitor;\n//- /src/lib.rs\nmod source;\npub use self::source::{source, Visitor as Other};\npub use self::source::Visitor;\n",
        "Import `Source` instead",
        "//- /src/lib.rs\nmod source;\npub use self::source::{Source, Visitor as Other};\npub use self::source::Visitor;\n",
    );
}

#[test]
fn the_alias_is_first_if_the_name_is_taken_or_an_associated_item_is_missing() {
    let taken = workspace("pub struct Error; pub struct Result;", &format!("{CLI}struct Error;\n"));
    assert_eq!(titles(&taken)[0], format!("* {ALIAS}"));
    assert!(!titles(&taken).contains(&INSTEAD.to_owned()));
    let lacking = "use utils::error::GgenError;\nfn f() { GgenError::special(); }\n";
    assert_eq!(titles(&workspace("pub struct Error;", lacking))[..2], [format!("* {ALIAS}"), INSTEAD.to_owned()]);
    let has = workspace("pub struct Error; impl Error { pub fn special() {} }", lacking);
    assert_eq!(titles(&has)[0], format!("* {INSTEAD}"));
}

#[test]
fn anyhow_is_first_if_the_module_has_no_error_type_and_is_added_if_it_is_no_dependency() {
    let text = workspace("pub struct Result;", CLI).replace("anyhow = \"1\"\n", "");
    let title = format!("{ANYHOW}, and add the dependency");
    assert_eq!(titles(&text), [format!("* {title}")]);
    check_fix(
        &text,
        &title,
        "//- /cli/Cargo.toml
[package]
name = \"cli\"
edition = \"2021\"

[dependencies]
utils = { path = \"../utils\" }
anyhow = \"1\"
//- /cli/src/lib.rs
use utils::error::Result;
use anyhow::Error as GgenError;
fn f() -> Result<(), GgenError> { Ok(()) }
",
    );
}

#[test]
fn a_slip_is_put_right_in_every_segment() {
    let text = workspace("pub struct Error;", "use utils::eror::Error;\n");
    assert_eq!(titles(&text), ["* Change `eror` to `error`"]);
    let text = workspace("pub struct Widget;", "use utils::error::Widgte;\n");
    assert_eq!(titles(&text)[0], "* Import `Widget` instead");
}

#[test]
fn strings_comments_and_shadowing_scopes_are_not_renamed() {
    let cli = r#"use utils::error::GgenError;
/// Not [`GgenError`].
fn f(e: GgenError) -> &'static str { // GgenError
    vec![GgenError::from(1)];
    "GgenError"
}
fn g<GgenError>(e: GgenError) {}
fn h() { enum GgenError { A } let _ = GgenError::A; }
mod inner { use super::*; type T = GgenError; }
mod other { struct GgenError; type T = GgenError; }
"#;
    let after = r#"//- /cli/src/lib.rs
use utils::error::Error;
/// Not [`GgenError`].
fn f(e: Error) -> &'static str { // GgenError
    vec![Error::from(1)];
    "GgenError"
}
fn g<GgenError>(e: GgenError) {}
fn h() { enum GgenError { A } let _ = GgenError::A; }
mod inner { use super::*; type T = Error; }
mod other { struct GgenError; type T = GgenError; }
"#;
    check_fix(&workspace("pub struct Error;", cli), INSTEAD, after);
}

#[test]
fn the_alias_is_first_where_something_else_would_notice_the_new_name() {
    let error = "pub struct Error; pub fn parse() {} pub struct asyncs;";
    let first = |cli: &str| titles(&workspace(error, cli))[0].clone();
    let alias = format!("* {ALIAS}");
    // Another crate, another file, a type parameter, a twin.
    assert_eq!(first("pub use utils::error::GgenError;\n"), alias);
    assert_eq!(first("use utils::error::GgenError;\nfn k<Error>(e: Error) -> GgenError { loop {} }\n"), alias);
    let below = "use utils::error::GgenError;\nmod b;\n//- /cli/src/b.rs\nuse super::*;\nfn g() -> GgenError {}\n";
    assert_eq!(first(below), alias);
    let twins = "#[cfg(test)] use utils::error::GgenError;\n#[cfg(not(test))] use utils::error::Error as GgenError;\nfn g(_: GgenError) {}\n";
    assert_eq!(first(twins), alias);
    // A local, and a field by its short form.
    let parse = "* Import it under the old name: `parse as prase`";
    assert_eq!(first("use utils::error::prase;\nfn f() { let parse = 1; prase(); }\n"), parse);
    assert_eq!(first("use utils::error::prase;\nfn f() -> S { S { prase } }\n"), parse);
}

#[test]
fn a_first_segment_is_no_slip_if_something_has_its_very_name() {
    let text =
        "pub mod shape { pub struct Circle; }\npub mod inner {\n    pub mod shapes {}\n    pub use shape::Circle;\n}\n";
    assert_eq!(titles(text), ["* Change `shape` to `crate::shape`", "Change `shape` to `shapes`"]);
}

#[test]
fn what_the_rest_of_the_path_leads_on_from_is_meant() {
    let text = "pub mod card { pub struct Ace; }\npub mod care { pub struct Bed; }\nuse crate::cart::Bed;\n";
    assert_eq!(titles(text), ["* Change `cart` to `care`"]);
    let text = "pub mod card { pub struct Ace; }\npub mod care { pub struct Ace; }\nuse crate::cart::Ace;\n";
    assert_eq!(titles(text)[0], "Change `cart` to `card`");
}

#[test]
fn what_is_imported_already_or_used_by_its_right_name_tells_which_was_meant() {
    let module = "pub mod deck { pub struct Card; pub struct Cart; }\n";
    let imported = format!("{module}use deck::{{Card, Cars}};\n");
    assert_eq!(titles(&imported), ["* Import `Cart` instead"]);
    let used = format!("{module}use deck::Carx;\nfn f(_: Cart) {{}}\n");
    assert_eq!(titles(&used), ["* Import `Cart` instead"]);
    assert_eq!(titles(&format!("{module}use deck::Carx;\n"))[0], "Import `Card` instead");
}

#[test]
fn other_modules_come_shortest_path_first_and_are_preferred_only_alone() {
    let text = "mod a { pub mod b { pub mod c { pub struct Thing; } pub use self::c::Thing; } }
mod d { pub struct Thing; }
mod e { #[doc(hidden)] pub struct Thing; struct Thing2; }
mod f { use crate::d::Thing; }
mod g {}
use g::Thing;
";
    assert_eq!(titles(text), ["Import `crate::d::Thing` instead", "Import `crate::a::b::Thing` instead"]);
}

#[test]
fn a_name_that_is_near_and_elsewhere_is_no_clear_choice() {
    let text = "mod a { pub struct Things; }\nmod b { pub struct Thing; }\nuse a::Thing;\n";
    assert_eq!(titles(text), ["Import `Things` instead", "Import `crate::b::Thing` instead"]);
}

#[test]
fn a_leaf_moves_out_of_its_group_with_attributes_and_visibility() {
    let before = "mod a { pub mod b { pub struct X; } pub struct Y; }
mod c { pub struct Z; }
mod d {
    #[cfg(all())]
    pub(crate) use crate::{
        // Both.
        a::{b::{X, Z as W}, Y},
    };
    pub struct Last;
}
";
    let after = "mod a { pub mod b { pub struct X; } pub struct Y; }
mod c { pub struct Z; }
mod d {
    #[cfg(all())]
    pub(crate) use crate::{
        // Both.
        a::{b::X, Y},
    };
    #[cfg(all())]
    pub(crate) use crate::c::Z as W;
    pub struct Last;
}
";
    check_fix(before, "Import `crate::c::Z` instead", &format!("//- /src/lib.rs\n{after}"));
}

#[test]
fn a_trait_one_slip_away_is_nearer_than_the_error_type_of_the_module() {
    let text = "pub mod error { pub trait ParseError {} pub struct Error; }\nuse error::ParsError;";
    assert_eq!(titles(text)[0], "* Import `ParseError` instead");
    let further = text.replace("ParsError", "ReadingError");
    assert_eq!(titles(&further)[0], "* Import `Error` instead");
}

#[test]
fn the_error_type_of_the_module_is_nearer_than_one_of_the_very_name_elsewhere() {
    let text =
        workspace("pub struct Error; pub struct Result;", &format!("{CLI}pub mod wire {{ pub struct GgenError; }}\n"));
    let elsewhere = "Import `crate::wire::GgenError` instead";
    assert_eq!(titles(&text), [&format!("* {INSTEAD}"), ALIAS, ANYHOW, DEFINE, elsewhere]);
}

#[test]
fn no_dependency_is_added_in_a_circle() {
    let text = WORKSPACE.replace("anyhow = \"1\"\n", "").replace("pub mod error;", "use cli::Thing;")
        + "//- /cli/src/lib.rs\npub struct Thing;\n";
    assert_eq!(titles(&text), [""; 0]);
}

#[test]
fn a_file_outside_of_the_workspace_is_never_changed() {
    // `utils` is a path dependency and no member.
    let error = "mod inner { fn hidden() {} } pub use self::inner::*; pub struct Error;";
    let text = workspace(error, "use utils::error::{hidden, GgenError};\n")
        .replace("members = [\"cli\", \"utils\"]", "members = [\"cli\"]\nexclude = [\"utils\"]");
    let findings = crate::fixture::Fixture::new(&text).findings();
    assert_eq!(findings.len(), 2);
    for edit in findings.iter().flat_map(|finding| &finding.fixes).flat_map(|fix| &fix.edits) {
        assert!(!edit.file.to_string_lossy().contains("utils"), "{edit:?}");
    }
}

#[test]
fn what_is_changed_elsewhere_is_the_same_when_no_more_is_asked_for() {
    let cli = "use utils::error::{Result, GgenError};\nuse utils::error::Eror;\nuse utils::eror::Error;\n";
    let fixture = Fixture::new(&workspace("pub struct Error;\npub type Result<T> = T;", cli));
    for finding in fixture.findings() {
        let some = fixture.snapshot.findings(&finding.file, Fixes::Elsewhere);
        let some = some.into_iter().find(|other| other.span == finding.span).unwrap();
        let elsewhere = |finding: &Finding| {
            let fixes = finding.fixes.iter();
            fixes.filter(|fix| fix.edits.iter().any(|edit| edit.file != finding.file)).cloned().collect::<Vec<_>>()
        };
        let places = |finding: &Finding| elsewhere(finding).into_iter().map(|fix| (fix.title, fix.edits));
        assert!(places(&finding).eq(places(&some)), "{}", finding.message);
        assert_eq!(finding.notes, some.notes);
        let is_error_type = finding.message.contains("GgenError");
        assert_eq!(elsewhere(&finding).is_empty(), !is_error_type, "{}", finding.message);
    }
}
