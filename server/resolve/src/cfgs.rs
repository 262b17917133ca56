//! What is known of the cfgs of one target: which leaves the default build on this host sets, and which some build
//! sets at all.

use greenlight_project::{CfgPredicate, Package, Target, TargetKind};
use greenlight_syntax::{NameTable, Symbol, known};

use crate::conditions::Truth;

/// A leaf of a cfg expression.
pub(crate) type Leaf = (Symbol, Option<Symbol>);

/// What is known of a target's cfgs.
pub(crate) struct Cfgs<'a> {
    pub(crate) names: &'a NameTable,
    /// `cfg(test)` in the default build of the target.
    test: Truth,
    /// Whether any feature at all may be set, by a build script or flags that could not be read.
    anything: bool,
    /// The platform that is built for, if it is known.
    host: Option<&'a str>,
    package: &'a Package,
}

/// Aliases that stand for each other are followed so far: a longer chain goes in a circle.
const LONGEST_ALIASING: u32 = 16;

/// Names that rustc itself sets in some builds (the rustc book, "Well known names and values").
const SET_BY_RUSTC: &[&str] = &["fmt_debug", "panic", "proc_macro", "relocation_model", "ub_checks", "contract_checks"];

/// Names that another tool than Cargo sets, or another command than `cargo build`.
const SET_BY_TOOLS: &[&str] = &["clippy", "doc", "doctest", "miri", "rustfmt"];

/// rustc's well-known names that take values and that a build on some platform sets (the rustc book, "Checking
/// conditional configurations").
const PLATFORM_KEYS: &[&str] = &[
    "target_os",
    "target_arch",
    "target_family",
    "target_env",
    "target_pointer_width",
    "target_endian",
    "target_vendor",
    "target_abi",
    "target_feature",
    "target_has_atomic",
    "panic",
];

/// Of those, the ones that a build sets to one value.
const SINGLE_VALUED: &[&str] = &[
    "target_os",
    "target_arch",
    "target_env",
    "target_pointer_width",
    "target_endian",
    "target_vendor",
    "target_abi",
    "panic",
];

/// What every processor of an architecture has that Rust's most common platforms with it are built for (the rustc book, "Platform
/// Support").
const ALWAYS_ON: &[(&str, &str)] = &[("x86_64", "fxsr"), ("x86_64", "sse"), ("x86_64", "sse2"), ("aarch64", "neon")];

/// Whether a name stands in a text by itself, not as a part of another one.
fn has_word(text: &str, name: &str) -> bool {
    text.split(|character: char| !character.is_alphanumeric() && character != '_').any(|word| word == name)
}

