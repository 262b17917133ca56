//! Tables: a column whose header says target, goal, budget or the like, beside one with names.

use super::blocks::{Row, Table, Text};
use super::limits::{Phrase, Sense, phrases};
use super::promises::{Promise, Sentence, is_history, promises};
use super::tokens::{Kind, Token, tokens};
use super::units::{self, Unit};
use super::{AMBIGUOUS, Condition, PERCENTILE, Prose, ProseTarget, RELATIVE, Unread, condition, names, words};
use crate::perf_targets::LimitError;

/// How sure a header is that its column has targets.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Certainty {
    /// "Limit", "expected": taken if the table has no other; only what has a unit is a target there.
    Possible,
    Certain,
}

/// A column of targets.
struct Column {
    at: usize,
    certainty: Certainty,
    /// `Target (ms)`
    unit: Option<&'static str>,
    /// Whether a mere time or size is the most there may be.
    is_most: bool,
    is_threshold: bool,
    header: String,
    condition: Option<Condition>,
    is_percentile: bool,
}

/// Reads a table.
pub(super) fn read(table: &Table, prose: &mut Prose) {
    let headers: Vec<Vec<Token>> = table.header.iter().map(|cell| tokens(&cell.plain)).collect();
    let name_at = name_column(table, &headers);
    let columns = target_columns(table, &headers, name_at);
    let column_of = |says: fn(&[Token]) -> bool| {
        (0..headers.len()).find(|&at| at != name_at && columns.iter().all(|it| it.at != at) && says(&headers[at]))
    };
    let (validation_at, size_at) = (column_of(says_validation), column_of(says_size));
    for row in &table.rows {
        let Some(name) = row.cells.get(name_at) else { continue };
        let name_tokens = tokens(&name.plain);
        let name_phrases = phrases(&name.plain, &name_tokens);
        let name = Sentence { text: &name.plain, tokens: &name_tokens, phrases: &name_phrases };
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at));
        let validation = cell(validation_at).map(|text| text.plain.trim().to_owned()).filter(|text| !text.is_empty());
        let size = cell(size_at).and_then(|text| {
            let tokens = tokens(&text.plain);
            condition::amount(&text.plain, &tokens, 0, true).map(|(condition, _)| condition)
        });
        for column in &columns {
            if let Some(cell) = row.cells.get(column.at) {
                let several = columns.len() > 1;
                read_cell(
                    cell,
                    row,
                    &Beside { name: &name, validation: &validation, size: &size, several },
                    column,
                    prose,
                );
            }
        }
    }
}

/// What stands beside a cell.
struct Beside<'a> {
    name: &'a Sentence<'a>,
    validation: &'a Option<String>,
    size: &'a Option<Condition>,
    /// Whether there is more than one column of targets.
    several: bool,
}

fn says_any(header: &[Token], words: &str) -> bool {
    header.iter().any(|it| words::is_one_of(words, it.word()))
}

fn name_column(table: &Table, headers: &[Vec<Token>]) -> usize {
    const NAMES: &str = "benchmark component criterion feature indicator kpi measure metric metrics name operation \
        operations query scenario test workload";
    let is_name = |header: &Vec<Token>| says_any(header, NAMES) && certainty(header).is_none();
    // Names are not mere numbers.
    let has_word = |row: &Row| row.cells.first().is_none_or(|it| it.plain.chars().any(char::is_alphabetic));
    let is_numbering = headers.len() > 2 && certainty(&headers[1]).is_none() && !table.rows.iter().any(has_word);
    let unnumbered = usize::from(is_numbering);
    match headers.first() {
        Some(first) if !is_name(first) => {
            headers.iter().position(|it| is_name(it) && !says_validation(it)).unwrap_or(unnumbered)
        }
        _ => 0,
    }
}

