//! The scanner against `syn`, and against damage, over the sources of every package that this workspace depends on.

// These tests start Cargo to find the sources, read them as they lie, and stop at what they did not expect.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod corpus;
mod damage;
mod rescanned;
mod scanned;
mod total;
mod view;

use std::sync::Mutex;

use expect_test::expect;

/// How one file came out.
enum Outcome {
    Equal,
    /// `syn` does not parse it, or keeps a part of it unread.
    Unparsed,
    Different(String),
}

fn compare(text: &str) -> Outcome {
    let Some(expected) = view::records(text) else { return Outcome::Unparsed };
    let actual = scanned::records(text);
    if expected == actual {
        return Outcome::Equal;
    }
    let only = |these: &[String], others: &[String]| {
        let mut left: Vec<String> = Vec::new();
        let mut rest = others.to_vec();
        for record in these {
            match rest.iter().position(|other| other == record) {
                Some(found) => drop(rest.swap_remove(found)),
                None => left.push(record.clone()),
            }
        }
        left.truncate(3);
        left.join("\n    ")
    };
    Outcome::Different(format!(
        "  syn alone:\n    {}\n  scan alone:\n    {}",
        only(&expected, &actual),
        only(&actual, &expected)
    ))
}

#[test]
fn scan_equals_syn_on_every_file_of_the_dependency_tree() {
    let equal = Mutex::new(0);
    let differences = Mutex::new(Vec::new());
    corpus::for_each_file(|path, text| match compare(text) {
        Outcome::Equal => *equal.lock().unwrap() += 1,
        Outcome::Unparsed => {}
        Outcome::Different(how) => differences.lock().unwrap().push(format!("{}\n{how}", path.display())),
    });
    let mut differences = differences.into_inner().unwrap();
    differences.sort();
    let count = differences.len();
    differences.truncate(20);
    assert_eq!(count, 0, "files differ:\n{}", differences.join("\n"));
    let equal = equal.into_inner().unwrap();
    assert!(equal >= 1000, "only {equal} files were compared");
}

#[test]
fn both_views_read_what_the_corpus_may_lack() {
    let text = r##"#![cfg_attr(docsrs, feature(doc_cfg))]
#[cfg(unix)]
mod a {
    #![cfg(feature = "x")]
    pub(in crate::a) use ::b::{self as c, d::{e as _, *}, f::{}};
    #[cfg(test)]
    impl<T> Tr<T> for m::S<T> {
        fn g(&self) {
            #[cfg(windows)]
            {
                use r#type::X;
            }
            let y = [0; { struct In; 3 }];
            if cfg!(all(unix, not(feature = "z"))) {}
        }
    }
    extern crate self as me;
    pub enum E { #[cfg(one)] A, B(u8) = 3 }
}
cfg_if! { if #[cfg(p)] { use q::Q; } else { mod r; } }
"##;
    assert_eq!(view::records(text).unwrap(), scanned::records(text));
    let expected = expect![[r#"
        cfg docsrs None@12 {}
        cfg feature Some("x")@71 {"unix"}
        cfg feature Some("z")@388 {"feature = \"x\"", "test", "unix"}
        cfg one None@476 {"feature = \"x\"", "unix"}
        cfg p None@518 {}
        cfg test None@163 {"feature = \"x\"", "unix"}
        cfg unix None@378 {"feature = \"x\"", "test", "unix"}
        cfg unix None@45 {}
        cfg windows None@242 {"feature = \"x\"", "test", "unix"}
        impl S Tr ["g"]
        item [] None {"not(p)"} mod inline=false [] macro_use=false r@547 Private hidden=false ..549
        item [] None {"unix"} mod inline=true [] macro_use=false a@56 Private hidden=false ..498
        item [a] None {"feature = \"x\"", "unix"} enum E@466 Public hidden=false ..496
        item [a] None {"feature = \"x\"", "unix"} extern crate self macro_use=false me@449 Private hidden=false ..452
        item [a] Some(336) {"feature = \"x\"", "test", "unix"} UnitStruct In@344 Private hidden=false ..347
        use [] None {"p"} q@528::Q@531 nested=false Private hidden=false
        use [a] None {"feature = \"x\"", "unix"} ::b@114::d@129::* nested=true In(crate@98::a@105) hidden=false
        use [a] None {"feature = \"x\"", "unix"} ::b@114::d@129::e@133 as _@138 nested=true In(crate@98::a@105) hidden=false
        use [a] None {"feature = \"x\"", "unix"} ::b@114::f@145::{} nested=true In(crate@98::a@105) hidden=false
        use [a] None {"feature = \"x\"", "unix"} ::b@114::self as c@126 nested=true In(crate@98::a@105) hidden=false
        use [a] Some(265) {"feature = \"x\"", "test", "unix", "windows"} type@286::X@294 nested=false Private hidden=false
        variant A@482 of E {"one"}
        variant B@485 of E {}
    "#]];
    expected.assert_eq(&(scanned::records(text).join("\n") + "\n"));
}
