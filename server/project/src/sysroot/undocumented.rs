//! Names that are there but not in the docs: `#[doc(hidden)]` ones, and what only other platforms have. Made for
//! 1.95.0 and 1.97.0-nightly by asking those compilers which of all names that the standard library's metadata mentions
//! each public module has, re-exports included; names that only older versions had were added to that. A name too many
//! costs an error that is not reported; one too few would be reported where it compiles.

/// A path without its crate, for `std`, `core` and `alloc` alike: much of each is the others'; of other crates, with the
/// crate. Below it stand names that the module or enum at that path may have; `mod` comes before those that are modules.
pub(super) const NAMES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "mod __export",
            "mod asserting",
            "mod macros",
            "mod panicking",
            "mod raw_vec",
            "mod rt",
            "mod sys_common",
            "mod unicode",
            "mod wtf8",
            "__rust_force_expr",
            "__thread_local_inner",
            // Macros of other platforms.
            "is_aarch64_feature_detected",
            "is_arm_feature_detected",
            "is_loongarch_feature_detected",
            "is_mips64_feature_detected",
            "is_mips_feature_detected",
            "is_powerpc64_feature_detected",
            "is_powerpc_feature_detected",
            "is_riscv_feature_detected",
            "is_s390x_feature_detected",
            "is_x86_feature_detected",
        ],
    ),
    (
        "alloc",
        &[
            "mod __alloc_error_handler",
            "mod __default_lib_allocator",
            "__default_error_handler",
            "box_free",
            "exchange_malloc",
            "rust_oom",
        ],
    ),
    ("boxed", &["box_assume_init_into_vec_unsafe", "box_new"]),
    ("char", &["encode_utf16_raw", "encode_utf8_raw", "encode_utf8_raw_unchecked"]),
    ("clone", &["AssertParamIsClone", "AssertParamIsCopy"]),
    ("cmp", &["AssertParamIsEq"]),
    ("collections", &["Bound", "CollectionAllocErr"]),
    ("ffi::c_void", &["__variant1", "__variant2"]),
    ("fmt", &["mod rt", "ArgumentV1", "UnsafeArg"]),
    ("future", &["ResumeTy", "from_generator", "get_context", "identity_future"]),
    ("hash", &["SipHasher13"]),
    (
        "io",
        &[
            "SimpleMessage",
            "_eprint",
            "_print",
            "chain",
            "const_io_error",
            "set_output_capture",
            "take",
            "try_set_output_capture",
        ],
    ),
    ("io::ErrorKind", &["Uncategorized"]),
    ("iter", &["InPlaceIterable", "SourceIter", "TrustedFused", "TrustedRandomAccess", "TrustedRandomAccessNoCoerce"]),
    ("marker", &["BikeshedGuaranteedNoDrop", "CoercePointeeValidated"]),
    ("mem", &["SizedTypeProperties"]),
    ("net::Ipv6MulticastScope", &["Reserved0", "ReservedF"]),
    (
        "num",
        &[
            "mod bignum",
            "mod dec2flt",
            "mod diy_float",
            "mod flt2dec",
            "mod fmt",
            "mod imp",
            "mod niche_types",
            "can_not_overflow",
        ],
    ),
    ("ops", &["LegacyReceiver"]),
    (
        "panic",
        &[
            "BoxMeUp",
            "PanicPayload",
            "const_assert",
            "const_panic",
            "panic_2015",
            "panic_2021",
            "unreachable_2015",
            "unreachable_2021",
        ],
    ),
    ("pin", &["unreachable_pin_macro_type_constraint"]),
    ("prelude", &["mod rust_future"]),
    ("ptr", &["Unique"]),
    ("slice", &["mod memchr", "mod sort", "is_ascii_simple"]),
    ("str", &["mod lossy", "convert_while_ascii", "next_code_point", "utf8_char_width"]),
    // The integers are of platforms that have atomic ones of that size.
    ("sync::atomic", &["AtomicI128", "AtomicI64", "AtomicU128", "AtomicU64", "atomic_compare_exchange"]),
    (
        "thread",
        &["mod local_impl", "__FastLocalKeyInner", "__LocalKeyInner", "__OsLocalKeyInner", "__StaticLocalKeyInner"],
    ),
    ("vec", &["from_elem", "from_elem_in"]),
    ("proc_macro", &["mod bridge", "HasIterator", "RepInterp", "ThereIsNoIteratorInRepetition", "ext"]),
];

/// Modules that may have any other name, as may all below them: the docs show one platform of many, or what the
/// compiler alone uses and changes at will. Paths as in [`NAMES`].
pub(super) const OPEN: &[&str] = &["arch", "intrinsics", "os", "panicking"];

/// Modules that are private: importing through them is another error (E0603) than importing through what is not there.
pub(super) const PRIVATE: &[(&str, &[&str])] = &[
    ("", &["backtrace_rs", "sys"]),
    ("collections", &["hash"]),
    ("iter", &["adapters", "range", "sources", "traits"]),
];
