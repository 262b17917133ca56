//! The network of peers, simulated in memory: how long the work at each peer takes, not how long messages travel.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hint::black_box;

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};

/// A place on the ring for every number, spread as a hash would.
fn key(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17)
}

/// Who knows whom: each peer the next one on the ring, and those at distances of powers of two.
fn network(peers: usize) -> Vec<Vec<usize>> {
    let neighbours = |peer: usize| {
        let distances = std::iter::successors(Some(1), |distance| Some(distance * 2));
        distances
            .take_while(|distance| *distance < peers)
            .map(|distance| (peer + distance) % peers)
            .collect()
    };
    (0..peers).map(neighbours).collect()
}

/// How many peers a message has reached after all have passed it on.
fn gossip(network: &[Vec<usize>], fanout: usize) -> usize {
    let mut reached = BTreeSet::from([0]);
    let mut waiting = VecDeque::from([0]);
    while let Some(peer) = waiting.pop_front() {
        for next in network[peer].iter().take(fanout) {
            if reached.insert(*next) {
                waiting.push_back(*next);
            }
        }
    }
    reached.len()
}

fn dht_lookup(c: &mut Criterion) {
    let mut group = c.benchmark_group("dht_lookup");
    for peers in [10u64, 100, 1000, 10_000] {
        let table: BTreeMap<u64, u64> = (0..peers).map(|peer| (key(peer), peer)).collect();
        group.bench_with_input(BenchmarkId::new("peers", peers), &table, |b, table| {
            b.iter(|| table.range(black_box(key(42))..).next());
        });
    }
    group.finish();
}

fn peer_discovery(c: &mut Criterion) {
    let mut group = c.benchmark_group("peer_discovery");
    for peers in [10, 50, 100] {
        group.bench_with_input(BenchmarkId::from_parameter(peers), &peers, |b, &peers| {
            b.iter(|| network(black_box(peers)));
        });
    }
    group.finish();
}

fn gossipsub_propagation(c: &mut Criterion) {
    let mut group = c.benchmark_group("gossipsub_propagation");
    for peers in [10, 50, 100] {
        for fanout in [1, 3, 6] {
            let network = network(peers);
            group.bench_function(BenchmarkId::new(format!("fanout_{fanout}"), peers), |b| {
                b.iter(|| gossip(black_box(&network), fanout));
            });
        }
    }
    group.finish();
}

fn memory_per_peer(c: &mut Criterion) {
    let network = network(100);
    c.bench_function("memory_per_peer/clone", |b| {
        b.iter(|| black_box(&network).clone());
    });
}

criterion_group!(
    benches,
    dht_lookup,
    peer_discovery,
    gossipsub_propagation,
    memory_per_peer
);
criterion_main!(benches);
