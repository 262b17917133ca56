//! On states made by chance, the answer is that of `git status`.

use super::*;

const NAMES: [&str; 5] = ["a.rs", "src/b.rs", "src/deep/c d.rs", "generated/e.rs", "ü.toml"];
const TEXTS: [&str; 6] = ["", "one\n", "one\ntwo\n", "one\r\ntwo\r\n", "one\r\ntwo\n", "one\rtwo\r\n"];
const ATTRIBUTES: [&str; 7] =
    ["", "*.rs text\n", "* text=auto\n", "*.rs -text\n", "src/** eol=crlf\n", "*.rs binary\n", "* text=auto eol=lf\n"];

#[test]
fn git_status_says_the_same() {
    let rounds = std::env::var("GREENLIGHT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let mut random = fastrand::Rng::with_seed(22);
    let mut compared = 0;
    for _ in 0..rounds.unwrap_or(10) {
        let repository = repository();
        let folder = repository.path();
        for _ in 0..20 {
            step(folder, &mut random);
            compared += compare_with_git(folder);
        }
    }
    assert!(compared > 100, "{compared}");
    println!("{compared} answers compared");
}

fn step(folder: &Path, random: &mut fastrand::Rng) {
    let name = NAMES[random.usize(..NAMES.len())];
    match random.u8(..10) {
        0..=3 => write(folder, name, TEXTS[random.usize(..TEXTS.len())]),
        4 => drop(std::fs::remove_file(folder.join(name))),
        5 => drop(git(folder, &["add", "-A"])),
        6 => {
            git(folder, &["add", "-A"]);
            commit(folder);
        }
        7 => drop(git(folder, &["rm", "-q", "--cached", "--ignore-unmatch", "-f", name])),
        8 => {
            let value = ["true", "false", "input"][random.usize(..3)];
            git(folder, &["config", "core.autocrlf", value]);
            write(folder, ".gitattributes", ATTRIBUTES[random.usize(..ATTRIBUTES.len())]);
        }
        _ => turn_executable(&folder.join(name)),
    }
}

#[cfg(unix)]
fn turn_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(metadata) = std::fs::metadata(path) {
        let mode = metadata.permissions().mode() ^ 0o111;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[cfg(not(unix))]
fn turn_executable(_path: &Path) {}

fn compare_with_git(folder: &Path) -> usize {
    let there: Vec<&str> = NAMES.into_iter().filter(|name| folder.join(name).exists()).collect();
    for name in &there {
        // Git takes a file for unchanged whose size and time are; a new one is looked into.
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        write(folder, name, &text);
    }
    let asked =
        ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=traditional", "--"];
    for name in &there {
        let said = git(folder, &[&asked[..], &[name]].concat());
        let expected = match said.first_chunk::<2>() {
            None => None,
            Some(b"??" | b"!!") => Some(Change::Untracked),
            Some(_) => Some(Change::Uncommitted),
        };
        let answer = status(folder, &[name]).first().map(|(_, change)| *change);
        // Removed from the index, and there: git lists it twice.
        let is_twice = said.starts_with(b"D ") && answer == Some(Change::Untracked);
        // Git would store it with other line endings and calls that a change; but it brings back exactly this.
        let is_brought_back =
            || git(folder, &["cat-file", "blob", &format!("HEAD:{name}")]) == std::fs::read(folder.join(name)).unwrap();
        assert!(
            answer == expected || is_twice || (answer.is_none() && is_brought_back()),
            "{name}: {answer:?}, but git says {:?}",
            String::from_utf8_lossy(&said)
        );
    }
    there.len()
}
