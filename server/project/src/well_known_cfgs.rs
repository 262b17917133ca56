//! The cfgs that rustc itself sets, and those that Cargo sets for everybody: names and values that are expected of every
//! package. Made of what `rustc --print=check-cfg` of 1.95 prints; a later rustc may know more.

/// A name that is expected everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WellKnownCfg {
    /// The name.
    pub name: &'static str,
    /// Whether it may stand alone.
    pub alone: bool,
    /// The values that are expected; `None` where there are hundreds.
    pub values: Option<&'static [&'static str]>,
}

/// The version of rustc that [`WELL_KNOWN_CFGS`] are of: major and minor.
pub const WELL_KNOWN_OF: (u32, u32) = (1, 95);

/// The first rustc that knows which values are expected of targets.
pub const WELL_KNOWN_SINCE: (u32, u32) = (1, 80);

/// The expected name, if it is one.
#[must_use]
pub fn well_known_cfg(name: &str) -> Option<&'static WellKnownCfg> {
    let at = WELL_KNOWN_CFGS.binary_search_by(|known| known.name.cmp(name)).ok()?;
    Some(&WELL_KNOWN_CFGS[at])
}

/// All of them, by name.
pub const WELL_KNOWN_CFGS: &[WellKnownCfg] = &[
    WellKnownCfg { name: "clippy", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "contract_checks", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "debug_assertions", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "doc", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "docsrs", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "doctest", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "fmt_debug", alone: false, values: Some(&["full", "none", "shallow"]) },
    WellKnownCfg { name: "miri", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "overflow_checks", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "panic", alone: false, values: Some(&["abort", "immediate-abort", "unwind"]) },
    WellKnownCfg { name: "proc_macro", alone: true, values: Some(&[]) },
    WellKnownCfg {
        name: "relocation_model",
        alone: false,
        values: Some(&["dynamic-no-pic", "pic", "pie", "ropi", "ropi-rwpi", "rwpi", "static"]),
    },
    WellKnownCfg { name: "rustfmt", alone: true, values: Some(&[]) },
    WellKnownCfg {
        name: "sanitize",
        alone: false,
        values: Some(&[
            "address",
            "cfi",
            "dataflow",
            "hwaddress",
            "kcfi",
            "kernel-address",
            "leak",
            "memory",
            "memtag",
            "realtime",
            "safestack",
            "shadow-call-stack",
            "thread",
        ]),
    },
    WellKnownCfg { name: "sanitizer_cfi_generalize_pointers", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "sanitizer_cfi_normalize_integers", alone: true, values: Some(&[]) },
    WellKnownCfg {
        name: "target_abi",
        alone: false,
        values: Some(&[
            "",
            "abi64",
            "abiv2",
            "abiv2hf",
            "eabi",
            "eabihf",
            "elfv1",
            "elfv2",
            "fortanix",
            "ilp32",
            "ilp32e",
            "llvm",
            "macabi",
            "sim",
            "softfloat",
            "spe",
            "uwp",
            "vec-extabi",
            "x32",
        ]),
    },
    WellKnownCfg {
        name: "target_arch",
        alone: false,
        values: Some(&[
            "aarch64",
            "amdgpu",
            "arm",
            "arm64ec",
            "avr",
            "bpf",
            "csky",
            "hexagon",
            "loongarch32",
            "loongarch64",
            "m68k",
            "mips",
            "mips32r6",
            "mips64",
            "mips64r6",
            "msp430",
            "nvptx64",
            "powerpc",
            "powerpc64",
            "riscv32",
            "riscv64",
            "s390x",
            "sparc",
            "sparc64",
            "wasm32",
            "wasm64",
            "x86",
            "x86_64",
            "xtensa",
        ]),
    },
    WellKnownCfg { name: "target_endian", alone: false, values: Some(&["big", "little"]) },
    WellKnownCfg {
        name: "target_env",
        alone: false,
        values: Some(&[
            "",
            "gnu",
            "macabi",
            "mlibc",
            "msvc",
            "musl",
            "newlib",
            "nto70",
            "nto71",
            "nto71_iosock",
            "nto80",
            "ohos",
            "p1",
            "p2",
            "p3",
            "relibc",
            "sgx",
            "sim",
            "uclibc",
            "v5",
        ]),
    },
    WellKnownCfg { name: "target_family", alone: false, values: Some(&["unix", "wasm", "windows"]) },
    WellKnownCfg { name: "target_feature", alone: false, values: None },
    WellKnownCfg { name: "target_has_atomic", alone: true, values: Some(&["128", "16", "32", "64", "8", "ptr"]) },
    WellKnownCfg {
        name: "target_has_atomic_equal_alignment",
        alone: true,
        values: Some(&["128", "16", "32", "64", "8", "ptr"]),
    },
    WellKnownCfg {
        name: "target_has_atomic_load_store",
        alone: true,
        values: Some(&["128", "16", "32", "64", "8", "ptr"]),
    },
    WellKnownCfg {
        name: "target_os",
        alone: false,
        values: Some(&[
            "aix",
            "amdhsa",
            "android",
            "cuda",
            "cygwin",
            "dragonfly",
            "emscripten",
            "espidf",
            "freebsd",
            "fuchsia",
            "haiku",
            "helenos",
            "hermit",
            "horizon",
            "hurd",
            "illumos",
            "ios",
            "l4re",
            "linux",
            "lynxos178",
            "macos",
            "managarm",
            "motor",
            "netbsd",
            "none",
            "nto",
            "nuttx",
            "openbsd",
            "psp",
            "psx",
            "qurt",
            "redox",
            "rtems",
            "solaris",
            "solid_asp3",
            "teeos",
            "trusty",
            "tvos",
            "uefi",
            "unknown",
            "vexos",
            "visionos",
            "vita",
            "vxworks",
            "wasi",
            "watchos",
            "windows",
            "xous",
            "zkvm",
        ]),
    },
    WellKnownCfg { name: "target_pointer_width", alone: false, values: Some(&["16", "32", "64"]) },
    WellKnownCfg { name: "target_thread_local", alone: true, values: Some(&[]) },
    WellKnownCfg {
        name: "target_vendor",
        alone: false,
        values: Some(&[
            "amd",
            "apple",
            "espressif",
            "fortanix",
            "ibm",
            "kmc",
            "mti",
            "nintendo",
            "nvidia",
            "openwrt",
            "pc",
            "risc0",
            "sony",
            "sun",
            "unikraft",
            "unknown",
            "uwp",
            "vex",
            "win7",
            "wrs",
        ]),
    },
    WellKnownCfg { name: "test", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "ub_checks", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "unix", alone: true, values: Some(&[]) },
    WellKnownCfg { name: "windows", alone: true, values: Some(&[]) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(WELL_KNOWN_CFGS.is_sorted_by(|one, other| one.name < other.name));
        assert!(
            well_known_cfg("target_os")
                .is_some_and(|known| known.values.is_some_and(|values| values.contains(&"linux")))
        );
        assert_eq!(well_known_cfg("feature"), None);
        assert_eq!(well_known_cfg("linux"), None);
    }
}
