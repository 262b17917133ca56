//! From small pages to text.

use greenlight_files::Files;

use super::{documented_crate, documented_text, module_text};
use crate::fixture::Fixture;

/// The pages of a small `krate`: a sidebar and an index for its root, then what `more` has.
fn docs(krate: &str, sidebar: &str, index: &str, more: &str) -> Fixture {
    let meta = "<meta name=\"rustdoc-vars\" data-resource-suffix=\"1.95.0\">";
    Fixture::new(&format!(
        "//- /{krate}/index.html\n{meta}{index}\n//- /{krate}/sidebar-items1.95.0.js\nwindow.SIDEBAR_ITEMS = \
         {sidebar};\n{more}"
    ))
}

/// The text of the module with the page `/PAGE`.
fn text(docs: &Fixture, page: &str) -> Option<String> {
    module_text(&Files::new(), &docs.path("/"), &docs.path(page))
}

#[test]
fn each_kind_of_item_becomes_one_that_paths_treat_alike() {
    let docs = docs(
        "test",
        r#"{"attr":["a"],"constant":["C"],"derive":["D"],"enum":["E"],"fn":["f"],"foreigntype":["F"],
            "keyword":["while"],"macro":["m",["n",1]],"mod":["inner"],"primitive":["u8"],"static":["ST"],
            "struct":["S"],"trait":["T"],"traitalias":["TA"],"type":["Y"],"union":["U"],"later":["L"]}"#,
        "<dt id=\"reexport.X\"><code>pub use self::inner::<a href=\"#\">X</a>;</code></dt>",
        "//- /test/enum.E.html\n<section id=\"variant.One\"></section><section id=\"variant.Two\"></section>\n",
    );
    let expected = "pub macro r#a() {}
pub const r#C: () = ();
pub macro r#D() {}
pub enum r#E { One, Two }
pub fn r#f() {}
pub struct r#F();
pub use crate::undocumented::r#L;
#[macro_export]
macro_rules! r#m { () => {} }
#[macro_export]
macro_rules! r#n { () => {} }
#[path = \"inner/index.html\"]
pub mod r#inner;
pub static r#ST: () = ();
pub struct r#S();
pub trait r#T {}
pub trait r#TA {}
pub type r#Y = ();
pub union r#U {}
pub use self::inner::X;
";
    assert_eq!(text(&docs, "/test/index.html").unwrap(), expected);
}

#[test]
fn macros_stand_where_they_are_exported() {
    let module = "//- /core/ptr/index.html\ndata-resource-suffix=\"1.95.0\"\n//- /core/ptr/sidebar-items1.95.0.js\n\
                  window.SIDEBAR_ITEMS = {\"macro\":[\"addr_of\"]};\n";
    let docs = docs("core", r#"{"macro":["try"],"mod":["ptr"]}"#, "", module);
    assert!(text(&docs, "/core/index.html").unwrap().contains("#[macro_export]\nmacro_rules! r#try {"));
    let expected = "pub macro r#addr_of() {}\npub use crate::undocumented::r#Unique;\n";
    assert_eq!(text(&docs, "/core/ptr/index.html").unwrap(), expected);
}

#[test]
fn hidden_names_are_added_unless_they_are_documented_by_now() {
    let root = docs("alloc", r#"{"mod":["rt"]}"#, "", "");
    let text_of_root = text(&root, "/alloc/index.html").unwrap();
    assert_eq!(text_of_root.matches("mod r#rt").count(), 1, "{text_of_root}");
    assert!(text_of_root.contains("pub mod r#__export { undocumented_names! {} }"), "{text_of_root}");
    let variants = "//- /std/io/index.html\ndata-resource-suffix=\"\"\n//- /std/io/sidebar-items.js\n\
                    = {\"enum\":[\"ErrorKind\"]}\n//- /std/io/enum.ErrorKind.html\n<a id=\"variant.Other\">\n";
    let io = text(&docs("std", "{}", "", variants), "/std/io/index.html").unwrap();
    assert!(io.contains("pub enum r#ErrorKind { Other, Uncategorized }"), "{io}");
}

#[test]
fn what_is_not_all_in_the_docs_is_open() {
    let of = |krate: &str, path: &str| {
        let meta = "data-resource-suffix=\"\"";
        let fixture = Fixture::new(&format!(
            "//- /{krate}/{path}index.html\n{meta}\n//- /{krate}/{path}sidebar-items.js\n= {{\"fn\":[\"f\"]}}\n"
        ));
        text(&fixture, &format!("/{krate}/{path}index.html")).unwrap().ends_with("undocumented_names! {}\n")
    };
    assert!(of("std", "os/wasi/") && of("std", "os/wasi/fs/") && of("core", "arch/x86_64/"));
    assert!(
        !of("std", "os/")
            && !of("std", "os/unix/fs/")
            && !of("std", "ossified/")
            && !of("std", "io/")
            && !of("test", "os/")
    );
    let strange = docs("test", "{}", "<dt><code>pub extern crate far;</code></dt>", "");
    assert_eq!(text(&strange, "/test/index.html").unwrap(), "undocumented_names! {}\n");
    let unlike = docs("test", r#"{"fn":["a b"]}"#, "", "");
    assert_eq!(text(&unlike, "/test/index.html").unwrap(), "undocumented_names! {}\n");
}

#[test]
fn behind_what_is_documented_stands_what_the_sources_have() {
    let page = "/share/doc/rust/html/core/arch/x86_64/index.html";
    let docs = format!(
        "//- {page}\ndata-resource-suffix=\"\"\n//- /share/doc/rust/html/core/arch/x86_64/sidebar-items.js\n\
         = {{\"fn\":[\"f\"]}}\n"
    );
    let of = |fixture: &str| {
        let fixture = Fixture::new(fixture);
        documented_text(&Files::new(), &fixture.path(page)).unwrap()
    };
    assert_eq!(of(&docs), "pub fn r#f() {}\nundocumented_names! {}\n");
    let with_sources = format!("{docs}//- /lib/rustlib/src/rust/library/core/src/lib.rs\n\n");
    let expected = "pub fn r#f() {}\n#[doc(hidden)]\npub use ::__sources_of_core::r#arch::r#x86_64::*;\n";
    assert_eq!(of(&with_sources), expected);
    let of_another = format!("{docs}//- /lib/rustlib/src/rust/library/std/src/lib.rs\n\n");
    assert_eq!(of(&of_another), of(&docs));
}

#[test]
fn an_enum_without_a_page_may_have_any_variant() {
    let without = docs("test", r#"{"enum":["E"]}"#, "", "");
    assert_eq!(text(&without, "/test/index.html").unwrap(), "pub use crate::undocumented::r#E;\n");
}

#[test]
fn other_pages_have_no_text() {
    let std =
        docs("std", "{}", "", "//- /regex/index.html\ndata-resource-suffix=\"\"\n//- /regex/sidebar-items.js\n= {}\n");
    let files = Files::new();
    assert_eq!(documented_crate(&files, &std.path("/"), "std"), Some(std.path("/std/index.html")));
    assert_eq!(documented_crate(&files, &std.path("/"), "core"), None);
    assert_eq!(documented_crate(&files, &std.path("/"), "regex"), None);
    for page in ["/regex/index.html", "/std/sidebar-items1.95.0.js", "/std/gone/index.html", "/index.html", "/"] {
        assert_eq!(text(&std, page), None, "{page}");
    }
    assert_eq!(module_text(&files, &std.path("/std"), &std.path("/core/index.html")), None);
    let broken = docs("std", "{]", "", "");
    assert_eq!(text(&broken, "/std/index.html"), None);
}
