//! Which cfgs rustc's `unexpected_cfgs` is told to expect, beside features: the `[lints]` tables and the strings that
//! a build script prints.

use ra_ap_rustc_lexer::{Cursor, FrontmatterAllowed, LiteralKind, TokenKind};

use crate::cfg_aliases::read_aliases;
use crate::document::{Reader, Value};
use crate::environment::CfgFlags;
use crate::model::{BuildScript, ExpectedCfgs};

/// What a `[lints]` table says about `unexpected_cfgs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LintsTable {
    /// `"allow"`, for the lint or for all warnings.
    allowed: bool,
    /// `check-cfg = […]`.
    check_cfgs: Vec<String>,
}

impl LintsTable {
    pub(crate) fn read(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<LintsTable> {
        let tools = reader.table(value)?;
        let Some(rust) = tools.get("rust").and_then(|value| reader.table(value)) else {
            return Some(LintsTable::default());
        };
        let level = |name: &str| {
            let lint = rust.get(name)?.get_ref();
            lint.as_str().or_else(|| lint.get("level")?.get_ref().as_str())
        };
        let own = level("unexpected_cfgs").or_else(|| level("unexpected-cfgs"));
        // `warnings` stands for every lint that warns, however it came to do so.
        let allowed =
            own == Some("allow") || level("warnings") == Some("allow") && !matches!(own, Some("deny" | "forbid"));
        let check_cfgs = rust.get("unexpected_cfgs").and_then(|lint| lint.get_ref().get("check-cfg"));
        let check_cfgs = check_cfgs.and_then(|value| reader.strings(value)).unwrap_or_default();
        Some(LintsTable { allowed, check_cfgs: check_cfgs.into_iter().map(|text| text.value).collect() })
    }
}

/// Crates for build scripts that print no check-cfg: they find libraries and compilers, or generate code.
const PRINT_NO_CFGS: &[&str] = &[
    "anyhow",
    "bindgen",
    "cbindgen",
    "cc",
    "cmake",
    "embed-resource",
    "glob",
    "heck",
    "lalrpop",
    "phf_codegen",
    "pkg-config",
    "prettyplease",
    "proc-macro2",
    "prost-build",
    "protobuf-codegen",
    "quote",
    "regex",
    "rustc_version",
    "semver",
    "serde",
    "serde_json",
    "syn",
    "tempfile",
    "toml",
    "tonic-build",
    "vcpkg",
    "version_check",
    "walkdir",
    "winres",
];

/// What is expected of a package with these `lints` and this build script, which may call these packages, its
/// `[build-dependencies]`.
pub(crate) fn expected(
    lints: Option<&LintsTable>,
    build_script: Option<&BuildScript>,
    build_dependencies: &[&str],
    flags: &CfgFlags,
) -> ExpectedCfgs {
    let mut expected = ExpectedCfgs { unknown: flags.unknown, set: flags.set.clone(), ..ExpectedCfgs::default() };
    for check_cfg in &flags.declared {
        expect(&mut expected, check_cfg);
    }
    if let Some(lints) = lints {
        expected.allowed = lints.allowed;
        for check_cfg in &lints.check_cfgs {
            expect(&mut expected, check_cfg);
        }
    }
    if let Some(script) = build_script {
        expected.unknown |= script.unknown;
        for &package in build_dependencies {
            match package {
                // It declares what it is passed as text, and names that it makes of paths, traits and versions.
                "autocfg" => {
                    let is_name = |string: &&String| string.chars().all(|it| it.is_alphanumeric() || it == '_');
                    expected.passed_names.extend(script.strings.iter().filter(is_name).cloned());
                    expected.made_prefixes.extend(["has_", "rustc_"]);
                }
                // It declares the names in its macro's call.
                "cfg_aliases" => expected.passed_names.extend(script.identifiers.iter().cloned()),
                package => expected.names_unknown |= !PRINT_NO_CFGS.contains(&package),
            }
        }
        for string in &script.strings {
            expect_from_script(&mut expected, string);
        }
    }
    expected
}

/// Adds what a string of a build script declares, taking it for a format string.
fn expect_from_script(expected: &mut ExpectedCfgs, string: &str) {
    // `println!("cargo:{key}={value}")` can print anything.
    if string.starts_with("cargo:{") || string.starts_with("cargo::{") {
        expected.unknown = true;
    }
    if let Some((_, set)) = string.split_once("rustc-cfg") {
        let cfg = set.strip_prefix('=').unwrap_or_default();
        expected.sets_features |= cfg.contains("feature") || cfg.contains(['{', '}']) || cfg.is_empty();
    }
    if !string.contains("rustc-check-cfg") {
        return;
    }
    for line in string.lines().filter(|line| line.contains("rustc-check-cfg")) {
        let line = line.trim_start();
        let instruction = line.strip_prefix("cargo::").or_else(|| line.strip_prefix("cargo:"));
        match instruction.and_then(|instruction| instruction.strip_prefix("rustc-check-cfg=")) {
            Some(check_cfg) if !check_cfg.contains(['{', '}']) => expect(expected, check_cfg),
            _ => expected.unknown = true,
        }
    }
}

/// Adds what one `--check-cfg` argument declares.
fn expect(expected: &mut ExpectedCfgs, check_cfg: &str) {
    let mut parser = Parser { rest: check_cfg };
    if parse(&mut parser, expected).is_none() || !parser.at_end() {
        expected.unknown = true;
    }
}

/// `cfg(NAME, …)` with, as its last argument, `values("a", none(), any())`; or `cfg(any())`.
fn parse(parser: &mut Parser<'_>, expected: &mut ExpectedCfgs) -> Option<()> {
    parser.word("cfg")?;
    parser.symbol('(')?;
    let mut names = Vec::new();
    loop {
        let name = parser.identifier()?;
        if parser.symbol('(').is_none() {
            names.push(name);
        } else if name == "any" {
            parser.symbol(')')?;
            expected.names_unknown = true;
        } else if name == "values" {
            parse_values(parser, &names, expected)?;
            parser.symbol(',');
            return parser.symbol(')');
        } else {
            return None;
        }
        let more = parser.symbol(',').is_some();
        if parser.symbol(')').is_some() {
            expected.names.extend(names.into_iter().map(str::to_owned));
            return Some(());
        }
        if !more {
            return None;
        }
    }
}

fn parse_values(parser: &mut Parser<'_>, names: &[&str], expected: &mut ExpectedCfgs) -> Option<()> {
    while parser.symbol(')').is_none() {
        if let Some(value) = parser.string() {
            expected.values.extend(names.iter().map(|&name| (name.to_owned(), value.to_owned())));
        } else {
            let which = parser.identifier()?;
            parser.symbol('(')?;
            parser.symbol(')')?;
            let names = names.iter().map(|&name| name.to_owned());
            match which {
                "none" => expected.names.extend(names),
                "any" => {
                    expected.names.extend(names.clone());
                    expected.any_value.extend(names);
                }
                _ => return None,
            }
        }
        if parser.symbol(',').is_none() {
            return parser.symbol(')');
        }
    }
    Some(())
}

struct Parser<'s> {
    rest: &'s str,
}

