use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const SIZES: [usize; 3] = [10, 100, 1_000];

fn search(c: &mut Criterion) {
    let mut group = c.benchmark_group("search");
    for size in SIZES {
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |b, &size| b.iter(|| size + 1));
        group.bench_function(format!("name_{}", size * 2), |b| b.iter(|| (0..size).map(|x| x & 1).sum::<usize>()));
    }
    group.finish();
}

fn helper(c: &mut Criterion, name: &str) {
    for (kind, f) in [("a", run as fn()), ("b", run)] {
        let id = format!("{name}/{kind}");
        c.bench_function(&id, |b| b.iter(f));
    }
}

fn run() {}

fn all(c: &mut Criterion) {
    helper(c, "one");
    helper(c, concat!("t", "wo"));
    if let Some(x) = Some(1) { match x { 1 => c.bench_function("three", |b| b.iter(run)), _ => c }; }
}

criterion_group! { name = g; config = Criterion::default().sample_size(10); targets = search, all }
criterion_main!(g);
