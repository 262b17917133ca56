use proptest::prelude::*;

use super::*;

/// The frames of a stream that arrives in these pieces: `{body}`, `! what is wrong`, `> length of what is too large`.
fn frames<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Vec<String> {
    let mut frames = Frames::default();
    let mut found = Vec::new();
    for piece in pieces {
        frames.push(piece);
        while let Some(frame) = frames.next() {
            found.push(frame);
        }
    }
    found.extend(frames.end());
    let text = |frame| match frame {
        Frame::Body(body) => String::from_utf8_lossy(&body).into_owned(),
        Frame::Broken(what) => format!("! {what}"),
        Frame::TooLarge(length) => format!("> {length}"),
    };
    found.into_iter().map(text).collect()
}

/// However it is cut into pieces, the same comes out.
#[track_caller]
fn expect(stream: &str, expected: &[&str]) {
    assert_eq!(frames([stream.as_bytes()]), expected, "{stream:?}");
    assert_eq!(frames(stream.as_bytes().chunks(1)), expected, "{stream:?}, byte by byte");
    assert_eq!(frames(stream.as_bytes().chunks(7)), expected, "{stream:?}, in pieces");
}

#[test]
fn headers_come_in_any_case_order_and_number() {
    expect("Content-Length: 2\r\n\r\n{}", &["{}"]);
    expect("content-length:2\r\n\r\n{}", &["{}"]);
    expect("CONTENT-LENGTH:   0002  \n\n{}", &["{}"]);
    expect(
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\nX-More: y\r\n\r\n{}",
        &["{}"],
    );
    let many: String = (0..100).map(|number| format!("X-{number}: {number}\r\n")).collect();
    expect(&format!("{many}Content-Length: 2\r\n{many}\r\n{{}}"), &["{}"]);
}

#[test]
fn messages_follow_each_other_and_empty_lines_between_them_mean_nothing() {
    let one = "Content-Length: 2\r\n\r\n{}";
    expect(&format!("{one}{one}\r\n\n{one}\r\n"), &["{}", "{}", "{}"]);
}

#[test]
fn what_is_no_header_is_said_once_and_the_next_message_is_read() {
    let one = "Content-Length: 2\r\n\r\n{}";
    let no_header = "! something is no header";
    expect(&format!("garbage\n\r\nmore {{}}\n{one}{one}"), &[no_header, "{}", "{}"]);
    expect(&format!("garbage without an end{one}"), &[no_header, "{}"]);
    expect(&format!("{{\"jsonrpc\":\"2.0\"}}\n{one}?{one}"), &[no_header, "{}", no_header, "{}"]);
    expect(&format!("X-Header: 1\r\n\r\n{{}}{one}"), &[no_header, "{}"]);
}

#[test]
fn a_length_that_is_none_is_said_and_the_next_message_is_read() {
    let one = "Content-Length: 2\r\n\r\n{}";
    for length in ["", "x", "-1", "+2", "2.0", "0x2", "2 2", "99999999999", "99999999999999999999999"] {
        let wrong = format!("Content-Length: {length}\r\n\r\n{{}}{one}");
        expect(&wrong, &["! Content-Length is no length", "{}"]);
    }
}

#[test]
fn the_length_said_last_counts() {
    expect("Content-Length: 9\r\nContent-Length: 2\r\n\r\n{}", &["{}"]);
}

#[test]
fn a_message_that_is_cut_off_anywhere_loses_none_behind_it() {
    let one = "Content-Length: 2\r\n\r\n{}";
    let whole = "Content-Length: 22\r\n\r\n{\"jsonrpc\":\"2.0\",\"a\":}";
    for length in 1..whole.len() {
        let stream = format!("{}{one}{one}", &whole[..length]);
        for size in [stream.len(), 1, 7] {
            let found = frames(stream.as_bytes().chunks(size));
            let bodies: Vec<_> = found.iter().filter(|frame| *frame == "{}").collect();
            assert_eq!(bodies.len(), 2, "{stream:?} gives {found:?}");
        }
    }
}

#[test]
fn a_body_may_hold_line_breaks_and_what_only_looks_like_a_header() {
    for body in ["{\n  \"Content-Length\": 3\n}", "{\"a\":\"Content-Length: 3\\r\\n\"}", "\r\n\r\n{}"] {
        expect(&format!("Content-Length: {}\r\n\r\n{body}", body.len()), &[body]);
    }
}