fn certainty(header: &[Token]) -> Option<Certainty> {
    // What was reached, and what else is called a target.
    const OTHERWISE: &str = "achieved actual alert api audience behavior behaviour crate current date delta \
        directory file files gap layer level measured meets met module os outcome output owner package path platform \
        progress rate reached result results size status stretch triple type user users value version versus vs";
    let asks = header.last().is_some_and(|it| it.is_mark('?'));
    if asks || says_any(header, OTHERWISE) {
        return None;
    }
    if header.iter().any(|it| words::is_target_word(it.word()) && it.word() != "kpi") {
        return Some(Certainty::Certain);
    }
    const POSSIBLE: &str =
        "expectation expected limit limits promise required requirement requirements threshold thresholds";
    says_any(header, POSSIBLE).then_some(Certainty::Possible)
}

fn target_columns(table: &Table, headers: &[Vec<Token>], name_at: usize) -> Vec<Column> {
    let of_header = |at: usize| {
        let (header, text) = (&headers[at], table.header[at].plain.as_str());
        let bracket = header.iter().position(|it| it.is_mark('(') || it.is_mark('['));
        let unit = bracket.and_then(|at| header.get(at + 1)).and_then(|it| units::known(it.word()));
        Some(Column {
            at,
            certainty: certainty(header)?,
            unit,
            is_most: says_any(header, "budget limit max maximum"),
            is_threshold: says_any(header, "threshold thresholds"),
            header: text.trim().to_owned(),
            condition: condition::find(text, header, 0..header.len()).map(|found| found.condition),
            is_percentile: words::percentile(header).is_some(),
        })
    };
    let mut columns: Vec<Column> = (0..headers.len()).filter(|&at| at != name_at).filter_map(of_header).collect();
    // What a table begins with is a platform or a file, if it has another column of targets.
    if columns.len() > 1 {
        columns.retain(|it| it.at > 0);
    }
    if columns.iter().any(|it| it.certainty == Certainty::Certain) {
        columns.retain(|it| it.certainty == Certainty::Certain);
    }
    columns
}

fn says_validation(header: &[Token]) -> bool {
    const WORDS: &str = "bench benchmark benchmarks check checked command coverage measurement method test tested \
        tests validated validation verification verified verify";
    let by = header.iter().any(|it| it.word() == "measured") && says_any(header, "by with how in");
    by || says_any(header, WORDS)
}

fn says_size(header: &[Token]) -> bool {
    says_any(header, "condition conditions scale load size dataset input workload")
}

