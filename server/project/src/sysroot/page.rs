//! What rustdoc's pages say: a module's names in the file for its sidebar, its re-exports on its own page, an enum's
//! variants on the enum's.

use serde_json::Value;

/// The file name of the sidebar beside `page`: what was made in one run has one suffix, the compiler's version.
pub(super) fn sidebar_file(page: &str) -> Option<String> {
    let (_, suffix) = page.split_once("data-resource-suffix=\"")?;
    let (suffix, _) = suffix.split_once('"')?;
    Some(format!("sidebar-items{suffix}.js"))
}

/// Kind and name of each entry of a sidebar's text, `window.SIDEBAR_ITEMS = {"mod":["vec"]};`; `None` if it is not of
/// that form. Later versions write `["vec",1]` for a macro, with the kinds of it.
pub(super) fn entries(sidebar: &str) -> Option<Vec<(String, String)>> {
    let object = sidebar.get(sidebar.find('{')?..=sidebar.rfind('}')?)?;
    let Value::Object(kinds) = serde_json::from_str(object).ok()? else { return None };
    let mut entries = Vec::new();
    for (kind, names) in kinds {
        for entry in names.as_array()? {
            let name = entry.as_str().or_else(|| entry.get(0)?.as_str())?;
            entries.push((kind.clone(), name.to_owned()));
        }
    }
    Some(entries)
}

/// What stands under "Re-exports": each as the source has it, `pub use crate::option::Option::Some;`, tags removed. The
/// elements around it have changed from version to version; in prose it would do no harm.
pub(super) fn reexports(page: &str) -> Vec<String> {
    let codes = page.match_indices("<code>pub ").filter_map(|(at, tag)| page[at + tag.len()..].split_once("</code>"));
    let reexports = codes.filter(|(code, _)| code.starts_with("use ") || code.starts_with("extern crate "));
    reexports.map(|(code, _)| format!("pub {}", without_tags(code))).collect()
}

/// The names of the variants on an enum's page.
pub(super) fn variants(page: &str) -> Vec<&str> {
    const ID: &str = "id=\"variant.";
    let ids = page.match_indices(ID).filter_map(|(at, _)| page[at + ID.len()..].split_once('"'));
    // A variant's field is `variant.V.field.f`.
    ids.map(|(name, _)| name).filter(|name| !name.contains('.')).collect()
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for part in html.split('<') {
        // The first part has no tag before it.
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidebar_is_an_object_of_kinds() {
        let entries = entries(r#"window.SIDEBAR_ITEMS = {"macro":["vec",["format",1]],"mod":["rc"]};"#).unwrap();
        let shown: Vec<String> = entries.iter().map(|(kind, name)| format!("{kind} {name}")).collect();
        assert_eq!(shown, ["macro vec", "macro format", "mod rc"]);
        assert_eq!(super::entries("window.SIDEBAR_ITEMS = {};").unwrap(), []);
        for other in ["", "}{", "window.SIDEBAR_ITEMS = {\"mod\":7};", "window.SIDEBAR_ITEMS = {\"mod\":[7]};"] {
            assert_eq!(super::entries(other), None, "{other}");
        }
    }

    #[test]
    fn reexports_are_read_as_the_source_has_them() {
        let page = r##"<p>See <code>pub fn</code>.</p><dt id="reexport.Send"><code>pub use crate::marker::<a
            class="trait" href="#">Send</a>;</code></dt><div><code>pub use super::<a href="#">v1</a>::*;</code></div>
            <dt><a class="macro" href="#">vec</a></dt><dt><code>pub extern crate far;</code></dt>"##;
        assert_eq!(reexports(page), ["pub use crate::marker::Send;", "pub use super::v1::*;", "pub extern crate far;"]);
        assert_eq!(reexports("<code>pub use "), Vec::<String>::new());
    }

    #[test]
    fn variants_are_told_from_their_fields() {
        let page = r#"<section id="variant.Owned"></section><span id="variant.Owned.field.0"></span>"#;
        assert_eq!(variants(page), ["Owned"]);
    }

    #[test]
    fn the_sidebars_name_ends_in_the_suffix_of_all_that_was_made_with_the_page() {
        let page = r#"<meta name="rustdoc-vars" data-resource-suffix="1.95.0" data-channel="1.95.0">"#;
        assert_eq!(sidebar_file(page).unwrap(), "sidebar-items1.95.0.js");
        assert_eq!(sidebar_file(r#"<meta data-resource-suffix="">"#).unwrap(), "sidebar-items.js");
        assert_eq!(sidebar_file("<p></p>"), None);
    }
}
