//! Search in the marketplace's index.

use std::hint::black_box;

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};
use ggen_cli_lib::domain::marketplace::{Package, SearchIndex};

const SUBJECTS: [&str; 4] = ["http server", "command line", "web page", "data model"];

fn index(size: usize) -> SearchIndex {
    let package = |number: usize| Package {
        name: format!("template-{number}"),
        description: format!("Code for a {} in Rust", SUBJECTS[number % SUBJECTS.len()]),
        downloads: (number * 7919 % 10_007) as u64,
    };
    SearchIndex::new((0..size).map(package).collect())
}

fn search_scaling(c: &mut Criterion) {
    let mut group = c.benchmark_group("search_scaling");
    for size in [100, 500, 1000, 5000] {
        let index = index(size);
        group.bench_with_input(BenchmarkId::from_parameter(size), &index, |b, index| {
            b.iter(|| index.search(black_box("http server"), 20));
        });
    }
    group.finish();
}

fn search_queries(c: &mut Criterion) {
    let index = index(1000);
    let mut group = c.benchmark_group("search_queries");
    for (kind, query) in [
        ("one_word", "server"),
        ("three_words", "command line rust"),
        ("no_match", "quantum"),
    ] {
        group.bench_with_input(BenchmarkId::new("query", kind), query, |b, query| {
            b.iter(|| index.search(black_box(query), 20));
        });
    }
    group.finish();
}

fn search_limit(c: &mut Criterion) {
    let index = index(1000);
    c.bench_function("search_without_limit", |b| {
        b.iter(|| index.search(black_box("rust"), usize::MAX));
    });
}

criterion_group!(benches, search_scaling, search_queries, search_limit);
criterion_main!(benches);
