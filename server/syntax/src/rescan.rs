//! Scanning again after an edit. What stands before the edited item and after it is taken over from the facts that were
//! there; the items between are read anew, until an item begins where one began before. The result is what [`scan`] makes
//! of the whole text, exactly; wherever that is not certain, the whole text is scanned.
//!
//! It is certain since items at a file's top level are read independently of each other: what has been found out is only
//! added to, in the order of the text, and what one item finds in the tables of those before it is conditions, which each
//! stand there once.

use crate::conditions::Conditions;
use crate::frames::Frame;
use crate::lexer::{Kind, Token, Tokens};
use crate::names::NameTable;
use crate::outline::{FILE_SCOPE, FileFacts, Health, Outline};
use crate::scanner::Scanner;
use crate::spans::Spans;

/// Where the items at the top level of a scanned text begin, in the text and in the tables.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// The file's frame before its first item; none where reading stopped before that.
    frame: Option<Frame>,
    items: Vec<Landmark>,
}

/// Where an item begins, or the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Landmark {
    start: u32,
    /// The token before it.
    previous: Token,
    /// Where the token after its first one ends: whoever read what stands before it has looked no further.
    seen: u32,
    sizes: Sizes,
}

/// How much stands in each table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) scopes: usize,
    pub(crate) items: usize,
    pub(crate) variants: usize,
    pub(crate) modules: usize,
    pub(crate) extern_crates: usize,
    pub(crate) macro_definitions: usize,
    pub(crate) macro_calls: usize,
    pub(crate) imports: usize,
    pub(crate) impls: usize,
    pub(crate) predicates: usize,
    pub(crate) attributes: usize,
    pub(crate) segments: usize,
    pub(crate) idents: usize,
    pub(crate) declared: usize,
    pub(crate) macro_uses: usize,
    pub(crate) conditions: usize,
    pub(crate) condition_children: usize,
    pub(crate) statements: usize,
}

impl Sizes {
    pub(crate) fn of(facts: &FileFacts) -> Sizes {
        let Outline {
            scopes,
            items,
            variants,
            modules,
            extern_crates,
            macro_definitions,
            macro_calls,
            imports,
            impls,
            predicates,
            attributes,
            segments,
            idents,
            declared,
            macro_uses,
            conditions,
            condition_children,
            root: _,
            health: _,
        } = &facts.outline;
        Sizes {
            scopes: scopes.len(),
            items: items.len(),
            variants: variants.len(),
            modules: modules.len(),
            extern_crates: extern_crates.len(),
            macro_definitions: macro_definitions.len(),
            macro_calls: macro_calls.len(),
            imports: imports.len(),
            impls: impls.len(),
            predicates: predicates.len(),
            attributes: attributes.len(),
            segments: segments.len(),
            idents: idents.len(),
            declared: declared.len(),
            macro_uses: macro_uses.len(),
            conditions: conditions.len(),
            condition_children: condition_children.len(),
            statements: facts.spans.statements.len(),
        }
    }

    /// Takes out of `facts` what was added since.
    pub(crate) fn cut(&self, facts: &mut FileFacts, index: &mut Conditions) {
        let FileFacts { outline, spans } = facts;
        index.truncate(outline, self.conditions, self.condition_children);
        let Outline {
            scopes,
            items,
            variants,
            modules,
            extern_crates,
            macro_definitions,
            macro_calls,
            macro_uses,
            imports,
            impls,
            predicates,
            attributes,
            segments,
            idents,
            declared,
            conditions: _,
            condition_children: _,
            root: _,
            health: _,
        } = outline;
        scopes.truncate(self.scopes);
        items.truncate(self.items);
        variants.truncate(self.variants);
        modules.truncate(self.modules);
        extern_crates.truncate(self.extern_crates);
        macro_definitions.truncate(self.macro_definitions);
        macro_calls.truncate(self.macro_calls);
        macro_uses.truncate(self.macro_uses);
        imports.truncate(self.imports);
        impls.truncate(self.impls);
        predicates.truncate(self.predicates);
        attributes.truncate(self.attributes);
        segments.truncate(self.segments);
        idents.truncate(self.idents);
        declared.truncate(self.declared);
        let Spans { scopes, items, variants, imports, statements, segments, predicates, damage: _ } = spans;
        scopes.truncate(self.scopes);
        items.truncate(self.items);
        variants.truncate(self.variants);
        imports.truncate(self.imports);
        statements.truncate(self.statements);
        segments.truncate(self.segments);
        predicates.truncate(self.predicates);
    }
}

