//! Attacks by bench files, whose benchmark ids are computed.

use super::tower;
use crate::shape::{each, times};
use crate::tree::Tree;

const MANIFEST: &str = "[package]\nname = \"hostile\"\nedition = \"2021\"\n[dev-dependencies]\ncriterion = \"0.5\"\n\
    [[bench]]\nname = \"b\"\nharness = false\n";

/// A bench file of these items, whose one group is `b`.
fn bench_items(tree: &mut Tree, items: &str) {
    let uses = "use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};\n";
    let ends = "criterion_group!(benches, b);\ncriterion_main!(benches);\n";
    tree.file("hostile/benches/b.rs", format!("{uses}{items}\n{ends}"));
    tree.file("hostile/Cargo.toml", MANIFEST);
}

/// A bench file whose function `b` does this.
fn bench_body(tree: &mut Tree, body: &str) {
    bench_items(tree, &format!("fn b(c: &mut Criterion) {{\n{body}\n}}"));
}

/// A bench file with a benchmark whose id is this expression.
fn bench_id(tree: &mut Tree, id: &str) {
    bench_body(tree, &format!("let id = {id};\nc.bench_function(id, |b| b.iter(|| 1));"));
}

/// Hopes for an id of 2ⁿ letters: each text is the one before it, twice.
pub(super) fn id_laughs(size: u32, tree: &mut Tree) {
    let doubled = each(size, |i| format!("let s{0} = format!(\"{{s{i}}}{{s{i}}}\");\n", i + 1));
    bench_id(tree, &format!("{{ let s0 = \"ha\";\n{doubled}s{size} }}"));
}

