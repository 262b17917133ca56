//! What this crate bounds.

use greenlight_files::Limit;

/// embassy has 300, the most of any repository that was looked at.
pub(crate) static WORKSPACES: Limit = Limit::new("workspaces below a folder", 2_000);

/// rust-lang/rust has some 30,000 folders with all its submodules.
pub(crate) static FOLDERS: Limit = Limit::new("folders in which workspaces are looked for", 200_000);

/// Fixes that touch each other are applied in turns, and a batch that does not help is halved: some twenty checks for each
/// fix that does not.
pub(crate) static ATTEMPTS: Limit = Limit::new("checks of one workspace while fixes are tried", 512);

/// What a check takes grows with what it finds.
pub(crate) static RECHECKED: Limit = Limit::new("findings of all checks while fixes are tried", 1 << 17);

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[&WORKSPACES, &FOLDERS, &ATTEMPTS, &RECHECKED];

/// A line for each limit: the largest use, the limit, what is counted. What was cut comes first.
pub(crate) fn render() -> String {
    let mut limits: Vec<&Limit> = greenlight_ide::limits().chain(LIMITS.iter().copied()).collect();
    limits.sort_by_key(|limit| limit.largest() <= limit.max);
    limits.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(limit: &Limit) -> String {
    let Limit { what, max, .. } = limit;
    match limit.largest() {
        largest if largest > *max => format!("limit: {max} {what}: reached, what lies beyond is unknown"),
        largest => format!("limit: {max} {what}: {largest} used"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_use_stays_below_the_limit_or_that_it_was_reached() {
        let limit = Limit::new("levels of nesting", 4);
        assert_eq!(line(&limit), "limit: 4 levels of nesting: 0 used");
        limit.allows(3);
        assert_eq!(line(&limit), "limit: 4 levels of nesting: 3 used");
        limit.allows(5);
        assert_eq!(line(&limit), "limit: 4 levels of nesting: reached, what lies beyond is unknown");
    }

    #[test]
    fn the_limits_of_all_crates_are_listed_once() {
        let text = render();
        let lines: std::collections::BTreeSet<&str> = text.lines().collect();
        assert_eq!(lines.len(), text.lines().count());
        for what in ["entries of one folder", "nesting in a bench file", "workspaces below a folder"] {
            assert!(text.contains(what), "{text}");
        }
    }
}
