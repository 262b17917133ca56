//! The loop behind `fix`: apply what needs no second look, check again, keep only what helped. It works on texts in
//! memory, so a fix that turns out wrong never reaches the disk.

use std::path::{Path, PathBuf};

use greenlight_files::{LineColumn, LineIndex};
use greenlight_ide::edits::{self, Texts, safe_fix};
use greenlight_ide::{Finding, Fix, Rule};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::limits::{ATTEMPTS, RECHECKED};

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Repair {
    /// The files that change, with their texts after the change.
    pub(crate) texts: Texts,
    /// The texts that fixes were computed from. The disk may have others by now.
    pub(crate) originals: Texts,
    /// The fixes that were applied, in that order.
    pub(crate) applied: Vec<Applied>,
    /// The fixes that were tried and taken back.
    pub(crate) taken_back: Vec<TakenBack>,
    /// All findings that are left.
    pub(crate) left: Vec<Finding>,
    /// Whether a limit was reached before all fixes were tried: the others are left for the next run.
    pub(crate) is_cut: bool,
}

/// A fix that was applied.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    /// What it repaired; its span belongs to the text just before.
    pub(crate) finding: Finding,
    /// Where that began, in the text just before.
    pub(crate) place: LineColumn,
    /// What it did.
    pub(crate) title: String,
    /// The files that it changed.
    pub(crate) files: Vec<PathBuf>,
}

/// A fix that was taken back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TakenBack {
    /// What it was to repair.
    pub(crate) finding: Finding,
    /// What it would have done.
    pub(crate) title: String,
    /// The finding that it added; `None` if it only failed to remove its own.
    pub(crate) added: Option<Finding>,
}

/// Repairs what is `wanted`, by fixes in files that it `may_change`. `check` gives all findings with the given texts laid
/// over the disk; `text` is the disk.
///
/// It ends: each step either removes a finding and adds none, or gives up on a fix for good.
pub(crate) fn repair(
    mut check: impl FnMut(&Texts) -> Vec<Finding>,
    wanted: impl Fn(&Finding) -> bool,
    mut may_change: impl FnMut(&Path) -> bool,
    text: impl Fn(&Path) -> Option<String>,
) -> Repair {
    let mut repair = Repair::default();
    repair.left = check(&repair.texts);
    let mut given_up = FxHashSet::default();
    let mut read: FxHashSet<PathBuf> = FxHashSet::default();
    let mut most = usize::MAX;
    let (mut attempts, mut rechecked) = (0, 0);
    loop {
        let candidates: Vec<Candidate<'_>> = (repair.left.iter())
            .filter(|finding| wanted(finding))
            .filter_map(|finding| Some(Candidate { finding, fix: safe_fix(finding)? }))
            .filter(|candidate| !given_up.contains(&candidate.key()))
            .filter(|candidate| candidate.fix.edits.iter().all(|edit| may_change(&edit.file)))
            .collect();
        let Some(first) = candidates.first().copied() else { return finished(repair) };
        // The disk may change at any time. What fixes are computed from is read once, and checked as it was read.
        let concerned = candidates
            .iter()
            .flat_map(|Candidate { finding, fix }| fix.edits.iter().map(|edit| &edit.file).chain([&finding.file]));
        let unread: Vec<PathBuf> = concerned.filter(|file| !read.contains(*file)).cloned().collect();
        if !unread.is_empty() {
            for file in unread {
                if read.insert(file.clone())
                    && let Some(text) = text(&file)
                {
                    repair.originals.insert(file.clone(), text.clone());
                    repair.texts.insert(file, text);
                }
            }
            repair.left = check(&repair.texts);
            continue;
        }
        let fixes: Vec<&Fix> = candidates.iter().map(|candidate| candidate.fix).collect();
        let mut batch: Vec<Candidate<'_>> =
            edits::together(&fixes).into_iter().map(|index| candidates[index]).collect();
        // All at once is the common case. Where that adds a finding, halves of it tell which fix it was.
        batch.truncate(most);
        attempts += 1;
        rechecked += repair.left.len() as u64;
        // The first is made however much is found, so that a further run gets further.
        if !(ATTEMPTS.allows(attempts) && RECHECKED.allows(rechecked)) && attempts > 1 {
            repair.is_cut = true;
            return finished(repair);
        }
        match attempt(&batch, &repair, &mut check) {
            Attempt::Failed { .. } if batch.len() > 1 => most = batch.len() / 2,
            Attempt::Helped { texts, left, applied } => {
                repair.applied.extend(applied);
                repair.texts = texts;
                repair.left = left;
                most = most.saturating_mul(2);
            }
            Attempt::Failed { added } => {
                let first = batch.first().copied().unwrap_or(first);
                most = 2;
                given_up.insert(first.key());
                let (finding, title) = (first.finding.clone(), first.fix.title.to_string());
                repair.taken_back.push(TakenBack { finding, title, added });
            }
        }
    }
}

