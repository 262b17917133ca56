//! What the server makes of bytes that no editor should write, and some do: whatever it is, it is answered, and the next
//! message is read.

use serde_json::{Value, json};

use crate::diagnostics::broken_import;
use crate::folder::{Folder, uri};
use crate::wire::Wire;

/// A message in its usual form.
fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn initialize(wire: &mut Wire, folder: &Folder) {
    let folders = json!([{ "uri": uri(&folder.path), "name": "folder" }]);
    let capabilities = json!({ "general": { "positionEncodings": ["utf-16"] } });
    let params = json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders });
    wire.send(json!({ "id": 0, "method": "initialize", "params": params }));
    assert_eq!(wire.receive().unwrap()["id"], 0);
    wire.send(json!({ "method": "initialized", "params": {} }));
}

/// The next answer, without what the server says on its own account.
fn answer(wire: &mut Wire) -> Value {
    loop {
        let message = wire.receive().unwrap();
        if message.get("method").is_none() {
            return message;
        }
    }
}

/// That the server still answers.
fn expect_alive(wire: &mut Wire, id: i32) {
    wire.send(json!({ "id": id, "method": "greenlight/whenIdle" }));
    assert_eq!(answer(wire), json!({ "jsonrpc": "2.0", "id": id, "result": null }));
}

fn end(mut wire: Wire) {
    wire.send(json!({ "id": "end", "method": "shutdown" }));
    assert_eq!(answer(&mut wire)["id"], "end");
    wire.send(json!({ "method": "exit" }));
    assert_eq!(wire.exit_code(), 0);
}

#[test]
fn headers_may_be_written_in_any_way() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"greenlight/whenIdle"}"#;
    let length = body.len();
    for header in [
        format!("content-length: {length}\r\n\r\n"),
        format!("CONTENT-LENGTH:{length}\n\n"),
        format!(
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {length}\r\nX-A: b\r\n\r\n"
        ),
        format!("\r\n\r\nContent-Length: {length}\r\nContent-Type: text/plain; charset=x\r\nX-B:\r\n\r\n"),
    ] {
        wire.send_bytes(format!("{header}{body}").into_bytes());
        assert_eq!(answer(&mut wire)["result"], Value::Null, "{header:?}");
    }
    end(wire);
}

