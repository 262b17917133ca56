//! What the user set in the editor, as the client hands it over with `initialize`. A client that says nothing gets what is
//! usual; a client that wants other settings starts the server anew, which takes less than a keystroke.

use greenlight_ide::benches::HintSettings;
use serde_json::Value;

/// Settings of the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `results.style`: where saved results are shown.
    pub(crate) style: ResultsStyle,
    /// Which baseline, what it is compared with, and how much of it: `baseline.current`, `baseline.against`, `results.long`.
    pub(crate) hints: HintSettings,
    /// `lens.enable`, on by default.
    pub(crate) no_lenses: bool,
    /// `images`: whether the client shows the images of a hover, an SVG in the URL among them.
    pub(crate) images: bool,
    /// `commands`: those of `greenlight.client.…` that the client has, so that lenses call them.
    pub(crate) client_commands: Vec<String>,
}

/// Where saved results are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ResultsStyle {
    /// At the end of the call's line, as inlay hints.
    #[default]
    InlayHint,
    /// Among the lenses above it.
    Lens,
    /// As the client draws it, which asks with `greenlight/benchHints`.
    Decoration,
    /// Nowhere; hovers have them all the same.
    Off,
}

impl Settings {
    /// Reads `initializationOptions`.
    pub(crate) fn of(options: Option<&Value>) -> Settings {
        let Some(options) = options else { return Settings::default() };
        let text = |pointer: &str| {
            let text = options.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let is = |pointer: &str| options.pointer(pointer).and_then(Value::as_bool);
        Settings {
            style: match text("/results/style").as_deref() {
                Some("lens") => ResultsStyle::Lens,
                Some("decoration") => ResultsStyle::Decoration,
                Some("off") => ResultsStyle::Off,
                _ => ResultsStyle::InlayHint,
            },
            hints: HintSettings {
                current: text("/baseline/current"),
                against: text("/baseline/against"),
                long: is("/results/long") == Some(true),
            },
            no_lenses: is("/lens/enable") == Some(false),
            images: is("/images") == Some(true),
            client_commands: options
                .get("commands")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|command| command.as_str().map(str::to_owned))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_said_is_as_usual() {
        assert_eq!(Settings::of(None), Settings::default());
        assert_eq!(
            Settings::of(Some(&json!({"results": {"style": 3}, "baseline": {"current": ""}}))),
            Settings::default()
        );
    }

    #[test]
    fn what_is_said_counts() {
        let settings = Settings::of(Some(&json!({
            "results": {"style": "lens", "long": true},
            "baseline": {"current": "v1", "against": "v0"},
            "lens": {"enable": false},
            "commands": ["greenlight.client.runBench"],
        })));
        assert_eq!((settings.style, settings.no_lenses), (ResultsStyle::Lens, true));
        assert_eq!(
            settings.hints,
            HintSettings { current: Some("v1".to_owned()), against: Some("v0".to_owned()), long: true }
        );
        assert_eq!(settings.client_commands, ["greenlight.client.runBench"]);
    }
}
