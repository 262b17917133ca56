//! Ids that are hard on folder names, measured in no time.

use std::hint::black_box;
use std::time::Duration;

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};

fn quick() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_millis(5))
        .sample_size(10)
        .nresamples(1000)
        .without_plots()
}

fn groups(c: &mut Criterion) {
    let mut group = c.benchmark_group("search/1000 packages: <fast>?");
    group.bench_function("f*one|\"q\"\\back^tick", |b| b.iter(|| black_box(1)));
    group.bench_function(BenchmarkId::new("g", "a/b"), |b| b.iter(|| black_box(1)));
    group.bench_function("ünïcödé-日本語", |b| b.iter(|| black_box(1)));
    group.bench_function(".", |b| b.iter(|| black_box(1)));
    group.bench_function("a b  c ", |b| b.iter(|| black_box(1)));
    group.finish();

    let mut group = c.benchmark_group("sizes");
    for size in [1_u64, 1000] {
        group.throughput(Throughput::Bytes(size));
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |b, &size| {
            b.iter(|| (0..size).fold(0, |sum, number| sum ^ black_box(number)));
        });
    }
    group.finish();

    // What lies beside baselines, for ids.
    let mut group = c.benchmark_group("case");
    for name in ["new", "report", "base"] {
        group.bench_function(name, |b| b.iter(|| black_box(1)));
    }
    group.finish();
}

fn alone(c: &mut Criterion) {
    c.bench_function("dup?x", |b| b.iter(|| black_box(1)));
    c.bench_function("dup*x", |b| b.iter(|| black_box(1)));
    c.bench_function(
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        |b| b.iter(|| black_box(1)),
    );
    c.bench_function(
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy",
        |b| b.iter(|| black_box(1)),
    );
    c.bench_function(
        "日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日",
        |b| b.iter(|| black_box(1)),
    );
    c.bench_with_input(BenchmarkId::new("pair", "of two"), &1, |b, n| b.iter(|| black_box(*n)));
}

fn before_groups(c: &mut Criterion) {
    use criterion::{Benchmark, ParameterizedBenchmark};
    c.bench(
        "old",
        Benchmark::new("first", |b| b.iter(|| black_box(1))).with_function("second", |b| b.iter(|| black_box(2))),
    );
    c.bench("single", Benchmark::new("single", |b| b.iter(|| black_box(1))));
    c.bench("numbers", ParameterizedBenchmark::new("square", |b, &n| b.iter(|| black_box(n * n)), vec![2, 3]));
}

criterion_group! {
    name = benches;
    config = quick();
    targets = groups, alone, before_groups
}
criterion_main!(benches);
