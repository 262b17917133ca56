//! Criterion's JSON files.

use greenlight_files::{Files, ReadError};
use serde::Deserialize;
use std::path::Path;

use super::circumstances;
use super::{Baseline, Estimate, Note, Sample, SamplingMode, Throughput, ThroughputUnit};
use crate::identity::BenchmarkId;
use crate::limits::RESULT_FILE_BYTES;

/// `benchmark.json`.
#[derive(Debug, Deserialize)]
pub(super) struct BenchmarkFile {
    group_id: String,
    function_id: Option<String>,
    value_str: Option<String>,
    throughput: Option<serde_json::Value>,
    pub(super) directory_name: String,
}

/// `estimates.json`; with more that is of no use here.
#[derive(Debug, Deserialize)]
struct EstimatesFile {
    mean: EstimateFile,
    median: EstimateFile,
    std_dev: EstimateFile,
    slope: Option<EstimateFile>,
}

#[derive(Debug, Deserialize)]
struct EstimateFile {
    point_estimate: f64,
    confidence_interval: IntervalFile,
}

#[derive(Debug, Deserialize)]
struct IntervalFile {
    confidence_level: f64,
    lower_bound: f64,
    upper_bound: f64,
}

/// `sample.json`. The sampling mode came with 0.3.4; before, it was always linear.
#[derive(Debug, Deserialize)]
struct SampleFile {
    sampling_mode: Option<String>,
    iters: Vec<f64>,
    times: Vec<f64>,
}

impl BenchmarkFile {
    pub(super) fn id(&self) -> BenchmarkId {
        BenchmarkId { group: self.group_id.clone(), function: self.function_id.clone(), value: self.value_str.clone() }
    }
}

/// Reads the `benchmark.json` in a baseline's folder.
pub(super) fn benchmark(files: &Files, folder: &Path) -> Result<BenchmarkFile, Note> {
    let file = folder.join("benchmark.json");
    let text = read(files, &file)?;
    serde_json::from_str(&text).map_err(|error| note(&file, not_understood(&text, &error)))
}

/// Reads the baseline `name` in `folder`, whose `benchmark.json` this is.
pub(super) fn baseline(files: &Files, folder: &Path, name: &str, of: &BenchmarkFile) -> Result<Baseline, Note> {
    let sample_path = folder.join("sample.json");
    let saved = files.modified(&sample_path).ok_or_else(|| note(&sample_path, "no such file".to_owned()))?;
    let text = read(files, &sample_path)?;
    let sample: SampleFile = parse(&sample_path, &text)?;
    let estimates_path = folder.join("estimates.json");
    let text = read(files, &estimates_path)?;
    let estimates: EstimatesFile = parse(&estimates_path, &text)?;

    let all = [Some(&estimates.mean), Some(&estimates.median), Some(&estimates.std_dev), estimates.slope.as_ref()];
    if !all.into_iter().flatten().all(EstimateFile::is_possible) {
        return Err(note(
            &estimates_path,
            "an estimate that is none: a number below zero, or no interval of any confidence".to_owned(),
        ));
    }
    let is_time = |time: f64| time.is_finite() && time >= 0.0;
    let pairs = sample.iters.iter().zip(&sample.times);
    let samples: Vec<Sample> = pairs.map(|(&iterations, &total)| Sample { iterations, total }).collect();
    let whole = sample.iters.len() == sample.times.len()
        && !samples.is_empty()
        && samples.iter().all(|sample| is_time(sample.total) && sample.iterations >= 1.0);
    if !whole {
        return Err(note(&sample_path, "no iterations, or not a time for each".to_owned()));
    }
    let typical = estimates.slope.as_ref().unwrap_or(&estimates.mean).read();
    Ok(Baseline {
        name: name.to_owned(),
        saved,
        typical,
        mean: estimates.mean.read(),
        median: estimates.median.read(),
        deviation: estimates.std_dev.read(),
        mode: match sample.sampling_mode.as_deref() {
            Some("Flat") => SamplingMode::Flat,
            _ => SamplingMode::Linear,
        },
        samples,
        throughput: of.throughput.as_ref().map(throughput).unwrap_or_default(),
        unit: unit(files, folder),
        repeats: Vec::new(),
        circumstances: circumstances::read(files, folder),
    })
}

