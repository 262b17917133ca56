//! Files of benches. A comment behind a call has its ids: `group`, `group / function` or `group / function / value`, where `-`
//! is absent, `*` anything and `{}` a hole. `|` separates several, those of several groups too; `?` is behind an id that not
//! every run has.

use std::sync::Arc;

use greenlight_syntax::benches::read_benches;

use super::*;
use crate::identity::Piece;

/// Checks the ids of each call against the comment `//= …` at the end of its line, both ways.
fn check(text: &str) {
    check_files(&[("", text)]);
}

fn check_files(files: &[(&str, &str)]) {
    let targets: Vec<TargetFile> = files
        .iter()
        .map(|(module, text)| TargetFile {
            path: PathBuf::from(format!("/{module}.rs")),
            module: module.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect(),
            source: Arc::new(read_benches(text)),
        })
        .collect();
    let sites = find_sites(&targets).sites;
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for site in &sites {
        let text = files[site.file].1;
        let line = text[..site.name_span.start as usize].matches('\n').count();
        found.push((site.file, line, site.ids.iter().map(shown).collect::<Vec<_>>().join(" | ")));
    }
    let mut expected = Vec::new();
    for (file, (_, text)) in files.iter().enumerate() {
        for (number, line) in text.lines().enumerate() {
            if let Some((_, ids)) = line.split_once("//= ") {
                expected.push((file, number, ids.to_owned()));
            }
        }
    }
    assert_eq!(found, expected);
}

fn shown(id: &SiteId) -> String {
    let part = |part: &Part| match part {
        Part::Absent => "-".to_owned(),
        Part::Any => "*".to_owned(),
        Part::Literal(text) => text.clone(),
        Part::Pattern(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Hole => "{}",
            })
            .collect(),
    };
    let IdPattern { group, function, value } = &id.pattern;
    let certain = if id.certain { "" } else { "?" };
    match (function, value) {
        (Part::Absent, Part::Absent) => format!("{}{certain}", part(group)),
        (function, Part::Absent) => format!("{} / {}{certain}", part(group), part(function)),
        (function, value) => format!("{} / {} / {}{certain}", part(group), part(function), part(value)),
    }
}

#[test]
fn literal_ids_in_and_out_of_groups() {
    check(
        r#"
fn search(c: &mut Criterion) {
    c.bench_function("alone", |b| b.iter(run)); //= alone
    c.bench_with_input(BenchmarkId::new("sort", 10), &10, |b, n| b.iter(run)); //= sort / - / 10
    let mut group = c.benchmark_group("search");
    group.sample_size(10).throughput(Throughput::Bytes(4));
    group.bench_function("a/b", |b| b.iter(run)); //= search / a/b
    group.bench_function(BenchmarkId::new("f", "p"), |b| b.iter(run)); //= search / f / p
    group.bench_with_input(BenchmarkId::from_parameter(1.0), &1, |b, n| b.iter(run)); //= search / - / 1
    group.bench_with_input("plain", &1, |b, n| b.iter(run)); //= search / plain
    group.finish();
    c.benchmark_group("chained")
        .sample_size(10)
        .bench_function(String::from("x"), |b| b.iter(run)) //= chained / x
        .bench_function("y".to_owned(), |b| b.iter(run)); //= chained / y
}
criterion_group!(benches, search);
criterion_main!(benches);
"#,
    );
}

#[test]
fn loops_over_literals_are_gone_through() {
    check(
        r#"
const KB: usize = 1 << 10;
static NAMES: &[&str] = &["a", "b"];
fn sizes(c: &mut Criterion) {
    let mut group = c.benchmark_group("sizes");
    for size in [KB, 2 * KB].iter() {
        group.bench_with_input(BenchmarkId::from_parameter(size), size, |b, &n| b.iter(run)); //= sizes / - / 1024 | sizes / - / 2048
    }
    for (index, name) in NAMES.iter().enumerate() {
        group.bench_function(format!("{name}-{}", index + 1), |b| b.iter(run)); //= sizes / a-1 | sizes / b-2
    }
    for i in (0..3).step_by(2) {
        group.bench_function(format!("{i:>3}"), |b| b.iter(run)); //= sizes / *
    }
    for (name, run) in [("one", one as fn()), ("two", two)] {
        group.bench_function(name, |b| b.iter(run)); //= sizes / one | sizes / two
    }
    vec![1, 10].into_iter().for_each(|n| {
        group.bench_function(BenchmarkId::new("each", n), |b| b.iter(run)); //= sizes / each / 1 | sizes / each / 10
    });
    for size in sizes_from_elsewhere() {
        group.bench_function(BenchmarkId::new("open", size), |b| b.iter(run)); //= sizes / open / *
        group.bench_function(format!("open {size} kB"), |b| b.iter(run)); //= sizes / open {} kB
    }
}
criterion_group!(benches, sizes);
"#,
    );
}

