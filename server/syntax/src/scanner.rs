//! The walk over a file's tokens: what it carries along, and its two passes.
//!
//! The first pass takes the text at its word and gives up at the first thing that does not fit: a delimiter without its
//! partner, text where an item has to stand, a use tree that is none. Nearly every file passes. Only then comes the
//! second pass, which knows where items begin by their indentation ([`crate::recovery`]) and so keeps damage local;
//! text that is merely laid out in an unusual way is never misread by it.

use greenlight_files::Span;

use crate::call_items::Body;
use crate::conditions::Conditions;
use crate::frames::{Frame, FrameKind, PendingCall};
use crate::lexer::{Kind, Tokens};
use crate::names::{NameTable, Symbol};
use crate::outline::{
    ALWAYS, Condition, ConditionId, FILE_SCOPE, FileFacts, Health, Outline, Range, Scope, ScopeKind, Variant,
};
use crate::recovery::Boundaries;
use crate::rescan::Landmarks;

/// Items in items, blocks aside, are read down to this depth; the stack is finite. What is deeper is damage.
pub(crate) const MAX_ITEM_DEPTH: u32 = 64;

/// The text does not go on as it has to. The pass decides what that costs: see [`crate::scanner`].
#[derive(Debug)]
pub(crate) struct Broken;

/// What a step of the walk gives.
pub(crate) type Walk<T = ()> = Result<T, Broken>;

/// A walk in progress.
pub(crate) struct Scanner<'t, 'n> {
    pub(crate) tokens: Tokens<'t>,
    pub(crate) names: &'n mut NameTable,
    pub(crate) facts: FileFacts,
    pub(crate) conditions: Conditions,
    /// Never empty: the file's is the first.
    pub(crate) frames: Vec<Frame>,
    pub(crate) pending_calls: Vec<PendingCall>,
    /// Where each of the outline's macro calls begins.
    pub(crate) call_starts: Vec<u32>,
    /// How many items and arms the walk is in.
    pub(crate) depth: u32,
    /// Where items begin; `None` in the first pass.
    pub(crate) boundaries: Option<Boundaries>,
    pub(crate) frame_scratch: Vec<usize>,
    /// Closing delimiters that a skipped token tree waits for.
    pub(crate) closers: Vec<Kind>,
    /// Variants of the enums that are being read, innermost last.
    pub(crate) variants: Vec<(Variant, Span)>,
    /// Names of the impls that are being read, innermost last.
    pub(crate) associated: Vec<Symbol>,
    /// How many macro calls and attribute macros were met among associated items.
    pub(crate) unclear_associated: u32,
    /// By symbol: the definition or call that last recorded it among its identifiers.
    pub(crate) seen: Vec<u32>,
    pub(crate) seen_round: u32,
    /// Segments before the use tree's group that is being read.
    pub(crate) prefix: Vec<(Symbol, Span)>,
    /// Whether the attribute that is being read is inner to the frame on top.
    pub(crate) in_inner_attribute: bool,
    /// Of the macros above whose only rule takes nothing, the bodies.
    pub(crate) bodies: Vec<Body>,
    /// Where the file's items begin, if somebody wants to know.
    pub(crate) landmarks: Option<Landmarks>,
}

/// What `text` says and where, with the symbols of `names`. Any text will do; one of 2³² bytes or more counts as
/// unreadable. Offsets are bytes of `text`, a byte order mark included.
#[must_use]
pub fn scan(text: &str, names: &mut NameTable) -> FileFacts {
    scan_noting(text, names, None)
}

/// As [`scan`]; `landmarks` are noted in the first pass, and are of no use if that gives up.
pub(crate) fn scan_noting(text: &str, names: &mut NameTable, landmarks: Option<&mut Landmarks>) -> FileFacts {
    let Ok(length) = u32::try_from(text.len()) else {
        let mut facts = Scanner::new("", names, None).facts;
        facts.outline.health = Health::Unlexable;
        return facts;
    };
    let mut scanner = Scanner::new(text, names, None);
    scanner.landmarks = landmarks.is_some().then(Landmarks::default);
    let read = scanner.file();
    if let Some((noted, landmarks)) = scanner.landmarks.take().zip(landmarks) {
        *landmarks = noted;
    }
    if read.is_ok() && !scanner.tokens.unlexable {
        return scanner.finish();
    }
    let mut scanner = Scanner::new(text, names, Some(Boundaries::of(text)));
    // The second pass recovers from everything at the level of the file's items.
    let _ = scanner.file();
    let unlexable = scanner.tokens.unlexable || scanner.boundaries.as_ref().is_some_and(|found| found.unlexable);
    let mut facts = scanner.finish();
    if unlexable {
        // Where a quote is missing is not where its string ends, so every place in the file is in doubt.
        facts.outline.health = Health::Unlexable;
        facts.spans.damage = vec![Span::new(0, length)];
    }
    facts
}

