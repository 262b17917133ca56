//! Standard input: a thread reads messages off it and hands them on a few at a time, as fast as they are taken.

use std::io::{ErrorKind, Read, Result};
use std::sync::Arc;

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::flow::Flow;
use super::frames::{Frame, Frames};
use super::message::{self, Received};
use crate::limits::MESSAGE_BYTES;
use crate::panics::surviving;

/// So many messages are parsed ahead.
const AHEAD: usize = 4;

/// What comes from `input`, until its end.
///
/// # Errors
/// No thread can be started.
pub(super) fn start(input: impl Read + Send + 'static, flow: Arc<Flow>) -> Result<Receiver<Received>> {
    let (sender, messages) = channel(AHEAD);
    let thread = std::thread::Builder::new().name("stdin".to_owned()).stack_size(greenlight_files::STACK_BYTES);
    thread.spawn(move || read(input, &flow, &sender))?;
    Ok(messages)
}

fn read(mut input: impl Read, flow: &Flow, messages: &Sender<Received>) {
    let mut frames = Frames::default();
    let mut piece = vec![0; 1 << 16];
    loop {
        while let Some(frame) = frames.next() {
            flow.wait_to_read();
            // Nobody takes any once the client said `exit`.
            if messages.blocking_send(received(frame)).is_err() {
                return;
            }
        }
        match input.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => frames.push(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                tracing::warn!("stdin cannot be read: {error}");
                break;
            }
        }
    }
    if let Some(frame) = frames.end() {
        let _ = messages.blocking_send(received(frame));
    }
}

fn received(frame: Frame) -> Received {
    match frame {
        Frame::Body(body) => surviving("reading a message", || message::read(body))
            .unwrap_or_else(|| Received::Refused(message::no_message("Greenlight has a bug"))),
        Frame::Broken(what) => Received::Refused(message::no_message(what)),
        Frame::TooLarge(length) => {
            let max = MESSAGE_BYTES.max;
            Received::Refused(message::no_request(&format!("{length} bytes are more than the {max} that are read")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn each_frame_is_a_message_or_an_answer() {
        let (events, _) = mpsc::channel();
        let request = r#"{"jsonrpc":"2.0","id":1,"method":"a"}"#;
        let stream = format!(
            "?Content-Length: 3\n\n{{]}}Content-Length: 99999999\n\n\nContent-Length: {}\n\n{request}Conte",
            request.len()
        );
        let mut messages = start(std::io::Cursor::new(stream), Arc::new(Flow::new(events))).unwrap();
        let seen = std::iter::from_fn(|| messages.blocking_recv()).map(|received| match received {
            Received::Request(request) => request.method().to_owned(),
            Received::Refused(answer) => answer["error"]["code"].to_string(),
            other => panic!("{other:?}"),
        });
        assert_eq!(seen.collect::<Vec<_>>(), ["-32700", "-32700", "-32600", "a", "-32700"]);
    }
}
