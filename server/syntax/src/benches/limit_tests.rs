//! What is over a limit: it is said, the rest is read, and no thread runs out of stack.

use super::read_benches;
use crate::limits;

/// With half of the stack that the limits were chosen for, in a debug build.
fn read_on_a_small_stack(text: String) -> (Vec<String>, Vec<String>) {
    let read = move || {
        let file = read_benches(&text);
        let names = file.functions.iter().map(|function| function.name.clone()).collect();
        (names, file.unread.iter().map(|unread| unread.why.clone()).collect())
    };
    std::thread::Builder::new().stack_size(4 << 20).spawn(read).unwrap().join().unwrap()
}

/// How a construct is nested: what opens it, what is innermost, what closes it.
const NESTED: [(&str, &str, &str); 44] = [
    ("let x = ", "(", ")"),
    ("let x = ", "[", "]"),
    ("let x = ", "(1, ", ")"),
    ("let x = ", "f(", ")"),
    ("let x = ", "a.f(", ")"),
    ("let x = ", "a[", "]"),
    ("let x = ", "!", ""),
    ("let x = ", "-", ""),
    ("let x = ", "*", ""),
    ("let x = ", "&", ""),
    ("let x = ", "&mut ", ""),
    ("let x = ", "|| ", ""),
    ("let x = ", "|a| ", ""),
    ("let x = ", "async move {", "}"),
    ("let x = ", "return ", ""),
    ("let x = ", "break ", ""),
    ("let x = ", "a = ", ""),
    ("let x = ", "a += ", ""),
    ("let x = ", "A { a: ", "}"),
    ("let x = ", "vec![", "]"),
    ("let x = ", "m!(", ")"),
    ("let x = ", "format!(\"{}\", ", ")"),
    ("let x = ", "f::<A<", ">>()"),
    ("let x = ", "a as A<{", "}>"),
    ("let x = ", "|a: A<{", "}>| 1"),
    ("", "{", "}"),
    ("", "unsafe {", "}"),
    ("", "if a {", "}"),
    ("", "if let Some(a) = b {", "}"),
    ("", "match a { b => ", "}"),
    ("", "match a { b if ", "=> 1}"),
    ("", "for a in b {", "}"),
    ("", "while a {", "}"),
    ("", "c.f(|b| b.iter(|| {", "}));"),
    ("", "fn f() {", "}"),
    ("", "mod a { const A: u8 = {", "}; }"),
    ("", "impl A { fn f() {", "} }"),
    ("", "trait A { fn f() {", "} }"),
    ("", "use a::{", "}"),
    ("let ", "(", ",)"),
    ("let ", "a @ ", ""),
    ("let a: ", "A<u8, ", ">"),
    ("let a: ", "&dyn A<", ">"),
    ("let a: ", "impl Fn() -> ", ""),
];

#[test]
fn nothing_that_is_nested_takes_more_stack_than_there_is() {
    for (before, open, close) in NESTED {
        // Just below the limits, well above, and far above.
        for count in [20, 127, 250, 2_000] {
            let deep = format!("{before}{}1{}", open.repeat(count), close.repeat(count));
            let text = format!("fn one() {{}}\nfn deep() {{ {deep}; }}\nfn two() {{}}\n");
            let (functions, unread) = read_on_a_small_stack(text);
            assert_eq!(functions.first().map(String::as_str), Some("one"), "{open} × {count}");
            assert_eq!(functions.last().map(String::as_str), Some("two"), "{open} × {count}");
            if count > 256 {
                assert_eq!(unread.len(), 1, "{open} × {count}");
            }
        }
    }
}

#[test]
fn nothing_that_follows_takes_more_stack_than_there_is() {
    for follows in [
        " + 1",
        " && b",
        ".f()",
        ".f::<u8>()",
        ".a",
        ".0.1",
        "?",
        ".await",
        "()",
        "[0]",
        " as u8",
        " + 1 * 2",
        " else if b {}",
    ] {
        for count in [100, 1_000, 2_000, 4_000] {
            let text =
                format!("fn one() {{}}\nfn flat() {{ let x = if a {{}}{}; }}\nfn two() {{}}\n", follows.repeat(count));
            let (functions, unread) = read_on_a_small_stack(text);
            assert_eq!(functions.first().map(String::as_str), Some("one"), "{follows} × {count}");
            assert_eq!(functions.last().map(String::as_str), Some("two"), "{follows} × {count}");
            if count > 2_048 {
                assert_eq!(unread.len(), 1, "{follows} × {count}");
            } else if count < 300 {
                assert_eq!(unread, [""; 0], "{follows} × {count}");
            }
        }
    }
}

#[test]
fn nested_chains_do_not_multiply() {
    let text = format!("fn f() {{ {}1{}; }}", "(".repeat(200), format!("){}", ".f()".repeat(500)).repeat(200));
    let (_, unread) = read_on_a_small_stack(text);
    assert_eq!(unread, ["an expression has more than 2048 operators and calls in a row"]);
}

#[test]
fn the_reason_names_the_limit() {
    let deep =
        |open: &str, close: &str, count: usize| format!("fn f() {{ {}1{} }}", open.repeat(count), close.repeat(count));
    let (_, unread) = read_on_a_small_stack(deep("(", ")", 300));
    assert_eq!(unread, ["it is nested more than 256 levels deep"]);
    let (functions, unread) = read_on_a_small_stack(deep("m!(", ")", 40));
    assert_eq!((functions.len(), unread), (1, vec!["macro calls are nested more than 32 deep".to_owned()]));
}

#[test]
fn a_file_is_read_up_to_a_size() {
    let item = format!("fn f() {{ /*{}*/ }}\n", "x".repeat(1 << 17));
    let (functions, unread) = read_on_a_small_stack(item.repeat(10));
    assert_eq!((functions.len(), unread.len()), (10, 0));
    let (functions, unread) = read_on_a_small_stack(item.repeat(20));
    assert_eq!((functions.len(), unread.len()), (15, 1));
    let large = format!("fn f() {{ /*{}*/ }}\n", "x".repeat(limits::BENCH_ITEM_BYTES.max as usize));
    let (functions, unread) = read_on_a_small_stack(format!("fn one() {{}}\n{large}fn two() {{}}\n"));
    assert_eq!(functions, ["one", "two"]);
    assert_eq!(unread, ["it has more than 524288 bytes"]);
}

#[test]
fn an_argument_of_a_format_is_kept_once() {
    let text = format!("fn f() {{ format!(\"{}\", [{}]); }}", "{0}".repeat(20_000), "1, ".repeat(20_000));
    let file = read_benches(&text);
    let super::Expression::Block(statements) = &file.functions[0].body else { panic!() };
    let super::Statement::Expression { expression: super::Expression::Format(pieces, values), .. } = &statements[0]
    else {
        panic!()
    };
    assert_eq!((pieces.len(), values.len()), (20_000, 1));
}
