//! Cargo.lock. Cargo writes it by machine in one fixed layout, a key a line, in all its four versions; so it is read
//! line by line, which takes a tenth of the time that a TOML parser takes for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{Files, ReadError, Span};
use rustc_hash::FxHashMap;

use crate::model::{Lock, LockedPackage, Problem};

/// A lock file as it was read.
#[derive(Debug, Default)]
pub(crate) struct ReadLock {
    lock: Option<Arc<Lock>>,
    problem: Option<Problem>,
    /// Its text may be another one by now.
    forgotten: bool,
}

impl ReadLock {
    pub(crate) fn forget(&mut self) {
        self.forgotten = true;
    }
}

/// The lock file at `path`; `None` if there is none, or none that can be read: then there is a problem. While it says
/// the same as the one that is `known`, it is the very same.
pub(crate) fn load(
    files: &Files,
    path: &Path,
    known: &mut FxHashMap<PathBuf, ReadLock>,
    problems: &mut Vec<Problem>,
) -> Option<Arc<Lock>> {
    let before = known.remove(path);
    let now = match before {
        Some(known) if !known.forgotten => known,
        before => {
            let (lock, problem) = match read_file(files, path) {
                Ok(lock) => (lock, None),
                Err(problem) => (None, Some(problem)),
            };
            let before = before.and_then(|before| before.lock);
            let same = before.filter(|before| lock.as_ref() == Some(&**before));
            ReadLock { lock: same.or_else(|| lock.map(Arc::new)), problem, forgotten: false }
        }
    };
    problems.extend(now.problem.clone());
    let lock = now.lock.clone();
    known.insert(path.to_owned(), now);
    lock
}

fn read_file(files: &Files, path: &Path) -> Result<Option<Lock>, Problem> {
    let refused = |span, note: String| {
        let message = format!("failed to parse lock file at: {}", path.display());
        let notes = vec![note, "`cargo generate-lockfile` makes a new one".to_owned()];
        Problem { file: path.to_owned(), span, message, notes, is_warning: false }
    };
    match files.with_text(path, read) {
        Ok(Ok(lock)) => Ok(Some(lock)),
        Ok(Err(malformed)) => Err(refused(malformed.span, malformed.why)),
        Err(ReadError::Missing) => Ok(None),
        Err(error) => Err(refused(Span::default(), error.to_string())),
    }
}

/// A line that Cargo would not have written.
#[derive(Debug, PartialEq, Eq)]
struct Malformed {
    span: Span,
    why: String,
}

/// A `[[package]]` with its dependencies as written: `name`, `name version` or `name version (source)`.
#[derive(Default)]
struct Written<'t> {
    name: &'t str,
    version: &'t str,
    source: Option<&'t str>,
    dependencies: Vec<&'t str>,
}

fn read(text: &str) -> Result<Lock, Malformed> {
    let mut packages: Vec<Written<'_>> = Vec::new();
    // `[metadata]` and `[[patch.unused]]` say nothing about what is built.
    let mut in_package = false;
    let mut in_dependencies = false;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let span = Span::new(start as u32, (start + whole.trim_end().len()) as u32);
        start += whole.len();
        let line = whole.trim();
        if line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") {
            return Err(Malformed { span, why: "a merge left its conflict markers in it".to_owned() });
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with('[') && !in_dependencies {
            in_package = line == "[[package]]" || line == "[root]";
            if in_package {
                packages.push(Written::default());
            }
            continue;
        }
        let Some(package) = packages.last_mut().filter(|_| in_package) else { continue };
        if in_dependencies {
            if line == "]" {
                in_dependencies = false;
            } else {
                let dependency = quoted(line.trim_end_matches(','));
                package.dependencies.push(dependency.ok_or_else(|| not_cargos(span))?);
            }
            continue;
        }
        let (key, value) = line.split_once('=').ok_or_else(|| not_cargos(span))?;
        match (key.trim_end(), value.trim_start()) {
            ("name", value) => package.name = quoted(value).ok_or_else(|| not_cargos(span))?,
            ("version", value) => package.version = quoted(value).ok_or_else(|| not_cargos(span))?,
            ("source", value) => package.source = Some(quoted(value).ok_or_else(|| not_cargos(span))?),
            ("dependencies", "[") => in_dependencies = true,
            ("dependencies", list) => {
                let list = list.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
                let list = list.ok_or_else(|| not_cargos(span))?;
                let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
                for item in items {
                    package.dependencies.push(quoted(item).ok_or_else(|| not_cargos(span))?);
                }
            }
            _ => {}
        }
    }
    Ok(link(&packages))
}

