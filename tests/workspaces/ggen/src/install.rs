//! What has to be installed for a package, and in which order.

use std::collections::BTreeSet;

use crate::registry::Registry;

/// The package `name` and all it needs, each after what it needs itself; names that the registry lacks are left out.
pub fn plan<'r>(registry: &'r Registry, name: &'r str) -> Vec<&'r str> {
    let mut plan = Vec::new();
    visit(registry, name, &mut BTreeSet::new(), &mut plan);
    plan
}

fn visit<'r>(
    registry: &'r Registry,
    name: &'r str,
    seen: &mut BTreeSet<&'r str>,
    plan: &mut Vec<&'r str>,
) {
    let Some(entry) = registry.packages.get(name) else {
        return;
    };
    if !seen.insert(name) {
        return;
    }
    for dependency in &entry.dependencies {
        visit(registry, dependency, seen, plan);
    }
    plan.push(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_comes_after_what_it_needs() {
        let registry = Registry::parse("web 1 http log\nhttp 2 log\nlog 1\n").unwrap();
        assert_eq!(plan(&registry, "web"), ["log", "http", "web"]);
    }
}
