//! From a keystroke to what the editor shows of it, measured at the client: from the write of `didChange` to the
//! diagnostics of that very version. Every edit makes an error or removes it; the pauses between edits are as long as a
//! person's, so that edits meet whatever the server does on its own account.
//!
//! The workspace has over 500,000 lines, the open file over 5,000. Absolute times belong to the machine; the ratio to
//! lexing the file once is what can be compared.
//!
//! `cargo bench --bench edit_latency`

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // a bench prepares its own input, and may stop at once

mod client;
#[path = "../tree.rs"]
mod tree;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use client::{Client, Document};
use ra_ap_rustc_lexer::{FrontmatterAllowed, tokenize};

/// The file that is open: a real one, of more than 5,000 lines.
const OPEN_FILE: &str = "members/clap_builder/src/builder/command.rs";

/// What is edited in it, behind each of the marks.
const ADDED: &str = r#"
mod latency { pub struct There; }
use self::latency::There/*use*/;
fn in_a_body() -> usize {
    let one = 1;
    #[cfg(feature = "std")]
    let one = one + 1;
    one
}
"#;

/// How much is measured.
struct Extent {
    keystrokes: usize,
    starts: usize,
    edits_for_memory: usize,
}

fn main() {
    // `cargo test --benches` runs this with `--test`: everything once, nothing measured.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let extent = match measuring {
        true => Extent { keystrokes: 400, starts: 10, edits_for_memory: 10_000 },
        false => Extent { keystrokes: 2, starts: 1, edits_for_memory: 10 },
    };
    let tree = tree::Tree::new("edit-latency-tree");
    let sample = Sample::new(&tree);
    println!("workspace of {} lines, open file of {} lines", tree.lines, sample.text.lines().count());
    let lexing = sample.lexing();
    println!("lexing the open file once: {lexing:.2?} (median)");

    sample.first_diagnostics(&extent);
    sample.pushed(&extent, lexing);
    sample.pulled(&extent, lexing);
}

struct Sample {
    root: PathBuf,
    file: PathBuf,
    text: String,
    manifest: PathBuf,
    manifest_text: String,
}

impl Sample {
    fn new(tree: &tree::Tree) -> Sample {
        let root = tree.root.clone();
        let (file, manifest) = (root.join(OPEN_FILE), root.join("members/clap_builder/Cargo.toml"));
        let text = std::fs::read_to_string(&file).unwrap() + ADDED;
        let manifest_text = std::fs::read_to_string(&manifest).unwrap();
        Sample { root, file, text, manifest, manifest_text }
    }

    /// Where the name of an import ends.
    fn open_at_use(&self, client: &mut Client) -> Document {
        client.open(&self.file, &self.text, "use self::latency::There")
    }

    /// The median of many times.
    fn lexing(&self) -> Duration {
        let once = |_| {
            let started = Instant::now();
            std::hint::black_box(tokenize(&self.text, FrontmatterAllowed::No).count());
            started.elapsed()
        };
        let mut times: Vec<Duration> = (0..101).map(once).collect();
        times.sort();
        times[times.len() / 2]
    }

    /// From `initialized`, with the file opened right behind it, to its first diagnostics.
    fn first_diagnostics(&self, extent: &Extent) {
        let start = |_| {
            let (mut client, initialized) = Client::start(&self.root, false);
            let document = self.open_at_use(&mut client);
            client.told(&document);
            initialized.elapsed()
        };
        show("first diagnostics of the open file", (0..extent.starts).map(start).collect(), None);
    }

    fn pushed(&self, extent: &Extent, lexing: Duration) {
        let (mut client, _) = Client::start(&self.root, false);
        let mut in_use = self.open_at_use(&mut client);
        client.told(&in_use);
        client.rest(&in_use);
        let at_rest = client.memory();

        let times = self.keystrokes(extent, |number| {
            let written = client.press(&mut in_use);
            let count = client.told(&in_use);
            let elapsed = written.elapsed();
            assert_eq!(count, 1 - number % 2);
            elapsed
        });
        show("pushed, keystroke in a `use`", times, Some(lexing));

        let mut in_body = client.open(&self.file, &self.text, "#[cfg(feature = \"std");
        client.told(&in_body);
        let times = self.keystrokes(extent, |number| {
            let written = client.press(&mut in_body);
            let count = client.told(&in_body);
            let elapsed = written.elapsed();
            assert_eq!(count, 1 - number % 2);
            elapsed
        });
        show("pushed, keystroke in a body", times, Some(lexing));

        // Without the feature's declaration all that is compiled with it has a warning.
        let mut in_manifest = client.open(&self.manifest, &self.manifest_text, "\nstd");
        client.told(&in_manifest);
        let times = self.keystrokes(extent, |number| {
            let written = client.press(&mut in_manifest);
            client.told_when(&in_body, |params| {
                params["diagnostics"].as_array().unwrap().is_empty() == (number % 2 == 1)
            });
            written.elapsed()
        });
        show("pushed, keystroke in Cargo.toml, until the Rust file's diagnostics change", times, Some(lexing));
        let times = self.keystrokes(extent, |_| {
            let written = client.press(&mut in_manifest);
            client.told(&in_manifest);
            written.elapsed()
        });
        show("pushed, keystroke in Cargo.toml, until that version's own diagnostics", times, Some(lexing));

        // Two more documents are open by now, and what was freed is not given back at once; what edits leave would go on growing.
        let mut after = |edits: usize| {
            for _ in 0..edits {
                client.press(&mut in_body);
                client.told(&in_body);
            }
            client.rest(&in_body);
            client.memory()
        };
        let few = extent.edits_for_memory / 10;
        let (before, soon, late) = (after(0), after(few), after(extent.edits_for_memory - few));
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        println!(
            "memory at rest {:.1} MB, with three documents open {:.1} MB, after {few} edits {:.1} MB, after {} {:.1} MB",
            megabytes(at_rest),
            megabytes(before),
            megabytes(soon),
            extent.edits_for_memory,
            megabytes(late)
        );
    }

    fn pulled(&self, extent: &Extent, lexing: Duration) {
        let (mut client, _) = Client::start(&self.root, true);
        let mut in_use = self.open_at_use(&mut client);
        client.rest(&in_use);
        let times = self.keystrokes(extent, |number| {
            let written = client.press(&mut in_use);
            let count = client.pull(&in_use);
            let elapsed = written.elapsed();
            assert_eq!(count, 1 - number % 2);
            elapsed
        });
        show("pulled, keystroke in a `use`", times, Some(lexing));
    }

    /// The times of so many keystrokes, with pauses of 0 to 160 milliseconds between them.
    fn keystrokes(&self, extent: &Extent, mut press: impl FnMut(usize) -> Duration) -> Vec<Duration> {
        let mut pause = 0;
        let times = (0..extent.keystrokes).map(|number| {
            pause = (pause * 73 + 41) % 161;
            std::thread::sleep(Duration::from_millis(pause));
            press(number)
        });
        times.collect()
    }
}

fn show(what: &str, mut times: Vec<Duration>, lexing: Option<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    let (half, most, worst) = (at(0.5), at(0.99), at(1.0));
    let ratio = lexing.map_or(String::new(), |lexing| {
        let of = |time: Duration| time.as_secs_f64() / lexing.as_secs_f64();
        format!("; {:.1} and {:.1} times lexing it", of(half), of(most))
    });
    println!("{what}: p50 {half:.2?}, p99 {most:.2?}, worst {worst:.2?} of {}{ratio}", times.len());
}
