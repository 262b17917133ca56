//! The process that started the server, as far as the client names it. An editor that is killed closes nothing in an
//! orderly way, and a child of its that was started later may keep the server's stdin open; nobody is left to end the
//! server then but itself.

/// Returns when the process has ended; never if it cannot be looked at.
#[cfg(unix)]
pub(crate) async fn vanished(id: u32) {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    /// The server has to be gone within a second.
    const INTERVAL: std::time::Duration = std::time::Duration::from_millis(300);

    let Some(id) = i32::try_from(id).ok().and_then(Pid::from_raw) else { return std::future::pending().await };
    // A process of somebody else's exists too.
    while test_kill_process(id) != Err(Errno::SRCH) {
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Nothing here can look at another process without `unsafe`; the end of stdin is what ends the server.
#[cfg(not(unix))]
pub(crate) async fn vanished(_: u32) {
    std::future::pending().await
}
