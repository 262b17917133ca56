use proptest::prelude::*;

use super::*;
use crate::scan;

/// Every kind of item, and what else may stand between items.
const ITEMS: &[&str] = &[
    "use a::{b, c as d, e::*};\n",
    "pub(in f::g) use h as _;\n",
    "#[cfg(unix)]\nuse i;\n",
    "#[cfg(all(feature = \"j\", not(k)))]\nfn l() { #[cfg(m)] { use n; } o!(p); }\n",
    "fn q() -> usize { let r = \"}\"; 's'; r#\"{\"#; 1 }\n",
    "mod t { #![cfg(feature = \"j\")] struct U; mod v { use super::U; } }\n",
    "#[cfg_attr(w, path = \"x.rs\")]\nmod y;\n",
    "#[z] #[derive(A, b::C)] pub struct D { #[cfg(feature = \"j\")] e: F }\n",
    "enum G { #[cfg(unix)] H, I { j: K } }\nenum L { M, N }\n",
    "impl O for P { fn q() {} const R: S = T; }\nimpl<U> V<U> {}\n",
    "macro_rules! w { ($x:ident) => { use y; } }\n",
    "z! { a b c }\n",
    "include!(\"d.rs\");;\n",
    "extern crate e as f;\n#[macro_use] extern crate g;\n",
    "type H = i::J<K>;\ntype L = &'static M;\n",
    "/* { */ // }\n",
    "cfg_if! { if #[cfg(unix)] { use n; } else { use o; } }\n",
    "#[proc_macro_derive(P)] pub fn q() {}\ntrait R { type S; fn t() { use u; } }\n",
    "struct V(pub W);\n",
    "w! { #![feature = \"j\"] pub mod y; use a::b; #[cfg(m)] fn c() { use n; d!(e); } }\n",
    "fn q() { o!(p); mod s { w! { use n; t! { struct U; } } } use r; }\n",
    "z! { fn a() { use b; } = c }\nz! { #[cfg(unix)] enum G { H } }\n",
    "macro_rules! w { ($($x:item)*) => { $( #[cfg(feature = \"j\")] $x )* } }\n",
    "macro_rules! u { () => { mod y; #[cfg(m)] use a::b; } }\n",
    "#[cfg(unix)] u!();\n",
    "macro_rules! s { ($($(#[$a:meta])* $n:ident)*) => { $($(#[$a])* fn $n() {})* } }\n",
    "s! { a #[cfg(feature = \"j\")] b }\n",
    "macro_rules! v { (#![$m:meta] $($x:item)*) => { #[cfg(not(k))] w! { #![all(m, $m)] $($x)* } } }\n",
];

/// What is typed, or comes out of deleting.
const PIECES: &[&str] = &[
    "",
    "x",
    "\"",
    "{",
    "}",
    "/*",
    "*/",
    "//",
    "\n",
    "#",
    "!",
    "r#\"",
    "'",
    ";",
    "use z;",
    "#[cfg(unix)]",
    "#[a]",
    "(",
    ")",
    "fn a() {}",
    "#![b]",
    "::",
    "é",
    "cfg!(feature = \"j\")",
];

/// A text of some items, and edits of it: a place in per mille, how many bytes go, what comes there.
fn session() -> impl Strategy<Value = (String, Vec<(usize, usize, &'static str)>)> {
    let item = prop::sample::select(ITEMS);
    let head = prop::sample::select(&["", "#![allow(unexpected_cfgs)]\n", "#![cfg(unix)]\n#![a]\n", "//! b\n"][..]);
    let text = (head, prop::collection::vec(item, 0..12)).prop_map(|(head, items)| head.to_owned() + &items.concat());
    let edit = (0_usize..1000, prop::sample::select(&[0_usize, 0, 1, 2, 12, 60][..]), prop::sample::select(PIECES));
    (text, prop::collection::vec(edit, 1..6))
}

fn edited(text: &str, (place, gone, piece): (usize, usize, &str)) -> String {
    let boundary = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let start = boundary(text.len() * place / 1000);
    let end = boundary((start + gone).min(text.len()));
    format!("{}{piece}{}", &text[..start], &text[end..])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_text_says_what_it_says_when_read_whole((text, edits) in session()) {
        let mut names = NameTable::new();
        let mut old = text;
        let (mut facts, mut landmarks) = scan_with_landmarks(&old, &mut names);
        prop_assert_eq!(&facts, &scan(&old, &mut names));
        for edit in edits {
            let text = edited(&old, edit);
            let whole = scan_with_landmarks(&text, &mut names);
            (facts, landmarks) = match rescan((&facts, &landmarks), &old, &text, &mut names) {
                Some(again) => {
                    prop_assert_eq!(&again, &whole, "{:?} became {:?}", old, text);
                    again
                }
                None => whole,
            };
            old = text;
        }
    }
}

/// How many items are read again when `from` in `text` becomes `to`; `None` if the whole text is.
fn read_again(text: &str, from: &str, to: &str) -> Option<usize> {
    let mut names = NameTable::new();
    let (facts, landmarks) = scan_with_landmarks(text, &mut names);
    let edited = text.replacen(from, to, 1);
    let (again, found) = rescan((&facts, &landmarks), text, &edited, &mut names)?;
    assert_eq!(again, scan(&edited, &mut names));
    let delta = edited.len() as i64 - text.len() as i64;
    let kept = |item: &&Landmark| {
        let same = |old: &Landmark| {
            old.start == item.start && old.sizes == item.sizes || i64::from(old.start) + delta == i64::from(item.start)
        };
        landmarks.items.iter().any(same)
    };
    Some(found.items.iter().filter(|item| !kept(item)).count())
}

const SAMPLE: &str = "mod first;\nuse a::b;\nfn c() { use d; e!(f); }\n#[cfg(unix)]\nstruct G;\n#[h]\nfn i() {}\n";

#[test]
fn an_edit_in_one_item_leaves_the_others_alone() {
    for (from, to) in
        [("a::b", "a::bx"), ("use d", "use d::{e, f}"), ("e!(f);", ""), ("b;\n", "b;\nfn new() {}\n"), ("G", "H")]
    {
        assert!(read_again(SAMPLE, from, to).is_some(), "{from} -> {to}");
    }
}

#[test]
fn what_reaches_beyond_its_item_is_read_whole() {
    for (from, to) in [("mod", "#![a]\nmod"), ("{ use", "{{ use"), ("b;", "b \"")] {
        assert_eq!(read_again(SAMPLE, from, to), None, "{from} -> {to}");
    }
    assert_eq!(read_again(SAMPLE, "b;", "b; #[cfg(test)] use z;"), None, "`unix` has another number then");
}

#[test]
fn where_texts_differ() {
    for (old, new, expected) in
        [("abc", "abc", (3, 3, 3)), ("abc", "axbc", (1, 1, 2)), ("aaa", "aa", (2, 3, 2)), ("", "a", (0, 0, 1))]
    {
        let edit = Edit::between(old.as_bytes(), new.as_bytes());
        assert_eq!((edit.start, edit.old_end, edit.new_end), expected, "{old} -> {new}");
    }
    let long = "-".repeat(1000);
    let edit = Edit::between(format!("{long}a{long}").as_bytes(), format!("{long}bc{long}").as_bytes());
    assert_eq!((edit.start, edit.old_end, edit.new_end), (1000, 1001, 1002));
}
