//! What is open while a text is walked: one frame for each delimiter whose content is read, from the file inwards.
//! A block gets a [`Scope`] of the outline only when something has to be recorded in it or below it, together with all
//! blocks around it, so that an item found later in an outer block is found from the inner one too.

use greenlight_files::Span;

use crate::lexer::Kind;
use crate::outline::{ALWAYS, ConditionId, FILE_SCOPE, Range, Scope, ScopeId, ScopeKind};
use crate::scanner::Scanner;

/// How many frames without a scope a predicate may look through before they are given one, so that many predicates in
/// deep nesting cost no more than their number.
const MAX_LOOK: usize = 32;

/// What the content of a delimiter is to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameKind {
    /// The file, or the body of a `mod`: a scope from the start.
    Module,
    /// A `{ … }` that statements may stand in: a scope if need be.
    Block,
    /// An arm of `cfg_if!` or `cfg_select!`: what stands in it belongs to the scope around it.
    Arm,
    /// The body of an `impl`, a `trait`, an `enum` or `extern`: no scope, and no statements.
    Container,
    /// Parentheses, brackets, fields.
    Group,
}

/// An open delimiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) kind: FrameKind,
    /// The closing delimiter; [`Kind::Eof`] for the file.
    pub(crate) closer: Kind,
    /// Where the content begins.
    pub(crate) start: u32,
    /// The nearest frame below that can be a scope; itself for the file.
    parent: u32,
    /// The scope, once there is one.
    pub(crate) scope: Option<ScopeId>,
    /// What must hold between the nearest frame below that can be a scope and the content, inner attributes included.
    pub(crate) condition: ConditionId,
    /// The cfgs of the item, statement or element that is being read.
    pub(crate) own: ConditionId,
    /// Attribute macros of the item that is being read.
    pub(crate) own_attributes: Range,
    /// Attribute macros of the inner attributes.
    pub(crate) inner_attributes: Range,
    /// Whether an item around the content allows `unexpected_cfgs`.
    pub(crate) allowed: bool,
    /// Whether the item that is being read does.
    pub(crate) own_allowed: bool,
    /// `#[no_implicit_prelude]`.
    pub(crate) no_implicit_prelude: bool,
    /// How many macro calls were pending when the frame was opened.
    calls: u32,
    /// Where in its statement a block's reader stands.
    pub(crate) statement: Statement,
}

/// What is known of the statement (or arm, or field) of a block that is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Nothing but attributes and a label was read of it.
    pub(crate) at_start: bool,
    /// It ends with the `}` of a block of its own: `if`, `match`, a block …
    pub(crate) ends_with_block: bool,
    /// An expression stands before that block: `if`, `match`, `while`, `for`.
    pub(crate) has_head: bool,
    /// The block that is open belongs to that expression.
    pub(crate) is_block_in_head: bool,
    /// `let`: commas do not end it.
    pub(crate) is_let: bool,
    /// Where it begins, if with a path, so that it may be a macro call.
    pub(crate) path: Option<u32>,
}

impl Frame {
    /// Whether the content can be a scope of its own.
    fn holds_names(&self) -> bool {
        matches!(self.kind, FrameKind::Module | FrameKind::Block)
    }

    /// The next item, statement or element begins.
    pub(crate) fn start_statement(&mut self) {
        self.start_element();
        self.statement.at_start = true;
    }

    /// The next arm, field or argument begins, which is no statement.
    pub(crate) fn start_element(&mut self) {
        self.own = ALWAYS;
        self.own_attributes = Range::default();
        self.own_allowed = false;
        self.statement = Statement::default();
    }
}

/// A macro call that is a statement of a block which may never need a scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PendingCall {
    /// Where its path begins.
    pub(crate) start: u32,
    /// Its own cfgs.
    pub(crate) condition: ConditionId,
    /// How many items the outline had by then.
    pub(crate) items_before: u32,
}