#[test]
fn what_is_no_message_is_answered_and_the_stream_goes_on() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    let deep = "[".repeat(100_000);
    let cases: [(Vec<u8>, i32, Value); 17] = [
        (framed("{"), -32700, Value::Null),
        (framed(""), -32700, Value::Null),
        (framed("{\"jsonrpc\":\"2.0\",\"method\":"), -32700, Value::Null),
        (b"no header at all\r\n\r\n".to_vec(), -32700, Value::Null),
        (b"Content-Length: many\r\n\r\n{}".to_vec(), -32700, Value::Null),
        (b"Content-Length: -5\r\n\r\n{}".to_vec(), -32700, Value::Null),
        (b"Content-Length: 99999999999999999999999\r\n\r\n{}".to_vec(), -32700, Value::Null),
        (b"Content-Length: 1000\r\n\r\n{\"jsonrpc\":\"2.0\"".to_vec(), -32700, Value::Null),
        (b"Content-Length: 999999999\r\n\r\n{\"jsonrpc\":\"2.0\"".to_vec(), -32600, Value::Null),
        (framed("[]"), -32600, Value::Null),
        (framed(r#"[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]"#), -32600, Value::Null),
        (framed("3"), -32600, Value::Null),
        (framed(r#"{"jsonrpc":"2.0","id":5}"#), -32600, json!(5)),
        (framed(r#"{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}"#), -32600, Value::Null),
        (framed(&deep), -32600, Value::Null),
        (framed(r#"{"jsonrpc":"2.0","id":6,"method":"textDocument/hover","params":[1]}"#), -32602, json!(6)),
        (framed(r#"{"jsonrpc":"2.0","id":7,"method":"no/such"}"#), -32601, json!(7)),
    ];
    for (number, (bytes, code, id)) in cases.into_iter().enumerate() {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        wire.send_bytes(bytes);
        // What stands behind a message without an end is its end.
        let alive = 1000 + number as i32;
        wire.send(json!({ "id": alive, "method": "greenlight/whenIdle" }));
        let told = answer(&mut wire);
        assert_eq!((&told["error"]["code"], &told["id"]), (&json!(code), &id), "{shown}");
        assert_eq!(answer(&mut wire)["id"], alive, "{shown}");
    }
    end(wire);
}

#[test]
fn a_lone_surrogate_and_bytes_that_are_no_text_are_read_as_replacement_characters() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    let document = uri(&folder.join("src/lib.rs"));
    for (version, text) in (1..).zip([r"\ud800", r"\udc00\ud800", "\u{fffd}"]) {
        let open = format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"\udc00{text}":"\ud83d","textDocument":{{"uri":"{document}","languageId":"rust","version":{version},"text":"// {text}\nuse crate::Missing;\n"}}}}}}"#
        );
        // The last is cut within the character.
        let mut body = open.clone().into_bytes();
        if text == "\u{fffd}" {
            body = String::from_utf8(body).unwrap().replace('\u{fffd}', "\u{1}").into_bytes();
            body.iter_mut().filter(|byte| **byte == 1).for_each(|byte| *byte = 0xff);
        }
        wire.send_bytes(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
        wire.send_bytes(body);
        let told = loop {
            let message = wire.receive().unwrap();
            if message["params"]["version"] == version && message["params"]["uri"] == document.as_str() {
                break message;
            }
        };
        assert_eq!(told["params"]["diagnostics"][0]["range"]["start"], json!({ "line": 1, "character": 4 }), "{text}");
        wire.send(json!({ "method": "textDocument/didClose", "params": { "textDocument": { "uri": document } } }));
    }
    let surrogate = r#"{"jsonrpc":"2.0","id":"\ud800","method":"greenlight/whenIdle"}"#;
    wire.send_bytes(framed(surrogate));
    assert_eq!(answer(&mut wire)["id"], "\u{fffd}");
    end(wire);
}

#[test]
fn values_that_make_no_sense_are_refused_or_taken_for_the_nearest_that_does() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    let document = uri(&folder.join("src/lib.rs"));
    let open = json!({ "uri": document, "languageId": "rust", "version": 5, "text": "use crate::Missing;\n" });
    wire.send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": open } }));
    let mut id = 0;
    let mut hover = |wire: &mut Wire, uri: &str, line: Value| {
        id += 1;
        let position = json!({ "line": line, "character": line });
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        wire.send(json!({ "id": id, "method": "textDocument/hover", "params": params }));
        let told = answer(wire);
        assert_eq!(told["id"], id);
        told["error"]["code"].as_i64()
    };
    for (line, code) in [
        (json!(0), None),
        (json!(4_294_967_295_u32), None),
        (json!(-1), Some(-32602)),
        (json!(4_294_967_296_u64), Some(-32602)),
        (json!(0.5), Some(-32602)),
        (json!(1e300), Some(-32602)),
        (json!("0"), Some(-32602)),
    ] {
        assert_eq!(hover(&mut wire, &document, line.clone()), code, "{line}");
    }
    for uri in ["untitled:Untitled-1", "file://elsewhere/a.rs", "file:///%ff%fe.rs", "file:///a%00b.rs", "x:", "file:"]
    {
        assert_eq!(hover(&mut wire, uri, json!(0)), None, "{uri}");
    }
    assert_eq!(hover(&mut wire, "::", json!(0)), Some(-32602));

    let change = |wire: &mut Wire, version: i32, start: (u64, u64), end: (u64, u64)| {
        let at = |(line, character): (u64, u64)| json!({ "line": line, "character": character });
        let changes = json!([{ "range": { "start": at(start), "end": at(end) }, "text": "" }]);
        let document = json!({ "uri": document, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        wire.send(json!({ "method": "textDocument/didChange", "params": params }));
    };
    change(&mut wire, 4, (0, 9), (0, 4));
    change(&mut wire, -7, (7, 0), (9, 9));
    change(&mut wire, 3, (0, 4_000_000_000), (4_000_000_000, 0));
    change(&mut wire, 2, (u64::MAX, 0), (0, 0));
    expect_alive(&mut wire, 900);
    end(wire);
}

#[test]
fn an_id_that_is_in_use_is_refused_and_the_first_is_answered() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    wire.send(json!({ "id": 1, "method": "greenlight/whenIdle" }));
    wire.send(json!({ "id": 1, "method": "greenlight/whenIdle" }));
    let mut codes = [answer(&mut wire), answer(&mut wire)].map(|told| told["error"]["code"].as_i64());
    codes.sort_unstable();
    assert!(codes == [None, Some(-32600)] || codes == [None, None], "{codes:?}");
    expect_alive(&mut wire, 2);
    end(wire);
}

#[test]
fn a_script_that_writes_all_and_hangs_up_is_answered() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    for id in 1..=50 {
        wire.send(json!({ "id": id, "method": "greenlight/whenIdle" }));
    }
    wire.hang_up();
    for _ in 1..=50 {
        assert_eq!(answer(&mut wire)["result"], Value::Null);
    }
    assert_eq!(wire.exit_code(), 1);
}

/// A server takes no harm from what is random.
#[test]
fn random_bytes_are_survived() {
    let folder = broken_import();
    let mut wire = Wire::start();
    initialize(&mut wire, &folder);
    let mut random = fastrand::Rng::with_seed(22);
    for round in 0..200 {
        let length = random.usize(1..300);
        let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
        wire.send_bytes(bytes);
        let id = 1000 + round;
        wire.send(json!({ "id": id, "method": "greenlight/whenIdle" }));
        while answer(&mut wire)["id"] != id {}
    }
    end(wire);
}
