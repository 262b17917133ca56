//! Attacks by what Criterion saved in `target/criterion`.

use super::{result, tower};
use crate::shape::{each, times};
use crate::tree::Tree;

/// A bench file with these calls of `c`.
fn calls(tree: &mut Tree, calls: &str) {
    let text = format!(
        "use criterion::*;\nfn b(c: &mut Criterion) {{\n{calls}}}\ncriterion_group!(g, b);\ncriterion_main!(g);\n"
    );
    tree.file("hostile/benches/b.rs", text);
}

/// Hopes that JSON in JSON is parsed or skipped by recursion: in every file of a result.
pub(super) fn json_tower(size: u32, tree: &mut Tree) {
    result(tree, "a", "a", "base", 1.0);
    let text = format!("{{\"x\":{},\"y\":{}}}", tower("[", "", "]", size), tower("{\"a\":", "1", "}", size));
    for name in ["benchmark", "estimates", "sample", "tukey"] {
        tree.file(&format!("target/criterion/{name}/base/{name}.json"), text.clone());
        tree.file(&format!("target/criterion/a/base/{name}.json"), text.clone());
    }
    tree.file("metrics.json", text);
    tree.file("greenlight.toml", "[metrics]\nfiles = [\"metrics.json\"]\n");
}

/// Hopes that n benches with n baselines each are all read, and each compared with each.
pub(super) fn baselines_square(size: u32, tree: &mut Tree) {
    for i in 0..size * size {
        let (bench, baseline) = (format!("g{}", i / size), format!("v{}", i % size));
        result(tree, &bench, &bench, &baseline, f64::from(i));
    }
    calls(tree, &each(size, |i| format!("c.bench_function(\"g{i}\", |b| b.iter(|| 1));\n")));
}

/// Hopes that n results of one id are held against n calls that all may have made them.
pub(super) fn same_result_square(size: u32, tree: &mut Tree) {
    for i in 0..size {
        result(tree, &format!("same_{i}"), "same", "base", f64::from(i));
    }
    calls(tree, &times("c.bench_function(\"same\", |b| b.iter(|| 1));\n", size));
}

/// Hopes that ids with n unknown parts are matched with long results by trying every way to split them.
pub(super) fn wild_ids(size: u32, tree: &mut Tree) {
    let wild = times("{}a", size.min(2000));
    let arguments = each(size.min(2000), |i| format!(", unknown({i})"));
    calls(tree, &format!("c.bench_function(&format!(\"{wild}b\"{arguments}), |b| b.iter(|| 1));\n"));
    for i in 0..64 {
        result(tree, &format!("wild{i}"), &times("a", size + i), "base", 1.0);
    }
}

/// Hopes that folders which Criterion cut to the same 64 letters are told apart n × n times.
pub(super) fn cut_names_square(size: u32, tree: &mut Tree) {
    let long = times("long_", 20);
    let cut: String = long.chars().take(56).collect();
    for i in 0..size {
        result(tree, &format!("{cut}_{i}"), &format!("{long}{i}"), "base", 1.0);
    }
    calls(tree, &each(size, |i| format!("c.bench_function(\"{long}{}\", |b| b.iter(|| 1));\n", size - i)));
}

/// Hopes that a measured value that is NaN, overflows or has a megabyte of digits is divided by, or sorted.
pub(super) fn numbers_of_no_size(size: u32, tree: &mut Tree) {
    let numbers = [
        times("9", size),
        format!("0.{}1", times("0", size)),
        format!("1e{size}"),
        "1e400".to_owned(),
        "-1e308".to_owned(),
        "NaN".to_owned(),
        "null".to_owned(),
        "-0.0".to_owned(),
        "1e-320".to_owned(),
        "\"1\"".to_owned(),
        "0".to_owned(),
    ];
    for (i, number) in numbers.iter().enumerate() {
        let folder = format!("target/criterion/n{i}/base");
        let other = &numbers[(i + 7) % numbers.len()];
        result(tree, &format!("n{i}"), &format!("n{i}"), "new", 1.0);
        result(tree, &format!("n{i}"), &format!("n{i}"), "base", 1.0);
        let interval = format!("{{\"confidence_level\":{number},\"lower_bound\":{other},\"upper_bound\":{number}}}");
        let estimate =
            format!("{{\"confidence_interval\":{interval},\"point_estimate\":{number},\"standard_error\":{other}}}");
        let names = ["mean", "median", "median_abs_dev", "slope", "std_dev"]
            .map(|name| format!("\"{name}\":{estimate}"))
            .join(",");
        tree.file(&format!("{folder}/estimates.json"), format!("{{{names}}}"));
        let list = vec![number.as_str(); 16].join(",");
        tree.file(
            &format!("{folder}/sample.json"),
            format!("{{\"sampling_mode\":\"Flat\",\"iters\":[{list}],\"times\":[{list}]}}"),
        );
        tree.file(&format!("{folder}/tukey.json"), format!("[{list}]"));
    }
}

