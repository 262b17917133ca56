//! What tells this machine from others, as far as it decides how fast code runs.

use std::env;
use std::thread;

use greenlight_files::read_kernel_file;

/// The processor, how many threads it has for us, and what it runs: `AMD EPYC 7763, 2 × x86_64 linux`. Coarse on purpose: a number
/// that changes with every start would make every two runs differ.
#[must_use]
pub fn host() -> String {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let machine = format!("{threads} × {} {}", env::consts::ARCH, env::consts::OS);
    match processor() {
        Some(processor) => format!("{processor}, {machine}"),
        None => machine,
    }
}

/// Linux tells it in a file, Windows in the environment.
fn processor() -> Option<String> {
    let from_file = || {
        let text = read_kernel_file("/proc/cpuinfo").ok()?;
        let line = text.lines().find(|line| line.starts_with("model name") || line.starts_with("Model"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let name = from_file().or_else(|| env::var("PROCESSOR_IDENTIFIER").ok())?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_each_time() {
        assert_eq!(host(), host());
        assert!(host().ends_with(&format!("{} {}", env::consts::ARCH, env::consts::OS)));
    }
}
