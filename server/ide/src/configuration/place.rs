//! What a place in the configuration is, by what stands around it.

use greenlight_files::Span;

use super::outline::{Block, Entry, Outline, Value};

/// A place, with what is typed there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place<'o> {
    /// In a header, with the keys that it names.
    Header {
        /// Brackets included.
        span: Span,
        path: Vec<&'o str>,
    },
    /// In a key, or where one may begin.
    Key {
        /// The keys that lead to its table, from the root of the file.
        path: Vec<&'o str>,
        /// The key; empty where there is none yet.
        name: &'o str,
        span: Span,
        /// Other keys of the table.
        others: Vec<&'o str>,
        /// Whether a value may follow already.
        has_equals: bool,
        /// Whether a header may stand here too.
        is_line: bool,
    },
    /// In a value, or where one may begin.
    Value {
        /// The keys that lead to it, from the root of the file.
        path: Vec<&'o str>,
        /// What stands between quotes, or all that stands there.
        span: Span,
        /// Its quotes, if it has some.
        quote: Option<char>,
        /// Whether it is one of a list, with the other strings in this.
        others: Option<Vec<Span>>,
    },
}

/// The place at `offset` bytes of `text`, whose outline this is; `None` in a comment, and where nothing can be typed.
pub(crate) fn at<'o>(outline: &'o Outline, text: &str, offset: u32) -> Option<Place<'o>> {
    if outline.comments.iter().any(|comment| comment.start < offset && offset <= comment.end) {
        return None;
    }
    let start = |block: &Block| block.header.as_ref().map_or(0, |header| header.span.start);
    let block = outline.blocks.iter().rev().find(|block| start(block) < offset).or(outline.blocks.first())?;
    let words = block.header.iter().flat_map(|header| &header.words);
    let path: Vec<&str> = words.map(|word| word.text.as_str()).collect();
    if let Some(header) = block.header.as_ref().filter(|header| touches(header.span, offset)) {
        return Some(Place::Header { span: header.span, path });
    }
    if let Some(place) = in_entries(&block.entries, &path, text, offset, true) {
        return Some(place);
    }
    let (before, after) = (text.get(..offset as usize)?, text.get(offset as usize..)?);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    (before.trim().is_empty() && after.trim().is_empty()).then(|| Place::Key {
        path,
        name: "",
        span: Span::new(offset, offset),
        others: names(&block.entries, None),
        has_equals: false,
        is_line: true,
    })
}

fn in_entries<'o>(entries: &'o [Entry], path: &[&'o str], text: &str, offset: u32, is_line: bool) -> Option<Place<'o>> {
    entries.iter().find_map(|entry| {
        let named = || path.iter().copied().chain(entry.words.iter().map(|word| word.text.as_str()));
        if let Some(index) = entry.words.iter().position(|word| touches(word.span, offset)) {
            let word = &entry.words[index];
            return Some(Place::Key {
                path: named().take(path.len() + index).collect(),
                name: &word.text,
                span: word.span,
                others: if index == 0 { names(entries, Some(entry)) } else { Vec::new() },
                has_equals: entry.equals.is_some() || index + 1 < entry.words.len(),
                is_line: is_line && index == 0 && entry.words.len() == 1 && entry.equals.is_none(),
            });
        }
        let equals = entry.equals.filter(|&equals| equals < offset)?;
        match &entry.value {
            Some(value) if touches(value.span(), offset) => in_value(value, named().collect(), text, offset),
            // Before the value, or where it is missing: on the line of the `=`.
            value => {
                let between = text.get(equals as usize + 1..offset as usize)?;
                let is_before = between.chars().all(|character| matches!(character, ' ' | '\t'));
                (is_before && value.is_none()).then(|| Place::Value {
                    path: named().collect(),
                    span: Span::new(offset, offset),
                    quote: None,
                    others: None,
                })
            }
        }
    })
}

fn in_value<'o>(value: &'o Value, path: Vec<&'o str>, text: &str, offset: u32) -> Option<Place<'o>> {
    match value {
        Value::Text { quote, content, .. } => touches(*content, offset).then_some(Place::Value {
            path,
            span: *content,
            quote: Some(*quote),
            others: None,
        }),
        Value::Bare(span) => Some(Place::Value { path, span: *span, quote: None, others: None }),
        Value::List(values, span) if span.start < offset => {
            let contents = values.iter().filter_map(|value| match value {
                Value::Text { content, .. } => Some(*content),
                _ => None,
            });
            let others = contents.filter(|content| !touches(*content, offset)).collect();
            let (span, quote) = match values.iter().find(|value| touches(value.span(), offset)) {
                Some(Value::Text { quote, content, .. }) if touches(*content, offset) => (*content, Some(*quote)),
                Some(Value::Bare(span)) => (*span, None),
                Some(_) => return None,
                None => (Span::new(offset, offset), None),
            };
            Some(Place::Value { path, span, quote, others: Some(others) })
        }
        Value::Table(entries, span) if span.start < offset => {
            in_entries(entries, &path, text, offset, false).or_else(|| {
                let before = text.get(..offset as usize)?.trim_end();
                before.ends_with(['{', ',']).then(|| Place::Key {
                    path,
                    name: "",
                    span: Span::new(offset, offset),
                    others: names(entries, None),
                    has_equals: false,
                    is_line: false,
                })
            })
        }
        Value::List(..) | Value::Table(..) => None,
    }
}

/// The first words of all entries but one.
fn names<'o>(entries: &'o [Entry], but: Option<&Entry>) -> Vec<&'o str> {
    let others = entries.iter().filter(|entry| but.is_none_or(|but| !std::ptr::eq(*entry, but)));
    others.filter_map(|entry| Some(entry.words.first()?.text.as_str())).collect()
}

