//! Which benchmarks a target in a document is about. It may name them, in code marks or as what to look for in the output
//! (`grep "dht_lookup" results.txt`); else the words of its name are held against those of the ids. What is only alike is a guess,
//! and is called one.

use super::{Amount, Dimension, ProseTarget};

/// How a target is read as being about benchmarks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// They are called so.
    Named {
        /// As it says.
        name: String,
        /// The name's words.
        words: Vec<String>,
    },
    /// Every word of its name is in their ids.
    Words(Vec<String>),
    /// Perhaps these words of its name mean them: only they are in any id at all, or it is one that several targets of Cargo's have.
    SomeWords(Vec<String>),
}

/// Whether a target is about a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is about something else.
    No,
    /// It would be, but is about another amount.
    OtherAmount,
    /// It is, as far as can be told: source does not tell all of the id.
    Perhaps,
    /// It is.
    Yes,
}

/// The id of a benchmark, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBench {
    /// The full id, with `*` for what source does not tell.
    pub id: String,
    /// A number for each target of Cargo's: what is said of one bench file in a word is not said of all that have this word.
    pub target: usize,
    words: Vec<String>,
}

impl NamedBench {
    /// Takes a full id apart.
    #[must_use]
    pub fn new(id: String, target: usize) -> NamedBench {
        NamedBench { words: words(&id), id, target }
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| is_alike(own, word))
    }

    /// The first part of the id.
    #[must_use]
    pub fn group(&self) -> &str {
        self.id.split('/').next().unwrap_or(&self.id)
    }
}

impl Reading {
    /// That they are called so.
    #[must_use]
    pub fn named(name: &str) -> Reading {
        Reading::Named { name: name.to_owned(), words: words(name) }
    }
}

/// The names that the target says of what measures it, with whether each is said to be one, as by `grep`; what is said so and fits
/// no id is worth saying.
#[must_use]
pub fn references(target: &ProseTarget) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let mut add = |name: &str, certain: bool| {
        let name = name.trim_matches(|it: char| !it.is_alphanumeric());
        if name.chars().any(char::is_alphabetic) && found.iter().all(|(other, _)| other != name) {
            found.push((name.to_owned(), certain));
        }
    };
    for text in target.validation.iter().chain(&target.code) {
        match searched(text) {
            Some(pattern) => add(&pattern, true),
            // A command, or prose, names nothing.
            None if text.contains(char::is_whitespace) || text.starts_with('-') => {}
            None => add(text, false),
        }
    }
    found.sort_by_key(|(_, certain)| !certain);
    found
}

/// What a command looks for: of `grep "x" y` the `x`, and what `cargo bench … -- x` runs.
fn searched(command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let name = match *words.first()? {
        "grep" | "rg" | "ag" => {
            let rest = command.split_once(char::is_whitespace)?.1;
            let quote = rest.find(['"', '\'']).filter(|&at| !rest[..at].contains(|it: char| it.is_alphanumeric()));
            match quote {
                Some(at) => rest[at + 1..].split(['"', '\'']).next(),
                None => words[1..].iter().copied().find(|word| !word.starts_with('-')),
            }
        }
        "cargo" => {
            let after = words.iter().position(|&word| word == "--")?;
            words[after + 1..].iter().copied().find(|word| !word.starts_with('-'))
        }
        _ => None,
    }?;
    (!name.is_empty()).then(|| name.trim_matches(['"', '\'']).to_owned())
}

/// How the target is meant, given all benchmarks that there are: the first reading that fits one of them. `None` if it is about
/// nothing that is benched.
#[must_use]
pub fn reading(target: &ProseTarget, benches: &[NamedBench]) -> Option<Reading> {
    let named = references(target).into_iter().map(|(name, _)| Reading::named(&name));
    let all = words_of_name(target);
    // A word that no id has tells nothing about which of them is meant.
    let known: Vec<String> = all.iter().filter(|word| benches.iter().any(|bench| bench.has(word))).cloned().collect();
    let some = (!known.is_empty() && known.len() * 2 >= all.len()).then_some(Reading::SomeWords(known));
    let words = (!all.is_empty()).then_some(Reading::Words(all));
    let mut readings = named.chain(words).chain(some);
    readings.find_map(|reading| certain_enough(reading, benches))
}

