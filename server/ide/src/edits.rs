//! Edits applied to texts, as pure functions. Fixes come from one snapshot, so their spans hold only as long as none
//! was applied: those that touch each other wait for the next snapshot.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::finding::{Applicability, Edit, Finding, Fix};
use greenlight_files::Span;

/// Texts by file, absolute.
pub type Texts = BTreeMap<PathBuf, String>;

/// Edits that cannot be applied to the text at hand: a span past its end or inside a character, or two that overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the edits do not fit the text")]
pub struct Misfit;

/// `text` with `edits` applied; they may come in any order. Insertions at the same place keep theirs.
///
/// # Errors
/// [`Misfit`].
pub fn apply(text: &str, edits: &[&Edit]) -> Result<String, Misfit> {
    let mut sorted = edits.to_vec();
    sorted.sort_by_key(|edit| edit.span);
    let mut result = String::with_capacity(text.len() + 64);
    let mut done = 0;
    let mut previous: Option<Span> = None;
    for edit in sorted {
        if previous.is_some_and(|previous| overlap(previous, edit.span)) {
            return Err(Misfit);
        }
        // `get` refuses what is out of bounds, the wrong way round, or inside a character.
        text.get(edit.span.range()).ok_or(Misfit)?;
        result.push_str(text.get(done..edit.span.start as usize).ok_or(Misfit)?);
        result.push_str(&edit.text);
        done = edit.span.end as usize;
        previous = Some(edit.span);
    }
    result.push_str(text.get(done..).ok_or(Misfit)?);
    Ok(result)
}

/// Whether two edits share a byte, or one inserts inside the other.
fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// Whether it would matter which of two edits comes first: they overlap, or one inserts where the other begins or
/// ends. Within a fix that order is given; between two fixes it is not. New entries of a table may come in any order.
fn touch(one: &Edit, other: &Edit) -> bool {
    let (from, to) = (one.span, other.span);
    let inserts_at_the_edge = (from.is_empty() || to.is_empty()) && from.start <= to.end && to.start <= from.end;
    let are_two_entries =
        || from == to && matches!((new_key(one), new_key(other)), (Some(one), Some(other)) if one != other);
    overlap(from, to) || inserts_at_the_edge && !are_two_entries()
}

/// The key, if the edit inserts `key = value` as a line and nothing else.
fn new_key(edit: &Edit) -> Option<&str> {
    let (before, line) = match edit.text.strip_suffix('\n') {
        Some(line) => ("", line),
        None => edit.text.split_once('\n')?,
    };
    let is_line = edit.span.is_empty() && before.trim().is_empty() && !line.contains('\n');
    let (key, _) = line.split_once('=').filter(|_| is_line)?;
    // Not the head of a table.
    Some(key.trim()).filter(|key| !key.starts_with('['))
}

/// The fixes, by their place in the list, that can be applied together, earlier ones first: each is taken as a whole or
/// not at all.
#[must_use]
pub fn together(fixes: &[&Fix]) -> Vec<usize> {
    let mut taken: BTreeMap<&Path, Vec<&Edit>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (index, fix) in fixes.iter().enumerate() {
        let is_free = |edit: &Edit| {
            let edits = taken.get(edit.file.as_path()).map(Vec::as_slice).unwrap_or_default();
            !edits.iter().any(|taken| touch(taken, edit))
        };
        if fix.edits.iter().all(is_free) {
            for edit in &fix.edits {
                taken.entry(&edit.file).or_default().push(edit);
            }
            chosen.push(index);
        }
    }
    chosen
}

/// The edits of fixes that can be applied [together], by file and place; new entries of a table at one place by their keys, since
/// the table may be sorted.
#[must_use]
pub fn in_order<'f>(fixes: &[&'f Fix]) -> Vec<&'f Edit> {
    let mut edits: Vec<&Edit> = fixes.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort_by(|one, other| (&one.file, one.span).cmp(&(&other.file, other.span)));
    for at_one_place in edits.chunk_by_mut(|one, other| (&one.file, one.span) == (&other.file, other.span)) {
        if at_one_place.iter().all(|edit| new_key(edit).is_some()) {
            at_one_place.sort_by_key(|edit| new_key(edit));
        }
    }
    edits
}

/// The texts of all files that `fixes` change, after the change; `text` gives them before it.
///
/// # Errors
/// [`Misfit`] if a file has no text, or an edit does not fit it.
pub fn applied(fixes: &[&Fix], text: impl Fn(&Path) -> Option<String>) -> Result<Texts, Misfit> {
    let mut by_file: BTreeMap<&Path, Vec<&Edit>> = BTreeMap::new();
    for edit in in_order(fixes) {
        by_file.entry(&edit.file).or_default().push(edit);
    }
    by_file.into_iter().map(|(file, edits)| Ok((file.to_owned(), apply(&text(file).ok_or(Misfit)?, &edits)?))).collect()
}

/// The fix of `finding` that may be applied without a look, if there is one.
#[must_use]
pub fn safe_fix(finding: &Finding) -> Option<&Fix> {
    finding.fixes.iter().find(|fix| fix.preferred && fix.applicability == Applicability::Safe)
}

