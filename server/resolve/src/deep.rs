//! Chains of any length on a stack of fixed size. A question that is asked too deep below others is *put off*: all that wait
//! for it are given up, it is asked by itself on an empty stack, and then the first is asked again, which now finds its
//! answer in memory. So an answer does not depend on how deep it was asked, nor on what was asked before it. Questions that
//! go in a circle have no final answer; if the circle is longer than the stack allows, it is cut with [`Why::Limit`], and what
//! it was cut at keeps that answer: else each import of the circle would go through all of it again.

use rustc_hash::FxHashMap;

use crate::limits::CIRCLE;
use crate::lookup::{Lookup, Question, Resolver};
use crate::openness::Why;
use crate::program::ModuleId;

/// How many questions may be asked for each other's sake on one stack.
const MAX_DEPTH: u32 = 64;

/// A question, and the module that asks it.
type Asked = (Question, Option<ModuleId>);

/// What is put off, and what came of it.
#[derive(Debug, Default)]
pub(crate) struct Deep {
    /// How many questions are being answered.
    depth: u32,
    /// Whether somebody further up asks again for what is put off.
    is_handled: bool,
    /// The question for which all others are given up; as long as it is there, every answer is void.
    put_off: Option<Asked>,
    /// Answers of questions that were put off and go in a circle.
    cut: FxHashMap<Question, Lookup>,
    /// Whether so much was cut that nothing is put off any more.
    is_exhausted: bool,
}

impl Resolver<'_> {
    /// Whether what is being answered is given up, so that nothing of it may be kept.
    pub(crate) fn is_given_up(&self) -> bool {
        self.deep.put_off.is_some()
    }

    /// What is answered instead of going deeper, if that has to be.
    pub(crate) fn not_deeper(&mut self, question: Question, viewpoint: Option<ModuleId>) -> Option<Lookup> {
        if self.deep.depth < MAX_DEPTH && !self.is_given_up() {
            return None;
        }
        self.circles += 1;
        if let Some(known) = self.deep.cut.get(&question) {
            let mut answer = known.clone();
            answer.unknown.get_or_insert(Why::Limit);
            return Some(answer);
        }
        if !self.deep.is_exhausted && !self.is_given_up() {
            self.deep.put_off = Some((question, viewpoint));
        }
        Some(Lookup::unknown(Why::Limit))
    }

    /// The answer of a question that is not remembered. It is found out again as often as something deep below it is put off.
    pub(crate) fn found_out(&mut self, question: Question, viewpoint: Option<ModuleId>) -> Lookup {
        if self.deep.is_handled {
            self.deep.depth += 1;
            let answer = self.find_out(question, viewpoint);
            self.deep.depth -= 1;
            return answer;
        }
        self.deep.is_handled = true;
        let before = (self.circles, self.left_out, self.pending);
        let mut waiting: Vec<Asked> = Vec::new();
        let answer = loop {
            let answer = match waiting.last() {
                None => self.found_out(question, viewpoint),
                Some(&(question, viewpoint)) => self.asked_by_itself(question, viewpoint),
            };
            let put_off = self.deep.put_off.take();
            if let (None, None) = (&put_off, waiting.last()) {
                break answer;
            }
            (self.circles, self.left_out, self.pending) = before;
            match put_off {
                Some(asked) if !waiting.contains(&asked) => waiting.push(asked),
                Some((asked, _)) => _ = self.deep.cut.insert(asked, Lookup::unknown(Why::Limit)),
                None => {
                    if let Some((asked, _)) = waiting.pop().filter(|(asked, _)| !self.is_remembered(asked))
                        && let Some(mut answer) = self.deep.cut.insert(asked, answer.clone())
                    {
                        answer.merge(self.deep.cut[&asked].clone());
                        self.remember(asked, answer);
                    }
                }
            }
            if !CIRCLE.allows(self.deep.cut.len() as u64) {
                self.deep.is_exhausted = true;
                waiting.clear();
                for (asked, mut answer) in std::mem::take(&mut self.deep.cut) {
                    answer.unknown.get_or_insert(Why::Limit);
                    self.remember(asked, answer);
                }
            }
        };
        self.deep = Deep::default();
        answer
    }

    /// The answer that a question has on its own, whatever is being found out.
    fn asked_by_itself(&mut self, question: Question, viewpoint: Option<ModuleId>) -> Lookup {
        let (walking, asking) = (std::mem::take(&mut self.walking), std::mem::take(&mut self.asking));
        let (provisional, rounds) = (std::mem::take(&mut self.provisional), std::mem::take(&mut self.rounds));
        let reach = std::mem::replace(&mut self.reach, question.reach);
        let answer = self.lookup_as(question.module, question.name, question.want, viewpoint);
        (self.walking, self.asking, self.provisional, self.rounds) = (walking, asking, provisional, rounds);
        self.reach = reach;
        answer
    }
}