#[test]
fn what_is_too_large_is_skipped_and_not_kept() {
    let length = MESSAGE_BYTES.max + 1;
    let mut frames = Frames::default();
    frames.push(format!("Content-Length: {length}\r\n\r\n").as_bytes());
    assert_eq!(frames.next(), Some(Frame::TooLarge(length)));
    let piece = vec![b' '; 1 << 16];
    let mut left = length as usize;
    while left > 0 {
        let pushed = left.min(piece.len());
        frames.push(&piece[..pushed]);
        assert_eq!(frames.next(), None);
        assert!(frames.buffer.capacity() < 1 << 20);
        left -= pushed;
    }
    frames.push(b"Content-Length: 2\r\n\r\n{}");
    assert_eq!(frames.next(), Some(Frame::Body(b"{}".to_vec())));
}

#[test]
fn what_is_too_large_and_never_comes_is_not_waited_for() {
    let length = MESSAGE_BYTES.max + 1;
    let stream = format!("Content-Length: {length}\r\n\r\n{{\"a\": 1Content-Length: 2\r\n\r\n{{}}");
    expect(&stream, &[&format!("> {length}"), "{}"]);
}

#[test]
fn a_line_without_an_end_is_not_kept() {
    let mut frames = Frames::default();
    let mut found = Vec::new();
    for _ in 0..1000 {
        frames.push(&[b'x'; 1 << 12]);
        found.extend(frames.next());
        assert!(frames.buffer.capacity() < 1 << 16);
    }
    frames.push(b"Content-Length: 2\r\n\r\n{}");
    found.extend(std::iter::from_fn(|| frames.next()));
    assert_eq!(found, [Frame::Broken("a header line is too long"), Frame::Body(b"{}".to_vec())]);
}

#[test]
fn a_stream_that_ends_within_a_message_says_so() {
    expect("", &[]);
    expect("Content-Length: 2\r\n\r\n{}\r\n", &["{}"]);
    expect("Content-Length: 2\r\n\r\n{", &["! the stream ends within a message"]);
    expect("Content-Len", &["! the stream ends within a message"]);
}

/// A message as a client writes it: its body, and the whole.
fn message() -> impl Strategy<Value = (String, Vec<u8>)> {
    let body = proptest::collection::hash_map(any::<String>(), any::<String>(), 0..4)
        .prop_map(|members| serde_json::json!(members).to_string());
    (body, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(body, lower, more, line_feed)| {
        let end = if line_feed { "\n" } else { "\r\n" };
        let name = if lower { "content-length" } else { "Content-Length" };
        let more =
            if more { format!("Content-Type: application/vscode-jsonrpc; charset=utf8{end}") } else { String::new() };
        let whole = format!("{more}{name}: {}{end}{end}{body}", body.len());
        (body, whole.into_bytes())
    })
}

/// What stands between messages: anything in which no length is announced.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        proptest::collection::vec(any::<u8>(), 0..60),
        Just(b"\r\n".to_vec()),
        Just(b"Content-Length: nonsense\r\n\r\n".to_vec()),
        Just(b"Content-Le".to_vec()),
        Just(b"{\"jsonrpc\":\"2.0\"}".to_vec()),
    ]
    .prop_filter("a length", |garbage| {
        !garbage.split(|&byte| byte == b'\n').any(|line| length_in(line).is_some_and(|(_, length)| length.is_some()))
    })
}

proptest! {
    #[test]
    fn every_message_comes_out_whatever_stands_between_them(
        sent in proptest::collection::vec((message(), garbage()), 0..12),
        before in garbage(),
        cuts in proptest::collection::vec(1_usize..50, 1..40),
    ) {
        let mut stream = before;
        for ((_, whole), garbage) in &sent {
            stream.extend(whole);
            stream.extend(garbage);
        }
        let mut frames = Frames::default();
        let mut bodies = Vec::new();
        let (mut at, mut cuts) = (0, cuts.iter().cycle());
        while at < stream.len() {
            let end = (at + cuts.next().unwrap()).min(stream.len());
            frames.push(&stream[at..end]);
            bodies.extend(std::iter::from_fn(|| frames.next()).filter_map(|frame| match frame {
                Frame::Body(body) => Some(body),
                _ => None,
            }));
            at = end;
        }
        let expected: Vec<Vec<u8>> = sent.iter().map(|((body, _), _)| body.clone().into_bytes()).collect();
        prop_assert_eq!(bodies, expected);
    }

    #[test]
    fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut frames = Frames::default();
        frames.push(&bytes);
        while frames.next().is_some() {}
    }
}