#[test]
fn helpers_are_followed_with_what_they_are_given() {
    check(
        r#"
fn benches(c: &mut Criterion) {
    group_of(c, "small", 1);
    group_of(c, "large", 1_000);
    let mut group = c.benchmark_group("own");
    one(&mut group, "x");
    let bench = |name: &str, c: &mut Criterion| { c.bench_function(name, f); }; //= by closure
    bench("by closure", c);
    Suite::run(c);
}
fn group_of(c: &mut Criterion, name: &str, size: usize) {
    let mut group = c.benchmark_group(format!("group {name}"));
    one(&mut group, &size.to_string());
}
fn one<M: Measurement>(group: &mut BenchmarkGroup<'_, M>, name: &str) {
    group.bench_function(name, |b| b.iter(run)); //= group small / 1 | group large / 1000 | own / x
}
impl Suite {
    fn run(c: &mut Criterion) {
        c.bench_function("suite", f); //= suite
    }
}
criterion_group!(all, benches);
"#,
    );
}

#[test]
fn what_cannot_be_followed_is_not_guessed() {
    check(
        r#"
fn f(c: &mut Criterion, name: &str) {
    let mut text = String::from("a");
    text.push('b');
    c.bench_function(&text, f); //= *
    c.bench_function(name, f); //= *
    c.bench_function(concat!("a", 1, "b"), f); //= a1b
    c.bench_function(bench!("x"), f); //= *
    let id = if slow() { "slow" } else { "fast" };
    c.bench_function(id, f); //= *
    let group = make_group(c);
    group.bench_function("x", f); //= * / x | x
    if slow() {
        c.bench_function("sometimes", f); //= sometimes?
    }
    #[cfg(unix)]
    c.bench_function("on unix", f); //= on unix?
    let mut group = c.benchmark_group("first");
    group.bench_function("a", f); //= first / a
    group = c.benchmark_group("second");
    group.bench_function("a", f); //= second / a
}
criterion_group!(benches, f);
fn nobody_calls(c: &mut Criterion) {
    c.bench_function("lonely", f); //= lonely?
}
impl Builder<'_> {
    fn build(self) {
        let Self { c, name } = self;
        c.bench_function(format!("built {name}"), f); //= * / built {}? | built {}?
    }
}
macro_rules! own { ($name:expr) => { c.bench_function($name, f) } }
"#,
    );
}

#[test]
fn an_own_main_is_followed_too() {
    check(
        r#"
fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    run(&mut criterion);
    criterion.final_summary();
}
fn run(c: &mut Criterion) {
    c.bench_function("by main", f); //= by main
}
"#,
    );
}

#[test]
fn the_definitions_of_criterion_0_3() {
    check(
        r#"
fn old(c: &mut Criterion) {
    c.bench("group", Benchmark::new("a", f) //= group / a
        .with_function("b", f) //= group / b
        .sample_size(10));
    c.bench("same", Benchmark::new("same", f)); //= same
    c.bench("sizes", ParameterizedBenchmark::new("f", f, vec![1, 2]).throughput(t)); //= sizes / f / 1 | sizes / f / 2
    c.bench_function_over_inputs("over", f, vec!["a", "b"]); //= over / - / "a" | over / - / "b"
    c.bench_functions("many", vec![Fun::new("x", f), Fun::new("y", g)], 1); //= many / x | many / y
}
criterion_group!(benches, old);
"#,
    );
}

#[test]
fn files_of_a_target_are_followed_together() {
    check_files(&[
        (
            "",
            "mod names;\nmod search;\nmod install;\ncriterion_main!(search::benches, install::benches);\n\
             fn run(c: &mut Criterion) {\n    c.bench_function(\"root\", f); //= root?\n}\n",
        ),
        ("names", "pub const NAME: &str = \"named\";\n"),
        (
            "search",
            "use crate::names::NAME;\ncriterion_group!(benches, run);\nfn run(c: &mut Criterion) {\n    \
             c.bench_function(NAME, f); //= named | named\n}\n",
        ),
        (
            "install",
            "criterion_group!(benches, inner::run, super::search::run);\nmod inner {\n    pub fn run(c: &mut Criterion) {\n        \
             c.bench_function(\"inner\", f); //= inner\n    }\n}\n",
        ),
    ]);
}

#[test]
fn functions_within_functions_are_known_before_they_are_written() {
    check(
        r#"
fn outer(c: &mut Criterion) {
    inner(&mut c.benchmark_group("g"), NAME);
    fn inner(group: &mut BenchmarkGroup<'_, WallTime>, name: &str) {
        group.bench_function(name, f); //= g / n
    }
    const NAME: &str = "n";
}
criterion_group!(benches, outer);
"#,
    );
}

#[test]
fn constructors_of_other_types_are_not_taken_for_an_own_one() {
    check(
        r#"
impl Reader {
    fn new() -> Reader { Inner::new(); Inner::new(); Other::new(); Reader { a: A::new(), b: B::new(), c: C::new() } }
}
fn bench(c: &mut Criterion) {
    Reader::new();
    Unrelated::new();
    for i in 0..1000 { Reader::new(); }
    c.bench_function("behind", f); //= behind
}
criterion_group!(benches, bench);
"#,
    );
}

#[test]
fn endless_recursion_and_loops_end() {
    check(
        r#"
const A: &str = B;
const B: &str = A;
fn f(c: &mut Criterion) {
    f(c);
    for a in 0..1000 { for b in 0..1000 { for d in 0..1000 { g(a, b, d); } } }
    c.bench_function(A, f); //= *
}
criterion_group!(benches, f);
"#,
    );
}
