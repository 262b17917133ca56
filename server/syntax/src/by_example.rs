//! `macro_rules!` expanded as text, for the names that an expansion defines. What escapes this, as `${…}`, gives no expansion, and
//! nothing is then known of the call; a rule that rustc would take must never be passed over, nor one taken that rustc would not.

mod fragments;
mod matching;
mod rules;
mod transcription;
mod trees;

use crate::lexer::{Kind, Tokens};
use matching::{Binding, matches};
use rules::Rule;
use transcription::transcribe;
use trees::{Tree, text_of, trees_of};

/// Deeper nesting is no macro that somebody wrote.
const DEPTH: usize = 128;

/// The rules of a macro.
pub struct Rules<'t>(Vec<Rule<'t>>);

impl<'t> Rules<'t> {
    /// Reads what stands between the delimiters of a definition; `None` where something escapes this.
    #[must_use]
    pub fn read(text: &'t str) -> Option<Rules<'t>> {
        rules::read(&trees_of(text)?).map(Rules)
    }
}

/// What a call of a macro expands to, between whose delimiters `input` stands; `krate` is written for `$crate`. `None` if no rule is
/// known to be the one.
#[must_use]
pub fn expanded(rules: &Rules<'_>, input: &str, krate: &str) -> Option<String> {
    let input = trees_of(input)?;
    let (rule, bindings) = rules.0.iter().find_map(|rule| Some((rule, matched(rule, &input)?)))?;
    let mut out = Vec::new();
    let bindings: Vec<(&str, &Binding<'_>)> = bindings.iter().map(|(name, binding)| (*name, binding)).collect();
    transcribe(&rule.transcriber, &bindings, &mut out)?;
    Some(text_of(&out, krate))
}

/// Of a call or a definition of `text`, what stands between its delimiters: `end` is where the last segment of the call's path ends, or the
/// definition's name.
#[must_use]
pub fn between_delimiters(text: &str, end: u32) -> Option<&str> {
    let length = u32::try_from(text.len()).ok()?;
    text.get(end as usize..)?;
    let mut tokens = Tokens::from(text, end, length);
    tokens.eat(Kind::Bang);
    let (opener, mut depth) = (tokens.current, 0_u32);
    loop {
        let kind = tokens.kind();
        match kind {
            _ if kind.opens() => depth += 1,
            _ if kind.closes() => depth = depth.checked_sub(1)?,
            Kind::Eof => return None,
            _ if depth == 0 => return None,
            _ => {}
        }
        if depth == 0 {
            return text.get(opener.end as usize..tokens.current.start as usize);
        }
        tokens.bump();
    }
}

fn matched<'t>(rule: &Rule<'t>, input: &[Tree<'t>]) -> Option<Vec<(&'t str, Binding<'t>)>> {
    let mut bindings = Vec::new();
    matches(&rule.matcher, input, &mut bindings).then_some(bindings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(rules: &str, input: &str, krate: &str) -> Option<String> {
        super::expanded(&Rules::read(rules)?, input, krate)
    }

    /// Without what is around fragments.
    fn without_marks(text: &str) -> String {
        let mut parts = text.split("/*");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + part.split_once("*/").unwrap().1)
    }

    fn check(rules: &str, input: &str, expected: Option<&str>) {
        let without_spaces = |text: &str| without_marks(text).split_whitespace().collect::<String>();
        let found = expanded(rules, input, "krate").map(|text| without_spaces(&text));
        assert_eq!(found, expected.map(without_spaces), "{rules} on {input}");
    }

    #[test]
    fn the_first_rule_that_matches_is_taken() {
        let rules = "() => { a } (b) => { c } ($d:ident $($e:tt)*) => { f $d [ $($e)* ] } ($($t:tt)*) => { g }";
        check(rules, "", Some("a"));
        check(rules, "b", Some("c"));
        check(rules, "x (y) + 1", Some("f x [ ( y ) + 1 ]"));
        check(rules, "+", Some("g"));
        check("(a) => { b }", "c", None);
    }

    #[test]
    fn repetitions_nest_and_have_separators() {
        let rules = "($($(#[$m:meta])* $v:vis struct $n:ident { $($f:ident : $t:ty),* $(,)? })*) => \
                     { $( $(#[$m])* $v struct $n; $(type $f = $t;)* )* }";
        check(
            rules,
            "#[derive(Clone)] #[doc = \"x\"] pub struct A { b: Vec<(u8, C<D>)>, e: fn(&'a mut F) -> Box<dyn G + H>, } struct I {}",
            Some(
                "# [ derive ( Clone ) ] # [ doc = \"x\" ] pub struct A ; type b = Vec < ( u8 , C < D > ) > ; type e = \
                 fn ( & 'a mut F ) -> Box < dyn G + H > ; struct I ;",
            ),
        );
        check(
            "($($a:expr),+ ; $($b:literal)|*) => { [$($a),+] [$($b)=>*] }",
            "x::<y, z>(), |a, b| 1 ; -1 | 2",
            Some("[ x :: < y , z > ( ) , | a , b | 1 ] [ - 1 => 2 ]"),
        );
        check(
            "($(#[$m:meta])+ $a:ident) => { $(#[$m])+ $a }",
            "/// b\n//// c\n/** d */\n a",
            Some("# [ doc = \"\" ] # [ doc = \"\" ] a"),
        );
        check("($($a:ident)? $b:lifetime) => { $(x $a)? }", "'c", Some(""));
        check("($($a:ident)+) => { $($a)+ }", "", None);
    }

    #[test]
    fn items_types_and_paths_are_taken_as_a_whole() {
        check(
            "($($i:item)*) => { mod m { $($i)* } }",
            "#[a] pub(crate) const fn b<T: C>() -> D where T: E { f } use g::{h, i}; static J: K = { 1 }; l! { m } n!(); struct O(P); impl Q for R {}",
            Some(
                "mod m { # [ a ] pub ( crate ) const fn b < T : C > ( ) -> D where T : E { f } use g :: { h , i } ; static J : K = { 1 } ; l ! { m } \
                 n ! ( ) ; struct O ( P ) ; impl Q for R { } }",
            ),
        );
        check(
            "($p:path, $b:block, $x:pat => $s:stmt) => { $p $b $x $s }",
            "a::b<C>, { d }, Some(e) | f => g = h",
            Some("a :: b < C > { d } Some ( e ) | f g = h"),
        );
        check("($t:ty) => { $t }", "<A as B>::C", Some("< A as B > :: C"));
        check("($t:ty) => { $t }", "&'static [u8; 4]", Some("& 'static [ u8 ; 4 ]"));
    }

    #[test]
    fn the_crate_and_what_is_not_bound_stay() {
        check(
            "($a:ident) => { $crate::m!($a); macro_rules! n { ($b:expr) => { $b } } }",
            "x",
            Some("krate :: m ! ( x ) ; macro_rules ! n { ( $ b : expr ) => { $ b } }"),
        );
        check("($a:ident) => { ${concat($a, b)} }", "x", None);
        check("($($a:ident)*) => { $a }", "x", None);
    }

    #[test]
    fn what_stands_between_delimiters_is_found_behind_a_name() {
        let inside =
            |text: &'static str, name: &str| between_delimiters(text, (text.find(name).unwrap() + name.len()) as u32);
        assert_eq!(inside("macro_rules! name { (a) => { [b] } } c", "name"), Some(" (a) => { [b] } "));
        assert_eq!(inside("x::name !(a, (b)) ;", "name"), Some("a, (b)"));
        assert_eq!((inside("name!(a", "name"), inside("name", "name"), inside("name! a", "name")), (None, None, None));
    }

    #[test]
    fn a_fragment_that_was_handed_on_is_not_taken_apart() {
        let handed_on = |matcher: &str, input: &str| {
            let text = expanded(&format!("({matcher}) => {{ m!($t) }}"), input, "krate").unwrap();
            between_delimiters(&text, 1).unwrap().to_owned()
        };
        let taken = |rules: &str, input: &str| {
            expanded(rules, input, "krate").map(|text| without_marks(&text).trim().to_owned())
        };
        let as_type = handed_on("$t:ty", "A");
        assert_eq!(taken("(A) => { a } ($t:ty) => { b }", &as_type).as_deref(), Some("b"));
        assert_eq!(taken("(A) => { a } ($t:expr) => { b } ($($t:tt)*) => { c }", &as_type).as_deref(), Some("c"));
        assert_eq!(taken("($v:vis $t:ty) => { $v b }", &as_type).as_deref(), Some("b"));
        let as_literal = handed_on("$t:literal", "1");
        assert_eq!(taken("(1) => { a } ($t:expr) => { b }", &as_literal).as_deref(), Some("b"));
        assert_eq!(taken("($t:expr) => { $t }", &format!("{as_literal} + 2")).as_deref(), Some("1 + 2"));
        // One that is a token is not wrapped.
        assert_eq!(taken("(A) => { a }", &handed_on("$t:ident", "A")).as_deref(), Some("a"));
    }

    #[test]
    fn whatever_stands_in_a_call_costs_no_more_than_its_length() {
        let deep = "& ".repeat(100_000);
        let nested = format!("{}{}", "(".repeat(10_000), ")".repeat(10_000));
        let rules = "($t:ty) => { a } ($($($a:ident),* ; $($b:expr),*)|*) => { b } ($($t:tt)*) => { c }";
        assert_eq!(expanded(rules, &deep, "krate").as_deref().map(str::trim), Some("c"));
        assert_eq!(expanded(rules, &nested, "krate"), None);
        for broken in ["(", ")", "\"", "$", "$(", "/*~<y*/", "/*>~*/", "'", "r#\"", "\u{0}", "ü", "#[", "/**/ /*"] {
            let _ = expanded(rules, broken, "krate");
            let _ = expanded(broken, "a", "krate");
            let _ = expanded(&format!("({broken}) => {{}}"), broken, "krate");
            let _ = expanded(&format!("($a:ty {broken}) => {{ $a {broken} }}"), broken, "krate");
            let _ = between_delimiters(broken, 1);
        }
    }
}