impl<'s> Parser<'s> {
    fn at_end(&self) -> bool {
        self.rest.trim().is_empty()
    }

    fn symbol(&mut self, symbol: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(symbol)?;
        Some(())
    }

    fn identifier(&mut self) -> Option<&'s str> {
        let rest = self.rest.trim_start();
        let rest = rest.strip_prefix("r#").unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (identifier, rest) = rest.split_at(end);
        (!identifier.is_empty() && !identifier.starts_with(|c: char| c.is_ascii_digit())).then(|| {
            self.rest = rest;
            identifier
        })
    }

    fn word(&mut self, word: &str) -> Option<()> {
        (self.identifier()? == word).then_some(())
    }

    /// A string without escapes; with them the argument is one that is not understood.
    fn string(&mut self) -> Option<&'s str> {
        let (string, rest) = self.rest.trim_start().strip_prefix('"')?.split_once('"')?;
        if string.contains('\\') {
            return None;
        }
        self.rest = rest;
        Some(string)
    }
}

/// The string literals of a build script's `text`.
pub(crate) fn read_build_script(text: &str) -> BuildScript {
    let mut script = BuildScript { aliases: read_aliases(text), ..BuildScript::default() };
    let start = ra_ap_rustc_lexer::strip_shebang(text).unwrap_or(0);
    let mut cursor = Cursor::new(&text[start..], FrontmatterAllowed::No);
    let mut offset = start;
    // What was seen of `mod name;`, or of `include!(`: code that is not in this text.
    let mut after_mod = false;
    let mut last_identifier = "";
    loop {
        let token = cursor.advance_token();
        let raw = &text[offset..offset + token.len as usize];
        offset += token.len as usize;
        match token.kind {
            TokenKind::Eof => {
                script.identifiers.sort_unstable();
                script.identifiers.dedup();
                return script;
            }
            TokenKind::Ident => {
                after_mod = last_identifier == "mod";
                last_identifier = raw;
                script.identifiers.push(raw.to_owned());
            }
            TokenKind::Semi => {
                script.unknown |= after_mod;
                after_mod = false;
                last_identifier = "";
            }
            TokenKind::Bang => script.unknown |= last_identifier == "include",
            TokenKind::Literal { kind, suffix_start } => {
                let raw = &raw[..suffix_start as usize];
                match kind {
                    LiteralKind::Str { terminated: true } => script.strings.extend(unescape(raw)),
                    LiteralKind::RawStr { n_hashes: Some(hashes) } => {
                        let quotes = hashes as usize + 1;
                        script.strings.extend(raw.get(1 + quotes..raw.len() - quotes).map(str::to_owned));
                    }
                    _ => {}
                }
            }
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => {}
            _ => {
                after_mod = false;
                last_identifier = "";
            }
        }
    }
}

