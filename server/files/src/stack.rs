//! The stack of every thread on which input is analysed. How deep recursions go is bounded where they are; this is what those
//! bounds are made for, whatever the system gives a thread by default.

use std::io;
use std::thread::JoinHandle;

/// Of addresses, not of memory: what is never touched costs nothing.
pub const STACK_BYTES: usize = 16 << 20;

/// Runs `work` on a thread with a stack of [`STACK_BYTES`].
///
/// # Errors
/// The system has no threads left.
pub fn spawn<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
    std::thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES).spawn(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Uses up at least `bytes` of the stack.
    fn descend(bytes: usize) -> usize {
        let frame = std::hint::black_box([1_u8; 1 << 12]);
        if bytes <= frame.len() { 0 } else { usize::from(frame[0]) + descend(bytes - frame.len()) }
    }

    #[test]
    fn a_thread_has_the_stack_that_is_stated() {
        // More than the two megabytes that threads have by default, with room for the frames of a build without optimization.
        let deep = spawn("deep", || descend(STACK_BYTES / 4)).unwrap();
        assert_eq!(deep.join().unwrap(), (STACK_BYTES / 4 / (1 << 12)) - 1);
    }
}