fn not_cargos(span: Span) -> Malformed {
    Malformed { span, why: "Cargo writes no such line".to_owned() }
}

fn quoted(value: &str) -> Option<&str> {
    value.strip_prefix('"')?.strip_suffix('"')
}

fn link(written: &[Written<'_>]) -> Lock {
    let mut by_name: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (index, package) in written.iter().enumerate() {
        by_name.entry(package.name).or_default().push(index as u32);
    }
    let find = |dependency: &&str| {
        let mut parts = dependency.splitn(3, ' ');
        let name = parts.next()?;
        let version = parts.next();
        let source = parts.next().and_then(|source| source.strip_prefix('(')?.strip_suffix(')'));
        // The version and the source are left out where the name alone is unique.
        by_name.get(name)?.iter().copied().find(|&index| {
            let package = &written[index as usize];
            version.is_none_or(|version| package.version == version)
                && source.is_none_or(|source| package.source == Some(source))
        })
    };
    let packages = written.iter().map(|package| LockedPackage {
        name: package.name.to_owned(),
        version: package.version.to_owned(),
        source: package.source.map(str::to_owned),
        dependencies: package.dependencies.iter().filter_map(find).collect(),
    });
    Lock { packages: packages.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_lead_to_the_very_package_they_name() {
        let lock = read(
            "# @generated\nversion = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\ndependencies = [\n \"b 1.0.0\",\n \
             \"b 2.0.0 (git+https://x)\",\n \"c\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n\
             source = \"registry+https://y\"\nchecksum = \"00\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n\
             source = \"registry+https://y\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"git+https://x\"\n\n\
             [[package]]\nname = \"c\"\nversion = \"3.0.0\"\n\n[[patch.unused]]\nname = \"d\"\nversion = \"1.0.0\"\n\n\
             [metadata]\n\"checksum b\" = \"00\"\n",
        )
        .unwrap();
        assert_eq!(lock.packages.len(), 5);
        assert_eq!(lock.packages[0].dependencies, [1, 3, 4]);
        assert_eq!(lock.packages[3].source.as_deref(), Some("git+https://x"));
    }

    #[test]
    fn what_cargo_would_not_write_is_refused_at_its_line() {
        let text = "[[package]]\nname = \"a\"\n<<<<<<< HEAD\nversion = \"1.0.0\"\n";
        let malformed = read(text).unwrap_err();
        assert_eq!(&text[malformed.span.range()], "<<<<<<< HEAD");
        let text = "[[package]]\nname = \"a\nversion = \"1.0.0\"\n";
        assert_eq!(&text[read(text).unwrap_err().span.range()], "name = \"a");
    }

    #[test]
    fn lines_and_a_toml_parser_agree_about_a_real_lock_file() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"));
        let text = Files::new().read(path).unwrap();
        let lock = read(&text).unwrap();
        let table = toml::de::DeTable::parse(&text).unwrap().into_inner();
        let packages = table["package"].get_ref().as_array().unwrap();
        assert_eq!(packages.len(), lock.packages.len());
        for (parsed, package) in packages.iter().zip(&lock.packages) {
            let string = |key| parsed.get_ref().get(key).and_then(|value| value.get_ref().as_str());
            assert_eq!(string("name"), Some(package.name.as_str()));
            assert_eq!(string("version"), Some(package.version.as_str()));
            assert_eq!(string("source"), package.source.as_deref());
            let dependencies = parsed.get_ref().get("dependencies").and_then(|value| value.get_ref().as_array());
            let names = dependencies
                .into_iter()
                .flat_map(|list| list.iter())
                .map(|dependency| dependency.get_ref().as_str().unwrap().split(' ').next().unwrap().to_owned());
            let linked = package.dependencies.iter().map(|&index| lock.packages[index as usize].name.clone());
            assert_eq!(names.collect::<Vec<_>>(), linked.collect::<Vec<_>>(), "{}", package.name);
        }
    }
}
