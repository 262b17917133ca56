//! Every key of greenlight.toml. What is written here is what the editor shows and what docs/configuration.md has.

use super::grammar::{Also, Key, Keys, Table, Text, Value};

/// The file itself.
pub(crate) static ROOT: Table = table(&[
    key(
        "rules",
        Value::Table(&RULES),
        "The level of rules, each by its name or by that of its group: `allow` does not show what a rule finds, `hint` and `warn` do, \
         and what is at `deny` makes `greenlight check` fail. What is said of a rule goes before what is said of its group.",
        "[rules]\nundeclared-feature = \"deny\"\nbenches = \"hint\"   # all rules of the group",
    ),
    key(
        "baselines",
        Value::Table(&BASELINES),
        "Which saved results are meant. What is named here goes before an editor's own settings.",
        "[baselines]\ncurrent = \"v2.4.0\"\nagainst = \"v2.3.0\"",
    ),
    key(
        "limits",
        Value::Table(&LIMITS),
        "What a result may differ from the one it is compared with: by more than `flag` is worth a look, by more than `fail` is too much.",
        "[limits]\ntime   = { flag = \"5%\", fail = \"10%\" }\nmemory = { flag = \"5%\", fail = \"15%\" }",
    ),
    key(
        "metrics",
        Value::Table(&METRICS),
        "Numbers that no benchmark of Criterion measures, such as memory or the rate of successes.",
        "[metrics]\nfiles = [\"docs/benchmarks/metrics.json\"]",
    ),
    key(
        "documents",
        Value::Table(&DOCUMENTS),
        "Documents whose promises are shown at the benches that they are about.",
        "[documents]\nfiles = [\"CHANGELOG.md\", \"docs/benchmarks\"]",
    ),
    key(
        "perf-target",
        Value::Tables(&PERF_TARGET),
        "A performance target: what is promised of benchmarks or of a metric, and held against what was measured.",
        "[[perf-target]]\nname   = \"Search (<1000 packages)\"\nbench  = \"search_scaling/1000\"\nmust   = \"<100ms\"\nexpect = \"50ms..80ms\"\n\n\
         [[perf-target]]\nname   = \"Install success rate\"\nmetric = \"install_success_rate\"\nmust   = \">95%\"",
    ),
    key(
        "suite",
        Value::Tables(&SUITE),
        "Benches that belong together, in the order in which they are run.",
        "[[suite]]\nname    = \"core\"\nbenches = [\"marketplace_performance\", \"marketplace_search_benchmark\"]\n\
         log     = \"docs/benchmarks/results_core.txt\"",
    ),
    key("gate", Value::Table(&GATE), "What has to be true before a release.", "[[gate.check]]"),
    key(
        "coverage",
        Value::Tables(&COVERAGE),
        "How many benchmarks a part of the workspace has to have.",
        "[[coverage]]\nsection  = \"Performance\"\nname     = \"Registry\"\nbench    = \"registry_loading/**\"\nat-least = 6",
    ),
]);

static RULES: Table = Table { keys: Keys::Rules, one_of: &[], also: None };

static BASELINES: Table = table(&[
    key(
        "current",
        Value::String(Text::Baseline),
        "The baseline whose results are shown; without it the newest.",
        "current = \"v2.4.0\"",
    ),
    key(
        "against",
        Value::String(Text::Baseline),
        "The baseline that results are compared with; without it the oldest.",
        "against = \"v2.3.0\"",
    ),
]);

static LIMITS: Table = table(&[
    key(
        "time",
        Value::Table(&CHANGE),
        "Of times, and of whatever else is no memory; without it 5% and 10%.",
        "time = { flag = \"5%\", fail = \"10%\" }",
    ),
    key(
        "memory",
        Value::Table(&CHANGE),
        "Of what is counted in bytes; without it 5% and 15%.",
        "memory = { flag = \"5%\", fail = \"15%\" }",
    ),
]);

static CHANGE: Table = Table {
    also: Some(Also::FlagBelowFail),
    ..table(&[
        key(
            "flag",
            Value::String(Text::Share),
            "A change that is certainly larger is worth a look. It is not above `fail`.",
            "flag = \"5%\"",
        ),
        key("fail", Value::String(Text::Share), "A change that is certainly larger is too much.", "fail = \"10%\""),
    ])
};

static METRICS: Table = table(&[key(
    "files",
    Value::Strings(Text::File),
    "Files of metrics, by their paths from the root of the workspace: lists of `name`, `unit` and `value`, or Bencher's Metric Format.",
    "files = [\"docs/benchmarks/metrics.json\"]",
)]);

static DOCUMENTS: Table = table(&[key(
    "files",
    Value::Strings(Text::File),
    "Markdown files, and folders of such, by their paths from the root of the workspace. Without it, those beside a manifest and below \
     `docs`, `doc` and `benches` there; none with `[]`.",
    "files = [\"CHANGELOG.md\", \"docs/benchmarks\"]",
)]);