/// The value of the string literal `raw`, quotes included; `None` if an escape in it is none of Rust's.
fn unescape(raw: &str) -> Option<String> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match rest.next()? {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            'r' => value.push('\r'),
            '0' => value.push('\0'),
            quoted @ ('\\' | '"' | '\'') => value.push(quoted),
            'x' => {
                value.push(char::from(u8::from_str_radix(rest.as_str().get(..2)?, 16).ok()?));
                rest = rest.as_str().get(2..)?.chars();
            }
            'u' => {
                let (digits, _) = rest.as_str().strip_prefix('{')?.split_once('}')?;
                value.push(char::from_u32(u32::from_str_radix(&digits.replace('_', ""), 16).ok()?)?);
                rest = rest.as_str().get(digits.len() + 2..)?.chars();
            }
            '\n' | '\r' => rest = rest.as_str().trim_start().chars(),
            _ => return None,
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expecting(check_cfg: &str) -> ExpectedCfgs {
        let mut expected = ExpectedCfgs::default();
        expect(&mut expected, check_cfg);
        expected
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn values(values: &[(&str, &str)]) -> Vec<(String, String)> {
        values.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn a_build_script_may_set_a_feature_that_is_not_declared() {
        let sets = |line: &str| from_script(&format!("fn main() {{ println!({line}); }}")).sets_features;
        assert!(sets(r#""cargo:rustc-cfg=feature=\"std\"""#));
        assert!(sets(r#""cargo::rustc-cfg={}", cfg"#));
        assert!(sets(r#""cargo:rustc-cfg", cfg"#));
        assert!(sets(r#""cargo:rustc-cfg=""#));
        assert!(!sets(r#""cargo:rustc-cfg=has_std""#));
        assert!(!sets(r#""cargo::rustc-check-cfg=cfg(has_std)""#));
    }

    #[test]
    fn names_and_values_are_read_as_rustc_reads_them() {
        assert_eq!(expecting("cfg(a)"), ExpectedCfgs { names: names(&["a"]), ..Default::default() });
        assert_eq!(expecting("cfg( a , r#b, )"), ExpectedCfgs { names: names(&["a", "b"]), ..Default::default() });
        assert_eq!(
            expecting("cfg(a, b, values(\"x\", none(), \"y\"))"),
            ExpectedCfgs {
                names: names(&["a", "b"]),
                values: values(&[("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")]),
                ..Default::default()
            }
        );
        assert_eq!(
            expecting("cfg(a, values(any()))"),
            ExpectedCfgs { names: names(&["a"]), any_value: names(&["a"]), ..Default::default() }
        );
        assert_eq!(expecting("cfg(any())"), ExpectedCfgs { names_unknown: true, ..Default::default() });
        assert_eq!(expecting("cfg(a, values())"), ExpectedCfgs::default());
    }

    #[test]
    fn what_cannot_be_read_makes_everything_expected() {
        for check_cfg in ["", "cfg(", "cfg(a) b", "cfg(not(a))", "cfg(a, values(\"x\\\"\"))", "values(a)"] {
            assert!(expecting(check_cfg).unknown, "{check_cfg}");
        }
    }

    fn from_script(text: &str) -> ExpectedCfgs {
        expected(None, Some(&read_build_script(text)), &[], &CfgFlags::default())
    }

    #[test]
    fn a_build_scripts_literals_are_taken_at_their_word() {
        let expected = from_script(
            r##"fn main() {
                // println!("cargo::rustc-check-cfg=cfg(commented)");
                println!("cargo::rustc-check-cfg=cfg(a, values(\"x\"))");
                println!(r#"cargo:rustc-check-cfg=cfg(b, values("y"))"#);
                println!("cargo::rustc-check-cfg=cfg(c)\ncargo::rustc-check-cfg=cfg(d)");
            }"##,
        );
        assert_eq!(
            expected,
            ExpectedCfgs { names: names(&["c", "d"]), values: values(&[("a", "x"), ("b", "y")]), ..Default::default() }
        );
    }

    #[test]
    fn crates_that_a_build_script_calls_declare_what_they_are_passed() {
        let script = read_build_script(
            "fn main() { autocfg::new().emit_expression_cfg(\"1\", \"has_one\"); cfg_aliases! { bsd: { x } } \
             println!(\"cargo:rustc-cfg=own\"); }",
        );
        let of = |packages: &[&str]| expected(None, Some(&script), packages, &CfgFlags::default());
        assert!(!of(&["cc", "version_check"]).names_unknown);
        assert!(of(&["cc", "pyo3-build-config"]).names_unknown);
        let by_autocfg = of(&["autocfg"]);
        assert!(by_autocfg.passed_names.contains(&"has_one".to_owned()) && !by_autocfg.names_unknown);
        assert_eq!(by_autocfg.made_prefixes, ["has_", "rustc_"]);
        assert!(of(&["cfg_aliases"]).passed_names.contains(&"bsd".to_owned()));
    }

    #[test]
    fn what_a_build_script_computes_is_unknown() {
        for text in [
            "fn main() { println!(\"cargo::rustc-check-cfg=cfg({name})\"); }",
            "fn main() { println!(\"cargo:{}={}\", \"rustc-check-cfg\", cfg()); }",
            "mod rest; fn main() { rest::main() }",
            "include!(\"rest.rs\");",
        ] {
            assert!(from_script(text).unknown, "{text}");
        }
        assert!(!from_script("mod inline { } fn main() { println!(\"cargo:rustc-cfg=x\"); }").unknown);
    }

    #[test]
    fn escapes_are_rusts() {
        assert_eq!(unescape(r#""a\x41\u{1_F600}\"\\""#).as_deref(), Some("aA\u{1F600}\"\\"));
        assert_eq!(unescape("\"a\\\n   b\"").as_deref(), Some("ab"));
        assert_eq!(unescape(r#""\q""#), None);
        assert_eq!(unescape(r#""\xé""#), None);
    }

    fn lints(text: &str) -> LintsTable {
        let (table, mut reader) = crate::document::parse(std::path::Path::new("/Cargo.toml"), text);
        LintsTable::read(&mut reader, &table["lints"]).unwrap()
    }

    #[test]
    fn a_lints_table_may_silence_the_lint_or_add_to_it() {
        assert!(lints("[lints.rust]\nunexpected_cfgs = 'allow'").allowed);
        assert!(lints("[lints.rust]\nwarnings = { level = 'allow', priority = -1 }").allowed);
        assert!(!lints("[lints.rust]\nwarnings = 'allow'\nunexpected_cfgs = 'deny'").allowed);
        let own = lints("[lints.rust]\nunexpected_cfgs = { level = 'warn', check-cfg = ['cfg(loom)'] }");
        assert_eq!(own, LintsTable { allowed: false, check_cfgs: vec!["cfg(loom)".to_owned()] });
    }
}