fn read_cell(cell: &Text, row: &Row, beside: &Beside<'_>, column: &Column, prose: &mut Prose) {
    let tokens = tokens(&cell.plain);
    let phrases: Vec<Phrase> = phrases(&cell.plain, &tokens).into_iter().map(|it| of_column(it, column)).collect();
    let sentence = Sentence { text: &cell.plain, tokens: &tokens, phrases: &phrases };
    let is_about_version = beside.name.tokens.iter().any(|it| words::is_version_word(it.word()));
    let takes_numbers = column.certainty == Certainty::Certain && !is_about_version;
    // From where on an alarm rings is no promise.
    let is_alarm = |it: &Phrase| {
        let is_least = matches!(it.sense, Sense::Least { .. });
        column.certainty == Certainty::Possible
            && is_least
            && (column.is_threshold || it.upper.unit != Unit::Known("%"))
    };
    let is_limit = |it: &Phrase| it.sense != Sense::Bare && !is_alarm(it);
    let mut found = promises(&sentence, 0..tokens.len(), |it| is_limit(it) && it.is_known());
    if takes_numbers && found.as_ref().is_ok_and(Vec::is_empty) {
        found = promises(&sentence, 0..tokens.len(), |it| is_limit(it) && it.upper.unit == Unit::None);
    }
    let reject = |why: String, prose: &mut Prose| {
        if let Some((first, last)) = tokens.first().zip(tokens.last()) {
            let written = names::plain(&sentence, 0..tokens.len());
            prose.unread.push(Unread { span: cell.span(first.start..last.end), written, why });
        }
    };
    let mut found = match found {
        Ok(found) => found,
        Err(_) => return reject(AMBIGUOUS.to_owned(), prose),
    };
    let name = names::of_cell(beside.name);
    if found.is_empty() {
        if phrases.iter().any(is_alarm) {
            return;
        }
        // In a column that may be about anything, a sentence with a number in it wants to be none.
        let is_prose = column.certainty == Certainty::Possible && tokens.len() > 6;
        if let Some(why) = why_unread(&sentence, takes_numbers).filter(|_| !is_prose) {
            reject(why, prose);
        }
        return;
    }
    let behind = |it: &Promise| tokens.get(it.tail).or(tokens.get(it.limit.end)).map_or("", Token::word).to_owned();
    if found.iter().any(|it| words::is_relative(&behind(it))) {
        if column.certainty == Certainty::Certain || tokens.len() <= 6 {
            reject(RELATIVE.to_owned(), prose);
        }
        return;
    }
    let is_percentile =
        column.is_percentile || words::percentile(&tokens).is_some() || words::percentile(beside.name.tokens).is_some();
    if is_percentile {
        reject(PERCENTILE.to_owned(), prose);
        found.truncate(1);
    }
    let several = found.len() > 1;
    for promise in found {
        let mut name_here = name.name.clone();
        if is_percentile {
            name_here = names::with_percentile(name_here, &sentence);
        }
        if beside.several || column.is_percentile {
            name_here = format!("{name_here} ({})", column.header);
        }
        let lead = names::before_limit(&sentence, promise.lead.clone());
        if several && !lead.name.is_empty() {
            name_here = format!("{name_here} ({})", lead.name);
        }
        if let Some(per) = promise.per.clone() {
            name_here = format!("{name_here} {}", names::plain(&sentence, per));
        }
        if name_here.trim().is_empty() {
            continue;
        }
        let conditions = [promise.condition, lead.condition, name.condition.clone(), beside.size.clone()];
        let limit = tokens[promise.limit.start].start..tokens[promise.limit.end - 1].end;
        prose.targets.push(ProseTarget {
            name: name_here,
            must: promise.must.filter(|_| !is_percentile),
            expect: promise.expect.filter(|_| !is_percentile),
            written: names::plain(&sentence, promise.limit),
            condition: conditions.into_iter().flatten().next().or_else(|| column.condition.clone()),
            validation: beside.validation.clone(),
            code: row.cells.iter().flat_map(|cell| cell.code.iter().cloned()).collect(),
            span: row.span,
            limit_span: cell.span(limit),
        });
    }
}

/// A phrase in the light of the column's header.
fn of_column(mut phrase: Phrase, column: &Column) -> Phrase {
    if let Some(unit) = column.unit {
        for quantity in [&mut phrase.lower, &mut phrase.upper] {
            if quantity.unit == Unit::None {
                quantity.unit = Unit::Known(unit);
            }
        }
    }
    let is_share = phrase.upper.unit == Unit::Known("%");
    if phrase.sense == Sense::Bare && column.is_most && phrase.is_known() && !is_share {
        phrase.sense = Sense::Most { inclusive: true };
    }
    phrase
}

/// Why a cell without a promise in it cannot be read, if it looks as if it wanted to be one.
fn why_unread(sentence: &Sentence<'_>, takes_numbers: bool) -> Option<String> {
    let first_is_number = match sentence.tokens.first().map(|it| &it.kind) {
        Some(Kind::Number { value, .. }) => takes_numbers && !(1900.0..2100.0).contains(value),
        _ => false,
    };
    let wants = |it: &&Phrase| {
        let says_limit = it.sense != Sense::Bare && (takes_numbers || it.upper.unit != Unit::None);
        says_limit || it.is_known() || first_is_number && it.tokens.start == 0
    };
    let phrase = sentence.phrases.iter().find(wants)?;
    let written = names::plain(sentence, phrase.tokens.clone());
    Some(match &phrase.upper.unit {
        _ if is_history(sentence, phrase) => "it tells what was, not what is wanted".to_owned(),
        Unit::Factor => format!("`{written}` is a factor, which is held against something else"),
        Unit::Rate(rate) => format!("`{rate}` is a rate, and Criterion's numbers are times"),
        Unit::Other(unit) => LimitError::Unit(unit.clone()).to_string(),
        Unit::Known(_) | Unit::None => LimitError::Direction(written).to_string(),
    })
}
