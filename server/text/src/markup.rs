//! Markup, of HTML and SVG alike, of literals and of text that cannot mean anything in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use crate::Label;

/// Markup that says what it was written to say. Made by [`markup!`](crate::markup!) of literals and of what [`ToMarkup`] escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Markup that is written in Greenlight itself.
    #[must_use]
    pub fn literal(markup: &'static str) -> Markup {
        Markup(markup.to_owned())
    }

    /// `text` as text of an element or as a quoted attribute: what markup means something by becomes a reference, and what is harmful is
    /// spelled out.
    #[must_use]
    pub fn text(text: &str) -> Markup {
        let text = crate::visible::one_line(text);
        let mut escaped = String::with_capacity(text.len() + 8);
        for character in text.chars() {
            match character {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                '\'' => escaped.push_str("&#39;"),
                character => escaped.push(character),
            }
        }
        Markup(escaped)
    }

    /// A coordinate: two digits behind the point at most, and never one that is no number.
    #[must_use]
    pub fn coordinate(value: f64) -> Markup {
        if !value.is_finite() {
            return Markup::literal("0");
        }
        let mut written = format!("{value:.2}");
        written.truncate(written.trim_end_matches('0').trim_end_matches('.').len());
        if written == "-0" { Markup::literal("0") } else { Markup(written) }
    }

    /// Adds what comes next.
    pub fn push(&mut self, next: &Markup) {
        self.0.push_str(&next.0);
    }

    /// Adds a literal.
    pub fn push_literal(&mut self, next: &'static str) {
        self.0.push_str(next);
    }

    /// `parts` with a literal between each two.
    #[must_use]
    pub fn join(parts: impl IntoIterator<Item = Markup>, between: &'static str) -> Markup {
        let mut joined = Markup::default();
        for (number, part) in parts.into_iter().enumerate() {
            joined.push_literal(if number > 0 { between } else { "" });
            joined.push(&part);
        }
        joined
    }

    /// The page or picture, to write it.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// See [`markup!`](crate::markup!), which is the way to call it.
    #[doc(hidden)]
    #[must_use]
    pub fn fill(template: &'static str, arguments: &[&dyn ToMarkup]) -> Markup {
        let mut filled = String::with_capacity(template.len() + 32);
        let mut arguments = arguments.iter();
        for (number, literal) in template.split("{}").enumerate() {
            if number > 0
                && let Some(argument) = arguments.next()
            {
                filled.push_str(&argument.to_markup().0);
            }
            filled.push_str(literal);
        }
        Markup(filled)
    }
}

impl Deref for Markup {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&'static str> for Markup {
    fn from(literal: &'static str) -> Markup {
        Markup::literal(literal)
    }
}

/// What may stand in markup. Text is escaped.
pub trait ToMarkup {
    /// As markup.
    fn to_markup(&self) -> Cow<'_, Markup>;
}

impl ToMarkup for Markup {
    fn to_markup(&self) -> Cow<'_, Markup> {
        Cow::Borrowed(self)
    }
}

impl<T: ToMarkup + ?Sized> ToMarkup for &T {
    fn to_markup(&self) -> Cow<'_, Markup> {
        (**self).to_markup()
    }
}

macro_rules! as_text {
    ($($kind:ty),*) => {
        $(impl ToMarkup for $kind {
            fn to_markup(&self) -> Cow<'_, Markup> {
                Cow::Owned(Markup::text(self.as_ref()))
            }
        })*
    };
}

as_text!(str, String, Cow<'_, str>, Label);

macro_rules! as_number {
    ($($kind:ty),*) => {
        $(impl ToMarkup for $kind {
            fn to_markup(&self) -> Cow<'_, Markup> {
                Cow::Owned(Markup(self.to_string()))
            }
        })*
    };
}

as_number!(usize, u32, u64, f64);

/// Markup of a literal with `{}` for each argument: `markup!("<b>{}</b>", name)`. Text from outside is escaped; there is no way to write it
/// in raw.
#[macro_export]
macro_rules! markup {
    ($template:literal $(, $argument:expr)* $(,)?) => {{
        const _: () = $crate::check_template($template, (&[$(stringify!($argument)),*] as &[&str]).len());
        $crate::Markup::fill($template, &[$(&$argument as &dyn $crate::ToMarkup),*])
    }};
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::*;
    use crate::visible::HOSTILE;

    #[test]
    fn what_means_something_to_markup_is_written_as_text() {
        assert_eq!(
            &*Markup::text("<script>alert(1)</script> & \"x\" 'y'"),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; &#39;y&#39;"
        );
        assert_eq!(&*Markup::text("a\u{1b}\u{202e}b\u{ffff}\n日本"), "a\\u{1b}\\u{202e}b\\u{ffff}\\n日本");
    }

    fn is_text_alone(written: &str) {
        let page = format!("<p title=\"{0}\" lang='{0}'>{0}</p>", Markup::text(written));
        let document = Document::parse(&page).unwrap();
        let shown = crate::visible::one_line(written);
        let element = document.root_element();
        assert_eq!(document.descendants().filter(roxmltree::Node::is_element).count(), 1, "{page}");
        assert_eq!(element.text().unwrap_or_default(), shown);
        let attributes: Vec<_> = element.attributes().map(|it| (it.name(), it.value())).collect();
        assert_eq!(attributes, [("title", &*shown), ("lang", &*shown)]);
    }

    #[test]
    fn hostile_text_is_text() {
        HOSTILE.iter().for_each(|text| is_text_alone(text));
    }

    #[test]
    fn a_template_has_what_is_text_escaped_and_what_is_markup_as_it_is() {
        let bold = markup!("<b>{}</b>", "<i>");
        assert_eq!(
            &*markup!("<p title=\"{}\">{} {}{}</p>", "\"", bold, 3_usize, 0.5),
            "<p title=\"&quot;\"><b>&lt;i&gt;</b> 30.5</p>"
        );
        assert_eq!(
            &*Markup::join([bold.clone(), Markup::default(), bold], ", "),
            "<b>&lt;i&gt;</b>, , <b>&lt;i&gt;</b>"
        );
    }

    #[test]
    fn a_coordinate_is_short_and_always_a_number() {
        let written =
            [1.0, -0.001, 1.239, 100.0, f64::NAN, f64::INFINITY].map(|value| Markup::coordinate(value).to_string());
        assert_eq!(written, ["1", "0", "1.24", "100", "0", "0"]);
    }

    proptest! {
        #[test]
        fn any_text_is_text(text in any::<String>()) {
            is_text_alone(&text);
        }
    }
}
