//! The names of the standard library as its docs have them: rustup's `rust-docs`, which the default profile has. A page of
//! rustdoc's for a module becomes the text of a Rust file that defines the module's names and nothing else, so that a crate
//! of these is read and resolved like any other.
//!
//! `#[path]` leads from one module to the next, page by page, so only those that are asked for are read. What is not in
//! the docs is added from a list. What may have still other names takes them from the module's sources, where these are
//! there too (rustup's `rust-src`), by a glob; else it holds a call of a macro that is nowhere defined.

mod page;
#[cfg(test)]
mod tests;
mod undocumented;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use greenlight_files::Files;

/// The crates that a module's text can be had of.
const CRATES: &[&str] = &["std", "core", "alloc", "proc_macro", "test"];

/// Where a toolchain has the sources.
pub(crate) const SOURCES: &str = "lib/rustlib/src/rust/library";

/// A call that leaves open what else a module has.
const OPEN: &str = "undocumented_names! {}\n";

/// How the name begins by which a crate that stands for docs sees the same crate as its sources have it.
pub const SOURCES_OF: &str = "__sources_of_";

/// The root of `krate` in the folder with the sources of the standard library: [`crate::Toolchain::library`].
#[must_use]
pub fn source_crate(files: &Files, library: &Path, krate: &str) -> Option<PathBuf> {
    Some(library.join(krate).join("src/lib.rs")).filter(|root| files.is_file(root))
}

/// The file that stands for the root of `krate`, if that is a crate of the standard library with docs in the folder
/// `docs`: [`crate::Toolchain::docs`].
#[must_use]
pub fn documented_crate(files: &Files, docs: &Path, krate: &str) -> Option<PathBuf> {
    let page = docs.join(krate).join("index.html");
    Some(page).filter(|page| CRATES.contains(&krate) && files.is_file(page))
}

/// As [`module_text`], of a page that lies where rustup puts them; `None` also for what is no such page. If the sources are
/// there too, the module has what either has.
#[must_use]
pub fn documented_text(files: &Files, page: &Path) -> Option<String> {
    let docs = page.ancestors().find(|folder| folder.ends_with("share/doc/rust/html"))?;
    let library = docs.ancestors().nth(4)?.join(SOURCES);
    text_of(files, docs, page, Some(&library))
}

/// Of the page of a module below `docs`, as [`documented_crate`] and the `#[path]`s of other texts name it: the text of
/// a Rust file, edition 2018 or later, that defines what the module defines. `None` if the page is none of those, or is
/// not of the form that rustdoc writes; the module is then unknown.
#[must_use]
pub fn module_text(files: &Files, docs: &Path, page: &Path) -> Option<String> {
    text_of(files, docs, page, None)
}

/// The text of a module of which the rest is taken from the crate's sources in `library`, if they are there.
fn text_of(files: &Files, docs: &Path, page: &Path, library: Option<&Path>) -> Option<String> {
    let folder = page.strip_prefix(docs).ok().filter(|page| page.ends_with("index.html"))?.parent()?;
    let module: Vec<&str> = folder.iter().map(|name| name.to_str()).collect::<Option<_>>()?;
    let (&krate, below) = module.split_first()?;
    if !CRATES.contains(&krate) {
        return None;
    }
    let read = |html: &str| Some((page::sidebar_file(html)?, page::reexports(html)));
    let (sidebar, reexports) = files.with_text(page, read).ok()??;
    let folder = page.parent()?;
    let entries = files.with_text(&folder.join(sidebar), page::entries).ok()??;
    let path = match krate {
        "std" | "core" | "alloc" => below.join("::"),
        _ => module.join("::"),
    };
    let mut text = String::new();
    let has_sources = library.is_some_and(|library| source_crate(files, library, krate).is_some());
    let mut open = !has_sources && undocumented::OPEN.iter().any(|open| is_within(&path, open));
    let mut modules: BTreeSet<&str> = BTreeSet::new();
    for (kind, name) in &entries {
        // A name that is no identifier would break the text; none is known.
        if !is_identifier(name) {
            open = true;
            continue;
        }
        match kind.as_str() {
            "mod" => {
                modules.insert(name);
                let _ = writeln!(text, "#[path = \"{name}/index.html\"]\npub mod r#{name};");
            }
            "enum" => {
                let page = folder.join(format!("enum.{name}.html"));
                let hidden = undocumented(&inner(&path, name));
                let variants = |html: &str| [&page::variants(html), hidden].concat().join(", ");
                match files.with_text(&page, variants) {
                    Ok(variants) => {
                        let _ = writeln!(text, "pub enum r#{name} {{ {variants} }}");
                    }
                    Err(_) => text.push_str(&opaque(name)),
                }
            }
            "macro" if below.is_empty() => {
                let _ = writeln!(text, "#[macro_export]\nmacro_rules! r#{name} {{ () => {{}} }}");
            }
            // Neither can be imported.
            "keyword" | "primitive" => {}
            kind => text.push_str(&match kind {
                // Whether it has a constructor is not known, and what asks for a name asks in all namespaces.
                "struct" | "foreigntype" => format!("pub struct r#{name}();\n"),
                "union" => format!("pub union r#{name} {{}}\n"),
                "trait" | "traitalias" => format!("pub trait r#{name} {{}}\n"),
                "type" => format!("pub type r#{name} = ();\n"),
                "fn" => format!("pub fn r#{name}() {{}}\n"),
                "constant" => format!("pub const r#{name}: () = ();\n"),
                "static" => format!("pub static r#{name}: () = ();\n"),
                "macro" | "attr" | "derive" => format!("pub macro r#{name}() {{}}\n"),
                _ => opaque(name),
            }),
        }
    }
    for reexport in reexports {
        if is_use(&reexport) {
            text.push_str(&reexport);
            text.push('\n');
        } else {
            open = true;
        }
    }
    for &name in undocumented(&path) {
        match name.strip_prefix("mod ") {
            Some(name) if !modules.contains(name) => {
                let _ = writeln!(text, "pub mod r#{name} {{ {} }}", OPEN.trim_end());
            }
            Some(_) => {}
            None => text.push_str(&opaque(name)),
        }
    }
    for name in undocumented::PRIVATE.iter().filter(|(module, _)| *module == path).flat_map(|(_, names)| *names) {
        if !modules.contains(name) {
            let _ = writeln!(text, "mod r#{name} {{ {} }}", OPEN.trim_end());
        }
    }
    if has_sources {
        let path: String = below.iter().map(|name| format!("::r#{name}")).collect();
        let _ = writeln!(text, "#[doc(hidden)]\npub use ::{SOURCES_OF}{krate}{path}::*;");
    }
    if open {
        text.push_str(OPEN);
    }
    Some(text)
}

/// Something that exists and that nothing more is known of: an import that leads nowhere.
fn opaque(name: &str) -> String {
    format!("pub use crate::undocumented::r#{name};\n")
}

fn undocumented(path: &str) -> &'static [&'static str] {
    undocumented::NAMES.iter().find(|(module, _)| *module == path).map_or(&[], |(_, names)| names)
}

fn inner(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}

fn is_within(path: &str, open: &str) -> bool {
    path.strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn is_identifier(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether it is one `use` item and nothing else.
fn is_use(item: &str) -> bool {
    let path = item.strip_prefix("pub use ").and_then(|rest| rest.strip_suffix(';'));
    path.is_some_and(|path| path.chars().all(|c| c.is_ascii_alphanumeric() || "_:#*{}, ".contains(c)))
}