static PERF_TARGET: Table = Table {
    one_of: &["bench", "metric"],
    also: Some(Also::LimitOfBench),
    ..table(&[
        key(
            "name",
            Value::String(Text::Words),
            "What it is called; without it what it is about.",
            "name = \"Search (<1000 packages)\"",
        ),
        key(
            "bench",
            Value::String(Text::Benches),
            "The benchmarks that it is about, by Criterion's full ids: `*` is any text without `/`, `**` is any text, `\\` makes what \
             follows mean itself.",
            "bench = \"search_scaling/1000\"",
        ),
        key(
            "metric",
            Value::String(Text::Metric),
            "The number that it is about, by its name in a file of `[metrics] files`.",
            "metric = \"install_success_rate\"",
        ),
        key(
            "package",
            Value::String(Text::Package),
            "Only benchmarks of this package, or whose metric it is.",
            "package = \"search\"",
        ),
        key(
            "target",
            Value::String(Text::BenchTarget),
            "Only benchmarks of the bench target of this name.",
            "target = \"search_scaling\"",
        ),
        key(
            "must",
            Value::String(Text::Limit),
            "The limit that counts: `<`, `<=`, `>` or `>=` and a number with its unit (`ns` to `h`, `B` to `TiB`, `%`), or a range, whose \
             upper end is the limit. Without it nothing counts.",
            "must = \"<100ms\"",
        ),
        key(
            "expect",
            Value::String(Text::Range),
            "What is expected; shown, and never counts.",
            "expect = \"50ms..80ms\"",
        ),
    ])
};

static SUITE: Table = Table {
    also: Some(Also::OwnName),
    ..table(&[
        required("name", Value::String(Text::Words), "What it is called; no two have one name.", "name = \"core\""),
        required(
            "benches",
            Value::Strings(Text::BenchTarget),
            "The bench targets that it has, in the order in which they are run.",
            "benches = [\"marketplace_performance\", \"marketplace_search_benchmark\"]",
        ),
        key(
            "log",
            Value::String(Text::File),
            "Where what they print is kept, as a path from the root of the workspace.",
            "log = \"docs/benchmarks/results_core.txt\"",
        ),
    ])
};

static GATE: Table = table(&[key(
    "check",
    Value::Tables(&GATE_CHECK),
    "Something that has to be true before a release: that a command succeeds (`run`), that a file is there, with a heading or without \
     (`file`), or that somebody has looked (`manual`).",
    "[[gate.check]]\nsection = \"Compilation\"\nname    = \"P2P module compiles\"\nrun     = \"cargo build --release --features p2p\"\n\n\
     [[gate.check]]\nsection = \"Documentation\"\nname    = \"Known limitations documented\"\nfile    = \"docs/benchmarks/REPORT.md\"\n\
     heading = \"Known limitations\"\n\n\
     [[gate.check]]\nsection = \"Performance\"\nname    = \"Installs feel right\"\nmanual  = \"install 20 packages by hand\"",
)]);

static GATE_CHECK: Table = Table {
    one_of: &["run", "file", "manual"],
    ..table(&[
        required(
            "section",
            Value::String(Text::Words),
            "The heading that it stands under.",
            "section = \"Compilation\"",
        ),
        required("name", Value::String(Text::Words), "What is true then.", "name = \"P2P module compiles\""),
        key(
            "run",
            Value::String(Text::Command),
            "A command that has to succeed; it is split into words, there is no shell.",
            "run = \"cargo build --release --features p2p\"",
        ),
        key(
            "file",
            Value::String(Text::File),
            "A file that has to be there, as a path from the root of the workspace.",
            "file = \"docs/benchmarks/REPORT.md\"",
        ),
        Key {
            needs: Some("file"),
            ..key(
                "heading",
                Value::String(Text::Words),
                "A heading that `file` has to have.",
                "heading = \"Known limitations\"",
            )
        },
        key(
            "manual",
            Value::String(Text::Words),
            "What somebody has to do by hand; it is open until it is signed.",
            "manual = \"install 20 packages by hand\"",
        ),
    ])
};

static COVERAGE: Table = table(&[
    required("section", Value::String(Text::Words), "The heading that it stands under.", "section = \"Performance\""),
    required("name", Value::String(Text::Words), "What is covered.", "name = \"Registry\""),
    required(
        "bench",
        Value::String(Text::Benches),
        "The benchmarks that count, by Criterion's full ids: `*` is any text without `/`, `**` is any text, `\\` makes what follows mean \
         itself.",
        "bench = \"registry_loading/**\"",
    ),
    required("at-least", Value::Count, "How many there have to be.", "at-least = 6"),
]);

const fn table(keys: &'static [Key]) -> Table {
    Table { keys: Keys::Known(keys), one_of: &[], also: None }
}

const fn key(name: &'static str, value: Value, about: &'static str, example: &'static str) -> Key {
    Key { name, value, is_required: false, needs: None, about, example }
}

const fn required(name: &'static str, value: Value, about: &'static str, example: &'static str) -> Key {
    Key { name, value, is_required: true, needs: None, about, example }
}
