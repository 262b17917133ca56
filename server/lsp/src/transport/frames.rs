//! The outer form of messages: header lines, an empty line, so many bytes. What a client writes need not be of that form;
//! whatever it is, the next message that is well formed comes out whole. That can be told, since a line with
//! `Content-Length` cannot stand in JSON: a line break must be escaped in a string, and the name cannot stand outside of one.

use crate::limits::{MAX_HEADER_LINE, MESSAGE_BYTES};

/// What stands on a header line.
const NAME: &[u8] = b"content-length:";

/// A larger `Content-Length` is an error, and its body is not skipped: that could take for ever.
const MAX_SKIPPED: u64 = 1 << 32;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// What a header announced.
    Body(Vec<u8>),
    /// Something that is no message, in words. Said once for whatever stands between two messages.
    Broken(&'static str),
    /// A message of so many bytes, which is being skipped.
    TooLarge(u64),
}

/// Cuts a stream of bytes into frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// What was read and is not used up: it begins at `at`.
    buffer: Vec<u8>,
    at: usize,
    /// Up to here, behind `at`, no line break was found.
    seen: usize,
    state: State,
    /// Something that is no message was met since the last message.
    broken: bool,
}

#[derive(Debug, Default)]
enum State {
    /// Before or between header lines.
    #[default]
    Headers,
    /// Between the header lines behind one that says the length.
    Length(u64),
    /// In a body of this length.
    Body(usize),
    /// In a body that is too large, of which so many bytes are to come.
    Skip(u64),
}

impl Frames {
    /// Takes in what was read.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        // What is used up is moved away only here, so that many small messages of one reading cost no copies.
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.seen -= self.at;
            self.at = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame; `None` until more is pushed.
    pub(super) fn next(&mut self) -> Option<Frame> {
        loop {
            match self.state {
                State::Headers | State::Length(_) => {
                    if let Some(frame) = self.header_line()? {
                        return Some(frame);
                    }
                }
                State::Body(length) => {
                    let end = self.at + length;
                    if let Some(header) = self.header_before(end) {
                        // The body was cut off: drop what precedes the next header.
                        self.state = State::Headers;
                        self.skip_to(header);
                        if let Some(frame) = self.broken("a message is cut off") {
                            return Some(frame);
                        }
                        continue;
                    }
                    if self.buffer.len() < end {
                        return None;
                    }
                    self.state = State::Headers;
                    if let Some(header) = header_at_end(&self.buffer[self.at..end]) {
                        self.skip_to(self.at + header);
                        if let Some(frame) = self.broken("a message is cut off") {
                            return Some(frame);
                        }
                        continue;
                    }
                    let body = self.take_body(length);
                    self.broken = false;
                    return Some(Frame::Body(body));
                }
                State::Skip(left) => {
                    let there = self.buffer.len() - self.at;
                    let take = usize::try_from(left).unwrap_or(usize::MAX).min(there);
                    if let Some(header) = self.header_before(self.at + take) {
                        self.state = State::Headers;
                        self.skip_to(header);
                        continue;
                    }
                    // The beginning of a header may stand at the end.
                    let kept = if take as u64 == left { 0 } else { take.min(MAX_HEADER_LINE) };
                    let skipped = take - kept;
                    self.skip_to(self.at + skipped);
                    let left = left - skipped as u64;
                    self.state = if left == 0 { State::Headers } else { State::Skip(left) };
                    if left > 0 {
                        return None;
                    }
                }
            }
        }
    }

    /// The stream has ended: what is left is no message.
    pub(super) fn end(&mut self) -> Option<Frame> {
        let is_empty = self.at == self.buffer.len() && matches!(self.state, State::Headers);
        if is_empty { None } else { self.broken("the stream ends within a message") }
    }

    /// Reads a line of headers, whose end is there: nothing, or what is wrong with it. `None` if its end is not there.
    #[expect(clippy::option_option, reason = "the outer one is `?` in a state machine")]
    fn header_line(&mut self) -> Option<Option<Frame>> {
        let from = self.seen.max(self.at);
        let Some(end) = memchr::memchr(b'\n', &self.buffer[from..]).map(|end| from + end) else {
            self.seen = self.buffer.len();
            if self.buffer.len() - self.at <= MAX_HEADER_LINE {
                return None;
            }
            // No header is so long; but the next one may stand at the end of it.
            self.skip_to(self.buffer.len() - MAX_HEADER_LINE / 2);
            self.state = State::Headers;
            return self.broken("a header line is too long").map(Some);
        };
        let line = without_return(&self.buffer[self.at..end]);
        let (is_empty, length, is_header) = (line.is_empty(), length_in(line), is_header(line));
        self.skip_to(end + 1);
        if is_empty {
            return Some(match self.state {
                State::Length(length) => self.begin_body(length),
                // Empty lines between messages mean nothing.
                _ => None,
            });
        }
        match length {
            Some((begin, Some(length))) if length <= MAX_SKIPPED => {
                self.state = State::Length(length);
                Some(if begin > 0 { self.broken("something is no header") } else { None })
            }
            Some(_) => {
                self.state = State::Headers;
                Some(self.broken("Content-Length is no length"))
            }
            None if is_header => Some(None),
            None => {
                // A body without a length, or what stands behind the end of one.
                self.state = State::Headers;
                Some(self.broken("something is no header"))
            }
        }
    }

