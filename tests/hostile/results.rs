//! What claims to be Criterion's results.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "results_nested_json", largest: 500_000, make: nested_json },
    Shape { name: "results_many", largest: 5_000, make: many },
    Shape { name: "results_deep_folders", largest: 1_000, make: deep_folders },
    Shape { name: "results_many_baselines", largest: 5_000, make: many_baselines },
    Shape { name: "results_samples", largest: 200_000, make: samples },
    Shape { name: "results_digits", largest: 1_000_000, make: digits },
    Shape { name: "results_raw_csv_line", largest: 1_000_000, make: raw_csv_line },
    Shape { name: "results_long_id", largest: 1_000_000, make: long_id },
    Shape { name: "results_escape_codes", largest: 100_000, make: escape_codes },
];

const BENCH: &str = "use criterion::*;\nfn b(c: &mut Criterion) { c.bench_function(\"id\", |b| b.iter(|| 1)); }\n\
                     criterion_group!(g, b);\ncriterion_main!(g);\n";

fn result(tree: &mut Tree, folder: &str, id: &str, samples: &str, mean: &str) {
    tree.file("hostile/benches/b.rs", BENCH);
    let folder = format!("target/criterion/{folder}");
    let benchmark = format!(
        "{{\"group_id\":{id},\"function_id\":null,\"value_str\":null,\"throughput\":null,\
         \"full_id\":{id},\"directory_name\":{id},\"title\":{id}}}"
    );
    tree.file(&format!("{folder}/benchmark.json"), benchmark);
    let estimate = format!(
        "{{\"confidence_interval\":{{\"confidence_level\":0.95,\"lower_bound\":{mean},\"upper_bound\":{mean}}},\
         \"point_estimate\":{mean},\"standard_error\":0.1}}"
    );
    let estimates = format!(
        "{{\"mean\":{estimate},\"median\":{estimate},\"median_abs_dev\":{estimate},\"slope\":null,\"std_dev\":{estimate}}}"
    );
    tree.file(&format!("{folder}/estimates.json"), estimates);
    let sample = format!("{{\"sampling_mode\":\"Flat\",\"iters\":[{samples}],\"times\":[{samples}]}}");
    tree.file(&format!("{folder}/sample.json"), sample);
    tree.file(&format!("{folder}/tukey.json"), "[1.0,2.0,3.0,4.0]");
}

fn nested_json(size: u32, tree: &mut Tree) {
    result(tree, "id/new", "\"id\"", "1.0", &format!("{}{}", times("[", size), times("]", size)));
}

fn many(size: u32, tree: &mut Tree) {
    for n in 0..size {
        result(tree, &format!("id{n}/new"), &format!("\"id{n}\""), "1.0,2.0", "1.5");
    }
}

fn deep_folders(size: u32, tree: &mut Tree) {
    result(tree, &(times("a/", size) + "new"), "\"id\"", "1.0", "1.0");
}

fn many_baselines(size: u32, tree: &mut Tree) {
    for n in 0..size {
        result(tree, &format!("id/v{n}"), "\"id\"", "1.0,2.0", "1.5");
    }
}

fn samples(size: u32, tree: &mut Tree) {
    result(tree, "id/new", "\"id\"", &(times("1.5,", size) + "2.5"), "1.5");
    result(tree, "id/base", "\"id\"", &(times("1.5,", size) + "2.5"), "1.5");
}

fn digits(size: u32, tree: &mut Tree) {
    let digits = times("9", size);
    result(tree, "id/new", "\"id\"", &format!("{digits},1e{digits},0.{digits}"), &digits);
}

fn raw_csv_line(size: u32, tree: &mut Tree) {
    result(tree, "id/new", "\"id\"", "1.0", "1.0");
    let row = format!("group,function,value,{},{},ns,1\n", times("9", size), times("x", size));
    tree.file(
        "target/criterion/id/new/raw.csv",
        "group,function,value,throughput_num,throughput_type,sample_measured_value,unit,iteration_count\n".to_owned()
            + &row,
    );
}

fn long_id(size: u32, tree: &mut Tree) {
    result(tree, "id/new", &format!("\"{}\"", times("id/", size)), "1.0,2.0", "1.5");
}

fn escape_codes(size: u32, tree: &mut Tree) {
    let codes = each(size, |n| format!("\\u{:04x}", n % 0x20));
    result(tree, "id/new", &format!("\"{codes}\""), "1.0,2.0", "1.5");
}
