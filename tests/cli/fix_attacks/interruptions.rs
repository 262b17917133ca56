//! What else happens during a run: the user saves, the process is killed, the disk is full.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{RIGHT, WRONG, rounds, workspace};
use crate::greenlight::greenlight;
use crate::workspace::Workspace;

fn start(workspace: &Workspace, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenlight"));
    command.args(arguments).current_dir(workspace.root()).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// How long a run takes that nothing interrupts.
fn usual_duration(modules: &[&str]) -> Duration {
    let workspace = workspace(modules);
    let started = Instant::now();
    assert_eq!(greenlight(&workspace.root(), &["fix"]).exit, 0);
    started.elapsed()
}

/// Spins, since a sleep may last longer than the run.
fn wait(duration: Duration) {
    let started = Instant::now();
    while started.elapsed() < duration {
        std::hint::spin_loop();
    }
}

#[test]
fn what_the_user_saves_during_a_run_is_never_lost() {
    let usual = usual_duration(&["a"]);
    let mut random = fastrand::Rng::with_seed(7);
    let mut lost = Vec::new();
    for round in 0..rounds() {
        let workspace = workspace(&["a"]);
        let file = workspace.path("src/a.rs");
        let saved = format!("{WRONG}// saved in round {round}\n");
        let beside = workspace.path("src/.a.rs.swp");
        fs::write(&beside, &saved).unwrap();
        let mut run = start(&workspace, &["fix", "--allow-dirty"]);
        // Most of the run reads; it writes at its end.
        wait(usual.mul_f64(0.3 + 0.9 * random.f64()));
        // As editors do: into the file, or by a file that takes its place.
        match random.bool() {
            true => fs::write(&file, &saved).unwrap(),
            false => fs::rename(&beside, &file).unwrap(),
        }
        run.wait().unwrap();
        let now = fs::read_to_string(&file).unwrap();
        if !now.ends_with(&format!("// saved in round {round}\n")) {
            lost.push(now);
        }
    }
    assert_eq!(lost, [""; 0]);
}

#[test]
fn a_run_that_is_killed_leaves_each_file_whole_and_can_be_made_again() {
    let modules = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let usual = usual_duration(&modules);
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..rounds() {
        let workspace = workspace(&modules);
        let mut run = start(&workspace, &["fix"]);
        wait(usual.mul_f64(1.1 * random.f64()));
        run.kill().unwrap();
        run.wait().unwrap();
        for module in modules {
            let text = workspace.read(&format!("src/{module}.rs"));
            assert!(text == WRONG || text == RIGHT, "round {round}, {module}: {text}");
        }
        let again = greenlight(&workspace.root(), &["fix", "--allow-dirty"]);
        assert_eq!(again.exit, 0, "round {round}: {again:?}");
        for module in modules {
            assert_eq!(workspace.read(&format!("src/{module}.rs")), RIGHT, "round {round}");
        }
    }
}

/// Runs `fix` so that no file can become longer than a block, as on a disk that is full.
#[test]
fn on_a_full_disk_the_old_file_is_whole() {
    let workspace = workspace(&["a", "b"]);
    let long = format!("{WRONG}{}", "// As long as no block.\n".repeat(100));
    workspace.write("src/a.rs", &long);
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" fix --allow-dirty";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_greenlight")])
        .current_dir(workspace.root())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("warning: src/a.rs is not changed: "), "{stderr}");
    assert!(stderr.ends_with("error: 1 file could not be written\n"), "{stderr}");
    assert_eq!(workspace.read("src/a.rs"), long);
    assert_eq!(workspace.read("src/b.rs"), RIGHT, "there was room for this one");
    assert_eq!(names_in(&workspace.path("src")), ["a.rs", "b.rs", "lib.rs", "names.rs"]);
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}