/// Hopes that a sample of n measurements is resampled n × 100,000 times, or that iterations of zero are divided by.
pub(super) fn endless_sample(size: u32, tree: &mut Tree) {
    for (baseline, step) in [("base", 3), ("new", 7)] {
        result(tree, "a", "a", baseline, 1.0);
        let times = each(size, |i| format!("{}.5,", i * step % 997));
        let iters = each(size, |i| format!("{},", i % 2));
        let text = format!("{{\"sampling_mode\":\"Linear\",\"iters\":[{iters}1],\"times\":[{times}1,2,3]}}");
        tree.file(&format!("target/criterion/a/{baseline}/sample.json"), text);
    }
}

/// Hopes that parameters without a common order (numbers, texts, texts that look like numbers) are sorted.
pub(super) fn parameters_without_order(size: u32, tree: &mut Tree) {
    let odd = [
        "NaN",
        "1e3",
        "10",
        "9",
        "-",
        "0x9",
        "1_000",
        "٣",
        "1.5",
        "",
        "inf",
        "9a",
        "-0",
        "0",
        "08",
        "8",
        "99999999999999999999",
        "1e999",
    ];
    for i in 0..size {
        let value =
            format!("{}{}", odd[(i * 7 % 18) as usize], if i % 3 == 0 { String::new() } else { (i / 18).to_string() });
        let id = format!(
            "{{\"group_id\":\"g\",\"function_id\":\"f\",\"value_str\":\"{value}\",\
             \"throughput\":{{\"Bytes\":18446744073709551615}},\"full_id\":\"g/f/{value}\",\
             \"directory_name\":\"g/f/{i}\",\"title\":\"g\"}}"
        );
        result(tree, &format!("g/f/{i}"), "g", "base", f64::from(i));
        tree.file(&format!("target/criterion/g/f/{i}/base/benchmark.json"), id);
    }
    calls(
        tree,
        "let mut g = c.benchmark_group(\"g\");\n\
         for i in unknown() { g.bench_function(BenchmarkId::new(\"f\", i), |b| b.iter(|| 1)); }\n",
    );
}

/// Hopes that a table of raw numbers has a row, a field or a quote without end.
pub(super) fn raw_numbers(size: u32, tree: &mut Tree) {
    let head = "group,function,value,throughput_num,throughput_type,sample_measured_value,unit,iteration_count\n";
    let texts = [
        times("\"", size),
        times(",", size),
        times("\"a\"\"\n", size),
        times("a,b,,1,bytes,1e999,ns,0\n", size),
        times("\0\r", size),
    ];
    for (i, text) in texts.iter().enumerate() {
        result(tree, &format!("r{i}"), &format!("r{i}"), "base", 1.0);
        tree.file(&format!("target/criterion/r{i}/base/raw.csv"), format!("{head}{text}"));
        tree.file(&format!("target/criterion/r{i}/base/sample.json"), text.clone());
    }
}

/// Hopes that an id of megabytes, with control characters and paths that lead away, is compared, copied or obeyed.
pub(super) fn giant_ids(size: u32, tree: &mut Tree) {
    let (near, escape) = (times("ab/", size), times("\\u001b[2J\\n\\u0000../", size));
    for (i, id) in [near.clone(), near + "c", escape].iter().enumerate() {
        result(tree, &format!("giant{i}"), id, "base", 1.0);
    }
    calls(tree, &format!("c.bench_function(\"{}\", |b| b.iter(|| 1));\n", times("ba/", size)));
}

/// Hopes that folders below Criterion's are walked in circles, or as deep as the system lets them be.
pub(super) fn folders_in_circles(size: u32, tree: &mut Tree) {
    let deep = times("d/", size.min(1500));
    result(tree, &format!("{deep}x"), "x", "base", 1.0);
    for i in 0..size {
        tree.link(&format!("target/criterion/up{i}"), "..");
        tree.link(&format!("target/criterion/g{i}/same"), "../../criterion");
        tree.link(&format!("target/criterion/g{i}/base"), ".");
    }
}
