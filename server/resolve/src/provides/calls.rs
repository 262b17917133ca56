//! Macro calls at item level, and among the tokens of other macros.

use super::Provides::{self, ItsItems, ItsTokens, ItsTokensAnd, Nothing};

/// Macros of std that are expressions, patterns or nothing.
#[rustfmt::skip]
pub(crate) const STD_EXPRESSIONS: &[&str] = &[
    "addr_of", "addr_of_mut", "asm", "assert", "assert_eq", "assert_matches", "assert_ne", "cfg", "column",
    "compile_error", "concat", "concat_bytes", "const_format_args", "dbg", "debug_assert", "debug_assert_eq",
    "debug_assert_matches", "debug_assert_ne", "env", "eprint", "eprintln", "file", "format", "format_args",
    "format_args_nl", "global_asm", "include_bytes", "include_str", "is_aarch64_feature_detected",
    "is_arm_feature_detected", "is_x86_feature_detected", "line", "llvm_asm", "log_syntax", "matches", "module_path",
    "naked_asm", "offset_of", "option_env", "panic", "pin", "print", "println", "ready", "stringify", "todo",
    "trace_macros", "try", "unimplemented", "unreachable", "vec", "write", "writeln",
];

/// Whatever else is known, with the attributes that a macro takes among its tokens for itself.
pub(crate) const MACRO_CALLS: &[(&str, &[&str], Provides, &[&str])] = &[
    ("std", &["cfg_select"], ItsItems, &[]), // one arm, as it is; its usual form is read, not looked up here
    ("std", &["thread_local"], ItsTokens, &[]), // `static NAME: T = …;` for each declaration it is given
    ("anyhow", &["anyhow", "bail", "ensure"], Nothing, &[]), // expressions
    // The named structs; module-level helpers are in `const _` blocks.
    ("bitflags", &["bitflags"], ItsTokens, &[]),
    ("cfg_if", &["cfg_if"], ItsItems, &[]), // one arm, as it is; its usual form is read, not looked up here
    ("criterion", &["criterion_group"], ItsTokens, &[]), // a function of the group's name, in both forms
    ("criterion", &["criterion_main"], ItsTokensAnd(&["main"]), &[]),
    ("doc_comment", &["doctest"], ItsTokens, &[]), // an empty `extern` block, or a module of the given name
    ("error_chain", &["error_chain"], ItsTokensAnd(&["Error", "ErrorKind", "Result", "ResultExt"]), &[]),
    ("futures", &["join", "pin_mut", "ready", "select", "try_join"], Nothing, &[]), // expressions and `let`
    ("futures_core", &["ready"], Nothing, &[]),                                     // an expression
    ("lazy_static", &["lazy_static"], ItsTokens, &[]), // a static and a struct of each given name
    ("log", &["debug", "error", "info", "log", "log_enabled", "trace", "warn"], Nothing, &[]), // expressions
    // Projections are named by `#[project = Name]`, or stand in `const _`.
    ("pin_project_lite", &["pin_project"], ItsTokens, &["pin", "project", "project_ref", "project_replace"]),
    ("proptest", &["prop_assert", "prop_assert_eq", "prop_assert_ne", "prop_assume"], Nothing, &[]), // expressions
    ("proptest", &["proptest"], ItsTokens, &[]), // test functions of the given names
    ("quick_error", &["quick_error"], ItsTokens, &[]), // an enum of the given name
    ("scoped_tls", &["scoped_thread_local"], ItsTokens, &[]), // a static of the given name
    // `const _`, or a function within it
    (
        "static_assertions",
        &[
            "assert_cfg",
            "assert_eq_align",
            "assert_eq_size",
            "assert_fields",
            "assert_impl_all",
            "assert_impl_any",
            "assert_impl_one",
            "assert_not_impl_all",
            "assert_not_impl_any",
            "assert_obj_safe",
            "assert_type_eq_all",
            "assert_type_ne_all",
            "const_assert",
            "const_assert_eq",
            "const_assert_ne",
        ],
        Nothing,
        &[],
    ),
    ("tokio", &["join", "pin", "select", "try_join"], Nothing, &[]), // expressions and `let`
    ("tokio", &["task_local"], ItsTokens, &[]),                      // a static for each declaration it is given
    // Expressions.
    (
        "tracing",
        &[
            "debug",
            "debug_span",
            "enabled",
            "error",
            "error_span",
            "event",
            "info",
            "info_span",
            "span",
            "trace",
            "trace_span",
            "warn",
            "warn_span",
        ],
        Nothing,
        &[],
    ),
    ("windows_link", &["link"], ItsTokens, &[]), // a function in an `extern` block
    ("windows_targets", &["link"], ItsTokens, &[]), // the same
];