/// The fixes of `findings` that may be applied without a look and all at once.
#[must_use]
pub fn safe_fixes(findings: &[Finding]) -> Vec<&Fix> {
    let fixes: Vec<&Fix> = findings.iter().filter_map(safe_fix).collect();
    together(&fixes).into_iter().map(|index| fixes[index]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { file: "/a.rs".into(), span: Span::new(start, end), text: text.to_owned() }
    }

    fn fix(edits: Vec<Edit>) -> Fix {
        Fix { title: "Repair".into(), preferred: true, applicability: Applicability::Safe, edits }
    }

    fn changed(text: &str, edits: &[Edit]) -> Result<String, Misfit> {
        apply(text, &edits.iter().collect::<Vec<_>>())
    }

    #[test]
    fn edits_apply_in_any_order_and_speak_of_the_text_before_all_of_them() {
        assert_eq!(
            changed("use a::B; B", &[edit(10, 11, "Error"), edit(7, 8, "Error")]).unwrap(),
            "use a::Error; Error"
        );
        assert_eq!(changed("ab", &[edit(2, 2, "!"), edit(0, 0, "?")]).unwrap(), "?ab!");
        assert_eq!(changed("ab", &[edit(0, 1, "x"), edit(1, 2, "y")]).unwrap(), "xy");
        assert_eq!(changed("ab", &[edit(0, 1, "x"), edit(1, 1, "y"), edit(1, 1, "z")]).unwrap(), "xyzb");
    }

    #[test]
    fn edits_that_overlap_or_lie_outside_are_refused() {
        assert_eq!(changed("abc", &[edit(0, 2, ""), edit(1, 3, "")]), Err(Misfit));
        assert_eq!(changed("abc", &[edit(0, 2, ""), edit(1, 1, "x")]), Err(Misfit));
        assert_eq!(changed("abc", &[edit(2, 4, "")]), Err(Misfit));
        assert_eq!(changed("abc", &[edit(2, 1, "")]), Err(Misfit));
        assert_eq!(changed("ü", &[edit(1, 2, "")]), Err(Misfit));
    }

    #[test]
    fn a_fix_that_overlaps_an_earlier_one_waits_as_a_whole() {
        let fixes = [
            fix(vec![edit(0, 3, ""), edit(10, 12, "")]),
            fix(vec![edit(5, 6, ""), edit(11, 13, "")]),
            fix(vec![edit(5, 6, "")]),
        ];
        assert_eq!(together(&fixes.each_ref()), [0, 2]);
    }

    #[test]
    fn new_entries_of_a_table_are_made_at_once_and_in_order() {
        let new = |text: &str| fix(vec![edit(1, 1, text)]);
        let made = |fixes: &[Fix]| {
            let fixes: Vec<&Fix> = fixes.iter().collect();
            let chosen: Vec<&Fix> = together(&fixes).into_iter().map(|index| fixes[index]).collect();
            applied(&chosen, |_| Some("\n\n".to_owned())).unwrap().into_values().next().unwrap()
        };
        assert_eq!(
            made(&[new("b = []\n"), new("a = [\"b\"]\n"), new("\"c\" = 1\n")]),
            "\n\"c\" = 1\na = [\"b\"]\nb = []\n\n"
        );
        assert_eq!(made(&[new("\n b = []"), new("\n a = []")]), "\n\n a = []\n b = []\n");
        // Each makes the table; one key would be there twice; one is no line of its own.
        assert_eq!(made(&[new("[t]\nb = []\n"), new("[t]\na = []\n")]), "\n[t]\nb = []\n\n");
        assert_eq!(made(&[new("a = []\n"), new("a = [\"x\"]\n")]), "\na = []\n\n");
        assert_eq!(made(&[new(", a = []"), new(", b = []")]), "\n, a = []\n");
    }

    #[test]
    fn a_fix_changes_each_of_its_files() {
        let mut elsewhere = edit(0, 0, "new ");
        elsewhere.file = "/b.rs".into();
        let fix = fix(vec![edit(0, 1, "A"), elsewhere]);
        let texts = applied(&[&fix], |file| Some(format!("a in {}", file.display()))).unwrap();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(file, text)| (file.to_str().unwrap(), &**text)).collect();
        assert_eq!(texts, [("/a.rs", "A in /a.rs"), ("/b.rs", "new a in /b.rs")]);
        assert_eq!(applied(&[&fix], |_| None), Err(Misfit));
    }

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let edit =
            (0u32..24, 0u32..6, "[xyz]{0,3}").prop_map(|(start, length, text)| edit(start, start + length, &text));
        proptest::collection::vec(edit, 0..6)
    }

    /// One after the other from the end, which is what applying all at once must come to.
    fn one_by_one(text: &str, edits: &[&Edit]) -> String {
        let mut sorted = edits.to_vec();
        sorted.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        let mut text = text.to_owned();
        for edit in sorted {
            text.replace_range(edit.span.range(), &edit.text);
        }
        text
    }

    proptest! {
        #[test]
        fn edits_never_panic(text in "\\PC{0,12}", edits in edits()) {
            let _ = changed(&text, &edits);
        }

        #[test]
        fn chosen_fixes_always_fit_together_and_none_could_be_added(text in "[a-f]{30}", edits in edits()) {
            let fixes: Vec<Fix> = edits.into_iter().map(|edit| fix(vec![edit])).collect();
            let fixes: Vec<&Fix> = fixes.iter().collect();
            let chosen = together(&fixes);
            let taken: Vec<&Edit> = chosen.iter().map(|&index| &fixes[index].edits[0]).collect();
            prop_assert_eq!(apply(&text, &taken).unwrap(), one_by_one(&text, &taken));
            for index in (0..fixes.len()).filter(|index| !chosen.contains(index)) {
                prop_assert!(taken.iter().any(|edit| touch(edit, &fixes[index].edits[0])));
            }
        }
    }
}
