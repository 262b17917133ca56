//! A repository cannot foresee any name that is written to.

use std::os::unix::fs::symlink;

use super::{RIGHT, WRONG, workspace};
use crate::greenlight::greenlight;
use crate::workspace::Workspace;

/// Links of the names that temporary files had before, for the next processes, all to one file of the user.
fn plant(workspace: &Workspace, files: &[&str], victim: &std::path::Path) -> usize {
    let each = 20_000 / files.len();
    for file in files {
        for number in 0..each as u32 {
            let name = format!("{file}.greenlight-{}", std::process::id() + number);
            symlink(victim, workspace.path(&name)).unwrap();
        }
        for name in [format!("{file}.tmp"), format!("{file}~"), format!("{file}.new"), format!("{file}.bak")] {
            symlink(victim, workspace.path(&name)).unwrap();
        }
    }
    each * files.len()
}

#[test]
fn twenty_thousand_foreseeable_names_are_not_followed() {
    let workspace = workspace(&["a"]);
    let user = tempfile::tempdir().unwrap();
    let victim = user.path().join("config.toml");
    std::fs::write(&victim, "the user's own\n").unwrap();
    workspace.write("TARGETS.md", "## Performance targets\n\n- Boot: <1s\n");
    workspace.write("greenlight.toml", "# ours\n");
    let planted = plant(&workspace, &["src/a.rs", "report.json", "stats.txt", "greenlight.toml"], &victim);
    assert_eq!(planted, 20_000);

    assert_eq!(greenlight(&workspace.root(), &["fix"]).exit, 0);
    assert_eq!(workspace.read("src/a.rs"), RIGHT);
    let output = ["check", "--format", "json", "--output", "report.json", "--stats", "stats.txt"];
    assert_eq!(greenlight(&workspace.root(), &output).exit, 0);
    assert!(workspace.read("stats.txt").contains("a.rs") && workspace.read("report.json").contains("findings"));
    let imported = greenlight(&workspace.root(), &["perf-targets", "import", "TARGETS.md"]);
    assert!(workspace.read("greenlight.toml").starts_with("# ours\n"), "{imported:?}");
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "the user's own\n");
}

#[test]
fn no_file_is_written_through_a_link_of_its_own_name() {
    let workspace = workspace(&["a"]);
    let user = tempfile::tempdir().unwrap();
    let victim = user.path().join("config.toml");
    std::fs::write(&victim, "").unwrap();
    workspace.write("TARGETS.md", "## Performance targets\n\n- Boot: <1s\n");
    for name in ["report.html", "stats.txt", "greenlight.toml"] {
        symlink(&victim, workspace.path(name)).unwrap();
    }
    for arguments in [
        &["check", "--output", "report.html"][..],
        &["check", "--stats", "stats.txt"],
        &["features", "--output", "report.html"],
        &["perf-targets", "import", "TARGETS.md"],
    ] {
        let refused = greenlight(&workspace.root(), arguments);
        assert_eq!(refused.exit, 2, "{arguments:?}: {refused:?}");
        assert!(refused.stderr.contains("a symbolic link"), "{arguments:?}: {refused:?}");
    }
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "");
    assert_eq!(workspace.read("src/a.rs"), WRONG);
}
