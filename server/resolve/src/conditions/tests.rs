use greenlight_files::Span;
use greenlight_project::{Edition, ExpectedCfgs, Features, Package, Target, TargetKind};
use greenlight_syntax::scan;
use proptest::prelude::*;

use super::*;

fn package() -> Package {
    Package {
        name: "sample".to_owned(),
        name_span: Span::new(0, 0),
        version: "0.1.0".to_owned(),
        edition: Edition::E2021,
        manifest: "/sample/Cargo.toml".into(),
        root: "/sample".into(),
        member: true,
        targets: vec![Target {
            kind: TargetKind::Library,
            name: "sample".to_owned(),
            crate_name: "sample".to_owned(),
            path: "/sample/src/lib.rs".into(),
            edition: Edition::E2021,
            harness: true,
            bench: true,
            required_features: Vec::new(),
            span: None,
        }],
        dependencies: Vec::new(),
        features: Features::default(),
        expected_cfgs: ExpectedCfgs::default(),
        complete: true,
        build_script: None,
    }
}

/// What `search` says of the cfgs of all items in `text`; each flag of one letter has the truth at the
/// letter's place.
fn searched(text: &str, truths: &[Truth], enough: Truth) -> Truth {
    with_clauses(text, truths, |clauses, cfgs, possible| search(clauses, cfgs, &possible, enough))
}

/// The same by trying every setting.
fn tried(text: &str, truths: &[Truth]) -> Truth {
    with_clauses(text, truths, |clauses, _, possible| {
        let mut all = Leaves::default();
        clauses.iter().for_each(|clause| leaves(clause.outline, clause.condition, &mut all));
        let settings = 0..1_u32 << all.all.len();
        let of_setting = |setting: u32| {
            let place = |leaf| all.all.iter().position(|&other| other == leaf).unwrap();
            let holds = |leaf| if setting >> place(leaf) & 1 == 1 { possible(leaf) } else { Truth::False };
            clauses.iter().map(|clause| clause.evaluate(&holds)).fold(Truth::True, Truth::and)
        };
        settings.map(of_setting).fold(Truth::False, |best, found| best.not().and(found.not()).not())
    })
}

fn with_clauses(
    text: &str,
    truths: &[Truth],
    then: impl Fn(&[Clause<'_>], &Cfgs<'_>, &dyn Fn(Leaf) -> Truth) -> Truth,
) -> Truth {
    let mut names = NameTable::default();
    let outline = scan(text, &mut names).outline;
    let package = package();
    let cfgs = Cfgs::new(&package, &package.targets[0], None, &names);
    let conditions = outline.items.iter().map(|item| item.condition);
    let clauses: Vec<_> = conditions.map(|condition| Clause { outline: &outline, condition, holds: true }).collect();
    then(&clauses, &cfgs, &|(name, _)| truths[(names.text(name).as_bytes()[0] - b'a') as usize])
}

fn predicate() -> impl Strategy<Value = String> {
    let flag = "[a-e]".prop_map(|flag| flag);
    flag.prop_recursive(3, 12, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(|list| list.join(", "));
        prop_oneof![
            list.clone().prop_map(|list| format!("all({list})")),
            list.prop_map(|list| format!("any({list})")),
            inner.prop_map(|inner| format!("not({inner})")),
        ]
    })
}

proptest! {
    #[test]
    fn a_search_finds_what_trying_every_setting_does(
        predicates in prop::collection::vec(predicate(), 1..4),
        truths in prop::collection::vec(prop::sample::select(vec![Truth::True, Truth::False, Truth::Unknown]), 5),
    ) {
        let items = predicates.iter().map(|predicate| format!("#[cfg({predicate})]\nfn f() {{}}\n"));
        let text: String = items.collect();
        let best = tried(&text, &truths);
        prop_assert_eq!(searched(&text, &truths, Truth::True), best, "{}", text);
        let is_impossible = searched(&text, &truths, Truth::Unknown) == Truth::False;
        prop_assert_eq!(is_impossible, best == Truth::False, "{}", text);
    }
}

#[test]
fn what_cannot_be_certain_is_not_searched_for_certainty() {
    let names: Vec<String> = (0..60).map(|number| format!("z{number}")).collect();
    let text = format!(
        "#[cfg(not(all({})))]\nfn f() {{}}\n#[cfg(any({}))]\nfn f() {{}}\n",
        names.join(", "),
        names.join(", ")
    );
    let unknown = [Truth::Unknown; 26];
    assert_eq!(searched(&text, &unknown, Truth::True), Truth::Unknown);
    assert!(CFG_STEPS.largest() < CFG_STEPS.max);
}
