//! What the system says of another process, where it says so in files.

#![allow(clippy::disallowed_methods)] // it is a file of the system's, and none of a workspace

use std::path::Path;

/// Whether the process has ended and only its parent has not taken note of that yet; false where the system does not tell.
#[must_use]
pub fn is_zombie(id: u32) -> bool {
    let stat = std::fs::read(Path::new("/proc").join(id.to_string()).join("stat"));
    // `ID (NAME) STATE …`, and a name may hold anything.
    stat.is_ok_and(|stat| {
        let behind_name = stat.iter().rposition(|&byte| byte == b')').map_or(&stat[..], |end| &stat[end + 1..]);
        matches!(behind_name.trim_ascii_start().first(), Some(b'Z' | b'X'))
    })
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_that_nobody_waited_for_is_a_zombie() {
        assert!(!is_zombie(std::process::id()));
        let mut child = Command::new("true").spawn().unwrap();
        let begun = std::time::Instant::now();
        while !is_zombie(child.id()) {
            assert!(begun.elapsed() < std::time::Duration::from_secs(30));
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(!is_zombie(child.id()), "it is gone");
    }
}
