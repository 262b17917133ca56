//! What tests take from the machine that they run on, so that they say the same on every one: nothing of the environment but
//! what leads to programs and to Cargo's downloads, no input, and of the toolchain the parts that are stated.
//!
//! The standard library is that of `rust-docs` alone, whatever else is installed. `GREENLIGHT_TEST_STD=sources` or `=both`
//! makes it that of `rust-src`, or of both; the sources are the toolchain's, or those in the folder that
//! `GREENLIGHT_TEST_RUST_SRC` names. `tests/run` does that.

use std::collections::hash_map::DefaultHasher;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The parts of a toolchain from which Greenlight knows the standard library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Std {
    Docs,
    Sources,
    Both,
}

/// What a process keeps of the environment: where programs, folders and Cargo's downloads are, and how the network is reached.
const KEPT: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "CARGO",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "LLVM_PROFILE_FILE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    // What Windows and its programs need.
    "APPDATA",
    "COMSPEC",
    "LOCALAPPDATA",
    "PATHEXT",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
];

/// The same, by how the names begin or end.
const KEPT_PREFIXES: &[&str] = &["CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_"];
const KEPT_SUFFIXES: &[&str] = &["_PROXY"];

/// A process that sees nothing of the machine but what is kept, and that reads nothing.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).env_clear();
    command.envs(std::env::vars_os().filter(|(name, _)| is_kept(name)));
    command.env("LC_ALL", "C.UTF-8");
    // Of the user's and the system's settings of git, none.
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" });
    command
}

fn is_kept(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_uppercase();
    KEPT.contains(&name.as_str())
        || KEPT_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || KEPT_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// The binary that was built, with the standard library that this run is about.
pub(crate) fn greenlight() -> Command {
    greenlight_with(std_of_run())
}

/// The same, with these parts of the toolchain.
pub(crate) fn greenlight_with(parts: Std) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_greenlight"));
    let rustup = rustup_home(parts);
    command.env("RUSTUP_TOOLCHAIN", toolchain_name()).env("RUSTUP_HOME", rustup);
    command
}

/// Which parts `GREENLIGHT_TEST_STD` asks for.
pub(crate) fn std_of_run() -> Std {
    match std::env::var("GREENLIGHT_TEST_STD").as_deref() {
        Err(_) | Ok("docs") => Std::Docs,
        Ok("sources") => Std::Sources,
        Ok("both") => Std::Both,
        Ok(other) => panic!("GREENLIGHT_TEST_STD is docs, sources or both, not `{other}`"),
    }
}

/// Whether the sources of the standard library are at hand.
pub(crate) fn has_sources() -> bool {
    sources().is_some()
}

/// What a program prints that is asked for one thing.
fn printed(program: &str, arguments: &[&str]) -> String {
    let output = command(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn sysroot() -> &'static Path {
    static SYSROOT: OnceLock<PathBuf> = OnceLock::new();
    SYSROOT.get_or_init(|| printed("rustc", &["--print", "sysroot"]).into())
}

/// Ends in the platform, as rustup's own do.
fn toolchain_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let about = printed("rustc", &["-vV"]);
        let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
        format!("tested-{host}")
    })
}

/// The folder `library` of rust-src.
fn sources() -> Option<PathBuf> {
    let given = std::env::var_os("GREENLIGHT_TEST_RUST_SRC").map(PathBuf::from);
    let own = || sysroot().join("lib/rustlib/src/rust/library");
    Some(given.unwrap_or_else(own)).filter(|library| library.join("core/src/lib.rs").is_file())
}

/// A `RUSTUP_HOME` with one toolchain: the one that compiles this test, made of links to its parts, of which it has those
/// that are asked for. It stays for later runs.
fn rustup_home(parts: Std) -> PathBuf {
    static HOMES: [OnceLock<PathBuf>; 3] = [const { OnceLock::new() }; 3];
    HOMES[parts as usize].get_or_init(|| make_rustup_home(parts)).clone()
}

fn make_rustup_home(parts: Std) -> PathBuf {
    let docs = sysroot().join("share/doc/rust/html");
    let docs = (parts != Std::Sources).then_some(docs);
    if let Some(docs) = &docs {
        assert!(docs.join("core/index.html").is_file(), "these tests need the docs: `rustup component add rust-docs`");
    }
    let sources = (parts != Std::Docs).then(|| {
        sources().expect("these tests need the sources: `rustup component add rust-src`, or GREENLIGHT_TEST_RUST_SRC")
    });
    let mut hasher = DefaultHasher::new();
    (printed("rustc", &["-vV"]), sysroot(), &docs, &sources).hash(&mut hasher);
    let homes = Path::new(env!("CARGO_TARGET_TMPDIR")).join("toolchains");
    let home = homes.join(format!("{:016x}", hasher.finish()));
    if home.is_dir() {
        return home;
    }
    fs::create_dir_all(&homes).unwrap();
    let made = tempfile::tempdir_in(&homes).unwrap();
    let toolchain = made.path().join("toolchains").join(toolchain_name());
    fs::create_dir_all(toolchain.join("lib/rustlib")).unwrap();
    link_all(sysroot(), &toolchain, &["lib", "share"]);
    link_all(&sysroot().join("lib"), &toolchain.join("lib"), &["rustlib"]);
    link_all(&sysroot().join("lib/rustlib"), &toolchain.join("lib/rustlib"), &["src"]);
    if let Some(docs) = docs {
        fs::create_dir_all(toolchain.join("share/doc/rust")).unwrap();
        link(&docs, &toolchain.join("share/doc/rust/html"));
    }
    if let Some(sources) = sources {
        fs::create_dir_all(toolchain.join("lib/rustlib/src/rust")).unwrap();
        link(&sources, &toolchain.join("lib/rustlib/src/rust/library"));
    }
    // The version is that of the file's form.
    let settings = format!("version = \"12\"\ndefault_toolchain = \"{}\"\n", toolchain_name());
    fs::write(made.path().join("settings.toml"), settings).unwrap();
    // Another test may have been faster.
    if fs::rename(made.path(), &home).is_ok() {
        let _ = made.keep();
    }
    home
}

/// Links to all that is in a folder, but for what is `left` out.
fn link_all(from: &Path, to: &Path, left: &[&str]) {
    for entry in fs::read_dir(from).unwrap() {
        let name: OsString = entry.unwrap().file_name();
        if !left.iter().any(|left| name == **left) {
            link(&from.join(&name), &to.join(&name));
        }
    }
}

/// A link at `to` to a file or folder.
pub(crate) fn link(from: &Path, to: &Path) {
    // A program of the toolchain looks for the rest of it where it really lies.
    #[cfg(unix)]
    std::os::unix::fs::symlink(from, to).unwrap();
    #[cfg(windows)]
    match from.is_dir() {
        true => std::os::windows::fs::symlink_dir(from, to).unwrap(),
        false => std::os::windows::fs::symlink_file(from, to).unwrap(),
    }
}