fn touches(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

#[cfg(test)]
mod tests {
    use super::super::outline::read;
    use super::*;

    /// The place at `|`, in short: what it is, where, and what is replaced.
    fn place(text: &str) -> Option<String> {
        let offset = text.find('|').unwrap();
        let text = text.replace('|', "");
        let outline = read(&text);
        at(&outline, &text, offset as u32).map(|place| match place {
            Place::Header { span, path } => format!("header {} of {path:?}", &text[span.range()]),
            Place::Key { path, span, others, has_equals, is_line, .. } => {
                let marks = format!("{}{}", if has_equals { "=" } else { "" }, if is_line { " line" } else { "" });
                format!("key {path:?} `{}`{marks} beside {others:?}", &text[span.range()])
            }
            Place::Value { path, span, quote, others } => {
                let others: Option<Vec<&str>> =
                    others.map(|others| others.iter().map(|other| &text[other.range()]).collect());
                format!("value {path:?} `{}` {quote:?} {others:?}", &text[span.range()])
            }
        })
    }

    #[test]
    fn places_are_told_by_what_stands_around_them() {
        for (text, expected) in [
            ("|", "key [] `` line beside []"),
            ("[[pe|", "header [[pe of [\"pe\"]"),
            ("[[gate.|]]\n", "header [[gate.]] of [\"gate\", \"\"]"),
            ("[limits]\nti|\n", "key [\"limits\"] `ti` line beside []"),
            ("[limits]\ntime = {}\n|\n[rules]\n", "key [\"limits\"] `` line beside [\"time\"]"),
            ("[limits]\nti|me = { flag = \"5%\" }\n", "key [\"limits\"] `time`= beside []"),
            ("[limits]\ntime = { flag = \"5%\", | }\n", "key [\"limits\", \"time\"] `` beside [\"flag\"]"),
            ("[limits]\ntime = { flag = \"5%\", fa|\n[rules]\n", "key [\"limits\", \"time\"] `fa` beside [\"flag\"]"),
            ("[limits]\nmemory.fl| = \"1%\"\n", "key [\"limits\", \"memory\"] `fl`= beside []"),
            ("[rules]\nimports = |\n", "value [\"rules\", \"imports\"] `` None None"),
            ("[rules]\nimports = de|\n", "value [\"rules\", \"imports\"] `de` None None"),
            ("[rules]\nimports = \"de|\nbenches = \"deny\"\n", "value [\"rules\", \"imports\"] `de` Some('\"') None"),
            ("a = 'x|y' # 'z'\n", "value [\"a\"] `xy` Some('\\'') None"),
            (
                "[[suite]]\nbenches = [\"a\", \"b|\nlog = \"x\"\n",
                "value [\"suite\", \"benches\"] `b` Some('\"') Some([\"a\"])",
            ),
            ("[[suite]]\nbenches = [\"a|, \"b\"]\n", "value [\"suite\", \"benches\"] `a` Some('\"') Some([\"b\"])"),
            ("[[suite]]\nbenches = [\n  'a', # x\n  |\n]\n", "value [\"suite\", \"benches\"] `` None Some([\"a\"])"),
            ("[[suite]]\nbenches = [\n  'a',\n\n[rules]\nb|\n", "key [\"rules\"] `b` line beside []"),
            ("x = { flag = \"5%|}\n", "value [\"x\", \"flag\"] `5%` Some('\"') None"),
        ] {
            assert_eq!(place(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["# a|\n", "a = 1 # |\n", "a = \"x\"| \n", "[rules] |\n", "a = \"x\" |\n"] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn no_text_is_too_broken_for_an_outline() {
        let text =
            "[[a.\"b]\nc = { d = [\"e, 'f' = 3\n[g\n\"\"\"x\n= = é ] } ,\n[limits]\ntime = { flag = \"5%\" }\n# ü";
        for (start, _) in text.char_indices() {
            for (end, _) in text.char_indices().filter(|(end, _)| *end >= start) {
                let part = &text[start..end];
                let outline = read(part);
                for offset in 0..=part.len() {
                    let _ = at(&outline, part, offset as u32);
                }
            }
        }
    }
}