/// What two texts differ in, in bytes.
struct Edit {
    start: usize,
    old_end: usize,
    new_end: usize,
}

/// As [`crate::scan`], for a text that will be edited.
#[must_use]
pub fn scan_with_landmarks(text: &str, names: &mut NameTable) -> (FileFacts, Landmarks) {
    let mut landmarks = Landmarks::default();
    let facts = crate::scanner::scan_noting(text, names, Some(&mut landmarks));
    (facts, landmarks)
}

/// What [`crate::scan`] makes of `text`, with symbols of `names`, which those of `before` belong to. That is what was made
/// of `old_text`, with these `landmarks`. `None` if the whole text has to be scanned.
#[must_use]
pub fn rescan(
    (before, landmarks): (&FileFacts, &Landmarks),
    old_text: &str,
    text: &str,
    names: &mut NameTable,
) -> Option<(FileFacts, Landmarks)> {
    u32::try_from(text.len()).ok()?;
    // What a macro is that takes nothing decides how its calls read, wherever in the file they stand.
    let takes_nothing = |facts: &FileFacts| facts.outline.macro_definitions.iter().any(|it| it.takes_nothing);
    if before.outline.health != Health::Whole || takes_nothing(before) {
        return None;
    }
    let edit = Edit::between(old_text.as_bytes(), text.as_bytes());
    let first = landmarks.items.partition_point(|item| (item.seen as usize) < edit.start).checked_sub(1)?;
    let from = landmarks.items[first];
    let mut scanner = Scanner::new(text, names, None);
    scanner.facts = before_item(before, &from.sizes);
    scanner.conditions = Conditions::found_in(&scanner.facts.outline);
    scanner.frames = vec![landmarks.frame?];
    // Those of items before come first in any case.
    scanner.call_starts = vec![0; from.sizes.macro_calls];
    scanner.tokens = Tokens::from(text, from.start, text.len() as u32);
    scanner.tokens.previous = from.previous;
    let mut found = Landmarks { frame: landmarks.frame, items: landmarks.items[..first].to_vec() };
    let rest = loop {
        let at = scanner.tokens.current.start as usize;
        let same = || {
            let old = (at + edit.old_end).checked_sub(edit.new_end)? as u32;
            let number = landmarks.items.binary_search_by_key(&old, |item| item.start).ok()?;
            Some(number)
        };
        if at >= edit.new_end
            && let Some(number) = same()
        {
            break Some(number);
        }
        scanner.top().start_statement();
        found.note(&scanner);
        match scanner.tokens.kind() {
            Kind::Eof => break None,
            Kind::Semi => scanner.tokens.bump(),
            _ => scanner.module_item().ok()?,
        }
    };
    if scanner.tokens.unlexable || takes_nothing(&scanner.facts) {
        return None;
    }
    let previous = scanner.tokens.previous;
    let mut facts = scanner.finish();
    if let Some(rest) = rest {
        let shift = crate::shift::Shift {
            from: from.sizes,
            old: landmarks.items[rest].sizes,
            new: Sizes::of(&facts),
            bytes: edit.new_end as i64 - edit.old_end as i64,
        };
        shift.append(before, &mut facts)?;
        let behind = found.items.len();
        found.items.extend(landmarks.items[rest..].iter().map(|item| item.shifted(&shift)));
        found.items[behind].previous = previous;
    }
    facts.spans.scopes[FILE_SCOPE.0 as usize].end = text.len() as u32;
    Some((facts, found))
}