impl<'a> Cfgs<'a> {
    pub(crate) fn new(package: &'a Package, target: &Target, host: Option<&'a str>, names: &'a NameTable) -> Cfgs<'a> {
        let any_feature = || package.expected_cfgs.any_value.iter().any(|name| name == "feature");
        Cfgs {
            names,
            test: match (target.harness, target.kind) {
                (true, TargetKind::Test | TargetKind::Bench) => Truth::True,
                // Tests of the other kinds are built on demand alone.
                _ => Truth::False,
            },
            anything: package.expected_cfgs.unknown || any_feature(),
            host,
            package,
        }
    }

    pub(crate) fn has_by_default(&self, feature: &str) -> bool {
        self.package.features.default.binary_search_by(|default| default.as_str().cmp(feature)).is_ok()
    }

    /// Whether rustc is told that the package may have the feature.
    fn is_expected(&self, feature: &str) -> bool {
        let declared = &self.package.features.expected;
        let told = || &self.package.expected_cfgs.values;
        declared.binary_search_by(|declared| declared.as_str().cmp(feature)).is_ok()
            || told().iter().any(|(name, value)| name == "feature" && value == feature)
    }

    /// Whether the leaf holds in the default build on this host.
    pub(crate) fn by_default(&self, (key, value): Leaf) -> Truth {
        self.holds_by_default(self.names.text(key), value.map(|value| self.names.text(value)), LONGEST_ALIASING)
    }

    /// The same of a leaf by its text, with so many aliases of aliases.
    fn holds_by_default(&self, key: &str, value: Option<&str>, depth: u32) -> Truth {
        let truth = |holds| if holds { Truth::True } else { Truth::False };
        match value {
            Some(feature) if key == "feature" => truth(self.has_by_default(feature)),
            None => match key {
                "test" => self.test,
                "true" => Truth::True,
                "false" => Truth::False,
                "unix" => truth(cfg!(unix)),
                "windows" => truth(cfg!(windows)),
                // The development profile is the default.
                "debug_assertions" | "overflow_checks" => Truth::True,
                name => self.aliased(name, depth).unwrap_or_else(|| self.custom(name)),
            },
            Some(value) => match key {
                "target_os" => truth(value == std::env::consts::OS),
                "target_arch" => truth(value == std::env::consts::ARCH),
                "target_family" => truth(value == std::env::consts::FAMILY),
                "target_pointer_width" => truth(value == usize::BITS.to_string()),
                "target_endian" => truth(value == if cfg!(target_endian = "big") { "big" } else { "little" }),
                "target_has_atomic" => truth(["8", "16", "32", "64", "ptr"].contains(&value)),
                "panic" => truth(value == "unwind"),
                "target_env" => self.is_environment(value),
                "target_vendor" => self
                    .host
                    .and_then(|host| host.split('-').nth(1))
                    .map_or(Truth::Unknown, |vendor| truth(vendor == value)),
                "target_feature" if ALWAYS_ON.contains(&(std::env::consts::ARCH, value)) => Truth::True,
                name => self.custom(name),
            },
        }
    }

    /// Whether a name holds that the build script gives to an expression; none of others, and of those that it sets by itself too.
    fn aliased(&self, name: &str, depth: u32) -> Option<Truth> {
        let script = self.package.build_script.as_ref()?;
        let mut named = script.aliases.iter().filter(|alias| alias.name == name);
        let (alias, None) = (named.next()?, named.next()) else { return None };
        let is_set_too = script.strings.iter().any(|string| has_word(string, name) && string.contains("rustc-cfg"));
        let depth = depth.checked_sub(1)?;
        (!is_set_too).then(|| self.predicate(&alias.predicate, depth))
    }

    fn predicate(&self, predicate: &CfgPredicate, depth: u32) -> Truth {
        match predicate {
            CfgPredicate::All(all) => all.iter().map(|part| self.predicate(part, depth)).fold(Truth::True, Truth::and),
            CfgPredicate::Any(any) => {
                let none = any.iter().map(|part| self.predicate(part, depth).not()).fold(Truth::True, Truth::and);
                none.not()
            }
            CfgPredicate::Not(part) => self.predicate(part, depth).not(),
            CfgPredicate::Leaf { name, value } => self.holds_by_default(name, value.as_deref(), depth),
        }
    }

    /// Whether the host is one of this environment, `gnu` in `x86_64-unknown-linux-gnu`. Some names of platforms put an ABI behind it
    /// (`gnueabihf`), or in its place (`eabi`).
    fn is_environment(&self, environment: &str) -> Truth {
        let written = self.host.map(|host| host.splitn(4, '-').nth(3).unwrap_or_default());
        match written {
            Some(written) if written == environment => Truth::True,
            Some("" | "gnu" | "msvc" | "musl") => Truth::False,
            Some(_) | None => Truth::Unknown,
        }
    }

    /// Whether a name that is not Cargo's is set in the default build: by a build script, or by rustflags. Those who set it
    /// by hand build something else.
    fn custom(&self, name: &str) -> Truth {
        if SET_BY_TOOLS.contains(&name) {
            return Truth::False;
        }
        let told = &self.package.expected_cfgs;
        let sets = |strings: &[String]| strings.iter().any(|string| has_word(string, name));
        let by_script = self.package.build_script.as_ref().is_some_and(|script| {
            let by_crates = !told.passed_names.is_empty() || !told.made_prefixes.is_empty();
            script.unknown || told.sets_features || told.names_unknown || by_crates || sets(&script.strings)
        });
        let by_rustc = SET_BY_RUSTC.contains(&name) || name.starts_with("target_") || name.starts_with("sanitize");
        let by_flags = told.set.iter().any(|set| set == name);
        match by_script || by_rustc || by_flags || told.unknown {
            true => Truth::Unknown,
            false => Truth::False,
        }
    }

    /// Whether the build script sets the name in some build, as its strings tell. Of names that are only expected, nobody knows who sets
    /// them, and with which crates beside: `kani` is such a one.
    fn is_set_by_script(&self, name: &str) -> bool {
        let is_set =
            |string: &String| string == name || string.strip_suffix(name).is_some_and(|it| it.ends_with("rustc-cfg="));
        let script = self.package.build_script.as_ref();
        script.is_some_and(|script| script.strings.iter().any(is_set))
            || self.package.expected_cfgs.passed_names.iter().any(|passed| passed == name)
    }

    /// Whether the leaf holds in some build that Cargo can be asked for; [`Truth::True`] says that it may or may not.
    pub(crate) fn in_some_build(&self, (key, value): Leaf, target: &Target) -> Truth {
        match value.map(|value| self.names.text(value)) {
            Some(feature) if key == known::FEATURE => match (self.is_expected(feature), self.anything) {
                (true, _) => Truth::True,
                (false, true) => Truth::Unknown,
                (false, false) => Truth::False,
            },
            // Cargo sets `test` for what has the harness, and never for a build script.
            None if key == known::TEST => match target.harness && target.kind != TargetKind::BuildScript {
                true => Truth::True,
                false => Truth::False,
            },
            None => match self.names.text(key) {
                "unix" | "windows" | "debug_assertions" | "overflow_checks" => Truth::True,
                "false" => Truth::False,
                name if self.is_set_by_script(name) => Truth::True,
                _ => Truth::Unknown,
            },
            Some(_) if PLATFORM_KEYS.contains(&self.names.text(key)) => Truth::True,
            Some(_) => Truth::Unknown,
        }
    }

    /// Whether this is `cfg(true)`.
    pub(crate) fn is_literally_true(&self, (key, value): Leaf) -> bool {
        value.is_none() && self.names.text(key) == "true"
    }

    /// Whether a build sets at most one value of the key.
    pub(crate) fn is_single_valued(&self, key: Symbol) -> bool {
        SINGLE_VALUED.contains(&self.names.text(key))
    }

    /// Whether no platform sets all of these together, and none other of `free`: each system is of one family.
    pub(crate) fn contradict(&self, set: &[Leaf], free: &[Leaf]) -> bool {
        const UNIX: &[&str] =
            &["linux", "macos", "ios", "android", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos"];
        let is_family = |&(key, value): &Leaf, family: &str| match value.map(|value| self.names.text(value)) {
            None => self.names.text(key) == family,
            Some(value) => self.names.text(key) == "target_family" && value == family,
        };
        let has = |family: &str| set.iter().any(|leaf| is_family(leaf, family));
        let lacks = |family: &str| free.iter().any(|leaf| is_family(leaf, family) && !set.contains(leaf));
        let system = set
            .iter()
            .find(|&&(key, _)| self.names.text(key) == "target_os")
            .and_then(|&(_, value)| value)
            .map(|value| self.names.text(value));
        match system {
            _ if has("unix") && has("windows") => true,
            Some("windows") => has("unix") || lacks("windows"),
            Some(system) if UNIX.contains(&system) => has("windows") || lacks("unix"),
            _ => false,
        }
    }
}
