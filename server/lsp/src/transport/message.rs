//! What a body is: a message of the client, or something that is answered with an error. JSON-RPC has two: what is no
//! JSON (-32700), and JSON that is no message (-32600); the id is told where it can be read.

use serde::Deserialize;
use serde_json::value::Value;
use serde_json::{Map, json};
use tower_lsp::jsonrpc::{Request, Response};

use super::json::{self, Refused};

/// A body that was read.
#[derive(Debug)]
pub(super) enum Received {
    /// A request or a notification.
    Request(Box<Request>),
    /// The answer to a request of the server.
    Response(Box<Response>),
    /// What is answered at once.
    Refused(Value),
    /// What can neither be used nor answered: an answer to an answer would be answered in turn.
    Useless(String),
}

/// The answer that says that something is no message. Nobody knows to which request.
pub(super) fn no_message(why: &str) -> Value {
    error(-32700, why, &Value::Null)
}

/// The answer that says that something is a message that is not taken.
pub(super) fn no_request(why: &str) -> Value {
    error(-32600, why, &Value::Null)
}

/// Reads a body.
pub(super) fn read(body: Vec<u8>) -> Received {
    let text = match json::readable(body) {
        Ok(text) => text,
        Err(refused @ (Refused::Deep | Refused::Many)) => {
            return Received::Refused(no_request(&refused.to_string()));
        }
    };
    match serde_json::from_str(&text) {
        Err(wrong) => Received::Refused(no_message(&format!("not JSON: {wrong}"))),
        Ok(Value::Object(message)) => {
            drop(text);
            of_object(message)
        }
        Ok(Value::Array(_)) => Received::Refused(no_request("the language server protocol has no batches")),
        Ok(_) => Received::Refused(no_request("a message is an object")),
    }
}

fn of_object(message: Map<String, Value>) -> Received {
    let id = message.get("id");
    let is_id = id.is_none_or(|id| id.is_i64() || id.is_string());
    let known = id.filter(|_| is_id).cloned().unwrap_or_default();
    let refuse = |why: &str| Received::Refused(error(-32600, why, &known));
    if !message.contains_key("method") {
        if message.contains_key("result") || message.contains_key("error") {
            return match Response::deserialize(Value::Object(message)) {
                Ok(response) => Received::Response(Box::new(response)),
                Err(wrong) => Received::Useless(format!("an invalid response: {wrong}")),
            };
        }
        return refuse("`method` is missing");
    }
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return refuse("`jsonrpc` is not \"2.0\"");
    }
    if !is_id {
        return refuse("`id` is neither an integer nor a string");
    }
    if !message["method"].is_string() {
        return refuse("`method` is no string");
    }
    match Request::deserialize(Value::Object(message)) {
        Ok(request) => Received::Request(Box::new(request)),
        Err(wrong) => refuse(&wrong.to_string()),
    }
}

fn error(code: i32, why: &str, id: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "error": { "code": code, "message": why }, "id": id })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `request METHOD`, `response`, `CODE ID`, or `useless`.
    fn seen(body: &str) -> String {
        match read(body.as_bytes().to_vec()) {
            Received::Request(request) => format!("request {}", request.method()),
            Received::Response(_) => "response".to_owned(),
            Received::Refused(answer) => format!("{} {}", answer["error"]["code"], answer["id"]),
            Received::Useless(_) => "useless".to_owned(),
        }
    }

    #[test]
    fn requests_notifications_and_responses_are_taken() {
        assert_eq!(seen(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{}}"#), "request a");
        assert_eq!(seen(r#"{"jsonrpc":"2.0","id":"\ud800","method":"a"}"#), "request a");
        assert_eq!(seen(r#" {"method":"a","jsonrpc":"2.0"} "#), "request a");
        assert_eq!(seen(r#"{"jsonrpc":"2.0","id":1,"result":null}"#), "response");
        assert_eq!(seen(r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#), "response");
    }

    #[test]
    fn what_is_no_json_is_a_parse_error() {
        for body in ["", "{", "{]}", "\u{feff}{}", "{\"a\":\"\u{1}\"}", "nonsense", "{} {}"] {
            assert_eq!(seen(body), "-32700 null", "{body}");
        }
    }

    #[test]
    fn json_that_is_no_message_is_an_invalid_request_whose_id_is_told_if_there_is_one() {
        for (body, answer) in [
            ("[]", "-32600 null"),
            (r#"[{"jsonrpc":"2.0","id":1,"method":"a"}]"#, "-32600 null"),
            ("1", "-32600 null"),
            ("null", "-32600 null"),
            ("{}", "-32600 null"),
            (r#"{"id":7}"#, "-32600 7"),
            (r#"{"id":"x","method":"a"}"#, "-32600 \"x\""),
            (r#"{"jsonrpc":"1.0","id":7,"method":"a"}"#, "-32600 7"),
            (r#"{"jsonrpc":"2.0","id":7,"method":1}"#, "-32600 7"),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#, "-32600 null"),
            (r#"{"jsonrpc":"2.0","id":null,"method":"a"}"#, "-32600 null"),
            (r#"{"jsonrpc":"2.0","id":99999999999999999999,"method":"a"}"#, "-32600 null"),
            (r#"{"jsonrpc":"2.0","id":{},"method":"a"}"#, "-32600 null"),
        ] {
            assert_eq!(seen(body), answer, "{body}");
        }
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(seen(&deep), "-32600 null");
    }

    #[test]
    fn an_answer_is_never_answered() {
        assert_eq!(seen(r#"{"jsonrpc":"2.0","id":1,"error":7}"#), "useless");
        assert_eq!(seen(r#"{"jsonrpc":"2.0","result":1}"#), "useless");
    }
}