impl Landmarks {
    /// Takes note of where `scanner` stands, which is before an item of its file.
    pub(crate) fn note(&mut self, scanner: &Scanner<'_, '_>) {
        let [frame] = scanner.frames[..] else { return };
        self.frame.get_or_insert(frame);
        self.items.push(Landmark {
            start: scanner.tokens.current.start,
            previous: scanner.tokens.previous,
            seen: scanner.tokens.peek().end,
            sizes: Sizes::of(&scanner.facts),
        });
    }
}

impl Landmark {
    fn shifted(&self, shift: &crate::shift::Shift) -> Landmark {
        let moved = |offset: u32| (i64::from(offset) + shift.bytes) as u32;
        let previous = Token { start: moved(self.previous.start), end: moved(self.previous.end), ..self.previous };
        Landmark { start: moved(self.start), previous, seen: moved(self.seen), sizes: shift.sizes(&self.sizes) }
    }
}

impl Edit {
    fn between(old: &[u8], new: &[u8]) -> Edit {
        const AT_ONCE: usize = 256;
        let chunks = old.chunks_exact(AT_ONCE).zip(new.chunks_exact(AT_ONCE));
        let equal = chunks.take_while(|(old, new)| old == new).count() * AT_ONCE;
        let start = equal + old[equal..].iter().zip(&new[equal..]).take_while(|(old, new)| old == new).count();
        let (old_rest, new_rest) = (&old[start..], &new[start..]);
        let chunks = old_rest.rchunks_exact(AT_ONCE).zip(new_rest.rchunks_exact(AT_ONCE));
        let equal = chunks.take_while(|(old, new)| old == new).count() * AT_ONCE;
        let left = (&old_rest[..old_rest.len() - equal], &new_rest[..new_rest.len() - equal]);
        let end = equal + left.0.iter().rev().zip(left.1.iter().rev()).take_while(|(old, new)| old == new).count();
        Edit { start, old_end: old.len() - end, new_end: new.len() - end }
    }
}

/// What `facts` say before an item at which this much stood in the tables.
fn before_item(facts: &FileFacts, sizes: &Sizes) -> FileFacts {
    let FileFacts { outline, spans } = facts;
    FileFacts {
        outline: Outline {
            scopes: outline.scopes[..sizes.scopes].to_vec(),
            items: outline.items[..sizes.items].to_vec(),
            variants: outline.variants[..sizes.variants].to_vec(),
            modules: outline.modules[..sizes.modules].to_vec(),
            extern_crates: outline.extern_crates[..sizes.extern_crates].to_vec(),
            macro_definitions: outline.macro_definitions[..sizes.macro_definitions].to_vec(),
            macro_calls: outline.macro_calls[..sizes.macro_calls].to_vec(),
            imports: outline.imports[..sizes.imports].to_vec(),
            impls: outline.impls[..sizes.impls].to_vec(),
            predicates: outline.predicates[..sizes.predicates].to_vec(),
            attributes: outline.attributes[..sizes.attributes].to_vec(),
            segments: outline.segments[..sizes.segments].to_vec(),
            idents: outline.idents[..sizes.idents].to_vec(),
            declared: outline.declared[..sizes.declared].to_vec(),
            macro_uses: outline.macro_uses[..sizes.macro_uses].to_vec(),
            conditions: outline.conditions[..sizes.conditions].to_vec(),
            condition_children: outline.condition_children[..sizes.condition_children].to_vec(),
            root: outline.root,
            health: outline.health,
        },
        spans: Spans {
            scopes: spans.scopes[..sizes.scopes].to_vec(),
            items: spans.items[..sizes.items].to_vec(),
            variants: spans.variants[..sizes.variants].to_vec(),
            imports: spans.imports[..sizes.imports].to_vec(),
            statements: spans.statements[..sizes.statements].to_vec(),
            segments: spans.segments[..sizes.segments].to_vec(),
            predicates: spans.predicates[..sizes.predicates].to_vec(),
            damage: Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests;
