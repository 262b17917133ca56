//! Runs the binary under watch: how it ended, how long it took, and the most memory it had.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What no run may take: far beyond what any should, since machines that run tests are slow and shared.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// What no run may have, in bytes.
pub(crate) const MAX_MEMORY: u64 = 300_000_000;

/// The binary that was built for this test, else the one that `GREENLIGHT_BINARY` names: a release build, or an older one.
pub(crate) fn binary() -> PathBuf {
    std::env::var_os("GREENLIGHT_BINARY").map_or_else(|| env!("CARGO_BIN_EXE_greenlight").into(), PathBuf::from)
}

/// How a run went.
#[derive(Debug)]
pub(crate) struct Run {
    /// `None` if it did not end before [`DEADLINE`] and was killed.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) stderr: String,
    pub(crate) seconds: f64,
    /// The peak of resident memory, in bytes, as the kernel counted it when it was last asked.
    pub(crate) memory: u64,
}

impl Run {
    /// What is wrong with it, if anything.
    pub(crate) fn fault(&self) -> Option<String> {
        let Some(status) = self.status else { return Some(format!("does not end within {DEADLINE:?}")) };
        match status.code() {
            None => Some(format!("aborts: {status}; {}", self.stderr.trim())),
            Some(_) if self.stderr.contains("panicked at") => Some(format!("panics: {}", self.stderr.trim())),
            Some(code) if !(0..=3).contains(&code) => Some(format!("exits with {code}; {}", self.stderr.trim())),
            Some(_) if self.memory > MAX_MEMORY => Some(format!("takes {} MB", self.memory / 1_000_000)),
            Some(_) => None,
        }
    }
}

/// Runs `greenlight` with `arguments` in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    let started = Instant::now();
    let stderr = tempfile::tempfile().unwrap();
    let mut child = Command::new(binary())
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr.try_clone().unwrap())
        .spawn()
        .unwrap();
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak_memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if started.elapsed() > DEADLINE {
            kill(&mut child);
            break None;
        }
        // The kernel forgets the peak when the process ends, so it is asked again and again.
        std::thread::sleep(Duration::from_millis(1));
    };
    Run { status, stderr: text(stderr), seconds: started.elapsed().as_secs_f64(), memory }
}

fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn text(mut file: std::fs::File) -> String {
    use std::io::{Read, Seek};
    let mut text = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

/// The most that the process `id` ever had resident, in bytes; 0 once it has ended.
pub(crate) fn peak_memory(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}
