//! Scanning again after an edit against scanning the whole text, over real sources.

use std::sync::atomic::{AtomicUsize, Ordering};

use greenlight_syntax::{NameTable, rescan, scan_with_landmarks};

use crate::corpus;

/// Edits of each file.
const EDITS: usize = 6;

/// What is typed in place of what was there.
const TYPED: [&str; 8] = ["x", "", "{", "}", "\"", ";", "/*", "#[cfg(unix)] use a::b;\n"];

/// `text` after the edit with this number, at a place that depends on both alone.
fn edited(text: &str, number: usize) -> String {
    let place = (text.len() * 31 + number * 7919 + number * text.len() / EDITS) % (text.len() + 1);
    let boundary = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let start = boundary(place);
    let end = boundary((start + number % 3).min(text.len()));
    format!("{}{}{}", &text[..start], TYPED[(number + text.len()) % TYPED.len()], &text[end..])
}

#[test]
fn an_edited_file_says_what_it_says_when_read_whole() {
    let (again, whole) = (AtomicUsize::new(0), AtomicUsize::new(0));
    corpus::for_each_file(|path, text| {
        let mut names = NameTable::new();
        let mut old = text.to_owned();
        let (mut facts, mut landmarks) = scan_with_landmarks(&old, &mut names);
        for number in 0..EDITS {
            let next = edited(&old, number);
            let expected = scan_with_landmarks(&next, &mut names);
            match rescan((&facts, &landmarks), &old, &next, &mut names) {
                Some(found) => {
                    assert!(found == expected, "{}, edit {number}", path.display());
                    again.fetch_add(1, Ordering::Relaxed);
                }
                None => drop(whole.fetch_add(1, Ordering::Relaxed)),
            }
            (facts, landmarks) = expected;
            // What does not hold together any more is mended, as it would be by whoever types.
            if facts.outline.health != greenlight_syntax::Health::Whole {
                (facts, landmarks) = scan_with_landmarks(&old, &mut names);
            } else {
                old = next;
            }
        }
    });
    let (again, whole) = (again.into_inner(), whole.into_inner());
    assert!(again > whole / 2, "{again} edits were read alone, {whole} with all of their file");
    println!("{again} edits were read alone, {whole} with all of their file");
}