/// Hopes that a width, a precision or a count is obeyed: ids of gigabytes in a line.
pub(super) fn id_padding(size: u32, tree: &mut Tree) {
    let width = u64::from(size) << 16;
    bench_body(
        tree,
        &format!(
            "let w = {width};\nc.bench_function(format!(\"{{:>{width}}}\", 1), |b| b.iter(|| 1));
            c.bench_function(format!(\"{{:>w$}}\", 1), |b| b.iter(|| 1));
            c.bench_function(format!(\"{{:.{width}}}\", 1.5), |b| b.iter(|| 1));
            c.bench_function(\"x\".repeat({width}), |b| b.iter(|| 1));
            c.bench_function(format!(\"{{:?}}\", [0u8; {width}]), |b| b.iter(|| 1));"
        ),
    );
}

/// Hopes that n placeholders are each filled with n letters.
pub(super) fn id_placeholders_product(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("{{ let s = \"{}\"; format!(\"{}\") }}", times("a", size), times("{s}", size)));
}

/// Hopes that ranges within ranges are walked: as many levels as size has bits, of `size` steps each.
pub(super) fn loops_in_loops(size: u32, tree: &mut Tree) {
    let depth = size.ilog2();
    let open = each(depth, |i| format!("for i{i} in 0..{size} {{\n"));
    let id = each(depth, |i| format!("{{i{i}}}_"));
    let call = format!("c.bench_function(&format!(\"{id}\"), |b| b.iter(|| 1));");
    bench_body(tree, &format!("{open}{call}{}", times("}", depth)));
}

/// Hopes that a loop is run which does not end, or only after 2⁶⁴ steps.
pub(super) fn loops_without_end(size: u32, tree: &mut Tree) {
    let call = "c.bench_function(&format!(\"x{i}\"), |b| b.iter(|| 1));";
    let heads =
        ["for i in 0..u64::MAX", "for i in 0.. ", "for i in (1u128..).step_by(0)", "for i in i128::MIN..=i128::MAX"];
    let fors = heads.map(|head| format!("{head} {{ {call} }}\n")).concat();
    let rest = format!("let mut i = 0; while true {{ i += 1; {call} }}\nloop {{ {call} i *= 2; }}\n");
    bench_body(tree, &times(&format!("{fors}{rest}"), size));
}

/// Hopes for 2ⁿ elements: each array has the one before it twice.
pub(super) fn arrays_laugh(size: u32, tree: &mut Tree) {
    let arrays = each(size, |i| format!("let a{0} = [a{i}, a{i}];\n", i + 1));
    let open = each(size, |i| format!("for x{} in x{} {{\n", size - 1 - i, size - i));
    let call = "c.bench_with_input(BenchmarkId::from_parameter(x0), &x0, |b, _| b.iter(|| 1));";
    bench_body(tree, &format!("let a0 = 1;\n{arrays}let x{size} = a{size};\n{open}{call}{}", times("}", size)));
}

/// Hopes for 2ⁿ calls: each of n functions calls the next one twice.
pub(super) fn functions_laugh(size: u32, tree: &mut Tree) {
    let twice = |i: u32| format!("fn f{i}(c: &mut Criterion) {{ f{0}(c); f{0}(c); }}\n", i + 1);
    let last = format!("fn f{size}(c: &mut Criterion) {{ c.bench_function(\"x\", |b| b.iter(|| 1)); }}\n");
    bench_items(tree, &format!("{}{last}fn b(c: &mut Criterion) {{ f0(c); }}", each(size, twice)));
}

/// Hopes that functions which call each other in a ring are followed for ever, since an argument grows on the way.
pub(super) fn functions_in_a_ring(size: u32, tree: &mut Tree) {
    let call = "c.bench_function(&s, |b| b.iter(|| 1));";
    let step = |i: u32| {
        let next = (i + 1) % size;
        format!(
            "fn f{i}(c: &mut Criterion, s: String) {{ {call} f{next}(c, format!(\"{{s}}x\")); f{i}(c, s + \"y\"); }}\n"
        )
    };
    bench_items(tree, &format!("{}fn b(c: &mut Criterion) {{ f0(c, String::new()); }}", each(size, step)));
}

/// Hopes that constants which are defined by each other are looked up for ever, or by recursion.
pub(super) fn constants_in_a_ring(size: u32, tree: &mut Tree) {
    let constant =
        |i: u32| format!("const A{i}: &str = concat!(A{0}, A{0});\nconst B{i}: &str = B{0};\n", (i + 1) % size);
    let calls = "c.bench_function(A0, |b| b.iter(|| 1)); c.bench_function(B0, |b| b.iter(|| 1));";
    bench_items(tree, &format!("{}fn b(c: &mut Criterion) {{ {calls} }}", each(size, constant)));
}

/// Hopes for 2ⁿ possible ids: each of n conditions that nobody can know appends one letter or another.
pub(super) fn either_or(size: u32, tree: &mut Tree) {
    let step = |i: u32| format!("let s = format!(\"{{s}}{{}}\", if unknown({i}) {{ \"a\" }} else {{ \"b\" }});\n");
    bench_id(tree, &format!("{{ let s = String::new();\n{}s }}", each(size, step)));
}

/// Hopes that arithmetic overflows, divides by zero or runs for ever, on numbers at the end of their range and beyond.
pub(super) fn numbers_beyond(size: u32, tree: &mut Tree) {
    let digits = times("9", size);
    let sums = [
        "i64::MIN / -1",
        "i128::MIN / -1",
        "-i64::MIN",
        "-i128::MIN",
        "1 << 4294967296",
        "1 % 0",
        "1 / 0",
        "u64::MAX + 1",
        "u128::MAX * u128::MAX",
        "10u128.pow(4294967295)",
        "i64::MIN.abs()",
        "0usize - 1",
        "1 >> -1",
        "(1.0 / 0.0) as u8",
        "u128::MAX as f32 as u128",
        "1e999",
        "\"é\"[1..]",
        "[1][9]",
        "i64::MIN % -1",
    ];
    let mut ids: Vec<String> = sums.iter().map(|sum| (*sum).to_owned()).collect();
    ids.extend([digits.clone(), format!("1e{digits}"), format!("0x{}", times("f", size)), format!("0.{digits}")]);
    let call = |id: &String| format!("c.bench_function(format!(\"{{}}\", {id}), |b| b.iter(|| 1));\n");
    bench_body(tree, &ids.iter().map(call).collect::<String>());
}

/// Hopes that n benchmarks of one id are each reported with all the others.
pub(super) fn same_id_square(size: u32, tree: &mut Tree) {
    bench_body(tree, &times("c.bench_function(\"same\", |b| b.iter(|| 1));\n", size));
}

/// Hopes for n groups of n functions of n benchmarks.
pub(super) fn groups_product(size: u32, tree: &mut Tree) {
    let calls = each(size, |i| format!("c.bench_function(\"x{i}\", |b| b.iter(|| 1));\n"));
    let functions = times("f, ", size);
    let groups = each(size, |i| format!("criterion_group!(g{i}, {functions});\n"));
    let main = format!("criterion_main!({});\n", each(size, |i| format!("g{i}, ")));
    bench_items(tree, &format!("fn f(c: &mut Criterion) {{\n{calls}}}\nfn b(_: &mut Criterion) {{}}\n{groups}{main}"));
}

/// Hopes for n × n × n ids: of groups, functions and parameters, from three lists.
pub(super) fn ids_product(size: u32, tree: &mut Tree) {
    let list = |letter: char| each(size, |i| format!("\"{letter}{i}\", "));
    bench_body(
        tree,
        &format!(
            "for g in [{}] {{\nlet mut group = c.benchmark_group(g);\nfor f in [{}] {{\nfor p in [{}] {{
            group.bench_with_input(BenchmarkId::new(f, p), &p, |b, _| b.iter(|| 1));\n}}\n}}\ngroup.finish();\n}}",
            list('g'),
            list('f'),
            list('p')
        ),
    );
}

