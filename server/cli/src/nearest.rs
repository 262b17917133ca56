//! What somebody meant who typed a name that does not exist.

/// The one of `known` that `name` is most likely a slip for.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase()), known))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_gets_the_name_it_is_a_slip_for_and_another_word_gets_none() {
        let near = |name| nearest(name, ["ggen-utils", "ggen-cli-lib", "E0432"].into_iter());
        assert_eq!(near("ggen-util"), Some("ggen-utils"));
        assert_eq!(near("GGEN-CLI"), Some("ggen-cli-lib"));
        assert_eq!(near("e0423"), Some("E0432"));
        assert_eq!(near("zebra"), None);
    }
}
