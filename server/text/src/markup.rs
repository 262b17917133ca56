//! Text of HTML and SVG.

/// `text` as text of an element or as a quoted attribute: what markup means something by becomes a reference, and what is harmful is
/// spelled out.
#[must_use]
pub fn text(text: &str) -> String {
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
    escaped
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
            text("<script>alert(1)</script> & \"x\" 'y'"),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; &#39;y&#39;"
        );
        assert_eq!(text("a\u{1b}\u{202e}b\u{ffff}\n日本"), "a\\u{1b}\\u{202e}b\\u{ffff}\\n日本");
    }

    fn is_text_alone(written: &str) {
        let page = format!("<p title=\"{0}\" lang='{0}'>{0}</p>", text(written));
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

    proptest! {
        #[test]
        fn any_text_is_text(text in any::<String>()) {
            is_text_alone(&text);
        }
    }
}
