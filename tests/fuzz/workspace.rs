//! A small workspace of which one file is the input, laid over the disk as an editor does it, and all that is asked of it.

use std::path::{Path, PathBuf};

use fastrand::Rng;
use greenlight_files::Files;
use greenlight_ide::{Change, Host};

const FILES: [(&str, &str); 9] = [
    ("Cargo.toml", include_str!("corpus/manifest/package.toml")),
    ("Cargo.lock", include_str!("corpus/lock/lock.toml")),
    ("greenlight.toml", include_str!("corpus/configuration/all.toml")),
    (".cargo/config.toml", include_str!("corpus/cargo_config/config.toml")),
    ("src/lib.rs", include_str!("corpus/source/lib.rs")),
    ("benches/b.rs", include_str!("corpus/bench/b.rs")),
    ("PERF.md", include_str!("corpus/document/targets.md")),
    ("target/criterion/search/10/new/benchmark.json", include_str!("corpus/benchmark/benchmark.json")),
    ("target/criterion/search/10/new/estimates.json", include_str!("corpus/estimates/estimates.json")),
];
const SAMPLE: (&str, &str) = ("target/criterion/search/10/new/sample.json", include_str!("corpus/sample/sample.json"));

/// The workspace on disk.
pub(crate) struct Sample {
    folder: tempfile::TempDir,
}

impl Sample {
    pub(crate) fn new() -> Sample {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in FILES.into_iter().chain([SAMPLE]) {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Sample { folder }
    }

    fn root(&self) -> PathBuf {
        std::fs::canonicalize(self.folder.path()).unwrap()
    }

    /// Asks everything of the workspace in which the file `name` has the text `input`.
    pub(crate) fn ask(&self, name: &str, input: &[u8], random: &mut Rng) {
        let text = String::from_utf8_lossy(input).into_owned();
        let file = self.root().join(name);
        let mut files = Files::new();
        files.open(file.clone(), text.as_str().into());
        let Ok(mut host) = Host::open(files, &self.root()) else { return };
        self.ask_host(&host, &file, &text, random);
        // And once more after an edit, since then much is taken over from before.
        let edited = format!("{text}\n");
        host.apply(&[Change::Text(file.clone(), edited.as_str().into())]);
        self.ask_host(&host, &file, &edited, random);
    }

    fn ask_host(&self, host: &Host, file: &Path, text: &str, random: &mut Rng) {
        let snapshot = host.snapshot();
        for finding in snapshot.report().findings {
            let text = snapshot.text(&finding.file).unwrap_or_default();
            assert!(text.get(finding.span.start as usize..finding.span.end as usize).is_some(), "{finding:?}");
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                let text = snapshot.text(&edit.file).unwrap_or_default();
                assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some(), "{edit:?}");
            }
        }
        let _ = snapshot.bench_list();
        let _ = snapshot.bench_compare("new", "base");
        let _ = snapshot.bench_report(None, None);
        let _ = snapshot.perf_targets();
        for _ in 0..8 {
            let mut offset = random.usize(0..=text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            let offset = offset as u32;
            let _ = snapshot.complete(file, offset);
            let _ = snapshot.hover(file, offset);
            let _ = snapshot.configuration_hover(file, offset);
            let _ = snapshot.document_hover(file, offset);
        }
    }
}