    fn begin_body(&mut self, length: u64) -> Option<Frame> {
        if !MESSAGE_BYTES.allows(length) {
            self.state = State::Skip(length);
            self.broken = true;
            return Some(Frame::TooLarge(length));
        }
        // It is at most that limit.
        let length = length as usize;
        self.state = State::Body(length);
        self.buffer.reserve((length + self.at).saturating_sub(self.buffer.len()).min(1 << 16));
        None
    }

    /// Where the first header line with a length begins, of those that end before `end`, if one does. What was looked at
    /// is not looked at again.
    fn header_before(&mut self, end: usize) -> Option<usize> {
        let end = end.min(self.buffer.len());
        let mut from = self.seen.max(self.at);
        while from < end
            && let Some(at) = memchr::memchr(b'\n', &self.buffer[from..end])
        {
            let line_end = from + at;
            // More than that is no header with a length.
            let begin = line_end.saturating_sub(MAX_HEADER_LINE / 2).max(self.at);
            let line = &self.buffer[begin..line_end];
            let line_begin = memchr::memrchr(b'\n', line).map_or(begin, |at| begin + at + 1);
            if let Some((at, Some(_))) = length_in(without_return(&self.buffer[line_begin..line_end])) {
                return Some(line_begin + at);
            }
            from = line_end + 1;
            self.seen = from;
        }
        self.seen = self.seen.max(end);
        None
    }

    fn take_body(&mut self, length: usize) -> Vec<u8> {
        // A large one is not copied once more.
        let body = if self.at == 0 && self.buffer.len() == length {
            let body = std::mem::take(&mut self.buffer);
            self.at = 0;
            self.seen = 0;
            return body;
        } else {
            self.buffer[self.at..self.at + length].to_vec()
        };
        self.skip_to(self.at + length);
        // What held a large message is given back.
        if self.at == self.buffer.len() {
            self.buffer = Vec::new();
            self.at = 0;
            self.seen = 0;
        }
        body
    }

    fn skip_to(&mut self, at: usize) {
        self.at = at;
        self.seen = at;
    }

    fn broken(&mut self, what: &'static str) -> Option<Frame> {
        let is_first = !std::mem::replace(&mut self.broken, true);
        is_first.then_some(Frame::Broken(what))
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether it is `Name: value`.
fn is_header(line: &[u8]) -> bool {
    let name = line.iter().position(|&byte| byte == b':').map(|at| &line[..at]);
    name.is_some_and(|name| {
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
    })
}

/// Where `Content-Length:` begins in a line, of which it is the end, and what it says if that is a number.
fn length_in(line: &[u8]) -> Option<(usize, Option<u64>)> {
    let at = (0..line.len().checked_sub(NAME.len())? + 1)
        .rev()
        .find(|&at| line[at..at + NAME.len()].eq_ignore_ascii_case(NAME))?;
    let value = line[at + NAME.len()..].trim_ascii();
    let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    let value = std::str::from_utf8(value).ok().filter(|_| is_number).and_then(|value| value.parse().ok());
    Some((at, value))
}

/// Where the beginning of a header line with a length stands at the end of a body, which is no message then: a message
/// ends with a brace.
fn header_at_end(body: &[u8]) -> Option<usize> {
    if body.trim_ascii_end().ends_with(b"}") {
        return None;
    }
    let begins = |tail: &[u8]| match tail.split_at_checked(NAME.len()) {
        None => NAME[..tail.len()].eq_ignore_ascii_case(tail),
        Some((name, value)) => {
            name.eq_ignore_ascii_case(NAME) && value.iter().all(|byte| byte.is_ascii_digit() || b" \t\r".contains(byte))
        }
    };
    (body.len().saturating_sub(MAX_HEADER_LINE / 2)..body.len()).find(|&at| begins(&body[at..]))
}

#[cfg(test)]
mod tests;