/// The reading, or that it is a guess, if it fits some benchmarks and may mean them.
fn certain_enough(reading: Reading, benches: &[NamedBench]) -> Option<Reading> {
    let fitting = || benches.iter().filter(|bench| says(&reading, bench));
    let first = fitting().next()?;
    let distinct = |of: fn(&NamedBench) -> &str| {
        let mut found: Vec<&str> = fitting().map(of).collect();
        found.sort_unstable();
        found.dedup();
        found.len()
    };
    let groups = distinct(NamedBench::group);
    let of_one_target = fitting().all(|bench| bench.target == first.target);
    match reading {
        Reading::Named { .. } => Some(reading),
        Reading::Words(words) if words.len() > 1 || of_one_target => Some(Reading::Words(words)),
        // `lookup` may be that of any crate; of very many it is of none.
        Reading::Words(words) => (groups <= GUESSED_GROUPS).then_some(Reading::SomeWords(words)),
        Reading::SomeWords(_) => (groups == 1).then_some(reading),
    }
}

/// A word that so many groups have may mean them; one that more have means nothing.
const GUESSED_GROUPS: usize = 3;

/// Whether the target, so read, is about a benchmark.
#[must_use]
pub fn fit(target: &ProseTarget, reading: &Reading, bench: &NamedBench) -> Fit {
    if !says(reading, bench) {
        return Fit::No;
    }
    match condition(target) {
        None => Fit::Yes,
        // The name says all.
        Some(_) if matches!(reading, Reading::Named { name, .. } if *name == bench.id) => Fit::Yes,
        Some((amount, of)) if amounts(&of, &bench.words).iter().any(|&it| amount.is_met_by(it)) => Fit::Yes,
        Some(_) if bench.id.contains('*') => Fit::Perhaps,
        Some(_) => Fit::OtherAmount,
    }
}

/// How much of what the target is about: as its condition says, or `installing 20 packages` in its name.
fn condition(target: &ProseTarget) -> Option<(Amount, String)> {
    if let Some(condition) = &target.condition {
        return Some((condition.amount, condition.of.to_lowercase()));
    }
    let words = words(&target.name);
    let at = words.iter().position(|word| number(word).is_some())?;
    Some((Amount::Exactly(number(&words[at])?), words.get(at + 1).cloned().unwrap_or_default()))
}

fn says(reading: &Reading, bench: &NamedBench) -> bool {
    match reading {
        Reading::Named { words, .. } => {
            !words.is_empty() && bench.words.windows(words.len()).any(|part| part == words.as_slice())
        }
        Reading::Words(words) | Reading::SomeWords(words) => words.iter().all(|word| bench.has(word)),
    }
}

/// The numbers in an id that may be an amount of `noun`: that behind it, else any.
fn amounts(noun: &str, words: &[String]) -> Vec<f64> {
    let behind = words.windows(2).filter(|pair| is_alike(&pair[0], noun)).find_map(|pair| number(&pair[1]));
    behind.map_or_else(|| words.iter().filter_map(|word| number(word)).collect(), |it| vec![it])
}

/// `1000`, `10k`.
fn number(word: &str) -> Option<f64> {
    let digits = word.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    let factor = match &word[digits.len()..] {
        "" => 1.0,
        "k" => 1e3,
        "m" => 1e6,
        _ => return None,
    };
    Some(digits.parse::<f64>().ok()? * factor)
}

/// Whether two targets are called the same, in other forms of the same words perhaps.
#[must_use]
pub fn is_called_alike(one: &ProseTarget, other: &ProseTarget) -> bool {
    let (one, other) = (words_of_name(one), words_of_name(other));
    let has_all = |words: &[String], of: &[String]| of.iter().all(|word| words.iter().any(|own| is_alike(own, word)));
    has_all(&one, &other) && has_all(&other, &one)
}