impl<'t, 'n> Scanner<'t, 'n> {
    pub(crate) fn new(text: &'t str, names: &'n mut NameTable, boundaries: Option<Boundaries>) -> Scanner<'t, 'n> {
        let mut facts = FileFacts::default();
        let conditions = Conditions::of(&mut facts.outline);
        facts.outline.scopes.push(Scope {
            kind: ScopeKind::File,
            parent: None,
            condition: ALWAYS,
            attributes: Range::default(),
            no_implicit_prelude: false,
            macro_use: false,
        });
        facts.spans.scopes.push(Span::new(0, text.len() as u32));
        let mut scanner = Scanner {
            tokens: Tokens::of_file(text),
            names,
            facts,
            conditions,
            frames: Vec::new(),
            pending_calls: Vec::new(),
            call_starts: Vec::new(),
            depth: 0,
            boundaries,
            frame_scratch: Vec::new(),
            closers: Vec::new(),
            variants: Vec::new(),
            associated: Vec::new(),
            unclear_associated: 0,
            seen: Vec::new(),
            seen_round: 0,
            prefix: Vec::new(),
            in_inner_attribute: false,
            bodies: Vec::new(),
            landmarks: None,
        };
        scanner.open(FrameKind::Module, Kind::Eof, 0);
        scanner.top().scope = Some(FILE_SCOPE);
        scanner
    }

    fn file(&mut self) -> Walk {
        self.file_attributes()?;
        self.items(Kind::Eof)
    }

    pub(crate) fn finish(mut self) -> FileFacts {
        if self.call_starts.windows(2).any(|pair| pair[0] > pair[1]) {
            // A block's calls are recorded when it ends, after those of the items in it.
            let mut order: Vec<usize> = (0..self.call_starts.len()).collect();
            order.sort_by_key(|&index| self.call_starts[index]);
            let Outline { macro_calls: calls, scopes, .. } = &mut self.facts.outline;
            let mut place = vec![0; order.len()];
            for (now, &before) in order.iter().enumerate() {
                place[before] = now as u32;
            }
            for scope in scopes {
                if let ScopeKind::Tokens { call, .. } | ScopeKind::Attributes { call } = &mut scope.kind {
                    *call = place[*call as usize];
                }
            }
            *calls = order.into_iter().map(|index| calls[index]).collect();
        }
        if !self.facts.spans.damage.is_empty() {
            self.facts.outline.health = Health::Unbalanced;
            let damage = &mut self.facts.spans.damage;
            damage.sort_by_key(|span| (span.start, span.end));
            damage.dedup_by(|next, kept| {
                let touching = next.start <= kept.end;
                if touching {
                    kept.end = kept.end.max(next.end);
                }
                touching
            });
        }
        self.facts
    }

    /// Whether this is the pass that recovers.
    pub(crate) fn recovers(&self) -> bool {
        self.boundaries.is_some()
    }

    pub(crate) fn and(&mut self, first: ConditionId, second: ConditionId) -> ConditionId {
        self.conditions.and(&mut self.facts.outline, first, second)
    }

    pub(crate) fn leaf(&mut self, leaf: Condition) -> ConditionId {
        self.conditions.leaf(&mut self.facts.outline, leaf)
    }

    /// Records a segment of a path.
    pub(crate) fn push_segment(&mut self, symbol: Symbol, span: Span) {
        self.facts.outline.segments.push(symbol);
        self.facts.spans.segments.push(span);
    }

    /// How many segments are recorded.
    pub(crate) fn segment_count(&self) -> u32 {
        self.facts.outline.segments.len() as u32
    }

    /// Reads `a::b::c`, from its first name on, and records its segments; a leading `::` is passed over.
    pub(crate) fn path(&mut self) -> Walk<Range> {
        let start = self.segment_count();
        self.tokens.eat_path_separator();
        loop {
            let token = self.tokens.current;
            if !token.kind.is_name() {
                return Err(Broken);
            }
            let symbol = self.names.intern(self.tokens.name(token));
            self.push_segment(symbol, token.span());
            self.tokens.bump();
            if !self.tokens.at_path_separator() {
                return Ok(Range { start, end: self.segment_count() });
            }
            self.tokens.eat_path_separator();
        }
    }

    /// Steps over a delimiter and all up to its partner, without reading any of it.
    pub(crate) fn skip_tree(&mut self) -> Walk {
        self.skip_tree_with(|_, _| {})
    }

    /// Steps over a delimiter and all up to its partner; `look` sees every token but the outermost delimiters.
    pub(crate) fn skip_tree_with(&mut self, mut look: impl FnMut(&mut Self, Kind)) -> Walk {
        let base = self.closers.len();
        loop {
            let kind = self.tokens.kind();
            if kind.opens() {
                self.closers.push(kind.partner());
            } else if kind.closes() {
                if self.closers.pop() != Some(kind) {
                    self.closers.truncate(base);
                    return Err(Broken);
                }
                if self.closers.len() == base {
                    self.tokens.bump();
                    return Ok(());
                }
            } else if kind == Kind::Eof {
                self.closers.truncate(base);
                return Err(Broken);
            } else {
                look(self, kind);
            }
            self.tokens.bump();
        }
    }
}
