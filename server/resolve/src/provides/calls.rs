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

/// Whatever else is known.
pub(crate) const MACRO_CALLS: &[(&str, &str, Provides)] = &[
    ("std", "cfg_select", ItsItems), // one arm, as it is; its usual form is read, not looked up here
    ("std", "thread_local", ItsTokens), // `static NAME: T = …;` for each declaration it is given
    ("bitflags", "bitflags", ItsTokens), // the named struct; module-level helpers are in `const _` blocks
    ("cfg_if", "cfg_if", ItsItems),  // one arm, as it is; its usual form is read, not looked up here
    ("criterion", "criterion_group", ItsTokens), // a function of the group's name, in both forms
    ("criterion", "criterion_main", ItsTokensAnd(&["main"])),
    ("lazy_static", "lazy_static", ItsTokens), // a static and a struct of each given name
    ("proptest", "proptest", ItsTokens),       // test functions of the given names
    ("static_assertions", "assert_cfg", Nothing), // `const _`
    ("static_assertions", "assert_eq_align", Nothing), // `const _`
    ("static_assertions", "assert_eq_size", Nothing), // `const _`
    ("static_assertions", "assert_fields", Nothing), // `const _`
    ("static_assertions", "assert_impl_all", Nothing), // `const _`
    ("static_assertions", "assert_impl_any", Nothing), // `const _`
    ("static_assertions", "assert_impl_one", Nothing), // `const _`
    ("static_assertions", "assert_not_impl_all", Nothing), // `const _`
    ("static_assertions", "assert_not_impl_any", Nothing), // `const _`
    ("static_assertions", "assert_obj_safe", Nothing), // `const _`
    ("static_assertions", "assert_type_eq_all", Nothing), // `const _`
    ("static_assertions", "const_assert", Nothing), // `const _`
    ("static_assertions", "const_assert_eq", Nothing), // `const _`
    ("static_assertions", "const_assert_ne", Nothing), // `const _`
];
