//! Panics: each loses one answer, is logged with its place, and the user is told of the first.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

/// Has `tell` called with the place and the message of every panic of this process, on the thread that panics.
pub(crate) fn watch(tell: impl Fn(String) + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |panic| {
        let what = describe(panic);
        tracing::error!("panic at {what}\n{}", std::backtrace::Backtrace::force_capture());
        tell(what);
    }));
}

fn describe(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    match panic.payload_as_str() {
        Some(message) => format!("{place}: {message}"),
        None => place,
    }
}

/// What `call` returns; `None` if it panics. Whoever calls this leaves nothing half changed that is looked at later.
pub(crate) fn surviving<T>(what: &str, call: impl FnOnce() -> T) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(call));
    if result.is_err() {
        tracing::error!("{what} was given up because of the panic above; please report it, with these lines");
    }
    result.ok()
}

/// In a build with debug assertions: panics if the environment names this place, so that a test can see what a bug there
/// would do. `GREENLIGHT_PANIC_AT=diagnostics:lib.rs` panics whenever a file of that name is diagnosed.
#[cfg(debug_assertions)]
pub(crate) fn on_purpose(place: &str, file: &std::path::Path) {
    let Ok(wished) = std::env::var("GREENLIGHT_PANIC_AT") else { return };
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    assert!(wished != format!("{place}:{name}"), "on purpose, at {place} of {name}");
}

#[cfg(not(debug_assertions))]
pub(crate) fn on_purpose(_: &str, _: &std::path::Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_survived_and_anything_else_returned() {
        assert_eq!(surviving("a test", || 3), Some(3));
        assert_eq!(surviving("a test", || -> i32 { panic!("on purpose") }), None);
    }
}
