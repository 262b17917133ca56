//! Numbers that no benchmark of Criterion measures, such as memory or the rate of successes: files in the two formats that
//! other tools write too. A list of `{"name", "unit", "value"}` is what github-action-benchmark takes for its custom
//! kinds; an object of benchmarks, each an object of measures with a `value`, is Bencher's Metric Format.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A number with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// What was measured; of Bencher's format, `BENCHMARK/MEASURE`.
    pub name: String,
    /// As written; `None` where the format has none.
    pub unit: Option<String>,
    /// The number.
    pub value: f64,
    /// From where to where it is taken to lie, if the file says so.
    pub interval: Option<(f64, f64)>,
}

/// Why a file of metrics could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// It is no JSON.
    #[error("no JSON: {0}")]
    Json(serde_json::Error),
    /// It is neither of the formats.
    #[error("neither a list of `name`, `unit` and `value` nor an object of benchmarks with their measures: {0}")]
    Format(serde_json::Error),
}

#[derive(Deserialize)]
struct Custom {
    name: String,
    unit: Option<String>,
    value: f64,
}

#[derive(Deserialize)]
struct Measure {
    value: f64,
    lower_value: Option<f64>,
    upper_value: Option<f64>,
}

/// Reads a file of metrics, of either format.
///
/// # Errors
/// Where it is no JSON, or of another form.
pub fn read_metrics(text: &str) -> Result<Vec<Metric>, MetricsError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(MetricsError::Json)?;
    if value.is_array() {
        let metrics: Vec<Custom> = serde_json::from_value(value).map_err(MetricsError::Format)?;
        let read = |Custom { name, unit, value }| Metric { name, unit, value, interval: None };
        return Ok(metrics.into_iter().map(read).collect());
    }
    let benchmarks: BTreeMap<String, BTreeMap<String, Measure>> =
        serde_json::from_value(value).map_err(MetricsError::Format)?;
    let metrics = benchmarks.into_iter().flat_map(|(benchmark, measures)| {
        measures.into_iter().map(move |(measure, it)| Metric {
            name: format!("{benchmark}/{measure}"),
            unit: None,
            value: it.value,
            interval: it.lower_value.zip(it.upper_value),
        })
    });
    Ok(metrics.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_are_read() {
        let custom = r#"[{"name": "Peak memory", "unit": "Megabytes", "value": 180, "extra": "x"}, {"name": "n", "value": 1.5}]"#;
        let metrics = read_metrics(custom).unwrap();
        assert_eq!((metrics[0].unit.as_deref(), metrics[0].value, metrics[1].value), (Some("Megabytes"), 180.0, 1.5));
        let bencher = r#"{"install": {"success_rate": {"value": 0.95, "lower_value": 0.9, "upper_value": 1.0}, "memory": {"value": 3}}}"#;
        let metrics = read_metrics(bencher).unwrap();
        assert_eq!(metrics[0].name, "install/memory");
        assert_eq!((metrics[1].name.as_str(), metrics[1].interval), ("install/success_rate", Some((0.9, 1.0))));
    }

    #[test]
    fn what_is_neither_says_so() {
        assert!(matches!(read_metrics("nothing"), Err(MetricsError::Json(_))));
        assert!(matches!(read_metrics("[1, 2]"), Err(MetricsError::Format(_))));
        assert!(matches!(read_metrics(r#"{"a": 1}"#), Err(MetricsError::Format(_))));
    }
}
