//! cfg expressions of one file, each kept once: equal expressions have equal ids. The expressions that joining makes
//! are flat and short, so that whoever evaluates them need not fear their depth.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::outline::{ALWAYS, Condition, ConditionId, Outline, Range};

/// No joined conjunction has more members; one that would is [`Condition::Unknown`]. Real code stays far below, and
/// the scan stays linear in what is not real code.
const MAX_MEMBERS: usize = 72;

/// Finds the conditions of an outline by what they say.
#[derive(Default)]
pub(crate) struct Conditions {
    index: HashTable<u32>,
    scratch: Vec<ConditionId>,
}

/// A condition by its parts.
#[derive(Clone, Copy, Hash, PartialEq, Eq)]
enum Key<'a> {
    All(&'a [ConditionId]),
    Any(&'a [ConditionId]),
    Leaf(Condition),
}

fn key(outline: &Outline, condition: Condition) -> Key<'_> {
    match condition {
        Condition::All(range) => Key::All(outline.children(range)),
        Condition::Any(range) => Key::Any(outline.children(range)),
        leaf => Key::Leaf(leaf),
    }
}

impl Conditions {
    /// The index of an outline without conditions; it has [`ALWAYS`] afterwards.
    pub(crate) fn of(outline: &mut Outline) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.all(outline, &[]);
        conditions
    }

    /// The index of the conditions that an outline has.
    pub(crate) fn found_in(outline: &Outline) -> Conditions {
        let mut conditions = Conditions::default();
        for (id, &condition) in outline.conditions.iter().enumerate() {
            conditions.note(outline, condition, id as u32);
        }
        conditions
    }

    /// Forgets all but the first `length` conditions.
    pub(crate) fn truncate(&mut self, outline: &mut Outline, length: usize, children: usize) {
        if outline.conditions.len() > length {
            self.index.retain(|&mut id| (id as usize) < length);
            outline.conditions.truncate(length);
        }
        outline.condition_children.truncate(children);
    }

    fn find(&self, outline: &Outline, sought: Key<'_>) -> Option<ConditionId> {
        let hash = FxBuildHasher.hash_one(sought);
        let found = self.index.find(hash, |&id| key(outline, outline.conditions[id as usize]) == sought);
        found.map(|&id| ConditionId(id))
    }

    fn add(&mut self, outline: &mut Outline, condition: Condition) -> ConditionId {
        let id = outline.conditions.len() as u32;
        outline.conditions.push(condition);
        self.note(outline, condition, id);
        ConditionId(id)
    }

    fn note(&mut self, outline: &Outline, condition: Condition, id: u32) {
        let hash = FxBuildHasher.hash_one(key(outline, condition));
        self.index.insert_unique(hash, id, |&id| FxBuildHasher.hash_one(key(outline, outline.conditions[id as usize])));
    }

    /// A condition without a range: `Not`, `Flag`, `Value`, `Unknown`.
    pub(crate) fn leaf(&mut self, outline: &mut Outline, leaf: Condition) -> ConditionId {
        match self.find(outline, Key::Leaf(leaf)) {
            Some(found) => found,
            None => self.add(outline, leaf),
        }
    }

    /// `all(members)` as written.
    pub(crate) fn all(&mut self, outline: &mut Outline, members: &[ConditionId]) -> ConditionId {
        match self.find(outline, Key::All(members)) {
            Some(found) => found,
            None => {
                let range = push(outline, members);
                self.add(outline, Condition::All(range))
            }
        }
    }

    /// `any(members)` as written.
    pub(crate) fn any(&mut self, outline: &mut Outline, members: &[ConditionId]) -> ConditionId {
        match self.find(outline, Key::Any(members)) {
            Some(found) => found,
            None => {
                let range = push(outline, members);
                self.add(outline, Condition::Any(range))
            }
        }
    }

    /// `not(condition)`.
    pub(crate) fn not(&mut self, outline: &mut Outline, condition: ConditionId) -> ConditionId {
        self.leaf(outline, Condition::Not(condition))
    }

    /// Both of two, as one flat `all`, each member once.
    pub(crate) fn and(&mut self, outline: &mut Outline, first: ConditionId, second: ConditionId) -> ConditionId {
        if second == ALWAYS || first == second {
            return first;
        }
        if first == ALWAYS {
            return second;
        }
        let mut members = std::mem::take(&mut self.scratch);
        members.clear();
        for side in [first, second] {
            match outline.condition(side) {
                Condition::All(range) if outline.children(range).len() <= MAX_MEMBERS => {
                    for &member in outline.children(range) {
                        if !members.contains(&member) {
                            members.push(member);
                        }
                    }
                }
                _ if members.contains(&side) => {}
                _ => members.push(side),
            }
        }
        let joined = match members.as_slice() {
            [only] => *only,
            some if some.len() <= MAX_MEMBERS => self.all(outline, some),
            _ => self.leaf(outline, Condition::Unknown),
        };
        self.scratch = members;
        joined
    }

    /// `second` wherever `guard` holds: what `#[cfg_attr(guard, cfg(second))]` asks for.
    pub(crate) fn implies(&mut self, outline: &mut Outline, guard: ConditionId, second: ConditionId) -> ConditionId {
        if guard == ALWAYS {
            return second;
        }
        let not = self.not(outline, guard);
        self.any(outline, &[not, second])
    }
}

fn push(outline: &mut Outline, members: &[ConditionId]) -> Range {
    let start = outline.condition_children.len() as u32;
    outline.condition_children.extend_from_slice(members);
    Range { start, end: outline.condition_children.len() as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Symbol;

    #[test]
    fn equal_expressions_share_an_id() {
        let mut outline = Outline::default();
        let mut conditions = Conditions::of(&mut outline);
        let unix = conditions.leaf(&mut outline, Condition::Flag(Symbol(100)));
        let test = conditions.leaf(&mut outline, Condition::Flag(Symbol(101)));
        let both = conditions.and(&mut outline, unix, test);
        assert_eq!(conditions.all(&mut outline, &[unix, test]), both);
        assert_eq!(conditions.and(&mut outline, both, test), both, "a member is not repeated");
        assert_eq!(conditions.and(&mut outline, ALWAYS, unix), unix);
        assert_eq!(conditions.all(&mut outline, &[]), ALWAYS);
        assert_ne!(conditions.any(&mut outline, &[unix, test]), both);
    }

    #[test]
    fn a_conjunction_without_end_is_unknown() {
        let mut outline = Outline::default();
        let mut conditions = Conditions::of(&mut outline);
        let mut joined = ALWAYS;
        for number in 0..10_000 {
            let flag = conditions.leaf(&mut outline, Condition::Flag(Symbol(number)));
            joined = conditions.and(&mut outline, joined, flag);
        }
        assert!(outline.condition_children.len() < 1_000_000);
    }
}