impl EstimateFile {
    /// Whether it can be of samples that are no less than zero.
    fn is_possible(&self) -> bool {
        let IntervalFile { confidence_level, lower_bound, upper_bound } = self.confidence_interval;
        let is_share = 0.0 < confidence_level && confidence_level < 1.0;
        is_share
            && [self.point_estimate, lower_bound, upper_bound].iter().all(|it| *it >= 0.0)
            && lower_bound <= upper_bound
    }

    fn read(&self) -> Estimate {
        Estimate {
            point: self.point_estimate,
            lower: self.confidence_interval.lower_bound,
            upper: self.confidence_interval.upper_bound,
            confidence: self.confidence_interval.confidence_level,
        }
    }
}

/// `{"Bytes":4}` and the like; of a kind that came later, nothing.
fn throughput(value: &serde_json::Value) -> Vec<Throughput> {
    let of = |value: &serde_json::Value, of| value.as_u64().map(|amount| Throughput { amount, of });
    let entries = value.as_object().into_iter().flatten();
    let read = entries.flat_map(|(kind, value)| match kind.as_str() {
        "Bytes" => vec![of(value, ThroughputUnit::Bytes)],
        "BytesDecimal" => vec![of(value, ThroughputUnit::BytesDecimal)],
        "Bits" => vec![of(value, ThroughputUnit::Bits)],
        "Elements" => vec![of(value, ThroughputUnit::Elements)],
        "ElementsAndBytes" => {
            vec![of(&value["elements"], ThroughputUnit::Elements), of(&value["bytes"], ThroughputUnit::Bytes)]
        }
        _ => Vec::new(),
    });
    read.flatten().collect()
}

/// The unit in `raw.csv`, which Criterion writes with its feature `csv_output` alone, and which alone tells it.
fn unit(files: &Files, folder: &Path) -> Option<String> {
    let file = folder.join("raw.csv");
    if !files.is_file(&file) {
        return None;
    }
    let text = files.read_unless_link(&file).ok().filter(|text| RESULT_FILE_BYTES.allows(text.len() as u64))?;
    let mut lines = text.lines();
    let column = lines.next()?.split(',').position(|name| name == "unit")?;
    let columns = lines.next()?.split(',').count();
    // Ids may hold commas, so it is counted from the end.
    let from_end = text.lines().next()?.split(',').count().checked_sub(column + 1)?;
    text.lines().nth(1)?.split(',').nth(columns.checked_sub(from_end + 1)?).map(str::to_owned)
}

fn read(files: &Files, file: &Path) -> Result<std::sync::Arc<str>, Note> {
    let text = files.read_unless_link(file).map_err(|error| match error {
        // What a cache leaves of a target directory: folders without files.
        ReadError::Missing => note(file, "no such file".to_owned()),
        error => note(file, error.to_string()),
    })?;
    if !RESULT_FILE_BYTES.allows(text.len() as u64) {
        return Err(note(file, format!("not read: it has more than {} bytes", RESULT_FILE_BYTES.max)));
    }
    if text.trim().is_empty() {
        return Err(note(file, "empty: it is being written, or its writing was ended".to_owned()));
    }
    Ok(text)
}

fn parse<'t, T: Deserialize<'t>>(file: &Path, text: &'t str) -> Result<T, Note> {
    serde_json::from_str(text).map_err(|error| note(file, not_understood(text, &error)))
}

/// Up to 0.3.2, a sample was a list of two lists, and estimates were keyed by the statistic's name.
fn not_understood(text: &str, error: &serde_json::Error) -> String {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Array(_)) => "saved by a Criterion before 0.3.3".to_owned(),
        Ok(value) if value.get("Mean").is_some() => "saved by a Criterion before 0.3.3".to_owned(),
        Ok(_) => format!("not as Criterion writes it: {error}"),
        Err(_) => format!("cut short or no JSON: {error}"),
    }
}

pub(super) fn note(path: &Path, message: String) -> Note {
    Note { path: path.to_owned(), message }
}
