//! Results as Criterion saves them, for tests.

#![allow(clippy::disallowed_methods)] // they are written to a temporary folder

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::benches::{HintSettings, HoverShows};

/// Neither images nor links.
pub(crate) const SHOWS: HoverShows<'static> =
    HoverShows { settings: &HintSettings { current: None, against: None, long: false }, link: &|_| None, image: None };

/// Saves a baseline in its folder below `root`, that of all results, with this time in nanoseconds, so many seconds ago. The id's
/// parts are group, function and value.
pub(crate) fn save(
    root: &Path,
    baseline: &str,
    directory: &[&str],
    [group, function, value]: [Option<&str>; 3],
    time: f64,
    ago: u64,
) {
    let folder = directory.iter().fold(root.to_owned(), |path, part| path.join(part)).join(baseline);
    let directory = directory.join("/");
    fs::create_dir_all(&folder).unwrap();
    let estimate = |point: f64| {
        serde_json::json!({"point_estimate": point, "standard_error": 1.0, "confidence_interval":
            {"confidence_level": 0.95, "lower_bound": point * 0.99, "upper_bound": point * 1.01}})
    };
    let iterations: Vec<f64> = (1..=10).map(f64::from).collect();
    let files = [
        (
            "benchmark.json",
            serde_json::json!({"group_id": group, "function_id": function, "value_str": value, "throughput": null,
                "full_id": "", "directory_name": directory, "title": ""}),
        ),
        (
            "estimates.json",
            serde_json::json!({"mean": estimate(time), "median": estimate(time), "std_dev": estimate(1.0), "slope": null}),
        ),
        (
            "sample.json",
            serde_json::json!({"sampling_mode": "Flat", "iters": iterations,
                "times": iterations.iter().map(|count| count * time).collect::<Vec<_>>()}),
        ),
    ];
    for (name, value) in files {
        fs::write(folder.join(name), value.to_string()).unwrap();
        set_age(&folder.join(name), ago);
    }
}

/// As if it was written so many seconds ago.
pub(crate) fn set_age(path: &Path, seconds: u64) {
    let time = SystemTime::now() - Duration::from_secs(seconds);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}
