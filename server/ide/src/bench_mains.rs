//! Which files are benches, and of which framework: those whose `main` a framework brings. Such a file has to be a target
//! without libtest's harness, which would bring a `main` of its own and never call this one.

use greenlight_files::Span;
use greenlight_project::{Dependency, DependencyKind, Package};
use greenlight_syntax::{ALWAYS, ConditionId, FILE_SCOPE, FileFacts, NameTable, ScopeId, calls_of};

/// The `main` of a bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BenchMain {
    /// The framework's package.
    pub(crate) framework: &'static str,
    /// The macro's name, or the path of the function, in the file.
    pub(crate) span: Span,
    /// The scope that it stands in, and its own condition.
    pub(crate) place: (ScopeId, ConditionId),
}

/// A framework whose benches bring their own `main`.
struct Framework {
    /// The package's name.
    package: &'static str,
    /// How a file gets its `main`.
    main: Main,
    /// Whether it is told on the command line to save results, or to compare with saved ones.
    saves: bool,
}

enum Main {
    /// By this macro, which stands among the items.
    Macro(&'static str),
    /// By this function of the crate's root, which `fn main` calls.
    Function(&'static str),
}

/// Each as its documentation says to use it. Frameworks under libtest's harness (`#[bench]`) are not among them.
const FRAMEWORKS: &[Framework] = &[
    Framework { package: "criterion", main: Main::Macro("criterion_main"), saves: true },
    Framework { package: "codspeed-criterion-compat", main: Main::Macro("criterion_main"), saves: true },
    Framework { package: "criterion2", main: Main::Macro("criterion_main"), saves: true },
    Framework { package: "divan", main: Main::Function("main"), saves: false },
    Framework { package: "codspeed-divan-compat", main: Main::Function("main"), saves: false },
    Framework { package: "iai", main: Main::Macro("main"), saves: false },
    Framework { package: "iai-callgrind", main: Main::Macro("main"), saves: true },
    Framework { package: "gungraun", main: Main::Macro("main"), saves: true },
    Framework { package: "tango-bench", main: Main::Macro("tango_main"), saves: false },
];

/// The `main` that a framework brings to the file with this text; `None` if it has none, or nobody can tell.
pub(crate) fn bench_main(facts: &FileFacts, names: &NameTable, text: &str, package: &Package) -> Option<BenchMain> {
    frameworks(package).find_map(|(framework, dependency)| {
        let found = match framework.main {
            Main::Macro(name) => by_macro(facts, names, name, dependency),
            Main::Function(name) => {
                calls_of(text, &dependency.crate_name, name).map(|span| (span, (FILE_SCOPE, ALWAYS)))
            }
        };
        found.map(|(span, place)| BenchMain { framework: framework.package, span, place })
    })
}

/// Whether the package depends on a framework at all, or is one.
pub(crate) fn may_have_benches(package: &Package) -> bool {
    frameworks(package).next().is_some() || FRAMEWORKS.iter().any(|framework| framework.package == package.name)
}

/// Whether it depends on one that is told on the command line to save results.
pub(crate) fn may_save_results(package: &Package) -> bool {
    frameworks(package).any(|(framework, _)| framework.saves)
}

fn frameworks(package: &Package) -> impl Iterator<Item = (&'static Framework, &Dependency)> {
    let dependencies = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Build);
    dependencies.filter_map(|dependency| {
        let framework = FRAMEWORKS.iter().find(|framework| framework.package == dependency.package)?;
        Some((framework, dependency))
    })
}

fn by_macro(
    facts: &FileFacts,
    names: &NameTable,
    name: &str,
    dependency: &Dependency,
) -> Option<(Span, (ScopeId, ConditionId))> {
    let outline = &facts.outline;
    let is_crate = |symbol: &greenlight_syntax::Symbol| names.text(*symbol) == dependency.crate_name;
    let imported = || {
        outline.imports.iter().any(|import| {
            let path = outline.path(import.path);
            path.first().is_some_and(is_crate) && path.last().is_some_and(|&last| names.text(last) == name)
        })
    };
    outline.macro_calls.iter().find_map(|call| {
        let path = outline.path(call.path);
        let &last = path.last()?;
        // `main` alone may be anybody's; the others are the framework's own words, however they were imported.
        let is_own = || name != "main" || path.first().is_some_and(is_crate) || imported();
        if names.text(last) != name || !is_own() {
            return None;
        }
        let span = facts.spans.segments[call.path.end as usize - 1];
        Some((span, (call.scope, call.condition)))
    })
}