/// The words of a target's name that tell what it is about.
fn words_of_name(target: &ProseTarget) -> Vec<String> {
    const EMPTY: &str = "a all an and any at average avg by duration each for from full in is latency latencies max maximum mean \
        median min of on one operation operations or overall p50 per performance response single speed the throughput time \
        times to total typical under use via with within worst";
    // What is counted of it is another question than of what.
    const COUNTED: &str = "consumption footprint overhead peak percentage rate ratio success usage";
    let is_time = target.must.as_ref().map(|it| it.dimension).or(target.expect.as_ref().map(|it| it.dimension))
        == Some(Dimension::Time);
    let is_empty = |word: &str| {
        let in_list = |list: &str| list.split_whitespace().any(|it| it == word);
        in_list(EMPTY) || !is_time && in_list(COUNTED)
    };
    let mut words = words(&target.name);
    words.retain(|word| !is_empty(word) && word.chars().any(char::is_alphabetic));
    let mut seen = Vec::new();
    words.retain(|word| {
        !seen.contains(word) && {
            seen.push(word.clone());
            true
        }
    });
    words
}

/// In lower case; `camelCase` has two.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in text.chars() {
        if character.is_alphanumeric() {
            let begins = !before.is_alphanumeric() || before.is_lowercase() && character.is_uppercase();
            match words.last_mut() {
                Some(word) if !begins => word.extend(character.to_lowercase()),
                _ => words.push(character.to_lowercase().collect()),
            }
        }
        before = character;
    }
    words
}

/// Whether they are forms of one word: `load` and `loading`, `query` and `queries`.
fn is_alike(one: &str, other: &str) -> bool {
    const ENDINGS: [&str; 21] = [
        "", "s", "es", "ed", "d", "e", "er", "or", "ing", "ion", "ions", "ation", "ization", "isation", "ize", "ise",
        "y", "ies", "ment", "al", "r",
    ];
    if one == other {
        return true;
    }
    let common =
        one.chars().zip(other.chars()).take_while(|(one, other)| one == other).map(|(it, _)| it.len_utf8()).sum();
    let ends = |word: &str| ENDINGS.contains(&&word[common..]);
    // `port` is not `ports` of `portal`; short words have few forms.
    let least = if one.len().min(other.len()) == common { 3 } else { 4 };
    common >= least && ends(one) && ends(other)
}

#[cfg(test)]
mod tests {
    use super::super::read_prose;
    use super::*;

    const IDS: [&str; 19] = [
        "registry_loading/10",
        "registry_loading/1000",
        "registry_loading_from_disk",
        "search_scaling/100",
        "search_scaling/1000",
        "search_scaling/5000",
        "search_queries/query/one_word",
        "install/packages/1",
        "install/packages/20",
        "cache/hit",
        "cache/last_hit",
        "memory_usage/registry_clone",
        "memory_per_peer/clone",
        "dht_lookup/peers/100",
        "dht_lookup/peers/10000",
        "gossipsub_propagation/fanout_3/100",
        "sizes/*",
        "lookup_in_tree_map",
        "elsewhere_lookup",
    ];

    /// All but these are in one bench file.
    fn target_of(id: &str) -> usize {
        ["lookup_in_", "elsewhere"].iter().position(|start| id.starts_with(start)).map_or(0, |at| at + 1)
    }

    fn targets(document: &str) -> Vec<ProseTarget> {
        read_prose(document).targets
    }

    fn shown(target: &ProseTarget) -> String {
        let benches = IDS.map(|id| NamedBench::new(id.to_owned(), target_of(id)));
        let Some(reading) = reading(target, &benches) else { return "nothing".to_owned() };
        let of = |wanted: Fit| {
            let fitting = benches.iter().filter(|bench| fit(target, &reading, bench) == wanted);
            fitting.map(|bench| bench.id.as_str()).collect::<Vec<_>>().join(" ")
        };
        let how = match &reading {
            Reading::Named { name, .. } => format!("named {name}"),
            Reading::Words(_) => "words".to_owned(),
            Reading::SomeWords(words) => format!("perhaps {}", words.join(" ")),
        };
        [(Fit::Yes, ""), (Fit::Perhaps, "perhaps "), (Fit::OtherAmount, "not ")]
            .into_iter()
            .map(|(fit, mark)| (mark, of(fit)))
            .filter(|(_, ids)| !ids.is_empty())
            .fold(how, |shown, (mark, ids)| format!("{shown}: {mark}{ids}"))
    }

