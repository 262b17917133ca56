//! Ways to misspell a name, drawn by a fixed rule.

/// Numbers that are the same at every run: Marsaglia's xorshift.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// One below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// A way to misspell.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// `None` where the name cannot be misspelled so.
    pub(crate) misspell: fn(&str, &mut Chance) -> Option<String>,
}

pub(crate) const KINDS: [Kind; 7] = [
    Kind { name: "two letters swapped", misspell: swap },
    Kind { name: "a letter dropped", misspell: drop },
    Kind { name: "a letter doubled", misspell: double },
    Kind { name: "another letter", misspell: replace },
    Kind { name: "another case", misspell: case },
    Kind { name: "all in lower case", misspell: lower },
    Kind { name: "plural or singular", misspell: plural },
];

/// A name, other than before, that no keyword is and that can be written.
fn changed(name: &str, letters: Vec<char>) -> Option<String> {
    let misspelled: String = letters.into_iter().collect();
    let begins = misspelled.starts_with(|first: char| first.is_alphabetic() || first == '_') && misspelled != "_";
    (misspelled != name && begins && !greenlight_syntax::is_keyword(&misspelled)).then_some(misspelled)
}

fn letters(name: &str) -> Option<Vec<char>> {
    (name.len() > 1 && name.is_ascii() && !name.starts_with("r#")).then(|| name.chars().collect())
}

fn swap(name: &str, chance: &mut Chance) -> Option<String> {
    let mut letters = letters(name)?;
    let at = chance.below(letters.len() - 1);
    letters.swap(at, at + 1);
    changed(name, letters)
}

fn drop(name: &str, chance: &mut Chance) -> Option<String> {
    let mut letters = letters(name)?;
    letters.remove(chance.below(letters.len()));
    changed(name, letters)
}

fn double(name: &str, chance: &mut Chance) -> Option<String> {
    let mut letters = letters(name)?;
    let at = chance.below(letters.len());
    letters.insert(at, letters[at]);
    changed(name, letters)
}

fn replace(name: &str, chance: &mut Chance) -> Option<String> {
    let mut letters = letters(name)?;
    // What is left of a name of two letters is hardly a name, nor what is left of a number.
    let at = chance.below(letters.len());
    if letters.len() < 3 || !letters[at].is_ascii_lowercase() {
        return None;
    }
    letters[at] = char::from(b'a' + chance.below(26) as u8);
    changed(name, letters)
}

fn case(name: &str, chance: &mut Chance) -> Option<String> {
    let mut letters = letters(name)?;
    let at = chance.below(letters.len());
    letters[at] = match letters[at].is_uppercase() {
        true => letters[at].to_ascii_lowercase(),
        false => letters[at].to_ascii_uppercase(),
    };
    changed(name, letters)
}

fn lower(name: &str, _: &mut Chance) -> Option<String> {
    changed(name, letters(name)?.iter().map(char::to_ascii_lowercase).collect())
}

fn plural(name: &str, _: &mut Chance) -> Option<String> {
    let letters = letters(name)?;
    let other = match (name.strip_suffix("ies"), name.strip_suffix('s'), name.strip_suffix('y')) {
        (Some(stem), ..) => format!("{stem}y"),
        (_, Some(stem), _) => stem.to_owned(),
        (.., Some(stem)) => format!("{stem}ies"),
        _ => format!("{name}s"),
    };
    (letters.len() > 2).then(|| changed(name, other.chars().collect())).flatten()
}
