//! Derives, by the package that exports them.

/// Derives of one package that take the same attributes. They define impls, hidden in a `const _` or beside the item, and no
/// name but what `suffixes` says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Derives {
    pub(crate) krate: &'static str,
    pub(crate) names: &'static [&'static str],
    /// Attributes that they take: these are no macros on what the derive stands on.
    pub(crate) helpers: &'static [&'static str],
    /// What they put behind the item's name to name further items.
    pub(crate) suffixes: &'static [&'static str],
}

/// Some that define impls alone.
const fn impls(krate: &'static str, names: &'static [&'static str], helpers: &'static [&'static str]) -> Derives {
    Derives { krate, names, helpers, suffixes: &[] }
}

pub(crate) const DERIVES: &[Derives] = &[
    // an impl and a counter within `const _`
    impls("arbitrary", &["Arbitrary"], &["arbitrary"]),
    // impls
    impls("bincode", &["Encode", "Decode", "BorrowDecode"], &["bincode"]),
    // The same macros, by their own crate.
    impls("bincode_derive", &["Encode", "Decode", "BorrowDecode"], &["bincode"]),
    // impls
    impls("borsh", &["BorshSerialize", "BorshDeserialize", "BorshSchema"], &["borsh"]),
    // The same macros, by their own crate.
    impls("borsh_derive", &["BorshSerialize", "BorshDeserialize", "BorshSchema"], &["borsh"]),
    // an impl, with statics in the bodies of its functions
    impls("defmt", &["Format"], &["defmt"]),
    // impls and checks within `const _`; `CheckedBitPattern` is left out, since it defines a struct `…Bits`
    impls("bytemuck", &["Contiguous", "ByteEq", "ByteHash"], &[]),
    impls("bytemuck", &["Pod", "AnyBitPattern", "NoUninit"], &["bytemuck"]),
    impls("bytemuck", &["TransparentWrapper"], &["bytemuck", "transparent"]),
    impls("bytemuck", &["Zeroable"], &["bytemuck", "zeroable"]),
    // The same macros, by their own crate.
    impls("bytemuck_derive", &["Contiguous", "ByteEq", "ByteHash"], &[]),
    impls("bytemuck_derive", &["Pod", "AnyBitPattern", "NoUninit"], &["bytemuck"]),
    impls("bytemuck_derive", &["TransparentWrapper"], &["bytemuck", "transparent"]),
    impls("bytemuck_derive", &["Zeroable"], &["bytemuck", "zeroable"]),
    // impls
    impls("clap", &["Args", "Parser"], &["clap", "structopt", "command", "arg", "group"]),
    impls("clap", &["Subcommand"], &["clap", "command", "arg", "group"]),
    impls("clap", &["ValueEnum"], &["clap", "value"]),
    // The same macros, by their own crate.
    impls("clap_derive", &["Args", "Parser"], &["clap", "structopt", "command", "arg", "group"]),
    impls("clap_derive", &["Subcommand"], &["clap", "command", "arg", "group"]),
    impls("clap_derive", &["ValueEnum"], &["clap", "value"]),
    // impls
    impls(
        "darling",
        &["FromMeta", "FromAttributes", "FromDeriveInput", "FromField", "FromTypeParam", "FromVariant"],
        &["darling"],
    ),
    // The same macros, by their own crate.
    impls(
        "darling_macro",
        &["FromMeta", "FromAttributes", "FromDeriveInput", "FromField", "FromTypeParam", "FromVariant"],
        &["darling"],
    ),
    // impls
    impls("derivative", &["Derivative"], &["derivative"]),
    // The same macros, by their own crate.
    impls("derive_arbitrary", &["Arbitrary"], &["arbitrary"]),
    // impls
    impls("derive_more", &["Add"], &["add"]),
    impls("derive_more", &["AddAssign"], &["add_assign"]),
    impls("derive_more", &["AsMut"], &["as_mut"]),
    impls("derive_more", &["AsRef"], &["as_ref"]),
    impls("derive_more", &["Binary"], &["binary"]),
    impls("derive_more", &["BitAnd"], &["bitand"]),
    impls("derive_more", &["BitAndAssign"], &["bitand_assign"]),
    impls("derive_more", &["BitOr"], &["bitor"]),
    impls("derive_more", &["BitOrAssign"], &["bitor_assign"]),
    impls("derive_more", &["BitXor"], &["bitxor"]),
    impls("derive_more", &["BitXorAssign"], &["bitxor_assign"]),
    impls("derive_more", &["Constructor"], &[]),
    impls("derive_more", &["Deref"], &["deref"]),
    impls("derive_more", &["DerefMut"], &["deref_mut"]),
    impls("derive_more", &["Display"], &["display"]),
    impls("derive_more", &["Div"], &["div"]),
    impls("derive_more", &["DivAssign"], &["div_assign"]),
    impls("derive_more", &["Error"], &["error"]),
    impls("derive_more", &["From"], &["from"]),
    impls("derive_more", &["FromStr"], &["from_str"]),
    impls("derive_more", &["Index"], &["index"]),
    impls("derive_more", &["IndexMut"], &["index_mut"]),
    impls("derive_more", &["Into"], &["into"]),
    impls("derive_more", &["IntoIterator"], &["into_iterator"]),
    impls("derive_more", &["IsVariant"], &["is_variant"]),
    impls("derive_more", &["LowerExp"], &["lower_exp"]),
    impls("derive_more", &["LowerHex"], &["lower_hex"]),
    impls("derive_more", &["Mul"], &["mul"]),
    impls("derive_more", &["MulAssign"], &["mul_assign"]),
    impls("derive_more", &["Neg"], &["neg"]),
    impls("derive_more", &["Not"], &["not"]),
    impls("derive_more", &["Octal"], &["octal"]),
    impls("derive_more", &["Pointer"], &["pointer"]),
    impls("derive_more", &["Product"], &["product"]),
    impls("derive_more", &["Rem"], &["rem"]),
    impls("derive_more", &["RemAssign"], &["rem_assign"]),
    impls("derive_more", &["Shl"], &["shl"]),
    impls("derive_more", &["ShlAssign"], &["shl_assign"]),
    impls("derive_more", &["Shr"], &["shr"]),
    impls("derive_more", &["ShrAssign"], &["shr_assign"]),
    impls("derive_more", &["Sub"], &["sub"]),
    impls("derive_more", &["SubAssign"], &["sub_assign"]),
    impls("derive_more", &["Sum"], &["sum"]),
    impls("derive_more", &["TryFrom"], &["try_from"]),
    impls("derive_more", &["TryInto"], &["try_into"]),
    impls("derive_more", &["TryUnwrap"], &["try_unwrap"]),
    impls("derive_more", &["Unwrap"], &["unwrap"]),
    impls("derive_more", &["UpperExp"], &["upper_exp"]),
    impls("derive_more", &["UpperHex"], &["upper_hex"]),
    // The same macros, by their own crate.
    impls("derive_more_impl", &["Add"], &["add"]),
    impls("derive_more_impl", &["AddAssign"], &["add_assign"]),
    impls("derive_more_impl", &["AsMut"], &["as_mut"]),
    impls("derive_more_impl", &["AsRef"], &["as_ref"]),
    impls("derive_more_impl", &["Binary"], &["binary"]),
    impls("derive_more_impl", &["BitAnd"], &["bitand"]),
    impls("derive_more_impl", &["BitAndAssign"], &["bitand_assign"]),
    impls("derive_more_impl", &["BitOr"], &["bitor"]),
    impls("derive_more_impl", &["BitOrAssign"], &["bitor_assign"]),
    impls("derive_more_impl", &["BitXor"], &["bitxor"]),
    impls("derive_more_impl", &["BitXorAssign"], &["bitxor_assign"]),
    impls("derive_more_impl", &["Constructor"], &[]),
    impls("derive_more_impl", &["Deref"], &["deref"]),
    impls("derive_more_impl", &["DerefMut"], &["deref_mut"]),
    impls("derive_more_impl", &["Display"], &["display"]),
    impls("derive_more_impl", &["Div"], &["div"]),
    impls("derive_more_impl", &["DivAssign"], &["div_assign"]),
    impls("derive_more_impl", &["Error"], &["error"]),
    impls("derive_more_impl", &["From"], &["from"]),
    impls("derive_more_impl", &["FromStr"], &["from_str"]),
    impls("derive_more_impl", &["Index"], &["index"]),
    impls("derive_more_impl", &["IndexMut"], &["index_mut"]),
    impls("derive_more_impl", &["Into"], &["into"]),
    impls("derive_more_impl", &["IntoIterator"], &["into_iterator"]),
    impls("derive_more_impl", &["IsVariant"], &["is_variant"]),
    impls("derive_more_impl", &["LowerExp"], &["lower_exp"]),
    impls("derive_more_impl", &["LowerHex"], &["lower_hex"]),
    impls("derive_more_impl", &["Mul"], &["mul"]),
    impls("derive_more_impl", &["MulAssign"], &["mul_assign"]),
    impls("derive_more_impl", &["Neg"], &["neg"]),
    impls("derive_more_impl", &["Not"], &["not"]),
    impls("derive_more_impl", &["Octal"], &["octal"]),
    impls("derive_more_impl", &["Pointer"], &["pointer"]),
    impls("derive_more_impl", &["Product"], &["product"]),
    impls("derive_more_impl", &["Rem"], &["rem"]),
    impls("derive_more_impl", &["RemAssign"], &["rem_assign"]),
    impls("derive_more_impl", &["Shl"], &["shl"]),
    impls("derive_more_impl", &["ShlAssign"], &["shl_assign"]),
    impls("derive_more_impl", &["Shr"], &["shr"]),
    impls("derive_more_impl", &["ShrAssign"], &["shr_assign"]),
    impls("derive_more_impl", &["Sub"], &["sub"]),
    impls("derive_more_impl", &["SubAssign"], &["sub_assign"]),
    impls("derive_more_impl", &["Sum"], &["sum"]),
    impls("derive_more_impl", &["TryFrom"], &["try_from"]),
    impls("derive_more_impl", &["TryInto"], &["try_into"]),
    impls("derive_more_impl", &["TryUnwrap"], &["try_unwrap"]),
    impls("derive_more_impl", &["Unwrap"], &["unwrap"]),
    impls("derive_more_impl", &["UpperExp"], &["upper_exp"]),
    impls("derive_more_impl", &["UpperHex"], &["upper_hex"]),
    // impls within `const _`
    impls(
        "diesel",
        &[
            "AsChangeset",
            "AsExpression",
            "Associations",
            "FromSqlRow",
            "Identifiable",
            "Insertable",
            "QueryId",
            "Queryable",
            "QueryableByName",
            "Selectable",
            "SqlType",
            "ValidGrouping",
        ],
        &["diesel"],
    ),
    impls("diesel", &["DieselNumericOps"], &[]),
    // The same macros, by their own crate.
    impls(
        "diesel_derives",
        &[
            "AsChangeset",
            "AsExpression",
            "Associations",
            "FromSqlRow",
            "Identifiable",
            "Insertable",
            "QueryId",
            "Queryable",
            "QueryableByName",
            "Selectable",
            "SqlType",
            "ValidGrouping",
        ],
        &["diesel"],
    ),
    impls("diesel_derives", &["DieselNumericOps"], &[]),
    // impls within `const _`
    impls("displaydoc", &["Display"], &["ignore_extra_doc_attributes", "prefix_enum_doc_attributes", "displaydoc"]),
    // impls
    impls("educe", &["Educe"], &["educe"]),
    // an impl
    impls("enum_iterator", &["Sequence"], &["enum_iterator"]),
    // The same macros, by their own crate.
    impls("enum_iterator_derive", &["Sequence"], &["enum_iterator"]),
    // an impl
    impls("enum_map", &["Enum"], &[]),
    // The same macros, by their own crate.
    impls("enum_map_derive", &["Enum"], &[]),
    // inherent methods
    impls("getset", &["CloneGetters"], &["get_clone", "with_prefix", "getset"]),
    impls("getset", &["CopyGetters"], &["get_copy", "with_prefix", "getset"]),
    impls("getset", &["Getters"], &["get", "with_prefix", "getset"]),
    impls("getset", &["MutGetters"], &["get_mut", "getset"]),
    impls("getset", &["Setters"], &["set", "getset"]),
    impls("getset", &["WithSetters"], &["set_with", "getset"]),
    // an impl
    impls("miette", &["Diagnostic"], &["diagnostic", "source_code", "label", "related", "help", "diagnostic_source"]),
    // The same macros, by their own crate.
    impls(
        "miette_derive",
        &["Diagnostic"],
        &["diagnostic", "source_code", "label", "related", "help", "diagnostic_source"],
    ),
    // impls within `const _`
    impls(
        "num_derive",
        &["FromPrimitive", "ToPrimitive", "NumCast", "Zero", "One", "Num", "Float", "Signed", "Unsigned"],
        &["num_traits"],
    ),
    impls("num_derive", &["NumOps"], &[]),
    // impls, with constants in their bodies
    impls("num_enum", &["FromPrimitive"], &["num_enum", "default", "catch_all"]),
    impls("num_enum", &["IntoPrimitive"], &["num_enum", "catch_all"]),
    impls("num_enum", &["TryFromPrimitive", "UnsafeFromPrimitive"], &["num_enum"]),
    // The same macros, by their own crate.
    impls("num_enum_derive", &["FromPrimitive"], &["num_enum", "default", "catch_all"]),
    impls("num_enum_derive", &["IntoPrimitive"], &["num_enum", "catch_all"]),
    impls("num_enum_derive", &["TryFromPrimitive", "UnsafeFromPrimitive"], &["num_enum"]),
    // an impl within `const _`
    impls("proptest_derive", &["Arbitrary"], &["proptest"]),
    // impls; wrappers stand in their bodies
    impls("prost", &["Message", "Enumeration", "Oneof"], &["prost"]),
    // The same macros, by their own crate.
    impls("prost_derive", &["Message", "Enumeration", "Oneof"], &["prost"]),
    // impls
    impls("ref_cast", &["RefCast", "RefCastCustom"], &["trivial"]),
    // The same macros, by their own crate.
    impls("ref_cast_impl", &["RefCast", "RefCastCustom"], &["trivial"]),
    // impls within `const _`
    impls("schemars", &["JsonSchema"], &["schemars", "serde", "validate", "garde"]),
    impls("schemars", &["JsonSchema_repr"], &["schemars", "serde"]),
    // The same macros, by their own crate.
    impls("schemars_derive", &["JsonSchema"], &["schemars", "serde", "validate", "garde"]),
    impls("schemars_derive", &["JsonSchema_repr"], &["schemars", "serde"]),
    // impls
    impls("scroll", &["Pread", "Pwrite", "SizeWith", "IOread", "IOwrite"], &["scroll"]),
    // The same macros, by their own crate.
    impls("scroll_derive", &["Pread", "Pwrite", "SizeWith", "IOread", "IOwrite"], &["scroll"]),
    // impls within `const _`
    impls("serde", &["Serialize", "Deserialize"], &["serde"]),
    // The same macros, by their own crate.
    impls("serde_derive", &["Serialize", "Deserialize"], &["serde"]),
    // impls, with constants in their bodies
    impls("serde_repr", &["Deserialize_repr"], &["serde"]),
    impls("serde_repr", &["Serialize_repr"], &[]),
    // impls
    impls("serde_with", &["DeserializeFromStr", "SerializeDisplay", "SerializeDisplayAlt"], &["serde_with"]),
    // The same macros, by their own crate.
    impls("serde_with_macros", &["DeserializeFromStr", "SerializeDisplay", "SerializeDisplayAlt"], &["serde_with"]),
    // an impl
    impls("smart_default", &["SmartDefault"], &["default"]),
    // impls
    impls("sqlx", &["Decode", "Encode", "FromRow", "Type"], &["sqlx"]),
    // The same macros, by their own crate.
    impls("sqlx_macros", &["Decode", "Encode", "FromRow", "Type"], &["sqlx"]),
    // impls; `EnumDiscriminants` is left out, since an attribute may name what it defines
    impls(
        "strum",
        &[
            "AsRefStr",
            "Display",
            "EnumCount",
            "EnumIs",
            "EnumMessage",
            "EnumProperty",
            "EnumString",
            "EnumTryAs",
            "EnumVariantNames",
            "FromRepr",
            "IntoStaticStr",
            "ToString",
            "VariantArray",
            "VariantNames",
        ],
        &["strum"],
    ),
    Derives { krate: "strum", names: &["EnumIter"], helpers: &["strum"], suffixes: &["Iter"] },
    Derives { krate: "strum", names: &["EnumTable"], helpers: &["strum"], suffixes: &["Table"] },
    // The same macros, by their own crate.
    impls(
        "strum_macros",
        &[
            "AsRefStr",
            "Display",
            "EnumCount",
            "EnumIs",
            "EnumMessage",
            "EnumProperty",
            "EnumString",
            "EnumTryAs",
            "EnumVariantNames",
            "FromRepr",
            "IntoStaticStr",
            "ToString",
            "VariantArray",
            "VariantNames",
        ],
        &["strum"],
    ),
    Derives { krate: "strum_macros", names: &["EnumIter"], helpers: &["strum"], suffixes: &["Iter"] },
    Derives { krate: "strum_macros", names: &["EnumTable"], helpers: &["strum"], suffixes: &["Table"] },
    // impls
    impls("thiserror", &["Error"], &["backtrace", "error", "from", "source"]),
    // The same macros, by their own crate.
    impls("thiserror_impl", &["Error"], &["backtrace", "error", "from", "source"]),
    // impls
    impls("validator", &["Validate"], &["validate"]),
    // The same macros, by their own crate.
    impls("validator_derive", &["Validate"], &["validate"]),
    // impls within `const _`, where what they define is named `__Zerocopy…`
    impls(
        "zerocopy",
        &[
            "FromBytes",
            "FromZeros",
            "Immutable",
            "IntoBytes",
            "KnownLayout",
            "TryFromBytes",
            "Unaligned",
            "ByteEq",
            "ByteHash",
            "SplitAt",
        ],
        &["zerocopy"],
    ),
    // The same macros, by their own crate.
    impls(
        "zerocopy_derive",
        &[
            "FromBytes",
            "FromZeros",
            "Immutable",
            "IntoBytes",
            "KnownLayout",
            "TryFromBytes",
            "Unaligned",
            "ByteEq",
            "ByteHash",
            "SplitAt",
        ],
        &["zerocopy"],
    ),
    // impls within `const _`
    impls("zeroize", &["Zeroize", "ZeroizeOnDrop"], &["zeroize"]),
    // The same macros, by their own crate.
    impls("zeroize_derive", &["Zeroize", "ZeroizeOnDrop"], &["zeroize"]),
];