impl Scanner<'_, '_> {
    /// The frame whose content is being read.
    pub(crate) fn top(&mut self) -> &mut Frame {
        // The file's frame is opened by `Scanner::new` and never closed.
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Opens a frame whose content begins at `start`.
    pub(crate) fn open(&mut self, kind: FrameKind, closer: Kind, start: u32) {
        let condition = self.own_condition();
        let index = self.frames.len() as u32;
        let (parent, allowed) = match self.frames.last() {
            Some(top) => {
                let nearest = if top.holds_names() { index - 1 } else { top.parent };
                (nearest, top.allowed || top.own_allowed)
            }
            None => (0, false),
        };
        self.frames.push(Frame {
            kind,
            closer,
            start,
            parent,
            scope: None,
            condition,
            own: ALWAYS,
            own_attributes: Range::default(),
            inner_attributes: Range::default(),
            allowed,
            own_allowed: false,
            no_implicit_prelude: false,
            calls: self.pending_calls.len() as u32,
            statement: Statement { at_start: true, ..Statement::default() },
        });
    }

    /// Closes the frame whose content ends at `end`, and records the macro calls of a block that came to be a scope.
    pub(crate) fn close(&mut self, end: u32) {
        let Some(frame) = self.frames.pop() else { return };
        if !frame.holds_names() {
            return;
        }
        if let Some(scope) = frame.scope {
            self.facts.spans.scopes[scope.0 as usize].end = end;
            for index in frame.calls as usize..self.pending_calls.len() {
                self.record_pending_call(scope, self.pending_calls[index]);
            }
        }
        self.pending_calls.truncate(frame.calls as usize);
    }

    /// The cfgs of what is being read, since the nearest frame that can be a scope.
    pub(crate) fn own_condition(&mut self) -> ConditionId {
        match self.frames.last() {
            None => ALWAYS,
            Some(top) if top.holds_names() => top.own,
            Some(&Frame { condition, own, .. }) => self.and(condition, own),
        }
    }

    /// The attribute macros of what is being read, since the nearest frame that can be a scope.
    pub(crate) fn own_attributes(&mut self) -> Range {
        let top = self.frames.len() - 1;
        if self.frames[top].holds_names() {
            return self.frames[top].own_attributes;
        }
        self.attributes_between(self.frames[top].parent as usize, top + 1)
    }

    /// The attribute macros on what leads from frame `outer` to frame `inner`, exclusive, the outer one's item
    /// included.
    fn attributes_between(&mut self, outer: usize, inner: usize) -> Range {
        let mut union = self.frames[outer].own_attributes;
        for index in outer + 1..inner {
            union = self.join_attributes(union, self.frames[index].inner_attributes);
            union = self.join_attributes(union, self.frames[index].own_attributes);
        }
        union
    }

    fn join_attributes(&mut self, first: Range, second: Range) -> Range {
        if second.start == second.end {
            return first;
        }
        if first.start == first.end {
            return second;
        }
        if first.end == second.start {
            return Range { start: first.start, end: second.end };
        }
        let attributes = &mut self.facts.outline.attributes;
        let start = attributes.len() as u32;
        attributes.extend_from_within(first.start as usize..first.end as usize);
        attributes.extend_from_within(second.start as usize..second.end as usize);
        Range { start, end: attributes.len() as u32 }
    }

    /// The scope of what is being read, made if it is not there yet, with those around it.
    pub(crate) fn scope(&mut self) -> ScopeId {
        let top = self.frames.len() - 1;
        let mut index = if self.frames[top].holds_names() { top } else { self.frames[top].parent as usize };
        let mut missing = std::mem::take(&mut self.frame_scratch);
        missing.clear();
        let mut scope = loop {
            if let Some(scope) = self.frames[index].scope {
                break scope;
            }
            if index == 0 {
                break FILE_SCOPE;
            }
            missing.push(index);
            index = self.frames[index].parent as usize;
        };
        while let Some(index) = missing.pop() {
            scope = self.add_scope(index, scope, ScopeKind::Block);
        }
        self.frame_scratch = missing;
        scope
    }

    /// Makes the scope of a frame whose parent has one.
    pub(crate) fn add_scope(&mut self, index: usize, parent: ScopeId, kind: ScopeKind) -> ScopeId {
        let frame = self.frames[index];
        let outer = self.attributes_between(frame.parent as usize, index);
        let attributes = self.join_attributes(outer, frame.inner_attributes);
        let id = ScopeId(self.facts.outline.scopes.len() as u32);
        self.facts.outline.scopes.push(Scope {
            kind,
            parent: Some(parent),
            condition: frame.condition,
            attributes,
            no_implicit_prelude: frame.no_implicit_prelude,
            macro_use: false,
        });
        self.facts.spans.scopes.push(Span::new(frame.start, frame.start));
        self.frames[index].scope = Some(id);
        id
    }

    /// Where a predicate that is read now stands: the innermost scope there is, and the cfgs since.
    pub(crate) fn place(&mut self) -> (ScopeId, ConditionId) {
        let top = self.frames.len() - 1;
        let mut condition = self.own_condition();
        let mut index = if self.frames[top].holds_names() { top } else { self.frames[top].parent as usize };
        for _ in 0..MAX_LOOK {
            let frame = self.frames[index];
            if let Some(scope) = frame.scope {
                return (scope, condition);
            }
            let between = self.and(frame.condition, condition);
            condition = between;
            index = frame.parent as usize;
        }
        let own = self.own_condition();
        (self.scope(), own)
    }
}
