//! Names that the language itself owns: keywords, the compiler's attributes, std's derives, and macros whose calls are
//! known to define nothing in the block they stand in.
//!
//! Every list is sorted, as it is searched by halves.

/// Words that cannot name anything in any edition, with the four that may begin a path.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "become", "box", "break", "const", "continue", "crate", "do", "else", "enum", "extern",
    "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The compiler's own attributes of a single segment, inert or built in, stable or not, of old releases too, when rustfmt had
/// one as well; `derive` and `cfg_attr` are read, not listed, and `rustc_…` is reserved as a whole.
#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "alloc_error_handler", "allocator_internals", "allow", "allow_internal_unsafe", "allow_internal_unstable",
    "autodiff", "autodiff_forward", "autodiff_reverse", "automatically_derived", "bench", "cfg", "cfi_encoding", "cold",
    "collapse_debuginfo", "const_continue", "const_eval_limit", "const_trait", "coroutine", "coverage", "crate_name",
    "crate_type", "custom_mir", "custom_test_frameworks", "debugger_visualizer", "define_opaque", "deny",
    "deprecated", "deprecated_safe", "derive_const", "do_not_recommend", "doc", "eii", "eii_declaration", "expect",
    "export_name", "export_stable", "feature", "ffi_const", "ffi_pure", "forbid", "fundamental", "global_allocator",
    "ignore", "inline", "instruction_set", "lang", "link", "link_args", "link_name", "link_ordinal", "link_section",
    "linkage", "loop_match", "macro_export", "macro_use", "marker", "may_dangle", "must_not_suspend",
    "must_use", "naked", "needs_allocator", "needs_panic_runtime", "no_builtins", "no_core", "no_coverage",
    "no_implicit_prelude", "no_link", "no_main", "no_mangle", "no_sanitize", "no_std", "non_exhaustive",
    "omit_gdb_pretty_printer_section", "optimize", "panic_handler", "panic_runtime", "path",
    "pattern_complexity_limit", "pin_v2", "pointee", "prelude_import", "proc_macro",
    "proc_macro_attribute", "proc_macro_derive", "profiler_runtime", "recursion_limit", "reexport_test_harness_main",
    "register_tool", "repr", "rustfmt_skip", "sanitize", "should_panic", "stable", "staged_api", "target_feature",
    "test", "test_case", "test_runner", "thread_local", "track_caller", "type_const", "type_length_limit",
    "unsafe_destructor_blind_to_params", "unsafe_no_drop_flag", "unstable", "unstable_feature_bound", "used", "warn",
    "windows_subsystem",
];

/// Tools whose attributes the compiler passes over.
const TOOLS: &[&str] = &["clippy", "diagnostic", "miri", "rust_analyzer", "rustc", "rustfmt"];

/// Derives of std: they implement a trait and define no name.
pub const STD_DERIVES: &[&str] = &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// Keywords that begin an item with a name, or an import.
const ITEM_KEYWORDS: &[&str] = &[
    "const",
    "enum",
    "extern",
    "fn",
    "macro",
    "macro_rules",
    "mod",
    "static",
    "struct",
    "trait",
    "type",
    "union",
    "use",
];

/// Macros of std, `log`, `tracing`, `anyhow` and `tokio` that are expressions, or define nothing where they are called.
#[rustfmt::skip]
const STATEMENT_MACROS: &[&str] = &[
    "addr_of", "addr_of_mut", "anyhow", "asm", "assert", "assert_eq", "assert_matches", "assert_ne",
    "assert_unchecked", "bail", "cfg", "column", "compile_error", "concat", "concat_idents", "const_format_args",
    "dbg", "debug", "debug_assert", "debug_assert_eq", "debug_assert_matches", "debug_assert_ne", "debug_span",
    "ensure", "env", "eprint", "eprintln", "error", "error_span", "event", "file", "format", "format_args",
    "global_asm", "include_bytes", "include_str", "info", "info_span", "is_x86_feature_detected", "join", "line",
    "llvm_asm", "log", "matches", "module_path", "naked_asm", "offset_of", "option_env", "panic", "pin", "print",
    "println", "ready", "select", "span", "stringify", "todo", "trace", "trace_macros", "trace_span", "try",
    "try_join", "unimplemented", "unreachable", "vec", "warn", "warn_span", "write", "writeln",
];

/// The bytes of a word of at most eight, as a number.
const fn packed(word: &[u8]) -> u64 {
    let mut number = 0;
    let mut index = 0;
    while index < word.len() {
        number = number << 8 | word[index] as u64;
        index += 1;
    }
    number
}

/// [`KEYWORDS`] as numbers: nearly every word of a text is looked up here.
const PACKED_KEYWORDS: [u64; KEYWORDS.len()] = {
    let mut numbers = [0; KEYWORDS.len()];
    let mut index = 0;
    while index < numbers.len() {
        numbers[index] = packed(KEYWORDS[index].as_bytes());
        index += 1;
    }
    numbers
};

fn contains(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// Whether a word, written without `r#`, is a keyword in every edition.
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    (2..=8).contains(&word.len()) && PACKED_KEYWORDS.contains(&packed(word.as_bytes()))
}

/// Whether a keyword may be a segment of a path.
pub(crate) fn is_path_keyword(word: &str) -> bool {
    matches!(word, "crate" | "self" | "super" | "Self")
}

/// Macros whose tokens look like items and mean something else, by the names that they have everywhere.
const DECLARING_MACROS: &[&str] = &["bitflags", "include", "lazy_static", "thread_local"];

/// Whether a call of a macro of this name hands no items on.
pub(crate) fn keeps_no_items(name: &str) -> bool {
    contains(DECLARING_MACROS, name) || is_statement_macro(name)
}

/// Whether an attribute of this name is the compiler's own.
pub(crate) fn is_attribute(name: &str) -> bool {
    contains(ATTRIBUTES, name) || name.starts_with("rustc_")
}

/// Whether an attribute whose path begins with this name belongs to a tool.
pub(crate) fn is_tool(name: &str) -> bool {
    contains(TOOLS, name)
}

/// Whether a derive of this name is std's.
pub(crate) fn is_std_derive(name: &str) -> bool {
    contains(STD_DERIVES, name)
}

/// Whether a keyword begins an item that has a name.
pub(crate) fn declares(word: &str) -> bool {
    contains(ITEM_KEYWORDS, word)
}

/// Whether a statement that calls a macro of this name defines nothing.
#[must_use]
pub fn is_statement_macro(name: &str) -> bool {
    contains(STATEMENT_MACROS, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [KEYWORDS, ITEM_KEYWORDS, ATTRIBUTES, TOOLS, STD_DERIVES, STATEMENT_MACROS, DECLARING_MACROS] {
            for pair in list.windows(2) {
                assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
            }
        }
    }

    #[test]
    fn keywords_have_the_lengths_that_are_asked_for() {
        assert!(KEYWORDS.iter().all(|word| (2..=8).contains(&word.len()) && is_keyword(word)));
        assert!(!is_keyword("_") && !is_keyword("usefully") && !is_keyword("union"));
    }
}