/// Hopes that iterators in iterators are collected, n elements to the power of their number.
pub(super) fn iterators_product(size: u32, tree: &mut Tree) {
    let more = ".flat_map(|s| LIST.iter().map(move |t| format!(\"{s}{t}\")))";
    let list = each(size, |i| format!("\"{i}\", "));
    let body =
        format!("for id in LIST.iter(){} {{ c.bench_function(&id, |b| b.iter(|| 1)); }}", times(more, size.ilog2()));
    bench_items(tree, &format!("const LIST: &[&str] = &[{list}];\nfn b(c: &mut Criterion) {{ {body} }}"));
}

/// Hopes that a text or a list which is changed in place is doubled at each of n lines.
pub(super) fn changed_in_place(size: u32, tree: &mut Tree) {
    let step = "s.push_str(&s.clone()); s += &s.clone(); let s = s.replace(\"\", &s); let v = vec![v.clone(); 1000];\n";
    let start = "let mut s = String::from(\"x\"); let v = vec![1];\n";
    bench_body(
        tree,
        &format!("{start}{}c.bench_function(&format!(\"{{s}}{{v:?}}\"), |b| b.iter(|| 1));", times(step, size)),
    );
}

/// Hopes for 2ⁿ benchmarks from macros that call each other twice.
pub(super) fn bench_macros_laugh(size: u32, tree: &mut Tree) {
    let rule = |i: u32| format!("macro_rules! m{i} {{ ($c:ident) => {{ m{0}!($c); m{0}!($c); }} }}\n", i + 1);
    let last = "($c:ident) => { $c.bench_function(\"x\", |b| b.iter(|| 1)); }";
    let rules = format!("macro_rules! m{size} {{ {last} }}\n{}", each(size, rule));
    bench_items(tree, &format!("{rules}fn b(c: &mut Criterion) {{ m0!(c); }}"));
}

/// Hopes that a sum of n terms, a tree of n levels to the left, is parsed, computed or dropped by recursion.
pub(super) fn sum_chain(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("format!(\"{{}}\", 0{})", times("+1", size)));
}

/// Hopes that n calls in a row, each upon the one before, are parsed, computed or dropped by recursion.
pub(super) fn call_chain(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("\"x\"{}", times(".a()", size)));
}

/// Hopes that n `else if`, each within the one before, are parsed by recursion.
pub(super) fn else_if_chain(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("{} {{ \"x\" }}", times("if a { \"y\" } else ", size)));
}

/// Hopes that operators without brackets, which a count of brackets does not see, are parsed by recursion.
pub(super) fn unary_tower(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("{}1", times("-&!*", size)));
}

/// Hopes that closures in closures and jumps in jumps, which have no brackets, are parsed by recursion.
pub(super) fn closure_tower(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("{}1", times("|a|return break move||", size)));
}

/// Hopes that assignments and ranges, which lean to the right, are parsed by recursion.
pub(super) fn assignment_chain(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("{}1", times("a=b+=..", size)));
}

/// Hopes that brackets and blocks are parsed by recursion.
pub(super) fn bracket_tower(size: u32, tree: &mut Tree) {
    bench_id(tree, &tower("({[", "\"x\"", "]})", size));
}

/// Hopes that types are parsed by recursion where angles, and no brackets, hold them: in casts, calls and signatures.
pub(super) fn type_tower(size: u32, tree: &mut Tree) {
    let kind = tower("A<&", "u8", ">", size);
    bench_id(tree, &format!("{{ fn f(_: {kind}) {{}} let y: {kind} = z; f::<{kind}>(1 as {kind}) }}"));
}

/// Hopes that patterns are parsed by recursion where they have no brackets.
pub(super) fn pattern_tower(size: u32, tree: &mut Tree) {
    bench_id(tree, &format!("{{ let {}x = 1; match x {{ {}_ => 2 }} }}", times("a@", size), times("&&mut ", size)));
}

/// Hopes that a bench which is its own module is read for ever, and its constants with it.
pub(super) fn bench_within_itself(size: u32, tree: &mut Tree) {
    let modules = each(size, |i| format!("#[path = \"b.rs\"]\nmod m{i};\nuse m{i}::ID as ID{i};\n"));
    let calls = each(size, |i| format!("c.bench_function(m{i}::m{i}::ID{i}, |b| b.iter(|| 1)); m{i}::b(c);\n"));
    bench_items(tree, &format!("{modules}pub use m0::ID;\npub fn b(c: &mut Criterion) {{\n{calls}}}"));
}
