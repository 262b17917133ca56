//! What `include!` brings into a module. The text of a file that a literal names is looked at as what a macro expands to; what a build
//! script writes is not there to be looked at, and can only have names that the script's own literals have, or are put together from,
//! unless it reads other files or calls crates that generate code.

use std::sync::Arc;

use greenlight_project::{BuildScript, DependencyKind, Package};
use greenlight_syntax::{Health, ModuleItem, Outline, Symbol, is_keyword};

use super::by_example::Expander;
use super::{Hidden, Reach};
use crate::program::{CrateId, ModuleId, Program};

/// Words of a build script's literals.
pub(crate) type Words = Arc<[String]>;

/// Crates that a build script asks about the compiler, and that generate nothing.
const ASK_ALONE: &[&str] = &["autocfg", "rustc_version", "rustversion", "version_check"];

/// What a build script that has none of these identifiers does not read, nor make of its own identifiers.
const READ_OR_NAME: &[&str] = &[
    "BufRead",
    "BufReader",
    "copy",
    "include_bytes",
    "include_str",
    "lines",
    "quote",
    "read",
    "read_dir",
    "read_line",
    "read_to_end",
    "read_to_string",
    "stdin",
    "stringify",
];

/// One that has none of these writes nothing; what is included comes from elsewhere.
const WRITE: &[&str] = &["create", "write", "write_all", "writeln"];

/// Of shorter words, names are not put together.
const SHORTEST_PART: usize = 3;

/// The words that what the package's build script writes may be made of; `None` if it may be anything.
pub(crate) fn written_by_script(package: &Package) -> Option<Words> {
    let script = package.build_script.as_ref()?;
    let generates = package.dependencies.iter().any(|dependency| {
        dependency.kind == DependencyKind::Build && !ASK_ALONE.contains(&dependency.package.as_str())
    });
    let reads = |identifier: &String| READ_OR_NAME.contains(&identifier.as_str());
    let writes = script.identifiers.iter().any(|identifier| WRITE.contains(&identifier.as_str()));
    if script.unknown
        || !writes
        || generates
        || script.identifiers.iter().any(reads)
        || script.strings.iter().any(|it| escapes(it))
    {
        return None;
    }
    Some(words(script))
}

fn words(script: &BuildScript) -> Words {
    let parts = script.strings.iter().flat_map(|string| string.split(|it: char| !it.is_alphanumeric() && it != '_'));
    let is_part = |part: &&str| part.starts_with(|it: char| !it.is_ascii_digit()) && !is_keyword(part);
    let mut words: Vec<String> = parts.filter(|part| !part.is_empty()).filter(is_part).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words.into()
}

/// Whether a text may bring names that are not in it.
fn escapes(text: &str) -> bool {
    if ["macro_rules", "macro_export", "include!"].iter().any(|word| text.contains(word)) {
        return true;
    }
    // Within a module, a glob brings names into that alone.
    let mut modules: Vec<bool> = Vec::new();
    for (at, character) in text.char_indices() {
        match character {
            '{' => {
                let mut before = text[..at].split_whitespace().rev();
                before.next();
                modules.push(before.next() == Some("mod"));
            }
            '}' => _ = modules.pop(),
            '*' if text[..at].ends_with("::") && !modules.contains(&true) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a name may be made of these words.
pub(super) fn is_made_of(name: &str, words: &[String]) -> bool {
    words.iter().any(|word| name == word || (word.len() >= SHORTEST_PART && name.contains(word.as_str())))
}

impl Program {
    /// Adds what an `include!` in `module` may bring; whether that is known.
    pub(super) fn add_included(
        &self,
        module: ModuleId,
        call: u32,
        reach: Reach,
        expander: &mut Expander<'_>,
        hidden: &mut Hidden,
    ) -> bool {
        match self.included_text(module, self.outline(module), call) {
            Included::Text(text) => expander.expand_text(self, (module, call), &text, reach, hidden),
            Included::Written(words) => {
                hidden.written = Some(words);
                true
            }
            Included::Unknown => false,
        }
    }

    /// Whether an `include!` certainly brings no macro `name` that is exported, nor a file that might.
    pub(super) fn includes_no_macro(&self, module: ModuleId, outline: &Outline, call: u32, name: Symbol) -> bool {
        match self.included_text(module, outline, call) {
            Included::Text(text) => {
                let outline = self.sources.scan_text(&text).outline;
                let has_file = |module: &ModuleItem| module.inline.is_none();
                let has_word = |word: &str| text.contains(word);
                outline.health == Health::Whole
                    && !outline.modules.iter().any(has_file)
                    && !["macro_export", "include!"].into_iter().any(has_word)
                    // A macro that is called there may put its tokens together to one.
                    && (outline.macro_calls.is_empty() || !has_word(self.sources.names().text(name)))
            }
            Included::Written(_) => true,
            Included::Unknown => false,
        }
    }

    fn included_text(&self, module: ModuleId, outline: &Outline, call: u32) -> Included {
        let call = &outline.macro_calls[call as usize];
        let include = self.sources.vocabulary().include;
        if outline.path(call.path) != [include] || !self.crate_macros(module.krate).definitions(include).is_empty() {
            return Included::Unknown;
        }
        if let Some(literal) = call.include {
            let folder = self.file(module).path.parent();
            let path = folder.map(|folder| folder.join(self.sources.names().text(literal)));
            return path.and_then(|path| self.files.read(&path).ok()).map_or(Included::Unknown, Included::Text);
        }
        self.written(module.krate).map_or(Included::Unknown, Included::Written)
    }

    /// The words that what the crate's build script writes is made of.
    fn written(&self, krate: CrateId) -> Option<Words> {
        self.memory_of(krate).written.get_or_init(|| written_by_script(self.package_of(krate))).clone()
    }
}

/// What an `include!` names.
enum Included {
    /// A file with this text.
    Text(Arc<str>),
    /// What a build script writes, made of these words.
    Written(Words),
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_escapes_unless_it_stands_in_a_module() {
        for (text, does) in [
            ("pub mod __private$$ { pub use crate::private::*; }", false),
            ("pub use crate::private::*;", true),
            ("pub use crate::{a::*, b};", true),
            ("mod a { use b::{c::*}; }", false),
            ("mod a { } use b::*;", true),
            ("const A: u8 = 2 * 3;", false),
            ("macro_rules! a { () => {} }", true),
        ] {
            assert_eq!(escapes(text), does, "{text}");
        }
    }

    #[test]
    fn names_are_words_of_the_script_or_put_together_from_some() {
        let script =
            BuildScript { strings: vec!["pub mod __private$$ { fn ab() }".to_owned()], ..BuildScript::default() };
        let words = words(&script);
        assert_eq!(*words, ["__private".to_owned(), "ab".to_owned()]);
        assert!(is_made_of("__private229", &words) && is_made_of("ab", &words));
        assert!(!is_made_of("abs", &words) && !is_made_of("pub", &words) && !is_made_of("private", &words));
    }
}