/// Only texts that differ from those on disk are a change.
fn finished(mut repair: Repair) -> Repair {
    repair.texts.retain(|file, text| repair.originals.get(file) != Some(text));
    repair
}

#[derive(Clone, Copy)]
struct Candidate<'a> {
    finding: &'a Finding,
    fix: &'a Fix,
}

/// A candidate by what does not move when the text around it does.
type Key = (Rule, PathBuf, String, String);

impl Candidate<'_> {
    fn key(self) -> Key {
        let Candidate { finding, fix } = self;
        (finding.rule, finding.file.clone(), finding.message.to_string(), fix.title.to_string())
    }
}

enum Attempt {
    Helped { texts: Texts, left: Vec<Finding>, applied: Vec<Applied> },
    Failed { added: Option<Finding> },
}

fn attempt(batch: &[Candidate<'_>], repair: &Repair, check: &mut impl FnMut(&Texts) -> Vec<Finding>) -> Attempt {
    let fixes: Vec<&Fix> = batch.iter().map(|candidate| candidate.fix).collect();
    let now = |file: &Path| repair.texts.get(file).cloned();
    let Ok(changed) = edits::applied(&fixes, now) else { return Attempt::Failed { added: None } };
    let mut texts = repair.texts.clone();
    texts.extend(changed);
    let left = check(&texts);
    match added(&repair.left, &left) {
        None if left.len() < repair.left.len() => {
            let applied = batch.iter().map(|Candidate { finding, fix }| {
                let text = now(&finding.file).unwrap_or_default();
                let place = LineIndex::new(&text).line_column(&text, finding.span.start);
                let files = fix.edits.iter().map(|edit| edit.file.clone()).collect();
                Applied { finding: (*finding).clone(), place, title: fix.title.to_string(), files }
            });
            Attempt::Helped { applied: applied.collect(), texts, left }
        }
        added => Attempt::Failed { added: added.cloned() },
    }
}

/// A finding of `after` that was not there `before`. Places move with the edits, so findings are told apart by rule,
/// file and message, and counted.
fn added<'a>(before: &[Finding], after: &'a [Finding]) -> Option<&'a Finding> {
    let key = |finding: &'a Finding| (finding.rule, finding.file.as_path(), finding.message.as_str());
    let mut known: FxHashMap<(Rule, &Path, &str), usize> = FxHashMap::default();
    for finding in before {
        *known.entry((finding.rule, &finding.file, &finding.message)).or_default() += 1;
    }
    after.iter().find(|finding| match known.get_mut(&key(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use greenlight_files::Span;
    use greenlight_ide::Applicability;
    use greenlight_ide::{Edit, Level};

    use super::*;

    const FILE: &str = "/w/src/lib.rs";

    /// A language of its own: each `bad` is a finding whose fix is `good`; each `trap` is one whose fix is `worse` and
    /// `worst`, each a finding without a fix; each `stuck` has a fix that changes nothing that matters.
    fn check(texts: &Texts, disk: &str) -> Vec<Finding> {
        let text = texts.get(Path::new(FILE)).map_or(disk, String::as_str);
        let rules = [
            ("bad", Some("good")),
            ("trap", Some("worse worst")),
            ("stuck", Some("stuck ")),
            ("worse", None),
            ("worst", None),
        ];
        let mut findings: Vec<Finding> = rules
            .iter()
            .flat_map(|(word, repaired)| text.match_indices(word).map(move |(at, _)| finding(word, *repaired, at)))
            .collect();
        findings.sort_by_key(|finding| finding.span);
        findings
    }

    fn finding(word: &str, repaired: Option<&str>, at: usize) -> Finding {
        let span = Span::new(at as u32, (at + word.len()) as u32);
        let fix = |text: &str| Fix {
            title: format!("Write `{text}`").into(),
            preferred: true,
            applicability: Applicability::Safe,
            edits: vec![Edit { file: FILE.into(), span, text: text.to_owned() }],
        };
        Finding {
            rule: Rule::UnresolvedImport,
            code: Some("E0432"),
            level: Level::Deny,
            message: word.into(),
            label: None,
            notes: Vec::new(),
            when: None,
            blocks: [].into(),
            file: FILE.into(),
            span,
            package: None,
            fixes: repaired.map(fix).into_iter().collect(),
        }
    }

    fn repaired(disk: &str, wanted: impl Fn(&Finding) -> bool) -> Repair {
        repair(|texts| check(texts, disk), wanted, |_| true, |_| Some(disk.to_owned()))
    }

    #[test]
    fn a_file_that_may_not_be_changed_is_left() {
        let repair =
            repair(|texts| check(texts, "bad"), |_| true, |file| file != Path::new(FILE), |_| Some("bad".to_owned()));
        assert_eq!(repair.texts, Texts::new());
        assert_eq!(messages(&repair.left), ["bad"]);
    }

    fn messages<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<&'a str> {
        findings.into_iter().map(|finding| finding.message.as_str()).collect()
    }

    #[test]
    fn everything_that_has_a_safe_fix_is_repaired() {
        let repair = repaired("bad x bad", |_| true);
        assert_eq!(repair.texts, Texts::from([(FILE.into(), "good x good".to_owned())]));
        assert_eq!(repair.applied.len(), 2);
        assert_eq!((repair.left, repair.taken_back), (vec![], vec![]));
    }

    #[test]
    fn a_fix_that_adds_a_finding_is_taken_back_and_the_others_stay() {
        let repair = repaired("trap bad trap bad", |_| true);
        assert_eq!(repair.texts[Path::new(FILE)], "trap good trap good");
        assert_eq!(messages(&repair.left), ["trap", "trap"]);
        assert_eq!(messages(repair.taken_back.iter().filter_map(|taken| taken.added.as_ref())), ["worse"]);
    }

    #[test]
    fn a_fix_that_does_not_help_is_taken_back() {
        let repair = repaired("stuck", |_| true);
        assert_eq!(repair.texts, Texts::new());
        assert_eq!(repair.taken_back.len(), 1);
        assert_eq!(repair.taken_back[0].added, None);
    }

    #[test]
    fn what_is_not_wanted_is_left() {
        let repair = repaired("bad x bad", |finding| finding.span.start > 0);
        assert_eq!(repair.texts[Path::new(FILE)], "bad x good");
        assert_eq!(messages(&repair.left), ["bad"]);
    }

    #[test]
    fn a_guess_or_a_second_choice_is_never_applied() {
        let mut guess = finding("bad", Some("good"), 0);
        guess.fixes[0].applicability = Applicability::Guess;
        let mut second = finding("bad", Some("good"), 0);
        second.fixes[0].preferred = false;
        assert_eq!((safe_fix(&guess), safe_fix(&second)), (None, None));
    }

    #[test]
    fn fixes_that_touch_each_other_are_applied_in_turns() {
        // Both findings want to write at the beginning, as two undeclared features of one manifest do.
        let check = |texts: &Texts| {
            let text = texts.get(Path::new(FILE)).map_or("", String::as_str);
            let missing = ["one ", "two "].into_iter().filter(|word| !text.contains(word));
            missing.map(|word| Finding { span: Span::new(0, 0), ..finding("", Some(word), 0) }).collect()
        };
        let repair = repair(check, |_| true, |_| true, |_| Some(String::new()));
        assert_eq!(repair.texts[Path::new(FILE)], "two one ");
        assert_eq!((repair.applied.len(), repair.left.len()), (2, 0));
    }
    #[test]
    fn a_limit_that_is_reached_is_known_and_what_helped_until_then_stays() {
        let disk = "stuck ".repeat(10);
        let findings = (0..(1 << 17) + 5).map(|_| finding("stuck", Some("still stuck"), 0)).collect::<Vec<_>>();
        let check = |texts: &Texts| match texts.get(Path::new(FILE)) {
            Some(text) if text.starts_with("still") => findings[1..].to_vec(),
            _ => findings.clone(),
        };
        let repair = repair(check, |_| true, |_| true, |_| Some(disk.clone()));
        assert_eq!((repair.is_cut, repair.applied.len()), (true, 1));
    }
}
