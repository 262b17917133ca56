//! Packages that depend on themselves, by way of others or at once. Cargo refuses such a workspace as a whole;
//! dev-dependencies may go round.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::{Dependency, DependencyKind, DependencySource, Package, Problem};

/// One problem for each group of packages that depend on each other, at a dependency that is part of the circle.
pub(crate) fn find(packages: &[Arc<Package>]) -> Vec<Problem> {
    let mut left = vec![true; packages.len()];
    prune(packages, &mut left);
    let mut problems = Vec::new();
    for start in 0..packages.len() {
        if left[start]
            && let Some(cycle) = shortest(packages, &left, start)
        {
            problems.push(describe(packages, &cycle));
            // The rest of the group is told when this circle is broken, if it still is one.
            for &(package, _) in &cycle {
                left[package] = false;
            }
            prune(packages, &mut left);
        }
    }
    problems
}

/// The dependencies that Cargo follows to decide what must be built first: not those for tests, and optional ones of
/// members only, as it resolves members with all their features.
fn edges(package: &Package) -> impl Iterator<Item = (usize, &Dependency)> {
    let followed = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Dev && (!dependency.optional || package.member));
    followed.filter_map(|dependency| match dependency.source {
        DependencySource::Package(id) => Some((id.0 as usize, dependency)),
        _ => None,
    })
}

/// Takes away, again and again, what depends on nothing that is left: no circle goes through it.
fn prune(packages: &[Arc<Package>], left: &mut [bool]) {
    let mut needs = vec![0_usize; packages.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); packages.len()];
    for package in (0..packages.len()).filter(|&package| left[package]) {
        for (target, _) in edges(&packages[package]).filter(|&(target, _)| left[target]) {
            needs[package] += 1;
            needed_by[target].push(package);
        }
    }
    let mut gone: Vec<usize> = (0..packages.len()).filter(|&package| left[package] && needs[package] == 0).collect();
    while let Some(package) = gone.pop() {
        left[package] = false;
        for &by in &needed_by[package] {
            needs[by] -= 1;
            if needs[by] == 0 {
                gone.push(by);
            }
        }
    }
}

/// The shortest way from `start` back to it: each package with the dependency taken from there.
fn shortest<'p>(packages: &'p [Arc<Package>], left: &[bool], start: usize) -> Option<Vec<(usize, &'p Dependency)>> {
    let mut reached: Vec<Option<(usize, &Dependency)>> = vec![None; packages.len()];
    let mut open = VecDeque::from([start]);
    while let Some(package) = open.pop_front() {
        for (target, dependency) in edges(&packages[package]) {
            if !left[target] || reached[target].is_some() {
                continue;
            }
            reached[target] = Some((package, dependency));
            if target != start {
                open.push_back(target);
                continue;
            }
            let mut cycle = Vec::new();
            let mut at = start;
            while let Some((from, dependency)) = reached[at] {
                cycle.push((from, dependency));
                at = from;
                if at == start {
                    break;
                }
            }
            cycle.reverse();
            return Some(cycle);
        }
    }
    None
}

fn describe(packages: &[Arc<Package>], cycle: &[(usize, &Dependency)]) -> Problem {
    let named =
        |package: &Package| format!("package `{} v{} ({})`", package.name, package.version, package.root.display());
    let first = &packages[cycle[0].0];
    let message = format!("cyclic package dependency: {} depends on itself", named(first));
    let mut notes = vec![named(first)];
    notes.extend(cycle.iter().rev().map(|&(package, dependency)| {
        format!("    ... which satisfies path dependency `{}` of {}", dependency.key, named(&packages[package]))
    }));
    Problem { file: first.manifest.clone(), span: cycle[0].1.span, message, notes, is_warning: false }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    fn problems(text: &str) -> Vec<String> {
        let fixture = Fixture::new(text);
        fixture.problems(&fixture.load("/"))
    }

    fn manifest(name: &str, dependencies: &str) -> String {
        format!("//- /{name}/Cargo.toml\n[package]\nname = '{name}'\n{dependencies}\n//- /{name}/src/lib.rs\n")
    }

    const ROOT: &str = "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b', 'c', 'd', 'e']\n";

    #[test]
    fn every_group_that_goes_round_is_told_once_in_cargos_words() {
        let text = [
            ROOT,
            &manifest("a", "[dependencies]\nb = { path = '../b' }"),
            &manifest("b", "[build-dependencies]\nc = { path = '../c' }"),
            &manifest("c", "[dependencies]\na = { path = '../a' }"),
            &manifest("d", "[dependencies]\nd = { path = '../d' }\na = { path = '../a' }"),
            &manifest("e", "[dependencies]\nd = { path = '../d' }"),
        ];
        assert_eq!(
            problems(&text.concat()),
            [
                "/a/Cargo.toml: b: cyclic package dependency: package `a v0.0.0 (/a)` depends on itself | \
                 package `a v0.0.0 (/a)` | \
                 \x20   ... which satisfies path dependency `a` of package `c v0.0.0 (/c)` | \
                 \x20   ... which satisfies path dependency `c` of package `b v0.0.0 (/b)` | \
                 \x20   ... which satisfies path dependency `b` of package `a v0.0.0 (/a)`",
                "/d/Cargo.toml: d: cyclic package dependency: package `d v0.0.0 (/d)` depends on itself | \
                 package `d v0.0.0 (/d)` |     ... which satisfies path dependency `d` of package `d v0.0.0 (/d)`",
            ]
        );
    }

    #[test]
    fn tests_may_depend_on_what_depends_on_them() {
        let text = [
            "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b']\n",
            &manifest("a", "[dependencies]\nb = { path = '../b' }"),
            &manifest("b", "[dev-dependencies]\na = { path = '../a' }"),
        ];
        assert_eq!(problems(&text.concat()), [""; 0]);
    }
}
