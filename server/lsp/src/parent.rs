//! The process that started the server, as far as the client names it. An editor that is killed closes nothing in an
//! orderly way, and a child of its that was started later may keep the server's stdin open; nobody is left to end the
//! server then but itself.

/// Returns when the process has ended; never if it cannot be looked at.
#[cfg(unix)]
pub(crate) async fn vanished(id: u32) {
    use rustix::io::Errno;
    use rustix::process::{Pid, getpgid, test_kill_process};

    /// The server has to be gone within a second.
    const INTERVAL: std::time::Duration = std::time::Duration::from_millis(300);

    let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) else { return std::future::pending().await };
    // A process of somebody else's exists too. One that has ended may be there until its parent takes note of that, which
    // Linux tells in `/proc`; other systems do not say the group of such a process.
    let is_gone = || {
        test_kill_process(pid) == Err(Errno::SRCH)
            || getpgid(Some(pid)) == Err(Errno::SRCH)
            || greenlight_files::is_zombie(id)
    };
    while !is_gone() {
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Nothing here can look at another process without `unsafe`; the end of stdin is what ends the server.
#[cfg(not(unix))]
pub(crate) async fn vanished(_: u32) {
    std::future::pending().await
}