    #[test]
    fn an_item_is_about_what_its_words_or_its_code_say() {
        for (item, expected) in [
            (
                "Registry loading (1000 packages): <100ms",
                "words: registry_loading/1000: not registry_loading/10 registry_loading_from_disk",
            ),
            ("Registry loading from disk: <1ms", "words: registry_loading_from_disk"),
            ("Cache hits: <1ms (`cache/hit`)", "named cache/hit: cache/hit"),
            ("Cache hits: <1ms", "words: cache/hit cache/last_hit"),
            ("Local cache <1 ms", "perhaps cache: cache/hit cache/last_hit"),
            ("Docker image build: <5s", "nothing"),
            ("Local registry: <1ms", "nothing"),
            ("Installing 20 packages: 1s..3s at most", "words: install/packages/20: not install/packages/1"),
            ("DHT lookup ~200-500ms with 1000 peers", "words: not dht_lookup/peers/100 dht_lookup/peers/10000"),
            ("DHT lookup <500ms for 1000+ peers", "words: dht_lookup/peers/10000: not dht_lookup/peers/100"),
            ("Gossipsub propagation (100 peers): <3s", "words: gossipsub_propagation/fanout_3/100"),
            ("Sizes for 50 items: <1ms", "words: perhaps sizes/*"),
            ("Memory per peer: ~50MB", "words: memory_per_peer/clone"),
            ("Memory usage <200MB", "words: memory_usage/registry_clone memory_per_peer/clone"),
            ("Install success >95%", "words: install/packages/1 install/packages/20"),
            ("Average response time <5ms", "nothing"),
            (
                "Lookup <5ms",
                "perhaps lookup: dht_lookup/peers/100 dht_lookup/peers/10000 lookup_in_tree_map elsewhere_lookup",
            ),
            ("Propagation <5ms", "words: gossipsub_propagation/fanout_3/100"),
        ] {
            let targets = targets(&format!("## Performance targets\n\n- {item}\n"));
            assert_eq!(targets.iter().map(shown).collect::<Vec<_>>(), [expected], "{item}");
        }
    }

    #[test]
    fn a_row_is_about_what_its_validation_looks_for() {
        for (row, expected) in [
            (
                "Search (<1000 pkg) | <200ms | `grep \"search_1000\" results.txt`",
                "words: search_scaling/100 search_scaling/1000: not search_scaling/5000 search_queries/query/one_word",
            ),
            (
                "Finding a peer | <1s | `grep -c 'dht_lookup' results.txt`",
                "named dht_lookup: dht_lookup/peers/100 dht_lookup/peers/10000",
            ),
            (
                "Index | <1s | `cargo bench --bench a -- --save-baseline search_scaling`",
                "named search_scaling: search_scaling/100 search_scaling/1000 search_scaling/5000",
            ),
            (
                "Memory | <200MB | `grep \"memory\" results_*.txt`",
                "named memory: memory_usage/registry_clone memory_per_peer/clone",
            ),
            ("Install | <1s | Manual test with 20 packages", "words: install/packages/1 install/packages/20"),
        ] {
            let document = format!("| Metric | Target | Validation |\n| --- | --- | --- |\n| {row} |\n");
            assert_eq!(targets(&document).iter().map(shown).collect::<Vec<_>>(), [expected], "{row}");
        }
    }

    #[test]
    fn only_what_is_looked_for_is_certainly_a_name() {
        let document = "| Metric | Target | How |\n| --- | --- | --- |\n| Search `find_all` | <1s | `rg search_1000 x` |\n\
                        | Build | <1s | `cargo bench` in `--release` |\n";
        let found: Vec<_> = targets(document).iter().map(references).collect();
        assert_eq!(found[0], [("search_1000".to_owned(), true), ("find_all".to_owned(), false)]);
        assert_eq!(found[1], []);
    }

    #[test]
    fn forms_of_a_word_are_alike() {
        for (one, other, alike) in [
            ("load", "loading", true),
            ("query", "queries", true),
            ("serialize", "serialization", true),
            ("installs", "install", true),
            ("parse", "parser", true),
            ("hit", "hits", true),
            ("search", "seat", false),
            ("port", "portal", true),
            ("in", "ing", false),
            ("packages", "pack", false),
        ] {
            assert_eq!(is_alike(one, other), alike, "{one} {other}");
        }
        assert_eq!(words("getHTTPBody of_10k"), ["get", "httpbody", "of", "10k"]);
    }
}
