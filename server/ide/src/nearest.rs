//! Which of the names that are there was meant by one that is not. Beyond a slip of the finger, as rustc sees it,
//! this counts whole words: `GgenError` means `Error`, whose words it ends with.

/// How near a name is to the one that is missing; smaller is nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// Equal but for case, or for the order of its words.
    SameWords,
    /// A slip: this many edits, at most a third of the missing name's length (as rustc's `find_best_match_for_name`,
    /// which takes one edit for a slip in the shortest names too).
    Typo(usize),
    /// One ends with all the words of the other: this many words differ.
    Suffix(usize),
    /// One begins with all the words of the other.
    Prefix(usize),
}

/// How near `candidate` is to `missing`; `None` if nobody would mistake one for the other.
pub(crate) fn nearness(missing: &str, candidate: &str) -> Option<Nearness> {
    if missing == candidate {
        return None;
    }
    let (missing_words, candidate_words) = (words(missing), words(candidate));
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    if missing_words.concat() == candidate_words.concat() || sorted(&missing_words) == sorted(&candidate_words) {
        return Some(Nearness::SameWords);
    }
    let distance = strsim::damerau_levenshtein(missing, candidate);
    if distance <= missing.chars().count() / 3 && !differ_in_digits(missing, candidate) {
        return Some(Nearness::Typo(distance));
    }
    let (longer, shorter) = match missing_words.len() > candidate_words.len() {
        true => (&missing_words, &candidate_words),
        false => (&candidate_words, &missing_words),
    };
    let differ = longer.len() - shorter.len();
    if shorter.is_empty() || differ == 0 || is_camel_case(missing) != is_camel_case(candidate) {
        None
    } else if longer.ends_with(shorter) {
        Some(Nearness::Suffix(differ))
    } else if longer.starts_with(shorter) {
        Some(Nearness::Prefix(differ))
    } else {
        None
    }
}

/// `v1` is not meant by `v2`, nor `Vec3` by `Vec4`.
fn differ_in_digits(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|character| !character.is_numeric()).collect::<String>();
    letters(one) == letters(other)
}

/// The nearest of `candidates`; of equally near ones the first by name, with `false` since it is not the only one.
pub(crate) fn nearest<'a>(missing: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Nearest<'a>> {
    let mut near: Vec<(Nearness, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| nearness(missing, candidate).map(|nearness| (nearness, candidate)))
        .collect();
    near.sort_unstable();
    near.dedup();
    let &(nearness, name) = near.first()?;
    let alone = near.get(1).is_none_or(|&(second, _)| second != nearness);
    Some(Nearest { name, nearness, alone })
}

/// What [`nearest`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nearest<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// How near it is.
    pub(crate) nearness: Nearness,
    /// Whether no other is as near.
    pub(crate) alone: bool,
}

/// Whether the name reads as that of an error type: its last word is `Error`.
pub(crate) fn is_error_name(name: &str) -> bool {
    is_camel_case(name) && words(name).last().is_some_and(|word| word == "error")
}

/// Whether it is written as types are.
pub(crate) fn is_camel_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_uppercase()) && name.chars().any(char::is_lowercase)
}

/// The words of `CamelCase`, `snake_case` and `UPPER_CASE` names, in lower case; `HTTPError` is `http`, `error`.
fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (number, &character) in characters.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(number + 1);
        let starts = character.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                || before.is_some_and(char::is_uppercase) && after.is_some_and(|after| after.is_lowercase()));
        if starts || character == '_' {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), character != '_') {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name<'a>(missing: &str, candidates: &[&'a str]) -> Option<&'a str> {
        nearest(missing, candidates.iter().copied()).map(|nearest| nearest.name)
    }

    #[test]
    fn words_are_split_where_a_reader_would() {
        assert_eq!(words("GgenError"), ["ggen", "error"]);
        assert_eq!(words("HTTPError"), ["http", "error"]);
        assert_eq!(words("parse_json_2"), ["parse", "json", "2"]);
        assert_eq!(words("MAX_LEN"), ["max", "len"]);
    }

    #[test]
    fn an_error_type_under_another_name_is_seen_by_its_last_word() {
        assert_eq!(name("GgenError", &["Error", "Result", "ErrorKind"]), Some("Error"));
        assert_eq!(name("Error", &["GgenError", "Result"]), Some("GgenError"));
    }

    #[test]
    fn a_slip_of_the_finger_is_nearer_than_a_shared_word() {
        assert_eq!(name("GgenEror", &["Error", "GgenError"]), Some("GgenError"));
        assert_eq!(name("HashMapp", &["HashSet", "HashMap"]), Some("HashMap"));
        assert_eq!(name("hashmap", &["HashMap", "hash_map"]), Some("HashMap"));
    }

    #[test]
    fn what_has_nothing_in_common_is_not_near() {
        assert_eq!(name("Widget", &["Error", "Result", "parse"]), None);
        assert_eq!(name("x", &["y"]), None);
        assert_eq!(name("v2", &["v1"]), None);
        assert_eq!(name("Vec4", &["Vec3"]), None);
        assert_eq!(name("p2p", &["default", "live-llm-tests"]), None);
    }

    #[test]
    fn two_equally_near_names_are_no_clear_choice() {
        assert!(!nearest("cart", ["card", "care"]).unwrap().alone);
        assert!(nearest("GgenError", ["Error", "Result"]).unwrap().alone);
    }

    #[test]
    fn error_names_end_in_error() {
        assert!(is_error_name("Error") && is_error_name("GgenError") && is_error_name("IOError"));
        assert!(!is_error_name("ErrorKind") && !is_error_name("error") && !is_error_name("Terror"));
    }
}
