//! The registry and all that happens on the way from a name to an installed package.

use std::hint::black_box;
use std::sync::Mutex;

use criterion::{criterion_group, criterion_main, BatchSize, BenchmarkId, Criterion, Throughput};
use ggen::cache::Cache;
use ggen::install::plan;
use ggen::registry::Registry;

/// `size` packages, each of which needs the two before it.
fn index(size: usize) -> String {
    let line = |package: usize| {
        let needs: String = (package.saturating_sub(2)..package)
            .map(|other| format!(" package-{other}"))
            .collect();
        format!("package-{package} 1{needs}\n")
    };
    (0..size).map(line).collect()
}

fn registry(size: usize) -> Registry {
    Registry::parse(&index(size)).expect("every version is a number")
}

fn registry_loading(c: &mut Criterion) {
    let mut group = c.benchmark_group("registry_loading");
    for size in [10, 100, 1000, 10_000] {
        let text = index(size);
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &text, |b, text| {
            b.iter(|| Registry::parse(black_box(text)));
        });
    }
    group.finish();

    let path = std::env::temp_dir().join(format!("ggen-registry-{}", std::process::id()));
    std::fs::write(&path, index(1000)).expect("the folder for temporary files is writable");
    c.bench_function("registry_loading_from_disk", |b| {
        b.iter(|| Registry::load(black_box(&path)));
    });
    std::fs::remove_file(&path).expect("nobody else removes it");
}

fn dependency_resolution(c: &mut Criterion) {
    let mut group = c.benchmark_group("dependency_resolution");
    for (shape, depth) in [("shallow", 5), ("deep", 100), ("very deep", 1000)] {
        let registry = registry(depth + 1);
        let last = format!("package-{depth}");
        group.bench_function(BenchmarkId::new(shape, depth), |b| {
            b.iter(|| plan(black_box(&registry), &last));
        });
    }
    group.finish();
}

fn install(c: &mut Criterion) {
    let registry = registry(100);
    let mut group = c.benchmark_group("install");
    for count in [1usize, 5, 20] {
        let names: Vec<String> = (0..count)
            .map(|package| format!("package-{package}"))
            .collect();
        group.bench_with_input(
            BenchmarkId::new("packages", count),
            &names,
            |b, names: &Vec<String>| {
                b.iter(|| {
                    names
                        .iter()
                        .map(|name| plan(&registry, name).len())
                        .sum::<usize>()
                });
            },
        );
    }
    group.finish();
}

fn cache(c: &mut Criterion) {
    let mut filled = Cache::new(100);
    for package in 0..100 {
        filled.insert(&format!("package-{package}"), vec![0; 1024]);
    }
    let mut group = c.benchmark_group("cache");
    for (name, wanted) in [
        ("hit", "package-99"),
        ("last_hit", "package-0"),
        ("miss", "none"),
    ] {
        group.bench_function(name, |b| {
            b.iter_batched_ref(
                || filled.clone(),
                |cache| cache.get(black_box(wanted)).map(<[u8]>::len),
                BatchSize::SmallInput,
            );
        });
    }
    group.bench_function("insert", |b| {
        b.iter_batched_ref(
            || filled.clone(),
            |cache| cache.insert("new", vec![0; 1024]),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn concurrency(c: &mut Criterion) {
    let shared = Mutex::new(Cache::new(100));
    let mut group = c.benchmark_group("concurrent_installs");
    group.sample_size(20);
    for threads in [2usize, 4, 8] {
        group.bench_with_input(
            BenchmarkId::new("threads", threads),
            &threads,
            |b, &threads| {
                b.iter(|| {
                    std::thread::scope(|scope| {
                        for thread in 0..threads {
                            let shared = &shared;
                            scope.spawn(move || {
                                let mut cache = shared.lock().expect("no thread panics");
                                cache.insert(&format!("package-{thread}"), vec![0; 1024]);
                            });
                        }
                    });
                });
            },
        );
    }
    group.finish();
}

/// How long it takes to hold a registry twice; how many bytes that is, Criterion does not measure.
fn memory_usage(c: &mut Criterion) {
    let registry = registry(1000);
    c.bench_function("memory_usage/registry_clone", |b| {
        b.iter(|| black_box(&registry).clone());
    });
}

criterion_group!(core, registry_loading, dependency_resolution, install);
criterion_group! {
    name = storage;
    config = Criterion::default().sample_size(50);
    targets = cache, concurrency, memory_usage
}
criterion_main!(core, storage);
